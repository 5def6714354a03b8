import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clopperPearsonUpper } from '../../src/assess/index.ts';

test('the exact upper bounds of the specification come out', () => {
  for (const [size, upper] of [
    [59, 0.05],
    [299, 0.01],
    [598, 0.005],
    [2995, 0.001],
  ] as const)
    assert.ok(Math.abs(clopperPearsonUpper(0, size) - upper) < upper * 0.01, String(size));
});

test('nothing is known of an empty sample', () => {
  assert.equal(clopperPearsonUpper(0, 0), 1);
});

test('more found means a higher bound', () => {
  assert.ok(clopperPearsonUpper(3, 300) > clopperPearsonUpper(1, 300));
});
