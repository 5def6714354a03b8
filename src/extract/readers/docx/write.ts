/** Paragraphs and tables of a document into canonical text. */
import type { Block, Locator, Zone } from '../../../model/index.ts';
import type { DocumentBuilder } from '../../document-builder.ts';
import type { Paragraph, Span, StoryBlock, StoryCell, StoryTable } from './story.ts';

export interface StoryPlace {
  readonly builder: DocumentBuilder;
  readonly at: Locator;
  readonly zone: Zone;
  /** Ids of styles that are headings, whatever their language. */
  readonly headings: ReadonlySet<string>;
}

/** With a stack of its own: how deep tables lie in tables is the file's choice. */
export function writeBlocks(blocks: readonly StoryBlock[], place: StoryPlace): void {
  const open: StoryBlock[] = blocks.toReversed();
  const pushAll = (next: readonly StoryBlock[]): void => {
    for (const block of next.toReversed()) open.push(block);
  };
  for (let block = open.pop(); block !== undefined; block = open.pop()) {
    if (block.kind === 'paragraph') {
      writeParagraph(block, place);
      pushAll(block.boxes);
    } else if (isLayout(block)) pushAll(block.rows.flat().flatMap((cell) => cell.blocks));
    else pushAll(writeTable(block, place));
  }
}

function writeParagraph(paragraph: Paragraph, place: StoryPlace): void {
  const { builder, at, zone } = place;
  const text = paragraph.spans.map((span) => span.text).join('');
  if (text.length === 0) return;
  newLine(place);
  const { start, end } = builder.append(text, at);
  const allHidden = paragraph.spans.every((span) => span.hidden || span.text.length === 0);
  builder.block({ start, end, zone, shape: shapeOf(paragraph, place), ...(allHidden ? { hidden: true } : {}) });
  flagSpans(paragraph.spans, start, place, allHidden);
}

function shapeOf(paragraph: Paragraph, place: StoryPlace): Block['shape'] {
  if (paragraph.outlineLevel || place.headings.has(paragraph.style)) return 'heading';
  return paragraph.isListItem ? 'list-item' : 'paragraph';
}

/** Hidden and deleted runs get blocks of their own inside the paragraph's. */
function flagSpans(spans: readonly Span[], start: number, place: StoryPlace, allHidden: boolean): void {
  let at = start;
  for (const span of spans) {
    const end = at + span.text.length;
    const hidden = span.hidden && !allHidden;
    if ((hidden || span.deleted) && end > at) {
      place.builder.block({
        start: at,
        end,
        zone: place.zone,
        shape: 'paragraph',
        ...(hidden ? { hidden: true } : {}),
        ...(span.deleted ? { deleted: true } : {}),
      });
    }
    at = end;
  }
}

/** One column, or a table inside: it only places things on the page. */
function isLayout(table: StoryTable): boolean {
  const cells = table.rows.flat();
  if (table.rows.every((row) => row.length <= 1)) return true;
  return cells.some((cell) => cell.blocks.some((block) => block.kind === 'table'));
}

interface PlacedCell {
  readonly row: number;
  readonly col: number;
  readonly cell: StoryCell;
  readonly spans: readonly Span[];
  rowSpan: number;
}

/** Gives the text boxes that are anchored in its cells, to be written behind it. */
function writeTable(table: StoryTable, place: StoryPlace): StoryBlock[] {
  const { cells: places, cols } = placeCells(table);
  const { builder, at } = place;
  const boxes = table.rows.flat().flatMap((cell) => cell.blocks.flatMap((block) => (block.kind === 'paragraph' ? block.boxes : [])));
  const cells = places.filter((one) => one.spans.some((span) => span.text.length > 0));
  if (cells.length === 0) return boxes;
  newLine(place);
  const grid = builder.table(
    cells.map(({ row, col, rowSpan, cell, spans }) => ({
      row,
      col,
      text: spans.map((span) => span.text).join(''),
      at,
      ...(rowSpan > 1 ? { rowSpan } : {}),
      ...(cell.colSpan > 1 ? { colSpan: cell.colSpan } : {}),
      ...(spans.length > 0 && spans.every((span) => span.bold || span.text.trim() === '') ? { bold: true } : {}),
      ...(spans.length > 0 && spans.every((span) => span.hidden) ? { hidden: true } : {}),
    })),
    { source: 'docx', rows: table.rows.length, cols },
  );
  for (const [index, cell] of grid.cells.entries()) flagSpans(cells[index]?.spans ?? [], cell.start, place, false);
  builder.block({ start: grid.start, end: grid.end, zone: 'table', shape: 'table' });
  return boxes;
}

/** Columns by the spans before a cell. A cell that goes on downwards is part of the one above: [ECMA-376-1] 17.4.85. */
function placeCells(table: StoryTable): { readonly cells: readonly PlacedCell[]; readonly cols: number } {
  const cells: PlacedCell[] = [];
  const above = new Map<number, PlacedCell>();
  let cols = 0;
  for (const [row, line] of table.rows.entries()) {
    let col = 0;
    for (const cell of line) {
      const start = above.get(col);
      const spans = cellSpans(cell.blocks);
      if (cell.merge === 'continued' && start !== undefined && spans.length === 0) start.rowSpan = row - start.row + 1;
      else {
        const placed: PlacedCell = { row, col, cell, spans, rowSpan: 1 };
        cells.push(placed);
        if (cell.merge === 'start') above.set(col, placed);
        else above.delete(col);
      }
      col += cell.colSpan;
    }
    cols = Math.max(cols, col);
  }
  return { cells, cols };
}

/** The text of a cell: its paragraphs, one a line. */
function cellSpans(blocks: readonly StoryBlock[]): Span[] {
  const spans: Span[] = [];
  for (const block of blocks) {
    const inner = block.kind === 'paragraph' ? block.spans : [];
    if (inner.length === 0) continue;
    if (spans.length > 0) spans.push({ text: '\n', hidden: false, deleted: false, bold: true });
    spans.push(...inner);
  }
  return spans;
}

export function newLine({ builder, at }: Pick<StoryPlace, 'builder' | 'at'>): void {
  if (builder.length > 0) builder.append('\n', at);
}
