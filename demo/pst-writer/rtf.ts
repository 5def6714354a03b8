/** PidTagRtfCompressed, [MS-OXRTFCP]: LZ with a window of 4,096 bytes that begins with a known text. */
import { pstCrc } from './format.ts';

const INITIAL = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier' +
    '{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);
const WINDOW = 4096;
const MATCH_MIN = 2;
const MATCH_MAX = 17;
const COMPRESSED = 0x75465a4c;
/** Places tried for a match: good enough for mail. */
const TRIES_MAX = 32;

export function compressRtf(rtf: string): Buffer {
  const source = Buffer.concat([INITIAL, Buffer.from(rtf, 'latin1')]);
  const tokens = encodeTokens(source, INITIAL.length);
  const head = Buffer.alloc(16);
  head.writeUInt32LE(tokens.length + 12, 0);
  head.writeUInt32LE(source.length - INITIAL.length, 4);
  head.writeUInt32LE(COMPRESSED, 8);
  head.writeUInt32LE(pstCrc(tokens), 12);
  return Buffer.concat([head, tokens]);
}

/** Runs of eight tokens behind a control byte, lowest bit first: 0 a literal, 1 a reference. */
function encodeTokens(source: Buffer, start: number): Buffer {
  const runs: Buffer[] = [];
  let control = 0;
  let run: Buffer[] = [];
  const push = (token: Buffer): void => {
    if (token.length === 2) control |= 1 << run.length;
    run.push(token);
    if (run.length === 8) flush();
  };
  const flush = (): void => {
    if (run.length > 0) runs.push(Buffer.of(control), ...run);
    control = 0;
    run = [];
  };
  const index = new PairIndex(source, start);
  for (let at = start; at < source.length;) {
    const { from, length } = index.longest(at);
    push(length >= MATCH_MIN ? reference(from % WINDOW, length) : source.subarray(at, at + 1));
    const end = at + Math.max(length, 1);
    for (; at < end; at += 1) index.add(at);
  }
  push(reference(source.length % WINDOW, MATCH_MIN)); // a reference to the write position ends the text
  flush();
  return Buffer.concat(runs);
}

const reference = (offset: number, length: number): Buffer => Buffer.of(offset >>> 4, ((offset & 0xf) << 4) | (length - MATCH_MIN));

/** Where each pair of bytes was seen last. */
class PairIndex {
  readonly #source: Buffer;
  readonly #seen = new Map<number, number[]>();

  constructor(source: Buffer, length: number) {
    this.#source = source;
    for (let at = 0; at < length - 1; at += 1) this.add(at);
  }

  add(at: number): void {
    const pair = this.#pair(at);
    const places = this.#seen.get(pair);
    if (places === undefined) this.#seen.set(pair, [at]);
    else places.push(at);
    if (places !== undefined && places.length > 2 * TRIES_MAX) places.splice(0, TRIES_MAX);
  }

  longest(at: number): { from: number; length: number } {
    let best = { from: 0, length: 0 };
    for (const from of (this.#seen.get(this.#pair(at)) ?? []).slice(-TRIES_MAX)) {
      if (at - from >= WINDOW - MATCH_MAX) continue;
      const length = this.#matchLength(from, at);
      if (length > best.length) best = { from, length };
    }
    return best;
  }

  #pair(at: number): number {
    return (this.#source[at] ?? 0) * 256 + (this.#source[at + 1] ?? 0);
  }

  #matchLength(from: number, at: number): number {
    let length = 0;
    while (
      length < MATCH_MAX &&
      at + length < this.#source.length &&
      from + length < at &&
      this.#source[from + length] === this.#source[at + length]
    )
      length += 1;
    return length;
  }
}
