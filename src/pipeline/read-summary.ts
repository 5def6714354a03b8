import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SummaryJson } from '../answer/index.ts';
import { OperatorError } from '../kernel/index.ts';
import { caseLayout } from '../store/index.ts';

/** summary.json of the last finished run, as plain JSON. */
export function readSummary(folder: string): SummaryJson {
  const { out, yaml } = caseLayout(folder);
  const path = join(out, 'summary.json');
  if (!existsSync(yaml)) {
    throw new OperatorError({
      code: 'no-case',
      what: 'There is no case here: case.yaml is missing.',
      where: folder,
      remedy: `Make one with \`postbreach init ${folder}\`, or name the folder of a case.`,
    });
  }
  if (!existsSync(path)) {
    throw new OperatorError({
      code: 'no-answer',
      what: 'This case has no answer yet: no run has finished.',
      where: folder,
      remedy: `Run \`postbreach run ${folder}\`.`,
    });
  }
  return JSON.parse(readFileSync(path, 'utf8')) as SummaryJson; // our own file, checked by `verify`
}
