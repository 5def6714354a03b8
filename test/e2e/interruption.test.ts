/** Killed, interrupted, disk full: the next run goes on to the same bytes. Contract 5.5. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeCase } from '../make/case.ts';
import { killedRunGoesOn, share, undisturbed } from './kill.ts';
import { ended, outputs, postbreach, startPostbreach, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const OPTIONS = { messages: 150 };
const expected = undisturbed(join(folder, 'undisturbed'), OPTIONS);

test('a run that was killed four times at seeded moments ends with the bytes of one that was not', async () => {
  let atWork = 0;
  // The moments are spread over the run: one in each quarter.
  for (let seed = 0; seed < 4; seed += 1)
    if (await killedRunGoesOn(join(folder, `killed-${seed}`), OPTIONS, expected, (seed + share(seed)) / 4.4)) atWork += 1;
  assert.ok(atWork >= 2, `only ${atWork} runs were still at work when they were killed`);
});

test('an interrupted run ends with 130, says how to go on, and goes on', async () => {
  const name = join(folder, 'interrupted');
  makeCase(name, OPTIONS);
  const child = startPostbreach(['run', name, '--progress', 'json']);
  let told = '';
  child.stderr?.on('data', (piece: Buffer) => {
    told += piece.toString('utf8');
    // `walk` has ended: `read` is at work.
    if (/"stage":"walk".*"end":true/.test(told)) child.kill('SIGINT');
  });
  const { code } = await ended(child);
  assert.equal(code, 130, told);
  assert.match(told, /goes on from here/);
  assert.deepEqual(outputs(name), {}, 'no output is there before the answer');
  assert.equal(postbreach(['run', name, '--quiet']).status, 0);
  assert.deepEqual(outputs(name), expected.outputs);
});
