/** Address lists of headers. [RFC 5322] 3.4 with what programs write: semicolons between addresses, bare names, Exchange paths. */
import type { MailAddress } from '../../model/index.ts';
import { decodeWords } from './encoded-words.ts';

/** A header with more addresses than this is a trick; the first ones are kept. */
const ADDRESSES_MAX = 20_000;

/** Addresses of an unfolded header value, in order. Linear. An entry without an address has its text as name and an empty `email`. */
export function parseAddresses(text: string): MailAddress[] {
  const found: MailAddress[] = [];
  for (const entry of splitEntries(text)) {
    if (found.length >= ADDRESSES_MAX) break;
    const address = readEntry(entry);
    if (address !== undefined) found.push(address);
  }
  return found;
}

/** Cuts at commas and semicolons outside quotes, comments and angle brackets; a group's name (`Team:`) is dropped, its members stay. */
function* splitEntries(text: string): Generator<string> {
  let start = 0;
  let depth = 0;
  let quoted = false;
  let angle = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '\\') at += 1;
    else if (sign === '"' && depth === 0) quoted = !quoted;
    else if (quoted) continue;
    else if (sign === '(') depth += 1;
    else if (sign === ')' && depth > 0) depth -= 1;
    else if (depth > 0) continue;
    else if (sign === '<') angle = true;
    else if (sign === '>') angle = false;
    else if (!angle && (sign === ',' || sign === ';')) {
      yield text.slice(start, at);
      start = at + 1;
    } else if (!angle && sign === ':' && at - start < 200 && !text.slice(start, at).includes('@')) start = at + 1;
  }
  yield text.slice(start);
}

function readEntry(entry: string): MailAddress | undefined {
  const trimmed = entry.trim();
  if (trimmed === '') return undefined;
  const open = trimmed.lastIndexOf('<');
  if (open >= 0) {
    const close = trimmed.indexOf('>', open);
    const email = trimmed.slice(open + 1, close < 0 ? trimmed.length : close).trim();
    return { name: cleanName(trimmed.slice(0, open)), email: cleanEmail(email) };
  }
  const comment = /\(([^()]{0,500})\)\s*$/.exec(trimmed.length > 2000 ? trimmed.slice(-1000) : trimmed);
  const bare = comment === null ? trimmed : trimmed.slice(0, trimmed.length - comment[0].length).trim();
  if (/^[^\s@]+@[^\s@]+$/.test(bare)) return { name: comment === null ? '' : cleanName(comment[1] ?? ''), email: cleanEmail(bare) };
  // `Ann Lee ann@example.org`, with the address loose in the text.
  const loose = bare.length < 2000 ? /(?:^|\s)([^\s@"]+@[^\s@"]+)$/.exec(bare) : null;
  if (loose !== null) return { name: cleanName(bare.slice(0, loose.index)), email: cleanEmail(loose[1] ?? '') };
  return { name: cleanName(trimmed), email: '' };
}

function cleanEmail(email: string): string {
  return email
    .replace(/^(?:mailto|smtp):/i, '')
    .replace(/^["']+|["']+$/g, '')
    .trim();
}

/** Encoded words are decoded after cutting: a comma inside one is no border. */
function cleanName(name: string): string {
  const trimmed = name.trim();
  const inner = /^"([\s\S]*)"$/.exec(trimmed)?.[1];
  const text = decodeWords((inner ?? trimmed).replace(/\\(["\\()])/g, '$1'));
  return text
    .trim()
    .replace(/^"([^"]*)"$/, '$1')
    .replace(/^'([^']*)'$/, '$1')
    .trim();
}
