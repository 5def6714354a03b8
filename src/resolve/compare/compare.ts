/**
 * Two profiles, family by family, in bits: how much more likely these values are of one person than of two at random.
 * Missing is no evidence, for or against. spec/resolve.md 3.3
 */
import { calendarOf } from '../normalise/dates.ts';
import { isOneSlip } from '../normalise/similarity.ts';
import { looksLikeDate, type IdScheme } from '../normalise/values.ts';
import type { BirthDate, IdValue, Profile } from '../profile.ts';
import { bitsOf } from '../weights.ts';
import { compareNames, type NameComparison, type NameWorld } from './compare-names.ts';

export type BirthLevel = 'exact' | 'swapped' | 'typo' | 'partial' | 'year' | 'different' | 'missing';
export type IdLevel = 'exact' | 'unlabelled' | 'typo' | 'household' | 'different' | 'missing';
export type ContactLevel = 'exact' | 'weak' | 'different' | 'missing';

export interface CompareWorld extends NameWorld {
  idSpaceBits(value: string): number;
  isOwnShape(value: string): boolean;
  /** The number is exactly somebody's: then it is no slip of a number beside it. */
  isOwned(value: string): boolean;
  readonly hasPersonSuffix: boolean;
}

export interface Comparison {
  readonly bits: number;
  readonly name: NameComparison;
  readonly birth: BirthLevel;
  readonly id: IdLevel;
  /** Numbers of a scheme that both have, and none in common. */
  readonly idConflicts: readonly IdScheme[];
  readonly phone: ContactLevel;
  readonly email: ContactLevel;
  readonly address: ContactLevel;
  readonly event: boolean;
  /** Rule ids with their bits, for the explanation. */
  readonly parts: readonly { readonly rule: string; readonly bits: number }[];
}

export function compareProfiles(a: Profile, b: Profile, world: CompareWorld): Comparison {
  const parts: { rule: string; bits: number }[] = [];
  const add = (rule: string, bits: number): void => {
    if (bits !== 0) parts.push({ rule, bits });
  };
  const compared = compareNames(a.names, b.names, world);
  const birth = compareBirths(a.births, b.births);
  const married = compared.family === 'different' && compared.given === 'exact' && birth === 'exact';
  const name = married ? { ...compared, bits: compared.bits - bitsOf('family.different') + bitsOf('family.married') } : compared;
  add(`name.${name.family}.${name.given}`, name.bits);
  if (birth !== 'missing') add(`dob.${birth}`, birth === 'exact' ? birthBits(a, b, world) : bitsOf(`dob.${birth}`));
  const ids = compareIds(a, b, world, name.verdict !== 'different' && name.verdict !== 'missing');
  for (const part of ids.parts) add(part.rule, part.bits);
  const phone = compareSets(a.phones, b.phones);
  add('phone', contactBits(phone, 'phone.exact'));
  const email = compareSets(a.emails, b.emails);
  add('email', email === 'exact' ? emailBits(a, b) : contactBits(email, 'email.exact'));
  const address = compareAddresses(a, b);
  add(`address.${address.level}`, address.bits);
  const event = a.events.some((value) => b.events.includes(value));
  if (event) add('event', bitsOf('event.exact'));
  if (a.sex !== '' && b.sex !== '' && a.sex !== b.sex && a.sex !== 'X' && b.sex !== 'X') add('sex', bitsOf('sex.different'));
  if (birth === 'missing') add('age', ageBits(a, b) || ageBits(b, a));
  const bits = parts.reduce((sum, part) => sum + part.bits, 0);
  return { bits, name, birth, id: ids.level, idConflicts: ids.conflicts, phone, email, address: address.level, event, parts };
}

const BIRTH_ORDER: readonly BirthLevel[] = ['exact', 'swapped', 'typo', 'partial', 'year', 'different'];

/** The best level of all pairs. */
export function compareBirths(a: readonly BirthDate[], b: readonly BirthDate[]): BirthLevel {
  let best = BIRTH_ORDER.length;
  for (const left of a) for (const right of b) best = Math.min(best, BIRTH_ORDER.indexOf(compareBirth(left, right)));
  return BIRTH_ORDER[best] ?? 'missing';
}

function compareBirth(a: BirthDate, b: BirthDate): BirthLevel {
  if (a.days === b.days) return 'exact';
  if (a.other === b.days || b.other === a.days) return 'swapped';
  const [x, y] = [calendarOf(a.days), calendarOf(b.days)];
  if (x.year === y.year && x.month === y.day && x.day === y.month) return 'swapped';
  const digits = (date: typeof x): string =>
    `${String(date.year).padStart(4, '0')}${String(date.month).padStart(2, '0')}${String(date.day).padStart(2, '0')}`;
  if (isOneSlip(digits(x), digits(y))) return 'typo';
  const same = (x.year === y.year ? 1 : 0) + (x.month === y.month ? 1 : 0) + (x.day === y.day ? 1 : 0);
  if (same === 2 && x.year === y.year) return 'partial';
  return x.year === y.year ? 'year' : 'different';
}

function birthBits(a: Profile, b: Profile, world: CompareWorld): number {
  const day = b.births.find(({ days }) => a.births.some((birth) => birth.days === days))?.days ?? 0;
  return Math.min(bitsOf('dob.exact.max'), -Math.log2(world.frequencies.birth(day)));
}

interface IdComparison {
  readonly level: IdLevel;
  readonly conflicts: readonly IdScheme[];
  readonly parts: readonly { readonly rule: string; readonly bits: number }[];
}

function compareIds(a: Profile, b: Profile, world: CompareWorld, nameAgrees: boolean): IdComparison {
  const exact = sameId(a.ids, b.ids);
  const conflicts = conflictsOf(a.ids, b.ids);
  const lost = conflicts.map((scheme) => ({ rule: `id.${scheme}.different`, bits: bitsOf(differentRule(scheme, a, world)) }));
  if (exact !== undefined) {
    const loss = (exact.labelled ? 0 : bitsOf('id.unlabelled.loss')) + (looksLikeDate(exact.value) ? DATE_LOSS : 0);
    return {
      level: exact.labelled ? 'exact' : 'unlabelled',
      conflicts,
      parts: [{ rule: exact.labelled ? 'id.exact' : 'id.unlabelled', bits: idBits(exact.value, world) - loss }, ...lost],
    };
  }
  const number =
    a.numbers.find((value) => b.ids.some((id) => id.value === value)) ??
    b.numbers.find((value) => a.ids.some((id) => id.value === value)) ??
    a.numbers.find((value) => b.numbers.includes(value));
  if (number !== undefined) {
    const bits = Math.max(0, idBits(number, world) - bitsOf('id.unlabelled.loss') - (looksLikeDate(number) ? DATE_LOSS : 0));
    return { level: 'unlabelled', conflicts, parts: [{ rule: 'id.unlabelled', bits }, ...lost] };
  }
  const near = nearId(a.ids, b.ids, world);
  if (near === 'household') return { level: 'household', conflicts: [], parts: [{ rule: 'id.household', bits: bitsOf('id.household') }] };
  if (near === 'typo' && nameAgrees) return { level: 'typo', conflicts: [], parts: [{ rule: 'id.typo', bits: bitsOf('id.typo') }] };
  return { level: conflicts.length > 0 ? 'different' : 'missing', conflicts, parts: lost };
}
const DATE_LOSS = 10;

/** Another facility's record number says little; one of the roster's own kind that is not this person's says much. */
function differentRule(scheme: IdScheme, a: Profile, world: CompareWorld): string {
  if (scheme === 'ssn') return 'id.ssn.different';
  if (scheme === 'member_id') return 'id.member.different';
  return a.ids.some((id) => id.scheme === 'mrn' && world.isOwnShape(id.value)) ? 'id.mrn.own-kind' : 'id.mrn.different';
}

const idBits = (value: string, world: CompareWorld): number => Math.min(bitsOf('id.exact.max'), world.idSpaceBits(value));

function sameId(a: readonly IdValue[], b: readonly IdValue[]): IdValue | undefined {
  let found: IdValue | undefined;
  for (const left of a) {
    for (const right of b) {
      if (left.value !== right.value && (left.stripped !== right.stripped || left.stripped.length < 5)) continue;
      const both = { ...(left.value.length >= right.value.length ? left : right), labelled: left.labelled && right.labelled };
      if (found === undefined || (both.labelled && !found.labelled)) found = both;
    }
  }
  return found;
}

/** Schemes in which both have labelled numbers and share none. */
function conflictsOf(a: readonly IdValue[], b: readonly IdValue[]): readonly IdScheme[] {
  const of = (ids: readonly IdValue[], scheme: IdScheme): readonly IdValue[] => ids.filter((id) => id.scheme === scheme && id.labelled);
  return (['mrn', 'member_id', 'ssn'] as const).filter((scheme) => {
    const [left, right] = [of(a, scheme), of(b, scheme)];
    return left.length > 0 && right.length > 0 && sameId(left, right) === undefined;
  });
}

function nearId(a: readonly IdValue[], b: readonly IdValue[], world: CompareWorld): 'household' | 'typo' | undefined {
  for (const left of a) {
    for (const right of b) {
      if (left.scheme !== right.scheme && left.scheme !== 'id') continue;
      if (world.hasPersonSuffix && right.scheme === 'member_id') {
        if (right.value.slice(0, -2) === left.value || left.value.slice(0, -2) === right.value) return 'household';
        // The same household and another person: no slip, however near the digits are.
        if (left.value.slice(0, -2) === right.value.slice(0, -2)) continue;
      }
      if (left.value.length >= SLIP_CHARS_MIN && isOneSlip(left.value, right.value) && !world.isOwned(left.value)) return 'typo';
    }
  }
  return undefined;
}
const SLIP_CHARS_MIN = 6;

function compareSets(a: readonly string[], b: readonly string[]): ContactLevel {
  if (a.length === 0 || b.length === 0) return 'missing';
  return a.some((value) => b.includes(value)) ? 'exact' : 'different';
}

function contactBits(level: ContactLevel, exact: string): number {
  return level === 'exact' ? bitsOf(exact) : level === 'different' ? bitsOf('contact.different') : 0;
}

/** An address that spells the name is not independent of it: what counts is what it has beside the name. */
function emailBits(a: Profile, b: Profile): number {
  const local = (a.emails.find((value) => b.emails.includes(value)) ?? '').split('@')[0] ?? '';
  const isName = b.names.some(({ family }) => family.length > 2 && local.toUpperCase().includes(family));
  const digits = local.replace(/\D/g, '').length;
  return isName ? Math.min(bitsOf('email.exact'), bitsOf('email.spells') + digits * BITS_A_DIGIT) : bitsOf('email.exact');
}
const BITS_A_DIGIT = Math.log2(10);

function compareAddresses(a: Profile, b: Profile): { readonly level: ContactLevel; readonly bits: number } {
  if (a.addresses.length === 0 || b.addresses.length === 0) return { level: 'missing', bits: 0 };
  let best: { readonly level: ContactLevel; readonly bits: number } = { level: 'different', bits: bitsOf('contact.different') };
  for (const left of a.addresses) {
    for (const right of b.addresses) {
      if (left.zip !== right.zip) continue;
      const sameStreet = left.street === right.street;
      const bits = !sameStreet
        ? bitsOf('address.zip')
        : left.unit === right.unit
          ? bitsOf('address.exact')
          : left.unit === '' || right.unit === ''
            ? bitsOf('address.unit')
            : bitsOf('address.zip');
      if (bits > best.bits)
        best = { level: sameStreet && (left.unit === right.unit || left.unit === '' || right.unit === '') ? 'exact' : 'weak', bits };
    }
  }
  return best;
}

function ageBits(a: Profile, b: Profile): number {
  const [birth] = b.births;
  if (birth === undefined || a.bornFrom === undefined || a.bornTo === undefined) return 0;
  const { year } = calendarOf(birth.days);
  return year >= a.bornFrom && year <= a.bornTo ? bitsOf('age.agrees') : bitsOf('age.differs');
}
