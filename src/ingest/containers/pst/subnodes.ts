/** The subnodes of a node: NIDs that mean something in this node only. [MS-PST] 2.2.2.8.3.3 */
import type { GapList } from './gaps.ts';
import { hex, idAt, u16, u32 } from './layout.ts';
import type { NodeDatabase } from './node-database.ts';

const LIST = 0x02;

export interface Subnode {
  readonly nid: number;
  readonly data: number;
  readonly sub: number;
}

const NONE: ReadonlyMap<number, Subnode> = new Map();

export interface SubnodeOptions {
  readonly canSalvage: boolean;
  readonly partsMax: number;
}

/**
 * Subnodes by NID, ascending. An index (SIBLOCK) has leaves (SLBLOCK) below it and nothing else, so there is no loop.
 * Outcomes in `gaps`: pst.subnode.invalid, pst.block.*, parts.
 */
export function readSubnodes(database: NodeDatabase, bid: number, gaps: GapList, options: SubnodeOptions): ReadonlyMap<number, Subnode> {
  if (bid === 0) return NONE;
  const found: Subnode[] = [];
  const state = { database, gaps, options, found };
  readList(state, bid, 1);
  found.sort((a, b) => a.nid - b.nid);
  return new Map(found.map((subnode) => [subnode.nid, subnode]));
}

interface Reading {
  readonly database: NodeDatabase;
  readonly gaps: GapList;
  readonly options: SubnodeOptions;
  readonly found: Subnode[];
}

function readList(reading: Reading, bid: number, levelMax: number): void {
  const { database, gaps, options, found } = reading;
  const read = database.readBlock(bid, options.canSalvage);
  if (!read.ok) return gaps.add(read.gap, { at: `block ${hex(bid)}` });
  for (const gap of read.gaps) gaps.add(gap, { at: `block ${hex(bid)}` });
  const list = read.value;
  const { layout } = database;
  const level = list[1] ?? 0;
  if (list[0] !== LIST || level > levelMax) return gaps.add('pst.subnode.invalid', { at: `block ${hex(bid)}` });
  const step = layout.idBytes;
  const entryBytes = (level === 0 ? 3 : 2) * step;
  const fitting = Math.floor((list.length - layout.subnodeEntriesAt) / entryBytes);
  if (u16(list, 2) > fitting) gaps.add('pst.subnode.invalid', { at: `block ${hex(bid)}` });
  for (let i = 0; i < Math.min(u16(list, 2), fitting); i += 1) {
    const at = layout.subnodeEntriesAt + i * entryBytes;
    if (found.length >= options.partsMax) return gaps.add('parts', { at: `block ${hex(bid)}` });
    if (level === 1) readList(reading, idAt(list, layout, at + step), 0);
    else found.push({ nid: u32(list, at), data: idAt(list, layout, at + step), sub: idAt(list, layout, at + 2 * step) });
  }
}
