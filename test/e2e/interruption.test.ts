/** Killed and interrupted: the next run goes on to the same bytes. Contract 5.5. The longer form is test/soak/kill.test.ts. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeCase } from '../make/case.ts';
import { killedRunGoesOn, undisturbed } from './kill.ts';
import { ended, outputs, postbreach, shareCanaries, startPostbreach, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const OPTIONS = { messages: 100 };
const expected = undisturbed(join(folder, 'undisturbed'), OPTIONS);

test('a run that is killed four times in a row at seeded moments ends with the bytes of one that was not', async () => {
  assert.ok(
    (await killedRunGoesOn(join(folder, 'killed'), OPTIONS, expected, [0.31, 0.23, 0.47, 0.38])) >= 2,
    'most kills meet a run at work',
  );
});

test('an interrupted run ends with 130, says how to go on, and goes on', async () => {
  const name = join(folder, 'interrupted');
  makeCase(name, OPTIONS);
  shareCanaries(expected.folder, name);
  const child = startPostbreach(['run', name, '--progress', 'json']);
  let told = '';
  let isAsked = false;
  child.stderr?.on('data', (piece: Buffer) => {
    told += piece.toString('utf8');
    // `walk` has ended: `read` is at work.
    if (!isAsked && /"stage":"walk".*"end":true/.test(told)) isAsked = child.kill('SIGINT');
  });
  const { code } = await ended(child);
  assert.equal(code, 130, told);
  assert.match(told, /goes on from here/);
  assert.deepEqual(outputs(name), {}, 'no output is there before the answer');
  assert.equal(postbreach(['run', name, '--quiet']).status, 0);
  assert.deepEqual(outputs(name), expected.outputs);
});
