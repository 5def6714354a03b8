/**
 * Civil dates and the counting of days, on `Temporal.PlainDate`: never `Date`. Day 0 is the event; nothing rolls forward over a
 * weekend. spec/law.md 3.2.
 */
import { Temporal } from 'temporal-polyfill';

export type IsoDate = string;

export const plain = (iso: IsoDate): Temporal.PlainDate => Temporal.PlainDate.from(iso);

export function addDays(iso: IsoDate, days: number): IsoDate {
  return plain(iso).add({ days }).toString();
}

export function daysBetween(from: IsoDate, to: IsoDate): number {
  return plain(from).until(plain(to), { largestUnit: 'days' }).days;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export function weekday(iso: IsoDate): string {
  return WEEKDAYS[plain(iso).dayOfWeek - 1] ?? '';
}

/** US federal holidays as observed: [5 USC] 6103. Juneteenth since 2021. A Saturday holiday is observed on the Friday before. */
export function isFederalHoliday(iso: IsoDate): boolean {
  const date = plain(iso);
  return [date.year, date.year + 1].some((year) => holidays(year).includes(iso));
}

function holidays(year: number): IsoDate[] {
  const fixed: [month: number, day: number][] = [
    [1, 1],
    [7, 4],
    [11, 11],
    [12, 25],
    ...(year >= 2021 ? ([[6, 19]] as [number, number][]) : []),
  ];
  return [
    ...fixed.map(([month, day]) => observed(Temporal.PlainDate.from({ year, month, day }))),
    nthMonday(year, 1, 3), // Martin Luther King Jr.
    nthMonday(year, 2, 3), // Washington's birthday
    lastMonday(year, 5), // Memorial Day
    nthMonday(year, 9, 1), // Labor Day
    nthMonday(year, 10, 2), // Columbus Day
    nthWeekday(year, 11, 4, 4), // Thanksgiving: fourth Thursday
  ];
}

function observed(date: Temporal.PlainDate): IsoDate {
  if (date.dayOfWeek === 6) return date.subtract({ days: 1 }).toString();
  if (date.dayOfWeek === 7) return date.add({ days: 1 }).toString();
  return date.toString();
}

function nthWeekday(year: number, month: number, dayOfWeek: number, nth: number): IsoDate {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  return first.add({ days: ((dayOfWeek - first.dayOfWeek + 7) % 7) + (nth - 1) * 7 }).toString();
}

const nthMonday = (year: number, month: number, nth: number): IsoDate => nthWeekday(year, month, 1, nth);

function lastMonday(year: number, month: number): IsoDate {
  const last = Temporal.PlainDate.from({ year, month, day: 1 }).add({ months: 1 }).subtract({ days: 1 });
  return last.subtract({ days: (last.dayOfWeek + 6) % 7 }).toString();
}

export function isBusinessDay(iso: IsoDate): boolean {
  return plain(iso).dayOfWeek <= 5 && !isFederalHoliday(iso);
}

export function addBusinessDays(iso: IsoDate, days: number): IsoDate {
  let at = iso;
  for (let left = days; left > 0;) {
    at = addDays(at, 1);
    if (isBusinessDay(at)) left -= 1;
  }
  return at;
}

/** The day itself if it is a business day, else the last one before it: a target never moves forward. */
export function previousBusinessDay(iso: IsoDate): IsoDate {
  let at = iso;
  while (!isBusinessDay(at)) at = addDays(at, -1);
  return at;
}

/** Planned days before the legal date; two when it is less than 15 days off. spec/law.md 3.2. */
const MARGIN_DAYS = 10;
const MARGIN_DAYS_SHORT = 2;
const SHORT_DAYS = 15;

export function targetDate(due: IsoDate, from: IsoDate): IsoDate {
  const margin = daysBetween(from, due) < SHORT_DAYS ? MARGIN_DAYS_SHORT : MARGIN_DAYS;
  return previousBusinessDay(addDays(due, -margin));
}
