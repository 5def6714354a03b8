/** URLs: their query carries labels and values (`?mrn=12345678&dob=19610403`); every other number in them is nobody's. T137 */
import { matchRaw } from '../labels/index.ts';
import { isFree, type Work } from '../work.ts';
import { addBound } from './add-bound.ts';
import { elementRules } from './element-table.ts';
import { readValue } from './read-value.ts';

const URL_UNITS_MAX = 2048;
const PAIRS_MAX = 40;

export function readUrls(work: Work): void {
  const { folded } = work;
  for (const scheme of work.scan.schemes) {
    if (work.claimed[scheme] === 1) continue;
    const end = urlEnd(folded, scheme);
    const question = folded.indexOf('?', scheme);
    if (question >= 0 && question < end) readQuery(work, question + 1, end);
    claimRest(work, scheme, end);
  }
}

function urlEnd(folded: string, from: number): number {
  let end = from;
  while (end < folded.length && end - from < URL_UNITS_MAX && !/[\s<>"|\\^`{}]/.test(folded[end] ?? ' ')) end += 1;
  return end;
}

function readQuery(work: Work, from: number, end: number): void {
  let at = from;
  for (let n = 0; n < PAIRS_MAX && at < end; n += 1) {
    let stop = at;
    while (stop < end && !'&;#'.includes(work.folded[stop] ?? '&')) stop += 1;
    const equals = work.folded.indexOf('=', at);
    if (equals > at && equals < stop && equals - at < 40) readPair(work, at, equals, stop);
    at = stop + 1;
  }
}

function readPair(work: Work, keyStart: number, equals: number, end: number): void {
  const key = work.view.text.slice(keyStart, equals);
  // `cid`, `sid`, `mid`: every web site numbers its pages and campaigns.
  if (/^[a-z]{0,2}id$/i.test(key)) return;
  for (const row of matchRaw(work.labels, key)) {
    const rule = elementRules().get(row.element);
    if (rule === undefined || row.strength < 0.5 || !OF_PERSONS.has(row.element)) continue;
    const reading = readValue(work, rule, { folded: work.folded, at: equals + 1, end, isCell: true });
    if (reading === undefined || reading.start !== equals + 1 || !isFree(work, reading.start, reading.end)) continue;
    addBound(work, { hit: { after: 'separator' }, row, rule, reading, position: 'field', others: [] });
    return;
  }
}

/** Elements that a link to a chart or portal carries. Group, order and campaign numbers of the web are not told apart from shops'. */
const OF_PERSONS: ReadonlySet<string> = new Set(
  'mrn member_id subscriber_id medicaid_id mbi ssn dob email phone encounter_id accession claim_no npi'.split(' '),
);

/** The URL's own digits are taken, so that no shape finds a card in a tracking link. */
function claimRest(work: Work, from: number, end: number): void {
  for (let i = from; i < end; i += 1) if (work.claimed[i] === 0) work.claimed[i] = IN_URL;
}

/** Mark in `claimed`: inside a URL, without a candidate. The census counts it as `url`. */
export const IN_URL = 2;
