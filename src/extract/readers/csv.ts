/** Tables in text: comma, tab, semicolon, pipe. Every cell has its row and column; a quote that never closes costs one line, not the rest. */
import { decodeText } from '../../kernel/index.ts';
import type { Extracted, Locator, ReadGap } from '../../model/index.ts';
import { guessDelimiter } from '../delimiter.ts';
import { DocumentBuilder } from '../document-builder.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { cutText, textGaps } from './text-gaps.ts';

const VERSION = 1;
const MEDIA_TYPE = 'text/csv';
/** A quoted value over more lines than this was not meant as one. */
const QUOTED_LINES_MAX = 200;
const CELLS_MAX = 4_000_000;

export interface CsvRows {
  readonly rows: readonly (readonly string[])[];
  /** Lines whose quote never closed: they were read with the quote as a letter. */
  readonly openQuotes: number;
  readonly isCut: boolean;
}

function read(bytes: Uint8Array, context: ReadContext): Extracted {
  const cut = cutText(bytes, context.limits);
  const decoded = decodeText(cut.bytes);
  const declared = /^sep=(.)(?:\r\n|\n|\r)/.exec(decoded.text);
  const delimiter = declared?.[1] ?? guessDelimiter(decoded.text, true) ?? ',';
  const table = readCsv(declared === null ? decoded.text : decoded.text.slice(declared[0].length), delimiter);
  const gaps: ReadGap[] = [...cut.gaps, ...textGaps(decoded)];
  if (table.openQuotes > 0) {
    gaps.push({
      state: 'partial',
      code: 'csv.open-quote',
      why: `${table.openQuotes} quoted values of the table never end; their lines were read one by one.`,
      remedy: 'Export the table again.',
    });
  }
  if (table.isCut)
    gaps.push({
      state: 'limit',
      code: 'parts',
      why: 'The table has more cells than the limit; the first ones were read.',
      remedy: 'Cut the table into several files.',
    });
  const builder = new DocumentBuilder();
  writeTable(builder, table.rows);
  return {
    state: gaps[0]?.state ?? 'extracted',
    ...(gaps[0] === undefined ? {} : { reason: gaps[0].code }),
    mediaType: delimiter === '\t' ? 'text/tab-separated-values' : MEDIA_TYPE,
    document: builder.finish({ content: context.content, reader: `csv/${VERSION}`, mediaType: MEDIA_TYPE }),
    children: [],
    gaps,
  };
}

function writeTable(builder: DocumentBuilder, rows: readonly (readonly string[])[]): void {
  const cells = rows.flatMap((row, rowIndex) => row.map((text, col) => ({ row: rowIndex, col, text, at: cellAt(rowIndex, col) })));
  if (cells.length === 0) return;
  const cols = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const grid = builder.table(cells, { source: 'csv', rows: rows.length, cols });
  builder.block({ start: grid.start, end: grid.end, zone: 'table', shape: 'table' });
}

function cellAt(row: number, col: number): Locator {
  return { kind: 'cell', sheet: 'table', cell: `${columnName(col)}${row + 1}` };
}

/** 0 → A, 26 → AA. */
function columnName(col: number): string {
  let name = '';
  for (let left = col + 1; left > 0; left = Math.floor((left - 1) / 26)) name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  return name;
}

/** Rows of cells, [RFC 4180] with line ends of any kind and quotes inside values. Empty lines give no row. */
export function readCsv(text: string, delimiter: string): CsvRows {
  const rows: string[][] = [];
  let openQuotes = 0;
  let cells = 0;
  let at = 0;
  while (at < text.length && cells < CELLS_MAX) {
    const record = readRecord(text, at, delimiter, true) ?? readRecord(text, at, delimiter, false);
    if (record === undefined) break;
    openQuotes += record.isOpen ? 1 : 0;
    if (record.row.length > 1 || record.row[0] !== '') {
      rows.push(record.row);
      cells += record.row.length;
    }
    at = record.next;
  }
  return { rows, openQuotes, isCut: at < text.length };
}

interface Record_ {
  readonly row: string[];
  readonly next: number;
  readonly isOpen: boolean;
}

/** One record. `undefined` when a quote stays open: it is then read again with quotes as letters. */
function readRecord(text: string, from: number, delimiter: string, quotes: boolean): Record_ | undefined {
  const row: string[] = [];
  let at = from;
  for (;;) {
    if (quotes && text[at] === '"') {
      const value = readQuoted(text, at);
      if (value === undefined) return undefined;
      // Text behind the closing quote belongs to the value.
      const end = cellEnd(text, value.end, delimiter);
      row.push(value.text + text.slice(value.end, end));
      at = end;
    } else {
      const end = cellEnd(text, at, delimiter);
      row.push(text.slice(at, end));
      at = end;
    }
    if (text[at] !== delimiter) break;
    at += 1;
  }
  const next = text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1;
  return { row, next: Math.min(next, text.length), isOpen: !quotes };
}

function cellEnd(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}

function readQuoted(text: string, from: number): { text: string; end: number } | undefined {
  let start = from + 1;
  let value = '';
  let lines = 0;
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '\n') lines += 1;
    if (lines > QUOTED_LINES_MAX) return undefined;
    if (letter !== '"') continue;
    value += text.slice(start, at);
    if (text[at + 1] !== '"') return { text: value, end: at + 1 };
    value += '"';
    at += 1;
    start = at + 1;
  }
  return undefined;
}

export const csvReader: Reader = { kind: 'csv', version: VERSION, read };
