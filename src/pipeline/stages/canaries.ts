/** Runs the canaries once for each version of readers and detectors, and keeps the result. */
import type { CensusClass } from '../../model/index.ts';
import type { RunContext } from '../context.ts';

type Result = Partial<Record<CensusClass, { planted: number; found: number }>>;

export async function canaryResult(context: RunContext): Promise<Result> {
  const outcome = await context.executor.run({ kind: 'canaries', limits: context.limits });
  // A canary run that died claims nothing: the statement says that no values were planted.
  return outcome.ok && outcome.result.kind === 'canaries' ? outcome.result.classes : {};
}
