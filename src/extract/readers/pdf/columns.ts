/** Finds a gutter: white space that goes down many rows with prose on both sides. What a table's columns leave white is none. */
import { isWideGap, usualGap, type Row, type Segment } from './spacing.ts';
import type { Word } from './words.ts';

export interface Gutter {
  /** Rows [from, to) have the gutter. */
  readonly from: number;
  readonly to: number;
  readonly x: number;
}

/** Gaps of one row that are tried: a line of more cells is a table's. */
const GAPS_MAX = 12;
const BAND_ROWS_MIN = 5;
const SIDE_ROWS_MIN = 3;
const NARROW_ROWS_MIN = 8;

interface Span {
  readonly left: number;
  readonly right: number;
}

export function findGutter(rows: readonly Row[]): Gutter | undefined {
  if (rows.length < BAND_ROWS_MIN) return undefined;
  let best: (Gutter & { readonly score: number }) | undefined;
  const seen = new Set<string>();
  for (let index = 0; index < rows.length; index += 1) {
    for (const gap of startsAt(rows, index)) {
      const band = bandOf(rows, index, gap);
      const key = `${band.from}:${band.to}:${Math.round((band.left + band.right) / 2)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const score = scoreBand(rows, band);
      const x = (band.left + band.right) / 2;
      if (score > 0 && (best === undefined || score > best.score)) best = { from: band.from, to: band.to, x, score };
    }
  }
  return best;
}

/** Gaps inside a row; between a row and the next, when one ends left of where the other begins (columns set off by half a line). */
function startsAt(rows: readonly Row[], index: number): Span[] {
  const row = rows[index];
  if (row === undefined) return [];
  const gaps: Span[] = [];
  for (let at = 1; at < row.segments.length && gaps.length < GAPS_MAX; at += 1) {
    gaps.push({ left: row.segments[at - 1]?.right ?? 0, right: row.segments[at]?.left ?? 0 });
  }
  const next = rows[index + 1];
  const [rowEnd, nextStart] = [row.segments.at(-1)?.right, next?.segments[0]?.left];
  if (rowEnd !== undefined && nextStart !== undefined && rowEnd < nextStart) gaps.push({ left: rowEnd, right: nextStart });
  const [nextEnd, rowStart] = [next?.segments.at(-1)?.right, row.segments[0]?.left];
  if (nextEnd !== undefined && rowStart !== undefined && nextEnd < rowStart) gaps.push({ left: nextEnd, right: rowStart });
  return gaps;
}

interface Band extends Span {
  readonly from: number;
  readonly to: number;
}

/** The longest run of rows around `index` that leave white a common part of the gap. */
function bandOf(rows: readonly Row[], index: number, gap: Span): Band {
  let { left, right } = gap;
  const take = (row: Row | undefined): boolean => {
    if (row === undefined) return false;
    const free = freeInside(row, left, right);
    if (free === undefined || free.right - free.left < 0.7 * row.size) return false;
    ({ left, right } = free);
    return true;
  };
  let to = index;
  while (to < rows.length && take(rows[to])) to += 1;
  let from = Math.min(index, to);
  while (from > 0 && take(rows[from - 1])) from -= 1;
  return { from, to, left, right };
}

/** The widest part of [left, right] that no segment of the row covers. */
function freeInside(row: Row, left: number, right: number): Span | undefined {
  let best: Span | undefined;
  let at = left;
  const offer = (end: number): void => {
    if (end > at && (best === undefined || end - at > best.right - best.left)) best = { left: at, right: end };
  };
  for (const segment of row.segments) {
    if (segment.right <= left) continue;
    if (segment.left >= right) break;
    offer(segment.left);
    at = Math.max(at, segment.right);
  }
  offer(right);
  return best;
}

/** 0 when it is no gutter between columns of text. */
function scoreBand(rows: readonly Row[], band: Band): number {
  const x = (band.left + band.right) / 2;
  const lefts: Side[] = [];
  const rights: Side[] = [];
  let both = 0;
  for (let index = band.from; index < band.to; index += 1) {
    const row = rows[index];
    if (row === undefined) continue;
    const left = sideOf(row.segments.filter((segment) => segment.right <= x));
    const right = sideOf(row.segments.filter((segment) => segment.right > x));
    if (left !== undefined) lefts.push(left);
    if (right !== undefined) rights.push(right);
    if (left !== undefined && right !== undefined) both += 1;
  }
  if (lefts.length < SIDE_ROWS_MIN || rights.length < SIDE_ROWS_MIN || lefts.length + rights.length - both < BAND_ROWS_MIN) return 0;
  const [l, r] = [prose(lefts), prose(rights)];
  const smaller = Math.min(lefts.length, rights.length);
  // Two columns of prose; or one beside notes whose lines do not go with its lines, as a table's cells would.
  // A narrow gutter is believed when more rows keep to it: spaces of justified lines may meet by chance.
  const size = rows[band.from]?.size ?? 10;
  if (band.right - band.left < 1.1 * size && smaller < NARROW_ROWS_MIN) return 0;
  const columns = l && r;
  const sidebar = (l || r) && both < 0.5 * smaller;
  return columns || sidebar ? smaller : 0;
}

interface Side {
  readonly left: number;
  readonly right: number;
  readonly chars: number;
  /** Cut by a gap that is wider than between words. */
  readonly isCut: boolean;
}

function sideOf(segments: readonly Segment[]): Side | undefined {
  const [first, last] = [segments[0], segments.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  let chars = 0;
  let isCut = false;
  let before: Word | undefined;
  const usual = usualGap(segments.flatMap((segment) => segment.words));
  for (const segment of segments) {
    for (const word of segment.words) {
      chars += word.text.length + 1;
      if (before !== undefined && isWideGap(before, word, word.left - before.right, usual)) isCut = true;
      before = word;
    }
  }
  return { left: first.left, right: last.right, chars, isCut };
}

/** Prose fills its column: most lines reach far to the right, hold several words and are not cut into cells. */
function prose(sides: readonly Side[]): boolean {
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const side of sides) [left, right] = [Math.min(left, side.left), Math.max(right, side.right)];
  let [full, long, cut] = [0, 0, 0];
  for (const side of sides) {
    if (side.right - side.left > 0.6 * (right - left)) full += 1;
    if (side.chars >= 22) long += 1;
    if (side.isCut) cut += 1;
  }
  return full >= 0.55 * sides.length && long >= 0.6 * sides.length && cut < 0.3 * sides.length;
}
