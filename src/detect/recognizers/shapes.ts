/**
 * Numbers without a label: groups of digits whose shape and check digits speak. Rules: rules/recognizers/shapes.tsv.
 * What only looks like one stays a bare id. Spec/detection.md 3.2, 8.1.
 */
import { assert } from '../../kernel/index.ts';
import { isElementId, type ElementId } from '../../model/index.ts';

import { isDigitCode, isWordCode } from '../fold.ts';
import { ruleTable } from '../rule-table.ts';
import { windowsAt, type DigitWindow } from '../scanner/windows.ts';
import {
  cardBrand,
  isAdvertisedSsn,
  isFictitious,
  isFillerSsn,
  isPremium,
  isTestCard,
  isTollFree,
  phoneNorm,
  validate,
} from '../validators/index.ts';
import { lineAt } from '../view.ts';
import { add, isFree, isTechnical, type Work } from '../work.ts';
import { readPhone } from './read-numbers.ts';

interface ShapeRule {
  readonly id: string;
  readonly element: ElementId;
  readonly separators: string;
  readonly validator: string;
  readonly p: number;
  readonly norm: string;
}

export interface ShapeRow extends ShapeRule {
  readonly shape: string;
  readonly example: string;
  readonly counter: string;
}

let rows: readonly ShapeRow[] | undefined;
let byShape: ReadonlyMap<string, readonly ShapeRule[]> | undefined;

export function shapeRows(): readonly ShapeRow[] {
  rows ??= ruleTable('recognizers/shapes.tsv', [
    'id',
    'shape',
    'separators',
    'element',
    'validator',
    'p',
    'norm',
    'example',
    'counter',
  ] as const).map((row) => {
    assert(isElementId(row.element), 'the shape table names elements of the contract');
    return { ...row, element: row.element, p: Number(row.p) };
  });
  return rows;
}

function shapeTable(): ReadonlyMap<string, readonly ShapeRule[]> {
  byShape ??= Map.groupBy(shapeRows(), (row) => row.shape);
  return byShape;
}

export function findShapes(work: Work): void {
  const { scan } = work;
  for (let i = 0; i < scan.count;) {
    const start = scan.start[i] ?? 0;
    if ((scan.letters[i] ?? 1) !== 0 || work.claimed[start] !== 0 || isInsideNumber(work.folded, start)) {
      i += 1;
      continue;
    }
    i = foreignPhone(work, i) ?? calledPhone(work, i) ?? shapeAt(work, i) ?? i + 1;
  }
}

/** The run continues a longer number: `1.2.840`, `555-123…` after letters. */
function isInsideNumber(folded: string, start: number): boolean {
  const before = folded.charCodeAt(start - 1);
  return isWordCode(before) || (/[-./_]/.test(folded[start - 1] ?? ' ') && isWordCode(folded.charCodeAt(start - 2)));
}

const isInsideAtEnd = (folded: string, end: number): boolean =>
  isWordCode(folded.charCodeAt(end)) || (/[-/._]/.test(folded[end] ?? ' ') && isDigitCode(folded.charCodeAt(end + 1)));

/** Index of the run behind a number that was taken, or undefined. */
function shapeAt(work: Work, run: number): number | undefined {
  const table = shapeTable();
  for (const window of windowsAt(work.folded, work.scan, run)) {
    const candidates = table.get(window.shape);
    if (candidates === undefined || !isFree(work, window.start, window.end)) continue;
    const isPhone = candidates[0]?.norm.startsWith('phone') === true;
    if (isInsideAtEnd(work.folded, window.end) && !(isPhone && work.folded[window.end] === 'x')) continue;
    for (const rule of candidates) {
      if (
        !rule.separators.split('').includes(window.separator) &&
        !(window.separator === 'mixed' && rule.separators.includes('mixed')) &&
        window.separator !== ''
      )
        continue;
      if (rule.norm === 'phone-es' && work.view.lang !== 'es') continue;
      if (rule.validator !== '' && validate(rule.validator, window.digits) !== 'pass') continue;
      addShape(work, rule, window);
      return window.nextRun;
    }
  }
  return undefined;
}

const CONTEXT_UNITS = 60;

function addShape(work: Work, rule: ShapeRule, window: DigitWindow): void {
  const line = work.view.lines[lineAt(work.view, window.start)];
  const before = work.folded.slice(Math.max(line?.start ?? 0, window.start - CONTEXT_UNITS), window.start);
  const after = work.folded.slice(window.end, Math.min(line?.end ?? window.end, window.end + 24));
  if (rule.norm.startsWith('phone')) return addPhone(work, rule, window, before);
  const tags: string[] = [];
  let { p } = rule;
  let dismissedBy: string | undefined;
  if (rule.element === 'ssn') {
    if (/(?:\bssn?\b|social|seguro)/.test(before)) p = 0.97;
    else if (isAdvertisedSsn(window.digits) || isFillerSsn(window.digits)) dismissedBy = 'sample-ssn';
    if (isAdvertisedSsn(window.digits) || isFillerSsn(window.digits)) tags.push('sample');
    if (/\b(?:such as|like|e\.?g\.?|example|sample|format|por ejemplo)\b[^\d]{0,12}$/.test(before)) dismissedBy = 'example';
  } else if (rule.element === 'card.pan') {
    if (isTestCard(window.digits)) {
      tags.push('sample');
      dismissedBy = 'test-card';
    }
    tags.push(cardBrand(window.digits) ?? 'card');
    if (/\b(?:visa|mastercard|amex|american express|discover|card|tarjeta|cc)\b/.test(before) || /^ ?(?:,|exp|cvv|\d\d\/\d\d)/.test(after))
      p = Math.max(p, 0.97);
    if (/\b(?:tracking|ups|fedex|usps|imei|isbn|order|invoice|serial)\b/.test(before)) dismissedBy = 'tracking';
  }
  if (isTechnical(work, window.start)) dismissedBy = 'mail-header';
  add(work, {
    start: window.start,
    end: window.end,
    element: rule.element,
    norm: window.digits,
    rule: rule.id,
    p,
    valid: 'pass',
    tags,
    ...(dismissedBy === undefined ? {} : { dismissedBy }),
  });
}

const MEETING = /\b(?:meeting id|zoom|webex|dial-?in|conference(?: call)?|access code|passcode|bridge|participant)\b/;

function addPhone(work: Work, rule: ShapeRule, window: DigitWindow, before: string): void {
  let { start } = window;
  if (work.folded[start - 1] === '(') start -= 1;
  if (work.folded[start - 1] === '+' || (start >= 2 && work.folded.startsWith('+(', start - 1))) start -= 1;
  const reading = readPhone({ folded: work.folded, at: start, end: window.end, isCell: false });
  const extension =
    /^[ ,;]{0,2}(?:x|ext|extn|extension|int)[. :]{0,2}\d{1,6}(?!\d)/.exec(work.folded.slice(window.end, window.end + 20))?.[0] ?? '';
  const tags = isFictitious(window.digits) ? ['fictitious'] : [];
  const dismissedBy = isTechnical(work, start)
    ? 'mail-header'
    : isTollFree(window.digits) || isPremium(window.digits)
      ? 'org-phone'
      : MEETING.test(before)
        ? 'meeting-label'
        : undefined;
  const isFax = /\b(?:fax|facsimile|telefax)\b[^a-z]{0,6}$/.test(before);
  add(work, {
    start,
    end: window.end + extension.length,
    element: isFax ? 'fax' : 'phone',
    norm: reading?.norm ?? phoneNorm(window.digits),
    rule: rule.id,
    p: rule.p,
    valid: 'pass',
    tags,
    ...(dismissedBy === undefined ? {} : { dismissedBy }),
  });
}

/** What a person says before a number to call. */
const CALL =
  /(?:call|reach|phone|text|ring|dial|contact|fax|tel|llame|llamar|llamame|telefono|movil|cell|mobile)(?: (?:me|us|him|her|them|back|al))?(?: (?:at|on|al|a|is|es|es el))? $|(?:answering at|messages to|number is|telefono es el|movil es el) $/;

/** `call me at 0470 11 22 33`: a number of any country behind such words. NANP forms have their own rule. */
function calledPhone(work: Work, run: number): number | undefined {
  const start = work.scan.start[run] ?? 0;
  if (
    !CALL.test(work.folded.slice(Math.max(0, start - 40), start)) ||
    /^(?:(?:00)?1[-. ])?\(?\d{3}\)?[-. ]{1,2}\d{3}[-. ]\d{4}/.test(work.folded.slice(start, start + 18))
  )
    return undefined;
  const line = work.view.lines[lineAt(work.view, start)];
  const reading = readPhone({ folded: work.folded, at: start, end: Math.min(line?.end ?? start, start + 24), isCell: false });
  const digits = reading?.norm?.replaceAll(/\D/g, '') ?? '';
  if (reading === undefined || digits.length < 7 || digits.length > 12 || isTollFree(digits) || !isFree(work, reading.start, reading.end))
    return undefined;
  add(work, {
    start: reading.start,
    end: reading.end,
    element: 'phone',
    norm: reading.norm ?? digits,
    rule: 'phone.called',
    p: 0.75,
    valid: 'n/a',
    tags: reading.tags,
  });
  let next = run + 1;
  while (next < work.scan.count && (work.scan.start[next] ?? 0) < reading.end) next += 1;
  return next;
}

/** `+34 612 34 56 78`: a plus sign before a digit is an international number. [ITU-T E.164] */
function foreignPhone(work: Work, run: number): number | undefined {
  const start = (work.scan.start[run] ?? 0) - 1;
  const at = work.folded[start] === '(' ? start - 1 : start;
  if (work.folded[at] !== '+' || isWordCode(work.folded.charCodeAt(at - 1))) return undefined;
  const line = work.view.lines[lineAt(work.view, at)];
  const reading = readPhone({ folded: work.folded, at, end: Math.min(line?.end ?? at, at + 40), isCell: false });
  const digits = reading?.norm?.replaceAll(/\D/g, '') ?? '';
  if (reading === undefined || digits.length < 9 || digits.length > 15 || !isFree(work, reading.start, reading.end)) return undefined;
  const isTechnicalLine = isTechnical(work, at);
  add(work, {
    start: reading.start,
    end: reading.end,
    element: 'phone',
    norm: `+${digits}`,
    rule: 'phone.international',
    p: 0.93,
    valid: 'n/a',
    tags: reading.tags,
    ...(isTechnicalLine ? { dismissedBy: 'mail-header' } : {}),
  });
  let next = run + 1;
  while (next < work.scan.count && (work.scan.start[next] ?? 0) < reading.end) next += 1;
  return next;
}
