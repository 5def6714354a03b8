/** Rule tables are TSV: UTF-8, one header line, no quoting, `\n`. A broken table is a bug of ours: it stops the start, never a case. */
import { readFileSync } from 'node:fs';

import { assert } from '../kernel/index.ts';
import { rulesFile } from '../kernel/package-root.ts';

export type RuleRow<Column extends string> = Readonly<Record<Column, string>>;

/** The rows of `rules/<relative>`. `columns` must all stand in its header line. */
export function ruleTable<Column extends string>(relative: string, columns: readonly Column[]): readonly RuleRow<Column>[] {
  const lines = readFileSync(rulesFile(relative), 'utf8').split('\n');
  const head = (lines[0] ?? '').split('\t');
  const at = columns.map((column) => head.indexOf(column));
  assert(
    at.every((index) => index >= 0),
    `the rule table ${relative} has the columns its reader wants`,
  );
  const rows: RuleRow<Column>[] = [];
  for (let i = 1; i < lines.length; i += 1) {
    const line = lines[i];
    if (line === undefined || line === '') continue;
    const cells = line.split('\t');
    const row = {} as Record<Column, string>; // filled for every column below
    for (let c = 0; c < columns.length; c += 1) row[columns[c] as Column] = cells[at[c] ?? -1] ?? ''; // c < columns.length
    rows.push(row);
  }
  return rows;
}
