/** Detection never throws, keeps its offsets inside the text, and does linear work on any string. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { detectDocument } from '../../src/detect/index.ts';
import { makeDocument } from './make-document.ts';

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    'SSN: ',
    'DOB ',
    '4/5/61',
    '123-45-6789',
    '@x.example',
    'Name:\t',
    '\n',
    '|',
    '\t',
    'https://',
    '(415) 555-0134',
    '12 Oak St',
    'a.b.',
    '\u200b',
    'é',
    '😀',
    '[x]',
    'denies HIV',
    '-----BEGIN ',
    'Password: ',
    '    ',
    '1Z',
    'xxx-xx-',
    'May ',
    ', CA 94612',
  ),
);

test('any string is read without a fault and every span is a slice of its bytes', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('').toWellFormed().replaceAll('\r', '\n');
      const bytes = Buffer.from(text);
      const { candidates, scopes, textBytes } = detectDocument(makeDocument(text));
      assert.equal(textBytes, bytes.length);
      for (const one of candidates) {
        assert.ok(one.start < one.end && one.end <= bytes.length);
        assert.equal(bytes.subarray(one.start, one.end).toString(), one.value.reveal('match'));
        assert.ok(one.scope >= 0 && one.scope < scopes.length);
        assert.ok(one.p > 0 && one.p <= 1);
      }
    }),
    { numRuns: 200, seed: 11 },
  );
});

const WORST: Readonly<Record<string, string>> = {
  'digits and dashes': '1-',
  'letters and dots': 'a.',
  'at signs': 'a.a@',
  stars: '*-',
  slashes: '1/1/',
  'label words': 'no. ',
  'open brackets': '((((',
  spaces: ' ',
  'one word': 'a',
  'one number': '1',
  schemes: '://a?b=1&',
  colons: 'SSN: ',
  months: 'may 1 ',
  'street words': '1 Oak ',
  'commas and states': ', CA ',
  tabs: 'x\t',
  terms: 'hiv test ',
};

for (const [name, unit] of Object.entries(WORST)) {
  test(`twice as much of ${name} takes about twice as long`, () => {
    const half = timed(unit.repeat(Math.ceil(25_000 / unit.length)));
    const whole = timed(unit.repeat(Math.ceil(50_000 / unit.length)));
    // Quadratic work would be four times and more; a busy machine may double a run by itself.
    assert.ok(whole < Math.max(3.4 * half, 150), `${half.toFixed(0)} ms, then ${whole.toFixed(0)} ms`);
  });
}

/** The better of two runs: a collection or another process may fall into one. */
function timed(text: string): number {
  let best = Infinity;
  for (let run = 0; run < 2; run += 1) {
    const used = process.cpuUsage();
    detectDocument(makeDocument(text));
    best = Math.min(best, process.cpuUsage(used).user / 1000);
  }
  return best;
}
