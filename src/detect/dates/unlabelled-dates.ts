/** Dates that no label named: by the word before them, else by a prior; kept with what else they may be. */
import type { ElementId } from '../../model/index.ts';

import { lineAt } from '../view.ts';
import { add, isFree, isTechnical, type Work } from '../work.ts';
import { dayNumber } from './calendar.ts';
import { datePrior, roleBefore, type DatePrior } from './date-roles.ts';
import type { DateHit } from './find-dates.ts';
import { resolveDate, toAlternatives } from './resolve-date.ts';

/** Fractions and ranges that look like a month and a day. T041 */
const NOT_PARTIAL =
  /^ ?(?:tab|tablet|cup|tsp|tbsp|teaspoon|pill|dose|strength|normal|of|way|inch|in\b|mile|hour|day|time|price|off|lb|mg|ml|%|")/;

export function assignDates(work: Work): void {
  const measuredLines = new Set<number>();
  for (const found of work.out)
    if (found.element === 'lab.result' || found.element === 'vital') measuredLines.add(lineAt(work.view, found.start));
  for (let i = 0; i < work.dates.length; i += 1) {
    const hit = work.dates[i];
    if (hit === undefined || work.dated[i] === 1 || !isFree(work, hit.start, hit.end) || hit.form === 'compact') continue;
    const lineStart = work.view.lines[lineAt(work.view, hit.start)]?.start ?? 0;
    const role = roleBefore(work.folded, hit.start, lineStart);
    const isWeak = hit.form === 'partial' || hit.form === 'month';
    const isDrawn =
      hit.form === 'partial' &&
      role === undefined &&
      !NOT_PARTIAL.test(work.folded.slice(hit.end, hit.end + 10)) &&
      measuredLines.has(lineAt(work.view, hit.start));
    if (isDrawn) {
      // `HbA1c 7.2 04/05`: the day of the figure beside it.
      addDate(work, hit, 'date.service', 0.5, [], 'date.beside-result');
      continue;
    }
    if (isWeak && (role === undefined || role.distance > 16) && isNamed(work, hit)) {
      if (role === undefined) addDate(work, hit, 'date.unknown', 0.4, [{ element: 'date.service', p: 0.3 }], 'date.weak');
      else addDate(work, hit, role.element, role.p * 0.6, [], 'date.weak');
      continue;
    }
    if (isWeak && (role === undefined || role.distance > 16 || NOT_PARTIAL.test(work.folded.slice(hit.end, hit.end + 10)))) continue;
    if (role !== undefined) addDate(work, hit, role.element, role.p * (isWeak ? 0.85 : 1), [], 'date.word');
    else addByPrior(work, hit);
  }
}

/** A month written out with a capital, or figures behind a preposition of time: still a date of somebody, without a role. */
function isNamed(work: Work, hit: DateHit): boolean {
  if (hit.separator === 'words')
    return (
      /^(?:\d{1,2}[a-z]{0,2} (?:of |de )?)?[A-ZÁÉÍÓÚ]/u.test(work.view.text.slice(hit.start, hit.start + 10)) ||
      (work.view.lang === 'es' && hit.form === 'month')
    );
  return (
    /(?:^|[^a-z])(?:on|since|dated|el|desde|until|hasta) $/.test(work.folded.slice(Math.max(0, hit.start - 8), hit.start)) &&
    !NOT_PARTIAL.test(work.folded.slice(hit.end, hit.end + 10))
  );
}

function addByPrior(work: Work, hit: DateHit): void {
  const near = work.nearAt(hit.start);
  const plain = resolveDate(hit, work.order, 'date.unknown', near);
  if (plain === undefined) return;
  const prior = isPastCentury(hit, plain.norm, near) ? PAST_CENTURY : datePrior(plain.norm, hit.form, hit.hasTime, near);
  addDate(work, hit, prior.element, prior.p, prior.alternatives, 'date.prior');
}

function addDate(
  work: Work,
  hit: DateHit,
  element: ElementId,
  p: number,
  others: readonly { readonly element: ElementId; readonly p: number }[],
  rule: string,
): void {
  const near = work.nearAt(hit.start);
  const resolved = resolveDate(hit, work.order, element, near);
  if (resolved === undefined) return;
  const alternatives = toAlternatives(resolved, element);
  for (const other of others) {
    // A birth date chooses its century by age.
    const norm = resolveDate(hit, work.order, other.element, near)?.norm;
    alternatives.push({ element: other.element, p: other.p, ...(norm === undefined || norm === '' ? {} : { norm }) });
  }
  const dismissedBy = isTechnical(work, hit.start) ? 'mail-header' : resolved.impossible ? 'placeholder' : undefined;
  add(work, {
    start: hit.start,
    end: hit.end,
    element,
    ...(resolved.norm === '' ? {} : { norm: resolved.norm }),
    rule,
    p: Math.round(p * 1000) / 1000,
    valid: resolved.impossible ? 'fail' : hit.form === 'partial' ? 'n/a' : 'pass',
    tags: resolved.tags,
    alternatives,
    ...(dismissedBy === undefined ? {} : { dismissedBy }),
  });
}

/** `06/22/34` in a mail of 2025: nobody is booked nine years ahead, so the two digits speak of the century before. */
function isPastCentury(hit: DateHit, norm: string, near: number | undefined): boolean {
  return hit.yearDigits === 2 && near !== undefined && norm.length >= 10 && dayNumber(norm) - near / DAY_MS > BOOKED_DAYS_MAX;
}

const DAY_MS = 86_400_000;
const BOOKED_DAYS_MAX = 400;
const PAST_CENTURY: DatePrior = { element: 'date.unknown', p: 0.5, alternatives: [{ element: 'dob', p: 0.45 }] };
