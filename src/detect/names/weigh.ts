/** How much a word speaks for being part of a person's name, as log-odds. Spec/detection.md 5.1; start values, not fitted. */
import {
  CREDENTIAL,
  DRUG,
  FAMILY_FIRST,
  familyBand,
  givenBand,
  HONORIFIC,
  MONTH,
  nameLexicon,
  ORGANISATION,
  PARTICLE,
  PLACE,
  PLACE_HEAD,
  ROLE_WORD,
  SAFE,
  SUFFIX,
  wordBand,
} from './lexicon.ts';
import type { Token } from './tokens.ts';

const BY_BAND = [0, 0.9, 1.5, 2.1, 2.7, 3.1];
/** Capitalised, in no list of names and no English word. */
const UNKNOWN = 0.4;
const WORD_COST = [0, 0.6, 1, 1.5, 2.2, 3.2, 4.2];
/** A frequent name pays less for also being a word. */
const COST_SHARE = [1, 1, 0.8, 0.55, 0.32, 0.14];

export const isInitial = (token: Token): boolean => token.shape === 'initial';
/** Particles that are frequent English words too; others of them (`at`, `an`, `on`) join no names in English text. */
const PLAIN_PARTICLES = new Set('de la le el al y e da do dos das di du del der den van von bin ben ter ibn abu las los'.split(' '));
export const isParticle = (token: Token): boolean =>
  (token.info & PARTICLE) !== 0 &&
  token.shape !== 'initial' &&
  token.word.length < 6 &&
  (wordBand(token.info) < 5 || PLAIN_PARTICLES.has(token.word));
/** One letter is an initial, also `I` and `V`. */
export const isSuffix = (token: Token): boolean => (token.info & SUFFIX) !== 0 && token.word.length > 1;
export const isHonorific = (token: Token): boolean =>
  (token.info & HONORIFIC) !== 0 && (token.info & PARTICLE) === 0 && (token.shape !== 'lower' || token.dotted);
/** `MD`, `RN`, `PharmD`: in capitals. Two letters are also states and names: the caller wants a comma before them. */
export const isCredential = (token: Token): boolean =>
  (token.info & CREDENTIAL) !== 0 &&
  (token.shape === 'caps' || (token.shape === 'cap' && token.word.length > 3 && wordBand(token.info) === 0 && familyBand(token.info) < 2));

/** Weight beside another name word. `capsLine`: the whole line is in capitals, so case says nothing. */
export function weightOf(token: Token, capsLine: boolean): number {
  const { info } = token;
  if (token.shape === 'digit') return -8;
  if (isInitial(token)) return 0.5;
  // `A-L`: a range of the alphabet.
  if (token.word.length === 3 && token.word[1] === '-') return -6;
  const given = givenBand(info);
  const family = familyBand(info);
  const band = Math.max(given, family);
  const word = wordBand(info);
  let weight = band > 0 ? (BY_BAND[band] ?? 0) : word > 0 ? -1.2 : token.word.length > 3 && token.shape === 'cap' ? UNKNOWN : 0;
  weight -= (WORD_COST[word] ?? 0) * (COST_SHARE[band] ?? 1);
  if ((info & ROLE_WORD) !== 0) weight -= 4;
  if ((info & (HONORIFIC | CREDENTIAL)) !== 0 && band < 3) weight -= 2;
  if ((info & SAFE) !== 0 && band < 4) weight -= 2.5;
  if ((info & PLACE_HEAD) !== 0) weight -= band < 4 ? 3 : 1;
  if ((info & ORGANISATION) !== 0) weight -= band < 3 ? 2.2 : band < 4 ? 1.2 : 0.4;
  if ((info & MONTH) !== 0) weight -= 1.6;
  if ((info & PLACE) !== 0) weight -= 0.9;
  if ((info & DRUG) !== 0) weight -= 0.7;
  if (band === 0 && (info & PARTICLE) !== 0) weight -= 1;
  // Function words that are names in Asian lists only (An, Do, The) need more than a capital.
  const prior = nameLexicon().prior(token.word);
  if (prior !== undefined && prior.partner < 0.2 && word > 4 && band < 4) weight -= 1.5;
  // A short word in capitals among small letters is an abbreviation.
  if (!capsLine && token.shape === 'caps' && token.word.length < 5) weight -= band > 3 ? 0.5 : 2;
  return weight;
}

/** Weight of a word that stands alone: no partner to confirm it. */
export function aloneWeight(token: Token, opensSentence: boolean): number {
  const base = weightOf(token, false);
  const given = givenBand(token.info);
  const word = wordBand(token.info);
  if (word > 3 && given < 4) return base - 6;
  const prior = nameLexicon().prior(token.word);
  const lean = word === 0 ? (given > 2 ? -1.9 : -2.9) : given > 0 ? -2.9 : -3.9;
  return base + lean - (opensSentence && word > 0 ? 2 : opensSentence ? 0.6 : 0) - (prior !== undefined && prior.middle < 0.3 ? 1.5 : 0);
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const isLike = (token: Token): boolean => token.shape === 'cap' || token.shape === 'caps' || token.shape === 'initial';
/** `Nguyen`, `Kim`: words that are names in Asian lists only count beside it. */
export const isAsianFamily = (token: Token): boolean =>
  (token.info & FAMILY_FIRST) !== 0 && familyBand(token.info) > 2 && wordBand(token.info) < 3;
