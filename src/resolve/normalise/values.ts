/** Numbers, telephones, e-mail addresses: on one form, with what stands for nothing taken out. spec/resolve.md 3.2 */
import { lazily, ruleRows } from '../rule-rows.ts';

export type IdScheme = 'mrn' | 'member_id' | 'ssn' | 'id';

const dummies = lazily(() => {
  const of = { dob: new Set<string>(), ssn: new Set<string>(), email: new Set<string>() };
  for (const [type = '', value = ''] of ruleRows('resolve/dummy-values.tsv', ['type', 'value'])) {
    if (type === 'dob' || type === 'ssn' || type === 'email') of[type].add(value);
  }
  return of;
});

export const isDummyBirth = (iso: string): boolean => dummies().dob.has(iso);

const ID_CHARS_MIN = 4;
const ID_CHARS_MAX = 40;

/** Letters and digits only, upper case. Empty if it cannot be somebody's number. */
export function normaliseId(raw: string, scheme: IdScheme): string {
  const value = raw
    .slice(0, 80)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
  if (scheme === 'ssn') return isPossibleSsn(value) ? value : '';
  if (value.length < ID_CHARS_MIN || value.length > ID_CHARS_MAX || !/\d{3}/.test(value)) return '';
  return /^(\w)\1+$/.test(value) ? '' : value;
}

/** Areas 000, 666 and 900 to 999, group 00 and serial 0000 were never issued. spec/resolve.md 3.2 */
function isPossibleSsn(digits: string): boolean {
  return /^(?!000|666|9)\d{3}(?!00)\d\d(?!0000)\d{4}$/.test(digits) && !dummies().ssn.has(digits);
}

/** Spreadsheets eat leading zeros: both forms are looked for. */
export const withoutZeros = (value: string): string => value.replace(/^0+(?=.{4})/, '');

/** A number of eight digits that is a day of our time reads as a date first. spec/resolve.md 5.3 */
export function looksLikeDate(value: string): boolean {
  return (
    /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(value) ||
    /^(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d\d$/.test(value)
  );
}

/** US numbers in ten digits, others with their country code. Empty if it is none. */
export function normalisePhone(raw: string): string {
  const digits = (raw.slice(0, 60).split(/\s*(?:ext\.?|x|#)\s*\d/i)[0] ?? '').replace(/\D/g, '');
  const national = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  if (national.length < 10 || national.length > 15 || /^0+$|^9+$|^(\d)\1+$/.test(national)) return '';
  return national;
}

/** Lower case; of Gmail addresses the form without dots and plus. Role accounts are nobody's. */
export function normaliseEmail(raw: string): string {
  const text = raw.trim().toLowerCase().slice(0, 254);
  const at = text.lastIndexOf('@');
  if (at < 1 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return '';
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (dummies().email.has(local)) return '';
  return domain === 'gmail.com' || domain === 'googlemail.com' ? `${(local.split('+')[0] ?? '').replaceAll('.', '')}@gmail.com` : text;
}
