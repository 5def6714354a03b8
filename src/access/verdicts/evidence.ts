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

/** Evidence by message of one mailbox. */
export class Ledger {
  readonly #rows = new Map<number, Evidence[]>();

  add(index: number, evidence: Evidence): void {
    const list = this.#rows.get(index);
    if (list === undefined) this.#rows.set(index, [evidence]);
    else list.push(evidence);
  }

  of(index: number): readonly Evidence[] {
    return this.#rows.get(index) ?? [];
  }
}
