/** Twenty kills at random moments of a larger case, each on a case of its own; every fifth is killed three times in a row. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { killedRunGoesOn, share, undisturbed } from '../e2e/kill.ts';
import { temporaryFolder } from '../e2e/support.ts';

const KILLS = 20;

test('twenty runs that were killed at random moments end with the bytes of one that was not', async () => {
  const folder = temporaryFolder();
  const options = { messages: 1500 };
  const expected = undisturbed(join(folder, 'undisturbed'), options);
  let atWork = 0;
  for (let seed = 0; seed < KILLS; seed += 1) {
    const name = join(folder, `killed-${seed}`);
    const part = (seed + share(seed)) / (KILLS * 1.05);
    atWork += await killedRunGoesOn(name, options, expected, seed % 5 === 0 ? [part, share(seed + 100), share(seed + 200)] : [part]);
    rmSync(name, { recursive: true });
  }
  assert.ok(atWork >= KILLS / 2, `only ${atWork} kills met a run at work`);
});
