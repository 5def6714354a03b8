/**
 * Old binary documents without a reader of their own: the readable strings in them, in their order, in one-byte and in wide letters.
 * Always `partial`: numbers, order and hidden structure are not read. spec/ingest.md 5.3
 */
import { decodeAs } from '../../kernel/index.ts';
import type { Extracted, ReadGap } from '../../model/index.ts';
import { DocumentBuilder } from '../document-builder.ts';
import type { ReadContext, Reader } from '../reader.ts';

const VERSION = 1;
/** Shorter runs are chance. spec/ingest.md 5.3 */
const RUN_MIN = 6;
const RUNS_MAX = 500_000;

const KINDS: readonly (readonly [kind: string, mediaType: string])[] = [
  ['doc', 'application/msword'],
  ['xls', 'application/vnd.ms-excel'],
  ['ppt', 'application/vnd.ms-powerpoint'],
  ['msg', 'application/vnd.ms-outlook'],
  ['pub', 'application/x-mspublisher'],
  ['vsd', 'application/vnd.visio'],
  ['cfb', 'application/x-ole-storage'],
  ['mdb', 'application/vnd.ms-access'],
  ['onenote', 'application/onenote'],
  ['wpd', 'application/vnd.wordperfect'],
];

interface Run {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function read(kind: string, mediaType: string, bytes: Uint8Array, context: ReadContext): Extracted {
  const builder = new DocumentBuilder();
  let isCut = false;
  for (const run of stringsOf(bytes)) {
    if (builder.length + run.text.length > context.limits.textCharsMax) {
      isCut = true;
      break;
    }
    const at = { kind: 'bytes', start: run.start, end: run.end } as const;
    const { start, end } = builder.append(run.text, at);
    builder.append('\n', at);
    builder.block({ start, end, zone: 'package', shape: 'paragraph' });
  }
  const gaps: ReadGap[] = [stringsOnly(kind)];
  if (isCut)
    gaps.push({
      state: 'limit',
      code: 'text',
      why: 'The file has more text than the limit; its beginning was read.',
      remedy: 'Raise `limits.textCharsMax` in case.yaml.',
    });
  const hasText = builder.length > 0;
  const gap = gaps[0];
  return {
    state: hasText ? 'partial' : 'unsupported',
    reason: hasText && gap !== undefined ? gap.code : `no-reader:${kind}`,
    mediaType,
    ...(hasText ? { document: builder.finish({ content: context.content, reader: `strings/${VERSION}`, mediaType }) } : {}),
    children: [],
    gaps: hasText ? gaps : [noReader(kind)],
  };
}

function stringsOnly(kind: string): ReadGap {
  return {
    state: 'partial',
    code: `strings-only:${kind}`,
    why: 'Only the readable strings of this old kind of file were read, without its structure and numbers.',
    remedy: 'Open it, save it in the new form (DOCX, XLSX, PPTX, PDF), and add that.',
  };
}

function noReader(kind: string): ReadGap {
  return {
    state: 'unsupported',
    code: `no-reader:${kind}`,
    why: 'Files of this kind are not read by this version, and no readable strings are in it.',
    remedy: 'Open it, save it in a kind that is read, and add that.',
  };
}

/** Runs of both widths, by their places. A place in a wide run is not looked at again for narrow letters. */
function* stringsOf(bytes: Uint8Array): Generator<Run> {
  let at = 0;
  let found = 0;
  while (at < bytes.length && found < RUNS_MAX) {
    const wide = wideEnd(bytes, at);
    if (wide - at >= RUN_MIN * 2) {
      const text = decodeAs(bytes.subarray(at, wide), 'utf-16le').text;
      if (isSpoken(text)) {
        yield { text, start: at, end: wide };
        found += 1;
      }
      at = wide;
      continue;
    }
    const narrow = narrowEnd(bytes, at);
    if (narrow - at >= RUN_MIN) {
      const text = decodeAs(bytes.subarray(at, narrow), 'windows-1252').text;
      if (isSpoken(text) && isMostlyAscii(text)) {
        yield { text, start: at, end: narrow };
        found += 1;
      }
    }
    at = Math.max(at + 1, narrow);
  }
}

/** Latin letters of two bytes, the high one zero or of the next blocks. */
function wideEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at + 1 < bytes.length) {
    const low = bytes[at] ?? 0;
    const high = bytes[at + 1] ?? 0;
    const isLetter = (high === 0 && isPrintable(low)) || (high > 0 && high <= 0x05) || (high === 0x20 && low >= 0x10 && low <= 0x3a);
    if (!isLetter) break;
    at += 2;
  }
  return at;
}

function narrowEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && isPrintable(bytes[at] ?? 0)) at += 1;
  return at;
}

function isPrintable(byte: number): boolean {
  return (
    (byte >= 0x20 && byte < 0x7f) ||
    byte === 0x09 ||
    byte === 0x0d ||
    byte === 0x0a ||
    (byte >= 0xa0 && byte < 0xff) ||
    (byte >= 0x91 && byte <= 0x97)
  );
}

/** Mostly letters, digits and blanks, some of them of ASCII, as words are. Binary data and fill bytes seldom are. */
function isSpoken(text: string): boolean {
  if (text.trim().length < RUN_MIN) return false;
  let plain = 0;
  let letters = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isLetter =
      (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || (code >= 0xc0 && code < 0x600 && code !== 0xd7 && code !== 0xf7);
    if (isLetter && code < 0x80) letters += 1;
    if (isLetter || (code >= 0x30 && code <= 0x39) || code === 0x20) plain += 1;
  }
  if (new Set(text.slice(0, 200)).size < 3) return false;
  return plain >= text.length * 0.75 && (letters >= 3 || /\d{4}/.test(text));
}

/** One-byte letters above ASCII are as likely as any in binary data: few may stand in a run. */
function isMostlyAscii(text: string): boolean {
  let high = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) >= 0x80) high += 1;
  return high * 5 <= text.length;
}

export const stringReaders: readonly Reader[] = KINDS.map(([kind, mediaType]) => ({
  kind,
  version: VERSION,
  read: (bytes, context) => read(kind, mediaType, bytes, context),
}));
