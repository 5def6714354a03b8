/** A ZIP archive as a source: exports of mailboxes, of folders, of services. Names are data; items are named by their number. */
import { latin1, listZip, readZipEntry, type Limits, type ZipEntry, type ZipListing } from '../../kernel/index.ts';
import { sliceSource, sourceFromBytes } from '../byte-source.ts';
import type { Source } from '../container.ts';
import { baseName } from './eml.ts';
import { unknownPath } from './mbox.ts';
import type { Nest, NestEntry } from './nest.ts';

/** Packed entries are unpacked in memory: larger ones are a gap. Stored ones are read in place. */
const UNPACKED_BYTES_MAX = 1024 ** 3;

const listings = new WeakMap<Source, ZipListing>();

function listing(source: Source, limits: Pick<Limits, 'partsMax'>): ZipListing {
  const known = listings.get(source) ?? listZip(source, limits.partsMax);
  listings.set(source, known);
  return known;
}

function* entries(source: Source, limits: Limits, cursor?: string): Generator<NestEntry> {
  const listed = listing(source, limits);
  const from = cursor === undefined ? -1 : Number(cursor);
  for (const entry of listed.entries) {
    if (entry.index <= from || entry.isDirectory) continue;
    const gap = entry.isSymlink
      ? {
          state: 'unsupported' as const,
          code: 'special-file:link',
          why: 'A symbolic link in an archive: it is never followed.',
          remedy: 'None needed unless the file that it points to belongs to the mailbox.',
        }
      : undefined;
    const folder = folderOf(entry.name);
    yield {
      path: `zip:#${entry.index}`,
      name: baseName(entry.name),
      bytes: entry.size,
      cursor: String(entry.index),
      ...(folder === '' ? {} : { folder }),
      ...(gap === undefined ? {} : { gap }),
      ...(entry.recovered ? { recovered: 'local-header' } : {}),
    };
  }
  for (const [index, gap] of listed.problems.entries()) {
    yield { path: `zip:problem:${index}`, name: 'archive', bytes: 0, cursor: String(listed.entries.length + index), gap };
  }
}

function folderOf(name: string): string {
  const parts = name
    .split(/[/\\]/)
    .slice(0, -1)
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.map((part) => `/${part.replace(/\.sbd$/, '')}`).join('');
}

function open(source: Source, path: string, limits: Limits): ReturnType<Nest['open']> {
  const index = /^zip:#(\d{1,7})$/.exec(path)?.[1];
  const entry = index === undefined ? undefined : listing(source, limits).entries[Number(index)];
  if (entry === undefined) return { gap: unknownPath() };
  const name = baseName(entry.name);
  if (entry.method === 0 && !entry.encrypted && !entry.overlaps && entry.compressedSize > 64 * 1024 ** 2)
    return { source: storedInPlace(source, entry, name) };
  if (entry.size > UNPACKED_BYTES_MAX && entry.compressedSize > UNPACKED_BYTES_MAX / limits.ratioMax) {
    return {
      gap: {
        state: 'limit',
        code: 'output',
        why: 'The file in the archive is too large to be unpacked in memory.',
        remedy: 'Unpack the archive by hand and add the folder.',
        bytes: entry.size,
      },
    };
  }
  const read = readZipEntry(source, entry, { ...limits, outputBytesMax: Math.min(limits.outputBytesMax, UNPACKED_BYTES_MAX) });
  if (!read.ok) return { gap: read.gap };
  const [gap] = read.gaps;
  return { source: sourceFromBytes(read.value, name), ...(gap === undefined ? {} : { gap }) };
}

function storedInPlace(source: Source, entry: ZipEntry, name: string): Source {
  const head = source.read(entry.localOffset, 30);
  const lead = 30 + (head[26] ?? 0) + (head[27] ?? 0) * 256 + (head[28] ?? 0) + (head[29] ?? 0) * 256;
  return sliceSource(source, { start: entry.localOffset + lead, length: entry.compressedSize, name });
}

const MAIL_NAMES = /\.(?:mbox|mbx|pst|ost|eml|emlx)$/i;
/** Archives that are documents: their reader knows their parts. */
const DOCUMENT_NAMES = new Set(['[Content_Types].xml', 'mimetype', 'META-INF/container.xml', 'META-INF/MANIFEST.MF']);

/** End record near the end. [APPNOTE] 4.3.16 */
function hasEndRecord(source: Source): boolean {
  return latin1(source.read(Math.max(0, source.size - 66_000), 66_000)).includes('PK\x05\x06');
}

/** At the top any archive is a container; inside another only one that holds mail, the rest are documents for `extract`. */
function sniff(source: Source, head: Uint8Array, isTop: boolean): number {
  const isZip = head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5) && (head[3] === 4 || head[3] === 6);
  // An archive that unpacks itself has a program in front.
  if (!isZip && !(head[0] === 0x4d && head[1] === 0x5a && hasEndRecord(source))) return 0;
  const { entries: listed } = listing(source, { partsMax: 100_000 });
  if (listed.some((entry) => DOCUMENT_NAMES.has(entry.name))) return 0;
  return isTop || listed.some((entry) => MAIL_NAMES.test(entry.name)) ? 0.9 : 0;
}

export const zipNest: Nest = { kind: 'zip', version: 1, sniff, entries, open };
