/** Heap-on-Node (2.3.1) and BTree-on-Heap (2.3.2), both written front to back. */
import { element } from './element.ts';
import { assert, HEAP_ITEM_BYTES_MAX } from './format.ts';
import type { NodeDatabase } from './ndb.ts';

/** bClientSig, 2.3.1.2. */
export const HEAP_CLIENT = { properties: 0xbc, table: 0x7c } as const;
const HEAP_SIGNATURE = 0xec;
/** HNHDR (2.3.1.2), HNPAGEHDR (2.3.1.3), HNBITMAPHDR (2.3.1.4). */
const HEADER_BYTES = { first: 12, page: 2, bitmap: 66 };
/** Block 8 and every 128th after it carry the fill levels of 128 blocks; the first block those of eight. */
const BITMAP_FIRST = 8;
const BITMAP_EVERY = 128;
/** 2.3.1.2 rgbFillLevel: free bytes from which each level holds, FILL_LEVEL_EMPTY first. */
const FILL_LEVELS = [3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8, 0];

interface HeapBlock {
  readonly index: number;
  readonly bytes: Buffer;
  readonly offsets: number[];
  used: number;
}

/**
 * A heap of any size with at most three blocks in memory: the first and the latest bitmap block wait for the fill
 * levels of those that follow, every other block is written when it is full.
 */
export class Heap {
  readonly #db: NodeDatabase;
  readonly #bids: number[] = [];
  readonly #sizes: number[] = [];
  readonly #first: HeapBlock;
  #bitmap: HeapBlock;
  #current: HeapBlock;

  constructor(db: NodeDatabase, client: number) {
    this.#db = db;
    this.#first = this.#openBlock(0);
    this.#first.bytes.writeUInt8(HEAP_SIGNATURE, 2);
    this.#first.bytes.writeUInt8(client, 3);
    this.#bitmap = this.#first;
    this.#current = this.#first;
  }

  /** Stores an item and returns its HID; nothing is stored for no bytes. */
  store(item: Uint8Array): number {
    if (item.length === 0) return 0;
    assert(item.length <= HEAP_ITEM_BYTES_MAX, 'a heap item is small; larger values are subnodes');
    if (!this.#fits(item.length)) this.#nextBlock();
    const block = this.#current;
    block.bytes.set(item, block.used);
    block.used += item.length;
    block.offsets.push(block.used);
    return this.#makeHid(block.offsets.length - 1, block.index);
  }

  /** Reserves an item of the first block, to be filled before `finish`. */
  reserve(bytes: number): { hid: number; memory: Buffer } {
    assert(this.#current === this.#first, 'only items of the first block can wait');
    const at = this.#first.used;
    const hid = this.store(Buffer.alloc(bytes));
    return { hid, memory: this.#first.bytes.subarray(at, at + bytes) };
  }

  /** Writes what is left; `rootHid` is hidUserRoot. Returns the BID of the heap. */
  finish(rootHid: number): number {
    this.#first.bytes.writeUInt32LE(rootHid, 4);
    this.#closeBlock(this.#current);
    if (this.#bitmap !== this.#first && this.#bitmap !== this.#current) this.#write(this.#bitmap);
    if (this.#bitmap === this.#current && this.#current !== this.#first) this.#write(this.#current);
    this.#write(this.#first);
    return this.#db.joinBlocks(this.#bids, this.#sizes);
  }

  /** 2.3.1.1: five bits of type (0), the item from one, the block. */
  #makeHid(item: number, block: number): number {
    const { hidIndexBits } = this.#db.layout;
    return (block * 2 ** (5 + hidIndexBits) + item * 32) >>> 0;
  }

  #openBlock(index: number): HeapBlock {
    const header = index === 0 ? HEADER_BYTES.first : isBitmap(index) ? HEADER_BYTES.bitmap : HEADER_BYTES.page;
    return { index, bytes: this.#db.borrowMemory(), offsets: [header], used: header };
  }

  #fits(bytes: number): boolean {
    const { offsets, used } = this.#current;
    const mapBytes = 4 + 2 * (offsets.length + 1);
    return used + bytes + 1 + mapBytes <= this.#db.dataMax && offsets.length < 2 ** this.#db.layout.hidIndexBits;
  }

  #nextBlock(): void {
    const next = this.#current.index + 1;
    assert(next < 2 ** (27 - this.#db.layout.hidIndexBits), 'a heap has too many blocks for its identifiers');
    this.#closeBlock(this.#current);
    if (isBitmap(next) && this.#bitmap !== this.#first) this.#write(this.#bitmap);
    this.#current = this.#openBlock(next);
    if (isBitmap(next)) this.#bitmap = this.#current;
  }

  /** Writes the page map (2.3.1.5) and, unless the block must wait, the block. */
  #closeBlock(block: HeapBlock): void {
    const mapAt = block.used + (block.used & 1);
    const free = this.#db.dataMax - mapAt - 4 - 2 * block.offsets.length;
    block.bytes.writeUInt16LE(mapAt, 0); // ibHnpm
    block.bytes.writeUInt16LE(block.offsets.length - 1, mapAt); // cAlloc
    block.offsets.forEach((offset, i) => block.bytes.writeUInt16LE(offset, mapAt + 4 + i * 2));
    block.used = mapAt + 4 + block.offsets.length * 2;
    this.#noteFill(
      block.index,
      FILL_LEVELS.findIndex((limit) => free >= limit),
    );
    if (block !== this.#first && block !== this.#bitmap) this.#write(block);
  }

  /** Two levels a byte, the lower half first. */
  #noteFill(index: number, level: number): void {
    const owner = index < BITMAP_FIRST ? this.#first : this.#bitmap;
    const position = index - owner.index;
    const at = (owner === this.#first ? 8 : 2) + (position >>> 1);
    owner.bytes[at] = (owner.bytes[at] ?? 0) | (position % 2 === 0 ? level : level << 4);
  }

  #write(block: HeapBlock): void {
    this.#sizes[block.index] = block.used;
    this.#bids[block.index] = this.#db.writeBlock(block.bytes.subarray(0, block.used));
    this.#db.returnMemory(block.bytes);
  }
}

const isBitmap = (index: number): boolean => index >= BITMAP_FIRST && (index - BITMAP_FIRST) % BITMAP_EVERY === 0;

/** A BTree-on-Heap with records of one size, added in ascending order of their keys. */
export class HeapTree {
  readonly #heap: Heap;
  readonly #keyBytes: number;
  readonly #recordBytes: number;
  readonly #header: Buffer;
  readonly hid: number;
  readonly #levels: Buffer[][] = [[]];

  constructor(heap: Heap, keyBytes: number, dataBytes: number) {
    this.#heap = heap;
    this.#keyBytes = keyBytes;
    this.#recordBytes = keyBytes + dataBytes;
    const { hid, memory } = heap.reserve(8);
    this.hid = hid;
    this.#header = memory;
    memory.writeUInt8(0xb5, 0); // bType: bTypeBTH
    memory.writeUInt8(keyBytes, 1);
    memory.writeUInt8(dataBytes, 2);
  }

  add(record: Buffer): void {
    this.#addAt(0, record);
  }

  /** Writes the records left and the BTHHEADER (2.3.2.1). */
  finish(): void {
    let level = 0;
    for (; level < this.#levels.length - 1; level += 1) this.#flush(level);
    const root = this.#heap.store(Buffer.concat(element(this.#levels, level)));
    this.#header.writeUInt8(level, 3); // bIdxLevels
    this.#header.writeUInt32LE(root, 4); // hidRoot
  }

  #addAt(level: number, record: Buffer): void {
    if (level === this.#levels.length) this.#levels.push([]);
    const size = level === 0 ? this.#recordBytes : this.#keyBytes + 4;
    if (element(this.#levels, level).length === Math.floor(HEAP_ITEM_BYTES_MAX / size)) this.#flush(level);
    element(this.#levels, level).push(record);
  }

  /** Intermediate record, 2.3.2.2: the first key below, and the HID. */
  #flush(level: number): void {
    const records = element(this.#levels, level);
    const entry = Buffer.alloc(this.#keyBytes + 4);
    element(records, 0).copy(entry, 0, 0, this.#keyBytes);
    entry.writeUInt32LE(this.#heap.store(Buffer.concat(records)), this.#keyBytes);
    this.#levels[level] = [];
    this.#addAt(level + 1, entry);
  }
}
