/** Outlook writes an HTML table as one cell a line: header cells first, then the rows, all of one period. Trap T127. */
import type { TextView } from '../view.ts';
import { columnShapes } from './columns.ts';
import { isLabelText } from './heading.ts';
import { S_DATE, S_EMAIL, S_ID, S_NUMBER, S_PHONE, S_SSN, shapeOf } from './shapes.ts';
import { captionOf, rowOf, tableOf, textLine, type TextLine } from './pieces.ts';
import type { RawTable, Row } from './types.ts';

const COLUMNS_MIN = 3;
const COLUMNS_MAX = 20;
const ROWS_MAX = 2000;
const CELL_UNITS_MAX = 120;
const PROBE_ROWS = 8;
const TYPED_SHARE = 0.7;
const TYPED = [S_DATE, S_PHONE, S_SSN, S_EMAIL, S_ID | S_NUMBER];

export function stackedTable(
  view: TextView,
  covered: Uint8Array,
  first: TextLine,
): { readonly table: RawTable; readonly next: number } | undefined {
  if (!isLabelLine(view, first)) return undefined;
  const head: TextLine[] = [];
  let at = first.index;
  for (; at < view.lines.length && head.length <= COLUMNS_MAX && covered[at] !== 1; at += 1) {
    const line = textLine(view, at);
    if (line === undefined) continue;
    if (!isLabelLine(view, line)) break;
    head.push(line);
  }
  if (head.length < COLUMNS_MIN || head.length > COLUMNS_MAX) return undefined;
  const cells: TextLine[] = [];
  let blanks = 0;
  for (; at < view.lines.length && cells.length < head.length * ROWS_MAX && covered[at] !== 1; at += 1) {
    const line = textLine(view, at);
    if (line === undefined) {
      blanks += 1;
      if (blanks > 2) break;
      continue;
    }
    if (line.end - line.start > CELL_UNITS_MAX) break;
    blanks = 0;
    cells.push(line);
    // Judged on its first rows, so that a text of labels costs no more.
    if (cells.length === head.length * PROBE_ROWS && !hasTypedColumn(view, head, cells)) return undefined;
  }
  const count = Math.floor(cells.length / head.length);
  if (count === 0) return undefined;
  const typed = typedColumns(bodyRows(view, head, cells), head.length);
  if (typed.size === 0) return undefined;
  const body = bodyRows(view, head, cells);
  // What follows the table was read as rows too: the last rows must look like the others.
  while (body.length > 1 && !fits(body.at(-1), typed)) body.pop();
  const last = cells[body.length * head.length - 1];
  return {
    table: tableOf(view, [rowOf(view, 0, head, (_, i) => i), ...body], captionOf(view, covered, first)),
    next: (last?.index ?? at) + 1,
  };
}

function bodyRows(view: TextView, head: readonly TextLine[], cells: readonly TextLine[]): Row[] {
  const rows: Row[] = [];
  for (let r = 0; (r + 1) * head.length <= cells.length; r += 1)
    rows.push(rowOf(view, r + 1, cells.slice(r * head.length, (r + 1) * head.length), (_, i) => i));
  return rows;
}

/** The period is believed when a column it gives holds values of one shape. */
function hasTypedColumn(view: TextView, head: readonly TextLine[], cells: readonly TextLine[]): boolean {
  return typedColumns(bodyRows(view, head, cells), head.length).size > 0;
}

function typedColumns(rows: readonly Row[], columns: number): ReadonlyMap<number, number> {
  const typed = new Map<number, number>();
  for (let col = 0; col < columns; col += 1) {
    const shapes = columnShapes(rows, col);
    const bits = TYPED.find((one) => shapes.share(one) >= TYPED_SHARE);
    if (bits !== undefined) typed.set(col, bits);
  }
  return typed;
}

function fits(row: Row | undefined, typed: ReadonlyMap<number, number>): boolean {
  return row !== undefined && row.slots.some((slot) => (shapeOf(slot.text) & (typed.get(slot.col) ?? 0)) !== 0);
}

function isLabelLine(view: TextView, line: TextLine): boolean {
  if (line.end - line.start > 40) return false;
  const text = view.folded.slice(line.start, line.end);
  return !/[:.?!]$/.test(text) && !/\d{3}/.test(text) && isLabelText(text);
}
