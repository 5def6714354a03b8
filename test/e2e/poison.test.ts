/** Readers that are killed: each unit twice, never a third time, and the run ends. spec/platform.md 7. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { canary, CANARY_PLACES, mail, makeCase, mbox, zip } from '../make/case.ts';
import { postbreach, table, temporaryFolder } from './support.ts';

const MAILBOX = 'mailboxes:\n  - owner: { name: Rowan Teller, emails: [rowan.teller@lakeside.example] }\n    sources: [evidence/eml]';

test('when every reader is killed, each item is a gap that names the limit, and the answer says what it lacks', () => {
  const here = makeCase(join(temporaryFolder(), 'case'), {
    canaries: true,
    yaml: { mailboxes: MAILBOX, limits: 'limits: { itemCpuMs: 20 }', passwords: '' },
  });
  const ran = postbreach(['run', here, '--debug', '--progress', 'json', '--jobs', '2']);
  assert.ok(ran.status === 0 || ran.status === 3, ran.stderr);
  const messages = table(here, 'items').filter(({ path }) => (path ?? '').includes('.eml'));
  assert.equal(messages.length, 3);
  for (const { item_id: id, state, reason } of messages) {
    assert.deepEqual([state, reason], ['limit', 'time']);
    const [gap] = table(here, 'gaps').filter((row) => row['item_id'] === id);
    assert.match(gap?.['remedy'] ?? '', /limits\.itemCpuMs/);
  }
  const log = readFileSync(join(here, '.postbreach', 'log.jsonl'), 'utf8');
  assert.match(log, /unit\.died/);
  for (const text of [ran.stdout, ran.stderr, log])
    for (const place of CANARY_PLACES) assert.ok(!text.includes(canary(place)), `the word of ${place} leaked`);
  // The remedy holds: with the limit raised, the same items are read.
  makeCase(here, { canaries: true, yaml: { mailboxes: MAILBOX, passwords: '' } });
  assert.equal(postbreach(['run', here, '--quiet']).status, 0);
  assert.deepEqual([...new Set(table(here, 'items').map(({ state }) => state))], ['extracted']);
});

test('copies of copies of archives end at the limit of parts, said as a gap, and a file is read once', () => {
  const here = makeCase(join(temporaryFolder(), 'copies'), {
    yaml: { mailboxes: MAILBOX.replace('evidence/eml', 'evidence/copies.mbox'), limits: 'limits: { partsMax: 500 }' },
  });
  let inner: Buffer = Buffer.from('Patient: Odalys Brantwick, DOB: 03/14/1961, MRN: 480007919\n');
  let name = 'note.txt';
  for (let depth = 0; depth < 6; depth += 1) {
    inner = zip(Array.from({ length: 8 }, (_, at) => ({ name: `${at}-${name}`, bytes: inner })));
    name = 'more.zip';
  }
  writeFileSync(
    join(here, 'evidence', 'copies.mbox'),
    mbox([
      mail({
        name: 'c50',
        subject: 'Copies',
        text: 'Attached.',
        attachments: [{ name: 'copies.zip', type: 'application/zip', bytes: inner }],
      }),
    ]),
  );
  const ran = postbreach(['run', here, '--quiet', '--jobs', '1']);
  assert.equal(ran.status, 0, ran.stderr);
  const items = table(here, 'items');
  assert.ok(items.length > 100 && items.length < 1000, `${items.length} rows`);
  assert.ok(
    table(here, 'gaps').some(({ what, kind }) => what === 'parts' && kind === 'limit'),
    'the limit is said',
  );
  assert.equal(
    items.filter(({ state, path }) => state === 'extracted' && (path ?? '').endsWith('note.txt')).length,
    1,
    'the note is read once',
  );
});
