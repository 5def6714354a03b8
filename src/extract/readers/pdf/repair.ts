/**
 * Makes a loadable copy of a PDF whose start, cross-reference table or trailer is lost: cut what stands before the header, find the
 * objects by scanning, unpack object streams, write a new table. spec/ingest.md 5.1.
 */
import { byNumber } from '../../../kernel/index.ts';
import { inflateSync } from 'node:zlib';

const HEADER = Buffer.from('%PDF-');
/** PDFium looks for the header in the first 1,024 bytes and counts offsets from it. spec/ingest.md 5.1 */
const OBJECTS_MAX = 500_000;
const OBJECT_STREAMS_MAX = 20_000;
const UNPACKED_BYTES_MAX = 256 * 1024 ** 2;

/** Offset of the header; `undefined` if there is none. */
export function headerOffset(bytes: Buffer): number | undefined {
  const at = bytes.indexOf(HEADER);
  return at < 0 ? undefined : at;
}

interface Found {
  readonly number: number;
  readonly generation: number;
  readonly start: number;
  readonly body: number;
}

/** What a search of the whole file finds, whatever its tables say. The last object of a number wins, as in a file that was added to. */
export interface PdfSurvey {
  readonly known: ReadonlyMap<number, Found>;
  readonly packed: ReadonlyMap<number, string>;
  readonly catalog: number | undefined;
  readonly pages: readonly number[];
}

export function surveyPdf(bytes: Buffer): PdfSurvey {
  const objects = scanObjects(bytes);
  const known = new Map<number, Found>();
  for (const found of objects) known.set(found.number, found);
  const packed = unpackObjectStreams(bytes, objects, known);
  return { known, packed, ...roots(bytes, known, packed) };
}

/** `undefined` when no page can be found. With `allPages` the page tree is made anew, so that pages which no tree names are read too. */
export function rebuildPdf(bytes: Buffer, survey: PdfSurvey, { allPages = false } = {}): Buffer | undefined {
  const { known, packed, pages } = survey;
  if ((survey.catalog === undefined || allPages) && pages.length === 0) return undefined;

  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n'), bytes, Buffer.from('\nendstream\nendobj\n')];
  const shift = parts[0]?.length ?? 0;
  let at = shift + bytes.length + (parts[2]?.length ?? 0);
  const offsets = new Map<number, number>();
  for (const found of known.values()) offsets.set(found.number, found.start + shift);
  const add = (number: number, body: string): void => {
    const part = Buffer.from(`${number} 0 obj\n${body}\nendobj\n`, 'latin1');
    offsets.set(number, at);
    parts.push(part);
    at += part.length;
  };
  for (const [number, body] of packed) if (!known.has(number)) add(number, body);
  let catalog = allPages ? undefined : survey.catalog;
  if (catalog === undefined) {
    let next = 1;
    for (const number of offsets.keys()) next = Math.max(next, number + 1);
    add(next, `<</Type/Pages/Count ${pages.length}/Kids[${pages.map((page) => `${page} 0 R`).join(' ')}]>>`);
    add(next + 1, `<</Type/Catalog/Pages ${next} 0 R>>`);
    catalog = next + 1;
  }
  parts.push(Buffer.from(crossReference(offsets, known, { catalog, at }), 'latin1'));
  return Buffer.concat(parts);
}

function crossReference(
  offsets: ReadonlyMap<number, number>,
  known: ReadonlyMap<number, Found>,
  tail: { readonly catalog: number; readonly at: number },
): string {
  const numbers = [...offsets.keys()].sort(byNumber);
  const rows = numbers.map((number) => {
    const generation = Math.min(known.get(number)?.generation ?? 0, 65_535);
    return `${number} 1\n${String(offsets.get(number) ?? 0).padStart(10, '0')} ${String(generation).padStart(5, '0')} n \n`;
  });
  const size = (numbers.at(-1) ?? 0) + 1;
  return `xref\n0 1\n0000000000 65535 f \n${rows.join('')}trailer\n<</Size ${size}/Root ${tail.catalog} 0 R>>\nstartxref\n${tail.at}\n%%EOF\n`;
}

/** Every `N G obj`, by going back from the word `obj`: linear, and blind to what a lost table said. */
function scanObjects(bytes: Buffer): Found[] {
  const found: Found[] = [];
  for (let at = bytes.indexOf(' obj'); at >= 0 && found.length < OBJECTS_MAX; at = bytes.indexOf(' obj', at + 4)) {
    const head = /(?:^|[^\d])(\d{1,10}) (\d{1,5})$/.exec(bytes.toString('latin1', Math.max(0, at - 20), at));
    if (head === null) continue;
    const [digits, generation] = [head[1] ?? '', head[2] ?? ''];
    found.push({ number: Number(digits), generation: Number(generation), start: at - generation.length - 1 - digits.length, body: at + 4 });
  }
  return found;
}

/** A dictionary at the beginning of an object, cut at 4 KB: enough for the keys that are looked for. */
function dictionaryAt(bytes: Buffer, body: number): string {
  const head = bytes.toString('latin1', body, body + 4096);
  const ends = ['stream', 'endobj'].map((word) => head.indexOf(word)).filter((index) => index >= 0);
  return ends.length === 0 ? head : head.slice(0, Math.min(...ends));
}

/** Objects that newer files keep packed together. [ISO 32000-1] 7.5.7; only the one filter that is used in practice. */
function unpackObjectStreams(bytes: Buffer, objects: readonly Found[], known: ReadonlyMap<number, Found>): Map<number, string> {
  const unpacked = new Map<number, string>();
  let budget = UNPACKED_BYTES_MAX;
  let streams = 0;
  for (const found of objects) {
    if (known.get(found.number) !== found || streams >= OBJECT_STREAMS_MAX || budget <= 0) continue;
    const dictionary = dictionaryAt(bytes, found.body);
    if (!/\/Type\s*\/ObjStm/.test(dictionary) || !/\/Filter\s*\[?\s*\/FlateDecode/.test(dictionary)) continue;
    streams += 1;
    const text = inflateAt(bytes, found.body, budget);
    if (text === undefined) continue;
    budget -= text.length;
    const count = Number(/\/N\s+(\d+)/.exec(dictionary)?.[1] ?? 0);
    const first = Number(/\/First\s+(\d+)/.exec(dictionary)?.[1] ?? 0);
    const pairs = text.slice(0, first).trim().split(/\s+/).map(Number);
    for (let index = 0; index < Math.min(count, pairs.length / 2); index += 1) {
      const [number, offset] = [pairs[index * 2] ?? 0, pairs[index * 2 + 1] ?? 0];
      const next = pairs[index * 2 + 3] ?? text.length - first;
      if (Number.isSafeInteger(number) && number > 0) unpacked.set(number, text.slice(first + offset, first + next));
    }
  }
  return unpacked;
}

function inflateAt(bytes: Buffer, body: number, budget: number): string | undefined {
  const start = bytes.indexOf('stream', body);
  const end = start < 0 ? -1 : bytes.indexOf('endstream', start);
  if (start < 0) return undefined;
  const from = start + 6 + (bytes[start + 6] === 0x0d ? 2 : 1);
  try {
    return inflateSync(bytes.subarray(from, end < 0 ? bytes.length : end), { maxOutputLength: budget, finishFlush: 2 }).toString('latin1');
  } catch (cause) {
    // A torn or oversized object stream: the other objects of the file are still worth having.
    if (!(cause instanceof Error)) throw cause;
    return undefined;
  }
}

function roots(
  bytes: Buffer,
  known: ReadonlyMap<number, Found>,
  packed: ReadonlyMap<number, string>,
): { catalog: number | undefined; pages: number[] } {
  let catalog: number | undefined;
  const pages: number[] = [];
  const look = (number: number, dictionary: string): void => {
    if (/\/Type\s*\/Catalog\b/.test(dictionary) && /\/Pages\b/.test(dictionary)) catalog = number;
    else if (/\/Type\s*\/Page\b(?!s)/.test(dictionary)) pages.push(number);
  };
  for (const found of known.values()) look(found.number, dictionaryAt(bytes, found.body));
  for (const [number, body] of packed) if (!known.has(number)) look(number, body.slice(0, 4096));
  return { catalog, pages };
}
