/** Documents with one grid or plain text, and the tables and persons found in them. */
import { findLabels, labelIndex } from '../../../src/detect/labels/index.ts';
import { findPersons } from '../../../src/detect/names/index.ts';
import { buildStructure, type CellDraft, type PersonDraft, type Structure, type TableDraft } from '../../../src/detect/scopes/index.ts';
import { makeView, type TextView } from '../../../src/detect/view.ts';
import { contentId, type Document, type Grid, type GridCell } from '../../../src/model/index.ts';

export interface Cell {
  readonly text: string;
  readonly colSpan?: number;
  readonly hidden?: boolean;
  readonly isFormula?: boolean;
}
export type Rows = readonly (readonly (string | Cell)[])[];

/** Rows of a sheet; an empty string is no cell, a row `[]` is a blank row. Cells are joined by tabs, rows by line ends. */
export function sheet(rows: Rows, source: Grid['source'] = 'xlsx'): Document {
  let text = '';
  const cells: GridCell[] = [];
  let cols = 0;
  rows.forEach((row, r) => {
    row.forEach((value, c) => {
      const cell = typeof value === 'string' ? { text: value } : value;
      if (c > 0) text += '\t';
      const start = text.length;
      text += cell.text;
      cols = Math.max(cols, c + (cell.colSpan ?? 1));
      const { text: _, ...more } = cell;
      if (cell.text !== '') cells.push({ row: r, col: c, start, end: text.length, ...more });
    });
    text += '\n';
  });
  return { ...plain(text), grids: [{ source, start: 0, end: text.length, rows: rows.length, cols, cells }] };
}

export function plain(text: string, more: Partial<Document> = {}): Document {
  return {
    content: contentId('0'.repeat(64)),
    reader: 'test/1',
    mediaType: 'text/plain',
    text,
    blocks: [],
    threads: [],
    grids: [],
    fields: [],
    sourceMap: [],
    isMessage: false,
    ...more,
  };
}

export interface Read {
  readonly view: TextView;
  readonly structure: Structure;
  readonly persons: readonly PersonDraft[];
  readonly table: TableDraft;
  /** Text of the data cells of a record, by column element or header. */
  record(holds: string): Readonly<Record<string, string>>;
  cell(text: string): CellDraft;
}

export function read(document: Document): Read {
  const view = makeView(document);
  const labels = findLabels(view, labelIndex());
  const structure = buildStructure(view, labels);
  const persons = findPersons(view, structure, labels, []);
  const cells = structure.tables.flatMap((table) => table.cells);
  const textOf = (cell: CellDraft): string => view.text.slice(cell.start, cell.end);
  const cell = (text: string): CellDraft => cells.find((one) => textOf(one) === text)!;
  const record = (holds: string): Record<string, string> => {
    const key = cell(holds).record;
    const out: Record<string, string> = {};
    for (const one of cells)
      if (one.isData && one.record === key)
        out[[one.columnElement ?? 'none', one.part].filter((part) => part !== undefined).join('.')] = textOf(one);
    return out;
  };
  return { view, structure, persons, table: structure.tables[0]!, record, cell };
}

/** `given|family|suffix` of the best reading. */
export const nameOf = (person: PersonDraft): string => {
  const { given, middle, family, suffix } = person.readings[0]!;
  return [given, middle, family, suffix].filter((part) => part !== '').join('|');
};
