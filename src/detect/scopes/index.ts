export { buildStructure } from './build-structure.ts';
export type { CellDraft, ColumnType, PersonDraft, ScopeDraft, Structure, TableDraft } from './structure.ts';
