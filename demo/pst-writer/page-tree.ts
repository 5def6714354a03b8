/** The node and block B-trees, 2.2.2.7.7: built from the leaves upward, and the columns in which nodes wait for theirs. */
import { element } from './element.ts';
import { assert, putId } from './format.ts';
import type { Bref, Space } from './space.ts';

/** What a node is made of: its data and its subnodes; 0 where there is none. */
export interface NodeData {
  readonly bidData: number;
  readonly bidSub: number;
}

/** A B-tree of pages (2.2.2.7.7), built from its leaves upward from keys that ascend. */
export class PageTree {
  readonly #space: Space;
  readonly #type: number;
  readonly #leafBytes: number;
  readonly #nextBid: () => number;
  readonly #levels: { entries: Buffer; count: number; firstKey: number; pages: number }[] = [];

  constructor(space: Space, type: number, leafBytes: number, nextBid: () => number) {
    this.#space = space;
    this.#type = type;
    this.#leafBytes = leafBytes;
    this.#nextBid = nextBid;
  }

  add(key: number, fill: (entry: Buffer) => void): void {
    this.#addAt(0, key, fill);
  }

  /** Writes the pages not yet full and returns the root's. */
  finish(): Bref {
    if (this.#levels.length === 0) this.#openLevel();
    for (let level = 0; ; level += 1) {
      const isRoot = element(this.#levels, level).pages === 0;
      const page = this.#flush(level);
      if (isRoot) return page;
      this.#addPage(level, page);
    }
  }

  #entryBytes(level: number): number {
    return level === 0 ? this.#leafBytes : 3 * this.#space.layout.idBytes;
  }

  #capacity(level: number): number {
    return Math.floor(this.#space.layout.entriesBytes / this.#entryBytes(level));
  }

  #openLevel(): void {
    this.#levels.push({ entries: Buffer.alloc(this.#space.layout.entriesBytes), count: 0, firstKey: 0, pages: 0 });
  }

  #addAt(level: number, key: number, fill: (entry: Buffer) => void): void {
    if (level === this.#levels.length) this.#openLevel();
    const state = element(this.#levels, level);
    if (state.count === this.#capacity(level)) this.#addPage(level, this.#flush(level));
    if (state.count === 0) state.firstKey = key;
    const at = state.count * this.#entryBytes(level);
    fill(state.entries.subarray(at, at + this.#entryBytes(level)));
    state.count += 1;
  }

  /** BTENTRY, 2.2.2.7.7.2. */
  #addPage(level: number, { bid, ib }: Bref): void {
    const { layout } = this.#space;
    const key = element(this.#levels, level).firstKey;
    this.#addAt(level + 1, key, (entry) => putId(entry, layout, ib, putId(entry, layout, bid, putId(entry, layout, key, 0))));
  }

  /** BTPAGE, 2.2.2.7.7.1. */
  #flush(level: number): Bref {
    const { layout } = this.#space;
    const state = element(this.#levels, level);
    const wide = layout.variant === 'unicode4k';
    const page = this.#space.writePage(this.#type, this.#nextBid(), (memory) => {
      state.entries.copy(memory);
      let at = layout.entriesBytes;
      for (const count of [state.count, this.#capacity(level)]) at = wide ? memory.writeUInt16LE(count, at) : memory.writeUInt8(count, at);
      memory.writeUInt8(this.#entryBytes(level), at);
      memory.writeUInt8(level, at + 1);
    });
    state.entries.fill(0);
    state.count = 0;
    state.pages += 1;
    return page;
  }
}

/** Nodes as columns: 24 bytes each, ascending by NID. */
export class NodeColumns {
  #count = 0;
  #nids = new Uint32Array(1024);
  #parents = new Uint32Array(1024);
  #data = new Float64Array(1024);
  #sub = new Float64Array(1024);

  add(nid: number, parent: number, { bidData, bidSub }: NodeData): void {
    assert(this.#count === 0 || nid > element(this.#nids, this.#count - 1), 'nodes are added in ascending order');
    if (this.#count === this.#nids.length) this.#grow();
    this.#nids[this.#count] = nid;
    this.#parents[this.#count] = parent;
    this.#data[this.#count] = bidData;
    this.#sub[this.#count] = bidSub;
    this.#count += 1;
  }

  set(nid: number, { bidData, bidSub }: NodeData): void {
    const at = this.#find(nid);
    this.#data[at] = bidData;
    this.#sub[at] = bidSub;
  }

  forEach(visit: (nid: number, parent: number, data: NodeData) => void): void {
    for (let i = 0; i < this.#count; i += 1)
      visit(element(this.#nids, i), element(this.#parents, i), { bidData: element(this.#data, i), bidSub: element(this.#sub, i) });
  }

  #find(nid: number): number {
    let low = 0;
    let high = this.#count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (element(this.#nids, middle) < nid) low = middle + 1;
      else high = middle;
    }
    assert(this.#nids[low] === nid, 'a node is set after it was added');
    return low;
  }

  #grow(): void {
    const twice = <T extends Uint32Array | Float64Array>(old: T, next: T): T => {
      next.set(old);
      return next;
    };
    const size = this.#nids.length * 2;
    this.#nids = twice(this.#nids, new Uint32Array(size));
    this.#parents = twice(this.#parents, new Uint32Array(size));
    this.#data = twice(this.#data, new Float64Array(size));
    this.#sub = twice(this.#sub, new Float64Array(size));
  }
}
