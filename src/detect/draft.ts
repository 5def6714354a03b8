/** Drafts: what the detectors hand to each other inside this room. Offsets are UTF-16 units; `detect.ts` turns them into bytes. */
import type { Assertion, ElementId, LabelBinding, LabelOwner } from '../model/index.ts';

export interface Alternative {
  readonly element: ElementId;
  readonly norm?: string;
  readonly p: number;
}

/** A possible value. Mutable only while this room works on it. */
export interface CandidateDraft {
  start: number;
  end: number;
  element: ElementId;
  norm?: string;
  alternatives: Alternative[];
  rule: string;
  p: number;
  dismissedBy?: string;
  valid: 'pass' | 'fail' | 'n/a';
  assertion: Assertion;
  tags: string[];
  label?: LabelBinding;
}

/** What value detection needs to know of a table cell; `Structure.cellAt` gives it. */
export interface CellFacts {
  readonly start: number;
  readonly end: number;
  readonly table: number;
  readonly row: number;
  readonly col: number;
  readonly header?: string | undefined;
  readonly columnElement?: ElementId | undefined;
  readonly columnP?: number | undefined;
  readonly owner?: LabelOwner | undefined;
  readonly hidden?: boolean | undefined;
}
