/** Runs jobs in this process: for tests and debugging. Limits on time and memory do not stand here. */
import { runReadJob, type ReadDesk } from '../reading/run-job.ts';
import { OperatorError } from '../../kernel/index.ts';
import type { ReadPart } from '../reading/jobs.ts';
import type { Executor } from './executor.ts';

export function inlineExecutor(desk: ReadDesk): Executor {
  return {
    name: 'inline',
    width: 1,
    peakChildBytes: 0,
    async run(job, onPart) {
      // What the coordinator's side throws is its own: only what the reader throws is a death.
      const refused: unknown[] = [];
      const give = async (part: ReadPart): Promise<void> => {
        try {
          await onPart?.(part);
        } catch (error) {
          refused.push(error);
          throw error;
        }
      };
      try {
        return { ok: true, result: await runReadJob(job, desk, give) };
      } catch (error) {
        if (refused.length > 0) throw refused[0];
        if (error instanceof OperatorError) throw error;
        return { ok: false, death: { cause: 'crash', detail: error instanceof Error ? error.name : 'unknown' } };
      }
    },
    close() {
      desk.texts.close();
      return Promise.resolve();
    },
  };
}
