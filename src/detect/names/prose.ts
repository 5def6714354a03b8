/** Names in running text, by what their words and neighbours say: no label needed. Spec/detection.md 5.1. */
import type { TextView } from '../view.ts';
import { AGE_BEHIND, contextOf, opensSentence, withTerms, type Unit } from './context.ts';
import { dismissal } from './dismiss.ts';
import type { FoundName, Stretch } from './found.ts';
import { findInLowerCase, findPartners } from './partners.ts';
import { FAMILY_FIRST, familyBand, givenBand, wordBand } from './lexicon.ts';
import { phraseRanges, type PhraseRange } from './phrases.ts';
import { readName, type NameOrder } from './read-name.ts';
import { mayHoldName, tokenize, type Token } from './tokens.ts';
import {
  aloneWeight,
  isAsianFamily,
  isCredential,
  isHonorific,
  isInitial,
  isLike,
  isParticle,
  isSuffix,
  sigmoid,
  weightOf,
} from './weigh.ts';

const WORDS_MAX = 6;
const PHONE = /\d{3}[ .-]\d{4}\b/;
/** Two capitalised words are a name far less often than not. */
const PRIOR = -2.6;
export const P_EMIT = 0.3;
const P_DISMISSED = 0.5;

interface Choice {
  readonly from: number;
  readonly to: number;
  readonly score: number;
  readonly because: readonly string[];
  readonly order: NameOrder;
  readonly title: string | undefined;
  readonly suffixTo: number;
}

export function findInProse(view: TextView, stretch: Stretch): FoundName[] {
  const unit = withTerms(view, stretch);
  if (!hasCapitals(view, unit)) return findInLowerCase(view, unit);
  if (!mayHoldName(view, unit.start, unit.end)) return mayBeLower(view, unit) ? findInLowerCase(view, unit) : [];
  const tokens = tokenize(view, unit.start, unit.end);
  const capsLine = isCapsLine(tokens);
  const phrases = phraseRanges(tokens);
  const choices: Choice[] = [];
  for (let i = 0; i < tokens.length; i += 1) collectAt(view, unit, tokens, i, capsLine, choices);
  choices.sort((a, b) => rankOf(b) - rankOf(a) || a.from - b.from || b.to - a.to);
  const taken = new Uint8Array(tokens.length);
  const found: { readonly choice: Choice; readonly name: FoundName }[] = [];
  for (const choice of choices) {
    if (anyTaken(taken, choice.from, choice.suffixTo)) continue;
    const p = sigmoid(choice.score);
    if (p < P_EMIT) continue;
    taken.fill(1, choice.from, choice.suffixTo + 1);
    const dismissedBy = dismissal(tokens, choice, phrases);
    if (dismissedBy !== undefined && p < P_DISMISSED) continue;
    found.push({ choice, name: makeName(view, unit, tokens, choice, p, dismissedBy, phrases) });
  }
  const names = found.map((item) => item.name);
  if (mayBeLower(view, unit))
    names.push(...findInLowerCase(view, unit).filter((one) => !names.some((name) => name.start < one.end && one.start < name.end)));
  names.push(...findPartners(view, unit, tokens, found, taken));
  return names.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Names in small letters are looked for where chat, a birth date or a phone number speaks for them. */
const mayBeLower = (view: TextView, unit: Unit): boolean =>
  unit.isChat || unit.isPersonal || PHONE.test(view.folded.slice(unit.start, Math.min(unit.end, unit.start + 2000)));

/** A whole name before one of its words alone. */
const rankOf = (choice: Choice): number => choice.score + (choice.to > choice.from && choice.score > -0.5 ? 1.5 : 0);

function hasCapitals(view: TextView, unit: Unit): boolean {
  for (let at = unit.start; at < unit.end; at += 1) {
    const code = view.text.charCodeAt(at);
    if ((code >= 0x41 && code <= 0x5a) || code > 0xbf) return true;
  }
  return false;
}

function isCapsLine(tokens: readonly Token[]): boolean {
  let caps = 0;
  let words = 0;
  for (const token of tokens) {
    if (token.shape === 'digit' || token.shape === 'initial') continue;
    words += 1;
    if (token.shape === 'caps') caps += 1;
  }
  return words > 0 && caps / words > 0.7;
}

const anyTaken = (taken: Uint8Array, from: number, to: number): boolean => taken.subarray(from, to + 1).includes(1);

/** Every run that begins at token `i`. */
function collectAt(view: TextView, unit: Unit, tokens: readonly Token[], i: number, capsLine: boolean, out: Choice[]): void {
  const first = tokens[i];
  if (first === undefined || !isLike(first) || !unit.isFree(first.start, first.end)) return;
  if (
    isHonorific(first) &&
    first.shape !== 'initial' &&
    givenBand(first.info) < 4 &&
    familyBand(first.info) < 4 &&
    joins(first, tokens[i + 1])
  )
    return;
  let comma = -1;
  for (let j = i; j < tokens.length && j - i < WORDS_MAX; j += 1) {
    const token = tokens[j];
    if (token === undefined) break;
    if (j > i) {
      if (token.gap === 'comma') {
        if (comma >= 0 || j - i > 2) break;
        comma = j;
      } else if (!joins(tokens[j - 1], token)) break;
    }
    if (
      token.shape === 'digit' ||
      (!isLike(token) && !isParticle(token)) ||
      (j > i && isCredential(token) && (token.gap === 'comma' || familyBand(token.info) < 3))
    )
      break;
    if (!isLike(token) || (isSuffix(token) && j > i)) continue;
    const choice = weighRun(view, unit, tokens, i, j, comma, capsLine);
    if (choice !== undefined) out.push(choice);
    if (token.owned) break;
  }
}

/** One name may go on across this gap. */
function joins(before: Token | undefined, token: Token | undefined): boolean {
  if (before === undefined || token === undefined || before.owned) return false;
  if (token.gap === 'space' || token.gap === 'quote') return !before.dotted || isInitial(before) || isHonorific(before) || isSuffix(before);
  return (
    token.gap === 'dot' &&
    (isInitial(before) || isHonorific(before) || isSuffix(before) || (before.word.length === 2 && before.shape === 'cap'))
  );
}

function weighRun(
  view: TextView,
  unit: Unit,
  tokens: readonly Token[],
  from: number,
  to: number,
  comma: number,
  capsLine: boolean,
): Choice | undefined {
  const words: Token[] = [];
  for (let k = from; k <= to; k += 1) {
    const token = tokens[k];
    if (token !== undefined && !isSuffix(token) && (token.shape !== 'lower' || k === from)) words.push(token);
  }
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const because: string[] = [];
  let score = words.length === 1 ? aloneWeight(first, opensSentence(view, unit, first)) : PRIOR;
  if (words.length > 1) {
    if (isInitial(first) && isInitial(last)) return undefined;
    // Words that are names in Asian lists only (Van, An, Do) count behind a family name of those lists.
    const asian = isAsianFamily(first) || isAsianFamily(last);
    for (const word of words) {
      const own = weightOf(word, capsLine);
      const weight = asian && (word.info & 0x3f) !== 0 ? Math.max(own, -0.3) : own;
      // `Eva Gain (206-555-0193)`: a plain word is a family name beside a given name and personal data.
      const floor =
        word === last &&
        givenBand(first.info) > 2 &&
        (word.info & 0x3f) !== 0 &&
        AGE_BEHIND.test(view.folded.slice(word.end, word.end + 40))
          ? -1
          : -9;
      if (Math.max(weight, floor) < -1.6) return undefined;
      score += Math.max(weight, floor);
    }
    const shape = shapeBonus(words, comma > from, tokens, from, to);
    if (shape === undefined) return undefined;
    score += shape.bonus;
    because.push(shape.rule);
    if (capsLine) score -= 0.5;
  } else if (capsLine || first.shape === 'caps') score -= 1.5;
  // Nothing beside it can lift it.
  const before = tokens[from - 1];
  if (
    score < -5 &&
    !(before !== undefined && (isHonorific(before) || before.shape === 'caps')) &&
    !(tokens[to + 1] !== undefined && isCredential(tokens[to + 1] as Token))
  )
    return undefined;
  for (const word of words)
    if (!isInitial(word) && unit.isSmall(word.word)) score -= Math.max(givenBand(word.info), familyBand(word.info)) > 3 ? 0.6 : 1.8;
  const suffixTo = suffixEnd(tokens, to);
  const context = contextOf(view, unit, tokens, { from, to, suffixTo }, words.length, because);
  score += context.score;
  return { from, to, score, because, order: comma > from ? 'family-first' : 'unknown', title: context.title, suffixTo };
}

/** What the order of the words says. undefined: no name has this shape. */
function shapeBonus(
  words: readonly Token[],
  comma: boolean,
  tokens: readonly Token[],
  from: number,
  to: number,
): { readonly bonus: number; readonly rule: string } | undefined {
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (comma) {
    const left = tokens[from - 1];
    // `John Smith, Jane`: the word before the comma has its own given name.
    if (left !== undefined && isLike(left) && joins(left, first) && !isHonorific(left) && givenBand(left.info) > 1) return undefined;
    // `Dr. Cervantes, Billy` is a list: titles stand before names in their spoken order.
    if (left !== undefined && isHonorific(left) && joins(left, first)) return undefined;
    const behind = words.find((word) => word.gap === 'comma');
    const isState = behind !== undefined && behind.shape === 'caps' && behind.word.length === 2;
    if (behind === undefined || isState || isInitial(first)) return undefined;
    // `John Smith, Jane`: a full name already stands before the comma.
    const before = words.slice(0, words.indexOf(behind));
    const two = before[1];
    if (
      two !== undefined &&
      givenBand(before[0]?.info ?? 0) > 1 &&
      givenBand(before[0]?.info ?? 0) >= familyBand(before[0]?.info ?? 0) &&
      (familyBand(two.info) > 0 || wordBand(two.info) === 0)
    )
      return undefined;
    if (two !== undefined && givenBand(two.info) > 1 && givenBand(two.info) >= familyBand(two.info)) return undefined;
    // `Kim Min-jun, Li Wei`: two names with the family name first.
    if (two !== undefined && words.length > 3 && (before[0]?.info ?? 0) & behind.info & FAMILY_FIRST) return undefined;
    const next = tokens[to + 1];
    const isList = next !== undefined && next.gap === 'comma' && isLike(next) && !isSuffix(next) && !isCredential(next);
    let bonus = familyBand(first.info) > 0 && givenBand(behind.info) > 1 ? 1.6 : givenBand(behind.info) > 2 ? 0.6 : -1.5;
    if (givenBand(first.info) > familyBand(first.info) && givenBand(behind.info) < familyBand(behind.info)) bonus -= 1.5;
    if (givenBand(first.info) > 3 && givenBand(behind.info) > 3) bonus -= 1;
    if (isList) bonus -= 2.2;
    if (isInitial(behind)) bonus -= 1;
    return { bonus, rule: 'name.last-first' };
  }
  if (isInitial(last))
    return givenBand(first.info) > 1 && (wordBand(first.info) < 5 || givenBand(first.info) > 3)
      ? { bonus: 0.6, rule: 'name.given-initial' }
      : undefined;
  const listed = words.filter((word) => !isInitial(word) && (word.info & 0x3f) !== 0).length;
  if (listed === 0) return { bonus: hasMiddleInitial(words) ? 1.2 : -1.4, rule: 'name.unlisted' };
  const english = words.filter((word) => wordBand(word.info) > 3).length;
  const isForward = givenBand(first.info) > 1 && (familyBand(last.info) > 0 || wordBand(last.info) === 0);
  const isBackward = familyBand(first.info) > 1 && givenBand(last.info) > 2;
  const initialed = hasMiddleInitial(words) ? 1.6 : 0;
  const bonus =
    initialed + (isForward ? 0.9 : isBackward ? 0.3 : -0.4) - (english === words.length ? 1.4 : 0) - Math.max(0, words.length - 3) * 0.5;
  return { bonus, rule: isForward ? 'name.given-family' : 'name.run' };
}

/** `Hanna J. Koskela`: nothing but names is written so. */
const hasMiddleInitial = (words: readonly Token[]): boolean => words.length > 2 && words.slice(1, -1).some(isInitial);

function suffixEnd(tokens: readonly Token[], to: number): number {
  const next = tokens[to + 1];
  return next !== undefined &&
    isSuffix(next) &&
    (next.gap === 'space' || next.gap === 'comma') &&
    next.shape !== 'initial' &&
    next.shape !== 'lower'
    ? to + 1
    : to;
}

function makeName(
  view: TextView,
  unit: Unit,
  tokens: readonly Token[],
  choice: Choice,
  p: number,
  dismissedBy: string | undefined,
  phrases: readonly PhraseRange[],
): FoundName {
  const own = tokens.slice(choice.from, choice.suffixTo + 1);
  const start = own[0]?.start ?? 0;
  const last = own.at(-1);
  // The dot of a last initial or suffix belongs to the name.
  const dot = last !== undefined && last.dotted && (isInitial(last) || isSuffix(last)) ? 1 : 0;
  const end = (last?.end ?? start) + dot;
  const publicFigure = phrases.some(
    (phrase) => (phrase.cls === 'public-figure' || phrase.cls === 'fictional') && phrase.from <= choice.from && phrase.to >= choice.to,
  );
  return {
    start,
    end,
    readings: readName(view.text, own, choice.order, view.lang),
    p,
    rule: choice.from === choice.to ? 'name.single' : (choice.because[0] ?? 'name.run'),
    because: choice.because,
    tags: publicFigure ? ['public-name'] : [],
    ...(dismissedBy === undefined ? {} : { dismissedBy }),
    ...(choice.title === undefined ? {} : { titleRole: choice.title }),
    unitStart: unit.start,
    unitEnd: unit.end,
  };
}
