/** One reason why a message has its verdict. The verdict of a message is the worst of its evidence (spec/access.md 4.1). */
import type { Depth, Grade, RecordId } from '../../model/index.ts';
import type { Labelled } from '../attribution/label.ts';
import type { LogEvent } from '../../model/index.ts';
import { lossOf } from '../events/merge.ts';

export interface Evidence {
  readonly rule: string;
  readonly verdict: 'accessed' | 'presumed' | 'possible';
  readonly depth: readonly Depth[];
  readonly grade: Grade;
  readonly join: string;
  readonly records: readonly RecordId[];
  readonly contexts: readonly string[];
  /** When, as far as it is an access. */
  readonly at?: number;
  /** Its last time, where several records stand together. */
  readonly until?: number;
  readonly kOfN?: string;
  readonly note?: string;
  readonly decision?: number;
}

/** A for no step below, B for one, C for more. */
export function gradeOf(steps: number): 'A' | 'B' | 'C' {
  return steps <= 0 ? 'A' : steps === 1 ? 'B' : 'C';
}

/** Steps that the record and its attribution cost: address or decision instead of identity, a salvaged record, a time that is not certain. */
export function eventSteps(event: LogEvent, labelled: Labelled): number {
  const attribution = labelled.grade === 'A' ? 0 : labelled.grade === 'B' ? 1 : 2;
  return (
    attribution +
    (lossOf(event) === 'lossy' || lossOf(event) === 'empty' ? 1 : 0) +
    (event.timeGrade === 'A' || event.timeGrade === 'B' ? 0 : 1)
  );
}

/** Evidence of one kind that a message keeps: the first ones and the last. More changes no verdict and fills the memory. */
const KEPT: Readonly<Record<Evidence['verdict'], number>> = { accessed: 50, presumed: 20, possible: 10 };

/** Evidence by message of one mailbox. Records come in the order of time, so what is kept does not depend on files. */
export class Ledger {
  readonly #rows = new Map<
    number,
    { readonly kept: Evidence[]; readonly counts: Record<Evidence['verdict'], number>; readonly last: Record<Evidence['verdict'], number> }
  >();
  readonly #reached = new Map<string, number>();

  add(index: number, evidence: Evidence): void {
    for (const context of evidence.contexts) this.#reached.set(context, (this.#reached.get(context) ?? 0) + 1);
    let row = this.#rows.get(index);
    if (row === undefined) {
      row = { kept: [], counts: { accessed: 0, presumed: 0, possible: 0 }, last: { accessed: -1, presumed: -1, possible: -1 } };
      this.#rows.set(index, row);
    }
    const { verdict } = evidence;
    if (row.counts[verdict] < KEPT[verdict]) {
      row.last[verdict] = row.kept.push(evidence) - 1;
      row.counts[verdict] += 1;
    } else row.kept[row.last[verdict]] = evidence;
  }

  of(index: number): readonly Evidence[] {
    return this.#rows.get(index)?.kept ?? [];
  }

  /** How many pieces of evidence a context gave: of messages, but for repeats. */
  reachedBy(context: string): number {
    return this.#reached.get(context) ?? 0;
  }
}
