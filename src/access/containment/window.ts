/** From when to when the intruder could read, with the proof of each end (spec/access.md 4.3). */
import { isoSeconds, parseInstant } from '../../kernel/index.ts';
import type { AccessInput, AccessWindow, LogEvent } from '../../model/index.ts';
import type { Attribution } from '../attribution/label.ts';
import { givenWindow } from '../attribution/seeds.ts';
import { wasInside } from '../contexts/contexts.ts';
import { DAY_MS } from '../events/time.ts';
import type { Containment } from './containment.ts';

export interface Window extends AccessWindow {
  /** Earliest and latest record of an intruder context on the case's mailboxes. */
  readonly firstRecord?: number;
  readonly lastRecord?: number;
  /** The sign-in or consent that began it stands in the log. */
  readonly hasCreation: boolean;
  readonly isCensored: boolean;
}

const BEFORE_MS = 7 * DAY_MS;

export interface WindowFacts {
  readonly input: AccessInput;
  readonly attribution: Attribution;
  readonly containment: Containment;
  readonly mailboxes: readonly string[];
  /** Start of what was collected. */
  readonly logStart: number;
  /** The mailbox log is complete until here. */
  readonly coveredUntil: number;
}

export function windowOf(facts: WindowFacts): Window {
  const { attribution, containment, input } = facts;
  const records = intruderRecords(attribution, input.events, facts.mailboxes);
  const given = givenWindow(input.incident, input.decisions);
  const first = records[0];
  const last = records.at(-1);
  const why: string[] = [];
  if (attribution.provisional)
    why.push(
      'provisional: no indicator is given, so every context that is not proven to be the owner, a service or a delegate counts as the intruder',
    );
  const start = lesser(first?.at, given.start);
  const hasCreation = first !== undefined && (first.kind === 'sign-in' || first.kind === 'consent');
  const isCensored = first === undefined || first.at - facts.logStart < BEFORE_MS;
  const startProven = first !== undefined && hasCreation && !isCensored && !attribution.provisional;
  if (first === undefined) why.push('no record of the intruder is known');
  else {
    why.push(
      startProven
        ? `the first record of the intruder is of ${isoSeconds(first.at)}; the log begins more than seven days before and shows how the session began`
        : isCensored
          ? `the log begins less than seven days before the first record of the intruder (${isoSeconds(first.at)})`
          : `the record that began the first session or consent is not in the log (first record ${isoSeconds(first.at)})`,
    );
  }
  const vouched = input.incident.contained === undefined ? undefined : parseInstant(input.incident.contained);
  const contained = containment.contained;
  const isClosed = contained !== undefined && (last === undefined || last.at <= contained);
  // Closed once and used again: the end is the last record, and proven only by complete logs after it.
  const isQuiet =
    containment.failed &&
    last !== undefined &&
    containment.open.length > 0 &&
    facts.coveredUntil >= last.at + DAY_MS &&
    contained === undefined &&
    closedOnce(containment);
  const endProven =
    (isClosed || isQuiet || (contained !== undefined && last !== undefined && facts.coveredUntil >= last.at + DAY_MS)) &&
    !attribution.provisional;
  const end = greater(greater(last?.at, contained), greater(given.end, endProven ? undefined : vouched));
  if (endProven && contained !== undefined) why.push(`the last living path was closed at ${isoSeconds(contained)}`);
  else if (isQuiet) why.push('a path was closed and used again; complete logs show nothing of it for a day after its last record');
  else if (containment.hasPaths) why.push(`not shown to be closed: ${containment.open.join(', ')}`);
  if (given.decision !== undefined) why.push(`decision ${given.decision} widens the window`);
  return {
    startProven,
    endProven,
    why,
    provisional: attribution.provisional,
    containmentFailed: containment.failed,
    hasCreation,
    isCensored,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(contained === undefined ? {} : { contained }),
    ...(first === undefined ? {} : { firstRecord: first.at }),
    ...(last === undefined ? {} : { lastRecord: last.at }),
  };
}

function closedOnce(containment: Containment): boolean {
  return containment.rows.every((row) => row.state === 'done' || row.action === 'preserve-logs' || row.doneEvidence.length > 0);
}

/** Successful records of the intruder's contexts on these mailboxes, and the consents that made his applications. */
export function intruderRecords(attribution: Attribution, events: readonly LogEvent[], mailboxes: readonly string[]): LogEvent[] {
  const own = new Set(mailboxes);
  const found = attribution.labelled
    .filter((one) => one.treatedAs === 'intruder' && own.has(one.context.mailbox) && wasInside(one.context))
    .flatMap((one) =>
      one.context.events.filter((event) => event.kind !== 'sign-in-failed' && event.result !== 'failed' && event.result !== 'interrupt'),
    );
  const consents = events.filter(
    (event) =>
      event.kind === 'consent' &&
      event.result !== 'failed' &&
      attribution.apps.has(String(event.detail?.['app'] ?? '')) &&
      own.has(attribution.principals.actor(event)),
  );
  return [...new Set([...found, ...consents])].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function lesser(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function greater(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}
