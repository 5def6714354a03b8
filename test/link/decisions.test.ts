/** People's decisions about findings, by content and span: they hold whatever the machine thinks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { linkContent, NO_REPEATS, NO_STAFF, NOTHING_LEARNED, type Linked } from '../../src/link/index.ts';
import { itemId, sourceId, type Decision, type DecisionKind, type RosterLookup } from '../../src/model/index.ts';
import { makeAnalysis } from './make-analysis.ts';

const NO_ROSTER: RosterLookup = {
  size: 0,
  byId: () => [],
  byName: () => ({ count: 0, members: [] }),
  byDob: () => [],
  byPhone: () => [],
  byEmail: () => [],
  idDensity: () => 0,
};
const { analysis } = makeAnalysis('{name#subject:Ana Ruiz} and {name#subject:Eva Lim} came, MRN {mrn@patient:555001}.');
const item = itemId(sourceId('box'), 'a');

function linkWith(decisions: readonly Decision[]): Linked {
  const places = [{ item, message: item, isMessage: true, path: '', mailboxOwnerEmails: [] }];
  return linkContent({ analysis, places, roster: NO_ROSTER, staff: NO_STAFF, learned: NOTHING_LEARNED, decisions, repeated: NO_REPEATS });
}

const mrn = (linked: Linked) => linked.findings.find(({ value }) => value.reveal('match') === '555001');
const before = linkWith([]);
const place = mrn(before);
const key = { content: analysis.content, start: place?.start, end: place?.end };
const decide = (kind: DecisionKind, answer: unknown, seq = 1, about: unknown = key): Decision => ({
  seq,
  uuid: String(seq),
  at: '2022-05-01T00:00:00Z',
  by: 'reviewer',
  role: 'reviewer',
  kind,
  key: about,
  old: null,
  new: answer,
  base: 0,
  reason: 'seen',
  evidence: [],
  engine: 'test',
  prev: '',
  hash: '',
});

test('a rejected finding is dismissed by the decision and says which', () => {
  const finding = mrn(linkWith([decide('finding.reject', null)]));
  assert.equal(finding?.tier, 'dismissed');
  assert.equal(finding?.rule, 'decision');
  assert.ok(finding?.because.some(({ id }) => id === 'decision:1'));
});

test('an accepted finding is auto, a changed one has the element that was given', () => {
  assert.equal(place?.tier, 'review');
  assert.equal(mrn(linkWith([decide('finding.accept', null)]))?.tier, 'auto');
  assert.equal(mrn(linkWith([decide('finding.change', { element: 'member_id' })]))?.element, 'member_id');
});

test('the owner that a person gives stands, and nobody is an answer too', () => {
  const ana = before.mentions.find(({ attrs }) => attrs.some(({ raw }) => raw.reveal('match') === 'Ana Ruiz'));
  const finding = mrn(linkWith([decide('finding.owner', { fragKey: ana?.fragKey })]));
  assert.equal(finding?.fragKey, ana?.fragKey);
  assert.equal(finding?.linkedBy, 'decision');
  assert.equal(mrn(linkWith([decide('finding.owner', null)]))?.fragKey, undefined);
});

test('the last decision about a place counts, in whatever order they come', () => {
  const both = [decide('finding.reject', null, 1), decide('finding.accept', null, 2)];
  for (const order of [both, both.toReversed()]) assert.equal(mrn(linkWith(order))?.tier, 'auto');
});

test('a role that a person gives keeps the key of the mention', () => {
  const eva = before.mentions.find(({ attrs }) => attrs.some(({ raw }) => raw.reveal('match') === 'Eva Lim'));
  const after = linkWith([decide('person.role', { role: 'clinician' }, 1, eva?.fragKey)]);
  assert.equal(after.mentions.find(({ fragKey }) => fragKey === eva?.fragKey)?.role, 'clinician');
});
