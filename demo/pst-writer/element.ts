/** An element that is there by construction: the maker's own bounds say so. */
export function element<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index];
  if (value === undefined) throw new Error('the maker of the PST reached beyond its own list');
  return value;
}
