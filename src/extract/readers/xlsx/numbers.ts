/** What a number in a cell says: a date, a number with leading zeros, or itself. [ECMA-376-1] 18.8.30, 18.17.4. */

export type NumberFormat =
  | { readonly kind: 'plain' }
  | { readonly kind: 'date'; readonly withTime: boolean; readonly withDate: boolean; readonly elapsed: boolean }
  /** Digits in fixed places, as identifiers are shown: `000-00-0000`. */
  | { readonly kind: 'digits'; readonly pattern: readonly string[] };

const PLAIN: NumberFormat = { kind: 'plain' };
const DATE: NumberFormat = { kind: 'date', withDate: true, withTime: false, elapsed: false };
const TIME: NumberFormat = { kind: 'date', withDate: false, withTime: true, elapsed: false };
const ELAPSED: NumberFormat = { ...TIME, elapsed: true };
const BOTH: NumberFormat = { kind: 'date', withDate: true, withTime: true, elapsed: false };

/** Formats that every workbook has without saying. 27 to 36 and 50 to 58 are dates of East Asian versions. [ECMA-376-1] 18.8.30 */
export function builtInFormat(id: number): NumberFormat {
  if (id === 22) return BOTH;
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return DATE;
  if (id === 46) return ELAPSED;
  if ((id >= 18 && id <= 21) || id === 45 || id === 47) return TIME;
  return PLAIN;
}

const FORMAT_CHARS_MAX = 255;

export function parseFormat(code: string): NumberFormat {
  const section = firstSection(code.slice(0, FORMAT_CHARS_MAX));
  const letters = withoutLiterals(section).toLowerCase();
  if (letters.includes('general')) return PLAIN;
  const hasDay = /[yd]/.test(letters) || (letters.includes('m') && !/[hs]/.test(letters));
  const hasTime = /[hs]/.test(letters);
  if (hasDay || hasTime) return { kind: 'date', withDate: hasDay, withTime: hasTime, elapsed: /\[[hms]+\]/.test(letters) };
  return digitPattern(section) ?? PLAIN;
}

/** Up to the first semicolon outside quotes: the form of positive numbers. */
function firstSection(code: string): string {
  let quoted = false;
  for (let at = 0; at < code.length; at += 1) {
    if (code[at] === '\\') at += 1;
    else if (code[at] === '"') quoted = !quoted;
    else if (code[at] === ';' && !quoted) return code.slice(0, at);
  }
  return code;
}

/** Quoted text, escaped and padding characters, colours and locales taken away; elapsed time `[h]` stays. */
function withoutLiterals(section: string): string {
  return section
    .replace(/"[^"]*"?/g, '')
    .replace(/\\.|_.|\*./g, '')
    .replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '');
}

/** `0` and `#` in fixed places with marks between: each element is a placeholder or a literal. */
function digitPattern(section: string): NumberFormat | undefined {
  const pattern: string[] = [];
  let zeros = 0;
  let marks = 0;
  for (let at = 0; at < section.length; at += 1) {
    const char = section[at] ?? '';
    if (char === '0' || char === '#') {
      pattern.push(char);
      if (char === '0') zeros += 1;
    } else if (char === '"') {
      const end = section.indexOf('"', at + 1);
      if (end < 0) return undefined;
      for (const literal of section.slice(at + 1, end)) pattern.push(`=${literal}`);
      at = end;
    } else if (char === '\\') {
      at += 1;
      pattern.push(`=${section[at] ?? ''}`);
      if (section[at] === '-' || section[at] === '(') marks += 1;
    } else if ('-() /'.includes(char)) {
      pattern.push(`=${char}`);
      // A blank between digits is a separator of thousands, a hyphen one of an identifier.
      if (char === '-' || char === '(') marks += 1;
    } else if (char !== '_' && char !== '*') {
      return undefined;
    } else {
      at += 1;
    }
  }
  const places = pattern.filter((one) => one === '0' || one === '#').length;
  const fixed = zeros === places ? places >= 2 : marks > 0 && places >= 4;
  return fixed ? { kind: 'digits', pattern } : undefined;
}

/** A number shown in a digit pattern, filled from the right as the program does. */
export function showDigits(pattern: readonly string[], value: number): string | undefined {
  if (!Number.isSafeInteger(value) || value < 0) return undefined;
  const digits = String(value).split('');
  let shown = '';
  const first = pattern.findIndex((one) => one === '0' || one === '#');
  for (let at = pattern.length - 1; at >= 0; at -= 1) {
    const one = pattern[at] ?? '';
    if (one.startsWith('=')) shown = one.slice(1) + shown;
    else if (at === first) shown = (digits.splice(0).join('') || (one === '0' ? '0' : '')) + shown;
    else shown = (digits.pop() ?? (one === '0' ? '0' : '')) + shown;
  }
  return shown;
}

const DAY_MS = 86_400_000;
/** 9999-12-31, the last day there is. [ECMA-376-1] 18.17.4.1 */
const SERIAL_MAX = 2_958_466;
/** Day 0 of the two systems: 1900 counts a 29 February 1900 that never was, so days behind it are one early. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

export interface DateText {
  readonly text: string;
  readonly isDate: boolean;
}

/** ISO text of a serial number, to the second; `undefined` if it is none. */
export function showDate(
  serial: number,
  format: { readonly withDate: boolean; readonly withTime: boolean; readonly elapsed: boolean },
  is1904: boolean,
): DateText | undefined {
  if (!Number.isFinite(serial) || serial < 0 || serial >= SERIAL_MAX) return undefined;
  const seconds = Math.round(serial * 86_400);
  const day = Math.floor(seconds / 86_400);
  const time = seconds - day * 86_400;
  const clock = `${two(Math.floor(time / 3600))}:${two(Math.floor(time / 60) % 60)}:${two(time % 60)}`;
  if (format.elapsed) return { text: `${day * 24 + Math.floor(time / 3600)}:${clock.slice(3)}`, isDate: false };
  // A format of hours shows a time of day; a day that stands behind it in the cell is kept.
  if (!format.withDate && day === 0) return { text: clock, isDate: false };
  const date = isoDay(day, is1904);
  return { text: format.withTime && time > 0 ? `${date}T${clock}` : date, isDate: true };
}

function isoDay(day: number, is1904: boolean): string {
  if (is1904) return iso(EPOCH_1904 + day * DAY_MS);
  if (day === 60) return '1900-02-29';
  return iso(EPOCH_1900 + (day < 60 ? day + 1 : day) * DAY_MS);
}

function iso(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** A number as people write it: 15 digits, as many as the program keeps, and no exponent. */
export function showNumber(raw: string): string {
  if (/^-?\d{1,15}$/.test(raw)) return raw;
  const value = Number(raw);
  if (raw.trim().length === 0 || !Number.isFinite(value)) return raw;
  const rounded = Number(value.toPrecision(15));
  if (Number.isInteger(rounded) && Math.abs(rounded) < 1e21) return BigInt(rounded).toString();
  const text = String(rounded);
  return text.includes('e') ? raw : text;
}
