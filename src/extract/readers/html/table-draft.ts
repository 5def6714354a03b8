/** A table while it is read. At its end it becomes a grid, or, where it only lays out the page, the lines of its cells. */
import { Flow } from './flow.ts';
import type { HtmlCell, HtmlItem, HtmlLine, HtmlTable } from './items.ts';

/** Spans are numbers of the page: larger ones are tricks. [HTML] 4.9.11 */
const SPAN_MAX = 1000;
const COLUMNS_MAX = 2000;
/** A cell with more text or lines than this is a column of the page's layout, not of a table. */
const CELL_CHARS_MAX = 4000;
const CELL_LINES_MAX = 60;

interface CellDraft {
  readonly flow: Flow;
  readonly row: number;
  readonly col: number;
  readonly rowSpan: number;
  readonly colSpan: number;
  readonly hidden: boolean;
  readonly isHeader: boolean;
  isBold: boolean;
}

export class TableDraft {
  readonly quote: number;
  readonly #cells: CellDraft[] = [];
  #row = -1;
  /** Columns of the current and later rows that a cell from above covers: column → rows left. */
  #covered = new Map<number, number>();
  #col = 0;
  #cell: CellDraft | undefined;
  #hasTable = false;
  /** Text between cells, where none should be. */
  readonly #loose = new Flow();

  constructor(quote: number) {
    this.quote = quote;
  }

  /** Where text goes now. */
  get flow(): Flow {
    return this.#cell?.flow ?? this.#loose;
  }

  startRow(): void {
    this.endCell();
    for (const [col, left] of this.#covered) {
      if (left <= 1) this.#covered.delete(col);
      else this.#covered.set(col, left - 1);
    }
    this.#row += 1;
    this.#col = 0;
  }

  startCell(facts: {
    readonly rowSpan: string | undefined;
    readonly colSpan: string | undefined;
    readonly hidden: boolean;
    readonly isHeader: boolean;
  }): void {
    this.endCell();
    if (this.#row < 0) this.startRow();
    while (this.#covered.has(this.#col)) this.#col += 1;
    const colSpan = span(facts.colSpan);
    const rowSpan = span(facts.rowSpan);
    this.#cell = {
      flow: new Flow(),
      row: this.#row,
      col: Math.min(this.#col, COLUMNS_MAX),
      rowSpan,
      colSpan,
      hidden: facts.hidden,
      isHeader: facts.isHeader,
      isBold: facts.isHeader,
    };
    this.#cells.push(this.#cell);
    // The count is of rows after this one: `startRow` takes one off before the next row is filled.
    if (rowSpan > 1) for (let col = this.#col; col < Math.min(this.#col + colSpan, COLUMNS_MAX); col += 1) this.#covered.set(col, rowSpan);
    this.#col += colSpan;
  }

  endCell(): void {
    this.#cell?.flow.startLine();
    this.#cell = undefined;
  }

  markBold(): void {
    if (this.#cell !== undefined && this.#cell.flow.isAtStart && this.#cell.flow.items.length === 0) this.#cell.isBold = true;
  }

  /** Items of a table inside this one. */
  nest(items: readonly HtmlItem[]): void {
    this.#hasTable = true;
    for (const item of items) this.flow.items.push(item);
  }

  finish(): readonly HtmlItem[] {
    this.endCell();
    this.#loose.startLine();
    const grid = this.#grid();
    if (grid !== undefined) return [grid, ...this.#loose.items];
    return [...this.#cells.flatMap((cell) => cell.flow.items), ...this.#loose.items];
  }

  #grid(): HtmlTable | undefined {
    if (this.#hasTable) return undefined;
    const cells = this.#cells.map(readCell);
    const filled = cells.filter((cell) => cell.text.trim() !== '');
    const cols = cells.reduce((most, cell) => Math.max(most, cell.col + cell.colSpan), 0);
    const isLayout = cells.some((cell) => cell.text.length > CELL_CHARS_MAX || cell.lines > CELL_LINES_MAX);
    if (isLayout || new Set(filled.map((cell) => cell.col)).size < 2) return undefined;
    // What stands in a quotation is a quotation, whole.
    return {
      kind: 'table',
      quote: this.quote,
      rows: this.#row + 1,
      cols: Math.min(cols, COLUMNS_MAX),
      cells: cells.map(({ lines: _lines, ...cell }) => cell),
    };
  }
}

function span(text: string | undefined): number {
  const number = Number.parseInt(text ?? '1', 10);
  return Number.isNaN(number) ? 1 : Math.min(Math.max(number, 1), SPAN_MAX);
}

function readCell(cell: CellDraft): HtmlCell & { readonly lines: number } {
  const lines = cell.flow.items.filter((item): item is HtmlLine => item.kind === 'line');
  const text = lines
    .map((line) => line.text)
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
  const isHidden =
    cell.hidden ||
    (lines.length > 0 &&
      lines.every((line) => line.hidden.reduce((sum, one) => sum + one.end - one.start, 0) >= line.text.trim().length && line.text !== ''));
  return {
    row: cell.row,
    col: cell.col,
    rowSpan: cell.rowSpan,
    colSpan: cell.colSpan,
    text,
    hidden: isHidden,
    bold: cell.isBold,
    from: lines[0]?.from ?? 0,
    to: lines.at(-1)?.to ?? 0,
    lines: lines.length,
  };
}
