/** Pictures: no text is recognised here, which is said; strings that lie beside the picture (PNG text, JPEG comments) are read. */
import { decodeText, inflateBounded, isUtf8, latin1, type Limits } from '../../kernel/index.ts';
import type { Extracted, ReadGap } from '../../model/index.ts';
import { DocumentBuilder } from '../document-builder.ts';
import type { ReadContext, Reader } from '../reader.ts';

const VERSION = 1;
const STRINGS_MAX = 1000;
const STRING_BYTES_MAX = 1024 ** 2;

interface Note {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function read(bytes: Uint8Array, context: ReadContext): Extracted {
  const mediaType = mediaTypeOf(bytes);
  const notes = mediaType === 'image/png' ? pngNotes(bytes, context.limits) : mediaType === 'image/jpeg' ? jpegNotes(bytes) : [];
  const builder = new DocumentBuilder();
  for (const note of notes) {
    const at = { kind: 'bytes', start: note.start, end: note.end } as const;
    const { start, end } = builder.append(note.text, at);
    builder.append('\n', at);
    if (end > start) builder.block({ start, end, zone: 'property', shape: 'paragraph', hidden: true });
  }
  const gap: ReadGap = {
    state: 'needs-ocr',
    code: 'ocr.none',
    why: 'A picture: its text was not recognised.',
    remedy: 'Look at the picture, or run again where text recognition is installed.',
  };
  return {
    state: 'needs-ocr',
    reason: gap.code,
    mediaType,
    document: builder.finish({ content: context.content, reader: `image/${VERSION}`, mediaType, pages: 1 }),
    children: [],
    gaps: [gap],
  };
}

function mediaTypeOf(bytes: Uint8Array): string {
  const head = latin1(bytes.subarray(0, 16));
  if (head.startsWith('\x89PNG')) return 'image/png';
  if (head.startsWith('\xff\xd8')) return 'image/jpeg';
  if (head.startsWith('GIF8')) return 'image/gif';
  if (head.startsWith('II') || head.startsWith('MM')) return 'image/tiff';
  if (head.startsWith('BM')) return 'image/bmp';
  if (head.startsWith('RIFF')) return 'image/webp';
  return head.slice(4, 8) === 'ftyp' ? 'image/heic' : 'image/unknown';
}

/** tEXt, zTXt, iTXt chunks. [PNG] 11.3.3 */
function pngNotes(bytes: Uint8Array, limits: Limits): Note[] {
  const notes: Note[] = [];
  let at = 8;
  while (at + 12 <= bytes.length && notes.length < STRINGS_MAX) {
    const length = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const type = latin1(bytes.subarray(at + 4, at + 8));
    const end = at + 8 + (length >>> 0);
    const data = bytes.subarray(at + 8, Math.min(end, bytes.length));
    const text = type === 'tEXt' ? decode(data) : type === 'zTXt' || type === 'iTXt' ? packedNote(type, data, limits) : undefined;
    if (text !== undefined) notes.push({ text, start: at + 8, end: Math.min(end, bytes.length) });
    at = end + 4;
  }
  return notes;
}

function decode(data: Uint8Array): string {
  return decodeText(data.subarray(0, STRING_BYTES_MAX)).text.replaceAll('\0', ': ');
}

function packedNote(type: 'zTXt' | 'iTXt', data: Uint8Array, limits: Limits): string | undefined {
  const key = data.indexOf(0);
  if (key < 0) return undefined;
  const name = latin1(data.subarray(0, key));
  let at = key + 2;
  const isPacked = type === 'zTXt' || data[key + 1] === 1;
  if (type === 'iTXt') {
    // keyword, 0, flag, method, language, 0, translated keyword, 0, text
    const language = data.indexOf(0, key + 3);
    const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
    if (translated < 0) return undefined;
    at = translated + 1;
  }
  if (!isPacked) return `${name}: ${decode(data.subarray(at))}`;
  // Two bytes of zlib header in front of the deflate stream. [RFC 1950] 2.2
  const unpacked = inflateBounded(data.subarray(at + 2), {
    ...limits,
    outputSlackBytes: STRING_BYTES_MAX,
    outputBytesMax: STRING_BYTES_MAX,
  });
  return unpacked.ok ? `${name}: ${decode(unpacked.value)}` : undefined;
}

/** COM segments, and strings of APP segments that are text. [T.81] B.1.1 */
function jpegNotes(bytes: Uint8Array): Note[] {
  const notes: Note[] = [];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && notes.length < STRINGS_MAX) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xda || marker === 0xd9) break;
    const end = Math.min(bytes.length, at + 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0));
    const data = bytes.subarray(at + 4, end);
    if (marker === 0xfe && data.length > 0) notes.push({ text: decode(data), start: at + 4, end });
    if (marker === 0xe1 || marker === 0xed) for (const text of printable(data)) notes.push({ text, start: at + 4, end });
    at = Math.max(end, at + 4);
  }
  return notes;
}

/** Readable strings of a segment: six letters and more. */
function printable(data: Uint8Array): string[] {
  const text = isUtf8(data) ? new TextDecoder().decode(data) : latin1(data);
  return [...text.matchAll(/[\p{L}\p{N}\p{P}\p{Zs}]{6,2000}/gu)]
    .map((hit) => hit[0])
    .filter((run) => /\p{L}{3}/u.test(run))
    .slice(0, 50);
}

export const imageReader: Reader = { kind: 'image', version: VERSION, read };
