/** The same evidence gives the same bytes: however many workers, in whatever order, and again. Contract 4, 5. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeCase, mail, mbox } from '../make/case.ts';
import { outputs, postbreach, runFacts, shareCanaries, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const run = (name: string, ...options: string[]): void => {
  const { status, stderr } = postbreach(['run', join(folder, name), '--quiet', ...options]);
  assert.equal(status, 0, stderr);
};
makeCase(join(folder, 'plain'));
run('plain', '--jobs', '1');
const expected = outputs(join(folder, 'plain'));

test('a run writes every output of the contract', () => {
  const names = [
    'items',
    'gaps',
    'findings',
    'individuals',
    'access',
    'sessions',
    'containment',
    'log-coverage',
    'access-missing',
    'access-scope',
    'duties',
  ].map((name) => `${name}.csv`);
  for (const name of [...names, 'timeline.json', 'calendar.ics', 'letters/letters.csv', 'summary.json', 'report.html'])
    assert.ok(name in expected, name);
});

test('four workers, sources in another order and another folder give the bytes of one worker', () => {
  makeCase(join(folder, 'elsewhere', 'deeper'), { shuffled: true });
  shareCanaries(join(folder, 'plain'), join(folder, 'elsewhere', 'deeper'));
  run('elsewhere/deeper', '--jobs', '4');
  assert.deepEqual(outputs(join(folder, 'elsewhere/deeper')), expected);
});

test('reading in the same process gives the bytes of reading in children', () => {
  makeCase(join(folder, 'inline'));
  shareCanaries(join(folder, 'plain'), join(folder, 'inline'));
  run('inline', '--executor', 'inline');
  assert.deepEqual(outputs(join(folder, 'inline')), expected);
});

test('a second run changes nothing and reads no item again', () => {
  const packs = readdirSync(join(folder, 'plain', '.postbreach', 'texts'));
  run('plain');
  assert.deepEqual(outputs(join(folder, 'plain')), expected);
  assert.deepEqual(readdirSync(join(folder, 'plain', '.postbreach', 'texts')), packs, 'no text was written again');
  const units = Object.fromEntries(runFacts(join(folder, 'plain')).stages.map(({ stage, units: count }) => [stage, count]));
  for (const stage of ['recognise', 'walk', 'read', 'unlock', 'logs']) assert.equal(units[stage], 0, stage);
});

test('a source that came and went again leaves no trace in the answer', () => {
  const extra = join(folder, 'plain', 'evidence', 'extra.mbox');
  writeFileSync(
    extra,
    mbox([
      mail({
        name: 'q30',
        subject: 'Another',
        text: 'Patient: Zebulon Marchetti\r\nDOB: 04/05/1971\r\nMRN: 48-555-0199\r\nSSN: 219-09-9999',
      }),
    ]),
  );
  makeCase(join(folder, 'plain'), {
    yaml: {
      mailboxes:
        'mailboxes:\n  - owner: { name: Rowan Teller, emails: [rowan.teller@lakeside.example] }\n    sources: [evidence/rowan.mbox, evidence/eml, evidence/export.zip, evidence/extra.mbox]',
    },
  });
  run('plain');
  assert.notDeepEqual(outputs(join(folder, 'plain')), expected);
  rmSync(extra);
  makeCase(join(folder, 'plain'));
  run('plain');
  assert.deepEqual(outputs(join(folder, 'plain')), expected);
});
