/** One interface over the ways to run reading jobs: in this process, in child processes here, later on many machines. */
import type { ReadJob, ReadPart, ReadResult } from '../reading/jobs.ts';

/** A job that ended without a result. `time` and `memory` are limits; `crash` is ours until proven otherwise. */
export interface Death {
  readonly cause: 'time' | 'memory' | 'crash';
  /** Error class or signal; never a message, which could quote evidence. */
  readonly detail: string;
}

export type JobOutcome = { readonly ok: true; readonly result: ReadResult } | { readonly ok: false; readonly death: Death };

export interface Executor {
  readonly name: 'inline' | 'pool';
  /** Jobs that may usefully run at the same time. */
  readonly width: number;
  /** Runs one job. `onPart` is awaited before the job goes on: back-pressure. Errors thrown by `onPart` reject. */
  run(job: ReadJob, onPart?: (part: ReadPart) => void | Promise<void>): Promise<JobOutcome>;
  /** Highest resident size seen in any child, in bytes. */
  readonly peakChildBytes: number;
  close(): Promise<void>;
}

/** What readers were given and what they read, for run.json. */
export interface WorkTally {
  units: number;
  bytes: number;
}

/** The same executor, counted. */
export function counted(executor: Executor, tally: WorkTally): Executor {
  return {
    name: executor.name,
    width: executor.width,
    get peakChildBytes() {
      return executor.peakChildBytes;
    },
    async run(job, onPart) {
      Object.assign(tally, { units: tally.units + 1 });
      const outcome = await executor.run(job, onPart);
      if (outcome.ok) Object.assign(tally, { bytes: tally.bytes + bytesOf(outcome.result) });
      return outcome;
    },
    close: () => executor.close(),
  };
}

function bytesOf(result: ReadResult): number {
  if (result.kind === 'recognised') return result.recognised.bytes;
  return result.kind === 'read'
    ? result.items.reduce((sum, { bytes }) => sum + bytes, 0) + result.contents.reduce((sum, { record }) => sum + record.bytes, 0)
    : 0;
}

/**
 * Runs `work` over `units`, at most `width` at a time, and yields outcomes in the order of the units. A slow unit holds back at
 * most `width` finished ones, so memory stays bounded.
 */
export async function* mapInOrder<U, R>(
  units: Iterable<U> | AsyncIterable<U>,
  width: number,
  work: (unit: U) => Promise<R>,
): AsyncGenerator<{ unit: U; result: R }> {
  const flying: { unit: U; done: Promise<R> }[] = [];
  const settle = async (): Promise<{ unit: U; result: R } | undefined> => {
    const first = flying.shift();
    return first === undefined ? undefined : { unit: first.unit, result: await first.done };
  };
  for await (const unit of units) {
    const done = work(unit);
    done.catch(() => undefined); // the rejection is seen when its turn comes
    flying.push({ unit, done });
    if (flying.length >= width) {
      const settled = await settle();
      if (settled !== undefined) yield settled;
    }
  }
  for (let settled = await settle(); settled !== undefined; settled = await settle()) yield settled;
}
