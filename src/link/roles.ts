/**
 * Roles of figures: log-odds from text (given by detection), header, directory, roster and what stands in their own record.
 * spec/detection.md 5.2. A role belongs to a figure in this content, never to a human being.
 */
import type { Candidate, ContentAnalysis, ElementId, LinkReason, MailAddress, Role, RosterLookup } from '../model/index.ts';
import { groupOf, ROLES } from '../model/index.ts';

import type { Link } from './assign.ts';
import type { Cast, Figure } from './figures.ts';
import { OWN_CARE, OWN_IDS, type Place } from './input.ts';
import { agreement, nameWords, orderlessKey } from './name-key.ts';
import type { Presence } from './presence.ts';
import { elementRule, isFreeMail, weightOf } from './rules.ts';
import type { ScopeTree } from './scopes.ts';
import { domainOf, type StaffLookup } from './staff.ts';

export interface FigureRole {
  readonly role: Role;
  readonly odds: Readonly<Record<Role, number>>;
  readonly because: readonly LinkReason[];
  /** Address of the header that bears this name. */
  readonly email?: string;
  /** The subject line or the file name in every place bears this name. */
  readonly isNamedOutside: boolean;
  /** P(a name) with what stands beside it. */
  readonly nameP: number;
}

export interface RoleInput {
  readonly analysis: ContentAnalysis;
  readonly tree: ScopeTree;
  readonly cast: Cast;
  readonly presence: Presence;
  readonly places: readonly Place[];
  readonly staff: StaffLookup;
  readonly roster: RosterLookup;
}

/** P(a name) from which a name is a person that values may belong to. */
export const NAME_P_MIN = 0.5;

const PERSONAL = new Set<Role>(['subject', 'subscriber', 'guarantor', 'relative', 'other']);
/** Roles whose bearers own the data of a person in care. */
export const isPersonal = (role: Role): boolean => PERSONAL.has(role);

/** Nothing speaks for a role: a name in passing. */
const NO_ROLE_ODDS = 0.5;

export function rolesOf(input: RoleInput): readonly FigureRole[] {
  const header = headerNames(input);
  const own = ownEvidence(input);
  const outside = input.places.map(outsideWords);
  const drafts = input.cast.figures.map((figure) => draft(figure, input, header, own, outside));
  const subjects = drafts.filter((item) => item.role === 'subject').length;
  return drafts.map((item, i) => (subjects === 0 ? ownCare(item, input, own.speaksOfCare, input.cast.figures[i]) : item));
}

interface HeaderNames {
  /** Orderless key of a display name (or of the local part) → its address. */
  readonly byKey: ReadonlyMap<string, { readonly email: string; readonly sends: boolean }>;
}

function headerNames({ places, analysis }: RoleInput): HeaderNames {
  const byKey = new Map<string, { email: string; sends: boolean }>();
  const put = (address: MailAddress, sends: boolean): void => {
    const local = address.email.slice(0, Math.max(0, address.email.indexOf('@')));
    for (const text of [address.name, local]) {
      const key = orderlessKey(nameWords(text));
      if (key === '') continue;
      const known = byKey.get(key);
      if (known === undefined || (sends && !known.sends)) byKey.set(key, { email: address.email.toLowerCase(), sends });
    }
  };
  for (const { headers } of places) {
    for (const address of headers?.from ?? []) put(address, true);
    for (const address of [...(headers?.to ?? []), ...(headers?.cc ?? []), ...(headers?.bcc ?? [])]) put(address, false);
  }
  for (const scope of analysis.scopes) if (scope.author !== undefined) put(scope.author, true);
  return { byKey };
}

interface OwnEvidence {
  readonly figures: ReadonlySet<number>;
  readonly withRosterField: ReadonlySet<number>;
  /** Figures with a title, work phone or own address of the organisation in their row. */
  readonly atWork: ReadonlySet<number>;
  /** Figures that have any value beside them. */
  readonly bound: ReadonlySet<number>;
  readonly speaksOfCare: boolean;
  /** Every sender is a stranger: neither of the organisation nor in the roster. */
  readonly fromOutside: boolean;
}

/** Somebody whom everybody knows: his illnesses stand in newspapers. */
const isPublic = (figure: Figure | undefined): boolean => figure?.tags.includes('public-name') === true;

function isFromOutside({ places, staff, roster }: Pick<RoleInput, 'places' | 'staff' | 'roster'>): boolean {
  const senders = places.map(({ headers }) => headers?.from[0]?.email.toLowerCase() ?? '');
  return (
    senders.length > 0 &&
    senders.every(
      (email) =>
        email.includes('@') && !staff.isOrgEmail(email) && staff.byEmail(email) === undefined && roster.byEmail(email).length === 0,
    )
  );
}

/** Who has personal values in his own record, or alone in the sentence with them. */
function ownEvidence(given: RoleInput): OwnEvidence {
  const { analysis, tree, cast, presence, roster, staff } = given;
  const figures = new Set<number>();
  const bound = new Set<number>();
  const atWork = new Set<number>();
  const fromOutside = isFromOutside({ places: given.places, staff, roster });
  const withRosterField = new Set<number>();
  let speaksOfCare = false;
  for (const candidate of analysis.candidates) {
    if (candidate.dismissedBy !== undefined || candidate.assertion === 'template') continue;
    const { kind } = elementRule(candidate.element);
    const isOwn = OWN_IDS.has(candidate.element) || OWN_CARE.has(candidate.element);
    if (isOwn && candidate.p >= 0.5) speaksOfCare = true;
    if (kind === 'none') continue;
    const near = nearFigures(candidate, tree, presence);
    const only = near.length === 1 ? near[0] : undefined;
    if (only === undefined) continue;
    const isOrgEmail = candidate.element === 'email' && staff.isOrgEmail(candidate.value.reveal('match'));
    if (candidate.cell !== undefined && (isOrgEmail || WORK.has(candidate.element))) atWork.add(only);
    if (kind === 'provider') continue;
    bound.add(only);
    const figure = cast.figures[only];
    const isCareOnly = !OWN_IDS.has(candidate.element) && (fromOutside || isPublic(figure)) && (figure?.textRoles.subject ?? 0) < 2;
    if (isOwn && !isCareOnly && candidate.label?.owner !== 'provider' && candidate.label?.owner !== 'staff') figures.add(only);
    if (figure !== undefined && roster.size > 0 && secondFieldAgrees(candidate, figure, roster)) withRosterField.add(only);
  }
  spreadOverTables(cast, tree, figures, atWork);
  return { figures, withRosterField, atWork, bound, speaksOfCare, fromOutside };
}

/** Half of the rows make a directory, if none has anything of a patient: then the other rows are staff too. */
const DIRECTORY_SHARE = 0.5;

function spreadOverTables(cast: Cast, tree: ScopeTree, own: ReadonlySet<number>, atWork: Set<number>): void {
  const tables = new Map<number, Set<number>>();
  for (const { figure, record } of cast.occurrences) {
    const table = record < 0 ? undefined : tree.scopes[record]?.table;
    if (table === undefined) continue;
    const figures = tables.get(table) ?? new Set<number>();
    tables.set(table, figures.add(figure));
  }
  for (const figures of tables.values()) {
    const all = [...figures];
    if (all.some((figure) => own.has(figure)) || all.filter((figure) => atWork.has(figure)).length < all.length * DIRECTORY_SHARE) continue;
    for (const figure of all) atWork.add(figure);
  }
}

const WORK: ReadonlySet<ElementId> = new Set<ElementId>(['employment.title', 'phone.work', 'licence.professional', 'npi', 'dea']);

/** Figures of the record, else of the sentence. Staff words in the same sentence leave the other person alone. */
function nearFigures(candidate: Candidate, tree: ScopeTree, presence: Presence): readonly number[] {
  const record = tree.recordAt(candidate.cell?.record, candidate.scope);
  if (record >= 0) return presence.figuresOfRecord(record);
  const sentence = tree.sentence(candidate.scope);
  return presence.figuresIn(sentence >= 0 ? sentence : candidate.scope);
}

function secondFieldAgrees(candidate: Candidate, figure: Figure, roster: RosterLookup): boolean {
  const value = candidate.norm?.reveal('match') ?? candidate.value.reveal('match');
  const family = figure.readings[0]?.family ?? '';
  const hints =
    candidate.element === 'dob'
      ? roster.byDob(value, family)
      : candidate.element === 'phone'
        ? roster.byPhone(value)
        : elementRule(candidate.element).direct
          ? roster.byId(value)
          : [];
  return hints.some((hint) => agreement(figure.words, nameWords(`${hint.given} ${hint.family}`)) === 'agrees');
}

function draft(figure: Figure, input: RoleInput, header: HeaderNames, own: OwnEvidence, outside: readonly OutsideWords[]): FigureRole {
  const odds: Record<Role, number> = {
    subject: 0,
    subscriber: 0,
    guarantor: 0,
    relative: 0,
    clinician: 0,
    staff: 0,
    correspondent: 0,
    other: NO_ROLE_ODDS,
  };
  for (const role of ROLES) odds[role] += figure.textRoles[role] ?? 0;
  const because: LinkReason[] = [];
  const add = (id: string, ...roles: readonly Role[]): void => {
    because.push({ id, weight: weightOf(id) });
    for (const role of roles) odds[role] += weightOf(id);
  };
  const address = header.byKey.get(orderlessKey(figure.words));
  const listed = input.staff.byName(figure.words);
  const isStaffAddress =
    address !== undefined && (input.staff.byEmail(address.email) !== undefined || input.staff.isOrgEmail(address.email));
  if (address !== undefined) {
    add('header-address', 'correspondent');
    add('header-not-subject', 'subject');
    if (isStaffAddress) add('org-address', 'staff');
  }
  if (listed !== undefined) {
    add('staff-list', 'staff');
    add('staff-not-subject', 'subject');
  }
  if (
    listed === undefined &&
    address === undefined &&
    figure.words.length === 1 &&
    (figure.textRoles.subject ?? 0) < 3 &&
    input.staff.hasWord(figure.words[0] ?? '')
  )
    add('staff-single', 'staff');
  if (signsOnly(figure, input)) add('signature-person', listed !== undefined || isStaffAddress ? 'staff' : 'correspondent');
  if (own.figures.has(figure.index)) {
    add('own-ids-subject', 'subject');
    add('own-ids-staff', 'staff', 'clinician');
  } else if (own.speaksOfCare && !own.fromOutside && !isPublic(figure) && address === undefined && listed === undefined)
    add('clinical-content', 'subject');
  if (own.atWork.has(figure.index) && !own.figures.has(figure.index)) add('work-record', 'staff');
  if (own.withRosterField.has(figure.index)) add('roster-second-field', 'subject');
  const isNamedOutside = outside.length > 0 && outside.every((texts) => namesFigure(texts, figure));
  const role = best(odds);
  const nameP = nameProbability(figure, input, {
    inHeader: address !== undefined || listed !== undefined,
    bound: own.bound.has(figure.index),
  });
  return { role, odds, because, isNamedOutside, nameP, ...(address === undefined ? {} : { email: address.email }) };
}

/**
 * Roles after links: somebody without a role to whom a patient's value was bound is a patient; so is a relative with a record
 * number of his own. A role that the text gives stays.
 */
export function promoted(
  input: Pick<RoleInput, 'places' | 'staff' | 'roster' | 'cast'>,
  roles: readonly FigureRole[],
  candidates: readonly Candidate[],
  links: readonly Link[],
): readonly FigureRole[] {
  const fromOutside = isFromOutside(input);
  const ids = new Set<Role>(['other', 'relative']);
  const raised = new Set<number>();
  candidates.forEach((candidate, at) => {
    const link = links[at];
    if (link?.figure === undefined || link.p < PROMOTING_P || candidate.dismissedBy !== undefined || link.conflict !== undefined) return;
    const role = roles[link.figure]?.role ?? 'other';
    if (!ids.has(role)) return;
    const careCounts = !fromOutside && !isPublic(input.cast.figures[link.figure]);
    const isOwn =
      role === 'other'
        ? isOwnValue(candidate.element, careCounts) || link.reasons.some(({ id }) => id === 'roster-agrees')
        : candidate.element === 'mrn';
    if (isOwn) raised.add(link.figure);
  });
  return roles.map((item, i) => {
    if (!raised.has(i)) return item;
    const weight = weightOf('linked-own');
    const subject = Math.max(item.odds.subject, item.odds[item.role]) + weight;
    return { ...item, role: 'subject', odds: { ...item.odds, subject }, because: [...item.because, { id: 'linked-own', weight }] };
  });
}

const PROMOTING_P = 0.9;

/** Values that only somebody whose data the organisation holds has: numbers of his own, a home address, care. */
function isOwnValue(element: ElementId, careCounts: boolean): boolean {
  if (OWN_IDS.has(element) || (careCounts && OWN_CARE.has(element)) || element === 'address.street' || element === 'address.po_box')
    return true;
  const group = groupOf(element);
  return group === 'government-id' || group === 'financial' || (group === 'health-id' && element !== 'order_no' && element !== 'group_no');
}

/** The address of a sender from outside, in the roster or of public mail, whose message speaks of care. Undefined if there is none. */
export function authorOfOwnCare({
  analysis,
  places,
  roster,
  staff,
}: Pick<RoleInput, 'analysis' | 'places' | 'roster' | 'staff'>): string | undefined {
  const emails = new Set(places.map((place) => (place.isMessage ? (place.headers?.from[0]?.email.toLowerCase() ?? '') : '')));
  const [email] = emails;
  if (emails.size !== 1 || email === undefined || !email.includes('@') || staff.isOrgEmail(email) || staff.byEmail(email) !== undefined)
    return undefined;
  if (roster.byEmail(email).length === 0 && !isFreeMail(domainOf(email))) return undefined;
  const speaksOfCare = analysis.candidates.some(
    (candidate) =>
      candidate.dismissedBy === undefined &&
      candidate.p >= 0.5 &&
      candidate.assertion !== 'template' &&
      (OWN_IDS.has(candidate.element) || OWN_CARE.has(candidate.element)),
  );
  return speaksOfCare ? email : undefined;
}

/** A sender from outside who speaks of care while no patient is named speaks of his own. */
function ownCare(item: FigureRole, input: RoleInput, speaksOfCare: boolean, figure: Figure | undefined): FigureRole {
  if (!speaksOfCare || item.role !== 'correspondent' || item.email === undefined || figure === undefined) return item;
  const sends = input.places.some((place) => place.headers?.from.some((from) => from.email.toLowerCase() === item.email) === true);
  if (!sends || input.staff.isOrgEmail(item.email) || input.staff.byEmail(item.email) !== undefined) return item;
  const inRoster = input.roster.byEmail(item.email).length > 0;
  if (!inRoster && !isFreeMail(domainOf(item.email)) && (figure.textRoles.subject ?? 0) < 2) return item;
  const id = inRoster ? 'external-own-care' : 'author-own-care';
  const odds = { ...item.odds, subject: item.odds.correspondent + weightOf(id) };
  return { ...item, role: 'subject', odds, because: [...item.because, { id, weight: weightOf(id) }] };
}

function signsOnly(figure: Figure, { cast, tree }: RoleInput): boolean {
  const places = cast.placesOf[figure.index] ?? [];
  return places.length > 0 && places.every((i) => tree.ground(cast.occurrences[i]?.scope ?? 0) === 'signature');
}

/** Folded words of the subject line, and of the file name. */
type OutsideWords = readonly ReadonlySet<string>[];
const outsideWords = (place: Place): OutsideWords =>
  [place.headers?.subject ?? '', place.fileName ?? ''].map((text) => new Set(nameWords(text)));

/** One of the texts bears given and family name. */
function namesFigure(texts: OutsideWords, figure: Figure): boolean {
  const reading = figure.readings[0];
  if (reading === undefined || reading.given.length < 2 || reading.family === '') return false;
  const wanted = [...nameWords(reading.given), ...nameWords(reading.family)];
  return texts.some((words) => wanted.every((word) => words.has(word)));
}

function nameProbability(figure: Figure, { roster }: RoleInput, signs: { readonly inHeader: boolean; readonly bound: boolean }): number {
  const p = Math.min(0.9999, Math.max(0.0001, figure.p));
  let odds = Math.log(p / (1 - p));
  if (signs.inHeader) odds += weightOf('name-header');
  if (signs.bound) odds += weightOf('name-bound');
  const reading = figure.readings[0];
  if (roster.size > 0 && reading !== undefined && reading.given !== '' && reading.family !== '') {
    const { count } = roster.byName(reading.given, reading.family);
    if (count > 0) odds += Math.max(0, weightOf('name-roster') - Math.log10(count + 1));
  }
  return 1 / (1 + Math.exp(-odds));
}

function best(odds: Readonly<Record<Role, number>>): Role {
  let role: Role = 'other';
  for (const next of ROLES) if (odds[next] > odds[role]) role = next;
  return role;
}
