/** Runs jobs in this process: for tests and debugging. Limits on time and memory do not stand here. */
import { runReadJob, type ReadDesk } from '../reading/run-job.ts';
import type { Executor } from './executor.ts';

export function inlineExecutor(desk: ReadDesk): Executor {
  return {
    name: 'inline',
    width: 1,
    peakChildBytes: 0,
    async run(job, onPart) {
      try {
        return { ok: true, result: await runReadJob(job, desk, async (part) => onPart?.(part)) };
      } catch (error) {
        return { ok: false, death: { cause: 'crash', detail: error instanceof Error ? error.name : 'unknown' } };
      }
    },
    close() {
      desk.texts.close();
      return Promise.resolve();
    },
  };
}
