/** What scopes, tables and names hand to the rest of the room. Offsets are UTF-16 units; `detect.ts` turns them into bytes. */
import type {
  ElementId,
  Grid,
  LabelBinding,
  LabelOwner,
  MailAddress,
  NameReading,
  Role,
  ScopeKind,
  TableSummary,
} from '../../model/index.ts';

import type { CellFacts } from '../draft.ts';

/** A node of the scope tree. `findPersons` fills `subject` and `subjectP`. */
export interface ScopeDraft {
  readonly kind: ScopeKind;
  readonly parent: number;
  readonly start: number;
  readonly end: number;
  subject?: number;
  subjectP?: number;
  readonly depth?: number;
  readonly author?: MailAddress;
  readonly date?: number;
  readonly digest?: string;
  readonly zone?: string;
  readonly table?: number;
  readonly row?: number;
  readonly owner?: LabelOwner;
  readonly hidden?: boolean;
}

export interface CellDraft extends CellFacts {
  /** Index into `scopes` of its record or sub-record; of the table for header, title, total and group rows. */
  record: number;
  /** Neither header nor title nor total: a value of a record. */
  readonly isData: boolean;
  /** Part of a name, address or date the column's label says: `given`, `family`, `full` … */
  readonly part?: string | undefined;
  readonly isDate?: boolean | undefined;
}

export interface TableDraft {
  readonly grid: Omit<Grid, 'cells'>;
  readonly headerRows: number;
  readonly columns: TableSummary['columns'];
  readonly orientation: TableSummary['orientation'];
  readonly records: number;
  /** All its cells in text order, also the dropped ones (`isData` false). */
  readonly cells: readonly CellDraft[];
  /** Index into `scopes`. */
  readonly scope: number;
}

export interface Structure {
  /** In text order, parents before children; index 0 is the whole part. */
  readonly scopes: readonly ScopeDraft[];
  readonly tables: readonly TableDraft[];
  /** Index of the smallest scope that holds `offset`. */
  scopeAt(offset: number): number;
  cellAt(offset: number): CellDraft | undefined;
}

/** A person named at one place. `value` and `readings` are values of a person: `detect.ts` wraps them as `Sensitive`. */
export interface PersonDraft {
  readonly start: number;
  readonly end: number;
  readonly value: string;
  /** Best first; at least one. */
  readonly readings: readonly NameReading[];
  p: number;
  dismissedBy?: string;
  roles: Partial<Record<Role, number>>;
  because: string[];
  label?: LabelBinding;
  cell?: CellDraft;
  scope: number;
  sameAs?: number;
  relatedTo?: { readonly person: number; readonly relation: string };
  tags: string[];
  readonly rule: string;
}

/** The column as the summary of a table keeps it. */
export interface ColumnType {
  readonly col: number;
  readonly header?: string;
  readonly element?: ElementId;
  readonly owner: LabelOwner;
  readonly p: number;
  readonly part?: string;
  /** `dependent 2`: several sub-records of one owner in a row are told apart by it. */
  readonly instance: number;
}
