/** Items: rows of the ledger; and the neutral form in which every mail container gives its messages. */
import type { Sensitive } from '../kernel/index.ts';
import type { ContentId, ItemId } from './ids.ts';
import type { ItemState, ReadGap } from './gap.ts';

export type ItemKind =
  | 'container'
  | 'message'
  | 'attachment'
  | 'embedded'
  | 'calendar'
  | 'contact'
  | 'task'
  | 'note'
  | 'file'
  | 'log'
  | 'other';

/** One address of a header. `name` is the display name as decoded, quotes removed. */
export interface MailAddress {
  readonly name: string;
  readonly email: string;
}

/** Decoded headers of a message. Dates are milliseconds UTC. Message-IDs without angle brackets. */
export interface MessageHeaders {
  readonly messageId?: string;
  readonly date?: number;
  readonly from: readonly MailAddress[];
  readonly sender?: MailAddress;
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
  readonly subject: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** Folder labels that travel in headers (X-Gmail-Labels), decoded. */
  readonly labels: readonly string[];
  /** When the store says it was delivered or created, if it says so. */
  readonly received?: number;
  /** Further fields that hold words of people, decoded, names in lower case: second Subject, Reply-To, Comments … */
  readonly more?: readonly { readonly name: string; readonly value: string }[];
}

export type RangeKind = 'header' | 'separator' | 'preamble' | 'boundary' | 'part' | 'epilogue' | 'padding' | 'unread';
/** Half-open range of the message's raw bytes. Ranges of a message are in order, do not overlap, and add up to its length. */
export interface ByteRange {
  readonly kind: RangeKind;
  readonly start: number;
  readonly end: number;
  readonly reason?: string;
}

export interface RawBody {
  readonly type: 'text/plain' | 'text/html' | 'text/rtf' | 'text/calendar';
  readonly text: string;
  /** How the bytes became this text, outermost first: `quoted-printable > windows-1252`. */
  readonly decodedBy: string;
  /** Bytes of the raw message it came from, where the container is made of bytes (mbox, EML). */
  readonly range?: { readonly start: number; readonly end: number };
  /** `mime:1.2` or `prop:0x1000`. */
  readonly part: string;
  /** RFC 2046 alternative group: bodies with the same group say the same in other forms. */
  readonly alternativeOf?: string;
}

export interface RawAttachment {
  /** Path below the message: `mime:2`, `att:1`. Unique in the message. */
  readonly path: string;
  readonly name?: string;
  readonly declaredType?: string;
  readonly inline: boolean;
  readonly kind: 'file' | 'message' | 'reference' | 'ole';
  /** Decoded bytes; for `message` from a byte container the bytes of the message. Empty for `reference`. */
  bytes(): Uint8Array;
  /** An embedded message of a property store (PST, MSG), already in neutral form. */
  message?(): RawMessage;
  /** Expected but not there, or only partly there. */
  readonly gap?: ReadGap;
}

/** A message in neutral form, whatever container it came from. Lives in the reading child only. */
export interface RawMessage {
  readonly kind: 'message' | 'calendar' | 'contact' | 'task' | 'note' | 'other';
  /** SHA-256 of the raw bytes; where there are none (PST), of a canonical serialisation of its properties. */
  readonly content: ContentId;
  readonly bytes: number;
  readonly mediaType: string;
  readonly headers: MessageHeaders;
  readonly bodies: readonly RawBody[];
  readonly attachments: readonly RawAttachment[];
  readonly ranges: readonly ByteRange[];
  readonly gaps: readonly ReadGap[];
}

/** What a walk of a source yields: one thing that is there, or that should be. */
export interface Found {
  /** Container path from the source down, e.g. `mbox:@1048576`, `pst:nid=0x200024`, `file:letters/a.docx`, `zip:#12/mbox:@0`. */
  readonly path: string;
  /** For people: `/Inbox/Labs`. */
  readonly folder?: string;
  readonly display: string;
  readonly kind: ItemKind;
  readonly name?: string;
  /** Bytes, if known before reading; orders the work, nothing else. */
  readonly bytes: number;
  /** Only when it is not to be read: announced and missing, refused, unsupported. */
  readonly state?: ItemState;
  readonly gap?: ReadGap;
  readonly recovered?: string;
  /** Resume behind this item: opaque to everyone but the walker. */
  readonly cursor: string;
}

/** An independent count of what a container should hold, spec/ingest.md 1.4. */
export interface Expectation {
  readonly what: string;
  readonly count: number;
  readonly by: string;
}

/** A row of items.csv. */
export interface Item {
  readonly id: ItemId;
  readonly parent?: ItemId;
  /** The top message (or loose file) that it belongs to: itself for a top message. */
  readonly family: ItemId;
  readonly source: string;
  /** Container path; with `source` it makes the id. */
  readonly containerPath: string;
  /** The contract's `path`, for people. */
  readonly path: string;
  readonly kind: ItemKind;
  readonly mediaType: string;
  readonly name?: string;
  readonly content?: ContentId;
  readonly bytes: number;
  readonly state: ItemState;
  readonly reason?: string;
  readonly headers?: MessageHeaders;
  readonly folder?: string;
  readonly textChars?: number;
  readonly pages?: number;
  readonly duplicateOf?: ItemId;
  readonly recovered?: string;
  /** Mailbox (index into the case's list) whose source it lies in; undefined for logs, rosters and lists. */
  readonly mailbox?: number;
}

/** What is read aloud as text of a person in a header: never printed outside outputs of the contract. */
export type HeaderText = Sensitive<string>;
