/** Traps of tables, decisions, addresses and places. spec/resolve.md 12, T59 to T100 */
import assert from 'node:assert/strict';

import { decision, member, mention } from './make-case.ts';
import { alan, asks, type Trap } from './trap-people.ts';

export const PEOPLE_TRAPS: readonly Trap[] = [
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
