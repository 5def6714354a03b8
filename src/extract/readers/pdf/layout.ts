/**
 * Words to reading order: rows by baseline, rows to columns where a gap goes down the page, aligned cells to tables.
 * spec/ingest.md 5.1. All loops are bounded by rows and segments of one page.
 */
import { byNumber } from '../../../kernel/index.ts';
import { findGutter } from './columns.ts';
import { isColumnGap, isWideGap, usualGap, type GapTest, type Row, type Segment } from './spacing.ts';
import { findTables, type TablePiece } from './tables.ts';
import { union, type Box, type Word } from './words.ts';

export type Piece = { readonly kind: 'row'; readonly row: Row; readonly gapAbove: boolean } | TablePiece;

/** Pages with more rows are read row by row, without columns: nothing made for reading is so dense. */
const LAYOUT_ROWS_MAX = 250;
const SPLIT_DEPTH_MAX = 8;

export function layOut(words: readonly Word[]): Piece[] {
  const pieces: Piece[] = [];
  const rows = toRows(words);
  if (rows.length > LAYOUT_ROWS_MAX) emit(rows, pieces, false);
  else readRegion(rows, pieces, SPLIT_DEPTH_MAX);
  return pieces;
}

/** Above a gutter, its left side, its right side, below it. */
function readRegion(rows: readonly Row[], into: Piece[], depth: number): void {
  const gutter = depth > 0 ? findGutter(rows) : undefined;
  if (gutter === undefined) {
    emit(rows, into, true);
    return;
  }
  const { from, to, x } = gutter;
  readRegion(rows.slice(0, from), into, depth - 1);
  readRegion(
    sideOf(rows.slice(from, to), (segment) => segment.right <= x),
    into,
    depth - 1,
  );
  readRegion(
    sideOf(rows.slice(from, to), (segment) => segment.right > x),
    into,
    depth - 1,
  );
  readRegion(rows.slice(to), into, depth - 1);
}

function sideOf(rows: readonly Row[], isHere: (segment: Segment) => boolean): Row[] {
  const side: Row[] = [];
  for (const row of rows) {
    const segments = row.segments.filter(isHere);
    if (segments.length > 0) side.push({ ...row, segments });
  }
  return side;
}

function emit(fine: readonly Row[], into: Piece[], withTables: boolean): void {
  const rows = fine.map((row): Row => ({ ...row, segments: toSegments(wordsOf(row), isWideGap) }));
  let above: Row | 'table' | undefined;
  for (const found of withTables ? findTables(rows) : rows) {
    if ('kind' in found) {
      into.push(found);
      above = 'table';
      continue;
    }
    const isFar = above !== undefined && above !== 'table' && above.base - found.base > 1.7 * Math.max(above.size, found.size);
    into.push({ kind: 'row', row: found, gapAbove: isFar || above === 'table' });
    above = found;
  }
}

export function wordsOf(row: Row): Word[] {
  return row.segments.flatMap((segment) => segment.words);
}

/**
 * Words whose baselines are within a third of their size are one row. Rows come from top to bottom, segments left to right. Segments
 * here end at any gap that could be between columns; what is a cell is decided when the columns are known.
 */
export function toRows(words: readonly Word[]): Row[] {
  const falling = words
    .map((word, order) => ({ word, order }))
    .sort((a, b) => byNumber(b.word.base, a.word.base) || byNumber(a.order, b.order));
  const rows: Row[] = [];
  let current: Word[] = [];
  let base = 0;
  let size = 0;
  const close = (): void => {
    if (current.length > 0) rows.push({ segments: toSegments(current, isColumnGap), base, size });
    current = [];
  };
  for (const { word } of falling) {
    if (current.length > 0 && base - word.base > 0.35 * Math.max(size, word.size)) close();
    // The row's baseline is that of its largest word: a raised index above it must not pull the row up.
    if (current.length === 0 || word.size > size) {
      base = word.base;
      size = word.size;
    }
    current.push(word);
  }
  close();
  return rows;
}

function toSegments(words: readonly Word[], isGap: GapTest): Segment[] {
  const inLine = [...words].sort((a, b) => byNumber(a.left, b.left) || byNumber(a.right, b.right));
  const segments: Segment[] = [];
  let current: Word[] = [];
  let right = Number.NEGATIVE_INFINITY;
  const usual = usualGap(inLine);
  const close = (): void => {
    const first = current[0];
    if (first !== undefined) segments.push({ words: current, left: first.left, right });
  };
  for (const word of inLine) {
    const last = current.at(-1);
    if (last !== undefined && isGap(last, word, word.left - right, usual)) {
      close();
      current = [];
      right = Number.NEGATIVE_INFINITY;
    }
    current.push(word);
    right = Math.max(right, word.right);
  }
  close();
  return segments;
}

const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** One space between words, none where the pen went on without a gap (raised letters, a change of font inside a word). */
export function segmentText(segment: Segment, place?: (word: Word, start: number, end: number) => void): string {
  const words = inReadingOrder(segment.words);
  let text = '';
  for (const [index, word] of words.entries()) {
    const last = words[index - 1];
    if (last !== undefined) {
      const gap = Math.max(word.left - last.right, last.left - word.right);
      const joined = !last.isSpaced && gap < 0.12 * Math.max(last.size, word.size) && word.field === last.field;
      if (!joined) text += ' ';
    }
    const start = text.length;
    text += word.text;
    place?.(word, start, text.length);
  }
  return text;
}

/** Letters of right-to-left scripts come in reading order inside a word; the words of such a line are read from the right. */
function inReadingOrder(words: readonly Word[]): readonly Word[] {
  let rtl = 0;
  for (const word of words) rtl += RTL.test(word.text) ? 1 : 0;
  return rtl * 2 > words.length ? [...words].reverse() : words;
}

export function boxOf(words: readonly Word[]): Box {
  let box = words[0]?.box ?? { left: 0, bottom: 0, right: 0, top: 0 };
  for (const word of words) box = union(box, word.box);
  return box;
}
