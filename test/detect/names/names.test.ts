import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Block } from '../../../src/model/index.ts';
import { nameOf, plain, read } from '../tables/make-table.ts';

const names = (text: string, p = 0.5): string[] =>
  read(plain(text))
    .persons.filter((person) => person.dismissedBy === undefined && person.p >= p)
    .map(nameOf);

const header = (label: string, value: string): ReturnType<typeof read> => {
  const text = `${label}: ${value}\n\nSee below.\n`;
  const blocks: Block[] = [{ start: 0, end: text.indexOf('\n'), zone: 'header', shape: 'header-field', label: label.toLowerCase() }];
  return read(plain(text, { isMessage: true, blocks }));
};

test('a label ends at the next label, a bracket, a date or a credential', () => {
  assert.deepEqual(names('Patient: Ana Ruiz DOB: 3/4/1961'), ['Ana|Ruiz']);
  assert.deepEqual(names('Patient: Ana Ruiz (deceased)'), ['Ana|Ruiz']);
  assert.deepEqual(names('Patient: Ana Ruiz 3/4/1961'), ['Ana|Ruiz']);
  assert.deepEqual(names('Attending: Karen Hill, MD, FACP'), ['Karen|Hill']);
});

test('a labelled name is kept though no list has it', () => {
  assert.deepEqual(names('Patient name: Xqvzor Bwrtlin'), ['Xqvzor|Bwrtlin']);
});

test('words behind a label that say what is missing name nobody', () => {
  for (const text of ['Patient: N/A', 'Patient: see attached', 'Patient name: unknown', 'Nombre: no consta'])
    assert.deepEqual(names(text), []);
});

test('given and family name on lines of their own are one person at two places', () => {
  const { persons } = read(plain('Nombre: Bruno.\nApellidos: De Soto Medina.\nNHC: 2501234.\n'));
  assert.deepEqual(persons.map(nameOf), ['Bruno|De Soto Medina', 'Bruno|De Soto Medina']);
  assert.deepEqual(
    persons.map((person) => person.sameAs),
    [1, undefined],
  );
});

test('a family name alone belongs to the one full name it fits, and to none of two', () => {
  const one = read(plain('Ana Lopez was seen. Ms. Lopez called back.')).persons;
  assert.equal(one[1]!.sameAs, 0);
  const two = read(plain('Ana Lopez and Eva Lopez were seen. Ms. Lopez called back.')).persons;
  assert.equal(two.at(-1)!.sameAs, undefined);
});

test('the same full name twice is the same person', () => {
  const { persons } = read(plain('Ana Ruiz was seen.\n\nRuiz, Ana: labs are back.\n'));
  assert.equal(persons[1]!.sameAs, 0);
});

test('a name keeps both orders when lists cannot tell', () => {
  const { persons } = read(plain('Patient: Li Wei'));
  const readings = persons[0]!.readings.map(({ given, family }) => `${given} ${family}`);
  assert.deepEqual(
    [...readings].sort((a, b) => (a < b ? -1 : 1)),
    ['Li Wei', 'Wei Li'],
  );
});

test('display names of an address list are correspondents, in any form', () => {
  for (const value of [
    'Karen Hill <k@org.example>, Bob Lee <b@org.example>',
    '"Hill, Karen" <k@org.example>; "Lee, Bob" <b@org.example>',
    'Hill, Karen <k@org.example>, Lee, Bob <b@org.example>',
  ]) {
    const { persons } = header('To', value);
    assert.deepEqual(persons.map(nameOf), ['Karen|Hill', 'Bob|Lee']);
    assert.ok(persons.every((person) => (person.roles.correspondent ?? 0) >= 5));
  }
});

test('a relation word makes a relative and names whose', () => {
  const { persons } = read(plain('Ana Ruiz was seen. Her husband Luis Ruiz drove her.'));
  const luis = persons.find((person) => nameOf(person) === 'Luis|Ruiz')!;
  assert.ok((luis.roles.relative ?? 0) > 3);
  assert.equal(luis.relatedTo?.person, 0);
});

test('a name in a street or an e-mail address is no person', () => {
  const text = 'Mail to 12 Grace Miller Street. Write ana.ruiz@mail.example.';
  assert.deepEqual(names(text), []);
});

test('HL7 segments pasted as text give names by their fields', () => {
  const { persons, structure } = read(
    plain(
      'MSH|^~\\&|A|B|C|D|20240101||ADT^A01|1|P|2.5\nPID|1||12345^^^KP^MR||RUIZ^ANA||19610304|F\nPV1|1|I|||||1234^LEE^KAREN\nPID|1||12346^^^KP^MR||POE^JOHN||19710405|M\n',
    ),
  );
  assert.deepEqual(persons.map(nameOf), ['ANA|RUIZ', 'KAREN|LEE', 'JOHN|POE']);
  assert.ok((persons[1]!.roles.clinician ?? 0) > 3);
  assert.equal(structure.scopes.filter((scope) => scope.kind === 'subject-span').length, 2);
  assert.equal(structure.tables.length, 0);
});

test('form fields of a reader give names by their own names', () => {
  const text = 'Ruiz\nAna\nKaren Lee\n';
  const fields = [
    { format: 'form', group: 'form', path: 'PatientLastName', start: 0, end: 4 },
    { format: 'form', group: 'form', path: 'PatientFirstName', start: 5, end: 8 },
    { format: 'form', group: 'form', path: 'ReferringProvider', start: 9, end: 18 },
  ] as const;
  const { persons } = read(plain(text, { fields }));
  assert.deepEqual(persons.map(nameOf), ['Ana|Ruiz', 'Ana|Ruiz', 'Karen|Lee']);
});

/** Names of many usages in one frame: what is found must not depend on where a name is from. Spec/detection.md 11. */
const BY_ORIGIN: Readonly<Record<string, readonly string[]>> = {
  english: ['James Carter', 'Emily Watson', 'Robert Hughes', 'Laura Bennett', 'Kevin Foster'],
  africanAmerican: ['Jamal Washington', 'Latoya Jefferson', 'DeShawn Booker', 'Keisha Banks', 'Tyrone Gaines'],
  hispanic: ['María Hernández', 'José Ramírez', 'Guadalupe Castillo', 'Luis Fernando Ortega', 'Rosa Elena Vargas'],
  vietnamese: ['Nguyen Thi Lan', 'Tran Van Minh', 'Linh Pham', 'Huong Le', 'Quang Vo'],
  chinese: ['Wei Zhang', 'Xiaoming Chen', 'Li Na Wang', 'Mei Lin Huang', 'Jian Liu'],
  korean: ['Min-jun Kim', 'Soo-jin Park', 'Ji-woo Lee', 'Hyun Choi', 'Eun-ji Kang'],
  indian: ['Priya Sharma', 'Rajesh Patel', 'Ananya Iyer', 'Suresh Reddy', 'Deepak Gupta'],
  arabic: ['Mohammed Al-Farsi', 'Fatima Hassan', 'Ahmed Mansour', 'Layla Haddad', 'Omar Khalil'],
  african: ['Chinwe Okafor', 'Kwame Mensah', 'Amina Diallo', 'Tunde Adeyemi', 'Fatou Ndiaye'],
  slavic: ['Ivan Petrov', 'Olga Kowalska', 'Dmitri Sokolov', 'Katarzyna Nowak', 'Milan Novak'],
  filipino: ['Maricel Santos', 'Jun Dela Cruz', 'Rowena Bautista', 'Arnel Reyes', 'Liza Magsaysay'],
};

test('names of eleven usages are found in the same sentence', () => {
  for (const [origin, list] of Object.entries(BY_ORIGIN))
    for (const name of list) {
      const text = `We talked to ${name} today about the next visit.`;
      const found = read(plain(text)).persons.some(
        (person) => person.p >= 0.5 && person.dismissedBy === undefined && text.slice(person.start, person.end) === name,
      );
      assert.ok(found, `a name of ${origin} usage is found: ${name}`);
    }
});
