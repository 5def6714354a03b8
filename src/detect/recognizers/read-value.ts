/** One door to all readers: the value of an element at a place, by the kind that the element table names. */
import { datesFrom } from '../dates/index.ts';
import { resolveDate, toAlternatives } from '../dates/resolve-date.ts';
import { lineAt } from '../view.ts';
import type { Work } from '../work.ts';
import type { ElementRule } from './element-table.ts';
import {
  readDigits,
  readHicn,
  readId,
  readLast4,
  readMoney,
  readPan,
  readPhone,
  readSsn,
  readZip,
  valueAt,
  type Place,
  type Reading,
} from './read-numbers.ts';
import {
  readAge,
  readCode,
  readExpiry,
  readIp,
  readMac,
  readPair,
  readSecret,
  readSex,
  readText,
  readUrl,
  readUsername,
  readYear,
} from './read-text.ts';
import { emailAt } from './emails.ts';
import { serialDate } from '../dates/calendar.ts';

/** `clinical` and `street` kinds have no reader here: their regions go to the term trie and the address grammar. */
export function readValue(work: Work, rule: ElementRule, place: Place): Reading | undefined {
  if (place.at >= place.end) return undefined;
  switch (rule.kind) {
    case 'id':
      return readId(place, rule);
    case 'ssn':
      return readSsn(place);
    case 'hicn':
      return readHicn(place);
    case 'last4':
      return readLast4(place);
    case 'pan':
      return readPan(place);
    case 'expiry':
      return readExpiry(place);
    case 'digits':
      return readDigits(place, rule);
    case 'phone':
      return readPhone(place);
    case 'zip':
      return readZip(place);
    case 'money':
      return readMoney(place);
    case 'email':
      return emailAt(place);
    case 'url':
      return readUrl(place);
    case 'ip':
      return readIp(place);
    case 'mac':
      return readMac(place);
    case 'date':
      return readDate(work, rule, place);
    case 'year':
      return readYear(place);
    case 'age':
      return readAge(place);
    case 'sex':
      return readSex(place);
    case 'secret':
      return readSecret(place, rule, work.view.text);
    case 'pair':
      return readPair(place);
    case 'line':
      return readLine(work, place);
    case 'username':
      return readUsername(place, rule);
    case 'code':
      return readCode(place, rule);
    case 'short':
    case 'text':
      return readText(place, rule);
    case 'clinical':
    case 'street':
      return undefined;
    default:
      return undefined;
  }
}

function readDate(work: Work, rule: ElementRule, place: Place): Reading | undefined {
  const at = valueAt(place);
  const { element } = rule;
  for (let i = datesFrom(work.dates, at); i < work.dates.length; i += 1) {
    const hit = work.dates[i];
    if (hit === undefined || hit.start >= place.end || hit.start > at + WEEKDAY_UNITS_MAX) break;
    // Only a weekday may stand before it: `Tuesday, April 5, 2022`.
    if (hit.start > at && !WEEKDAY.test(place.folded.slice(at, hit.start))) break;
    const resolved = resolveDate(hit, work.order, element, work.nearAt(hit.start));
    if (resolved === undefined) return undefined;
    work.dated[i] = 1;
    const alternatives = toAlternatives(resolved, element);
    if (resolved.impossible) return { start: hit.start, end: hit.end, valid: 'fail', tags: resolved.tags, alternatives };
    const known = { start: hit.start, end: hit.end, norm: resolved.norm, tags: resolved.tags, alternatives };
    return { ...known, valid: hit.form === 'partial' ? 'n/a' : 'pass' };
  }
  return place.isCell ? readSerial(place, at) : undefined;
}

/** The rest of the line, whatever labels stand in it: `Server=db;User Id=sa;Password=…`. */
function readLine(work: Work, place: Place): Reading | undefined {
  const line = work.view.lines[lineAt(work.view, place.at)];
  const start = valueAt(place);
  const end = Math.min(line?.end ?? place.end, start + 300);
  const value = work.view.text.slice(start, end).trimEnd();
  if (!/[=@]/.test(value) || value.length < 10) return undefined;
  return { start, end: start + value.length, norm: value, valid: 'n/a', tags: [], alternatives: [] };
}

const WEEKDAY_UNITS_MAX = 14;
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mie|jue|vie|sab|dom|on |el |the )[a-z]{0,8}[,. ]{0,3}$/;

/** A spreadsheet's day number under a date header. Spec/detection.md T046; the 1904 system cannot be told from text. */
function readSerial(place: Place, at: number): Reading | undefined {
  const text = place.folded.slice(at, place.end).trim();
  if (!/^\d{4,5}(?:\.0+)?$/.test(text)) return undefined;
  const serial = Math.trunc(Number(text));
  const norm = serial >= 3654 && serial <= 60_000 ? serialDate(serial) : undefined;
  return norm === undefined ? undefined : { start: at, end: at + text.length, norm, valid: 'n/a', tags: ['serial'], alternatives: [] };
}
