/** Codes that stand alone: ICD-10-CM, Medicare number, IBAN, VIN, IPv4. Anchored on runs; all without a label. */
import { isDigitCode, isWordCode } from '../fold.ts';
import type { Scan } from '../scanner/scan.ts';
import { cleanRun } from '../scanner/windows.ts';
import { iban, isSampleMbi, mbiRule, vin } from '../validators/index.ts';
import { add, isFree, isTechnical, type Work } from '../work.ts';

export function findCodes(work: Work): void {
  const { scan } = work;
  for (let i = 0; i < scan.count; i += 1) {
    const start = scan.start[i] ?? 0;
    if (work.claimed[start] !== 0) continue;
    if ((scan.letters[i] ?? 0) === 0) findIp(work, i);
    else if (!findMbi(work, i) && !findIban(work, i) && !findVin(work, i)) findIcd(work, i);
  }
}

const boundedLeft = (folded: string, start: number): boolean => {
  const before = folded[start - 1] ?? ' ';
  return !isWordCode(before.charCodeAt(0)) && !('-/_.=&'.includes(before) && isWordCode(folded.charCodeAt(start - 2)));
};
const boundedRight = (folded: string, end: number): boolean => {
  const after = folded[end] ?? ' ';
  return !isWordCode(after.charCodeAt(0)) && !('-/_='.includes(after) && isWordCode(folded.charCodeAt(end + 1)));
};

/** `1EG4-TE5-MK73` or run together. [CMS] MBI format */
function findMbi(work: Work, run: number): boolean {
  const { folded, scan } = work;
  const start = scan.start[run] ?? 0;
  if (!isDigitCode(folded.charCodeAt(start)) || !boundedLeft(folded, start)) return false;
  const match = /^(?:[a-z0-9]{4}[- ][a-z0-9]{3}[- ][a-z0-9]{4}|[a-z0-9]{11})/.exec(folded.slice(start, start + 13));
  if (match === null || !boundedRight(folded, start + match[0].length)) return false;
  const clean = match[0].replaceAll(/[- ]/g, '');
  if (!mbiRule(clean) || !isFree(work, start, start + match[0].length)) return false;
  const p = match[0].length > 11 ? 0.95 : 0.8;
  add(work, {
    start,
    end: start + match[0].length,
    element: 'mbi',
    norm: clean.toUpperCase(),
    rule: 'mbi.shape',
    p,
    valid: 'pass',
    tags: isSampleMbi(clean) ? ['sample'] : [],
    ...(isTechnical(work, start) ? { dismissedBy: 'mail-header' } : {}),
  });
  return true;
}

function findIban(work: Work, run: number): boolean {
  const { folded, scan } = work;
  const start = scan.start[run] ?? 0;
  if (!/^[a-z]{2}\d\d/.test(folded.slice(start, start + 4)) || !boundedLeft(folded, start)) return false;
  const match = /^[a-z]{2}\d\d(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?(?![a-z0-9])/.exec(folded.slice(start, start + 44));
  const clean = match?.[0].replaceAll(' ', '') ?? '';
  if (match === null || !iban(clean) || !isFree(work, start, start + match[0].length)) return false;
  add(work, {
    start,
    end: start + match[0].length,
    element: 'iban',
    norm: clean.toUpperCase(),
    rule: 'iban.check',
    p: 0.97,
    valid: 'pass',
    ...(isTechnical(work, start) ? { dismissedBy: 'mail-header' } : {}),
  });
  return true;
}

function findVin(work: Work, run: number): boolean {
  const { folded, scan } = work;
  const start = scan.start[run] ?? 0;
  const end = scan.end[run] ?? 0;
  if (end - start !== 17 || !boundedLeft(folded, start) || !boundedRight(folded, end) || !vin(cleanRun(folded, start, end))) return false;
  // One in eleven by chance: a check digit alone is not enough for `auto`.
  add(work, {
    start,
    end,
    element: 'vehicle.vin',
    norm: cleanRun(folded, start, end).toUpperCase(),
    rule: 'vin.check',
    p: 0.6,
    valid: 'pass',
    ...(isTechnical(work, start) ? { dismissedBy: 'mail-header' } : {}),
  });
  return true;
}

/** Places and parts that look like a code: `Room E11.9`, `Rev B12.1`. T147 */
const NOT_ICD =
  /(?:room|rm|suite|ste|bay|bed|unit|section|sec|rev|revision|version|ver|v|building|bldg|row|seat|part|model|figure|fig|table|appendix|chapter|item|gate|flight|page|grid|slide|release|build|exhibit|step|line)[ .:#-]{1,2}$/;

/** With its point only: `E11.9`. Without one it needs a label or a column. [ICD-10-CM] chapter letters, U included */
function findIcd(work: Work, run: number): boolean {
  const { folded, scan, view } = work;
  const start = scan.start[run] ?? 0;
  const end = scan.end[run] ?? 0;
  if (end - start !== 3 || folded[end] !== '.' || !boundedLeft(folded, start)) return false;
  const match = /^[a-z]\d[0-9a-z]\.[0-9a-z]{1,4}(?![0-9a-z]|[-.@]\w)/.exec(folded.slice(start, start + 10));
  if (match === null || !/\d/.test(match[0].slice(4, 5) + match[0].slice(2, 3))) return false;
  const first = view.text[start] ?? '';
  if (first !== first.toUpperCase() || isTechnical(work, start)) return false;
  const stop = start + match[0].length;
  if (!isFree(work, start, stop)) return false;
  const dismissed = NOT_ICD.test(folded.slice(Math.max(0, start - 14), start));
  // External causes and versions share the V: `V12.3`.
  const p = first === 'V' || first === 'W' || first === 'X' || first === 'Y' ? 0.4 : 0.8;
  add(work, {
    start,
    end: stop,
    element: 'dx',
    norm: match[0].toUpperCase(),
    rule: 'icd10.shape',
    p,
    valid: 'n/a',
    ...(dismissed ? { dismissedBy: 'place-or-part' } : {}),
  });
  return true;
}

const isOctets = (text: string): boolean =>
  text.split('.').every((part) => Number(part) < 256 && (part.length === 1 || !part.startsWith('0')));

/** Four octets. Versions and OIDs are dotted too. T035 */
function findIp(work: Work, run: number): void {
  const { folded, scan } = work;
  const start = scan.start[run] ?? 0;
  if (!isDotted(scan, folded, run) || !boundedLeft(folded, start)) return;
  const match = /^\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d|[a-z])/.exec(folded.slice(start, start + 16));
  if (match === null || !isOctets(match[0]) || !isFree(work, start, start + match[0].length)) return;
  const before = folded.slice(Math.max(0, start - 20), start);
  const isVersion =
    /(?:version|ver\.?|v|release|build|rev|firmware|software|sdk|driver|update)[ .:=-]{0,2}$/.test(before) ||
    match[0].split('.').every((part) => part.length === 1);
  const dismissedBy = isTechnical(work, start) ? 'mail-header' : isVersion ? 'version-string' : undefined;
  add(work, {
    start,
    end: start + match[0].length,
    element: 'ip',
    norm: match[0],
    rule: 'ip.v4',
    p: 0.6,
    valid: 'pass',
    ...(dismissedBy === undefined ? {} : { dismissedBy }),
  });
}

const isDotted = (scan: Scan, folded: string, run: number): boolean =>
  folded[scan.end[run] ?? 0] === '.' &&
  (scan.start[run + 1] ?? -1) === (scan.end[run] ?? 0) + 1 &&
  (scan.end[run] ?? 0) - (scan.start[run] ?? 0) <= 3;
