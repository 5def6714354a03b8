/** Runs the product on a case and watches it: seconds, and the resident memory of the coordinator and of all its processes. Linux. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const BIN = resolve(import.meta.dirname, '..', 'bin', 'postbreach.js');
const POLL_MS = 50;
const PAGE_BYTES = 4096;
const READING: ReadonlySet<string> = new Set(['recognise', 'walk', 'read', 'unlock']);

export interface Measured {
  readonly exit: number | null;
  readonly seconds: number;
  readonly coordinatorBytes: number;
  readonly allBytes: number;
  readonly stages: readonly {
    readonly stage: string;
    readonly seconds: number;
    readonly peak_mb: number;
    readonly units: number;
    readonly bytes: number;
  }[];
  /** The same while reading alone: bars of spec/platform.md 13 are set on this. */
  readonly reading: { readonly coordinatorBytes: number; readonly allBytes: number };
}

export async function measureRun(folder: string, jobs: number): Promise<Measured> {
  const started = performance.now();
  const child = spawn(process.execPath, [BIN, 'run', folder, '--progress', 'json', '--jobs', String(jobs)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stage = '';
  child.stderr.on('data', (piece: Buffer) => {
    stage = [...piece.toString('utf8').matchAll(/"stage":"(\w+)"/g)].at(-1)?.[1] ?? stage;
  });
  const peak = { coordinator: 0, all: 0, readingCoordinator: 0, readingAll: 0 };
  const poll = setInterval(() => {
    const coordinator = residentBytes(child.pid ?? 0);
    const all = coordinator + childrenOf(child.pid ?? 0).reduce((sum, pid) => sum + residentBytes(pid), 0);
    peak.coordinator = Math.max(peak.coordinator, coordinator);
    peak.all = Math.max(peak.all, all);
    if (stage !== '' && !READING.has(stage)) return;
    peak.readingCoordinator = Math.max(peak.readingCoordinator, coordinator);
    peak.readingAll = Math.max(peak.readingAll, all);
  }, POLL_MS);
  const exit = await new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  clearInterval(poll);
  const seconds = (performance.now() - started) / 1000;
  const facts = JSON.parse(readFileSync(join(folder, 'out', 'run.json'), 'utf8')) as { readonly stages: Measured['stages'] };
  return {
    exit,
    seconds,
    coordinatorBytes: peak.coordinator,
    allBytes: peak.all,
    stages: facts.stages,
    reading: { coordinatorBytes: peak.readingCoordinator, allBytes: peak.readingAll },
  };
}

function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return 0; // it has ended between two looks
  }
}

function childrenOf(parent: number): number[] {
  try {
    return readdirSync(`/proc/${parent}/task`).flatMap((task) =>
      readFileSync(`/proc/${parent}/task/${task}/children`, 'latin1')
        .trim()
        .split(' ')
        .filter((pid) => pid !== '')
        .map(Number),
    );
  } catch {
    return []; // it has ended between two looks
  }
}

export const megabytes = (bytes: number): number => Math.round(bytes / 1024 ** 2);
