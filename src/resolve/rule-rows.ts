/** Rule tables are TSV: UTF-8, one header line, no quoting, `\n`. A broken table is a bug of ours: it stops the start, never a case. */
import { readFileSync } from 'node:fs';

import { assert } from '../kernel/index.ts';
import { rulesFile } from '../kernel/package-root.ts';

/** The rows of `rules/<relative>` with the cells of `columns`, in this order. */
export function ruleRows(relative: string, columns: readonly string[]): readonly (readonly string[])[] {
  const [head = '', ...lines] = readFileSync(rulesFile(relative), 'utf8').split('\n');
  const names = head.split('\t');
  const at = columns.map((column) => names.indexOf(column));
  assert(
    at.every((index) => index >= 0),
    `the rule table ${relative} has the columns its reader wants`,
  );
  return lines.flatMap((line) => {
    if (line === '') return [];
    const cells = line.split('\t');
    return [at.map((index) => cells[index] ?? '')];
  });
}

/** A value that is made at its first use and kept. */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
