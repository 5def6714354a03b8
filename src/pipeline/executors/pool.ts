/**
 * Child processes on this machine. Only a process bounds memory (spec/platform.md 7): the parent polls resident size and CPU
 * time of each busy child and kills it at the limit. A killed child is replaced.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperatorError, type Limits, type OperatorTrouble } from '../../kernel/index.ts';
import type { ReadJob, ReadPart, ReadResult } from '../reading/jobs.ts';
import type { Death, Executor, JobOutcome } from './executor.ts';

/** 23 µs a poll (measured in spec/platform.md 7); a child filling memory at full speed gains some 20 MB between two. */
const POLL_MS = 25;
/** After so many jobs a child is replaced: parsers leak. */
const JOBS_PER_CHILD_MAX = 500;
const PAGE_BYTES = 4096;
const TICKS_PER_SECOND = 100;
/** JavaScript heap of a child; buffers and WebAssembly come on top and are seen by the poll alone. */
const HEAP_MB = 700;
/** Half of the young generation: larger ones let garbage pile up before it is looked at. */
const YOUNG_MB = 8;

type FromChild =
  | { readonly kind: 'part'; readonly part: ReadPart }
  | { readonly kind: 'result'; readonly result: ReadResult }
  /** The surroundings fail (a full disk): not the item's fault, so the run stops. */
  | { readonly kind: 'surroundings'; readonly trouble: OperatorTrouble }
  | { readonly kind: 'fault'; readonly detail: string; readonly place?: string };

interface Worker {
  readonly child: ChildProcess;
  jobs: number;
  /** Set while a job runs. */
  onMessage?: ((message: FromChild) => void) | undefined;
  onExit?: ((detail: string) => void) | undefined;
}

class PoolClosed extends Error {
  constructor() {
    super('the pool is closed');
  }
}

export interface PoolOptions {
  readonly size: number;
  readonly texts: string;
  /** Makes pack names of this run unique. */
  readonly runName: string;
  readonly limits: Limits;
}

export class Pool implements Executor {
  readonly name = 'pool';
  readonly width: number;
  peakChildBytes = 0;
  readonly #options: PoolOptions;
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #waiting: { readonly resolve: (worker: Worker) => void; readonly reject: (error: Error) => void }[] = [];
  #made = 0;
  /** After `close` no child is started and no end of a child is a death: whoever still waits is refused. */
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.width = options.size;
  }

  async run(job: ReadJob, onPart?: (part: ReadPart) => void | Promise<void>): Promise<JobOutcome> {
    const worker = await this.#take();
    try {
      return await this.#runOn(worker, job, onPart);
    } finally {
      this.#give(worker);
    }
  }

  #take(): Promise<Worker> {
    if (this.#isClosed) return Promise.reject(new PoolClosed());
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (this.#all.has(idle)) return Promise.resolve(idle); // one that died while it waited is no longer there
    }
    if (this.#all.size < this.#options.size) return Promise.resolve(this.#start());
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #give(worker: Worker): void {
    // A child that stays large would take its next job nearer to the limit: a job starts with at least half of it.
    const isLarge = residentBytes(worker.child.pid) > this.#options.limits.residentBytesMax / 2;
    const isUsable = this.#all.has(worker) && worker.jobs < JOBS_PER_CHILD_MAX && !isLarge;
    if (!isUsable && this.#all.delete(worker)) worker.child.kill('SIGKILL');
    const next = this.#waiting.shift();
    if (next !== undefined) next.resolve(isUsable ? worker : this.#start());
    else if (isUsable) this.#idle.push(worker);
  }

  #start(): Worker {
    this.#made += 1;
    const compileCache = getCompileCacheDir();
    const file = fileURLToPath(new URL(`./child${extname(import.meta.url)}`, import.meta.url));
    const child = fork(file, [this.#options.texts, `${this.#options.runName}-${this.#made}.pack`], {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${HEAP_MB}`, `--max-semi-space-size=${YOUNG_MB}`, '--disable-warning=ExperimentalWarning'],
      // Nothing of the user's environment; only where compiled code of ours is kept, so that a child starts fast, and that threads of
      // the C library share their memory.
      env: { MALLOC_ARENA_MAX: '2', ...(compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache }) },
      // A group of its own: Ctrl-C at a terminal reaches the coordinator alone.
      detached: true,
      // A crash report on standard error could quote evidence: it goes nowhere.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const worker: Worker = { child, jobs: 0 };
    child.on('message', (message) => worker.onMessage?.(message as FromChild)); // our own child, our own types
    child.on('exit', (code, signal) => {
      this.#all.delete(worker);
      worker.onExit?.(signal ?? `exit-${code}`);
    });
    child.on('error', () => worker.onExit?.('spawn'));
    this.#all.add(worker);
    return worker;
  }

  #runOn(worker: Worker, job: ReadJob, onPart: ((part: ReadPart) => void | Promise<void>) | undefined): Promise<JobOutcome> {
    Object.assign(worker, { jobs: worker.jobs + 1 });
    return new Promise((resolve, reject) => {
      const cpuLimitMs =
        job.kind === 'items' || job.kind === 'contents' ? this.#options.limits.itemCpuMs : this.#options.limits.containerStepMs;
      let cpuFrom = cpuMs(worker.child.pid);
      let killedBy: Death['cause'] | undefined;
      const poll = setInterval(() => {
        const resident = residentBytes(worker.child.pid);
        this.peakChildBytes = Math.max(this.peakChildBytes, resident);
        if (resident > this.#options.limits.residentBytesMax) killedBy ??= 'memory';
        else if (cpuMs(worker.child.pid) - cpuFrom > cpuLimitMs) killedBy ??= 'time';
        if (killedBy !== undefined) worker.child.kill('SIGKILL');
      }, POLL_MS);
      const end = (outcome: JobOutcome): void => {
        clearInterval(poll);
        Object.assign(worker, { onMessage: undefined, onExit: undefined });
        resolve(outcome);
      };
      worker.onExit = (detail) => {
        if (this.#isClosed) {
          clearInterval(poll);
          reject(new PoolClosed());
          return;
        }
        const isHeap = detail === 'SIGABRT' || detail === 'exit-134';
        end({ ok: false, death: { cause: killedBy ?? (isHeap ? 'memory' : 'crash'), detail } });
      };
      worker.onMessage = (message) => {
        switch (message.kind) {
          case 'result':
            end({ ok: true, result: message.result });
            break;
          case 'fault':
            end({
              ok: false,
              death: { cause: 'crash', detail: message.place === undefined ? message.detail : `${message.detail} at ${message.place}` },
            });
            break;
          case 'surroundings':
            clearInterval(poll);
            Object.assign(worker, { onMessage: undefined, onExit: undefined });
            reject(new OperatorError(message.trouble));
            break;
          case 'part':
            cpuFrom = cpuMs(worker.child.pid);
            Promise.resolve(onPart?.(message.part)).then(
              () => worker.child.send({ kind: 'ack' }, () => undefined),
              (error: unknown) => {
                clearInterval(poll);
                this.#all.delete(worker);
                worker.child.kill('SIGKILL');
                reject(error instanceof Error ? error : new Error('a part could not be stored'));
              },
            );
            break;
        }
      };
      worker.child.send({ kind: 'job', job }, (error) => {
        if (error !== null) worker.onExit?.('send');
      });
    });
  }

  close(): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new PoolClosed());
    for (const worker of this.#all) worker.child.kill('SIGKILL');
    this.#all.clear();
    return Promise.resolve();
  }
}

/** 0 where /proc is absent: then the heap limit alone stands (`doctor` says so). */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}

function cpuMs(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}
