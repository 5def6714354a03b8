/** All persons of a document, from labels, columns, mail fields and prose, with roles and relations. Spec/detection.md 5. */
import type { CandidateDraft } from '../draft.ts';
import type { LabelHit } from '../labels/index.ts';
import type { PersonDraft, ScopeDraft, Structure } from '../scopes/structure.ts';
import type { TextView } from '../view.ts';
import { findBound } from './bound.ts';
import { findInColumns } from './columns.ts';
import { findShortForms, linkShortForms } from './consistency.ts';
import type { FoundName } from './found.ts';
import { findGreetings, findInMail } from './mail.ts';
import { findInProse } from './prose.ts';
import { patientRecordsOf, roleEvidence, speaksOfSelf, type RoleContext, type RoleEvidence } from './roles.ts';
import { aliasStart, findInitials, findNewborns, findSpouses } from './special.ts';
import { findInFields, findInSegments } from './structured.ts';
import { relate, setSubjects } from './subjects.ts';
import { readName } from './read-name.ts';
import { tokenize } from './tokens.ts';
import { usageOf } from './usage.ts';

/** Lines that begin with a time: `[14:27] Andrew: …`. */
const CHAT_LINE = /^[\s>]*[[(]?\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?[\])]?[\s,-]+[a-z][^:]{1,30}:/;
const CHAT_LINES_MIN = 3;
const CHAT_LINES_SEARCHED = 400;

function isChatLog(view: TextView): boolean {
  let seen = 0;
  for (const line of view.lines.slice(0, CHAT_LINES_SEARCHED)) {
    if (CHAT_LINE.test(view.folded.slice(line.start, Math.min(line.end, line.start + 60)))) seen += 1;
    if (seen >= CHAT_LINES_MIN) return true;
  }
  return false;
}

/** A cell longer than this may hold a sentence; shorter ones without a column type are codes and words. */
const CELL_UNITS_MIN = 6;

export function findPersons(
  view: TextView,
  structure: Structure,
  labels: readonly LabelHit[],
  candidates: readonly CandidateDraft[],
): PersonDraft[] {
  const taken = new Uint8Array(view.text.length);
  const isFree = (start: number, end: number): boolean => !taken.subarray(start, end).includes(1);
  const take = (start: number, end: number): boolean => {
    if (start >= end || !isFree(start, end)) return false;
    taken.fill(1, start, end);
    return true;
  };
  for (const candidate of candidates) if (blocksNames(candidate)) taken.fill(1, candidate.start, candidate.end);
  const found: FoundName[] = [
    ...findInSegments(view, take),
    ...findInFields(view, take),
    ...findInMail(view, structure, take),
    ...findInColumns(view, structure, take),
    ...findBound(view, structure, labels, take),
    ...findGreetings(view, take),
  ];
  const isSmall = usageOf(view);
  const isChat = isChatLog(view);
  for (const unit of proseUnits(view, structure, labels)) {
    found.push(...findNewborns(view, unit, take), ...findInitials(view, unit, take));
    const names = findInProse(view, { ...unit, isFree, isSmall, isChat });
    for (const name of names) if (take(name.start, name.end)) found.push(name);
    found.push(...findSpouses(view, names));
  }
  const context: RoleContext = {
    view,
    structure,
    candidates: [...candidates].sort((a, b) => a.start - b.start || a.end - b.end),
    patientRecords: patientRecordsOf(structure),
  };
  const persons: PersonDraft[] = [];
  const evidence: RoleEvidence[] = [];
  const add = (name: FoundName): void => {
    const scope = structure.scopeAt(name.start);
    const roles = roleEvidence(context, name, scope);
    evidence.push(roles);
    persons.push(draftOf(view, name, scope, roles));
  };
  for (const name of sortFound(found)) add(name);
  addShortForms(view, structure, persons, isFree, add);
  const order = persons
    .map((person, i) => ({ person, roles: evidence[i] }))
    .sort((a, b) => a.person.start - b.person.start || a.person.end - b.person.end);
  const sorted = order.map((item) => item.person);
  markAliases(view, sorted);
  linkShortForms(sorted);
  markSelf(view, structure, sorted);
  relate(
    structure,
    sorted,
    order.map((item) => item.roles?.relation),
  );
  setSubjects(view, structure, sorted);
  return sorted;
}

const sortFound = (found: readonly FoundName[]): FoundName[] => [...found].sort((a, b) => a.start - b.start || b.end - a.end || b.p - a.p);

/** Streets, e-mail addresses and links hold words of names that name nobody here. */
function blocksNames(candidate: CandidateDraft): boolean {
  if (candidate.dismissedBy !== undefined || candidate.p < 0.5) return false;
  if (candidate.element === 'address.city' || candidate.element === 'geo.facility') return candidate.label !== undefined;
  return (
    candidate.element === 'address.street' ||
    candidate.element === 'email' ||
    candidate.element === 'url.personal' ||
    candidate.element === 'cred.api_key'
  );
}

function draftOf(view: TextView, name: FoundName, scope: number, evidence: RoleEvidence): PersonDraft {
  const tags = [...new Set([...name.tags, ...evidence.tags])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const dismissedBy = name.dismissedBy;
  return {
    start: name.start,
    end: name.end,
    value: name.value ?? view.text.slice(name.start, name.end),
    readings:
      name.readings.length > 0
        ? name.readings
        : [{ given: '', middle: '', family: view.text.slice(name.start, name.end), suffix: '', p: 0.5 }],
    p: Math.round(name.p * 10_000) / 10_000,
    roles: evidence.roles,
    because: [...name.because, ...evidence.because],
    scope: name.cell === undefined ? scope : name.cell.record,
    tags,
    rule: name.rule,
    ...(dismissedBy === undefined ? {} : { dismissedBy }),
    ...(name.label === undefined ? {} : { label: name.label }),
    ...(name.cell === undefined ? {} : { cell: name.cell }),
  };
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly isPersonal: boolean;
}

/** Sentences, cells that no column types, subject and file-name fields. Header fields are read elsewhere. */
function proseUnits(view: TextView, structure: Structure, labels: readonly LabelHit[]): Stretch[] {
  const out: Stretch[] = [];
  const personal = labels.filter((hit) => PERSONAL.has(hit.rows[0]?.element ?? '') && hit.after !== 'space').map((hit) => hit.start);
  const isPersonal = (start: number, end: number): boolean => {
    let low = 0;
    let high = personal.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((personal[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return (personal[low] ?? Number.POSITIVE_INFINITY) < end;
  };
  for (const scope of structure.scopes) {
    const isText =
      scope.kind === 'sentence' ||
      scope.zone === 'subject' ||
      scope.zone === 'attachment-name' ||
      (scope.kind === 'paragraph' && scope.zone === 'title');
    if (isText) pushWindows(view, scope.start, scope.end, isPersonal, out);
  }
  for (const table of structure.tables)
    for (const cell of table.cells) {
      if (cell.end - cell.start < CELL_UNITS_MIN || !mayHoldNames(cell.isData, cell.columnElement)) continue;
      pushWindows(view, cell.start, cell.end, isPersonal, out);
    }
  if (structure.scopes.length === 1) pushWindows(view, 0, view.text.length, isPersonal, out);
  return out.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** A sentence longer than this is read in windows, cut where no name is likely to be. */
const WINDOW_UNITS = 6000;
const CUT_SEARCH_UNITS = 600;

function pushWindows(
  view: TextView,
  start: number,
  end: number,
  isPersonal: (start: number, end: number) => boolean,
  out: Stretch[],
): void {
  let from = start;
  while (end - from > WINDOW_UNITS) {
    const to = cutBefore(view, from + WINDOW_UNITS);
    out.push({ start: from, end: to, isPersonal: isPersonal(from, to) });
    from = to;
  }
  out.push({ start: from, end, isPersonal: isPersonal(from, end) });
}

/** The last blank before a small letter or behind a comma; else the last blank; else right here. */
function cutBefore(view: TextView, limit: number): number {
  let blank = limit;
  for (let at = limit; at > limit - CUT_SEARCH_UNITS; at -= 1) {
    if (view.folded[at] !== ' ' && view.folded[at] !== '\n') continue;
    if (blank === limit) blank = at;
    if (/[a-z]/.test(view.text[at + 1] ?? '') || ',;'.includes(view.folded[at - 1] ?? ' ')) return at;
  }
  return blank;
}

const PERSONAL: ReadonlySet<string> = new Set(['dob', 'mrn', 'ssn', 'member_id', 'age', 'mbi', 'medicaid_id']);
const NO_NAMES: ReadonlySet<string> = new Set([
  'address.street',
  'address.city',
  'email',
  'demographic.sex',
  'phone',
  'ssn',
  'dob',
  'mrn',
  'member_id',
  'med',
  'lab.test',
  'insurance.plan',
  'employment.employer',
  'geo.facility',
]);
const mayHoldNames = (isData: boolean, element: string | undefined): boolean => isData && (element === undefined || !NO_NAMES.has(element));

function addShortForms(
  view: TextView,
  structure: Structure,
  persons: readonly PersonDraft[],
  isFree: (start: number, end: number) => boolean,
  add: (name: FoundName) => void,
): void {
  for (const { start, end, isFamily } of findShortForms(view, persons, isFree)) {
    const cell = structure.cellAt(start);
    if (cell?.columnElement !== undefined && !mayHoldNames(cell.isData, cell.columnElement)) continue;
    const scope = structure.scopes[structure.scopeAt(start)];
    if (scope?.zone?.startsWith('header') === true) continue;
    add({
      start,
      end,
      readings: readName(view.text, tokenize(view, start, end), isFamily ? 'family-first' : 'unknown', view.lang),
      p: 0.6,
      rule: 'name.short-form',
      because: ['name.short-form'],
      tags: [],
      unitStart: scope?.kind === 'sentence' ? scope.start : Math.max(0, start - 60),
      unitEnd: scope?.kind === 'sentence' ? scope.end : Math.min(view.text.length, end + 60),
    });
  }
}

/** `Robert Hill (f/k/a Robin Hill)`: the second name is the first person's. */
function markAliases(view: TextView, persons: PersonDraft[]): void {
  for (let i = 0; i + 1 < persons.length; i += 1) {
    const one = persons[i];
    const next = persons[i + 1];
    if (one === undefined || next === undefined) continue;
    const at = aliasStart(view.folded, one.end);
    if (at < 0 || next.start < at || next.start > at + 8) continue;
    next.sameAs = one.sameAs ?? i;
    next.tags = [...next.tags, 'alias'].sort((a, b) => (a < b ? -1 : 1));
    next.roles = { ...one.roles };
    next.p = Math.max(next.p, Math.min(0.9, one.p));
  }
}

/** The sender speaks of own care: he is a correspondent and, if `link` finds him outside the organisation, a subject too. */
function markSelf(view: TextView, structure: Structure, persons: readonly PersonDraft[]): void {
  const senders = persons.filter((person) => person.because.includes('role.from') || person.because.includes('role.sign-off'));
  if (senders.length === 0) return;
  const block: ScopeDraft | undefined =
    structure.scopes.find((scope) => scope.kind === 'thread-block' && (scope.depth ?? 0) === 0) ?? structure.scopes[0];
  if (block === undefined || !speaksOfSelf(view, block.start, block.end)) return;
  for (const person of senders) {
    const inNested = structure.scopes.some(
      (scope) => scope.kind === 'thread-block' && (scope.depth ?? 0) > 0 && scope.start <= person.start && person.end <= scope.end,
    );
    if (inNested) continue;
    person.roles = { ...person.roles, subject: Math.max(person.roles.subject ?? 0, 0) + 5 };
    person.because = [...person.because, 'role.self'];
    person.tags = [...person.tags, 'self'].sort((a, b) => (a < b ? -1 : 1));
  }
}
