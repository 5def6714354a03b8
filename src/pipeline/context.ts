/** What every stage of a run has at hand. */
import { DEFAULT_LIMITS, type EventLog, type Limits, type StageName } from '../kernel/index.ts';
import type { CaseConfig, Decision, ReadGap } from '../model/index.ts';
import type { CaseLayout, Database } from '../store/index.ts';
import type { Executor } from './executors/executor.ts';

/** Where a run stands, for whoever shows it. Counts only. */
export interface Progress {
  stage(stage: StageName, total: number | undefined, unit: string): void;
  advance(done: number, gaps: number): void;
  end(): void;
}

export interface RunContext {
  readonly config: CaseConfig;
  readonly layout: CaseLayout;
  readonly db: Database;
  readonly executor: Executor;
  readonly limits: Limits;
  readonly log: EventLog;
  readonly progress: Progress;
  readonly decisions: readonly Decision[];
  /** Whole sources that could not be read or ended early: exit code 3, said first. */
  readonly lostSources: { readonly name: string; readonly gap: ReadGap }[];
  /** Set by a signal: stages stop between two transactions. */
  readonly interrupted: () => boolean;
}

/** Thrown between two transactions when a signal asked for it; the run goes on from there next time. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export function stopIfInterrupted(context: RunContext): void {
  if (context.interrupted()) throw new Interrupted('interrupted');
}

/** The defaults with what case.yaml changes. Unknown names were refused when it was read. */
export function limitsOf(config: CaseConfig): Limits {
  return { ...DEFAULT_LIMITS, ...config.limits };
}
