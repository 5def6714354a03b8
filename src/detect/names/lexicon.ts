/**
 * What the name lists know of one word: how usual it is as a given name, as a family name and as a plain word, packed into one
 * integer. Rules: rules/names/*.tsv; meaning of the columns: rules/names/SOURCES.md, spec/detection.md 5.1.
 */
import { readFileSync } from 'node:fs';

import { rulesFile } from '../../kernel/package-root.ts';
import { ruleTable } from '../rule-table.ts';

/** Bits above the three 3-bit bands. */
export const MONTH = 1 << 9;
export const PLACE = 1 << 10;
export const DRUG = 1 << 11;
/** Names a firm, product, school … by itself. */
export const ORGANISATION = 1 << 12;
export const PARTICLE = 1 << 13;
export const SUFFIX = 1 << 14;
export const HONORIFIC = 1 << 15;
export const CREDENTIAL = 1 << 16;
/** A word of medicine, offices and forms: rules/clinical/safe_words.tsv without the rows that are names too. */
export const SAFE = 1 << 17;
/** Family names of Chinese, Korean, Vietnamese and Hungarian usage: the family name may stand first. */
export const FAMILY_FIRST = 1 << 18;
export const HISPANIC = 1 << 19;
/** Stands behind a name and makes it a street, hospital, county, firm. */
export const PLACE_HEAD = 1 << 20;
/** Patient, nurse, mother: what a person is, not what he is called. */
export const ROLE_WORD = 1 << 21;
/** Behind a name: disease, sign, syndrome, test … makes it an eponym. */
export const EPONYM_HEAD = 1 << 22;
/** Joins two surnames or given and family name inside a name (de, van, bin). */
export const LISTED_COMMON = 1 << 23;

export const givenBand = (info: number): number => info & 7;
export const familyBand = (info: number): number => (info >> 3) & 7;
/** 0: no English word; 1 … 6: the more, the more frequent. */
export const wordBand = (info: number): number => (info >> 6) & 7;

/** Priors of a word that is also a name, by where it stands. */
export interface WordPrior {
  readonly partner: number;
  readonly labelled: number;
  readonly middle: number;
  readonly start: number;
}

export interface NamePhrase {
  readonly words: readonly string[];
  readonly cls: string;
}

export interface NameLexicon {
  info(word: string): number;
  prior(word: string): WordPrior | undefined;
  /** Phrases that look like persons and are none, by their first word, longest first. */
  phrasesFrom(word: string): readonly NamePhrase[];
  /** Formal names of a nickname. */
  formal(nickname: string): readonly string[];
  /** Roles of a credential or honorific: `clinician`, `staff`, `other` … */
  titleRole(word: string): string | undefined;
}

const WORD_BANDS = new Map([
  [10, 6],
  [20, 5],
  [35, 4],
  [40, 3],
  [50, 2],
  [55, 1],
]);
const MONTH_WORDS = (
  'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec ' +
  'monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun today tomorrow yesterday ' +
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miercoles jueves viernes sabado domingo'
).split(' ');
/** Heads of places and bodies. Own list; the suffix words of rules/labels/address.tsv are street words. */
const PLACE_HEADS = (
  'hospital hospitals clinic clinics center centre medical health healthcare county university college school institute foundation memorial ' +
  'inc llc llp ltd corp corporation company co group associates partners bank insurance pharmacy laboratory laboratories labs lab church ' +
  'building tower hall house park plaza ward wing unit department dept division office offices services service system systems network ' +
  'hospice rehab surgery pediatrics dental imaging radiology cancer heart childrens general regional community district city ' +
  'airport station bridge river lake valley beach island mountain hills heights canyon creek bay harbor street avenue road drive lane blvd boulevard ' +
  'st ave rd dr ln ct court hwy highway pkwy parkway way circle terrace trail place square pl ' +
  'clinica centro instituto universidad hospitalario servicio unidad departamento calle avenida avda plaza paseo carretera fundacion colegio ' +
  'society association committee award prize scholarship act fund trust council commission agency press journal magazine news times'
).split(' ');
const ROLE_WORDS = (
  'patient patients pt pts member members client nurse doctor physician provider mother father mom dad son daughter wife husband spouse ' +
  'hombre nino nina lactante recien bebe senora adolescente neonato anciano anciana escolar ' +
  'brother sister uncle aunt grandmother grandfather child baby boy girl male female man woman lady gentleman resident attending subscriber ' +
  'guarantor insured beneficiary paciente pacientes madre padre hijo hija esposo esposa medico medica enfermera enfermero hermano hermana varon mujer'
).split(' ');

let shared: NameLexicon | undefined;
/** The lists, read at the first question. */
export function nameLexicon(): NameLexicon {
  shared ??= build();
  return shared;
}

function build(): NameLexicon {
  const words = new Map<string, number>();
  const flag = (word: string, bits: number): void => void words.set(word, (words.get(word) ?? 0) | bits);
  addWordBands(words);
  addNameBands(words);
  for (const word of MONTH_WORDS) flag(word, MONTH);
  for (const word of PLACE_HEADS) flag(word, PLACE_HEAD);
  for (const word of ROLE_WORDS) flag(word, ROLE_WORD);
  for (const row of ruleTable('clinical/safe_words.tsv', ['word', 'also_name'])) if (row.also_name === '') flag(row.word, SAFE);
  for (const row of ruleTable('names/particles_suffixes.tsv', ['folded', 'kind', 'language'])) {
    const bits =
      row.kind === 'particle'
        ? PARTICLE
        : row.kind === 'suffix' && /^(?:jr|sr|i{1,3}|iv|v|vi|2nd|3rd|4th|esq|jnr|snr|hijo|junior|senior)$/.test(row.folded)
          ? SUFFIX
          : 0;
    if (bits !== 0) for (const word of row.folded.split(' ')) flag(word, bits);
  }
  for (const row of ruleTable('clinical/drugs.tsv', ['name']))
    if (!row.name.includes(' ') && row.name.length > 4 && givenBand(words.get(row.name) ?? 0) < 3) flag(row.name, DRUG);
  const titles = addTitles(flag);
  const phrases = readPhrases(flag);
  const priors = readPriors(flag);
  for (const row of ruleTable('names/roles.tsv', ['folded', 'kind', 'term'])) {
    if (row.kind === 'eponym' && !row.folded.includes(' ')) flag(row.folded, EPONYM_HEAD);
  }
  const formals = new Map<string, string[]>();
  for (const row of ruleTable('names/nicknames.tsv', ['nickname_folded', 'formal_folded'])) {
    const list = formals.get(row.nickname_folded);
    if (list === undefined) formals.set(row.nickname_folded, [row.formal_folded]);
    else list.push(row.formal_folded);
  }
  return {
    info: (word) => words.get(word) ?? compound(words, word),
    prior: (word) => priors.get(word),
    phrasesFrom: (word) => phrases.get(word) ?? NO_PHRASES,
    formal: (nickname) => formals.get(nickname) ?? NO_WORDS,
    titleRole: (word) => titles.get(word),
  };
}

const NO_PHRASES: readonly NamePhrase[] = [];
const NO_WORDS: readonly string[] = [];

/** `garcia-lopez`, `o'neil`, `min-jun`: known by its parts. */
function compound(words: ReadonlyMap<string, number>, word: string): number {
  if (word.includes("'")) {
    const whole = words.get(word.replaceAll("'", ''));
    if (whole !== undefined) return whole;
    const owned = word.endsWith("'s") ? words.get(word.slice(0, -2)) : undefined;
    if (owned !== undefined) return owned;
  }
  const cut = word.indexOf('-');
  if (cut <= 0 || cut === word.length - 1) return 0;
  const first = words.get(word.slice(0, cut)) ?? 0;
  const last = words.get(word.slice(cut + 1)) ?? 0;
  // The name bands of the weaker part, the word band of the plainer one.
  const bands = Math.min(givenBand(first), givenBand(last)) | (Math.min(familyBand(first), familyBand(last)) << 3);
  if (bands !== 0) return bands | (first & last & (HISPANIC | FAMILY_FIRST));
  const joined = words.get(word.replaceAll('-', '')) ?? 0;
  return givenBand(joined) > 0 || familyBand(joined) > 0 ? joined : Math.min(wordBand(first), wordBand(last)) << 6;
}

/** The word and the number beside it, of the large lists: without a record for each of 160,000 rows. */
function eachNumber(relative: string, take: (word: string, value: number) => void): void {
  const text = readFileSync(rulesFile(relative), 'utf8');
  for (let at = text.indexOf('\n') + 1; at < text.length;) {
    const tab = text.indexOf('\t', at);
    const end = text.indexOf('\n', at);
    if (tab < 0) return;
    take(text.slice(at, tab), Number.parseInt(text.slice(tab + 1, tab + 4), 10));
    at = end < 0 ? text.length : end + 1;
  }
}

function addWordBands(words: Map<string, number>): void {
  eachNumber('names/words_en.tsv', (word, level) => words.set(word, (WORD_BANDS.get(level) ?? 0) << 6));
}

function addNameBands(words: Map<string, number>): void {
  const raise = (word: string, given: number, family: number, bits: number): void => {
    const now = words.get(word) ?? 0;
    const bands = Math.max(givenBand(now), given) | (Math.max(familyBand(now), family) << 3);
    words.set(word, (now & ~0x3f) | bands | bits);
  };
  eachNumber('names/us_family.tsv', (word, band) => raise(word, 0, band, 0));
  eachNumber('names/us_given.tsv', (word, band) => raise(word, band, 0, 0));
  // A row of the own lists counts as a name in fair use; composed rows may have no bearer.
  for (const row of ruleTable('names/given_by_origin.tsv', ['folded', 'basis'])) raise(row.folded, row.basis === 'listed' ? 3 : 2, 0, 0);
  for (const row of ruleTable('names/family_by_origin.tsv', ['folded', 'origin', 'basis']))
    raise(row.folded, 0, row.basis === 'listed' ? 3 : 2, originBits(row.origin));
}

function originBits(origin: string): number {
  if (/chinese|korean|vietnam|hungar|east-asian|hmong|cambod/.test(origin)) return FAMILY_FIRST;
  return /hispanic|spanish|mexic|latin|portug|filipin/.test(origin) ? HISPANIC : 0;
}

function addTitles(flag: (word: string, bits: number) => void): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  for (const row of ruleTable('names/honorifics.tsv', ['folded', 'role', 'position', 'language'])) {
    if (row.folded.includes(' ') || row.position.startsWith('after') || row.folded.length < 2) continue;
    // Of other languages only what is no word elsewhere: `an`, `nana`, `ato` would swallow names.
    if (row.language !== 'en' && row.language !== 'es' && row.language !== 'de' && row.language !== 'fr') continue;
    flag(row.folded, HONORIFIC);
    if (!titles.has(row.folded)) titles.set(row.folded, row.role);
  }
  for (const word of ['dr', 'dra', 'drs', 'doctor', 'doctora']) {
    flag(word, HONORIFIC);
    titles.set(word, 'clinician');
  }
  for (const row of ruleTable('names/roles.tsv', ['folded', 'kind', 'role', 'direction'])) {
    if (row.kind !== 'credential' || row.role === 'patient' || row.folded.includes(' ')) continue;
    flag(row.folded, CREDENTIAL);
    if (!titles.has(row.folded)) titles.set(row.folded, row.role);
  }
  return titles;
}

function readPhrases(flag: (word: string, bits: number) => void): ReadonlyMap<string, readonly NamePhrase[]> {
  const phrases = new Map<string, NamePhrase[]>();
  for (const row of ruleTable('names/name_like_nonnames.tsv', ['folded', 'class'])) {
    const words = row.folded.split(/[ -]/).filter((word) => word !== '');
    const first = words[0];
    if (first === undefined) continue;
    if (words.length === 1) {
      if (row.class === 'place') flag(first, PLACE);
      else if (row.class !== 'public-figure' && row.class !== 'fictional' && row.class !== 'eponym') flag(first, ORGANISATION);
      continue;
    }
    const list = phrases.get(first);
    if (list === undefined) phrases.set(first, [{ words, cls: row.class }]);
    else list.push({ words, cls: row.class });
  }
  for (const list of phrases.values()) list.sort((a, b) => b.words.length - a.words.length);
  return phrases;
}

function readPriors(flag: (word: string, bits: number) => void): ReadonlyMap<string, WordPrior> {
  const priors = new Map<string, WordPrior>();
  const columns = ['folded', 'class', 'p_with_partner', 'p_after_label_or_title', 'p_mid_sentence', 'p_sentence_start'] as const;
  for (const row of ruleTable('names/common_word_names.tsv', columns)) {
    const prior = {
      partner: Number(row.p_with_partner),
      labelled: Number(row.p_after_label_or_title),
      middle: Number(row.p_mid_sentence),
      start: Number(row.p_sentence_start),
    };
    const known = priors.get(row.folded);
    if (known === undefined || known.partner > prior.partner) priors.set(row.folded, prior);
    if (row.class === 'month') flag(row.folded, MONTH);
    if (row.class === 'place') flag(row.folded, PLACE);
    if (row.class === 'drug') flag(row.folded, DRUG);
    flag(row.folded, LISTED_COMMON);
  }
  return priors;
}
