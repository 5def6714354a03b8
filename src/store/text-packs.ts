/**
 * Canonical texts in append-only pack files, zstd per text. The child that made a text writes it, so text never crosses a
 * process border: only (pack, offset, length) do. A text written twice wastes space, never truth.
 */
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { assert, sha256 } from '../kernel/index.ts';
import { asDiskTrouble } from './out-files.ts';

export interface TextRef {
  readonly pack: string;
  readonly offset: number;
  readonly length: number;
  /** SHA-256 of the text as UTF-8: checked on every read. */
  readonly sha256: string;
}

export class TextPackWriter {
  readonly #folder: string;
  readonly #pack: string;
  #file: number | undefined;
  #offset = 0;
  constructor(folder: string, pack: string) {
    this.#folder = folder;
    this.#pack = pack;
  }

  write(text: string): TextRef {
    const path = join(this.#folder, this.#pack);
    const raw = Buffer.from(text);
    const packed = zstdCompressSync(raw);
    try {
      this.#file ??= openSync(path, 'wx', 0o600);
      // By position: what a failed write left behind is overwritten by the next, so offsets stay true.
      for (let at = 0; at < packed.length;) at += writeSync(this.#file, packed, at, packed.length - at, this.#offset + at);
    } catch (error) {
      throw asDiskTrouble(error, path);
    }
    const ref = { pack: this.#pack, offset: this.#offset, length: packed.length, sha256: sha256(raw) };
    this.#offset += packed.length;
    return ref;
  }

  /** Before the references are reported: what the coordinator commits must be on the disk. */
  sync(): void {
    if (this.#file === undefined) return;
    try {
      fsyncSync(this.#file);
    } catch (error) {
      throw asDiskTrouble(error, join(this.#folder, this.#pack));
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** Reads one text back. Throws `InvariantError` when its bytes are not what was written: `verify` reports that. */
export function readText(folder: string, ref: TextRef): string {
  const file = openSync(join(folder, ref.pack), 'r');
  try {
    const packed = Buffer.alloc(ref.length);
    const got = readSync(file, packed, 0, ref.length, ref.offset);
    assert(got === ref.length, 'a pack holds every text that the store refers to');
    const raw = zstdDecompressSync(packed);
    assert(sha256(raw) === ref.sha256, 'a text in a pack is what was written');
    return raw.toString('utf8');
  } finally {
    closeSync(file);
  }
}
