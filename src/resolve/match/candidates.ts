/** Roster persons that a profile may be: by every key it has, exact and with one slip. No pair is compared that shares none. spec/resolve.md 3.5 */
import { slipsOf } from '../normalise/dates.ts';
import type { Profile } from '../profile.ts';
import { KEY } from '../roster/postings.ts';
import { givenLookups, variantsOf, type RosterIndex } from '../roster/roster-index.ts';

/** After this many the rest of a key says nothing: a name that 200 members have needs another attribute. */
const CANDIDATES_MAX = 200;
/** So many people of one day are still compared one by one, to find slips in names. */
const DAY_PERSONS_MAX = 400;
const ID_SLIP_CHARS_MIN = 7;

/** Persons in ascending order. */
export function candidatesOf(profile: Profile, roster: RosterIndex): readonly number[] {
  if (roster.size === 0) return [];
  const found = new Set<number>();
  const add = (persons: readonly number[]): void => {
    for (const person of persons) if (found.size < CANDIDATES_MAX * 2) found.add(person);
  };
  for (const { value, stripped } of profile.ids) {
    add(roster.persons(KEY.id, value, CANDIDATES_MAX));
    if (stripped !== value) add(roster.persons(KEY.id, stripped, CANDIDATES_MAX));
    add(roster.persons(KEY.household, value, CANDIDATES_MAX));
  }
  for (const value of profile.numbers) add(roster.persons(KEY.id, value, CANDIDATES_MAX));
  for (const phone of profile.phones) add(roster.persons(KEY.phone, phone, CANDIDATES_MAX));
  for (const email of profile.emails) add(roster.persons(KEY.email, email, CANDIDATES_MAX));
  for (const { zip, street } of profile.addresses) add(roster.persons(KEY.street, `${zip} ${street}`, CANDIDATES_MAX));
  addByBirth(profile, roster, add);
  addByName(profile, roster, add);
  if (found.size === 0 || profile.births.length === 0) addByIdSlip(profile, roster, add);
  return [...found].sort((a, b) => a - b).slice(0, CANDIDATES_MAX);
}

type Add = (persons: readonly number[]) => void;

function addByBirth(profile: Profile, roster: RosterIndex, add: Add): void {
  for (const birth of profile.births) {
    const days = birth.other === undefined ? [birth.days] : [birth.days, birth.other];
    for (const day of days) {
      const sameDay = roster.persons(KEY.dob, String(day), DAY_PERSONS_MAX + 1);
      if (sameDay.length <= DAY_PERSONS_MAX) add(sameDay.filter((person) => sharesLetter(profile, roster.profile(person))));
      for (const name of profile.names) {
        for (const family of name.families) add(roster.persons(KEY.dobFamily, `${day} ${family}`, CANDIDATES_MAX));
        if (name.given.length > 1)
          for (const given of givenLookups(name.given)) add(roster.persons(KEY.dobGiven, `${day} ${given}`, CANDIDATES_MAX));
      }
    }
    const families = new Set(profile.names.flatMap((name) => name.families));
    for (const slip of slipsOf(birth.days))
      for (const family of families) add(roster.persons(KEY.dobFamily, `${slip} ${family}`, CANDIDATES_MAX));
  }
}

/** Names that share no first letter of any part are no slip of one another. Without a name everybody of the day is looked at. */
function sharesLetter(a: Profile, b: Profile): boolean {
  if (a.names.length === 0) return true;
  const letters = new Set(a.names.flatMap(({ given, family }) => [given[0], family[0]]));
  return b.names.some(({ given, family }) => letters.has(given[0]) || letters.has(family[0]));
}

function addByName(profile: Profile, roster: RosterIndex, add: Add): void {
  for (const name of profile.names) {
    if (name.given.length < 2) continue;
    for (const family of variantsOf(name.families)) {
      for (const given of givenLookups(name.given)) add(roster.persons(KEY.name, `${given} ${family}`, CANDIDATES_MAX));
    }
  }
}

/** A number that is nobody's, one digit away from somebody's: each digit and each pair of neighbours in turn. */
function addByIdSlip(profile: Profile, roster: RosterIndex, add: Add): void {
  for (const { value, labelled } of profile.ids) {
    if (!labelled || value.length < ID_SLIP_CHARS_MIN || value.length > 16 || roster.persons(KEY.id, value, 1).length > 0) continue;
    for (let at = 0; at < value.length; at += 1) {
      const here = value[at] ?? '';
      if (/\d/.test(here))
        for (let digit = 0; digit <= 9; digit += 1)
          if (String(digit) !== here) add(roster.persons(KEY.id, `${value.slice(0, at)}${digit}${value.slice(at + 1)}`, 2));
      const before = value[at - 1];
      if (before !== undefined && before !== here)
        add(roster.persons(KEY.id, `${value.slice(0, at - 1)}${here}${before}${value.slice(at + 1)}`, 2));
    }
  }
}
