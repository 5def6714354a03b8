/** Runs that are killed at given moments and begun again, beside one that nobody disturbed. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { makeCase, type CaseOptions } from '../make/case.ts';
import { ended, filesBelow, outputs, postbreach, shareCanaries, startPostbreach } from './support.ts';

/** A share of 0..1 from a seed: one step of a linear congruence. */
export function share(seed: number): number {
  return ((Math.imul(Math.imul(seed + 1, 2_654_435_761), 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

export interface Undisturbed {
  readonly folder: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly milliseconds: number;
}

export function undisturbed(folder: string, options: CaseOptions): Undisturbed {
  makeCase(folder, options);
  const started = performance.now();
  const { status, stderr } = postbreach(['run', folder, '--quiet']);
  assert.equal(status, 0, stderr);
  return { folder, outputs: outputs(folder), milliseconds: performance.now() - started };
}

/**
 * Kills a run after each of these shares of the undisturbed time, then runs to the end and compares. Gives how many of the kills met
 * a run that was still at work.
 */
export async function killedRunGoesOn(
  folder: string,
  options: CaseOptions,
  expected: Undisturbed,
  shares: readonly number[],
): Promise<number> {
  makeCase(folder, options);
  shareCanaries(expected.folder, folder);
  let atWork = 0;
  for (const part of shares) {
    const child = startPostbreach(['run', folder, '--quiet']);
    const timer = setTimeout(() => child.kill('SIGKILL'), expected.milliseconds * part);
    const { signal } = await ended(child);
    clearTimeout(timer);
    if (signal === 'SIGKILL') atWork += 1;
    assert.deepEqual(
      filesBelow(join(folder, 'out')).filter((name) => name.endsWith('.part')),
      [],
      'no half-written file stands among the outputs',
    );
  }
  const { status, stderr } = postbreach(['run', folder, '--quiet']);
  assert.equal(status, 0, stderr);
  assert.deepEqual(outputs(folder), expected.outputs);
  assert.deepEqual(
    filesBelow(folder).filter((name) => /\.part$|\.lock|out\.next/.test(name)),
    [],
    'nothing is left of the runs that were killed',
  );
  const verified = postbreach(['verify', folder, '--json']);
  assert.notEqual(verified.status, 7, verified.stdout);
  return atWork;
}
