/** Holes of one mailbox as rows of gaps.csv, each with how many messages it holds back. */
import { isoSeconds } from '../../kernel/index.ts';
import type { Gap, GapKind, SessionRow } from '../../model/index.ts';
import { logGap } from '../coverage/log-gap.ts';
import { query } from '../coverage/queries.ts';
import { touchesMail } from '../contexts/contexts.ts';
import type { Attribution } from '../attribution/label.ts';
import type { MailboxResult } from './mailbox.ts';

export interface GapFacts {
  readonly name: string;
  readonly principal: string;
  readonly guid?: string;
  readonly attribution: Attribution;
  readonly result: MailboxResult;
  readonly sessions: readonly SessionRow[];
  readonly sessionOf: (context: string) => string | undefined;
  /** Messages that the logs name and the evidence lacks. */
  readonly missing: number;
}

export function mailboxGaps(facts: GapFacts): Gap[] {
  return [...checkGaps(facts), ...missingGaps(facts), ...lossGaps(facts), ...unknownContexts(facts), ...sharedAddresses(facts)];
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}

/** One gap a kind: every failing check of that kind, and what it holds back. */
function checkGaps(facts: GapFacts): Gap[] {
  const { failures, verdicts, isUnassessed } = facts.result;
  if (isUnassessed)
    return [
      logGap(
        'not-collected',
        facts.name,
        'log.none',
        'No log that could record access to this mailbox is at hand.',
        `${messages(verdicts.length)} unassessed: counted as not excluded.`,
        query('Q1', { upn: facts.name }),
      ),
    ];
  const byKind = new Map<GapKind, (typeof failures)[number][]>();
  for (const failure of failures) {
    // A file that no reader takes and rows that gave nothing have their own gaps from reading.
    if (failure.kind === 'shared-address' || (failure.kind === 'source-cannot' && failure.check === 10) || failure.check === 9) continue;
    const list = byKind.get(failure.kind);
    if (list === undefined) byKind.set(failure.kind, [failure]);
    else list.push(failure);
  }
  return [...byKind].map(([kind, list]) => {
    const whys = [...new Set(list.map((one) => one.why))];
    const held = verdicts.filter(
      (one) =>
        (one.verdict === 'possible' || one.verdict === 'presumed') &&
        (one.failedChecks.some((failed) => whys.includes(failed.why)) || kind === 'throttled'),
    ).length;
    return logGap(
      kind,
      facts.name,
      `log.check:${[...new Set(list.map((one) => one.check))].join('+')}`,
      `${whys.join('; ')}.`,
      `${messages(held)} cannot be excluded.`,
      [...new Set(list.map((one) => one.remedy))].join(' ; '),
    );
  });
}

function missingGaps(facts: GapFacts): Gap[] {
  const { missingAtLeast, absentFolders, keyless, window, isNamedOnly } = facts.result;
  const gaps: Gap[] = [];
  const ask = query('Q9', { upn: facts.name, ...(window.start === undefined ? {} : { from: window.start }) });
  if (facts.missing > 0)
    gaps.push(
      logGap(
        'reference-without-message',
        facts.name,
        'log.reference',
        isNamedOnly
          ? `The logs name ${messages(facts.missing)} that the intruder reached, and no message of this mailbox is at hand.`
          : `The intruder's records name ${messages(facts.missing)} that the evidence does not hold.`,
        'What stood in them is not known; people in them are not counted.',
        ask,
      ),
    );
  if (absentFolders.length > 0 && !isNamedOnly)
    gaps.push(
      logGap(
        'reference-without-message',
        facts.name,
        'log.reference.folder',
        `The intruder's mail program copied ${absentFolders.length} folders that the evidence does not hold.`,
        'What lay in them is not known; people in them are not counted.',
        ask,
      ),
    );
  if (keyless.length > 0)
    gaps.push(
      logGap(
        'reference-without-message',
        facts.name,
        'log.reference.no-key',
        `${keyless.length} records name items without any usable id.`,
        'The rest of their folders is presumed.',
        ask,
      ),
    );
  if (missingAtLeast > 0)
    gaps.push(
      logGap(
        'reference-without-message',
        facts.name,
        'log.reference.counted',
        `Records count at least ${messages(missingAtLeast)} more than their folders hold.`,
        'What stood in them is not known; people in them are not counted.',
        ask,
      ),
    );
  return gaps;
}

function lossGaps(facts: GapFacts): Gap[] {
  return (['record-truncated', 'export-lossy'] as const).flatMap((kind) => {
    const lossy = facts.result.lossy.filter((one) => one.kind === kind);
    const first = lossy[0];
    if (first === undefined) return [];
    const held = facts.result.verdicts.filter((one) => one.rules.includes('R9') || one.rules.includes('R10')).length;
    return [
      logGap(
        kind,
        facts.name,
        'log.record.lost-items',
        `${lossy.length} records count more items than they name; the first is of ${isoSeconds(first.event.at)}.`,
        `${messages(held)} of their folders are presumed or possible.`,
        query('Q2', {}),
      ),
    ];
  });
}

/** An unknown context that touched mail: a person can label it (contract, rulings). */
function unknownContexts(facts: GapFacts): Gap[] {
  const { window } = facts.result;
  const inside = new Map<string, number>();
  for (const one of facts.attribution.labelled) {
    if (one.context.mailbox !== facts.principal || one.label !== 'unknown' || one.treatedAs !== 'unknown') continue;
    const touched = one.context.events.some(
      (event) => touchesMail(event) && !(window.startProven && window.start !== undefined && event.at < window.start),
    );
    const id = facts.sessionOf(one.context.key);
    if (touched && id !== undefined && !one.reasons.some((reason) => reason.rule === 'P7'))
      inside.set(id, (inside.get(id) ?? 0) + facts.result.reachedBy(one.context.key));
  }
  return facts.sessions
    .filter((row) => inside.has(row.id))
    .map((row) => {
      const held = Math.min(inside.get(row.id) ?? 0, facts.result.verdicts.length);
      return logGap(
        'unknown-context',
        facts.name,
        `log.context:${row.id}`,
        `Session ${row.id} touched mail on ${isoSeconds(row.firstItem ?? row.first)}, and no rule labels it.`,
        `Up to ${messages(held)} possible until it is labelled.`,
        `Ask the owner whether it was them, and label it: decision access.label on ${row.session === undefined ? row.id : `session ${row.session}`}.`,
        undefined,
        row.id,
      );
    });
}

function sharedAddresses(facts: GapFacts): Gap[] {
  const shared = facts.attribution.labelled.filter(
    (one) => one.context.mailbox === facts.principal && one.reasons.some((reason) => reason.rule === 'P7'),
  );
  if (shared.length === 0) return [];
  const held = facts.result.verdicts.filter((one) => one.verdict === 'possible').length;
  return [
    logGap(
      'shared-address',
      facts.name,
      'log.address.shared',
      `An address given as the intruder's is used by the owner or others too (${shared.length} contexts).`,
      `${messages(held)} possible: the address cannot tell intruder and owner apart.`,
      'Name a session, application, token or device of the intruder, or label the sessions of this address.',
    ),
  ];
}
