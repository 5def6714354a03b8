/** Header fields to the neutral headers of a message. Fields that stand twice, and those people read beside the usual ones, are kept in `more`. */
import type { MailAddress, MessageHeaders } from '../../model/index.ts';
import { parseAddresses } from './addresses.ts';
import { decodeWords } from './encoded-words.ts';
import { unfold, type Field } from './header-block.ts';
import { parseMailDate } from '../../kernel/index.ts';

/** A field longer than this is cut for the neutral form; its bytes stay accounted for. */
export const FIELD_CHARS_MAX = 16 * 1024 ** 2;
const REFERENCES_MAX = 1000;
/** Fields with text of people beside subject, addresses and date. */
const SPOKEN = new Set([
  'reply-to',
  'sender',
  'comments',
  'keywords',
  'organization',
  'resent-from',
  'resent-to',
  'resent-cc',
  'content-description',
  'thread-topic',
]);
const SINGLE = ['subject', 'from', 'date'] as const;

export function readHeaders(fields: readonly Field[]): MessageHeaders {
  const all = (name: string): string[] =>
    fields.filter((field) => field.name === name).map((field) => unfold(field.raw.slice(0, FIELD_CHARS_MAX)));
  const byName = new Map<string, string[]>();
  for (const name of [
    'subject',
    'from',
    'to',
    'cc',
    'bcc',
    'sender',
    'date',
    'message-id',
    'in-reply-to',
    'references',
    'x-gmail-labels',
    'received',
    'delivery-date',
  ])
    byName.set(name, all(name));
  const text = (name: string): string | undefined => byName.get(name)?.[0];
  const people = (name: string): MailAddress[] => (byName.get(name) ?? []).flatMap(parseAddresses);
  const date = parseMailDate(text('date') ?? '');
  const messageId = messageIds(text('message-id') ?? '')[0];
  const sender = people('sender')[0];
  const received = receivedAt(text('received')) ?? parseMailDate(text('delivery-date') ?? '');
  const more = readMore(fields, byName);
  return {
    ...(messageId === undefined ? {} : { messageId }),
    ...(date === undefined ? {} : { date }),
    from: parseAddresses(text('from') ?? ''),
    ...(sender === undefined ? {} : { sender }),
    to: people('to'),
    cc: people('cc'),
    bcc: people('bcc'),
    subject: decodeWords(text('subject') ?? ''),
    inReplyTo: messageIds(text('in-reply-to') ?? ''),
    references: messageIds((byName.get('references') ?? []).join(' ')),
    labels: splitLabels(decodeWords((byName.get('x-gmail-labels') ?? []).join(','))),
    ...(received === undefined ? {} : { received }),
    ...(more.length === 0 ? {} : { more }),
  };
}

/** Second and later fields of one that should stand once, and fields that hold words of people. */
function readMore(fields: readonly Field[], byName: ReadonlyMap<string, readonly string[]>): { name: string; value: string }[] {
  const more: { name: string; value: string }[] = [];
  for (const name of SINGLE) for (const value of byName.get(name)?.slice(1, 50) ?? []) more.push({ name, value: decodeWords(value) });
  for (const field of fields) {
    if (!SPOKEN.has(field.name) || more.length >= 200) continue;
    const value = decodeWords(unfold(field.raw.slice(0, FIELD_CHARS_MAX)));
    if (value !== '') more.push({ name: field.name, value });
  }
  return more;
}

/** Ids without angle brackets; a value without brackets is one id up to white space. */
export function messageIds(text: string): string[] {
  const ids: string[] = [];
  let at = text.indexOf('<');
  while (at >= 0 && ids.length < REFERENCES_MAX) {
    const close = text.indexOf('>', at);
    if (close < 0) break;
    const id = text.slice(at + 1, close).replace(/\s+/g, '');
    if (id !== '') ids.push(id);
    at = text.indexOf('<', close);
  }
  if (ids.length > 0) return ids;
  const bare = text.trim().split(/\s+/)[0] ?? '';
  return bare.includes('@') ? [bare] : [];
}

/** The time of the last hop: it stands behind the last semicolon of the first `Received`. [RFC 5321] 4.4 */
function receivedAt(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const semicolon = text.lastIndexOf(';');
  return semicolon < 0 ? undefined : parseMailDate(text.slice(semicolon + 1));
}

/** Labels are joined by commas; one with a comma in it is quoted. */
export function splitLabels(text: string): string[] {
  return [...text.matchAll(/\s*(?:"([^"]*)"|([^,]+))\s*(?:,|$)/g)]
    .map((hit) => (hit[1] ?? hit[2] ?? '').trim())
    .filter((label) => label !== '');
}
