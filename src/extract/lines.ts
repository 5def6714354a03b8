/** Lines of a body as they stand in a document that is being built: what threads, zones and blocks are made of. */
import type { Block, Locator, Zone } from '../model/index.ts';
import type { DocumentBuilder } from './document-builder.ts';
import type { HtmlItem, HtmlTable } from './readers/html/items.ts';

export interface PlacedLine {
  readonly start: number;
  readonly end: number;
  /** Depth of quotation marks or containers. */
  readonly depth: number;
  /** Without quotation marks. */
  readonly text: string;
  readonly shape: Block['shape'];
  readonly zone?: Zone;
  readonly label?: string;
  readonly hidden: readonly { readonly start: number; readonly end: number }[];
}

/** Where a stretch of the source stands. */
export type Locate = (from: number, to: number) => Locator;

/** Writes the items of a page and gives their lines. Cells are joined by a tab, rows by a line end; each item ends its line. */
export function writeItems(builder: DocumentBuilder, items: readonly HtmlItem[], locate: Locate): PlacedLine[] {
  const lines: PlacedLine[] = [];
  for (const item of items) {
    switch (item.kind) {
      case 'line': {
        const at = locate(item.from, item.to);
        const { start, end } = builder.append(item.text, at);
        builder.append('\n', at);
        lines.push({
          start,
          end,
          depth: item.quote,
          text: item.text,
          shape: item.shape,
          hidden: item.hidden.map((one) => ({ start: start + one.start, end: start + one.end })),
        });
        break;
      }
      case 'table':
        lines.push(writeTable(builder, item, locate));
        break;
      case 'property': {
        const at = locate(item.from, item.to);
        const { start, end } = builder.append(item.text, at);
        builder.append('\n', at);
        lines.push({
          start,
          end,
          depth: 0,
          text: item.text,
          shape: 'paragraph',
          zone: 'property',
          label: item.label,
          hidden: [{ start, end }],
        });
        break;
      }
    }
  }
  return lines;
}

function writeTable(builder: DocumentBuilder, table: HtmlTable, locate: Locate): PlacedLine {
  const cells = table.cells.map((cell) => ({
    row: cell.row,
    col: cell.col,
    text: cell.text,
    at: locate(cell.from, cell.to),
    ...(cell.rowSpan > 1 ? { rowSpan: cell.rowSpan } : {}),
    ...(cell.colSpan > 1 ? { colSpan: cell.colSpan } : {}),
    ...(cell.hidden ? { hidden: true } : {}),
    ...(cell.bold ? { bold: true } : {}),
  }));
  const grid = builder.table(cells, { source: 'html', rows: table.rows, cols: table.cols });
  builder.append('\n', locate(table.cells.at(-1)?.from ?? 0, table.cells.at(-1)?.to ?? 0));
  const hidden = grid.cells.filter((cell) => cell.hidden === true).map((cell) => ({ start: cell.start, end: cell.end }));
  return { start: grid.start, end: grid.end, depth: table.quote, text: '', shape: 'table', zone: 'table', hidden };
}

/** Plain text, line by line; `>` in front of a line is its depth and stays in the text. */
export function writePlain(builder: DocumentBuilder, text: string, locate: Locate): PlacedLine[] {
  const lines: PlacedLine[] = [];
  const border = /\r\n|\n|\r/g;
  let from = 0;
  while (from < text.length) {
    const hit = border.exec(text);
    const stop = hit?.index ?? text.length;
    const next = hit === null ? text.length : border.lastIndex;
    const raw = text.slice(from, stop);
    const at = locate(from, next);
    const { start, end } = builder.append(raw, at);
    builder.append('\n', at);
    const marks = /^(?: ?>)+ ?/.exec(raw.length > 400 ? raw.slice(0, 400) : raw)?.[0] ?? '';
    lines.push({ start, end, depth: marks.replace(/[^>]/g, '').length, text: raw.slice(marks.length), shape: 'paragraph', hidden: [] });
    from = next;
  }
  return lines;
}

/** One block for each run of lines of a kind: paragraph, table, heading; hidden stretches have blocks of their own. */
export function writeBlocks(builder: DocumentBuilder, lines: readonly PlacedLine[], zoneOf: (line: PlacedLine) => Zone): void {
  let run: { start: number; end: number; zone: Zone; shape: Block['shape'] } | undefined;
  const flush = (): void => {
    if (run !== undefined && run.end > run.start) builder.block(run);
    run = undefined;
  };
  for (const line of lines) {
    if (line.end === line.start || (line.zone === undefined && line.text.trim() === '' && line.shape !== 'table')) {
      flush();
      continue;
    }
    const zone = line.zone ?? zoneOf(line);
    if (line.shape !== 'paragraph' || zone === 'property' || line.hidden.length > 0) {
      flush();
      writeLineBlocks(builder, line, zone);
      continue;
    }
    if (run !== undefined && run.zone !== zone) flush();
    if (run === undefined) run = { start: line.start, end: line.end, zone, shape: 'paragraph' };
    else run.end = line.end;
  }
  flush();
}

function writeLineBlocks(builder: DocumentBuilder, line: PlacedLine, zone: Zone): void {
  const shape = { zone, shape: line.shape, ...(line.label === undefined ? {} : { label: line.label }) };
  if (line.shape === 'table') {
    builder.block({
      ...shape,
      start: line.start,
      end: line.end,
      ...(line.hidden.length > 0 && line.hidden.every((one) => one.start <= line.start && one.end >= line.end) ? { hidden: true } : {}),
    });
    return;
  }
  let at = line.start;
  for (const one of line.hidden) {
    if (one.start > at) builder.block({ ...shape, start: at, end: one.start });
    builder.block({ ...shape, start: one.start, end: one.end, hidden: true });
    at = one.end;
  }
  if (at < line.end) builder.block({ ...shape, start: at, end: line.end });
}
