/**
 * The test command. Units share one process; end-to-end tests have a process a file. Prints the sum as its last line.
 * `--unit` units only · `--soak` the long runs of test/soak as well.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { tickMs } from '../src/kernel/index.ts';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const args = process.argv.slice(2);
const filter = args.filter((arg) => !arg.startsWith('--'));
const all = globSync('test/**/*.test.ts')
  .map((file) => file.replaceAll('\\', '/'))
  .sort((a, b) => (a < b ? -1 : 1));
const wanted = filter.length === 0 ? all : all.filter((file) => filter.some((part) => file.includes(part)));
const isSoak = (file: string): boolean => file.startsWith('test/soak/');
const isEndToEnd = (file: string): boolean => file.startsWith('test/e2e/');

function runSuite(name: string, files: readonly string[], options: readonly string[]): Tally {
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const started = tickMs();
  const child = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--test', ...options, '--test-reporter=./tools/closing-line.ts', ...files],
    {
      encoding: 'utf8',
      maxBuffer: 256 * 1024 ** 2,
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    },
  );
  const closing = /^(\d+) passed, (\d+) failed, (\d+) skipped$/gm;
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const match of child.stdout.matchAll(closing)) {
    tally.passed += Number(match[1]);
    tally.failed += Number(match[2]);
    tally.skipped += Number(match[3]);
  }
  process.stdout.write(child.stdout.replace(closing, '').trimEnd());
  if (child.status !== 0 && tally.failed === 0) {
    process.stdout.write(`\nFAILED ${name}: the runner ended with ${child.status ?? child.signal}\n${child.stderr.slice(-4000)}`);
    tally.failed += 1;
  }
  process.stdout.write(`\n${name}: files=${files.length} seconds=${((tickMs() - started) / 1000).toFixed(1)}\n`);
  return tally;
}

const tallies: Tally[] = [];
tallies.push(
  runSuite(
    'units',
    wanted.filter((file) => !isEndToEnd(file) && !isSoak(file)),
    ['--test-isolation=none'],
  ),
);
if (!args.includes('--unit')) tallies.push(runSuite('end to end', wanted.filter(isEndToEnd), ['--test-concurrency=2']));
if (args.includes('--soak')) tallies.push(runSuite('soak', wanted.filter(isSoak), ['--test-concurrency=1']));
const sum = tallies.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }));
const floor = filter.length > 0 || args.includes('--unit') ? 0 : Number(readFileSync('test/COUNT', 'utf8'));
if (sum.passed + sum.skipped < floor) {
  process.stdout.write(`FAILED only ${sum.passed + sum.skipped} tests were seen; test/COUNT says ${floor}\n`);
  sum.failed += 1;
}
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
