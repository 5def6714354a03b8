/** A window over a source that moves forward: many small reads cost one large one. */
import type { Source } from './container.ts';

const WINDOW_BYTES = 8 * 1024 ** 2;
/** Reads that lie a little before the last ones are still inside. */
const LEAD_BYTES = 64 * 1024;

const windows = new WeakMap<Source, Window>();

export class Window {
  readonly #source: Source;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(source: Source) {
    this.#source = source;
  }

  /** The window of a source: one for each, so that items opened one after another share it. */
  static of(source: Source): Window {
    const known = windows.get(source) ?? new Window(source);
    windows.set(source, known);
    return known;
  }

  get size(): number {
    return this.#source.size;
  }

  /** Bytes [at, at + length), shorter at the end. A view: what is kept for long keeps the whole window. */
  read(at: number, length: number): Buffer {
    const end = Math.min(this.size, at + length);
    if (at < this.#start || end > this.#start + this.#bytes.length) {
      this.#start = Math.max(0, at - LEAD_BYTES);
      this.#bytes = this.#source.read(this.#start, Math.max(WINDOW_BYTES, end - this.#start));
    }
    const view = this.#bytes.subarray(at - this.#start, Math.max(at, end) - this.#start);
    return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  }
}
