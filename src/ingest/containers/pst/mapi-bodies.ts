/** Bodies of a message: all that are stored, with what each says beyond the others. [MS-OXCMSG] 2.2.1.56 to 2.2.1.58, spec/ingest.md 3.2, 5 */
import type { RawBody } from '../../../model/index.ts';
import { CODE_PAGE_DEFAULT, CODE_PAGE_UTF8, decoderOf, decodeText } from './code-page.ts';
import type { GapList } from './gaps.ts';
import { hex } from './layout.ts';
import { MULTIPLE, PROP, TYPE, type PropertyBag } from './mapi.ts';
import { unpackRtf } from './rtf-compressed.ts';
import { readRtfBody } from './rtf-body.ts';

/** The bodies of one message say the same in other forms. */
const GROUP = 'body';

export function readBodies(bag: PropertyBag, gaps: GapList): readonly RawBody[] {
  const bodies: RawBody[] = [];
  const text = bag.text(PROP.body);
  if (text !== undefined && text !== '') bodies.push(bodyOf('text/plain', text, PROP.body, textForm(bag.typeOf(PROP.body))));
  const html = readHtml(bag, gaps);
  if (html !== undefined) bodies.push(html);
  const rich = readRich(bag, gaps, bodies);
  if (rich !== undefined) bodies.push(rich);
  return bodies;
}

function bodyOf(type: RawBody['type'], text: string, id: number, decodedBy: string): RawBody {
  return { type, text, decodedBy, part: `prop:${hex(id)}`, alternativeOf: GROUP };
}

const textForm = (type: number | undefined): string => (((type ?? 0) & ~MULTIPLE) === TYPE.narrow ? 'code-page' : 'utf-16le');

/** A string in some stores, bytes in most; the code page is PidTagInternetCodepage, and a meta tag is often a lie. spec/ingest.md 12, trap 7 */
function readHtml(bag: PropertyBag, gaps: GapList): RawBody | undefined {
  const text = bag.text(PROP.html);
  if (text !== undefined && text !== '') return bodyOf('text/html', text, PROP.html, textForm(bag.typeOf(PROP.html)));
  if (bag.typeOf(PROP.html) !== TYPE.binary) return undefined;
  const bytes = bag.bytes(PROP.html);
  if (bytes === undefined || bytes.length === 0) return undefined;
  const mark = markOf(bytes);
  if (mark !== undefined)
    return bodyOf('text/html', decodeText(bytes.subarray(mark.bytes), mark.codePage), PROP.html, `cp${mark.codePage}`);
  const declared = bag.number(PROP.internetCodePage) ?? bag.number(PROP.messageCodePage);
  if (declared !== undefined && declared > 0 && decoderOf(declared) === undefined)
    gaps.add('pst.codepage.unknown', { at: `prop:${hex(PROP.html)}` });
  const codePage = declared !== undefined && decoderOf(declared) !== undefined ? declared : guess(bytes);
  return bodyOf('text/html', decodeText(bytes, codePage), PROP.html, `cp${codePage}`);
}

/** A byte order mark beats every declaration. */
function markOf(bytes: Uint8Array): { readonly bytes: number; readonly codePage: number } | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { bytes: 3, codePage: CODE_PAGE_UTF8 };
  return bytes[0] === 0xff && bytes[1] === 0xfe ? { bytes: 2, codePage: 1200 } : undefined;
}

/** Nothing declared: UTF-8 if the bytes are that, for it is never so by chance. */
function guess(bytes: Uint8Array): number {
  const text = decodeText(bytes, CODE_PAGE_UTF8);
  return text.includes('\ufffd') ? CODE_PAGE_DEFAULT : CODE_PAGE_UTF8;
}

/** Rich text, when there is no other body, or when it has words that the others lack (a known hiding place). */
function readRich(bag: PropertyBag, gaps: GapList, others: readonly RawBody[]): RawBody | undefined {
  const packed = bag.bytes(PROP.rtfCompressed);
  if (packed === undefined || packed.length === 0) return undefined;
  const unpacked = unpackRtf(packed);
  if (unpacked === undefined || !unpacked.isWhole) gaps.add('pst.rtf.damaged', { at: `prop:${hex(PROP.rtfCompressed)}` });
  if (unpacked === undefined || unpacked.bytes.length === 0) return undefined;
  const rich = readRtfBody(unpacked.bytes);
  if (rich.text.trim() === '') return undefined;
  if (others.length > 0 && !saysMore(rich.text, others)) return undefined;
  const by = `lzfu > cp${rich.codePage}`;
  switch (rich.kind) {
    case 'html':
      return bodyOf('text/html', rich.text, PROP.rtfCompressed, `${by} > rtf-html`);
    case 'text':
      return bodyOf('text/plain', rich.text, PROP.rtfCompressed, `${by} > rtf-text`);
    case 'rtf':
      return bodyOf('text/rtf', Buffer.from(unpacked.bytes).toString('latin1'), PROP.rtfCompressed, 'lzfu');
  }
}

/** Words of letters and digits; tags and entities of HTML do no harm: the question is only whether a word is nowhere else. */
const WORDS = /[\p{L}\p{N}]{2,}/gu;
const MARKUP = /<[^<>]{0,4000}>|&[a-zA-Z0-9#]{1,10};/g;
/** Above this much text the comparison is not worth its time: both are kept. */
const COMPARED_CHARS_MAX = 4 * 1024 * 1024;

function saysMore(text: string, others: readonly RawBody[]): boolean {
  if (text.length + others.reduce((sum, { text: other }) => sum + other.length, 0) > COMPARED_CHARS_MAX) return true;
  const known = new Set<string>();
  for (const other of others) for (const [word] of other.text.toLowerCase().matchAll(WORDS)) known.add(word);
  for (const [word] of text.replace(MARKUP, ' ').toLowerCase().matchAll(WORDS)) if (!known.has(word)) return true;
  return false;
}
