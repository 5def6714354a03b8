/** Sizes and places that differ between the three file formats. [MS-PST] 2.2; the 4k form is not public: spec/ingest.md A.4. */

export type Variant = 'unicode' | 'ansi' | 'unicode4k';

export interface Layout {
  readonly variant: Variant;
  /** Width of a BID, an IB and a B-tree key. */
  readonly idBytes: 4 | 8;
  readonly pageBytes: number;
  readonly pageTrailerBytes: number;
  /** cEnt of a B-tree page; entries lie from 0 to here. [MS-PST] 2.2.2.7.7.1 */
  readonly entriesBytes: number;
  readonly blockTrailerBytes: number;
  /** Blocks begin and end on multiples of this. [MS-PST] 2.2.2.8 */
  readonly blockStepBytes: number;
  /** A block at most, trailer included. */
  readonly blockBytesMax: number;
  /** Bits of hidIndex in a HID; the block index has the rest of 27. [MS-PST] 2.3.1.1 */
  readonly hidIndexBits: number;
  /** BREFNBT in the header: BID and IB; BREFBBT follows. [MS-PST] 2.2.2.5 */
  readonly rootsAt: number;
  /** ibFileEof in the header. */
  readonly fileEndAt: number;
  readonly cryptAt: number;
  /** Where block lists keep their first BID, and subnode lists their first entry. [MS-PST] 2.2.2.8.3 */
  readonly subnodeEntriesAt: number;
  readonly headerBytes: number;
}

const UNICODE: Layout = {
  variant: 'unicode',
  idBytes: 8,
  pageBytes: 512,
  pageTrailerBytes: 16,
  entriesBytes: 488,
  blockTrailerBytes: 16,
  blockStepBytes: 64,
  blockBytesMax: 8192,
  hidIndexBits: 11,
  rootsAt: 0xd8,
  fileEndAt: 0xb8,
  cryptAt: 0x201,
  subnodeEntriesAt: 8,
  headerBytes: 564,
};
const ANSI: Layout = {
  ...UNICODE,
  variant: 'ansi',
  idBytes: 4,
  pageTrailerBytes: 12,
  entriesBytes: 496,
  blockTrailerBytes: 12,
  rootsAt: 0xb8,
  fileEndAt: 0xa8,
  cryptAt: 0x1cd,
  subnodeEntriesAt: 4,
  headerBytes: 512,
};
const UNICODE_4K: Layout = {
  ...UNICODE,
  variant: 'unicode4k',
  pageBytes: 4096,
  pageTrailerBytes: 24,
  entriesBytes: 4056,
  blockTrailerBytes: 24,
  blockStepBytes: 512,
  blockBytesMax: 65536,
  hidIndexBits: 14,
};

/** The layout for wVer, or undefined for a version that is not known. [MS-PST] 2.2.2.6, spec/ingest.md A.1 */
export function layoutOf(version: number): Layout | undefined {
  switch (version) {
    case 14:
    case 15:
      return ANSI;
    case 21:
    case 23:
    case 37:
      return UNICODE;
    case 36:
      return UNICODE_4K;
    default:
      return undefined;
  }
}

/** All layouts, for files whose header is lost. */
export const LAYOUTS: readonly Layout[] = [UNICODE, ANSI, UNICODE_4K];

/** Bytes of data that one block holds at most. */
export const blockDataMax = (layout: Layout): number => layout.blockBytesMax - layout.blockTrailerBytes;

const TWO_32 = 0x1_0000_0000;

/**
 * A BID, IB or key. 64-bit values are read as doubles: exact below 2^53, and no real file has larger ones; a larger one is damage and
 * only has to be refused, which a rounded number is too.
 */
export function idAt(bytes: Uint8Array, layout: Layout, at: number): number {
  return layout.idBytes === 4 ? u32(bytes, at) : u32(bytes, at) + u32(bytes, at + 4) * TWO_32;
}

export function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

export function u32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
}

/** Bit 0 of a BID is reserved: two BIDs are the same without it. spec/ingest.md 12, trap 2 */
export const plainBid = (bid: number): number => (bid % 2 === 0 ? bid : bid - 1);
/** Bit 1: a block of structure, never encoded. [MS-PST] 2.2.2.2 */
export const isInternal = (bid: number): boolean => Math.floor(bid / 2) % 2 === 1;

/** nidType: the low five bits. [MS-PST] 2.2.2.1 */
export const NID_TYPE = {
  folder: 0x02,
  searchFolder: 0x03,
  message: 0x04,
  attachment: 0x05,
  associated: 0x08,
  hierarchyTable: 0x0d,
  contentsTable: 0x0e,
  associatedTable: 0x0f,
  searchContents: 0x10,
  attachmentTable: 0x11,
  recipientTable: 0x12,
} as const;
export const nidType = (nid: number): number => nid & 0x1f;
/** A folder and its tables share the index of their NIDs. */
export const siblingNid = (nid: number, type: number): number => ((nid & ~0x1f) | type) >>> 0;
export const NID = { store: 0x21, nameMap: 0x61, rootFolder: 0x122, attachmentTable: 0x671, recipientTable: 0x692 } as const;

export const hex = (value: number): string => `0x${value.toString(16)}`;
