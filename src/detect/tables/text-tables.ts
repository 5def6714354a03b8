/**
 * Tables in plain text: tabs, pipes, columns by two or more spaces, comma lists under a header, one cell a line as Outlook
 * renders HTML. Quote marks before a line are stepped over. Spec/detection.md 4, traps T126 to T129.
 */
import type { TextView } from '../view.ts';
import { isLabelText } from './heading.ts';
import { isValueShaped } from './columns.ts';
import { captionOf, rowOf, tableOf, textLine, type Piece, type TextLine } from './pieces.ts';
import { stackedTable } from './stacked.ts';
import type { RawTable, Row } from './types.ts';

type Style = 'tab' | 'pipe' | 'space' | 'comma';
const COLUMNS_MAX = 60;
const ROWS_MAX = 200_000;
/** HL7 segments are records of a format, not rows of a table. */
const SEGMENT = /^(?:msh|evn|pid|pd1|nk1|pv1|pv2|gt1|in1|in2|orc|obr|obx|nte|dg1|al1|pr1|zpd|fhs|bhs|sch|txa)\|/;
const PROBE_ROWS = 40;

export function findTextTables(view: TextView, covered: Uint8Array): RawTable[] {
  const out: RawTable[] = [];
  const refused: Refused = new Map();
  let i = 0;
  while (i < view.lines.length) {
    const line = covered[i] === 1 ? undefined : textLine(view, i);
    if (line === undefined) {
      i += 1;
      continue;
    }
    const found = tableAt(view, covered, line, refused);
    if (found === undefined) i += 1;
    else {
      out.push(found.table);
      i = Math.max(found.next, i + 1);
    }
  }
  return out;
}

/** By style the line up to which lines were judged to be no table: only a header may begin one among them. */
type Refused = Map<Style, number>;

function tableAt(
  view: TextView,
  covered: Uint8Array,
  first: TextLine,
  refused: Refused,
): { readonly table: RawTable; readonly next: number } | undefined {
  for (const style of stylesOf(view, first)) {
    if (first.index < (refused.get(style) ?? 0) && labelsIn(view, split(view, first, style)) < 2) continue;
    const found = styledTable(view, covered, first, style, refused);
    if (found !== undefined) return found;
  }
  return stackedTable(view, covered, first);
}

function stylesOf(view: TextView, line: TextLine): Style[] {
  const { folded } = view;
  if (SEGMENT.test(folded.slice(line.start, line.start + 4))) return [];
  const styles: Style[] = [];
  let sawText = false;
  let commas = 0;
  let tab = false;
  let pipe = false;
  let gap = false;
  for (let at = line.start; at < line.end; at += 1) {
    const code = folded.charCodeAt(at);
    if (code === 0x20) {
      if (sawText && folded.charCodeAt(at + 1) === 0x20) gap = true;
    } else if (code === 0x09) tab ||= sawText;
    else {
      sawText = true;
      if (code === 0x7c) pipe = true;
      else if (code === 0x2c || code === 0x3b) commas += 1;
    }
  }
  if (tab) styles.push('tab');
  if (pipe) styles.push('pipe');
  if (gap) styles.push('space');
  if (commas > 1 && !tab && !pipe) styles.push('comma');
  return styles;
}

function styledTable(
  view: TextView,
  covered: Uint8Array,
  first: TextLine,
  style: Style,
  refused: Refused,
): { table: RawTable; next: number } | undefined {
  const head = split(view, first, style);
  if (head.length < 2 || head.length > COLUMNS_MAX) return undefined;
  if (style === 'comma' && labelsIn(view, head) < Math.max(2, head.length * 0.5)) return undefined;
  const lines: { readonly line: TextLine; pieces: Piece[] }[] = [{ line: first, pieces: head }];
  let next = first.index + 1;
  let blanks = 0;
  for (; next < view.lines.length && lines.length < ROWS_MAX && covered[next] !== 1; next += 1) {
    const line = textLine(view, next);
    if (line === undefined) {
      // One blank line between rows is usual where HTML became text; two end the table.
      blanks += 1;
      if (blanks > 1 || style === 'space') break;
      continue;
    }
    const pieces = split(view, line, style);
    const last = lines.at(-1);
    if (pieces.length === 0) {
      blanks = 0;
      continue; // a rule: |---|---|
    }
    if (!belongs(pieces.length, head.length, style)) {
      const joined = last === undefined || blanks > 0 ? undefined : joinWrapped(last.pieces, pieces, head.length);
      if (joined === undefined || last === undefined) break;
      last.pieces = joined;
    } else lines.push({ line, pieces });
    blanks = 0;
    // Judged on its first rows: a text that is no table costs no more than these.
    if (lines.length === PROBE_ROWS && !(isTable(view, lines, style) && (style !== 'space' || byPosition(view, lines) !== undefined)))
      return refuse(refused, style, next);
  }
  if (lines.length < PROBE_ROWS && !isTable(view, lines, style)) return refuse(refused, style, next);
  const rows = style === 'space' ? byPosition(view, lines) : lines.map(({ pieces }, row) => rowOf(view, row, pieces, (_, i) => i));
  if (rows === undefined) return refuse(refused, style, next);
  return { table: tableOf(view, rows, captionOf(view, covered, first)), next };
}

function refuse(refused: Refused, style: Style, next: number): undefined {
  refused.set(style, next);
}

/** A comma row of another length ends the list; elsewhere trailing cells may be missing. */
function belongs(count: number, columns: number, style: Style): boolean {
  if (style === 'comma') return count === columns;
  return style === 'space' ? count > 1 && count <= columns : count > 1 && count <= columns + 1;
}

/** A row broken at the margin: what is left of it stands on the next line. */
function joinWrapped(before: readonly Piece[], rest: readonly Piece[], columns: number): Piece[] | undefined {
  if (rest.length === 0 || before.length >= columns || before.length + rest.length > columns) return undefined;
  return [...before, ...rest];
}

function labelsIn(view: TextView, pieces: readonly Piece[]): number {
  return pieces.filter((piece) => piece.end - piece.start < 60 && isLabelText(view.folded.slice(piece.start, piece.end))).length;
}

function isTable(view: TextView, lines: readonly { readonly pieces: readonly Piece[] }[], style: Style): boolean {
  const head = lines[0];
  if (head === undefined || lines.length < 2) return false;
  const columns = head.pieces.length;
  // `Name: Ruiz    DOB: …` is a form whose labels bind by themselves.
  let inline = 0;
  let cells = 0;
  let same = 0;
  let values = 0;
  for (const { pieces } of lines.slice(0, PROBE_ROWS)) {
    if (pieces.length === columns) same += 1;
    for (const piece of pieces) {
      cells += 1;
      const text = view.folded.slice(piece.start, Math.min(piece.end, piece.start + 60));
      if (/^[^:]{1,30}:\s*\S/.test(text) && !/^\d{1,2}:\d\d/.test(text)) inline += 1;
      if (isValueShaped(text)) values += 1;
    }
  }
  const seen = Math.min(lines.length, PROBE_ROWS);
  if (inline / cells > 0.3) return false;
  const known = labelsIn(view, head.pieces);
  if (style === 'tab' || style === 'pipe') return columns > 2 || known > 0 || values > 0 || lines.length > 2;
  if (style === 'comma') return known >= 2;
  if (known >= 2 && known >= columns * 0.5) return true;
  return lines.length >= 3 && columns >= 3 && same / seen >= 0.6 && values / cells >= 0.15;
}

/** Cells of a line, trimmed. Blank cells keep their place where the style shows them (tab, pipe, comma). */
function split(view: TextView, line: TextLine, style: Style): Piece[] {
  switch (style) {
    case 'tab':
      return splitAt(view, line, 0x09);
    case 'pipe':
      return splitPipes(view, line);
    case 'space':
      return splitSpaces(view, line);
    case 'comma':
      return splitCommas(view, line);
  }
}

function splitAt(view: TextView, line: TextLine, sign: number): Piece[] {
  const pieces: Piece[] = [];
  let from = line.start;
  for (let at = line.start; at <= line.end; at += 1) {
    if (at < line.end && view.folded.charCodeAt(at) !== sign) continue;
    pieces.push(trim(view, from, at));
    from = at + 1;
  }
  return pieces;
}

function splitPipes(view: TextView, line: TextLine): Piece[] {
  const text = view.folded.slice(line.start, line.end);
  if (/^[\s|+:=-]+$/.test(text)) return [];
  const pieces = splitAt(view, line, 0x7c);
  const first = pieces[0];
  if (first !== undefined && first.start === first.end && text.trimStart().startsWith('|')) pieces.shift();
  const last = pieces.at(-1);
  if (last !== undefined && last.start === last.end && text.endsWith('|')) pieces.pop();
  return pieces;
}

function splitSpaces(view: TextView, line: TextLine): Piece[] {
  const { folded } = view;
  if (/^[-=_ ]+$/.test(folded.slice(line.start, line.end))) return [];
  const pieces: Piece[] = [];
  let from = -1;
  for (let at = line.start; at <= line.end; at += 1) {
    const isGap = at === line.end || folded[at] === '\t' || (folded[at] === ' ' && (folded[at + 1] === ' ' || at + 1 >= line.end));
    if (!isGap) {
      if (from < 0 && folded[at] !== ' ') from = at;
    } else if (from >= 0) {
      // Two spaces behind a full stop are typists' habit, no column.
      const afterStop = at < line.end && '.!?'.includes(folded[at - 1] ?? '') && folded[at + 2] !== ' ';
      if (afterStop) continue;
      pieces.push(trim(view, from, at));
      from = -1;
    }
  }
  return pieces;
}

function splitCommas(view: TextView, line: TextLine): Piece[] {
  const { folded } = view;
  const text = folded.slice(line.start, line.end);
  const sign = text.split(';').length > text.split(',').length ? 0x3b : 0x2c;
  const pieces: Piece[] = [];
  let from = line.start;
  let quoted = false;
  for (let at = line.start; at <= line.end; at += 1) {
    if (at < line.end && folded.charCodeAt(at) === 0x22) quoted = !quoted;
    if (at < line.end && (quoted || folded.charCodeAt(at) !== sign)) continue;
    const piece = trim(view, from, at);
    const bare = folded[piece.start] === '"' && piece.end - piece.start > 1 ? { start: piece.start + 1, end: piece.end - 1 } : piece;
    pieces.push(bare);
    from = at + 1;
  }
  return pieces;
}

function trim(view: TextView, from: number, to: number): Piece {
  let start = from;
  let end = to;
  while (start < end && (view.folded[start] === ' ' || view.folded[start] === '\t')) start += 1;
  while (end > start && (view.folded[end - 1] === ' ' || view.folded[end - 1] === '\t')) end -= 1;
  return { start, end };
}

/** Columns by where they begin in the line: a blank cell leaves a gap that only positions show. */
function byPosition(view: TextView, lines: readonly { readonly line: TextLine; readonly pieces: readonly Piece[] }[]): Row[] | undefined {
  const widest = lines.reduce((best, item) => (item.pieces.length > best.pieces.length ? item : best));
  const starts = widest.pieces.map((piece) => piece.start - widest.line.start);
  const ends = widest.pieces.map((piece) => piece.end - widest.line.start);
  let off = 0;
  let total = 0;
  const rows = lines.map(({ line, pieces }, row) =>
    rowOf(view, row, pieces, (piece, i) => {
      if (pieces.length === starts.length) return i;
      const from = piece.start - line.start;
      let best = 0;
      let distance = Number.POSITIVE_INFINITY;
      for (let col = 0; col < starts.length; col += 1) {
        const away = Math.min(Math.abs(from - (starts[col] ?? 0)), Math.abs(piece.end - line.start - (ends[col] ?? 0)));
        if (away < distance) [distance, best] = [away, col];
      }
      total += 1;
      if (distance > 4) off += 1;
      return best;
    }),
  );
  return total > 0 && off / total > 0.3 ? undefined : rows;
}
