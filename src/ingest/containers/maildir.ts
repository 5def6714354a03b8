/** Maildir and Maildir++: one file a message in cur, new, tmp; subfolders as `.Name.Sub` or as folders. spec/ingest.md 3.4 */
import { lost, whole, type Limits, type Outcome } from '../../kernel/index.ts';
import type { Expectation, Found, ReadGap } from '../../model/index.ts';
import { fileSource } from '../byte-source.ts';
import type { Container, RawItem, Source } from '../container.ts';
import { parseMessage } from '../mime/parse-message.ts';
import { compareRelative, findEntry, listDirectory, type DirectoryEntry } from './directory.ts';
import { unknownPath } from './mbox.ts';
import { linkGap, specialGap, unreadableGap } from './special-files.ts';

const BOXES = new Set(['cur', 'new', 'tmp']);
/** Files that mail servers keep beside the messages: indexes and settings, no mail. */
const INDEX_FILES = /^(?:dovecot|courierimap|subscriptions|maildirsize|maildirfolder|\.uidvalidity|\.customflags)/;

/** Whether a folder has the boxes of a Maildir. */
export function isMaildir(source: Source): boolean {
  if (source.path === undefined) return false;
  const names = new Set(
    listDirectory(Buffer.from(source.path), '')
      .filter((entry) => entry.kind === 'folder')
      .map((entry) => entry.name),
  );
  return names.has('cur') && (names.has('new') || names.has('tmp'));
}

interface Placed {
  readonly entry: DirectoryEntry;
  readonly folder: string;
  readonly isMessage: boolean;
}

/** Everything below, folders first to last in byte order. `folder` is `/Inbox` for the top. */
function* entries(absolute: Buffer, relative: string, folder: string): Generator<Placed> {
  for (const entry of listDirectory(absolute, relative)) {
    if (entry.kind !== 'folder') {
      yield { entry, folder, isMessage: false };
    } else if (BOXES.has(entry.name)) {
      for (const file of listDirectory(entry.absolute, entry.relative)) yield { entry: file, folder, isMessage: true };
    } else {
      yield* entries(entry.absolute, entry.relative, subfolder(folder, entry.name));
    }
  }
}

/** `.Labs.2022` is `/Labs/2022` at the top, where all Maildir++ folders lie; another name is a folder in the folder. [Maildir++] */
function subfolder(folder: string, name: string): string {
  if (name.startsWith('.')) return `/${decodeUtf7(name.slice(1)).split('.').join('/')}`;
  return `${folder === '/Inbox' ? '' : folder}/${decodeUtf7(name)}`;
}

/** Folder names are in modified UTF-7: base64 of UTF-16, `,` for `/`. [RFC 3501] 5.1.3 */
function decodeUtf7(name: string): string {
  return name.replace(/&([^-]{0,500})-/g, (_whole, code: string) =>
    code === '' ? '&' : new TextDecoder('utf-16be').decode(Buffer.from(code.replaceAll(',', '/'), 'base64')),
  );
}

function* walk(source: Source, _limits: Limits, cursor?: string): Generator<Found> {
  if (source.path === undefined) return;
  for (const { entry, folder, isMessage } of entries(Buffer.from(source.path), '', '/Inbox')) {
    if (cursor !== undefined && compareRelative(entry.relative, cursor) <= 0) continue;
    const shape = {
      path: `maildir:${entry.relative}`,
      folder,
      display: entry.name,
      name: entry.name,
      bytes: entry.size,
      cursor: entry.relative,
    };
    const gap =
      entry.kind === 'link'
        ? linkGap()
        : entry.kind === 'special'
          ? specialGap()
          : entry.kind === 'unreadable' || entry.kind === 'folder'
            ? unreadableGap()
            : undefined;
    if (gap !== undefined) yield { ...shape, kind: 'other', state: gap.state, gap };
    else if (!isMessage && INDEX_FILES.test(entry.name)) yield { ...shape, kind: 'other', state: 'unsupported', gap: indexGap() };
    else yield { ...shape, kind: isMessage ? 'message' : 'file' };
  }
}

export function indexGap(): ReadGap {
  return {
    state: 'unsupported',
    code: 'no-reader:mail-index',
    why: 'An index or settings file of a mail program, not mail.',
    remedy: 'None needed: the messages themselves are read.',
  };
}

function open(source: Source, path: string, limits: Limits): Outcome<RawItem, ReadGap> {
  const relative = path.startsWith('maildir:') ? path.slice('maildir:'.length) : undefined;
  const entry = relative === undefined || source.path === undefined ? undefined : findEntry(source.path, relative);
  if (entry === undefined || entry.kind !== 'file') return lost(unknownPath());
  const file = fileSource(entry.absolute, entry.name);
  const bytes = file.read(0, Math.min(file.size, limits.outputBytesMax));
  file.close();
  const box = relative?.split('/').at(-2) ?? '';
  if (!BOXES.has(box)) return whole({ kind: 'file', name: entry.name, bytes: () => bytes });
  const message = parseMessage(bytes, limits);
  const gap = sizeGap(entry.name, bytes);
  return whole({ kind: 'message', message: gap === undefined ? message : { ...message, gaps: [...message.gaps, gap] } });
}

/** Dovecot writes the size into the name, counted with CRLF or as stored: a file shorter than both was cut. */
function sizeGap(name: string, bytes: Uint8Array): ReadGap | undefined {
  const declared = /,S=(\d{1,12})/.exec(name)?.[1];
  if (declared === undefined || bytes.length >= Number(declared)) return undefined;
  let bare = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) if (bytes[at - 1] !== 0x0d) bare += 1;
  if (bytes.length + bare >= Number(declared)) return undefined;
  return {
    state: 'partial',
    code: 'maildir.size',
    why: 'The file is shorter than its name says: the message was cut.',
    remedy: 'Get the file again from the mail server.',
    bytes: Number(declared) - bytes.length,
  };
}

function expect(source: Source): Expectation[] {
  if (source.path === undefined) return [];
  let count = 0;
  for (const { entry, isMessage } of entries(Buffer.from(source.path), '', '/Inbox')) if (isMessage && entry.kind === 'file') count += 1;
  return [{ what: 'messages', count, by: 'files in cur, new and tmp' }];
}

export const maildirContainer: Container = {
  kind: 'maildir',
  version: 1,
  sniff: (source) => (source.isFolder && isMaildir(source) ? 1 : 0),
  expect,
  walk,
  open,
};
