/** `postbreach run CASE`. The answer goes to standard output, progress to standard error. */
import { EXIT, type ExitCode } from '../kernel/index.ts';
import { statusText } from '../answer/index.ts';
import { readSummary, runCase } from '../pipeline/index.ts';
import type { Call } from './main.ts';
import { progressFor } from './progress.ts';
import { paintFor } from './terminal.ts';

export async function run(call: Call): Promise<ExitCode> {
  const [caseArgument = ''] = call.args;
  return runAndPrint(call, call.path(caseArgument), caseArgument);
}

export async function runAndPrint(call: Call, folder: string, shownName: string): Promise<ExitCode> {
  const mode = call.flags.has('quiet')
    ? 'quiet'
    : call.values['progress']?.[0] === 'json'
      ? 'json'
      : process.stderr.isTTY
        ? 'tty'
        : 'plain';
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    if (signals > 1) process.exit(EXIT.interrupted);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    const jobs = Number(call.values['jobs']?.[0] ?? Number.NaN);
    const report = await runCase({
      folder,
      version: call.version,
      executor: call.values['executor']?.[0] === 'inline' ? 'inline' : 'pool',
      progress: progressFor(process.stderr, mode),
      interrupted: () => signals > 0,
      ...(Number.isInteger(jobs) && jobs > 0 ? { jobs } : {}),
    });
    if (report.tookOverLock) process.stderr.write('note: a run that had ended without a word was taken over.\n');
    if (report.exit === EXIT.interrupted) {
      process.stderr.write(`stopped; \`postbreach run ${shownName}\` goes on from here.\n`);
      return report.exit;
    }
    const summary = readSummary(folder);
    process.stdout.write(
      call.flags.has('json')
        ? `${JSON.stringify(summary)}\n`
        : statusText(summary, { paint: paintFor(process.stdout, call.flags), width: process.stdout.columns ?? 80, caseName: shownName }),
    );
    return report.exit;
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
