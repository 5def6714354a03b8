/** Words of a name to its parts, with other readings kept. Orders of many origins; spec/detection.md 5.1, traps T066 to T074. */
import type { NameReading } from '../../model/index.ts';

import { FAMILY_FIRST, familyBand, givenBand, HISPANIC } from './lexicon.ts';
import type { Token } from './tokens.ts';
import { isHonorific, isParticle, isSuffix } from './weigh.ts';

interface Parts {
  given: string[];
  middle: string[];
  family: string[];
  suffix: string;
}

/** `Robert "Bob" Hill`: between quote marks. */
const isNick = (text: string, token: Token): boolean =>
  token.gap === 'quote' && /["“'‘]/.test(text[token.start - 1] ?? '') && /["”'’]/.test(text[token.end] ?? '');

/** `order` is what a label, header or comma says of the order of the words. */
export type NameOrder = 'unknown' | 'given-first' | 'family-first';

export function readName(text: string, tokens: readonly Token[], order: NameOrder, lang: string): NameReading[] {
  const words = tokens.filter((token) => !(isHonorific(token) && tokens.length > 1 && token === tokens[0]) && !isNick(text, token));
  const comma = words.findIndex((token, i) => i > 0 && token.gap === 'comma' && !isSuffix(token));
  const suffix = words.filter((token, i) => i > 0 && isSuffix(token));
  const raw = (token: Token): string => text.slice(token.start, token.end);
  const tail = suffix.map(raw).join(' ');
  const plain = words.filter((token, i) => i === 0 || !isSuffix(token));
  if (comma > 0) {
    const before = words.slice(0, comma).filter((token, i) => i === 0 || !isSuffix(token));
    const after = words.slice(comma).filter((token) => !isSuffix(token));
    return [finish(commaParts(before.map(raw), after.map(raw), tail), 0.95)];
  }
  if (plain.length === 0) return [finish({ given: [], middle: [], family: words.map(raw), suffix: '' }, 0.5)];
  if (plain.length === 1) return single(plain[0], raw, tail, order);
  const western = finish(westernParts(plain, raw, tail, lang), 0);
  const eastern = finish(easternParts(plain, raw, tail), 0);
  const other = otherCut(plain, raw, western);
  const odds = familyFirstOdds(plain, order);
  const p = 1 / (1 + Math.exp(-odds));
  const readings = [
    { ...western, p: round(1 - p) },
    { ...eastern, p: round(p) },
  ];
  if (p > 0.5) readings.reverse();
  if (other !== undefined) readings.push(other);
  return readings.filter((reading) => reading.p >= 0.08);
}

const round = (p: number): number => Math.round(p * 100) / 100;
const finish = (parts: Parts, p: number): NameReading => ({
  given: parts.given.join(' '),
  middle: parts.middle.join(' '),
  family: parts.family.join(' '),
  suffix: parts.suffix,
  p,
});

function commaParts(before: readonly string[], after: readonly string[], suffix: string): Parts {
  return { given: after.slice(0, 1), middle: after.slice(1), family: [...before], suffix };
}

function single(token: Token | undefined, raw: (token: Token) => string, suffix: string, order: NameOrder): NameReading[] {
  if (token === undefined) return [];
  const given = givenBand(token.info);
  const family = familyBand(token.info);
  const asGiven = { given: raw(token), middle: '', family: '', suffix };
  const asFamily = { given: '', middle: '', family: raw(token), suffix };
  const p = order === 'family-first' ? 0.9 : given === family ? 0.5 : given > family ? 0.2 : 0.8;
  return p > 0.5
    ? [
        { ...asFamily, p },
        { ...asGiven, p: round(1 - p) },
      ]
    : [
        { ...asGiven, p: round(1 - p) },
        { ...asFamily, p },
      ];
}

/** Three words whose middle one may be a second given name or a first surname: the reading not chosen is kept. */
function otherCut(tokens: readonly Token[], raw: (token: Token) => string, chosen: NameReading): NameReading | undefined {
  const [a, b, c] = tokens;
  if (
    tokens.length !== 3 ||
    a === undefined ||
    b === undefined ||
    c === undefined ||
    b.shape === 'initial' ||
    isParticle(b) ||
    familyBand(b.info) === 0
  )
    return undefined;
  const base = { given: raw(a), suffix: chosen.suffix, p: 0.15 };
  return chosen.middle === '' ? { ...base, middle: raw(b), family: raw(c) } : { ...base, middle: '', family: `${raw(b)} ${raw(c)}` };
}

/** Where the family name begins: at a particle, at two Hispanic surnames, else at the last word. */
function westernParts(tokens: readonly Token[], raw: (token: Token) => string, suffix: string, lang: string): Parts {
  const last = tokens.length - 1;
  // `del Toro`, `de la Cruz`: a family name alone.
  const opens = tokens.slice(0, last).every(isParticle) && (tokens[0]?.shape === 'lower' || givenBand(tokens[0]?.info ?? 0) < 2);
  if (opens) return { given: [], middle: [], family: tokens.map(raw), suffix };
  let cut = last;
  const particle = tokens.findIndex(
    (token, i) => i > 0 && i < last && isParticle(token) && (token.shape === 'lower' || givenBand(token.info) < 2),
  );
  if (particle > 0) {
    cut = particle;
    // `García de la Cruz`: a surname before the particle belongs to the family name.
    if (cut > 1 && isSurname(tokens[cut - 1])) cut -= 1;
  } else if (last >= 2 && (isHispanicPair(tokens[last - 1], tokens[last]) || lang === 'es')) {
    const before = tokens[last - 1];
    if (before !== undefined && before.shape !== 'initial' && familyBand(before.info) >= givenBand(before.info)) cut = last - 1;
  }
  // `Maria Garcia y Lopez` is caught by the particle; `Sarah P.`: an initial at the end stands for the family name.
  const names = tokens.slice(0, cut);
  return { given: names.slice(0, 1).map(raw), middle: names.slice(1).map(raw), family: tokens.slice(cut).map(raw), suffix };
}

const isSurname = (token: Token | undefined): boolean => token !== undefined && familyBand(token.info) > givenBand(token.info);
const isHispanicPair = (a: Token | undefined, b: Token | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  isSurname(a) &&
  (a.info & HISPANIC) !== 0 &&
  ((b.info & HISPANIC) !== 0 || isSurname(b) || (b.info & 0x1ff) === 0);

function easternParts(tokens: readonly Token[], raw: (token: Token) => string, suffix: string): Parts {
  // `De la Cruz Maria`: particles stay with the family name.
  let cut = 1;
  while (cut < tokens.length - 1 && isParticle(tokens[cut - 1] ?? EMPTY)) cut += 1;
  const rest = tokens.slice(cut);
  // Vietnamese and Chinese names have their middle word before the given name.
  const isAsian = ((tokens[0]?.info ?? 0) & FAMILY_FIRST) !== 0 && rest.length > 1 && rest.every((token) => token.shape !== 'initial');
  return isAsian
    ? { given: rest.slice(-1).map(raw), middle: rest.slice(0, -1).map(raw), family: tokens.slice(0, cut).map(raw), suffix }
    : { given: rest.slice(0, 1).map(raw), middle: rest.slice(1).map(raw), family: tokens.slice(0, cut).map(raw), suffix };
}

const EMPTY: Token = { start: 0, end: 0, word: '', shape: 'lower', info: 0, gap: 'space', dotted: false, owned: false };

function familyFirstOdds(tokens: readonly Token[], order: NameOrder): number {
  if (order === 'family-first') return 4;
  const first = tokens[0] ?? EMPTY;
  const last = tokens.at(-1) ?? EMPTY;
  if (first.shape === 'initial') return -5;
  let odds = order === 'given-first' ? -4 : -2.2;
  odds += 0.7 * (familyBand(first.info) - givenBand(first.info));
  odds += 0.5 * (givenBand(last.info) - familyBand(last.info));
  if (last.shape === 'initial') odds += familyBand(first.info) > givenBand(first.info) ? 1.5 : -2;
  if ((first.info & FAMILY_FIRST) !== 0 && familyBand(first.info) >= givenBand(first.info))
    odds += (last.info & FAMILY_FIRST) === 0 || tokens.length > 2 ? 1.8 : 0.6;
  return Math.max(-6, Math.min(6, odds));
}
