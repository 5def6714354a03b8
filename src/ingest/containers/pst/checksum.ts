/** Proofs that bytes are what they claim: checksum and signature of pages and blocks. */
import { crc32 } from 'node:zlib';

/** CRC-32 without the usual inversion before and after. [MS-PST] 5.3, spec/ingest.md 12, trap 4 */
export function pstCrc(bytes: Uint8Array): number {
  return ~crc32(bytes, 0xffff_ffff) >>> 0;
}

/** wSig of pages and blocks, from place and BID. [MS-PST] 5.5 */
export function signature(at: number, bid: number): number {
  const mixed = (low32(at) ^ low32(bid)) >>> 0;
  return ((mixed >>> 16) ^ mixed) & 0xffff;
}

const low32 = (value: number): number => (value % 0x1_0000_0000) >>> 0;
