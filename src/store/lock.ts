/** Two locks for a case: one `run` at a time, one writer of decisions at a time. Each names its holder, so a stale one is taken over. */
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, nowIso, OperatorError } from '../kernel/index.ts';
import { makeStoreFolders, type CaseLayout } from './layout.ts';
import { asDiskTrouble } from './out-files.ts';

export interface HeldLock {
  /** True if a lock of a process that is gone was taken over. */
  readonly tookOver: boolean;
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** Start time of the process in clock ticks since boot: a pid alone may be another process by now. */
  readonly started: string;
  readonly at: string;
}

const TRIES_MAX = 3;

export function takeLock(layout: CaseLayout, name: 'run' | 'decisions'): HeldLock {
  makeStoreFolders(layout);
  const path = join(layout.store, `${name}.lock`);
  let tookOver = false;
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    try {
      placeWhole(path);
      return { tookOver, release: () => rmSync(path, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw asDiskTrouble(error, path);
      const holder = readHolder(path);
      if (holder !== undefined && isAlive(holder)) {
        throw new OperatorError({
          code: 'case-in-use',
          what: `The case is in use by process ${holder.pid} since ${holder.at}.`,
          where: layout.root,
          remedy:
            name === 'run'
              ? 'Wait until that run has ended, or stop it: a run goes on from where it was.'
              : 'Close the review that is open on this case.',
          exit: EXIT.inUse,
        });
      }
      tookOver = removeStale(path) || tookOver;
    }
  }
  throw new OperatorError({
    code: 'case-in-use',
    what: 'The lock of the case keeps being taken by others.',
    where: path,
    remedy: 'Try again.',
    exit: EXIT.inUse,
  });
}

/** The lock appears with its holder in it or not at all: written aside, then linked to its name. */
function placeWhole(path: string): void {
  const aside = `${path}.${process.pid}`;
  const holder: Holder = { pid: process.pid, started: startOf(process.pid), at: nowIso() };
  try {
    const file = openSync(aside, 'w', 0o600);
    try {
      writeSync(file, JSON.stringify(holder));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    linkSync(aside, path);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Moves a stale lock away. If another process took it over meanwhile, what was moved is its living lock: it is put back. */
function removeStale(path: string): boolean {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false; // another process was faster
    throw error;
  }
  const holder = readHolder(aside);
  const isLiving = holder !== undefined && isAlive(holder);
  if (isLiving) renameSync(aside, path);
  else rmSync(aside, { force: true });
  return !isLiving;
}

function readHolder(path: string): Holder | undefined {
  try {
    const raw: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof raw === 'object' && raw !== null && 'pid' in raw && typeof raw.pid === 'number' && 'started' in raw && 'at' in raw) {
      return { pid: raw.pid, started: String(raw.started), at: String(raw.at) };
    }
    return undefined;
  } catch {
    return undefined; // a lock cut short by a kill has no holder
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  const started = startOf(holder.pid);
  return started === '' || holder.started === '' || started === holder.started;
}

/** Field 22 of /proc/PID/stat; empty elsewhere than on Linux. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
