/** Bytes of a table to text, piece by piece, whatever the cuts: mark at the start, UTF-16 by its zeros, else UTF-8 with Windows-1252 for bytes that are none. */
import { decodeMixed, guessUtf16 } from '../../kernel/index.ts';

const NEWLINE = 0x0a;

/** Text of all chunks. A multi-byte character never falls between two pieces. */
export function* textSegments(chunks: Iterable<Uint8Array>): Generator<string> {
  let rest: Uint8Array = new Uint8Array(0);
  let wide: Wide | undefined;
  let started = false;
  for (const chunk of chunks) {
    let bytes = rest.length === 0 ? chunk : joined(rest, chunk);
    rest = new Uint8Array(0);
    if (!started) {
      if (bytes.length < HEAD_BYTES) {
        rest = bytes;
        continue;
      }
      started = true;
      wide = wideDecoder(bytes);
      bytes = withoutMark(bytes);
    }
    if (wide !== undefined) {
      yield wide.decode(bytes, { stream: true });
      continue;
    }
    const cut = bytes.lastIndexOf(NEWLINE) + 1;
    rest = bytes.subarray(cut);
    if (cut > 0) yield decodeMixed(bytes.subarray(0, cut)).text;
  }
  if (!started) {
    wide = wideDecoder(rest);
    rest = withoutMark(rest);
  }
  const last = wide === undefined ? decodeMixed(rest).text : wide.decode(rest);
  if (last !== '') yield last;
}
/** Enough to see a mark and the zeros of UTF-16. */
const HEAD_BYTES = 64;

type Wide = InstanceType<typeof TextDecoder>;

function wideDecoder(bytes: Uint8Array): Wide | undefined {
  const charset =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : guessUtf16(bytes);
  return charset === undefined ? undefined : new TextDecoder(charset, { ignoreBOM: true });
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3);
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) ? bytes.subarray(2) : bytes;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
