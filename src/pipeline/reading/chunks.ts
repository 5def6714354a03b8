import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { byText } from '../../kernel/index.ts';

const CHUNK_BYTES = 1024 * 1024;

/** A file piece by piece, opened read-only. Each piece is a buffer of its own. */
export function* readChunks(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const got = readSync(file, chunk, 0, CHUNK_BYTES, null);
      if (got === 0) return;
      yield chunk.subarray(0, got);
    }
  } finally {
    closeSync(file);
  }
}

/** SHA-256 of a file's bytes. Of a folder: of the names and SHA-256 of every file in it, so that a change in any of them shows. */
export function pathSha256(path: string): string {
  const hasher = createHash('sha256');
  if (!statSync(path).isDirectory()) {
    for (const chunk of readChunks(path)) hasher.update(chunk);
    return hasher.digest('hex');
  }
  const visit = (folder: string, shown: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => byText(a.name, b.name))) {
      const inner = join(folder, entry.name);
      if (entry.isDirectory()) visit(inner, `${shown}${entry.name}/`);
      else if (entry.isFile()) hasher.update(`${shown}${entry.name}\0${pathSha256(inner)}\n`);
    }
  };
  visit(path, '');
  return hasher.digest('hex');
}
