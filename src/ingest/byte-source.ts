/** Random access to evidence: a file, a folder, bytes in memory, a stretch of another source. Everything is opened read-only. */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { OperatorError } from '../kernel/index.ts';
import type { Source } from './container.ts';

/** What one container inside another needs to stay open while its items are read; closed with its parent. */
const NESTED_OPEN_MAX = 3;

/** Sources opened inside a source, by path, the last used ones. */
class NestedSources {
  readonly #open = new Map<string, Source>();

  get(path: string, open: () => Source | undefined): Source | undefined {
    const known = this.#open.get(path);
    if (known !== undefined) this.#open.delete(path);
    const source = known ?? open();
    if (source === undefined) return undefined;
    this.#open.set(path, source);
    for (const [oldest, stale] of this.#open) {
      if (this.#open.size <= NESTED_OPEN_MAX) break;
      this.#open.delete(oldest);
      stale.close();
    }
    return source;
  }

  close(): void {
    for (const source of this.#open.values()) source.close();
    this.#open.clear();
  }
}

const nestedOf = new WeakMap<Source, NestedSources>();

/** A source inside `parent`; kept open for the next item of the same container. */
export function openNested(parent: Source, path: string, open: () => Source | undefined): Source | undefined {
  const held = nestedOf.get(parent) ?? new NestedSources();
  nestedOf.set(parent, held);
  return held.get(path, open);
}

function closeNested(parent: Source): void {
  nestedOf.get(parent)?.close();
}

/** A file or folder of the operator. Throws `OperatorError` when it is not there. `name` is what ids and people see. */
export function openSource(path: string, name: string): Source {
  let stats;
  try {
    stats = statSync(path);
  } catch (cause) {
    throw new OperatorError(
      {
        code: 'source-missing',
        what: 'A source of the case is not there or may not be read.',
        where: name,
        remedy: 'Check the path in case.yaml and the rights on the file.',
      },
      { cause },
    );
  }
  if (stats.isDirectory()) return folderSource(path, name);
  if (!stats.isFile()) {
    throw new OperatorError({
      code: 'source-special',
      what: 'A source of the case is neither a file nor a folder.',
      where: name,
      remedy: 'Name the exported file or folder in case.yaml.',
    });
  }
  return fileSource(path, name);
}

/** Bytes that were unpacked from elsewhere. */
export function sourceFromBytes(bytes: Uint8Array, name: string): Source {
  const source: Source = {
    name,
    size: bytes.length,
    isFolder: false,
    read: (at, length) => bytes.subarray(Math.min(at, bytes.length), Math.min(at + length, bytes.length)),
    close: () => closeNested(source),
  };
  return source;
}

/** `length` bytes of `parent` from `start`. */
export function sliceSource(parent: Source, range: { readonly start: number; readonly length: number; readonly name: string }): Source {
  const size = Math.max(0, Math.min(range.length, parent.size - range.start));
  const source: Source = {
    name: range.name,
    size,
    isFolder: false,
    read: (at, length) => parent.read(range.start + Math.min(at, size), Math.max(0, Math.min(length, size - at))),
    close: () => closeNested(source),
  };
  return source;
}

/** A regular file. Never waits: a pipe that took the place of a file is refused. Its size is that of the moment of opening. */
export function fileSource(path: string | Buffer, name: string): Source {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stats = fstatSync(file);
  if (!stats.isFile()) {
    closeSync(file);
    throw new OperatorError({
      code: 'source-special',
      what: 'A source of the case is no longer a file.',
      where: name,
      remedy: 'Copy the evidence to a folder that nothing writes to.',
    });
  }
  let isOpen = true;
  const source: Source = {
    name,
    size: stats.size,
    ...(typeof path === 'string' ? { path } : {}),
    isFolder: false,
    read(at, length) {
      const wanted = Math.max(0, Math.min(length, stats.size - at));
      const bytes = Buffer.allocUnsafe(wanted);
      let got = 0;
      while (got < wanted) {
        const count = readSync(file, bytes, got, wanted - got, at + got);
        if (count === 0) break;
        got += count;
      }
      return bytes.subarray(0, got);
    },
    close() {
      closeNested(source);
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
  return source;
}

export function folderSource(path: string, name: string): Source {
  const source: Source = { name, size: 0, path, isFolder: true, read: () => new Uint8Array(0), close: () => closeNested(source) };
  return source;
}
