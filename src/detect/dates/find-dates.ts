/**
 * Date shapes of a text, without roles: where they stand and what they may mean. Anchored on digit runs, so the text is not
 * read again. Grammar: spec/detection.md 2.7, English and Spanish.
 */
import { isDigitCode, isLowerCode, isWordCode } from '../fold.ts';
import type { Scan } from '../scanner/scan.ts';
import { cleanRun } from '../scanner/windows.ts';
import { isDate, MONTHS } from './calendar.ts';

export interface DateHit {
  readonly start: number;
  readonly end: number;
  /** `compact` (20220405), `partial` (4/5) and `month` (April 2022) need a label, a column or a verb to count. */
  readonly form: 'numeric' | 'iso' | 'words' | 'compact' | 'partial' | 'month';
  /** Numeric forms: first and second number as written, `/`, `-` or `.` between. */
  readonly first: number;
  readonly second: number;
  readonly separator: string;
  /** As written; −1 without a year. Two digits stay two digits. */
  readonly year: number;
  readonly yearDigits: 0 | 2 | 4;
  readonly hasTime: boolean;
  /** A calendar does not hold it (`00/00/0000`, 31 April). */
  readonly impossible: boolean;
  readonly runs: number;
}

const YEAR_MIN = 1850;
const YEAR_MAX = 2100;

export function findDates(folded: string, scan: Scan): DateHit[] {
  const hits: DateHit[] = [];
  for (let i = 0; i < scan.count;) {
    const hit = dateAt(folded, scan, i);
    if (hit !== undefined) hits.push(hit);
    i += hit === undefined ? 1 : Math.max(1, hit.runs);
  }
  return hits;
}

function dateAt(folded: string, scan: Scan, i: number): DateHit | undefined {
  const start = scan.start[i] ?? 0;
  const before = folded[start - 1] ?? ' ';
  // Part of a longer number: `1.2.840`, `123-45-6789`.
  if (/[-./_]/.test(before) && isDigitCode(folded.charCodeAt(start - 2))) return undefined;
  const size = (scan.end[i] ?? 0) - start;
  if (size > 15) return undefined;
  return isoAt(folded, scan, i) ?? numericAt(folded, scan, i) ?? wordsAt(folded, scan, i) ?? compactAt(folded, scan, i);
}

const runText = (folded: string, scan: Scan, i: number): string =>
  i < scan.count && (scan.end[i] ?? 0) - (scan.start[i] ?? 0) <= 20 ? cleanRun(folded, scan.start[i] ?? 0, scan.end[i] ?? 0) : '';

/** The one separator between run i and run i + 1, or empty. */
function gapAfter(folded: string, scan: Scan, i: number): string {
  if (i + 1 >= scan.count) return '';
  const from = scan.end[i] ?? 0;
  const to = scan.start[i + 1] ?? 0;
  return to - from === 1 ? folded.slice(from, to) : '';
}

function isoAt(folded: string, scan: Scan, i: number): DateHit | undefined {
  const year = runText(folded, scan, i);
  if (!/^(?:1[89]|20|00|99)\d\d$/.test(year)) return undefined;
  const separator = gapAfter(folded, scan, i);
  if (!'-/.'.includes(separator) || separator === '' || gapAfter(folded, scan, i + 1) !== separator) return undefined;
  const month = runText(folded, scan, i + 1);
  const third = runText(folded, scan, i + 2);
  const day = /^(\d{1,2})(?:t\d\d)?$/.exec(third)?.[1];
  if (!/^\d{1,2}$/.test(month) || day === undefined || joinsMore(folded, scan.end[i + 2] ?? 0, separator)) return undefined;
  const start = scan.start[i] ?? 0;
  const end = (scan.start[i + 2] ?? 0) + day.length;
  const m = Number(month);
  const d = Number(day);
  const hasTime = third.includes('t') || timeFollows(folded, end);
  const impossible = !isDate(Number(year), m, d);
  if (impossible && !/^(?:0000|9999)$/.test(year) && (m > 12 || d > 31)) return undefined;
  return { start, end, form: 'iso', first: m, second: d, separator, year: Number(year), yearDigits: 4, hasTime, impossible, runs: 3 };
}

function numericAt(folded: string, scan: Scan, i: number): DateHit | undefined {
  const first = runText(folded, scan, i);
  const separator = gapAfter(folded, scan, i);
  if (!/^\d{1,2}$/.test(first) || separator === '' || !'-/.'.includes(separator)) return undefined;
  const second = runText(folded, scan, i + 1);
  if (separator !== '.' && /^(?:19|20)\d\d$/.test(second) && Number(first) >= 1 && Number(first) <= 12)
    return numericMonth(folded, scan, i, Number(first), Number(second));
  if (!/^\d{1,2}$/.test(second)) return undefined;
  const a = Number(first);
  const b = Number(second);
  const start = scan.start[i] ?? 0;
  const common = { start, first: a, second: b, separator };
  if (gapAfter(folded, scan, i + 1) === separator) {
    const third = runText(folded, scan, i + 2);
    const end = scan.end[i + 2] ?? 0;
    if (!/^(?:\d\d|\d{4})$/.test(third) || joinsMore(folded, end, separator)) return undefined;
    const year = Number(third);
    const yearDigits = third.length === 4 ? 4 : 2;
    if (yearDigits === 4 && (year < YEAR_MIN || year > YEAR_MAX) && year !== 0 && year !== 9999) return undefined;
    // A two-digit year behind dots is a version or a section more often than a date, but for Spanish use.
    const zero = a === 0 && b === 0;
    const calendarYear = yearDigits === 4 ? year : 2000 + year;
    const impossible = zero || !(isDate(calendarYear, a, b) || isDate(calendarYear, b, a));
    if (impossible && !zero && (a > 31 || b > 31 || (a > 12 && b > 12))) return undefined;
    return { ...common, end, form: 'numeric', year, yearDigits, hasTime: timeFollows(folded, end), impossible, runs: 3 };
  }
  if (separator !== '/' || a === 0 || b === 0 || (a > 12 && b > 12) || a > 31 || b > 31) return undefined;
  const end = scan.end[i + 1] ?? 0;
  if (isWordCode(folded.charCodeAt(start - 1)) || /[./%]/.test(folded[end] ?? '')) {
    // `4/5.` ends a sentence; `4/5.6` and `4/5/` do not.
    if (folded[end] !== '.' || isDigitCode(folded.charCodeAt(end + 1))) return undefined;
  }
  return { ...common, end, form: 'partial', year: -1, yearDigits: 0, hasTime: timeFollows(folded, end), impossible: false, runs: 2 };
}

/** `04/2019`. */
function numericMonth(folded: string, scan: Scan, i: number, month: number, year: number): DateHit | undefined {
  const end = scan.end[i + 1] ?? 0;
  if (joinsMore(folded, end, '/') || isWordCode(folded.charCodeAt((scan.start[i] ?? 0) - 1))) return undefined;
  return { ...monthYear({ start: scan.start[i] ?? 0, month }, end, year), runs: 2 };
}

/** `April 5, 2022`, `5 de abril de 2022`, `5-Apr-22`, `05APR2022`, `April 2022`. */
function wordsAt(folded: string, scan: Scan, i: number): DateHit | undefined {
  const text = runText(folded, scan, i);
  const start = scan.start[i] ?? 0;
  const end = scan.end[i] ?? 0;
  const glued = /^(\d{1,2})([a-z]{3,4})(\d{4}|\d\d)$/.exec(text);
  if (glued !== null) {
    const month = MONTHS.get(glued[2] ?? '');
    if (month === undefined) return undefined;
    return worded(folded, start, end, month, Number(glued[1]), glued[3] ?? '', 1);
  }
  const day = /^(\d{1,2})(?:st|nd|rd|th|o|a)?$/.exec(text)?.[1];
  const left = monthBefore(folded, start);
  if (left !== undefined) {
    if (/^(?:19|20)\d\d$/.test(text)) return monthYear(left, end, Number(text));
    if (day === undefined || Number(day) > 31) return undefined;
    const year = yearAfter(folded, scan, i, end);
    if (year !== undefined) return worded(folded, left.start, year.end, left.month, Number(day), year.text, 2);
    const apostrophe = /^,? ?'(\d\d)(?!\d)/.exec(folded.slice(end, end + 6));
    const short = apostrophe?.[1];
    if (short !== undefined) return worded(folded, left.start, end + (apostrophe?.[0].length ?? 0), left.month, Number(day), short, 2);
    // `may 5` and `march 5` in lower-case prose are verbs as often; links need at least a context, so it is partial.
    return {
      ...shapeOf(left.start, end),
      form: 'partial',
      first: left.month,
      second: Number(day),
      year: -1,
      yearDigits: 0,
      hasTime: timeFollows(folded, end),
      impossible: false,
      runs: 1,
    };
  }
  if (day === undefined) return undefined;
  const right = monthAfter(folded, end);
  if (right === undefined) return undefined;
  const year = yearAfter(folded, scan, i, right.end);
  if (year !== undefined) return worded(folded, start, year.end, right.month, Number(day), year.text, 2);
  return {
    ...shapeOf(start, right.end),
    form: 'partial',
    first: right.month,
    second: Number(day),
    year: -1,
    yearDigits: 0,
    hasTime: false,
    impossible: false,
    runs: 1,
  };
}

const shapeOf = (start: number, end: number) => ({ start, end, separator: 'words' });

function worded(folded: string, start: number, end: number, month: number, day: number, year: string, runs: number): DateHit | undefined {
  const full = year.length === 4 ? Number(year) : 2000 + Number(year);
  if (!isDate(full, month, day)) return undefined;
  const yearDigits = year.length === 4 ? 4 : 2;
  return {
    ...shapeOf(start, end),
    form: 'words',
    first: month,
    second: day,
    year: Number(year),
    yearDigits,
    hasTime: timeFollows(folded, end),
    impossible: false,
    runs,
  };
}

function monthYear(left: { readonly start: number; readonly month: number }, end: number, year: number): DateHit {
  return {
    ...shapeOf(left.start, end),
    form: 'month',
    first: left.month,
    second: 0,
    year,
    yearDigits: 4,
    hasTime: false,
    impossible: false,
    runs: 1,
  };
}

/** Run i + 1 if it is a year behind `from`: `, 2022`, ` 2022`, `-22`, ` de 2022`, ` del 2022`. */
function yearAfter(folded: string, scan: Scan, i: number, from: number): { readonly text: string; readonly end: number } | undefined {
  const at = scan.start[i + 1] ?? -1;
  if (at < from || at - from > 7) return undefined;
  const gap = folded.slice(from, at);
  if (!/^(?:,? ?|[-./, ]|, |\.,? ?| del? |, de )$/.test(gap)) return undefined;
  const text = runText(folded, scan, i + 1);
  if (/^(?:18|19|20)\d\d$/.test(text)) return { text, end: scan.end[i + 1] ?? 0 };
  return /^\d\d$/.test(text) && /^[-/]$/.test(gap) ? { text, end: scan.end[i + 1] ?? 0 } : undefined;
}

function monthBefore(folded: string, start: number): { readonly start: number; readonly month: number } | undefined {
  let end = start;
  while (end > 0 && start - end < 4 && ' .,-/'.includes(folded[end - 1] ?? 'x')) end -= 1;
  if (end === start) return undefined;
  if (folded.startsWith('de ', end - 2) && folded[end - 3] === ' ') end -= 3; // `abril de 2022`
  else if (folded.startsWith('del ', end - 3) && folded[end - 4] === ' ') end -= 4;
  let from = end;
  while (from > 0 && end - from < 11 && isLowerCode(folded.charCodeAt(from - 1))) from -= 1;
  if (end - from < 3 || isWordCode(folded.charCodeAt(from - 1))) return undefined;
  const month = MONTHS.get(folded.slice(from, end));
  return month === undefined ? undefined : { start: from, month };
}

function monthAfter(folded: string, end: number): { readonly end: number; readonly month: number } | undefined {
  let from = end;
  if (folded.startsWith(' de ', from)) from += 4;
  else if (folded.startsWith(' of ', from)) from += 4;
  else while (from - end < 2 && ' -./'.includes(folded[from] ?? 'x')) from += 1;
  if (from === end) return undefined;
  let to = from;
  while (to - from < 11 && isLowerCode(folded.charCodeAt(to))) to += 1;
  if (to - from < 3 || isWordCode(folded.charCodeAt(to))) return undefined;
  const month = MONTHS.get(folded.slice(from, to));
  return month === undefined ? undefined : { end: to, month };
}

/** `20220405`, `04051961`, `20220405103000`, `DOB19610403`: strong by form (5 in 10,000 by chance), still only with a label or column. */
function compactAt(folded: string, scan: Scan, i: number): DateHit | undefined {
  const match = /^([a-z]{0,6})(\d{8}|\d{12}|\d{14})$/.exec(runText(folded, scan, i));
  if (match === null) return undefined;
  const text = match[2] ?? '';
  const start = (scan.start[i] ?? 0) + (match[1]?.length ?? 0);
  const make = (y: string, m: string, d: string): DateHit | undefined =>
    isDate(Number(y), Number(m), Number(d)) && Number(y) >= 1900 && Number(y) <= 2099
      ? {
          start,
          end: scan.end[i] ?? 0,
          form: 'compact',
          first: Number(m),
          second: Number(d),
          separator: '',
          year: Number(y),
          yearDigits: 4,
          hasTime: text.length > 8,
          impossible: false,
          runs: 1,
        }
      : undefined;
  const iso = make(text.slice(0, 4), text.slice(4, 6), text.slice(6, 8));
  if (iso !== undefined || text.length > 8) return iso;
  return make(text.slice(4, 8), text.slice(0, 2), text.slice(2, 4));
}

const joinsMore = (folded: string, end: number, separator: string): boolean =>
  (folded[end] === separator || folded[end] === '-' || folded[end] === '/') && isDigitCode(folded.charCodeAt(end + 1));

const timeFollows = (folded: string, end: number): boolean => /^(?:t| |, | at | a las )\d{1,2}:\d\d/.test(folded.slice(end, end + 14));
