/** One page: text in reading order into the document, form values at their place, and what can only be seen. spec/ingest.md 5.1. */
import type { Locator } from '../../../model/index.ts';
import type { DocumentBuilder } from '../../document-builder.ts';
import type { PdfFile } from './attachments.ts';
import type { PdfEngine } from './engine.ts';
import { boxOf, layOut, segmentText, toRows, wordsOf, type Piece } from './layout.ts';
import { readMarks, type PageMark } from './marks.ts';
import type { Row, Segment } from './spacing.ts';
import type { TablePiece } from './tables.ts';
import { readWords, turn, type Box, type Word, type WordGroup } from './words.ts';
import { lookAtPage } from './visible.ts';

export interface PageReading {
  readonly chars: number;
  /** Nothing is drawn on it. */
  readonly isBlank: boolean;
  /** Something on the page is a picture whose text was not read. */
  readonly needsOcr: 'image-only' | 'no-unicode' | undefined;
  readonly lines: ReadonlySet<string>;
  readonly files: readonly PdfFile[];
}

export interface OpenPage {
  readonly document: number;
  readonly page: number;
  readonly pageNumber: number;
  /** Form environment of the document, 0 without one. */
  readonly form: number;
  readonly charsMax: number;
}

/** A page with more unmapped characters than this share is read by its looks. spec/ingest.md 5.1. */
const UNMAPPED_SHARE_MAX = 0.1;

export function readPage(engine: PdfEngine, open: OpenPage, builder: DocumentBuilder): PageReading {
  const textPage = engine.api.FPDFText_LoadPage(open.page);
  try {
    const sight = lookAtPage(engine, open.page, textPage);
    const { groups, chars, unmapped, textArea } = readWords(engine, textPage, open.charsMax, sight.isHidden);
    const marks = readMarks(engine, open);
    const start = builder.length;
    const writer = new PageWriter(builder, open.pageNumber, marks);
    for (const group of withFields(straighten(groups), marks)) writer.pieces(layOut(group.words));
    const end = builder.length;
    if (end > start) builder.block({ start, end, zone: 'body', shape: 'page', label: String(open.pageNumber) });
    writer.finish(marks);
    const pictured = sight.pictureArea >= 0.5 && textArea < 0.05 * sight.pageArea;
    const drawn = chars === 0 && (sight.pictures > 0 || sight.paths >= DRAWN_PATHS_MIN);
    const blind = unmapped > UNMAPPED_SHARE_MAX * Math.max(chars, 1);
    return {
      chars,
      isBlank: chars === 0 && sight.pictures === 0 && sight.paths === 0,
      needsOcr: pictured || drawn ? 'image-only' : blind ? 'no-unicode' : undefined,
      lines: writer.lines,
      files: marks.flatMap((mark) => (mark.file === undefined ? [] : [mark.file])),
    };
  } finally {
    if (textPage !== 0) engine.api.FPDFText_ClosePage(textPage);
  }
}

/** Text tilted by less than this belongs to the lines around it, as a filled-in hand-writing font does. */
const TILT_DEGREES_MAX = 20;

/** Lines of slightly tilted groups become words of the main group, so that an answer stands behind its question. */
function straighten(groups: readonly WordGroup[]): readonly WordGroup[] {
  const [main, ...others] = groups;
  if (main === undefined) return groups;
  const words = [...main.words];
  const rest: WordGroup[] = [];
  for (const group of others) {
    const tilt = Math.abs(((group.angle - main.angle + 540) % 360) - 180);
    if (tilt > TILT_DEGREES_MAX) rest.push(group);
    else for (const row of toRows(group.words)) words.push(asWord(row, main.angle));
  }
  return [{ angle: main.angle, words }, ...rest];
}

function asWord(row: Row, angle: number): Word {
  const all = wordsOf(row);
  const box = boxOf(all);
  const { left, right, bottom, top } = turn(box, angle);
  const base = (bottom + top) / 2 - 0.3 * row.size;
  return {
    text: segmentText({ words: all, left: 0, right: 0 }),
    left,
    right,
    base,
    size: row.size,
    isSpaced: true,
    blankWidth: 0,
    hidden: all.every((word) => word.hidden),
    box,
  };
}

/** Without text, this many drawn paths may be letters turned into outlines. */
const DRAWN_PATHS_MIN = 100;
/** A value longer than this, or of several lines, is written behind the page instead of at its place. */
const INLINE_CHARS_MAX = 120;

/** A short value of a form stands beside its printed label: there its words go, so that a reader meets them together. */
function isInline(mark: PageMark): boolean {
  return mark.kind === 'field' && mark.value.length > 0 && mark.value.length <= INLINE_CHARS_MAX && !/[\r\n]/.test(mark.value);
}

function withFields(groups: readonly WordGroup[], marks: readonly PageMark[]): readonly WordGroup[] {
  const first = groups[0] ?? { angle: 0, words: [] };
  const added: Word[] = [];
  for (const [index, mark] of marks.entries()) {
    if (!isInline(mark)) continue;
    const box = turn(mark.box, first.angle);
    const height = Math.max(box.top - box.bottom, 1);
    // The baseline of the nearest printed word on that height, so that label and value become one row.
    const middle = (box.top + box.bottom) / 2;
    const size = Math.min(height, 12);
    const base = nearestBase(first.words, middle - 0.3 * size, 0.6 * height) ?? middle - 0.3 * size;
    const tall = first.words.find((word) => word.base === base)?.size ?? size;
    added.push({
      text: mark.value,
      left: box.left,
      right: box.right,
      base,
      size: tall,
      isSpaced: true,
      blankWidth: 0,
      hidden: mark.hidden,
      box: mark.box,
      field: index,
    });
  }
  if (added.length === 0) return groups;
  return [{ angle: first.angle, words: [...first.words, ...added] }, ...groups.slice(1)];
}

function nearestBase(words: readonly Word[], base: number, reach: number): number | undefined {
  let best: number | undefined;
  for (const word of words) {
    const distance = Math.abs(word.base - base);
    if (distance <= reach && (best === undefined || distance < Math.abs(best - base))) best = word.base;
  }
  return best;
}

class PageWriter {
  readonly lines = new Set<string>();
  readonly #builder: DocumentBuilder;
  readonly #page: number;
  readonly #marks: readonly PageMark[];
  #written = false;

  constructor(builder: DocumentBuilder, page: number, marks: readonly PageMark[]) {
    this.#builder = builder;
    this.#page = page;
    this.#marks = marks;
  }

  pieces(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      if (piece.kind === 'table') this.#table(piece);
      else this.#row(piece.row, piece.gapAbove);
    }
  }

  #row(row: Row, gapAbove: boolean): void {
    const words = wordsOf(row);
    const at = this.#at(words);
    this.#breakLine(at, gapAbove);
    const placed: Placed[] = [];
    let line = '';
    for (const segment of row.segments) {
      if (line.length > 0) line += '   ';
      const offset = line.length;
      line += segmentText(segment, (word, start, end) => placed.push({ word, start: offset + start, end: offset + end }));
    }
    const { start } = this.#builder.append(line, at);
    this.lines.add(line);
    this.#note(placed, start);
    this.#written = true;
  }

  #table(table: TablePiece): void {
    const all = table.cells.flatMap((cell) => cell.segments.flatMap((segment) => segment.words));
    this.#breakLine(this.#at(all), true);
    const texts = table.cells.map((cell) => joinCell(cell.segments));
    const grid = this.#builder.table(
      table.cells.map((cell, index) => {
        const words = cell.segments.flatMap((segment) => segment.words);
        return {
          row: cell.row,
          col: cell.col,
          ...(cell.colSpan === undefined ? {} : { colSpan: cell.colSpan }),
          ...(words.every((word) => word.hidden) ? { hidden: true } : {}),
          text: texts[index]?.text ?? '',
          at: this.#at(words),
        };
      }),
      { source: 'pdf', rows: table.rows, cols: table.cols },
    );
    for (const [index, cell] of grid.cells.entries()) this.#note(texts[index]?.placed ?? [], cell.start);
    for (const text of texts) this.lines.add(text.text);
    this.#builder.block({ start: grid.start, end: grid.end, zone: 'table', shape: 'table' });
    this.#written = true;
  }

  /** Notes, links and long form values: behind the page's own text, since they have no line of their own in it. */
  finish(marks: readonly PageMark[]): void {
    for (const mark of marks) {
      if (mark.value.length === 0 || isInline(mark)) continue;
      const at: Locator = { kind: 'page', page: this.#page, box: rounded(mark.box) };
      this.#breakLine(at, false);
      const label = mark.label.length > 0 && mark.kind !== 'link' ? `${mark.label}: ` : '';
      const blockStart = this.#builder.length;
      this.#builder.append(label, at);
      const { start, end } = this.#builder.append(mark.value, at);
      this.#written = true;
      const isField = mark.kind === 'field';
      this.#builder.block({
        start: blockStart,
        end,
        zone: isField ? 'field' : 'comment',
        shape: isField ? 'field' : 'paragraph',
        ...(mark.name.length > 0 ? { label: mark.name } : {}),
        ...(mark.hidden || mark.kind === 'link' ? { hidden: true } : {}),
      });
      if (isField) this.#builder.field({ format: 'form', group: 'form', path: mark.name, start, end });
    }
    if (this.#written) this.#builder.append('\n', { kind: 'page', page: this.#page });
  }

  #breakLine(at: Locator, gapAbove: boolean): void {
    if (this.#written) this.#builder.append(gapAbove ? '\n\n' : '\n', at);
    else if (this.#builder.length > 0) this.#builder.append('\n', at);
  }

  /** Blocks for hidden runs, records for form values. */
  #note(placed: readonly Placed[], offset: number): void {
    let run: { start: number; end: number } | undefined;
    const close = (): void => {
      if (run !== undefined) this.#builder.block({ ...run, zone: 'body', shape: 'paragraph', hidden: true });
      run = undefined;
    };
    for (const { word, start, end } of placed) {
      const mark = word.field === undefined ? undefined : this.#marks[word.field];
      if (mark !== undefined) {
        this.#builder.field({ format: 'form', group: 'form', path: mark.name, start: offset + start, end: offset + end });
        this.#builder.block({
          start: offset + start,
          end: offset + end,
          zone: 'field',
          shape: 'field',
          label: mark.name,
          ...(mark.hidden ? { hidden: true } : {}),
        });
      }
      if (!word.hidden || mark !== undefined) close();
      else if (run === undefined) run = { start: offset + start, end: offset + end };
      else run.end = offset + end;
    }
    close();
  }

  #at(words: readonly Word[]): Locator {
    return { kind: 'page', page: this.#page, box: rounded(boxOf(words)) };
  }
}

interface Placed {
  readonly word: Word;
  readonly start: number;
  readonly end: number;
}

function joinCell(segments: readonly Segment[]): { readonly text: string; readonly placed: readonly Placed[] } {
  let text = '';
  const placed: Placed[] = [];
  for (const segment of segments) {
    if (text.length > 0) text += ' ';
    const offset = text.length;
    text += segmentText(segment, (word, start, end) => placed.push({ word, start: offset + start, end: offset + end }));
  }
  return { text, placed };
}

/** Left, bottom, right, top in points of the page's own space, to a tenth. */
function rounded(box: Box): readonly [number, number, number, number] {
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  return [tenth(box.left), tenth(box.bottom), tenth(box.right), tenth(box.top)];
}
