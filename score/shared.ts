/** Material beside the checkout, and running the product as a user would: what every score needs. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import papa from 'papaparse';

const CHECKOUT = join(import.meta.dirname, '..');
export const SHARED = resolve(process.env['POSTBREACH_SHARED'] ?? join(CHECKOUT, '../shared'));

/** What a set measured: numbers by name. `undefined`: the material is not at hand, and it said so. */
export type Measures = Readonly<Record<string, number>>;

export type Row = Readonly<Record<string, string>>;

/** The path of shared material, or `undefined` after saying that it is not there. */
export function sharedMaterial(path: string): string | undefined {
  const full = join(SHARED, path);
  if (existsSync(full)) return full;
  say(`skipped: ${path} is not at hand (POSTBREACH_SHARED leads to it)`);
  return undefined;
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);
export const newFolder = (name: string): string => mkdtempSync(join(tmpdir(), `postbreach-score-${name}-`));

/** Runs the command line of this checkout; the answer on standard output. A fault of ours ends the score. */
export function postbreach(...args: readonly string[]): string {
  return command(process.execPath, [join(CHECKOUT, 'bin/postbreach.js'), ...args], CHECKOUT, [0, 3]).stdout;
}

export function command(
  program: string,
  args: readonly string[],
  folder: string,
  good: readonly number[] = [0],
): { readonly stdout: string; readonly status: number } {
  const done = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, POSTBREACH_SHARED: SHARED },
  });
  const status = done.status ?? -1;
  if (!good.includes(status)) throw new Error(`${args[0] ?? program} ended with ${status}: ${done.stderr.slice(0, 2_000)}`);
  return { stdout: done.stdout, status };
}

/** One table of `out/`. A leading quote before = + - @ is ours (CONTRACT 4) and is stripped. */
export function readTable(caseFolder: string, name: string): readonly Row[] {
  const { data } = papa.parse<Record<string, string>>(readFileSync(join(caseFolder, 'out', name), 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  return data.map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell])),
  );
}

export const share = (part: number, whole: number): number => (whole === 0 ? 1 : Math.round((part / whole) * 10_000) / 10_000);
export const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
