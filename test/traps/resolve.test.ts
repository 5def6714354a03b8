/** Traps of spec/resolve.md 12, one row each: records in, what must come out. Population 12 million, nine in ten subjects are members. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { buildRosterIndex, countIndividuals, readRoster, resolveIndividuals, type Resolution } from '../../src/resolve/index.ts';
import type { Decision, Individual, Member, Mention } from '../../src/model/index.ts';
import { background, decision, member, mention, resolved } from '../resolve/make-case.ts';
import { memberOf, mentionOf, MINI_IS_THERE, miniRosterBytes, miniTraps } from '../resolve/mini.ts';
import { checkTrap } from '../resolve/trap-check.ts';

interface Trap {
  readonly id: string;
  /** The rule, as a true sentence. */
  readonly says: string;
  readonly members?: readonly Member[];
  readonly mentions: readonly Mention[];
  readonly decisions?: readonly Decision[];
  /** Who is together: each group one individual. */
  readonly groups?: readonly string[];
  /** Mention → roster key of an automatic match; `?` for none of any kind; `~` for anything but automatic. */
  readonly match?: Readonly<Record<string, string>>;
  readonly also?: (result: Resolution, row: (key: string) => Individual) => void;
}

const BACKGROUND = background(1500);
const brownFamily = [
  member('SR', {
    given: 'Robert',
    family: 'Brown',
    suffix: 'SR',
    dob: '1950-01-05',
    address1: '7 Pine Rd',
    city: 'Spokane',
    zip: '99201',
    state: 'WA',
    mrn: '71000001',
  }),
  member('JR', {
    given: 'Robert',
    family: 'Brown',
    suffix: 'JR',
    dob: '1978-06-07',
    address1: '7 Pine Rd',
    city: 'Spokane',
    zip: '99201',
    state: 'WA',
    mrn: '71000002',
  }),
];
const twins = [
  member('T1', { given: 'Anna', family: 'Lindqvist', dob: '2009-06-12', mrn: '71000441', guardian: 'MOM', state: 'WA' }),
  member('T2', { given: 'Anne', family: 'Lindqvist', dob: '2009-06-12', mrn: '71000442', guardian: 'MOM', state: 'WA' }),
];
const alan = member('M1', {
  given: 'Alan',
  family: 'Turnbough',
  dob: '1961-04-03',
  mrn: '71000001',
  memberId: 'AB1234567-01',
  address1: '1 Main St',
  city: 'Seattle',
  state: 'WA',
  zip: '98101',
  phone: '2065550134',
});
const asks = (result: Resolution, kind: string): void =>
  assert.ok(
    result.questions.some((question) => question.kind === kind),
    `a question of the kind ${kind}`,
  );

const TRAPS: readonly Trap[] = [
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
  {
    id: 'T59',
    says: 'a deceased member is counted, and somebody else gets the letter',
    members: [{ ...alan, deceased: true, deathDate: '2021-12-11' }],
    mentions: [mention('a', { name: 'Alan Turnbough', mrn: '71000001' })],
    match: { a: 'M1' },
    also: (_, row) => {
      assert.equal(row('a').deathDate, '2021-12-11');
      assert.ok(row('a').flags.includes('representative'));
    },
  },
  {
    id: 'T61',
    says: 'who turned eighteen before the day is no minor',
    members: [
      member('K', { given: 'Ida', family: 'Kent', dob: '2004-05-23', mrn: '71000001' }),
      member('L', { given: 'Ada', family: 'Kent', dob: '2004-05-24', mrn: '71000002' }),
    ],
    mentions: [mention('a', { name: 'Ida Kent', mrn: '71000001' }), mention('b', { name: 'Ada Kent', mrn: '71000002' })],
    also: (_, row) => {
      assert.equal(row('a').minor, false);
      assert.equal(row('b').minor, true);
    },
  },
  {
    id: 'T63',
    says: 'a protected address is flagged, and none comes from the mail',
    members: [{ ...alan, confidential: true, address1: '' }],
    mentions: [mention('a', { name: 'Alan Turnbough', mrn: '71000001', address: '9 Oak Ave, Tacoma, WA 98402' })],
    match: { a: 'M1' },
    also: (_, row) => {
      assert.ok(row('a').flags.includes('confidential-address'));
      assert.equal(row('a').addressSource, 'none');
      assert.equal(row('a').state, 'WA');
    },
  },
  {
    id: 'T65',
    says: 'two rows of a table with one row a person are two',
    mentions: [
      mention('a', { name: 'David Kim', mrn: '88000001', phone: '2065550111' }, { table: { key: 't', row: 4 } }),
      mention('b', { name: 'David Kim', dob: '1983-09-09', phone: '2065550111' }, { table: { key: 't', row: 5 } }),
    ],
    groups: ['a', 'b'],
  },
  {
    id: 'T66',
    says: 'a table sent every week holds each person once',
    mentions: Array.from({ length: 12 }, (_, i) =>
      mention(`m${String(i).padStart(2, '0')}`, { name: 'David Kim', mrn: '88000001' }, { table: { key: `t${i}`, row: i } }),
    ),
    also: (result) => assert.equal(result.individuals.length, 1),
  },
  {
    id: 'T68',
    says: 'a bare name is the one person of that name in its place',
    mentions: [
      mention('a', { name: 'Kesküla' }, { content: 'c', elements: ['name', 'dx'] }),
      mention('b', { name: 'Otto Kesküla', mrn: '88000001' }, { content: 'c' }),
    ],
    groups: ['a b'],
  },
  {
    id: 'T68b',
    says: 'a bare name where two stand is neither',
    mentions: [
      mention('a', { name: 'O. Lind' }, { content: 'c', elements: ['name', 'dx'] }),
      mention('b', { name: 'Otto Lind', mrn: '88000001' }, { content: 'c' }),
      mention('d', { name: 'Olga Lind', mrn: '88000002' }, { content: 'c' }),
    ],
    groups: ['a', 'b', 'd'],
    also: (result) => asks(result, 'same'),
  },
  {
    id: 'T69',
    says: 'one place with two people’s numbers is a question',
    members: [alan, member('M2', { given: 'Rita', family: 'Vasko', mrn: '71000002' })],
    mentions: [mention('a', { name: 'Alan Turnbough', mrn: ['71000001', '71000002'] })],
    match: { a: '~' },
    also: (result) => asks(result, 'conflict'),
  },
  {
    id: 'T70',
    says: 'shared values in a row make no chain',
    mentions: [
      mention('a', { name: 'A Katz', phone: '510-555-0111' }),
      mention('b', { name: 'Bela Novak', phone: '510-555-0111', address: '4 Bay St, Oakland, CA 94607' }),
      mention('c', { name: 'Cy Dorn', address: '4 Bay St, Oakland, CA 94607', dob: '1970-02-02' }),
      mention('d', { name: 'Dot Fenn', dob: '1970-02-02' }),
    ],
    groups: ['a', 'b', 'c', 'd'],
  },
  {
    id: 'T73',
    says: 'a third never brings together two that a person called different',
    mentions: ['a', 'b', 'c'].map((key) => mention(key, { name: 'Ida Moss', mrn: '88000001', dob: '1960-01-09' })),
    decisions: [decision('person.different', ['a', 'b'])],
    groups: ['a', 'b'],
  },
  {
    id: 'T75',
    says: 'a decision whose mention is gone is shown, and changes nothing',
    mentions: [mention('a', { name: 'Ida Moss', mrn: '88000001' })],
    decisions: [decision('person.same', ['a', 'gone'])],
    also: (result) => assert.equal(result.model.orphans.length, 1),
  },
  {
    id: 'T76',
    says: 'of decisions that contradict each other none applies',
    mentions: ['Ida Moss', 'Otto Lind', 'Una Fay'].map((name, i) => mention('abc'[i] ?? '', { name, mrn: `8800000${i}` })),
    decisions: [decision('person.same', ['a', 'b']), decision('person.same', ['b', 'c']), decision('person.different', ['a', 'c'])],
    groups: ['a', 'b', 'c'],
    also: (result) => asks(result, 'contradiction'),
  },
  {
    id: 'T78',
    says: 'a decided match stands, whatever the evidence says',
    members: [alan],
    mentions: [mention('a', { name: 'Al Turnbo' })],
    decisions: [decision('person.match', 'a', { member: 'M1' })],
    match: { a: 'M1' },
    also: (_, row) => assert.equal(row('a').match.evidence, 'A0'),
  },
  {
    id: 'T78b',
    says: 'a member that a person ruled out is not matched',
    members: [alan],
    mentions: [mention('a', { name: 'Alan Turnbough', mrn: '71000001' })],
    decisions: [decision('person.nomatch', 'a', { member: 'M1' })],
    match: { a: '?' },
  },
  {
    id: 'T78c',
    says: 'nobody of the roster means nobody',
    members: [alan],
    mentions: [mention('a', { name: 'Alan Turnbough', mrn: '71000001' })],
    decisions: [decision('person.nobody', 'a')],
    match: { a: '?' },
  },
  {
    id: 'T83',
    says: 'state and address come from the roster, not from an old letter',
    members: [{ ...alan, state: 'OR', city: 'Portland', zip: '97205' }],
    mentions: [mention('a', { name: 'Alan Turnbough', mrn: '71000001', address: '9 Oak Ave, Tacoma, WA 98402' })],
    also: (_, row) => {
      assert.equal(row('a').state, 'OR');
      assert.match(row('a').address.reveal('output'), /97205/);
    },
  },
  {
    id: 'T84',
    says: 'a ZIP gets back the zero it lost',
    members: [{ ...alan, zip: '2139', state: 'MA' }],
    mentions: [mention('a', { name: 'Alan Turnbough', mrn: '71000001' })],
    also: (_, row) => assert.match(row('a').address.reveal('output'), /"zip":"02139"/),
  },
  {
    id: 'T85',
    says: 'an address of the forces is complete without a city',
    members: [{ ...alan, address1: 'PSC 802 BOX 74', city: '', state: '', zip: '09499' }],
    mentions: [mention('a', { name: 'Alan Turnbough', mrn: '71000001' })],
    also: (_, row) => assert.match(row('a').address.reveal('output'), /"city":"APO","state":"AE"/),
  },
  {
    id: 'T89',
    says: 'an address abroad is foreign and has no state',
    members: [{ ...alan, city: 'Toronto', state: 'ON', zip: 'M5V 2T6', country: 'Canada' }],
    mentions: [mention('a', { name: 'Alan Turnbough', mrn: '71000001' })],
    also: (_, row) => {
      assert.ok(row('a').flags.includes('foreign'));
      assert.equal(row('a').state, '');
    },
  },
  {
    id: 'T96',
    says: 'a mention with many dates of birth joins nobody',
    members: [alan],
    mentions: [
      mention('a', {
        name: 'Alan Turnbough',
        mrn: '71000001',
        dob: ['1961-04-03', '1970-01-02', '1980-02-03', '1990-03-04', '1955-05-06'],
      }),
    ],
    match: { a: '~' },
  },
  {
    id: 'T97',
    says: 'five rows a patient are one patient',
    mentions: Array.from({ length: 20 }, (_, i) =>
      mention(`m${String(i).padStart(2, '0')}`, { name: `Ida Moss`, mrn: `8800000${Math.floor(i / 5)}` }, { table: { key: 't', row: i } }),
    ),
    also: (result) => assert.equal(result.individuals.length, 4),
  },
  {
    id: 'T99',
    says: 'who left the plan is counted with the address of the mail',
    mentions: [mention('a', { name: 'Peter Lowell', dob: '1949-02-11', address: '12 Fir St, Tacoma, WA 98402' })],
    match: { a: '?' },
    also: (_, row) => {
      assert.deepEqual([row('a').status, row('a').addressSource, row('a').state, row('a').role], ['resolved', 'evidence', 'WA', 'patient']);
      assert.deepEqual(row('a').entities, ['plan']);
    },
  },
  {
    id: 'T100',
    says: 'a family name and a date of birth never decide',
    members: [member('M1', { given: 'Ella', family: 'Ross', dob: '1961-03-04' })],
    mentions: [mention('a', { name: 'ROSS', dob: '3/4/61' })],
    match: { a: '~' },
  },
];

for (const trap of TRAPS) {
  test(`resolve.${trap.id}: ${trap.says}`, () => {
    const result = resolved(trap.mentions, {
      members: [...BACKGROUND, ...(trap.members ?? [])],
      decisions: trap.decisions ?? [],
      tuning: { population: 12_000_000, member: 0.9 },
    });
    const ownerOf = new Map<string, string | undefined>(result.outcomes.map(({ fragKey, individual }) => [fragKey, individual]));
    const row = (key: string): Individual => {
      const found = result.individuals.find(({ id }) => id === ownerOf.get(key));
      assert.ok(found !== undefined, `${key} has a row`);
      return found;
    };
    const groups = (trap.groups ?? []).map((group) => group.split(' '));
    for (const group of groups) assert.equal(new Set(group.map((key) => row(key).id)).size, 1, `${group.join(' ')} are one`);
    assert.equal(new Set(groups.map(([key = '']) => row(key).id)).size, groups.length, 'groups are apart');
    for (const [key, wanted] of Object.entries(trap.match ?? {})) {
      const { match, rosterId } = row(key);
      const seen = `${match.evidence} ${match.state} ${match.p}`;
      if (wanted === '?') assert.equal(match.member, undefined, seen);
      else if (wanted === '~') assert.notEqual(match.state, 'auto', seen);
      else assert.deepEqual([match.state, rosterId], ['auto', wanted], seen);
    }
    trap.also?.(result, row);
  });
}

test('resolve.T92: nothing in gives nothing, and without a roster everybody is outside it', () => {
  assert.equal(resolved([]).individuals.length, 0);
  assert.equal(countIndividuals([]).expected, 0);
  assert.equal(resolved([mention('a', { name: 'Ida Moss', mrn: '88000001' })]).individuals[0]?.match.evidence, 'X');
});

test('the labelled traps beside the checkout pass', { skip: MINI_IS_THERE ? false : 'POSTBREACH_SHARED is not set' }, () => {
  const { rows } = readRoster(miniRosterBytes(), { columns: {}, rosterIndex: 0 });
  const some = rows.slice(0, 1500);
  const failures = miniTraps().flatMap((trap) => {
    const members = [...some, ...trap.roster.map((row, at) => memberOf(row, some.length + at + 2))];
    const result = resolveIndividuals({
      mentions: trap.frags.map(mentionOf),
      roster: buildRosterIndex(members),
      workforce: [],
      decisions: [],
      entityOfMention: () => 'plan',
      asOf: '2022-05-23',
      tuning: { population: 12_000_000, member: 0.9 },
    });
    const problems = checkTrap(trap, result);
    return problems.length === 0 ? [] : [`${trap.id}: ${problems.join('; ')}`];
  });
  assert.deepEqual(failures, []);
});
