/** What the text of one cell looks like, as bits: cheap tests that type a column. Validators with check digits judge later. */
import { familyBand, givenBand, nameLexicon, ORGANISATION, PLACE_HEAD, ROLE_WORD, SUFFIX, wordBand } from '../names/lexicon.ts';

export const S_DATE = 1;
export const S_SSN = 1 << 1;
export const S_PHONE = 1 << 2;
export const S_EMAIL = 1 << 3;
export const S_ZIP = 1 << 4;
export const S_STATE = 1 << 5;
export const S_SEX = 1 << 6;
export const S_MONEY = 1 << 7;
export const S_NAME = 1 << 8;
/** Digits or letters with digits, one word, four or more signs. */
export const S_ID = 1 << 9;
export const S_NUMBER = 1 << 10;
export const S_TEXT = 1 << 11;
export const S_AGE = 1 << 12;
export const S_STREET = 1 << 13;
export const S_LAST_FIRST = 1 << 14;
export const S_WORD_NAME = 1 << 15;
export const S_YES = 1 << 16;
export const S_CODE = 1 << 17;
/** Nine digits in 3-2-4 form: a Social Security number's own writing. */
export const S_SSN_FORM = 1 << 18;

const STATES = new Set(
  (
    'al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa pr ri sc sd tn tx ut ' +
    'vt va wa wv wi wy vi gu'
  ).split(' '),
);
const DATE =
  /^(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}[-/]\d{1,2}[-/]\d{1,2}|(?:19|20)\d{6}|\d{1,2}[- ]?[a-z]{3,9}[- ,]*\d{2,4}|[a-z]{3,9}\.? \d{1,2},? \d{4}|\d{1,2} de [a-z]+ de \d{4})(?:[ t]\d{1,2}:\d{2}.*)?$/;
const CELL_UNITS_MAX = 300;

/** Bits of a folded, trimmed cell text. 0 for an empty cell. */
export function shapeOf(text: string): number {
  if (text === '') return 0;
  if (text.length > CELL_UNITS_MAX) return S_TEXT;
  const first = text.charCodeAt(0);
  const hasDigit = /\d/.test(text);
  if (!hasDigit) return wordShape(text);
  let bits = 0;
  if (DATE.test(text)) bits |= S_DATE;
  if (/^\d{3}-\d{2}-\d{4}$/.test(text)) bits |= S_SSN | S_SSN_FORM;
  else if (/^\d{9}$/.test(text) || /^[*x]{3}-?[*x]{2}-?\d{4}$/.test(text)) bits |= S_SSN;
  if (/^(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?: ?(?:x|ext)\.? ?\d+)?$/.test(text) || /^1?\d{10}$/.test(text))
    bits |= S_PHONE;
  if (/^\d{5}(?:-?\d{4})?$/.test(text)) bits |= S_ZIP;
  if (/^[$€]|[$€]$/.test(text) || /^-?\(?\d{1,3}(?:,\d{3})*\.\d{2}\)?$/.test(text)) bits |= S_MONEY;
  if (/^-?\d{1,15}(?:[.,]\d+)?%?$/.test(text) || /^\d{1,3}(?:,\d{3})+$/.test(text)) bits |= S_NUMBER;
  if (/^\d{1,3}(?: ?(?:y|yo|yr|yrs|years?|anos|m|mo))?$/.test(text) && Number.parseInt(text, 10) < 121) bits |= S_AGE;
  if (/^[a-z]{0,4}[-#]?\d[\da-z-]{3,}$/.test(text)) bits |= S_ID;
  if (/^[a-z]\d[\da-z](?:\.[\da-z]{1,4})?$/.test(text) || /^\d{5}$/.test(text) || /^[a-z]\d{4}$/.test(text)) bits |= S_CODE;
  if (/^\d{1,6}[a-z]? [a-z0-9]/.test(text) || /^p\.? ?o\.? box/.test(text)) bits |= S_STREET;
  if (text.includes('@') && /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/.test(text)) bits |= S_EMAIL;
  if (bits === 0) bits = first >= 0x30 && first <= 0x39 ? S_TEXT : S_TEXT | nameBits(text);
  return bits;
}

function wordShape(text: string): number {
  let bits = 0;
  if (text.length === 2 && STATES.has(text)) bits |= S_STATE;
  if (/^(?:m|f|u|x|male|female|masculino|femenino|hombre|mujer|unknown|other)$/.test(text)) bits |= S_SEX;
  if (/^(?:y|n|yes|no|si|true|false)$/.test(text)) bits |= S_YES;
  if (text.includes('@') && /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/.test(text)) return S_EMAIL;
  return bits | S_TEXT | nameBits(text);
}

/** Could be the name of a person: every word can be one, and one of them is known as one. */
function nameBits(text: string): number {
  const cut = text.split('\n', 1)[0] ?? '';
  const clean = cut.replace(/\(.*$/, '').trim();
  const words = clean.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 0 || words.length > 6) return 0;
  const lexicon = nameLexicon();
  let known = 0;
  for (const word of words) {
    const bare = word.replace(/\.$/, '');
    const info = lexicon.info(bare);
    if ((info & (ORGANISATION | PLACE_HEAD | ROLE_WORD)) !== 0 && familyBand(info) < 3 && givenBand(info) < 3) return 0;
    if ((info & SUFFIX) !== 0) continue;
    const best = Math.max(givenBand(info), familyBand(info));
    if (best > 0 && (wordBand(info) < 4 || best > 2)) known += 1;
    else if (bare.length > 2 && (wordBand(info) > 2 || !/^[\p{L}'-]+$/u.test(bare))) return 0;
  }
  if (known === 0) return 0;
  let bits = words.length === 1 ? S_WORD_NAME : S_NAME | S_WORD_NAME;
  if (/^[^,]+,\s*[^,]+/.test(clean)) bits |= S_LAST_FIRST;
  return bits;
}
