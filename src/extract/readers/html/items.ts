/** What a page is made of in reading order: lines, tables, and strings that are not displayed. Between the parser and the document. */

/** A stretch of a line that is not displayed. Offsets in the line. */
export interface HiddenStretch {
  readonly start: number;
  readonly end: number;
}

export interface HtmlLine {
  readonly kind: 'line';
  readonly text: string;
  readonly shape: 'paragraph' | 'heading' | 'list-item';
  readonly hidden: readonly HiddenStretch[];
  /** Depth of quotation containers around it. */
  readonly quote: number;
  /** Offsets in the page's text where it was written. */
  readonly from: number;
  readonly to: number;
}

export interface HtmlCell {
  readonly row: number;
  readonly col: number;
  readonly rowSpan: number;
  readonly colSpan: number;
  readonly text: string;
  readonly hidden: boolean;
  readonly bold: boolean;
  readonly from: number;
  readonly to: number;
}

export interface HtmlTable {
  readonly kind: 'table';
  readonly quote: number;
  readonly rows: number;
  readonly cols: number;
  readonly cells: readonly HtmlCell[];
}

/** An attribute, comment, title, script string: an attacker reads it in the source. */
export interface HtmlProperty {
  readonly kind: 'property';
  readonly label: string;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A file inside the page: `data:` URI. */
export interface HtmlFile {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export type HtmlItem = HtmlLine | HtmlTable | HtmlProperty;

export interface HtmlPage {
  readonly items: readonly HtmlItem[];
  readonly files: readonly HtmlFile[];
  /** Elements or strings beyond the limits were left out. */
  readonly isCut: boolean;
}
