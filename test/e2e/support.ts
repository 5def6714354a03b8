/** Runs the product as a user does: the command in a process of its own, on a case made by code in a temporary folder. */
import { spawn, spawnSync, type ChildProcess, type SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { after } from 'node:test';
import { caseLayout, Database } from '../../src/store/index.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
export const BIN = join(ROOT, 'bin', 'postbreach.js');

/** A temporary folder that goes when the tests of the file have ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'postbreach-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a user's shell has, without what the test runner adds. */
export function plainEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, NO_COLOR: '1', ...more };
}

const PATIENCE_MS = 180_000;

export function postbreach(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly preload?: string } = {},
): SpawnSyncReturns<string> {
  const preload = options.preload === undefined ? [] : ['--import', options.preload];
  return spawnSync(process.execPath, [...preload, BIN, ...args], {
    encoding: 'utf8',
    cwd: options.cwd ?? ROOT,
    env: plainEnvironment(options.env),
    timeout: PATIENCE_MS,
    maxBuffer: 64 * 1024 ** 2,
  });
}

export function startPostbreach(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], { cwd: ROOT, env: plainEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
}

export function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  return new Promise((done) => child.once('exit', (code, signal) => done({ code, signal })));
}

/** Every file below `folder`, in order. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => relative('.', name).replaceAll('\\', '/'))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** SHA-256 of each output but run.json, the only one that may differ. */
export function outputs(folder: string): Record<string, string> {
  const out = join(folder, 'out');
  return Object.fromEntries(
    filesBelow(out)
      .filter((name) => name !== 'run.json')
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(out, name)))
          .digest('hex'),
      ]),
  );
}

export function runFacts(folder: string): {
  readonly stages: readonly { readonly stage: string; readonly seconds: number; readonly peak_mb: number; readonly units?: number }[];
} {
  return JSON.parse(readFileSync(join(folder, 'out', 'run.json'), 'utf8')) as ReturnType<typeof runFacts>;
}

/**
 * Gives a new case the result of the planted values that another case of this version has: they are the same in every case, and a
 * third of the time of a small run.
 */
export function shareCanaries(from: string, to: string): void {
  const { store, database } = caseLayout(to);
  mkdirSync(store, { recursive: true, mode: 0o700 });
  const donor = new Database(caseLayout(from).database);
  const fresh = new Database(database);
  try {
    const row = donor.get(`SELECT fingerprint, outcome FROM journal WHERE stage = 'canaries'`);
    if (row !== undefined)
      fresh.run(
        `INSERT OR REPLACE INTO journal (stage, unit, fingerprint, outcome) VALUES ('canaries', 'all', ?, ?)`,
        row['fingerprint'] ?? '',
        row['outcome'] ?? '',
      );
  } finally {
    donor.close();
    fresh.close();
  }
}

export type CsvRecord = Readonly<Record<string, string>>;

/** A plain reader of RFC 4180, apart from the product's. */
export function readCsv(path: string): CsvRecord[] {
  const text = readFileSync(path, 'utf8');
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ',' || sign === '\n') {
      row.push(cell);
      cell = '';
      if (sign === '\n') {
        rows.push(row);
        row = [];
      }
    } else cell += sign;
  }
  const [header = [], ...rest] = rows;
  return rest.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ''])));
}

export function table(folder: string, name: string): CsvRecord[] {
  return readCsv(join(folder, 'out', `${name}.csv`));
}
