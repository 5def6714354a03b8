/** One page of a B-tree: proof and shape. [MS-PST] 2.2.2.7 */
import { pstCrc } from './checksum.ts';
import { idAt, plainBid, u16, u32, type Layout } from './layout.ts';

/** ptype, [MS-PST] 2.2.2.7.1. */
export const PAGE_TYPE = { blocks: 0x80, nodes: 0x81 } as const;
export type PageType = (typeof PAGE_TYPE)[keyof typeof PAGE_TYPE];

export interface Page {
  readonly bytes: Uint8Array;
  /** Where it lies in the file. */
  readonly at: number;
  readonly bid: number;
  readonly level: number;
  readonly entryBytes: number;
  /** Strictly ascending; as many as there are usable entries. */
  readonly keys: Float64Array;
  /** Checksum or count is wrong, but the entries hold together. */
  readonly isDoubtful: boolean;
}

/** No tree is deeper: 2^64 keys at 20 a page need 15 levels. A larger number is damage. */
const LEVEL_MAX = 15;
const ENTRY_BYTES: Readonly<Record<PageType, { readonly leaf: number; readonly branch: number }>> = {
  // In identifiers of 8 or 4 bytes: a leaf of nodes has three and a NID (padded), one of blocks two and two counts; a branch three.
  [PAGE_TYPE.nodes]: { leaf: 4, branch: 3 },
  [PAGE_TYPE.blocks]: { leaf: 3, branch: 3 },
};

/**
 * Reads a page of one of the two trees, or gives undefined: not such a page, or nothing in it can be used. Entries behind the first
 * one whose key does not ascend are left out and make the page doubtful.
 */
export function readPage(
  { bytes, at }: { readonly bytes: Uint8Array; readonly at: number },
  layout: Layout,
  type: PageType,
): Page | undefined {
  if (bytes.length < layout.pageBytes) return undefined;
  const trailer = layout.pageBytes - layout.pageTrailerBytes;
  if (bytes[trailer] !== type || bytes[trailer + 1] !== type) return undefined;
  const shape = readShape(bytes, layout);
  const smallest = ENTRY_BYTES[type][shape.level === 0 ? 'leaf' : 'branch'] * layout.idBytes;
  if (shape.level > LEVEL_MAX || shape.entryBytes < smallest) return undefined;
  const fitting = Math.min(shape.count, Math.floor(layout.entriesBytes / shape.entryBytes));
  const keys = new Float64Array(fitting);
  let usable = 0;
  for (let before = -1; usable < fitting; usable += 1) {
    const key = idAt(bytes, layout, usable * shape.entryBytes);
    const plain = type === PAGE_TYPE.blocks ? plainBid(key) : key;
    if (plain <= before) break;
    keys[usable] = plain;
    before = plain;
  }
  const isSound = pageCrcHolds(bytes, layout) && usable === shape.count;
  if (!isSound && usable === 0) return undefined;
  const bidAt = trailer + (layout.idBytes === 4 ? 4 : 8);
  return {
    bytes,
    at,
    bid: idAt(bytes, layout, bidAt),
    level: shape.level,
    entryBytes: shape.entryBytes,
    keys: keys.subarray(0, usable),
    isDoubtful: !isSound,
  };
}

export function pageCrcHolds(bytes: Uint8Array, layout: Layout): boolean {
  const trailer = layout.pageBytes - layout.pageTrailerBytes;
  return pstCrc(bytes.subarray(0, trailer)) === u32(bytes, trailer + (layout.idBytes === 4 ? 8 : 4));
}

/** cEnt, cbEnt, cLevel; in 4k pages cEnt and cEntMax are words. spec/ingest.md A.2, A.4 */
function readShape(bytes: Uint8Array, layout: Layout): { count: number; entryBytes: number; level: number } {
  const at = layout.entriesBytes;
  return layout.variant === 'unicode4k'
    ? { count: u16(bytes, at), entryBytes: bytes[at + 4] ?? 0, level: bytes[at + 5] ?? 0 }
    : { count: bytes[at] ?? 0, entryBytes: bytes[at + 2] ?? 0, level: bytes[at + 3] ?? 0 };
}

/** Index of the last key that is not above `key`; −1 if all are. */
export function floorIndex(keys: Float64Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as number) <= key) low = middle + 1; // middle is below length
    else high = middle;
  }
  return low - 1;
}
