/** The page of commands is what the command table says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cliPage } from '../../tools/cli-page.ts';

test('docs/cli.md is made from the command table: run `node tools/write-cli-docs.ts` after a change', () => {
  assert.equal(readFileSync('docs/cli.md', 'utf8'), cliPage());
});
