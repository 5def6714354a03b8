/** Header lines that came with the message (PidTagTransportMessageHeaders): only what properties do not say better. [RFC 5322] 2.2 */
import type { MailAddress } from '../../../model/index.ts';
import { decoderOf } from './code-page.ts';

/** Lines that are looked at; a header block is a few kilobytes. */
const LINES_MAX = 5000;
const VALUE_CHARS_MAX = 64 * 1024;
const ADDRESSES_MAX = 5000;

/** First value of each field, by its name in lower case, unfolded. */
export function readTransportHeaders(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let name = '';
  let value = '';
  const keep = (): void => {
    if (name !== '' && !fields.has(name)) fields.set(name, value.trim());
  };
  for (const line of text.split(/\r\n|\r|\n/, LINES_MAX)) {
    if (line === '' && name !== '') break;
    if ((line.startsWith(' ') || line.startsWith('\t')) && name !== '') {
      if (value.length < VALUE_CHARS_MAX) value += ` ${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0 || /[^!-9;-~]/.test(line.slice(0, colon))) continue;
    keep();
    name = line.slice(0, colon).toLowerCase();
    value = line.slice(colon + 1);
  }
  keep();
  return fields;
}

/** Message-IDs without angle brackets, in order, each once. */
export function readMessageIds(value: string | undefined): readonly string[] {
  if (value === undefined) return [];
  const inAngles = [...value.slice(0, VALUE_CHARS_MAX).matchAll(/<([^<>\s]+)>/g)].map((match) => match[1] ?? '');
  const ids = inAngles.length > 0 ? inAngles : value.trim().split(/\s+/).filter((id) => id.includes('@'));
  return [...new Set(ids)];
}

/** Encoded words of a header value. [RFC 2047] 2, 6.2: white space between two of them is dropped. */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  return value
    .replace(/(=\?[^?\s]{1,64}\?[bBqQ]\?[^?\s]*\?=)\s+(?==\?[^?\s]{1,64}\?[bBqQ]\?)/g, '$1')
    .replace(/=\?([^?*\s]{1,64})(?:\*[^?\s]{0,32})?\?([bBqQ])\?([^?\s]*)\?=/g, (whole, charset: string, form: string, text: string) => {
      const decode = decoderByName(charset);
      if (decode === undefined) return whole;
      return decode(form.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : fromQ(text));
    });
}

function fromQ(text: string): Uint8Array {
  const latin = text.replaceAll('_', ' ').replace(/=([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(latin, 'latin1');
}

const CODE_PAGE_OF: Readonly<Record<string, number>> = { 'utf-8': 65001, utf8: 65001, 'us-ascii': 20127, ascii: 20127, 'iso-8859-1': 28591 };

function decoderByName(charset: string): ((bytes: Uint8Array) => string) | undefined {
  const name = charset.toLowerCase();
  const numbered = /^(?:windows-|cp)(\d{3,5})$/.exec(name)?.[1];
  const codePage = CODE_PAGE_OF[name] ?? (numbered === undefined ? undefined : Number(numbered));
  if (codePage !== undefined) return decoderOf(codePage);
  const iso = /^iso-8859-(\d{1,2})$/.exec(name)?.[1];
  return iso === undefined ? undefined : decoderOf(28590 + Number(iso));
}

/** Addresses of a From, To or Cc field: quoted names, angle brackets, commas; comments and groups are left as they stand. */
export function readAddresses(value: string | undefined): readonly MailAddress[] {
  if (value === undefined) return [];
  const found: MailAddress[] = [];
  let from = 0;
  let isQuoted = false;
  for (let i = 0; i <= value.length && found.length < ADDRESSES_MAX; i += 1) {
    const char = value[i];
    if (char === '\\' && isQuoted) i += 1;
    else if (char === '"') isQuoted = !isQuoted;
    else if (i === value.length || ((char === ',' || char === ';') && !isQuoted)) {
      const address = readAddress(value.slice(from, i));
      if (address !== undefined) found.push(address);
      from = i + 1;
    }
  }
  return found;
}

function readAddress(text: string): MailAddress | undefined {
  const open = text.lastIndexOf('<');
  const close = text.indexOf('>', open + 1);
  const email = (open >= 0 && close > open ? text.slice(open + 1, close) : text).trim();
  if (!email.includes('@')) return undefined;
  const name = open >= 0 ? text.slice(0, open).trim().replace(/^"(.*)"$/s, '$1').replaceAll('\\"', '"') : '';
  return { name: decodeWords(name), email };
}
