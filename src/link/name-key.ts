/** Comparing names by their folded words. Only for grouping and for asking the roster: identity is decided by `resolve`. */
import { byText } from '../kernel/index.ts';

const MARKS = /\p{M}/gu;
const APOSTROPHES = /['’‘`´]/g;
const NOT_LETTERS = /[^\p{L}]+/gu;

/** Folded words of a name: `O’Neil-Pérez` → `oneil`, `perez`. At most 12. */
export function nameWords(text: string): readonly string[] {
  const folded = text.slice(0, 200).normalize('NFD').replace(MARKS, '').replace(APOSTROPHES, '').toLowerCase();
  return folded
    .replace(NOT_LETTERS, ' ')
    .trim()
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, 12);
}

/** One key for the same words in any order, so that `Smith, John` is `John Smith`. Empty if there is only one word. */
export function orderlessKey(words: readonly string[]): string {
  const full = words.filter((word) => word.length > 1);
  return full.length < 2 ? '' : [...full].sort(byText).join(' ');
}

export type Agreement = 'agrees' | 'weak' | 'unknown' | 'differs';

/**
 * How two names fit. `agrees`: two words in common, or one and the other an initial or within one typing fault.
 * `weak`: one word in common. `differs`: none, although both are full names. `unknown`: too little to say.
 */
export function agreement(a: readonly string[], b: readonly string[]): Agreement {
  if (a.length === 0 || b.length === 0) return 'unknown';
  const rest = [...b];
  let same = 0;
  const open: string[] = [];
  for (const word of a) {
    const at = rest.indexOf(word);
    if (at >= 0) {
      rest.splice(at, 1);
      if (word.length > 1) same += 1;
    } else open.push(word);
  }
  let close = 0;
  for (const word of open) {
    const at = rest.findIndex((other) => isClose(word, other));
    if (at < 0) continue;
    rest.splice(at, 1);
    close += 1;
  }
  if (same + close >= 2) return 'agrees';
  if (a.length === 1 || b.length === 1)
    return same + close === 1 ? 'weak' : a.length === 1 && (a[0]?.length ?? 0) < 3 ? 'unknown' : 'differs';
  return same === 1 ? 'weak' : close === 1 ? 'unknown' : 'differs';
}

/** An initial of the other, its beginning of three letters or more, or one typing fault apart. */
function isClose(a: string, b: string): boolean {
  if (a.length === 1 || b.length === 1) return a[0] === b[0];
  if (a.length >= 3 && b.length >= 3 && (a.startsWith(b) || b.startsWith(a))) return true;
  return Math.min(a.length, b.length) >= 4 && withinOneFault(a, b);
}

/** One letter changed, added, left out, or two neighbours swapped. */
export function withinOneFault(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i += 1;
  if (i === a.length && i === b.length) return true;
  const tails = (x: number, y: number): boolean => a.slice(x) === b.slice(y);
  return tails(i + 1, i + 1) || tails(i + 1, i) || tails(i, i + 1) || (a[i] === b[i + 1] && a[i + 1] === b[i] && tails(i + 2, i + 2));
}
