/**
 * Workbooks: every sheet with its cells as people see them, hidden ones flagged, and every other place where a workbook keeps words.
 * spec/ingest.md 5.2. One sheet is one grid; where its tables begin is for detection to find.
 */
import type { Extracted, Grid, GridCell, ItemState, Locator } from '../../model/index.ts';
import { DocumentBuilder } from '../document-builder.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { gap } from './gap.ts';
import { readLeftover, writePackage } from './ooxml/leftover.ts';
import { OoxmlPackage } from './ooxml/package.ts';
import { readPackageProperties } from './ooxml/properties.ts';
import { lockedPackage, packageState } from './ooxml/state.ts';
import { readBinaryParts } from './xlsx/binary.ts';
import { readComments } from './xlsx/comments.ts';
import { cellName } from './xlsx/references.ts';
import { CELL, readSheet, type SheetCell } from './xlsx/sheet.ts';
import { readSharedStrings, SharedStrings } from './xlsx/strings.ts';
import { readStyles, type CellStyle } from './xlsx/styles.ts';
import { readWorkbook, type SheetEntry, type Workbook } from './xlsx/workbook.ts';

const VERSION = 1;
const MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Cells of a workbook: each costs about 500 bytes as long as the document lives, and a reading child has 1 GB. [measured] 1,000,000 cells */
const CELLS_MAX = 1_000_000;

export const xlsxReader: Reader = {
  kind: 'xlsx',
  version: VERSION,
  read: (bytes, context) => lockedPackage(bytes, MEDIA_TYPE) ?? new XlsxReading(bytes, context).read(),
};

class XlsxReading {
  readonly #pack: OoxmlPackage;
  readonly #context: ReadContext;
  readonly #builder = new DocumentBuilder();
  readonly #workbook: Workbook;
  readonly #strings: SharedStrings;
  readonly #styles: readonly CellStyle[];
  #cells = 0;
  #stringsMissing = 0;
  #isFull = false;

  constructor(bytes: Uint8Array, context: ReadContext) {
    this.#context = context;
    this.#pack = new OoxmlPackage(bytes, context.limits);
    this.#workbook = readWorkbook(this.#pack);
    const strings = this.#pack.find(this.#workbook.stringsPart);
    this.#strings = strings === undefined ? new SharedStrings() : readSharedStrings(this.#pack, strings);
    const styles = this.#pack.find(this.#workbook.stylesPart);
    this.#styles = styles === undefined ? [] : readStyles(this.#pack, styles);
  }

  read(): Extracted {
    for (const sheet of this.#workbook.sheets) this.#sheet(sheet);
    const isBinary = readBinaryParts(this.#pack, this.#builder);
    const { names, isFound } = this.#workbook;
    writePackage(this.#builder, 'xl/workbook.xml', names, 'names');
    const date = readPackageProperties(this.#pack, this.#builder);
    writePackage(this.#builder, 'xl/sharedStrings.xml', this.#strings.orphans(), 'strings of deleted cells');
    const children = readLeftover(this.#pack, this.#builder, this.#context.limits);
    const { gaps } = this.#pack;
    if (isBinary) gaps.push(gap('xlsx.binary'));
    if (!isFound && !isBinary) gaps.push(gap('xlsx.no-workbook'));
    if (this.#stringsMissing > 0) gaps.push(gap('xlsx.string-missing'));
    if (this.#isFull) gaps.push(gap('parts'));
    const document = this.#builder.finish({
      content: this.#context.content,
      reader: `xlsx/${VERSION}`,
      mediaType: MEDIA_TYPE,
      ...(date === undefined ? {} : { date }),
    });
    const state: ItemState = packageState(gaps, document.text.length + children.length);
    const reason = (gaps.find((one) => one.state === state) ?? gaps[0])?.code;
    return { state, ...(reason === undefined ? {} : { reason }), mediaType: MEDIA_TYPE, document, children, gaps };
  }

  #sheet(sheet: SheetEntry): void {
    const part = this.#pack.find(sheet.part);
    if (part === undefined || this.#pack.isTaken(part)) return;
    const hidden = sheet.isHidden ? { hidden: true } : {};
    const heading: Locator = { kind: 'xml', part: 'xl/workbook.xml' };
    if (this.#builder.length > 0) this.#builder.append('\n', heading);
    const name = this.#builder.append(sheet.name, heading);
    this.#builder.block({ ...name, zone: 'body', shape: 'heading', label: sheet.name, ...hidden });
    this.#builder.append('\n', heading);

    const textLeft = this.#context.limits.textCharsMax - this.#builder.length;
    const reading = readSheet(this.#pack, part, {
      strings: this.#strings,
      styles: this.#styles,
      is1904: this.#workbook.is1904,
      isHidden: sheet.isHidden,
      cellsMax: Math.min(CELLS_MAX - this.#cells, Math.max(textLeft, 0)),
    });
    this.#cells += reading.cells.length;
    this.#stringsMissing += reading.stringsMissing;
    this.#isFull ||= reading.isFull;
    if (reading.cells.length > 0) {
      const grid = this.#grid(sheet, reading.cells);
      this.#builder.block({ start: grid.start, end: grid.end, zone: 'table', shape: 'sheet', label: sheet.name, ...hidden });
    }
    const at: Locator = { kind: 'xml', part: sheet.part };
    for (const line of reading.footers) this.#line(line, at, { zone: 'footer', shape: 'paragraph', ...hidden });
    for (const comment of readComments(this.#pack, sheet.part)) {
      const place: Locator = { kind: 'cell', sheet: sheet.name, cell: comment.cell };
      this.#line(comment.text, place, { zone: 'comment', shape: 'paragraph', label: comment.cell, ...hidden });
    }
    writePackage(this.#builder, sheet.part, reading.others, `${sheet.name}: rules and formulas`);
  }

  /** As `DocumentBuilder.table`, without its list of cells in between: a million of them are 200 MB. */
  #grid(sheet: SheetEntry, cells: readonly SheetCell[]): Grid {
    const builder = this.#builder;
    const start = builder.length;
    const placed: GridCell[] = [];
    let [row, rows, cols] = [cells[0]?.row ?? 0, 0, 0];
    for (const cell of cells) {
      const at: Locator = { kind: 'cell', sheet: sheet.name, cell: cellName(cell) };
      if (placed.length > 0) builder.append(cell.row > row ? '\n' : '\t', at);
      row = cell.row;
      rows = Math.max(rows, row + cell.rowSpan);
      cols = Math.max(cols, cell.col + cell.colSpan);
      placed.push(placeCell(cell, builder.append(cell.text.includes('\t') ? cell.text.replaceAll('\t', ' ') : cell.text, at)));
    }
    const grid: Grid = { source: 'xlsx', sheet: sheet.name, rows, cols, start, end: builder.length, cells: placed };
    builder.grid(grid);
    return grid;
  }

  #line(
    text: string,
    at: Locator,
    block: { readonly zone: 'footer' | 'comment'; readonly shape: 'paragraph'; readonly label?: string; readonly hidden?: boolean },
  ): void {
    if (this.#builder.length > 0) this.#builder.append('\n', at);
    const { start, end } = this.#builder.append(text, at);
    this.#builder.block({ start, end, ...block });
  }
}

function placeCell(cell: SheetCell, span: { readonly start: number; readonly end: number }): GridCell {
  const placed: { -readonly [Key in keyof GridCell]: GridCell[Key] } = { row: cell.row, col: cell.col, start: span.start, end: span.end };
  if (cell.rowSpan > 1) placed.rowSpan = cell.rowSpan;
  if (cell.colSpan > 1) placed.colSpan = cell.colSpan;
  if (cell.flags === 0) return placed;
  if ((cell.flags & CELL.hidden) !== 0) placed.hidden = true;
  if ((cell.flags & CELL.bold) !== 0) placed.bold = true;
  if ((cell.flags & CELL.date) !== 0) placed.isDate = true;
  if ((cell.flags & CELL.number) !== 0) placed.isNumber = true;
  if ((cell.flags & CELL.formula) !== 0) placed.isFormula = true;
  return placed;
}
