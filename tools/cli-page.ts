/** docs/cli.md: every command with its example, usage and options, made from the command table. */
import { COMMANDS, COMMON_OPTIONS, NOT_YET, type OptionRow } from '../src/cli/command-table.ts';

const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'finished; gaps, if any, are listed'],
  [1, 'a fault in Postbreach itself, or the disk is full'],
  [2, 'wrong usage, configuration or input: nothing was written'],
  [
    3,
    '`run`: finished, but a whole source could not be read or ended early, said on the first line; `verify`: gaps that no one has accepted',
  ],
  [4, '`verify`: open decisions that can change a count'],
  [6, 'the case is in use: by whom, since when'],
  [7, '`verify`: something does not match'],
  [130, 'interrupted; `run` goes on from there'],
];

export function cliPage(): string {
  const options = (rows: readonly OptionRow[]): string[] =>
    rows.length === 0
      ? []
      : [
          '',
          '| option | |',
          '|---|---|',
          ...rows.map(
            ({ name, value, summary }) => `| \`--${name}${value === undefined ? '' : ` ${value}`}\` | ${summary.replaceAll('|', '\\|')} |`,
          ),
        ];
  return [
    '# Commands',
    '',
    'Made from `src/cli/command-table.ts`. The answer goes to standard output; progress, warnings and errors go to standard error.',
    ...COMMANDS.flatMap(({ name, usage, summary, example, options: own }) => [
      '',
      `## ${name}`,
      '',
      `${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.`,
      '',
      '```',
      example,
      '```',
      '',
      `Usage: \`postbreach ${usage}\``,
      ...options(own),
    ]),
    '',
    '## Common options',
    ...options(COMMON_OPTIONS),
    '',
    '## Exit codes',
    '',
    '| code | |',
    '|---|---|',
    ...EXIT_CODES.map(([code, meaning]) => `| ${code} | ${meaning} |`),
    '',
    '## Not there yet',
    '',
    `These commands are known and say so: ${NOT_YET.map((name) => `\`${name}\``).join(', ')}.`,
    '',
  ].join('\n');
}
