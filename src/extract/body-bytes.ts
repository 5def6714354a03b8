/** From offsets in a text to bytes of its source: only where each character has its own bytes. */
import type { RawBody } from '../model/index.ts';
import type { Locate } from './lines.ts';

/** Charsets with one byte for each character. */
const SINGLE_BYTE = /^(?:us-ascii|windows-125\d|iso-8859-\d{1,2}|koi8-[ru]|macintosh|ibm866|windows-874)$/;

/** A text and the bytes it was decoded from. */
export interface BytesOfText {
  readonly text: string;
  readonly charset: string;
  readonly start: number;
  readonly end: number;
}

/** `undefined` when the bytes do not follow from the text: then the sums differ. `from` must not go back from call to call. */
export function byteLocate(source: BytesOfText): Locate | undefined {
  const { text, charset, start, end } = source;
  if (SINGLE_BYTE.test(charset)) {
    if (text.length !== end - start) return undefined;
    return (from, to) => ({ kind: 'bytes', start: start + from, end: start + to });
  }
  const isWide = charset === 'utf-16le' || charset === 'utf-16be';
  if (isWide && text.length * 2 === end - start) return (from, to) => ({ kind: 'bytes', start: start + from * 2, end: start + to * 2 });
  if (charset !== 'utf-8' || Buffer.byteLength(text) !== end - start) return undefined;
  let unit = 0;
  let byte = start;
  return (from, to) => {
    byte += Buffer.byteLength(text.slice(unit, from));
    unit = from;
    return { kind: 'bytes', start: byte, end: byte + Buffer.byteLength(text.slice(from, to)) };
  };
}

/** Bytes of the message for a body without transfer encoding whose lines were not joined. */
export function bodyLocate(body: RawBody): Locate | undefined {
  const [transfer, charset, more] = body.decodedBy.split(' > ');
  if (body.range === undefined || more !== undefined || charset === undefined || !/^(?:7bit|8bit|binary)$/.test(transfer ?? ''))
    return undefined;
  return byteLocate({ text: body.text, charset, start: body.range.start, end: body.range.end });
}
