/** Validators by the names that rule tables use. Input: folded letters and digits without separators. */
import { abaRouting, curp, dea, iban, luhn, nhsNumber, npi, spanishId, vin } from './check-digits.ts';
import { cardRule } from './card.ts';
import { alienRule, einRule, hicnRule, itinRule, mbiRule, passportRule, ssnRule } from './government.ts';
import { nanpRule } from './phone.ts';

type Validator = (text: string) => boolean;

const VALIDATORS: ReadonlyMap<string, Validator> = new Map<string, Validator>([
  ['ssn', ssnRule],
  ['itin', itinRule],
  // Adoption taxpayer number: group 93. [IRS] ATIN (from memory)
  ['atin', (text) => /^9\d\d93\d{4}$/.test(text)],
  ['ein', einRule],
  ['hicn', hicnRule],
  ['mbi', mbiRule],
  ['passport', passportRule],
  ['alien', alienRule],
  ['foreign', (text) => spanishId(text) || curp(text) || nhsNumber(text)],
  ['npi', npi],
  ['dea', dea],
  ['aba', abaRouting],
  ['iban', iban],
  ['swift', (text) => /^[a-z]{6}[a-z0-9]{2}(?:[a-z0-9]{3})?$/.test(text)],
  ['card', cardRule],
  ['vin', vin],
  ['luhn', luhn],
  // Spanish subscriber numbers: nine digits from 6, 7, 8 or 9. [Spain, Plan Nacional de Numeración]
  ['es9', (text) => /^[6789]\d{8}$/.test(text)],
  ['nanp', nanpRule],
  ['nanp11', (text) => text.startsWith('1') && nanpRule(text)],
  ['nanp001', (text) => text.startsWith('001') && nanpRule(text.slice(3))],
]);

/** `n/a` for a name that no validator has (the empty name of elements without a rule). */
export function validate(name: string, text: string): 'pass' | 'fail' | 'n/a' {
  const validator = VALIDATORS.get(name);
  if (validator === undefined) return 'n/a';
  return validator(text) ? 'pass' : 'fail';
}
