/** What a trap of spec/resolve.md 12 is, and the people that several of them need. */
import assert from 'node:assert/strict';

import type { Resolution } from '../../src/resolve/index.ts';
import type { Decision, Individual, Member, Mention } from '../../src/model/index.ts';
import { member } from './make-case.ts';

export interface Trap {
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

export const brownFamily = [
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
export const twins = [
  member('T1', { given: 'Anna', family: 'Lindqvist', dob: '2009-06-12', mrn: '71000441', guardian: 'MOM', state: 'WA' }),
  member('T2', { given: 'Anne', family: 'Lindqvist', dob: '2009-06-12', mrn: '71000442', guardian: 'MOM', state: 'WA' }),
];
export const alan = member('M1', {
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
export const asks = (result: Resolution, kind: string): void =>
  assert.ok(
    result.questions.some((question) => question.kind === kind),
    `a question of the kind ${kind}`,
  );
