/** A name where a label, column or header field says that one stands: lists only shift its probability, they never drop it. */
import type { NameReading } from '../../model/index.ts';

import { foldPhrase } from '../fold.ts';
import { ruleTable } from '../rule-table.ts';
import type { TextView } from '../view.ts';
import { familyBand, givenBand, nameLexicon, PLACE_HEAD, ROLE_WORD, wordBand } from './lexicon.ts';
import { phraseRanges } from './phrases.ts';
import { readName, type NameOrder } from './read-name.ts';
import { tokenize, type Token } from './tokens.ts';
import { isCredential, isHonorific, isInitial, isParticle, isSuffix, weightOf } from './weigh.ts';

export interface ValueName {
  readonly start: number;
  readonly end: number;
  readonly tokens: readonly Token[];
  readonly readings: readonly NameReading[];
  /** How much its words look like a name: 0 neutral, below −3 hardly. */
  readonly weight: number;
  readonly titleRole: string | undefined;
  readonly dismissedBy: string | undefined;
  readonly tags: readonly string[];
  /** Where reading stopped. */
  readonly stop: number;
}

const WORDS_MAX = 8;

/** The name that begins at `from` and ends before `to`, or undefined if no word there can be one. */
export function nameValue(view: TextView, from: number, to: number, order: NameOrder): ValueName | undefined {
  const all = tokenize(view, from, Math.min(to, from + 200));
  // `N/A`, `see chart`: the whole value is no name.
  if (to - from < 40 && placeholderOf(view.text.slice(from, to)) === 'missing') return undefined;
  const own: Token[] = [];
  let titleRole: string | undefined;
  let stop = from;
  let commas = 0;
  for (let i = 0; i < all.length && own.length < WORDS_MAX; i += 1) {
    const token = all[i];
    if (token === undefined) break;
    if (own.length > 0 && !goesOn(all[i - 1], token, own)) break;
    if (token.shape === 'digit') break;
    if (isHonorific(token) && all[i + 1] !== undefined && own.every(isHonorific) && givenBand(token.info) < 4) {
      titleRole ??= nameLexicon().titleRole(token.word);
      continue;
    }
    // `Emergency contact: wife Rosa`: the relation is no part of the name.
    if (own.length === 0 && token.shape === 'lower' && (token.info & ROLE_WORD) !== 0) continue;
    if (own.length > 0 && isCredential(token) && (token.gap === 'comma' || (token.shape === 'caps' && familyBand(token.info) < 2))) {
      titleRole ??= nameLexicon().titleRole(token.word);
      break;
    }
    if (token.gap === 'comma' && own.length > 0 && !isSuffix(token)) {
      commas += 1;
      // `Bruno Soto, Sección …`: a full name ends at its comma.
      if (commas > 1 || (own.length > 1 && givenBand(own[0]?.info ?? 0) > familyBand(own[0]?.info ?? 0))) break;
    }
    // `Camryn Blair, ID …`: an abbreviation behind a comma is the next label.
    if (
      own.length > 0 &&
      token.gap === 'comma' &&
      token.shape === 'caps' &&
      token.word.length < 5 &&
      !isSuffix(token) &&
      own.some((one) => one.shape === 'cap')
    )
      break;
    if (own.length > 0 && (token.info & PLACE_HEAD) !== 0 && familyBand(token.info) < 4) break;
    // Small letters behind capitals end a name, but for particles.
    if (own.length > 0 && token.shape === 'lower' && own[0]?.shape !== 'lower' && !isParticle(token)) break;
    own.push(token);
    stop = token.end;
    if (token.owned) break;
  }
  while (own.length > 0 && isTrailing(own.at(-1))) own.pop();
  const first = own[0];
  const last = own.at(-1);
  if (first === undefined || last === undefined) return undefined;
  // The local part of an e-mail address.
  if (/^[\w.+-]*@/.test(view.folded.slice(last.end, last.end + 40))) return undefined;
  const capsLine = own.every((token) => token.shape === 'caps' || token.shape === 'initial');
  let weight = 0;
  for (const token of own)
    if (!isParticle(token) && !isSuffix(token)) weight += Math.max(weightOf(token, capsLine), -3) - (token.shape === 'lower' ? 0.8 : 0);
  if (own.length === 1 && isInitial(first)) return undefined;
  // `paciente: Mujer de 52 años`: what the person is, not what he is called.
  if ((first.info & ROLE_WORD) !== 0 && familyBand(first.info) < 3 && givenBand(first.info) < 3) return undefined;
  const dotted = last.dotted && (isInitial(last) || isSuffix(last)) ? 1 : 0;
  const placeholder = placeholderOf(view.text.slice(first.start, last.end));
  const dismissedBy =
    placeholder === 'test-person' ? 'test-patient' : placeholder === 'missing' ? 'name.placeholder' : phraseDismissal(own, all);
  return {
    start: first.start,
    end: last.end + dotted,
    tokens: own,
    readings: readName(view.text, own, order, view.lang),
    weight,
    titleRole,
    dismissedBy,
    tags: placeholder === 'weak-test' ? ['weak-test'] : placeholder === 'test-person' ? ['test'] : [],
    stop,
  };
}

function goesOn(before: Token | undefined, token: Token, own: readonly Token[]): boolean {
  if (before === undefined) return true;
  if (token.gap === 'break' || token.gap === 'amp') return false;
  if (token.gap === 'dot') return before.word.length < 4 || isHonorific(before) || isSuffix(before);
  if (before.dotted && token.gap === 'space') return isInitial(before) || isHonorific(before) || isSuffix(before) || before.word.length < 3;
  return !(before.owned && own.length > 0);
}

/** A particle or word of a label cannot end a name. */
function isTrailing(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.shape === 'lower' && isParticle(token)) return true;
  return (token.info & ROLE_WORD) !== 0 && familyBand(token.info) < 3;
}

function phraseDismissal(own: readonly Token[], all: readonly Token[]): string | undefined {
  const first = all.indexOf(own[0] as Token); // own is a part of all
  const last = all.indexOf(own.at(-1) as Token);
  for (const phrase of phraseRanges(all)) {
    if (phrase.cls === 'public-figure' || phrase.cls === 'fictional' || phrase.cls === 'eponym') continue;
    if (phrase.from <= first && phrase.to >= last) return `name.${phrase.cls}`;
  }
  const after = all[last + 1];
  if (
    after !== undefined &&
    after.gap === 'space' &&
    after.shape === 'cap' &&
    (after.info & PLACE_HEAD) !== 0 &&
    wordBand(after.info) > 3 &&
    own.length <= 2 &&
    givenBand(own[0]?.info ?? 0) < 3 &&
    /^(?:hospital|clinic|center|inc|llc|university|pharmacy)$/.test(after.word)
  )
    return 'name.place-or-organisation';
  return undefined;
}

let placeholders: ReadonlyMap<string, string> | undefined;

/** What rules/labels/placeholders.tsv says of a whole value: missing, test-person, weak-test … */
export function placeholderOf(text: string): string | undefined {
  if (placeholders === undefined) {
    const map = new Map<string, string>();
    for (const row of ruleTable('labels/placeholders.tsv', ['element', 'folded', 'action']))
      if ((row.element === 'name' || row.element === '*') && row.folded !== '' && /[a-z]/.test(row.folded) && !map.has(row.folded))
        map.set(row.folded, row.action);
    placeholders = map;
  }
  const folded = foldPhrase(text);
  const exact = placeholders.get(folded);
  if (exact !== undefined) return exact;
  return /(?:^| )(?:zz+|zztest|zzz*test|testpatient)(?: |$)|^test(?:ing)? \w+ ?$|^\w+ test$/.test(folded) &&
    /zz|^test |patient| test$/.test(folded)
    ? 'test-person'
    : undefined;
}
