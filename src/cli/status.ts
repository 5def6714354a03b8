/** `postbreach status CASE`: the answer of the last finished run. */
import { statusText } from '../answer/index.ts';
import { EXIT, type ExitCode } from '../kernel/index.ts';
import { readSummary } from '../pipeline/index.ts';
import type { Call } from './main.ts';
import { paintFor } from './terminal.ts';

export function status(call: Call): ExitCode {
  const [caseArgument = ''] = call.args;
  const summary = readSummary(call.path(caseArgument));
  process.stdout.write(
    call.flags.has('json')
      ? `${JSON.stringify(summary)}\n`
      : statusText(summary, { paint: paintFor(process.stdout, call.flags), width: process.stdout.columns ?? 80, caseName: caseArgument }),
  );
  return EXIT.ok;
}
