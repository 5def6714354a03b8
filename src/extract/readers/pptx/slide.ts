/** One slide, its notes or its comments: lines of text and tables. [ECMA-376-1] 21.1. */

export type SlideItem =
  | { readonly kind: 'line'; readonly text: string; readonly isTitle: boolean }
  | { readonly kind: 'table'; readonly rows: number; readonly cols: number; readonly cells: readonly SlideCell[] };

export interface SlideCell {
  readonly row: number;
  readonly col: number;
  readonly text: string;
  readonly rowSpan?: number;
  readonly colSpan?: number;
}

const ITEMS_MAX = 200_000;
const SPAN_MAX = 1_000;

interface Table {
  row: number;
  col: number;
  cols: number;
  readonly cells: SlideCell[];
}

export class SlideReader {
  readonly #items: SlideItem[] = [];
  #isHidden = false;
  #isTitle = false;
  #inText = false;
  #line = '';
  #table: Table | undefined;
  #cell: string[] = [];
  #span = { rowSpan: 1, colSpan: 1 };

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'sld') this.#isHidden = attributes['show'] === '0' || attributes['show'] === 'false';
    else if (name === 'sp') this.#isTitle = false;
    else if (name === 'ph') this.#isTitle = /^(?:title|ctrTitle)$/.test(attributes['type'] ?? '');
    else if (name === 't' || name === 'text') this.#inText = true;
    else if (name === 'br') this.#line += '\n';
    else if (name === 'tab') this.#line += '\t';
    else if (name === 'tbl') this.#table = { row: -1, col: 0, cols: 0, cells: [] };
    else if (name === 'tr' && this.#table !== undefined) Object.assign(this.#table, { row: this.#table.row + 1, col: 0 });
    else if (name === 'tc') {
      this.#cell = [];
      this.#span = { rowSpan: spanOf(attributes['rowSpan']), colSpan: spanOf(attributes['gridSpan']) };
    }
    // What a picture shows, as its author says it.
    const told = name === 'cNvPr' ? (attributes['descr'] ?? attributes['title'] ?? '') : '';
    if (told.length > 0) this.#add(told);
  }

  text(text: string): void {
    if (this.#inText) this.#line += text;
  }

  close(name: string): void {
    if (name === 't' || name === 'text') this.#inText = false;
    if (name === 'p' || name === 'text') this.#endLine();
    else if (name === 'tc') this.#endCell();
    else if (name === 'tbl') this.#endTable();
  }

  finish(): { readonly items: readonly SlideItem[]; readonly isHidden: boolean } {
    this.#endLine();
    this.#endTable();
    return { items: this.#items, isHidden: this.#isHidden };
  }

  #endLine(): void {
    if (this.#line.length === 0) return;
    if (this.#table === undefined) this.#add(this.#line);
    else this.#cell.push(this.#line);
    this.#line = '';
  }

  #add(text: string): void {
    if (this.#items.length < ITEMS_MAX) this.#items.push({ kind: 'line', text, isTitle: this.#isTitle });
  }

  #endCell(): void {
    const table = this.#table;
    if (table === undefined) return;
    const text = this.#cell.join('\n');
    const { rowSpan, colSpan } = this.#span;
    const spans = { ...(rowSpan > 1 ? { rowSpan } : {}), ...(colSpan > 1 ? { colSpan } : {}) };
    if (text.length > 0 && table.cells.length < ITEMS_MAX)
      table.cells.push({ row: Math.max(table.row, 0), col: table.col, text, ...spans });
    // A cell that another one covers is written too, so each counts one.
    table.col += 1;
    table.cols = Math.max(table.cols, table.col);
    this.#cell = [];
  }

  #endTable(): void {
    const table = this.#table;
    this.#table = undefined;
    if (table === undefined || table.cells.length === 0) return;
    this.#items.push({ kind: 'table', rows: table.row + 1, cols: table.cols, cells: table.cells });
  }
}

function spanOf(value: string | undefined): number {
  return Math.min(Math.max(Math.trunc(Number(value ?? 1)) || 1, 1), SPAN_MAX);
}
