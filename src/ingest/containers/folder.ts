/** A folder of evidence: exports of mail programs, loose files, mailboxes in subfolders. spec/ingest.md 3.4 */
import type { Limits } from '../../kernel/index.ts';
import { fileSource, folderSource } from '../byte-source.ts';
import type { Source } from '../container.ts';
import { compareRelative, findEntry, listDirectory, type DirectoryEntry } from './directory.ts';
import { indexGap, isMaildir } from './maildir.ts';
import { unknownPath } from './mbox.ts';
import type { Nest, NestEntry } from './nest.ts';
import { linkGap, specialGap, unreadableGap } from './special-files.ts';

/** Folders in folders. Deeper ones are one gap: a path that long breaks other tools as well. */
const FOLDER_DEPTH_MAX = 512;
/** Indexes of Thunderbird. Its mailboxes lie beside them. */
const INDEX_FILES = /\.msf$/i;

function* entries(source: Source, _limits: Limits, cursor?: string): Generator<NestEntry> {
  if (source.path === undefined) return;
  for (const entry of files(Buffer.from(source.path), '', 0)) {
    if (cursor !== undefined && compareRelative(entry.relative, cursor) <= 0) continue;
    const gap = gapOf(entry);
    const folder = folderOf(entry.relative);
    yield {
      path: `file:${entry.relative}`,
      name: entry.name,
      bytes: entry.size,
      cursor: entry.relative,
      ...(folder === '' ? {} : { folder }),
      ...(gap === undefined ? {} : { gap }),
    };
  }
}

/** Files, Maildirs (each as one entry) and whatever is not opened; depth first, by bytes. */
function* files(absolute: Buffer, relative: string, depth: number): Generator<DirectoryEntry> {
  for (const entry of listDirectory(absolute, relative)) {
    const isPlainFolder =
      entry.kind === 'folder' && depth < FOLDER_DEPTH_MAX && !isMaildir(folderSource(entry.absolute.toString(), entry.name));
    if (isPlainFolder) yield* files(entry.absolute, entry.relative, depth + 1);
    else yield entry;
  }
}

function gapOf(entry: DirectoryEntry): NestEntry['gap'] {
  if (entry.kind === 'link') return linkGap();
  if (entry.kind === 'special') return specialGap();
  if (entry.kind === 'unreadable') return unreadableGap();
  if (entry.relative.split('/').length > FOLDER_DEPTH_MAX) {
    return {
      state: 'limit',
      code: 'depth',
      why: 'Folders are nested deeper than is read.',
      remedy: 'Add the inner folder as a source of its own.',
    };
  }
  return INDEX_FILES.test(entry.name) ? indexGap() : undefined;
}

/** `Inbox.sbd/Labs` of Thunderbird is `/Inbox/Labs`. */
function folderOf(relative: string): string {
  const parts = relative.split('/').slice(0, -1);
  return parts.map((part) => `/${part.replace(/\.sbd$/, '')}`).join('');
}

function open(source: Source, path: string): ReturnType<Nest['open']> {
  const entry = source.path === undefined ? undefined : findEntry(source.path, path.replace(/^file:/, ''));
  if (entry === undefined) return { gap: unknownPath() };
  if (entry.kind === 'folder') return { source: folderSource(entry.absolute.toString(), entry.name) };
  if (entry.kind !== 'file') return { gap: gapOf(entry) ?? unknownPath() };
  try {
    return { source: fileSource(entry.absolute, entry.name) };
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    return { gap: unreadableGap() };
  }
}

export const folderNest: Nest = { kind: 'folder', version: 1, sniff: (source) => (source.isFolder ? 0.5 : 0), entries, open };
