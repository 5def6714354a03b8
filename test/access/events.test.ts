import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { mergeEvents, packEvent, unpackEvent } from '../../src/access/index.ts';
import { addressPrefix, microsoftAddress, readAddress } from '../../src/access/events/address.ts';
import { messageIdKey, tokenSignIn } from '../../src/access/events/ids.ts';
import { parseLogTime } from '../../src/access/events/time.ts';
import { kindOfOperation, operationName } from '../../src/access/events/operations.ts';
import { sensitive } from '../../src/kernel/index.ts';
import { contentId, recordId, type ItemRef, type LogEvent, type RawRef } from '../../src/model/index.ts';

/** Rows of few records: every record whole, cut or empty, with items out of a small set. */
function events(): fc.Arbitrary<LogEvent[]> {
  const item = fc.constantFrom<ItemRef>(
    { mid: 'a@x' },
    { mid: 'a@x', path: '\\Inbox' },
    { mid: 'b@x', bytes: 3 },
    { itemId: 'i1', subject: sensitive('s') },
  );
  const one = fc.record({
    key: fc.constantFrom('r1', 'r2', 'r3'),
    row: fc.nat(5),
    loss: fc.constantFrom<RawRef['loss']>('none', 'truncated', 'lossy', 'empty'),
    items: fc.array(item, { maxLength: 4 }),
    at: fc.constantFrom(1000, 2000),
    ip: fc.option(fc.constantFrom('1.1.1.1', '2.2.2.2'), { nil: undefined }),
    source: fc.constantFrom<LogEvent['source']>('ual', 'entra-signin'),
  });
  return fc.array(one, { maxLength: 7 }).map((rows) =>
    rows.map((row): LogEvent => ({
      id: recordId(row.key),
      refs: [{ file: contentId('f'), name: 'n', adapter: 'a', row: row.row, byte: row.row * 10, length: 5, loss: row.loss }],
      source: row.source,
      kind: 'bind',
      op: 'mailitemsaccessed',
      at: row.at,
      from: row.at,
      timeGrade: 'A',
      actor: { kind: 'user' },
      logon: 'owner',
      net: { microsoft: 'no', ...(row.ip === undefined ? {} : { ip: row.ip }) },
      auth: {},
      client: { family: 'owa' },
      items: row.items,
      folders: [],
      count: row.items.length,
      lost: 0,
      throttled: 'unknown',
      result: 'ok',
    })),
  );
}

const plain = (merged: readonly LogEvent[]): unknown => JSON.parse(JSON.stringify(merged.map(packEvent)));

test('merging does not depend on the order of rows', () => {
  fc.assert(
    fc.property(
      events().chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
      ([rows, shuffled]) => assert.deepEqual(plain(mergeEvents(shuffled)), plain(mergeEvents(rows))),
    ),
    { seed: 3, numRuns: 400 },
  );
});

test('merging what was merged with what is new gives the same as merging all at once', () => {
  fc.assert(
    fc.property(events(), events(), (a, b) =>
      assert.deepEqual(plain(mergeEvents([...mergeEvents(a), ...b])), plain(mergeEvents([...a, ...b]))),
    ),
    { seed: 4, numRuns: 400 },
  );
});

test('the same rows twice are the same rows once', () => {
  fc.assert(
    fc.property(events(), (rows) => assert.deepEqual(plain(mergeEvents([...rows, ...rows])), plain(mergeEvents(rows)))),
    { seed: 5, numRuns: 400 },
  );
});

test('an event crosses a border and comes back the same, subject and all', () => {
  fc.assert(
    fc.property(events(), (rows) => {
      for (const row of rows) {
        const back = unpackEvent(JSON.parse(JSON.stringify(packEvent(row))) as ReturnType<typeof packEvent>);
        assert.deepEqual(packEvent(back), packEvent(row));
        assert.equal(JSON.stringify(row).includes('"s"'), false);
      }
    }),
    { seed: 6, numRuns: 100 },
  );
});

test('addresses with ports, brackets, mapping and zones are one address; loopback and private ones are none', () => {
  assert.deepEqual(
    [
      readAddress('62.149.20.10:62589'),
      readAddress('[2A01:0:0::1]:47114'),
      readAddress('::ffff:1.2.3.4'),
      readAddress('2001:db8:0:0:0:0:0:1'),
    ],
    [{ ip: '62.149.20.10', port: 62589 }, { ip: '2a01::1', port: 47114 }, { ip: '1.2.3.4' }, { ip: '2001:db8::1' }],
  );
  for (const none of ['::1', '127.0.0.1', '10.0.0.1', '192.168.1.1', 'fe80::1%12', '', 'unknown', '999.1.1.1'])
    assert.deepEqual(readAddress(none), {});
  assert.deepEqual(['20.190.160.24', '2603:10a6:800::24', '203.0.113.9'].map(microsoftAddress), ['service', 'cloud', 'no']);
  assert.deepEqual([addressPrefix('203.0.113.9'), addressPrefix('2a01:1:2:3::4')], ['203.0.113.0/24', '2a01:1:2::/48']);
});

test('times without a zone are UTC on every machine', () => {
  const wanted = Date.UTC(2021, 4, 18, 21, 13, 33);
  for (const form of [
    '2021-05-18T21:13:33',
    '2021-05-18 21:13:33',
    '2021-05-18T21:13:33Z',
    '2021-05-18T21:13:33.0000000Z',
    '2021-05-18T23:13:33+02:00',
    '/Date(1621372413000)/',
  ])
    assert.equal(parseLogTime(form), wanted, form);
  assert.equal(parseLogTime('5/18/2021 9:13:33 PM'), undefined);
});

test('a Message-ID is compared without folding, brackets and entities, and with its case', () => {
  assert.deepEqual([' <a@X> ', '&lt;a@X&gt;', 'a@X', '<a@\r\n X>'].map(messageIdKey), ['a@X', 'a@X', 'a@X', 'a@X']);
  assert.equal(messageIdKey('ErrorDuringIdConversion'), undefined);
});

test('a token id names the sign-in that issued it', () => {
  const guid = '21cd1687-a9e9-46c6-809d-1a37c2cef663';
  const bytes = Buffer.from('8716cd21e9a9c646809d1a37c2cef663', 'hex');
  assert.equal(tokenSignIn(bytes.toString('base64url')), guid);
  assert.equal(tokenSignIn('AAAAAAAAAAAAAAAAAAAAAA'), undefined);
});

test('names of operations are one spelling: dots, spaces and long dashes go', () => {
  assert.equal(
    operationName('Update application \u2013 Certificates and secrets management '),
    'update application - certificates and secrets management',
  );
  assert.equal(kindOfOperation(operationName('Consent to application.')), 'consent');
});
