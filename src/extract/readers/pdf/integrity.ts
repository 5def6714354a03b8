/**
 * Counts of our own beside those of the engine, which drops a damaged stream or page without a word: streams that do not unpack, and
 * objects that are pages. spec/ingest.md 1.4.
 */
import { inflateSync } from 'node:zlib';

export interface Integrity {
  readonly brokenStreams: number;
  readonly brokenBytes: number;
  /** Streams that show text. */
  readonly textStreams: number;
}

const UNPACKED_BYTES_MAX = 256 * 1024 ** 2;
const STREAMS_MAX = 200_000;
/** A dictionary that holds a stream is no longer than this. */
const DICTIONARY_BYTES = 2048;
/** Pictures are many times larger than text and their damage is seen, not lost. */
const PICTURE = /\/Subtype\s*\/Image\b/;
const FLATE_FIRST = /\/Filter\s*\[?\s*\/(?:FlateDecode|Fl)\b/;

/** Streams of a locked file cannot be looked at: nothing is counted. */
export function inspectStreams(file: Buffer): Integrity {
  let brokenStreams = 0;
  let brokenBytes = 0;
  let textStreams = 0;
  let budget = UNPACKED_BYTES_MAX;
  if (file.includes('/Encrypt')) return { brokenStreams, brokenBytes, textStreams };
  let streams = 0;
  for (let at = file.indexOf('stream'); at >= 0 && streams < STREAMS_MAX && budget > 0;) {
    const start = startOfData(file, at);
    const end = start === undefined ? -1 : file.indexOf('endstream', start);
    if (start === undefined) {
      at = file.indexOf('stream', at + 6);
      continue;
    }
    streams += 1;
    const stop = end < 0 ? file.length : end;
    const dictionary = ownDictionary(file.toString('latin1', Math.max(0, at - DICTIONARY_BYTES), at));
    if (FLATE_FIRST.test(dictionary) && !PICTURE.test(dictionary)) {
      const unpacked = unpack(file.subarray(start, stop), budget);
      if (unpacked === undefined) {
        brokenStreams += 1;
        brokenBytes += stop - start;
      } else {
        budget -= unpacked.length;
        if (showsText(unpacked)) textStreams += 1;
      }
    }
    at = end < 0 ? -1 : file.indexOf('stream', end + 9);
  }
  return { brokenStreams, brokenBytes, textStreams };
}

/** `stream` and a line end; `endstream` and words in text are none. [ISO 32000-1] 7.3.8 */
function startOfData(file: Buffer, at: number): number | undefined {
  const before = file[at - 1] ?? 0;
  if (before !== 0x3e && before !== 0x0a && before !== 0x0d && before !== 0x20) return undefined;
  const [first, second] = [file[at + 6], file[at + 7]];
  if (first === 0x0a) return at + 7;
  return first === 0x0d ? at + (second === 0x0a ? 8 : 7) : undefined;
}

function ownDictionary(head: string): string {
  const object = head.lastIndexOf(' obj');
  return object < 0 ? head : head.slice(object);
}

function unpack(packed: Buffer, budget: number): Buffer | undefined {
  try {
    return inflateSync(packed, { maxOutputLength: budget });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    // Larger than what is left to look at is no damage.
    return code === 'ERR_BUFFER_TOO_LARGE' ? Buffer.alloc(0) : undefined;
  }
}

/** [ISO 32000-1] 9.4: text stands between BT and ET and is shown by Tj or TJ. */
function showsText(stream: Buffer): boolean {
  return /\bBT\b[^]{0,2000}\bT[jJ]\b/.test(stream.toString('latin1', 0, 16_384));
}
