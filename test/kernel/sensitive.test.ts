import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { MASK, sensitive } from '../../src/kernel/index.ts';

test('a sensitive value shows as its mask in strings, JSON and inspect', () => {
  const value = sensitive('Invented Person');
  assert.equal(`${value}`, MASK);
  assert.equal(JSON.stringify({ value }), `{"value":"${MASK}"}`);
  assert.ok(!inspect({ value }, { depth: 5, showHidden: true }).includes('Invented'));
});

test('a sensitive value does not survive structuredClone, so records need a codec', () => {
  const copy: unknown = structuredClone(sensitive('Invented Person'));
  assert.ok(!JSON.stringify(copy).includes('Invented'));
});
