/** Values with parameters: Content-Type and Content-Disposition, with continuations and charsets. [RFC 2045] 5.1 · [RFC 2231] 3, 4 */
import { canonicalCharset, decodeAs, decodeText } from '../../kernel/index.ts';
import { decodeWords } from './encoded-words.ts';

export interface Parameterised {
  /** Lower case: `text/plain`, `attachment`. Empty if there is none. */
  readonly value: string;
  /** In the order of the header, names in lower case; a name may stand more than once. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
}

const PARAMETERS_MAX = 2000;
/** Continuations are numbered from 0; a higher number than this is a trick. spec/ingest.md 4.2 */
const SECTION_MAX = 1000;

export function parseParameterised(text: string): Parameterised {
  const clean = text.includes('(') ? dropComments(text) : text;
  const semicolon = clean.indexOf(';');
  const value = (semicolon < 0 ? clean : clean.slice(0, semicolon)).trim().toLowerCase();
  if (semicolon < 0) return { value, parameters: [] };
  return { value, parameters: joinSections(splitParameters(clean, semicolon + 1)) };
}

/** All values of a parameter, first to last. */
export function parameterValues(from: Parameterised, name: string): string[] {
  return from.parameters.filter((one) => one.name === name).map((one) => one.value);
}

/** Comments in round brackets outside quotes. [RFC 5322] 3.2.2 */
export function dropComments(text: string): string {
  let depth = 0;
  let quoted = false;
  let kept = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '\\') at += 1;
    else if (sign === '"' && depth === 0) quoted = !quoted;
    else if (sign === '(' && !quoted) {
      if (depth === 0) kept += text.slice(from, at);
      depth += 1;
    } else if (sign === ')' && !quoted && depth > 0) {
      depth -= 1;
      if (depth === 0) from = at + 1;
    }
  }
  // A bracket that never closes is no comment.
  return depth > 0 ? text : kept + text.slice(from);
}

interface RawParameter {
  readonly name: string;
  readonly value: string;
}

function splitParameters(text: string, from: number): RawParameter[] {
  const found: RawParameter[] = [];
  let at = from;
  while (at < text.length && found.length < PARAMETERS_MAX) {
    const equals = text.indexOf('=', at);
    if (equals < 0) break;
    const lead = text.slice(at, equals);
    // `; format=flowed` and stray `;` in front.
    const name = lead
      .slice(lead.lastIndexOf(';') + 1)
      .trim()
      .toLowerCase();
    const read = readValue(text, equals + 1);
    if (name !== '') found.push({ name, value: read.value });
    at = read.end;
  }
  return found;
}

function readValue(text: string, from: number): { value: string; end: number } {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  if (text[at] !== '"') {
    const semicolon = text.indexOf(';', at);
    const end = semicolon < 0 ? text.length : semicolon;
    return { value: text.slice(at, end).trim(), end: end + 1 };
  }
  let value = '';
  let start = at + 1;
  for (at = start; at < text.length && text[at] !== '"'; at += 1) {
    // Only quotes and backslashes are escaped in practice: Windows paths in file names keep theirs.
    if (text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) {
      value += text.slice(start, at);
      start = at + 1;
      at += 1;
    }
  }
  value += text.slice(start, at);
  const semicolon = text.indexOf(';', at);
  return { value, end: semicolon < 0 ? text.length : semicolon + 1 };
}

interface Section {
  readonly index: number;
  readonly encoded: boolean;
  readonly value: string;
}

/** `name*0*=…; name*1=…` become one value, put in front of a plain one of the same name; gaps are closed. */
function joinSections(raw: readonly RawParameter[]): { name: string; value: string }[] {
  const sections = new Map<string, Section[]>();
  const plain: { name: string; value: string }[] = [];
  for (const { name, value } of raw) {
    const hit = /^([^*]+)\*(?:(\d{1,9})(\*)?)?$/.exec(name);
    if (hit === null) {
      plain.push({ name, value: decodeWords(value) });
      continue;
    }
    const [, base = '', index, star] = hit;
    const section = { index: index === undefined ? 0 : Number(index), encoded: index === undefined || star !== undefined, value };
    if (section.index > SECTION_MAX) continue;
    sections.set(base, [...(sections.get(base) ?? []), section]);
  }
  const joined = [...sections].map(([name, parts]) => ({ name, value: decodeSections(parts) }));
  return [...joined, ...plain];
}

function decodeSections(parts: readonly Section[]): string {
  const ordered = [...parts].sort((a, b) => a.index - b.index);
  const first = ordered[0];
  const mark = first?.encoded === true ? /^([^']{0,60})'[^']{0,60}'/.exec(first.value) : null;
  const charset = canonicalCharset(mark?.[1] ?? '') ?? undefined;
  const bytes = ordered.map((part, position) => {
    const value = position === 0 && mark !== null ? part.value.slice(mark[0].length) : part.value;
    return part.encoded ? percentBytes(value) : Buffer.from(value, 'utf8');
  });
  const whole = Buffer.concat(bytes);
  return charset === undefined ? decodeText(whole).text : decodeAs(whole, charset).text;
}

function percentBytes(value: string): Uint8Array {
  const source = Buffer.from(value, 'utf8');
  const bytes = new Uint8Array(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at += 1) {
    const pair = source[at] === 0x25 ? source.toString('latin1', at + 1, at + 3) : '';
    if (/^[0-9a-fA-F]{2}$/.test(pair)) {
      bytes[length] = Number.parseInt(pair, 16);
      at += 2;
    } else bytes[length] = source[at] ?? 0;
    length += 1;
  }
  return bytes.subarray(0, length);
}
