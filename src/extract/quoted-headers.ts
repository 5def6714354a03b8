/** Reads the marks in front of a quoted message: header blocks (`From: … Sent: …`) and introductions (`On … Ann wrote:`). */
import { parseMailDate } from '../kernel/index.ts';
import type { MailAddress } from '../model/index.ts';
import { foldLine, layoutRules, matches, type HeaderRole } from './layout-rules.ts';
import type { PlacedLine } from './lines.ts';

/** What the marks say of the message behind them. */
export interface QuotedFacts {
  readonly author?: MailAddress;
  readonly date?: number;
  readonly subject?: string;
}

export interface QuotedHeader {
  readonly facts: QuotedFacts;
  /** Lines [first, last] of the marks. */
  readonly first: number;
  readonly last: number;
  /** A header block or separator ends what stood before it; an introduction only announces marked lines. */
  readonly kind: 'block' | 'intro';
}

const BLOCK_LINES_MAX = 40;
const WORD_CHARS_MAX = 24;
const INTRO_LINES_MAX = 4;
const INTRO_CHARS_MAX = 400;

/** The header that begins at line `at`, if one does. */
export function readQuotedHeader(lines: readonly PlacedLine[], at: number): QuotedHeader | undefined {
  const line = lines[at];
  if (line === undefined || line.shape === 'table' || line.zone === 'property') return undefined;
  const text = line.text.trim();
  if (text === '') return undefined;
  if (isSeparator(text)) return separated(lines, at, line.depth);
  return readBlock(lines, { first: at, at, depth: line.depth, isAnnounced: false }) ?? readIntro(lines, at);
}

/** Whether a line only parts one message from another. */
export function isSeparator(text: string): boolean {
  // The longest separator of the rules has fewer signs; folding every line of prose would cost more than all the rest.
  if (text.length > 100) return false;
  if (/^_{10,}$/.test(text)) return true;
  const { separators, openSeparators } = layoutRules();
  const folded = foldLine(text);
  return separators.has(folded) || (/^[-_=*]{2,}/.test(text) && openSeparators.some((pattern) => matches(pattern, folded)));
}

/** A separator with its header block; alone it counts only when it is drawn with dashes. */
function separated(lines: readonly PlacedLine[], at: number, depth: number): QuotedHeader | undefined {
  const next = nextFilled(lines, at + 1);
  const block =
    next === undefined || next - at > 4
      ? undefined
      : readBlock(lines, { first: at, at: next, depth: lines[next]?.depth ?? depth, isAnnounced: true });
  if (block !== undefined) return block;
  const text = lines[at]?.text.trim() ?? '';
  return /^[-=*]{3,}.*[-=*]{3,}$/.test(text) && /\p{L}/u.test(text) ? { facts: {}, first: at, last: at, kind: 'block' } : undefined;
}

function nextFilled(lines: readonly PlacedLine[], from: number): number | undefined {
  for (let at = from; at < Math.min(lines.length, from + BLOCK_LINES_MAX); at += 1) if (lines[at]?.text.trim() !== '') return at;
  return undefined;
}

interface HeaderLine {
  readonly roles: readonly HeaderRole[];
  readonly value: string;
}

const PEOPLE: ReadonlySet<HeaderRole> = new Set(['from', 'to', 'cc', 'bcc']);

/** `From: Ann`, `*Von:* Ann`, `发件人：安`. */
function headerLine(text: string): HeaderLine | undefined {
  const hit = /^[\s*_]{0,6}([^:：*\t]{1,24})\s?[*_]{0,3}\s?[:：][*_\s]{0,6}(.*)$/su.exec(text);
  const word = hit?.[1] ?? '';
  if (hit === null || word.length > WORD_CHARS_MAX) return undefined;
  const roles = layoutRules().roles.get(foldLine(word));
  return roles === undefined ? undefined : { roles, value: (hit[2] ?? '').trim() };
}

/**
 * Header lines one under another, at least three with a sender first; two behind a separator. Without one the block must also hold an
 * address or a date with a time: forms and covering sheets have `From:` and `To:` lines of their own.
 */
function readBlock(
  lines: readonly PlacedLine[],
  where: { first: number; at: number; depth: number; isAnnounced: boolean },
): QuotedHeader | undefined {
  const first = headerLine(lines[where.at]?.text ?? '');
  if (first === undefined || (!where.isAnnounced && !first.roles.includes('from'))) return undefined;
  const found = new Map<HeaderRole, string>();
  let count = 0;
  let last = where.at;
  let lastRole: HeaderRole | undefined;
  for (let at = where.at; at < Math.min(lines.length, where.at + BLOCK_LINES_MAX); at += 1) {
    const line = lines[at];
    if (line === undefined || line.depth !== where.depth || line.shape === 'table') break;
    if (line.text.trim() === '') {
      // Some programs put an empty line behind each header line.
      if (headerLine(lines[at + 1]?.text ?? '') === undefined) break;
      continue;
    }
    const header = headerLine(line.text);
    if (header === undefined) {
      // An address that did not fit, or a long list of recipients, goes on in the next line.
      if (lastRole === undefined || !PEOPLE.has(lastRole) || !/[@;<]/.test(line.text) || line.text.length > 2000) break;
      found.set(lastRole, `${found.get(lastRole) ?? ''} ${line.text.trim()}`);
      last = at;
      continue;
    }
    const role = header.roles.find((one) => !found.has(one));
    if (role === undefined) break;
    found.set(role, header.value);
    lastRole = role;
    count += 1;
    last = at;
  }
  const from = found.get('from');
  const date = parseMailDate(found.get('date') ?? '');
  const isProven = (from ?? '').includes('@') || (date !== undefined && /\d:\d\d/.test(found.get('date') ?? ''));
  if (where.isAnnounced ? count < 2 : count < 3 || !isProven) return undefined;
  const author = from === undefined ? undefined : readAuthor(from);
  const subject = found.get('subject');
  const facts = {
    ...(author === undefined ? {} : { author }),
    ...(date === undefined ? {} : { date }),
    ...(subject === undefined ? {} : { subject }),
  };
  return { facts, first: where.first, last, kind: 'block' };
}

/** `On … Ann wrote:`, over up to four lines. It counts before marked lines, or when it holds a date with year or time. */
function readIntro(lines: readonly PlacedLine[], at: number): QuotedHeader | undefined {
  const depth = lines[at]?.depth ?? 0;
  let text = '';
  for (let last = at; last < Math.min(lines.length, at + INTRO_LINES_MAX); last += 1) {
    const line = lines[last];
    if (line === undefined || line.depth !== depth || line.text.trim() === '' || line.shape === 'table') return undefined;
    text = text === '' ? line.text.trim() : `${text} ${line.text.trim()}`;
    if (text.length > INTRO_CHARS_MAX) return undefined;
    if (!/[:：]$/.test(text)) continue;
    const folded = foldLine(text);
    // Over several lines only a form that begins with its own word counts, and no later line may be the whole of it.
    const pattern = layoutRules().intros.find(
      (one) =>
        matches(one, folded) && (last === at || (one.prefix !== '' && !beginsLater(lines, { from: at + 1, to: last, prefix: one.prefix }))),
    );
    const date = introDate(text);
    const isAddressed = /<(?:mailto:)?[^<>@\s]{1,64}@[^<>\s]{1,190}>/.test(text);
    // `2022-04-05 16:02 GMT+02:00 Ann <a@b>:` has no verb: date, time and address then say enough.
    const isBare = isAddressed && date !== undefined && /\d:\d\d/.test(text) && />\s*[:：]$/.test(text);
    if (pattern === undefined && !isBare) return undefined;
    const next = nextFilled(lines, last + 1);
    const isMarked = next !== undefined && next - last <= 3 && (lines[next]?.depth ?? 0) > depth;
    const isDated =
      (isAddressed || (pattern !== undefined && pattern.prefix !== '')) &&
      /\d/.test(text) &&
      (date !== undefined || /\d:\d\d|(?:19|20)\d\d/.test(text));
    if (!isMarked && !isDated) return undefined;
    const author = introAuthor(text, pattern?.suffix ?? '');
    return {
      facts: { ...(author === undefined ? {} : { author }), ...(date === undefined ? {} : { date }) },
      first: at,
      last,
      kind: 'intro',
    };
  }
  return undefined;
}

function beginsLater(lines: readonly PlacedLine[], range: { from: number; to: number; prefix: string }): boolean {
  for (let at = range.from; at <= range.to; at += 1) if (foldLine(lines[at]?.text ?? '').startsWith(`${range.prefix} `)) return true;
  return false;
}

function introDate(text: string): number | undefined {
  const head = text.slice(0, 120);
  const slashed = /(?<!\d)(\d{1,2})\/(\d{1,2})\/((?:19|20)?\d\d)(?!\d)/.exec(head);
  // Month first, unless that cannot be: the mail of this product is American.
  if (slashed !== null) {
    const [, a = '', b = '', year = ''] = slashed;
    const [month, day] = Number(a) > 12 ? [b, a] : [a, b];
    const time = /\d\d?:\d\d(?::\d\d)?(?:\s?[ap]m)?/i.exec(head)?.[0] ?? '';
    const full = year.length === 2 ? `20${year}` : year;
    return parseMailDate(time === '' ? `${full}-${month}-${day}` : `${full}-${month}-${day} ${to24(time)}`);
  }
  return parseMailDate(head);
}

function to24(time: string): string {
  const hit = /^(\d\d?):(\d\d)(?::(\d\d))?\s?([ap])?/i.exec(time);
  const hour = Number(hit?.[1] ?? 0);
  const mark = hit?.[4]?.toLowerCase();
  const full = mark === undefined ? hour : (hour % 12) + (mark === 'p' ? 12 : 0);
  return `${full}:${hit?.[2] ?? '00'}`;
}

/** The author stands between the date and the verb, mostly with his address in angle brackets. */
function introAuthor(text: string, suffix: string): MailAddress | undefined {
  const verb = suffix.split(' ')[0] ?? '';
  const body = text.replace(/\s*[:：]$/, '');
  const cut = verb === '' ? -1 : foldedLastIndex(body, verb);
  const before = cut > 0 ? body.slice(0, cut) : body;
  const address = /<?(?:mailto:)?([^\s<>"()[\],;:]{1,64}@[^\s<>"()[\],;:]{1,190})>?/i.exec(before);
  if (address !== null) {
    const name = afterDate(before.slice(0, address.index));
    return { name, email: address[1] ?? '' };
  }
  const name = afterDate(before);
  return name === '' ? undefined : { name, email: '' };
}

/** Where the last word stands that is the verb once accents are folded. */
function foldedLastIndex(text: string, verb: string): number {
  let found = -1;
  for (const word of text.matchAll(/\S+/g)) if (foldLine(word[0]).startsWith(verb)) found = word.index;
  return found;
}

/** What is left of `On Tue, Apr 5, 2022 at 4:02 PM, Ann Lee` without the date. */
function afterDate(text: string): string {
  const rest = text
    .replace(
      /^[\s\S]*\d{1,2}:\d\d(?::\d\d)?(?:\s?[aApP]\.?[mM]\.?)?(?:\s?\(?(?:[PMCE][SD]?T|UTC|GMT|BST|CES?T|[+-]\d{4})\)?)?(?=[\s,]|$)/,
      '',
    )
    .replace(/^[\s\S]*(?:19|20)\d\d/, '')
    .replace(/^[\s\S]*\d{1,2}\/\d{1,2}\/\d{2,4}/, '')
    .replace(/^(?:On|Am|Le|El|Em|Il|Op)\s+/i, '');
  return rest
    .replace(/^[\s,;:-]+|[\s,;:<"-]+$/g, '')
    .replace(/^["']|["']$/g, '')
    .slice(0, 200);
}

/** `Ann Lee <a@b>`, `Ann Lee [mailto:a@b]`, `Lee, Ann`. */
export function readAuthor(text: string): MailAddress | undefined {
  const clean = text
    .slice(0, 600)
    .replace(/<mailto:[^>]*>/gi, '')
    .trim();
  const address =
    /[<[(]?\s?(?:mailto:)?([^\s<>"()[\],;:]{1,64}@[^\s<>"()[\],;:]{1,190})\s?[>\])]?/i.exec(clean) ??
    /<mailto:([^>]{3,250})>/i.exec(text.slice(0, 600));
  const name = (
    address === null || address.index > clean.length
      ? clean
      : clean.slice(0, clean.indexOf(address[0]) < 0 ? clean.length : clean.indexOf(address[0]))
  )
    .replace(/\s+on behalf of\s.*$/i, '')
    .replace(/^["'\s]+|["'\s]+$/g, '');
  const email = address?.[1] ?? '';
  return name === '' && email === '' ? undefined : { name, email };
}
