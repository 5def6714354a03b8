/** Numbers that a government gives: what their digits must satisfy. Text is folded, without separators. */

/** Nine digits that may be a Social Security number. Random area since 2011-06-25, so no state rule. [SSA POMS] RM 10201.035 */
export function ssnRule(digits: string): boolean {
  if (!/^\d{9}$/.test(digits)) return false;
  const area = Number(digits.slice(0, 3));
  return area !== 0 && area !== 666 && area < 900 && digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000';
}

/** Individual Taxpayer Identification Number: 9XX, group in the issued ranges. [IRS] Pub. 1915 */
export function itinRule(digits: string): boolean {
  if (!/^9\d{8}$/.test(digits)) return false;
  const group = Number(digits.slice(3, 5));
  return (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 92) || group >= 94;
}

/** Never issued because they were printed in advertisements. [SSA] "Social Security Numbers: misused"; 987-65-432X: [SSA] */
const ADVERTISED_SSN: ReadonlySet<string> = new Set(['078051120', '219099999', '457555462']);
export const isAdvertisedSsn = (digits: string): boolean => ADVERTISED_SSN.has(digits) || /^98765432\d$/.test(digits);
/** What people type when they mean any number. Behind a label it may still be meant. */
export const isFillerSsn = (digits: string): boolean => digits === '123456789' || digits === '123121234' || /^(\d)\1{8}$/.test(digits);

/** Medicare Beneficiary Identifier: 11 characters, positions fixed, letters without S L O I B Z. [CMS] MBI format */
export function mbiRule(text: string): boolean {
  return /^[1-9][ac-hjkmnp-rt-y][ac-hjkmnp-rt-y0-9]\d[ac-hjkmnp-rt-y][ac-hjkmnp-rt-y0-9]\d[ac-hjkmnp-rt-y]{2}\d{2}$/.test(text);
}
/** The specimen of CMS. */
export const isSampleMbi = (text: string): boolean => text === '1eg4te5mk73' || text === '1eg4te5mk72';

/** Health Insurance Claim Number, ended 2020: an SSN with a beneficiary code (A, B, B1 … W), or a railroad prefix. [CMS] HICN */
export function hicnRule(text: string): boolean {
  return (
    /^\d{9}(?:[abcdefhjkmtw][0-9a-z]?)$/.test(text) || /^(?:a|ca|h|jd|ma|mh|pa|pd|pz?|wa|wca|wcd|wch|wd|wh|wj)\d{6}(?:\d{3})?$/.test(text)
  );
}

/** Employer Identification Number prefixes in use. [IRS] "How EINs are assigned" */
export function einRule(digits: string): boolean {
  if (!/^\d{9}$/.test(digits)) return false;
  const prefix = Number(digits.slice(0, 2));
  return !(
    prefix === 0 ||
    (prefix >= 7 && prefix <= 9) ||
    (prefix >= 17 && prefix <= 19) ||
    prefix === 28 ||
    prefix === 29 ||
    prefix === 49 ||
    prefix === 69 ||
    prefix === 70 ||
    prefix === 78 ||
    prefix === 79 ||
    prefix === 89 ||
    prefix === 96 ||
    prefix === 97
  );
}

/** US passport: nine digits, or a letter and eight. */
export const passportRule = (text: string): boolean => /^(?:\d{9}|[a-z]\d{8})$/.test(text);
/** Alien registration number. [USCIS] */
export const alienRule = (text: string): boolean => /^a?\d{8,9}$/.test(text) || /^[a-z]{3}\d{10}$/.test(text);
