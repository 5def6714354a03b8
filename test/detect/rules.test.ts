/** Every row of the recognizers' tables runs its own examples: the one that fires and the one that does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { detectDocument } from '../../src/detect/index.ts';
import { elementRules } from '../../src/detect/recognizers/element-table.ts';
import { secretRules } from '../../src/detect/recognizers/secrets.ts';
import { shapeRows } from '../../src/detect/recognizers/shapes.ts';
import { makeDocument } from './make-document.ts';

const elementsIn = (text: string): string[] =>
  detectDocument(makeDocument(text)).candidates.flatMap((one) => [
    one.element,
    ...one.alternatives.filter((other) => other.p >= 0.25).map((other) => other.element),
  ]);

/** A row's element, or the one that its value really is: an age over 89, a ZIP+4. */
const family = (element: string): string => element.replace(/^(age|address\.zip).*$/, '$1');

test('every element with a reading rule is found in its own example', () => {
  const missed = [...elementRules().values()].filter(
    (rule) => !elementsIn(rule.example).some((found) => family(found) === family(rule.element)),
  );
  assert.deepEqual(
    missed.map((rule) => rule.element),
    [],
  );
});

test('no element is found in its own counter-example', () => {
  const wrong = [...elementRules().values()].filter((rule) => elementsIn(rule.counter).includes(rule.element));
  assert.deepEqual(
    wrong.map((rule) => rule.element),
    [],
  );
});

test('every shape fires on its own example and not on its counter-example', () => {
  for (const row of shapeRows()) {
    const fired = (text: string): boolean => detectDocument(makeDocument(text)).candidates.some((one) => one.rule === row.id);
    if (row.example !== '') assert.ok(fired(row.example), `${row.id} fires on its example`);
    if (row.counter !== '') assert.ok(!fired(row.counter), `${row.id} stays silent on its counter-example`);
  }
});

test('every secret pattern matches its own example and not its counter-example', () => {
  for (const rule of secretRules()) {
    const fired = (text: string): boolean => detectDocument(makeDocument(text)).candidates.some((one) => one.rule === `secret.${rule.id}`);
    assert.ok(fired(`x ${rule.example} y`) || fired(`scheme${rule.example}`), `${rule.id} fires on its example`);
    assert.ok(!fired(`x ${rule.counter} y`), `${rule.id} stays silent on its counter-example`);
  }
});
