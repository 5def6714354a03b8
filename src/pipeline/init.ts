/** `init`: a case folder with a commented case.yaml. Paths are written relative to it where they lie below, else absolute. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { OperatorError } from '../kernel/index.ts';
import { caseLayout, writeWhole } from '../store/index.ts';

export interface NewCase {
  readonly folder: string;
  readonly name: string;
  readonly organisation: string;
  readonly kind: string;
  readonly state: string;
  readonly ownerName: string;
  readonly ownerEmail: string;
  readonly discovered: string;
  readonly timezone: string;
  readonly mailboxes: readonly string[];
  readonly logs: readonly string[];
  readonly roster?: string;
  readonly workforce?: string;
}

export function makeCase(facts: NewCase): void {
  const { yaml } = caseLayout(facts.folder);
  if (existsSync(yaml))
    throw new OperatorError({
      code: 'case-exists',
      what: 'There is a case here already.',
      where: yaml,
      remedy: 'Use `postbreach add` to register more evidence, or name another folder.',
    });
  if (existsSync(facts.folder) && readdirSync(facts.folder).some((name) => name === 'out')) {
    throw new OperatorError({
      code: 'folder-in-use',
      what: 'The folder holds outputs of something else.',
      where: facts.folder,
      remedy: 'Name an empty folder.',
    });
  }
  for (const path of [
    ...facts.mailboxes,
    ...facts.logs,
    ...(facts.roster === undefined ? [] : [facts.roster]),
    ...(facts.workforce === undefined ? [] : [facts.workforce]),
  ]) {
    if (!existsSync(path))
      throw new OperatorError({
        code: 'no-such-file',
        what: 'A file that was named is not there.',
        where: path,
        remedy: 'Check the path; nothing was written.',
      });
  }
  mkdirSync(facts.folder, { recursive: true, mode: 0o700 });
  writeWhole(yaml, [yamlOf(facts)]);
}

export function pathInCase(folder: string, path: string): string {
  const inside = relative(folder, path);
  return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside) ? inside : path;
}

/** A scalar that YAML reads back as the same text. */
export function scalar(text: string): string {
  return text === '' ? '""' : /^[\w][\w ./@:-]*$/.test(text) && !/: |:$|\s$/.test(text) ? text : JSON.stringify(text);
}

function yamlOf(facts: NewCase): string {
  const list = (paths: readonly string[]): string => `[${paths.map((path) => scalar(pathInCase(facts.folder, path))).join(', ')}]`;
  const unknown = (value: string, line: string, hint: string): string => (value === '' ? `# ${line}${hint}` : `${line}${value}`);
  return [
    '# A breached mailbox. Everything below may be corrected by hand; run again after a change, and only what changed is redone.',
    `case: ${scalar(facts.name)}`,
    'organisation:',
    `  name: ${scalar(facts.organisation)}`,
    `  kind: ${facts.kind}                 # covered-entity | business-associate | part2-program | vendor-phr | other`,
    `  ${unknown(facts.state, 'state: ', 'WA                         # where the organisation is; binds no clock by itself')}`,
    '  # licences: [insurer]               # which regulators bind; left out: their duties stay undecided',
    'mailboxes:                            # one entry for each compromised account',
    `  - owner: { name: ${scalar(facts.ownerName)}, emails: [${facts.ownerEmail === '' ? '' : scalar(facts.ownerEmail)}] }`,
    `    sources: ${list(facts.mailboxes)}`,
    `logs: ${list(facts.logs)}`,
    facts.roster === undefined
      ? '# roster: { file: members.csv }         # members or patients; columns are guessed and shown'
      : `roster: { file: ${scalar(pathInCase(facts.folder, facts.roster))} }`,
    facts.workforce === undefined
      ? '# workforce: { file: staff.csv }        # who is staff, not patient'
      : `workforce: { file: ${scalar(pathInCase(facts.folder, facts.workforce))} }`,
    'incident:',
    `  ${unknown(facts.discovered, 'discovered: ', 'YYYY-MM-DD            # the first day anyone but the intruder knew: starts the clocks')}`,
    '  # determined: YYYY-MM-DD             # the day the organisation concluded that it is a breach',
    'indicators: { ips: [], sessions: [], apps: [] }   # what is known of the intruder',
    `timezone: ${facts.timezone}`,
    '',
  ].join('\n');
}
