import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { buildRosterIndex, countIndividuals, packIndividual, unpackIndividual, type Resolution } from '../../src/resolve/index.ts';
import type { Mention } from '../../src/model/index.ts';
import { parseName } from '../../src/resolve/normalise/names.ts';
import { calendarOf, daysOf, isoOfDays } from '../../src/resolve/normalise/dates.ts';
import { foldText } from '../../src/resolve/normalise/fold.ts';
import { background, decision, mention, resolved } from './make-case.ts';

const MEMBERS = background(300);
const RUNS = { numRuns: 40, seed: 7 };

/** Mentions of members and of strangers, with holes, by a small alphabet so that values meet. */
const anyMentions = (): fc.Arbitrary<Mention[]> =>
  fc
    .array(
      fc.record({
        who: fc.integer({ min: 0, max: 25 }),
        mrn: fc.boolean(),
        dob: fc.boolean(),
        phone: fc.boolean(),
        nick: fc.boolean(),
        content: fc.integer({ min: 0, max: 6 }),
      }),
      { maxLength: 25 },
    )
    .map((rows) =>
      rows.map((row, i) => {
        const one = row.who < 18 ? MEMBERS[row.who * 3] : undefined;
        const name =
          one === undefined
            ? ['Ilse Vorndran', 'Otto Kesküla', 'Ada Ruiz-Peña'][row.who % 3]
            : row.nick
              ? `${one.family}, ${one.given.slice(0, 1)}.`
              : `${one.given} ${one.family}`;
        return mention(
          `f${String(i).padStart(3, '0')}`,
          {
            name: name ?? '',
            ...(row.mrn ? { mrn: one?.mrn ?? String(88_000_000 + row.who) } : {}),
            ...(row.dob ? { dob: one?.dob ?? `19${60 + row.who}-02-03` } : {}),
            ...(row.phone ? { phone: `206555${String(1000 + (row.who % 5))}` } : {}),
          },
          { content: `c${row.content}` },
        );
      }),
    );

const bytesOf = (result: Resolution): string =>
  JSON.stringify([result.individuals.map(packIndividual), result.outcomes, result.memberOf, result.questions, result.model]);

test('the order of mentions never changes a byte', () => {
  fc.assert(
    fc.property(
      anyMentions().chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        assert.equal(bytesOf(resolved(shuffled, { members: MEMBERS })), bytesOf(resolved(all, { members: MEMBERS })));
      },
    ),
    RUNS,
  );
});

test('every mention has one outcome, and individuals hold each mention once', () => {
  fc.assert(
    fc.property(anyMentions(), (all) => {
      const result = resolved(all, { members: MEMBERS });
      assert.equal(result.outcomes.length, all.length);
      const held = result.individuals.flatMap(({ mentions }) => mentions);
      assert.equal(new Set(held).size, held.length);
      assert.equal(held.length, result.outcomes.filter(({ outcome }) => outcome === 'individual').length);
      const auto = result.individuals.filter(({ match }) => match.state === 'auto').map(({ rosterId }) => rosterId);
      assert.equal(new Set(auto).size, auto.length, 'a roster person has one row');
    }),
    RUNS,
  );
});

test('whatever stands in the case, two mentions that a person called different are two', () => {
  fc.assert(
    fc.property(
      anyMentions().filter((all) => all.length >= 2),
      fc.nat(),
      fc.nat(),
      (all, x, y) => {
        const [a, b] = [all[x % all.length], all[y % all.length]];
        fc.pre(a !== undefined && b !== undefined && a.fragKey !== b.fragKey);
        const result = resolved(all, { members: MEMBERS, decisions: [decision('person.different', [a.fragKey, b.fragKey])] });
        for (const { mentions } of result.individuals) assert.ok(!(mentions.includes(a.fragKey) && mentions.includes(b.fragKey)));
      },
    ),
    RUNS,
  );
});

test('whatever stands in the case, two mentions that a person called the same are one', () => {
  fc.assert(
    fc.property(
      anyMentions().filter((all) => all.length >= 2),
      fc.nat(),
      fc.nat(),
      (all, x, y) => {
        const [a, b] = [all[x % all.length], all[y % all.length]];
        fc.pre(a !== undefined && b !== undefined && a.fragKey !== b.fragKey);
        const result = resolved(all, { members: MEMBERS, decisions: [decision('person.same', [a.fragKey, b.fragKey])] });
        assert.ok(result.individuals.some(({ mentions }) => mentions.includes(a.fragKey) && mentions.includes(b.fragKey)));
      },
    ),
    RUNS,
  );
});

test('a copy of a mention with two families adds nobody', () => {
  fc.assert(
    fc.property(anyMentions(), (all) => {
      const full = all.filter(({ attrs }) => attrs.some(({ type }) => type === 'mrn') && attrs.some(({ type }) => type === 'dob'));
      const copies = full.map((one, i) => ({ ...one, fragKey: `z${i}` as Mention['fragKey'] }));
      assert.equal(
        resolved([...all, ...copies], { members: MEMBERS }).individuals.length,
        resolved(all, { members: MEMBERS }).individuals.length,
      );
    }),
    RUNS,
  );
});

test('candidates and nobody are never more than certain', () => {
  fc.assert(
    fc.property(anyMentions(), (all) => {
      for (const { match } of resolved(all, { members: MEMBERS }).individuals) {
        const sum = match.candidates.reduce((total, { p }) => total + p, 0);
        assert.ok(sum <= 1 + 1e-5 && match.candidates.every(({ p }) => p >= 0 && p <= 1));
      }
    }),
    RUNS,
  );
});

test('a larger population never makes a match surer', () => {
  const one = MEMBERS[42];
  const seen = [1e3, 1e5, 1e7].map(
    (population) =>
      resolved([mention('a', { name: `${one?.given} ${one?.family}`, dob: one?.dob ?? '' })], {
        members: MEMBERS,
        tuning: { population, member: 0.9 },
      }).individuals[0]?.match.p ?? 0,
  );
  assert.ok((seen[0] ?? 0) >= (seen[1] ?? 0) && (seen[1] ?? 0) >= (seen[2] ?? 0), seen.join(' '));
});

test('floor ≤ low ≤ expected ≤ high ≤ ceiling, in any order of individuals', () => {
  fc.assert(
    fc.property(anyMentions(), (all) => {
      const { individuals } = resolved(all, { members: MEMBERS });
      const count = countIndividuals(individuals);
      assert.ok(
        count.floor <= count.low && count.low <= count.expected && count.expected <= count.high && count.high <= count.ceiling,
        JSON.stringify(count),
      );
      assert.deepEqual(countIndividuals(individuals.toReversed()), count);
    }),
    RUNS,
  );
});

test('an individual survives the store, and shows nothing on the way', () => {
  const [one] = resolved([mention('a', { name: 'Ilse Vorndran', dob: '1961-02-03', mrn: '88000001' })]).individuals;
  assert.ok(one !== undefined);
  assert.equal(packIndividual(unpackIndividual(packIndividual(one))), packIndividual(one));
  assert.doesNotMatch(JSON.stringify(one), /Vorndran|1961|88000001/);
});

test('an individual is named by its smallest mention', () => {
  const both = resolved([
    mention('b', { name: 'Ilse Vorndran', mrn: '88000001' }),
    mention('a', { name: 'Vorndran, Ilse', mrn: '88000001' }),
  ]).individuals;
  const alone = resolved([mention('a', { name: 'Vorndran, Ilse', mrn: '88000001' })]).individuals;
  assert.equal(both.length, 1);
  assert.equal(both[0]?.id, alone[0]?.id);
});

test('folding a name twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      assert.equal(foldText(foldText(text)), foldText(text));
    }),
    { numRuns: 500, seed: 3 },
  );
});

test('days and calendar dates are inverses over 250 years', () => {
  for (let days = daysOf(1850, 1, 1) ?? 0; days < (daysOf(2100, 1, 1) ?? 0); days += 1) {
    const { year, month, day } = calendarOf(days);
    assert.equal(daysOf(year, month, day), days);
  }
  assert.equal(isoOfDays(0), '1970-01-01');
  assert.equal(isoOfDays(Math.round(Date.UTC(2024, 1, 29) / 86_400_000)), '2024-02-29');
  assert.equal(daysOf(2023, 2, 29), undefined);
});

test('hostile values are read in bounded time', () => {
  const started = performance.now();
  const huge = 'A '.repeat(500_000);
  parseName(huge);
  resolved([
    mention('a', {
      name: huge,
      dob: huge,
      address: huge,
      email: `${'a'.repeat(1e5)}@`,
      mrn: Array.from({ length: 5000 }, (_, i) => `${70_000_000 + i}`),
      phone: huge,
    }),
    mention('b', { name: '\u202E\u0000\uD800', mrn: '88000001' }),
  ]);
  assert.ok(performance.now() - started < 4000);
  assert.equal(buildRosterIndex([]).size, 0);
});
