/**
 * What a content is, from its bytes alone: magic numbers, names of entries and streams, statistics and grammar of text. The name breaks
 * ties between kinds of text only. spec/ingest.md 2.4
 */
import { decodeText, guessUtf16, latin1, listZip } from '../kernel/index.ts';
import { identifyText } from './identify-text.ts';

export interface Identified {
  readonly mediaType: string;
  /** Short name: of the reader, if there is one, and of the gap, if there is none (`no-reader:<kind>`). */
  readonly kind: string;
}

interface Magic {
  readonly at: number;
  /** Bytes as Latin-1; `.` in `loose` ones is any byte. */
  readonly bytes: string;
  readonly kind: string;
  readonly mediaType: string;
}

const magic = (bytes: string, kind: string, mediaType: string, at = 0): Magic => ({ at, bytes, kind, mediaType });

/** First that fits wins. [PRONOM] and the formats' own specifications. */
const MAGIC: readonly Magic[] = [
  magic('!BDN', 'pst', 'application/vnd.ms-outlook-pst'),
  magic('\x89PNG\r\n\x1a\n', 'image', 'image/png'),
  magic('\xff\xd8\xff', 'image', 'image/jpeg'),
  magic('GIF87a', 'image', 'image/gif'),
  magic('GIF89a', 'image', 'image/gif'),
  magic('II*\0', 'image', 'image/tiff'),
  magic('MM\0*', 'image', 'image/tiff'),
  magic('II+\0', 'image', 'image/tiff'),
  magic('\0\0\x01\0', 'image', 'image/vnd.microsoft.icon'),
  magic('8BPS', 'image', 'image/vnd.adobe.photoshop'),
  magic('\xd7\xcd\xc6\x9a', 'wmf', 'image/wmf'),
  magic(' EMF', 'emf', 'image/emf', 40),
  magic('DICM', 'dicom', 'application/dicom', 128),
  magic('\x1f\x8b\x08', 'gzip', 'application/gzip'),
  magic('BZh', 'bzip2', 'application/x-bzip2'),
  magic('\xfd7zXZ\0', 'xz', 'application/x-xz'),
  magic('(\xb5/\xfd', 'zstd', 'application/zstd'),
  magic('7z\xbc\xaf\x27\x1c', '7z', 'application/x-7z-compressed'),
  magic('Rar!\x1a\x07', 'rar', 'application/vnd.rar'),
  magic('MSCF', 'cab', 'application/vnd.ms-cab-compressed'),
  magic('ustar', 'tar', 'application/x-tar', 257),
  magic('\x78\x9f\x3e\x22', 'tnef', 'application/vnd.ms-tnef'),
  magic('SQLite format 3\0', 'sqlite', 'application/vnd.sqlite3'),
  magic('\0\x01\0\0Standard Jet DB', 'mdb', 'application/vnd.ms-access'),
  magic('\0\x01\0\0Standard ACE DB', 'mdb', 'application/vnd.ms-access'),
  magic('\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d', 'onenote', 'application/onenote'),
  magic('ITSF', 'chm', 'application/vnd.ms-htmlhelp'),
  magic('\xffWPC', 'wpd', 'application/vnd.wordperfect'),
  magic('%!PS', 'postscript', 'application/postscript'),
  magic('ID3', 'audio', 'audio/mpeg'),
  magic('\xff\xfb', 'audio', 'audio/mpeg'),
  magic('\xff\xf3', 'audio', 'audio/mpeg'),
  magic('#!AMR', 'audio', 'audio/amr'),
  magic('OggS', 'audio', 'audio/ogg'),
  magic('fLaC', 'audio', 'audio/flac'),
  magic('MThd', 'audio', 'audio/midi'),
  magic('\x1aE\xdf\xa3', 'video', 'video/x-matroska'),
  magic('FLV\x01', 'video', 'video/x-flv'),
  magic('\0\0\x01\xba', 'video', 'video/mpeg'),
  magic('0&\xb2u\x8ef\xcf\x11', 'video', 'video/x-ms-asf'),
  magic('MZ', 'program', 'application/vnd.microsoft.portable-executable'),
  magic('\x7fELF', 'program', 'application/x-elf'),
  magic('\xca\xfe\xba\xbe', 'program', 'application/java-vm'),
  magic('wOFF', 'font', 'font/woff'),
  magic('wOF2', 'font', 'font/woff2'),
  magic('OTTO', 'font', 'font/otf'),
  magic('\0\x01\0\0\0', 'font', 'font/ttf'),
];

const PDF_SEARCH_BYTES = 1024;

export function identify(bytes: Uint8Array, name?: string): Identified {
  const head = latin1(bytes.subarray(0, 4096));
  if (head.slice(0, PDF_SEARCH_BYTES).includes('%PDF-')) return { kind: 'pdf', mediaType: 'application/pdf' };
  if (/^PK(?:\x03\x04|\x05\x06|\x07\x08)/.test(head)) return identifyZip(bytes);
  if (head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return identifyCompound(bytes);
  const container = identifyContainer(head);
  if (container !== undefined) return container;
  const known = MAGIC.find((one) => head.startsWith(one.bytes, one.at));
  if (known?.kind === 'program' && hasZipEnd(bytes)) return identifyZip(bytes);
  if (known !== undefined && !(isShortMagic(known) && looksLikeText(bytes))) return { kind: known.kind, mediaType: known.mediaType };
  if (isBmp(head, bytes)) return { kind: 'image', mediaType: 'image/bmp' };
  if (isPkcs7(head)) return { kind: 'pkcs7', mediaType: 'application/pkcs7-mime' };
  if (looksLikeText(bytes)) return identifyText(decodeText(bytes.subarray(0, TEXT_SAMPLE_BYTES)).text, name);
  // An archive with a program in front, or bytes before it.
  if (hasZipEnd(bytes)) return identifyZip(bytes);
  return { kind: 'unknown', mediaType: 'application/octet-stream' };
}

const TEXT_SAMPLE_BYTES = 256 * 1024;

/** Two or three letters are also how a text may begin. */
function isShortMagic(one: Magic): boolean {
  return one.bytes.length <= 3 && /^[\x20-\x7e]+$/.test(one.bytes);
}

/** RIFF, ISO media and the like: the kind stands behind a size. */
function identifyContainer(head: string): Identified | undefined {
  if (head.startsWith('RIFF')) {
    const form = head.slice(8, 12);
    if (form === 'WEBP') return { kind: 'image', mediaType: 'image/webp' };
    return form === 'WAVE' ? { kind: 'audio', mediaType: 'audio/wav' } : { kind: 'video', mediaType: 'video/x-msvideo' };
  }
  if (head.slice(4, 8) !== 'ftyp') return undefined;
  const brand = head.slice(8, 12);
  if (/^(?:heic|heix|hevc|mif1|msf1|avif)/.test(brand)) return { kind: 'image', mediaType: brand === 'avif' ? 'image/avif' : 'image/heic' };
  return brand.startsWith('M4A') ? { kind: 'audio', mediaType: 'audio/mp4' } : { kind: 'video', mediaType: 'video/mp4' };
}

function isBmp(head: string, bytes: Uint8Array): boolean {
  if (!head.startsWith('BM') || bytes.length < 26) return false;
  const declared = (bytes[2] ?? 0) + (bytes[3] ?? 0) * 256 + (bytes[4] ?? 0) * 65_536 + (bytes[5] ?? 0) * 16_777_216;
  return (bytes[6] ?? 1) === 0 && (bytes[7] ?? 1) === 0 && Math.abs(declared - bytes.length) < 4096;
}

/** A sequence that begins with one of the content types of PKCS #7. [RFC 5652] 4, 5.1 */
function isPkcs7(head: string): boolean {
  return head.startsWith('0') && head.slice(1, 24).includes('\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07');
}

const COMPOUND_STREAMS: readonly (readonly [name: string, kind: string, mediaType: string])[] = [
  ['EncryptedPackage', 'encrypted-ooxml', 'application/x-ole-storage'],
  ['\tDRMContent', 'rms', 'application/x-microsoft-rpmsg-message'],
  ['__properties_version1.0', 'msg', 'application/vnd.ms-outlook'],
  ['WordDocument', 'doc', 'application/msword'],
  ['Workbook', 'xls', 'application/vnd.ms-excel'],
  ['Book', 'xls', 'application/vnd.ms-excel'],
  ['PowerPoint Document', 'ppt', 'application/vnd.ms-powerpoint'],
  ['VisioDocument', 'vsd', 'application/vnd.visio'],
  ['Quill', 'pub', 'application/x-mspublisher'],
];

/** Names of streams are UTF-16 in directory entries of 128 bytes, each with its length in bytes at 64. [MS-CFB] 2.6.1 */
function identifyCompound(bytes: Uint8Array): Identified {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [name, kind, mediaType] of COMPOUND_STREAMS) {
    const pattern = Buffer.from(`${name}\0`, 'utf16le');
    for (let at = file.indexOf(pattern); at >= 0; at = file.indexOf(pattern, at + 2)) {
      if (at % 128 === 0 && at + 66 <= file.length && file.readUInt16LE(at + 64) === pattern.length) return { kind, mediaType };
    }
  }
  return { kind: 'cfb', mediaType: 'application/x-ole-storage' };
}

const OPEN_DOCUMENT: Readonly<Record<string, string>> = { text: 'odt', spreadsheet: 'ods', presentation: 'odp', graphics: 'odg' };

function identifyZip(bytes: Uint8Array): Identified {
  const names = new Set(listZip(bytes, 5000).entries.map((entry) => entry.name));
  const any = (start: string): boolean => [...names].some((name) => name.startsWith(start));
  if (names.has('[Content_Types].xml') || any('word/') || any('xl/') || any('ppt/')) {
    if (any('word/')) return { kind: 'docx', mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' };
    if (any('xl/')) return { kind: 'xlsx', mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
    if (any('ppt/')) return { kind: 'pptx', mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation' };
    if (any('visio/')) return { kind: 'vsdx', mediaType: 'application/vnd.ms-visio.drawing' };
  }
  if (names.has('mimetype')) {
    const start = latin1(bytes.subarray(0, 200));
    const form = /application\/vnd\.oasis\.opendocument\.([a-z]+)/.exec(start)?.[1];
    if (form !== undefined) return { kind: OPEN_DOCUMENT[form] ?? 'odf', mediaType: `application/vnd.oasis.opendocument.${form}` };
    if (start.includes('application/epub+zip')) return { kind: 'epub', mediaType: 'application/epub+zip' };
  }
  return { kind: 'zip', mediaType: 'application/zip' };
}

/** End record of an archive, near the end. [APPNOTE] 4.3.16 */
export function hasZipEnd(bytes: Uint8Array): boolean {
  const tail = latin1(bytes.subarray(Math.max(0, bytes.length - 66_000)));
  return tail.includes('PK\x05\x06') && listZip(bytes, 10).entries.length > 0;
}

/** Share of control bytes above which bytes are no text; a few are in any old mail. */
const CONTROL_SHARE = 0.02;
/** Text of one byte a character is mostly letters of ASCII in the mail of this product; other text is UTF-8 or has its own marks. */
const HIGH_SHARE = 0.4;

function looksLikeText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, TEXT_SAMPLE_BYTES);
  if ((sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff) || guessUtf16(sample) !== undefined) {
    return controlShare(decodeText(sample.subarray(0, sample.length & ~1)).text) < CONTROL_SHARE;
  }
  let controls = 0;
  let high = 0;
  for (const byte of sample) {
    if (byte >= 0x80) high += 1;
    else if (
      byte < 0x20 &&
      byte !== 0x09 &&
      byte !== 0x0a &&
      byte !== 0x0d &&
      byte !== 0x0c &&
      byte !== 0x1b &&
      byte !== 0x0b &&
      byte !== 0x1c
    )
      controls += 1;
  }
  // A few bytes more: one NUL in a short text is a flaw, not a format.
  if (controls > sample.length * CONTROL_SHARE + 2) return false;
  if (high <= sample.length * HIGH_SHARE) return high < 4 || controls === 0 || high < sample.length * 0.1 || isMostlyUtf8(sample);
  return isMostlyUtf8(sample);
}

function controlShare(text: string): number {
  let controls = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 && code !== 9 && code !== 10 && code !== 13) controls += 1;
  }
  return text.length === 0 ? 1 : controls / text.length;
}

/** A sample may end inside a character: a handful of replacements is allowed. */
function isMostlyUtf8(sample: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(sample);
  let replaced = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) replaced += 1;
  return replaced <= 3;
}
