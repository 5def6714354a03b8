/**
 * What a ZIP archive holds: entries of the central directory and those that only have a local header. Names are data, never paths.
 * [APPNOTE] 4.3, 4.4 · spec/ingest.md 3.5. Reading one entry: `zip-entry.ts`.
 */
import iconv from 'iconv-lite';
import { crc32 } from 'node:zlib';
import { byNumber } from './order.ts';

/** Anything with random access. A `Source` of ingest is one; bytes in memory become one by `zipInput`. */
export interface ZipInput {
  readonly size: number;
  /** Bytes [at, at + length), shorter at the end. */
  read(at: number, length: number): Uint8Array;
}

/** Same fields as a reading gap of the model, which the kernel does not know. Holds no evidence text. */
export interface ZipTrouble {
  readonly state: 'partial' | 'encrypted' | 'unsupported' | 'corrupt' | 'limit';
  readonly code: string;
  readonly why: string;
  readonly remedy: string;
  readonly at?: string;
  readonly bytes?: number;
}

export interface ZipEntry {
  /** Position in the list: `zip:#12`. Entries of the directory first, in its order, then those found by scanning. */
  readonly index: number;
  readonly name: string;
  readonly compressedSize: number;
  /** As declared; a lie is found only by reading. */
  readonly size: number;
  /** 0 stored, 8 deflated … For AES the method inside. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly aes?: { readonly version: number; readonly strength: number };
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
  readonly crc: number;
  /** DOS time word: check byte of the traditional encryption when sizes stand behind the data. */
  readonly dosTime: number;
  readonly flags: number;
  readonly localOffset: number;
  /** Shares its bytes with an entry before it: reading it again is how overlap bombs work. */
  readonly overlaps: boolean;
  /** Only a local header tells of it. */
  readonly recovered: boolean;
}

export interface ZipListing {
  readonly entries: readonly ZipEntry[];
  readonly problems: readonly ZipTrouble[];
  /** Entries that the end record announces. */
  readonly announced: number | undefined;
}

type Draft = { -readonly [K in keyof ZipEntry]: ZipEntry[K] };

export const LOCAL_SIGNATURE = 0x04034b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const END_SIGNATURE = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64_SIGNATURE = 0x06064b50;
/** End record 22 bytes and a comment of at most 65,535. [APPNOTE] 4.3.16 */
const END_SEARCH_BYTES = 22 + 65_535 + 20;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const ENTRIES_MAX = 200_000;
/** Entries without a directory row are looked for in at most this many bytes that no entry claims. */
const SCAN_BYTES_MAX = 256 * 1024 ** 2;
const SCAN_WINDOW = 1024 ** 2;

export function zipInput(bytes: Uint8Array): ZipInput {
  return { size: bytes.length, read: (at, length) => bytes.subarray(Math.max(0, at), Math.max(0, at) + Math.max(0, length)) };
}

export function listZip(source: Uint8Array | ZipInput, entriesMax = ENTRIES_MAX): ZipListing {
  const input = source instanceof Uint8Array ? zipInput(source) : source;
  const problems: ZipTrouble[] = [];
  const end = findEnd(input);
  const drafts = end === undefined ? [] : readDirectory(input, end, entriesMax, problems);
  if (end === undefined) {
    problems.push({
      state: 'partial',
      code: 'zip.no-directory',
      why: 'The list of entries at the end of the archive is missing; entries were found by their own headers.',
      remedy: 'Get the archive again from where it came from.',
    });
  }
  markOverlaps(drafts, input);
  recoverEntries(input, drafts, end?.directoryStart ?? input.size, entriesMax, problems);
  const entries = drafts.map((draft, index): ZipEntry => ({ ...draft, index }));
  if (entries.some((entry) => entry.overlaps)) {
    problems.push({
      state: 'limit',
      code: 'zip.overlap',
      why: 'Several entries of the archive claim the same bytes; these are read once.',
      remedy: 'None needed unless the archive is trusted; then unpack it by hand and add the folder.',
    });
  }
  return { entries, problems, announced: end?.count };
}

interface End {
  readonly directoryStart: number;
  /** Bytes in front of the archive: offsets in it are relative to this. */
  readonly base: number;
  readonly count: number;
}

/** The last end record whose directory is there. A comment may hold a forged one: the one that fits the end of the file wins. */
function findEnd(input: ZipInput): End | undefined {
  const tailStart = Math.max(0, input.size - END_SEARCH_BYTES);
  const tail = input.read(tailStart, END_SEARCH_BYTES);
  const found: { end: End; exact: boolean }[] = [];
  for (let at = tail.length - 22; at >= 0 && found.length < 8; at -= 1) {
    if (tail[at] !== 0x50 || u32(tail, at) !== END_SIGNATURE) continue;
    const end = checkEnd(input, tail, at, tailStart + at);
    if (end === undefined) continue;
    const exact = at + 22 + u16(tail, at + 20) === tail.length;
    if (exact && end.count > 0) return end;
    found.push({ end, exact });
  }
  return (found.find((one) => one.end.count > 0) ?? found.find((one) => one.exact) ?? found[0])?.end;
}

function checkEnd(input: ZipInput, tail: Uint8Array, at: number, absolute: number): End | undefined {
  let count = u16(tail, at + 10);
  let size = u32(tail, at + 12);
  let offset = u32(tail, at + 16);
  let directoryEnd = absolute;
  if (count === 0xffff || size === 0xffffffff || offset === 0xffffffff) {
    const locator = input.read(absolute - 20, 20);
    if (absolute >= 20 && locator.length === 20 && u32(locator, 0) === END64_LOCATOR) {
      const at64 = u64(locator, 8);
      const record = input.read(at64, 56);
      if (record.length === 56 && u32(record, 0) === END64_SIGNATURE) {
        count = u64(record, 32);
        size = u64(record, 40);
        offset = u64(record, 48);
        directoryEnd = at64;
      }
    }
  }
  if (count === 0) return size === 0 ? { directoryStart: directoryEnd, base: 0, count } : undefined;
  const starts = (start: number): boolean => start >= 0 && start < directoryEnd && u32(input.read(start, 4), 0) === CENTRAL_SIGNATURE;
  if (starts(offset)) return { directoryStart: offset, base: 0, count };
  const shifted = directoryEnd - size;
  return starts(shifted) ? { directoryStart: shifted, base: shifted - offset, count } : undefined;
}

function readDirectory(input: ZipInput, end: End, entriesMax: number, problems: ZipTrouble[]): Draft[] {
  const drafts: Draft[] = [];
  let at = end.directoryStart;
  let window = new Uint8Array(0);
  let windowStart = 0;
  const need = (start: number, length: number): Uint8Array => {
    if (start < windowStart || start + length > windowStart + window.length) {
      windowStart = start;
      window = Uint8Array.from(input.read(start, Math.max(length, SCAN_WINDOW)));
    }
    return window.subarray(start - windowStart, start - windowStart + length);
  };
  while (at + CENTRAL_BYTES <= input.size) {
    const head = need(at, CENTRAL_BYTES);
    if (u32(head, 0) !== CENTRAL_SIGNATURE) break;
    if (drafts.length >= entriesMax) {
      problems.push(entryLimit());
      break;
    }
    const nameBytes = u16(head, 28);
    const extraBytes = u16(head, 30);
    const rowBytes = CENTRAL_BYTES + nameBytes + extraBytes + u16(head, 32);
    const row = need(at, rowBytes);
    drafts.push(centralEntry(row, nameBytes, extraBytes, end.base));
    at += rowBytes;
  }
  if (drafts.length < end.count && drafts.length < entriesMax) {
    problems.push({
      state: 'partial',
      code: 'zip.directory-short',
      why: `The archive announces ${end.count} entries, its list holds ${drafts.length}.`,
      remedy: 'Get the archive again from where it came from.',
    });
  }
  return drafts;
}

function centralEntry(row: Uint8Array, nameBytes: number, extraBytes: number, base: number): Draft {
  const flags = u16(row, 8);
  const rawName = row.subarray(CENTRAL_BYTES, CENTRAL_BYTES + nameBytes);
  const extra = row.subarray(CENTRAL_BYTES + nameBytes, CENTRAL_BYTES + nameBytes + extraBytes);
  const mode = u32(row, 38) >>> 16;
  const sizes = zip64(extra, { size: u32(row, 24), compressedSize: u32(row, 20), localOffset: u32(row, 42) });
  return draftOf({
    flags,
    rawName,
    extra,
    method: u16(row, 10),
    crc: u32(row, 16),
    dosTime: u16(row, 12),
    mode,
    recovered: false,
    ...sizes,
    localOffset: sizes.localOffset + base,
  });
}

interface EntryFacts {
  readonly flags: number;
  readonly rawName: Uint8Array;
  readonly extra: Uint8Array;
  readonly method: number;
  readonly crc: number;
  readonly dosTime: number;
  readonly mode: number;
  readonly size: number;
  readonly compressedSize: number;
  readonly localOffset: number;
  readonly recovered: boolean;
}

function draftOf(facts: EntryFacts): Draft {
  const name = entryName(facts.rawName, facts.flags, facts.extra);
  const aes = facts.method === 99 ? aesExtra(facts.extra) : undefined;
  return {
    index: 0,
    name,
    compressedSize: facts.compressedSize,
    size: facts.size,
    method: aes?.method ?? facts.method,
    encrypted: (facts.flags & 1) !== 0,
    ...(aes === undefined ? {} : { aes: { version: aes.version, strength: aes.strength } }),
    // A "directory" with data is an entry like any other.
    isDirectory: name.endsWith('/') && facts.size === 0 && facts.compressedSize === 0,
    isSymlink: (facts.mode & 0o170000) === 0o120000,
    crc: facts.crc,
    dosTime: facts.dosTime,
    flags: facts.flags,
    localOffset: facts.localOffset,
    overlaps: false,
    recovered: facts.recovered,
  };
}

/** Sizes over 4 GiB stand in extra field 0x0001, only those that are all ones outside, in this order. [APPNOTE] 4.5.3 */
function zip64<T extends { size: number; compressedSize: number; localOffset: number }>(extra: Uint8Array, sizes: T): T {
  const field = extraField(extra, 0x0001);
  if (field === undefined) return sizes;
  const wide = { ...sizes };
  let at = 0;
  for (const key of ['size', 'compressedSize', 'localOffset'] as const) {
    if (sizes[key] !== 0xffffffff || at + 8 > field.length) continue;
    wide[key] = u64(field, at) as T[typeof key];
    at += 8;
  }
  return wide;
}

function extraField(extra: Uint8Array, id: number): Uint8Array | undefined {
  for (let at = 0; at + 4 <= extra.length; at += 4 + u16(extra, at + 2)) {
    if (u16(extra, at) === id) return extra.subarray(at + 4, at + 4 + u16(extra, at + 2));
  }
  return undefined;
}

/** WinZip AES: vendor version, `AE`, strength 1 to 3, the real method. [WinZip AE] III */
function aesExtra(extra: Uint8Array): { version: number; strength: number; method: number } | undefined {
  const field = extraField(extra, 0x9901);
  if (field === undefined || field.length < 7) return undefined;
  return { version: u16(field, 0), strength: field[4] ?? 0, method: u16(field, 5) };
}

/** UTF-8 by flag or by extra field 0x7075 (if its CRC is of this name), UTF-8 by validity, else code page 437. [APPNOTE] 4.6.9, D.1 */
function entryName(raw: Uint8Array, flags: number, extra: Uint8Array): string {
  const unicode = extraField(extra, 0x7075);
  if (unicode !== undefined && unicode.length > 5 && u32(unicode, 1) === crc32(raw)) return new TextDecoder().decode(unicode.subarray(5));
  if ((flags & 0x800) !== 0) return new TextDecoder().decode(raw);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return iconv.decode(Buffer.from(raw), 'cp437');
  }
}

/** Bytes of an entry, its local header included. The header's own name and extra field are shorter or longer than the directory's. */
function claimedEnd(entry: Draft, input: ZipInput): number {
  const head = input.read(entry.localOffset, LOCAL_BYTES);
  const lead = head.length === LOCAL_BYTES && u32(head, 0) === LOCAL_SIGNATURE ? LOCAL_BYTES + u16(head, 26) + u16(head, 28) : LOCAL_BYTES;
  return entry.localOffset + lead + entry.compressedSize;
}

function markOverlaps(drafts: Draft[], input: ZipInput): void {
  const order = drafts
    .map((_, index) => index)
    .sort((a, b) => byNumber(drafts[a]?.localOffset ?? 0, drafts[b]?.localOffset ?? 0) || byNumber(a, b));
  let reached = 0;
  for (const index of order) {
    const draft = drafts[index];
    if (draft === undefined) continue;
    if (draft.localOffset < reached) draft.overlaps = true;
    else reached = Math.max(reached, claimedEnd(draft, input));
  }
}

/** Looks for local headers where no entry of the directory lies: the whole file when there is no directory. */
function recoverEntries(input: ZipInput, drafts: Draft[], stop: number, entriesMax: number, problems: ZipTrouble[]): void {
  const known = drafts
    .map((draft) => ({ start: draft.localOffset, end: claimedEnd(draft, input) }))
    .sort((a, b) => byNumber(a.start, b.start));
  let budget = SCAN_BYTES_MAX;
  let at = 0;
  for (const range of [...known, { start: Math.min(stop, input.size), end: input.size }]) {
    while (at + LOCAL_BYTES <= range.start && budget > 0) {
      const hit = findLocal(input, at, Math.min(range.start, at + budget));
      budget -= (hit ?? range.start) - at;
      if (hit === undefined) break;
      const entry = localEntry(input, hit, range.start);
      if (entry === undefined) {
        at = hit + 4;
        continue;
      }
      if (drafts.length >= entriesMax) {
        problems.push(entryLimit());
        return;
      }
      drafts.push(entry.draft);
      at = entry.end;
    }
    at = Math.max(at, range.end);
  }
}

function findLocal(input: ZipInput, from: number, to: number): number | undefined {
  for (let at = from; at + 4 <= to; at += SCAN_WINDOW - 3) {
    const window = Buffer.from(input.read(at, Math.min(SCAN_WINDOW, to - at)));
    const hit = window.indexOf('PK\x03\x04', 0, 'latin1');
    if (hit >= 0) return at + hit;
  }
  return undefined;
}

function localEntry(input: ZipInput, at: number, stop: number): { draft: Draft; end: number } | undefined {
  const head = input.read(at, LOCAL_BYTES);
  if (head.length < LOCAL_BYTES || u16(head, 4) > 100) return undefined;
  const nameBytes = u16(head, 26);
  const extraBytes = u16(head, 28);
  const dataStart = at + LOCAL_BYTES + nameBytes + extraBytes;
  if (dataStart > stop) return undefined;
  const names = input.read(at + LOCAL_BYTES, nameBytes + extraBytes);
  const flags = u16(head, 6);
  const extra = names.subarray(nameBytes);
  const sizes = zip64(extra, { size: u32(head, 22), compressedSize: u32(head, 18), localOffset: at });
  let end = dataStart + sizes.compressedSize;
  // Bit 3: sizes stand behind the data. Then, and where the size runs too far, the next header or the directory ends the entry.
  if ((flags & 8) !== 0 || end > stop) {
    const next = findLocal(input, dataStart, stop);
    end = next ?? stop;
  }
  const facts = {
    flags,
    rawName: names.subarray(0, nameBytes),
    extra,
    method: u16(head, 8),
    crc: u32(head, 14),
    dosTime: u16(head, 10),
    mode: 0,
    recovered: true,
  };
  return { draft: draftOf({ ...facts, ...sizes, compressedSize: end - dataStart }), end };
}

function entryLimit(): ZipTrouble {
  return {
    state: 'limit',
    code: 'parts',
    why: 'The archive has more entries than the limit allows.',
    remedy: 'Raise `limits.partsMax` in case.yaml.',
  };
}

export function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

export function u32(bytes: Uint8Array, at: number): number {
  return (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0;
}

/** Above 2^53 a size is a lie; what is lost there does not matter. */
function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) + u32(bytes, at + 4) * 2 ** 32;
}
