/** Words of a stretch of text with their case, what stands between them and what the name lists know of them. */
import { IGNORED, isWordCode } from '../fold.ts';
import type { TextView } from '../view.ts';
import { familyBand, givenBand, HONORIFIC, nameLexicon, SAFE, wordBand } from './lexicon.ts';

export type Shape = 'cap' | 'caps' | 'lower' | 'initial' | 'digit';
/** What stands before a word: nothing but blanks; a full stop; a comma; `&` or `/`; a quote mark; anything else. */
export type Gap = 'space' | 'dot' | 'comma' | 'amp' | 'quote' | 'break';

export interface Token {
  readonly start: number;
  readonly end: number;
  /** Folded, without what vanishes. */
  readonly word: string;
  readonly shape: Shape;
  readonly info: number;
  readonly gap: Gap;
  /** A full stop follows straight: `J.`, `Dr.`, `Jr.` */
  readonly dotted: boolean;
  /** `'s` follows. */
  readonly owned: boolean;
}

const TOKENS_MAX = 4000;

export function tokenize(view: TextView, from: number, to: number): Token[] {
  const { folded } = view;
  const tokens: Token[] = [];
  let at = from;
  let last = from;
  while (at < to && tokens.length < TOKENS_MAX) {
    if (!isWordCode(folded.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const end = wordEnd(folded, at, to);
    tokens.push(tokenOf(view, at, end, tokens.length === 0 ? 'break' : gapOf(folded, last, at)));
    last = tokens.at(-1)?.end ?? end;
    at = end;
  }
  return tokens;
}

/** Letters and digits, with apostrophes and hyphens between letters. */
function wordEnd(folded: string, at: number, to: number): number {
  let end = at + 1;
  while (end < to) {
    const code = folded.charCodeAt(end);
    if (isWordCode(code) || code === 0x200b) end += 1;
    else if (
      (code === 0x27 || code === 0x2d) &&
      end + 1 < to &&
      isLetter(folded.charCodeAt(end + 1)) &&
      isLetter(folded.charCodeAt(end - 1))
    )
      end += 1;
    else break;
  }
  return end;
}

const isLetter = (code: number): boolean => isWordCode(code) && !(code >= 0x30 && code <= 0x39);

/** Most words are never asked about: the lists are searched at the first question. */
class LazyToken implements Token {
  readonly start: number;
  readonly end: number;
  readonly word: string;
  readonly shape: Shape;
  readonly gap: Gap;
  readonly dotted: boolean;
  readonly owned: boolean;
  #info = -1;
  constructor(parts: Omit<Token, 'info'>) {
    this.start = parts.start;
    this.end = parts.end;
    this.word = parts.word;
    this.shape = parts.shape;
    this.gap = parts.gap;
    this.dotted = parts.dotted;
    this.owned = parts.owned;
  }
  get info(): number {
    if (this.#info < 0) this.#info = this.shape === 'digit' ? 0 : nameLexicon().info(this.word);
    return this.#info;
  }
}

function tokenOf(view: TextView, start: number, rawEnd: number, gap: Gap): Token {
  const { folded, text } = view;
  let end = rawEnd;
  let owned = false;
  if (end - start > 2 && folded.charCodeAt(end - 1) === 0x73 && folded.charCodeAt(end - 2) === 0x27) {
    end -= 2;
    owned = true;
  }
  const raw = folded.slice(start, end);
  const word = raw.includes(IGNORED) ? raw.replaceAll(IGNORED, '') : raw;
  const shape = shapeOf(text, folded, start, end);
  return new LazyToken({ start, end, word, shape, gap, dotted: folded.charCodeAt(end) === 0x2e, owned });
}

/** A capitalised word that some list knows as a name, or that no list knows: without one there is no name in [from, to). */
export function mayHoldName(view: TextView, from: number, to: number): boolean {
  const { folded, text } = view;
  const lexicon = nameLexicon();
  let at = from;
  while (at < to) {
    if (!isWordCode(folded.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const end = wordEnd(folded, at, to);
    if (end - at > 1 && isUpper(text, at)) {
      const raw = folded.slice(at, end);
      const info = lexicon.info(raw.includes(IGNORED) ? raw.replaceAll(IGNORED, '') : raw);
      if (isTelling(info, end - at)) return true;
    }
    at = end;
  }
  return false;
}

function isTelling(info: number, units: number): boolean {
  const band = Math.max(givenBand(info), familyBand(info));
  if (info === 0) return units > 2;
  if ((info & HONORIFIC) !== 0) return true;
  return band > 0 && (wordBand(info) < 5 || band > 2) && ((info & SAFE) === 0 || band > 2);
}

function shapeOf(text: string, folded: string, start: number, end: number): Shape {
  let upper = 0;
  let letters = 0;
  for (let i = start; i < end; i += 1) {
    const code = folded.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) return 'digit';
    if (!isLetter(code)) continue;
    letters += 1;
    if (isUpper(text, i)) upper += 1;
  }
  if (!isUpper(text, start)) return 'lower';
  if (letters === 1) return 'initial';
  return upper === letters ? 'caps' : 'cap';
}

export function isUpper(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0x80) return code >= 0x41 && code <= 0x5a;
  const char = text[at] ?? '';
  // Scripts without case count as capitals: their names have no other sign.
  return char.toLowerCase() !== char || (code > 0x2e7f && code < 0xd800);
}

function gapOf(folded: string, from: number, to: number): Gap {
  let gap: Gap = 'space';
  let blanks = 0;
  let at = from;
  if (folded.startsWith("'s", at)) at += 2;
  for (; at < to; at += 1) {
    const char = folded[at] ?? '';
    // File names part words by `_`.
    if (char === ' ' || char === IGNORED || char === '_') blanks += 1;
    else if (char === '\n') {
      // A broken line inside a paragraph is a blank, with its quote marks.
      let next = at + 1;
      while (next < to && ' >\r'.includes(folded[next] ?? 'x')) next += 1;
      if (next < to || gap === 'dot') return 'break';
      at = next - 1;
      blanks = 1;
    } else if (char === '.') {
      if (gap !== 'space' || blanks > 0) return 'break';
      gap = 'dot';
    } else if (char === ',') {
      if (gap === 'comma' || gap === 'amp' || gap === 'quote') return 'break';
      gap = 'comma';
    } else if (char === '&' || char === '/') {
      if (gap !== 'space') return 'break';
      gap = 'amp';
    } else if (char === '"' || (char === "'" && blanks > 0)) {
      if (gap !== 'space' && gap !== 'quote') return 'break';
      gap = 'quote';
    } else return 'break';
  }
  return blanks > 2 && gap === 'space' ? 'break' : gap;
}
