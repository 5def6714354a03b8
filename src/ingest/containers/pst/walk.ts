/**
 * Everything in a store, in a fixed order: what is wrong with the file as a whole; message nodes by ascending NID; then what folders
 * list and no node has; then what older states of the file still hold; then, in damaged files, data of messages without any node. The cursor names the step and the NID behind which to go on.
 */
import type { Limits, Outcome } from '../../../kernel/index.ts';
import type { Found, ItemKind, ReadGap } from '../../../model/index.ts';
import type { Source } from '../../container.ts';
import { GapList, pstGap } from './gaps.ts';
import { hex, NID_TYPE, nidType } from './layout.ts';
import { subjectOf } from './mapi-headers.ts';
import { findLooseMessages } from './loose-messages.ts';
import { PROP } from './mapi.ts';
import { kindOf } from './message.ts';
import type { NodeEntry } from './node-database.ts';
import { NodeObject } from './node-object.ts';
import { holds, type PstFile } from './pst-file.ts';
import type { OldNode } from './salvage.ts';
import type { ValueSet } from './value-set.ts';

/** Steps of the walk, in order; a cursor is `step:nid`. */
const STEPS = ['file', 'node', 'row', 'scan', 'heap'] as const;
type Step = (typeof STEPS)[number];

interface Cursor {
  readonly step: Step;
  /** The last NID that was given; rows: of the folder and of the row. */
  readonly nid: number;
  readonly row: number;
}

/** Older states of one node that are looked at; a file has a few. */
const STATES_MAX = 64;
const START: Cursor = { step: 'file', nid: -1, row: -1 };

export type OpenFile = (source: Source, limits: Limits) => Outcome<PstFile, ReadGap>;

export function* walkPst(source: Source, open: OpenFile, limits: Limits, from?: string): Generator<Found> {
  const opened = open(source, limits);
  if (!opened.ok) {
    if (from === undefined) yield fileFound(source, opened.gap, 0);
    return;
  }
  const cursor = from === undefined ? START : readCursor(from);
  const walk = new Walk(opened.value, source);
  for (const step of STEPS) {
    if (STEPS.indexOf(step) < STEPS.indexOf(cursor.step)) continue;
    const behind = step === cursor.step ? cursor : { ...START, step };
    yield* walk.step(behind);
  }
}

/** Decimal numbers: the step, the NID, and what was given last at this NID where that can be several. */
function writeCursor({ step, nid, row }: Cursor): string {
  return row < 0 ? `${step}:${nid}` : `${step}:${nid}:${row}`;
}

function readCursor(text: string): Cursor {
  const [name, nid, row] = text.split(':');
  const step = STEPS.find((one) => one === name) ?? 'file';
  return { step, nid: nid === undefined ? -1 : Number(nid), row: row === undefined ? -1 : Number(row) };
}

function fileFound(source: Source, gap: ReadGap, index: number): Found {
  return {
    path: index === 0 ? 'pst:file' : `pst:file#${index}`,
    display: '/',
    kind: 'container',
    name: source.name,
    bytes: gap.bytes ?? 0,
    state: gap.state,
    gap,
    cursor: writeCursor({ step: 'file', nid: index, row: -1 }),
  };
}

class Walk {
  readonly #file: PstFile;
  readonly #source: Source;

  constructor(file: PstFile, source: Source) {
    this.#file = file;
    this.#source = source;
  }

  *step(behind: Cursor): Generator<Found> {
    switch (behind.step) {
      case 'file':
        return yield* this.#files(behind);
      case 'node':
        return yield* this.#nodes(behind);
      case 'row':
        return yield* this.#rows(behind);
      case 'scan':
        return yield* this.#scan(behind);
      case 'heap':
        return yield* this.#heaps(behind);
    }
  }

  *#files(behind: Cursor): Generator<Found> {
    const { database } = this.#file;
    const gaps = [...database.headerGaps];
    if (!database.nodes.hasRoot || !database.blocks.hasRoot) gaps.push(pstGap('pst.root.unreadable'));
    for (const [index, gap] of gaps.entries()) if (index > behind.nid) yield fileFound(this.#source, gap, index);
  }

  *#nodes(behind: Cursor): Generator<Found> {
    const { database } = this.#file;
    for (const step of database.nodes.walk(behind.nid + 1)) {
      if (step.kind === 'entry') {
        if (isMessage(step.entry.key)) yield this.#message(database.nodeAt(step.entry));
        continue;
      }
      // The page comes before its first NID: its cursor is the NID before, with a mark.
      if (step.from - 1 > behind.nid || (step.from - 1 === behind.nid && behind.row < 0)) yield this.#page(step);
      if (step.kind === 'lost') yield* this.#fromOldPages(Math.max(step.from, behind.nid + 1), step.to);
    }
  }

  #page(step: { readonly kind: 'lost' | 'doubt'; readonly at: number; readonly from: number }): Found {
    const gap = pstGap(step.kind === 'lost' ? 'pst.page.lost' : 'pst.page.crc', { at: `byte ${step.at}` });
    return {
      path: `pst:page=${hex(step.at)}`,
      display: '/',
      kind: 'container',
      bytes: 0,
      state: gap.state,
      gap,
      cursor: writeCursor({ step: 'node', nid: step.from - 1, row: 1 }),
    };
  }

  /** Where a page of the tree is lost, older pages may show the same nodes: the newest state of each. */
  *#fromOldPages(from: number, to: number): Generator<Found> {
    for (const states of this.#oldStates(from, to)) {
      const node = this.#file.database.salvage.findNode(states[0]?.nid ?? 0);
      if (node !== undefined) yield { ...this.#message(node), recovered: 'page-scan' };
    }
  }

  /** States of message nodes that only older pages show, one list a NID, the newest first. */
  *#oldStates(from: number, to: number): Generator<readonly OldNode[]> {
    let states: OldNode[] = [];
    const ordered = (): readonly OldNode[] => states.sort((a, b) => b.data - a.data || b.page - a.page);
    for (const node of this.#file.database.salvage.nodes(from, to)) {
      if (!isMessage(node.nid)) continue;
      if (states.length > 0 && states[0]?.nid !== node.nid) {
        yield ordered();
        states = [];
      }
      if (states.length < STATES_MAX) states.push(node);
    }
    if (states.length > 0) yield ordered();
  }

  /** Deleted messages and older revisions of messages that are there: only where every block of the node proves itself. */
  *#scan(behind: Cursor): Generator<Found> {
    for (const states of this.#oldStates(Math.max(behind.nid, 0), Number.POSITIVE_INFINITY)) {
      const nid = states[0]?.nid ?? 0;
      const live = this.#file.database.nodes.find(nid);
      // In a lost page the newest state was given in its place.
      const candidates = live === 'lost' ? states.slice(1) : states;
      const whole = candidates.filter((node) => new NodeObject(this.#file.reading(new GapList(), true), node).data.isWhole());
      const founds = whole.map((node, i) => this.#old(node, live === 'absent' && i === 0 ? 'page-scan' : 'old-revision'));
      if (live === 'absent' && whole.length === 0) founds.push(this.#overwritten(nid, states));
      for (const [row, found] of founds.entries()) {
        if (nid > behind.nid || row > behind.row) yield { ...found, cursor: writeCursor({ step: 'scan', nid, row }) };
      }
    }
  }

  #old(node: OldNode, recovered: string): Found {
    const path = `pst:nid=${hex(node.nid)},data=${hex(node.data)},sub=${hex(node.sub)}`;
    return { ...this.#message(node, true), path, recovered };
  }

  /** Messages without any node, where the node tree has lost pages: the cursor has the BID of their data. */
  *#heaps(behind: Cursor): Generator<Found> {
    if (!this.#file.database.salvage.hasLostNodes) return;
    for (const { data, sub, properties } of findLooseMessages(this.#file)) {
      if (data <= behind.nid) continue;
      const subject = subjectOf(properties);
      yield {
        path: `pst:data=${hex(data)},sub=${hex(sub)}`,
        display: `/#data-${hex(data)}`,
        kind: kindOf(NID_TYPE.message, properties),
        ...(subject === '' ? {} : { name: subject }),
        bytes: sizeOf(properties) ?? 0,
        recovered: 'trailer-scan',
        cursor: writeCursor({ step: 'heap', nid: data, row: -1 }),
      };
    }
  }

  #overwritten(nid: number, states: readonly OldNode[]): Found {
    const folder = this.#file.folder(states[0]?.parent ?? 0);
    return {
      path: `pst:nid=${hex(nid)}`,
      ...(folder === undefined ? {} : { folder: folder.path }),
      display: `${place(folder?.path)}#${nid}`,
      kind: unknownKind(nid),
      bytes: 0,
      state: 'missing',
      gap: pstGap('pst.node.overwritten', { at: hex(nid) }),
      recovered: 'page-scan',
      cursor: '',
    };
  }

  #message(entry: NodeEntry, isOld = false): Found {
    const { database } = this.#file;
    const folder = this.#file.folder(entry.parent);
    const properties = entry.data === 0 ? undefined : new NodeObject(this.#file.reading(new GapList(), isOld), entry).properties();
    const subject = properties === undefined ? '' : subjectOf(properties);
    const isOrphan = folder === undefined || this.#isUnlisted(entry);
    return {
      path: `pst:nid=${hex(entry.nid)}`,
      display: `${place(folder?.path)}#${entry.nid}`,
      ...(folder === undefined ? {} : { folder: folder.path }),
      kind: properties === undefined ? unknownKind(entry.nid) : kindOf(entry.nid, properties),
      ...(subject === '' ? {} : { name: subject }),
      bytes: sizeOf(properties) ?? database.treeBlock(entry.data)?.dataBytes ?? 0,
      ...(entry.data === 0 ? { state: 'corrupt' as const, gap: pstGap('pst.properties.unreadable', { at: hex(entry.nid) }) } : {}),
      ...(isOrphan ? { recovered: 'orphan' } : {}),
      cursor: writeCursor({ step: 'node', nid: entry.nid, row: -1 }),
    };
  }

  /** A node that its folder's table does not show: what a delete that was cut short leaves behind. */
  #isUnlisted({ nid, parent }: NodeEntry): boolean {
    const rows = this.#file.rowIds(parent, tableOf(nid));
    return rows !== undefined && !holds(rows, nid);
  }

  /** Rows without a node. [spec/ingest.md 12, trap 6]: the row still shows subject and sender. */
  *#rows(behind: Cursor): Generator<Found> {
    for (const step of this.#file.database.nodes.walk(Math.max(behind.nid, 0))) {
      if (step.kind !== 'entry' || nidType(step.entry.key) !== NID_TYPE.folder) continue;
      const folder = step.entry.key;
      const after = folder === behind.nid ? behind.row : -1;
      for (const type of [NID_TYPE.contentsTable, NID_TYPE.associatedTable]) yield* this.#missing(folder, type, after);
    }
  }

  *#missing(folder: number, type: number, after: number): Generator<Found> {
    const rows = this.#file.rowIds(folder, type);
    if (rows === undefined) return;
    const lostRows = new Set([...rows].filter((id) => this.#file.database.findNode(id) === undefined));
    if (lostRows.size === 0) return;
    const table = this.#file.table(folder, type);
    for (const row of table?.index() ?? []) {
      if (!lostRows.has(row.id)) continue;
      const order = type === NID_TYPE.contentsTable ? row.id : row.id + 0x1_0000_0000;
      if (order <= after) continue;
      const cells = table?.row(row, this.#file.codePage);
      const subject = cells === undefined ? '' : subjectOf(cells);
      const path = this.#file.folder(folder)?.path ?? '/';
      yield {
        path: `pst:row=${hex(folder)}/${hex(row.id)}`,
        folder: path,
        display: `${place(path)}#${row.id}`,
        kind: cells === undefined ? unknownKind(row.id) : kindOf(row.id, cells),
        ...(subject === '' ? {} : { name: subject }),
        bytes: sizeOf(cells) ?? 0,
        state: 'missing',
        gap: pstGap('pst.node.missing', { at: hex(row.id) }),
        cursor: writeCursor({ step: 'row', nid: folder, row: order }),
      };
    }
  }
}

const isMessage = (nid: number): boolean => nidType(nid) === NID_TYPE.message || nidType(nid) === NID_TYPE.associated;
const place = (folder: string | undefined): string => (folder === undefined || folder === '/' ? '/' : `${folder}/`);
const tableOf = (nid: number): number => (nidType(nid) === NID_TYPE.associated ? NID_TYPE.associatedTable : NID_TYPE.contentsTable);
const unknownKind = (nid: number): ItemKind => (nidType(nid) === NID_TYPE.associated ? 'other' : 'message');

function sizeOf(properties: ValueSet | undefined): number | undefined {
  const size = properties?.number(PROP.messageSize);
  return size !== undefined && size >= 0 ? size : undefined;
}
