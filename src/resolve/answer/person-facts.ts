/** What an individual's row says: name, birth, numbers, role, address. The roster first; evidence only where no roster person is known. */
import { byText } from '../../kernel/index.ts';
import type { IndividualRole, Member, Mention, PostalAddress } from '../../model/index.ts';

import { isForeign, postalAddress } from '../normalise/addresses.ts';
import { ageAt, daysOfIso, isoOfDays } from '../normalise/dates.ts';
import { normaliseId } from '../normalise/values.ts';
import { addressParts, type Profile } from '../profile.ts';

/** Rows of one roster person: the one with the newest data cannot be told, so the first that has a value. */
export function firstValue(rows: readonly Member[], pick: (member: Member) => string): string {
  for (const row of rows) if (pick(row) !== '') return pick(row);
  return '';
}

export interface NameParts {
  readonly given: string;
  readonly middle: string;
  readonly family: string;
  readonly suffix: string;
}

/** The name as written that says most; among equals the commonest, then the first in the alphabet. */
export function bestWrittenName(mentions: readonly Mention[]): { readonly written: string; readonly norm?: string } {
  const counts = new Map<string, { count: number; norm?: string }>();
  for (const mention of mentions) {
    for (const attr of mention.attrs) {
      if (attr.type !== 'name') continue;
      const written = attr.raw.reveal('match').replace(/\s+/g, ' ').trim();
      const norm = attr.norm?.reveal('match');
      const known = counts.get(written);
      if (known === undefined) counts.set(written, { count: 1, ...(norm === undefined ? {} : { norm }) });
      else known.count += 1;
    }
  }
  const weight = (text: string): number => Math.min(4, text.split(/[\s,]+/).filter((word) => word.replace(/\W/g, '').length > 1).length);
  const [best] = [...counts.entries()].sort(([a, x], [b, y]) => weight(b) - weight(a) || y.count - x.count || byText(a, b));
  return best === undefined ? { written: '' } : { written: best[0], ...(best[1].norm === undefined ? {} : { norm: best[1].norm }) };
}

export function isMinor(rows: readonly Member[], birth: string, asOf: number): boolean {
  const days = birth === '' ? undefined : daysOfIso(birth);
  if (days !== undefined) return ageAt(days, asOf) < ADULT_YEARS;
  return rows.some(({ guardian }) => guardian !== '');
}
const ADULT_YEARS = 18;

/** The day that most mentions have; by roster if there is one. */
export function birthOf(rows: readonly Member[], profile: Profile): string {
  const roster = firstValue(rows, ({ dob }) => dob);
  if (roster !== '') return roster;
  const [birth] = profile.births;
  return birth === undefined || profile.births.length > 1 ? '' : isoOfDays(birth.days);
}

export function roleOf(input: {
  readonly rows: readonly Member[];
  readonly mentions: readonly Mention[];
  readonly decided: string;
  readonly hasPersonSuffix: boolean;
  readonly isStaff: boolean;
}): IndividualRole {
  if (isRole(input.decided)) return input.decided;
  if (input.rows.length > 0) return isDependent(input.rows, input.hasPersonSuffix) ? 'dependent' : 'member';
  const roles = new Set(input.mentions.map(({ role }) => role));
  if (roles.has('subject') || roles.has('subscriber')) return input.isStaff && !roles.has('subject') ? 'staff' : 'patient';
  if (roles.has('guarantor')) return 'guarantor';
  if (roles.has('relative')) return 'relative';
  if (roles.has('staff') || (roles.has('clinician') && input.isStaff)) return 'staff';
  return roles.has('correspondent') ? 'patient' : 'other';
}
const ROLES: ReadonlySet<string> = new Set<IndividualRole>(['patient', 'member', 'dependent', 'guarantor', 'relative', 'staff', 'other']);
const isRole = (text: string): text is IndividualRole => ROLES.has(text);

/** By guardian, by a subscriber who is somebody else, or by the digits of the person in a household. */
function isDependent(rows: readonly Member[], hasPersonSuffix: boolean): boolean {
  if (rows.some(({ guardian }) => guardian !== '')) return true;
  return rows.some(({ memberId }) => {
    const apart = /[-\s](\d\d)$/.exec(memberId.trim());
    const suffix = apart?.[1] ?? (hasPersonSuffix ? normaliseId(memberId, 'member_id').slice(-2) : '');
    return /^\d\d$/.test(suffix) && Number(suffix) > 1 && Number(suffix) <= 20;
  });
}

export interface AddressChoice {
  readonly address?: PostalAddress;
  readonly source: 'roster' | 'evidence' | 'decision' | 'none';
  readonly isForeign: boolean;
}

const NO_ADDRESS: AddressChoice = { source: 'none', isForeign: false };

/** The roster's address; for people outside the roster what the evidence says of them. Never evidence for a protected address. */
export function chooseAddress(input: {
  readonly rows: readonly Member[];
  readonly mentions: readonly Mention[];
  readonly decided?: string;
  readonly mayUseEvidence: boolean;
}): AddressChoice {
  const decided = input.decided === undefined ? undefined : decidedAddress(input.decided);
  if (decided !== undefined) return { address: decided, source: 'decision', isForeign: isForeign(decided) };
  const rows =
    input.rows.filter(({ confidential }) => confidential).length > 0 ? input.rows.filter(({ confidential }) => confidential) : input.rows;
  for (const row of rows) {
    const address = postalAddress(row);
    if (address !== undefined) return { address, source: 'roster', isForeign: isForeign(row) };
  }
  if (!input.mayUseEvidence || input.rows.some(({ confidential }) => confidential)) return NO_ADDRESS;
  const found = new Map<string, PostalAddress>();
  for (const mention of input.mentions) {
    for (const attr of mention.attrs) {
      const parts = attr.type === 'address' ? addressParts(attr) : undefined;
      const address =
        parts === undefined
          ? undefined
          : postalAddress({ address1: parts.street, address2: '', city: parts.city, state: parts.state, zip: parts.zip, country: '' });
      if (address !== undefined) found.set(`${address.zip} ${address.address1} ${address.city}`, address);
    }
  }
  // Longer text first: it is the fuller form of the same place. The order of mentions says nothing of the date.
  const [best] = [...found.entries()].sort(([a], [b]) => b.length - a.length || byText(a, b));
  return best === undefined ? NO_ADDRESS : { address: best[1], source: 'evidence', isForeign: isForeign(best[1]) };
}

function decidedAddress(json: string): PostalAddress | undefined {
  if (!json.startsWith('{')) return undefined;
  const parts = JSON.parse(json) as Partial<Record<keyof PostalAddress, unknown>>; // a person's decision, read field by field
  const text = (key: keyof PostalAddress): string => (typeof parts[key] === 'string' ? parts[key] : '');
  return postalAddress({
    address1: text('address1'),
    address2: text('address2'),
    city: text('city'),
    state: text('state'),
    zip: text('zip'),
    country: text('country'),
  });
}

/** State of residence where the address cannot be used: a state that stands with a city or ZIP in the evidence. */
export function stateOfEvidence(mentions: readonly Mention[]): string {
  const states = new Set(
    mentions
      .flatMap(({ attrs }) => attrs.flatMap((attr) => (attr.type === 'address' ? (addressParts(attr)?.state.toUpperCase() ?? '') : '')))
      .filter((state) => state !== ''),
  );
  return states.size === 1 ? ([...states][0] ?? '') : '';
}
