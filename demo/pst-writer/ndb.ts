/**
 * The node database, 2.2: blocks, the two B-trees, the header.
 *
 * Memory: BIDs only grow, so the block B-tree is written as it comes and keeps 16 bytes of every leaf page;
 * the node B-tree is kept as columns of 24 bytes a node until the end.
 */
import { element } from './element.ts';
import zlib from 'node:zlib';
import { CRYPT_METHOD, encodeBlock } from './crypt.ts';
import { assert, blockDataMax, FIRST_NID_INDEX, PAGE_TYPE, pstCrc, putId, signature } from './format.ts';
import type { Crypt, Layout } from './format.ts';
import { NodeColumns, PageTree } from './page-tree.ts';
import type { NodeData } from './page-tree.ts';
import { Space } from './space.ts';
import type { Bref, SpaceTotals } from './space.ts';

/** cRef, 2.2.2.7.7.3: one owner, and one for being there. Blocks are never shared. */
const REFERENCES = 2;
/** 2.2.2.8.3: btype. */
const BLOCK_LIST = 0x01;
const SUBNODE_LIST = 0x02;

export class NodeDatabase {
  readonly layout: Layout;
  readonly crypt: Crypt;
  readonly dataMax: number;
  readonly #isDeflating: boolean;
  readonly #space: Space;
  readonly #blocks: PageTree;
  readonly #nodes = new NodeColumns();
  readonly #idleMemory: Buffer[] = [];
  #nextBlock = 4;
  #nextPage = 1;
  #nextNidIndex = FIRST_NID_INDEX;

  constructor(path: string, { layout, crypt, isDeflating = false }: { layout: Layout; crypt: Crypt; isDeflating?: boolean }) {
    assert(!isDeflating || (layout.variant === 'unicode4k' && crypt === 'none'), 'only blocks of 4k files without encoding are deflated');
    this.layout = layout;
    this.crypt = crypt;
    this.#isDeflating = isDeflating;
    this.dataMax = blockDataMax(layout);
    this.#space = new Space(path, layout);
    this.#blocks = new PageTree(this.#space, PAGE_TYPE.bbt, layout.idBytes === 4 ? 12 : 24, () => this.#nextPage++);
  }

  /** Memory for one block, all zero; given back by `returnMemory`, so that small nodes leave no garbage. */
  borrowMemory(): Buffer {
    return this.#idleMemory.pop()?.fill(0) ?? Buffer.alloc(this.dataMax);
  }

  returnMemory(memory: Buffer): void {
    this.#idleMemory.push(memory);
  }

  /** Writes a data block (2.2.2.8.3.1): encoded, at most `dataMax` bytes. Empty data has no block. */
  writeBlock(data: Uint8Array): number {
    return data.length === 0 ? 0 : this.#write(this.#deflate(data), data.length, { bid: this.#nextBlock, crypt: this.crypt });
  }

  /** Blocks of 4k files may be deflated where that is smaller. */
  #deflate(data: Uint8Array): Uint8Array {
    if (!this.#isDeflating) return data;
    const deflated = zlib.deflateSync(data);
    return deflated.length < data.length ? deflated : data;
  }

  /** Joins data blocks in order by an XBLOCK or an XXBLOCK (2.2.2.8.3.2). */
  joinBlocks(bids: readonly number[], sizes: readonly number[]): number {
    if (bids.length <= 1) return bids[0] ?? 0;
    const perList = Math.floor((this.dataMax - 8) / this.layout.idBytes);
    const lists: number[] = [];
    for (let i = 0; i < bids.length; i += perList)
      lists.push(this.#writeBlockList(1, bids.slice(i, i + perList), sum(sizes.slice(i, i + perList))));
    assert(lists.length <= perList, 'a data tree has two levels at most');
    return lists.length === 1 ? element(lists, 0) : this.#writeBlockList(2, lists, sum(sizes));
  }

  #writeBlockList(level: 1 | 2, bids: readonly number[], total: number): number {
    const block = Buffer.alloc(8 + bids.length * this.layout.idBytes);
    block.writeUInt8(BLOCK_LIST, 0);
    block.writeUInt8(level, 1);
    block.writeUInt16LE(bids.length, 2);
    block.writeUInt32LE(total, 4);
    bids.forEach((bid, i) => putId(block, this.layout, bid, 8 + i * this.layout.idBytes));
    return this.#writeInternal(block);
  }

  /** Writes subnodes as an SLBLOCK, or an SIBLOCK over several (2.2.2.8.3.3). */
  writeSubnodes(entries: readonly (NodeData & { nid: number })[]): number {
    const sorted = [...entries].sort((a, b) => a.nid - b.nid);
    const { idBytes } = this.layout;
    const leaves: { nid: number; bid: number }[] = [];
    const perLeaf = Math.floor((this.dataMax - 8) / (3 * idBytes));
    for (let i = 0; i < sorted.length; i += perLeaf) {
      const slice = sorted.slice(i, i + perLeaf);
      leaves.push({
        nid: element(slice, 0).nid,
        bid: this.#writeSubnodeList(
          0,
          slice.map(({ nid, bidData, bidSub }) => [nid, bidData, bidSub]),
        ),
      });
    }
    assert(leaves.length <= Math.floor((this.dataMax - 8) / (2 * idBytes)), 'a subnode tree has two levels at most');
    if (leaves.length <= 1) return leaves[0]?.bid ?? 0;
    return this.#writeSubnodeList(
      1,
      leaves.map(({ nid, bid }) => [nid, bid]),
    );
  }

  #writeSubnodeList(level: 0 | 1, rows: readonly number[][]): number {
    const { idBytes } = this.layout;
    const headBytes = idBytes === 4 ? 4 : 8;
    const block = Buffer.alloc(headBytes + rows.length * element(rows, 0).length * idBytes);
    block.writeUInt8(SUBNODE_LIST, 0);
    block.writeUInt8(level, 1);
    block.writeUInt16LE(rows.length, 2);
    rows.flat().forEach((value, i) => putId(block, this.layout, value, headBytes + i * idBytes));
    return this.#writeInternal(block);
  }

  /** Bit 1 of a BID marks a block of structure (2.2.2.2); such blocks are never encoded. */
  #writeInternal(data: Buffer): number {
    return this.#write(data, data.length, { bid: this.#nextBlock + 2, crypt: 'none' });
  }

  /** `inflatedBytes` differs from the data's length where the block is deflated. */
  #write(data: Uint8Array, inflatedBytes: number, { bid, crypt }: { bid: number; crypt: Crypt }): number {
    assert(inflatedBytes <= this.dataMax, 'a block holds at most its maximum');
    const { layout } = this;
    const { ib, memory } = this.#space.take(data.length + layout.blockTrailerBytes, layout.slotBytes);
    memory.set(data);
    encodeBlock(crypt, memory.subarray(0, data.length), bid);
    sealBlock(layout, memory, { dataBytes: data.length, inflatedBytes, bid, ib });
    const sizes = layout.variant === 'unicode4k' ? [data.length, inflatedBytes] : [data.length];
    this.#blocks.add(bid, (entry) => {
      const at = putId(entry, layout, ib, putId(entry, layout, bid, 0));
      [...sizes, REFERENCES].forEach((value, i) => entry.writeUInt16LE(value, at + i * 2));
    });
    this.#nextBlock += 4;
    return bid;
  }

  /** Node identifiers grow with every call, so the node B-tree needs no sorting. */
  nextNidIndex(): number {
    assert(this.#nextNidIndex < 2 ** 27, 'node indexes have 27 bits');
    return this.#nextNidIndex++;
  }

  /** Adds a node; its data may follow by `setNode`. Called in ascending order of `nid`. */
  addNode(nid: number, parent: number, data: NodeData = { bidData: 0, bidSub: 0 }): void {
    this.#nodes.add(nid, parent, data);
  }

  setNode(nid: number, data: NodeData): void {
    this.#nodes.set(nid, data);
  }

  /** Writes B-trees, density list and header; the file is whole after this and only after this. */
  close(): void {
    const bbt = this.#blocks.finish();
    const nbt = this.#writeNodes();
    const densityBid = this.#nextPage++;
    this.#space.close(densityBid, this.layout.idBytes === 4 ? 512 : 564, (header, totals) => this.#fillHeader(header, totals, nbt, bbt));
  }

  #writeNodes(): Bref {
    const { layout } = this;
    const tree = new PageTree(this.#space, PAGE_TYPE.nbt, layout.idBytes === 4 ? 16 : 32, () => this.#nextPage++);
    this.#nodes.forEach((nid, parent, { bidData, bidSub }) =>
      tree.add(nid, (entry) => {
        let at = putId(entry, layout, nid, 0);
        at = putId(entry, layout, bidData, at);
        at = putId(entry, layout, bidSub, at);
        entry.writeUInt32LE(parent, at);
      }),
    );
    return tree.finish();
  }

  /** HEADER, 2.2.2.6. */
  #fillHeader(header: Buffer, totals: SpaceTotals, nbt: Bref, bbt: Bref): void {
    const wide = this.layout.idBytes === 8;
    header.write('!BDN', 0, 'latin1');
    header.write('SM', 8, 'latin1');
    header.writeUInt16LE(this.layout.wVer, 10);
    header.writeUInt16LE(19, 12); // wVerClient
    header.writeUInt16LE(0x0101, 14); // bPlatformCreate, bPlatformAccess
    if (!wide) header.writeUInt32LE(this.#nextBlock, 24); // bidNextB
    putId(header, this.layout, this.#nextPage, wide ? 32 : 28); // bidNextP
    header.writeUInt32LE(1, wide ? 40 : 32); // dwUnique
    for (let type = 0; type < 32; type += 1) header.writeUInt32LE(firstFreeIndex(type, this.#nextNidIndex), (wide ? 44 : 36) + type * 4);
    this.#fillRoot(header, wide ? 180 : 164, totals, nbt, bbt);
    const mapsAt = wide ? 256 : 204;
    header.fill(0xff, mapsAt, mapsAt + 256); // rgbFM, rgbFP: deprecated
    header.writeUInt8(0x80, mapsAt + 256); // bSentinel
    header.writeUInt8(CRYPT_METHOD[this.crypt], mapsAt + 257);
    if (wide) putId(header, this.layout, this.#nextBlock, 516); // bidNextB
    sealHeader(header, this.layout);
  }

  /** ROOT, 2.2.2.5. */
  #fillRoot(header: Buffer, rootAt: number, totals: SpaceTotals, nbt: Bref, bbt: Bref): void {
    let at = rootAt + 4;
    for (const value of [totals.fileEof, totals.lastMap, totals.freeBytes, 0, nbt.bid, nbt.ib, bbt.bid, bbt.ib])
      at = putId(header, this.layout, value, at);
    header.writeUInt8(2, at); // fAMapValid: VALID_AMAP2
  }
}

/** rgnid: where new nodes of a type may begin (2.2.2.6). */
function firstFreeIndex(type: number, next: number): number {
  const initial: Readonly<Record<number, number>> = { 3: 0x4000, 4: 0x10000, 8: 0x8000 };
  return Math.max(initial[type] ?? 0x400, next);
}

/** dwCRCPartial covers 471 bytes from wMagicClient, dwCRCFull 516. */
export function sealHeader(header: Buffer, layout: Layout): void {
  header.writeUInt32LE(pstCrc(header.subarray(8, 8 + 471)), 4);
  if (layout.idBytes === 8) header.writeUInt32LE(pstCrc(header.subarray(8, 8 + 516)), 524);
}

export interface BlockSeal {
  readonly dataBytes: number;
  readonly inflatedBytes: number;
  readonly bid: number;
  readonly ib: number;
}

/** BLOCKTRAILER, 2.2.2.8.1; `memory` is data, padding and trailer. */
export function sealBlock(layout: Layout, memory: Buffer, { dataBytes, inflatedBytes, bid, ib }: BlockSeal): void {
  const at = memory.length - layout.blockTrailerBytes;
  const crc = pstCrc(memory.subarray(0, dataBytes));
  memory.writeUInt16LE(dataBytes, at);
  memory.writeUInt16LE(signature(ib, bid), at + 2);
  if (layout.idBytes === 4) {
    memory.writeUInt32LE(bid, at + 4);
    memory.writeUInt32LE(crc, at + 8);
    return;
  }
  memory.writeUInt32LE(crc, at + 4);
  putId(memory, layout, bid, at + 8);
  if (layout.variant === 'unicode4k') {
    memory.writeUInt16LE(2, at + 16); // meaning unknown; Outlook's value
    memory.writeUInt16LE(inflatedBytes, at + 18);
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
