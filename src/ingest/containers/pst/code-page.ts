/** Text of narrow string properties: Windows code pages by number. [MS-UCODEREF] 2.2.1; labels of [WHATWG Encoding] 4.2 */
import iconv from 'iconv-lite';

/** Where the platform's decoder has it. ISO-8859-1 and ASCII are read as Windows-1252, as the web and Outlook do. */
const LABELS: Readonly<Record<number, string>> = {
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  1200: 'utf-16le',
  1201: 'utf-16be',
  1250: 'windows-1250',
  1251: 'windows-1251',
  1252: 'windows-1252',
  1253: 'windows-1253',
  1254: 'windows-1254',
  1255: 'windows-1255',
  1256: 'windows-1256',
  1257: 'windows-1257',
  1258: 'windows-1258',
  10000: 'macintosh',
  10007: 'x-mac-cyrillic',
  20127: 'windows-1252',
  20866: 'koi8-r',
  20932: 'euc-jp',
  21866: 'koi8-u',
  28591: 'windows-1252',
  28592: 'iso-8859-2',
  28593: 'iso-8859-3',
  28594: 'iso-8859-4',
  28595: 'iso-8859-5',
  28596: 'iso-8859-6',
  28597: 'iso-8859-7',
  28598: 'iso-8859-8',
  28599: 'windows-1254',
  28603: 'iso-8859-13',
  28605: 'iso-8859-15',
  38598: 'iso-8859-8-i',
  50220: 'iso-2022-jp',
  50221: 'iso-2022-jp',
  50222: 'iso-2022-jp',
  51932: 'euc-jp',
  51936: 'gbk',
  51949: 'euc-kr',
  52936: 'gbk',
  54936: 'gb18030',
  65001: 'utf-8',
};
export const CODE_PAGE_DEFAULT = 1252;
export const CODE_PAGE_UTF8 = 65001;

const decoders = new Map<number, (bytes: Uint8Array) => string>();

/** A decoder for a code page, or undefined if none is known. */
export function decoderOf(codePage: number): ((bytes: Uint8Array) => string) | undefined {
  const known = decoders.get(codePage);
  if (known !== undefined) return known;
  const label = LABELS[codePage];
  const made = label !== undefined ? byPlatform(label) : iconv.encodingExists(`cp${codePage}`) ? byTable(`cp${codePage}`) : undefined;
  if (made !== undefined) decoders.set(codePage, made);
  return made;
}

/** Bytes that do not fit become U+FFFD. */
function byPlatform(label: string): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  return (bytes) => decoder.decode(bytes);
}

/** The DOS code pages (437, 850 …). */
function byTable(name: string): (bytes: Uint8Array) => string {
  return (bytes) => iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), name);
}

export function decodeText(bytes: Uint8Array, codePage: number): string {
  const decode = decoderOf(codePage) ?? decoderOf(CODE_PAGE_DEFAULT);
  return decode === undefined ? '' : decode(bytes);
}

/** UTF-16LE as stored in wide properties; an odd last byte is dropped. Lone surrogates stay for `extract` to replace. */
export function decodeWide(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length - (bytes.length % 2)).toString('utf16le');
}
