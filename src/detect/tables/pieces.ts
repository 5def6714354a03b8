/** Lines and cells of plain-text tables, shared by the ways to read them. */
import type { TextView } from '../view.ts';
import type { RawTable, Row, Slot } from './types.ts';

export interface Piece {
  readonly start: number;
  readonly end: number;
}
export interface TextLine {
  readonly index: number;
  /** Behind quote marks, without trailing blanks. */
  readonly start: number;
  readonly end: number;
}

const LINE_UNITS_MAX = 4000;

/** The line without its quote marks, or undefined if it is blank or too long to be a row. */
export function textLine(view: TextView, index: number): TextLine | undefined {
  const line = view.lines[index];
  if (line === undefined || line.end - line.start > LINE_UNITS_MAX) return undefined;
  let { start, end } = line;
  const { folded } = view;
  // Quote marks: `> `, `>> `, `| ` only with a mark.
  for (let at = start; at < end && (folded[at] === '>' || (folded[at] === ' ' && folded[at + 1] === '>')); at += 1) start = at + 1;
  if (start > line.start && folded[start] === ' ') start += 1;
  while (end > start && (folded[end - 1] === ' ' || folded[end - 1] === '\t')) end -= 1;
  return start >= end ? undefined : { index, start, end };
}

export function rowOf(view: TextView, row: number, pieces: readonly Piece[], colOf: (piece: Piece, index: number) => number): Row {
  const slots: Slot[] = [];
  pieces.forEach((piece, i) => {
    if (piece.start >= piece.end) return;
    const text = view.folded.slice(piece.start, piece.end);
    slots.push({ ...piece, row, col: colOf(piece, i), colSpan: 1, rowSpan: 1, text, hidden: false, isDate: false, isFormula: false });
  });
  return { row, slots, start: pieces[0]?.start ?? 0, end: pieces.at(-1)?.end ?? 0 };
}

export function tableOf(view: TextView, rows: readonly Row[], caption: Piece | undefined): RawTable {
  const start = rows[0]?.start ?? 0;
  const end = rows.at(-1)?.end ?? start;
  const cols = rows.reduce((most, row) => Math.max(most, (row.slots.at(-1)?.col ?? 0) + 1), 0);
  return { grid: { source: 'text', start, end, rows: rows.length, cols }, rows, ...(caption === undefined ? {} : { caption }) };
}

/** `Flu shots 4/5:` straight above the first row says something of all of them. */
export function captionOf(view: TextView, covered: Uint8Array, first: TextLine): Piece | undefined {
  for (let i = first.index - 1; i >= Math.max(0, first.index - 2) && covered[i] !== 1; i -= 1) {
    const line = textLine(view, i);
    if (line === undefined) continue;
    return view.folded[line.end - 1] === ':' && line.end - line.start < 120 ? { start: line.start, end: line.end } : undefined;
  }
  return undefined;
}
