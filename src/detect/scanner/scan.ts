/**
 * One pass over the folded text: every run of letters and digits that holds a digit, and the anchors of what has none.
 * Character-class loop, no regular expression, no allocation per run: linear on anything. Spec/detection.md 3.
 */
import { isDigitCode, isWordCode } from '../fold.ts';

const IGNORED_CODE = 0x200b;

export interface Scan {
  /** Number of runs. */
  readonly count: number;
  /** Half-open spans of runs of [a-z0-9…] with at least one digit, in text order. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Digits in the run; equal to its letters and digits together when it is all digits. */
  readonly digits: Int32Array;
  /** Letters in the run. 0: all digits. */
  readonly letters: Int32Array;
  /** Offsets of `@`, of `://`, of a `*` that opens a row of them, of `-----BEGIN `. */
  readonly ats: readonly number[];
  readonly schemes: readonly number[];
  readonly stars: readonly number[];
}

export function scanText(folded: string): Scan {
  let start = new Int32Array(1024);
  let end = new Int32Array(1024);
  let digits = new Int32Array(1024);
  let letters = new Int32Array(1024);
  let count = 0;
  const ats: number[] = [];
  const schemes: number[] = [];
  const stars: number[] = [];
  const length = folded.length;
  let at = 0;
  while (at < length) {
    const code = folded.charCodeAt(at);
    if (!isWordCode(code)) {
      if (code === 0x40) ats.push(at);
      else if (code === 0x3a && folded.charCodeAt(at + 1) === 0x2f && folded.charCodeAt(at + 2) === 0x2f) schemes.push(at);
      else if (code === 0x2a && folded.charCodeAt(at - 1) !== 0x2a) stars.push(at);
      at += 1;
      continue;
    }
    const from = at;
    let last = at;
    let digitCount = 0;
    let letterCount = 0;
    while (at < length) {
      const inner = folded.charCodeAt(at);
      if (isDigitCode(inner)) digitCount += 1;
      else if (isWordCode(inner)) letterCount += 1;
      else if (inner !== IGNORED_CODE) break;
      if (inner !== IGNORED_CODE) last = at;
      at += 1;
    }
    if (digitCount === 0) continue;
    if (count === start.length) {
      start = grown(start);
      end = grown(end);
      digits = grown(digits);
      letters = grown(letters);
    }
    start[count] = from;
    end[count] = last + 1;
    digits[count] = digitCount;
    letters[count] = letterCount;
    count += 1;
  }
  return { count, start, end, digits, letters, ats, schemes, stars };
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(array.length * 2);
  next.set(array);
  return next;
}

/** Index of the first run that starts at or after `offset`. */
export function firstRunFrom(scan: Scan, offset: number): number {
  let low = 0;
  let high = scan.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((scan.start[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
