/**
 * Document: what `extract` makes of a content. Lives in the reading child; only its canonical text goes to the store.
 * Offsets INSIDE a document are UTF-16 units of `text` (JavaScript string offsets), half-open. Every record that leaves the
 * child (candidate, person, scope) has UTF-8 bytes: convert with `textOffsets(text)` at that edge and nowhere else.
 */
import type { ContentId } from './ids.ts';
import type { ReadGap, ItemState } from './gap.ts';
import type { MailAddress, RawMessage } from './item.ts';

/** Where a piece of text stands in its document, spec/ingest.md 2.2. */
export type Zone =
  | 'header' // a header line of a message: `Subject: …`
  | 'body'
  | 'quote'
  | 'signature'
  | 'table'
  | 'field'
  | 'footer'
  | 'comment'
  | 'note'
  | 'property'
  | 'package'
  | 'ocr';

/** Where a text run comes from: the contract's `locator` is made from it. */
export type Locator =
  | { readonly kind: 'bytes'; readonly start: number; readonly end: number }
  | { readonly kind: 'page'; readonly page: number; readonly box?: readonly [number, number, number, number] }
  | { readonly kind: 'cell'; readonly sheet: string; readonly cell: string }
  | { readonly kind: 'xml'; readonly part: string; readonly start?: number; readonly end?: number }
  | { readonly kind: 'field'; readonly path: string }
  | { readonly kind: 'prop'; readonly tag: string };

/** A run of canonical text with one source. Runs are in order, do not overlap and cover the text. */
export interface SourceRun {
  readonly start: number;
  readonly end: number;
  readonly at: Locator;
}

export interface Block {
  readonly start: number;
  readonly end: number;
  readonly zone: Zone;
  /** Shape in the source, when it says so: heading, list item, paragraph, page, sheet. */
  readonly shape: 'heading' | 'list-item' | 'paragraph' | 'page' | 'sheet' | 'table' | 'header-field' | 'field';
  /** A header field's name in lower case, a sheet's name, a form field's name. */
  readonly label?: string;
  readonly hidden?: boolean;
  readonly deleted?: boolean;
}

/** New text and each quoted ancestor, cut once by `extract`. Blocks are in text order; depth 0 is the author's own new text. */
export interface ThreadBlock {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly author?: MailAddress;
  readonly date?: number;
  readonly subject?: string;
  /** The header lines of a quoted block (`From: … Sent: …`), inside [start, end). */
  readonly headerEnd?: number;
  /** The signature at its end begins here (from `-- ` or structure; detection may find more). */
  readonly signatureStart?: number;
}

/** A cell of a grid. `text` is what stands at [start, end) of the document. Merged ranges carry their span on the first cell. */
export interface GridCell {
  readonly row: number;
  readonly col: number;
  readonly start: number;
  readonly end: number;
  readonly rowSpan?: number;
  readonly colSpan?: number;
  readonly hidden?: boolean;
  readonly bold?: boolean;
  /** The source says that it is a date; the text is then ISO `YYYY-MM-DD` or with time. */
  readonly isDate?: boolean;
  readonly isNumber?: boolean;
  readonly isFormula?: boolean;
}

/** A table as the source has it. Cells are joined by a tab, rows by a line end. `cells` are row by row, left to right; sparse. */
export interface Grid {
  readonly source: 'html' | 'xlsx' | 'csv' | 'docx' | 'pdf' | 'text';
  readonly start: number;
  readonly end: number;
  readonly rows: number;
  readonly cols: number;
  readonly sheet?: string;
  readonly cells: readonly GridCell[];
}

/** A value at a known place of a structured format (HL7 PID-3, FHIR patient.birthDate, a PDF form field). */
export interface FieldRecord {
  readonly format: 'hl7v2' | 'fhir' | 'ccda' | 'x12' | 'vcard' | 'ical' | 'form';
  /** Groups the fields of one person or event: `patient:1`, `PID:1`. */
  readonly group: string;
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

export interface Document {
  readonly content: ContentId;
  /** Which reader and version made it: `html/1`. Part of the key of everything derived. */
  readonly reader: string;
  readonly mediaType: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly threads: readonly ThreadBlock[];
  readonly grids: readonly Grid[];
  readonly fields: readonly FieldRecord[];
  readonly sourceMap: readonly SourceRun[];
  /** Milliseconds UTC: of the message, or of the document's own properties. Pure: from the content alone. */
  readonly date?: number;
  readonly pages?: number;
  readonly isMessage: boolean;
}

/** Something inside a content that is an item of its own: ZIP entry, embedded message, embedded file. */
export interface ExtractedChild {
  /** `zip:#3`, `ooxml:word/embeddings/x.xlsx`. Unique in its parent. */
  readonly path: string;
  /** For people: the entry's name. */
  readonly name?: string;
  readonly bytes?: Uint8Array;
  readonly message?: RawMessage;
  /** Not readable: its state and gap; then neither bytes nor message. */
  readonly gap?: ReadGap;
  readonly sizeBytes?: number;
}

/** What `extract` gives for one content. `state` is the content's own; children settle by themselves. */
export interface Extracted {
  readonly state: ItemState;
  readonly reason?: string;
  readonly mediaType: string;
  readonly document?: Document;
  readonly children: readonly ExtractedChild[];
  readonly gaps: readonly ReadGap[];
}
