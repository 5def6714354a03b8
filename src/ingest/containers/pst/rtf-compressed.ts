/** Compressed RTF: LZ77 over a ring of 4,096 bytes. [MS-OXRTFCP] 2.1, 3.1; spec/ingest.md A.7 */
import { u32 } from './layout.ts';

const HEADER_BYTES = 16;
const COMPRESSED = 0x75465a4c; // LZFu
const PLAIN = 0x414c454d; // MELA
const RING_BYTES = 4096;
/** What the ring holds at the start, [MS-OXRTFCP] 2.1.2.1. */
const DICTIONARY = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial' +
    'Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);
/** A reference of 2 bytes gives 17 at most: the output is at most this many times the input. */
const GROWTH_MAX = 9;

export interface RtfBytes {
  readonly bytes: Uint8Array;
  /** Ended where the header says, without running out of input. */
  readonly isWhole: boolean;
}

/** Unpacks PidTagRtfCompressed; undefined when it has no known signature. What was unpacked before damage is given. */
export function unpackRtf(packed: Uint8Array): RtfBytes | undefined {
  if (packed.length < HEADER_BYTES) return undefined;
  // The size field counts from byte 4. spec/ingest.md 12, trap 8
  const end = Math.min(u32(packed, 0) + 4, packed.length);
  const rawBytes = u32(packed, 4);
  const kind = u32(packed, 8);
  if (kind === PLAIN) {
    const bytes = packed.subarray(HEADER_BYTES, Math.min(HEADER_BYTES + rawBytes, packed.length));
    // Some writers count the 12 bytes of the header behind the size field, too.
    return { bytes, isWhole: bytes.length === rawBytes || HEADER_BYTES - 4 + bytes.length === rawBytes };
  }
  return kind === COMPRESSED ? decompress(packed, end, rawBytes) : undefined;
}

function decompress(packed: Uint8Array, end: number, rawBytes: number): RtfBytes {
  const ring = new Uint8Array(RING_BYTES);
  ring.set(DICTIONARY);
  let write = DICTIONARY.length;
  const out = new Uint8Array(Math.min(rawBytes, packed.length * GROWTH_MAX));
  let length = 0;
  let at = HEADER_BYTES;
  while (at < end && length < out.length) {
    let control = packed[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < end; bit += 1, control >>= 1) {
      if ((control & 1) === 0) {
        const byte = packed[at] ?? 0;
        at += 1;
        if (length < out.length) out[length++] = byte;
        ring[write] = byte;
        write = (write + 1) % RING_BYTES;
        continue;
      }
      if (at + 1 >= end) return { bytes: out.subarray(0, length), isWhole: false };
      const reference = ((packed[at] ?? 0) << 8) | (packed[at + 1] ?? 0);
      at += 2;
      let read = reference >> 4;
      // A reference to the place of writing ends the text.
      if (read === write) return { bytes: out.subarray(0, length), isWhole: length === rawBytes };
      for (let count = (reference & 0xf) + 2; count > 0; count -= 1) {
        const byte = ring[read] as number; // read is below RING_BYTES
        read = (read + 1) % RING_BYTES;
        if (length < out.length) out[length++] = byte;
        ring[write] = byte;
        write = (write + 1) % RING_BYTES;
      }
    }
  }
  return { bytes: out.subarray(0, length), isWhole: length === rawBytes };
}
