export type { CellDraft, ColumnType, PersonDraft, ScopeDraft, Structure, TableDraft } from './structure.ts';
