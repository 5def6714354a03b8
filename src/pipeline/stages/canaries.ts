/** Runs the canaries once for each version of readers and detectors, and keeps the result. */
import type { CensusClass } from '../../model/index.ts';
import type { RunContext } from '../context.ts';
import { readKey } from './read-version.ts';

type Result = Partial<Record<CensusClass, { planted: number; found: number }>>;

export async function canaryResult(context: RunContext, version: string): Promise<Result> {
  const key = readKey(context, version);
  const known = context.db.get(`SELECT outcome FROM journal WHERE stage = 'canaries' AND unit = 'all' AND fingerprint = ?`, key);
  if (typeof known?.['outcome'] === 'string') return JSON.parse(known['outcome']) as Result; // our own JSON
  const outcome = await context.executor.run({ kind: 'canaries', limits: context.limits });
  // A canary run that died claims nothing: the statement says that no values were planted.
  if (!outcome.ok || outcome.result.kind !== 'canaries') return {};
  context.db.run(
    `INSERT OR REPLACE INTO journal (stage, unit, fingerprint, outcome) VALUES ('canaries', 'all', ?, ?)`,
    key,
    JSON.stringify(outcome.result.classes),
  );
  return outcome.result.classes;
}
