/** Tables whose labels stand at the left: key–value forms, and wide tables with one person a column. Spec/detection.md 4.4. */
import { scopeNode, type ScopeNode } from '../scopes/tree.ts';
import { typeColumn } from './columns.ts';
import { S_NAME, shapeOf } from './shapes.ts';
import { isShortFlag, isValueShaped } from './columns.ts';
import type { Header } from './header.ts';
import { headingOf } from './heading.ts';
import { placeTitles, putCell, type Placement, type TableContext } from './records.ts';
import type { Column, Heading, Row, Slot } from './types.ts';

const LABEL_SHARE = 0.6;
/** Columns are persons only if there are few fields over few persons; larger ones are long tables. */
const WIDE_ROWS_MAX = 200;

export function readsAsForm(context: TableContext, header: Header | undefined): 'form' | 'wide' | undefined {
  const rows = header === undefined ? context.body : [...context.headerRows, ...context.body];
  if (rows.length < 2 || context.columns < 2) return undefined;
  const left = labelShare(rows, 0);
  if (left.share < LABEL_SHARE || left.known < 2) return undefined;
  if (context.columns === 2) return 'form';
  if (context.columns % 2 === 0 && context.columns <= 6 && pairsAreLabels(rows, context.columns)) return 'form';
  const top = rows[0];
  const topIsLabels =
    top !== undefined &&
    top.slots.slice(1).filter((slot) => headingOf(slot.text, '').isKnown && !isShortFlag(slot.text)).length >=
      Math.max(1, (top.slots.length - 1) / 2);
  if (topIsLabels || rows.length > WIDE_ROWS_MAX) return undefined;
  return 'wide';
}

function labelShare(rows: readonly Row[], col: number): { readonly share: number; readonly known: number } {
  let known = 0;
  let total = 0;
  for (const row of rows) {
    const slot = row.slots.find((cell) => cell.col === col);
    if (slot === undefined || row.slots.length < 2) continue;
    total += 1;
    if (isLabelCell(slot)) known += 1;
  }
  return { share: total === 0 ? 0 : known / total, known };
}

function isLabelCell(slot: Slot): boolean {
  if (slot.text.length > 60 || isValueShaped(slot.text) || isShortFlag(slot.text)) return false;
  return slot.text.endsWith(':') || (headingOf(slot.text, '').isKnown && (shapeOf(slot.text) & S_NAME) === 0);
}

function pairsAreLabels(rows: readonly Row[], columns: number): boolean {
  for (let col = 2; col < columns; col += 2) if (labelShare(rows, col).share < LABEL_SHARE) return false;
  return true;
}

export function placeForm(context: TableContext, form: 'form' | 'wide', table: ScopeNode): Placement {
  const out: Placement = { nodes: [], cells: [], cellNodes: [], records: 0 };
  const titled = { ...context, headerRows: [] };
  placeTitles(titled, table, out);
  const rows = [...context.headerRows, ...context.body];
  if (form === 'wide') placeWide(context, rows, out);
  else placePairs(context, rows, table, out);
  return out;
}

/** A form nobody has filled in: labels, one in a row, and nothing beside them. Trap T091. */
export function isBlankForm(rows: readonly Row[]): boolean {
  if (rows.length < 3 || rows.some((row) => row.slots.length > 1)) return false;
  const labels = rows.filter((row) => row.slots[0] !== undefined && isLabelCell(row.slots[0])).length;
  return labels >= rows.length * 0.5;
}

/** Every column but the first is a person; the range of its record is its first cell. */
function placeWide(context: TableContext, rows: readonly Row[], out: Placement): void {
  const records = new Map<number, ScopeNode>();
  const subs = new Map<string, ScopeNode>();
  for (const row of rows) {
    const label = row.slots[0]?.col === 0 ? row.slots[0] : undefined;
    const heading = label === undefined ? undefined : headingOf(label.text, '');
    const values = row.slots.filter((slot) => slot !== label);
    const asRows = values.map((slot) => ({ ...row, slots: [{ ...slot, col: 0 }] }));
    const column = typeColumn(0, heading ?? headingOf('', ''), asRows);
    if (label !== undefined) putCell(out, context, label, undefined, recordAt(records, context, label, out, true), false);
    for (const slot of values) {
      const record = recordAt(records, context, slot, out, false);
      putCell(out, context, slot, column, ownerNode(subs, context, column, slot, record, out), true);
    }
  }
}

function recordAt(records: Map<number, ScopeNode>, context: TableContext, slot: Slot, out: Placement, isLabel: boolean): ScopeNode {
  const known = records.get(isLabel ? -1 : slot.col);
  if (known !== undefined) return known;
  // The label column needs a node to hang its cells on; it is no record.
  const node = isLabel
    ? scopeNode('cell', slot.start, slot.end, { table: context.index })
    : scopeNode('record', slot.start, slot.end, { table: context.index, row: slot.row });
  records.set(isLabel ? -1 : slot.col, node);
  out.nodes.push(node);
  if (!isLabel) out.records += 1;
  return node;
}

const SUB_OWNERS: ReadonlySet<string> = new Set([
  'spouse',
  'dependent',
  'guarantor',
  'emergency-contact',
  'parent',
  'provider',
  'facility',
  'org',
  'newborn',
  'other',
]);

function ownerNode(
  subs: Map<string, ScopeNode>,
  context: TableContext,
  column: Column,
  slot: Slot,
  record: ScopeNode,
  out: Placement,
): ScopeNode {
  if (!SUB_OWNERS.has(column.owner)) return record;
  const key = `${column.owner} ${String(column.instance)} ${String(slot.col)} ${String(record.start)}`;
  const known = subs.get(key);
  if (known !== undefined) return known;
  const node = scopeNode('record', slot.start, slot.end, { table: context.index, row: slot.row, owner: column.owner });
  subs.set(key, node);
  out.nodes.push(node);
  out.records += 1;
  return node;
}

/** `label | value` or `label | value | label | value`; a second name of the same owner begins the next form. */
function placePairs(context: TableContext, rows: readonly Row[], table: ScopeNode, out: Placement): void {
  let record: ScopeNode | undefined;
  let subs = new Map<string, ScopeNode>();
  let seen = new Set<string>();
  let group = '';
  for (const row of rows) {
    const only = row.slots.length === 1 ? row.slots[0] : undefined;
    if (only !== undefined && only.col === 0) {
      // A heading inside the form: `Guarantor information`.
      group = only.text;
      putCell(out, context, only, undefined, table, false);
      continue;
    }
    for (let i = 0; i < row.slots.length; i += 1) {
      const slot = row.slots[i];
      if (slot === undefined) continue;
      if (slot.col % 2 === 0 && isLabelCell(slot)) {
        putCell(out, context, slot, undefined, record ?? table, false);
        continue;
      }
      const label = row.slots[i - 1];
      const heading: Heading | undefined = label !== undefined && label.col === slot.col - 1 ? headingOf(label.text, group) : undefined;
      const column = typeColumn(0, heading ?? headingOf('', ''), [{ ...row, slots: [{ ...slot, col: 0 }] }]);
      const key = `${column.element ?? ''} ${column.part ?? ''} ${column.owner} ${String(column.instance)}`;
      if (record === undefined || (column.element === 'name' && !SUB_OWNERS.has(column.owner) && seen.has(key))) {
        record = scopeNode('record', label?.start ?? slot.start, slot.end, { table: context.index, row: row.row });
        out.nodes.push(record);
        out.records += 1;
        subs = new Map();
        seen = new Set();
      }
      seen.add(key);
      record.end = Math.max(record.end, slot.end);
      putCell(out, context, slot, column, ownerNode(subs, context, column, { ...slot, col: 0 }, record, out), true);
    }
  }
}
