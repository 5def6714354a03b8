/** Traps of spec/detection.md 12 that belong to names, roles and scopes: one row a trap. Tables: test/detect/tables. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Role } from '../../src/model/index.ts';
import type { PersonDraft } from '../../src/detect/scopes/index.ts';
import { nameOf, plain, read } from '../detect/tables/make-table.ts';

interface Want {
  /** `given|middle|family|suffix` without empty parts, of any reading if `anyReading`. */
  readonly name: string;
  readonly role?: Role;
  /** Not more likely a patient than anything else. */
  readonly notSubject?: true;
  readonly tag?: string;
  readonly anyReading?: true;
  readonly relatedTo?: string;
}
interface Trap {
  readonly id: string;
  readonly says: string;
  readonly text: string;
  readonly mail?: true;
  readonly want: readonly Want[];
  /** Texts that must not be persons at p ≥ 0.5. */
  readonly never?: readonly string[];
  /** No person at all at p ≥ 0.5. */
  readonly none?: true;
  /** Texts that are found and dismissed by this rule. */
  readonly dismissed?: readonly (readonly [string, string])[];
}

const TRAPS: readonly Trap[] = [
  {
    id: 'T054',
    says: 'months and a verb are no persons, Dr. Will is',
    text: 'May see Dr. Will in April',
    want: [{ name: 'Will', role: 'clinician' }],
    never: ['May', 'April'],
  },
  {
    id: 'T055',
    says: 'a person may be called after two months',
    text: 'April May called about her results.',
    want: [{ name: 'April|May', role: 'subject' }],
  },
  {
    id: 'T056',
    says: 'a place after "in" is no person',
    text: 'She lives in Virginia. She went to Virginia Mason today.',
    want: [],
    none: true,
  },
  {
    id: 'T057',
    says: 'names of places are names beside a title or verb',
    text: 'Dr. Virginia Woods saw Dallas Paris',
    want: [
      { name: 'Virginia|Woods', role: 'clinician' },
      { name: 'Dallas|Paris', notSubject: true },
    ],
  },
  {
    id: 'T059',
    says: 'eponyms are no persons',
    text: "Known Parkinson's and Graves disease, positive Babinski sign, Foley placed, Apgar 9.",
    want: [],
    none: true,
  },
  {
    id: 'T060',
    says: 'a drug is no person, its namesake is',
    text: 'Refill Allegra 180 mg for Allegra Cole.',
    want: [{ name: 'Allegra|Cole' }],
  },
  {
    id: 'T061',
    says: 'hospitals named after persons are none',
    text: 'Seen at St. Mary Hospital, then Mary Free Bed and Johns Hopkins.',
    want: [],
    none: true,
  },
  {
    id: 'T062',
    says: 'streets named after persons are none',
    text: 'The office moved from Martin Luther King Jr. Blvd to Cesar Chavez St last year.',
    want: [],
    none: true,
  },
  {
    id: 'T063',
    says: 'a sign-off before a comma is no family name',
    text: 'See you then.\n\nBest, Karen',
    mail: true,
    want: [{ name: 'Karen', role: 'correspondent' }],
  },
  {
    id: 'T064',
    says: 'greeting and sign-off name writers, not patients',
    text: 'Hi Maria,\n\nThe form is ready.\n\nThanks, James',
    mail: true,
    want: [
      { name: 'Maria', role: 'correspondent' },
      { name: 'James', role: 'correspondent' },
    ],
  },
  {
    id: 'T065',
    says: 'a semicolon parts two persons',
    text: 'Smith, John; Doe, Jane',
    want: [{ name: 'John|Smith' }, { name: 'Jane|Doe' }],
  },
  {
    id: 'T067',
    says: 'a list of three has three persons',
    text: 'We met John Smith, Jane Smith and Bob.',
    want: [{ name: 'John|Smith' }, { name: 'Jane|Smith' }, { name: 'Bob' }],
  },
  {
    id: 'T068',
    says: 'two given names share the family name',
    text: 'John and Mary Smith came in.',
    want: [{ name: 'John|Smith' }, { name: 'Mary|Smith' }],
  },
  {
    id: 'T069',
    says: 'two surnames are kept',
    text: 'Paciente: María García López',
    want: [{ name: 'María|García López', role: 'subject' }],
  },
  {
    id: 'T070',
    says: 'particles stay in the family name',
    text: 'José de la Cruz y Ortega was seen.',
    want: [{ name: 'José|de la Cruz y Ortega' }],
  },
  {
    id: 'T071',
    says: 'the family-first reading is kept',
    text: 'Member: Nguyen Van An',
    want: [{ name: 'An|Van|Nguyen', anyReading: true }],
  },
  {
    id: 'T071',
    says: 'the family-first reading of a Korean name is kept',
    text: 'Member: Kim Min-jun',
    want: [{ name: 'Min-jun|Kim', anyReading: true }],
  },
  { id: 'T072', says: 'one word is a name behind a label', text: 'Member name: Suharto', want: [{ name: 'Suharto', role: 'subject' }] },
  {
    id: 'T073',
    says: 'apostrophes of any form are one name',
    text: 'Patient: Ann O’Neil',
    want: [{ name: 'Ann|O’Neil', role: 'subject' }],
  },
  {
    id: 'T074',
    says: 'the suffix is a part of its own',
    text: 'Patient: SMITH,JOHN A JR',
    want: [{ name: 'JOHN|A|SMITH|JR', role: 'subject' }],
  },
  { id: 'T074', says: 'a Roman numeral is a suffix', text: 'Patient: John Smith III', want: [{ name: 'John|Smith|III' }] },
  {
    id: 'T075',
    says: 'senior and junior are two persons',
    text: 'John Smith Sr and Jr were seen today.',
    want: [{ name: 'John|Smith|Sr' }, { name: 'John|Smith|Jr' }],
  },
  {
    id: 'T076',
    says: 'twins are two persons',
    text: 'Ana Ruiz and Eva Ruiz, twins, DOB 3/4/2012.',
    want: [{ name: 'Ana|Ruiz' }, { name: 'Eva|Ruiz' }],
  },
  {
    id: 'T077',
    says: 'a newborn without a given name is a person',
    text: 'Baby Boy Smith was discharged.',
    want: [{ name: 'Baby Boy|Smith', role: 'subject', tag: 'newborn' }],
  },
  {
    id: 'T078',
    says: 'the mother of a newborn is a relative',
    text: 'BB Garcia (mom Ana, MRN 555001)',
    want: [
      { name: 'BB|Garcia', tag: 'newborn', relatedTo: 'Ana' },
      { name: 'Ana', role: 'relative' },
    ],
  },
  {
    id: 'T079',
    says: 'a former name belongs to the same person',
    text: 'Robert "Bob" Hill (f/k/a Robin Hill)',
    want: [{ name: 'Robert|Hill' }, { name: 'Robin|Hill', tag: 'alias' }],
  },
  { id: 'T080', says: 'a hyphenated family name is one', text: 'Ms. Chen-Okafor called.', want: [{ name: 'Chen-Okafor' }] },
  { id: 'T081', says: 'chat without capitals has names of lower probability', text: 'j. smith', want: [{ name: 'j|smith' }] },
  { id: 'T082', says: 'a line in capitals is a name', text: 'SOPHY SANTINO', want: [{ name: 'SOPHY|SANTINO' }] },
  {
    id: 'T083',
    says: 'test patients are dismissed and listed',
    text: 'Patient: TEST, ZZZ',
    want: [],
    dismissed: [['TEST, ZZZ', 'test-patient']],
  },
  {
    id: 'T083',
    says: 'Jane Doe is kept until there is evidence of a test',
    text: 'Patient: Doe, Jane',
    want: [{ name: 'Jane|Doe', role: 'subject' }],
  },
  {
    id: 'T085',
    says: 'the late Mrs. Ortiz is deceased',
    text: 'We spoke about the late Mrs. Ortiz.',
    want: [{ name: 'Ortiz', tag: 'deceased' }],
  },
  {
    id: 'T091',
    says: 'a blank form names nobody',
    text: 'Patient Name: ____________  DOB: __/__/____\nGuarantor Name:\nSignature:\nEmergency Contact:\nPhone:\n',
    want: [],
    none: true,
  },
  {
    id: 'T094',
    says: 'a disclaimer names nobody',
    text: 'CONFIDENTIALITY NOTICE: This e-mail and any attachments may contain protected health information. If you are not the intended recipient, any disclosure is unauthorized.',
    want: [],
    none: true,
  },
  {
    id: 'T095',
    says: 'a signature names staff',
    text: 'Please call.\n\nKaren Hill, RN\nTel 510-555-0199\nOakland, CA',
    mail: true,
    want: [{ name: 'Karen|Hill', role: 'correspondent' }],
    never: ['Oakland'],
  },
  {
    id: 'T107',
    says: 'the patient of a doctor is the patient',
    text: "Dr. Lee's patient Ana Ruiz, MRN 555",
    want: [
      { name: 'Lee', role: 'clinician' },
      { name: 'Ana|Ruiz', role: 'subject' },
    ],
  },
  {
    id: 'T108',
    says: 'a person in care of a doctor is no relative',
    text: 'Ana Ruiz c/o Dr. Lee 510-555-0100',
    want: [{ name: 'Ana|Ruiz' }, { name: 'Lee', role: 'clinician' }],
  },
  {
    id: 'T109',
    says: 'guarantor and patient keep their roles',
    text: 'Guarantor: Luis Ruiz\nPatient: Eva Ruiz (minor)',
    want: [
      { name: 'Luis|Ruiz', role: 'guarantor' },
      { name: 'Eva|Ruiz', role: 'subject', tag: 'minor' },
    ],
  },
  {
    id: 'T110',
    says: 'the emergency contact is a relative without the word wife',
    text: 'Emergency contact: wife Rosa 510-555-0100',
    want: [{ name: 'Rosa', role: 'relative' }],
  },
  { id: 'T139', says: 'names in a file name are read', text: 'Labs for Ruiz, Ana are attached.', want: [{ name: 'Ana|Ruiz' }] },
  {
    id: 'T142',
    says: 'a clinician ends before the service',
    text: 'Remitido por: Dr. Ignacio Rubio Tortosa Servicio de Urología',
    want: [{ name: 'Ignacio|Rubio Tortosa', role: 'clinician', anyReading: true }],
    never: ['Servicio'],
  },
  { id: 'T145', says: 'Sr. before a trade is no person', text: 'Ask the Sr. Engineer about it.', want: [], none: true },
  {
    id: 'T157',
    says: 'citations and eponyms of two names are no persons',
    text: 'As shown by Miller-Fisher syndrome in Smith et al. 2019.',
    want: [],
    none: true,
  },
  { id: 'T174', says: 'initials with an age are a person', text: 'A.R., 46F, DOB 3/4/61', want: [{ name: 'A|R', tag: 'initials' }] },
  {
    id: 'T182',
    says: 'a credential behind a comma is no given name',
    text: 'Smith, Mary Ann; Jones, MD',
    want: [{ name: 'Mary|Ann|Smith' }, { name: 'Jones', role: 'clinician' }],
  },
  {
    id: 'T183',
    says: 'the one seen for is the patient, the one seen by is not',
    text: 'Patient seen by Smith, NP for Jones',
    want: [
      { name: 'Smith', role: 'clinician' },
      { name: 'Jones', notSubject: true },
    ],
  },
  {
    id: 'T189',
    says: 'a couple is two persons',
    text: 'Mr. and Mrs. Luis Ortiz',
    want: [{ name: 'Luis|Ortiz' }, { name: 'Ortiz', tag: 'unnamed' }],
  },
];

const P_FOUND = 0.3;
const P_SURE = 0.5;

for (const trap of TRAPS)
  test(`detection.${trap.id} ${trap.says}`, () => {
    const { persons, view } = read(plain(trap.text, trap.mail === true ? { isMessage: true } : {}));
    const live = persons.filter((person) => person.dismissedBy === undefined && person.p >= P_FOUND);
    const textOf = (person: PersonDraft): string => view.text.slice(person.start, person.end);
    for (const want of trap.want) {
      const found = live.find(
        (person) =>
          (want.anyReading === true ? person.readings : person.readings.slice(0, 1)).some((reading) => partsOf(reading) === want.name) &&
          (want.tag === undefined || person.tags.includes(want.tag)),
      );
      assert.ok(found !== undefined, 'the person is found');
      if (want.role !== undefined) assert.equal(topRole(found), want.role);
      if (want.notSubject === true) assert.ok((found.roles.clinician ?? 0) <= 1);
      if (want.relatedTo !== undefined) assert.equal(nameOf(persons[found.relatedTo!.person]!), want.relatedTo);
    }
    const sure = live.filter((person) => person.p >= P_SURE).map(textOf);
    for (const never of trap.never ?? []) assert.ok(!sure.some((text) => text.includes(never)), 'what is no person is none');
    if (trap.none === true) assert.equal(sure.length, 0);
    for (const [text, rule] of trap.dismissed ?? []) assert.equal(persons.find((person) => textOf(person) === text)?.dismissedBy, rule);
  });

const partsOf = (reading: PersonDraft['readings'][number]): string =>
  [reading.given, reading.middle, reading.family, reading.suffix].filter((part) => part !== '').join('|');

function topRole(person: PersonDraft): Role | undefined {
  const [best] = (Object.entries(person.roles) as [Role, number][]).sort((a, b) => b[1] - a[1]);
  return best?.[0];
}

test('detection.T181 an Outlook list of single words pairs up by parity', () => {
  const text = 'X-To: Biever, Jason, Brodeur, Stephane\n\nHello all.\n';
  const end = text.indexOf('\n');
  const { persons } = read(
    plain(text, { isMessage: true, blocks: [{ start: 0, end, zone: 'header', shape: 'header-field', label: 'x-to' }] }),
  );
  assert.deepEqual(persons.map(nameOf), ['Jason|Biever', 'Stephane|Brodeur']);
});

test('detection.T162 a display name that is no name is no person', () => {
  const text = 'From: Mom <jsmith77@mail.example>\nSubject: Hello\n\nSee you.\n';
  const { persons } = read(
    plain(text, { isMessage: true, blocks: [{ start: 0, end: text.indexOf('\n'), zone: 'header', shape: 'header-field', label: 'from' }] }),
  );
  assert.deepEqual(
    persons.filter((person) => person.p >= P_SURE),
    [],
  );
});

test('detection.T161 a sender who speaks of own care is correspondent and subject', () => {
  const text = 'From: Ana Ruiz <ana@mail.example>\nSubject: Question\n\nWhen will my results be ready?\n';
  const { persons } = read(
    plain(text, { isMessage: true, blocks: [{ start: 0, end: text.indexOf('\n'), zone: 'header', shape: 'header-field', label: 'from' }] }),
  );
  assert.ok((persons[0]!.roles.correspondent ?? 0) > 3 && (persons[0]!.roles.subject ?? 0) > 3 && persons[0]!.tags.includes('self'));
});

test('detection.T096 a patient typed below the signature is not the signer', () => {
  const text = 'Please call.\n\nThanks,\nKaren Hill, RN\nTel 510-555-0199\nPatient: Ana Ruiz, cell 510-555-0142\n';
  const { persons } = read(plain(text, { isMessage: true }));
  const ana = persons.find((person) => nameOf(person) === 'Ana|Ruiz')!;
  assert.equal(topRole(ana), 'subject');
});

test('detection.T099 a quoted block has the digest of its copy elsewhere', () => {
  const note = 'Ana Ruiz was seen today.\nShe is well.\n';
  const first = `Hello.\n${note}`;
  const second = `Thanks.\n${note.replaceAll(/^(?=.)/gm, '> ')}`;
  const digest = (text: string): string | undefined =>
    read(
      plain(text, {
        isMessage: true,
        threads: [
          { start: 0, end: text.indexOf('\n') + 1, depth: 0 },
          { start: text.indexOf('\n') + 1, end: text.length, depth: 1 },
        ],
      }),
    ).structure.scopes.find((scope) => scope.kind === 'thread-block' && scope.depth === 1)?.digest;
  assert.equal(digest(first), digest(second));
});
