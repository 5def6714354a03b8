/** Listing folders of evidence: sorted by the bytes of the names, links never followed, special files never opened. spec/ingest.md 3.4 */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface DirectoryEntry {
  /** As text; bytes that are no UTF-8 are shown as U+FFFD. */
  readonly name: string;
  readonly rawName: Buffer;
  /** Path from the source folder, `/` between parts. Names that are no UTF-8 stand in it as their bytes, each one character. */
  readonly relative: string;
  readonly absolute: Buffer;
  readonly kind: 'file' | 'folder' | 'link' | 'special' | 'unreadable';
  readonly size: number;
}

/** Entries of one folder in byte order. A folder that may not be read gives one entry of kind `unreadable` for itself. */
export function listDirectory(absolute: Buffer, relative: string): DirectoryEntry[] {
  let names: Buffer[];
  try {
    names = readdirSync(absolute, { encoding: 'buffer' });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    return [{ name: '', rawName: Buffer.alloc(0), relative, absolute, kind: 'unreadable', size: 0 }];
  }
  return names.sort(Buffer.compare).map((rawName) => entryOf(absolute, relative, rawName));
}

function entryOf(folder: Buffer, relative: string, rawName: Buffer): DirectoryEntry {
  const absolute = Buffer.concat([folder, Buffer.from('/'), rawName]);
  const text = rawName.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(rawName);
  const part = isText ? text : rawName.toString('latin1');
  const shape = { name: text, rawName, relative: relative === '' ? part : `${relative}/${part}`, absolute };
  try {
    const stats = lstatSync(absolute);
    const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'special';
    return { ...shape, kind, size: kind === 'file' ? stats.size : 0 };
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    return { ...shape, kind: 'unreadable', size: 0 };
  }
}

/** Absolute path of an entry that `listDirectory` gave, or `undefined`: the way is walked again, so no text is ever taken for a path. */
export function findEntry(root: string, relative: string): DirectoryEntry | undefined {
  let folder = Buffer.from(join(root));
  let at = '';
  const parts = relative.split('/');
  for (const [index, part] of parts.entries()) {
    if (part === '' || part === '.' || part === '..') return undefined;
    const utf8 = entryOf(folder, at, Buffer.from(part, 'utf8'));
    const entry = utf8.kind === 'unreadable' ? entryOf(folder, at, Buffer.from(part, 'latin1')) : utf8;
    if (entry.kind === 'unreadable') return undefined;
    if (index === parts.length - 1) return entry;
    if (entry.kind !== 'folder') return undefined;
    folder = Buffer.from(entry.absolute);
    at = entry.relative;
  }
  return undefined;
}

/** Order of the walk: part by part, by bytes. */
export function compareRelative(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const order = Buffer.compare(Buffer.from(left[at] ?? ''), Buffer.from(right[at] ?? ''));
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
