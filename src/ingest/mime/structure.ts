/**
 * A message as a tree of byte ranges, in one pass: header lines forward, boundary lines by search against all open multiparts at once.
 * Every byte lies in exactly one range, whatever the bytes are. [RFC 2046] 5.1 · spec/ingest.md 4.2
 */
import { assert, latin1, type Limits } from '../../kernel/index.ts';
import type { ByteRange, RangeKind, ReadGap } from '../../model/index.ts';
import { CR, fieldText, LF, lineEnd, readHeaderBlock, textEnd, type Field } from './header-block.ts';
import { parameterValues, parseParameterised, type Parameterised } from './parameters.ts';

/** A byte string with one type inside the message. */
export interface Part {
  /** `1.2`; `1.0` and `1.e` are the text before the first and behind the last boundary of part 1. */
  readonly path: string;
  readonly role: 'leaf' | 'preamble' | 'epilogue' | 'broken';
  readonly fields: readonly Field[];
  readonly type: Parameterised;
  readonly start: number;
  readonly end: number;
  /** Path of the innermost multipart/alternative around it. */
  readonly alternative?: string;
}

export interface Structure {
  readonly fields: readonly Field[];
  readonly parts: readonly Part[];
  readonly ranges: readonly ByteRange[];
  readonly gaps: readonly ReadGap[];
}

/** Multiparts in multiparts. Not a recursion, so the number only bounds the length of paths. */
const MULTIPART_DEPTH_MAX = 1100;
/** A boundary is at most 70 characters; writers were seen to take more. [RFC 2046] 5.1.1 */
const BOUNDARY_LINE_MAX = 1024;
/** Multiparts whose boundary is looked for before it is believed, and guessed where it is missing: each costs a pass over the rest. */
const BOUNDARY_CHECKS_MAX = 64;
const GUESS_BYTES_MAX = 4 * 1024 ** 2;
const DASH = 0x2d;

interface Frame {
  readonly path: string;
  readonly tokens: readonly string[];
  readonly digest: boolean;
  readonly alternative: string | undefined;
  children: number;
  closed: boolean;
}

interface Boundary {
  readonly start: number;
  readonly end: number;
  readonly frame: Frame;
  readonly closing: boolean;
}

type Sink =
  | {
      readonly role: 'leaf' | 'broken';
      readonly path: string;
      readonly fields: readonly Field[];
      readonly type: Parameterised;
      readonly alternative: string | undefined;
    }
  | { readonly role: 'preamble' | 'epilogue'; readonly frame: Frame };

export function readStructure(bytes: Uint8Array, limits: Pick<Limits, 'partsMax'>): Structure {
  return new Scan(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), limits.partsMax).run();
}

class Scan {
  readonly #bytes: Buffer;
  readonly #partsMax: number;
  readonly #endByte: number;
  readonly #ranges: ByteRange[] = [];
  readonly #parts: Part[] = [];
  readonly #gaps: ReadGap[] = [];
  readonly #open: Frame[] = [];
  /** Frames by boundary; the innermost of equal ones is last. */
  readonly #byToken = new Map<string, Frame[]>();
  #covered = 0;
  #stopped = false;
  #entities = 0;
  #checks = 0;

  constructor(bytes: Buffer, partsMax: number) {
    this.#bytes = bytes;
    this.#partsMax = partsMax;
    this.#endByte = bytes.includes(LF) ? LF : CR;
  }

  run(): Structure {
    const top = this.#header(0);
    let sink = this.#enter({ path: '', fields: top.fields, contentStart: top.end, alternative: undefined, digest: false });
    while (!this.#stopped) {
      const boundary = this.#nextBoundary(this.#covered);
      if (boundary === undefined) break;
      const contentEnd = Math.max(this.#covered, this.#lineBreakBefore(boundary.start));
      this.#settle(sink, contentEnd);
      this.#closeAbove(boundary.frame);
      this.#cover('boundary', boundary.end);
      if (boundary.closing) {
        boundary.frame.closed = true;
        sink = { role: 'epilogue', frame: boundary.frame };
        continue;
      }
      if (this.#entities >= this.#partsMax) {
        this.#partLimit();
        continue;
      }
      sink = this.#child(boundary.frame);
    }
    if (!this.#stopped) this.#settle(sink, this.#bytes.length);
    for (const frame of this.#open) if (!frame.closed && frame.children > 0) this.#noEnd(frame);
    assert(this.#covered === this.#bytes.length, 'every byte of a message lies in one range');
    return { fields: top.fields, parts: this.#parts, ranges: this.#ranges, gaps: this.#gaps };
  }

  #header(start: number): { fields: readonly Field[]; end: number } {
    const block = readHeaderBlock(this.#bytes, start, this.#endByte, (at) => this.#boundaryAt(at) !== undefined);
    this.#cover('header', block.end);
    return block;
  }

  #child(frame: Frame): Sink {
    frame.children += 1;
    frame.closed = false;
    const path = frame.path === '' ? String(frame.children) : `${frame.path}.${frame.children}`;
    const block = this.#header(this.#covered);
    return this.#enter({ path, fields: block.fields, contentStart: block.end, alternative: frame.alternative, digest: frame.digest });
  }

  /** Opens a multipart, or says where the bytes that follow go. */
  #enter(entity: { path: string; fields: readonly Field[]; contentStart: number; alternative: string | undefined; digest: boolean }): Sink {
    this.#entities += 1;
    const { path, fields, alternative } = entity;
    // The default inside a digest is a message. [RFC 2046] 5.1.5
    const type = parseParameterised(fieldText(fields, 'content-type') ?? (entity.digest ? 'message/rfc822' : 'text/plain'));
    const leafPath = path === '' ? '1' : path;
    if (!type.value.startsWith('multipart/')) return { role: 'leaf', path: leafPath, fields, type, alternative };
    if (this.#open.length >= MULTIPART_DEPTH_MAX) {
      this.#gaps.push({
        state: 'limit',
        code: 'depth',
        why: 'Multiparts are nested deeper than is read.',
        remedy: 'None known; such nesting is an attack.',
        at: mimePath(leafPath),
      });
      return { role: 'broken', path: leafPath, fields, type, alternative };
    }
    const tokens = this.#tokens(type, entity.contentStart);
    if (tokens.length === 0) {
      this.#gaps.push(noBoundary(leafPath));
      return { role: 'broken', path: leafPath, fields, type, alternative };
    }
    const frame: Frame = {
      path,
      tokens,
      digest: type.value === 'multipart/digest',
      alternative: type.value === 'multipart/alternative' ? mimePath(path) : alternative,
      children: 0,
      closed: false,
    };
    this.#open.push(frame);
    for (const token of tokens) {
      const frames = this.#byToken.get(token);
      if (frames === undefined) this.#byToken.set(token, [frame]);
      else frames.push(frame);
    }
    return { role: 'preamble', frame };
  }

  /** Declared boundaries that occur; else the first line `--token` that stands twice. Readers disagree on two parameters: both are taken. */
  #tokens(type: Parameterised, from: number): string[] {
    const declared = parameterValues(type, 'boundary').map((value) => Buffer.from(value.trimEnd(), 'utf8').toString('latin1'));
    const usable = [...new Set(declared)].filter((token) => token !== '').slice(0, 4);
    if (this.#checks >= BOUNDARY_CHECKS_MAX) return usable;
    this.#checks += 1;
    const present = usable.filter((token) => this.#bytes.indexOf(`--${token}`, from, 'latin1') >= 0);
    if (present.length > 0) return present;
    const guess = this.#guessToken(from);
    return guess === undefined ? [] : [guess];
  }

  #guessToken(from: number): string | undefined {
    const seen = new Set<string>();
    const stop = Math.min(this.#bytes.length, from + GUESS_BYTES_MAX);
    let at = from;
    while (at < stop && seen.size < 1000) {
      const next = lineEnd(this.#bytes, at, this.#endByte);
      if (this.#bytes[at] === DASH && this.#bytes[at + 1] === DASH && next - at < BOUNDARY_LINE_MAX) {
        if (this.#boundaryAt(at) !== undefined) return undefined;
        const token = latin1(this.#bytes.subarray(at + 2, textEnd(this.#bytes, at, next))).trimEnd();
        const open = token.endsWith('--') ? token.slice(0, -2) : token;
        if (open !== '' && /[^-\s]/.test(open) && !/\s/.test(open)) {
          if (seen.has(open)) return open;
          seen.add(open);
        }
      }
      at = next;
    }
    return undefined;
  }

  /** First line from `from` on that is a boundary of any open multipart. */
  #nextBoundary(from: number): Boundary | undefined {
    if (this.#open.length === 0) return undefined;
    let at = this.#bytes.indexOf('--', from, 'latin1');
    while (at >= 0) {
      if (this.#isLineStart(at)) {
        const boundary = this.#boundaryAt(at);
        if (boundary !== undefined) return boundary;
      }
      // A long rule of dashes is stepped over at once.
      let past = at + 2;
      while (past < this.#bytes.length && this.#bytes[past] === DASH) past += 1;
      at = this.#bytes.indexOf('--', past, 'latin1');
    }
    return undefined;
  }

  #isLineStart(at: number): boolean {
    return at === 0 || this.#bytes[at - 1] === LF || this.#bytes[at - 1] === CR;
  }

  #boundaryAt(start: number): Boundary | undefined {
    if (this.#open.length === 0 || this.#bytes[start] !== DASH || this.#bytes[start + 1] !== DASH) return undefined;
    const window = this.#bytes.subarray(start, start + BOUNDARY_LINE_MAX);
    const hit = window.indexOf(this.#endByte);
    if (hit < 0 && start + window.length < this.#bytes.length) return undefined;
    const end = hit < 0 ? this.#bytes.length : start + hit + 1;
    const line = latin1(this.#bytes.subarray(start + 2, textEnd(this.#bytes, start, end))).trimEnd();
    // White space may follow on the line, some writers put text behind it. [RFC 2046] 5.1.1
    const word = /^\S*/.exec(line)?.[0] ?? '';
    for (const token of word === line ? [line] : [line, word]) {
      const open = this.#byToken.get(token)?.at(-1);
      if (open !== undefined) return { start, end, frame: open, closing: false };
      const closed = token.endsWith('--') ? this.#byToken.get(token.slice(0, -2))?.at(-1) : undefined;
      if (closed !== undefined) return { start, end, frame: closed, closing: true };
    }
    return undefined;
  }

  /** The line end in front of a boundary belongs to it. [RFC 2046] 5.1.1 */
  #lineBreakBefore(start: number): number {
    if (this.#bytes[start - 1] === LF) return this.#bytes[start - 2] === CR ? start - 2 : start - 1;
    return this.#bytes[start - 1] === CR ? start - 1 : start;
  }

  #closeAbove(frame: Frame): void {
    for (let top = this.#open.at(-1); top !== undefined && top !== frame; top = this.#open.at(-1)) {
      this.#open.pop();
      if (!top.closed && top.children > 0) this.#noEnd(top);
      for (const token of top.tokens) {
        const frames = this.#byToken.get(token);
        frames?.pop();
        if (frames?.length === 0) this.#byToken.delete(token);
      }
    }
  }

  #settle(sink: Sink, end: number): void {
    const start = this.#covered;
    if ('path' in sink) {
      this.#cover('part', end);
      const { alternative, ...rest } = sink;
      this.#parts.push({ ...rest, start, end, ...(alternative === undefined ? {} : { alternative }) });
      return;
    }
    this.#cover(sink.role, end);
    if (sink.role === 'preamble' && end === this.#bytes.length && sink.frame.children === 0)
      this.#gaps.push(noBoundary(sink.frame.path === '' ? '1' : sink.frame.path));
    if (!holdsText(this.#bytes.subarray(start, end))) return;
    const suffix = sink.role === 'preamble' ? '0' : 'e';
    const path = sink.frame.path === '' ? suffix : `${sink.frame.path}.${suffix}`;
    this.#parts.push({ path, role: sink.role, fields: [], type: { value: 'text/plain', parameters: [] }, start, end });
  }

  #cover(kind: RangeKind, end: number): void {
    assert(end >= this.#covered, 'ranges of a message go forward');
    if (end === this.#covered) return;
    this.#ranges.push({ kind, start: this.#covered, end });
    this.#covered = end;
  }

  #noEnd(frame: Frame): void {
    // A missing end is only told where the whole message may be cut: an inner multipart that its parent ended is complete.
    if (this.#covered < this.#bytes.length) return;
    this.#gaps.push({
      state: 'partial',
      code: 'mime.no-end',
      why: 'A multipart has no closing boundary: the message may have been cut.',
      remedy: 'Compare with another export of the mailbox.',
      at: mimePath(frame.path),
    });
  }

  #partLimit(): void {
    this.#stopped = true;
    const bytes = this.#bytes.length - this.#covered;
    if (bytes > 0) this.#ranges.push({ kind: 'unread', start: this.#covered, end: this.#bytes.length, reason: 'parts' });
    this.#covered = this.#bytes.length;
    this.#gaps.push({
      state: 'limit',
      code: 'parts',
      why: 'The message has more parts than the limit allows; the rest was not read.',
      remedy: 'Raise `limits.partsMax` in case.yaml.',
      bytes,
    });
  }
}

export function mimePath(path: string): string {
  return path === '' ? 'mime:' : `mime:${path}`;
}

function noBoundary(path: string): ReadGap {
  return {
    state: 'partial',
    code: 'mime.no-boundary',
    why: 'A multipart does not say, or does not use, the boundary of its parts: it was read as one text.',
    remedy: 'Compare with another export of the mailbox.',
    at: mimePath(path),
  };
}

/** Sentences that mail programs put before the first boundary for readers without MIME. Longer text is somebody's. */
const KNOWN_PREAMBLE =
  /^[\s>-]*(?:this is an? (?:multi-?\s?part|mime|cryptographically|openpgp|authentication|s\/mime)[^\r\n]{0,100}(?:mime|format|message)[^\r\n]{0,80}|content-type: text\/plain)?[\s-]*$/i;

function holdsText(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20) at += 1;
  if (at === bytes.length) return false;
  return bytes.length > 400 || !KNOWN_PREAMBLE.test(latin1(bytes));
}
