/**
 * Transfer encodings, tolerant: every valid run is decoded, what is not valid is counted or kept. [RFC 2045] 6 · spec/ingest.md 4.2
 */
export interface Transferred {
  readonly bytes: Uint8Array;
  /** Signs that belong to no encoding and were left out. */
  readonly skipped: number;
}

const BASE64 = new Int8Array(256).fill(-1);
for (let index = 0; index < 64; index += 1)
  BASE64['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charCodeAt(index)] = index;
// The URL-safe letters are seen where a program took the wrong alphabet. [RFC 4648] 5
BASE64[0x2d] = 62;
BASE64[0x5f] = 63;
const PAD = 0x3d;

/** Decodes all valid signs; padding in the middle ends a group and a new one begins. Line ends and blanks count as nothing. */
export function decodeBase64(source: Uint8Array): Transferred {
  const bytes = new Uint8Array(Math.ceil((source.length * 3) / 4) + 3);
  let length = 0;
  let bits = 0;
  let held = 0;
  let skipped = 0;
  for (let at = 0; at < source.length; at += 1) {
    const byte = source[at] ?? 0;
    const value = BASE64[byte] ?? -1;
    if (value >= 0) {
      bits = (bits << 6) | value;
      held += 1;
      if (held === 4) {
        bytes[length] = bits >> 16;
        bytes[length + 1] = (bits >> 8) & 0xff;
        bytes[length + 2] = bits & 0xff;
        length += 3;
        bits = 0;
        held = 0;
      }
    } else if (byte === PAD) {
      length = flushGroup(bytes, length, bits, held);
      bits = 0;
      held = 0;
    } else if (byte > 0x20) skipped += 1;
  }
  length = flushGroup(bytes, length, bits, held);
  return { bytes: bytes.subarray(0, length), skipped };
}

function flushGroup(bytes: Uint8Array, at: number, bits: number, held: number): number {
  if (held === 3) {
    bytes[at] = (bits >> 10) & 0xff;
    bytes[at + 1] = (bits >> 2) & 0xff;
    return at + 2;
  }
  if (held === 2) {
    bytes[at] = (bits >> 4) & 0xff;
    return at + 1;
  }
  return at;
}

/** Invalid signs above this share, or blanks between signs as in prose: what is called base64 is none. spec/ingest.md 4.2 */
const LIE_SHARE = 0.2;
const PROSE_SHARE = 0.05;

/** Whether text that claims to be base64 is plain text. Looks at the first 64 KiB. */
export function isBase64Lie(source: Uint8Array): boolean {
  const sample = source.subarray(0, 65_536);
  let signs = 0;
  let foreign = 0;
  let blanks = 0;
  let last = 0x0a;
  for (const byte of sample) {
    if (byte > 0x20) {
      signs += 1;
      if ((BASE64[byte] ?? -1) < 0 && byte !== PAD) foreign += 1;
      if (last === 0x20) blanks += 1;
    }
    if (byte !== 0x20 || (last !== 0x0a && last !== 0x0d)) last = byte;
  }
  return signs > 0 && (foreign / signs > LIE_SHARE || blanks / signs > PROSE_SHARE);
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Invalid escapes stay as they are; a soft break may have blanks before its line end; `=` at the very end is one. [RFC 2045] 6.7 */
export function decodeQuotedPrintable(source: Uint8Array): Transferred {
  const bytes = new Uint8Array(source.length);
  let length = 0;
  let skipped = 0;
  for (let at = 0; at < source.length; at += 1) {
    const byte = source[at] ?? 0;
    if (byte !== PAD) {
      bytes[length] = byte;
      length += 1;
      continue;
    }
    const high = hexValue(source[at + 1]);
    const low = high < 0 ? -1 : hexValue(source[at + 2]);
    if (low >= 0) {
      bytes[length] = (high << 4) | low;
      length += 1;
      at += 2;
      continue;
    }
    const after = softBreak(source, at + 1);
    if (after !== undefined) at = after - 1;
    else {
      bytes[length] = byte;
      length += 1;
      skipped += 1;
    }
  }
  return { bytes: bytes.subarray(0, length), skipped };
}

/** Blanks allowed between `=` and the line end; more is text. */
const SOFT_BLANKS_MAX = 80;

function softBreak(source: Uint8Array, from: number): number | undefined {
  let at = from;
  while (at < source.length && at - from < SOFT_BLANKS_MAX && (source[at] === 0x20 || source[at] === 0x09)) at += 1;
  if (at >= source.length) return at;
  if (source[at] === 0x0d) return source[at + 1] === 0x0a ? at + 2 : at + 1;
  return source[at] === 0x0a ? at + 1 : undefined;
}

/** A block of uuencode inside plain text: its bytes and the text around it. [POSIX] uuencode */
export interface UuBlock {
  readonly name: string;
  /** Offsets of the block's lines, `begin` to `end`, in the text. */
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

const UU_BLOCKS_MAX = 100;

/** Well-formed blocks only: `begin MODE NAME`, lines whose length sign is true, `end`. Anything else is text. */
export function findUuBlocks(text: string): UuBlock[] {
  const blocks: UuBlock[] = [];
  const begin = /^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n/gm;
  for (let hit = begin.exec(text); hit !== null && blocks.length < UU_BLOCKS_MAX; hit = begin.exec(text)) {
    const body = readUuLines(text, begin.lastIndex);
    if (body === undefined) continue;
    blocks.push({ name: (hit[1] ?? '').trim(), start: hit.index, end: body.end, bytes: body.bytes });
    begin.lastIndex = body.end;
  }
  return blocks;
}

function readUuLines(text: string, from: number): { bytes: Uint8Array; end: number } | undefined {
  const pieces: Uint8Array[] = [];
  let at = from;
  while (at < text.length) {
    const stop = text.indexOf('\n', at);
    const next = stop < 0 ? text.length : stop + 1;
    const line = text.slice(at, stop < 0 ? text.length : stop).trimEnd();
    if (line === 'end') return pieces.length > 0 ? { bytes: Buffer.concat(pieces), end: next } : undefined;
    if (line !== '' && line !== '`') {
      const bytes = decodeUuLine(line);
      if (bytes === undefined) return undefined;
      pieces.push(bytes);
    }
    at = next;
  }
  return undefined;
}

function decodeUuLine(line: string): Uint8Array | undefined {
  const count = (line.charCodeAt(0) - 32) & 63;
  const groups = Math.ceil(count / 3);
  // Trailing blanks are cut by mail programs; more than two signs too many is no such line.
  if (line.length > 1 + groups * 4 + 2 || line.length < 1 + Math.ceil((count * 4) / 3) - 4) return undefined;
  const bytes = new Uint8Array(groups * 3);
  for (let group = 0; group < groups; group += 1) {
    let bits = 0;
    for (let sign = 0; sign < 4; sign += 1) {
      const code = line.charCodeAt(1 + group * 4 + sign);
      if (code < 32 || code > 96) return undefined;
      bits = (bits << 6) | (Number.isNaN(code) ? 0 : (code - 32) & 63);
    }
    bytes.set([bits >> 16, (bits >> 8) & 0xff, bits & 0xff], group * 3);
  }
  return bytes.subarray(0, count);
}
