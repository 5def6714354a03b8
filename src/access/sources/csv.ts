/**
 * Rows of a CSV with their byte positions, streaming: line breaks inside quotes, doubled quotes, CR LF, `sep=;`.
 * Own reader, because evidence needs the position of each row in the file. One pass over the bytes, then one over each row's text.
 */
import { sourceBytes, type Decoded } from './decode.ts';

export interface CsvRow {
  readonly cells: readonly string[];
  readonly byte: number;
  readonly length: number;
  /** The file ended inside a quoted cell, or the row is over the limit. */
  readonly isCut: boolean;
}

/** A row is one record with its wrapper. Records of 30 MB were never seen; a quote that is never closed is. */
const ROW_BYTES_MAX = 64 * 1024 ** 2;
const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

export function* readCsvRows(source: Decoded): Generator<CsvRow> {
  let position = source.markBytes;
  let delimiter = '';
  for (const piece of pieces(source.chunks, () => delimiter)) {
    const text = piece.bytes.toString('utf8');
    const length = sourceBytes(source.encoding, piece.bytes.length, text);
    const byte = position;
    position += length;
    const line = text.replace(/\r?\n$/, '');
    if (delimiter === '') {
      const told = /^sep=(.)$/i.exec(line)?.[1];
      delimiter = told ?? delimiterOf(line);
      if (told !== undefined) continue;
    }
    if (line === '') continue;
    yield {
      cells: splitCells(line, delimiter),
      byte,
      length: line.length === text.length ? length : length - (text.length - line.length) * (source.encoding === 'utf8' ? 1 : 2),
      isCut: piece.isCut,
    };
  }
}

function delimiterOf(header: string): string {
  const count = (sign: string): number => header.split(sign).length;
  const best = [',', ';', '\t'].map((sign) => ({ sign, count: count(sign) })).reduce((a, b) => (b.count > a.count ? b : a));
  return best.sign;
}

interface Piece {
  readonly bytes: Buffer;
  readonly isCut: boolean;
}

/**
 * Cuts at line ends outside quotes. A quote opens only at the start of a cell or right after the quote that closed one. The byte before is
 * looked at only where a quote stands: most bytes cost one comparison or two.
 */
function* pieces(chunks: Iterable<Uint8Array>, delimiter: () => string): Generator<Piece> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let inQuotes = false;
  let last = LF;
  for (const chunk of chunks) {
    let start = 0;
    let sign = delimiter();
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0; // i < length
      if (byte === QUOTE) {
        inQuotes = !inQuotes && opensAfter(i === 0 ? last : (chunk[i - 1] ?? 0), sign);
        continue;
      }
      if (byte !== LF || inQuotes) continue;
      yield { bytes: joined(held, chunk.subarray(start, i + 1)), isCut: false };
      sign = delimiter();
      start = i + 1;
      held = [];
      heldBytes = 0;
    }
    if (chunk.length > 0) last = chunk[chunk.length - 1] ?? LF;
    if (start === chunk.length) continue;
    held.push(chunk.slice(start)); // a copy: the reader may use its buffer again
    heldBytes += chunk.length - start;
    if (heldBytes < ROW_BYTES_MAX) continue;
    // A quote that is never closed: what stands here is one row that was cut, and the next line is a row again.
    yield { bytes: Buffer.concat(held), isCut: true };
    held = [];
    heldBytes = 0;
    inQuotes = false;
  }
  if (heldBytes > 0) yield { bytes: Buffer.concat(held), isCut: inQuotes };
}

function joined(held: readonly Uint8Array[], tail: Uint8Array): Buffer {
  return held.length === 0 ? Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength) : Buffer.concat([...held, tail]);
}

/** Before the header is read the delimiter is not known: any of the three may stand before a cell. */
function opensAfter(before: number, delimiter: string): boolean {
  if (before === QUOTE || before === LF || before === CR) return true;
  return delimiter === '' ? before === 0x2c || before === 0x3b || before === 0x09 : before === delimiter.charCodeAt(0);
}

/** Cells of one row; quotes off, doubled quotes single. */
export function splitCells(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line.charCodeAt(at) !== QUOTE) {
      const end = line.indexOf(delimiter, at);
      cells.push(end < 0 ? line.slice(at) : line.slice(at, end));
      if (end < 0) return cells;
      at = end + 1;
      continue;
    }
    let end = at + 1;
    let doubled = false;
    for (;;) {
      end = line.indexOf('"', end);
      if (end < 0) {
        end = line.length;
        break;
      }
      if (line.charCodeAt(end + 1) !== QUOTE) break;
      doubled = true;
      end += 2;
    }
    const inner = line.slice(at + 1, end);
    const after = line.indexOf(delimiter, end + 1);
    const tail = line.slice(end + 1, after < 0 ? line.length : after);
    cells.push((doubled ? inner.replaceAll('""', '"') : inner) + tail);
    if (after < 0) return cells;
    at = after + 1;
  }
  return cells;
}
