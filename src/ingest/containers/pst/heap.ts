/** Heap-on-node and the tree in it. [MS-PST] 2.3.1, 2.3.2 */
import type { DataTree } from './data-tree.ts';
import type { GapList } from './gaps.ts';
import { hex, u16, u32, type Layout } from './layout.ts';

const HEAP_SIGNATURE = 0xec;
/** bClientSig: what the heap holds. */
export const HEAP_OF = { properties: 0xbc, table: 0x7c } as const;
/** bTypeBTH. */
const TREE = 0xb5;
/** 16-bit keys and 3,580-byte items need no more than 3 levels; 32-bit keys 4. A larger number is damage. */
const TREE_LEVELS_MAX = 8;

export class Heap {
  readonly #data: DataTree;
  readonly #layout: Layout;
  readonly client: number;
  readonly root: number;

  private constructor(data: DataTree, layout: Layout, first: Uint8Array) {
    this.#data = data;
    this.#layout = layout;
    this.client = first[3] ?? 0;
    this.root = u32(first, 4);
  }

  /** Undefined, with the gap noted, when the first block is not the beginning of a heap. */
  static open(data: DataTree, layout: Layout, gaps: GapList, at: string): Heap | undefined {
    const first = data.block(0);
    if (first !== undefined && first.length >= 12 && first[2] === HEAP_SIGNATURE) return new Heap(data, layout, first);
    if (data.blockCount > 0) gaps.add('pst.heap.invalid', { at });
    return undefined;
  }

  /** The bytes of an item; undefined: no such item. A view. [MS-PST] 2.3.1.1, 2.3.1.5 */
  item(hid: number): Uint8Array | undefined {
    if ((hid & 0x1f) !== 0) return undefined;
    const bits = this.#layout.hidIndexBits;
    const index = (hid >>> 5) & ((1 << bits) - 1);
    const block = this.#data.block(hid >>> (5 + bits));
    if (block === undefined || index === 0) return undefined;
    const mapAt = u16(block, 0);
    if (mapAt + 4 + 2 * (index + 1) > block.length || index > u16(block, mapAt)) return undefined;
    const from = u16(block, mapAt + 4 + 2 * (index - 1));
    const to = u16(block, mapAt + 4 + 2 * index);
    return from <= to && to <= block.length ? block.subarray(from, to) : undefined;
  }

  /** Leaf records of the tree at `header`, in key order; each is key and data together. */
  *records(header: number, gaps: GapList): Generator<{ readonly bytes: Uint8Array; readonly at: number }> {
    const head = this.item(header);
    if (head === undefined || head.length < 8 || head[0] !== TREE) return gaps.add('pst.heap.invalid', { at: `hid ${hex(header)}` });
    const keyBytes = head[1] ?? 0;
    const recordBytes = keyBytes + (head[2] ?? 0);
    const levels = head[3] ?? 0;
    const root = u32(head, 4);
    if (keyBytes === 0 || recordBytes === keyBytes || levels > TREE_LEVELS_MAX)
      return gaps.add('pst.heap.invalid', { at: `hid ${hex(header)}` });
    if (root !== 0) yield* this.#walk({ hid: root, levels, keyBytes, recordBytes, gaps, seen: new Set() });
  }

  *#walk(tree: TreeWalk): Generator<{ readonly bytes: Uint8Array; readonly at: number }> {
    const bytes = this.item(tree.hid);
    // Each item is part of a tree once: a second visit is a loop.
    if (bytes === undefined || tree.seen.has(tree.hid)) return tree.gaps.add('pst.heap.invalid', { at: `hid ${hex(tree.hid)}` });
    tree.seen.add(tree.hid);
    const step = tree.levels === 0 ? tree.recordBytes : tree.keyBytes + 4;
    for (let at = 0; at + step <= bytes.length; at += step) {
      if (tree.levels === 0) yield { bytes, at };
      else yield* this.#walk({ ...tree, hid: u32(bytes, at + tree.keyBytes), levels: tree.levels - 1 });
    }
  }
}

interface TreeWalk {
  readonly hid: number;
  readonly levels: number;
  readonly keyBytes: number;
  readonly recordBytes: number;
  readonly gaps: GapList;
  readonly seen: Set<number>;
}
