/**
 * Numbers that nothing names. They are kept at a low probability, because a roster may know them; a number alone is never an
 * element. Spec/detection.md D4, D7.
 */
import { isWordCode } from '../fold.ts';
import { cleanRun } from '../scanner/windows.ts';
import { nanpRule } from '../validators/index.ts';
import { add, isFree, isTechnical, type Work } from '../work.ts';

const BARE_P = 0.05;
const DIGITS_MIN = 6;
const DIGITS_MAX = 15;

export function findBareIds(work: Work): void {
  const { folded, scan } = work;
  for (let i = 0; i < scan.count; i += 1) {
    const start = scan.start[i] ?? 0;
    const end = scan.end[i] ?? 0;
    const digits = scan.digits[i] ?? 0;
    const letters = scan.letters[i] ?? 0;
    if (digits < DIGITS_MIN - (letters > 0 ? 1 : 0) || digits > DIGITS_MAX || letters > 3 || !isFree(work, start, end)) continue;
    if (letters > 0 && !/^[a-z]{1,3}\d+[a-z]?$/.test(cleanRun(folded, start, end))) continue;
    const before = folded[start - 1] ?? ' ';
    const after = folded[end] ?? ' ';
    // Money, decimals, pieces of GUIDs, versions and paths.
    if ('$€£.,/\\_=-+@%&'.includes(before) && before !== ' ' && (isWordCode(folded.charCodeAt(start - 2)) || '$€£@'.includes(before)))
      continue;
    if ('-./\\_=@%'.includes(after) && isWordCode(folded.charCodeAt(end + 1))) continue;
    const norm = cleanRun(folded, start, end).toUpperCase();
    const isPhoneLike = letters === 0 && digits === 10 && nanpRule(norm);
    add(work, {
      start,
      end,
      element: 'id.unknown',
      norm,
      rule: 'id.bare',
      p: BARE_P,
      alternatives: isPhoneLike ? [{ element: 'phone', norm: `+1${norm}`, p: 0.2 }] : [],
      ...(isTechnical(work, start) ? { dismissedBy: 'mail-header' } : {}),
    });
  }
}
