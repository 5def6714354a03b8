/**
 * How well a value fits a person: sums of the features of spec/detection.md 6.4. Weights are data (rules/link/features.tsv);
 * this file only says when a feature holds. No text is read: gaps are measured by what detection left uncovered.
 */
import type { Candidate, ElementId, LabelOwner, LinkMethod, LinkReason, PersonCandidate, Role, RosterLookup } from '../model/index.ts';

import type { Cast, Figure, Occurrence } from './figures.ts';
import { agreement, nameWords, type Agreement } from './name-key.ts';
import type { Presence } from './presence.ts';
import { isPersonal, type FigureRole } from './roles.ts';
import { elementRule, weightOf } from './rules.ts';
import type { ScopeTree } from './scopes.ts';

export interface Scene {
  readonly candidates: readonly Candidate[];
  readonly tree: ScopeTree;
  readonly cast: Cast;
  readonly presence: Presence;
  readonly roles: readonly FigureRole[];
  readonly roster: RosterLookup;
  /** The one patient of the content; undefined if there are none or several. */
  readonly onlyPatient: number | undefined;
  readonly patients: number;
  /** Index of a person place → its figure. */
  readonly figureOfPerson: ReadonlyMap<number, number>;
  /** Values behind a list of names: candidate index → figure, or `UNALIGNED`. */
  readonly aligned: ReadonlyMap<number, number>;
  readonly persons: readonly PersonCandidate[];
  /** Tables without records, by index: which way their persons lie. */
  readonly grids: ReadonlyMap<number, 'column' | 'row'>;
  /** Unlabelled contacts that stand several times, by candidate index. */
  readonly repeated: ReadonlySet<number>;
}

export interface Option {
  readonly figure: number;
  readonly score: number;
  readonly reasons: readonly LinkReason[];
  readonly method: LinkMethod;
  /** Index of the occurrence it was measured from. */
  readonly place: number;
}

/** Bytes between name and value that marks and blanks may take: `' ('`, `', '`, `' – '`. No room for a verb. */
const APPOSITION_GAP_BYTES = 5;
/** An apposition that runs over more values than this is a list, not an apposition. */
const APPOSITION_VALUES_MAX = 12;
const BETWEEN_MAX = 4;
const LINES_MAX = 10;
const THREADS_MAX = 3;

/** A sum of features under construction. */
class Tally {
  score = 0;
  readonly reasons: LinkReason[] = [];
  add(id: string, factor = 1): void {
    const weight = weightOf(id) * factor;
    if (weight === 0) return;
    this.score += weight;
    this.reasons.push({ id, weight: Math.round(weight * 1000) / 1000 });
  }
}

export function scoreOption(scene: Scene, at: number, candidate: Candidate, place: number): Option {
  const { tree, cast, roles, presence } = scene;
  const occurrence = presence.occurrences[place] as Occurrence; // callers pass indices of this list
  const figure = cast.figures[occurrence.figure] as Figure; // occurrences name figures of the cast
  const role = roles[figure.index] as FigureRole; // one role a figure
  const tally = new Tally();
  const record = recordOf(candidate, tree);
  const inRecord =
    record >= 0 &&
    (occurrence.record === record ||
      (tree.outerRecord(occurrence.record) === record && presence.figuresOfRecord(record).includes(figure.index)));
  let method: LinkMethod = 'part';
  // A clinician's name in a patient's row makes nothing there the clinician's.
  const mayOwn = isEligible(candidate.element, role.role) || elementRule(candidate.element).kind !== 'patient';
  if (inRecord) {
    if (mayOwn) tally.add('record');
    method = 'record';
  }
  const onGrid = !inRecord && isOnGridLine(scene, candidate, occurrence);
  if (onGrid) tally.add('same-line-of-grid');
  const near = proximity(scene, at, place, occurrence, tally, inRecord);
  if (!inRecord) method = onGrid ? 'record' : near;
  const isBefore = occurrence.start <= candidate.start;
  const span = subjectScope(candidate.scope, figure, scene);
  if (span !== undefined && !inRecord) {
    // A span is opened by the name of its subject: what stands above the name is seldom its.
    tally.add('subject-span', isBefore ? span : span * 0.3);
    if (method === 'part' || method === 'paragraph' || method === 'section') method = 'subject';
  }
  if (role.isNamedOutside && isPersonal(role.role)) tally.add('part-subject', 0.5 ** Math.max(0, scene.patients - 1));
  if (scene.onlyPatient === figure.index && !isPassing(figure)) tally.add('only-patient');
  if (scene.aligned.get(at) === figure.index) {
    tally.add('list-aligned');
    method = 'list';
  }
  if (!inRecord && method !== 'sentence' && method !== 'apposition' && scene.repeated.has(at)) tally.add('repeated-contact');
  roleFeatures(candidate, figure, role, tally, inRecord);
  rosterFeatures(candidate, figure, scene.roster, tally);
  return { figure: figure.index, score: tally.score, reasons: tally.reasons, method, place };
}

/** A single given name that nothing calls a patient: somebody who speaks or is spoken to. Being alone does not make him an owner. */
export const isPassing = (figure: Figure): boolean =>
  figure.persons.length > 0 && figure.words.length < 2 && (figure.textRoles.subject ?? 0) < 3;

export const recordOf = (candidate: Candidate, tree: ScopeTree): number => tree.recordAt(candidate.cell?.record, candidate.scope);

function proximity(scene: Scene, at: number, place: number, occurrence: Occurrence, tally: Tally, inRecord: boolean): LinkMethod {
  const { tree, presence } = scene;
  const candidate = scene.candidates[at] as Candidate; // callers pass an index of the list
  // In parallel lists every value stands behind the last name: nearness says nothing there.
  const inLists = scene.aligned.has(at);
  let method: LinkMethod = 'part';
  const eligible = (figure: number): boolean => isEligible(candidate.element, scene.roles[figure]?.role ?? 'other');
  const isBefore = occurrence.start <= candidate.start;
  const isWeak = isPassing(scene.cast.figures[occurrence.figure] as Figure); // occurrences name figures of the cast
  const single = (scope: number): boolean => !isWeak && onlyEligible(scope, occurrence.figure, presence, eligible);
  if (!inRecord && (eligible(occurrence.figure) || elementRule(candidate.element).kind !== 'patient')) {
    if (single(0)) tally.add('part-one');
    const section = tree.section(candidate.scope);
    if (section >= 0 && isBefore && single(section)) {
      tally.add('section-one');
      method = 'section';
    }
    if (single(tree.unit(candidate.scope))) {
      tally.add('paragraph-one');
      method = 'paragraph';
    }
    const sentence = tree.sentence(candidate.scope);
    const inSentence = sentence >= 0 ? presence.figuresIn(sentence).filter(eligible) : [];
    if (inSentence.includes(occurrence.figure)) {
      tally.add('sentence', (weightOf('sentence') - 2 * Math.log(inSentence.length)) / weightOf('sentence'));
      method = 'sentence';
    }
    if (!inLists && !isInGrid(scene, candidate) && isApposition(scene, candidate, occurrence, place)) {
      tally.add('apposition');
      method = 'apposition';
    }
  }
  const between = inLists ? 0 : othersBetween(scene, candidate, place, eligible);
  if (between > 0) tally.add('persons-between', between);
  if (between === 0 && isBefore && !inRecord && !isInGrid(scene, candidate) && !isWeak && method === 'part' && eligible(occurrence.figure))
    tally.add('reading-order');
  const lines = Math.min(LINES_MAX, Math.abs(candidate.line - occurrence.line));
  if (lines > 0 && !inRecord) tally.add('lines-between', lines);
  const crossed = Math.min(THREADS_MAX, Math.abs(tree.depth(candidate.scope) - tree.depth(occurrence.scope)));
  if (crossed > 0) tally.add('thread-cross', crossed);
  if (occurrence.start > candidate.start && !inRecord) tally.add('name-after');
  return method;
}

/** May such a person own such values? Staff may own contacts and their own numbers, never what is a patient's. */
export function isEligible(element: ElementId, role: Role): boolean {
  const { kind } = elementRule(element);
  if (kind === 'contact') return true;
  if (kind === 'provider') return !isPersonal(role);
  return isPersonal(role);
}

function onlyEligible(scope: number, figure: number, presence: Presence, eligible: (figure: number) => boolean): boolean {
  let others = 0;
  let own = false;
  for (const next of presence.figuresIn(scope)) {
    if (!eligible(next)) continue;
    if (next === figure) own = true;
    else others += 1;
  }
  return own && others === 0;
}

/** Distinct other owners between value and name, at most 4. */
function othersBetween(scene: Scene, candidate: Candidate, place: number, eligible: (figure: number) => boolean): number {
  const { occurrences } = scene.presence;
  const own = occurrences[place];
  if (own === undefined) return 0;
  const step = own.start < candidate.start ? 1 : -1;
  const seen = new Set<number>();
  for (let i = place + step, n = 0; i >= 0 && i < occurrences.length && n < 64 && seen.size < BETWEEN_MAX; i += step, n += 1) {
    const next = occurrences[i];
    if (next === undefined || (step > 0 ? next.start >= candidate.start : next.end <= candidate.end)) break;
    if (next.figure !== own.figure && eligible(next.figure)) seen.add(next.figure);
  }
  return seen.size;
}

/** In a table without records cells lie beside each other by chance: only its columns and rows mean something. */
const isInGrid = (scene: Scene, candidate: Candidate): boolean =>
  candidate.cell !== undefined && scene.grids.has(candidate.cell.table) && recordOf(candidate, scene.tree) < 0;

function isOnGridLine(scene: Scene, candidate: Candidate, occurrence: Occurrence): boolean {
  const own = occurrence.person === undefined ? undefined : scene.persons[occurrence.person]?.cell;
  if (candidate.cell === undefined || own === undefined || own.table !== candidate.cell.table || !isInGrid(scene, candidate)) return false;
  return scene.grids.get(own.table) === 'column' ? own.col === candidate.cell.col : own.row === candidate.cell.row;
}

/** The value follows the name, and what stands between is covered by other values and labels but for a few signs. */
function isApposition(scene: Scene, candidate: Candidate, occurrence: Occurrence, place: number): boolean {
  if (occurrence.end > candidate.start || candidate.line - occurrence.line > 1) return false;
  // A word of another sentence is no apposition; a labelled field on the next line is.
  if (candidate.label === undefined && scene.tree.sentence(candidate.scope) !== scene.tree.sentence(occurrence.scope)) return false;
  const next = scene.presence.occurrences[place + 1];
  if (next !== undefined && next.start < candidate.start && next.start >= occurrence.end) return false;
  const { candidates } = scene;
  if (candidate.start - occurrence.end > APPOSITION_BYTES_MAX) return false;
  let covered = occurrence.end;
  for (let i = firstFrom(candidates, occurrence.end), n = 0; i < candidates.length && n < APPOSITION_VALUES_MAX; i += 1) {
    const between = candidates[i];
    if (between === undefined || between.start >= candidate.start) break;
    if (between.start < covered || between.end > candidate.start) continue;
    if (between.start - covered - labelBytes(between) > APPOSITION_GAP_BYTES) return false;
    covered = between.end;
    n += 1;
  }
  return candidate.start - covered - labelBytes(candidate) <= APPOSITION_GAP_BYTES;
}

const APPOSITION_BYTES_MAX = 400;

/** A label with its colon and blank; on the value's own line only. */
function labelBytes(candidate: Candidate): number {
  const { label } = candidate;
  if (label === undefined || (label.position !== 'right' && label.position !== 'same-cell')) return 0;
  return label.label.length + 2;
}

function firstFrom(candidates: readonly Candidate[], start: number): number {
  let low = 0;
  let high = candidates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((candidates[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Probability that an enclosing scope is about this figure; undefined if none says so. */
function subjectScope(from: number, figure: Figure, { tree }: Scene): number | undefined {
  for (let at = from, n = 0; at >= 0 && n < 64; at = tree.parent(at), n += 1) {
    const scope = tree.scopes[at];
    if (scope?.subject === undefined) continue;
    // The nearest scope with a subject decides: a further one speaks of somebody else.
    if (!figure.persons.includes(scope.subject)) return undefined;
    return (scope.subjectP ?? 1) * (scope.kind === 'part' || scope.kind === 'thread-block' || scope.kind === 'zone' ? 0.5 : 1);
  }
  return undefined;
}

/** "Pt's cell", "teléfono del paciente": generic labels (`phone`, `dob`) have the patient as owner too, these say so. */
const SAYS_PATIENT = /(?:^| )(?:pts?|patients?|members?|pacientes?|afiliad[oa])(?: |$)/;
export const saysPatient = (candidate: Candidate): boolean =>
  candidate.label?.owner === 'patient' && SAYS_PATIENT.test(candidate.label.label.replace(/['.]/g, ''));

const OWNER_ROLES: Readonly<Partial<Record<LabelOwner, readonly Role[]>>> = {
  subscriber: ['subscriber'],
  guarantor: ['guarantor'],
  spouse: ['relative', 'subscriber'],
  dependent: ['relative', 'subject'],
  parent: ['relative', 'guarantor'],
  'emergency-contact': ['relative'],
  newborn: ['subject', 'relative'],
  staff: ['staff', 'clinician', 'correspondent'],
  provider: ['clinician', 'staff'],
};

function roleFeatures(candidate: Candidate, figure: Figure, { role }: FigureRole, tally: Tally, inRecord: boolean): void {
  // "PCP: Dr. Lee": the label's owner is the clinician, the element is the patient's.
  const owner = candidate.element === 'provider_of_care' ? undefined : candidate.label?.owner;
  const wanted = owner === undefined ? undefined : OWNER_ROLES[owner];
  const { kind } = elementRule(candidate.element);
  if (saysPatient(candidate))
    tally.add(
      role === 'subject' || role === 'subscriber' || role === 'other' ? 'owner-agrees' : 'owner-disagrees',
      role === 'other' ? 0.5 : 1,
    );
  else if (wanted !== undefined) tally.add(wanted.includes(role) ? 'owner-agrees' : 'owner-disagrees');
  else if (kind === 'provider') tally.add(isPersonal(role) ? 'role-mismatch' : 'role-match');
  else if (kind === 'patient' && (!isPersonal(role) || (role === 'relative' && inRecord))) tally.add('role-mismatch');
  // The phone in a patient's row is not that of the clinician named there.
  else if (kind === 'contact' && inRecord && !isPersonal(role)) tally.add('role-mismatch');
  // A row of payroll or of a staff directory holds the person's own data.
  else if (kind === 'person' && !isPersonal(role) && !(inRecord && (role === 'staff' || role === 'other'))) tally.add('role-mismatch');
  else if (kind === 'patient' && role === 'guarantor') tally.add('role-mismatch', 0.5);
  if (owner === 'patient' && kind !== 'provider' && inRecord && (role === 'subscriber' || role === 'guarantor'))
    tally.add('owner-disagrees', 0.5);
  if (candidate.assertion === 'other-person' && role === 'relative') tally.add('family-role');
  if (candidate.tags.includes('minor') && figure.tags.includes('adult')) tally.add('age-contradicts');
}

function rosterFeatures(candidate: Candidate, figure: Figure, roster: RosterLookup, tally: Tally): void {
  if (roster.size === 0 || figure.words.length === 0) return;
  const fit = rosterFit(candidate, figure, roster);
  if (fit === 'agrees') tally.add('roster-agrees');
  else if (fit === 'weak') tally.add('roster-weak');
  else if (fit === 'differs') tally.add('roster-other');
}

/** What the roster says of this value and this name. Shared values (phone, e-mail, dates) can only speak for, never against. */
export function rosterFit(candidate: Candidate, figure: Figure, roster: RosterLookup): Agreement {
  const value = candidate.norm?.reveal('match') ?? candidate.value.reveal('match');
  const { direct } = elementRule(candidate.element);
  const family = figure.readings[0]?.family ?? '';
  const hints = direct
    ? roster.byId(value)
    : candidate.element === 'dob'
      ? roster.byDob(value, family)
      : candidate.element === 'phone'
        ? roster.byPhone(value)
        : candidate.element === 'email'
          ? roster.byEmail(value)
          : [];
  if (hints.length === 0) return 'unknown';
  const fits = hints.map((hint) => agreement(figure.words, nameWords(`${hint.given} ${hint.family}`)));
  if (fits.includes('agrees')) return 'agrees';
  if (!direct) return 'unknown';
  if (fits.includes('weak')) return 'weak';
  return fits.every((fit) => fit === 'differs') ? 'differs' : 'unknown';
}
