/** The working form of a table: rows of slots, before it becomes drafts. */
import type { ElementId, Grid, LabelOwner } from '../../model/index.ts';

export interface Slot {
  readonly start: number;
  readonly end: number;
  readonly row: number;
  readonly col: number;
  readonly colSpan: number;
  readonly rowSpan: number;
  /** Folded, trimmed. */
  readonly text: string;
  readonly hidden: boolean;
  readonly isDate: boolean;
  readonly isFormula: boolean;
}

export interface Row {
  readonly row: number;
  /** Non-blank, by column. */
  readonly slots: readonly Slot[];
  readonly start: number;
  readonly end: number;
}

export interface RawTable {
  readonly grid: Omit<Grid, 'cells'>;
  readonly rows: readonly Row[];
  /** Line above a plain-text table that ends in a colon. */
  readonly caption?: { readonly start: number; readonly end: number };
}

/** What a column, or in a form a label cell, says of the values it heads. */
export interface Heading {
  /** Folded label of rules/labels, if known. */
  readonly label?: string;
  /** Folded text as it stands, to recognise repeats. */
  readonly raw: string;
  readonly options: readonly HeadingOption[];
  readonly owner: LabelOwner;
  readonly instance: number;
  readonly isKnown: boolean;
}

export interface HeadingOption {
  readonly element: ElementId | undefined;
  readonly part: string;
  readonly strength: number;
  readonly owner: LabelOwner;
}

export interface Column {
  readonly col: number;
  readonly header: string | undefined;
  readonly element: ElementId | undefined;
  readonly part: string | undefined;
  readonly owner: LabelOwner;
  readonly instance: number;
  readonly p: number;
  /** Which of several parallel tables in one row: `Name | DOB | Name | DOB`. */
  group: number;
}
