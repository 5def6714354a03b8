/** Grids of a document as raw tables, and plain-text tables found in its lines. */
import type { Grid, GridCell } from '../../model/index.ts';

import type { TextView } from '../view.ts';
import { findTextTables } from './text-tables.ts';
import type { RawTable, Row, Slot } from './types.ts';

export function rawTables(view: TextView): RawTable[] {
  const grids = [...view.document.grids].sort((a, b) => a.start - b.start || b.end - a.end);
  const out = grids.map((grid, i) => fromGrid(view, grid, innerOf(grids, i)));
  const covered = new Uint8Array(view.lines.length);
  for (const grid of grids) coverLines(view, grid.start, grid.end, covered);
  return [...out, ...findTextTables(view, covered)].sort((a, b) => a.grid.start - b.grid.start || b.grid.end - a.grid.end);
}

/** Grids inside this one: their cells belong to them alone. */
function innerOf(grids: readonly Grid[], at: number): Grid[] {
  const own = grids[at];
  const inner: Grid[] = [];
  if (own === undefined) return inner;
  for (let i = at + 1; i < grids.length; i += 1) {
    const other = grids[i];
    if (other === undefined || other.start >= own.end) break;
    if (other.end <= own.end && (other.start > own.start || other.end < own.end)) inner.push(other);
  }
  return inner;
}

function coverLines(view: TextView, start: number, end: number, covered: Uint8Array): void {
  let low = 0;
  let high = view.lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((view.lines[middle]?.end ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < view.lines.length && (view.lines[i]?.start ?? 0) < end; i += 1) covered[i] = 1;
}

function fromGrid(view: TextView, grid: Grid, inner: readonly Grid[]): RawTable {
  const { cells, ...rest } = grid;
  const rows: Row[] = [];
  let slots: Slot[] = [];
  let current = cells[0]?.row ?? 0;
  const flush = (): void => {
    const first = slots[0];
    const last = slots.at(-1);
    if (first !== undefined && last !== undefined) rows.push({ row: current, slots, start: first.start, end: last.end });
    slots = [];
  };
  for (const cell of cells) {
    if (cell.row !== current) {
      flush();
      current = cell.row;
    }
    if (inner.some((other) => other.start >= cell.start && other.end <= cell.end)) continue;
    const slot = slotOf(view, cell);
    if (slot !== undefined) slots.push(slot);
  }
  flush();
  return { grid: rest, rows };
}

function slotOf(view: TextView, cell: GridCell): Slot | undefined {
  let { start, end } = cell;
  while (start < end && isBlank(view.folded.charCodeAt(start))) start += 1;
  while (end > start && isBlank(view.folded.charCodeAt(end - 1))) end -= 1;
  if (start === end) return undefined;
  return {
    start,
    end,
    row: cell.row,
    col: cell.col,
    colSpan: cell.colSpan ?? 1,
    rowSpan: cell.rowSpan ?? 1,
    text: view.folded.slice(start, end),
    hidden: cell.hidden === true,
    isDate: cell.isDate === true,
    isFormula: cell.isFormula === true,
  };
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d || code === 0x200b;
