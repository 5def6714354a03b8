/** Reads one entry of a ZIP within limits: unlocks, unpacks, verifies. What a bomb or a torn stream gave until then is kept. */
import { Inflate } from 'fflate';
import { constants, crc32, inflateRawSync } from 'node:zlib';
import type { Limits } from './limits.ts';
import { lost, partial, whole, type Outcome } from './outcome.ts';
import { openWinZipAes, openZipCrypto } from './zip-crypt.ts';
import { LOCAL_SIGNATURE, u16, u32, zipInput, type ZipEntry, type ZipInput, type ZipTrouble } from './zip.ts';

type Bounds = Pick<Limits, 'outputBytesMax' | 'ratioMax' | 'outputSlackBytes'>;
type Reading = Outcome<Uint8Array, ZipTrouble>;

/** A stream is fed in pieces this small when its end is in doubt: at most 1,032 times as much comes out of one. [RFC 1951] 3.2.5 */
const SALVAGE_CHUNK = 512;

/**
 * Bytes of one entry. Gap codes: `zip.locked:zipcrypto|aes|strong`, `zip.method:N`, `zip.overlap`, `zip.crc`, `zip.truncated`, `zip.local-header`,
 * `output`, `ratio`. A directory gives no bytes; a symbolic link gives its target as bytes and is never followed.
 */
export function readZipEntry(source: Uint8Array | ZipInput, entry: ZipEntry, limits: Bounds, password?: string): Reading {
  const input = source instanceof Uint8Array ? zipInput(source) : source;
  if (entry.overlaps)
    return lost(
      trouble(
        'limit',
        'zip.overlap',
        'The entry claims bytes of another entry, which are read there.',
        'None needed unless the archive is trusted.',
      ),
    );
  const head = input.read(entry.localOffset, 30);
  if (head.length < 30 || u32(head, 0) !== LOCAL_SIGNATURE) {
    return lost(
      trouble(
        'corrupt',
        'zip.local-header',
        'Where the entry should begin there is no entry.',
        'Get the archive again from where it came from.',
      ),
    );
  }
  const dataStart = entry.localOffset + 30 + u16(head, 26) + u16(head, 28);
  const wanted = Math.min(entry.compressedSize, Math.max(0, input.size - dataStart));
  if (wanted > limits.outputBytesMax) return lost(limitTrouble('output', wanted));
  const stored = input.read(dataStart, wanted);
  const unlocked = unlock(entry, stored, password);
  if (!unlocked.ok) return unlocked;
  const unpacked = unpack(unlocked.value, entry, limits);
  if (!unpacked.ok) return unpacked;
  const gaps = [
    ...unlocked.gaps,
    ...unpacked.gaps,
    ...(wanted < entry.compressedSize && unpacked.gaps.length === 0 ? truncatedUnless(unpacked.value, entry) : []),
  ];
  if (gaps.length > 0) return partial(unpacked.value, ...gaps);
  return isVerified(unpacked.value, entry, unlocked.value) ? whole(unpacked.value) : wrongSum(entry, unpacked.value);
}

/** AE-2 has no CRC (its HMAC was checked); a recovered entry whose header came before its sizes has none to compare. [WinZip AE] IV */
function isVerified(bytes: Uint8Array, entry: ZipEntry, packed: Uint8Array): boolean {
  if (entry.aes?.version === 2) return true;
  if (entry.recovered && (entry.flags & 8) !== 0) return entry.crc === 0 || entry.crc === crc32(bytes) || packed.length === 0;
  return crc32(bytes) === entry.crc;
}

function wrongSum(entry: ZipEntry, bytes: Uint8Array): Reading {
  if (entry.encrypted && entry.aes === undefined) return lost(locked('zipcrypto'));
  return partial(
    bytes,
    trouble('partial', 'zip.crc', 'The check sum of the entry is not that of its bytes.', 'Get the archive again and compare.'),
  );
}

/** A lie about the packed size is none when the check sum holds. */
function truncatedUnless(bytes: Uint8Array, entry: ZipEntry): ZipTrouble[] {
  return crc32(bytes) === entry.crc ? [] : [truncated()];
}

function unlock(entry: ZipEntry, stored: Uint8Array, password: string | undefined): Reading {
  if (!entry.encrypted) return whole(stored);
  if ((entry.flags & 0x40) !== 0) return lost(locked('strong'));
  if (entry.aes !== undefined) {
    const opened = tryWords(password, (word) => openWinZipAes(stored, word, entry.aes?.strength ?? 0));
    if (opened === undefined) return lost(locked('aes'));
    if (opened.authentic) return whole(opened.plain);
    return partial(
      opened.plain,
      trouble('partial', 'zip.crc', 'The seal of the locked entry is not that of its bytes.', 'Get the archive again and compare.'),
    );
  }
  // With bit 3 the CRC is not known in front: the check byte is then of the time. [APPNOTE] 6.1.6
  const check = (entry.flags & 8) !== 0 ? entry.dosTime >>> 8 : entry.crc >>> 24;
  const plain = tryWords(password, (word) => openZipCrypto(stored, word, check & 0xff));
  return plain === undefined ? lost(locked('zipcrypto')) : whole(plain);
}

/** Old tools took the bytes of the platform's code page, new ones UTF-8. */
function tryWords<T>(password: string | undefined, open: (word: Uint8Array) => T | undefined): T | undefined {
  const text = password ?? '';
  const utf8 = Buffer.from(text, 'utf8');
  const latin1 = Buffer.from(text, 'latin1');
  return open(utf8) ?? (utf8.equals(latin1) ? undefined : open(latin1));
}

function unpack(packed: Uint8Array, entry: ZipEntry, limits: Bounds): Reading {
  if (entry.method === 0) return whole(packed);
  if (entry.method !== 8) {
    return lost(
      trouble(
        'unsupported',
        `zip.method:${entry.method}`,
        'The entry is packed by a method that is not read.',
        'Unpack the archive by hand and add the folder.',
      ),
    );
  }
  return inflateBounded(packed, limits);
}

/**
 * Inflates raw deflate data. Output is at most `ratioMax` times the input plus the slack, and `outputBytesMax`; the head of a bomb and
 * what stands before a torn place are given with their gap (`ratio`, `output`, `zip.truncated`, `zip.inflate`).
 */
export function inflateBounded(packed: Uint8Array, limits: Bounds): Reading {
  const byRatio = packed.length * limits.ratioMax + limits.outputSlackBytes;
  const most = Math.max(1, Math.min(byRatio, limits.outputBytesMax));
  try {
    return whole(inflateRawSync(packed, { maxOutputLength: most }));
  } catch (cause) {
    return salvage(packed, most, byRatio < limits.outputBytesMax ? 'ratio' : 'output', cause);
  }
}

/** Most that deflate makes of one byte. [RFC 1951] 3.2.5 */
const EXPANSION_MAX = 1032;

/** The beginning of a stream whose whole output is too large: native, by a piece of the input that is known to fit. */
function inflateHead(packed: Uint8Array, most: number): Uint8Array {
  let best: Uint8Array = new Uint8Array(0);
  for (let take = Math.max(64, Math.floor(most / EXPANSION_MAX)); take < packed.length; take *= 2) {
    try {
      best = inflateRawSync(packed.subarray(0, take), { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH });
    } catch (cause) {
      // The last piece that fitted is the head.
      if (!(cause instanceof Error)) throw cause;
      break;
    }
  }
  return best;
}

function salvage(packed: Uint8Array, most: number, limit: 'ratio' | 'output', cause: unknown): Reading {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    const head = inflateHead(packed, most);
    return partial(head, limitTrouble(limit, head.length));
  }
  const bytes = inflateTorn(packed, most) ?? inflateBroken(packed, most);
  if (bytes.length >= most) return partial(bytes, limitTrouble(limit, bytes.length));
  if (bytes.length === 0) return lost({ ...truncated(), state: 'corrupt', code: 'zip.inflate' });
  return partial(bytes, truncated());
}

/** A stream that ends too early gives all that it has. `undefined` when it is broken inside. */
function inflateTorn(packed: Uint8Array, most: number): Uint8Array | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    return undefined;
  }
}

/** What stands before a broken place, in pieces: the one that breaks is lost. */
function inflateBroken(packed: Uint8Array, most: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const stream = new Inflate((chunk) => {
    if (length < most) pieces.push(chunk.subarray(0, most - length));
    length += chunk.length;
  });
  try {
    for (let at = 0; at < packed.length && length < most; at += SALVAGE_CHUNK) stream.push(packed.subarray(at, at + SALVAGE_CHUNK), false);
  } catch (broken) {
    // The gap of the caller tells of the break; the pieces before it are kept.
    if (!(broken instanceof Error)) throw broken;
  }
  return Buffer.concat(pieces);
}

function trouble(state: ZipTrouble['state'], code: string, why: string, remedy: string): ZipTrouble {
  return { state, code, why, remedy };
}

function truncated(): ZipTrouble {
  return trouble(
    'partial',
    'zip.truncated',
    'The packed bytes end or break before their end.',
    'Get the archive again from where it came from.',
  );
}

function locked(method: 'zipcrypto' | 'aes' | 'strong'): ZipTrouble {
  return trouble(
    'encrypted',
    `zip.locked:${method}`,
    'The entry is locked and no known password opens it.',
    'Add the password to the file of passwords and run again.',
  );
}

function limitTrouble(code: 'output' | 'ratio', bytes: number): ZipTrouble {
  const why =
    code === 'ratio'
      ? 'The entry unpacks to far more than it holds, as a bomb does; its beginning was read.'
      : 'The entry is larger than the limit; its beginning was read.';
  return {
    state: 'limit',
    code,
    why,
    remedy: 'If the archive is trusted, raise `limits.ratioMax` or `limits.outputBytesMax` in case.yaml.',
    bytes,
  };
}
