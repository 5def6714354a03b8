/** `postbreach verify CASE`: the gate for scripts; each check with ok or not, the first "not" explained. */
import type { ExitCode } from '../kernel/index.ts';
import { verifyCase } from '../pipeline/index.ts';
import type { Call } from './main.ts';
import { paintFor } from './terminal.ts';

const MEANING: Readonly<Record<number, string>> = {
  0: 'everything holds',
  7: 'something does not match',
  3: 'there are gaps that no one has accepted',
  4: 'open decisions can change a count',
};

export function verify(call: Call): ExitCode {
  const [caseArgument = ''] = call.args;
  const { exit, checks } = verifyCase(call.path(caseArgument));
  const paint = paintFor(process.stdout, call.flags);
  process.stdout.write(
    call.flags.has('json')
      ? `${JSON.stringify({ schema: 'postbreach.verify/1', exit, checks })}\n`
      : `${checks.map(({ name, ok, detail }) => `${ok ? paint.green('ok ') : paint.red('not')} ${name.padEnd(24)} ${detail}`).join('\n')}\n${MEANING[exit] ?? ''} (exit ${exit})\n`,
  );
  return exit;
}
