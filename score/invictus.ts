/**
 * The public laboratory set of audit records (Invictus IR, Office 365) as a case with logs only, run by the command line: what the
 * consented application read of one mailbox must come out as 59 named messages (spec/access.md 10.1, INV-1).
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { mergeEvents, readLogFile } from '../src/access/index.ts';
import { sha256 } from '../src/kernel/index.ts';
import type { LogEvent } from '../src/model/index.ts';
import { newFolder, postbreach, readTable, say, share, sharedMaterial, type Measures, type Row } from './shared.ts';

const SET = 'data/audit-logs/invictus-o365/auditrecords.csv.gz';
const APPLICATION = '395a1045-4185-43f1-ba4f-2b889bf7416b';
const DOMAIN = 'dutchmasterz.onmicrosoft.com';
/** The owners whose mailboxes the three suspicious applications read. spec/access.md 10.1 */
const OWNERS = ['joey', 'gradya', 'alexw', 'a.thulile'];
const EXPECTED: Readonly<Record<string, number>> = {
  rows: 9_611,
  records: 5_376,
  'mail accesses': 318,
  binds: 288,
  syncs: 30,
  references: 1_026,
  'message ids': 291,
  pairs: 320,
  mailboxes: 12,
  'INV-1 messages named': 59,
  'INV-1 named in gradya': 4,
};

export function scoreInvictus(): Measures | undefined {
  const path = sharedMaterial(SET);
  if (path === undefined) return undefined;
  const bytes = gunzipSync(readFileSync(path));
  const folder = newFolder('invictus');
  mkdirSync(join(folder, 'evidence'));
  writeFileSync(join(folder, 'evidence/auditrecords.csv'), bytes);
  writeFileSync(join(folder, 'case.yaml'), caseYaml());
  postbreach('run', folder, '--quiet');
  const missing = readTable(folder, 'access-missing.csv');
  const named = (owner: string): number => missing.filter((row) => row['mailbox']?.toLowerCase() === `${owner}@${DOMAIN}`).length;
  const measured: Record<string, number> = {
    ...countRecords(bytes),
    'INV-1 messages named': named('joey'),
    'INV-1 named in gradya': named('gradya'),
  };
  printOutput(folder, missing);
  rmSync(folder, { recursive: true, force: true });
  for (const [name, expected] of Object.entries(EXPECTED))
    say(
      `  ${name.padEnd(24)} ${String(measured[name]).padStart(6)}  expected ${expected}${measured[name] === expected ? '' : '  DIFFERS'}`,
    );
  const right = Object.entries(EXPECTED).filter(([name, expected]) => measured[name] === expected).length;
  return { 'quantities right': share(right, Object.keys(EXPECTED).length) };
}

/** Reads the file again with the reader of the access room: what the output does not count. */
function countRecords(bytes: Uint8Array): Record<string, number> {
  const read: LogEvent[] = [];
  const chunks = function* (): Generator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  };
  const file = readLogFile(chunks(), { name: 'auditrecords.csv', content: sha256(bytes) }, (event) => read.push(event));
  const events = mergeEvents(read);
  const reads = events.filter((event) => event.op === 'mailitemsaccessed');
  return {
    rows: file.rows,
    records: events.length,
    'mail accesses': reads.length,
    binds: reads.filter((event) => event.kind === 'bind').length,
    syncs: reads.filter((event) => event.kind !== 'bind').length,
    references: reads.reduce((sum, event) => sum + event.items.length, 0),
    'message ids': new Set(reads.flatMap((event) => event.items.map((item) => item.mid))).size,
    pairs: new Set(reads.flatMap((event) => event.items.map((item) => `${event.mailbox?.guid} ${item.mid}`))).size,
    mailboxes: new Set(reads.map((event) => event.mailbox?.guid)).size,
  };
}

function printOutput(folder: string, missing: readonly Row[]): void {
  const sessions = readTable(folder, 'sessions.csv');
  const by = [...Map.groupBy(sessions, (row) => row['label'] ?? '')]
    .map(([label, rows]) => `${label} ${rows.length}`)
    .sort((a, b) => (a < b ? -1 : 1));
  say(
    `contexts: ${by.join(', ')}; messages that the logs name and no mailbox holds: ${missing.length}; gaps ${readTable(folder, 'gaps.csv').length}`,
  );
}

const caseYaml = (): string => `case: INVICTUS
organisation: { name: Laboratory tenant, kind: other, state: WA }
mailboxes:
${OWNERS.map((owner) => `  - owner: { name: Owner of ${owner}, emails: [${owner}@${DOMAIN}], role: user }\n    sources: []`).join('\n')}
logs: [evidence/auditrecords.csv]
indicators: { ips: [], sessions: [], apps: [${APPLICATION}], user_agents: [] }
timezone: UTC
as_of: 2021-08-01
`;
