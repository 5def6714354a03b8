/** Which true person a row of individuals.csv is: by roster key, then by number, then by name with something that only this person has. */
import { listOf, type Row } from './read-answer.ts';
import type { Truth, TruePerson } from './truth.ts';

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toUpperCase();
const bare = (text: string): string => plain(text).replace(/[^A-Z0-9]/g, '');
const wordsOf = (name: string): readonly string[] =>
  plain(name)
    .replace(/['’.]/g, '')
    .split(/[^A-Z]+/)
    .filter((word) => word !== '');

/** Two whole words are the same, and what is left of the shorter one stands in the other, as an initial at least. */
export function sameName(a: string, b: string): boolean {
  const [left = [], right = []] = [wordsOf(a), wordsOf(b)].sort((one, two) => one.length - two.length);
  const whole = left.filter((word) => word.length > 1 && right.includes(word));
  const rest = left.filter((word) => !whole.includes(word));
  const free = right.filter((word) => !whole.includes(word));
  return whole.length >= 2 && rest.every((word) => free.some((other) => other.startsWith(word) || word.startsWith(other)));
}

export interface Matched {
  readonly row: Row;
  readonly person: TruePerson | undefined;
  /** The row names a member who is not in the mailbox: letters would go to a stranger. */
  readonly isStranger: boolean;
}

/** `messagesOf`: the messages in which a row's findings stand. */
export function matchPeople(rows: readonly Row[], truth: Truth, messagesOf: ReadonlyMap<string, ReadonlySet<string>>): readonly Matched[] {
  const byRoster = new Map(truth.people.filter((one) => one.roster_id !== '').map((one) => [one.roster_id, one]));
  const byMrn = new Map(truth.people.map((one) => [bare(one.mrn), one]));
  const byMember = new Map(truth.people.filter((one) => one.member_id !== '').map((one) => [bare(one.member_id), one]));
  return rows.map((row): Matched => {
    const roster = row['roster_id'] ?? '';
    if (roster !== '') {
      const person = byRoster.get(roster);
      return { row, person, isStranger: person === undefined };
    }
    const numbered = [
      ...listOf(row['mrn'] ?? '').map((text) => byMrn.get(bare(text))),
      ...listOf(row['member_id'] ?? '').map((text) => byMember.get(bare(text))),
    ].find((one) => one !== undefined);
    return {
      row,
      person: numbered ?? byName(row, truth.people, messagesOf.get(row['individual_id'] ?? '') ?? new Set()),
      isStranger: false,
    };
  });
}

function byName(row: Row, people: readonly TruePerson[], messages: ReadonlySet<string>): TruePerson | undefined {
  const named = people.filter((person) => person.names.some((name) => sameName(name, row['name'] ?? '')));
  const dob = row['dob'] ?? '';
  const fitting = named.filter((person) => dob === '' || person.dob === dob);
  const shares = (person: TruePerson): boolean =>
    person.elements.some(({ places }) => places.some(({ message_id }) => messages.has(message_id)));
  return fitting.find(shares) ?? (dob === '' ? undefined : fitting[0]);
}
