/**
 * Reads of a source through aligned windows that are kept for a while. Pages and blocks of one message lie near each other, so one
 * read of 32 KiB serves many of them. Cost: at most WINDOWS_MAX windows, 16 MiB, whatever the size of the file.
 */
import type { Source } from '../../container.ts';

const WINDOW_BYTES = 32 * 1024;
const WINDOWS_MAX = 512;
const EMPTY = new Uint8Array(0);

export class ByteWindows {
  readonly #source: Source;
  /** In order of use: the first is dropped first. */
  readonly #windows = new Map<number, Uint8Array>();

  constructor(source: Source) {
    this.#source = source;
  }

  get size(): number {
    return this.#source.size;
  }

  /** Bytes [at, at + length), shorter at the end of the file. A view: never written to. */
  read(at: number, length: number): Uint8Array {
    if (!(at >= 0) || at >= this.#source.size || length <= 0) return EMPTY;
    const end = Math.min(at + length, this.#source.size);
    if (end - at > WINDOW_BYTES) return this.#source.read(at, end - at);
    const first = Math.floor(at / WINDOW_BYTES);
    const last = Math.floor((end - 1) / WINDOW_BYTES);
    const from = at - first * WINDOW_BYTES;
    if (first === last) return this.#window(first).subarray(from, from + end - at);
    const head = this.#window(first).subarray(from);
    const tail = this.#window(last).subarray(0, end - last * WINDOW_BYTES);
    const joined = new Uint8Array(head.length + tail.length);
    joined.set(head);
    joined.set(tail, head.length);
    return joined;
  }

  #window(index: number): Uint8Array {
    const known = this.#windows.get(index);
    if (known !== undefined) {
      this.#windows.delete(index);
      this.#windows.set(index, known);
      return known;
    }
    const fresh = this.#source.read(index * WINDOW_BYTES, WINDOW_BYTES);
    if (this.#windows.size >= WINDOWS_MAX) {
      for (const oldest of this.#windows.keys()) {
        this.#windows.delete(oldest);
        break;
      }
    }
    this.#windows.set(index, fresh);
    return fresh;
  }
}
