/** What `access` takes and gives. */
import type { Sensitive } from '../kernel/index.ts';
import type { Indicators, IncidentFacts, MailboxConfig } from './case.ts';
import type { Decision } from './decision.ts';
import type { Gap } from './gap.ts';
import type { ItemId, RecordId, SessionId } from './ids.ts';
import type { Depth, Grade, LogEvent, Verdict } from './log-event.ts';

/** A top message of a compromised mailbox, as far as verdicts need it. */
export interface MailboxMessage {
  readonly item: ItemId;
  /** Index into the case's mailboxes. */
  readonly mailbox: number;
  readonly messageId?: string;
  /** SHA-256 of its content: copies of equal content get one verdict (J2). */
  readonly content: string;
  readonly folder: string;
  /** Earliest and latest known times of delivery or creation; undefined: unknown. */
  readonly existedFrom?: number;
  readonly createdAt?: number;
  readonly subject: Sensitive<string>;
  readonly bytes: number;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly attachmentNames: readonly Sensitive<string>[];
}

/** A log file as it was read: rows that adapters understood or not. */
export interface LogFileReading {
  readonly name: string;
  readonly content: string;
  readonly adapter: string;
  readonly kind: string;
  readonly rows: number;
  readonly records: number;
  readonly refused: number;
  readonly from?: number;
  readonly to?: number;
  /** Operations that are not understood, by name, with their count. */
  readonly unknownOperations: readonly { readonly op: string; readonly count: number }[];
  /** Paging and collection facts that the rows themselves carry (ResultIndex, ResultCount), or a manifest. Plain JSON. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly gaps: readonly Gap[];
}

export interface AccessInput {
  readonly mailboxes: readonly MailboxConfig[];
  readonly messages: readonly MailboxMessage[];
  readonly files: readonly LogFileReading[];
  /** Merged, sorted by (at, id). */
  readonly events: readonly LogEvent[];
  readonly indicators: Indicators;
  readonly incident: IncidentFacts;
  readonly decisions: readonly Decision[];
  /** Milliseconds UTC of the end of `as_of`. */
  readonly asOf: number;
}

export interface MessageVerdict {
  readonly item: ItemId;
  readonly mailbox: number;
  readonly verdict: Verdict;
  readonly low: Verdict;
  readonly high: Verdict;
  readonly depth: readonly Depth[];
  readonly grade: Grade | '';
  /** One sentence for people. */
  readonly reason: string;
  readonly firstReached?: number;
  readonly lastReached?: number;
  readonly sessions: readonly SessionId[];
  readonly records: readonly RecordId[];
  readonly join: string;
  /** The list line (sender, subject, preview) may have been seen. */
  readonly listLine: boolean;
  readonly rules: readonly string[];
  readonly presumptions: readonly string[];
  readonly kOfN: string;
  readonly untestable: boolean;
  readonly decision?: number;
  /** The thirteen checks of spec/access.md 4.4 that failed, by number and why; empty if excluded. */
  readonly failedChecks: readonly { readonly check: number; readonly why: string; readonly records: readonly RecordId[] }[];
}

/** The verdict on a message that logs name, in a mailbox of which no message is at hand. */
export interface NamedVerdict extends MessageVerdict {
  readonly messageId: string;
  readonly folder: string;
  readonly itemRef: string;
}

export interface SessionRow {
  readonly id: SessionId;
  readonly mailbox: string;
  readonly label: 'intruder' | 'owner' | 'service' | 'delegate' | 'unknown';
  readonly first: number;
  readonly last: number;
  readonly ips: readonly string[];
  readonly asns: readonly string[];
  readonly clients: readonly string[];
  readonly apps: readonly string[];
  readonly records: readonly RecordId[];
  readonly messages: number;
  readonly reasons: readonly {
    readonly rule: string;
    readonly grade: Grade;
    readonly text: string;
    readonly records: readonly RecordId[];
  }[];
  readonly grade: Grade | '';
  readonly devices: readonly string[];
  readonly tokens: readonly string[];
  readonly firstItem?: number;
  readonly mixed: boolean;
  readonly otherMailboxes: readonly string[];
  /** Provider's session id, for the decide line that labels it. */
  readonly session?: string;
}

export interface TimelineEntry {
  readonly at: number;
  readonly to: number;
  readonly kind: string;
  readonly title: string;
  readonly label: string;
  readonly grade: string;
  readonly technique: readonly string[];
  readonly records: readonly RecordId[];
  readonly mailbox: string;
  readonly items: number;
}
export interface ContainmentRow {
  readonly action: string;
  readonly target: string;
  readonly why: string;
  readonly records: readonly RecordId[];
  readonly command: string;
  readonly doneAt?: number;
  readonly doneEvidence: readonly RecordId[];
  readonly state: 'done' | 'open' | 'unknown';
  readonly verify: string;
  readonly technique: string;
}
export interface CoverageRow {
  readonly source: string;
  readonly mailbox: string;
  readonly from?: number;
  readonly to?: number;
  readonly state: 'covered' | 'hole' | 'suspected' | 'unknown';
  readonly why: string;
  readonly commandToClose: string;
}
export interface MissingMessage {
  readonly mailbox: string;
  readonly messageId: string;
  readonly itemRef: string;
  readonly folder: string;
  readonly firstReached: number;
  readonly sessions: readonly SessionId[];
  readonly records: readonly RecordId[];
  readonly bytes?: number;
  readonly why: string;
}
export interface ScopeRow {
  readonly mailbox: string;
  readonly contexts: readonly SessionId[];
  readonly records: readonly RecordId[];
  readonly items: number;
  readonly first: number;
  readonly last: number;
}
export interface RootCause {
  readonly hypothesis: string;
  readonly title: string;
  readonly score: number;
  readonly for: readonly string[];
  readonly against: readonly string[];
  readonly missing: readonly string[];
}
export interface AccessWindow {
  readonly start?: number;
  readonly startProven: boolean;
  readonly end?: number;
  readonly endProven: boolean;
  readonly why: readonly string[];
  readonly provisional: boolean;
  readonly containmentFailed: boolean;
  readonly contained?: number;
}
export interface AccessAnswer {
  readonly verdicts: readonly MessageVerdict[];
  /** Messages that only the logs know: rows of access.csv for mailboxes without sources. */
  readonly namedOnly?: readonly NamedVerdict[];
  readonly sessions: readonly SessionRow[];
  readonly timeline: readonly TimelineEntry[];
  readonly containment: readonly ContainmentRow[];
  readonly coverage: readonly CoverageRow[];
  readonly missing: readonly MissingMessage[];
  readonly scope: readonly ScopeRow[];
  readonly rootCause: readonly RootCause[];
  /** Why no cause is named, if none is. */
  readonly rootCauseRefused?: string;
  readonly window: AccessWindow;
  readonly gaps: readonly Gap[];
}
