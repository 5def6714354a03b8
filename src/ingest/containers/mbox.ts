/**
 * Mailboxes in one file: mboxo, mboxrd, mboxcl, mboxcl2, Takeout, Thunderbird. Frames are found in windows; the file is never in memory.
 * [RFC 4155] Appendix A · spec/ingest.md 3.3
 */
import { latin1, lost, partial, whole, type Limits, type Outcome } from '../../kernel/index.ts';
import type { Expectation, Found, ReadGap } from '../../model/index.ts';
import type { Container, RawItem, Source } from '../container.ts';
import { frameFacts, hasSeparatorDate, headerScore, isKnownField } from '../mail-grammar.ts';
import { parseMessage } from '../mime/parse-message.ts';

const WINDOW = 8 * 1024 ** 2;
/** A separator and the line behind it are judged by this many bytes. */
const LINE_BYTES = 1024;
/** Labels and length fields stand in the head of a message; longer heads are read by the parser alone. */
const HEAD_BYTES = 64 * 1024;
/** A frame longer than this is read in part: its head. V8 strings end at 512 MiB. */
const FRAME_BYTES_MAX = 512 * 1024 ** 2;
const FRAME_HEAD_BYTES = 64 * 1024 ** 2;
const LF = 0x0a;
const CR = 0x0d;

/** One message in its file. [start, bodyStart) is the separator line, empty for a first message without one. */
interface Frame {
  readonly start: number;
  readonly messageStart: number;
  /** Behind the message, in front of the empty line that belongs to the next separator. */
  readonly messageEnd: number;
  readonly next: number;
  /** A length field was true: lines `From ` stand unquoted in the body, if there are any. */
  readonly byLength: boolean;
}

/** Where the separator after `from` stands, or the end of the file. Candidates are tested by rules (a) and (b) of spec/ingest.md 3.3. */
function nextSeparator(source: Source, from: number): number {
  let at = from;
  while (at < source.size) {
    const window = Buffer.from(source.read(at, WINDOW + LINE_BYTES));
    const limit = Math.min(window.length, WINDOW);
    for (let hit = window.indexOf('From ', 0, 'latin1'); hit >= 0 && hit < limit; hit = window.indexOf('From ', hit + 5, 'latin1')) {
      if (at + hit > from && isSeparator(source, at + hit)) return at + hit;
    }
    at += WINDOW;
  }
  return source.size;
}

/** Whether a message begins with the `From ` at this offset. */
function isSeparator(source: Source, at: number): boolean {
  const before = source.read(Math.max(0, at - 4), Math.min(4, at));
  const last = before.at(-1);
  if (at > 0 && last !== LF && last !== CR) return false;
  const lines = latin1(source.read(at, LINE_BYTES)).split(/\r\n|\n|\r/);
  const dated = hasSeparatorDate(lines[0] ?? '');
  const headed = isKnownField(lines[1] ?? '') || isKnownField((lines[1] ?? '').replace(/^>From .*$/, lines[2] ?? ''));
  // Some writers leave the empty line out: then both signs are needed.
  if (at > 0 && !endsWithEmptyLine(before)) return dated && headed;
  return dated || headed;
}

function endsWithEmptyLine(before: Uint8Array): boolean {
  const tail = latin1(before);
  return /(?:\n\n|\n\r\n|\r\r)$/.test(tail) || tail === '\n' || tail === '\r\n' || tail === '\r';
}

function readFrame(source: Source, start: number): Frame {
  const head = source.read(start, HEAD_BYTES);
  const hasSeparatorLine = latin1(head.subarray(0, 5)) === 'From ';
  const lineStop = hasSeparatorLine ? head.findIndex((byte, at) => byte === LF || (byte === CR && head[at + 1] !== LF)) : -1;
  const messageStart = hasSeparatorLine ? (lineStop < 0 ? Math.min(source.size, start + head.length) : start + lineStop + 1) : start;
  const byLength = frameByLength(source, head.subarray(messageStart - start), messageStart);
  const next = byLength ?? nextSeparator(source, messageStart);
  return { start, messageStart, messageEnd: withoutEmptyLine(source, messageStart, next), next, byLength: byLength !== undefined };
}

/** Content-Length is believed only if a separator or the end stands exactly there. spec/ingest.md 3.3 */
function frameByLength(source: Source, head: Uint8Array, messageStart: number): number | undefined {
  const text = latin1(head);
  const blank = /\r\n\r\n|\n\n/.exec(text);
  if (blank === null) return undefined;
  const length = /^content-length:\s*(\d{1,12})\s*$/im.exec(text.slice(0, blank.index))?.[1];
  if (length === undefined) return undefined;
  const stop = messageStart + blank.index + blank[0].length + Number(length);
  if (stop > source.size) return undefined;
  const tail = latin1(source.read(stop, 4));
  const gap = /^(?:\r?\n){0,2}/.exec(tail)?.[0].length ?? 0;
  if (stop + gap >= source.size) return source.size;
  return isSeparator(source, stop + gap) ? stop + gap : undefined;
}

/** One empty line in front of a separator belongs to the mailbox, not to the message. [RFC 4155] Appendix A */
function withoutEmptyLine(source: Source, messageStart: number, next: number): number {
  const tail = latin1(source.read(Math.max(messageStart, next - 4), Math.min(4, next - messageStart)));
  const empty = /(?<=\n)\r?\n$|(?<=\r)\r$/.exec(tail)?.[0] ?? '';
  return next - empty.length;
}

function* walk(source: Source, _limits: Limits, cursor?: string): Generator<Found> {
  let at = cursor === undefined ? 0 : Number(cursor);
  while (at < source.size) {
    const frame = readFrame(source, at);
    const facts = frameFacts(source.read(frame.messageStart, Math.min(HEAD_BYTES, frame.messageEnd - frame.messageStart)));
    yield {
      path: `mbox:@${frame.start}`,
      display: `#${frame.start}`,
      kind: 'message',
      bytes: frame.messageEnd - frame.messageStart,
      cursor: String(frame.next),
      ...(facts.folder === undefined ? {} : { folder: facts.folder }),
      ...(facts.isExpunged ? { recovered: 'expunged' } : {}),
    };
    at = frame.next;
  }
}

function open(source: Source, path: string, limits: Limits): Outcome<RawItem, ReadGap> {
  const offset = /^mbox:@(\d{1,15})$/.exec(path)?.[1];
  const start = Number(offset);
  if (offset === undefined || start >= source.size) return lost(unknownPath());
  const frame = readFrame(source, start);
  const length = frame.messageEnd - frame.messageStart;
  const isLong = length > FRAME_BYTES_MAX;
  const bytes = source.read(frame.messageStart, isLong ? FRAME_HEAD_BYTES : length);
  // A true length and raw `From ` lines mean mboxcl2, which quotes nothing.
  const unquoteFrom = !(
    frame.byLength && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('\nFrom ', 0, 'latin1') >= 0
  );
  const message = parseMessage(bytes, limits, { unquoteFrom });
  if (!isLong) return whole({ kind: 'message', message });
  const gap: ReadGap = {
    state: 'limit',
    code: 'output',
    why: 'The message is larger than can be read; its beginning was read.',
    remedy: 'Cut the message out of the mailbox and add it as a file.',
    bytes: length - bytes.length,
  };
  return partial({ kind: 'message', message: { ...message, gaps: [...message.gaps, gap] } }, gap);
}

export function unknownPath(): ReadGap {
  return {
    state: 'missing',
    code: 'source.path',
    why: 'The item is no longer where it was found.',
    remedy: 'Run again: the source has changed.',
  };
}

/** Lines that begin with `From ` and a date, counted without the rules of framing. */
function expect(source: Source): Expectation[] {
  let count = 0;
  for (let at = 0; at < source.size; at += WINDOW) {
    const window = Buffer.from(source.read(at, WINDOW + LINE_BYTES));
    const limit = Math.min(window.length, WINDOW);
    for (let hit = window.indexOf('From ', 0, 'latin1'); hit >= 0 && hit < limit; hit = window.indexOf('From ', hit + 5, 'latin1')) {
      const before = hit > 0 ? window[hit - 1] : at === 0 ? LF : source.read(at - 1, 1)[0];
      const lines = latin1(window.subarray(hit, hit + LINE_BYTES)).split(/\r\n|\n|\r/);
      if ((before === LF || before === CR) && hasSeparatorDate(lines[0] ?? '') && isKnownField(lines[1] ?? '')) count += 1;
    }
  }
  return [{ what: 'messages', count, by: 'separator lines with a date and a header' }];
}

/** A separator at the start, or a header at the start and a separator further down (the first line was lost). */
function sniff(source: Source, head: Uint8Array): number {
  if (latin1(head.subarray(0, 5)) === 'From ') return isSeparator(source, 0) ? 0.95 : 0;
  if (headerScore(head) === 0) return 0;
  const text = latin1(head);
  const hasLater = [...text.matchAll(/\n(?:\r?\n)(From [^\r\n]{5,200})\r?\n([^\r\n]{0,200})/g)].some(
    (hit) => hasSeparatorDate(hit[1] ?? '') && isKnownField(hit[2] ?? ''),
  );
  if (/\.(?:mbox|mbx)$/i.test(source.name)) return hasLater ? 0.92 : 0.85;
  return hasLater && !/\.(?:eml|emlx|txt)$/i.test(source.name) ? 0.85 : 0;
}

export const mboxContainer: Container = { kind: 'mbox', version: 1, sniff, expect, walk, open };
