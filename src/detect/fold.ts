/**
 * The folded view of a text: what every matcher reads. It maps code unit by code unit, so an offset in it IS an offset in the
 * canonical text. What cannot keep its length (ligatures, `ß`) keeps its first letter; what should vanish (zero-width,
 * combining marks, soft hyphen) becomes `IGNORED`, which matchers step over. Spec/detection.md 3.1.
 */

/** Stands where a unit carries nothing: zero-width, bidi marks, combining marks, soft hyphen. */
export const IGNORED = '\u200b';
const IGNORED_CODE = 0x200b;

const table = buildTable();

/** Same length as `text`: lower case, without accents, plain dashes, quotes, spaces and digits. */
export function foldText(text: string): string {
  // Lower-casing ASCII keeps the length and is native.
  if (isAscii(text)) return text.toLowerCase();
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    const folded = table[code] ?? code;
    // `N°`, `nº`: the ring is an o only behind an n; elsewhere it is a degree.
    units[i] = code === 0xb0 && i > 0 && units[i - 1] === 0x6e ? 0x6f : folded;
  }
  return Buffer.from(units.buffer).toString('utf16le');
}

/** Folds a phrase of a rule table or a header cell: words with one space between, as in the `folded` columns of rules/labels. */
export function foldPhrase(text: string): string {
  let out = '';
  let pending = false;
  const folded = foldText(text);
  for (let i = 0; i < folded.length; i += 1) {
    const code = folded.charCodeAt(i);
    if (code === 0x2e || code === 0x27 || code === 0x60 || code === IGNORED_CODE) continue; // `D.O.B.` = dob, `patient's` = patients
    const joinsWords = code === 0x2f && isWordCode(folded.charCodeAt(i - 1)) && isWordCode(folded.charCodeAt(i + 1));
    if (isWordCode(code) || joinsWords) {
      if (pending && out !== '') out += ' ';
      pending = false;
      out += folded[i];
    } else if (code === 0x23) {
      out += out === '' ? '#' : ' #';
      pending = true;
    } else pending = true;
  }
  return out;
}

/** A letter or digit of folded text. Everything above the Latin tables that is no space or sign counts as a letter. */
export function isWordCode(code: number): boolean {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a);
  if (code < 0xc0) return code === 0xaa || code === 0xb5 || code === 0xba;
  if (code === 0xd7 || code === 0xf7 || Number.isNaN(code)) return false;
  return (code < 0x2000 || code > 0x2bff) && (code < 0x3000 || code > 0x303f) && code < 0xfe00;
}

export const isDigitCode = (code: number): boolean => code >= 0x30 && code <= 0x39;
export const isLowerCode = (code: number): boolean => code >= 0x61 && code <= 0x7a;

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

function buildTable(): Uint16Array {
  const map = new Uint16Array(65_536);
  for (let code = 0; code < 65_536; code += 1) map[code] = code;
  for (let code = 0x41; code <= 0x5a; code += 1) map[code] = code + 32;
  // Latin letters with marks (to Latin Extended-B, Latin Extended Additional), Greek and Cyrillic: lower case, first base unit.
  for (const [from, to] of [
    [0xc0, 0x24f],
    [0x370, 0x52f],
    [0x1e00, 0x1eff],
  ] as const)
    for (let code = from; code <= to; code += 1) {
      const base = String.fromCharCode(code).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
      if (base !== '') map[code] = base.charCodeAt(0);
    }
  const special: readonly (readonly [string, string])[] = [
    ['ßẞ', 's'],
    ['øØ', 'o'],
    ['łŁ', 'l'],
    ['æÆ', 'a'],
    ['œŒ', 'o'],
    ['đĐðÐ', 'd'],
    ['þÞ', 't'],
    ['ıİ', 'i'],
    ['º', 'o'],
    ['ª', 'a'],
    ['‐‑‒–—―−﹘﹣－⁃', '-'],
    ['‘’‚‛′ʼʻ´', "'"],
    ['“”„‟″«»', '"'],
    ['\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000', ' '],
    ['\u2028\u2029\u0085', '\n'],
    ['∶：', ':'],
    ['⁄∕', '/'],
  ];
  for (const [from, to] of special) for (const unit of from) map[unit.charCodeAt(0)] = to.charCodeAt(0);
  for (let code = 0xff01; code <= 0xff5e; code += 1) map[code] = map[code - 0xfee0] ?? code; // fullwidth forms
  for (const zero of [0x660, 0x6f0, 0x966, 0x9e6, 0xe50]) for (let d = 0; d < 10; d += 1) map[zero + d] = 0x30 + d;
  const vanish = [0xad, 0x2060, 0xfeff, 0x61c, 0x180e];
  for (let code = 0x300; code <= 0x36f; code += 1) vanish.push(code);
  for (const [from, to] of [
    [0x200b, 0x200f],
    [0x202a, 0x202e],
    [0x2061, 0x206f],
    [0xfe00, 0xfe0f],
  ] as const)
    for (let code = from; code <= to; code += 1) vanish.push(code);
  for (const code of vanish) map[code] = IGNORED_CODE;
  return map;
}
