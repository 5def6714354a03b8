/** What a PDF says about itself outside its pages: properties, outline, scripts, form data packets, XMP. Nothing of it is lost. */
import type { Locator } from '../../../model/index.ts';
import type { DocumentBuilder } from '../../document-builder.ts';
import { xmlText } from '../xml.ts';
import type { PdfEngine } from './engine.ts';

const KEYS_MAX = 200;
const BOOKMARKS_MAX = 20_000;
const SCRIPTS_MAX = 1_000;
const SCRIPT_CHARS_MAX = 1_000_000;
const XMP_BYTES_MAX = 4 * 1024 ** 2;
const STANDARD_KEYS = ['Title', 'Author', 'Subject', 'Keywords', 'Creator', 'Producer', 'CreationDate', 'ModDate'] as const;

export interface PdfProperties {
  /** Milliseconds UTC of the last change, else of creation. */
  readonly date: number | undefined;
  readonly values: ReadonlySet<string>;
}

export function readProperties(engine: PdfEngine, document: number, builder: DocumentBuilder): PdfProperties {
  const { api } = engine;
  const values = new Map<string, string>();
  const meta = (key: string): string => engine.utf16((at, bytes) => api.FPDF_GetMetaText(document, key, at, bytes));
  for (const key of [...STANDARD_KEYS, ...customKeys(engine, document)]) {
    const value = meta(key);
    if (value.length > 0) values.set(key, value);
  }
  for (const [key, value] of values)
    writeLine(builder, { label: key, text: `${key}: ${value}`, zone: 'property', at: { kind: 'field', path: `Info.${key}` } });
  for (const title of bookmarks(engine, document)) {
    writeLine(builder, { label: 'Outline', text: title, zone: 'property', at: { kind: 'field', path: 'Outlines' } });
  }
  for (const text of [...scripts(engine, document), ...formPackets(engine, document)]) {
    writeLine(builder, { text, zone: 'package', at: { kind: 'field', path: 'Names.JavaScript' } });
  }
  const date = pdfDate(values.get('ModDate')) ?? pdfDate(values.get('CreationDate'));
  return { date, values: new Set(values.values()) };
}

function customKeys(engine: PdfEngine, document: number): string[] {
  const { api } = engine;
  const count = Math.min(api.EPDF_GetMetaKeyCount(document, true), KEYS_MAX);
  const keys: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const key = engine.utf8((at, bytes) => api.EPDF_GetMetaKeyName(document, index, true, at, bytes));
    if (key.length > 0 && !STANDARD_KEYS.some((known) => known === key)) keys.push(key);
  }
  return keys;
}

/** Depth first, with a visited set: outlines of damaged files run in circles. */
function bookmarks(engine: PdfEngine, document: number): string[] {
  const { api } = engine;
  const titles: string[] = [];
  const seen = new Set<number>();
  const open = [api.FPDFBookmark_GetFirstChild(document, 0)];
  while (open.length > 0 && seen.size < BOOKMARKS_MAX) {
    const bookmark = open.pop() ?? 0;
    if (bookmark === 0 || seen.has(bookmark)) continue;
    seen.add(bookmark);
    const title = engine.utf16((at, bytes) => api.FPDFBookmark_GetTitle(bookmark, at, bytes));
    if (title.length > 0) titles.push(title);
    open.push(api.FPDFBookmark_GetNextSibling(document, bookmark), api.FPDFBookmark_GetFirstChild(document, bookmark));
  }
  return titles;
}

function scripts(engine: PdfEngine, document: number): Set<string> {
  const { api } = engine;
  const found = new Set<string>();
  const count = Math.min(api.FPDFDoc_GetJavaScriptActionCount(document), SCRIPTS_MAX);
  for (let index = 0; index < count; index += 1) {
    const action = api.FPDFDoc_GetJavaScriptAction(document, index);
    if (action === 0) continue;
    const script = engine.utf16((at, bytes) => api.FPDFJavaScriptAction_GetScript(action, at, bytes));
    // Of a program only its strings are words; they hold default values and addresses that forms are sent to.
    for (const literal of script.slice(0, SCRIPT_CHARS_MAX).matchAll(/"(?:[^"\\\n]|\\.){4,}"|'(?:[^'\\\n]|\\.){4,}'/g))
      found.add(literal[0].slice(1, -1));
    api.FPDFDoc_CloseJavaScriptAction(action);
  }
  return found;
}

/** XFA: the data of a form as XML. */
function formPackets(engine: PdfEngine, document: number): string[] {
  const { api } = engine;
  const found: string[] = [];
  const count = Math.min(api.FPDF_GetXFAPacketCount(document), 64);
  for (let index = 0; index < count; index += 1) {
    const packet = packetText(engine, document, index);
    const text = xmlText(packet).join('\n');
    if (text.length > 0) found.push(text);
  }
  return found;
}

function packetText(engine: PdfEngine, document: number, index: number): string {
  const lengthAt = engine.alloc(8);
  try {
    return engine.utf8((at, bytes) => {
      if (!engine.api.FPDF_GetXFAPacketContent(document, index, at, bytes, lengthAt)) return 0;
      return engine.u32(lengthAt);
    });
  } finally {
    engine.free(lengthAt);
  }
}

const XMP_START = '<x:xmpmeta';
const XMP_END = '</x:xmpmeta>';

/** XMP packets stand unpacked in the file, so that tools which know nothing of PDF find them. */
export function readXmp(bytes: Uint8Array, known: ReadonlySet<string>, builder: DocumentBuilder): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const seen = new Set<string>();
  for (let at = file.indexOf(XMP_START), count = 0; at >= 0 && count < 16; at = file.indexOf(XMP_START, at + 1), count += 1) {
    const end = file.indexOf(XMP_END, at);
    if (end < 0 || end - at > XMP_BYTES_MAX) return;
    for (const text of xmlText(file.toString('utf8', at, end + XMP_END.length), { attributes: false })) {
      if (seen.has(text) || known.has(text) || isBookkeeping(text)) continue;
      seen.add(text);
      writeLine(builder, { label: 'XMP', text, zone: 'property', at: { kind: 'bytes', start: at, end: end + XMP_END.length } });
    }
  }
}

/** Ids, dates, types and numbers by which tools keep track of a file. */
function isBookkeeping(text: string): boolean {
  return /^(?:(?:uuid|xmp\.[id]id|adobe:docid[^ ]*):\S+|\d{4}-\d\d-\d\dT[\d:.+Z-]+|[a-z]+\/[a-z0-9.+-]+|[\d/.]{1,24})$/.test(text);
}

export function writeLine(
  builder: DocumentBuilder,
  line: { readonly text: string; readonly at: Locator; readonly zone: 'property' | 'package'; readonly label?: string },
): void {
  if (builder.length > 0) builder.append('\n', line.at);
  const { start, end } = builder.append(line.text, line.at);
  const { zone, label } = line;
  builder.block({ start, end, zone, shape: 'field', ...(label === undefined ? {} : { label }) });
}

/** `D:20220405160210-05'00'`, each part behind the year optional; without a zone it is read as UTC. [ISO 32000-1] 7.9.4 */
export function pdfDate(text: string | undefined): number | undefined {
  const parts =
    text === undefined ? undefined : /^(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z|([+-])(\d\d)'?(\d\d)?)?/.exec(text.trim());
  if (parts === null || parts === undefined) return undefined;
  const part = (index: number, otherwise: number): number => (parts[index] === undefined ? otherwise : Number(parts[index]));
  const [month, day, hour] = [part(2, 1), part(3, 1), part(4, 0)];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23) return undefined;
  const local = Date.UTC(part(1, 1970), month - 1, day, hour, part(5, 0), part(6, 0));
  const offset = (part(8, 0) * 60 + part(9, 0)) * 60_000;
  return parts[7] === '-' ? local + offset : local - offset;
}
