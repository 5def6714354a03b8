/**
 * The node database: nodes and blocks by their identifiers, each block with its proof. [MS-PST] 2.2
 * Cost: two page caches and the byte windows, about 25 MiB at most, whatever the size of the file; a look-up is a descent of 3 to 4 pages.
 */
import { inflateSync } from 'node:zlib';
import { lost, partial, whole, type Outcome } from '../../../kernel/index.ts';
import type { ReadGap } from '../../../model/index.ts';
import { ByteWindows } from './byte-windows.ts';
import type { Source } from '../../container.ts';
import { pstCrc } from './checksum.ts';
import { decodeBlock, type Crypt } from './crypt.ts';
import type { PstGapCode } from './gaps.ts';
import { HEADER_BYTES_MAX, readHeader, type PstHeader } from './header.ts';
import { guessHeader } from './lost-header.ts';
import { blockDataMax, idAt, isInternal, NID, plainBid, u16, u32, type Layout } from './layout.ts';
import { PAGE_TYPE } from './page.ts';
import { PageTree, type LeafEntry } from './page-tree.ts';
import { Salvage } from './salvage.ts';

/** An entry of the node tree: data and subnodes by BID (0: none). [MS-PST] 2.2.2.7.7.4 */
export interface NodeEntry {
  readonly nid: number;
  readonly data: number;
  readonly sub: number;
  readonly parent: number;
}

/** An entry of the block tree. [MS-PST] 2.2.2.7.7.3 */
export interface BlockEntry {
  readonly bid: number;
  readonly at: number;
  readonly storedBytes: number;
  /** Differs from `storedBytes` where the block is deflated (4k files only). */
  readonly dataBytes: number;
}

export type BlockGap = Extract<PstGapCode, `pst.block.${string}`>;

/** First byte of the heap in the store's own node: there whatever the file holds. [MS-PST] 2.3.1.2 */
const HEAP_SIGNATURE = 0xec;
/** Blocks that are looked at to tell how a file is encoded. */
const CRYPT_BLOCKS_TRIED = 500;
const CRYPTS: readonly Crypt[] = ['none', 'permute', 'cyclic'];

export class NodeDatabase {
  readonly layout: Layout;
  readonly header: PstHeader;
  readonly headerGaps: readonly ReadGap[];
  readonly nodes: PageTree;
  readonly blocks: PageTree;
  readonly fileBytes: number;
  readonly #source: Source;
  readonly #windows: ByteWindows;
  readonly #crypt: Crypt;
  #salvage: Salvage | undefined;

  private constructor(source: Source, windows: ByteWindows, header: PstHeader, gaps: readonly ReadGap[]) {
    this.#source = source;
    this.#windows = windows;
    this.fileBytes = source.size;
    this.header = header;
    this.headerGaps = gaps;
    this.layout = header.layout;
    this.nodes = new PageTree(windows, header.layout, PAGE_TYPE.nodes, header.nodes);
    this.blocks = new PageTree(windows, header.layout, PAGE_TYPE.blocks, header.blocks);
    this.#crypt = this.#proveCrypt(header.crypt);
  }

  static open(source: Source): Outcome<NodeDatabase, ReadGap> {
    const windows = new ByteWindows(source);
    const header = readHeader(windows.read(0, HEADER_BYTES_MAX), source.size);
    if (!header.ok) {
      const guessed = header.gap.state === 'encrypted' ? undefined : guessHeader(source);
      if (guessed === undefined) return header;
      return whole(new NodeDatabase(source, windows, guessed, [{ ...header.gap, state: 'partial' }]));
    }
    return whole(new NodeDatabase(source, windows, header.value, header.gaps));
  }

  /** The node of a NID: from the tree, or, where the tree is damaged, from a leaf page found by scanning. */
  findNode(nid: number): NodeEntry | undefined {
    const found = this.nodes.find(nid);
    if (found === 'absent') return undefined;
    return found === 'lost' ? this.salvage.findNode(nid) : this.nodeAt(found);
  }

  nodeAt({ page, at }: LeafEntry): NodeEntry {
    const { layout } = this;
    const step = layout.idBytes;
    return {
      nid: u32(page.bytes, at),
      data: idAt(page.bytes, layout, at + step),
      sub: idAt(page.bytes, layout, at + 2 * step),
      parent: u32(page.bytes, at + 3 * step),
    };
  }

  /** Where the block tree says that a block lies. */
  treeBlock(bid: number): BlockEntry | undefined {
    const found = this.blocks.find(plainBid(bid));
    return found === 'absent' || found === 'lost' ? undefined : this.blockAt(found);
  }

  blockAt({ page, at, key }: LeafEntry): BlockEntry {
    const { layout } = this;
    const step = layout.idBytes;
    const storedBytes = u16(page.bytes, at + 2 * step);
    const dataBytes = layout.variant === 'unicode4k' ? u16(page.bytes, at + 2 * step + 2) : storedBytes;
    return { bid: key, at: idAt(page.bytes, layout, at + step), storedBytes, dataBytes };
  }

  /** What an older state of the file left behind; made on first use by one pass over the file. */
  get salvage(): Salvage {
    this.#salvage ??= new Salvage(this.#source, this);
    return this.#salvage;
  }

  /**
   * Reads a block and decodes it. Where the tree is damaged or leads to something else, and for nodes of older states (`canSalvage`),
   * other places are tried: that costs one scan of the file. Outcomes: pst.block.missing, .truncated, .damaged, .inflate; with a value: .crc.
   */
  readBlock(bid: number, canSalvage = false): Outcome<Uint8Array, BlockGap> {
    const found = this.blocks.find(plainBid(bid));
    const first = this.#readAt(bid, found === 'absent' || found === 'lost' ? undefined : this.blockAt(found));
    if (first.ok && first.gaps.length === 0) return first;
    if (found === 'absent' && !canSalvage && !this.isDamaged) return first;
    for (const place of this.salvage.findBlocks(plainBid(bid))) {
      const second = this.#readAt(bid, place);
      if (second.ok && second.gaps.length === 0) return second;
    }
    return first;
  }

  /** A root of the two trees cannot be read, or the file is too short for its header: what is absent may be elsewhere. */
  get isDamaged(): boolean {
    return !this.nodes.hasRoot || !this.blocks.hasRoot || this.headerGaps.length > 0;
  }

  #readAt(bid: number, entry: BlockEntry | undefined): Outcome<Uint8Array, BlockGap> {
    if (entry === undefined) return lost('pst.block.missing');
    const raw = this.#readRaw(entry);
    if (!raw.ok) return raw;
    const decoded = this.#unpack(raw.value, entry, isInternal(bid) ? 'none' : this.#crypt);
    if (decoded === undefined) return lost('pst.block.inflate');
    return raw.gaps.length === 0 ? whole(decoded) : partial(decoded, ...raw.gaps);
  }

  /** No real file shows whether a block is deflated before or after it is encoded: what inflates to the right size is right. */
  #unpack(stored: Uint8Array, entry: BlockEntry, crypt: Crypt): Uint8Array | undefined {
    if (entry.dataBytes === entry.storedBytes) return decodeBlock(crypt, stored, entry.bid);
    const inflated = inflate(stored, entry.dataBytes);
    if (inflated !== undefined) return decodeBlock(crypt, inflated, entry.bid);
    return crypt === 'none' ? undefined : inflate(decodeBlock(crypt, stored, entry.bid), entry.dataBytes);
  }

  /** Data of a block as stored, proved by its trailer. [MS-PST] 2.2.2.8.1 */
  #readRaw(entry: BlockEntry): Outcome<Uint8Array, BlockGap> {
    const { layout } = this;
    const trailerBytes = layout.blockTrailerBytes;
    const wholeBytes = Math.ceil((entry.storedBytes + trailerBytes) / layout.blockStepBytes) * layout.blockStepBytes;
    if (entry.storedBytes === 0 || wholeBytes > layout.blockBytesMax) return lost('pst.block.damaged');
    const bytes = this.#windows.read(entry.at, wholeBytes);
    if (bytes.length < wholeBytes) return lost('pst.block.truncated');
    const trailer = wholeBytes - trailerBytes;
    const narrow = layout.idBytes === 4;
    const bid = plainBid(idAt(bytes, layout, trailer + (narrow ? 4 : 8)));
    const data = bytes.subarray(0, entry.storedBytes);
    const crcHolds = pstCrc(data) === u32(bytes, trailer + (narrow ? 8 : 4));
    if (bid !== entry.bid) return lost('pst.block.damaged');
    return crcHolds ? whole(data) : partial(data, 'pst.block.crc');
  }

  /**
   * bCryptMethod may lie (spec/ingest.md 3.2, 4): the store's heap must begin with its signature when decoded. Where it does not,
   * and another method gives it, that method is the right one.
   */
  #proveCrypt(declared: Crypt | undefined): Crypt {
    if (declared === undefined) return this.#guessCrypt();
    const store = this.nodes.find(NID.store);
    if (store === 'absent' || store === 'lost') return declared;
    const { data } = this.nodeAt(store);
    const found = this.blocks.find(plainBid(data));
    if (found === 'absent' || found === 'lost' || isInternal(data)) return declared;
    const entry = this.blockAt(found);
    const raw = this.#readRaw(entry);
    if (!raw.ok || entry.dataBytes !== entry.storedBytes) return declared;
    const fits = (crypt: Crypt): boolean => decodeBlock(crypt, raw.value, entry.bid)[2] === HEAP_SIGNATURE;
    return fits(declared) ? declared : (CRYPTS.find(fits) ?? declared);
  }

  /** Heaps begin with their signature: the method under which most blocks do is the one. */
  #guessCrypt(): Crypt {
    const heaps = new Map<Crypt, number>();
    let tried = 0;
    for (const bid of this.salvage.allBlocks()) {
      if (isInternal(bid) || tried >= CRYPT_BLOCKS_TRIED) continue;
      for (const place of this.salvage.findBlocks(bid)) {
        const raw = this.#readRaw(place);
        if (!raw.ok || place.dataBytes !== place.storedBytes) continue;
        tried += 1;
        for (const crypt of CRYPTS)
          if (decodeBlock(crypt, raw.value, bid)[2] === HEAP_SIGNATURE) heaps.set(crypt, (heaps.get(crypt) ?? 0) + 1);
        break;
      }
    }
    return CRYPTS.toSorted((a, b) => (heaps.get(b) ?? 0) - (heaps.get(a) ?? 0))[0] ?? 'none';
  }

  /** The most that one block can give. */
  get blockDataMax(): number {
    return blockDataMax(this.layout);
  }
}

/** A block inflates to exactly what the tree says, which is 64 KiB at most; undefined: damaged. */
function inflate(bytes: Uint8Array, dataBytes: number): Uint8Array | undefined {
  try {
    const out = inflateSync(bytes, { maxOutputLength: Math.max(dataBytes, 1) });
    return out.length === dataBytes ? out : undefined;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    return undefined; // the caller makes it the gap pst.block.inflate
  }
}
