/** Names that lean on a full name beside them, and names in chat without capitals. Traps T067, T068, T075, T081. */
import type { TextView } from '../view.ts';
import { AGE_BEHIND } from './context.ts';
import type { Run } from './dismiss.ts';
import type { FoundName, Stretch } from './found.ts';
import { familyBand, givenBand, ROLE_WORD, wordBand } from './lexicon.ts';
import { readName, type NameOrder } from './read-name.ts';
import { termsBefore } from './role-terms.ts';
import { tokenize, type Token } from './tokens.ts';
import { isLike, isParticle, isSuffix } from './weigh.ts';

/** `John and Mary Smith`, `Ana & Luis Pérez`, `John Smith and Bob`: the given name beside a full one. */
export function findPartners(
  view: TextView,
  unit: Stretch,
  tokens: readonly Token[],
  found: readonly { readonly choice: Run; readonly name: FoundName }[],
  taken: Uint8Array,
): FoundName[] {
  const out: FoundName[] = [];
  for (const { choice, name } of found) {
    if (name.p < 0.5 || name.dismissedBy !== undefined || choice.from === choice.to) continue;
    const family = name.readings[0]?.family ?? '';
    const link = tokens[choice.from - 1];
    const isAmp = tokens[choice.from]?.gap === 'amp';
    const left = isAmp ? link : isAnd(link) ? tokens[choice.from - 2] : undefined;
    const leftAt = isAmp ? choice.from - 1 : choice.from - 2;
    if (
      left !== undefined &&
      taken[leftAt] === 0 &&
      isLike(left) &&
      givenBand(left.info) > 2 &&
      wordBand(left.info) < 6 &&
      unit.isFree(left.start, left.end)
    ) {
      taken[leftAt] = 1;
      out.push(partner(view, unit, left, family, Math.min(name.p, 0.9), 'name.shared-family'));
    }
    const right = isAnd(tokens[choice.suffixTo + 1]) ? tokens[choice.suffixTo + 2] : undefined;
    if (right === undefined || taken[choice.suffixTo + 2] === 1 || !isLike(right) || !unit.isFree(right.start, right.end)) continue;
    if (isSuffix(right) && right.shape !== 'initial') out.push(generation(view, unit, right, name));
    else if (givenBand(right.info) > 2 && wordBand(right.info) < 6) {
      taken[choice.suffixTo + 2] = 1;
      out.push(partner(view, unit, right, '', 0.7, 'name.in-list'));
    }
  }
  return out;
}

const isAnd = (token: Token | undefined): boolean =>
  token !== undefined && token.gap !== 'break' && (token.word === 'and' || token.word === 'y' || token.word === 'e');

function partner(view: TextView, unit: Stretch, token: Token, family: string, p: number, rule: string): FoundName {
  const given = view.text.slice(token.start, token.end);
  const readings = [{ given, middle: '', family, suffix: '', p: 0.9 }];
  return { start: token.start, end: token.end, readings, p, rule, because: [rule], tags: [], unitStart: unit.start, unitEnd: unit.end };
}

/** `John Smith Sr and Jr`: the second person has all but the suffix from the first. */
function generation(view: TextView, unit: Stretch, token: Token, name: FoundName): FoundName {
  const base = name.readings[0] ?? { given: '', middle: '', family: '', suffix: '', p: 1 };
  const readings = [{ ...base, suffix: view.text.slice(token.start, token.end) }];
  return {
    start: token.start,
    end: token.end,
    readings,
    p: 0.75,
    rule: 'name.generation',
    because: ['name.generation'],
    tags: [],
    unitStart: unit.start,
    unitEnd: unit.end,
  };
}

/** Longer stretches without capitals are no chat. */
const LOWER_UNITS_MAX = 1000;

/** Chat without capitals: `j. smith`, `smith, john`, `call tyson schwartz`, `jun wu, dob 12/29`. */
export function findInLowerCase(view: TextView, unit: Stretch): FoundName[] {
  if (unit.end - unit.start > LOWER_UNITS_MAX) return [];
  const tokens = tokenize(view, unit.start, unit.end);
  const isShort = tokens.length <= 4 && tokens.every((token) => token.shape === 'lower');
  const out: FoundName[] = [];
  for (let i = 0; i + 1 < tokens.length; i += 1) {
    const a = tokens[i];
    const b = tokens[i + 1];
    if (a === undefined || b === undefined || a.shape !== 'lower' || b.shape !== 'lower') continue;
    if (b.gap !== 'space' && b.gap !== 'dot' && b.gap !== 'comma') continue;
    const p = lowerOdds(view, unit, a, b, isShort);
    if (p === 0 || !unit.isFree(a.start, b.end)) continue;
    const order: NameOrder = b.gap === 'comma' || b.word.length === 1 ? 'family-first' : 'unknown';
    const readings = readName(view.text, [a, b], order, view.lang);
    out.push({
      start: a.start,
      end: b.end,
      readings,
      p,
      rule: 'name.lower-case',
      because: ['name.lower-case'],
      tags: [],
      unitStart: unit.start,
      unitEnd: unit.end,
    });
    i += 1;
  }
  return out;
}

/** 0: no name. A word for a patient before it or a birth date behind it make up for the missing capitals. */
function lowerOdds(view: TextView, unit: Stretch, a: Token, b: Token, isShort: boolean): number {
  const [word, other] = [wordBand(a.info), wordBand(b.info)];
  const initial = a.word.length === 1 && b.word.length > 2 && familyBand(b.info) > 2 && (a.dotted || isShort);
  const reversed = b.word.length === 1 && b.end === unit.end && familyBand(a.info) > 3 && isShort;
  if (isParticle(a) || isParticle(b) || ((a.info | b.info) & ROLE_WORD) !== 0) return 0;
  // The lists of plain words are English: elsewhere both words must be usual names.
  const strict = givenBand(a.info) > 2 && familyBand(b.info) > 1;
  const known = Math.max(givenBand(a.info), familyBand(b.info)) > 2 || (givenBand(a.info) > 0 && familyBand(b.info) > 0);
  const full =
    b.gap === 'space' && (view.lang === 'es' ? strict : known) && a.word.length > 2 && b.word.length > 1 && word < 4 && other < 5;
  const comma = b.gap === 'comma' && familyBand(a.info) > 1 && givenBand(b.info) > 2 && other < 4;
  if (!(initial || reversed || full || comma)) return 0;
  const isPatient = termsBefore(view.folded, unit.start, a.start).some((hit) => hit.term.kind === 'label' || hit.term.role === 'patient');
  const behind = AGE_BEHIND.test(view.folded.slice(b.end, b.end + 40));
  // Adjectives of other languages are in no English list: there both words need a neighbour that speaks for a person.
  const isUnusual = full && word < 2 && other < 2 && givenBand(a.info) > 1 && view.lang !== 'es' && (familyBand(b.info) > 1 || unit.isChat);
  const isCalled =
    unit.isChat &&
    full &&
    word < 4 &&
    other < 3 &&
    /\b(?:call|called|calling|about|for|re|from|see|saw|with|and)\s$/.test(view.folded.slice(Math.max(unit.start, a.start - 10), a.start));
  if (!isShort && !isPatient && !behind && !isUnusual && !isCalled) return 0;
  return Math.min(0.9, (isPatient || behind ? 0.8 : 0.55) + (unit.isPersonal ? 0.05 : 0));
}
