/**
 * Key → rows, for millions of rows: one table of 32-bit hashes for all kinds of keys, a counting sort by bucket. 8 bytes an entry.
 * Equal hashes are only probably equal keys: whoever asks compares the values.
 */
export const KEY = { id: 1, household: 2, name: 3, dobFamily: 4, dobGiven: 5, dob: 6, phone: 7, email: 8, street: 9, row: 10 } as const;
export type KeyKind = (typeof KEY)[keyof typeof KEY];

/** FNV-1a over code units, finished as in MurmurHash3: the high bits choose the bucket, so all must be mixed. */
export function hashKey(kind: KeyKind, text: string): number {
  let hash = 0x811c9dc5 ^ kind;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export class PostingsBuilder {
  #hashes = new Uint32Array(1024);
  #rows = new Uint32Array(1024);
  #length = 0;

  add(kind: KeyKind, text: string, row: number): void {
    if (text === '') return;
    if (this.#length === this.#hashes.length) {
      this.#hashes = grown(this.#hashes);
      this.#rows = grown(this.#rows);
    }
    this.#hashes[this.#length] = hashKey(kind, text);
    this.#rows[this.#length] = row;
    this.#length += 1;
  }

  build(): Postings {
    const bits = Math.max(1, Math.min(28, Math.ceil(Math.log2(this.#length / 4 + 2))));
    const shift = 32 - bits;
    const starts = new Uint32Array(2 ** bits + 1);
    for (let i = 0; i < this.#length; i += 1)
      starts[((this.#hashes[i] ?? 0) >>> shift) + 1] = (starts[((this.#hashes[i] ?? 0) >>> shift) + 1] ?? 0) + 1;
    for (let b = 1; b < starts.length; b += 1) starts[b] = (starts[b] ?? 0) + (starts[b - 1] ?? 0);
    const next = starts.slice(0, -1);
    const hashes = new Uint32Array(this.#length);
    const rows = new Uint32Array(this.#length);
    for (let i = 0; i < this.#length; i += 1) {
      const hash = this.#hashes[i] ?? 0;
      const at = next[hash >>> shift] ?? 0;
      next[hash >>> shift] = at + 1;
      hashes[at] = hash;
      rows[at] = this.#rows[i] ?? 0;
    }
    return new Postings(starts, hashes, rows, shift);
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(array.length * 2);
  wider.set(array);
  return wider;
}

export class Postings {
  readonly #starts: Uint32Array;
  readonly #hashes: Uint32Array;
  readonly #rows: Uint32Array;
  readonly #shift: number;
  constructor(starts: Uint32Array, hashes: Uint32Array, rows: Uint32Array, shift: number) {
    this.#starts = starts;
    this.#hashes = hashes;
    this.#rows = rows;
    this.#shift = shift;
  }

  /** Rows of a key in the order they were added; at most `limit`. A few may be of another key. */
  rows(kind: KeyKind, text: string, limit = Infinity): readonly number[] {
    if (text === '') return [];
    const hash = hashKey(kind, text);
    const found: number[] = [];
    const end = this.#starts[(hash >>> this.#shift) + 1] ?? 0;
    for (let at = this.#starts[hash >>> this.#shift] ?? 0; at < end && found.length < limit; at += 1) {
      if (this.#hashes[at] === hash) found.push(this.#rows[at] ?? 0);
    }
    return found;
  }

  /** Pairs of rows that share a key of any kind, where at most `rowsMax` share it. A pair may come more than once. */
  *sharedPairs(rowsMax: number): Generator<readonly [number, number]> {
    for (let bucket = 0; bucket + 1 < this.#starts.length; bucket += 1) {
      const from = this.#starts[bucket] ?? 0;
      const to = this.#starts[bucket + 1] ?? 0;
      // One key of a great many rows fills a bucket: nothing in it is rare enough to matter.
      if (to - from < 2 || to - from > BUCKET_MAX) continue;
      for (let a = from; a < to; a += 1) {
        let sharing = 1;
        for (let b = from; b < to; b += 1) if (b !== a && this.#hashes[b] === this.#hashes[a]) sharing += 1;
        if (sharing < 2 || sharing > rowsMax) continue;
        for (let b = a + 1; b < to; b += 1) {
          if (this.#hashes[b] === this.#hashes[a] && this.#rows[b] !== this.#rows[a]) yield [this.#rows[a] ?? 0, this.#rows[b] ?? 0];
        }
      }
    }
  }
}

const BUCKET_MAX = 64;
