/** A document of plain text, as a reader would make it, for the detector's tests. */
import { sha256 } from '../../src/kernel/index.ts';
import { contentId, type Document, type Grid, type GridCell } from '../../src/model/index.ts';

/** 2022-04-20, the day of every fixture that does not say another. */
export const DAY = Date.UTC(2022, 3, 20);

export function makeDocument(text: string, more: Partial<Document> = {}): Document {
  return {
    content: contentId(sha256(text)),
    reader: 'test/1',
    mediaType: 'text/plain',
    text,
    blocks: [],
    threads: [],
    grids: [],
    fields: [],
    sourceMap: [],
    date: DAY,
    isMessage: false,
    ...more,
  };
}

/** A workbook's sheet: rows of cells, joined by tabs and line ends as extract joins them. */
export function makeSheet(rows: readonly (readonly string[])[]): Document {
  const cells: GridCell[] = [];
  let text = '';
  rows.forEach((row, r) => {
    row.forEach((value, c) => {
      if (c > 0) text += '\t';
      cells.push({ row: r, col: c, start: text.length, end: text.length + value.length });
      text += value;
    });
    text += '\n';
  });
  const cols = Math.max(...rows.map((row) => row.length));
  const grid: Grid = { source: 'xlsx', start: 0, end: text.length, rows: rows.length, cols, sheet: 'Sheet1', cells };
  return makeDocument(text, { grids: [grid], mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' });
}
