/** A name in one or several readings. Parsing keeps what it cannot decide as a further reading with a lower weight. spec/resolve.md 3.2 */
import type { NameReading } from '../../model/index.ts';

import { foldText, foldWords } from './fold.ts';
import {
  generationOf,
  isCredential,
  isFamilyFirst,
  isNewbornJoined,
  isNewbornWord,
  isNoName,
  isNoPart,
  isParticle,
  isTestName,
  isTitle,
} from './name-tables.ts';

export interface NameForm {
  /** First given word, folded; one letter for an initial; empty if not known. */
  readonly given: string;
  /** All given words joined: MARYANN for Mary Ann. */
  readonly givenJoined: string;
  /** First middle word or initial. */
  readonly middle: string;
  /** Family name, words joined. */
  readonly family: string;
  /** Family name and what may stand for it: parts of a double name, without its particle. */
  readonly families: readonly string[];
  readonly suffix: string;
  /** Given name is a placeholder of a newborn. */
  readonly newborn: boolean;
  readonly p: number;
}

const READINGS_MAX = 6;
const VARIANTS_MAX = 6;

/** A form from parts as they stand in a roster or in a reading of `detect`. Undefined if nothing of a name is left. */
export function nameForm(
  parts: { readonly given: string; readonly middle: string; readonly family: string; readonly suffix: string },
  p: number,
): NameForm | undefined {
  const suffixes: string[] = [];
  const plain = (text: string): string[] =>
    foldWords(text).filter((word) => {
      const generation = generationOf(word);
      if (generation !== undefined) suffixes.push(generation);
      return generation === undefined && !isNoPart(word);
    });
  const [given = '', ...moreGiven] = plain(parts.given);
  const middle = [...moreGiven, ...plain(parts.middle)];
  const family = plain(parts.family);
  const own = generationOf(foldText(parts.suffix)) ?? suffixes[0] ?? '';
  const newborn = isNewbornWord(given) || isNewbornJoined(given);
  // BABY BOY JONES has no given name; GIRL1MARIE is kept, since twins differ in it and in nothing else.
  const shown = isNewbornWord(given) ? '' : given;
  if (shown === '' && family.length === 0) return undefined;
  return {
    given: shown,
    givenJoined: isNewbornWord(given) ? '' : [given, ...moreGiven].join(''),
    middle: newborn ? '' : (middle[0] ?? ''),
    family: family.join(''),
    families: familyVariants(family),
    suffix: own,
    newborn,
    p,
  };
}

function familyVariants(words: readonly string[]): readonly string[] {
  if (words.length === 0) return [];
  const content = words.filter((word) => !isParticle(word) && word.length > 2);
  const variants = [words.join(''), ...(content.length < words.length || content.length > 1 ? [content.join(''), ...content] : [])];
  return [...new Set(variants.filter((variant) => variant !== ''))].slice(0, VARIANTS_MAX);
}

/** Readings of a mention: those that `detect` gave, or those of the raw text. Best first. */
export function formsOfReadings(readings: readonly NameReading[]): readonly NameForm[] {
  return finish(readings.slice(0, READINGS_MAX).map((reading) => nameForm(reading, reading.p)));
}

export function isPlaceholderName(text: string): boolean {
  return isNoName(foldText(text));
}
export function isTestPerson(text: string): boolean {
  return isTestName(foldText(text));
}

/** Parses a name as written. A comma puts the family name first; without one both orders stay, the usual one first. */
export function parseName(raw: string): readonly NameForm[] {
  const text = raw.slice(0, 200).replace(/\([^)]*\)|["“”][^"“”]*["“”]/g, ' ');
  if (isPlaceholderName(text)) return [];
  const [head = '', ...tail] = text.split(',');
  const rest = words(tail.join(' '));
  if (tail.length > 0 && rest.length > 0 && !rest.every((word) => isCredential(word) || generationOf(word) !== undefined)) {
    return finish([reading(rest, words(head), 1)]);
  }
  return finish(withoutComma([...words(head), ...rest]));
}

function words(text: string): string[] {
  // A hyphen joins two family names, so it becomes a blank only inside the part it stands in.
  return foldText(text)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, 12);
}

function withoutComma(all: readonly string[]): readonly (NameForm | undefined)[] {
  let start = 0;
  while (start < all.length - 1 && isTitle(all[start] ?? '') && !isFamilyFirst(all[start] ?? '')) start += 1;
  const titled = start > 0;
  const kept = all.slice(start).filter((word, index) => index === 0 || !isCredential(word) || index < all.length - start - 1);
  const generations = kept.filter((word) => generationOf(word) !== undefined);
  const name = kept.filter((word) => generationOf(word) === undefined);
  const whole = (given: readonly string[], family: readonly string[], p: number): NameForm | undefined =>
    reading([...given, ...generations], family, p);
  const [first = ''] = name;
  if (name.length === 0) return [];
  if (name.length === 1) return titled ? [whole([], name, 1)] : [whole([], name, 0.6), whole(name, [], 0.4)];
  let born = 0;
  while (born < name.length - 1 && isNewbornWord(name[born] ?? '')) born += 1;
  if (born > 0) return [whole(['BABY'], name.slice(born), 1)];
  let from = name.length - 1;
  while (from > 1 && isParticle(name[from - 1] ?? '')) from -= 1;
  const eastern = isFamilyFirst(first);
  const readings = [whole(name.slice(0, from), name.slice(from), eastern ? 0.5 : 0.9)];
  // Two family names, as in María García López: the first of them is the main one.
  if (name.length >= 3 && from === name.length - 1 && (name[from - 1]?.length ?? 0) > 1)
    readings.push(whole(name.slice(0, from - 1), name.slice(from - 1), 0.3));
  if (eastern && name.length >= 3) readings.push(whole([...name.slice(2), ...name.slice(1, 2)], name.slice(0, 1), 0.5));
  readings.push(whole(name.slice(1), name.slice(0, 1), eastern && name.length === 2 ? 0.5 : 0.1));
  return readings;
}

function reading(given: readonly string[], family: readonly string[], p: number): NameForm | undefined {
  const [first = '', ...middle] = given.filter((word) => !isCredential(word) || given.length === 1);
  return nameForm({ given: first, middle: middle.join(' '), family: family.join(' '), suffix: '' }, p);
}

function finish(forms: readonly (NameForm | undefined)[]): readonly NameForm[] {
  const known = new Map<string, NameForm>();
  for (const form of forms) {
    if (form === undefined) continue;
    const key = `${form.given} ${form.middle} ${form.family} ${form.suffix}`;
    const before = known.get(key);
    if (before === undefined || before.p < form.p) known.set(key, form);
  }
  return [...known.values()].sort((a, b) => b.p - a.p);
}
