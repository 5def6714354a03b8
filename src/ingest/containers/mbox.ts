/**
 * Mailboxes in one file: mboxo, mboxrd, mboxcl, mboxcl2, Takeout, Thunderbird. Frames are found in windows; the file is never in memory.
 * [RFC 4155] Appendix A · spec/ingest.md 3.3
 */
import { latin1, lost, partial, whole, type Limits, type Outcome } from '../../kernel/index.ts';
import type { Expectation, Found, ReadGap } from '../../model/index.ts';
import type { Container, RawItem, Source } from '../container.ts';
import { frameFacts, hasSeparatorDate, headerScore, isKnownField } from '../mail-grammar.ts';
import { parseMessage } from '../mime/parse-message.ts';
import { Window } from '../window.ts';

/** Separators are searched in steps of this size. */
const STEP = 1024 ** 2;
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
function nextSeparator(file: Window, from: number): number {
  for (let at = from; at < file.size; at += STEP) {
    const step = file.read(at, STEP + LINE_BYTES);
    const limit = Math.min(step.length, STEP);
    for (let hit = step.indexOf('From ', 0, 'latin1'); hit >= 0 && hit < limit; hit = step.indexOf('From ', hit + 5, 'latin1')) {
      const isLineStart = hit === 0 || step[hit - 1] === LF || step[hit - 1] === CR;
      if (at + hit > from && isLineStart && isSeparator(file, at + hit)) return at + hit;
    }
  }
  return file.size;
}

/** Whether a message begins with the `From ` at this offset. */
function isSeparator(file: Window, at: number): boolean {
  const before = Uint8Array.from(file.read(Math.max(0, at - 4), Math.min(4, at)));
  const last = before.at(-1);
  if (at > 0 && last !== LF && last !== CR) return false;
  const lines = latin1(file.read(at, LINE_BYTES)).split(/\r\n|\n|\r/);
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

function readFrame(file: Window, start: number): Frame {
  const head = file.read(start, HEAD_BYTES);
  const hasSeparatorLine = latin1(head.subarray(0, 5)) === 'From ';
  const lineStop = hasSeparatorLine ? head.findIndex((byte, at) => byte === LF || (byte === CR && head[at + 1] !== LF)) : -1;
  const messageStart = hasSeparatorLine ? (lineStop < 0 ? Math.min(file.size, start + head.length) : start + lineStop + 1) : start;
  const byLength = frameByLength(file, head.subarray(messageStart - start), messageStart);
  const next = byLength ?? nextSeparator(file, messageStart);
  return { start, messageStart, messageEnd: withoutEmptyLine(file, messageStart, next), next, byLength: byLength !== undefined };
}

/** Content-Length is believed only if a separator or the end stands exactly there. spec/ingest.md 3.3 */
function frameByLength(file: Window, head: Uint8Array, messageStart: number): number | undefined {
  const body = headerEnd(head);
  if (body === undefined) return undefined;
  const length = /^content-length:\s*(\d{1,12})\s*$/im.exec(latin1(head.subarray(0, body)))?.[1];
  if (length === undefined) return undefined;
  const stop = messageStart + body + Number(length);
  if (stop > file.size) return undefined;
  const tail = latin1(file.read(stop, 4));
  const gap = /^(?:\r?\n){0,2}/.exec(tail)?.[0].length ?? 0;
  if (stop + gap >= file.size) return file.size;
  return isSeparator(file, stop + gap) ? stop + gap : undefined;
}

/** Where the body begins: behind the first empty line. */
function headerEnd(head: Uint8Array): number | undefined {
  for (let at = head.indexOf(LF); at >= 0; at = head.indexOf(LF, at + 1)) {
    if (head[at + 1] === LF) return at + 2;
    if (head[at + 1] === CR && head[at + 2] === LF) return at + 3;
  }
  return undefined;
}

/** One empty line in front of a separator belongs to the mailbox, not to the message. [RFC 4155] Appendix A */
function withoutEmptyLine(file: Window, messageStart: number, next: number): number {
  const tail = latin1(file.read(Math.max(messageStart, next - 4), Math.min(4, next - messageStart)));
  const empty = /(?<=\n)\r?\n$|(?<=\r)\r$/.exec(tail)?.[0] ?? '';
  return next - empty.length;
}

function* walk(source: Source, _limits: Limits, cursor?: string): Generator<Found> {
  const file = Window.of(source);
  let at = cursor === undefined ? 0 : Number(cursor);
  while (at < source.size) {
    const frame = readFrame(file, at);
    const facts = frameFacts(file.read(frame.messageStart, Math.min(HEAD_BYTES, frame.messageEnd - frame.messageStart)));
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
  const frame = readFrame(Window.of(source), start);
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
  const file = Window.of(source);
  let count = 0;
  for (let at = 0; at < source.size; at += STEP) {
    const step = file.read(at, STEP + LINE_BYTES);
    const limit = Math.min(step.length, STEP);
    for (let hit = step.indexOf('From ', 0, 'latin1'); hit >= 0 && hit < limit; hit = step.indexOf('From ', hit + 5, 'latin1')) {
      // The byte in front of a step was the last of the one before.
      const before = hit > 0 ? (step[hit - 1] ?? 0) : at === 0 ? LF : (source.read(at - 1, 1)[0] ?? 0);
      if (before !== LF && before !== CR) continue;
      const lines = latin1(step.subarray(hit, hit + LINE_BYTES)).split(/\r\n|\n|\r/);
      if (hasSeparatorDate(lines[0] ?? '') && isKnownField(lines[1] ?? '')) count += 1;
    }
  }
  return [{ what: 'messages', count, by: 'separator lines with a date and a header' }];
}

/** A separator at the start, or a header at the start and a separator further down (the first line was lost). */
function sniff(source: Source, head: Uint8Array): number {
  if (latin1(head.subarray(0, 5)) === 'From ') return isSeparator(new Window(source), 0) ? 0.95 : 0;
  if (headerScore(head) === 0) return 0;
  const text = latin1(head);
  const hasLater = [...text.matchAll(/\n(?:\r?\n)(From [^\r\n]{5,200})\r?\n([^\r\n]{0,200})/g)].some(
    (hit) => hasSeparatorDate(hit[1] ?? '') && isKnownField(hit[2] ?? ''),
  );
  if (/\.(?:mbox|mbx)$/i.test(source.name)) return hasLater ? 0.92 : 0.85;
  return hasLater && !/\.(?:eml|emlx|txt)$/i.test(source.name) ? 0.85 : 0;
}

export const mboxContainer: Container = { kind: 'mbox', version: 1, sniff, expect, walk, open };
