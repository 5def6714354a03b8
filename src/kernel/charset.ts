/**
 * Bytes to text: mark at the start, then the declared charset, then validity, then a guess. Nothing is dropped: bytes that no charset
 * explains become U+FFFD and are counted. [WHATWG Encoding] 4.2 · spec/ingest.md 4.4
 */
import iconv from 'iconv-lite';

export interface Decoded {
  readonly text: string;
  /** The charset that was used, lower case: `utf-8`, `windows-1252`, `utf-8+windows-1252` for a mixture. */
  readonly charset: string;
  /** U+FFFD that were not in the source: bytes that could not be decoded. */
  readonly replaced: number;
  /** The declared name is no charset that is known. */
  readonly unknownDeclared: boolean;
  /** Bytes of a mark at the start that are no text. */
  readonly markBytes: number;
}

/** Names in mail that neither decoder knows. */
const ALIASES: Readonly<Record<string, string>> = {
  ansi_x3_4_1968: 'windows-1252',
  'ansi_x3.4-1968': 'windows-1252',
  ansi: 'windows-1252',
  default: 'windows-1252',
  '8bit': 'windows-1252',
  '7bit': 'windows-1252',
  cp932: 'shift_jis',
  'windows-31j': 'shift_jis',
  cp949: 'euc-kr',
  ks_c_5601: 'euc-kr',
  cp936: 'gbk',
  cp950: 'big5',
  utf8mb4: 'utf-8',
  'unicode-1-1-utf-7': 'utf-7',
  'x-unicode-2-0-utf-7': 'utf-7',
  'iso-8859-8-i': 'iso-8859-8-i',
};

/** Labels that say little: mail programs put them on anything. UTF-8 that is valid and not ASCII outweighs them. */
const WEAK = new Set(['windows-1252', 'iso-8859-15', 'iso-8859-1']);

/** Text of `bytes`, read by `declared` where that holds. Cost: one pass; a second one where the declared charset does not hold. */
export function decodeText(bytes: Uint8Array, declared?: string): Decoded {
  const marked = byMark(bytes);
  if (marked !== undefined) return marked;
  const name = declared === undefined ? undefined : canonicalCharset(declared);
  const unknownDeclared = declared !== undefined && declared.trim() !== '' && name === undefined;
  if (isAscii(bytes)) {
    const shifted = asciiButNotText(bytes, name);
    if (shifted !== undefined) return { ...decodeAs(bytes, shifted), unknownDeclared };
    return { text: latin1(bytes), charset: 'us-ascii', replaced: 0, unknownDeclared, markBytes: 0 };
  }
  if (name === undefined || WEAK.has(name)) {
    const guess = guessCharset(bytes);
    if (guess !== undefined) return { ...decodeAs(bytes, guess), unknownDeclared };
    if (name !== undefined && name !== 'windows-1252') return { ...decodeAs(bytes, name), unknownDeclared };
    return { ...decodeMixed(bytes), unknownDeclared };
  }
  if (name === 'utf-8') return isUtf8(bytes) ? { ...decodeAs(bytes, name), unknownDeclared } : { ...decodeMixed(bytes), unknownDeclared };
  const read = decodeAs(bytes, name);
  // A declared charset that fails often is a lie; UTF-8 that holds is then the truth.
  if (read.replaced > 0 && isUtf8(bytes)) return { ...decodeAs(bytes, 'utf-8'), unknownDeclared };
  return { ...read, unknownDeclared };
}

/** A name that one of the decoders knows, or `undefined`. `us-ascii` and `iso-8859-1` mean windows-1252, as everywhere in practice. */
export function canonicalCharset(label: string): string | undefined {
  const plain = label
    .trim()
    .toLowerCase()
    .replace(/^["']+|["']+$/g, '')
    .replace(/^x-mac-roman$/, 'macintosh');
  if (plain === '' || plain.length > 60) return undefined;
  const name = ALIASES[plain] ?? plain.replace(/^cs(?=iso|utf)/, '').replace(/^(?:cp|ibm)-?(125\d)$/, 'windows-$1');
  if (name === 'utf-7' || name === 'utf7') return 'utf-7';
  try {
    return new TextDecoder(name).encoding;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return iconv.encodingExists(name) ? name : undefined;
  }
}

/** True when every byte is below 0x80. */
export function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80) return false;
  return true;
}

/** Strict UTF-8 by the platform's own check. */
export function isUtf8(bytes: Uint8Array): boolean {
  return decodeStrict(bytes, 'utf-8') !== undefined;
}

/** Each byte one character of the same number: for structures, never for text that people read. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function byMark(bytes: Uint8Array): Decoded | undefined {
  const [a, b, c, d] = bytes;
  const as = (charset: string, markBytes: number): Decoded => ({ ...decodeAs(bytes.subarray(markBytes), charset), markBytes });
  if (a === 0xef && b === 0xbb && c === 0xbf) {
    const rest = bytes.subarray(3);
    return isUtf8(rest) ? as('utf-8', 3) : { ...decodeMixed(rest), markBytes: 3 };
  }
  if (a === 0xff && b === 0xfe && c === 0 && d === 0 && bytes.length >= 8) return as('utf-32le', 4);
  if (a === 0xff && b === 0xfe && bytes.length % 2 === 0) return as('utf-16le', 2);
  if (a === 0xfe && b === 0xff && bytes.length % 2 === 0) return as('utf-16be', 2);
  if (a === 0xff && b === 0xfe) return as('utf-16le', 2);
  if (a === 0xfe && b === 0xff) return as('utf-16be', 2);
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return as('utf-32be', 4);
  return undefined;
}

/** The charset of bytes below 0x80 that are not ASCII text: with zeros in them, or with shifts. A wide charset on bytes without a zero is a lie. */
function asciiButNotText(bytes: Uint8Array, name: string | undefined): string | undefined {
  const hasZero = bytes.includes(0);
  if (hasZero) {
    const wide = guessUtf16(bytes);
    if (wide !== undefined) return wide;
  }
  if (name !== undefined && /^utf-(?:16|32)/.test(name)) return hasZero ? name : undefined;
  if (name !== undefined && /^(?:utf-7|iso-2022)/.test(name)) return name;
  return bytes.includes(0x1b) && /\x1b(?:\$[@B]|\(J)/.test(latin1(bytes.subarray(0, 65_536))) ? 'iso-2022-jp' : undefined;
}

/** What the bytes prove by themselves: UTF-16 by its zeros, UTF-8 by its form, ISO-2022 by its escapes. */
function guessCharset(bytes: Uint8Array): string | undefined {
  const wide = guessUtf16(bytes);
  if (wide !== undefined) return wide;
  if (isUtf8(bytes)) return 'utf-8';
  return undefined;
}

const SAMPLE_BYTES = 4096;

/** Latin text in UTF-16 has zeros in every second place. At least 4 characters, nine in ten. */
export function guessUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const length = Math.min(bytes.length, SAMPLE_BYTES) & ~1;
  if (length < 8) return undefined;
  let low = 0;
  let high = 0;
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0 && bytes[at + 1] !== 0) high += 1;
    if (bytes[at] !== 0 && bytes[at + 1] === 0) low += 1;
  }
  if (low * 2 >= length * 0.9) return 'utf-16le';
  if (high * 2 >= length * 0.9) return 'utf-16be';
  return undefined;
}

function decodeStrict(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof TypeError) return undefined;
    throw cause;
  }
}

/** Decodes by one charset and counts what could not be. `charset` is known to one of the decoders. */
export function decodeAs(bytes: Uint8Array, charset: string): Decoded {
  const strict = isPlatformCharset(charset) ? decodeStrict(bytes, charset) : undefined;
  if (strict !== undefined) return { text: strict, charset, replaced: 0, unknownDeclared: false, markBytes: 0 };
  const text = isPlatformCharset(charset)
    ? new TextDecoder(charset, { ignoreBOM: true }).decode(bytes)
    : iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), charset, { stripBOM: false });
  let replaced = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) replaced += 1;
  return { text, charset, replaced, unknownDeclared: false, markBytes: 0 };
}

const platformKnown = new Map<string, boolean>();

function isPlatformCharset(charset: string): boolean {
  const known = platformKnown.get(charset);
  if (known !== undefined) return known;
  let isKnown = true;
  try {
    isKnown = new TextDecoder(charset).encoding !== 'replacement';
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    isKnown = false;
  }
  // Evidence chooses the names: the table must not grow with it.
  if (platformKnown.size < 500) platformKnown.set(charset, isKnown);
  return isKnown;
}

/** UTF-8 where a sequence is valid, Windows-1252 for every other byte: a message that two programs wrote in. */
export function decodeMixed(bytes: Uint8Array): Decoded {
  const pieces: string[] = [];
  let utf8Seen = false;
  let otherSeen = false;
  let runStart = 0;
  let at = 0;
  const flush = (end: number): void => {
    if (end > runStart) pieces.push(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(runStart, end)));
  };
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      at += 1;
      continue;
    }
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      utf8Seen = true;
      at += length;
      continue;
    }
    flush(at);
    let end = at + 1;
    while (end < bytes.length && (bytes[end] ?? 0) >= 0x80 && sequenceLength(bytes, end) === 0) end += 1;
    pieces.push(new TextDecoder('windows-1252').decode(bytes.subarray(at, end)));
    otherSeen = true;
    at = end;
    runStart = end;
  }
  flush(bytes.length);
  const charset = utf8Seen && otherSeen ? 'utf-8+windows-1252' : otherSeen ? 'windows-1252' : 'utf-8';
  return { text: pieces.join(''), charset, replaced: 0, unknownDeclared: false, markBytes: 0 };
}

/** Length of the valid UTF-8 sequence of two or more bytes at `at`, or 0. [RFC 3629] 4 */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  const follows = (offset: number): boolean => ((bytes[at + offset] ?? 0) & 0xc0) === 0x80;
  if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    if (!follows(1) || !follows(2)) return 0;
    if (first === 0xe0 && second < 0xa0) return 0;
    return first === 0xed && second > 0x9f ? 0 : 3;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if (!follows(1) || !follows(2) || !follows(3)) return 0;
    if (first === 0xf0 && second < 0x90) return 0;
    return first === 0xf4 && second > 0x8f ? 0 : 4;
  }
  return 0;
}
