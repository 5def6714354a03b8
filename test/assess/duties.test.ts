import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { dutiesOf, eventDates, lawPack, type DutyInput, type KnownDates } from '../../src/assess/index.ts';
import { passes, requiredBy, runClock } from '../../src/assess/clocks.ts';
import type { CountRange, Duty } from '../../src/model/index.ts';

const range = (n: number): CountRange => ({ low: n, expected: n, high: n });
const input = (known: KnownDates, byState: Record<string, number>, more: Partial<DutyInput> = {}): DutyInput => ({
  entity: { id: 'plan', name: 'Plan', kind: 'covered-entity', state: 'WA' },
  events: eventDates(known),
  total: range(Object.values(byState).reduce((a, b) => a + b, 0)),
  byState: new Map(Object.entries(byState).map(([state, n]) => [state, range(n)])),
  licences: undefined,
  contracts: [],
  asOf: '2022-05-01',
  sent: {},
  ...more,
});
const row = (duties: readonly Duty[], jurisdiction: string, recipient: string): Duty | undefined =>
  duties.find((duty) => duty.jurisdiction === jurisdiction && duty.recipient === recipient);
const MODEL: KnownDates = { discovered: '2022-04-05', confirmed: '2022-04-05', determined: '2022-05-20', decided: '2022-05-26' };

test('every vector of the law on a single federal clock comes out to the day', () => {
  const vectors = JSON.parse(readFileSync('test/traps/law-vectors.json', 'utf8')) as {
    id: string;
    rule: string;
    known: KnownDates;
    due: string;
  }[];
  for (const { id, rule, known, due } of vectors) {
    const clock = lawPack().federal.get(rule)?.clock;
    assert.ok(clock, id);
    assert.equal(runClock(clock, eventDates(known))?.due, due, id);
  }
});

test('the boundaries that a jurisdiction states of itself hold', () => {
  for (const law of lawPack().states.values()) {
    for (const boundary of law.boundaries as { recipient: string; input: { residents: number }; thresholdMet: boolean }[]) {
      const regulator = law.regulators.find(({ name }) => name === boundary.recipient);
      if (regulator !== undefined)
        assert.equal(
          passes(regulator.threshold, boundary.input.residents),
          boundary.thresholdMet,
          `${law.code} ${boundary.recipient} ${boundary.input.residents}`,
        );
    }
  }
});

test('in Washington a HIPAA entity is deemed compliant, so the federal date stands for the people (law.T32)', () => {
  const duties = dutiesOf(input(MODEL, { WA: 69_589 }), lawPack());
  assert.equal(row(duties, 'WA', 'individuals')?.due, '2022-06-04');
  assert.equal(row(duties, 'WA', 'attorney-general')?.due, '2022-06-04');
  assert.equal(row(duties, 'US', 'hhs')?.due, '2022-06-04');
  assert.equal(row(duties, 'WA', 'media')?.state, 'due');
  assert.equal(row(duties, 'WA', 'insurance-regulator')?.due, '2022-05-31');
  assert.equal(row(duties, 'WA', 'insurance-regulator')?.state, 'undecided');
});

test('when HIPAA’s date is missed the thirty days of Washington bind again (law.T39)', () => {
  const duties = dutiesOf(input(MODEL, { WA: 69_589 }, { asOf: '2022-06-10', sent: { individuals: '2022-06-06' } }), lawPack());
  assert.equal(row(duties, 'WA', 'individuals')?.due, '2022-05-05');
  assert.equal(row(duties, 'WA', 'individuals')?.state, 'late');
  assert.equal(row(duties, 'US', 'individuals')?.daysLate, 2);
});

test('media are told of more than 500 residents, HHS of 500 or more (law.T10, T16, T17)', () => {
  const at = (n: number): readonly Duty[] => dutiesOf(input(MODEL, { WA: n }), lawPack());
  assert.equal(row(at(500), 'WA', 'media')?.state, 'not-required');
  assert.equal(row(at(501), 'WA', 'media')?.state, 'due');
  assert.equal(row(at(499), 'US', 'hhs')?.due, '2023-03-01');
  assert.equal(row(at(500), 'US', 'hhs')?.due, '2022-06-04');
});

test('a State whose law is not in the pack is undecided, never not-required', () => {
  const duties = dutiesOf(input(MODEL, { TX: 3 }), lawPack());
  assert.equal(row(duties, 'TX', 'individuals')?.state, 'undecided');
  assert.ok(row(duties, 'TX', 'individuals')?.needsSignOff);
});

test('without a day of discovery nothing is computed and nothing is said to be not required', () => {
  const duties = dutiesOf(input({}, { WA: 600 }), lawPack());
  assert.equal(row(duties, 'US', 'individuals')?.state, 'undecided');
  assert.equal(row(duties, 'US', 'individuals')?.due, '');
});

test('a higher count never makes a duty less required', () => {
  const order = ['no', 'possible', 'likely', 'certain'];
  fc.assert(
    fc.property(fc.nat(2000), fc.nat(2000), fc.nat(2000), fc.nat(500), (a, b, c, more) => {
      const [low = 0, expected = 0, high = 0] = [a, b, c].sort((x, y) => x - y);
      const before = requiredBy({ op: 'gt', n: 500 }, { low, expected, high });
      const after = requiredBy({ op: 'gt', n: 500 }, { low: low + more, expected: expected + more, high: high + more });
      assert.ok(order.indexOf(after) >= order.indexOf(before));
    }),
  );
});
