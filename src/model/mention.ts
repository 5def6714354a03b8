/** Finding and mention: what `link` gives. Individual: what `resolve` gives. */
import type { Sensitive } from '../kernel/index.ts';
import type { Role } from './analysis.ts';
import type { ElementId } from './elements.ts';
import type { CandidateId, ContentId, FindingId, FragKey, IndividualId, ItemId } from './ids.ts';

export type Tier = 'auto' | 'review' | 'dismissed';
export type LinkMethod =
  | 'self' // the name itself
  | 'record'
  | 'form'
  | 'apposition'
  | 'subject'
  | 'sentence'
  | 'list'
  | 'paragraph'
  | 'section'
  | 'part'
  | 'thread'
  | 'header'
  | 'by-value'
  | 'distributed'
  | 'reference'
  | 'decision'
  | 'none';

export interface LinkReason {
  readonly id: string;
  readonly weight: number;
}

/** A candidate seen in one item, with tier and owner: a row of findings.csv. Dismissed ones stay in the store. */
export interface Finding {
  readonly id: FindingId;
  readonly item: ItemId;
  readonly content: ContentId;
  /** The message (top of the family) in whose access verdict it shares. */
  readonly message: ItemId;
  readonly candidate?: CandidateId;
  readonly element: ElementId;
  readonly tags: readonly string[];
  readonly value: Sensitive<string>;
  readonly norm?: Sensitive<string>;
  readonly locator: string;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
  readonly tier: Tier;
  readonly rule: string;
  readonly linkedBy: LinkMethod;
  readonly linkConfidence: number;
  /** The mention it is bound to; undefined for an orphan. */
  readonly fragKey?: FragKey;
  readonly runnerUp?: { readonly fragKey: FragKey; readonly p: number };
  readonly subjectRole?: Role;
  readonly because: readonly LinkReason[];
  /** It stands where a message list shows it: sender, recipients, subject, attachment names, first 255 characters of text. */
  readonly listed: boolean;
}

export type AttrType =
  | 'name'
  | 'dob'
  | 'age'
  | 'sex'
  | 'mrn'
  | 'member_id'
  | 'ssn'
  | 'id'
  | 'phone'
  | 'email'
  | 'address'
  | 'event'
  | 'number';
export interface MentionAttr {
  readonly type: AttrType;
  readonly raw: Sensitive<string>;
  /** ISO date, digits … ; for a name JSON of NameReading[]; for an address JSON { street, city, state, zip }. */
  readonly norm?: Sensitive<string>;
  readonly conf?: number;
  readonly labelled: boolean;
  readonly finding?: FindingId;
}

/** One person as one place speaks of him. Immutable. The `fragment` of spec/resolve.md. */
export interface Mention {
  readonly fragKey: FragKey;
  readonly sourceKey: ContentId;
  /** Items that hold this content, sorted. */
  readonly messageKeys: readonly ItemId[];
  readonly anchor: { readonly path: string; readonly start: number; readonly end: number };
  readonly role: Role;
  readonly attrs: readonly MentionAttr[];
  readonly elements: readonly ElementId[];
  readonly lang?: string;
  /** Rows of one row-per-person table: `content:table`, for the same-table veto. */
  readonly table?: { readonly key: string; readonly row: number };
  readonly relations?: readonly { readonly to: FragKey; readonly relation: string }[];
  /** deceased, test, newborn, initials … */
  readonly tags: readonly string[];
  readonly because: readonly string[];
}

export type IndividualStatus = 'resolved' | 'review' | 'ambiguous';
export type IndividualRole = 'patient' | 'member' | 'dependent' | 'guarantor' | 'relative' | 'staff' | 'other';
export type MatchState = 'auto' | 'review' | 'ambiguous' | 'none';

export interface RosterMatch {
  readonly state: MatchState;
  /** Evidence class of spec/resolve.md 5.2: A0 A1 A2 A3 A4 B1 B2 C N X V. */
  readonly evidence: string;
  /** Key of the roster person; only with `auto` or `review`. */
  readonly member?: string;
  readonly p: number;
  /** Rows that also fit, best first: roster keys. */
  readonly candidates: readonly { readonly member: string; readonly p: number }[];
  /** Roster persons with the same name; in the case. */
  readonly namesakes: number;
}

export interface PostalAddress {
  readonly address1: string;
  readonly address2: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly country: string;
}

/** A person: mentions believed to be one, with at most one roster person. Values in clear: rows go only to outputs of the contract. */
export interface Individual {
  readonly id: IndividualId;
  readonly mentions: readonly FragKey[];
  readonly status: IndividualStatus;
  readonly role: IndividualRole;
  readonly match: RosterMatch;
  readonly name: Sensitive<string>;
  readonly given: Sensitive<string>;
  readonly middle: Sensitive<string>;
  readonly family: Sensitive<string>;
  readonly suffix: string;
  /** ISO date or empty. */
  readonly dob: Sensitive<string>;
  readonly deathDate: string;
  readonly minor: boolean;
  readonly mrn: Sensitive<string>;
  readonly memberId: Sensitive<string>;
  readonly rosterId: string;
  /** JSON of PostalAddress, or empty: withheld while the person is not certain. */
  readonly address: Sensitive<string>;
  readonly addressSource: 'roster' | 'evidence' | 'decision' | 'none';
  /** State for counts: from roster, evidence, or all candidates if they agree; else empty. */
  readonly state: string;
  readonly email: Sensitive<string>;
  readonly language: string;
  /** Legal entity ids, sorted; empty if unknown. */
  readonly entities: readonly string[];
  readonly confidence: number;
  readonly flags: readonly string[];
  /** Why these mentions are one, in rule ids with weights. */
  readonly because: readonly { readonly rule: string; readonly a: string; readonly b: string; readonly weight: number }[];
  /** P(this is a person not otherwise counted), spec/resolve.md 8. Absent: 1. */
  readonly pDistinct?: number;
}

/** A question to a person, and how many individuals its answer can move. */
export interface Question {
  readonly id: string;
  readonly kind: string;
  readonly individuals: readonly IndividualId[];
  readonly members: readonly string[];
  readonly gain: number;
  readonly text: string;
  /** The line for `decide` that answers it, without who and why. */
  readonly decide: { readonly kind: string; readonly key: unknown; readonly choices: readonly unknown[] };
}
