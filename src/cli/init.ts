/** `postbreach init CASE`: a few plain questions on a terminal, none with --yes; ends with the next command. */
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { EXIT, type ExitCode } from '../kernel/index.ts';
import { makeCase, recogniseFile } from '../pipeline/index.ts';
import type { Call } from './main.ts';

export async function init(call: Call): Promise<ExitCode> {
  const [caseArgument = ''] = call.args;
  const paths = (name: string): string[] => (call.values[name] ?? []).map((path) => call.path(path));
  const [roster] = paths('roster');
  const [workforce] = paths('workforce');
  const asks = process.stdin.isTTY && process.stdout.isTTY && !call.flags.has('yes');
  const answers = asks ? await askPlainly() : {};
  const folder = call.path(caseArgument);
  const mailboxes = paths('mailbox');
  const logs = paths('log');
  makeCase({
    folder,
    name: answers.name ?? basename(folder),
    organisation: answers.organisation ?? '',
    kind: answers.kind ?? 'covered-entity',
    state: answers.state ?? '',
    ownerName: answers.owner ?? '',
    ownerEmail: answers.email ?? '',
    discovered: answers.discovered ?? '',
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    mailboxes,
    logs,
    ...(roster === undefined ? {} : { roster }),
    ...(workforce === undefined ? {} : { workforce }),
  });
  const lines = [`Made ${caseArgument}/case.yaml.`];
  for (const path of [...mailboxes, ...logs]) {
    const known = recogniseFile(path);
    lines.push(known === undefined ? `  ${path}: not recognised; \`run\` will say why` : `  ${path}: ${known.kind} (${known.how})`);
  }
  const missing = [
    mailboxes.length === 0 ? 'a mailbox' : '',
    logs.length === 0 ? 'an audit log' : '',
    roster === undefined ? 'a member or patient list' : '',
  ].filter((text) => text !== '');
  if (missing.length > 0) lines.push(`Not there yet: ${missing.join(', ')}. Register with: postbreach add ${caseArgument} FILE`);
  if ((answers.discovered ?? '') === '')
    lines.push('The day of discovery is not given: without it no date is computed. Write it into case.yaml under `incident`.');
  lines.push(`Next: postbreach run ${caseArgument}`);
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}

interface Answers {
  readonly name?: string;
  readonly owner?: string;
  readonly email?: string;
  readonly discovered?: string;
  readonly organisation?: string;
  readonly kind?: string;
  readonly state?: string;
}

async function askPlainly(): Promise<Answers> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answers: Record<string, string> = {};
  const ask = async (key: keyof Answers, question: string, test: RegExp = /^.*$/): Promise<void> => {
    for (;;) {
      const answer = (await lines.question(`${question} (empty: don't know yet) `)).trim();
      if (answer === '') return;
      if (test.test(answer)) {
        answers[key] = answer;
        return;
      }
      process.stdout.write('  That is not what is expected there.\n');
    }
  };
  try {
    await ask('name', 'What shall we call this case?');
    await ask('owner', 'Whose mailbox is it (name)?');
    await ask('email', 'The e-mail address of that mailbox?', /^[^\s@]+@[^\s@]+$/);
    await ask('discovered', 'The first day anyone but the intruder knew of it (YYYY-MM-DD)?', /^\d{4}-\d{2}-\d{2}$/);
    await ask('organisation', 'The name of the organisation?');
    await ask(
      'kind',
      'What is it: covered-entity, business-associate, part2-program, vendor-phr or other?',
      /^(covered-entity|business-associate|part2-program|vendor-phr|other)$/,
    );
    await ask('state', 'In which State (two letters)?', /^[A-Z]{2}$/);
  } finally {
    lines.close();
  }
  return answers;
}
