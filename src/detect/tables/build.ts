/** Raw tables to drafts: regions, header, columns, orientation, records. Spec/detection.md 4. */
import { scopeNode, type ScopeNode } from '../scopes/tree.ts';
import type { CellDraft, TableDraft } from '../scopes/structure.ts';
import { typeColumn } from './columns.ts';
import { findHeader, type Header } from './header.ts';
import { headingOf } from './heading.ts';
import { isBlankForm, placeForm, readsAsForm } from './form.ts';
import { placeRecords, placeTitles, type Placement } from './records.ts';
import type { Column, RawTable, Row } from './types.ts';

export interface BuiltTables {
  readonly nodes: ScopeNode[];
  /** `scope` and `cells[].record` are filled by `settle` once the tree is laid. */
  readonly tables: TableDraft[];
  settle(): void;
}

/** An HTML cell longer than this holds a text, not a value: such a table is page layout. */
const LAYOUT_CELL_UNITS = 200;
const LAYOUT_SHARE = 0.3;

/** More single cells in a row are a list, no title. */
const TITLE_ROWS_MAX = 6;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function buildTables(raws: readonly RawTable[]): BuiltTables {
  const nodes: ScopeNode[] = [];
  const tables: Mutable<TableDraft>[] = [];
  const owners: { readonly cells: readonly CellDraft[]; readonly nodes: readonly ScopeNode[]; readonly table: ScopeNode }[] = [];
  for (const raw of raws) {
    if (isLayout(raw)) {
      tables.push(layoutTable(raw));
      owners.push({ cells: [], nodes: [], table: scopeNode('table', raw.grid.start, raw.grid.start) });
      continue;
    }
    for (const region of regionsOf(raw)) {
      const index = tables.length;
      const built = buildRegion(raw, region, index);
      tables.push(built.draft);
      nodes.push(built.table);
      // One by one: a sheet has more rows than a call may have arguments.
      for (const node of built.placement.nodes) nodes.push(node);
      owners.push({ cells: built.placement.cells, nodes: built.placement.cellNodes, table: built.table });
    }
  }
  const settle = (): void => {
    for (let t = 0; t < tables.length; t += 1) {
      const table = tables[t];
      const owner = owners[t];
      if (table === undefined || owner === undefined) continue;
      table.scope = Math.max(owner.table.index, 0);
      for (let c = 0; c < owner.cells.length; c += 1) {
        const cell = owner.cells[c];
        if (cell !== undefined) cell.record = owner.nodes[c]?.index ?? table.scope;
      }
    }
  };
  return { nodes, tables, settle };
}

interface Region {
  /** Single cells above: what they say holds for all rows. */
  readonly titles: readonly Row[];
  readonly rows: readonly Row[];
  readonly header: Header | undefined;
  readonly columns: number;
}

function isLayout(raw: RawTable): boolean {
  if (raw.grid.source !== 'html' && raw.grid.source !== 'docx') return false;
  const { rows } = raw;
  const slots = rows.flatMap((row) => row.slots);
  if (slots.length === 0) return true;
  const long = slots.filter((slot) => slot.text.length > LAYOUT_CELL_UNITS).length;
  const header = findHeader(rows, raw.grid.cols);
  if (rows.length < 2 || raw.grid.cols < 2) return header === undefined;
  return long > 0 && long / slots.length >= LAYOUT_SHARE && header === undefined;
}

function layoutTable(raw: RawTable): Mutable<TableDraft> {
  return { grid: raw.grid, headerRows: 0, columns: [], orientation: 'layout', records: 0, cells: [], scope: 0 };
}

/** Blank rows end a region, unless what follows goes on under the same columns. */
function regionsOf(raw: RawTable): Region[] {
  const chunks: Row[][] = [];
  let last = -2;
  for (const row of raw.rows) {
    if (row.slots.length === 0) continue;
    if (row.row > last + 1 || chunks.length === 0) chunks.push([]);
    chunks.at(-1)?.push(row);
    last = row.row;
  }
  const regions: { titles: Row[]; rows: Row[]; header: Header | undefined; columns: number }[] = [];
  let titles: Row[] = [];
  for (const chunk of chunks) {
    const columns = widthOf(chunk);
    const header = findHeader(chunk, columns);
    const before = regions.at(-1);
    if (header === undefined && chunk.length <= TITLE_ROWS_MAX && chunk.every((row) => row.slots.length === 1) && chunks.length > 1) {
      if (chunk.length === 1 || before === undefined) titles.push(...chunk);
      else before.rows = [...before.rows, ...titles.splice(0), ...chunk];
    } else if (header === undefined && before?.header !== undefined && columns <= before.columns) {
      before.rows = [...before.rows, ...titles.splice(0), ...chunk];
    } else {
      regions.push({ titles, rows: [...chunk], header, columns });
      titles = [];
    }
  }
  const final = regions.at(-1);
  if (titles.length > 0 && final !== undefined) final.rows.push(...titles);
  else if (titles.length > 0) regions.push({ titles: [], rows: titles, header: undefined, columns: 1 });
  return regions;
}

function widthOf(rows: readonly Row[]): number {
  let width = 0;
  for (const row of rows) for (const slot of row.slots) width = Math.max(width, slot.col + slot.colSpan);
  return width;
}

interface BuiltRegion {
  readonly draft: Mutable<TableDraft>;
  readonly table: ScopeNode;
  readonly placement: Placement;
}

function buildRegion(raw: RawTable, region: Region, index: number): BuiltRegion {
  const { rows, header, columns } = region;
  const from = header?.from ?? 0;
  const to = header?.to ?? 0;
  const titles = [...region.titles, ...rows.slice(0, from)];
  const body = rows.slice(to);
  const first = titles[0] ?? rows[0];
  const lastRow = rows.at(-1);
  const start = Math.min(raw.caption?.start ?? Number.POSITIVE_INFINITY, first?.start ?? raw.grid.start);
  const end = lastRow?.end ?? raw.grid.end;
  const table = scopeNode('table', start, Math.max(end, start), { table: index });
  const context = { index, titles, caption: raw.caption, headerRows: rows.slice(from, to), body, columns };
  const form = readsAsForm(context, header);
  if (form !== undefined) {
    const placement = placeForm(context, form, table);
    const draft = draftOf(raw, table, placement, form === 'wide' ? 'wide' : 'key-value', to - from, []);
    return { draft, table, placement };
  }
  if (isBlankForm(rows.slice(from))) {
    const placement: Placement = { nodes: [], cells: [], cellNodes: [], records: 0 };
    placeTitles({ ...context, headerRows: rows.slice(from) }, table, placement);
    return { draft: draftOf(raw, table, placement, 'key-value', 0, []), table, placement };
  }
  const typed: Column[] = [];
  for (let col = 0; col < columns; col += 1) {
    const heading = header?.headings.get(col) ?? (header === undefined ? undefined : headingOf('', ''));
    typed.push(typeColumn(col, heading, body));
  }
  const placement = placeRecords(context, typed, header, table);
  return { draft: draftOf(raw, table, placement, 'long', to - from, typed), table, placement };
}

function draftOf(
  raw: RawTable,
  table: ScopeNode,
  placement: Placement,
  orientation: TableDraft['orientation'],
  headerRows: number,
  columns: readonly Column[],
): Mutable<TableDraft> {
  return {
    grid: { ...raw.grid, start: table.start, end: table.end },
    headerRows,
    orientation,
    records: placement.records,
    cells: placement.cells,
    scope: 0,
    columns: columns.map(({ col, header, element, owner, p }) => ({
      col,
      owner,
      p,
      ...(header === undefined ? {} : { header }),
      ...(element === undefined ? {} : { element }),
    })),
  };
}
