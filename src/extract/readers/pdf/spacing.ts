/** What stands together on a line and what is apart: by blanks that were written and by jumps of the pen. */
import type { Word } from './words.ts';

/** Words that stand together: a cell, or a whole line of prose. */
export interface Segment {
  readonly words: readonly Word[];
  readonly left: number;
  readonly right: number;
}

export interface Row {
  readonly segments: readonly Segment[];
  readonly base: number;
  readonly size: number;
}

/** `gap` is what is white between the two words, `usual` the line's smallest gap that has a blank in it. */
export type GapTest = (last: Word, next: Word, gap: number, usual: number) => boolean;

/** The smallest gap of a line that has a blank in it: what a blank is wide there, stretched or not. Few gaps prove no stretching. */
export function usualGap(inLine: readonly Word[]): number {
  if (inLine.length < 4) return Math.min(...inLine.map((word) => (word.blankWidth > 0 ? word.blankWidth : Number.POSITIVE_INFINITY)));
  let least = Number.POSITIVE_INFINITY;
  for (let index = 1; index < inLine.length; index += 1) {
    const [last, next] = [inLine[index - 1], inLine[index]];
    if (last !== undefined && next !== undefined && last.isSpaced) least = Math.min(least, Math.max(next.left - last.right, 0));
  }
  return least;
}

/** Columns of print stand less than a letter's height apart; that many rows leave the gap white makes it one. */
export function isColumnGap(last: Word, next: Word, gap: number, usual: number): boolean {
  return gap > 0.6 * Math.max(last.size, next.size) || isPadded(last, gap, usual);
}

/** The end of a cell: a wide jump, or blanks written to fill a place. Justified prose stretches all blanks of a line alike. */
export function isWideGap(last: Word, next: Word, gap: number, usual: number): boolean {
  const size = Math.max(last.size, next.size);
  if (last.field !== undefined || next.field !== undefined) return gap > 0.8 * size;
  const isStretched = last.blankWidth > 0 && gap < 1.4 * usual && gap < 2.5 * size;
  // Dots that lead to a number tie it to its line.
  if (isStretched || last.text.endsWith('...') || next.text.startsWith('...')) return false;
  return gap > (last.isSpaced ? 1.5 : 1.1) * size || isPadded(last, gap, usual);
}

/** Two blanks or more, where others of the line are one. Two behind the end of a sentence are a habit of typing. */
function isPadded(last: Word, gap: number, usual: number): boolean {
  if (last.text.endsWith('...') || last.blankWidth === 0 || gap < 1.7 * usual) return false;
  const blanks = gap / last.blankWidth;
  return blanks > (/[.:?!]$/.test(last.text) ? 2.5 : 1.7);
}
