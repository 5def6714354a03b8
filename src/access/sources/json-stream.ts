/**
 * Records of a JSON file with their byte positions, streaming: one a line, one array, pages `{ "value": [ … ] }`, or values one after
 * another. Memory holds one record. A record that the file cuts short is given as it is, marked; the salvage reads what is whole.
 */
import { sourceBytes, type Decoded } from './decode.ts';

export interface JsonPiece {
  readonly text: string;
  readonly byte: number;
  readonly length: number;
  readonly isCut: boolean;
}

const RECORD_BYTES_MAX = 64 * 1024 ** 2;
/** The first line of a file with one record a line is shorter than this. */
const FIRST_LINE_MAX = 8 * 1024 ** 2;
/** Arrays of records inside a page object: Graph, event hubs, Google Reports. */
const PAGE_KEYS = new Set(['value', 'records', 'Records', 'items', 'results']);

export function* readJsonPieces(source: Decoded): Generator<JsonPiece> {
  const chunks = source.chunks[Symbol.iterator]();
  const head: Uint8Array[] = [];
  let headBytes = 0;
  let lineEnd = -1;
  while (lineEnd < 0 && headBytes < FIRST_LINE_MAX) {
    const next = chunks.next();
    if (next.done === true) break;
    const at = next.value.indexOf(0x0a);
    if (at >= 0) lineEnd = headBytes + at;
    head.push(next.value.slice()); // a copy: the reader may use its buffer again
    headBytes += next.value.length;
  }
  const first = Buffer.concat(head);
  const rest = function* (): Generator<Uint8Array> {
    yield first;
    for (let next = chunks.next(); next.done !== true; next = chunks.next()) yield next.value;
  };
  const isLines = lineEnd > 0 && isWholeObject(first.subarray(0, lineEnd).toString('utf8'));
  const pieces = isLines ? lines(rest(), source.encoding === 'utf16') : values(rest());
  // Positions in UTF-16 need the text between the records too: there the scan gives them in UTF-8 and they are converted on the way.
  if (source.encoding === 'utf8') {
    for (const piece of pieces)
      yield { text: piece.bytes.toString('utf8'), byte: source.markBytes + piece.at, length: piece.bytes.length, isCut: piece.isCut };
    return;
  }
  for (const piece of pieces) {
    const text = piece.bytes.toString('utf8');
    yield { text, byte: source.markBytes + piece.units * 2, length: sourceBytes('utf16', piece.bytes.length, text), isCut: piece.isCut };
  }
}

function isWholeObject(line: string): boolean {
  if (!line.trimStart().startsWith('{')) return false;
  try {
    const value: unknown = JSON.parse(line);
    return (
      typeof value === 'object' && value !== null && ![...PAGE_KEYS].some((key) => Array.isArray((value as Record<string, unknown>)[key]))
    ); // an object by the test before
  } catch {
    return false; // not one record a line: the scan for values takes over
  }
}

interface Found {
  readonly bytes: Buffer;
  readonly at: number;
  /** UTF-16 code units before it. */
  readonly units: number;
  readonly isCut: boolean;
}

/** Code units that a byte of UTF-8 stands for: a lead byte one, a lead byte of four two, the others none. */
function unitsOf(byte: number): number {
  return (byte & 0xc0) === 0x80 ? 0 : byte >= 0xf0 ? 2 : 1;
}

/** Records between line ends, found by searching for the line end: a record a line is the common and the large case. */
function* lines(chunks: Iterable<Uint8Array>, isUtf16: boolean): Generator<Found> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let at = 0;
  let units = 0;
  const taken = (): Found | undefined => {
    const bytes = held.length === 1 ? Buffer.from(held[0] ?? []) : Buffer.concat(held);
    const found = { bytes: trimmed(bytes.subarray(0, RECORD_BYTES_MAX)), at, units, isCut: bytes.length > RECORD_BYTES_MAX };
    at += bytes.length + 1;
    units += isUtf16 ? bytes.toString('utf8').length + 1 : 0;
    held = [];
    heldBytes = 0;
    return found.bytes.length === 0 ? undefined : found;
  };
  for (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      held.push(chunk.subarray(start, end));
      const found = taken();
      if (found !== undefined) yield found;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    held.push(chunk.slice(start)); // a copy: the reader may use its buffer again
    heldBytes += chunk.length - start;
  }
  if (heldBytes === 0) return;
  const found = taken();
  if (found !== undefined) yield found;
}

function trimmed(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] ?? 0) <= 0x20) end -= 1;
  return bytes.subarray(0, end);
}

/** The bytes of the record under way, in one growing buffer. Over the limit it keeps the beginning and is cut. */
class Held {
  #bytes = Buffer.alloc(64 * 1024);
  #at = 0;
  #units = 0;
  #isOver = false;
  size = 0;

  add(byte: number, at: number, units: number): void {
    if (this.size === 0) {
      this.#at = at;
      this.#units = units;
    }
    if (this.size >= RECORD_BYTES_MAX) {
      this.#isOver = true;
      return;
    }
    if (this.size === this.#bytes.length) {
      const larger = Buffer.alloc(this.#bytes.length * 2);
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    this.#bytes[this.size] = byte;
    this.size += 1;
  }

  /** What was added since the last take; trailing white space off. */
  take(isCut: boolean): Found {
    let end = this.size;
    while (end > 0 && (this.#bytes[end - 1] ?? 0) <= 0x20) end -= 1;
    const found = { bytes: Buffer.from(this.#bytes.subarray(0, end)), at: this.#at, units: this.#units, isCut: isCut || this.#isOver };
    this.drop();
    return found;
  }

  drop(): void {
    this.size = 0;
    this.#isOver = false;
  }

  /** Text of the last `bytes` bytes. */
  tail(bytes: number): string {
    return this.#bytes.subarray(Math.max(0, this.size - bytes), this.size).toString('latin1');
  }
}

/** Objects at the depth of records, wherever the file keeps them. */
function* values(chunks: Iterable<Uint8Array>): Generator<Found> {
  const held = new Held();
  let depth = 0;
  let recordDepth = 0;
  let inRecord = false;
  let inString = false;
  let isEscaped = false;
  let at = -1;
  let units = 0;
  for (const chunk of chunks) {
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0; // i < length
      at += 1;
      const before = units;
      units += unitsOf(byte);
      if (inString) {
        if (inRecord) held.add(byte, at, before);
        if (isEscaped) isEscaped = false;
        else if (byte === 0x5c) isEscaped = true;
        else if (byte === 0x22) inString = false;
        else if (byte === 0x0a && inRecord) {
          // A raw line end in a string is no JSON: the record was cut here. Go on with the next line.
          yield held.take(true);
          inString = false;
          inRecord = false;
          depth = recordDepth;
        }
        continue;
      }
      if (byte === 0x22) inString = true;
      if (!inRecord && byte === 0x7b && depth === recordDepth) inRecord = true;
      if (inRecord) held.add(byte, at, before);
      if (byte === 0x7b) depth += 1;
      else if (byte === 0x5b) {
        if (!inRecord && depth === 0) recordDepth = 1;
        else if (inRecord && depth === 1 && recordDepth === 0 && isPageKey(held.tail(64))) {
          held.drop(); // the outer object is a page: its elements are the records
          inRecord = false;
          recordDepth = 2;
        }
        depth += 1;
      } else if (byte === 0x7d || byte === 0x5d) {
        depth = Math.max(0, depth - 1);
        if (inRecord && depth === recordDepth && byte === 0x7d) {
          yield held.take(false);
          inRecord = false;
        } else if (!inRecord && depth < recordDepth) recordDepth = depth === 1 ? 1_000_000 : 0;
        if (depth === 0 && !inRecord) recordDepth = 0;
      }
    }
  }
  if (inRecord && held.size > 0) yield held.take(true);
}

function isPageKey(tail: string): boolean {
  const key = /"([A-Za-z]{1,16})"\s*:\s*\[$/.exec(tail)?.[1];
  return key !== undefined && PAGE_KEYS.has(key);
}
