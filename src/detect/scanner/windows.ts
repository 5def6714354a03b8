/**
 * Digit groups that stand together: `123-45-6789`, `(415) 555-0134`, `4539 1488 0343 6467`. The shape of a window, its group
 * lengths and separators, is the key of the shape table, so a new type is a table row. Spec/detection.md 3.2.
 */
import type { Scan } from './scan.ts';

export interface DigitWindow {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** Group lengths: `3-2-4`. */
  readonly shape: string;
  /** The one separator between all groups (`-`, ` `, `.`, `/`), `mixed`, or empty for one group. */
  readonly separator: string;
  readonly groups: number;
  /** Index of its first run and of the run behind it. */
  readonly firstRun: number;
  readonly nextRun: number;
}

const GROUPS_MAX = 6;
const DIGITS_MAX = 24;

/** Joined forms beginning at run `first`, longest first, down to the single group. Only runs of pure digits join. */
export function windowsAt(folded: string, scan: Scan, first: number): readonly DigitWindow[] {
  const windows: DigitWindow[] = [];
  const start = scan.start[first] ?? 0;
  let digits = '';
  let shape = '';
  let separator = '';
  for (let i = first; i < scan.count && i < first + GROUPS_MAX; i += 1) {
    if ((scan.letters[i] ?? 1) !== 0) break;
    const runStart = scan.start[i] ?? 0;
    const runEnd = scan.end[i] ?? 0;
    if (i > first) {
      const gap = separatorBetween(folded, scan.end[i - 1] ?? 0, runStart);
      if (gap === undefined) break;
      separator = i === first + 1 ? gap : separator === gap ? gap : 'mixed';
      shape += '-';
    }
    if (runEnd - runStart > 2 * DIGITS_MAX) break;
    const group = cleanRun(folded, runStart, runEnd);
    digits += group;
    if (digits.length > DIGITS_MAX) break;
    shape += String(group.length);
    windows.push({ start, end: runEnd, digits, shape, separator, groups: i - first + 1, firstRun: first, nextRun: i + 1 });
  }
  return windows.reverse();
}

/** Letters and digits of a run, without what vanishes inside it. */
export function cleanRun(folded: string, start: number, end: number): string {
  const raw = folded.slice(start, end);
  return raw.includes('\u200b') ? raw.replaceAll('\u200b', '') : raw;
}

/** What stands between two groups of one number, or undefined if they are two numbers. */
function separatorBetween(folded: string, from: number, to: number): string | undefined {
  const width = to - from;
  if (width < 1 || width > 3) return undefined;
  const gap = folded.slice(from, to);
  if (width === 1) return '-./ _'.includes(gap) ? gap : gap === ')' ? '-' : undefined;
  if (gap === ') ' || gap === ')-' || gap === ' (' || gap === '-(' || gap === ') -') return '-';
  return gap === ' - ' ? '-' : undefined;
}
