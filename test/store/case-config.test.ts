import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { OperatorError } from '../../src/kernel/index.ts';
import { readCaseConfig } from '../../src/store/index.ts';

function caseWith(yaml: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'case-'));
  writeFileSync(join(folder, 'case.yaml'), yaml);
  return folder;
}
const read = (yaml: string): ReturnType<typeof readCaseConfig> => readCaseConfig(caseWith(yaml), () => '2026-01-02');
const trouble = (yaml: string): OperatorError['trouble'] => {
  try {
    read(yaml);
  } catch (error) {
    if (error instanceof OperatorError) return error.trouble;
    throw error;
  }
  return assert.fail('the case was taken');
};

test('scalars stay the text that was written: ids keep leading zeros', () => {
  const config = read('case: 0012\nmailboxes:\n  - owner: { name: NO, emails: [a@b.example] }\n    sources: [0123.mbox]\n');
  assert.equal(config.case, '0012');
  assert.equal(config.mailboxes[0]?.owner.name, 'NO');
  assert.equal(config.mailboxes[0]?.sources[0]?.name, '0123.mbox');
});

test('an unknown key names the nearest known one and its line', () => {
  const { what, where, remedy } = trouble('case: a\nmailbox: []\n');
  assert.match(what, /`mailbox`/);
  assert.match(where ?? '', /line 2/);
  assert.match(remedy, /`mailboxes`/);
});

test('a wrong date is refused without its value being printed', () => {
  const { what, remedy } = trouble('case: a\nincident: { discovered: 5-4-2022-secret }\n');
  assert.match(what, /incident\.discovered/);
  assert.ok(!`${what}${remedy}`.includes('secret'));
});

test('a case without as_of is read on the day of its zone', () => {
  assert.equal(read('case: a\n').asOf, '2026-01-02');
});

test('without entities the organisation is the one entity', () => {
  const config = read('case: a\norganisation: { name: Plan, state: WA }\n');
  assert.deepEqual(
    config.entities.map(({ id }) => id),
    ['organisation'],
  );
  assert.equal(config.hasEntities, false);
});

test('a folder without case.yaml is told what to do', () => {
  assert.throws(
    () => readCaseConfig(mkdtempSync(join(tmpdir(), 'none-')), () => ''),
    (error) => error instanceof OperatorError && /init/.test(error.trouble.remedy),
  );
});
