/**
 * The runner: takes the locks, goes through the plan, and leaves `out/` whole or as it was. A stage that was interrupted goes on
 * from its last transaction.
 */
import { availableParallelism, freemem } from 'node:os';
import { digestOf, EXIT, nowIso, openEventLog, tickMs, type ExitCode, type StageName } from '../kernel/index.ts';
import {
  asDiskTrouble,
  caseLayout,
  Database,
  makeStoreFolders,
  readCaseConfig,
  readDecisions,
  takeLock,
  type CaseLayout,
} from '../store/index.ts';
import { Temporal } from 'temporal-polyfill';
import { OperatorError } from '../kernel/index.ts';
import { checkInputs } from './check-inputs.ts';
import { Interrupted, limitsOf, type Progress, type RunContext } from './context.ts';
import { inlineExecutor } from './executors/inline.ts';
import { Pool } from './executors/pool.ts';
import { counted, type Executor, type WorkTally } from './executors/executor.ts';
import { DECIDE_PLAN, READ_PLAN, type Stage } from './plan.ts';
import { newDecideState } from './decide-state.ts';
import { TextPackWriter } from '../store/index.ts';

export interface RunRequest {
  readonly folder: string;
  readonly version: string;
  readonly jobs?: number;
  readonly executor: 'pool' | 'inline';
  readonly progress: Progress;
  readonly interrupted: () => boolean;
}

export interface RunReport {
  readonly exit: ExitCode;
  readonly number: number;
  readonly lostSources: RunContext['lostSources'];
  readonly tookOverLock: boolean;
}

export interface StageTime {
  readonly stage: StageName;
  readonly seconds: number;
  readonly peak_mb: number;
  /** Jobs that readers were given, and the bytes of what they read: none of both where nothing changed. */
  readonly units: number;
  readonly bytes: number;
}

/** Usual size of a reading child: as many as fit into free memory (spec/platform.md 7). */
const CHILD_BYTES_USUAL = 500 * 1024 * 1024;

/** Today in the case's zone, for a case without `as_of`. */
export function todayIn(timezone: string): string {
  try {
    return Temporal.Now.plainDateISO(timezone).toString();
  } catch {
    throw new OperatorError({
      code: 'timezone',
      what: 'The `timezone` of case.yaml is not known.',
      where: timezone,
      remedy: 'Use a name such as America/Los_Angeles.',
    });
  }
}

export async function runCase(request: RunRequest): Promise<RunReport> {
  try {
    return await runLocked(request);
  } catch (error) {
    // Whatever met the end of the disk, the event log and the closing of the store included: one clear error.
    throw asDiskTrouble(error, request.folder);
  }
}

async function runLocked(request: RunRequest): Promise<RunReport> {
  const config = readCaseConfig(request.folder, todayIn);
  todayIn(config.timezone);
  checkInputs(config);
  const layout = caseLayout(request.folder);
  const lock = takeLock(layout, 'run');
  try {
    makeStoreFolders(layout);
    const db = new Database(layout.database);
    const log = openEventLog(layout.events);
    const number = Number(db.get('SELECT coalesce(max(number), 0) + 1 AS n FROM run')?.['n'] ?? 1);
    const executor = makeExecutor(request, layout, number, limitsOf(config));
    try {
      const { decisions, broken } = readDecisions(layout);
      if (broken !== undefined) {
        throw new OperatorError({
          code: 'decisions-broken',
          what: `The log of decisions is damaged: line ${broken.line}, ${broken.why}.`,
          where: layout.decisions,
          remedy: 'Restore the file from a backup; `postbreach verify` shows the state.',
          exit: EXIT.mismatch,
        });
      }
      const tally: WorkTally = { units: 0, bytes: 0 };
      const context: RunContext = {
        config,
        layout,
        db,
        executor: counted(executor, tally),
        limits: limitsOf(config),
        log,
        progress: request.progress,
        decisions,
        lostSources: [],
        interrupted: request.interrupted,
      };
      db.run('INSERT INTO run (number, started) VALUES (?, ?)', number, nowIso());
      log.event('run.started', { run: number });
      const exit = await runPlan(context, { number, version: request.version }, tally);
      db.run('UPDATE run SET ended = ?, exit = ? WHERE number = ?', nowIso(), exit, number);
      log.event('run.ended', { run: number, exit });
      return { exit, number, lostSources: context.lostSources, tookOverLock: lock.tookOver };
    } finally {
      request.progress.end();
      await executor.close();
      log.close();
      db.close();
    }
  } finally {
    lock.release();
  }
}

function makeExecutor(request: RunRequest, layout: CaseLayout, number: number, limits: RunContext['limits']): Executor {
  const runName = digestOf([number, nowIso(), process.pid]).slice(0, 12);
  if (request.executor === 'inline') return inlineExecutor({ texts: new TextPackWriter(layout.texts, `${runName}-0.pack`) });
  const size = request.jobs ?? Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / CHILD_BYTES_USUAL)));
  return new Pool({ size, texts: layout.texts, runName, limits });
}

async function runPlan(
  reading: RunContext,
  facts: { readonly number: number; readonly version: string },
  tally: Readonly<WorkTally>,
): Promise<ExitCode> {
  let context = reading;
  const times: StageTime[] = [];
  const state = newDecideState(facts);
  const go = async (stage: Stage): Promise<void> => {
    const started = tickMs();
    const before = { ...tally };
    context.log.event('stage.started', { stage: stage.name });
    await stage.work(context, state);
    const peak = Math.round(Math.max(process.memoryUsage.rss(), context.executor.peakChildBytes) / 1024 ** 2);
    const seconds = Number(((tickMs() - started) / 1000).toFixed(3));
    times.push({ stage: stage.name, seconds, peak_mb: peak, units: tally.units - before.units, bytes: tally.bytes - before.bytes });
    context.log.event('stage.ended', { stage: stage.name, seconds: times.at(-1)?.seconds ?? 0 });
  };
  try {
    for (const stage of READ_PLAN) await go(stage);
    // People decide while a run reads: it takes what stands when DECIDE begins. A line that is being written is not there yet.
    context = { ...context, decisions: readDecisions(context.layout).decisions };
    for (const stage of DECIDE_PLAN) {
      state.times = times;
      await go(stage);
    }
  } catch (error) {
    if (error instanceof Interrupted) return EXIT.interrupted;
    throw error;
  }
  return context.lostSources.length > 0 ? EXIT.sourceLost : EXIT.ok;
}
