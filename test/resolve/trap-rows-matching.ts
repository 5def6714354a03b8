/** Traps of names, numbers, dates and families. spec/resolve.md 12, T01 to T57 */
import assert from 'node:assert/strict';

import { countIndividuals } from '../../src/resolve/index.ts';
import { member, mention } from './make-case.ts';
import { alan, asks, brownFamily, twins, type Trap } from './trap-people.ts';

export const MATCHING_TRAPS: readonly Trap[] = [
  {
    id: 'T01',
    says: 'forty mentions of one bare name are one row, matched to nobody',
    mentions: Array.from({ length: 40 }, (_, i) => mention(`m${i}`, { name: 'John Smith' })),
    match: { m0: '~' },
    also: (result) => {
      assert.equal(result.individuals.length, 1);
      assert.ok(countIndividuals(result.individuals).expected <= 1);
    },
  },
  {
    id: 'T02',
    says: 'a name alone is not matched, though one member has it',
    members: [member('M1', { given: 'Zbigniew', family: 'Okonjo' })],
    mentions: [mention('a', { name: 'Zbigniew Okonjo' })],
    match: { a: '~' },
    also: (_, row) => assert.equal(row('a').match.namesakes, 1),
  },
  {
    id: 'T03',
    says: 'a rare name and the date of birth decide',
    members: [alan],
    mentions: [mention('a', { name: 'Turnbough, Alan', dob: '04/03/1961' })],
    match: { a: 'M1' },
  },
  {
    id: 'T05',
    says: 'two members with one name and birth are both shown, and neither has the address',
    members: [
      member('A', { given: 'Ilse', family: 'Kent', dob: '1980-05-06', state: 'WA', entity: 'plan', address1: '1 A St', zip: '98101' }),
      member('B', { given: 'Ilse', family: 'Kent', dob: '1980-05-06', state: 'OR', entity: 'plan', address1: '2 B St', zip: '97201' }),
    ],
    mentions: [mention('a', { name: 'Ilse Kent', dob: '5/6/1980' })],
    match: { a: '~' },
    also: (_, row) => {
      assert.equal(row('a').status, 'ambiguous');
      assert.equal(row('a').address.reveal('output'), '');
      assert.equal(row('a').state, '');
      assert.deepEqual(row('a').entities, ['plan']);
    },
  },
  {
    id: 'T06',
    says: 'eight digits without a label are nobody’s number when the name is another’s',
    members: [alan],
    mentions: [mention('a', { name: 'Priya Raman', number: '71000001' })],
    match: { a: '?' },
  },
  {
    id: 'T08',
    says: 'the number of one and the name and birth of another is a question',
    members: [alan, member('M2', { given: 'Priya', family: 'Raman', dob: '1988-09-10', mrn: '71000002' })],
    mentions: [mention('a', { name: 'Priya Raman', dob: '1988-09-10', mrn: '71000001' })],
    match: { a: '?' },
    also: (result) => asks(result, 'conflict'),
  },
  {
    id: 'T09',
    says: 'a number that lost its zeros is found with the name',
    members: [member('M1', { given: 'Alan', family: 'Turner', mrn: '00123456' })],
    mentions: [mention('a', { name: 'TURNER, ALAN', mrn: '123456' })],
    match: { a: 'M1' },
  },
  {
    id: 'T13',
    says: 'two rows of one member are one person',
    members: [alan, { ...alan, mrn: '71000009', row: 3 }],
    mentions: [mention('a', { name: 'Alan Turnbough', mrn: '71000001' }), mention('b', { name: 'Alan Turnbough', mrn: '71000009' })],
    groups: ['a b'],
    match: { a: 'M1' },
  },
  {
    id: 'T16',
    says: 'twins one letter apart are two, and a slip between their names is nobody’s',
    members: twins,
    mentions: [
      mention('a', { name: 'Anna Lindqvist', dob: '06/12/2009', mrn: '71000441' }),
      mention('b', { name: 'Anne Lindqvist', dob: '06/12/2009', mrn: '71000442' }),
      mention('c', { name: 'Ane Lindqvist', dob: '06/12/2009' }),
    ],
    groups: ['a', 'b'],
    match: { a: 'T1', b: 'T2', c: '~' },
  },
  {
    id: 'T19',
    says: 'the number of one twin with the name of the other is a question',
    members: twins,
    mentions: [mention('a', { name: 'Anna Lindqvist', dob: '06/12/2009', mrn: '71000442' })],
    match: { a: '~' },
    also: (result) => asks(result, 'conflict'),
  },
  {
    id: 'T20',
    says: 'father and son at one address are ambiguous; state and entity only since both agree',
    members: brownFamily,
    mentions: [mention('a', { name: 'Robert Brown', address: '7 Pine Road, Spokane, WA 99201' })],
    match: { a: '~' },
    also: (_, row) => {
      assert.equal(row('a').status, 'ambiguous');
      assert.equal(row('a').state, 'WA');
    },
  },
  {
    id: 'T21',
    says: 'JR with the father’s date of birth is a question',
    members: brownFamily,
    mentions: [mention('a', { name: 'Robert Brown Jr', dob: '1/5/1950' })],
    match: { a: '~' },
    also: (result) => asks(result, 'conflict'),
  },
  {
    id: 'T22',
    says: 'one name and two dates of birth are two people',
    mentions: [
      mention('a', { name: 'Robert Brown', dob: '1950-01-05', phone: '2065550111' }),
      mention('b', { name: 'Robert Brown', dob: '1978-06-07', phone: '2065550111' }),
    ],
    groups: ['a', 'b'],
  },
  {
    id: 'T24',
    says: 'either of two family names may be dropped',
    mentions: [
      mention('a', { name: 'María García López', dob: '1980-05-06', address: '4 Bay St, Oakland, CA 94607' }),
      mention('b', { name: 'GARCIA, MARIA', dob: '1980-05-06', address: '4 BAY ST OAKLAND CA 94607' }),
      mention('c', { name: 'Maria Lopez', dob: '1980-05-06', address: '4 Bay Street, Oakland CA 94607' }),
    ],
    groups: ['a b c'],
  },
  {
    id: 'T26',
    says: 'another family name with the same given name, birth and telephone is one person',
    mentions: [
      mention('a', { name: 'Anna Klein', dob: '1985-07-08', phone: '510-555-0101' }),
      mention('b', { name: 'Anna Weber', dob: '1985-07-08', phone: '5105550101' }),
    ],
    groups: ['a b'],
  },
  {
    id: 'T27',
    says: 'another family name with the same given name and birth alone is a question',
    mentions: [mention('a', { name: 'Anna Klein', dob: '1985-07-08' }), mention('b', { name: 'Anna Weber', dob: '1985-07-08' })],
    groups: ['a', 'b'],
    also: (result) => asks(result, 'same'),
  },
  {
    id: 'T28',
    says: 'apostrophes and blanks do not make another name',
    mentions: ['Sean O’Brien', 'OBRIEN, SEAN', "Sean O'Brien", 'Sean O Brien'].map((name, i) =>
      mention(`m${i}`, { name, dob: '1985-07-08' }),
    ),
    groups: ['m0 m1 m2 m3'],
  },
  {
    id: 'T29',
    says: 'an umlaut is written in three ways',
    mentions: ['Jürgen Müller', 'MUELLER, JUERGEN', 'Jurgen Muller'].map((name, i) => mention(`m${i}`, { name, dob: '1985-07-08' })),
    groups: ['m0 m1 m2'],
  },
  {
    id: 'T35',
    says: 'Bob is Robert',
    members: [member('M1', { given: 'Robert', family: 'Okonjo', dob: '1961-04-03' })],
    mentions: [mention('a', { name: 'Bob Okonjo', dob: '1961-04-03' })],
    also: (_, row) => assert.equal(row('a').rosterId, 'M1'),
  },
  {
    id: 'T37',
    says: 'Liz and Beth are not one name',
    mentions: [
      mention('a', { name: 'Liz Hart', dob: '1985-07-08', address: '4 Bay St, Oakland, CA 94607' }),
      mention('b', { name: 'Beth Hart', dob: '1988-01-03', address: '4 Bay St, Oakland, CA 94607' }),
    ],
    groups: ['a', 'b'],
  },
  {
    id: 'T42',
    says: 'a placeholder for a date of birth is no evidence',
    members: [
      member('M1', { given: 'Ilse', family: 'Kent', dob: '1900-01-01' }),
      member('M2', { given: 'Ilse', family: 'Kent', dob: '1964-02-11' }),
    ],
    mentions: [mention('a', { name: 'Ilse Kent', dob: '01/01/1900' })],
    match: { a: '~' },
  },
  {
    id: 'T47',
    says: 'a sample number on several people joins nobody',
    mentions: ['Ann Poe', 'Bob Rye', 'Cal Sim'].map((name, i) => mention(`m${i}`, { name, ssn: '123-45-6789' })),
    groups: ['m0', 'm1', 'm2'],
  },
  {
    id: 'T49',
    says: 'a telephone on many families joins nobody',
    mentions: ['Ann Abt', 'Ann Bee', 'Ann Cox', 'Ann Dow', 'Ann Eck', 'Ann Fay', 'Ann Gil'].map((name, i) =>
      mention(`m${i}`, { name, phone: '206-555-0100', dob: '1961-02-03' }),
    ),
    groups: ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6'],
  },
  {
    id: 'T52',
    says: 'a test patient is nobody',
    mentions: [mention('a', { name: 'ZZTEST, PATIENT', mrn: '99912345' })],
    also: (result) => assert.equal(result.outcomes[0]?.outcome, 'not_a_person'),
  },
  {
    id: 'T54',
    says: 'a member with the name of a cartoon is kept',
    members: [member('M1', { given: 'Mickey', family: 'Mouse', dob: '1959-11-02', mrn: '71000001' })],
    mentions: [mention('a', { name: 'Mickey Mouse', dob: '11/02/1959', mrn: '71000001' })],
    match: { a: 'M1' },
  },
  {
    id: 'T55',
    says: 'a physician who signs is nobody to be told, and is a person where he is the patient',
    members: [member('M1', { given: 'Arun', family: 'Patel', dob: '1970-01-02', mrn: '71000001' })],
    mentions: [
      mention('a', { name: 'Arun Patel' }, { role: 'clinician', elements: ['name', 'date.service'] }),
      mention('b', { name: 'Arun Patel', dob: '1970-01-02', mrn: '71000001' }),
    ],
    match: { b: 'M1' },
    also: (result) =>
      assert.deepEqual(
        result.outcomes.map(({ outcome }) => outcome),
        ['not_a_person', 'individual'],
      ),
  },
  {
    id: 'T56',
    says: 'a relative is a relation, and a row only with data of the own',
    mentions: [
      mention('a', { name: 'Karin Lind', phone: '4255550142' }, { role: 'relative', elements: ['name', 'phone'] }),
      mention('b', { name: 'Erik Lind', ssn: '219-34-5678' }, { role: 'guarantor', elements: ['name', 'ssn'] }),
    ],
    also: (result, row) => {
      assert.equal(result.outcomes[0]?.outcome, 'no_evidence');
      assert.equal(row('b').role, 'guarantor');
    },
  },
  {
    id: 'T57',
    says: 'staff with a result of their own are counted',
    mentions: [mention('a', { name: 'Ellen Marsh', mrn: '88000001' }, { role: 'staff', elements: ['lab.result', 'mrn'] })],
    also: (_, row) => assert.equal(row('a').role, 'staff'),
  },
];
