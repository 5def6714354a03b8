/** A table of persons: header row found, columns guessed, every row used or refused with its reason. Rows read = rows used + rows refused. */
import { csvRows, type CsvRow } from './csv-rows.ts';
import { guessColumns, knownHeaders, type ColumnGuess, type ColumnMap } from './columns.ts';
import { textSegments } from './text-segments.ts';
import type { DateOrder } from '../normalise/dates.ts';

export interface TableFailure {
  readonly code: string;
  readonly why: string;
  readonly remedy: string;
}

/** For run.json and the gaps. Holds headers and row numbers, no values. */
export interface TableReport {
  readonly columns: readonly Omit<ColumnGuess, 'index'>[];
  readonly ignored: readonly string[];
  readonly unknown: readonly string[];
  readonly dateOrder: DateOrder | 'unseen';
  readonly read: number;
  readonly used: number;
  readonly refused: readonly { readonly row: number; readonly reason: string }[];
  /** Cells of a date column that are no date: the row is used without it. */
  readonly unreadDates: number;
  readonly failure?: TableFailure;
}

export interface TableReading<T> {
  readonly rows: readonly T[];
  readonly report: TableReport;
}

export interface TableRules<T> {
  readonly name: 'roster' | 'workforce';
  readonly told: Readonly<Record<string, string>>;
  readonly wanted: readonly string[];
  readonly dateColumns: readonly string[];
  missing(columns: ColumnMap): TableFailure | undefined;
  /** A record, or the reason why the row is refused. */
  row(cells: (column: string) => string, number: number, dates: DateReader): T | string;
}

/** Reads a date cell in the order that the table uses; counts what it cannot read. */
export type DateReader = (text: string) => string;

const SAMPLE_ROWS = 500;
const HEADER_ROWS_MAX = 10;
const LISTED_HEADERS_MAX = 20;
export const LISTED_HEADER_CHARS = 40;

export function readTable<T>(
  bytes: Iterable<Uint8Array> | Uint8Array,
  rules: TableRules<T>,
  makeDates: (order: DateOrder, unread: () => void) => DateReader,
): TableReading<T> {
  const rows = csvRows(textSegments(bytes instanceof Uint8Array ? [bytes] : bytes));
  const head: CsvRow[] = [];
  for (let next = rows.next(); next.done !== true; next = rows.next()) {
    head.push(next.value);
    if (head.length >= SAMPLE_ROWS + HEADER_ROWS_MAX) break;
  }
  if (head[0]?.cells[0]?.startsWith('PK') === true)
    return failed(rules, {
      code: `${rules.name}.not-text`,
      why: 'The file is a workbook or an archive, not a text table.',
      remedy: 'Save the sheet as CSV (UTF-8) and name that file in case.yaml.',
    });
  const top = head.slice(0, HEADER_ROWS_MAX).findIndex(({ cells }) => knownHeaders(cells) >= 2);
  const at = Math.max(0, top === -1 ? head.findIndex((row) => !isBlank(row)) : top);
  const header = (head[at]?.cells ?? []).map((cell) => cell.trim());
  const sample = head
    .slice(at + 1)
    .filter((row) => !isBlank(row))
    .slice(0, SAMPLE_ROWS);
  const columns = guessColumns({ header, sample: sample.map(({ cells }) => cells), told: rules.told, wanted: rules.wanted });
  const failure =
    header.length === 0
      ? { code: `${rules.name}.empty`, why: 'The file has no rows.', remedy: 'Export it again.' }
      : (toldFailure(rules, columns) ?? rules.missing(columns));
  const order = dateOrder(
    sample,
    rules.dateColumns.map((column) => columns.at(column)).filter((index) => index >= 0),
  );
  if (failure !== undefined) return failed(rules, failure, columns);
  return readRows(rules, { header, columns, order, rows: chained(head.slice(at + 1), rows) }, makeDates);
}

function readRows<T>(
  rules: TableRules<T>,
  table: {
    readonly header: readonly string[];
    readonly columns: ColumnMap;
    readonly order: DateOrder | 'unseen';
    readonly rows: Iterable<CsvRow>;
  },
  makeDates: (order: DateOrder, unread: () => void) => DateReader,
): TableReading<T> {
  const { header, columns, order } = table;
  const used: T[] = [];
  const refused: { row: number; reason: string }[] = [];
  let read = 0;
  let unreadDates = 0;
  const dates = makeDates(order === 'unseen' ? 'mdy' : order, () => {
    unreadDates += 1;
  });
  for (const row of table.rows) {
    if (isBlank(row)) continue;
    read += 1;
    const reason = row.broken ? 'a quotation mark is never closed' : raggedness(row.cells, header.length);
    const made = reason ?? rules.row((column) => (row.cells[columns.at(column)] ?? '').trim(), row.number, dates);
    if (typeof made === 'string') refused.push({ row: row.number, reason: made });
    else used.push(made);
  }
  return { rows: used, report: { ...reportOf(columns), dateOrder: order, read, used: used.length, refused, unreadDates } };
}

/** More or fewer cells than the header: what stands where is not known. Empty cells at the end are no cells. */
function raggedness(cells: readonly string[], width: number): string | undefined {
  if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '')) return 'more cells than the header has';
  return cells.length < width ? 'fewer cells than the header has' : undefined;
}

const isBlank = (row: CsvRow): boolean => row.cells.every((cell) => cell.trim() === '');

function* chained(head: readonly CsvRow[], rest: Iterable<CsvRow>): Generator<CsvRow> {
  yield* head;
  yield* rest;
}

/** By parts over 12; when none is, nothing can be wrong that the other order would make right: US order. */
function dateOrder(rows: readonly CsvRow[], at: readonly number[]): DateOrder | 'unseen' {
  let mdy = 0;
  let dmy = 0;
  for (const { cells } of rows) {
    for (const index of at) {
      const parts = /^\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}/.exec(cells[index] ?? '');
      if (parts === null) continue;
      if (Number(parts[1]) > 12) dmy += 1;
      if (Number(parts[2]) > 12) mdy += 1;
    }
  }
  return mdy === 0 && dmy === 0 ? 'unseen' : dmy > mdy ? 'dmy' : 'mdy';
}

function toldFailure<T>(rules: TableRules<T>, columns: ColumnMap): TableFailure | undefined {
  if (columns.notThere.length === 0) return undefined;
  return {
    code: `${rules.name}.column-not-there`,
    why: `case.yaml names a header that the file does not have: ${listed(columns.notThere)}.`,
    remedy: 'Correct `columns` in case.yaml.',
  };
}

export function listed(headers: readonly string[]): string {
  const shown = headers
    .slice(0, LISTED_HEADERS_MAX)
    .map((header) => `"${header.slice(0, LISTED_HEADER_CHARS)}"`)
    .join(', ');
  return headers.length > LISTED_HEADERS_MAX ? `${shown} and ${headers.length - LISTED_HEADERS_MAX} more` : shown;
}

function failed<T>(rules: TableRules<T>, failure: TableFailure, columns?: ColumnMap): TableReading<T> {
  const known = columns === undefined ? { columns: [], ignored: [], unknown: [] } : reportOf(columns);
  return { rows: [], report: { ...known, dateOrder: 'unseen', read: 0, used: 0, refused: [], unreadDates: 0, failure } };
}

function reportOf(columns: ColumnMap): Pick<TableReport, 'columns' | 'ignored' | 'unknown'> {
  return {
    columns: columns.guesses.map(({ column, header, confidence, how }) => ({
      column,
      header: header.slice(0, LISTED_HEADER_CHARS),
      confidence,
      how,
    })),
    ignored: columns.ignored.map((header) => header.slice(0, LISTED_HEADER_CHARS)),
    unknown: columns.unknown.map((header) => header.slice(0, LISTED_HEADER_CHARS)),
  };
}
