/**
 * One block of header fields: where each field stands and where the block ends. Tolerant by measure: a line that is no field ends the
 * block, and a block without any field that mail uses is no header at all, so that no text is taken for one. [RFC 5322] 2.2, 3.6
 */
import { decodeText, latin1 } from '../../kernel/index.ts';

export interface Field {
  /** Lower case. */
  readonly name: string;
  /** Bytes behind the colon as they stand, each byte one character; folds are still in it. */
  readonly raw: string;
}

export interface HeaderBlock {
  readonly fields: readonly Field[];
  /** First byte behind the block, the empty line included. */
  readonly end: number;
}

export const LF = 0x0a;
export const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;

/** Fields that prove a header. Any `content-` and `x-` counts as well. */
const KNOWN = new Set(
  `from to cc bcc subject date sender reply-to message-id received return-path mime-version in-reply-to references delivered-to
  importance priority sensitivity status lines organization comments keywords newsgroups path errors-to precedence list-id
  list-unsubscribe authentication-results dkim-signature received-spf arc-seal thread-topic thread-index resent-from resent-to
  resent-date resent-message-id auto-submitted user-agent disposition-notification-to original-recipient final-recipient
  reporting-mta action diagnostic-code apparently-to return-receipt-to envelope-to delivery-date domainkey-signature mailing-list
  old-return-path approved-by sent`.split(/\s+/),
);

/** Where the line that begins at `at` ends: behind its line end. Files without any LF end their lines by CR. */
export function lineEnd(bytes: Uint8Array, at: number, endByte: number): number {
  const hit = bytes.indexOf(endByte, at);
  return hit < 0 ? bytes.length : hit + 1;
}

/** Length of a line's text: without its line end and any CR before it. */
export function textEnd(bytes: Uint8Array, start: number, end: number): number {
  let stop = end;
  if (stop > start && (bytes[stop - 1] === LF || bytes[stop - 1] === CR)) stop -= 1;
  while (stop > start && bytes[stop - 1] === CR) stop -= 1;
  return stop;
}

/** Reads fields from `start`. `isBoundary` says that the line at an offset belongs to an open multipart: it ends the block too. */
export function readHeaderBlock(
  bytes: Uint8Array,
  start: number,
  endByte: number,
  isBoundary: (lineStart: number) => boolean,
): HeaderBlock {
  const spans: { name: string; from: number; to: number }[] = [];
  let at = start;
  let ended = false;
  while (at < bytes.length && !ended) {
    const next = lineEnd(bytes, at, endByte);
    const stop = textEnd(bytes, at, next);
    const first = bytes[at];
    if (first === 0x2d && isBoundary(at)) break;
    const isBlank = stop === at;
    if (isBlank || (isWhite(bytes, at, stop) && fieldColon(bytes, next) === undefined)) {
      at = next;
      ended = true;
      break;
    }
    const colon = fieldColon(bytes, at);
    const last = spans.at(-1);
    if ((first === SPACE || first === TAB) && last !== undefined) last.to = stop;
    else if (colon !== undefined)
      spans.push({ name: latin1(bytes.subarray(at, colon)).trimEnd().toLowerCase(), from: colon + 1, to: stop });
    else if (isFromLine(bytes, at) && spans.length === 0) {
      // A mailbox separator that was left at the top of a single message.
    } else if (last !== undefined && startsKnownField(bytes, next)) last.to = stop;
    else break;
    at = next;
  }
  const isHeader = spans.length === 0 ? ended : spans.some((span) => isKnown(span.name));
  if (!isHeader) return { fields: [], end: start };
  return { fields: spans.map((span) => ({ name: span.name, raw: latin1(bytes.subarray(span.from, span.to)) })), end: at };
}

function isWhite(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (bytes[at] !== SPACE && bytes[at] !== TAB) return false;
  return true;
}

/** Names are visible ASCII without a colon, at most 76 long; blanks before the colon are seen in old mail. [RFC 5322] 3.6.8, 4.5 */
const NAME_BYTES_MAX = 76;

/** Where the colon of a field stands whose line begins at `at`, or `undefined`. */
export function fieldColon(bytes: Uint8Array, at: number): number | undefined {
  let end = at;
  while (end < bytes.length && end - at <= NAME_BYTES_MAX && (bytes[end] ?? 0) > 0x20 && (bytes[end] ?? 0) < 0x7f && bytes[end] !== COLON)
    end += 1;
  if (end === at) return undefined;
  let colon = end;
  while (colon < bytes.length && colon - end < 8 && (bytes[colon] === SPACE || bytes[colon] === TAB)) colon += 1;
  return bytes[colon] === COLON ? colon : undefined;
}

function startsKnownField(bytes: Uint8Array, at: number): boolean {
  const colon = fieldColon(bytes, at);
  return colon !== undefined && isKnown(latin1(bytes.subarray(at, colon)).trimEnd().toLowerCase());
}

/** Whether mail uses a field of this name (lower case). */
export function isKnown(name: string): boolean {
  return KNOWN.has(name) || name.startsWith('content-') || name.startsWith('x-') || name.startsWith('resent-') || name.startsWith('list-');
}

function isFromLine(bytes: Uint8Array, at: number): boolean {
  const from = bytes[at] === 0x3e ? at + 1 : at;
  return (
    bytes[from] === 0x46 && bytes[from + 1] === 0x72 && bytes[from + 2] === 0x6f && bytes[from + 3] === 0x6d && bytes[from + 4] === SPACE
  );
}

/** A raw field value as text: folds undone, bytes above ASCII read as UTF-8, else as Windows-1252. Encoded words are still in it. */
export function unfold(raw: string): string {
  const line = /[\r\n]/.test(raw) ? raw.replace(/[\r\n]+/g, '') : raw;
  const text = /[\x80-\xff]/.test(line) ? decodeText(Buffer.from(line, 'latin1')).text : line;
  return text.trim();
}

/** First field of a name, unfolded. */
export function fieldText(fields: readonly Field[], name: string): string | undefined {
  const field = fields.find((one) => one.name === name);
  return field === undefined ? undefined : unfold(field.raw);
}
