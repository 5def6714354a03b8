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

/** Cuts at line ends outside quotes. A quote opens only at the start of a cell or right after the quote that closed one. */
function* pieces(chunks: Iterable<Uint8Array>, delimiter: () => string): Generator<Piece> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let inQuotes = false;
  let before = LF;
  for (const chunk of chunks) {
    let start = 0;
    let sign = delimiter().charCodeAt(0);
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0; // i < length
      if (inQuotes) {
        if (byte === QUOTE) inQuotes = false;
        before = byte;
        if (heldBytes + i - start < ROW_BYTES_MAX) continue;
        yield { bytes: Buffer.concat([...held, chunk.subarray(start, i + 1)]), isCut: true };
        inQuotes = false;
      } else {
        if (byte === QUOTE)
          inQuotes =
            before === QUOTE ||
            before === LF ||
            before === CR ||
            before === sign ||
            (Number.isNaN(sign) && (before === 0x2c || before === 0x3b || before === 0x09));
        before = byte;
        if (byte !== LF) continue;
        yield {
          bytes:
            held.length === 0
              ? Buffer.from(chunk.buffer, chunk.byteOffset + start, i + 1 - start)
              : Buffer.concat([...held, chunk.subarray(start, i + 1)]),
          isCut: false,
        };
        sign = delimiter().charCodeAt(0);
      }
      start = i + 1;
      held = [];
      heldBytes = 0;
    }
    if (start < chunk.length) {
      held.push(chunk.slice(start)); // a copy: the reader may use its buffer again
      heldBytes += chunk.length - start;
    }
  }
  if (heldBytes > 0) yield { bytes: Buffer.concat(held), isCut: inQuotes };
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
