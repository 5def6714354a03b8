/** Stages `logs` and `tables`: log files to events, roster and workforce list to rows. All parsing happens in children. */
import { statSync } from 'node:fs';
import { mergeEvents, unpackEvent, type PackedEvent } from '../../access/index.ts';
import { byText } from '../../kernel/index.ts';
import { gapId, type FileRef, type LogFileReading, type Member, type ReadGap, type StaffMember } from '../../model/index.ts';
import { unopenable } from '../check-inputs.ts';
import { stopIfInterrupted, type RunContext } from '../context.ts';
import type { DecideState } from '../decide-state.ts';
import type { JobOutcome } from '../executors/executor.ts';
import { pathSha256 } from '../reading/chunks.ts';
import type { InputRow } from './ledger.ts';

export async function readLogs(context: RunContext, state: DecideState): Promise<void> {
  const { db } = context;
  const files = [...context.config.logs].sort((a, b) => byText(a.name, b.name));
  context.progress.stage('logs', files.length, 'log files');
  for (const [index, file] of files.entries()) {
    const closed = unopenable(file.path, false);
    if (closed !== undefined) {
      context.lostSources.push({ name: file.name, gap: closed });
      continue;
    }
    const sha256 = pathSha256(file.path);
    const known = db.get('SELECT reading FROM log_file WHERE sha256 = ? AND name = ?', sha256, file.name);
    if (known === undefined) await readLog(context, file, sha256);
    const row = db.get('SELECT reading FROM log_file WHERE sha256 = ? AND name = ?', sha256, file.name);
    if (row === undefined) continue;
    const reading = JSON.parse(String(row['reading'])) as LogFileReading; // our own JSON
    state.logFiles.push(reading);
    const [gap] = reading.gaps;
    if (reading.adapter === 'unknown' && gap !== undefined)
      context.lostSources.push({ name: file.name, gap: { state: 'unsupported', code: gap.what, why: gap.why, remedy: gap.remedy } });
    for (const event of db.each('SELECT event FROM log_event WHERE file = ? AND name = ? ORDER BY seq', sha256, file.name)) {
      state.events.push(unpackEvent(JSON.parse(String(event['event'])) as PackedEvent)); // our own JSON
    }
    context.progress.advance(index + 1, context.lostSources.length);
  }
  state.events = mergeEvents(state.events);
}

async function readLog(context: RunContext, file: FileRef, sha256: string): Promise<void> {
  const { db } = context;
  const read = (): Promise<JobOutcome> => {
    let seq = 0;
    db.run('DELETE FROM log_event WHERE file = ? AND name = ?', sha256, file.name);
    return context.executor.run({ kind: 'log', source: { name: file.name, path: file.path }, content: sha256 }, (part) => {
      if (part.kind !== 'events') return;
      stopIfInterrupted(context);
      db.write(() => {
        for (const event of part.events)
          db.run('INSERT INTO log_event (file, name, seq, event) VALUES (?, ?, ?, ?)', sha256, file.name, (seq += 1), event);
      });
    });
  };
  const first = await read();
  const outcome = first.ok ? first : await read();
  if (outcome.ok && outcome.result.kind === 'log') {
    db.run('INSERT INTO log_file (sha256, name, reading) VALUES (?, ?, ?)', sha256, file.name, JSON.stringify(outcome.result.reading));
    return;
  }
  const gap: ReadGap = {
    state: 'failed',
    code: 'log.crash',
    why: 'Reading this log ended the process that did it.',
    remedy: 'Export the log again as JSON lines, and report the fault.',
  };
  context.lostSources.push({ name: file.name, gap });
}

/** Logs, rosters and the workforce list as rows of the ledger. */
export function inputRows(context: RunContext, state: DecideState): InputRow[] {
  const { config } = context;
  const row = (file: FileRef, kind: InputRow['kind'], mediaType: string): InputRow => {
    const gap = context.lostSources.find(({ name }) => name === file.name)?.gap;
    const isThere = unopenable(file.path, false) === undefined;
    return {
      name: file.name,
      kind,
      mediaType,
      bytes: isThere ? statSync(file.path).size : 0,
      sha256: isThere ? pathSha256(file.path) : '',
      ...(gap === undefined ? {} : { gap }),
    };
  };
  const kindOf = (name: string): string => state.logFiles.find((reading) => reading.name === name)?.kind ?? 'unknown';
  const lists = [...config.rosters.map(({ file }) => file), ...(config.workforce === undefined ? [] : [config.workforce.file])];
  return [
    ...config.logs.map((file) => row(file, 'log', `text/x-log; kind=${kindOf(file.name)}`)),
    ...lists.map((file) => row(file, 'file', 'text/csv')),
  ].sort((a, b) => byText(a.name, b.name));
}

/** What `resolve` says of a table: plain JSON from the child. */
interface TableReport {
  readonly failure?: { readonly code: string; readonly why: string; readonly remedy: string };
  readonly refused?: readonly { readonly row: number; readonly reason: string }[];
}

export async function readTables(context: RunContext, state: DecideState): Promise<void> {
  const rosters = context.config.rosters.map((roster, index) => ({ ...roster, index })).sort((a, b) => byText(a.file.name, b.file.name));
  context.progress.stage('tables', undefined, 'rows');
  for (const roster of rosters) {
    const columns = { ...roster.columns, ...decidedColumns(context, roster.file.name) };
    const rows = await readTable(context, state, roster.file, 'roster', {
      kind: 'roster',
      source: { name: roster.file.name, path: roster.file.path },
      columns,
      index: roster.index,
      ...(roster.entity === undefined ? {} : { entity: roster.entity }),
    });
    for (const row of rows) state.members.push(row as Member); // from our own child
  }
  const { workforce } = context.config;
  if (workforce !== undefined) {
    const rows = await readTable(context, state, workforce.file, 'workforce', {
      kind: 'workforce',
      source: { name: workforce.file.name, path: workforce.file.path },
      columns: workforce.columns,
    });
    for (const row of rows) state.staff.push(row as StaffMember); // from our own child
  }
}

function decidedColumns(context: RunContext, name: string): Record<string, string> {
  const decision = context.decisions.findLast(({ kind, key }) => kind === 'roster.columns' && (key === name || key === 'roster'));
  return typeof decision?.new === 'object' && decision.new !== null
    ? Object.fromEntries(Object.entries(decision.new).map(([ours, header]) => [ours, String(header)]))
    : {};
}

async function readTable(
  context: RunContext,
  state: DecideState,
  file: FileRef,
  role: 'roster' | 'workforce',
  job: Parameters<RunContext['executor']['run']>[0],
): Promise<unknown[]> {
  const closed = unopenable(file.path, false);
  if (closed !== undefined) {
    context.lostSources.push({ name: file.name, gap: closed });
    return [];
  }
  const rows: unknown[] = [];
  const outcome = await context.executor.run(job, (part) => {
    if (part.kind === 'rows') for (const row of part.rows) rows.push(row);
    context.progress.advance(rows.length, 0);
  });
  const report: TableReport =
    outcome.ok && outcome.result.kind === 'table'
      ? (outcome.result.report as TableReport)
      : {
          failure: {
            code: `${role}.crash`,
            why: 'Reading this list ended the process that did it.',
            remedy: 'Save it as a plain CSV file and run again.',
          },
        };
  state.tableReports.push({ name: file.name, role, report });
  if (report.failure !== undefined) {
    context.lostSources.push({ name: file.name, gap: { state: 'corrupt', ...report.failure } });
  }
  for (const { row, reason } of report.refused ?? []) {
    state.extraGaps.push({
      id: gapId(file.name, 'row', row),
      kind: 'roster',
      source: file.name,
      path: `${file.name} row ${row}`,
      what: `${role}.row-refused`,
      why: reason,
      consequence: 'A person in this row can be found in the mail, but not matched to it.',
      remedy: 'Correct the row and run again, or accept it.',
    });
  }
  return rows;
}
