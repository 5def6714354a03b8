/** What `link` takes and gives. */
import type {
  ContentAnalysis,
  ContentId,
  Decision,
  ElementId,
  Finding,
  ItemId,
  Mention,
  MessageHeaders,
  RosterLookup,
} from '../model/index.ts';

import type { LearnedFormats } from './learned.ts';
import type { StaffLookup } from './staff.ts';

/** One item where a content stands, with what its family adds. */
export interface Place {
  readonly item: ItemId;
  /** Top message (or loose file) of the family: its access verdict counts. */
  readonly message: ItemId;
  readonly isMessage: boolean;
  readonly path: string;
  /** Headers of the message itself, or of the message that carries the attachment. */
  readonly headers?: MessageHeaders;
  readonly fileName?: string;
  readonly mailboxOwnerEmails: readonly string[];
}

/** Quoted blocks seen in other contents: where a block stands first. */
export interface RepeatedBlocks {
  /** The content that holds the block first, if more than one content holds it. */
  firstHolder(digest: string): ContentId | undefined;
}

export interface LinkInput {
  readonly analysis: ContentAnalysis;
  readonly places: readonly Place[];
  readonly roster: RosterLookup;
  readonly staff: StaffLookup;
  readonly learned: LearnedFormats;
  readonly decisions: readonly Decision[];
  readonly repeated: RepeatedBlocks;
}

/** What became of the superset census of one content: balanced per class. */
export interface LinkCensusRow {
  readonly class: string;
  readonly outcome: string;
  readonly count: number;
}

export interface Linked {
  readonly findings: readonly Finding[];
  readonly mentions: readonly Mention[];
  readonly census: readonly LinkCensusRow[];
}

export interface Reasons {
  readonly id: string;
  readonly weight: number;
}

/** Values that only somebody in care or insured has written beside the name. */
export const OWN_IDS: ReadonlySet<ElementId> = new Set<ElementId>(['dob', 'mrn', 'member_id', 'ssn', 'mbi', 'subscriber_id', 'claim_no']);
/** Words of care beside a name. Newspapers write them too. */
export const OWN_CARE: ReadonlySet<ElementId> = new Set<ElementId>([
  'dx',
  'med',
  'lab.result',
  'date.service',
  'date.admission',
  'date.discharge',
  'date.appointment',
  'procedure',
]);
