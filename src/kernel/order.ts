/** Comparers for sorts whose order reaches the answer: by code unit, never by locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function byNumber(a: number, b: number): number {
  return a - b;
}

/** Sorts a copy by a text key. */
export function sortedBy<T>(values: Iterable<T>, key: (value: T) => string): T[] {
  return [...values].sort((a, b) => byText(key(a), key(b)));
}

/** Distinct strings in code unit order. */
export function distinct(values: Iterable<string>): string[] {
  return [...new Set(values)].sort(byText);
}
