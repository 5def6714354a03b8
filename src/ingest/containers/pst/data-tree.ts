/**
 * The bytes of a node: one data block, or a list of them (XBLOCK), or a list of lists (XXBLOCK). [MS-PST] 2.2.2.8.3.2
 * Blocks are read when they are asked for; at most BLOCKS_KEPT decoded ones stay.
 */
import type { GapList } from './gaps.ts';
import { hex, idAt, isInternal, u16, u32 } from './layout.ts';
import type { NodeDatabase } from './node-database.ts';

const LIST = 0x01;
const FIRST_BID_AT = 8;
/** 2 MiB of decoded blocks for a heap or table that is read here and there; 16 MiB in 4k files. */
const BLOCKS_KEPT = 256;
const EMPTY = new Uint8Array(0);

export interface DataOptions {
  /** Look for blocks beyond the block tree, too: for nodes of older states. */
  readonly canSalvage?: boolean;
}

export class DataTree {
  readonly #database: NodeDatabase;
  readonly #gaps: GapList;
  readonly #canSalvage: boolean;
  readonly #bids: number[] = [];
  readonly #kept = new Map<number, Uint8Array>();
  /** As the lists say; undefined where there is one block and no list. */
  #declaredBytes: number | undefined;
  #isBroken = false;

  constructor(database: NodeDatabase, bid: number, gaps: GapList, options: DataOptions = {}) {
    this.#database = database;
    this.#gaps = gaps;
    this.#canSalvage = options.canSalvage ?? false;
    if (bid === 0) return;
    if (isInternal(bid)) this.#readList(bid, 2);
    else this.#bids.push(bid);
  }

  get blockCount(): number {
    return this.#bids.length;
  }

  /** All lists were read and every block is there and proves itself. Reads all of it. */
  isWhole(): boolean {
    if (this.#isBroken) return false;
    return this.#bids.every((bid) => {
      const read = this.#database.readBlock(bid, this.#canSalvage);
      return read.ok && read.gaps.length === 0;
    });
  }

  /** Size as far as it is known without reading the data. */
  get sizeBytes(): number {
    if (this.#declaredBytes !== undefined) return this.#declaredBytes;
    const only = this.#bids[0];
    return only === undefined ? 0 : (this.#database.treeBlock(only)?.dataBytes ?? 0);
  }

  /** A decoded block; undefined when it cannot be read (the gap is noted). */
  block(index: number): Uint8Array | undefined {
    const kept = this.#kept.get(index);
    if (kept !== undefined) return kept;
    const block = this.#readBlock(index);
    if (block === undefined) return undefined;
    if (this.#kept.size >= BLOCKS_KEPT) this.#kept.clear();
    this.#kept.set(index, block);
    return block;
  }

  /** Blocks in order, none kept. What cannot be read comes as zeros of the size that is missing, so that the rest keeps its place. */
  *pieces(): Generator<Uint8Array> {
    let given = 0;
    for (let i = 0; i < this.#bids.length; i += 1) {
      const piece = this.#readBlock(i) ?? this.#zeros(i, given);
      given += piece.length;
      yield piece;
    }
  }

  /** Everything, or as much as the limit allows (gap `output`). */
  bytes(bytesMax: number): Uint8Array {
    if (this.#bids.length === 1) return (this.#readBlock(0) ?? EMPTY).subarray(0, bytesMax);
    const pieces: Uint8Array[] = [];
    let total = 0;
    for (const piece of this.pieces()) {
      if (total + piece.length > bytesMax) {
        pieces.push(piece.subarray(0, bytesMax - total));
        total = bytesMax;
        this.#gaps.add('output', { at: `data ${hex(this.#bids[0] ?? 0)}`, bytes: Math.max(this.sizeBytes - bytesMax, 0) });
        break;
      }
      pieces.push(piece);
      total += piece.length;
    }
    const joined = new Uint8Array(total);
    let at = 0;
    for (const piece of pieces) {
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  }

  #readBlock(index: number): Uint8Array | undefined {
    const bid = this.#bids[index];
    if (bid === undefined) return undefined;
    const read = this.#database.readBlock(bid, this.#canSalvage);
    if (!read.ok) {
      this.#gaps.add(read.gap, { at: `block ${hex(bid)}` });
      return undefined;
    }
    for (const gap of read.gaps) this.#gaps.add(gap, { at: `block ${hex(bid)}` });
    return read.value;
  }

  /** All blocks of a list but the last are full. */
  #zeros(index: number, given: number): Uint8Array {
    const full = this.#database.blockDataMax;
    const isLast = index === this.#bids.length - 1;
    const rest = Math.max((this.#declaredBytes ?? 0) - given, 0);
    return new Uint8Array(isLast ? Math.min(rest, full) : full);
  }

  #readList(bid: number, levelMax: number): void {
    const read = this.#database.readBlock(bid, this.#canSalvage);
    if (!read.ok) return this.#break(bid, read.gap);
    for (const gap of read.gaps) this.#gaps.add(gap, { at: `block ${hex(bid)}` });
    const list = read.value;
    const level = list[1] ?? 0;
    const { layout } = this.#database;
    const count = Math.min(u16(list, 2), Math.floor((list.length - FIRST_BID_AT) / layout.idBytes));
    if (list[0] !== LIST || level < 1 || level > levelMax) return this.#break(bid, 'pst.data-tree.invalid');
    this.#declaredBytes ??= u32(list, 4);
    for (let i = 0; i < count; i += 1) {
      const child = idAt(list, layout, FIRST_BID_AT + i * layout.idBytes);
      if (isInternal(child) !== (level === 2)) this.#break(child, 'pst.data-tree.invalid');
      else if (level === 2) this.#readList(child, 1);
      else if (!this.#isFull()) this.#bids.push(child);
      else return this.#break(bid, 'pst.data-tree.invalid');
    }
  }

  /** More blocks than the file can hold: a list that names the same blocks again and again. */
  #isFull(): boolean {
    return this.#bids.length > this.#database.fileBytes / this.#database.layout.blockStepBytes;
  }

  #break(bid: number, code: 'pst.data-tree.invalid' | Parameters<GapList['add']>[0]): void {
    this.#isBroken = true;
    this.#gaps.add(code, { at: `block ${hex(bid)}` });
  }
}
