/** Rows of numbers in typed arrays, for what a scan finds: 8 bytes a number, sorted once, then searched. */

export class NumberRows {
  readonly #width: number;
  readonly #rowsMax: number;
  #values: Float64Array;
  #count = 0;
  #order: Uint32Array | undefined;
  /** A row was refused, because there are too many. */
  isFull = false;

  constructor(width: number, rowsMax: number) {
    this.#width = width;
    this.#rowsMax = rowsMax;
    this.#values = new Float64Array(width * 256);
  }

  get count(): number {
    return this.#count;
  }

  add(...row: readonly number[]): void {
    if (this.#count >= this.#rowsMax) {
      this.isFull = true;
      return;
    }
    if ((this.#count + 1) * this.#width > this.#values.length) {
      const larger = new Float64Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values.set(row, this.#count * this.#width);
    this.#count += 1;
    this.#order = undefined;
  }

  /** Rows by their numbers, the first column first. */
  #sorted(): Uint32Array {
    this.#order ??= Uint32Array.from({ length: this.#count }, (_, i) => i).sort((a, b) => this.#compare(a, b));
    return this.#order;
  }

  #compare(a: number, b: number): number {
    for (let column = 0; column < this.#width; column += 1) {
      const difference = this.#at(a, column) - this.#at(b, column);
      if (difference !== 0) return difference;
    }
    return a - b;
  }

  #at(row: number, column: number): number {
    return this.#values[row * this.#width + column] as number; // both are below the counts
  }

  /** Rows whose first column is in [from, to), in order, equal rows once. */
  *between(from: number, to: number): Generator<Float64Array> {
    const order = this.#sorted();
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at(order[middle] as number, 0) < from) low = middle + 1; // middle is below length
      else high = middle;
    }
    for (let i = low; i < order.length; i += 1) {
      const row = order[i] as number; // i is below length
      if (this.#at(row, 0) >= to) return;
      if (i > low && this.#isEqual(row, order[i - 1] as number)) continue;
      yield this.#values.subarray(row * this.#width, (row + 1) * this.#width);
    }
  }

  #isEqual(a: number, b: number): boolean {
    for (let column = 0; column < this.#width; column += 1) if (this.#at(a, column) !== this.#at(b, column)) return false;
    return true;
  }
}

/** Numbers of one piece of a set: larger pieces would let a hostile file with scattered numbers take much memory. */
const PIECE = 512;

/** A set of whole numbers up to 2^53, dense in places: one bit each, in pieces of 64 bytes. */
export class NumberSet {
  readonly #pieces = new Map<number, Uint8Array>();

  add(value: number): void {
    const key = Math.floor(value / PIECE);
    let piece = this.#pieces.get(key);
    if (piece === undefined) {
      piece = new Uint8Array(PIECE / 8);
      this.#pieces.set(key, piece);
    }
    const bit = value % PIECE;
    piece[bit >>> 3] = (piece[bit >>> 3] as number) | (1 << (bit & 7)); // bit is below PIECE
  }

  has(value: number): boolean {
    const bit = value % PIECE;
    return (((this.#pieces.get(Math.floor(value / PIECE))?.[bit >>> 3] ?? 0) >>> (bit & 7)) & 1) === 1;
  }
}
