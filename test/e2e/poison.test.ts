/** Readers that are killed: each unit twice, never a third time, and the run ends. spec/platform.md 7. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { canary, CANARY_PLACES, makeCase } from '../make/case.ts';
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
