/** `postbreach explain CASE ID`: the proof as a tree, or as JSON. */
import { userInfo } from 'node:os';
import { EXIT, nowIso, type ExitCode } from '../kernel/index.ts';
import { explainId, itemText, type ExplainNode } from '../pipeline/index.ts';
import { appendAudit, caseLayout } from '../store/index.ts';
import type { Call } from './main.ts';
import { paintFor, type Paint } from './terminal.ts';

export function explain(call: Call): ExitCode {
  const [caseArgument = '', id = ''] = call.args;
  const folder = call.path(caseArgument);
  if (call.flags.has('text')) {
    const { id: full, text } = itemText(folder, id);
    appendAudit(caseLayout(folder), { at: nowIso(), by: userInfo().username, action: 'read-text', id: full });
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    return EXIT.ok;
  }
  const explanation = explainId(folder, id);
  if (call.flags.has('json')) process.stdout.write(`${JSON.stringify(explanation)}\n`);
  else {
    const paint = paintFor(process.stdout, call.flags);
    process.stdout.write(
      `${paint.bold(explanation.id)}  ${explanation.claim}\n${explanation.because.map((branch) => tree(branch, 1, paint)).join('')}`,
    );
  }
  return EXIT.ok;
}

function tree(branch: ExplainNode, depth: number, paint: Paint): string {
  const indent = '  '.repeat(depth);
  const weight = branch.weight === null ? '' : ` ${branch.weight.toFixed(2)}`;
  const rule = branch.rule === '' ? '' : paint.dim(`  [${branch.rule}${weight}]`);
  const source =
    branch.source === null
      ? ''
      : `${indent}  ${paint.dim(
          Object.entries(branch.source)
            .filter(([, value]) => value !== null && value !== '')
            .map(([key, value]) => `${key} ${String(value)}`)
            .join(', '),
        )}\n`;
  return `${indent}${branch.kind} ${branch.id}: ${branch.claim}${rule}\n${branch.because.length === 0 ? source : ''}${branch.because.map((inner) => tree(inner, depth + 1, paint)).join('')}`;
}
