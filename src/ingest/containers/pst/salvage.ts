/**
 * What lies in a file but not in its trees: leaf pages of older states, and data blocks that prove themselves by their trailer.
 * spec/ingest.md 3.2, points 2 and 3.
 *
 * A sound file is scanned on page and block borders only. When a tree has lost a page, pages are looked for at every byte: bytes that
 * were inserted or are missing shift all that follows. Pages that are named by a branch, and found elsewhere, tell by how much; blocks
 * are then looked for with the same shifts.
 *
 * Cost: one pass over the file (a second one for shifts); 40 bytes a node and 32 a block of what is not live, ROWS_MAX of each at most.
 */
import type { Source } from '../../container.ts';
import { pstCrc, signature } from './checksum.ts';
import { NumberRows, NumberSet } from './columns.ts';
import type { PageRef } from './header.ts';
import { blockDataMax, idAt, plainBid, u16, u32, type Layout } from './layout.ts';
import type { BlockEntry, NodeDatabase, NodeEntry } from './node-database.ts';
import { PAGE_TYPE, readPage, type Page, type PageType } from './page.ts';
import type { PageTree } from './page-tree.ts';

const ROWS_MAX = 4_000_000;
const CHUNK_BYTES = 1024 * 1024;
/** Distinct shifts that are tried; a file that was cut and pasted together has a few. */
const SHIFTS_MAX = 8;

const NID_END = 0x1_0000_0000;

/** A node of an older state of the tree. */
export interface OldNode extends NodeEntry {
  /** BID of the page that shows it: a later page has a higher one. */
  readonly page: number;
}

export class Salvage {
  readonly #source: Source;
  readonly #layout: Layout;
  readonly #database: NodeDatabase;
  /** nid, page, data, sub, parent. */
  readonly #nodes = new NumberRows(5, ROWS_MAX);
  /** bid, at, stored bytes, data bytes. */
  readonly #blocks = new NumberRows(4, ROWS_MAX);
  readonly #livePages = new Set<number>();
  /**
   * Where live blocks end, in block steps: a tree that is wrong about place or size does not hide the block from the scan.
   * Only while the file is scanned: 2 MiB a gigabyte.
   */
  #liveEnds = new NumberSet();
  /** Where branches say that a page is, by its BID. */
  readonly #named = new Map<number, number>();
  readonly #shifts = new Map<number, number>();
  readonly #tried: readonly number[];
  /** The node tree has lost a page: some nodes may be known to no page at all. */
  readonly hasLostNodes: boolean;
  readonly isDamaged: boolean;

  constructor(source: Source, database: NodeDatabase) {
    this.#source = source;
    this.#database = database;
    this.#layout = database.layout;
    const nodesWhole = this.#noteLive(database.nodes, false);
    const blocksWhole = this.#noteLive(database.blocks, true);
    this.hasLostNodes = !nodesWhole;
    this.isDamaged = !nodesWhole || !blocksWhole;
    for (const { bid, at } of [database.header.nodes, database.header.blocks]) this.#named.set(bid, at);
    if (this.isDamaged) this.#scanPages();
    this.#tried = this.#commonShifts();
    for (const shift of [0, ...this.#tried]) this.#scanBlocks(shift);
    this.#liveEnds = new NumberSet();
  }

  /** The newest state of a node: that with the highest data BID. */
  findNode(nid: number): OldNode | undefined {
    let newest: OldNode | undefined;
    for (const node of this.nodes(nid, nid + 1))
      if (newest === undefined || node.data > newest.data || (node.data === newest.data && node.page > newest.page)) newest = node;
    return newest;
  }

  /** Older states with NIDs in [from, to), ascending, each state once. */
  *nodes(from: number, to: number): Generator<OldNode> {
    let current = -1;
    let seen = new Set<string>();
    for (const row of this.#nodes.between(from, to)) {
      const [nid = 0, page = 0, data = 0, sub = 0, parent = 0] = row;
      if (nid !== current) seen = new Set();
      current = nid;
      if (seen.has(`${data}/${sub}`)) continue;
      seen.add(`${data}/${sub}`);
      yield { nid, page, data, sub, parent };
    }
  }

  /** Places where a block may lie: the caller proves each by its trailer. */
  *findBlocks(bid: number): Generator<BlockEntry> {
    for (const row of this.#blocks.between(bid, bid + 1)) {
      const [, at = 0, storedBytes = 0, dataBytes = 0] = row;
      yield { bid, at, storedBytes, dataBytes };
    }
    const live = this.#database.treeBlock(bid);
    if (live !== undefined) for (const shift of this.#tried) yield { ...live, at: live.at + shift };
  }

  /** BIDs of all blocks that the tree or a trailer tells of, ascending, each once. */
  allBlocks(): Float64Array {
    const bids: number[] = [];
    for (const step of this.#database.blocks.walk()) if (step.kind === 'entry') bids.push(step.entry.key);
    for (const [bid = 0] of this.#blocks.between(0, Number.POSITIVE_INFINITY)) bids.push(bid);
    return Float64Array.from(bids)
      .sort((a, b) => a - b)
      .filter((bid, i, all) => bid !== all[i - 1]);
  }

  /** Notes live leaf pages and, of the block tree, live blocks. False when the tree has lost a page. */
  #noteLive(tree: PageTree, isOfBlocks: boolean): boolean {
    let isWhole = true;
    let page: Page | undefined;
    for (const step of tree.walk()) {
      if (step.kind === 'lost') isWhole = false;
      if (step.kind !== 'entry') continue;
      if (step.entry.page !== page) {
        page = step.entry.page;
        this.#livePages.add(page.at);
        if (!isOfBlocks) this.#keepSlack(page);
      }
      if (!isOfBlocks) continue;
      const { at, storedBytes } = this.#database.blockAt(step.entry);
      const end = at / this.#layout.blockStepBytes + wholeSteps(this.#layout, storedBytes);
      if (Number.isInteger(end)) this.#liveEnds.add(end);
    }
    return isWhole;
  }

  *#chunks(overlapBytes: number): Generator<{ readonly bytes: Uint8Array; readonly at: number }> {
    for (let at = 0; at < this.#source.size; at += CHUNK_BYTES) yield { bytes: this.#source.read(at, CHUNK_BYTES + overlapBytes), at };
  }

  /** Pages at every byte, in damaged files. */
  #scanPages(): void {
    const { pageBytes, pageTrailerBytes } = this.#layout;
    const trailer = pageBytes - pageTrailerBytes;
    const found: Page[] = [];
    for (const { bytes, at } of this.#chunks(pageBytes)) {
      const end = Math.min(CHUNK_BYTES, bytes.length - pageBytes + 1);
      for (let i = 0; i < end; i += 1) {
        const type = bytes[i + trailer] as number; // i + trailer is below length
        if ((type !== PAGE_TYPE.nodes && type !== PAGE_TYPE.blocks) || bytes[i + trailer + 1] !== type) continue;
        const page = this.#readPage(bytes.subarray(i, i + pageBytes), at + i, type);
        if (page === undefined) continue;
        if (page.level > 0) this.#nameChildren(page);
        else this.#keepLeaf(page, type);
        found.push({ ...page, bytes: bytes.subarray(0, 0) });
      }
    }
    for (const { bid, at } of found) {
      const named = this.#named.get(bid);
      if (named !== undefined && named !== at) this.#shifts.set(at - named, (this.#shifts.get(at - named) ?? 0) + 1);
    }
  }

  #readPage(bytes: Uint8Array, at: number, type: PageType): Page | undefined {
    const page = readPage({ bytes, at }, this.#layout, type);
    return page === undefined || page.isDoubtful ? undefined : page;
  }

  #nameChildren(page: Page): void {
    for (let i = 0; i < page.keys.length; i += 1) {
      const at = i * page.entryBytes + this.#layout.idBytes;
      const child: PageRef = { bid: idAt(page.bytes, this.#layout, at), at: idAt(page.bytes, this.#layout, at + this.#layout.idBytes) };
      if (this.#named.size < ROWS_MAX) this.#named.set(child.bid, child.at);
    }
  }

  #keepLeaf(page: Page, type: PageType): void {
    if (this.#livePages.has(page.at)) return;
    for (let i = 0; i < page.keys.length; i += 1) {
      const entry = { key: page.keys[i] as number, page, at: i * page.entryBytes }; // i is below length
      if (type === PAGE_TYPE.nodes) this.#keepNode(this.#database.nodeAt(entry), page.bid);
      else {
        const { bid, at, storedBytes, dataBytes } = this.#database.blockAt(entry);
        this.#blocks.add(bid, at, storedBytes, dataBytes);
      }
    }
    if (type === PAGE_TYPE.nodes) this.#keepSlack(page);
  }

  /** Behind the entries of a leaf of nodes lie entries that were removed: a page is not cleared, only its count is lowered. */
  #keepSlack(page: Page): void {
    const slots = Math.floor(this.#layout.entriesBytes / page.entryBytes);
    for (let i = page.keys.length; i < slots; i += 1) {
      const key = idAt(page.bytes, this.#layout, i * page.entryBytes);
      if (key > 0 && key < NID_END) this.#keepNode(this.#database.nodeAt({ key, page, at: i * page.entryBytes }), page.bid);
    }
  }

  /** Of a node that is live as it stands here there is nothing to recover. */
  #keepNode(node: NodeEntry, page: number): void {
    if (node.data === 0) return;
    const live = this.#database.nodes.find(node.nid);
    if (live !== 'absent' && live !== 'lost') {
      const now = this.#database.nodeAt(live);
      if (now.data === node.data && now.sub === node.sub) return;
    }
    this.#nodes.add(node.nid, page, node.data, node.sub, node.parent);
  }

  /** The shifts seen most often, the most frequent first. */
  #commonShifts(): readonly number[] {
    return [...this.#shifts]
      .sort(([a, n], [b, m]) => m - n || a - b)
      .slice(0, SHIFTS_MAX)
      .map(([shift]) => shift);
  }

  /** Block trailers on their borders, and, in sound files, leaf pages on theirs. `shift`: all lies so many bytes later than it did. */
  #scanBlocks(shift: number): void {
    const { blockStepBytes, pageBytes, pageTrailerBytes } = this.#layout;
    const trailer = pageBytes - pageTrailerBytes;
    const offset = ((shift % blockStepBytes) + blockStepBytes) % blockStepBytes;
    for (const { bytes, at } of this.#chunks(pageBytes)) {
      for (let i = offset; i < CHUNK_BYTES && i + blockStepBytes <= bytes.length; i += blockStepBytes) {
        this.#tryTrailer(bytes, i + blockStepBytes, at, shift);
        if (this.isDamaged || (at + i) % pageBytes !== 0) continue;
        const type = bytes[i + trailer];
        if ((type !== PAGE_TYPE.nodes && type !== PAGE_TYPE.blocks) || bytes[i + trailer + 1] !== type || this.#livePages.has(at + i))
          continue;
        const page = this.#readPage(bytes.subarray(i, i + pageBytes), at + i, type);
        if (page !== undefined && page.level === 0) this.#keepLeaf(page, type);
      }
    }
  }

  /** BLOCKTRAILER that ends at `end` of the chunk: its signature tells whether one is there. [MS-PST] 2.2.2.8.1 */
  #tryTrailer(bytes: Uint8Array, end: number, chunkAt: number, shift: number): void {
    const layout = this.#layout;
    const from = end - layout.blockTrailerBytes;
    const storedBytes = u16(bytes, from);
    if (storedBytes === 0 || storedBytes > blockDataMax(layout)) return;
    const bid = plainBid(idAt(bytes, layout, from + (layout.idBytes === 4 ? 4 : 8)));
    const at = chunkAt + end - wholeSteps(layout, storedBytes) * layout.blockStepBytes;
    if (bid === 0 || at < 0 || u16(bytes, from + 2) !== signature(at - shift, bid)) return;
    const steps = (chunkAt + end) / layout.blockStepBytes;
    if (Number.isInteger(steps) && this.#liveEnds.has(steps)) return;
    if (!this.#isProved(bytes, { end, at, chunkAt, storedBytes })) return;
    const dataBytes = layout.variant === 'unicode4k' ? u16(bytes, from + 18) || storedBytes : storedBytes;
    this.#blocks.add(bid, at, storedBytes, dataBytes);
  }

  /** The checksum, unless the block began in the chunk before: then it is proved when it is read. */
  #isProved(
    bytes: Uint8Array,
    { end, at, chunkAt, storedBytes }: { end: number; at: number; chunkAt: number; storedBytes: number },
  ): boolean {
    if (at < chunkAt) return true;
    const from = end - this.#layout.blockTrailerBytes;
    return pstCrc(bytes.subarray(at - chunkAt, at - chunkAt + storedBytes)) === u32(bytes, from + (this.#layout.idBytes === 4 ? 8 : 4));
  }
}

/** Steps that a block takes with its padding and trailer. */
const wholeSteps = (layout: Layout, storedBytes: number): number =>
  Math.ceil((storedBytes + layout.blockTrailerBytes) / layout.blockStepBytes);
