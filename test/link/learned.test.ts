/** What the organisation's own numbers, its people, and repeated blocks look like. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { learnFormats, repeatedBlocks, staffLookup } from '../../src/link/index.ts';
import { formatsFor, signatureOf } from '../../src/link/learned.ts';
import { contentId } from '../../src/model/index.ts';
import { agreement, nameWords } from '../../src/link/name-key.ts';
import { elementsWithoutRule } from '../../src/link/rules.ts';
import { makeAnalysis } from './make-analysis.ts';

test('a signature tells runs of letters and digits, and their separators', () => {
  assert.deepEqual(['AB-12345678', '123 45', 'none', 'x'.repeat(40) + '1'].map(signatureOf), ['A2-D8', 'D3_D2', '', '']);
});

test('a form is learned from 200 roster ids or 20 labels, with the prefix that they share', () => {
  const ids = Array.from({ length: 300 }, (_, i) => `MR${String(10_000_000 + i)}`);
  const learned = learnFormats([], { mrn: ids, member_id: ['W1', 'W2'] });
  assert.equal(learned.formats.length, 1);
  assert.deepEqual(
    learned.formats.map(({ element, signature, prefix, rosterExamples }) => ({ element, signature, prefix, rosterExamples })),
    [{ element: 'mrn', signature: 'A2D8', prefix: 'MR', rosterExamples: 300 }],
  );
  assert.equal(formatsFor(learned, 'mr44556677')[0]?.element, 'mrn');
  assert.deepEqual(formatsFor(learned, 'QX44556677'), []);
});

test('a form that most other numbers have too proves nothing', () => {
  const marked = Array.from({ length: 60 }, (_, i) => `Order {id.unknown:${20_000_000 + i}}.`).join('\n');
  const ids = Array.from({ length: 300 }, (_, i) => String(10_000_000 + i));
  const odds = (text: string): number =>
    learnFormats([makeAnalysis(text).analysis], { mrn: ids, member_id: [] }).formats[0]?.odds ?? Number.NaN;
  assert.ok(odds(marked) < 0.1);
  assert.ok(odds(marked.replace(/20000/g, 'Q20000')) > 3);
});

test('an organisation’s own domains are those of its mailboxes, public mail apart', () => {
  const staff = staffLookup({
    members: [{ given: 'Karen', family: 'Hill', email: 'khill@other.example', phone: '', title: 'RN', employeeId: '' }],
    orgEmails: ['dana@clinic.example', 'clinic.owner@gmail.com'],
    senders: [
      { address: { name: 'Bo Jones', email: 'bo@clinic.example' }, messages: 25 },
      { address: { name: 'Ana Ruiz', email: 'ana@home.example' }, messages: 25 },
    ],
  });
  assert.equal(staff.isOrgEmail('anyone@Sub.Clinic.example'), true);
  assert.equal(staff.isOrgEmail('stranger@gmail.com'), false);
  assert.equal(staff.byEmail('KHill@other.example')?.title, 'RN');
  assert.notEqual(staff.byName(nameWords('Jones, Bo')), undefined);
  assert.equal(staff.byName(nameWords('Ana Ruiz')), undefined, 'a patient may write often');
});

test('the first holder of a block is the message whose own text it is', () => {
  const block = (id: string, depth: number, date: number) => ({
    content: contentId(id.repeat(64)),
    scopes: [{ kind: 'thread-block' as const, parent: -1, start: 0, end: 100, depth, date, digest: 'd' }],
  });
  const all = [block('c', 2, 1), block('a', 1, 2), block('b', 0, 9)];
  for (const order of [all, all.toReversed()]) assert.equal(repeatedBlocks(order).firstHolder('d'), contentId('b'.repeat(64)));
  assert.equal(repeatedBlocks([block('a', 0, 1)]).firstHolder('d'), undefined, 'a block that stands once is no copy');
});

test('names agree in any order, with initials and one typing fault, never on one shared word', () => {
  const fit = (a: string, b: string) => agreement(nameWords(a), nameWords(b));
  assert.equal(fit('Ruiz, Ana', 'ANA RUIZ'), 'agrees');
  assert.equal(fit('A. O’Neil', 'Ana ONeil'), 'agrees');
  assert.equal(fit('Ana Riuz', 'Ana Ruiz'), 'agrees');
  assert.equal(fit('Ana Ruiz', 'Eva Ruiz'), 'weak');
  assert.equal(fit('Ana Ruiz', 'Bo Jones'), 'differs');
});

test('every element that link leaves to nobody is one that no letter names', () => {
  for (const element of elementsWithoutRule()) assert.match(element, /^(date\.|ein$|geo\.|id\.)/);
});
