/** Tables of rules/layout. They are shared with the thread splitter, which may ship without them: no table, no cue. */
import { existsSync } from 'node:fs';

import { rulesFile } from '../../kernel/package-root.ts';
import { ruleTable, type RuleRow } from '../rule-table.ts';

export function layoutTable<Column extends string>(name: string, columns: readonly Column[]): readonly RuleRow<Column>[] {
  const path = `layout/${name}.tsv`;
  return existsSync(rulesFile(path)) ? ruleTable(path, columns) : [];
}
