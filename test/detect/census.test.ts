/** The census balances and sees everything: any number with nine digits, whatever stands around it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { detectDocument } from '../../src/detect/index.ts';
import { makeDocument } from './make-document.ts';

const countOf = (text: string, kind: string): number =>
  detectDocument(makeDocument(text))
    .census.filter((row) => row.class === kind)
    .reduce((sum, row) => sum + row.count, 0);

const digits = (n: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9]{${n}}$`));
const words = fc.constantFrom(
  '',
  'SSN ',
  'MRN: ',
  'Order ',
  'call ',
  'see ',
  'ref ',
  'NPI ',
  'the patient has ',
  'https://x.example/?id=',
  '$',
  'ZIP ',
);
const dressed = digits(9).chain((n) =>
  fc.constantFrom(
    n,
    `${n.slice(0, 3)}-${n.slice(3, 5)}-${n.slice(5)}`,
    `${n.slice(0, 3)} ${n.slice(3, 5)} ${n.slice(5)}`,
    `${n.slice(0, 2)}-${n.slice(2)}`,
  ),
);

test('every cluster of nine digits is counted once, by one outcome', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(words, dressed), { minLength: 1, maxLength: 6 }), (parts) => {
      const text = parts.map(([word, number]) => `${word}${number} here.`).join('\n');
      assert.equal(countOf(text, 'ssn'), parts.length);
    }),
    { numRuns: 150, seed: 7 },
  );
});

test('every run of thirteen to nineteen digits is counted as a possible card', () => {
  fc.assert(
    fc.property(fc.integer({ min: 13, max: 19 }).chain(digits), words, (number, word) => {
      assert.ok(countOf(`${word}${number} end`, 'card') >= 1);
    }),
    { numRuns: 100, seed: 7 },
  );
});

test('an ablated label moves a number from auto to review, never out of the census', () => {
  const outcome = (text: string): string | undefined =>
    detectDocument(makeDocument(text)).census.find((row) => row.class === 'ssn')?.outcome;
  assert.equal(outcome('SSN: 536-22-8743'), 'auto');
  assert.equal(outcome('it is 536-22-8743'), 'review');
  assert.equal(outcome('it is 536228743'), 'bare-id');
});
