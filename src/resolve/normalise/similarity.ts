/** How alike two folded words are. Bounded: words are at most 40 characters here. */
const CHARS_MAX = 40;

/** Damerau-Levenshtein distance (neighbours swapped count one), or 3 for anything above 2. */
export function editDistance(a: string, b: string): number {
  if (a === b) return 0;
  const left = a.slice(0, CHARS_MAX);
  const right = b.slice(0, CHARS_MAX);
  if (Math.abs(left.length - right.length) > 2) return 3;
  let before: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, j) => j);
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
      best = Math.min(best, cost);
    }
    if (best > 2) return 3;
    before = last;
    last = row;
  }
  return Math.min(3, last[right.length] ?? 3);
}

/** Jaro-Winkler similarity, 0 to 1, prefix scale 0.1 over 4 letters. */
export function jaroWinkler(a: string, b: string): number {
  const left = a.slice(0, CHARS_MAX);
  const right = b.slice(0, CHARS_MAX);
  if (left === right) return 1;
  if (left === '' || right === '') return 0;
  const reach = Math.max(0, Math.floor(Math.max(left.length, right.length) / 2) - 1);
  const taken = Array.from({ length: right.length }, () => false);
  const matched: string[] = [];
  for (let i = 0; i < left.length; i += 1) {
    const end = Math.min(right.length, i + reach + 1);
    for (let j = Math.max(0, i - reach); j < end; j += 1) {
      if (taken[j] === true || left[i] !== right[j]) continue;
      taken[j] = true;
      matched.push(left[i] ?? '');
      break;
    }
  }
  if (matched.length === 0) return 0;
  let turned = 0;
  let k = 0;
  for (let j = 0; j < right.length; j += 1) {
    if (taken[j] !== true) continue;
    if (matched[k] !== right[j]) turned += 1;
    k += 1;
  }
  const share = matched.length;
  const jaro = (share / left.length + share / right.length + (share - turned / 2) / share) / 3;
  let prefix = 0;
  while (prefix < 4 && left[prefix] !== undefined && left[prefix] === right[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/** Digits (or letters) of equal length that differ in one place or in two neighbours swapped. */
export function isOneSlip(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false;
  let first = 0;
  while (a[first] === b[first]) first += 1;
  let end = a.length;
  while (a[end - 1] === b[end - 1]) end -= 1;
  if (end - first === 1) return true;
  return end - first === 2 && a[first] === b[first + 1] && a[first + 1] === b[first];
}
