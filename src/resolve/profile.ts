/**
 * What is known of somebody, in forms that can be compared: of one mention, of a cluster of mentions, or of a roster person.
 * Placeholders and invalid values are not in it: a placeholder is missing, not a disagreement. spec/resolve.md 3.2
 */
import type { Member, Mention, MentionAttr, NameReading } from '../model/index.ts';

import { addressKey, parseAddress, type AddressKey } from './normalise/addresses.ts';
import { calendarOf, daysOfIso, isoOfDays, readDate } from './normalise/dates.ts';
import { formsOfReadings, isPlaceholderName, isTestPerson, nameForm, parseName, type NameForm } from './normalise/names.ts';
import { isDummyBirth, normaliseEmail, normaliseId, normalisePhone, withoutZeros, type IdScheme } from './normalise/values.ts';

export interface IdValue {
  readonly scheme: IdScheme;
  readonly value: string;
  readonly stripped: string;
  readonly labelled: boolean;
}

export interface BirthDate {
  readonly days: number;
  readonly other?: number;
}

export interface Profile {
  readonly names: readonly NameForm[];
  readonly births: readonly BirthDate[];
  readonly ids: readonly IdValue[];
  /** Numbers whose kind is not known. */
  readonly numbers: readonly string[];
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly addresses: readonly AddressKey[];
  readonly sex: string;
  /** Years of birth that a stated age allows. */
  readonly bornFrom?: number;
  readonly bornTo?: number;
  readonly events: readonly string[];
}

export const EMPTY_PROFILE: Profile = {
  names: [],
  births: [],
  ids: [],
  numbers: [],
  phones: [],
  emails: [],
  addresses: [],
  sex: '',
  events: [],
};

/** Values that many incompatible people share: no evidence. */
export interface Poison {
  readonly ids: ReadonlySet<string>;
  readonly phones: ReadonlySet<string>;
  readonly emails: ReadonlySet<string>;
}

const VALUES_MAX = 40;
const NAMES_MAX = 12;

/** `asOf` in days bounds births: nobody is born later. */
export function profileOfMention(mention: Mention, asOf: number): Profile {
  const of = (type: MentionAttr['type']): readonly MentionAttr[] => mention.attrs.filter((attr) => attr.type === type).slice(0, VALUES_MAX);
  const text = (attr: MentionAttr): string => (attr.norm ?? attr.raw).reveal('match');
  const ids = (['mrn', 'member_id', 'ssn', 'id'] as const).flatMap((scheme) =>
    of(scheme).flatMap((attr): IdValue[] => {
      const value = normaliseId(text(attr), scheme);
      return value === '' ? [] : [{ scheme, value, stripped: withoutZeros(value), labelled: attr.labelled }];
    }),
  );
  const age = of('age')
    .map((attr) => Number(/\d{1,3}/.exec(text(attr))?.[0] ?? Number.NaN))
    .find((years) => years <= 120);
  const year = calendarOf(asOf).year;
  return {
    names: of('name')
      .flatMap((attr) => nameForms(attr))
      .slice(0, NAMES_MAX),
    births: of('dob').flatMap((attr) => birthOf(attr, asOf)),
    ids,
    numbers: of('number')
      .map((attr) => normaliseId(text(attr), 'id'))
      .filter(isValue),
    phones: of('phone')
      .map((attr) => normalisePhone(text(attr)))
      .filter(isValue),
    emails: of('email')
      .map((attr) => normaliseEmail(text(attr)))
      .filter(isValue),
    addresses: of('address').flatMap((attr) => addressOf(attr)),
    sex: sexOf(of('sex').map(text)[0] ?? ''),
    // An age is of the day it was written, which may be years ago.
    ...(age === undefined ? {} : { bornFrom: year - age - AGE_SLACK_YEARS, bornTo: year - age + 1 }),
    events: of('event')
      .map((attr) => normaliseId(text(attr), 'id'))
      .filter(isValue),
  };
}
const AGE_SLACK_YEARS = 3;

const isValue = (value: string): boolean => value !== '';
const sexOf = (text: string): string => (/^[\s]*[mf]/i.test(text) ? text.trim().slice(0, 1).toUpperCase() : '');

function nameForms(attr: MentionAttr): readonly NameForm[] {
  const raw = attr.raw.reveal('match');
  if (isPlaceholderName(raw)) return [];
  const readings = attr.norm === undefined ? undefined : readingsOf(attr.norm.reveal('match'));
  const forms = readings === undefined ? [] : formsOfReadings(readings);
  return forms.length > 0 ? forms : parseName(raw);
}

function readingsOf(json: string): readonly NameReading[] | undefined {
  if (!json.startsWith('[')) return undefined;
  return JSON.parse(json) as NameReading[]; // written by `link` from NameReading[]
}

/** True if the name says that the system was tried with it. */
export function isTestMention(mention: Mention): boolean {
  return mention.attrs.some((attr) => attr.type === 'name' && isTestPerson(attr.raw.reveal('match')));
}

function birthOf(attr: MentionAttr, asOf: number): readonly BirthDate[] {
  const norm = attr.norm?.reveal('match');
  const iso = norm === undefined ? undefined : daysOfIso(norm);
  const raw = readDate(attr.raw.reveal('match'), 'mdy', asOf);
  const date: BirthDate | undefined =
    iso === undefined ? raw : { days: iso, ...(raw?.other === undefined || raw.other === iso ? {} : { other: raw.other }) };
  return date === undefined ? [] : plausibleBirth(date, asOf);
}

/** Not in the future, not over 115 years ago, no placeholder. */
function plausibleBirth(date: BirthDate, asOf: number): readonly BirthDate[] {
  const fits = (days: number): boolean => days <= asOf && asOf - days <= BIRTH_DAYS_MAX && !isDummyBirth(isoOfDays(days));
  if (!fits(date.days))
    return date.other !== undefined && fits(date.other) && !isDummyBirth(isoOfDays(date.days)) ? [{ days: date.other }] : [];
  return date.other !== undefined && fits(date.other) ? [date] : [{ days: date.days }];
}
const BIRTH_DAYS_MAX = Math.round(115 * 365.25);

export interface AddressParts {
  readonly street: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
}

/** The parts of an address attribute; undefined if it is not understood. */
export function addressParts(attr: MentionAttr): AddressParts | undefined {
  const norm = attr.norm?.reveal('match');
  if (norm?.startsWith('{') === true) {
    const parts = JSON.parse(norm) as Partial<AddressParts>; // written by `link`
    return { street: parts.street ?? '', city: parts.city ?? '', state: parts.state ?? '', zip: parts.zip ?? '' };
  }
  return parseAddress(attr.raw.reveal('match'));
}

function addressOf(attr: MentionAttr): readonly AddressKey[] {
  const parts = addressParts(attr);
  const key = parts === undefined ? undefined : addressKey(parts);
  return key === undefined || key.zip === '' ? [] : [key];
}

/** All rows of one roster person in one profile. Births that many rows share by default are left out by the caller. */
export function profileOfMembers(members: readonly Member[], isShared: (iso: string) => boolean): Profile {
  const ids = members.flatMap((member): IdValue[] =>
    (
      [
        ['mrn', member.mrn],
        ['member_id', member.memberId],
        ['ssn', member.ssn],
        ['id', member.subscriberId],
      ] as const
    ).flatMap(([scheme, raw]) => {
      const value = raw === '' ? '' : normaliseId(raw, scheme);
      return value === '' ? [] : [{ scheme, value, stripped: withoutZeros(value), labelled: true }];
    }),
  );
  return {
    names: members.flatMap((member) => nameForm(member, 1) ?? []).slice(0, NAMES_MAX),
    births: members.flatMap(({ dob }) => {
      const days = dob === '' || isShared(dob) || isDummyBirth(dob) ? undefined : daysOfIso(dob);
      return days === undefined ? [] : [{ days }];
    }),
    ids,
    numbers: [],
    phones: members.map(({ phone }) => phone).filter(isValue),
    emails: members.map(({ email }) => (email === '' ? '' : normaliseEmail(email))).filter(isValue),
    addresses: members
      .flatMap((member) => addressKey({ street: `${member.address1} ${member.address2}`, state: member.state, zip: member.zip }) ?? [])
      .filter(({ zip }) => zip !== ''),
    sex: members[0]?.sex ?? '',
    events: [],
  };
}

/** The union of two profiles; equal values once, in a fixed order. */
export function mergeProfiles(a: Profile, b: Profile): Profile {
  const from = Math.max(a.bornFrom ?? -Infinity, b.bornFrom ?? -Infinity);
  const to = Math.min(a.bornTo ?? Infinity, b.bornTo ?? Infinity);
  return {
    names: fullest(union(a.names, b.names, (name) => `${name.given} ${name.middle} ${name.family} ${name.suffix}`, NAMES_MAX)),
    births: union(a.births, b.births, ({ days }) => String(days).padStart(6), VALUES_MAX),
    ids: union(a.ids, b.ids, ({ scheme, value, labelled }) => `${scheme} ${value} ${labelled ? 0 : 1}`, VALUES_MAX),
    numbers: union(a.numbers, b.numbers, (value) => value, VALUES_MAX),
    phones: union(a.phones, b.phones, (value) => value, VALUES_MAX),
    emails: union(a.emails, b.emails, (value) => value, VALUES_MAX),
    addresses: union(a.addresses, b.addresses, ({ street, unit, zip }) => `${zip} ${street} ${unit}`, VALUES_MAX),
    sex: a.sex === '' ? b.sex : b.sex === '' || a.sex === b.sex ? a.sex : '',
    ...(Number.isFinite(from) ? { bornFrom: from } : {}),
    ...(Number.isFinite(to) ? { bornTo: to } : {}),
    events: union(a.events, b.events, (value) => value, VALUES_MAX),
  };
}

/** A part of a name says nothing beside the whole of it. */
function fullest(names: readonly NameForm[]): readonly NameForm[] {
  const whole = names.filter(({ given, family }) => given.length > 1 && family !== '');
  return whole.length > 0 ? whole : names;
}

function union<T>(a: readonly T[], b: readonly T[], key: (value: T) => string, max: number): readonly T[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  const seen = new Map<string, T>();
  for (const value of a) seen.set(key(value), value);
  for (const value of b) if (!seen.has(key(value))) seen.set(key(value), value);
  return [...seen.entries()]
    .sort(([x], [y]) => (x < y ? -1 : x > y ? 1 : 0))
    .slice(0, max)
    .map(([, value]) => value);
}

export function withoutPoison(profile: Profile, poison: Poison): Profile {
  return {
    ...profile,
    ids: profile.ids.filter(({ value }) => !poison.ids.has(value)),
    phones: profile.phones.filter((value) => !poison.phones.has(value)),
    emails: profile.emails.filter((value) => !poison.emails.has(value)),
  };
}

/** Families of evidence in a profile; attributes that err together count once. spec/resolve.md 1 */
export function familiesOf(profile: Profile): number {
  return [profile.names, profile.births, profile.ids, profile.phones, profile.emails, profile.addresses, profile.events].filter(
    (values) => values.length > 0,
  ).length;
}

/** Only a name, perhaps with age and sex. */
export function isNameOnly(profile: Profile): boolean {
  return profile.names.length > 0 && familiesOf(profile) === 1 && profile.numbers.length === 0;
}
