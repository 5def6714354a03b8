/** Rows to records: sub-records by owner, parallel tables, fill-down, group rows, totals. Spec/detection.md 4.4 to 4.7. */
import type { ElementId, LabelOwner } from '../../model/index.ts';

import { scopeNode, type ScopeNode } from '../scopes/tree.ts';
import type { CellDraft } from '../scopes/structure.ts';
import { isRepeatOf, type Header } from './header.ts';
import { headingOf } from './heading.ts';
import { isFooterText, isTotalText } from './layout-rules.ts';
import { mainOwner, planColumns, type Plan } from './plan.ts';
import type { Column, Row, Slot } from './types.ts';

export interface TableContext {
  readonly index: number;
  readonly titles: readonly Row[];
  readonly caption: { readonly start: number; readonly end: number } | undefined;
  readonly headerRows: readonly Row[];
  readonly body: readonly Row[];
  readonly columns: number;
}

export interface Placement {
  readonly nodes: ScopeNode[];
  readonly cells: CellDraft[];
  /** Parallel to `cells`: the node whose index becomes `record`. */
  readonly cellNodes: ScopeNode[];
  records: number;
}

/** Cells as long as this hold prose: the row is its subject. */
const PROSE_CELL_UNITS = 60;

export function placeRecords(context: TableContext, columns: readonly Column[], header: Header | undefined, table: ScopeNode): Placement {
  const out: Placement = { nodes: [], cells: [], cellNodes: [], records: 0 };
  placeTitles(context, table, out);
  const plan = planColumns(columns, context.body);
  const bottom = context.headerRows.at(-1);
  let span: ScopeNode | undefined;
  const open: (ScopeNode | undefined)[] = [];
  for (const row of context.body) {
    if (
      header !== undefined &&
      bottom !== undefined &&
      (isRepeatOf(row, bottom) || context.headerRows.some((head) => isRepeatOf(row, head)))
    ) {
      for (const slot of row.slots) putCell(out, context, slot, undefined, table, false);
      continue;
    }
    const kind = rowKind(row, columns, header);
    if (kind === 'group') {
      span = scopeNode('subject-span', row.start, table.end, { table: context.index, row: row.row });
      closeSpan(out, row.start);
      out.nodes.push(span);
      open.length = 0;
      for (const slot of row.slots) putCell(out, context, slot, undefined, span, false);
    } else if (kind === 'note') {
      for (const slot of row.slots) putCell(out, context, slot, undefined, table, false);
    } else placeRow(context, row, plan, open, out);
  }
  return out;
}

/** Group rows follow each other: the last one ends where the next begins. */
function closeSpan(out: Placement, at: number): void {
  for (let i = out.nodes.length - 1; i >= 0; i -= 1) {
    const node = out.nodes[i];
    if (node?.kind !== 'subject-span') continue;
    node.end = Math.min(node.end, at);
    return;
  }
}

export function placeTitles(context: TableContext, table: ScopeNode, out: Placement): void {
  if (context.caption !== undefined)
    out.nodes.push(scopeNode('paragraph', context.caption.start, context.caption.end, { zone: 'title', table: context.index }));
  for (const row of context.titles) {
    out.nodes.push(scopeNode('paragraph', row.start, row.end, { zone: 'title', table: context.index, row: row.row }));
    for (const slot of row.slots) putCell(out, context, slot, undefined, table, false);
  }
  for (const row of context.headerRows) for (const slot of row.slots) putCell(out, context, slot, undefined, table, false);
}

function rowKind(row: Row, columns: readonly Column[], header: Header | undefined): 'data' | 'group' | 'note' {
  const first = row.slots[0];
  if (first === undefined) return 'note';
  if (isTotalText(first.text) && row.slots.length <= Math.max(2, columns.length - 1)) return 'note';
  if (row.slots.length > 1 && row.slots.some((slot) => isTotalText(slot.text)) && row.slots.length < columns.length / 2) return 'note';
  if (row.slots.length > 1 || columns.length < 2) return 'data';
  if (isGroupText(first.text)) return 'group';
  // `Site: …`, `PCP group: …` between rows: a heading of rows, nobody's record.
  if (isFooterText(first.text) || (columns.length > 2 && /^[^:]{2,40}:\s*\S/.test(first.text))) return 'note';
  // A cell across the whole table under a header: a heading of rows, or a remark.
  return header !== undefined && first.colSpan > 1 && first.colSpan >= columns.length ? 'note' : 'data';
}

/** `Patient: Ruiz, Ana  DOB …`: heads the rows below it. */
function isGroupText(text: string): boolean {
  const cut = /^([^:]{2,30}):\s*\S/.exec(text);
  if (cut === null) return false;
  const heading = headingOf(cut[1] ?? '', '');
  return heading.options.some((option) => option.element === 'name' && option.owner !== 'provider' && option.owner !== 'facility');
}

function placeRow(context: TableContext, row: Row, plan: Plan, open: (ScopeNode | undefined)[], out: Placement): void {
  const byGroup: Slot[][] = [];
  for (const slot of row.slots) {
    const group = plan.columns[slot.col]?.group ?? 0;
    (byGroup[group] ??= []).push(slot);
  }
  for (let group = 0; group < byGroup.length; group += 1) {
    const slots = byGroup[group];
    if (slots === undefined || slots.length === 0) continue;
    const before = open[group];
    if (before !== undefined && plan.fillsDown(group, slots)) {
      before.end = Math.max(before.end, slots.at(-1)?.end ?? before.end);
      placeCells(context, row, slots, plan, before, out);
      continue;
    }
    const owner = mainOwner(plan, group);
    const record = scopeNode('record', slots[0]?.start ?? row.start, slots.at(-1)?.end ?? row.end, { table: context.index, row: row.row });
    if (owner !== 'patient' && owner !== 'any') record.owner = owner;
    if (slots.every((slot) => slot.hidden)) record.hidden = true;
    out.nodes.push(record);
    out.records += 1;
    open[group] = plan.hasPerson(group, slots) ? record : undefined;
    placeCells(context, row, slots, plan, record, out);
  }
}

function placeCells(context: TableContext, row: Row, slots: readonly Slot[], plan: Plan, record: ScopeNode, out: Placement): void {
  const subs = new Map<string, ScopeNode>();
  const lists = alignedLines(slots, plan);
  const byLine: ScopeNode[] = [];
  for (const slot of slots) {
    const column = plan.columns[slot.col];
    const key = column === undefined ? '' : plan.subKey(column);
    let node = record;
    if (key !== '' && column !== undefined) {
      const known = subs.get(key);
      if (known === undefined) {
        node = scopeNode('record', slot.start, slot.end, { table: context.index, row: row.row, owner: column.owner });
        subs.set(key, node);
        out.nodes.push(node);
        out.records += 1;
      } else {
        node = known;
        // Only columns that stand together widen the range; others find their record through the cell.
        if (slots.every((other) => other.start < node.end || other.start >= slot.start)) node.end = slot.end;
      }
    }
    if (lists > 1 && key === '' && lineCount(slot.text) === lists) placeLines(context, slot, column, byLine, lists, record, out);
    else {
      putCell(out, context, slot, column, node, true);
      if (slot.end - slot.start >= PROSE_CELL_UNITS)
        out.nodes.push(scopeNode('cell', slot.start, slot.end, { table: context.index, row: row.row }));
    }
  }
}

const lineCount = (text: string): number => text.split('\n').length;

/** Number of lines if the name cell holds several and a sibling as many: then they are aligned by index. */
function alignedLines(slots: readonly Slot[], plan: Plan): number {
  const name = slots.find((slot) => plan.columns[slot.col]?.element === 'name' && slot.text.includes('\n'));
  if (name === undefined) return 1;
  const lines = lineCount(name.text);
  return slots.some((slot) => slot !== name && lineCount(slot.text) === lines) ? lines : 1;
}

function placeLines(
  context: TableContext,
  slot: Slot,
  column: Column | undefined,
  byLine: ScopeNode[],
  lines: number,
  record: ScopeNode,
  out: Placement,
): void {
  let at = slot.start;
  const parts = slot.text.split('\n');
  for (let i = 0; i < lines; i += 1) {
    const length = parts[i]?.length ?? 0;
    const piece: Slot = { ...slot, start: at, end: Math.min(at + length, slot.end), text: parts[i] ?? '' };
    let node = byLine[i];
    if (node === undefined) {
      node = scopeNode('record', piece.start, piece.end, { table: context.index, row: slot.row, zone: 'line' });
      byLine[i] = node;
      out.nodes.push(node);
      out.records += 1;
    }
    putCell(out, context, piece, column, node, true);
    at += length + 1;
  }
  // The row itself stays the parent of its lines.
  record.end = Math.max(record.end, slot.end);
}

export function putCell(
  out: Placement,
  context: { readonly index: number },
  slot: Slot,
  column:
    | {
        readonly header?: string | undefined;
        readonly element?: ElementId | undefined;
        readonly p: number;
        readonly owner: LabelOwner;
        readonly part?: string | undefined;
      }
    | undefined,
  node: ScopeNode,
  isData: boolean,
): void {
  out.cells.push({
    start: slot.start,
    end: slot.end,
    table: context.index,
    row: slot.row,
    col: slot.col,
    record: -1,
    isData,
    header: column?.header,
    columnElement: isData ? column?.element : undefined,
    columnP: isData && column?.element !== undefined ? column.p : undefined,
    owner: column?.owner,
    part: column?.part,
    hidden: slot.hidden ? true : undefined,
    isDate: slot.isDate ? true : undefined,
  });
  out.cellNodes.push(node);
}
