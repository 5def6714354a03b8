/** Stage `answer`: every output of the contract, each written whole. */
import { join } from 'node:path';
import {
  accessRow,
  calendarIcs,
  COLUMNS,
  containmentCells,
  coverageCells,
  csvLines,
  dutyCells,
  findingRow,
  gapRow,
  individualRow,
  itemRow,
  letterRows,
  missingCells,
  namedRow,
  reportHtml,
  scopeCells,
  sessionRow,
  summaryOf,
  timelineJson,
  type AnswerBundle,
  type ElementCount,
  type FolderVerdicts,
  type InputFile,
} from '../../answer/index.ts';
import { unpackFinding } from '../../link/index.ts';
import { assert, byText } from '../../kernel/index.ts';
import type { Gap, IndividualId, Item, ItemId } from '../../model/index.ts';
import { moveIntoPlace, writeWhole } from '../../store/index.ts';
import type { RunContext } from '../context.ts';
import type { DecideState } from '../decide-state.ts';
import { itemOf } from './link.ts';
import { pathSha256 } from '../reading/chunks.ts';
import { itemTotals } from './totals.ts';
import { existsSync, rmSync, statSync } from 'node:fs';

/** Folders in the figure of the report. */
const FOLDERS_SHOWN = 12;

export function answerStage(context: RunContext, state: DecideState): void {
  const bundle = bundleOf(context, state);
  context.progress.stage('answer', undefined, 'files');
  const { staging, out } = context.layout;
  rmSync(staging, { recursive: true, force: true });
  const hashes: Record<string, string> = {};
  const write = (name: string, pieces: Iterable<string>): void => {
    hashes[name] = writeWhole(join(staging, name), pieces);
  };
  const { access } = bundle;
  const item = (id: ItemId): Item | undefined => itemOf(context, id);
  write('items.csv', csvLines(COLUMNS.items, items(context)));
  write('gaps.csv', csvLines(COLUMNS.gaps, bundle.gaps.map(gapRow)));
  write('findings.csv', csvLines(COLUMNS.findings, findings(context, item)));
  write(
    'individuals.csv',
    csvLines(
      COLUMNS.individuals,
      bundle.people.map(({ individual, exposure }) => individualRow(individual, exposure)),
    ),
  );
  const owner = (mailbox: number): string =>
    context.config.mailboxes[mailbox]?.owner.emails[0] ?? context.config.mailboxes[mailbox]?.owner.name ?? String(mailbox);
  write(
    'access.csv',
    csvLines(COLUMNS.access, [
      ...access.verdicts.map((verdict) => accessRow(verdict, item(verdict.item), owner(verdict.mailbox))),
      ...(access.namedOnly ?? []).map((named) => namedRow(named, owner(named.mailbox))),
    ]),
  );
  write('sessions.csv', csvLines(COLUMNS.sessions, access.sessions.map(sessionRow)));
  write('containment.csv', csvLines(COLUMNS.containment, access.containment.map(containmentCells)));
  write('log-coverage.csv', csvLines(COLUMNS.coverage, access.coverage.map(coverageCells)));
  write('access-missing.csv', csvLines(COLUMNS.missing, access.missing.map(missingCells)));
  write('access-scope.csv', csvLines(COLUMNS.scope, access.scope.map(scopeCells)));
  write('duties.csv', csvLines(COLUMNS.duties, bundle.duties.map(dutyCells)));
  write('timeline.json', [`${JSON.stringify(timelineJson(access), null, 1)}\n`]);
  write('calendar.ics', [calendarIcs(bundle)]);
  write('letters/letters.csv', csvLines(COLUMNS.letters, letterRows(bundle)));
  const summary = summaryOf(bundle);
  write('summary.json', [`${JSON.stringify(summary, null, 1)}\n`]);
  write('report.html', [reportHtml(bundle, summary, folderVerdicts(bundle, item))]);
  // run.json differs from run to run, so it is in no hash.
  writeWhole(join(staging, 'run.json'), [`${JSON.stringify(runFacts(context, state), null, 1)}\n`]);
  moveIntoPlace(staging, out, [...Object.keys(hashes), 'run.json']);
  context.db.write(() => {
    context.db.run('DELETE FROM answer');
    context.db.run('INSERT INTO answer (name, record) VALUES (?, ?)', 'outputs', JSON.stringify(hashes));
    context.db.run('INSERT INTO answer (name, record) VALUES (?, ?)', 'questions', JSON.stringify(bundle.questions));
    context.db.run(
      'INSERT INTO answer (name, record) VALUES (?, ?)',
      'exposures',
      JSON.stringify(bundle.people.map(({ exposure }) => exposure)),
    );
    context.db.run('INSERT INTO answer (name, record) VALUES (?, ?)', 'access', JSON.stringify(access));
    context.db.run('INSERT INTO answer (name, record) VALUES (?, ?)', 'duties', JSON.stringify(bundle.duties));
    context.db.run('INSERT INTO answer (name, record) VALUES (?, ?)', 'negatives', JSON.stringify(bundle.negatives));
    context.db.run('INSERT INTO answer (name, record) VALUES (?, ?)', 'gaps', JSON.stringify(bundle.gaps));
  });
}

function* items(context: RunContext): Generator<ReturnType<typeof itemRow>> {
  for (const row of context.db.each('SELECT record FROM item ORDER BY sort')) yield itemRow(JSON.parse(String(row['record'])) as Item);
}

function* findings(context: RunContext, item: (id: ItemId) => Item | undefined): Generator<ReturnType<typeof findingRow>> {
  const ownerOf = (fragKey: string): IndividualId | undefined => {
    const owner = context.db.get('SELECT individual FROM mention WHERE frag_key = ?', fragKey)?.['individual'];
    return typeof owner === 'string' ? (owner as IndividualId) : undefined;
  };
  const sql = `SELECT f.record, m.individual FROM finding f JOIN item i ON i.id = f.item LEFT JOIN mention m ON m.frag_key = f.frag_key
    WHERE f.tier <> 'dismissed' ORDER BY i.sort, f.id`;
  for (const row of context.db.each(sql)) {
    const finding = unpackFinding(String(row['record']));
    yield findingRow(
      finding,
      typeof row['individual'] === 'string' ? (row['individual'] as IndividualId) : undefined,
      item(finding.message)?.headers?.messageId,
      ownerOf,
    );
  }
}

/** Messages by folder and verdict, the largest folders first. */
function folderVerdicts(bundle: AnswerBundle, item: (id: ItemId) => Item | undefined): FolderVerdicts[] {
  const folders = new Map<string, Record<string, number>>();
  for (const { item: id, verdict } of bundle.access.verdicts) {
    const folder = item(id)?.folder ?? '/';
    const verdicts = folders.get(folder) ?? {};
    folders.set(folder, { ...verdicts, [verdict]: (verdicts[verdict] ?? 0) + 1 });
  }
  const size = (verdicts: Readonly<Record<string, number>>): number => Object.values(verdicts).reduce((a, b) => a + b, 0);
  return [...folders]
    .map(([folder, verdicts]) => ({ folder, verdicts }))
    .sort((a, b) => size(b.verdicts) - size(a.verdicts) || byText(a.folder, b.folder))
    .slice(0, FOLDERS_SHOWN);
}

function bundleOf(context: RunContext, state: DecideState): AnswerBundle {
  const { config } = context;
  const access = state.access;
  assert(access !== undefined && state.counts !== undefined, 'verdicts and counts are made before the answer');
  const people = state.individuals
    .flatMap((individual) => {
      const exposure = state.exposures.get(individual.id);
      return exposure === undefined ? [] : [{ individual, exposure }];
    })
    .sort((a, b) => byText(a.individual.id, b.individual.id));
  const messageVerdicts: Record<string, number> = {};
  for (const { verdict } of [...access.verdicts, ...(access.namedOnly ?? [])])
    messageVerdicts[verdict] = (messageVerdicts[verdict] ?? 0) + 1;
  return {
    product: { name: 'postbreach', version: state.facts.version },
    config,
    inputs: inputFiles(context, state),
    items: itemTotals(context),
    people,
    counts: state.counts,
    elements: elementCounts(context, state),
    orphans: orphanCounts(context),
    openFindings: openFindings(context),
    access,
    messageVerdicts,
    duties: state.duties,
    negatives: state.negatives,
    gaps: gapsOf(context, state),
    questions: state.questions,
    decisions: context.decisions,
    rosterSize: state.members.length,
    rosterAsOf: config.rosters[0]?.asOf ?? '',
    lostSources: context.lostSources.map(({ name, gap }) => ({ name, why: gap.why })).sort((a, b) => byText(a.name, b.name)),
  };
}

/** People of the count with each element; a person who is not told is not counted. */
function elementCounts(context: RunContext, state: DecideState): Record<string, ElementCount> {
  const people = new Map<string, number>();
  for (const exposure of state.exposures.values()) {
    if (exposure.notify !== 'no') for (const element of exposure.elements) people.set(element, (people.get(element) ?? 0) + 1);
  }
  const counts: Record<string, ElementCount> = {};
  for (const row of context.db.all(
    `SELECT element, count(*) AS findings, count(DISTINCT item) AS items FROM finding WHERE tier <> 'dismissed' AND frag_key IS NOT NULL GROUP BY element ORDER BY element`,
  )) {
    const element = String(row['element']);
    counts[element] = { individuals: people.get(element) ?? 0, findings: Number(row['findings']), items: Number(row['items']) };
  }
  return counts;
}

function orphanCounts(context: RunContext): Record<string, number> {
  const rows = context.db.all(
    `SELECT element, count(*) AS n FROM finding WHERE tier <> 'dismissed' AND frag_key IS NULL GROUP BY element ORDER BY element`,
  );
  return Object.fromEntries(rows.map((row) => [String(row['element']), Number(row['n'])]));
}

function openFindings(context: RunContext): number {
  return Number(context.db.get(`SELECT count(*) AS n FROM finding WHERE tier = 'review'`)?.['n'] ?? 0);
}

function gapsOf(context: RunContext, state: DecideState): Gap[] {
  const stored = context.db.all('SELECT record FROM gap').map((row) => JSON.parse(String(row['record'])) as Gap); // our own JSON
  const all = new Map(
    [...stored, ...(state.access?.gaps ?? []), ...state.logFiles.flatMap(({ gaps }) => gaps), ...state.extraGaps].map((gap) => [
      gap.id,
      gap,
    ]),
  );
  return [...all.values()].sort(
    (a, b) => rank(a) - rank(b) || (b.peopleAtRisk ?? 0) - (a.peopleAtRisk ?? 0) || byText(a.source, b.source) || byText(a.id, b.id),
  );
}

/** The worst first. */
const GAP_ORDER = ['source', 'failed', 'corrupt', 'limit', 'encrypted', 'missing', 'unsupported', 'needs-ocr', 'partial'];
function rank({ kind }: Gap): number {
  const at = GAP_ORDER.indexOf(kind);
  return at === -1 ? GAP_ORDER.length : at;
}

function inputFiles(context: RunContext, state: DecideState): InputFile[] {
  const mail = context.db.all('SELECT name, kind, bytes, sha256 FROM source ORDER BY name').map((row): InputFile => ({
    name: String(row['name']),
    role: 'mailbox',
    kind: String(row['kind']),
    bytes: Number(row['bytes']),
    sha256: String(row['sha256']),
  }));
  const logs = state.logFiles.map(({ name, kind, content }): InputFile => ({
    name,
    role: 'log',
    kind,
    bytes: sizeOf(context.config.logs.find((log) => log.name === name)?.path),
    sha256: content,
  }));
  const lists = [
    ...context.config.rosters.map(({ file }) => ({ file, role: 'roster' as const })),
    ...(context.config.workforce === undefined ? [] : [{ file: context.config.workforce.file, role: 'workforce' as const }]),
  ];
  return [
    ...mail,
    ...logs,
    ...lists.map(({ file, role }): InputFile => ({
      name: file.name,
      role,
      kind: 'csv',
      bytes: sizeOf(file.path),
      sha256: existsSync(file.path) ? pathSha256(file.path) : '',
    })),
  ].sort((a, b) => byText(a.role, b.role) || byText(a.name, b.name));
}

function sizeOf(path: string | undefined): number {
  return path !== undefined && existsSync(path) ? statSync(path).size : 0;
}

/** run.json: the only output that differs from run to run. */
function runFacts(context: RunContext, state: DecideState): Record<string, unknown> {
  return {
    schema: 'postbreach.run/1',
    product: { name: 'postbreach', version: state.facts.version },
    run: state.facts.number,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    executor: { name: context.executor.name, width: context.executor.width },
    as_of: context.config.asOf,
    tables: state.tableReports,
    logs: state.logFiles.map(({ name, kind, adapter, rows, records, refused, unknownOperations }) => ({
      name,
      kind,
      adapter,
      rows,
      records,
      refused,
      unknown_operations: unknownOperations,
    })),
    stages: state.times.map(({ stage, seconds, peak_mb, units, bytes }) => ({ stage, seconds, peak_mb, units, bytes })),
  };
}
