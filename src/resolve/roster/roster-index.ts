/**
 * The roster in memory, for look-ups by every key that a mention may have. Rows stay as they came; keys lie in typed arrays.
 * About 13 entries of 8 bytes a row: 100,000 rows take 10 MB beside the rows themselves. spec/resolve.md 6
 */
import type { Member, MemberHint, RosterLookup } from '../../model/index.ts';

import { addressKey } from '../normalise/addresses.ts';
import { daysOfIso } from '../normalise/dates.ts';
import { foldText, withoutUmlautE } from '../normalise/fold.ts';
import { formalNames } from '../normalise/name-tables.ts';
import { nameForm } from '../normalise/names.ts';
import { normaliseEmail, normaliseId, normalisePhone, withoutZeros } from '../normalise/values.ts';
import { profileOfMembers, type Profile } from '../profile.ts';
import { CountedFrequencies, type Frequencies } from './frequencies.ts';
import { IdShapes } from './id-shapes.ts';
import { KEY, PostingsBuilder, type KeyKind, type Postings } from './postings.ts';
import { personRows } from './roster-persons.ts';

export interface RosterIndex extends RosterLookup {
  readonly frequencies: Frequencies;
  /** Persons (each by its first row) that have this key; a few may not. At most `limit`. */
  persons(kind: KeyKind, value: string, limit: number): readonly number[];
  profile(person: number): Profile;
  rowsOf(person: number): readonly Member[];
  /** Roster key of the person: that of the first row. */
  keyOf(person: number): string;
  personOf(key: string): number | undefined;
  /** How many persons have this given and family name, folded. */
  namesakes(given: string, family: string): number;
  idSpaceBits(value: string): number;
  /** The number looks like most of the roster's own: then the roster should have it. */
  isOwnShape(value: string): boolean;
  /** The last two digits of a member number tell the person of a household. */
  readonly hasPersonSuffix: boolean;
}

const HINTS_MAX = 8;
const PROFILES_MAX = 50_000;

export function buildRosterIndex(members: readonly Member[]): RosterIndex {
  const builder = new PostingsBuilder();
  const frequencies = new CountedFrequencies();
  const shapes = new IdShapes();
  members.forEach((member, row) => addRow(member, row, { builder, frequencies, shapes }));
  const postings = builder.build();
  return new MemoryRoster(members, { postings, personOf: personRows(members, postings), frequencies, shapes });
}

interface Building {
  readonly builder: PostingsBuilder;
  readonly frequencies: CountedFrequencies;
  readonly shapes: IdShapes;
}

function addRow(member: Member, row: number, { builder, frequencies, shapes }: Building): void {
  builder.add(KEY.row, `${member.roster} ${member.key}`, row);
  for (const [scheme, raw] of [
    ['mrn', member.mrn],
    ['member_id', member.memberId],
    ['ssn', member.ssn],
    ['id', member.subscriberId],
  ] as const) {
    const value = raw === '' ? '' : normaliseId(raw, scheme);
    if (value === '') continue;
    builder.add(KEY.id, value, row);
    if (withoutZeros(value) !== value) builder.add(KEY.id, withoutZeros(value), row);
    if (scheme === 'member_id' && /\d\d$/.test(value) && value.length >= 8) builder.add(KEY.household, value.slice(0, -2), row);
    if (scheme === 'mrn' || scheme === 'member_id') shapes.add(value);
  }
  const name = nameForm(member, 1);
  if (name === undefined) return;
  const days = member.dob === '' ? undefined : daysOfIso(member.dob);
  frequencies.add(name.given, name.family, days);
  for (const family of variantsOf(name.families)) {
    builder.add(KEY.name, `${name.given} ${family}`, row);
    if (days !== undefined) builder.add(KEY.dobFamily, `${days} ${family}`, row);
  }
  if (days !== undefined) {
    builder.add(KEY.dobGiven, `${days} ${name.given}`, row);
    builder.add(KEY.dob, String(days), row);
  }
  builder.add(KEY.phone, member.phone, row);
  if (member.email !== '') builder.add(KEY.email, normaliseEmail(member.email), row);
  const address = addressKey({ street: member.address1, state: member.state, zip: member.zip });
  if (address !== undefined && address.zip !== '') builder.add(KEY.street, `${address.zip} ${address.street}`, row);
}

/** Family names under which somebody is looked for: all variants, and their forms without the e of an umlaut. */
export function variantsOf(families: readonly string[]): readonly string[] {
  const plain = families.map(withoutUmlautE);
  return plain.every((family, at) => family === families[at]) ? families : [...new Set([...families, ...plain])];
}

interface RosterParts {
  readonly postings: Postings;
  readonly personOf: Uint32Array;
  readonly frequencies: CountedFrequencies;
  readonly shapes: IdShapes;
}

class MemoryRoster implements RosterIndex {
  readonly size: number;
  readonly frequencies: CountedFrequencies;
  readonly hasPersonSuffix: boolean;
  readonly #members: readonly Member[];
  readonly #postings: Postings;
  readonly #personOf: Uint32Array;
  readonly #shapes: IdShapes;
  readonly #rosterMax: number;
  readonly #twoRows = new Map<number, number[]>();
  readonly #profiles = new Map<number, Profile>();
  readonly #isDefault = (iso: string): boolean => {
    const days = daysOfIso(iso);
    return days !== undefined && this.frequencies.isDefaultBirth(days);
  };

  constructor(members: readonly Member[], { postings, personOf, frequencies, shapes }: RosterParts) {
    this.#members = members;
    this.#postings = postings;
    this.#personOf = personOf;
    this.#shapes = shapes;
    this.frequencies = frequencies;
    let persons = 0;
    personOf.forEach((person, row) => {
      if (person === row) {
        persons += 1;
        return;
      }
      const rows = this.#twoRows.get(person);
      if (rows === undefined) this.#twoRows.set(person, [person, row]);
      else rows.push(row);
    });
    this.size = persons;
    this.#rosterMax = members.reduce((most, { roster }) => Math.max(most, roster), 0);
    this.hasPersonSuffix = shapes.hasPersonSuffix(memberNumbers(members));
  }

  persons(kind: KeyKind, value: string, limit: number): readonly number[] {
    const rows = this.#postings.rows(kind, value);
    if (rows.length === 1) return [this.#personOf[rows[0] ?? 0] ?? 0];
    return [...new Set(rows.map((row) => this.#personOf[row] ?? 0))].sort((a, b) => a - b).slice(0, limit);
  }

  profile(person: number): Profile {
    const known = this.#profiles.get(person);
    if (known !== undefined) return known;
    if (this.#profiles.size >= PROFILES_MAX) this.#profiles.clear();
    const profile = profileOfMembers(this.rowsOf(person), this.#isDefault);
    this.#profiles.set(person, profile);
    return profile;
  }

  rowsOf(person: number): readonly Member[] {
    const rows = this.#twoRows.get(person) ?? [person];
    return rows.flatMap((row) => this.#members[row] ?? []);
  }

  keyOf(person: number): string {
    return this.#members[person]?.key ?? '';
  }

  personOf(key: string): number | undefined {
    for (let roster = 0; roster <= this.#rosterMax; roster += 1) {
      const row = this.#postings.rows(KEY.row, `${roster} ${key}`).find((at) => this.#members[at]?.key === key);
      if (row !== undefined) return this.#personOf[row];
    }
    return undefined;
  }

  namesakes(given: string, family: string): number {
    const rows = this.#postings.rows(KEY.name, `${given} ${family}`);
    return rows.length < 2 ? rows.length : new Set(rows.map((row) => this.#personOf[row] ?? 0)).size;
  }

  idSpaceBits(value: string): number {
    return this.#shapes.spaceBits(value);
  }

  isOwnShape(value: string): boolean {
    return this.size > 0 && this.#shapes.isUsual(value, this.size);
  }

  idDensity(value: string): number {
    return this.#shapes.density(normaliseId(value, 'id'));
  }

  byId(value: string): readonly MemberHint[] {
    const wanted = normaliseId(value, 'id');
    if (wanted === '') return [];
    const stripped = withoutZeros(wanted);
    const persons = [...new Set([...this.persons(KEY.id, wanted, HINTS_MAX), ...this.persons(KEY.id, stripped, HINTS_MAX)])];
    return this.#hints(persons.filter((person) => this.profile(person).ids.some((id) => id.value === wanted || id.stripped === stripped)));
  }

  byName(given: string, family: string): { readonly count: number; readonly members: readonly MemberHint[] } {
    const first = foldText(given).split(' ')[0] ?? '';
    const last = foldText(family).replaceAll(' ', '');
    const persons = this.persons(KEY.name, `${first} ${last}`, Infinity);
    return { count: persons.length, members: this.#hints(persons) };
  }

  byDob(isoDate: string, family: string): readonly MemberHint[] {
    const days = daysOfIso(isoDate);
    return days === undefined ? [] : this.#hints(this.persons(KEY.dobFamily, `${days} ${foldText(family).replaceAll(' ', '')}`, HINTS_MAX));
  }

  byPhone(digits: string): readonly MemberHint[] {
    const wanted = normalisePhone(digits);
    return this.#hints(this.persons(KEY.phone, wanted, HINTS_MAX).filter((person) => this.profile(person).phones.includes(wanted)));
  }

  byEmail(email: string): readonly MemberHint[] {
    const wanted = normaliseEmail(email);
    return this.#hints(this.persons(KEY.email, wanted, HINTS_MAX).filter((person) => this.profile(person).emails.includes(wanted)));
  }

  #hints(persons: readonly number[]): readonly MemberHint[] {
    return persons.slice(0, HINTS_MAX).flatMap((person) => {
      const member = this.#members[person];
      return member === undefined ? [] : [{ member: member.key, given: member.given, family: member.family, dob: member.dob }];
    });
  }
}

function* memberNumbers(members: readonly Member[]): Generator<string> {
  for (const member of members) if (member.memberId !== '') yield normaliseId(member.memberId, 'member_id');
}

/** Given names under which a mention's person may stand in the roster: as written, and the formal names of a short form. */
export function givenLookups(given: string): readonly string[] {
  return [given, ...formalNames(given)].slice(0, GIVEN_LOOKUPS_MAX);
}
const GIVEN_LOOKUPS_MAX = 12;
