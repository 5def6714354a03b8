/**
 * Traps of spec/detection.md section 12 on values: one row per trap, with its id. What must come out stands beside the text;
 * `not` names elements that no live candidate may have. Names, roles and tables have their own file.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { detectDocument } from '../../src/detect/index.ts';
import type { Candidate, Document } from '../../src/model/index.ts';
import { makeDocument, makeSheet } from '../detect/make-document.ts';

interface Trap {
  readonly id: string;
  readonly text: string;
  readonly document?: Document;
  /** Live candidates: element, text, and perhaps norm, tag, assertion or `review` (not sure enough to stand alone). */
  readonly has?: readonly (readonly [element: string, value: string, more?: Expect])[];
  /** Kept but dismissed, by this rule. */
  readonly dismissed?: readonly (readonly [element: string, value: string, rule: string])[];
  readonly not?: readonly string[];
  readonly census?: string;
}

interface Expect {
  readonly norm?: string;
  readonly tag?: string;
  readonly assertion?: string;
  readonly review?: true;
  readonly alternative?: string;
}

const NUMBERS = ['ssn', 'card.pan', 'mrn', 'phone', 'bank.account', 'date.service', 'dob'];

const TRAPS: readonly Trap[] = [
  {
    id: 'T001',
    text: 'Call 415-555-0134 re MRN 41555501',
    has: [
      ['phone', '415-555-0134'],
      ['mrn', '41555501'],
    ],
  },
  { id: 'T002', text: 'MRN: #123-45-6789', has: [['mrn', '123-45-6789']], not: ['ssn'], census: 'ssn label-mrn 1' },
  { id: 'T003', text: 'MRN 4155550134', has: [['mrn', '4155550134']], not: ['phone'] },
  { id: 'T004', text: 'Order 123456789 shipped', has: [['order_no', '123456789']], not: ['ssn'], census: 'ssn label-order_no 1' },
  { id: 'T005', text: 'SSN 12-345-6789', has: [['ssn', '12-345-6789', { tag: 'invalid-format', review: true }]] },
  { id: 'T006', text: 'SSN: 900-12-3456', has: [['ssn', '900-12-3456', { tag: 'invalid', review: true }]] },
  {
    id: 'T007',
    text: 'the number 078-05-1120 is printed',
    dismissed: [['ssn', '078-05-1120', 'sample-ssn']],
    not: ['ssn'],
    census: 'ssn sample-ssn 1',
  },
  { id: 'T008', text: 'SSN 987-65-4321', has: [['ssn', '987-65-4321', { tag: 'invalid', review: true, alternative: 'itin' }]] },
  {
    id: 'T009',
    text: 'Medicare HICN 123-45-6789A',
    has: [
      ['hicn', '123-45-6789A'],
      ['ssn', '123-45-6789', { norm: '123456789' }],
    ],
  },
  {
    id: 'T010',
    text: 'his is ***-**-6789, hers xxx-xx-6780',
    has: [
      ['ssn.last4', '***-**-6789', { norm: '6789' }],
      ['ssn.last4', 'xxx-xx-6780'],
    ],
    not: ['ssn'],
  },
  {
    id: 'T011',
    text: 'SSN ending 6789 / last 4 of social: 6780',
    has: [
      ['ssn.last4', '6789'],
      ['ssn.last4', '6780'],
    ],
    not: ['ssn'],
  },
  { id: 'T012', text: 'card ending in 4242', has: [['card.last4', '4242']] },
  { id: 'T013a', text: 'SSN 123456789', has: [['ssn', '123456789']] },
  {
    id: 'T013b',
    text: 'a cell that lost its leading zeros',
    document: makeSheet([
      ['Patient Name', 'SSN'],
      ['Lopez, Maria', '1234567'],
      ['Okafor, Ada', '536228743'],
      ['Nguyen, An', '212334455'],
    ]),
    has: [
      ['ssn', '1234567', { norm: '001234567', tag: 'padded' }],
      ['ssn', '536228743'],
    ],
  },
  { id: 'T014', text: 'Member ID: 1.23457E+11', has: [['member_id', '1.23457E+11', { tag: 'precision_lost' }]] },
  { id: 'T015', text: 'SSN:\n123-45-\n6789', has: [['ssn', '123-45-\n6789', { norm: '123456789' }]] },
  { id: 'T017', text: 'SSN: l23-45-678O', has: [['ssn', 'l23-45-678O', { norm: '123456780', tag: 'ocr', review: true }]] },
  {
    id: 'T018',
    text: 'SSN 536–22–8743, SSN 536\u00a022\u00a08744, SSN \uff15\uff13\uff16-22-8745',
    has: [
      ['ssn', '536–22–8743', { norm: '536228743' }],
      ['ssn', '536\u00a022\u00a08744', { norm: '536228744' }],
      ['ssn', '\uff15\uff13\uff16-22-8745', { norm: '536228745' }],
    ],
  },
  {
    id: 'T020',
    text: 'pay with 4111 1111 1111 1111 please',
    dismissed: [['card.pan', '4111 1111 1111 1111', 'test-card']],
    not: ['card.pan'],
    census: 'card test-card 1',
  },
  { id: 'T021', text: 'Your parcels 1Z999AA10123456784 and 92748901234567890123 are on their way', not: [...NUMBERS] },
  { id: 'T022', text: 'IMEI 490154203237518', has: [['imei', '490154203237518']], not: ['card.pan'], census: 'card label-imei 1' },
  {
    id: 'T023',
    text: 'Visa 4539-1488-0343-6467 exp 04/26 cvv 123',
    has: [
      ['card.pan', '4539-1488-0343-6467'],
      ['card.expiry', '04/26'],
      ['card.cvv', '123'],
    ],
    not: ['date.service', 'date.expiry'],
  },
  {
    id: 'T024',
    text: 'Card number: 45391488034364670426',
    has: [
      ['card.pan', '4539148803436467'],
      ['card.expiry', '0426'],
    ],
  },
  {
    id: 'T025',
    text: 'Routing 021000021 acct 1234567890',
    has: [
      ['bank.routing', '021000021'],
      ['bank.account', '1234567890'],
    ],
    not: ['ssn'],
  },
  { id: 'T026', text: 'Patient acct 1234567890', has: [['account_no', '1234567890']], not: ['bank.account'] },
  { id: 'T027', text: 'EIN 12-3456789', has: [['ein', '12-3456789']], not: ['ssn'] },
  { id: 'T028', text: 'Referring NPI 1234567893', has: [['npi', '1234567893']], not: ['phone', 'mrn'] },
  { id: 'T029', text: 'lot XXAB1234563YY', not: ['dea', ...NUMBERS] },
  { id: 'T030', text: 'His is 1EG4-TE5-MK73', has: [['mbi', '1EG4-TE5-MK73', { tag: 'sample' }]] },
  { id: 'T031', text: 'his is 1eg4te5mk73', has: [['mbi', '1eg4te5mk73', { norm: '1EG4TE5MK73' }]] },
  { id: 'T032', text: 'key {1EG4TE5M-K733-4C1A-9B2D-0011AABBCCDD}', not: ['mbi', 'id.unknown', ...NUMBERS] },
  { id: 'T033', text: 'see image001.png@01D8A3B2.5C6D7E80 below', not: ['email', 'id.unknown'] },
  {
    id: 'T034',
    text: 'Message-ID: <536228743.1234@mail.example>\nReferences: <123-45-6789@mail.example>\nX-Ref: 4539148803436467',
    not: ['email', 'ssn', 'card.pan', 'id.unknown'],
  },
  { id: 'T035', text: 'upgrade to version 10.2.1.0, OID 1.2.840.10008.5.1', not: ['ip', ...NUMBERS] },
  {
    id: 'T036',
    text: 'Zoom Meeting ID 812 3456 7890, dial-in 669-900-6833',
    dismissed: [['id.unknown', '812 3456 7890', 'meeting-label']],
    not: ['phone'],
  },
  { id: 'T037', text: 'Call us at 1-800-464-4000', dismissed: [['phone', '1-800-464-4000', 'org-phone']], not: ['phone'] },
  { id: 'T038', text: 'reach me at 415-555-0134 x4567', has: [['phone', '415-555-0134 x4567']], not: ['ssn.last4', 'card.last4'] },
  {
    id: 'T039',
    text: 'Oakland, CA 94612-1234',
    has: [
      ['address.zip4', '94612-1234'],
      ['address.city', 'Oakland'],
    ],
    not: ['ssn'],
  },
  {
    id: 'T040',
    text: 'ZIP plus four in a column',
    document: makeSheet([
      ['Name', 'ZIP'],
      ['Lopez, Maria', '946121234'],
      ['Okafor, Ada', '946129981'],
    ]),
    has: [['address.zip4', '946121234']],
    not: ['ssn'],
  },
  {
    id: 'T041',
    text: 'BP 120/80, take 1/2 tab, for 2-3 days, T 98.6, O2 98%',
    has: [['vital', 'BP 120/80']],
    not: ['date.service', 'date.unknown', 'dob'],
  },
  {
    id: 'T042',
    text: 'HbA1c 7.2 04/05',
    has: [
      ['lab.test', 'HbA1c'],
      ['lab.result', '7.2'],
      ['date.service', '04/05', { norm: '2022-04-05' }],
    ],
  },
  { id: 'T043', text: 'pH 7.35-7.45, 5-10 mg, L4-5, C3-C4', not: ['date.service', 'date.unknown', 'dob', 'dx'] },
  {
    id: 'T044',
    text: 'the order of a column is its own',
    document: makeSheet([
      ['Nombre', 'Fecha de nacimiento'],
      ['Ana Ruiz', '03/04/1970'],
      ['Eva Ruiz', '31/12/1972'],
      ['Luz Ruiz', '25/11/1980'],
    ]),
    has: [['dob', '03/04/1970', { norm: '1970-04-03' }]],
  },
  { id: 'T045', text: 'DOB: 04/05/61', has: [['dob', '04/05/61', { norm: '1961-04-05' }]] },
  {
    id: 'T046',
    text: 'a serial under a date header',
    document: makeSheet([
      ['Patient Name', 'DOB'],
      ['Lopez, Maria', '44210'],
      ['Okafor, Ada', '30001'],
    ]),
    has: [['dob', '44210', { norm: '2021-01-14', tag: 'serial' }]],
  },
  { id: 'T048', text: 'DOB: 00/00/0000\nDOB: 01/01/1900\nDOB: 9999-12-31', not: ['dob'] },
  {
    id: 'T049',
    text: 'Rev 04/2019\nPrinted 05/01/2022\nForm exp. 12/31/25',
    has: [
      ['date.version', '04/2019'],
      ['date.print', '05/01/2022'],
      ['date.form', '12/31/25'],
    ],
    not: ['date.service', 'dob'],
  },
  { id: 'T050', text: 'Sent: Tuesday, April 5, 2022', has: [['date.sent', 'April 5, 2022']], not: ['date.service'] },
  { id: 'T051', text: 'She was seen yesterday for cough', has: [['date.service', 'yesterday', { norm: '2022-04-19', review: true }]] },
  { id: 'T052', text: 'age 92', has: [['age.over89', '92']] },
  { id: 'T053', text: 'a 5 yo with 5-year survival, at 32 weeks', has: [['age', '5']], not: ['dob'] },
  { id: 'T060', text: 'Allegra 180 mg for Ms. Cole', has: [['med', 'Allegra 180 mg']] },
  { id: 'T062', text: '1400 Martin Luther King Jr. Blvd', has: [['address.street', '1400 Martin Luther King Jr. Blvd']] },
  {
    id: 'T087',
    text: 'Pt denies HIV; HIV negative',
    has: [
      ['dx', 'HIV', { assertion: 'negated', tag: 'hiv' }],
      ['lab.result', 'negative', { assertion: 'negated', tag: 'hiv' }],
    ],
  },
  { id: 'T088', text: 'Mother had breast cancer.', has: [['dx', 'breast cancer', { assertion: 'family' }]] },
  { id: 'T089', text: 'r/o lupus', has: [['dx', 'lupus', { assertion: 'hypothetical' }]] },
  { id: 'T090', text: 'Diabetes: [ ] yes [x] no', has: [['dx', 'Diabetes', { assertion: 'negated' }]] },
  {
    id: 'T091',
    text: 'Name: ____________\nDOB: ____/____/______\nMRN: __________\nPhone: (   ) ___-____',
    not: [...NUMBERS, 'demographic.sex'],
  },
  {
    id: 'T093',
    text: 'Never e-mail SSNs such as 123-45-6789.',
    dismissed: [['ssn', '123-45-6789', 'example']],
    not: ['ssn'],
    census: 'ssn example 1',
  },
  {
    id: 'T094',
    text: 'This message may contain protected health information. If you are not the intended recipient, delete it.',
    not: [...NUMBERS, 'dx'],
  },
  { id: 'T133', text: 'SSN: 123-45-6789', has: [['ssn', '123-45-6789']] },
  { id: 'T135', text: 'SSN: 53\u200b6-22-87\u200b43', has: [['ssn', '53\u200b6-22-87\u200b43', { norm: '536228743' }]] },
  {
    id: 'T136',
    text: 'SSN: \u200f\u0665\u0663\u0666-\u0662\u0662-\u0668\u0667\u0664\u0663',
    has: [['ssn', '\u0665\u0663\u0666-\u0662\u0662-\u0668\u0667\u0664\u0663', { norm: '536228743' }]],
  },
  {
    id: 'T137',
    text: 'open https://ehr.example/chart?mrn=12345678&dob=19610403 now',
    has: [
      ['mrn', '12345678'],
      ['dob', '19610403', { norm: '1961-04-03' }],
    ],
  },
  { id: 'T138', text: 'mailto:ana@x.example?subject=HIV%20result', has: [['email', 'ana@x.example']] },
  { id: 'T139', text: 'Attachment: Ruiz_Ana_DOB19610403_labs.pdf', has: [['dob', '19610403', { norm: '1961-04-03' }]] },
  {
    id: 'T140',
    text: 'NHC: 5467980\nNASS: 46 28529381',
    has: [
      ['mrn', '5467980'],
      ['member_id', '46 28529381'],
    ],
  },
  { id: 'T141', text: 'Fecha de nacimiento: 11/02/1970', has: [['dob', '11/02/1970', { norm: '1970-02-11' }]] },
  {
    id: 'T143',
    text: 'paciente varón de 46 años',
    has: [
      ['age', '46 años', { norm: '46' }],
      ['demographic.sex', 'varón'],
    ],
  },
  { id: 'T144', text: 'resultado: no detectado', has: [['lab.result', 'no detectado', { assertion: 'negated' }]] },
  {
    id: 'T146',
    text: 'codes U07.1, Z11.52',
    has: [
      ['dx', 'U07.1'],
      ['dx', 'Z11.52'],
    ],
  },
  {
    id: 'T147',
    text: 'Room E11.9, vitamin B12, T4 low, A1C 7.1',
    has: [
      ['med', 'vitamin B12'],
      ['lab.test', 'T4'],
      ['lab.test', 'A1C'],
    ],
    not: ['dx'],
  },
  { id: 'T148a', text: 'bring 99213 copies', not: ['px', 'address.zip'] },
  { id: 'T148b', text: 'CPT 99213', has: [['px', '99213']] },
  { id: 'T148c', text: 'San Diego, CA 92123', has: [['address.zip', '92123']], not: ['px'] },
  {
    id: 'T149',
    text: 'PID|1||12345^^^KP^MR||RUIZ^ANA||19610403|F|||12 OAK ST^^OAKLAND^CA||(510)555-0142|||||ACC99871|536228743',
    has: [
      ['mrn', '12345'],
      ['dob', '19610403', { norm: '1961-04-03' }],
      ['demographic.sex', 'F'],
      ['account_no', 'ACC99871'],
      ['ssn', '536228743'],
    ],
  },
  { id: 'T154', text: 'Password: Spring2022!', has: [['cred.password', 'Spring2022!']] },
  { id: 'T155', text: 'Your password expires in 5 days.\nPassword: ********', not: ['cred.password'] },
  { id: 'T156', text: 'key = AKIAIOSFODNN7EXAMPLE', has: [['cred.api_key', 'AKIAIOSFODNN7EXAMPLE']] },
  {
    id: 'T179',
    text: 'c: 510-555-0101 h: 510-555-0102 w: 510-555-0103',
    has: [
      ['phone', '510-555-0101'],
      ['phone', '510-555-0102'],
      ['phone.work', '510-555-0103'],
    ],
  },
  {
    id: 'T180',
    text: 'Tel 510-555-0101 / 510-555-0102',
    has: [
      ['phone', '510-555-0101'],
      ['phone', '510-555-0102'],
    ],
  },
  { id: 'T185', text: 'PT 10:00, PT/INR 2.1', has: [['lab.result', '2.1']], not: ['date.service'] },
  {
    id: 'T187',
    text: 'DOB 3/4, 61 yo',
    has: [
      ['dob', '3/4', { review: true }],
      ['age', '61'],
    ],
  },
];

for (const trap of TRAPS) {
  test(`detection.${trap.id}: ${nameOf(trap)}`, () => {
    const { candidates, census } = detectDocument(trap.document ?? makeDocument(trap.text));
    const live = candidates.filter((candidate) => candidate.dismissedBy === undefined);
    for (const [element, value, more] of trap.has ?? []) check(find(live, element, value), more ?? {}, element);
    for (const [element, value, rule] of trap.dismissed ?? [])
      assert.equal(find(candidates, element, value).dismissedBy, rule, `${element} is dismissed by its named rule`);
    for (const element of trap.not ?? [])
      assert.deepEqual(
        live.filter((candidate) => candidate.element === element).map((one) => one.rule),
        [],
        `no live ${element}`,
      );
    if (trap.census !== undefined)
      assert.ok(
        census.some((row) => `${row.class} ${row.outcome} ${row.count}` === trap.census),
        trap.census,
      );
  });
}

function nameOf(trap: Trap): string {
  const found = (trap.has ?? []).map(([element]) => element);
  const gone = (trap.dismissed ?? []).map(([element, , rule]) => `${element} dismissed by ${rule}`);
  const none = (trap.not ?? []).length === 0 ? [] : ['nothing else'];
  return [...found, ...gone, ...none].join(', ');
}

function find(candidates: readonly Candidate[], element: string, value: string): Candidate {
  const all = candidates.filter((candidate) => candidate.element === element && candidate.value.reveal('match') === value);
  assert.ok(
    all.length > 0,
    `${element} is found at its place; instead: ${candidates.map((one) => `${one.element}(${one.value.reveal('match')}) by ${one.rule}`).join(', ')}`,
  );
  return all[0]!;
}

function check(candidate: Candidate, more: Expect, element: string): void {
  if (more.norm !== undefined) assert.equal(candidate.norm?.reveal('match'), more.norm, `norm of ${element}`);
  if (more.tag !== undefined) assert.ok(candidate.tags.includes(more.tag), `${element} carries ${more.tag}, not ${candidate.tags.join()}`);
  if (more.assertion !== undefined) assert.equal(candidate.assertion, more.assertion);
  if (more.review === true) assert.ok(candidate.p < 0.98 || candidate.valid === 'fail', `${element} is for a person to look at`);
  if (more.alternative !== undefined)
    assert.ok(
      candidate.alternatives.some((one) => one.element === more.alternative),
      `${element} may also be ${more.alternative}`,
    );
}
