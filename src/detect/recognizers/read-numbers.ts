/**
 * Readers of numbers behind a label or in a cell: each takes the folded text and where a value may stand, and gives the value
 * or nothing. They are generous in form and strict in place: a labelled value that its rule refuses is still read, as `fail`.
 */
import type { ElementId } from '../../model/index.ts';

import type { Alternative } from '../draft.ts';
import { isDigitCode, isWordCode } from '../fold.ts';
import {
  isAdvertisedSsn,
  isFictitious,
  isFillerSsn,
  isSampleMbi,
  isTestCard,
  itinRule,
  nanpRule,
  phoneNorm,
  ssnRule,
  validate,
} from '../validators/index.ts';
import type { ElementRule } from './element-table.ts';

export interface Reading {
  readonly start: number;
  readonly end: number;
  readonly element?: ElementId;
  readonly norm?: string;
  readonly valid: 'pass' | 'fail' | 'n/a';
  readonly tags: string[];
  readonly alternatives: Alternative[];
}

/** Where a value may stand: [at, end) of the folded text. */
export interface Place {
  readonly folded: string;
  readonly at: number;
  readonly end: number;
  /** The value fills a cell: the place ends with it. */
  readonly isCell: boolean;
  /** Nothing but a space parts it from its label: one token, no joined groups. */
  readonly isLoose?: boolean;
}

const OPENERS = ' ("\'[<#*:\u200b';

/** First position of a value: steps over spaces, quotes and brackets. */
export function valueAt(place: Place): number {
  let at = place.at;
  while (at < place.end && at - place.at < 8 && OPENERS.includes(place.folded[at] ?? '')) at += 1;
  return at;
}

const ID_UNITS_MAX = 64;

/** An identifier: letters and digits with at least one digit, joined by single dashes, dots or, between short groups, spaces. */
export function readId(place: Place, rule: ElementRule): Reading | undefined {
  const { folded } = place;
  const start = valueAt(place);
  const limit = Math.min(place.end, start + ID_UNITS_MAX);
  const scientific = /^\d\.\d{2,}e[+]?\d{1,2}(?![a-z0-9])/.exec(folded.slice(start, limit));
  if (scientific !== null) {
    // A spreadsheet that wrote 1.23457E+11 has lost the digits. Spec/detection.md T014.
    return { start, end: start + scientific[0].length, valid: 'n/a', tags: ['precision_lost'], alternatives: [] };
  }
  let end = tokenEnd(folded, start, limit);
  let clean = cleanId(folded.slice(start, end));
  while (
    place.isLoose !== true &&
    end < limit &&
    folded[end] === ' ' &&
    clean.length < rule.max &&
    joinsNext(folded, start, end, limit, rule)
  ) {
    end = tokenEnd(folded, end + 1, limit);
    clean = cleanId(folded.slice(start, end));
  }
  if (!/\d/.test(clean) || clean.length < rule.min) return undefined;
  if (clean.length > rule.max && rule.element !== 'id.unknown') return undefined;
  if (/^\d{1,2}(?:\/\d{1,2}|[-./]\d{1,2}[-./](?:\d\d|\d{4})|\/(?:19|20)\d\d)$/.test(folded.slice(start, end))) return undefined; // a date
  const raw = folded.slice(start, end);
  if (/^\d{1,6}\.\d{1,2}$/.test(raw) || /^(?:number|no|num)\.?\d/.test(raw)) return undefined; // an amount; a list of numbers
  const tags = rule.element === 'mbi' && isSampleMbi(clean) ? ['sample'] : [];
  return { start, end, norm: clean.toUpperCase(), valid: validate(rule.validator, clean), tags, alternatives: [] };
}

const cleanId = (raw: string): string => raw.replaceAll(/[^a-z0-9\u00c0-\uffff]/g, '').replaceAll('\u200b', '');

/** A token: word characters joined by single `-`, `_`, `.` or `/` (the last two only between digits). */
function tokenEnd(folded: string, start: number, limit: number): number {
  let end = start;
  while (end < limit) {
    const code = folded.charCodeAt(end);
    if (isWordCode(code) || code === 0x200b) {
      end += 1;
      continue;
    }
    const next = folded.charCodeAt(end + 1);
    const joins =
      code === 0x2d || code === 0x5f
        ? isWordCode(next)
        : (code === 0x2e || code === 0x2f) && isDigitCode(next) && isDigitCode(folded.charCodeAt(end - 1));
    if (!joins || end === start) break;
    end += 1;
  }
  return end;
}

/** `46 28529381`, `ES91 2100 0418`, `W 123456789`: a short first group and a digit group behind one space. */
function joinsNext(folded: string, start: number, end: number, limit: number, rule: ElementRule): boolean {
  const next = tokenEnd(folded, end + 1, limit);
  const group = folded.slice(end + 1, next);
  if (rule.validator === 'iban') return /^[a-z0-9]{1,4}$/.test(group);
  const first = folded.slice(start, end);
  if (!/^\d{2,12}$/.test(group))
    return /^\d{3,6}(?: \d{2,5})?$/.test(first) && rule.max === 11 && /^[a-z0-9]{2,4}$/.test(group) && /\d/.test(group);
  if (/^(?:19|20)\d\d$/.test(group) && first.length > 2) return false;
  return /^\d{1,4}$/.test(first) || (/^[a-z]{1,4}$/.test(first) && !SMALL_WORD.test(first)) || (/ /.test(first) && first.length <= 14);
}

const SMALL_WORD = /^(?:for|of|to|in|is|at|by|no|the|and|as|on|or|a|from|with|page|line|room|de|la|el|en|y|se|con|por)$/;

const OCR_DIGITS: Readonly<Record<string, string>> = { o: '0', l: '1', i: '1', s: '5', b: '8', z: '2' };

/** A Social Security number in any dress: dashed, spaced, over a line end, masked to its last four, misread by OCR. */
export function readSsn(place: Place): Reading | undefined {
  const { folded } = place;
  const start = valueAt(place);
  const masked = readMasked(folded, start, place.end);
  if (masked !== undefined) return { ...masked, element: 'ssn.last4' };
  let end = start;
  let clean = '';
  let shape = '';
  let group = 0;
  let isOcr = false;
  while (end < folded.length && end - start < 20 && clean.length < 12) {
    const char = folded[end] ?? '';
    const digit = isDigitCode(char.charCodeAt(0))
      ? char
      : clean.length > 0 || isDigitCode(folded.charCodeAt(end + 1))
        ? OCR_DIGITS[char]
        : undefined;
    if (digit !== undefined) {
      if (digit !== char) isOcr = true;
      clean += digit;
      group += 1;
    } else if (char === '\u200b' || isBrokenLine(folded, end)) {
      // nothing: zero-width, or the number goes on after a line end behind its dash
    } else if (isSsnJoint(folded, end) && group > 0 && clean.length < 9) {
      shape += `${group}-`;
      group = 0;
    } else break;
    end += 1;
  }
  while (end > start && !isWordCode(folded.charCodeAt(end - 1))) end -= 1;
  shape += group > 0 ? String(group) : '';
  if (isWordCode(folded.charCodeAt(end)) && clean.length !== 9) return undefined;
  if (isOcr && (clean.match(/\d/g)?.length ?? 0) < 9) return undefined;
  return judgeSsn(clean, shape.replace(/-$/, ''), { start, end, isOcr, isCell: place.isCell });
}

const isSsnJoint = (folded: string, at: number): boolean => '-. _/'.includes(folded[at] ?? '');
const isBrokenLine = (folded: string, at: number): boolean =>
  folded[at] === '\n' &&
  '-.'.includes(folded[at - 1] ?? 'x') &&
  isDigitCode(folded.charCodeAt(at - 2)) &&
  isDigitCode(folded.charCodeAt(at + 1));

function judgeSsn(
  clean: string,
  shape: string,
  at: { readonly start: number; readonly end: number; readonly isOcr: boolean; readonly isCell: boolean },
): Reading | undefined {
  const tags = at.isOcr ? ['ocr'] : [];
  const span = { start: at.start, end: at.end };
  if (clean.length === 4 && shape === '4') return { ...span, element: 'ssn.last4', norm: clean, valid: 'n/a', tags, alternatives: [] };
  if (at.isCell && (clean.length === 7 || clean.length === 8) && !shape.includes('-')) {
    // A spreadsheet drops leading zeros.
    const padded = clean.padStart(9, '0');
    return { ...span, norm: padded, valid: ssnRule(padded) ? 'pass' : 'fail', tags: [...tags, 'padded'], alternatives: [] };
  }
  if (clean.length < 7 || clean.length > 10) return undefined;
  if (clean.length !== 9) return { ...span, norm: clean, valid: 'fail', tags: [...tags, 'invalid', 'invalid-format'], alternatives: [] };
  if (isAdvertisedSsn(clean) || isFillerSsn(clean)) tags.push('sample');
  const passes = ssnRule(clean);
  if (!passes) tags.push('invalid');
  if (shape !== '9' && shape !== '3-2-4') tags.push('invalid', 'invalid-format');
  const alternatives: Alternative[] = !passes && itinRule(clean) ? [{ element: 'itin', norm: clean, p: 0.3 }] : [];
  return { ...span, norm: clean, valid: tags.includes('invalid') ? 'fail' : 'pass', tags: [...new Set(tags)], alternatives };
}

/** `***-**-6789`, `xxx-xx-6789`, `x6789`, `#####6789`: the last four behind a mask. */
export function readMasked(folded: string, start: number, limit: number): Reading | undefined {
  let at = start;
  let marks = 0;
  while (at < limit && at - start < 24 && '*x#•-. \u200b'.includes(folded[at] ?? '_')) {
    if ('*x#•'.includes(folded[at] ?? '_')) marks += 1;
    at += 1;
  }
  if (marks < 1 || !/^\d{4}(?![\da-z])/.test(folded.slice(at, at + 5))) return undefined;
  if (marks < 3 && folded[start] !== 'x') return undefined;
  return { start, end: at + 4, norm: folded.slice(at, at + 4), valid: 'n/a', tags: ['masked'], alternatives: [] };
}

export function readLast4(place: Place): Reading | undefined {
  const start = valueAt(place);
  const masked = readMasked(place.folded, start, place.end);
  if (masked !== undefined) return masked;
  const match = /^x{0,4}(\d{4})(?![\da-z]|[-/.]\d)/.exec(place.folded.slice(start, start + 10));
  return match === null
    ? undefined
    : { start, end: start + match[0].length, norm: match[1] ?? '', valid: 'n/a', tags: [], alternatives: [] };
}

/** A claim number of Medicare until 2019: the SSN of the earner and a letter. Gives both. */
export function readHicn(place: Place): Reading | undefined {
  const start = valueAt(place);
  const match = /^(?:[a-z]{1,3}-?\d{6,9}|\d{3}-?\d\d-?\d{4}-? ?[a-z][0-9a-z]?)(?![\da-z])/.exec(place.folded.slice(start, start + 20));
  if (match === null) return undefined;
  const clean = match[0].replaceAll(/[^a-z0-9]/g, '');
  return { start, end: start + match[0].length, norm: clean.toUpperCase(), valid: validate('hicn', clean), tags: [], alternatives: [] };
}

/** 13 to 19 digits in any grouping. */
export function readPan(place: Place): Reading | undefined {
  const { folded } = place;
  const start = valueAt(place);
  const masked = readMasked(folded, start, place.end);
  if (masked !== undefined) return { ...masked, element: 'card.last4' };
  let end = start;
  let clean = '';
  while (end < place.end && clean.length < 20) {
    const char = folded[end] ?? '';
    if (isDigitCode(char.charCodeAt(0))) clean += char;
    else if (!(' -.\u200b'.includes(char) && isDigitCode(folded.charCodeAt(end + 1)))) break;
    end += 1;
  }
  if (clean.length === 20) {
    // Sixteen digits and a glued expiry: a text export lost the tab between two cells. Spec/detection.md T024.
    const pan = clean.slice(0, 16);
    if (!/ |-/.test(folded.slice(start, end)) && validate('card', pan) === 'pass')
      return { start, end: start + 16, norm: pan, valid: 'pass', tags: ['glued'], alternatives: [] };
    return undefined;
  }
  if (clean.length === 4) return { start, end, element: 'card.last4', norm: clean, valid: 'n/a', tags: [], alternatives: [] };
  if (clean.length < 13) return undefined;
  const tags = isTestCard(clean) ? ['sample'] : [];
  return { start, end, norm: clean, valid: validate('card', clean), tags, alternatives: [] };
}

const PHONE = /^(?:\+|00)?(?:\(?\d{1,4}\)?[-. /]{0,3}){2,6}/;
const EXTENSION = /^[ ,;]{0,2}(?:x|ext|extn|extension|int|interno)[. :]{0,2}\d{1,6}(?!\d)/;

/** A telephone number as people write them, extension included. */
export function readPhone(place: Place): Reading | undefined {
  const { folded } = place;
  let start = place.at;
  while (start < place.end && ' "\'[<*:\u200b'.includes(folded[start] ?? '')) start += 1;
  const rest = folded.slice(start, Math.min(place.end, start + 40));
  const raw = PHONE.exec(rest)?.[0];
  if (raw === undefined) return undefined;
  let body = raw.replace(raw.includes('(') ? /[-. /(]+$/ : /[-. /()]+$/, '');
  let digits = body.replaceAll(/\D/g, '');
  // A number behind the phone (`510-555-0142 12345`) is cut off at the shape that is complete.
  const north = /^(?:\+?1[-. ]?)?\(?\d{3}\)?[-. /]{0,2}\d{3}[-. ]?\d{4}(?!\d)/.exec(rest)?.[0];
  if (north !== undefined && nanpRule(north.replaceAll(/\D/g, ''))) {
    body = north;
    digits = north.replaceAll(/\D/g, '');
  }
  if (
    digits.length < 7 ||
    digits.length > 15 ||
    (isWordCode(folded.charCodeAt(start + body.length)) && !/^x\d/.test(rest.slice(body.length)))
  )
    return undefined;
  if (/^\d{1,2}\/\d{1,2}\/\d{2,4}$/.test(body) || /^\d{4}-\d\d-\d\d$/.test(body)) return undefined; // a date
  const extension = EXTENSION.exec(folded.slice(start + body.length, start + body.length + 20))?.[0] ?? '';
  const tags = isFictitious(digits) ? ['fictitious'] : [];
  const isForeign = body.startsWith('+') || body.startsWith('00') || /^[6789]\d{8}$/.test(digits);
  const valid = nanpRule(digits) ? 'pass' : digits.length === 7 || isForeign ? 'n/a' : 'fail';
  return {
    start,
    end: start + body.length + extension.length,
    norm: phoneNorm(digits.replace(/^001/, '1')),
    valid,
    tags,
    alternatives: [],
  };
}

/** A number of `min` to `max` digits and nothing stuck to it. */
export function readDigits(place: Place, rule: ElementRule): Reading | undefined {
  const start = valueAt(place);
  const match = /^\d{3,6}(?![\da-z]|[-./,]\d)/.exec(place.folded.slice(start, start + 8));
  if (match === null || match[0].length < rule.min || match[0].length > rule.max) return undefined;
  return { start, end: start + match[0].length, norm: match[0], valid: 'n/a', tags: [], alternatives: [] };
}

export function readZip(place: Place): Reading | undefined {
  const start = valueAt(place);
  const match = /^(\d{5})(?:-?(\d{4}))?(?![\da-z])/.exec(place.folded.slice(start, start + 11));
  if (match === null) {
    const foreign = /^\d{4}(?![\da-z]|[-/.]\d)/.exec(place.folded.slice(start, start + 6));
    if (!place.isCell && place.isLoose !== true && foreign !== null)
      return { start, end: start + 4, norm: foreign[0], valid: 'fail', tags: ['foreign'], alternatives: [] };
    const short = place.isCell ? /^\d{4}$/.exec(place.folded.slice(start, place.end).trim()) : null;
    return short === null ? undefined : { start, end: start + 4, norm: `0${short[0]}`, valid: 'n/a', tags: ['padded'], alternatives: [] };
  }
  const plus = match[2];
  const norm = plus === undefined ? (match[1] ?? '') : `${match[1]}-${plus}`;
  return {
    start,
    end: start + match[0].length,
    element: plus === undefined ? 'address.zip' : 'address.zip4',
    norm,
    valid: 'n/a',
    tags: [],
    alternatives: [],
  };
}

export function readMoney(place: Place): Reading | undefined {
  const start = valueAt(place);
  const match = /^(?:us)?[$€£]? ?\d{1,3}(?:,?\d{3}){0,4}(?:\.\d{1,2})?(?: ?(?:k|usd|eur))?(?![\da-z])/.exec(
    place.folded.slice(start, Math.min(place.end, start + 24)),
  );
  return match === null
    ? undefined
    : {
        start,
        end: start + match[0].trimEnd().length,
        norm: match[0].replaceAll(/[^\d.k]/g, ''),
        valid: 'n/a',
        tags: [],
        alternatives: [],
      };
}
