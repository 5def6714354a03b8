/** Outputs are written whole: a temporary name, then a rename. A full disk or a kill leaves the old file as it was. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { EXIT, OperatorError } from '../kernel/index.ts';

const PRIVATE_FILE = 0o600;
/** Written in pieces of this size, so that a long table never stands in memory twice. */
const PIECE_BYTES = 1024 * 1024;

/** Writes `path` from pieces of text and gives the SHA-256 of what was written. Temporary names hold no evidence: they are the final name with `.part`. */
export function writeWhole(path: string, pieces: Iterable<string | Uint8Array>): string {
  const temporary = `${path}.part`;
  const hasher = createHash('sha256');
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w', PRIVATE_FILE);
    try {
      let held: Buffer[] = [];
      let heldBytes = 0;
      const flush = (): void => {
        const joined = Buffer.concat(held);
        hasher.update(joined);
        for (let at = 0; at < joined.length;) at += writeSync(file, joined, at);
        held = [];
        heldBytes = 0;
      };
      for (const piece of pieces) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece);
        held.push(bytes);
        heldBytes += bytes.length;
        if (heldBytes >= PIECE_BYTES) flush();
      }
      flush();
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    return hasher.digest('hex');
  } catch (error) {
    rmSync(temporary, { force: true });
    throw asDiskTrouble(error, path);
  }
}

/**
 * Moves files that were written into `from` to the same names in `to`, in the order given. Only renames happen here, so a full disk
 * cannot stop it half-way; a kill between two of them is mended by the next run.
 */
export function moveIntoPlace(from: string, to: string, names: readonly string[]): void {
  try {
    for (const name of names) {
      mkdirSync(dirname(join(to, name)), { recursive: true, mode: 0o700 });
      renameSync(join(from, name), join(to, name));
    }
    rmSync(from, { recursive: true, force: true });
  } catch (error) {
    throw asDiskTrouble(error, to);
  }
}

/** Turns a full or failing disk into one clear paragraph; everything else stays what it is. */
export function asDiskTrouble(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isFull =
    code === 'ENOSPC' ||
    code === 'EDQUOT' ||
    code === 'EFBIG' ||
    (error instanceof Error && /database or disk is full|disk I\/O error/.test(error.message));
  if (isFull) {
    return new OperatorError(
      {
        code: 'disk-full',
        what: 'The disk is full: nothing was left half-written.',
        where: path,
        remedy: 'Make space on that disk and run again: the run goes on from where it stopped.',
        exit: EXIT.fault,
      },
      { cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new OperatorError(
      {
        code: 'not-writable',
        what: 'The case folder cannot be written to.',
        where: path,
        remedy: 'Give this user the right to write there, or move the case.',
      },
      { cause: error },
    );
  }
  return error;
}
