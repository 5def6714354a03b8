/** audit.jsonl: who opened what, chained like the decisions, ids only, never an input of a run. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { sha256 } from '../kernel/index.ts';
import { CHAIN_START } from './decisions-log.ts';
import type { CaseLayout } from './layout.ts';

export interface AuditEntry {
  readonly at: string;
  readonly by: string;
  readonly action: 'read-text';
  readonly id: string;
}

export function appendAudit(layout: CaseLayout, entry: AuditEntry): void {
  const lines = existsSync(layout.audit) ? readFileSync(layout.audit, 'utf8').trimEnd().split('\n') : [];
  const last: unknown = lines.length === 0 || lines[0] === '' ? undefined : JSON.parse(lines.at(-1) ?? '{}');
  const before =
    typeof last === 'object' && last !== null && 'hash' in last && 'seq' in last
      ? { prev: String(last.hash), seq: Number(last.seq) }
      : { prev: CHAIN_START, seq: 0 };
  const line = { seq: before.seq + 1, ...entry, prev: before.prev };
  const file = openSync(layout.audit, 'a', 0o600);
  try {
    writeSync(file, `${JSON.stringify({ ...line, hash: sha256(JSON.stringify(line)) })}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
