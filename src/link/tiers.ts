/** Tiers: what the machine may decide, what a person must, what a named rule dismisses. spec/detection.md 9 */
import { groupOf, type Candidate, type ElementGroup, type ElementId, type LinkReason, type Role, type Tier } from '../model/index.ts';

import type { Link } from './assign.ts';
import type { FigureRole } from './roles.ts';
import { isPersonal } from './roles.ts';
import { dismissal, elementRule, weightOf } from './rules.ts';
import { saysPatient } from './score.ts';
import type { Ground } from './scopes.ts';

export const AUTO_P = 0.98;
export const AUTO_MARGIN = 0.9;

/** The link alone would be decided by the machine. */
export const isSureLink = (link: Link): boolean => link.p >= AUTO_P && link.p - link.secondP >= AUTO_MARGIN && link.conflict === undefined;

export interface Judged {
  readonly tier: Tier;
  /** The rule that dismissed it; undefined otherwise. */
  readonly dismissedBy?: string;
  readonly elementP: number;
  readonly reasons: readonly LinkReason[];
}

export interface TierInput {
  readonly candidate: Candidate;
  readonly element: ElementId;
  readonly p: number;
  readonly link: Link;
  readonly role: FigureRole | undefined;
  readonly ground: Ground;
  readonly aboutPatient: boolean;
  /** An address of the organisation's own: nobody's private contact. */
  readonly isOwnContact: boolean;
}

const HARD_METHODS: ReadonlySet<Link['method']> = new Set(['record', 'form', 'apposition', 'list', 'reference', 'self']);
const logit = (p: number): number => Math.log(Math.min(0.9999, Math.max(0.0001, p)) / (1 - Math.min(0.9999, Math.max(0.0001, p))));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export function judge(input: TierInput): Judged {
  const { candidate, link, role, ground } = input;
  const { p, reasons } = elementProbability(input);
  const dismissed = dismissedBy(input);
  if (dismissed !== undefined) return { tier: 'dismissed', dismissedBy: dismissed, elementP: p, reasons };
  const isSure = p >= AUTO_P && link.figure !== undefined && isSureLink(link);
  const isClean =
    candidate.valid !== 'fail' && !REVIEW_TAGS.some((tag) => candidate.tags.includes(tag)) && candidate.assertion !== 'other-person';
  // A value in a signature is the author's or nobody's: a link to a patient there waits for a person.
  const isGround =
    ground !== 'signature' && ground !== 'disclaimer' ? true : role !== undefined && (!isPersonal(role.role) || saysPatient(candidate));
  return { tier: isSure && isClean && isGround ? 'auto' : 'review', elementP: p, reasons };
}

/** Flags of detection that need a look, whatever the sums say. A date whose day and month may be swapped is still a date of its kind. */
const REVIEW_TAGS = ['invalid', 'sample', 'precision_lost', 'review'] as const;

function elementProbability({ candidate, element, p, link, aboutPatient }: TierInput): {
  readonly p: number;
  readonly reasons: readonly LinkReason[];
} {
  const reasons: LinkReason[] = [];
  let odds = logit(p);
  const add = (id: string): void => {
    reasons.push({ id, weight: weightOf(id) });
    odds += weightOf(id);
  };
  const isLinked = link.figure !== undefined && link.p >= AUTO_P;
  // A label beside its owner, and a phone or e-mail of valid shape near a person, are what they seem.
  if (
    isLinked &&
    ((HARD_METHODS.has(link.method) && (candidate.label !== undefined || p >= 0.9)) ||
      (CONTACTS.has(element) && candidate.valid !== 'fail' && (p >= 0.9 || HARD_METHODS.has(link.method))))
  )
    add('element-bound');
  if (link.reasons.some((reason) => reason.id === 'roster-agrees')) add('element-roster');
  if (aboutPatient && isLinked && (groupOf(element) === 'health' || element === 'age' || element === 'demographic.sex'))
    add('element-patient');
  return { p: sigmoid(odds), reasons };
}

const STANDS_ALONE: ReadonlySet<ElementGroup> = new Set<ElementGroup>(['government-id', 'financial', 'credentials', 'health-id']);

const CONTACTS: ReadonlySet<ElementId> = new Set<ElementId>([
  'phone',
  'phone.work',
  'fax',
  'email',
  'address.street',
  'address.city',
  'address.zip',
  'address.zip4',
  'address.po_box',
  'employment.title',
  'employment.employer',
  'url.personal',
]);

function dismissedBy({ candidate, element, link, role, ground, aboutPatient, isOwnContact }: TierInput): string | undefined {
  if (candidate.dismissedBy !== undefined) return candidate.dismissedBy;
  if (candidate.assertion === 'template') return dismissal('template-text');
  if (groupOf(element) === 'evidence' && element !== 'genetic') return dismissal('evidence-only');
  if (isOwnContact) return dismissal('business-contact');
  if (CONTACTS.has(element)) {
    if (role !== undefined && !isPersonal(role.role)) return dismissal('business-contact');
    if (link.figure === undefined && (ground === 'signature' || ground === 'disclaimer' || ground === 'header'))
      return dismissal('letterhead');
  }
  if (element === 'employment.title' && (role === undefined || !isPersonal(role.role))) return dismissal('business-contact');
  const { kind } = elementRule(element);
  if (kind === 'provider' && (role === undefined || !isPersonal(role.role))) return dismissal('business-contact');
  // What could stand for somebody by itself stays open, even where nobody is named.
  if (
    !aboutPatient &&
    link.figure === undefined &&
    (!STANDS_ALONE.has(groupOf(element)) || element === 'order_no' || element === 'group_no') &&
    element !== 'dob' &&
    !elementRule(element).direct
  )
    return dismissal('no-person');
  return undefined;
}

/** Tier of a name: only names of persons in care or with data of their own are findings. */
export function judgeName(input: {
  readonly p: number;
  readonly role: Role;
  readonly hasData: boolean;
  readonly hasAutoData: boolean;
  readonly aboutPatient: boolean;
  readonly isTest: boolean;
  readonly isPublic: boolean;
  readonly isFull: boolean;
}): {
  readonly tier: Tier;
  readonly dismissedBy?: string;
} {
  if (input.isTest) return { tier: 'dismissed', dismissedBy: dismissal('test-patient') };
  if (!isPersonal(input.role) && !input.hasAutoData) return { tier: 'dismissed', dismissedBy: dismissal('not-a-patient') };
  if (input.role === 'other' && !input.hasData && !input.aboutPatient)
    return { tier: 'dismissed', dismissedBy: dismissal('name-uncorroborated') };
  if ((input.role === 'other' && !input.hasData) || input.isPublic) return { tier: 'review' };
  const p = input.hasAutoData ? sigmoid(logit(input.p) + weightOf('name-bound')) : input.p;
  return { tier: p >= AUTO_P && input.isFull ? 'auto' : 'review' };
}
