/** An analysis crosses a process border and the store without loss, and shows no value on the way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { detectDocument } from '../../src/detect/index.ts';
import { nameReadings, packAnalysis, unpackAnalysis, type ContentAnalysis } from '../../src/model/index.ts';
import { makeDocument, makeSheet } from './make-document.ts';

/** All values opened, to compare: a `Sensitive` compares by its mask otherwise. */
function opened(analysis: ContentAnalysis): unknown {
  return {
    ...analysis,
    candidates: analysis.candidates.map((one) => ({
      ...one,
      value: one.value.reveal('match'),
      norm: one.norm?.reveal('match'),
      alternatives: one.alternatives.map((other) => ({ ...other, norm: other.norm?.reveal('match') })),
    })),
    persons: analysis.persons.map((one) => ({ ...one, value: one.value.reveal('match'), readings: nameReadings(one) })),
  };
}

const DOCUMENTS = [
  makeDocument('Patient: Maria Lopez, DOB: 04/05/61\nSSN: 536-22-8743\nHIV negative. Ärztin «Émilie» 😀 Tel: 510-555-0142'),
  makeSheet([
    ['Patient Name', 'DOB', 'MRN'],
    ['Lopez, Maria', '03/04/1961', '41555501'],
    ['Okafor, Ada', '12/31/1970', '41555502'],
  ]),
  makeDocument(''),
];

test('unpack after pack gives the same analysis', () => {
  for (const document of DOCUMENTS) {
    const analysis = detectDocument(document);
    assert.deepEqual(opened(unpackAnalysis(packAnalysis(analysis))), opened(analysis));
  }
});

test('the same document gives the same bytes', () => {
  for (const document of DOCUMENTS) assert.deepEqual(packAnalysis(detectDocument(document)), packAnalysis(detectDocument(document)));
});

test('an analysis written as plain JSON shows masks instead of values', () => {
  const [document] = DOCUMENTS;
  assert.ok(document !== undefined);
  assert.ok(!JSON.stringify(detectDocument(document)).includes('536-22-8743'));
});
