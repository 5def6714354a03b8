/** What stands beside a run of words and speaks for or against its being a person. Spec/detection.md 5.1. */
import type { TextView } from '../view.ts';
import type { Stretch } from './found.ts';
import { CREDENTIAL, familyBand, givenBand, nameLexicon, PLACE, PLACE_HEAD, wordBand } from './lexicon.ts';
import { termsAfter, termsBefore, type TermHit } from './role-terms.ts';
import type { Token } from './tokens.ts';
import { aloneWeight, isAsianFamily, isCredential, isHonorific, weightOf } from './weigh.ts';

export interface Unit extends Stretch {
  before(start: number): TermHit[];
  after(end: number): TermHit[];
}

/** Runs overlap: the terms beside a place are read once. */
export function withTerms(view: TextView, stretch: Stretch): Unit {
  const before = new Map<number, TermHit[]>();
  const after = new Map<number, TermHit[]>();
  const memo = (map: Map<number, TermHit[]>, key: number, read: () => TermHit[]): TermHit[] => {
    let hits = map.get(key);
    if (hits === undefined) map.set(key, (hits = read()));
    return hits;
  };
  return {
    ...stretch,
    before: (start) => memo(before, start, () => termsBefore(view.folded, stretch.start, start)),
    after: (end) => memo(after, end, () => termsAfter(view.folded, end, stretch.end)),
  };
}

const PREPOSITION = /^(?:from|to|in|of|by|for|with|at|de|en|por|con|a)$/;
export const AGE_BEHIND =
  /^[,;]?\s*\(?(?:an?\s)?(?:\d{1,3}[\s-]?(?:y\b|yo\b|y\/o|yr|year|f\b|m\b|anos)|age[ds]?\s+\d|dob\b|d\.o\.b|mrn\b|born\b|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})/;

/** `Sr. Engineer`: senior, not señor. */
const isSenior = (view: TextView, before: Token, first: Token): boolean =>
  before.word === 'sr' && view.lang !== 'es' && wordBand(first.info) > 4;

/** `in Baltimore, MD`. */
const isState = (before: Token | undefined, first: Token, after: Token): boolean =>
  after.word.length === 2 &&
  after.shape === 'caps' &&
  ((first.info & PLACE) !== 0 || (before !== undefined && /^(?:in|at|from|of|near)$/.test(before.word)));

const isListedName = (token: Token): boolean =>
  (token.info & PLACE_HEAD) === 0 &&
  (Math.max(givenBand(token.info), familyBand(token.info)) > 2 || ((token.info & 0x3f) !== 0 && wordBand(token.info) < 4));

const CARE_WORDS = /\b(?:patient|pt|seen|labs?|results?|appt|appointment|refill|rx|referral|auth|chart|records?|visit|note|mg)\b/;

export function contextOf(
  view: TextView,
  unit: Unit,
  tokens: readonly Token[],
  run: { readonly from: number; readonly to: number; readonly suffixTo: number },
  count: number,
  because: string[],
): { readonly score: number; readonly title: string | undefined } {
  const first = tokens[run.from];
  const last = tokens[run.suffixTo];
  const before = tokens[run.from - 1];
  const after = tokens[run.suffixTo + 1];
  if (first === undefined || last === undefined) return { score: 0, title: undefined };
  let score = 0;
  let title: string | undefined;
  const say = (weight: number, rule: string): void => {
    score += weight;
    because.push(rule);
  };
  if (
    before !== undefined &&
    (isHonorific(before) || ((before.info & CREDENTIAL) !== 0 && before.shape === 'caps')) &&
    (first.gap === 'space' || first.gap === 'dot') &&
    before.word.length > 1 &&
    !isSenior(view, before, first)
  ) {
    // A title makes even a plain word a name, if lists know it as one at all.
    const own = weightOf(first, false);
    say(
      count > 1 ? 4 : 2 - aloneWeight(first, opensSentence(view, unit, first)) + (isListedName(first) ? Math.max(own, -1.5) : own),
      'name.honorific',
    );
    title = nameLexicon().titleRole(before.word);
  }
  if (after !== undefined && isCredential(after) && !isState(before, first, after) && (after.gap === 'comma' || after.word.length > 2)) {
    say(3.5, 'name.credential');
    title ??= nameLexicon().titleRole(after.word) ?? 'clinician';
  }
  const hits = unit.before(first.start);
  const strong = hits.find(
    (hit) =>
      hit.term.weight > 0 &&
      hit.term.role !== 'author' &&
      hit.term.kind !== 'header' &&
      !(hit.term.words.length === 1 && PREPOSITION.test(hit.term.words[0] ?? '')) &&
      (hit.skipped === 0 || hit.term.kind !== 'title'),
  );
  if (strong !== undefined && strong.term.kind !== 'honorific' && title === undefined)
    say(strong.term.kind === 'label' || strong.term.kind === 'relation' ? 2.4 : 1.8, 'name.term-before');
  if (AGE_BEHIND.test(view.folded.slice(last.end + (last.dotted ? 1 : 0), last.end + 40))) say(2.4, 'name.age-behind');
  else if (last.owned) say(0.4, 'name.possessive');
  if (unit.after(last.end).some((hit) => hit.term.weight > 0 && hit.term.kind !== 'eponym' && hit.term.kind !== 'credential'))
    say(1.2, 'name.term-behind');
  else if (before !== undefined && first.gap === 'space' && count > 1 && /^(?:by|with|por|con)$/.test(before.word)) say(0.8, 'name.by');
  if (
    after !== undefined &&
    after.shape === 'digit' &&
    after.gap === 'space' &&
    !AGE_BEHIND.test(view.folded.slice(last.end, last.end + 40))
  )
    score -= 1.5;
  if (before?.word === 'for' && CARE_WORDS.test(view.folded.slice(Math.max(unit.start, first.start - 80), first.start)))
    say(1.6, 'name.care-for');
  if (unit.isPersonal) say(1, 'name.personal-data-near');
  // A capitalised neighbour that was left out: the run may be a piece of a title or firm.
  if (
    before !== undefined &&
    first.gap === 'space' &&
    (before.shape === 'cap' || before.shape === 'caps') &&
    !before.dotted &&
    title === undefined &&
    strong === undefined
  )
    score -= 0.7;
  if (
    after !== undefined &&
    after.gap === 'space' &&
    (after.shape === 'cap' || after.shape === 'caps') &&
    !last.dotted &&
    !isCredential(after)
  )
    score -= 0.7;
  if (
    count === 1 &&
    before !== undefined &&
    /^(?:in|at|from|near|to|of|en|desde)$/.test(before.word) &&
    ((first.info & PLACE) !== 0 || givenBand(first.info) < 4)
  )
    score -= 3;
  if (
    !because.includes('name.honorific') &&
    !isAsianFamily(last) &&
    opensSentence(view, unit, first) &&
    wordBand(first.info) > 4 &&
    givenBand(first.info) < 4
  )
    score -= 2;
  return { score, title };
}

export function opensSentence(view: TextView, unit: Unit, token: Token): boolean {
  if (token.start === unit.start) return true;
  let at = token.start - 1;
  while (at >= unit.start && ' "\'(\t*-'.includes(view.folded[at] ?? '')) at -= 1;
  return at < unit.start || '.!?:\n'.includes(view.folded[at] ?? '');
}
