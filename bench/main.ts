/** Speed of a whole run, first and again: `npm run bench [-- MB]` (40 MB of mailbox). Prints the table of docs/performance.md. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLargeCase } from './mailbox.ts';
import { measureRun, megabytes } from './measure.ts';

const [size = '40'] = process.argv.slice(2);
const jobs = Math.min(2, availableParallelism());
const folder = mkdtempSync(join(tmpdir(), 'postbreach-bench-'));
try {
  const messages = makeLargeCase(folder, Number(size) * 1_000_000);
  console.log(
    `${cpus()[0]?.model ?? 'a processor'}, ${availableParallelism()} cores, ${jobs} reading processes; ${size} MB of mailbox, ${messages} messages, as many attachments\n`,
  );
  console.log('| run | seconds | messages/s | MB/s | coordinator MB | all MB |');
  console.log('|---|---|---|---|---|---|');
  for (const name of ['first', 'again']) {
    const run = await measureRun(folder, jobs);
    console.log(
      `| ${name} | ${run.seconds.toFixed(1)} | ${(messages / run.seconds).toFixed(0)} | ${(Number(size) / run.seconds).toFixed(1)} | ${megabytes(run.coordinatorBytes)} | ${megabytes(run.allBytes)} |`,
    );
    console.log(`  ${run.stages.map(({ stage, seconds, units }) => `${stage} ${seconds.toFixed(1)} s, ${units} units`).join(' · ')}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
