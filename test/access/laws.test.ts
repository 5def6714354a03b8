import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { mergeEvents } from '../../src/access/index.ts';
import type { AccessAnswer, AccessInput, Verdict } from '../../src/model/index.ts';
import type { Scenario } from './support/people.ts';
import { assess, mailboxOf, readLogs, type ReadLogs } from './support/shared.ts';
import { buildWorld, type World } from './support/world.ts';

/** Laws of spec/access.md 4.1 over random worlds. */
const INTRUDER = [
  '10:05 bind A m1',
  '10:06 bind A m1,m3',
  '10:10 sync A \\Inbox',
  '10:11 sync A leaf=Labs path=NotAvailable',
  '10:15 move A m2 to=\\Archive',
  '10:20 hard-delete A m3',
  '11:05 bind A ?1 path=\\Inbox',
  '11:06 bind A m1 count=3 path=\\Inbox',
  '10:30 bind P m4',
  '10:35 search A q=Labs',
  '10:40 attachment A m2',
  '10:45 bind A mX',
  '10:50 bind A m2 throttled=True',
  '10:55 rule A fwd=evil@y.example subject=Labs',
  '11:10 bind A ? loss=lossy count=7 path=\\Inbox',
];
const UNKNOWN = [
  '10:07 bind U m2',
  '10:12 sync U \\Inbox\\Labs',
  '10:22 hard-delete U m1',
  '11:20 bind U m5',
  '10:08 bind ? loss=empty',
  '11:30 bind S2 m4 app=NEW family=rest-system',
];
const OWNER = ['10:40 bind O m4', '11:00 bind S m1', '11:15 bind O m1,m2', '10:41 sync O \\Inbox', '11:45 bind D m3'];
const COVERAGE = ['hole 10:20..10:40 slice-failed', 'rows 50000', 'manifest none', 'collected 14:00', 'filter UserIds=o@x.example'];

const CONSENT = '10:02 consent A app=PP scopes=Mail.Read';
const RANK: Readonly<Record<Verdict, number>> = { accessed: 3, presumed: 2, possible: 1, unassessed: 1, excluded: 0 };

interface Judged {
  readonly world: World;
  readonly logs: ReadLogs;
  readonly answer: AccessAnswer;
}

function judge(ev: readonly string[], more: Partial<Scenario> = {}, given: Partial<AccessInput> = {}): Judged {
  const world = buildWorld({ id: 'S', say: '', ev: [CONSENT, ...ev], exp: {}, ...more });
  const logs = readLogs(world.files.map((file) => ({ name: file.name, bytes: Buffer.from(file.text) })));
  return {
    world,
    logs,
    answer: assess(logs, { mailboxes: [mailboxOf('o@x.example')], messages: world.messages, ...world.input, ...given }),
  };
}

function compare(
  before: Judged,
  after: Judged,
  check: (name: string, a: { verdict: Verdict; low: Verdict }, b: { verdict: Verdict; low: Verdict }) => void,
): void {
  const rows = new Map(after.answer.verdicts.map((verdict) => [after.world.names.get(verdict.item), verdict]));
  for (const verdict of before.answer.verdicts) {
    const name = before.world.names.get(verdict.item) ?? '';
    const other = rows.get(name);
    assert.ok(other !== undefined);
    check(name, verdict, other);
  }
}

function notLower(name: string, a: { verdict: Verdict; low: Verdict }, b: { verdict: Verdict; low: Verdict }): void {
  assert.ok(RANK[b.verdict] >= RANK[a.verdict], `${name}: ${a.verdict} became ${b.verdict}`);
  assert.ok(RANK[b.low] >= RANK[a.low], `${name}: low ${a.low} became ${b.low}`);
}

const some = (pool: readonly string[], max = 4): fc.Arbitrary<string[]> => fc.subarray([...pool], { maxLength: max });

test('L1: an event of the intruder or of an unknown context never lowers a verdict', () => {
  fc.assert(
    fc.property(some([...INTRUDER, ...UNKNOWN, ...OWNER], 6), fc.constantFrom(...INTRUDER, ...UNKNOWN), (ev, extra) =>
      compare(judge(ev), judge([...ev, extra]), notLower),
    ),
    { numRuns: 20, seed: 21 },
  );
});

test('L1, L2: an event of the owner or of a service takes away no accessed and no presumed', () => {
  fc.assert(
    fc.property(some([...INTRUDER, ...UNKNOWN, ...OWNER], 6), fc.constantFrom(...OWNER), (ev, extra) =>
      compare(judge(ev), judge([...ev, extra]), (name, a, b) => {
        assert.ok(RANK[b.low] >= RANK[a.low], name);
        if (RANK[a.verdict] >= 2) assert.ok(RANK[b.verdict] >= RANK[a.verdict], name);
      }),
    ),
    { numRuns: 12, seed: 22 },
  );
});

test('L3: shuffled, split and repeated rows change nothing of the answer', () => {
  fc.assert(
    fc.property(some([...INTRUDER, ...UNKNOWN, ...OWNER], 8), fc.integer({ min: 1, max: 1_000 }), (ev, salt) => {
      const plain = judge(ev);
      const rows = [...plain.logs.events, ...plain.logs.events.slice(0, 50)]
        .map((event, index) => ({ event, key: (index * 7_919 * salt) % 10_007 }))
        .sort((a, b) => a.key - b.key)
        .map(({ event }) => event);
      const again = assess(
        { files: [...plain.logs.files].reverse(), events: mergeEvents(rows) },
        { mailboxes: [mailboxOf('o@x.example')], messages: plain.world.messages, ...plain.world.input },
      );
      assert.equal(JSON.stringify({ ...again, coverage: [] }), JSON.stringify({ ...plain.answer, coverage: [] }));
    }),
    { numRuns: 12, seed: 23 },
  );
});

test('L4: taking coverage away never lowers a verdict', () => {
  fc.assert(
    fc.property(some([...INTRUDER, ...UNKNOWN, ...OWNER], 6), fc.constantFrom(...COVERAGE), (ev, hole) =>
      compare(judge(ev), judge(ev, { cov: [hole] }), notLower),
    ),
    { numRuns: 12, seed: 24 },
  );
});

test('L5: widening the window never lowers a verdict', () => {
  fc.assert(
    fc.property(
      some([...INTRUDER, ...UNKNOWN, ...OWNER], 6),
      fc.constantFrom(
        { first_access: '2026-03-09T00:00:00Z' },
        { last_access: '2026-03-11T00:00:00Z' },
        { first_access: '2026-02-20T00:00:00Z', last_access: '2026-03-12T00:00:00Z' },
      ),
      (ev, incident) => compare(judge(ev), judge(ev, {}, { incident }), notLower),
    ),
    { numRuns: 12, seed: 25 },
  );
});

test('L6: a label that a person clears is the only thing that lowers accessed', () => {
  const before = judge(['10:05 bind A m1', '10:07 bind U m2']);
  const cleared = judge(['10:05 bind A m1', '10:07 bind U m2'], { decisions: ['label SU owner'] });
  compare(before, cleared, (name, a, b) => {
    if (name !== 'm2') assert.equal(b.verdict, a.verdict, name);
    else assert.deepEqual([a.verdict, b.verdict], ['possible', 'excluded']);
  });
});

test('excluded has no failing check, possible has at least one, and low, verdict and high are in order', () => {
  fc.assert(
    fc.property(some([...INTRUDER, ...UNKNOWN, ...OWNER], 6), fc.option(fc.constantFrom(...COVERAGE), { nil: undefined }), (ev, hole) => {
      for (const one of judge(ev, hole === undefined ? {} : { cov: [hole] }).answer.verdicts) {
        if (one.verdict === 'excluded') assert.deepEqual([one.grade, one.failedChecks], ['A', []]);
        if (one.verdict === 'possible') assert.ok(one.failedChecks.length > 0);
        assert.ok(RANK[one.low] <= RANK[one.verdict] && RANK[one.verdict] <= RANK[one.high]);
        assert.notEqual(one.reason, '');
      }
    }),
    { numRuns: 12, seed: 26 },
  );
});
