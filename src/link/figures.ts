/**
 * Figures: the persons of one content after its name places are put together. A figure becomes one mention. Short forms join
 * their full name; rows of a table stay apart; Jr and Sr, and namesakes with other numbers (`apart`), stay apart.
 */
import { byNumber, byText } from '../kernel/index.ts';
import {
  groupOf,
  nameReadings,
  type Candidate,
  type ContentAnalysis,
  type NameReading,
  type PersonCandidate,
  type Role,
} from '../model/index.ts';

import { nameWords, orderlessKey } from './name-key.ts';
import { dismissal } from './rules.ts';
import type { ScopeTree } from './scopes.ts';

/** One place where a figure stands: a name, or for a figure without name one of its numbers. In text order. */
export interface Occurrence {
  readonly figure: number;
  readonly start: number;
  readonly end: number;
  readonly scope: number;
  readonly line: number;
  /** Scope of the record (row, form) it stands in; −1 outside of tables. */
  readonly record: number;
  /** Index into `analysis.persons`; undefined for a figure without name. */
  readonly person?: number;
}

export interface Figure {
  readonly index: number;
  /** Indices into `analysis.persons`, in text order; empty for a figure without name. */
  readonly persons: readonly number[];
  /** Index of the fullest name. −1 for a figure without name. */
  readonly anchor: number;
  readonly words: readonly string[];
  readonly readings: readonly NameReading[];
  /** P(a name at all), from text alone. */
  readonly p: number;
  readonly tags: readonly string[];
  /** Strongest log-odds of each role over its places, for and against. */
  readonly textRoles: Readonly<Partial<Record<Role, number>>>;
}

/** Contents with more rows than this are lists: a name in one row says nothing about the text around. */
const RECORDS_OF_A_FORM_MAX = 8;

export interface Cast {
  readonly figures: readonly Figure[];
  readonly occurrences: readonly Occurrence[];
  /** Per figure its occurrences in text order, as indices. */
  readonly placesOf: readonly (readonly number[])[];
  /** So many rows that names in rows count only inside their row. */
  readonly isList: boolean;
}

/** `apart` gives name places that must not be put together a number each, by person index. */
export function castOf(analysis: ContentAnalysis, tree: ScopeTree, apart: ReadonlyMap<number, number>): Cast {
  const { persons } = analysis;
  const live = persons.flatMap((person, i) => (whyNoPerson(person, analysis.candidates) === undefined ? [i] : []));
  const recordOf = (i: number): number => recordOfPerson(persons[i], tree);
  const records = new Set(live.map(recordOf));
  records.delete(-1);
  const isList = records.size > RECORDS_OF_A_FORM_MAX;
  const groups = groupPlaces({ persons, live, recordOf, isList, tree, apart });
  const figures = groups.map((members, index) => figureOf(index, members, persons));
  const occurrences = figures.flatMap((figure) =>
    figure.persons.map((i): Occurrence => {
      const person = persons[i] as PersonCandidate; // i comes from the list itself
      return {
        figure: figure.index,
        start: person.start,
        end: person.end,
        scope: person.scope,
        line: person.line,
        record: recordOf(i),
        person: i,
      };
    }),
  );
  occurrences.sort((a, b) => a.start - b.start || a.end - b.end || a.figure - b.figure);
  return { figures, occurrences, placesOf: placesByFigure(figures.length, occurrences), isList };
}

export function placesByFigure(figures: number, occurrences: readonly Occurrence[]): readonly (readonly number[])[] {
  const lists: number[][] = Array.from({ length: figures }, () => []);
  occurrences.forEach((place, i) => lists[place.figure]?.push(i));
  return lists;
}

/** The rule by which a name place is no person; undefined if it may be one. */
export function whyNoPerson(person: PersonCandidate, candidates: readonly Candidate[]): string | undefined {
  if (person.dismissedBy !== undefined) return person.dismissedBy;
  const words = nameWords(person.value.reveal('match'));
  if (words.length === 1 && words[0]?.length === 1 && person.sameAs === undefined) return dismissal('not-a-name');
  if (words.length === 1 && isClinicalWord(person, candidates)) return dismissal('clinical-word');
  return isPlaceName(person, candidates) ? dismissal('place-name') : undefined;
}

/** `HIV` in a blank form: the single word is a clinical term, or part of one. A sure name stays a name (`Allegra`). */
function isClinicalWord(person: PersonCandidate, candidates: readonly Candidate[]): boolean {
  if (person.p >= SURE_NAME_P) return false;
  return around(person.start, candidates).some(
    (candidate) =>
      groupOf(candidate.element) === 'health' && candidate.p >= ADDRESS_P && candidate.start <= person.start && person.end <= candidate.end,
  );
}

const SURE_NAME_P = 0.9;

/** A city or street that reads like a name: the address says what it is, unless a label or column says that it is a person. */
function isPlaceName(person: PersonCandidate, candidates: readonly Candidate[]): boolean {
  if (person.label !== undefined || person.cell?.columnElement?.startsWith('name') === true) return false;
  return around(person.start, candidates).some(
    (candidate) =>
      candidate.p >= ADDRESS_P && candidate.element.startsWith('address.') && candidate.start < person.end && person.start < candidate.end,
  );
}

/** The few candidates that begin around an offset. */
function around(start: number, candidates: readonly Candidate[]): readonly Candidate[] {
  let low = 0;
  let high = candidates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((candidates[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return candidates.slice(Math.max(0, low - 2), low + 3).filter(({ dismissedBy }) => dismissedBy === undefined);
}

const ADDRESS_P = 0.9;

function recordOfPerson(person: PersonCandidate | undefined, tree: ScopeTree): number {
  if (person === undefined) return -1;
  return tree.recordAt(person.cell?.record, person.scope);
}

interface Places {
  readonly persons: readonly PersonCandidate[];
  readonly live: readonly number[];
  readonly recordOf: (i: number) => number;
  readonly isList: boolean;
  readonly tree: ScopeTree;
  readonly apart: ReadonlyMap<number, number>;
}

/** Lists of person indices that are one figure, in the order of their first place. */
function groupPlaces(places: Places): readonly (readonly number[])[] {
  const { persons, live } = places;
  const keyOf = new Map<number, string>();
  for (const i of live) keyOf.set(i, fullKey(persons[i] as PersonCandidate)); // i comes from the list itself
  const split = rowsApart(places, keyOf);
  const root = new Map<number, number>(live.map((i) => [i, i]));
  const find = (i: number): number => {
    let at = i;
    while (root.get(at) !== undefined && root.get(at) !== at) at = root.get(at) ?? at;
    return at;
  };
  const join = (a: number, b: number): void => {
    const [x, y] = [find(a), find(b)].sort(byNumber);
    if (x !== undefined && y !== undefined && x !== y) root.set(y, x);
  };
  const first = new Map<string, number>();
  for (const i of live) {
    // The same single word is the same person, where nothing says more.
    const key = (keyOf.get(i) ?? '') || singleKey(persons[i], places.isList ? places.recordOf(i) : -1);
    if (key === '') continue;
    const group = `${key}\n${places.apart.get(i) ?? ''}\n${split.has(key) ? places.recordOf(i) : ''}`;
    const known = first.get(group);
    if (known === undefined) first.set(group, i);
    else join(i, known);
  }
  for (const i of live) {
    const target = persons[i]?.sameAs;
    if (target === undefined || !root.has(target) || target === i) continue;
    const sameRow = places.recordOf(i) === places.recordOf(target);
    if (
      (sameRow || !places.isList) &&
      (places.apart.get(i) ?? -1) === (places.apart.get(target) ?? -1) &&
      !suffixesDiffer(persons[i], persons[target])
    )
      join(i, target);
  }
  joinShorter(places, keyOf, split, join);
  const groups = new Map<number, number[]>();
  for (const i of live) {
    const key = find(i);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  }
  return [...groups.values()];
}

/** Names that stand in two rows of one table: namesakes until their values say otherwise. */
function rowsApart(places: Places, keyOf: ReadonlyMap<number, string>): ReadonlySet<string> {
  const rowOfTable = new Map<string, string>();
  const apart = new Set<string>();
  for (const i of places.live) {
    const record = places.recordOf(i);
    const key = keyOf.get(i) ?? '';
    if (record < 0 || key === '') continue;
    const scope = places.tree.scopes[record];
    const table = `${key}\n${scope?.table ?? places.persons[i]?.cell?.table ?? scope?.parent ?? ''}`;
    const row = String(record);
    const known = rowOfTable.get(table);
    if (known === undefined) rowOfTable.set(table, row);
    else if (known !== row) apart.add(key);
  }
  return apart;
}

/** `Garcia, Maria` joins `María García López` if exactly one longer name holds all its words. */
function joinShorter(
  places: Places,
  keyOf: ReadonlyMap<number, string>,
  split: ReadonlySet<string>,
  join: (a: number, b: number) => void,
): void {
  const byWord = new Map<string, Map<string, number>>();
  for (const i of places.live) {
    const key = keyOf.get(i) ?? '';
    if (key.split(' ').length < 3 || split.has(key)) continue;
    for (const word of key.split(' ')) {
      const list = byWord.get(word) ?? new Map<string, number>();
      if (!list.has(key)) list.set(key, i);
      byWord.set(word, list);
    }
  }
  if (byWord.size === 0) return;
  for (const i of places.live) {
    const key = keyOf.get(i) ?? '';
    const words = key.split(' ');
    if (words.length !== 2 || split.has(key) || places.apart.has(i)) continue;
    const longer = [...(byWord.get(words[0] ?? '') ?? new Map<string, number>())].filter(([other]) =>
      words.every((word) => other.split(' ').includes(word)),
    );
    const target = longer.length === 1 ? longer[0]?.[1] : undefined;
    if (target === undefined || places.apart.has(target) || givenOf(places.persons[i]) !== givenOf(places.persons[target])) continue;
    // In a list every row stands for itself.
    if (!places.isList || places.recordOf(i) === places.recordOf(target)) join(i, target);
  }
}

function singleKey(person: PersonCandidate | undefined, record: number): string {
  const words =
    person === undefined || person.sameAs !== undefined || person.tags.includes('newborn') ? [] : nameWords(person.value.reveal('match'));
  return words.length === 1 && (words[0]?.length ?? 0) > 1 ? `=${words[0] ?? ''} ${record}` : '';
}

const givenOf = (person: PersonCandidate | undefined): string =>
  person === undefined ? '' : (nameWords(nameReadings(person)[0]?.given ?? '')[0] ?? '');

/** Words of given and family name with the suffix; empty for a name that is not full. Middle names do not keep people apart here. */
function fullKey(person: PersonCandidate): string {
  const best = nameReadings(person)[0];
  if (best === undefined || best.given === '' || best.family === '') return '';
  const key = orderlessKey(nameWords(`${best.given} ${best.family}`));
  return key === '' ? '' : `${key}${best.suffix === '' ? '' : ` ${best.suffix.toUpperCase().replace(/[^A-Z]/g, '')}`}`;
}

function suffixesDiffer(a: PersonCandidate | undefined, b: PersonCandidate | undefined): boolean {
  const suffix = (person: PersonCandidate | undefined): string =>
    person === undefined ? '' : (nameReadings(person)[0]?.suffix ?? '').toUpperCase();
  const [x, y] = [suffix(a), suffix(b)];
  return x !== '' && y !== '' && x !== y;
}

function figureOf(index: number, members: readonly number[], persons: readonly PersonCandidate[]): Figure {
  let anchor = members[0] ?? -1;
  let fullest = -1;
  const roles: Partial<Record<Role, number>> = {};
  const tags = new Set<string>();
  let p = 0;
  for (const i of members) {
    const person = persons[i] as PersonCandidate; // members are indices of the list
    const best = nameReadings(person)[0];
    const full = best === undefined ? 0 : (best.given === '' ? 0 : best.given.length > 1 ? 2 : 1) + (best.family === '' ? 0 : 2);
    if (full > fullest) {
      fullest = full;
      anchor = i;
    }
    p = Math.max(p, person.p);
    for (const tag of person.tags) tags.add(tag);
    for (const [role, odds] of Object.entries(person.roles) as [Role, number][]) {
      const known = roles[role] ?? 0;
      // Repeated signs of one kind are not independent: the strongest counts, with a sign for and against added up.
      roles[role] = odds >= 0 === known >= 0 ? (odds >= 0 ? Math.max(odds, known) : Math.min(odds, known)) : odds + known;
    }
  }
  const readings = anchor >= 0 && persons[anchor] !== undefined ? nameReadings(persons[anchor] as PersonCandidate) : [];
  const words = nameWords(`${readings[0]?.given ?? ''} ${readings[0]?.middle ?? ''} ${readings[0]?.family ?? ''}`);
  return { index, persons: members, anchor, words, readings, p, tags: [...tags].sort(byText), textRoles: roles };
}
