/**
 * Canaries: planted values of each claimable class in the formats that mail carries, read and detected by the same code as the
 * evidence, in a shadow outside the case. A missed one limits what a negative may claim; it is counted nowhere else.
 * spec/detection.md 8.3.
 */
import { detectDocument } from '../../detect/index.ts';
import { extractContent, extractMessage } from '../../extract/index.ts';
import { parseMessage } from '../../ingest/index.ts';
import { sha256, type Limits } from '../../kernel/index.ts';
import { contentId, type CensusClass, type Document } from '../../model/index.ts';

/** Enough for a bound of 1.5 % with 95 % confidence when none is missed. */
const PER_CLASS = 200;

type Plant = (index: number) => { readonly value: string; readonly label: string };

const digits = (index: number, salt: number, length: number): string => {
  let state = (index * 2_654_435_761 + salt * 40_503 + 1) >>> 0;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += String(state >>> 28)
      .padStart(1, '0')
      .slice(-1);
  }
  return text;
};

/** A number from `low` to `high`, both included. */
const between = (index: number, salt: number, low: number, high: number): number =>
  low + (Number(digits(index, salt, 6)) % (high - low + 1));

/** Valid by the rules of issue: area 001–665, group 01–99, serial 0001–9999. [SSA] POMS RM 10201.035 */
function ssn(index: number): string {
  const area = String(between(index, 1, 1, 665)).padStart(3, '0');
  const group = String(between(index, 2, 1, 99)).padStart(2, '0');
  const serial = String(between(index, 3, 1, 9999)).padStart(4, '0');
  return index % 3 === 0 ? `${area}${group}${serial}` : index % 3 === 1 ? `${area}-${group}-${serial}` : `${area} ${group} ${serial}`;
}

/** Sixteen digits with a right check digit. [ISO/IEC 7812-1] */
function card(index: number): string {
  const body = `4${digits(index, 4, 14)}`;
  let sum = 0;
  for (let i = 0; i < body.length; i += 1) {
    const digit = Number(body[body.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  const full = `${body}${(10 - (sum % 10)) % 10}`;
  return index % 2 === 0 ? full : full.replace(/(\d{4})(?=\d)/g, index % 4 === 1 ? '$1 ' : '$1-');
}

const PLANTS: Readonly<Record<CensusClass, Plant>> = {
  ssn: (index) => ({ value: ssn(index), label: ['SSN', 'Social Security Number', 'Soc Sec #', 'Seguro Social'][index % 4] ?? 'SSN' }),
  card: (index) => ({ value: card(index), label: ['Card number', 'Visa', 'Credit card', 'Payment card'][index % 4] ?? 'Card' }),
  bank: (index) => ({
    value: digits(index, 5, 10),
    label: ['Bank account number', 'Checking account', 'Savings account no'][index % 3] ?? 'Bank account',
  }),
  drivers_license: (index) => ({
    value: `D${digits(index, 6, 7)}`,
    label: ["Driver's license", 'DL #', "Driver's license number"][index % 3] ?? 'DL',
  }),
  passport: (index) => ({
    value: `${digits(index, 7, 9)}`,
    label: ['Passport', 'Passport no', 'Passport number'][index % 3] ?? 'Passport',
  }),
};

const FORMS: readonly ((label: string, value: string) => { readonly text: string; readonly isMail: boolean })[] = [
  (label, value) => ({ text: `Please update the record.\n${label}: ${value}\nThank you.\n`, isMail: false }),
  (label, value) => ({
    text: `From: a@example.org\r\nTo: b@example.org\r\nSubject: update\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${label} ${value}\r\n`,
    isMail: true,
  }),
  (label, value) => ({
    text: `<html><body><table><tr><th>Name</th><th>${label}</th></tr><tr><td>Morgan Ames</td><td>${value}</td></tr></table></body></html>`,
    isMail: false,
  }),
  (label, value) => ({ text: `Name,${label},City\nMorgan Ames,${value},Springfield\nRobin Ellis,,Salem\n`, isMail: false }),
  (label, value) => ({
    text: `From: a@example.org\r\nSubject: form\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nName: Morgan Ames\r\n${label}:=\r\n ${value}\r\n`,
    isMail: true,
  }),
];

export async function runCanaries(limits: Limits): Promise<Partial<Record<CensusClass, { planted: number; found: number }>>> {
  const result: Partial<Record<CensusClass, { planted: number; found: number }>> = {};
  for (const [name, plant] of Object.entries(PLANTS) as [CensusClass, Plant][]) {
    let found = 0;
    for (let index = 0; index < PER_CLASS; index += 1) {
      const { label, value } = plant(index);
      const form = FORMS[index % FORMS.length];
      if (form !== undefined && (await isFound(name, form(label, value), value, limits))) found += 1;
    }
    result[name] = { planted: PER_CLASS, found };
  }
  return result;
}

const ELEMENT_OF: Readonly<Record<CensusClass, string>> = {
  ssn: 'ssn',
  card: 'card.pan',
  bank: 'bank.account',
  drivers_license: 'drivers_license',
  passport: 'passport',
};

async function isFound(
  name: CensusClass,
  { text, isMail }: { readonly text: string; readonly isMail: boolean },
  value: string,
  limits: Limits,
): Promise<boolean> {
  const bytes = Buffer.from(text);
  const content = contentId(sha256(bytes));
  const context = { content, limits, passwords: [] };
  const document: Document | undefined = isMail
    ? extractMessage(parseMessage(bytes, limits), context).document
    : (await extractContent(bytes, context)).document;
  if (document === undefined) return false;
  const wanted = value.replace(/\W/g, '');
  return detectDocument(document).candidates.some(
    (candidate) =>
      candidate.element === ELEMENT_OF[name] &&
      candidate.dismissedBy === undefined &&
      candidate.value.reveal('validate').replace(/\W/g, '') === wanted,
  );
}
