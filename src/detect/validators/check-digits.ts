/** Check digits. All take digit strings without separators; none allocates more than the string. */

/** Luhn, mod 10. [ISO/IEC 7812-1] Annex B */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    let d = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (d < 0 || d > 9) return false;
    if (i % 2 === 1) {
      d *= 2;
      if (d > 9) d -= 9;
    }
    sum += d;
  }
  return digits.length > 1 && sum % 10 === 0;
}

/** ABA routing number: weights 3-7-1, prefixes in use. [ABA] Routing Number Policy */
export function abaRouting(digits: string): boolean {
  if (!/^\d{9}$/.test(digits) || digits === '000000000') return false;
  let sum = 0;
  for (let i = 0; i < 9; i += 1) sum += (digits.charCodeAt(i) - 48) * ([3, 7, 1][i % 3] ?? 1);
  const prefix = Number(digits.slice(0, 2));
  return sum % 10 === 0 && (prefix <= 12 || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72) || prefix === 80);
}

/** National Provider Identifier: 10 digits, first 1 or 2, Luhn with the prefix 80840. [45 CFR] 162.406 */
export function npi(digits: string): boolean {
  return /^[12]\d{9}$/.test(digits) && luhn(`80840${digits}`);
}

/** DEA number: two letters (the second may be 9) and seven digits. [21 CFR] 1301, check digit of the registration */
export function dea(text: string): boolean {
  const match = /^[a-hjklmprstux][a-z9](\d{7})$/.exec(text);
  const d = match?.[1];
  if (d === undefined) return false;
  const at = (i: number): number => d.charCodeAt(i) - 48;
  return (at(0) + at(2) + at(4) + 2 * (at(1) + at(3) + at(5))) % 10 === at(6);
}

/** IBAN: country length and mod 97. [ISO 13616-1] */
export function iban(text: string): boolean {
  const clean = text.toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(clean)) return false;
  const length = IBAN_LENGTHS.get(clean.slice(0, 2));
  if (length !== undefined && length !== clean.length) return false;
  let rest = 0;
  for (const char of clean.slice(4) + clean.slice(0, 4)) {
    const value = char >= 'A' ? char.charCodeAt(0) - 55 : char.charCodeAt(0) - 48;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['AT', 20],
  ['BE', 16],
  ['CH', 21],
  ['CR', 22],
  ['DE', 22],
  ['DK', 18],
  ['DO', 28],
  ['ES', 24],
  ['FI', 18],
  ['FR', 27],
  ['GB', 22],
  ['GR', 27],
  ['GT', 28],
  ['IE', 22],
  ['IT', 27],
  ['LU', 20],
  ['NL', 18],
  ['NO', 15],
  ['PL', 28],
  ['PT', 25],
  ['SE', 24],
]);

/** Vehicle identification number: check digit at position 9, mod 11. [49 CFR] 565.15 */
export function vin(text: string): boolean {
  if (!/^[a-hj-npr-z0-9]{17}$/.test(text)) return false;
  const values: Readonly<Record<string, number>> = VIN_VALUES;
  let sum = 0;
  for (let i = 0; i < 17; i += 1) {
    const char = text[i] ?? '';
    sum += (char >= '0' && char <= '9' ? Number(char) : (values[char] ?? 0)) * (VIN_WEIGHTS[i] ?? 0);
  }
  const check = sum % 11;
  return text[8] === (check === 10 ? 'x' : String(check));
}

const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const VIN_VALUES = {
  a: 1,
  b: 2,
  c: 3,
  d: 4,
  e: 5,
  f: 6,
  g: 7,
  h: 8,
  j: 1,
  k: 2,
  l: 3,
  m: 4,
  n: 5,
  p: 7,
  r: 9,
  s: 2,
  t: 3,
  u: 4,
  v: 5,
  w: 6,
  x: 7,
  y: 8,
  z: 9,
};

/** Spanish NIF and NIE: the letter is the number mod 23. [Spain, Real Decreto 1553/2005] 11 */
export function spanishId(text: string): boolean {
  const match = /^([xyz]|\d)(\d{7})([a-z])$/.exec(text);
  if (match === null) return false;
  const lead = match[1] ?? '';
  const first = lead === 'x' ? '0' : lead === 'y' ? '1' : lead === 'z' ? '2' : lead;
  return 'trwagmyfpdxbnjzsqvhlcke'[Number(first + (match[2] ?? '')) % 23] === match[3];
}

/** Mexican CURP: shape only, 18 characters. [Mexico, DOF 18-10-2021] */
export function curp(text: string): boolean {
  return /^[a-z]{4}\d{6}[hmx][a-z]{5}[a-z0-9]\d$/.test(text);
}

/** UK NHS number: ten digits, mod 11. */
export function nhsNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < 9; i += 1) sum += (digits.charCodeAt(i) - 48) * (10 - i);
  const check = 11 - (sum % 11);
  return check !== 10 && (check === 11 ? 0 : check) === digits.charCodeAt(9) - 48;
}
