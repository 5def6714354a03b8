/** Persons whose name is only hinted at: newborns, couples, initials, aliases. Traps T077 to T079, T173, T174, T189. */
import type { TextView } from '../view.ts';
import type { FoundName } from './found.ts';
import { familyBand, wordBand } from './lexicon.ts';
import { roleTerms, wordsOf } from './role-terms.ts';
import { tokenize, type Token } from './tokens.ts';
import { isLike } from './weigh.ts';

type Take = (start: number, end: number) => boolean;
interface Range {
  readonly start: number;
  readonly end: number;
}

/** `A.R., 46F, DOB` · `patient A.R.` · `(J.S.)` behind a word for a patient. */
const INITIALS = /(?<![\p{L}.])(\p{Lu})\.\s?(\p{Lu})\.(?![\p{L}])/gu;
const PATIENT_BEFORE = /(?:patient|pt|paciente|member|client|initials|iniciales)[:.]?\s*\(?$/;
const AGE_OR_BIRTH = /^[,;]?\s*\(?(?:an?\s)?(?:\d{1,3}\s?-?\s?(?:y|yo|yr|year|f\b|m\b|anos)|dob\b|d\.o\.b|mrn\b)/;

export function findInitials(view: TextView, unit: Range, take: Take): FoundName[] {
  const out: FoundName[] = [];
  const text = view.text.slice(unit.start, unit.end);
  if (!text.includes('.')) return out;
  for (const match of text.matchAll(INITIALS)) {
    const start = unit.start + match.index;
    const end = start + match[0].length;
    const before = PATIENT_BEFORE.test(view.folded.slice(Math.max(unit.start, start - 16), start));
    const behind = AGE_OR_BIRTH.test(view.folded.slice(end, end + 30));
    if ((!before && !behind) || !take(start, end)) continue;
    const readings = [{ given: match[1] ?? '', middle: '', family: match[2] ?? '', suffix: '', p: 0.8 }];
    out.push({
      start,
      end,
      readings,
      p: before && behind ? 0.85 : 0.65,
      rule: 'name.initials',
      because: ['name.initials'],
      tags: ['initials'],
      unitStart: unit.start,
      unitEnd: unit.end,
    });
  }
  return out;
}

/** `Baby Boy Smith`, `BB Garcia`, `NB of Maria`: own person without a given name yet. */
export function findNewborns(view: TextView, unit: Range, take: Take): FoundName[] {
  const out: FoundName[] = [];
  const text = view.folded.slice(unit.start, unit.end);
  if (!/\b(?:baby|bebe|newborn|infant|neonate|bb|bg|nb|rn|twin|boy|girl|recien)\b/.test(text)) return out;
  const words = wordsOf(view.folded, unit.start, unit.end, 2000);
  for (let i = 0; i < words.length; i += 1) {
    const term = newbornTerm(view, words, i);
    if (term === undefined) continue;
    const last = words[i + term.length - 1];
    const first = words[i];
    if (first === undefined || last === undefined) continue;
    const name = tokenize(view, last.end, Math.min(unit.end, last.end + 40)).slice(0, 2);
    const family = name[0];
    if (
      family === undefined ||
      !isLike(family) ||
      view.folded.slice(last.end, family.start).trim() !== '' ||
      (wordBand(family.info) > 3 && familyBand(family.info) < 4)
    )
      continue;
    if (term.isOf) {
      // The mother's name stands behind and is hers; the child has no name of its own.
      if (!take(first.start, last.end)) continue;
      out.push(newborn(view, unit, first.start, last.end, '', ''));
    } else if (take(first.start, family.end))
      out.push(
        newborn(view, unit, first.start, family.end, view.text.slice(first.start, last.end), view.text.slice(family.start, family.end)),
      );
    i += term.length;
  }
  return out;
}

function newbornTerm(
  view: TextView,
  words: readonly { readonly text: string; readonly start: number; readonly end: number }[],
  at: number,
): { readonly length: number; readonly isOf: boolean } | undefined {
  for (let n = 4; n > 0; n -= 1) {
    const last = words[at + n - 1];
    if (last === undefined) continue;
    for (const term of roleTerms().before.get(last.text) ?? []) {
      if (
        term.kind !== 'pattern' ||
        term.role !== 'newborn' ||
        term.words.length !== n ||
        !term.words.every((word, k) => word === words[at + k]?.text)
      )
        continue;
      const first = words[at];
      // `RN`, `NB`, `BB` are abbreviations: capitals only; `RN` is also a nurse.
      if (
        n === 1 &&
        (first === undefined || last.text.length < 3) &&
        (last.text === 'rn' || view.text.slice(last.start, last.end) !== last.text.toUpperCase())
      )
        continue;
      if (n === 1 && /^(?:boy|girl|babe|infant|newborn)$/.test(last.text) && view.text.slice(last.start, last.end) === last.text) continue;
      return { length: n, isOf: last.text === 'of' || last.text === 'de' };
    }
  }
  return undefined;
}

function newborn(_view: TextView, unit: Range, start: number, end: number, given: string, family: string): FoundName {
  const readings = [{ given, middle: '', family, suffix: '', p: 0.9 }];
  const tags = given === '' ? ['newborn', 'unnamed'] : ['newborn'];
  return { start, end, readings, p: 0.9, rule: 'name.newborn', because: ['name.newborn'], tags, unitStart: unit.start, unitEnd: unit.end };
}

/** `Mr. and Mrs. Luis Ortiz`: the second person has only the family name. */
export function findSpouses(view: TextView, names: readonly FoundName[]): FoundName[] {
  const out: FoundName[] = [];
  for (const name of names) {
    const before = view.folded.slice(Math.max(name.unitStart, name.start - 24), name.start);
    const match = /\b(?:(?:mr|dr)\.? (?:and|&) (?:mrs|ms)\.?|(?:sr)\.? y (?:sra)\.?)\s$/.exec(before);
    const family = name.readings[0]?.family ?? '';
    if (match === null || family === '') continue;
    const start = name.start - match[0].length;
    const readings = [{ given: '', middle: '', family, suffix: '', p: 0.9 }];
    out.push({
      start,
      end: name.start - 1,
      readings,
      p: 0.8,
      rule: 'name.spouse',
      because: ['name.spouse'],
      tags: ['unnamed'],
      unitStart: name.unitStart,
      unitEnd: name.unitEnd,
    });
  }
  return out;
}

const ALIAS = /^\s*\(?,?\s*(?:f\/k\/a|a\/k\/a|aka|a\.k\.a\.|fka|formerly|nee|née|maiden name|goes by|known as|born|antes)\b[.:,]?\s*/;

/** Where an alias of the name begins: `Robert Hill (f/k/a Robin Hill)`. −1 if none. */
export function aliasStart(folded: string, end: number): number {
  const match = ALIAS.exec(folded.slice(end, end + 40));
  return match === null ? -1 : end + match[0].length;
}

/** A nickname in quotes inside the name: `Robert "Bob" Hill`. */
export const quotedNick = (tokens: readonly Token[]): Token | undefined => tokens.find((token) => token.gap === 'quote');
