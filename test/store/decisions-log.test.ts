import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { OperatorError } from '../../src/kernel/index.ts';
import { appendDecisions, caseLayout, parseDecisionInput, readDecisions, type DecisionInput } from '../../src/store/index.ts';

const input = (uuid: string): DecisionInput => ({
  uuid,
  by: 'p.officer',
  role: 'privacy',
  kind: 'comment',
  key: 'case',
  old: null,
  new: 'text',
  base: 0,
  reason: 'r',
  evidence: [],
});
const FACTS = { at: '2022-05-01T00:00:00Z', engine: 'test' };

test('decisions form a chain, and the same uuid twice is one decision', () => {
  const layout = caseLayout(mkdtempSync(join(tmpdir(), 'dec-')));
  appendDecisions(layout, [input('a'), input('b')], FACTS);
  assert.equal(appendDecisions(layout, [input('a'), input('c')], FACTS).length, 1);
  const { decisions, broken } = readDecisions(layout);
  assert.equal(broken, undefined);
  assert.deepEqual(
    decisions.map(({ seq, uuid }) => [seq, uuid]),
    [
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ],
  );
});

test('a forged line is found by its hash, and nothing is appended behind it', () => {
  const layout = caseLayout(mkdtempSync(join(tmpdir(), 'dec-')));
  appendDecisions(layout, [input('a'), input('b')], FACTS);
  writeFileSync(layout.decisions, readFileSync(layout.decisions, 'utf8').replace('"reason":"r"', '"reason":"x"'));
  assert.equal(readDecisions(layout).broken?.line, 1);
  assert.throws(() => appendDecisions(layout, [input('c')], FACTS), OperatorError);
});

test('a line cut short by a kill is found', () => {
  const layout = caseLayout(mkdtempSync(join(tmpdir(), 'dec-')));
  appendDecisions(layout, [input('a')], FACTS);
  appendFileSync(layout.decisions, '{"seq":2,"uuid":"b"');
  assert.equal(readDecisions(layout).broken?.line, 2);
});

test('an input line without a kind of the contract is refused by name of the field', () => {
  assert.deepEqual(parseDecisionInput('{"uuid":"a","by":"x","kind":"person.merge","key":"P-1"}'), {
    ok: false,
    why: '`kind` is not one of the contract',
  });
});
