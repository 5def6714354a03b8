/** Parses a command line by the command table. Wrong usage is one paragraph that names the nearest known word. */
import { parseArgs } from 'node:util';
import { OperatorError } from '../kernel/index.ts';
import { nearest } from '../store/index.ts';
import { COMMANDS, COMMON_OPTIONS, NOT_YET, type CommandRow } from './command-table.ts';

export interface Invocation {
  readonly command: CommandRow | undefined;
  readonly args: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: Readonly<Record<string, readonly string[]>>;
}

export function parseCommandLine(argv: readonly string[]): Invocation {
  const name = argv.find((arg) => !arg.startsWith('-'));
  const command = COMMANDS.find((row) => row.name === name);
  if (name !== undefined && command === undefined) throw unknownCommand(name, argv);
  const rows = [...COMMON_OPTIONS, ...(command?.options ?? [])];
  const known = new Map(rows.map((row) => [row.name, row]));
  const { positionals, tokens } = parseArgs({
    args: [...argv],
    options: {
      h: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(rows.map((row) => [row.name, { type: row.type, multiple: true }])),
    },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const flags = new Set<string>();
  const values: Record<string, string[]> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (token.name === 'h') {
      flags.add('help');
      continue;
    }
    const row = known.get(token.name);
    if (row === undefined) throw unknownOption(token.rawName, [...known.keys()]);
    if (row.type === 'boolean') flags.add(row.name);
    else if (token.value === undefined || token.value === '')
      throw usage('option-value', `${token.rawName} needs a value (${row.value ?? ''}).`, command);
    else (values[row.name] ??= []).push(token.value);
  }
  const args = positionals.slice(1);
  if (command !== undefined && !flags.has('help') && (args.length < command.args[0] || args.length > command.args[1])) {
    throw usage(
      'arguments',
      `\`${command.name}\` takes ${command.args[0] === command.args[1] ? String(command.args[0]) : `at least ${command.args[0]}`} argument${command.args[0] === 1 ? '' : 's'}; ${args.length} were given.`,
      command,
    );
  }
  return { command, args, flags, values };
}

function unknownCommand(name: string, argv: readonly string[]): OperatorError {
  if (NOT_YET.includes(name)) {
    return new OperatorError({
      code: 'not-yet',
      what: `\`postbreach ${name}\` is not there yet.`,
      remedy: 'README lists what this version does and what it does not.',
    });
  }
  const close = nearest(
    name,
    COMMANDS.map((row) => row.name),
  );
  return new OperatorError({
    code: 'unknown-command',
    what: `There is no command \`${name}\`.`,
    remedy:
      close === undefined
        ? 'See `postbreach --help`.'
        : `Did you mean \`postbreach ${[close, ...argv.filter((arg) => arg !== name)].join(' ')}\`?`,
  });
}

function unknownOption(name: string, known: readonly string[]): OperatorError {
  const close = nearest(name.replace(/^-+/, ''), known);
  return new OperatorError({
    code: 'unknown-option',
    what: `There is no option \`${name}\` here.`,
    remedy: close === undefined ? 'See `--help`.' : `Did you mean \`--${close}\`?`,
  });
}

function usage(code: string, what: string, command: CommandRow | undefined): OperatorError {
  return new OperatorError({
    code,
    what,
    remedy: command === undefined ? 'See `postbreach --help`.' : `Usage: postbreach ${command.usage}`,
  });
}

export function helpText(command: CommandRow | undefined): string {
  const option = (row: { name: string; value?: string; summary: string }): string =>
    `  --${`${row.name}${row.value === undefined ? '' : ` ${row.value}`}`.padEnd(18)} ${row.summary}`;
  if (command !== undefined) {
    return [
      `  ${command.example}`,
      '',
      `Usage: postbreach ${command.usage}`,
      command.summary,
      ...(command.options.length === 0 ? [] : ['', ...command.options.map(option)]),
      '',
      'Common options:',
      ...COMMON_OPTIONS.map(option),
      '',
    ].join('\n');
  }
  return [
    'After a mailbox breach: who was in it, what was exposed, what the intruder reached, whom to tell by when.',
    '',
    '  postbreach demo                                see it work on an invented mailbox',
    '  postbreach init CASE --mailbox mail.pst --log ual.csv --roster members.csv',
    '  postbreach run CASE                            from evidence to answer',
    '',
    ...COMMANDS.map((row) => `  ${row.name.padEnd(9)} ${row.summary}`),
    '',
    'postbreach COMMAND --help tells more. Nothing leaves this machine.',
    '',
  ].join('\n');
}
