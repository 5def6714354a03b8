/**
 * What READ depends on beside the bytes: the version of the product and its detector, the rules that detection loads, and the
 * limits. When one changes, everything is read again: an old answer of a new rule would be a silent lie.
 */
import { globSync, readFileSync } from 'node:fs';
import { DETECTOR } from '../../detect/index.ts';
import { byText, digestOf, sha256 } from '../../kernel/index.ts';
import { rulesFile } from '../../kernel/package-root.ts';
import type { RunContext } from '../context.ts';

/** Rules that are read while reading; law, verdicts and the look of the report enter later. */
const READ_RULES = ['labels', 'recognizers', 'clinical', 'names', 'layout'];

export function readKey(context: RunContext, version: string): string {
  const rules = READ_RULES.flatMap((folder) => globSync(`${rulesFile(folder)}/**/*.tsv`)).sort(byText);
  return digestOf([version, DETECTOR, JSON.stringify(context.limits), ...rules.map((path) => sha256(readFileSync(path)))]);
}

/** Forgets what another version read. Decisions are keyed to content and stay. */
export function forgetOtherVersions(context: RunContext, version: string): void {
  const key = readKey(context, version);
  const known = context.db.get(`SELECT fingerprint FROM journal WHERE stage = 'read' AND unit = 'version'`)?.['fingerprint'];
  if (known === key) return;
  context.db.write(() => {
    for (const table of ['source', 'found', 'content', 'log_file', 'log_event']) context.db.run(`DELETE FROM ${table}`);
    context.db.run(`INSERT OR REPLACE INTO journal (stage, unit, fingerprint, outcome) VALUES ('read', 'version', ?, 'ok')`, key);
  });
}
