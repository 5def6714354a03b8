/** Dates of birth: days since 1970-01-01 UTC, with the other order of day and month where both are possible. spec/resolve.md 3.2 */
export type DateOrder = 'mdy' | 'dmy';

export interface DateReading {
  readonly days: number;
  /** The other order of day and month, or the other century. */
  readonly other?: number;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC', 'ENE', 'ABR', 'AGO', 'DIC'];
const MONTH_OF = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 4, 8, 12];

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Days of a calendar date, undefined if there is no such day. Years from March on, so that the leap day comes last. [Hinnant, chrono] days_from_civil */
export function daysOf(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || year < 1 || year > 9999 || !Number.isInteger(year + month + day)) return undefined;
  if (day > (MONTH_DAYS[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0)) return undefined;
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - EPOCH_DAYS;
}
/** 1970-01-01 counted from 0000-03-01. */
const EPOCH_DAYS = 719_468;

export function isoOfDays(days: number): string {
  const { year, month, day } = calendarOf(days);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export function daysOfIso(iso: string): number | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso);
  return parts === null ? undefined : daysOf(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** [Hinnant, chrono] civil_from_days */
export function calendarOf(days: number): CalendarDate {
  const shifted = days + EPOCH_DAYS;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1 };
}

/** Reads a date as people write it. `latest` (days) bounds two-digit years: a birth is not in the future and at most 110 years back. */
export function readDate(text: string, order: DateOrder, latest: number): DateReading | undefined {
  const plain = text.trim().toUpperCase().slice(0, 40);
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(plain);
  if (iso !== null) return one(daysOf(Number(iso[1]), Number(iso[2]), Number(iso[3])));
  const compact = /^(\d{4})(\d\d)(\d\d)$/.exec(plain);
  if (compact !== null) return one(daysOf(Number(compact[1]), Number(compact[2]), Number(compact[3])));
  const slashed = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d\d)(?:[T ,].*)?$/.exec(plain);
  if (slashed !== null) return numeric(Number(slashed[1]), Number(slashed[2]), slashed[3] ?? '', order, latest);
  const word = /^(\d{1,2})?[-., ]*([A-Z]{3})[A-Z]*[-., ]*(?:(\d{1,2})(?:ST|ND|RD|TH)?[-., ]+)?(\d{4}|\d\d)$/.exec(
    plain.replace(/ DE /g, ' '),
  );
  if (word === null) return undefined;
  const month = MONTH_OF[MONTHS.indexOf(word[2] ?? '')];
  const day = Number(word[1] ?? word[3]);
  return month === undefined ? undefined : withYear(word[4] ?? '', month, day, latest);
}

function numeric(a: number, b: number, year: string, order: DateOrder, latest: number): DateReading | undefined {
  const [month, day] = order === 'mdy' ? [a, b] : [b, a];
  const usual = withYear(year, month, day, latest);
  const turned = a === b ? undefined : withYear(year, day, month, latest);
  if (usual === undefined) return turned === undefined ? undefined : { days: turned.days };
  const other = turned?.days ?? usual.other;
  return other === undefined ? { days: usual.days } : { days: usual.days, other };
}

function withYear(year: string, month: number, day: number, latest: number): DateReading | undefined {
  if (year.length === 4) return one(daysOf(Number(year), month, day));
  const near = daysOf(2000 + Number(year), month, day);
  const far = daysOf(1900 + Number(year), month, day);
  if (near === undefined || near > latest) return one(far);
  return far === undefined || latest - far > YEARS_MAX * 365.25 ? { days: near } : { days: near, other: far };
}
const YEARS_MAX = 110;

const one = (days: number | undefined): DateReading | undefined => (days === undefined ? undefined : { days });

/** Whole years from `birth` to `at`, both in days. */
export function ageAt(birth: number, at: number): number {
  const a = calendarOf(birth);
  const b = calendarOf(at);
  return b.year - a.year - (b.month < a.month || (b.month === a.month && b.day < a.day) ? 1 : 0);
}

/** Dates one slip away from this one: day and month swapped, one digit wrong, two neighbours swapped. Valid dates only, sorted. */
export function slipsOf(days: number): readonly number[] {
  const iso = isoOfDays(days);
  const digits = `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 10)}`;
  const found = new Set<number>();
  const push = (text: string): void => {
    const slip = daysOf(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8)));
    if (slip !== undefined && slip !== days) found.add(slip);
  };
  push(`${digits.slice(0, 4)}${digits.slice(6, 8)}${digits.slice(4, 6)}`);
  for (let at = 1; at < 8; at += 1) {
    for (let digit = 0; digit <= 9; digit += 1) push(`${digits.slice(0, at)}${digit}${digits.slice(at + 1)}`);
    push(`${digits.slice(0, at - 1)}${digits[at]}${digits[at - 1]}${digits.slice(at + 1)}`);
  }
  return [...found].sort((a, b) => a - b);
}
