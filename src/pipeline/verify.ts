/** `verify`: hashes of evidence, store, outputs and decisions; open gaps and decisions. Of 7, 3 and 4 the first that applies. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, sha256, type ExitCode } from '../kernel/index.ts';
import { itemId, sourceId, type FileRef } from '../model/index.ts';
import { caseLayout, Database, readCaseConfig, readDecisions, readText } from '../store/index.ts';
import { todayIn } from './run.ts';
import { pathSha256 } from './reading/chunks.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export function verifyCase(folder: string): { readonly exit: ExitCode; readonly checks: readonly Check[] } {
  const layout = caseLayout(folder);
  const config = readCaseConfig(folder, todayIn);
  const checks: Check[] = [];
  const { decisions, broken } = readDecisions(layout);
  checks.push({
    name: 'decisions',
    ok: broken === undefined,
    detail: broken === undefined ? `${decisions.length} decisions, chain whole` : `line ${broken.line}: ${broken.why}`,
  });
  if (!existsSync(layout.database)) {
    checks.push({ name: 'store', ok: false, detail: 'no run has finished: there is no store' });
    return { exit: EXIT.mismatch, checks };
  }
  const db = new Database(layout.database);
  try {
    const problems = db.integrityProblems();
    checks.push({
      name: 'store',
      ok: problems.length === 0,
      detail: problems.length === 0 ? 'the database is whole' : `${problems.length} problems in the database`,
    });
    checks.push(texts(db, layout.texts));
    checks.push(
      ...evidence(db, config.logs, [
        ...config.rosters.map(({ file }) => file),
        ...(config.workforce === undefined ? [] : [config.workforce.file]),
      ]),
      ...unread(db, [...config.mailboxes.flatMap(({ sources }) => sources), ...config.logs]),
    );
    checks.push(outputs(db, layout.out));
    checks.push(ledger(db));
    if (checks.some(({ ok }) => !ok)) return { exit: EXIT.mismatch, checks };
    const accepted = new Set(decisions.filter(({ kind }) => kind === 'gap.accept').map(({ key }) => String(key)));
    const gaps = gapIds(join(layout.out, 'gaps.csv')).filter((id) => !accepted.has(id));
    checks.push({
      name: 'gaps',
      ok: gaps.length === 0,
      detail: gaps.length === 0 ? 'every gap is accepted, or there is none' : `${gaps.length} gaps that no one has accepted`,
    });
    const open = Number(db.get(`SELECT count(*) AS n FROM finding WHERE tier = 'review'`)?.['n'] ?? 0);
    const questions = JSON.parse(String(db.get(`SELECT record FROM answer WHERE name = 'questions'`)?.['record'] ?? '[]')) as unknown[];
    checks.push({
      name: 'open decisions',
      ok: open + questions.length === 0,
      detail: `${questions.length} questions about people, ${open} findings in review`,
    });
    return { exit: gaps.length > 0 ? EXIT.sourceLost : open + questions.length > 0 ? EXIT.decisionsOpen : EXIT.ok, checks };
  } finally {
    db.close();
  }
}

function texts(db: Database, folder: string): Check {
  let read = 0;
  let bad = 0;
  for (const row of db.each('SELECT pack, offset, length, text_sha256 FROM content WHERE pack IS NOT NULL ORDER BY content')) {
    try {
      readText(folder, {
        pack: String(row['pack']),
        offset: Number(row['offset']),
        length: Number(row['length']),
        sha256: String(row['text_sha256']),
      });
      read += 1;
    } catch {
      bad += 1; // counted and reported below: any text that is not what was written
    }
  }
  return { name: 'texts', ok: bad === 0, detail: bad === 0 ? `${read} texts are what was written` : `${bad} texts are damaged or missing` };
}

/** Registered since the last run: the answer is without it. */
function unread(db: Database, inputs: readonly FileRef[]): Check[] {
  return inputs
    .filter(({ name }) => db.get('SELECT 1 AS one FROM item WHERE id = ?', itemId(sourceId(name), '')) === undefined)
    .map(({ name }) => ({ name: `evidence ${name}`, ok: false, detail: 'not in the answer yet: run again' }));
}

function evidence(db: Database, logs: readonly FileRef[], lists: readonly FileRef[]): Check[] {
  const mail = db
    .all(`SELECT name, path, sha256 FROM source WHERE sha256 <> '' ORDER BY name`)
    .map((row) => ({ name: String(row['name']), path: String(row['path']), known: new Set([String(row['sha256'])]) }));
  const hashes = db.all('SELECT name, sha256 FROM log_file');
  const read = logs.map(({ name, path }) => ({
    name,
    path,
    known: new Set(hashes.filter((row) => row['name'] === name).map((row) => String(row['sha256']))),
  }));
  // Lists stand in the ledger with their hash. One that could not be read when the run was made has none: its gap says so.
  const listed = lists.flatMap(({ name, path }) => {
    const content = db.get('SELECT content FROM item WHERE id = ?', itemId(sourceId(name), ''))?.['content'];
    return typeof content === 'string' ? [{ name, path, known: new Set([content]) }] : [];
  });
  const known = read.filter(({ known: hashes }) => hashes.size > 0);
  return [...mail, ...known, ...listed].map(({ name, path, known: hashesThen }) => {
    if (!existsSync(path)) return { name: `evidence ${name}`, ok: false, detail: 'the file is gone' };
    const ok = hashesThen.has(pathSha256(path));
    return { name: `evidence ${name}`, ok, detail: ok ? 'unchanged since it was read' : 'changed since it was read' };
  });
}

function outputs(db: Database, out: string): Check {
  const row = db.get(`SELECT record FROM answer WHERE name = 'outputs'`);
  if (row === undefined) return { name: 'outputs', ok: false, detail: 'no run has finished' };
  const known = JSON.parse(String(row['record'])) as Record<string, string>; // our own JSON
  const changed = Object.entries(known).filter(
    ([name, hash]) => !existsSync(join(out, name)) || sha256(readFileSync(join(out, name))) !== hash,
  );
  return {
    name: 'outputs',
    ok: changed.length === 0,
    detail:
      changed.length === 0
        ? `${Object.keys(known).length} files are what was written`
        : `changed or missing: ${changed.map(([name]) => name).join(', ')}`,
  };
}

function ledger(db: Database): Check {
  const pending = Number(db.get(`SELECT count(*) AS n FROM found WHERE state = 'pending'`)?.['n'] ?? 0);
  const items = Number(db.get('SELECT count(*) AS n FROM item')?.['n'] ?? 0);
  const lost = Number(db.get(`SELECT count(*) AS n FROM content WHERE state = 'pending'`)?.['n'] ?? 0);
  return {
    name: 'ledger',
    ok: pending + lost === 0 && items > 0,
    detail:
      pending + lost === 0 ? `${items} items, each with one state` : `${pending + lost} items are not settled: the last run did not finish`,
  };
}

function gapIds(path: string): string[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.slice(0, line.indexOf(',')))
    .filter((id) => /^G-[0-9a-f]{16}$/.test(id));
}
