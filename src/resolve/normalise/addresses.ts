/** Postal addresses: a key to compare, and the form that is printed. Own US grammar; what it does not understand stays as written. spec/resolve.md 7 */
import type { PostalAddress } from '../../model/index.ts';

import { lazily, ruleRows } from '../rule-rows.ts';
import { foldWords } from './fold.ts';

export interface AddressKey {
  /** House number and street words in short form; PO BOX, RR, HC and PSC with their numbers. */
  readonly street: string;
  readonly unit: string;
  readonly zip: string;
  readonly state: string;
}

const table = lazily(
  () =>
    new Map(
      ruleRows('resolve/address-words.tsv', ['word', 'short', 'kind']).map(
        ([word = '', short = '', kind = '']) => [word, { short, kind }] as const,
      ),
    ),
);
const UNITS = new Set(['APT', 'STE', 'UNIT', 'FL', 'RM', 'SPC', 'LOT', 'TRLR']);

const STATES = new Set(
  (
    'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY ' +
    'PR GU VI AS MP FM MH PW AA AE AP'
  ).split(' '),
);
export const isUsState = (text: string): boolean => STATES.has(text.toUpperCase());

/** Words that say that there is no address. */
const NO_ADDRESS = /^(?:UNKNOWN|UNK|HOMELESS|NONE|NA|N A|RETURNED MAIL|BAD ADDRESS|NO ADDRESS|UNDELIVERABLE|MAIL RETURNED)\b/;

export function addressKey(address: { readonly street: string; readonly state: string; readonly zip: string }): AddressKey | undefined {
  const words = foldWords(address.street.replaceAll('#', ' UNIT '));
  if (words.length < 2 || NO_ADDRESS.test(words.join(' '))) return undefined;
  const street: string[] = [];
  const unit: string[] = [];
  for (const word of words) {
    const short = table().get(word)?.short ?? word;
    if (UNITS.has(short) && street.length > 0) unit.push('');
    else if (unit.length > 0) unit.push(short);
    else street.push(short);
  }
  if (!street.some((word) => /\d/.test(word))) return undefined;
  return { street: street.join(' '), unit: unit.join(''), zip: zip5(address.zip), state: address.state.toUpperCase() };
}

/** Five digits; zeros that a spreadsheet ate are put back. Empty if it is none. */
export function zip5(text: string): string {
  const digits = /^\s*(\d{3,5})(?:-\d{4})?\s*$/.exec(text)?.[1] ?? /^\s*(\d{5})\d{4}\s*$/.exec(text)?.[1] ?? '';
  return digits.padStart(digits === '' ? 0 : 5, '0');
}

/** An address in one line: `2240 PRESLAR CT, Brookeville, MD 20833`. Undefined if no ZIP or state ends it. */
export function parseAddress(
  line: string,
): { readonly street: string; readonly city: string; readonly state: string; readonly zip: string } | undefined {
  const text = line.slice(0, 300).replace(/\s+/g, ' ').trim();
  const end = /[ ,]([A-Za-z]{2})[ ,]+(\d{5})(?:-\d{4})?$/.exec(text);
  if (end === null || !isUsState(end[1] ?? '')) return undefined;
  const before = text.slice(0, end.index).replace(/,$/, '');
  const comma = before.lastIndexOf(',');
  const state = (end[1] ?? '').toUpperCase();
  const zip = end[2] ?? '';
  if (comma >= 0) return { street: before.slice(0, comma).trim(), city: before.slice(comma + 1).trim(), state, zip };
  // Without a comma the city begins behind the last word that ends a street.
  const words = before.split(' ');
  const suffix = words.findLastIndex(
    (word, index) =>
      (index > 0 && table().get(word.toUpperCase().replace(/\W/g, ''))?.kind === 'suffix') || STREET_ENDS.has(word.toUpperCase()),
  );
  return suffix > 0 && suffix < words.length - 1
    ? { street: words.slice(0, suffix + 1).join(' '), city: words.slice(suffix + 1).join(' '), state, zip }
    : { street: before, city: '', state, zip };
}
const STREET_ENDS = new Set([
  'ST',
  'AVE',
  'BLVD',
  'RD',
  'DR',
  'LN',
  'CT',
  'CIR',
  'PL',
  'TER',
  'PKWY',
  'HWY',
  'TRL',
  'SQ',
  'WAY',
  'LOOP',
  'PLZ',
]);

/** Overseas forces: ZIPs of the three military "states"; the city is the post office. USPS Publication 28, 238 */
function militaryPlace(line: string, zip: string): { readonly city: string; readonly state: string } | undefined {
  if (!/^(?:PSC|CMR|UNIT)\s+\d+\s+BOX\s+\d+/i.test(line)) return undefined;
  const state = zip.startsWith('09') ? 'AE' : zip.startsWith('340') ? 'AA' : /^96[2-6]/.test(zip) ? 'AP' : '';
  return state === '' ? undefined : { city: 'APO', state };
}

/** The address as it is printed: ZIP repaired, military place put in. Undefined if nothing can be delivered to it. */
export function postalAddress(parts: PostalAddress): PostalAddress | undefined {
  const line = parts.address1.trim();
  if (line === '' || NO_ADDRESS.test(foldWords(line).join(' '))) return undefined;
  const foreign = isForeign(parts);
  const zip = foreign ? parts.zip.trim() : /^\s*\d{5}-\d{4}\s*$/.test(parts.zip) ? parts.zip.trim() : zip5(parts.zip);
  const military = foreign ? undefined : militaryPlace(line, zip);
  if (!foreign && zip === '' && (parts.city.trim() === '' || parts.state.trim() === '')) return undefined;
  return {
    address1: line,
    address2: parts.address2.trim(),
    city: military !== undefined && !/^(?:APO|FPO|DPO)$/i.test(parts.city.trim()) ? military.city : parts.city.trim(),
    state: military?.state ?? (foreign ? parts.state.trim() : parts.state.trim().toUpperCase()),
    zip: zip === '' ? parts.zip.trim() : zip,
    country: parts.country.trim(),
  };
}

export function isForeign(parts: { readonly country: string; readonly state: string; readonly zip: string }): boolean {
  const country = foldWords(parts.country).join(' ');
  if (country !== '') return !/^(?:US|USA|U S A?|UNITED STATES(?: OF AMERICA)?|EEUU|ESTADOS UNIDOS)$/.test(country);
  return /^[A-Z]\d[A-Z]\s?\d[A-Z]\d$/i.test(parts.zip.trim()); // a Canadian postcode
}
