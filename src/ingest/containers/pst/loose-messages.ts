/**
 * Messages whose node is lost: blocks that no node, subnode or list names, and that begin with the heap of a message.
 * spec/ingest.md 3.2, point 3. Only for files whose node tree has lost pages: every block is read once.
 *
 * The node also named the message's subnodes (recipients, attachments, long values). Stores allocate the two together, so the nearest
 * loose subnode list that has every subnode the message's properties ask for is taken. Cost: 8 bytes a block and one bit a reference.
 */
import { NumberSet } from './columns.ts';
import { GapList } from './gaps.ts';
import { idAt, isInternal, NID, NID_TYPE, plainBid, u16, type Layout } from './layout.ts';
import { PROP } from './mapi.ts';
import { NodeObject } from './node-object.ts';
import type { PstFile } from './pst-file.ts';
import type { ValueSet } from './value-set.ts';

export interface LooseMessage {
  readonly data: number;
  /** 0: no list of subnodes fits. */
  readonly sub: number;
  readonly properties: ValueSet;
}

const BLOCK_LIST = 0x01;
const SUBNODE_LIST = 0x02;
const HEAP_SIGNATURE = 0xec;
const HEAP_OF_PROPERTIES = 0xbc;
/** BIDs count in fours: subnodes lie at most so far from their message. Seen: up to 26 in 20 files. */
const DISTANCE_MAX = 256;

interface Loose {
  /** Blocks that something names, by BID / 2. */
  readonly named: NumberSet;
  /** First block of a list → the list. */
  readonly lists: Map<number, number>;
  /** BIDs of subnode lists, ascending. */
  readonly subnodeLists: number[];
}

export function* findLooseMessages(file: PstFile): Generator<LooseMessage> {
  const { database } = file;
  const bids = database.salvage.allBlocks();
  const loose: Loose = { named: new NumberSet(), lists: new Map(), subnodeLists: [] };
  const name = (bid: number): void => loose.named.add(plainBid(bid) / 2);
  for (const step of database.nodes.walk()) {
    if (step.kind !== 'entry') continue;
    const node = database.nodeAt(step.entry);
    name(node.data);
    name(node.sub);
  }
  for (const node of database.salvage.nodes(0, Number.POSITIVE_INFINITY)) {
    name(node.data);
    name(node.sub);
  }
  for (const bid of bids) if (isInternal(bid)) readNames(file, bid, loose);
  const messages: { readonly data: number; readonly properties: ValueSet }[] = [];
  for (const bid of bids) {
    if (isInternal(bid)) continue;
    const data = loose.lists.get(bid) ?? bid;
    const properties = loose.named.has(data / 2) ? undefined : readProperties(file, { bid, data });
    if (properties !== undefined) messages.push({ data, properties });
  }
  const subs = pairWithLists(
    file,
    messages,
    loose.subnodeLists.filter((bid) => !loose.named.has(bid / 2)),
  );
  for (const { data, properties } of messages) yield { data, sub: subs.get(data) ?? 0, properties };
}

/** What an internal block names. [MS-PST] 2.2.2.8.3 */
function readNames(file: PstFile, bid: number, loose: Loose): void {
  const read = file.database.readBlock(bid, true);
  if (!read.ok) return;
  const list = read.value;
  const { layout } = file.database;
  const name = (child: number): void => loose.named.add(plainBid(child) / 2);
  if (list[0] === BLOCK_LIST) {
    const children = idsOf(list, layout, { from: 8, step: layout.idBytes, of: [0] });
    const [first] = children;
    if (list[1] === 1 && first !== undefined) loose.lists.set(plainBid(first), bid);
    children.slice(list[1] === 1 ? 1 : 0).forEach(name);
  } else if (list[0] === SUBNODE_LIST) {
    const isLeaf = list[1] === 0;
    const step = (isLeaf ? 3 : 2) * layout.idBytes;
    idsOf(list, layout, { from: layout.subnodeEntriesAt, step, of: isLeaf ? [1, 2] : [1] }).forEach(name);
    loose.subnodeLists.push(bid);
  }
}

function idsOf(
  list: Uint8Array,
  layout: Layout,
  { from, step, of }: { from: number; step: number; of: readonly number[] },
): readonly number[] {
  const ids: number[] = [];
  const count = Math.min(u16(list, 2), Math.floor((list.length - from) / step));
  for (let i = 0; i < count; i += 1) for (const field of of) ids.push(idAt(list, layout, from + i * step + field * layout.idBytes));
  return ids;
}

/** The properties, if the block begins the heap of a message: of all objects only messages have a class. */
function readProperties(file: PstFile, { bid, data }: { bid: number; data: number }): ValueSet | undefined {
  const first = file.database.readBlock(bid, true);
  if (!first.ok || first.value[2] !== HEAP_SIGNATURE || first.value[3] !== HEAP_OF_PROPERTIES) return undefined;
  const properties = new NodeObject(file.reading(new GapList(), true), { nid: NID_TYPE.message, data, sub: 0 }).properties();
  const messageClass = properties?.text(PROP.messageClass);
  return messageClass === undefined || messageClass === '' ? undefined : properties;
}

/** Each message with at most one list, the nearest pairs first. */
function pairWithLists(
  file: PstFile,
  messages: readonly { readonly data: number; readonly properties: ValueSet }[],
  lists: readonly number[],
): ReadonlyMap<number, number> {
  const pairs: { readonly data: number; readonly list: number; readonly distance: number }[] = [];
  let from = 0;
  for (const { data, properties } of messages.toSorted((a, b) => a.data - b.data)) {
    while (from < lists.length && (lists[from] as number) < data - DISTANCE_MAX) from += 1; // from is below length
    for (let i = from; i < lists.length && (lists[i] as number) <= data + DISTANCE_MAX; i += 1) {
      const list = lists[i] as number; // i is below length
      if (fits(file, properties, list)) pairs.push({ data, list, distance: Math.abs(list - data) });
    }
  }
  pairs.sort((a, b) => a.distance - b.distance || a.data - b.data || a.list - b.list);
  const chosen = new Map<number, number>();
  const taken = new Set<number>();
  for (const { data, list } of pairs) {
    if (chosen.has(data) || taken.has(list)) continue;
    chosen.set(data, list);
    taken.add(list);
  }
  return chosen;
}

/** PidTagMessageFlags: has attachments. [MS-OXCMSG] 2.2.1.6 */
const HAS_ATTACHMENTS = 0x10;

/** The list has every subnode that the properties name, and attachments where the message says so. */
function fits(file: PstFile, properties: ValueSet, list: number): boolean {
  const { subnodes } = new NodeObject(file.reading(new GapList(), true), { nid: NID_TYPE.message, data: 0, sub: list });
  const wanted = properties.subnodeIds();
  const saysAttachments = ((properties.number(PROP.messageFlags) ?? 0) & HAS_ATTACHMENTS) !== 0;
  const isOfMessage = subnodes.has(NID.recipientTable) || subnodes.has(NID.attachmentTable) || wanted.length > 0;
  return isOfMessage && saysAttachments === subnodes.has(NID.attachmentTable) && wanted.every((nid) => subnodes.has(nid));
}
