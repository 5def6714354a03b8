/**
 * The reading child: expendable. It gets one job at a time, streams parts that the parent acknowledges, and answers with the
 * result. Whatever it throws reaches the parent as the name of the error alone: a message may quote evidence.
 */
import { OperatorError } from '../../kernel/index.ts';
import { TextPackWriter } from '../../store/index.ts';
import { runReadJob, type ReadDesk } from '../reading/run-job.ts';
import type { ReadJob } from '../reading/jobs.ts';

export interface ToChild {
  readonly kind: 'job' | 'ack';
  readonly job?: ReadJob;
}

const folder = process.argv[2] ?? '';
const pack = process.argv[3] ?? '';
const desk: ReadDesk = { texts: new TextPackWriter(folder, pack) };
let acknowledge: (() => void) | undefined;

process.on('message', (message: ToChild) => {
  if (message.kind === 'ack') acknowledge?.();
  else if (message.job !== undefined) void work(message.job);
});
// A signal to the whole group is for the coordinator: it stops between two transactions and ends its children itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

function send(message: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, {}, (error) => (error === null ? resolve() : reject(error)));
  });
}

async function work(job: ReadJob): Promise<void> {
  try {
    const result = await runReadJob(job, desk, async (part) => {
      const acknowledged = new Promise<void>((resolve) => {
        acknowledge = resolve;
      });
      await send({ kind: 'part', part });
      await acknowledged;
    });
    await send({ kind: 'result', result });
  } catch (error) {
    if (error instanceof OperatorError) return send({ kind: 'surroundings', trouble: error.trouble });
    await send({ kind: 'fault', detail: error instanceof Error ? error.name : 'unknown', ...(folder === '' ? {} : faultPlace(error)) });
  }
}

/** The first place of ours in the stack: file and line, which hold no evidence. */
function faultPlace(error: unknown): { place?: string } {
  const line = error instanceof Error ? (error.stack ?? '').split('\n').find((text) => /\/(?:src|dist)\//.test(text)) : undefined;
  const place = line === undefined ? undefined : /((?:src|dist)\/[\w/.-]+:\d+)/.exec(line)?.[1];
  return place === undefined ? {} : { place };
}
