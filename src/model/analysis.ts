/**
 * Analysis: what `detect` finds in one content, once, without roster, workforce list or anything counted over the mailbox.
 * A superset with features: `link` decides over it and never opens the text again. All spans are UTF-8 bytes, half-open, in the
 * content's canonical text. Lists are in text order (start, end, element).
 */
import type { Sensitive } from '../kernel/index.ts';
import type { Assertion, ElementId } from './elements.ts';
import type { CandidateId, ContentId } from './ids.ts';
import type { Grid } from './document.ts';
import type { MailAddress } from './item.ts';

export type ScopeKind =
  | 'part' // the whole content: index 0
  | 'thread-block'
  | 'header-block'
  | 'zone'
  | 'section'
  | 'subject-span'
  | 'page'
  | 'table'
  | 'record'
  | 'list-item'
  | 'paragraph'
  | 'sentence'
  | 'cell';

/** A node of the scope tree, spec/detection.md 6.1. `parent` is an index into `scopes` (−1 for the root); parents come before children. */
export interface Scope {
  readonly kind: ScopeKind;
  readonly parent: number;
  readonly start: number;
  readonly end: number;
  /** Index into `persons` of the one person this scope is about, with its probability. */
  readonly subject?: number;
  readonly subjectP?: number;
  /** `thread-block`: quote depth, author and date; a digest of its folded lines, to recognise a copy elsewhere. */
  readonly depth?: number;
  readonly author?: MailAddress;
  readonly date?: number;
  readonly digest?: string;
  /** `zone`, `header-block`: signature, disclaimer, prose, form, list, attachment-name, subject … */
  readonly zone?: string;
  /** `record`, `cell`: table index and row. A sub-record of a row (spouse, dependent 1) names its owner. */
  readonly table?: number;
  readonly row?: number;
  readonly owner?: LabelOwner;
  readonly hidden?: boolean;
}

/** Whose value a label announces, as in rules/labels. */
export type LabelOwner =
  | 'patient'
  | 'subscriber'
  | 'guarantor'
  | 'spouse'
  | 'dependent'
  | 'parent'
  | 'emergency-contact'
  | 'newborn'
  | 'staff'
  | 'provider'
  | 'facility'
  | 'org'
  | 'other' // attorney, witness, claimant: a person outside the record's family and care
  | 'any'
  | 'none';

export interface LabelBinding {
  /** Folded label text as it stands in rules/labels (a rule, not evidence). */
  readonly label: string;
  readonly element: string;
  readonly owner: LabelOwner;
  /** Part of a name, address or role of a date, if the label says one. */
  readonly part?: string;
  /** 0..1 prior of the label table. */
  readonly strength: number;
  readonly position: 'same-cell' | 'right' | 'next-line' | 'column' | 'left' | 'below' | 'header' | 'field';
}

export interface CellAddress {
  readonly table: number;
  readonly row: number;
  readonly col: number;
  /** Index into `scopes` of the record (or sub-record) it belongs to. */
  readonly record: number;
  /** Folded header text is evidence-free only if it is a known label; then it stands here. */
  readonly header?: string;
  readonly columnElement?: ElementId;
  readonly columnP?: number;
}

/** One possible value of an element at one place. */
export interface Candidate {
  readonly id: CandidateId;
  readonly content: ContentId;
  readonly start: number;
  readonly end: number;
  readonly element: ElementId;
  readonly value: Sensitive<string>;
  /** Canonical form for comparing: ISO date, digits only, lower-case e-mail, code. */
  readonly norm?: Sensitive<string>;
  /** Further readings of an ambiguous value: the other day-month order, another element. */
  readonly alternatives: readonly { readonly element: ElementId; readonly norm?: Sensitive<string>; readonly p: number }[];
  /** Id of the recognizer in rules/. */
  readonly rule: string;
  /** P(this is the element), from text alone: 0..1. */
  readonly p: number;
  /** A named dismissal rule with a reason a lawyer can read, or undefined. Kept and counted, never silent. */
  readonly dismissedBy?: string;
  readonly valid: 'pass' | 'fail' | 'n/a';
  readonly assertion: Assertion;
  /** Sensitive categories and flags: hidden, ocr, invalid, sample, masked, ambiguous_order … Sorted. */
  readonly tags: readonly string[];
  readonly label?: LabelBinding;
  readonly cell?: CellAddress;
  /** Index into `scopes` of the smallest scope that holds it. */
  readonly scope: number;
  readonly line: number;
  /** The contract's locator: `bytes:120-131`, `page:3`, `cell:Members!C14`. */
  readonly locator: string;
}

export type Role = 'subject' | 'subscriber' | 'guarantor' | 'relative' | 'clinician' | 'staff' | 'correspondent' | 'other';
export const ROLES = [
  'subject',
  'subscriber',
  'guarantor',
  'relative',
  'clinician',
  'staff',
  'correspondent',
  'other',
] as const satisfies readonly Role[];

/** One way to read a name. Parts as written, case kept; empty string where there is none. */
export interface NameReading {
  readonly given: string;
  readonly middle: string;
  readonly family: string;
  readonly suffix: string;
  readonly p: number;
}

/** A person named (or only hinted at) at one place. Values of names are read through `readings.reveal`. */
export interface PersonCandidate {
  readonly start: number;
  readonly end: number;
  readonly value: Sensitive<string>;
  /** JSON of NameReading[], best first. Sensitive as a whole; `nameReadings(person)` opens it. */
  readonly readings: Sensitive<string>;
  /** P(this is the name of a person), from text alone. */
  readonly p: number;
  readonly dismissedBy?: string;
  /** Log-odds of each role from text alone, with the rules that gave them. Absent role = 0. */
  readonly roles: Readonly<Partial<Record<Role, number>>>;
  readonly because: readonly string[];
  readonly label?: LabelBinding;
  readonly cell?: CellAddress;
  readonly scope: number;
  readonly line: number;
  readonly locator: string;
  /** Index of the full-name person in this content of which this is a short form (family name alone, initials). */
  readonly sameAs?: number;
  /** Index of the person this one is related to, and how (`wife of`, `mother`, `newborn`). */
  readonly relatedTo?: { readonly person: number; readonly relation: string };
  /** deceased, test, newborn, initials, unnamed, hidden, ocr … Sorted. */
  readonly tags: readonly string[];
  readonly rule: string;
}

export interface TableSummary {
  readonly grid: Omit<Grid, 'cells'>;
  readonly headerRows: number;
  readonly columns: readonly {
    readonly col: number;
    readonly header?: string;
    readonly element?: ElementId;
    readonly owner: LabelOwner;
    readonly p: number;
  }[];
  readonly orientation: 'long' | 'wide' | 'key-value' | 'layout';
  readonly records: number;
}

/** The superset census, spec/detection.md 8.1: every cluster that could be of a claimable class, by what became of it. */
export type CensusClass = 'ssn' | 'card' | 'bank' | 'drivers_license' | 'passport';
export interface CensusRow {
  readonly class: CensusClass;
  /** `auto`, `review`, or the dismissal rule's id. Balanced: the rows of a class add up to `total` of the same content. */
  readonly outcome: string;
  readonly count: number;
}

export interface ContentAnalysis {
  readonly content: ContentId;
  readonly detector: string;
  readonly lang: string;
  readonly scopes: readonly Scope[];
  readonly candidates: readonly Candidate[];
  readonly persons: readonly PersonCandidate[];
  readonly tables: readonly TableSummary[];
  readonly census: readonly CensusRow[];
  /** UTF-8 length of the text, and of what no detector could judge (OCR below threshold …). */
  readonly textBytes: number;
}

export function nameReadings(person: PersonCandidate): readonly NameReading[] {
  return JSON.parse(person.readings.reveal('match')) as NameReading[]; // written by ourselves, from NameReading[]
}
