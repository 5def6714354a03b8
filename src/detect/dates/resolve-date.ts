/**
 * What a date shape means: the order of day and month, the century of two digits, the year that is missing.
 * Order is decided per column, else per document, from its own unambiguous members; then by language. Undecided, both
 * readings stay. Spec/detection.md 2.7.
 */
import type { ElementId } from '../../model/index.ts';

import type { Alternative } from '../draft.ts';
import { dayNumber, iso, isDate } from './calendar.ts';
import type { DateHit } from './find-dates.ts';

/** Probability that a numeric date is written month first. */
export interface DateOrder {
  monthFirst(hit: DateHit): number;
}

const PRIOR_EN = 0.93;
const PRIOR_ES = 0.04;
const PRIOR_UNKNOWN = 0.8;
/** Dots are the European habit. */
const PRIOR_DOTS = 0.25;

/** `unitOf` names the source unit of a hit: its table column, or the document. */
export function dateOrder(hits: readonly DateHit[], lang: string, unitOf: (hit: DateHit) => string): DateOrder {
  const votes = new Map<string, { month: number; day: number }>();
  for (const hit of hits) {
    if (hit.form !== 'numeric' || hit.impossible) continue;
    const unit = unitOf(hit);
    const vote = votes.get(unit) ?? { month: 0, day: 0 };
    if (hit.second > 12) vote.month += 1;
    else if (hit.first > 12) vote.day += 1;
    votes.set(unit, vote);
  }
  return {
    monthFirst(hit) {
      const vote = votes.get(unitOf(hit)) ?? { month: 0, day: 0 };
      const prior = hit.separator === '.' ? PRIOR_DOTS : lang === 'es' ? PRIOR_ES : lang === 'en' ? PRIOR_EN : PRIOR_UNKNOWN;
      // Each unambiguous member of the same unit weighs like a habit: 6 to 1, at most three of a side are counted.
      const odds = (prior / (1 - prior)) * 6 ** (Math.min(vote.month, 3) - Math.min(vote.day, 3));
      return odds / (1 + odds);
    },
  };
}

export interface ResolvedDate {
  readonly norm: string;
  readonly alternatives: readonly { readonly norm: string; readonly p: number }[];
  readonly tags: string[];
  /** A date that no calendar holds. */
  readonly impossible: boolean;
}

const AGE_MAX = 105;

/** `near` is the day of the document, in ms UTC; for `dob` the century is chosen by age, else by nearness to it. */
export function resolveDate(hit: DateHit, order: DateOrder, element: ElementId, near: number | undefined): ResolvedDate | undefined {
  const tags: string[] = [];
  if (hit.impossible || hit.year === 9999) return { norm: '', alternatives: [], tags: ['invalid'], impossible: true };
  if (hit.form === 'month')
    return { norm: `${hit.year}-${String(hit.first).padStart(2, '0')}`, alternatives: [], tags: ['month-only'], impossible: false };
  const readings: { norm: string; p: number }[] = [];
  const monthFirst = hit.form === 'numeric' || (hit.form === 'partial' && hit.separator === '/') ? order.monthFirst(hit) : 1;
  for (const { year, p } of yearsOf(hit, element, near)) {
    const asMonthFirst = isDate(year, hit.first, hit.second) ? iso(year, hit.first, hit.second) : undefined;
    const asDayFirst = monthFirst < 1 && isDate(year, hit.second, hit.first) ? iso(year, hit.second, hit.first) : undefined;
    const both = asMonthFirst !== undefined && asDayFirst !== undefined && asMonthFirst !== asDayFirst;
    if (asMonthFirst !== undefined) readings.push({ norm: asMonthFirst, p: p * (both ? monthFirst : 1) });
    if (asDayFirst !== undefined && asDayFirst !== asMonthFirst) readings.push({ norm: asDayFirst, p: p * (both ? 1 - monthFirst : 1) });
    if (both && monthFirst > 0.1 && monthFirst < 0.9) tags.push('ambiguous_order');
  }
  readings.sort((a, b) => b.p - a.p || (a.norm < b.norm ? -1 : 1));
  const best = readings[0];
  if (best === undefined) return undefined;
  if (hit.yearDigits === 0) tags.push('year_from_context');
  return { norm: best.norm, alternatives: readings.slice(1).filter((r) => r.p >= 0.02), tags: [...new Set(tags)], impossible: false };
}

export const toAlternatives = (resolved: ResolvedDate, element: ElementId): Alternative[] =>
  resolved.alternatives.map((reading) => ({ element, norm: reading.norm, p: Math.round(reading.p * 100) / 100 }));

function yearsOf(hit: DateHit, element: ElementId, near: number | undefined): readonly { readonly year: number; readonly p: number }[] {
  if (hit.yearDigits === 4) return [{ year: hit.year, p: 1 }];
  const nearYear = near === undefined ? undefined : new Date(near).getUTCFullYear();
  if (hit.yearDigits === 0) {
    if (nearYear === undefined) return [];
    // The nearest past occurrence: `seen 12/30` in a mail of January is last year's.
    const asWritten = isDate(nearYear, hit.first, hit.second) ? iso(nearYear, hit.first, hit.second) : undefined;
    const isFuture = asWritten !== undefined && near !== undefined && dayNumber(asWritten) > near / 86_400_000 + 45;
    const wanted = element === 'date.appointment' || !isFuture ? nearYear : nearYear - 1;
    return [{ year: wanted, p: 1 }];
  }
  const low = 1900 + hit.year;
  const high = 2000 + hit.year;
  if (element === 'dob') {
    const top = nearYear ?? 2030;
    if (high > top) return [{ year: low, p: 1 }];
    if (top - low > AGE_MAX) return [{ year: high, p: 1 }];
    // Both centuries are possible ages: the very old are rarer than children.
    return [
      { year: high, p: 0.8 },
      { year: low, p: 0.2 },
    ];
  }
  if (nearYear !== undefined) return [{ year: Math.abs(high - nearYear) <= Math.abs(low - nearYear) ? high : low, p: 1 }];
  return [{ year: hit.year <= 40 ? high : low, p: 1 }];
}

/** Age in whole years at `near`; undefined without a day to compare with. */
export function ageAt(norm: string, near: number | undefined): number | undefined {
  if (near === undefined || norm.length < 10) return undefined;
  return Math.floor((near / 86_400_000 - dayNumber(norm)) / 365.25);
}
