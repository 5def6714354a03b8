/** Runs that are killed at a seeded moment and begun again, beside one that nobody disturbed. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeCase, type CaseOptions } from '../make/case.ts';
import { ended, filesBelow, outputs, postbreach, startPostbreach } from './support.ts';

/** A share of 0..1 from a seed: one step of a linear congruence. */
export function share(seed: number): number {
  return ((Math.imul(Math.imul(seed + 1, 2_654_435_761), 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

export interface Undisturbed {
  readonly outputs: Readonly<Record<string, string>>;
  readonly milliseconds: number;
}

export function undisturbed(folder: string, options: CaseOptions): Undisturbed {
  makeCase(folder, options);
  const started = performance.now();
  const { status, stderr } = postbreach(['run', folder, '--quiet']);
  assert.equal(status, 0, stderr);
  return { outputs: outputs(folder), milliseconds: performance.now() - started };
}

/** Kills the run after a share of the undisturbed time; true if it was still at work. Then runs to the end and compares. */
export async function killedRunGoesOn(
  folder: string,
  options: CaseOptions,
  expected: Undisturbed,
  part: number,
  kills = 1,
): Promise<boolean> {
  makeCase(folder, options);
  let wasAtWork = false;
  for (let kill = 0; kill < kills; kill += 1) {
    const child = startPostbreach(['run', folder, '--quiet']);
    const timer = setTimeout(() => child.kill('SIGKILL'), expected.milliseconds * part);
    const { signal } = await ended(child);
    clearTimeout(timer);
    wasAtWork ||= signal === 'SIGKILL';
    for (const name of existsSync(join(folder, 'out')) ? Object.keys(outputs(folder)) : [])
      assert.ok(!name.endsWith('.part'), 'no half-written file stands among the outputs');
  }
  const { status, stderr } = postbreach(['run', folder, '--quiet']);
  assert.equal(status, 0, stderr);
  assert.deepEqual(outputs(folder), expected.outputs);
  assert.deepEqual(
    filesBelow(folder).filter((name) => /\.part$|\.lock|out\.next/.test(name)),
    [],
    'nothing is left of the run that was killed',
  );
  const verified = postbreach(['verify', folder, '--json']);
  assert.notEqual(verified.status, 7, verified.stdout);
  return wasAtWork;
}
