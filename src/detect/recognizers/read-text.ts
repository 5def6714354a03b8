/** Readers of values that are words: sex, age, secrets, addresses of machines, short answers and free text behind a label. */
import { isDigitCode, isWordCode } from '../fold.ts';
import type { ElementRule } from './element-table.ts';
import { valueAt, type Place, type Reading } from './read-numbers.ts';

const plain = (start: number, length: number, norm: string, valid: Reading['valid'] = 'n/a', tags: string[] = []): Reading => ({
  start,
  end: start + length,
  norm,
  valid,
  tags,
  alternatives: [],
});

/** `male`, `F`, `varón`, `[x] female`: the ticked one of a printed list. */
const SEX: ReadonlyMap<string, string> = new Map([
  ...['m', 'male', 'man', 'boy', 'masculino', 'varon', 'hombre', 'h', 'v', 'masc'].map((word) => [word, 'male'] as const),
  ...['f', 'female', 'woman', 'girl', 'femenino', 'mujer', 'hembra', 'fem'].map((word) => [word, 'female'] as const),
  ...['x', 'nonbinary', 'non-binary', 'intersex', 'no binario', 'transgender'].map((word) => [word, word === 'x' ? 'x' : word] as const),
]);

export function readSex(place: Place): Reading | undefined {
  const { folded } = place;
  let start = place.at;
  const ticked = /[[(☒☑]\s?(?:x|✓|☒|☑)\s?[\])]?\s*/u.exec(folded.slice(start, Math.min(place.end, start + 60)));
  if (ticked !== null) start += ticked.index + ticked[0].length;
  else if (/\[ ?\]|☐|\( \)/u.test(folded.slice(start, Math.min(place.end, start + 60)))) return undefined; // a printed form with no box ticked
  start = valueAt({ ...place, at: start });
  const match = /^(?:non-binary|no binario|[a-z]{1,12})(?![a-z0-9])/.exec(folded.slice(start, start + 14));
  const norm = match === null ? undefined : SEX.get(match[0]);
  if (match === null || norm === undefined || start >= place.end) return undefined;
  if (/^ ?\/ ?[a-z]/.test(folded.slice(start + match[0].length, start + match[0].length + 4))) return undefined; // `M / F` printed
  return plain(start, match[0].length, norm, 'pass');
}

export const sexOfWord = (word: string): string | undefined => (word.length > 1 ? SEX.get(word) : undefined);

export function readAge(place: Place): Reading | undefined {
  const start = valueAt(place);
  const match = /^(\d{1,3})(?: ?(?:y\/?o|yo|yrs?|years?(?: old)?|anos|a))?(?![\da-z]|[-/.]\d)/.exec(place.folded.slice(start, start + 16));
  if (match === null) {
    const months = /^\d{1,3} ?(?:mo|months?|meses|weeks?|semanas|days?|dias)(?![a-z0-9])/.exec(place.folded.slice(start, start + 14));
    return months === null ? undefined : plain(start, months[0].length, months[0], 'pass');
  }
  const years = Number(match[1]);
  if (years > 130) return undefined;
  const reading = plain(start, match[0].length, String(years), years <= 120 ? 'pass' : 'fail');
  return years > 89 ? { ...reading, element: 'age.over89' } : reading;
}

export function readYear(place: Place): Reading | undefined {
  const start = valueAt(place);
  const match = /^(?:18[5-9]\d|19\d\d|20\d\d)(?![\da-z]|[-/.]\d)/.exec(place.folded.slice(start, start + 6));
  return match === null ? undefined : plain(start, 4, match[0], 'pass');
}

export function readExpiry(place: Place): Reading | undefined {
  const start = valueAt(place);
  const match = /^(0?[1-9]|1[0-2])[-/ ]?(\d{4}|\d\d)(?![\d/-])/.exec(place.folded.slice(start, start + 8));
  return match === null
    ? undefined
    : plain(start, match[0].length, `${(match[1] ?? '').padStart(2, '0')}/${(match[2] ?? '').slice(-2)}`, 'pass');
}

export function readIp(place: Place): Reading | undefined {
  const start = valueAt(place);
  const rest = place.folded.slice(start, start + 46);
  const v4 = /^\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/.exec(rest)?.[0];
  if (v4 !== undefined) return plain(start, v4.length, v4, v4.split('.').every((part) => Number(part) < 256) ? 'pass' : 'fail');
  const v6 = /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}/.exec(rest)?.[0];
  return v6 !== undefined && v6.length >= 6 && v6.includes(':') ? plain(start, v6.length, v6, 'pass') : undefined;
}

export function readMac(place: Place): Reading | undefined {
  const start = valueAt(place);
  const match = /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![0-9a-f])|^[0-9a-f]{12}(?![0-9a-z])/.exec(place.folded.slice(start, start + 18));
  return match === null ? undefined : plain(start, match[0].length, match[0].replaceAll(/[:-]/g, ''), 'pass');
}

export function readUrl(place: Place): Reading | undefined {
  const start = valueAt(place);
  const match = /^(?:https?:\/\/|www\.)[^\s<>"']{4,290}/.exec(place.folded.slice(start, Math.min(place.end, start + 300)));
  return match === null ? undefined : plain(start, match[0].replace(/[.,;)]+$/, '').length, match[0]);
}

/** BIC and other codes of fixed letters. */
export function readCode(place: Place, rule: ElementRule): Reading | undefined {
  const start = valueAt(place);
  const match = /^[a-z0-9]{4,12}(?![a-z0-9])/.exec(place.folded.slice(start, start + 14));
  if (match === null || match[0].length < rule.min || match[0].length > rule.max) return undefined;
  return plain(start, match[0].length, match[0].toUpperCase(), /^[a-z]{6}[a-z0-9]{2,5}$/.test(match[0]) ? 'pass' : 'fail');
}

const NOT_SECRET =
  /^(?:expires?|expired|reset|required|changed?|protected|protection|policy|must|should|will|has|have|was|is|are|to|for|and|or|not|none|n\/a|the|your|you|please|forgotten|forgot|hint|below|above|same|on|in|at|by|with|from|field|click|here|link|caduca|vence|incorrect[oa]?|obligatori[oa]|manager|recovery|sent|see|enter|if|when|if)(?![a-z0-9])/;

/** A secret as typed: no spaces, not masked, not a word about secrets. Case is kept by the caller: the norm is the text itself. */
export function readSecret(place: Place, rule: ElementRule, text: string): Reading | undefined {
  let start = place.at;
  while (start < place.end && ' "\'`:\u200b'.includes(place.folded[start] ?? '')) start += 1;
  let end = start;
  while (end < place.end && end - start < rule.max && !/\s/.test(place.folded[end] ?? ' ')) end += 1;
  while (end > start && /["'`,;)>\]]/.test(place.folded[end - 1] ?? '')) end -= 1;
  if (place.folded[end - 1] === '.' && !/[0-9!@#$%^&*]/.test(place.folded[end - 2] ?? '')) end -= 1;
  const value = text.slice(start, end);
  if (value.length < rule.min || /^[*•x.#_-]+$/i.test(value) || NOT_SECRET.test(place.folded.slice(start, start + 24))) return undefined;
  // A plain word is a secret only where nothing follows it: `Your Password: Date of Birth`.
  if (/^[A-Za-z]?[a-z]+$/.test(value) && /^\s*\S/.test(place.folded.slice(end, place.end))) return undefined;
  if (/^(?:https?:|www\.|\[|<|\{|mailto:)/i.test(value) || /^[\w.+-]+@[\w.-]+\.\w+$/.test(value)) return undefined;
  return plain(start, end - start, value, 'n/a', entropyBits(value) < 1.5 ? ['weak'] : []);
}

/** Shannon entropy per character. */
export function entropyBits(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** `ana77 / Spring2022`: a user name and its password in one breath. */
export function readPair(place: Place): Reading | undefined {
  const start = valueAt(place);
  const match = /^[a-z0-9][\w.@-]{1,40} {0,2}[/|,;:] {0,2}[^\s/|,;:]{4,40}/.exec(
    place.folded.slice(start, Math.min(place.end, start + 90)),
  );
  return match === null || !/\d/.test(match[0]) || /^https?:/.test(match[0]) ? undefined : plain(start, match[0].length, match[0]);
}

export function readUsername(place: Place, rule: ElementRule): Reading | undefined {
  const start = valueAt(place);
  const match = /^[a-z0-9][a-z0-9._@\\-]{1,62}/.exec(place.folded.slice(start, Math.min(place.end, start + 64)));
  const value = match?.[0].replace(/[.-]+$/, '');
  if (value === undefined || value.length < rule.min || value.length > rule.max || NOT_SECRET.test(value)) return undefined;
  // A plain lower-case word is prose unless it fills the place.
  if (/^[a-z]+$/.test(value) && place.folded.slice(start + value.length, place.end).trim() !== '') return undefined;
  return plain(start, value.length, value);
}

/** Free text of a place: to its end, to a semicolon, or `max`; without trailing marks. Must hold a letter. */
export function readText(place: Place, rule: ElementRule): Reading | undefined {
  const start = valueAt(place);
  let end = start;
  const isPerson = rule.element === 'provider_of_care';
  while (end < place.end && end - start < rule.max) {
    const char = place.folded[end] ?? '';
    // A clinician's name ends before his house number and at the full stop behind a whole word.
    if (
      isPerson &&
      (isDigitCode(char.charCodeAt(0)) ||
        (char === '.' && place.folded[end + 1] === ' ' && /[a-z]{4}$/.test(place.folded.slice(Math.max(start, end - 4), end))))
    )
      break;
    if (char === ';' || char === '\n' || char === '\t' || char === '|') break;
    if (char === '.' && !isWordCode(place.folded.charCodeAt(end + 1)) && rule.kind === 'short') break;
    end += 1;
  }
  if (end - start >= rule.max && isWordCode(place.folded.charCodeAt(end))) {
    const cut = place.folded.lastIndexOf(' ', end);
    if (cut > start) end = cut;
  }
  while (end > start && /[\s,.;:()_\-*"'\]]/.test(place.folded[end - 1] ?? '')) end -= 1;
  const value = place.folded.slice(start, end);
  if (value.length < rule.min || !/[a-z\u00c0-\uffff]/.test(value)) return undefined;
  if (/\[ ?\]|☐/u.test(value)) return undefined; // printed options
  return plain(start, end - start, value);
}
