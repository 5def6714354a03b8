/** Roles of a named person as log-odds with the rules that gave them. Spec/detection.md 5.2; start values, not fitted. */
import type { LabelOwner, Role } from '../../model/index.ts';

import type { CandidateDraft } from '../draft.ts';
import type { ScopeDraft, Structure } from '../scopes/structure.ts';
import { lineAt, type TextView } from '../view.ts';
import type { FoundName } from './found.ts';
import { isUpper } from './tokens.ts';
import { modelRole, roleTerms, termsAfter, termsBefore, termsIn } from './role-terms.ts';

export interface RoleEvidence {
  readonly roles: Partial<Record<Role, number>>;
  readonly because: string[];
  readonly tags: string[];
  /** The relation word beside the name, and whether the other person stands behind it (`wife of Luis`). */
  readonly relation: { readonly word: string; readonly toNext: boolean } | undefined;
}

const LIMIT = 14;
const BY_OWNER: Readonly<Partial<Record<LabelOwner, Partial<Record<Role, number>>>>> = {
  patient: { subject: 6, clinician: -4, relative: -2 },
  subscriber: { subscriber: 6, subject: 3, clinician: -4 },
  guarantor: { guarantor: 6, clinician: -3 },
  spouse: { relative: 5, subject: 2, clinician: -3 },
  dependent: { relative: 4, subject: 3, clinician: -3 },
  parent: { relative: 6, subject: -1 },
  'emergency-contact': { relative: 6, subject: -1 },
  newborn: { subject: 4 },
  staff: { staff: 6, subject: -2 },
  provider: { clinician: 6, subject: -5 },
  other: { other: 6, subject: -2 },
  any: { subject: 1.5 },
};
/** In a record these say whose record it is. */
const PATIENT_FIELDS: ReadonlySet<string> = new Set([
  'dob',
  'mrn',
  'ssn',
  'member_id',
  'subscriber_id',
  'mbi',
  'medicaid_id',
  'dx',
  'date.service',
  'lab.result',
  'med',
  'encounter_id',
]);

export interface RoleContext {
  readonly view: TextView;
  readonly structure: Structure;
  /** By start. */
  readonly candidates: readonly CandidateDraft[];
  /** Records (scope indexes) that hold a patient's field in their main columns. */
  readonly patientRecords: ReadonlySet<number>;
}

export function roleEvidence(context: RoleContext, name: FoundName, scope: number): RoleEvidence {
  const roles: Partial<Record<Role, number>> = {};
  const because: string[] = [];
  const tags: string[] = [];
  const say = (weights: Partial<Record<Role, number>>, rule: string): void => {
    for (const [role, weight] of Object.entries(weights) as [Role, number][]) roles[role] = (roles[role] ?? 0) + weight;
    because.push(rule);
  };
  const owner = name.label?.owner;
  if (owner !== undefined) say(BY_OWNER[ownerOf(context, name, owner, scope)] ?? {}, 'role.label');
  if (name.titleRole !== undefined && name.titleRole !== '') {
    const role = modelRole(name.titleRole);
    if (role === 'clinician') say({ clinician: 6, subject: -5 }, 'role.title');
    else if (role !== undefined) say({ [role]: 4, subject: -2 }, 'role.title');
  }
  const relation = sayTerms(context, name, say, tags);
  sayZone(context, name, scope, say);
  // A letter that lies as a document of its own speaks to whom it is about; a mail speaks to a colleague.
  if (name.mailRole === 'greeting' && !context.view.document.isMessage) say({ subject: 2 }, 'role.letter');
  else if (name.mailRole !== undefined) say({ correspondent: 5, subject: name.mailRole === 'greeting' ? -2 : -3 }, `role.${name.mailRole}`);
  if (isSpeaker(context, name)) say({ correspondent: 4, subject: -3 }, 'role.speaker');
  if (name.tags.includes('public-name')) say({ other: 3, subject: -2 }, 'role.public-name');
  if (name.rule === 'name.newborn') say({ subject: 5 }, 'role.newborn');
  if (name.rule === 'name.spouse') say({ relative: 4 }, 'role.couple');
  sayRecord(context, name, scope, roles, because, say);
  for (const role of Object.keys(roles) as Role[])
    roles[role] = Math.max(-LIMIT, Math.min(LIMIT, Math.round((roles[role] ?? 0) * 100) / 100));
  return { roles, because, tags, relation };
}

/** `[14:27] Andrew: …`, a chat line: the name before the colon writes. */
function isSpeaker(context: RoleContext, name: FoundName): boolean {
  if (name.label !== undefined || context.view.folded[name.end] !== ':') return false;
  const line = context.view.lines[lineAt(context.view, name.start)];
  return (
    line !== undefined &&
    /^[\s>]*(?:[[(]?\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?[\])]?[\s,-]*)$/.test(context.view.folded.slice(line.start, name.start))
  );
}

/** A label without an owner of its own takes that of its section: `Guarantor information` over `Name:`. */
function ownerOf(context: RoleContext, name: FoundName, owner: LabelOwner, scope: number): LabelOwner {
  if (owner !== 'any' && owner !== 'patient') return owner;
  if (name.cell !== undefined) return context.structure.scopes[name.cell.record]?.owner ?? owner;
  if (owner === 'patient') return owner;
  for (let at = scope; at >= 0; at = context.structure.scopes[at]?.parent ?? -1) {
    const node = context.structure.scopes[at];
    if (node?.kind === 'section' && node.owner !== undefined) return node.owner;
  }
  return owner;
}

/** Words that are a patient's in a ward or study and anybody's elsewhere (`In the room: …`). */
const WEAK_LABELS: ReadonlySet<string> = new Set(
  'room|rm|bed|subject|child|infant|minor|student|resident|participant|member|client|case of|visit with|question about|update on|concerning|residente|menor|interno|nino|nina'.split(
    '|',
  ),
);

type Say = (weights: Partial<Record<Role, number>>, rule: string) => void;

function sayTerms(context: RoleContext, name: FoundName, say: Say, tags: string[]): RoleEvidence['relation'] {
  const { folded } = context.view;
  let relation: RoleEvidence['relation'];
  if (name.label === undefined || name.label.owner === 'any') {
    const seen = new Set<string>();
    for (const { term, skipped, start } of termsBefore(folded, name.unitStart, name.start)) {
      const role = modelRole(term.role);
      if (term.kind === 'title' && name.titleRole !== undefined) continue;
      if (role === undefined || seen.has(role) || term.kind === 'salutation' || term.kind === 'signoff' || term.kind === 'header') continue;
      // Outlook's `[mailto:list] On Behalf Of Karen Hill` names a sender.
      if (role === 'subject' && term.words[0] === 'on' && /[\]@>]\s*$|from:/.test(folded.slice(Math.max(0, start - 40), start))) continue;
      if (term.weight < 0) {
        say({ [role]: term.weight }, `role.not.${term.kind}`);
        continue;
      }
      seen.add(role);
      // `patient seen by Smith`: the nearer, longer term speaks.
      if (seen.size > 1) break;
      if (term.kind === 'relation' || role === 'relative') relation = { word: term.words.join(' '), toNext: false };
      const weak = WEAK_LABELS.has(term.words.join(' ')) ? 0.3 : 1;
      const weight = (skipped > 1 ? term.weight * 0.6 : term.weight) * weak;
      say(
        role === 'subject'
          ? { subject: weight, clinician: -3 }
          : role === 'clinician'
            ? { clinician: weight, subject: -4 }
            : { [role]: weight },
        `role.before.${term.kind}`,
      );
    }
  }
  const seen = new Set<string>();
  for (const { term, end } of termsAfter(folded, name.end, name.unitEnd)) {
    const role = modelRole(term.role);
    if (role === undefined || seen.has(role) || term.kind === 'eponym' || (term.kind === 'credential' && name.titleRole !== undefined))
      continue;
    seen.add(role);
    // `Caregiver Scott Ruiz called for …`: who calls as a relation is not thereby the patient.
    if (role === 'subject' && relation !== undefined) continue;
    if (role === 'relative') {
      // `BB Garcia (mom Ana)`: the word belongs to the name behind it; `c/o` says who receives the mail.
      if (isUpper(context.view.text, nextWord(folded, end)) || term.words[0] === 'c/o') {
        if (!/\b(?:of|for|de)$/.test(term.words.join(' '))) continue;
      }
      relation = { word: term.words.join(' '), toNext: true };
    }
    say({ [role]: term.weight }, `role.after.${term.kind}`);
  }
  sayAround(context, name, say, tags);
  return relation;
}

function nextWord(folded: string, from: number): number {
  let at = from;
  while (at < folded.length && ' :(,'.includes(folded[at] ?? 'x')) at += 1;
  return at;
}

/** Deceased, minor, test, public figure: said somewhere in the sentence, of the person only if it is short or next to the name. */
function sayAround(context: RoleContext, name: FoundName, say: Say, tags: string[]): void {
  const from = Math.max(name.unitStart, name.start - 40);
  const to = Math.min(name.unitEnd, name.end + 40);
  for (const { term, start, end } of termsIn(context.view.folded, from, to, roleTerms().around)) {
    const near = start >= name.end ? start - name.end < 24 : name.start - end < 24;
    if (!near || (start < name.end && end > name.start)) continue;
    if (term.role === 'deceased') {
      // Coverage, cards and drugs expire too: `expired` must follow the person itself.
      if (/^(?:expired|passed|died)/.test(term.words[0] ?? '') && start < name.end) continue;
      if (!tags.includes('deceased')) tags.push('deceased');
    } else if (term.role === 'minor' && !tags.includes('minor')) tags.push('minor');
    else if (term.role === 'test' && term.weight >= 6 && term.words.length > 1 && !tags.includes('test')) tags.push('test');
    else if (term.role === 'public figure' && name.p < 0.999) say({ other: 2 }, 'role.public-figure');
  }
}

function sayZone(context: RoleContext, name: FoundName, scope: number, say: Say): void {
  for (let at = scope; at >= 0; at = context.structure.scopes[at]?.parent ?? -1) {
    const node: ScopeDraft | undefined = context.structure.scopes[at];
    if (node?.zone === 'signature') {
      if (name.label?.owner !== 'patient') say({ correspondent: 7, staff: 3, subject: -3 }, 'role.signature');
      return;
    }
    if (node?.zone === 'subject' || node?.zone === 'attachment-name') {
      if (name.mailRole === undefined) say({ subject: 2.5 }, node.zone === 'subject' ? 'role.subject-line' : 'role.file-name');
      return;
    }
    if (node?.kind === 'subject-span' && name.start - node.start < 40 && name.label === undefined && name.titleRole === undefined) {
      say({ subject: node.zone === 'item' ? 1.5 : 3 }, 'role.opens-span');
      return;
    }
  }
}

function sayRecord(
  context: RoleContext,
  name: FoundName,
  scope: number,
  roles: Partial<Record<Role, number>>,
  because: readonly string[],
  say: Say,
): void {
  if (name.cell !== undefined) {
    const owner = context.structure.scopes[name.cell.record]?.owner;
    if (context.patientRecords.has(name.cell.record) && name.cell.owner !== 'provider' && owner !== 'provider')
      say({ subject: 4, clinician: -3 }, 'role.record');
    return;
  }
  if (
    because.includes('role.speaker') ||
    (roles.clinician ?? 0) > 2 ||
    (roles.correspondent ?? 0) > 2 ||
    (roles.relative ?? 0) > 2 ||
    name.p < 0.5
  )
    return;
  // A birth date or record number right behind the name.
  const sentence = context.structure.scopes[scope];
  const end = Math.min(name.end + 120, sentence?.end ?? name.end);
  for (let i = lowerBound(context.candidates, name.end); i < context.candidates.length; i += 1) {
    const candidate = context.candidates[i];
    if (candidate === undefined || candidate.start >= end) return;
    if (candidate.dismissedBy === undefined && candidate.p > 0.5 && PATIENT_FIELDS.has(candidate.element))
      return say({ subject: 3, clinician: -1 }, 'role.personal-data');
  }
}

function lowerBound(candidates: readonly CandidateDraft[], offset: number): number {
  let low = 0;
  let high = candidates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((candidates[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Records with a patient's field in a column of the record's own person. */
export function patientRecordsOf(structure: Structure): ReadonlySet<number> {
  const out = new Set<number>();
  for (const table of structure.tables)
    for (const cell of table.cells)
      if (
        cell.isData &&
        cell.columnElement !== undefined &&
        PATIENT_FIELDS.has(cell.columnElement) &&
        cell.owner !== 'provider' &&
        cell.owner !== 'facility'
      )
        out.add(cell.record);
  return out;
}

/** First person of own care in a message's new text: `my results`, `mi cita`. */
export function speaksOfSelf(view: TextView, from: number, to: number): boolean {
  return termsIn(view.folded, from, Math.min(to, from + 20_000), roleTerms().self).some((hit) => hit.term.weight > 3);
}
