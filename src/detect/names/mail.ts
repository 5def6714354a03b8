/** Who writes to whom: header fields, greetings, sign-offs. Traps T063, T064, T162, T181. */
import type { Structure } from '../scopes/structure.ts';
import { isWordCode } from '../fold.ts';
import { isSignOff, signOffEnd } from '../scopes/zones.ts';
import type { TextView } from '../view.ts';
import type { FoundName } from './found.ts';
import { familyBand, givenBand, ROLE_WORD, wordBand } from './lexicon.ts';
import { readName } from './read-name.ts';
import { roleTerms, wordsOf } from './role-terms.ts';
import { tokenize, type Token } from './tokens.ts';
import { nameValue } from './value.ts';
import { isLike, sigmoid, weightOf } from './weigh.ts';

type Take = (start: number, end: number) => boolean;

const FIELD = /^[> \t]*(from|to|cc|bcc|reply-to|sender|x-from|x-to|x-cc|de|para|cco|von|an|organizer|required|optional)\s*:\s*/;
const ADDRESSES_MAX = 20_000;
const FIELD_UNITS_MAX = 1_000_000;

export function findInMail(view: TextView, structure: Structure, take: Take): FoundName[] {
  const out: FoundName[] = [];
  for (const scope of structure.scopes) {
    if (scope.kind !== 'header-block') continue;
    for (const { start, end } of linesIn(view, scope.start, scope.end)) {
      const match = FIELD.exec(view.folded.slice(start, Math.min(end, start + 40)));
      if (match === null) continue;
      const field = match[1] ?? '';
      const isFrom = /from|^de$|sender|von|reply|organizer/.test(field);
      out.push(...readAddresses(view, start + match[0].length, Math.min(end, start + FIELD_UNITS_MAX), isFrom ? 'from' : 'to', take));
    }
  }
  return out;
}

/** Field lines with their folded continuations. */
function linesIn(view: TextView, from: number, to: number): { readonly start: number; readonly end: number }[] {
  const out: { start: number; end: number }[] = [];
  let start = from;
  while (start < to) {
    const stop = view.folded.indexOf('\n', start);
    const end = stop < 0 || stop > to ? to : stop;
    const last = out.at(-1);
    if (last !== undefined && ' \t'.includes(view.folded[start] ?? 'x')) last.end = end;
    else out.push({ start, end });
    start = end + 1;
  }
  return out;
}

/** Display names of an address list: `Karen Hill <k@…>; "Biever, Jason" <…>`. */
function readAddresses(view: TextView, from: number, to: number, mailRole: 'from' | 'to', take: Take): FoundName[] {
  const pieces = splitList(view, from, to);
  const paired = pairUp(view, pieces);
  const out: FoundName[] = [];
  for (const piece of paired) {
    const value = nameValue(view, piece.start, piece.end, 'unknown');
    if (value === undefined || value.dismissedBy !== undefined) continue;
    const first = value.tokens[0];
    const tooPlain =
      value.tokens.length === 1 &&
      (first === undefined ||
        (first.info & ROLE_WORD) !== 0 ||
        wordBand(first.info) > 3 ||
        (givenBand(first.info) < 2 && familyBand(first.info) < 2));
    if (tooPlain || value.tokens.some((token) => token.shape === 'digit') || value.weight < -2.5 || !take(value.start, value.end)) continue;
    out.push({
      start: value.start,
      end: value.end,
      readings: value.readings,
      p: sigmoid(1.5 + Math.max(-4, Math.min(2, value.weight)) - (value.tokens.length === 1 ? 1 : 0)),
      rule: 'name.header',
      because: ['name.header'],
      tags: [],
      unitStart: from,
      unitEnd: to,
      mailRole,
      ...(value.titleRole === undefined ? {} : { titleRole: value.titleRole }),
    });
  }
  return out;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly hasAddress: boolean;
}

/** At `;`, or at `,` where that does not part a family from a given name. Addresses in angle brackets end a name. */
function splitList(view: TextView, from: number, to: number): Piece[] {
  const { folded } = view;
  const semicolons = folded.slice(from, to).includes(';');
  const out: Piece[] = [];
  let start = from;
  let nameEnd = -1;
  let quoted = false;
  for (let at = from; at <= to && out.length < ADDRESSES_MAX; at += 1) {
    const char = at < to ? folded[at] : ';';
    if (char === '"' && at < to) quoted = !quoted;
    if (char === '<' || char === '[') nameEnd = nameEnd < 0 ? at : nameEnd;
    const isEnd = at === to || (!quoted && (char === ';' || (char === ',' && (!semicolons || nameEnd >= 0))));
    if (!isEnd) continue;
    const end = nameEnd < 0 ? at : nameEnd;
    const text = folded.slice(start, end);
    if (/\p{L}/u.test(text) && !text.includes('@')) out.push({ start, end, hasAddress: nameEnd >= 0 });
    start = at + 1;
    nameEnd = -1;
    if (at === to) break;
  }
  return out;
}

/** Outlook writes `Biever, Jason, Brodeur, Stephane`: an even number of single words pairs up by parity. */
function pairUp(view: TextView, pieces: readonly Piece[]): Piece[] {
  const joined = pieces.some((piece) => piece.hasAddress) ? joinCommas(view, pieces) : pieces;
  return joined.length < pieces.length ? [...joined] : pairBare(view, pieces);
}

/** `Lopez, Maria <m@…>, Bob Hill <b@…>`: a piece without an address is the family name of the next. */
function joinCommas(view: TextView, pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  const isShort = (piece: Piece): boolean => wordsOf(view.folded, piece.start, piece.end, 4).length <= 2;
  for (let i = 0; i < pieces.length; i += 1) {
    const piece = pieces[i];
    const next = pieces[i + 1];
    if (piece === undefined) continue;
    if (!piece.hasAddress && next?.hasAddress === true && isShort(piece) && isShort(next)) {
      out.push({ start: piece.start, end: next.end, hasAddress: true });
      i += 1;
    } else out.push(piece);
  }
  return out;
}

function pairBare(view: TextView, pieces: readonly Piece[]): Piece[] {
  const isBare =
    pieces.length > 1 &&
    pieces.length % 2 === 0 &&
    pieces.every((piece, i) => (!piece.hasAddress || i % 2 === 1) && wordsOf(view.folded, piece.start, piece.end, 4).length <= 2);
  if (!isBare) return [...pieces];
  let odds = 0;
  for (let i = 0; i + 1 < pieces.length; i += 2) {
    const [a, b] = [
      tokenize(view, pieces[i]?.start ?? 0, pieces[i]?.end ?? 0)[0],
      tokenize(view, pieces[i + 1]?.start ?? 0, pieces[i + 1]?.end ?? 0)[0],
    ];
    if (a !== undefined && b !== undefined) odds += familyBand(a.info) - givenBand(a.info) + givenBand(b.info) - familyBand(b.info);
  }
  if (odds <= 0 && pieces.length < 4) return [...pieces];
  const out: Piece[] = [];
  for (let i = 0; i + 1 < pieces.length; i += 2) out.push({ start: pieces[i]?.start ?? 0, end: pieces[i + 1]?.end ?? 0, hasAddress: true });
  return out;
}

/** `Hi Maria,` · `Thanks, James` · a name alone below `Regards,`. */
export function findGreetings(view: TextView, take: Take): FoundName[] {
  const out: FoundName[] = [];
  let afterSignOff = 0;
  for (let i = 0; i < view.lines.length; i += 1) {
    const line = view.lines[i];
    if (line === undefined) continue;
    let start = line.start;
    while (start < line.end && ' >\t'.includes(view.folded[start] ?? '')) start += 1;
    if (start >= line.end) continue;
    const text = view.folded.slice(start, Math.min(line.end, start + 80)).trimEnd();
    const closing = line.end - start < 60 ? signOffEnd(text) : -1;
    if (closing > 0 && closing < text.length) push(out, nameAlone(view, start + closing, line.end), 'sign-off', take, view);
    else if (afterSignOff > 0 && line.end - start < 50) push(out, nameAlone(view, start, line.end), 'sign-off', take, view);
    else {
      const greeting = greetingEnd(view.folded, start, Math.min(line.end, start + 80));
      if (greeting > 0) push(out, addressee(view, greeting, line.end), 'greeting', take, view);
    }
    afterSignOff = line.end - start < 40 && isSignOff(text) ? 1 : 0;
  }
  return out;
}

function push(out: FoundName[], tokens: readonly Token[], mailRole: 'greeting' | 'sign-off', take: Take, view: TextView): void {
  const first = tokens[0];
  const last = tokens.at(-1);
  if (first === undefined || last === undefined || !take(first.start, last.end)) return;
  let weight = 0;
  for (const token of tokens) weight += weightOf(token, false);
  out.push({
    start: first.start,
    end: last.end,
    readings: readName(view.text, tokens, 'unknown', view.lang),
    p: sigmoid(1 + Math.max(-3, Math.min(2.5, weight))),
    rule: mailRole === 'greeting' ? 'name.greeting' : 'name.sign-off',
    because: [mailRole === 'greeting' ? 'name.greeting' : 'name.sign-off'],
    tags: [],
    unitStart: first.start,
    unitEnd: last.end,
    mailRole,
  });
}

/** A line that holds nothing but one to four name words. */
function nameAlone(view: TextView, from: number, to: number): readonly Token[] {
  const tokens = tokenize(view, from, to);
  let end = 0;
  while (end < tokens.length && end < 4 && isNameWord(tokens[end], end === 0)) end += 1;
  const rest = tokens[end];
  if (end === 0 || (rest !== undefined && rest.gap === 'space')) return [];
  return tokens.slice(0, end);
}

function isNameWord(token: Token | undefined, isFirst: boolean): boolean {
  if (token === undefined || !isLike(token) || (!isFirst && token.gap !== 'space' && token.gap !== 'dot')) return false;
  return weightOf(token, false) > -0.8;
}

let greetings: ReadonlySet<string> | undefined;

/** The first word of the line opens a greeting of rules/names/roles.tsv. */
function greets(folded: string, start: number): boolean {
  if (greetings === undefined) {
    const set = new Set<string>();
    for (const list of roleTerms().before.values()) for (const term of list) if (term.kind === 'salutation') set.add(term.words[0] ?? '');
    greetings = set;
  }
  let end = start;
  while (end - start < 14 && isWordCode(folded.charCodeAt(end))) end += 1;
  return greetings.has(folded.slice(start, end));
}

function greetingEnd(folded: string, start: number, end: number): number {
  if (!greets(folded, start)) return -1;
  const words = wordsOf(folded, start, end, 4);
  const first = words[0];
  if (first === undefined || first.start !== start) return -1;
  const terms = roleTerms().before;
  for (let n = Math.min(3, words.length); n > 0; n -= 1) {
    const last = words[n - 1];
    if (last === undefined) continue;
    for (const term of terms.get(last.text) ?? [])
      if (term.kind === 'salutation' && term.words.length === n && term.words.every((word, k) => word === words[k]?.text)) return last.end;
  }
  return -1;
}

/** Behind a greeting: one to three name words and then the end, a comma, colon, dash or exclamation mark. */
function addressee(view: TextView, from: number, to: number): readonly Token[] {
  const tokens = tokenize(view, from, Math.min(to, from + 60));
  const start = tokens[0] !== undefined && /^(?:mr|mrs|ms|miss|dr|dra|sr|sra|srta|prof)$/.test(tokens[0].word) ? 1 : 0;
  let end = start;
  while (
    end < tokens.length &&
    end - start < 3 &&
    isNameWord(tokens[end], end === start) &&
    (end === start || tokens[end - 1]?.dotted !== true)
  )
    end += 1;
  const last = tokens[end - 1];
  if (end === start || last === undefined) return [];
  const next = view.folded.slice(last.end, last.end + 2);
  return last.end >= to || /^\s*[,:!\-–]|^\s?$|^ - |^\./.test(next) || tokens[end]?.gap === 'amp' || tokens[end]?.word === 'and'
    ? tokens.slice(start, end)
    : [];
}
