/** CSV of the contract, section 4: UTF-8, RFC 4180, header row, `\n`; a cell that a spreadsheet would run as a formula gets a leading quote. */

/** Lists are joined by this. */
export const LIST_JOINT = '; ';

export function csvCell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const guarded = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

export type CsvRow = readonly (string | number | undefined)[];

/** Header and rows as pieces of text, for `writeWhole`. Every row has as many cells as the header: asserted by the type of the caller's columns. */
export function* csvLines<Column extends string>(
  columns: readonly Column[],
  rows: Iterable<Readonly<Record<Column, string | number | undefined>>>,
): Generator<string> {
  yield `${columns.join(',')}\n`;
  for (const row of rows) yield `${columns.map((column) => csvCell(row[column])).join(',')}\n`;
}

export const joinList = (values: readonly string[]): string => values.join(LIST_JOINT);
export const yes = (value: boolean | undefined): string => (value === true ? 'yes' : '');
