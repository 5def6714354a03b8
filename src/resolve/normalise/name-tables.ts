/** Lists of names, titles and placeholders. Nicknames are directed and not transitive: Liz and Beth are not one name. spec/resolve.md 3.2 */
import { lazily, ruleRows } from '../rule-rows.ts';
import { foldText } from './fold.ts';

const nicknames = lazily(() => {
  const formals = new Map<string, Set<string>>();
  for (const [nick = '', formal = ''] of ruleRows('names/nicknames.tsv', ['nickname_folded', 'formal_folded'])) {
    const key = foldText(nick);
    const known = formals.get(key);
    if (known === undefined) formals.set(key, new Set([foldText(formal)]));
    else known.add(foldText(formal));
  }
  return formals;
});

/** One is a listed short form of the other. */
export function isNickname(a: string, b: string): boolean {
  const table = nicknames();
  return table.get(a)?.has(b) === true || table.get(b)?.has(a) === true;
}

/** Formal names of a short form, sorted by the table's order. */
export function formalNames(nick: string): readonly string[] {
  return [...(nicknames().get(nick) ?? [])];
}

const groups = lazily(() => {
  const of = { given: new Map<string, string[]>(), family: new Map<string, string[]>() };
  for (const [group = '', kind = '', members = ''] of ruleRows('names/phonetic_variants.tsv', ['group', 'kind', 'members_folded'])) {
    const table = kind === 'family' ? of.family : of.given;
    for (const member of members.split(';')) {
      const key = foldText(member);
      if (key === '') continue;
      const known = table.get(key);
      if (known === undefined) table.set(key, [group]);
      else known.push(group);
    }
  }
  return of;
});

/** Two listed spellings of one name: Mohamed and Muhammad, Wang and Wong. */
export function areSpellings(kind: 'given' | 'family', a: string, b: string): boolean {
  const table = groups()[kind];
  const left = table.get(a);
  return left !== undefined && table.get(b)?.some((group) => left.includes(group)) === true;
}

/** Share of people in a band of the 1990 census lists, per name: share of the band over its names. Unlisted names are rarer still. */
const FAMILY_SHARE = [4e-7, 1.3e-6, 1.2e-5, 5.5e-5, 2.6e-4, 1.6e-3];
const GIVEN_SHARE = [4e-6, 8e-6, 3.5e-5, 1.8e-4, 7e-4, 4e-3];

const bands = lazily(() => {
  const read = (file: string): Map<string, number> =>
    new Map(
      ruleRows(file, ['folded', 'band']).map(([name = '', band = '']) => [foldText(name).replaceAll(' ', ''), Number(band)] as const),
    );
  return { family: read('names/us_family.tsv'), given: read('names/us_given.tsv') };
});

/** Rough frequency of a name without a roster: what is shipped. */
export function shippedShare(kind: 'given' | 'family', name: string): number {
  const share = kind === 'family' ? FAMILY_SHARE : GIVEN_SHARE;
  return share[bands()[kind].get(name) ?? 0] ?? 0;
}

export function isListedGiven(name: string): boolean {
  return bands().given.has(name);
}

/** Of languages that put the family name first: tested in both orders. */
const FAMILY_FIRST = new Set(['vietnamese', 'chinese', 'korean']);
const familyFirst = lazily(
  () =>
    new Set(
      ruleRows('names/family_by_origin.tsv', ['folded', 'origin']).flatMap(([name = '', origin = '']) =>
        FAMILY_FIRST.has(origin) ? [foldText(name)] : [],
      ),
    ),
);
export const isFamilyFirst = (word: string): boolean => familyFirst().has(word);

const titles = lazily(() => {
  const before = new Set<string>();
  const after = new Set<string>(CREDENTIALS);
  for (const [form = '', position = ''] of ruleRows('names/honorifics.tsv', ['folded', 'position'])) {
    const word = foldText(form);
    if (word === '' || word.includes(' ')) continue;
    if (position.startsWith('before')) before.add(word);
    if (position.startsWith('after')) after.add(word);
  }
  return { before, after };
});
const CREDENTIALS = ['MD', 'DO', 'RN', 'NP', 'PA', 'PHD', 'ESQ', 'DDS', 'DPM', 'LCSW', 'LPN', 'ARNP', 'FNP', 'PHARMD'];
export const isTitle = (word: string): boolean => titles().before.has(word);
export const isCredential = (word: string): boolean => titles().after.has(word);

/** Generations, on one form each. Credentials of the same table are none. */
const GENERATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    JR: 'JR',
    JUNIOR: 'JR',
    JNR: 'JR',
    SR: 'SR',
    SENIOR: 'SR',
    SNR: 'SR',
    II: 'II',
    '2ND': 'II',
    '2D': 'II',
    III: 'III',
    '3RD': 'III',
    '3D': 'III',
    IV: 'IV',
    '4TH': 'IV',
  }),
);
export const generationOf = (word: string): string | undefined => GENERATIONS.get(word);

const particles = lazily(
  () =>
    new Set(
      ruleRows('names/particles_suffixes.tsv', ['folded', 'kind']).flatMap(([form = '', kind = '']) =>
        kind === 'particle' ? foldText(form).split(' ') : [],
      ),
    ),
);
/** Words that are joined to the family name behind them. `O` and `MC` were split off by a blank or an apostrophe. */
export const isParticle = (word: string): boolean => JOINED.has(word) || particles().has(word);
const JOINED = new Set(['O', 'MC', 'MAC', 'ST', 'SAINT']);

const placeholders = lazily(() => {
  const missing = new Set<string>();
  const test = new Set<string>();
  for (const [element = '', value = '', action = ''] of ruleRows('labels/placeholders.tsv', ['element', 'folded', 'action'])) {
    if (element !== 'name' && element !== '*') continue;
    const key = foldText(value);
    if (key === '') continue;
    if (action === 'test-person') test.add(key);
    else if (action === 'missing') missing.add(key);
  }
  return { missing, test };
});
/** Words that stand where a name should: they say nothing. */
export const isNoName = (folded: string): boolean => placeholders().missing.has(folded);
/** A name of somebody who was made up to try the system. */
export const isTestName = (folded: string): boolean =>
  placeholders().test.has(folded) || folded.split(' ').some((word) => /^(?:X{2,3}|Z{2,4})TEST/.test(word));

/** Given name not known: newborns, and words for "none". A newborn's digit stays apart: GIRL1MARIE is not GIRL2MARIE. [AHIMA newborn naming] */
const NEWBORN = /^(?:BABY|BABYBOY|BABYGIRL|NEWBORN|INFANT|BOY|GIRL|TWIN|TRIPLET|BB|BG|NB)$/;
const NEWBORN_JOINED = /^(?:BABY)?(?:BOY|GIRL)\d?[A-Z]{3,}$/;
export const isNewbornWord = (word: string): boolean => NEWBORN.test(word);
export const isNewbornJoined = (word: string): boolean => NEWBORN_JOINED.test(word) && !isListedGiven(word);
const NO_PART = new Set(['UNKNOWN', 'UNK', 'FNU', 'LNU', 'NFN', 'NLN', 'NMN', 'NMI', 'NONE', 'NA', 'NULL']);
export const isNoPart = (word: string): boolean => NO_PART.has(word);
