/** Names in table columns: whole, in parts, several in one cell. Spec/detection.md 4.7, traps T066, T072, T123, T124. */
import type { LabelBinding, NameReading } from '../../model/index.ts';

import { foldPhrase } from '../fold.ts';
import type { CellDraft, Structure, TableDraft } from '../scopes/structure.ts';
import { isLabelText } from '../tables/heading.ts';
import type { TextView } from '../view.ts';
import type { FoundName } from './found.ts';
import type { NameOrder } from './read-name.ts';
import { nameValue, type ValueName } from './value.ts';
import { sigmoid } from './weigh.ts';

const P_MIN = 0.3;
const NAMES_IN_CELL_MAX = 12;

export function findInColumns(view: TextView, structure: Structure, take: (start: number, end: number) => boolean): FoundName[] {
  const out: FoundName[] = [];
  for (const table of structure.tables) {
    if (table.orientation === 'layout') continue;
    const orders = columnOrders(view, table);
    const parts = new Map<number, CellDraft[]>();
    for (const cell of table.cells) {
      if (!cell.isData || !isNameCell(cell)) continue;
      if (isPart(cell.part)) {
        const list = parts.get(cell.record);
        if (list === undefined) parts.set(cell.record, [cell]);
        else list.push(cell);
      } else out.push(...wholeNames(view, structure, cell, orders.get(cell.col) ?? 'unknown', take));
    }
    for (const cells of parts.values()) out.push(...joinedName(view, structure, cells, take));
  }
  return out;
}

const isNameCell = (cell: CellDraft): boolean =>
  cell.columnElement === 'name' ||
  cell.columnElement === 'name.alias' ||
  cell.columnElement === 'name.maiden' ||
  (cell.columnElement === 'provider_of_care' && cell.owner === 'provider');
const isPart = (part: string | undefined): boolean => part === 'given' || part === 'family' || part === 'middle' || part === 'suffix';

/** `LAST FIRST` in the header says the order of words that no comma shows. */
function columnOrders(view: TextView, table: TableDraft): ReadonlyMap<number, NameOrder> {
  const orders = new Map<number, NameOrder>();
  for (const cell of table.cells) {
    if (cell.isData) break;
    const text = foldPhrase(view.text.slice(cell.start, Math.min(cell.end, cell.start + 80)));
    const last = text.search(/\b(?:last|surname|family|apellidos?)\b/);
    const first = text.search(/\b(?:first|given|fname|nombres?)\b/);
    if (last >= 0 && first >= 0) orders.set(cell.col, last < first ? 'family-first' : 'given-first');
  }
  return orders;
}

function bindingOf(cell: CellDraft): LabelBinding {
  return {
    label: cell.header ?? '',
    element: cell.columnElement ?? 'name',
    owner: cell.owner ?? 'any',
    strength: cell.columnP ?? 0.5,
    position: 'column',
    ...(cell.part === undefined ? {} : { part: cell.part }),
  };
}

function probability(cell: CellDraft, value: ValueName): number {
  const column = Math.min(Math.max(cell.columnP ?? 0.5, 0.05), 0.99);
  return sigmoid(Math.log(column / (1 - column)) + 1.2 + Math.max(-8, Math.min(2.5, value.weight)));
}

/** One name, or several: lines, semicolons, `and`, `&`; a shared family name reaches back (`Ana & Luis Pérez`). */
function wholeNames(
  view: TextView,
  structure: Structure,
  cell: CellDraft,
  order: NameOrder,
  take: (start: number, end: number) => boolean,
): FoundName[] {
  const pieces = piecesOf(view, cell);
  const values = pieces.map((piece) => nameValue(view, piece.start, piece.end, order));
  const shared = values.at(-1)?.readings[0]?.family ?? '';
  const out: FoundName[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (value === undefined) continue;
    const p = probability(cell, value);
    // A label among the values: a blank form, a heading of rows.
    if (value.weight < 0.5 && isLabelText(view.folded.slice(cell.start, cell.end))) continue;
    if (p < P_MIN || !take(value.start, value.end)) continue;
    const isShort =
      values.length > 1 && i < values.length - 1 && value.tokens.length === 1 && shared !== '' && pieces[i]?.joinedBy === 'and';
    const readings = isShort
      ? [{ given: view.text.slice(value.start, value.end), middle: '', family: shared, suffix: '', p: 0.9 }]
      : value.readings;
    out.push(foundOf(view, structure, cell, value, readings, p));
  }
  return out;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly joinedBy: 'line' | 'and' | 'none';
}

function piecesOf(view: TextView, cell: CellDraft): Piece[] {
  const out: Piece[] = [];
  const text = view.folded.slice(cell.start, Math.min(cell.end, cell.start + 400));
  let from = 0;
  for (const match of text.matchAll(/\n|;| & | and | y (?=\p{L})| \/ /gu)) {
    if (out.length >= NAMES_IN_CELL_MAX) break;
    // `García y López` is one family name: split only between given names, where a full name follows.
    if (
      match[0] === ' y ' &&
      text
        .slice(match.index + 3)
        .trim()
        .split(' ').length < 2
    )
      continue;
    const isLine = match[0] === '\n' || match[0] === ';';
    out.push({ start: cell.start + from, end: cell.start + match.index, joinedBy: isLine ? 'line' : 'and' });
    from = match.index + match[0].length;
  }
  out.push({ start: cell.start + from, end: cell.end, joinedBy: 'none' });
  return out;
}

/** First, middle and last name in columns of their own: one person. Its span is all of them if they stand together. */
function joinedName(
  view: TextView,
  structure: Structure,
  cells: readonly CellDraft[],
  take: (start: number, end: number) => boolean,
): FoundName[] {
  const reading = { given: '', middle: '', family: '', suffix: '', p: 0.98 };
  const byPart = new Map<string, { readonly cell: CellDraft; readonly value: ValueName }>();
  let weight = 0;
  for (const cell of cells) {
    const part = cell.part;
    if (part !== 'given' && part !== 'family' && part !== 'middle' && part !== 'suffix') continue;
    const value = nameValue(view, cell.start, cell.end, 'unknown');
    if (value === undefined || byPart.has(part)) continue;
    byPart.set(part, { cell, value });
    weight += value.weight;
    // A suffix or note in the family cell (`SMITH JR`) stays out of the family name.
    const own = part === 'family' || part === 'given' ? value.readings[0] : undefined;
    reading[part] =
      own !== undefined && own.suffix !== ''
        ? `${own.given} ${own.middle} ${own.family}`.trim().replace(/ {2,}/g, ' ')
        : view.text.slice(value.start, value.end);
    if (own !== undefined && own.suffix !== '' && reading.suffix === '') reading.suffix = own.suffix;
  }
  const head = byPart.get('family') ?? byPart.get('given');
  if (head === undefined) return [];
  const spans = [...byPart.values()].map((one) => one.value).sort((a, b) => a.start - b.start);
  const start = spans[0]?.start ?? head.value.start;
  const end = spans.at(-1)?.end ?? head.value.end;
  const columns = [...byPart.values()].map((one) => one.cell.col).sort((a, b) => a - b);
  const together = columns.every((col, i) => i === 0 || col - (columns[i - 1] ?? col) <= 1) && head.cell.row === cells[0]?.row;
  const value: ValueName = { ...head.value, weight, ...(together ? { start, end } : {}) };
  const p = probability(head.cell, value);
  if (p < P_MIN) return [];
  for (const span of spans) take(span.start, span.end);
  const name = [reading.given, reading.middle, reading.family, reading.suffix].filter((part) => part !== '').join(' ');
  return [{ ...foundOf(view, structure, head.cell, value, [reading], p), value: name }];
}

function foundOf(
  view: TextView,
  structure: Structure,
  cell: CellDraft,
  value: ValueName,
  readings: readonly NameReading[],
  p: number,
): FoundName {
  const record = structure.scopes[cell.record];
  return {
    start: value.start,
    end: value.end,
    readings,
    p,
    rule: 'name.column',
    because: ['name.column'],
    tags: [...value.tags, ...(cell.hidden === true ? ['hidden'] : [])],
    ...(value.dismissedBy === undefined ? {} : { dismissedBy: value.dismissedBy }),
    ...(value.titleRole === undefined ? {} : { titleRole: value.titleRole }),
    label: bindingOf(cell),
    cell,
    unitStart: cell.start,
    unitEnd: Math.max(cell.end, record === undefined ? cell.end : value.end),
  };
}
