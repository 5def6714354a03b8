/** Within one document a short form belongs to the full name it fits alone: `Ms. Lopez`, `Ana`, `A.R.` Spec/detection.md 5.1. */
import type { TextView } from '../view.ts';
import { foldText, IGNORED, isWordCode } from '../fold.ts';
import type { PersonDraft } from '../scopes/structure.ts';
import { nameLexicon, PLACE, wordBand } from './lexicon.ts';
import { isUpper } from './tokens.ts';

export const nameKey = (text: string): string =>
  foldText(text)
    .replaceAll(IGNORED, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const P_FULL = 0.7;
const FULL_MAX = 5000;
const NEW_MAX = 20_000;
const PASS_UNITS_MAX = 400_000_000;

interface Full {
  readonly index: number;
  readonly given: string;
  readonly middle: string;
  readonly family: string;
}

/** Sets `sameAs` of short forms that fit exactly one full name, and raises what they alone made doubtful. */
export function linkShortForms(persons: PersonDraft[]): void {
  const fulls = fullNames(persons);
  if (fulls.length === 0) return;
  const byFamily = groupBy(fulls, (full) => full.family);
  const byName = new Map(fulls.map((full) => [`${full.given}|${full.family}`, full]));
  const byGiven = groupBy(fulls, (full) => full.given.split(' ', 1)[0] ?? '');
  // `Xiu Ying` of `Xiu Ying Liu`: two given names without the family name.
  const byBoth = groupBy(
    fulls.filter((full) => full.middle.length > 1),
    (full) => `${full.given} ${full.middle}`,
  );
  for (let i = 0; i < persons.length; i += 1) {
    const person = persons[i];
    const reading = person?.readings[0];
    if (person === undefined || reading === undefined || person.sameAs !== undefined || person.tags.includes('unnamed')) continue;
    const both = person.label === undefined ? byBoth.get(nameKey(person.value)) : undefined;
    if (both?.length === 1 && both[0] !== undefined && both[0].index !== i) {
      person.sameAs = both[0].index;
      person.because.push('name.short-form');
      continue;
    }
    const given = nameKey(reading.given);
    const family = nameKey(reading.family);
    if (given.length > 1 && family.length > 1) {
      const first = byName.get(`${given}|${family}`);
      if (first !== undefined && (first.index < i || (first.index !== i && person.tags.includes('part')))) person.sameAs = first.index;
      continue;
    }
    const key = family.length > 1 ? family : given;
    const fits = (byFamily.get(key) ?? byGiven.get(given.length > 1 ? given : key) ?? []).filter((full) =>
      fitsInitial(full, given, family),
    );
    if (fits.length === 0) continue;
    const one = fits[0];
    if (one === undefined || new Set(fits.map((full) => `${full.given} ${full.family}`)).size > 1 || one.index === i) continue;
    person.sameAs = one.index;
    person.because.push('name.short-form');
    const full = persons[one.index];
    if (person.dismissedBy === undefined && full !== undefined) person.p = Math.max(person.p, Math.min(0.9, full.p));
  }
}

/** Full names that stand in one piece first; names joined from labelled parts only where no such one has them. */
function fullNames(persons: readonly PersonDraft[]): Full[] {
  const out: Full[] = [];
  const seen = new Set<string>();
  for (const wantsPart of [false, true])
    for (let i = 0; i < persons.length && out.length < FULL_MAX; i += 1) {
      const person = persons[i];
      const reading = person?.readings[0];
      if (person === undefined || reading === undefined || person.tags.includes('part') !== wantsPart) continue;
      if (person.p < P_FULL || person.dismissedBy !== undefined || person.sameAs !== undefined) continue;
      const given = nameKey(reading.given);
      const family = nameKey(reading.family);
      const key = `${given}|${family}`;
      if (given.length < 2 || family.length < 2 || seen.has(key)) continue;
      seen.add(key);
      out.push({ index: i, given, middle: nameKey(reading.middle), family });
    }
  return out;
}

function groupBy(fulls: readonly Full[], key: (full: Full) => string): ReadonlyMap<string, Full[]> {
  const map = new Map<string, Full[]>();
  for (const full of fulls) {
    const at = key(full);
    const list = map.get(at);
    if (list === undefined) map.set(at, [full]);
    else list.push(full);
  }
  return map;
}

function fitsInitial(full: Full, given: string, family: string): boolean {
  if (given.length === 1 && !full.given.startsWith(given)) return false;
  return !(family.length === 1 && !full.family.startsWith(family));
}

/** Single capitalised words that are a part of an accepted full name and were not found by themselves. */
export function findShortForms(
  view: TextView,
  persons: readonly PersonDraft[],
  isFree: (start: number, end: number) => boolean,
): { readonly start: number; readonly end: number; readonly isFamily: boolean }[] {
  const parts = new Map<string, boolean>();
  for (const full of fullNames(persons)) {
    if (full.family.length > 2 && !full.family.includes(' ')) parts.set(full.family, true);
    if (full.given.length > 2 && !full.given.includes(' ') && !parts.has(full.given)) parts.set(full.given, false);
  }
  const out: { start: number; end: number; isFamily: boolean }[] = [];
  const { folded } = view;
  // Each part is one pass over the text: the longer it is, the fewer are searched.
  const partsMax = Math.max(20, Math.min(200, Math.floor(PASS_UNITS_MAX / (folded.length + 1))));
  for (const [part, isFamily] of [...parts].sort((a, b) => (a[0] < b[0] ? -1 : 1)).slice(0, partsMax)) {
    const isPlain = wordBand(nameLexicon().info(part)) > 4;
    for (let at = folded.indexOf(part); at >= 0 && out.length < NEW_MAX; at = folded.indexOf(part, at + part.length)) {
      const end = at + part.length;
      if (isWordCode(folded.charCodeAt(at - 1)) || isWordCode(folded.charCodeAt(end)) || !isUpper(view.text, at) || !isFree(at, end))
        continue;
      if ('@._-/\\='.includes(folded[end] ?? ' ') && isWordCode(folded.charCodeAt(end + 1))) continue;
      if ('@._-/\\='.includes(folded[at - 1] ?? ' ') && isWordCode(folded.charCodeAt(at - 2))) continue;
      if ((nameLexicon().info(part) & PLACE) !== 0 && /\b(?:in|from|at|of|to|near|en|de)\s$/.test(folded.slice(Math.max(0, at - 6), at)))
        continue;
      if (/\b(?:st|saint|mt|fort|calle|avda|hospital)\.?\s$/.test(folded.slice(Math.max(0, at - 10), at))) continue;
      // The value of another label: labelled names were found before.
      if (/[:=]\s?$/.test(folded.slice(Math.max(0, at - 2), at))) continue;
      // A usual word at the start of a sentence is that word.
      if (isPlain && /(?:^|[.!?:\n]\s*)$/.test(folded.slice(Math.max(0, at - 3), at))) continue;
      out.push({ start: at, end, isFamily });
    }
  }
  return out.sort((a, b) => a.start - b.start || a.end - b.end);
}
