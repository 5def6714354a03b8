/**
 * Resident memory against the size of the mailbox: `node bench/memory.ts [MB...]` (200 and 1000). Bars of spec/platform.md 13 for
 * reading: the coordinator at most 400 MB, all processes on two cores at most 1.2 GB, the large case at most 15 % above the small
 * one. What deciding takes grows with the number of mentions and is shown apart.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLargeCase } from './mailbox.ts';
import { measureRun, megabytes } from './measure.ts';

const COORDINATOR_MB_MAX = 400;
const ALL_MB_MAX = 1200;
const GROWTH_MAX = 1.15;
const JOBS = 2;

const sizes = process.argv.slice(2).map(Number);
const wanted = sizes.length === 0 ? [200, 1000] : sizes;
const folder = mkdtempSync(join(tmpdir(), 'postbreach-bench-'));
const seen: { readonly mb: number; readonly coordinator: number; readonly all: number }[] = [];
try {
  console.log(
    '| mailbox | messages | seconds | messages/s | reading: coordinator MB | reading: all MB | deciding: coordinator MB | exit |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const mb of wanted) {
    const here = join(folder, String(mb));
    const messages = makeLargeCase(here, mb * 1_000_000);
    const run = await measureRun(here, JOBS);
    const coordinator = megabytes(run.reading.coordinatorBytes);
    const all = megabytes(run.reading.allBytes);
    const cells = [
      `${mb} MB`,
      messages,
      run.seconds.toFixed(0),
      (messages / run.seconds).toFixed(0),
      coordinator,
      all,
      megabytes(run.coordinatorBytes),
      run.exit,
    ];
    console.log(`| ${cells.join(' | ')} |`);
    console.log(`  ${run.stages.map(({ stage, seconds }) => `${stage} ${seconds.toFixed(1)} s`).join(' · ')}`);
    seen.push({ mb, coordinator, all });
    rmSync(here, { recursive: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const faults = seen.flatMap(({ mb, coordinator, all }) => [
  ...(coordinator > COORDINATOR_MB_MAX ? [`${mb} MB: the coordinator took ${coordinator} MB, more than ${COORDINATOR_MB_MAX}`] : []),
  ...(all > ALL_MB_MAX ? [`${mb} MB: all processes took ${all} MB, more than ${ALL_MB_MAX}`] : []),
]);
const [small, large] = [seen[0], seen.at(-1)];
if (small !== undefined && large !== undefined && large.all > small.all * GROWTH_MAX)
  faults.push(`from ${small.mb} to ${large.mb} MB of mailbox the memory grew by ${Math.round((large.all / small.all - 1) * 100)} %`);
console.log(faults.length === 0 ? 'within the bars' : faults.join('\n'));
process.exitCode = faults.length === 0 ? 0 : 1;
