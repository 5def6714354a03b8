/** Who is related to whom, and whom a scope is about. Spec/detection.md 6.1, 6.6. */
import type { Role } from '../../model/index.ts';

import type { PersonDraft, ScopeDraft, Structure } from '../scopes/structure.ts';
import type { TextView } from '../view.ts';
import type { RoleEvidence } from './roles.ts';

const P_PERSON = 0.5;
/** Persons looked at before or behind a relation word. */
const REACH = 6;

export function relate(structure: Structure, persons: PersonDraft[], relations: readonly RoleEvidence['relation'][]): void {
  for (let i = 0; i < persons.length; i += 1) {
    const person = persons[i];
    const relation = relations[i];
    if (person === undefined || person.relatedTo !== undefined) continue;
    if (relation !== undefined) {
      const other = relation.toNext ? next(persons, i) : previous(persons, i);
      if (other !== undefined) person.relatedTo = { person: other, relation: relation.word };
    } else if (person.tags.includes('newborn')) {
      const mother = motherOf(persons, i);
      if (mother !== undefined) person.relatedTo = { person: mother, relation: 'newborn' };
    } else if (person.label !== undefined) relateByOwner(structure, persons, i, person);
  }
}

/** Spouse, dependent, guarantor of a form or row: related to its patient or subscriber. */
function relateByOwner(structure: Structure, persons: readonly PersonDraft[], i: number, person: PersonDraft): void {
  const owner = structure.scopes[person.cell?.record ?? -1]?.owner ?? person.label?.owner;
  if (owner === undefined || !['spouse', 'dependent', 'parent', 'emergency-contact', 'guarantor'].includes(owner)) return;
  const row = person.cell === undefined ? undefined : `${String(person.cell.table)} ${String(person.cell.row)}`;
  for (let distance = 1; distance <= 12; distance += 1)
    for (const at of [i - distance, i + distance]) {
      const other = persons[at];
      if (other === undefined || other.label === undefined) continue;
      const otherOwner = structure.scopes[other.cell?.record ?? -1]?.owner ?? other.label.owner;
      if (otherOwner !== 'patient' && otherOwner !== 'subscriber' && otherOwner !== 'any') continue;
      if (row !== undefined && (other.cell === undefined || `${String(other.cell.table)} ${String(other.cell.row)}` !== row)) continue;
      if (row === undefined && Math.abs(other.start - person.start) > 2000) continue;
      person.relatedTo = { person: at, relation: owner };
      return;
    }
}

function previous(persons: readonly PersonDraft[], i: number): number | undefined {
  for (let at = i - 1; at >= Math.max(0, i - REACH); at -= 1) {
    const other = persons[at];
    if (
      other !== undefined &&
      other.p >= P_PERSON &&
      other.dismissedBy === undefined &&
      topRole(other) !== 'clinician' &&
      topRole(other) !== 'correspondent' &&
      topRole(other) !== 'relative'
    )
      return other.sameAs ?? at;
  }
  return undefined;
}

function next(persons: readonly PersonDraft[], i: number): number | undefined {
  const at = i + 1;
  const other = persons[at];
  const own = persons[i];
  return other !== undefined && own !== undefined && other.p >= P_PERSON && other.dismissedBy === undefined && other.start - own.end < 80
    ? (other.sameAs ?? at)
    : undefined;
}

/** `BB Garcia (mom Ana …)`, `NB of Maria`: the relative or name right behind. */
function motherOf(persons: readonly PersonDraft[], i: number): number | undefined {
  const own = persons[i];
  for (let at = i + 1; at <= i + 2; at += 1) {
    const other = persons[at];
    if (own === undefined || other === undefined || other.start - own.end > 60 || other.p < P_PERSON) return undefined;
    if (own.tags.includes('unnamed') || (other.roles.relative ?? 0) > 2) return at;
  }
  return undefined;
}

export function topRole(person: PersonDraft): Role | undefined {
  let best: Role | undefined;
  let most = 1;
  for (const [role, weight] of Object.entries(person.roles) as [Role, number][])
    if (weight > most) {
      most = weight;
      best = role;
    }
  return best;
}

const isCandidate = (person: PersonDraft): boolean => person.p >= P_PERSON && person.dismissedBy === undefined;
const mayBeSubject = (person: PersonDraft): boolean => {
  const role = topRole(person);
  return isCandidate(person) && (role === undefined || role === 'subject' || role === 'subscriber');
};

/** Fills `subject` and `subjectP` of records, subject spans, sections and the whole part. */
export function setSubjects(view: TextView, structure: Structure, persons: readonly PersonDraft[]): void {
  const { scopes } = structure;
  const own = new Map<number, number[]>();
  for (let i = 0; i < persons.length; i += 1) {
    const person = persons[i];
    if (person === undefined || !isCandidate(person)) continue;
    for (let at = person.scope; at >= 0; at = scopes[at]?.parent ?? -1) {
      const list = own.get(at);
      if (list === undefined) own.set(at, [i]);
      else if (list.length < 64) list.push(i);
    }
  }
  for (const [index, list] of own) {
    const scope = scopes[index];
    if (scope === undefined) continue;
    const subject = subjectOf(view, scope, list, persons);
    if (subject === undefined) continue;
    scope.subject = subject.person;
    scope.subjectP = subject.p;
  }
}

function subjectOf(
  view: TextView,
  scope: ScopeDraft,
  list: readonly number[],
  persons: readonly PersonDraft[],
): { readonly person: number; readonly p: number } | undefined {
  switch (scope.kind) {
    case 'record':
      return recordSubject(scope, list, persons);
    case 'subject-span': {
      // The person who opens it: the first one, on its first lines.
      const first = list.find((i) => mayBeSubject(persons[i] as PersonDraft)); // indexes come from persons
      const person = first === undefined ? undefined : persons[first];
      if (person === undefined || first === undefined || person.start - scope.start > 400) return undefined;
      return { person: full(persons, first), p: round(Math.min(0.98, person.p) * (scope.zone === 'item' ? 0.97 : 0.99)) };
    }
    case 'part':
      return partSubject(view, list, persons);
    case 'section':
    case 'page':
    case 'zone':
      return single(list, persons, 0.8);
    default:
      return undefined;
  }
}

const full = (persons: readonly PersonDraft[], i: number): number => persons[i]?.sameAs ?? i;
const round = (p: number): number => Math.round(p * 10_000) / 10_000;

function recordSubject(
  scope: ScopeDraft,
  list: readonly number[],
  persons: readonly PersonDraft[],
): { readonly person: number; readonly p: number } | undefined {
  const bound = list.filter(
    (i) => persons[i]?.cell !== undefined && (scope.owner === 'provider' || topRole(persons[i] as PersonDraft) !== 'clinician'),
  );
  const first = bound[0];
  if (first === undefined) return undefined;
  const names = new Set(bound.map((i) => full(persons, i)));
  const p = persons[first]?.p ?? 0;
  return { person: full(persons, first), p: round(names.size === 1 ? Math.min(0.995, p) : p / names.size) };
}

function single(
  list: readonly number[],
  persons: readonly PersonDraft[],
  factor: number,
): { readonly person: number; readonly p: number } | undefined {
  const subjects = new Set(
    list
      .filter((i) => mayBeSubject(persons[i] as PersonDraft) && topRole(persons[i] as PersonDraft) !== undefined)
      .map((i) => full(persons, i)),
  );
  const [only] = subjects;
  return subjects.size === 1 && only !== undefined ? { person: only, p: round(factor * (persons[only]?.p ?? 0)) } : undefined;
}

/** One person in subject line or file name is the subject of all; half as sure for every other patient inside. Spec 6.6. */
function partSubject(
  _view: TextView,
  list: readonly number[],
  persons: readonly PersonDraft[],
): { readonly person: number; readonly p: number } | undefined {
  const titled = list.filter((i) => persons[i]?.because.some((rule) => rule === 'role.subject-line' || rule === 'role.file-name') === true);
  const distinct = new Set(titled.map((i) => full(persons, i)));
  const [only] = distinct;
  if (distinct.size === 1 && only !== undefined) {
    const others = new Set(list.filter((i) => topRole(persons[i] as PersonDraft) === 'subject').map((i) => full(persons, i)));
    others.delete(only);
    return { person: only, p: round(0.85 * (persons[only]?.p ?? 0) * 0.5 ** Math.min(others.size, 10)) };
  }
  return single(list, persons, 0.75);
}
