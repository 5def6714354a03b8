/** A node opened for reading: its data, its subnodes, and what the heap in it holds. [MS-PST] 2.3 */
import type { Limits } from '../../../kernel/index.ts';
import { DataTree } from './data-tree.ts';
import type { GapList } from './gaps.ts';
import { Heap, HEAP_OF } from './heap.ts';
import { hex, u16, u32 } from './layout.ts';
import type { NodeDatabase } from './node-database.ts';
import { readSubnodes, type Subnode } from './subnodes.ts';
import { ValueSet, type StoredProperty, type ValueStore } from './value-set.ts';

/** A node or subnode by its two BIDs. */
export interface NodeRef {
  readonly nid: number;
  readonly data: number;
  readonly sub: number;
}

/** What a reading of one item shares: the file, the limits, where gaps go. */
export interface Reading {
  readonly database: NodeDatabase;
  readonly limits: Limits;
  readonly gaps: GapList;
  /** The node is of an older state of the file: look for its blocks beyond the block tree. */
  readonly canSalvage: boolean;
  /** Code page of narrow text, where the object itself does not say. */
  readonly codePage: number;
}

/** No value is larger than this without being a body or an attachment: names, addresses, small binaries. */
const KEY_BYTES = 2;

export class NodeObject {
  readonly reading: Reading;
  readonly ref: NodeRef;
  readonly data: DataTree;
  #subnodes: ReadonlyMap<number, Subnode> | undefined;
  #heap: Heap | undefined | null;

  constructor(reading: Reading, ref: NodeRef) {
    this.reading = reading;
    this.ref = ref;
    this.data = new DataTree(reading.database, ref.data, reading.gaps, { canSalvage: reading.canSalvage });
  }

  get subnodes(): ReadonlyMap<number, Subnode> {
    const { database, gaps, limits, canSalvage } = this.reading;
    this.#subnodes ??= readSubnodes(database, this.ref.sub, gaps, { canSalvage, partsMax: limits.partsMax });
    return this.#subnodes;
  }

  get heap(): Heap | undefined {
    if (this.#heap === undefined)
      this.#heap = Heap.open(this.data, this.reading.database.layout, this.reading.gaps, `nid ${hex(this.ref.nid)}`) ?? null;
    return this.#heap ?? undefined;
  }

  /** A subnode as a node of its own. */
  child(nid: number): NodeObject | undefined {
    const found = this.subnodes.get(nid);
    return found === undefined ? undefined : new NodeObject(this.reading, found);
  }

  /** Bytes behind an HNID: an item of the heap, or the data of a subnode. [MS-PST] 2.3.3.2 */
  read(hnid: number): Uint8Array | undefined {
    if ((hnid & 0x1f) === 0) return this.heap?.item(hnid);
    return this.child(hnid)?.data.bytes(outputMax(this.reading));
  }

  /** The same in pieces, for values that may be large. */
  *pieces(hnid: number): Generator<Uint8Array> {
    if ((hnid & 0x1f) === 0) {
      const item = this.heap?.item(hnid);
      if (item !== undefined) yield item;
      return;
    }
    const child = this.child(hnid);
    if (child !== undefined) yield* child.data.pieces();
  }

  /** Size behind an HNID without reading it. */
  sizeOf(hnid: number): number | undefined {
    if ((hnid & 0x1f) === 0) return this.heap?.item(hnid)?.length;
    return this.child(hnid)?.data.sizeBytes;
  }

  values(codePage: number): ValueStore {
    return {
      codePage,
      read: (hnid, id) => {
        const bytes = this.read(hnid);
        if (bytes === undefined) this.reading.gaps.add('pst.property.unreadable', { at: `prop:${hex(id)}` });
        return bytes;
      },
    };
  }

  /** The property context of this node; undefined, with the gap noted, if there is none. [MS-PST] 2.3.3 */
  properties(codePageOf?: (plain: ValueSet) => number | undefined): ValueSet | undefined {
    const { heap } = this;
    if (heap === undefined || heap.client !== HEAP_OF.properties) return undefined;
    const stored = new Map<number, StoredProperty>();
    for (const { bytes, at } of heap.records(heap.root, this.reading.gaps)) {
      stored.set(u16(bytes, at), { type: u16(bytes, at + KEY_BYTES), word: u32(bytes, at + 4) });
    }
    const plain = new ValueSet(stored, this.values(this.reading.codePage));
    const own = codePageOf?.(plain);
    return own === undefined || own === this.reading.codePage ? plain : new ValueSet(stored, this.values(own));
  }
}

/** No data is larger than the file it lies in; only blocks of 4k files may be compressed. */
export function outputMax({ database, limits }: Reading): number {
  const growth = database.layout.variant === 'unicode4k' ? limits.ratioMax : 1;
  return Math.min(limits.outputBytesMax, database.fileBytes * growth);
}
