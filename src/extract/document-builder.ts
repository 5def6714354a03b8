/** Builds a document piece by piece: canonical text with blocks, grids, threads and source map in step with each other. */
import { assert } from '../kernel/index.ts';
import type { Block, ContentId, Document, FieldRecord, Grid, GridCell, Locator, SourceRun, ThreadBlock } from '../model/index.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class DocumentBuilder {
  readonly #parts: string[] = [];
  #length = 0;
  readonly #blocks: Block[] = [];
  readonly #threads: ThreadBlock[] = [];
  readonly #grids: Grid[] = [];
  readonly #fields: FieldRecord[] = [];
  readonly #runs: Mutable<SourceRun>[] = [];

  /** UTF-16 length of the text so far: the offset where the next piece begins. */
  get length(): number {
    return this.#length;
  }

  /**
   * Appends text and returns where it stands. Canonical form is made here: line ends become `\n`, NUL and lone surrogates U+FFFD.
   * Nothing else is changed.
   */
  append(raw: string, at: Locator): { readonly start: number; readonly end: number } {
    const text = canonical(raw);
    const start = this.#length;
    if (text.length === 0) return { start, end: start };
    this.#parts.push(text);
    this.#length += text.length;
    const last = this.#runs.at(-1);
    if (last !== undefined && last.at === at) last.end = this.#length;
    else this.#runs.push({ start, end: this.#length, at });
    return { start, end: this.#length };
  }

  block(block: Block): void {
    assert(block.start <= block.end && block.end <= this.#length, 'a block lies inside the text that was appended');
    this.#blocks.push(block);
  }

  thread(thread: ThreadBlock): void {
    assert(thread.start <= thread.end && thread.end <= this.#length, 'a thread block lies inside the text that was appended');
    this.#threads.push(thread);
  }

  grid(grid: Grid): void {
    assert(grid.end <= this.#length, 'a grid lies inside the text that was appended');
    this.#grids.push(grid);
  }

  field(field: FieldRecord): void {
    this.#fields.push(field);
  }

  /**
   * Appends a table row by row: cells joined by a tab, rows by a line end, and records its grid. A cell that begins with a row
   * number lower than the last is a fault of the caller.
   */
  table(
    cells: readonly (Omit<GridCell, 'start' | 'end'> & { readonly text: string; readonly at: Locator })[],
    shape: Omit<Grid, 'start' | 'end' | 'cells'>,
  ): Grid {
    const start = this.#length;
    const placed: GridCell[] = [];
    let row = cells[0]?.row ?? 0;
    let first = true;
    for (const { text, at, ...cell } of cells) {
      assert(cell.row >= row, 'cells of a table come row by row');
      if (!first) this.append(cell.row > row ? '\n' : '\t', at);
      row = cell.row;
      first = false;
      // Inside a cell a tab or line end would look like a border of the grid: the text keeps one line, the grid its cells.
      placed.push({ ...cell, ...this.append(text.replace(/\r\n?/g, '\n').replace(/\t/g, ' '), at) });
    }
    const grid: Grid = { ...shape, start, end: this.#length, cells: placed };
    this.grid(grid);
    return grid;
  }

  finish(facts: {
    readonly content: ContentId;
    readonly reader: string;
    readonly mediaType: string;
    readonly date?: number;
    readonly pages?: number;
    readonly isMessage?: boolean;
  }): Document {
    const { isMessage = false, ...rest } = facts;
    return {
      ...rest,
      isMessage,
      text: this.#parts.join(''),
      blocks: this.#blocks,
      threads: this.#threads,
      grids: this.#grids,
      fields: this.#fields,
      sourceMap: this.#runs,
    };
  }
}

function canonical(raw: string): string {
  const lines = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  const clean = lines.includes('\0') ? lines.replaceAll('\0', '\uFFFD') : lines;
  return clean.isWellFormed() ? clean : clean.toWellFormed();
}
