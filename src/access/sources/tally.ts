/** Counts of one log file while it is read: rows, records, and what gave no record. */
import type { PageCensus } from './census.ts';

/** What a reader of one form reports back while it gives events. */
export interface Tally {
  rows: number;
  records: number;
  /** Rows that gave no event. */
  refused: number;
  readonly census: PageCensus;
  readonly facts: Record<string, unknown>;
  /** Reasons of refused rows with their first row number. */
  readonly refusals: Map<string, { count: number; row: number }>;
}

/** One row that gave no event, by its reason. */
export function refuse(tally: Tally, reason: string): void {
  tally.refused += 1;
  const before = tally.refusals.get(reason);
  if (before === undefined) tally.refusals.set(reason, { count: 1, row: tally.rows });
  else before.count += 1;
}
