/**
 * Tables by alignment: two rows or more whose cells stand under each other in two columns or more. `Label:   Value` lines are forms and stay text.
 */
import { byNumber } from '../../../kernel/index.ts';
import type { Row, Segment } from './spacing.ts';
import type { Word } from './words.ts';

export interface TableCell {
  readonly row: number;
  readonly col: number;
  readonly colSpan?: number;
  readonly segments: readonly Segment[];
}

export interface TablePiece {
  readonly kind: 'table';
  readonly rows: number;
  readonly cols: number;
  readonly cells: readonly TableCell[];
}

interface Column {
  left: number;
  right: number;
}

const COLUMNS_MAX = 60;

/** Rows and tables in the order of the page. */
export function findTables(rows: readonly Row[]): (Row | TablePiece)[] {
  const found: (Row | TablePiece)[] = [];
  const padded = rows.map(byWrittenPlace);
  let at = 0;
  while (at < rows.length) {
    const taken = larger(tableAt(rows, at), tableAt(padded, at));
    if (taken !== undefined) {
      found.push(taken.table);
      at = taken.end;
      continue;
    }
    const row = rows[at];
    if (row !== undefined) found.push(row);
    at += 1;
  }
  return found;
}

function tableAt(rows: readonly Row[], at: number): TableRun | undefined {
  const end = runEnd(rows, at);
  const table = end - at >= 2 ? toTable(rows.slice(at, end)) : undefined;
  return table === undefined ? undefined : { table, end };
}

interface TableRun {
  readonly table: TablePiece;
  readonly end: number;
}

/** By where cells stand, unless the places where they were written fit more of them. */
function larger(seen: TableRun | undefined, written: TableRun | undefined): TableRun | undefined {
  if (seen === undefined || written === undefined) return seen ?? written;
  return written.table.cells.length > seen.table.cells.length ? written : seen;
}

/**
 * The same row with each cell at the place where it was written, in characters: tables filled with blanks stand under each other only
 * in the font that their writer thought of.
 */
function byWrittenPlace(row: Row): Row {
  const unit = 0.5 * row.size;
  let place = 0;
  let before: Word | undefined;
  const segments = row.segments.map((segment): Segment => {
    let left = place;
    for (const [index, word] of segment.words.entries()) {
      if (before !== undefined)
        place += before.blankWidth > 0 ? Math.max(Math.round((word.left - before.right) / before.blankWidth), 0) : 1;
      if (index === 0) left = place;
      place += word.text.length;
      before = word;
    }
    return { words: segment.words, left: left * unit, right: place * unit };
  });
  return { ...row, segments };
}

/** A run goes on while each row has cells that fall into the columns so far without joining two of them. */
function runEnd(rows: readonly Row[], start: number): number {
  const first = rows[start];
  if (first === undefined || first.segments.length < 2 || isFormRow(first)) return start;
  let columns: Column[] = first.segments.map(({ left, right }) => ({ left, right }));
  let end = start + 1;
  while (end < rows.length) {
    const [row, above] = [rows[end], rows[end - 1]];
    if (row === undefined || above === undefined) break;
    if (above.base - row.base > 4 * Math.max(row.size, above.size)) break;
    if (row.segments.length < 2 ? !isContinuation(row, above, columns) : isFormRow(row)) break;
    const merged = mergeInto(columns, row.segments);
    if (merged === undefined) break;
    columns = merged;
    end += 1;
  }
  // A continuation at the end belongs to it; a lone line that merely fits under the first column does not come here.
  return end;
}

/** A line right below that fills one column other than the first: the rest of a cell. */
function isContinuation(row: Row, above: Row, columns: readonly Column[]): boolean {
  const [segment, first] = [row.segments[0], columns[0]];
  if (segment === undefined || first === undefined) return false;
  return segment.left > first.right && above.base - row.base < 1.5 * Math.max(row.size, above.size) && hits(columns, segment).length === 1;
}

function hits(columns: readonly Column[], segment: Segment): number[] {
  const found: number[] = [];
  for (const [index, column] of columns.entries()) {
    if (segment.left < column.right && segment.right > column.left) found.push(index);
  }
  return found;
}

/**
 * Columns widened by the row's cells; `undefined` when the row does not fit. A cell over several columns is a span: at most one
 * in three cells of a row may be. Cells that touch no column open one.
 */
function mergeInto(columns: readonly Column[], segments: readonly Segment[]): Column[] | undefined {
  const next = columns.map((column) => ({ ...column }));
  const fresh: Column[] = [];
  let spans = 0;
  let matched = 0;
  const taken = new Set<number>();
  for (const segment of segments) {
    const over = hits(columns, segment);
    const [index] = over;
    if (index === undefined) {
      fresh.push({ left: segment.left, right: segment.right });
      continue;
    }
    if (over.some((column) => taken.has(column))) return undefined;
    for (const column of over) taken.add(column);
    if (over.length > 1) {
      spans += 1;
      continue;
    }
    matched += 1;
    const column = next[index];
    if (column === undefined) continue;
    column.left = Math.min(column.left, segment.left);
    column.right = Math.max(column.right, segment.right);
  }
  if (spans * 3 > segments.length || matched === 0 || columns.length + fresh.length > COLUMNS_MAX) return undefined;
  const all = [...next, ...fresh].sort((a, b) => byNumber(a.left, b.left));
  for (let index = 1; index < all.length; index += 1) {
    if ((all[index - 1]?.right ?? 0) > (all[index]?.left ?? 0)) return undefined;
  }
  return all;
}

function toTable(rows: readonly Row[]): TablePiece | undefined {
  let columns: Column[] = [];
  for (const row of rows) {
    if (columns.length === 0) columns = row.segments.map(({ left, right }) => ({ left, right }));
    else columns = mergeInto(columns, row.segments) ?? columns;
  }
  if (columns.length < 2 || !isAligned(rows, columns)) return undefined;
  const cells: TableCell[] = [];
  let line = -1;
  for (const [index, row] of rows.entries()) {
    const above = rows[index - 1];
    if (above !== undefined && row.segments.length === 1 && isContinuation(row, above, columns) && extend(cells, line, columns, row))
      continue;
    line += 1;
    placeRow(cells, line, columns, row);
  }
  return line < 1 ? undefined : { kind: 'table', rows: line + 1, cols: columns.length, cells };
}

function placeRow(cells: TableCell[], line: number, columns: readonly Column[], row: Row): void {
  for (const segment of row.segments) {
    const over = hits(columns, segment);
    const [col] = over;
    if (col === undefined) continue;
    const last = cells.at(-1);
    if (last !== undefined && last.row === line && last.col + (last.colSpan ?? 1) > col) {
      cells[cells.length - 1] = { ...last, segments: [...last.segments, segment] };
      continue;
    }
    cells.push({ row: line, col, segments: [segment], ...(over.length > 1 ? { colSpan: over.length } : {}) });
  }
}

/** Adds the rest of a cell to the cell above, if there is one in that column. */
function extend(cells: TableCell[], line: number, columns: readonly Column[], row: Row): boolean {
  const segment = row.segments[0];
  const col = segment === undefined ? undefined : hits(columns, segment)[0];
  for (let index = cells.length - 1; index >= 0; index -= 1) {
    const cell = cells[index];
    if (cell === undefined || cell.row !== line) return false;
    if (cell.col !== col || segment === undefined) continue;
    cells[index] = { ...cell, segments: [...cell.segments, segment] };
    return true;
  }
  return false;
}

/** Labels with their values, side by side or in one cell: a line of a form, which no table goes through. */
function isFormRow(row: Row): boolean {
  const before = row.segments.slice(0, Math.max(row.segments.length - 1, 1));
  return before.some(isLabel) || row.segments.filter(isLabelled).length * 2 >= row.segments.length;
}

function isLabel(segment: Segment): boolean {
  return segment.words.at(-1)?.text.endsWith(':') === true;
}

/** `MRN: 12345`: a label of at most four words and its value in one. */
function isLabelled(segment: Segment): boolean {
  return segment.words.slice(0, 4).some((word, index) => word.text.endsWith(':') && index < segment.words.length);
}

/** In two columns or more most cells share a left edge, a right edge or a middle, and most places of the table are filled. */
function isAligned(rows: readonly Row[], columns: readonly Column[]): boolean {
  const perColumn: Segment[][] = columns.map(() => []);
  for (const row of rows) {
    for (const segment of row.segments) {
      const over = hits(columns, segment);
      if (over.length === 1 && over[0] !== undefined) perColumn[over[0]]?.push(segment);
    }
  }
  const size = rows[0]?.size ?? 10;
  const aligned = perColumn.filter((cells) => cells.length >= 2 && edgesMeet(cells, 0.6 * size)).length;
  const filled = perColumn.reduce((sum, cells) => sum + cells.length, 0);
  return aligned >= 2 && filled >= 0.4 * rows.length * columns.length;
}

function edgesMeet(cells: readonly Segment[], slack: number): boolean {
  const edges: ((cell: Segment) => number)[] = [(cell) => cell.left, (cell) => cell.right, (cell) => (cell.left + cell.right) / 2];
  return edges.some((edge) => {
    const sorted = cells.map(edge).sort(byNumber);
    const middle = sorted[sorted.length >> 1] ?? 0;
    return sorted.filter((value) => Math.abs(value - middle) <= slack).length >= 0.6 * cells.length;
  });
}
