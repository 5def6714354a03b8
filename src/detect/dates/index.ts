import type { DateHit } from './find-dates.ts';

export { findDates, type DateHit } from './find-dates.ts';
export { dateOrder, type DateOrder } from './resolve-date.ts';

/** Index of the first date that starts at or after `offset`. */
export function datesFrom(dates: readonly DateHit[], offset: number): number {
  let low = 0;
  let high = dates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((dates[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
