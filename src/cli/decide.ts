/** `postbreach decide CASE FILE`: decisions from NDJSON, all or nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { EXIT, nowIso, OperatorError, type ExitCode } from '../kernel/index.ts';
import { appendDecisions, caseLayout, parseDecisionInput, readCaseConfig, takeLock, type DecisionInput } from '../store/index.ts';
import { todayIn } from '../pipeline/index.ts';
import type { Call } from './main.ts';

export function decide(call: Call): ExitCode {
  const [caseArgument = '', file = ''] = call.args;
  const folder = call.path(caseArgument);
  readCaseConfig(folder, todayIn);
  const path = file === '-' ? '/dev/stdin' : call.path(file);
  if (!existsSync(path))
    throw new OperatorError({
      code: 'no-such-file',
      what: 'The file of decisions is not there.',
      where: file,
      remedy: 'Check the path; nothing was decided.',
    });
  const inputs: DecisionInput[] = [];
  for (const [index, line] of readFileSync(path, 'utf8').split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const parsed = parseDecisionInput(line);
    if (!parsed.ok)
      throw new OperatorError({
        code: 'decision-line',
        what: `A decision is not as the contract has it: ${parsed.why}.`,
        where: `${file}, line ${index + 1}`,
        remedy: 'Correct that line. Nothing was decided: it is all or nothing.',
      });
    inputs.push(parsed.input);
  }
  const layout = caseLayout(folder);
  const lock = takeLock(layout, 'decisions');
  try {
    const added = appendDecisions(layout, inputs, { at: nowIso(), engine: `postbreach ${call.version}` });
    process.stdout.write(
      call.flags.has('json')
        ? `${JSON.stringify({ schema: 'postbreach.decide/1', added: added.map(({ seq, uuid, kind }) => ({ seq, uuid, kind })), known: inputs.length - added.length })}\n`
        : `${added.length} decisions added, ${inputs.length - added.length} were known already.\nNext: postbreach run ${caseArgument}   (counts move with the next run)\n`,
    );
    return EXIT.ok;
  } finally {
    lock.release();
  }
}
