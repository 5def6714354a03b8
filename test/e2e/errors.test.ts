/** What is wrong is said in one paragraph: what, where, what to do; exit codes of the contract; nothing is half-written. Contract 1. */
import assert from 'node:assert/strict';
import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createPst } from '../../demo/pst-writer/index.ts';
import { caseLayout, takeLock } from '../../src/store/index.ts';
import { makeCase, type CaseOptions } from '../make/case.ts';
import { postbreach, table, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

/** One line on standard error, with a remedy, and nothing on standard output. */
function isOneParagraph(result: { readonly stdout: string; readonly stderr: string }, ...holds: readonly string[]): void {
  assert.equal(result.stdout, '');
  assert.match(result.stderr, /^error: [^\n]+\.[^\n]*\n$/, result.stderr);
  for (const text of holds) assert.ok(result.stderr.includes(text), `${text} is not in: ${result.stderr}`);
}

const REFUSED: readonly { readonly name: string; readonly yaml: NonNullable<CaseOptions['yaml']>; readonly holds: readonly string[] }[] = [
  {
    name: 'an unknown key names the nearest known one',
    yaml: { extra: 'rosterr: { file: a.csv }' },
    holds: ['rosterr', 'line ', 'Did you mean `roster`?'],
  },
  {
    name: 'an unknown key inside names the nearest known one there',
    yaml: { roster: 'roster: { file: evidence/members.csv, columns: { dobb: DOB } }' },
    holds: ['columns.dobb', '`dob`'],
  },
  {
    name: 'an unknown limit names the nearest known one',
    yaml: { limits: 'limits: { itemCpuMss: 5 }' },
    holds: ['itemCpuMss', '`itemCpuMs`'],
  },
  {
    name: 'a day that is not on the calendar is refused',
    yaml: { extra: 'letters: {}\nexclude: [{ name: old, before: 2022-02-30 }]' },
    holds: ['exclude', 'YYYY-MM-DD'],
  },
  {
    name: 'a list of passwords that is not there is refused',
    yaml: { passwords: 'passwords: [evidence/none.txt]' },
    holds: ['evidence/none.txt'],
  },
  {
    name: 'one file in two roles is refused',
    yaml: { workforce: 'workforce: { file: evidence/members.csv }' },
    holds: ['evidence/members.csv', 'twice'],
  },
  { name: 'a file that is no YAML is refused with its line', yaml: { extra: 'law: [' }, holds: ['line '] },
];
for (const { name, yaml, holds } of REFUSED) {
  test(`${name}: exit 2, nothing written`, () => {
    const here = join(folder, name.replaceAll(/\W/g, '-'));
    makeCase(here, { yaml });
    const result = postbreach(['run', here]);
    assert.equal(result.status, 2, result.stderr);
    isOneParagraph(result, ...holds);
    for (const made of ['.postbreach', 'out']) assert.ok(!existsSync(join(here, made)), `${made} was made`);
  });
}

test('wrong usage is one paragraph with the nearest command or option: exit 2', () => {
  for (const [args, hold] of [
    [['rnu', 'x'], '`postbreach run x`'],
    [['run'], 'Usage: postbreach run'],
    [['run', 'x', '--jbs', '2'], '`--jobs`'],
    [['run', folder], 'case.yaml'],
    [['status', folder], 'case.yaml'],
    [['explain', folder, 'P-1234'], 'case.yaml'],
    [['verify', folder], 'case.yaml'],
  ] as const) {
    const result = postbreach(args);
    assert.equal(result.status, 2, `${args.join(' ')}: ${result.stderr}`);
    isOneParagraph(result, hold);
  }
});

test('with --json an error is one JSON document on standard error', () => {
  const { status, stderr } = postbreach(['run', folder, '--json']);
  const { error } = JSON.parse(stderr) as { error: Record<string, unknown> };
  assert.deepEqual(Object.keys(error), ['code', 'what', 'where', 'remedy', 'exit']);
  assert.equal(status, error['exit']);
});

test('a case in use is refused with 6: by whom and since when; a lock of the dead is taken over', () => {
  const here = makeCase(join(folder, 'in-use'));
  const lock = takeLock(caseLayout(here), 'run');
  const refused = postbreach(['run', here]);
  assert.equal(refused.status, 6);
  isOneParagraph(refused, `process ${process.pid}`, 'since 20');
  lock.release();
});

test('sources that cannot be read are said first, by name, and are gaps with a remedy: exit 3', async () => {
  const here = join(folder, 'unreadable');
  makeCase(here, {
    yaml: {
      mailboxes:
        'mailboxes:\n  - owner: { name: Rowan Teller, emails: [rowan.teller@lakeside.example] }\n    sources: [evidence/rowan.mbox, evidence/noise.pst, evidence/empty.mbox, evidence/cut.pst, evidence/gone.mbox]',
      logs: 'logs: [evidence/ual.csv, evidence/strange.csv, evidence]',
    },
  });
  const put = (name: string, bytes: Uint8Array | string): void => writeFileSync(join(here, 'evidence', name), bytes);
  put('noise.pst', Buffer.from(Array.from({ length: 20_000 }, (_, at) => (Math.imul(at + 7, 2_654_435_761) >>> 11) & 255)));
  put('empty.mbox', '');
  put('strange.csv', 'colour;size\nred;3\n');
  put('members.csv', 'Phone,City\n206-555-0111,Tacoma\n');
  const pst = createPst({ path: join(here, 'evidence', 'cut.pst'), displayName: 'Mailbox' });
  for (let at = 0; at < 60; at += 1)
    pst.folder('Inbox').addMessage({
      subject: `Note ${at}`,
      from: 'Ismay Dorrance <ismay.dorrance@lakeside.example>',
      to: ['rowan.teller@lakeside.example'],
      text: `Note ${at}. ${'Nothing of note. '.repeat(300)}`,
    });
  pst.finish();
  truncateSync(join(here, 'evidence', 'cut.pst'), 120_000);
  const { status, stdout, stderr } = postbreach(['run', here, '--quiet']);
  assert.equal(status, 3, stderr);
  const names = [
    'evidence/noise.pst',
    'evidence/empty.mbox',
    'evidence/gone.mbox',
    'evidence/cut.pst',
    'evidence/strange.csv',
    'evidence',
    'evidence/members.csv',
  ];
  const told = stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, names.length);
  for (const name of names)
    assert.ok(
      told.some((line) => line.startsWith(` NOT READ: ${name}.`)),
      `${name} is not told first:\n${told.join('\n')}`,
    );
  const gaps = table(here, 'gaps').filter(({ kind }) => kind === 'source');
  for (const name of names) {
    const [gap] = gaps.filter(({ source }) => source === name);
    assert.ok(gap !== undefined && gap['what'] !== '' && gap['why'] !== '' && gap['consequence'] !== '' && gap['remedy'] !== '', name);
    assert.equal(gap['item_id'], table(here, 'items').find(({ path }) => path === name)?.['item_id'], name);
  }
  // What could be read is in the answer, and the next run says the same.
  assert.equal(table(here, 'individuals').length > 0, true);
  const again = postbreach(['run', here, '--quiet']);
  assert.equal(again.status, 3);
  assert.equal(again.stdout, stdout);
});
