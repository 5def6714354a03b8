/** A message's own text: header lines, then its bodies, cut into new and quoted text. Attachments are read by themselves. */
import { assert, isoSeconds } from '../kernel/index.ts';
import type { Extracted, ItemState, Locator, MailAddress, RawBody, RawMessage, ReadGap, ThreadBlock, Zone } from '../model/index.ts';
import { bodyLocate } from './body-bytes.ts';
import { DocumentBuilder } from './document-builder.ts';
import { writeBlocks, writeItems, writePlain, type Locate, type PlacedLine } from './lines.ts';
import type { ReadContext } from './reader.ts';
import { parseHtml } from './readers/html/parse.ts';
import type { HtmlPage } from './readers/html/items.ts';
import { isSeparator } from './quoted-headers.ts';
import { cutThreads } from './threads.ts';
import { calendarText } from './calendar-text.ts';
import { rtfText } from './rtf-text.ts';

const VERSION = 1;
/** Two bodies are compared by at most this many words. */
const WORDS_MAX = 200_000;

/**
 * Canonical text of a message: header lines (zone `header`), an empty line, the bodies. Of alternatives that say the same only HTML is
 * kept (its tables are grids); where the plain text has words that the HTML lacks, both stand. `state` and `reason` take the gaps of
 * `message` into account; `gaps` holds only those that arose here. `children` is empty: attachments are the caller's.
 */
export function extractMessage(message: RawMessage, context: ReadContext): Extracted {
  const builder = new DocumentBuilder();
  writeHeader(builder, message);
  const gaps: ReadGap[] = [];
  const facts = topFacts(message);
  for (const [index, body] of chooseBodies(message.bodies).entries()) {
    if (builder.length > context.limits.textCharsMax) {
      gaps.push({
        state: 'limit',
        code: 'text',
        why: 'The texts of the message are longer than the limit; the first ones were read.',
        remedy: 'Raise `limits.textCharsMax` in case.yaml.',
        at: body.body.part,
      });
      break;
    }
    if (index > 0) builder.append('\n', fieldAt('bodies'));
    writeBody(builder, body, message, facts);
  }
  const all = [...message.gaps, ...gaps];
  const document = builder.finish({
    content: context.content,
    reader: `message/${VERSION}`,
    mediaType: message.mediaType,
    isMessage: true,
    ...(message.headers.date === undefined ? {} : { date: message.headers.date }),
  });
  const state = stateOf(all, document.text.length === 0 && message.attachments.length === 0);
  const reason = all.find((gap) => gap.state === state)?.code ?? all[0]?.code;
  return { state, ...(reason === undefined ? {} : { reason }), mediaType: message.mediaType, document, children: [], gaps };
}

/** With text in it a message is `partial` whatever is missing, but for a limit that stopped it. */
function stateOf(gaps: readonly ReadGap[], isEmpty: boolean): ItemState {
  if (gaps.length === 0) return isEmpty ? 'empty' : 'extracted';
  return gaps.some((gap) => gap.state === 'limit') ? 'limit' : 'partial';
}

function topFacts(message: RawMessage): { author?: MailAddress; date?: number; subject?: string } {
  const { from, sender, date, subject } = message.headers;
  const author = from[0] ?? sender;
  return { ...(author === undefined ? {} : { author }), ...(date === undefined ? {} : { date }), ...(subject === '' ? {} : { subject }) };
}

function fieldAt(path: string): Locator {
  return { kind: 'field', path };
}

function writeHeader(builder: DocumentBuilder, message: RawMessage): void {
  const { headers } = message;
  const people = (list: readonly MailAddress[]): string => list.map(addressText).join(', ');
  const rows: (readonly [label: string, title: string, value: string])[] = [
    ['subject', 'Subject', headers.subject],
    ['from', 'From', people(headers.from)],
    ['to', 'To', people(headers.to)],
    ['cc', 'Cc', people(headers.cc)],
    ['bcc', 'Bcc', people(headers.bcc)],
    ['date', 'Date', headers.date === undefined ? '' : isoSeconds(headers.date)],
    ...(headers.more ?? []).map(({ name, value }) => [name, titleOf(name), value] as const),
    ...message.attachments.map(({ name }) => ['attachment', 'Attachment', name ?? ''] as const),
  ];
  for (const [label, title, value] of rows) {
    const line = value.replace(/[\r\n\t]+/g, ' ').trim();
    if (line === '') continue;
    const { start, end } = builder.append(`${title}: ${line}`, fieldAt(`header.${label}`));
    builder.append('\n', fieldAt(`header.${label}`));
    builder.block({ start, end, zone: 'header', shape: 'header-field', label });
  }
  if (builder.length > 0 && message.bodies.length > 0) builder.append('\n', fieldAt('header'));
}

function addressText({ name, email }: MailAddress): string {
  if (name === '' || email === '') return name || email;
  return `${name} <${email}>`;
}

/** `reply-to` → `Reply-To`. */
function titleOf(name: string): string {
  return name.replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** A body that will be written; HTML is parsed once, for the comparison and for the document. */
interface Chosen {
  readonly body: RawBody;
  readonly page?: HtmlPage;
}

function chooseBodies(bodies: readonly RawBody[]): Chosen[] {
  const chosen = bodies.map((body): Chosen => (body.type === 'text/html' ? { body, page: parseHtml(body.text) } : { body }));
  return chosen.filter(({ body }) => {
    if (body.text.trim() === '') return false;
    if (body.type === 'text/html' || body.alternativeOf === undefined) return true;
    const html = chosen.find((other) => other.page !== undefined && other.body.alternativeOf === body.alternativeOf);
    if (html?.page === undefined) {
      // Rich text says what the plain text beside it says.
      const plain =
        body.type === 'text/rtf'
          ? chosen.find((other) => other.body.type === 'text/plain' && other.body.alternativeOf === body.alternativeOf)
          : undefined;
      return plain === undefined || !holdsWords(wordsOf(plain.body.text), rtfText(body.text));
    }
    const text = body.type === 'text/rtf' ? rtfText(body.text) : body.type === 'text/calendar' ? calendarText(body.text) : body.text;
    return !holdsWords(pageWords(html.page, html.body.text), text);
  });
}

function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  for (const hit of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    words.add(hit[0]);
    if (words.size >= WORDS_MAX) break;
  }
  return words;
}

/** Words that the page shows or holds anywhere: targets of links stand in the plain text as text. */
function pageWords(page: HtmlPage, source: string): Set<string> {
  const words = new Set<string>();
  for (const item of page.items) {
    const text = item.kind === 'table' ? item.cells.map((cell) => cell.text).join(' ') : item.text;
    for (const word of wordsOf(text)) words.add(word);
  }
  for (const hit of source.matchAll(/(?:href|src)\s{0,5}=\s{0,5}["']?([^"'\s>]{1,4000})/gi))
    for (const word of wordsOf((hit[1] ?? '').replaceAll('&amp;', '&'))) words.add(word);
  return words;
}

/** Names of pictures and lines that part messages are drawn into the plain text alone: no words of people. */
function holdsWords(words: ReadonlySet<string>, text: string): boolean {
  const own = text
    .replace(/\[(?:cid|image|logo)[^\]\n]{0,200}\]/gi, ' ')
    .split('\n')
    .filter((line) => !isSeparator(line.replace(/^[> ]+/, '').trim()))
    .join('\n');
  let seen = 0;
  for (const hit of own.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    if (!words.has(hit[0])) return false;
    seen += 1;
    if (seen >= WORDS_MAX) return false;
  }
  return true;
}

function writeBody(builder: DocumentBuilder, chosen: Chosen, message: RawMessage, facts: ReturnType<typeof topFacts>): void {
  const { body, page } = chosen;
  const lines =
    page === undefined
      ? writePlain(builder, plainText(body), body.type === 'text/plain' ? locateOf(body, message) : partLocate(body.part))
      : writeItems(builder, page.items, partLocate(body.part));
  const threads = body.type === 'text/calendar' ? [] : cutThreads(lines, facts);
  for (const thread of threads) builder.thread(thread);
  const fixed: Zone | undefined = body.type === 'text/calendar' ? 'field' : undefined;
  writeBlocks(builder, lines, zoneFinder(threads, fixed));
}

function plainText(body: RawBody): string {
  switch (body.type) {
    case 'text/calendar':
      return calendarText(body.text);
    case 'text/rtf':
      return rtfText(body.text);
    default:
      return body.text;
  }
}

/** Lines come in order, so the thread of the last one is where the search goes on. */
function zoneFinder(threads: readonly ThreadBlock[], fixed: Zone | undefined): (line: PlacedLine) => Zone {
  let at = 0;
  return (line) => {
    if (fixed !== undefined) return fixed;
    while (at < threads.length - 1 && (threads[at]?.end ?? 0) <= line.start) at += 1;
    const thread = threads[at];
    if (thread === undefined || line.start < thread.start) return 'body';
    if (thread.signatureStart !== undefined && line.start >= thread.signatureStart) return 'signature';
    return thread.depth > 0 ? 'quote' : 'body';
  };
}

/** Bytes where each line stands as it is in the message; the part where it was decoded. */
function locateOf(body: RawBody, message: RawMessage): Locate {
  const exact = bodyLocate(body);
  if (exact === undefined) return partLocate(body.part);
  assert((body.range?.end ?? 0) <= message.bytes, 'a body lies inside its message');
  return exact;
}

function partLocate(part: string): Locate {
  if (part.startsWith('prop:')) {
    const at: Locator = { kind: 'prop', tag: part.slice('prop:'.length) };
    return () => at;
  }
  return (from, to) => ({ kind: 'xml', part, start: from, end: to });
}
