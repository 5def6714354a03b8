/**
 * The thirteen checks that earn `excluded` (spec/access.md 4.4), as far as they concern a whole mailbox. Whatever fails makes its messages
 * `possible`. Checks 7, 8, 9 and 10 also act message by message, as evidence of verdicts/reach.ts and verdicts/presume.ts.
 */
import { isoSeconds } from '../../kernel/index.ts';
import type { Grade, GapKind, LogEvent, RecordId } from '../../model/index.ts';
import type { Attribution } from '../attribution/label.ts';
import { outputOf } from '../contexts/snapshot-rows.ts';
import type { Window } from '../containment/window.ts';
import { touchesMail } from '../contexts/contexts.ts';
import { collectedAt, mailHoles, type Coverage } from '../coverage/coverage.ts';
import { query } from '../coverage/queries.ts';
import { DAY_MS, HOUR_MS } from '../events/time.ts';
import type { Presumed } from './presume.ts';

export interface Failure {
  readonly check: number;
  readonly kind: GapKind;
  readonly why: string;
  readonly records: readonly RecordId[];
  /** D where access was not recorded at all. */
  readonly grade: Grade;
  readonly remedy: string;
}

export interface CheckFacts {
  readonly attribution: Attribution;
  readonly coverage: Coverage;
  readonly window: Window;
  readonly mailbox: string;
  readonly name: string;
  readonly guid?: string;
  /** Sorted: events of this mailbox. */
  readonly own: readonly LogEvent[];
  /** Sorted: all events. */
  readonly events: readonly LogEvent[];
  readonly presumed: Presumed;
}

export function failedChecks(facts: CheckFacts): Failure[] {
  return [
    ...windowProven(facts),
    ...auditingOn(facts),
    ...auditingKept(facts),
    ...collectionWhole(facts),
    ...collectedLate(facts),
    ...notThrottled(facts),
    ...contextsKnown(facts),
    ...allParsed(facts),
    ...noSharedContext(facts),
    ...timesKnown(facts),
  ];
}

function ask(facts: CheckFacts, id: string, span: { readonly from?: number | undefined; readonly to?: number | undefined } = {}): string {
  const { window } = facts;
  const from = span.from ?? (window.start === undefined ? undefined : window.start - DAY_MS);
  const to = span.to ?? (window.end === undefined ? undefined : window.end + DAY_MS);
  return query(id, {
    upn: facts.name,
    ...(facts.guid === undefined ? {} : { guid: facts.guid }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
}

/** 1: both ends of the window proven. */
function windowProven(facts: CheckFacts): Failure[] {
  const { window } = facts;
  const failures: Failure[] = [];
  if (!window.startProven) {
    failures.push({
      check: 1,
      kind: 'window-unproven',
      why: window.provisional
        ? 'no indicator of the intruder is given: the window is provisional'
        : (window.why[0] ?? 'the start is not proven'),
      records: [],
      grade: 'C',
      remedy: ask(facts, 'Q14'),
    });
    if (window.firstRecord !== undefined && window.isCensored && !window.hasCreation) {
      failures.push({
        check: 1,
        kind: 'retention',
        why: 'the log begins after the intruder came: what he read before is not recorded',
        records: [],
        grade: 'D',
        remedy: ask(facts, 'Q14', { from: window.firstRecord }),
      });
    }
  }
  if (!window.endProven)
    failures.push({
      check: 1,
      kind: 'window-unproven',
      why: 'it is not shown that every way in is closed',
      records: [],
      grade: 'C',
      remedy: ask(facts, 'Q7'),
    });
  return failures;
}

/** Kinds of mailbox that have no record of reading (spec/access.md 1.2). */
const NOT_AUDITED = /^(?:GroupMailbox|RoomMailbox|EquipmentMailbox|PublicFolderMailbox)$/;

/** 2: reading is recorded for owner, delegate and administrator. */
function auditingOn(facts: CheckFacts): Failure[] {
  const { own, window } = facts;
  const reads = own.filter((event) => event.op === 'mailitemsaccessed');
  const shown = own.filter((event) => event.kind === 'config' && event.op === 'get-mailbox').flatMap(outputOf);
  const type = shown.map((row) => row['RecipientTypeDetails']).find((one) => typeof one === 'string' && NOT_AUDITED.test(one));
  if (type !== undefined)
    return [
      {
        check: 2,
        kind: 'source-cannot',
        why: 'mailboxes of this kind have no records of reading',
        records: [],
        grade: 'D',
        remedy: ask(facts, 'Q6'),
      },
    ];
  const isShown = shown.some(auditsReading);
  const { start, end } = window;
  const before = start !== undefined && reads.some((event) => event.at < start && event.at >= start - 7 * DAY_MS);
  const after = end !== undefined && reads.some((event) => event.at > end && event.at <= end + 7 * DAY_MS);
  if (isShown || (before && after)) return [];
  const none = reads.length === 0;
  return [
    {
      check: 2,
      kind: 'licence',
      why: none
        ? 'no record of reading by anybody in this mailbox: reading was not recorded'
        : 'it is not shown that reading was recorded on both sides of the window',
      records: [],
      grade: none ? 'D' : 'C',
      remedy: ask(facts, 'Q6'),
    },
  ];
}

function auditsReading(row: Readonly<Record<string, unknown>>): boolean {
  const has = (key: string, word: string): boolean => Array.isArray(row[key]) && (row[key] as readonly unknown[]).includes(word);
  const listed = ['AuditOwner', 'AuditDelegate', 'AuditAdmin'].every((key) => has(key, 'MailItemsAccessed'));
  return listed;
}

/** 3: nothing switched recording off, in or before the window. */
function auditingKept(facts: CheckFacts): Failure[] {
  const until = facts.window.end ?? Infinity;
  const failures: Failure[] = [];
  const add = (kind: 'audit-off' | 'bypass', why: string, records: readonly RecordId[]): void =>
    void failures.push({ check: 3, kind, why, records, grade: 'D', remedy: ask(facts, 'Q6') });
  for (const event of facts.events) {
    if (event.at > until && event.kind !== 'config') continue;
    if (event.kind === 'audit-config' && event.result !== 'failed') {
      const detail = event.detail ?? {};
      if (detail['stops'] === true && !isUndone(facts, event))
        add(
          detail['switch'] === 'bypass' ? 'bypass' : 'audit-off',
          detail['switch'] === 'bypass' ? 'an account was taken out of recording' : 'recording was switched off for the organisation',
          [event.id],
        );
      if (
        Array.isArray(detail['audit']) &&
        facts.attribution.principals.mailbox(event) === facts.mailbox &&
        (detail['audit'] as readonly unknown[]).some((one) => dropsReading(String(one)))
      )
        add('audit-off', 'reading was taken out of what is recorded for this mailbox', [event.id]);
    }
    if (event.kind !== 'config') continue;
    const rows = outputOf(event);
    const about = event.mailbox === undefined || facts.attribution.principals.mailbox(event) === facts.mailbox;
    if (about && rows.some((row) => row['AuditBypassEnabled'] === true))
      add('bypass', 'the snapshot shows this account out of recording', [event.id]);
    if (rows.some((row) => row['AuditDisabled'] === true || row['UnifiedAuditLogIngestionEnabled'] === false))
      add('audit-off', 'the snapshot shows recording switched off', [event.id]);
  }
  return failures;
}

/** Switched on again before the intruder came. */
function isUndone(facts: CheckFacts, off: LogEvent): boolean {
  const start = facts.window.start;
  return (
    start !== undefined &&
    facts.events.some(
      (event) =>
        event.kind === 'audit-config' &&
        event.at > off.at &&
        event.at < start &&
        event.detail?.['switch'] === off.detail?.['switch'] &&
        event.detail?.['target'] === off.detail?.['target'] &&
        event.detail?.['stops'] === false,
    )
  );
}

/** `AuditEnabled $false` alone stops nothing while the organisation's default is on (spec/access.md 1.2). */
function dropsReading(setting: string): boolean {
  if (!/^Audit(?:Owner|Delegate|Admin)=/.test(setting)) return false;
  const named = /MailItemsAccessed/i.test(setting);
  if (/Remove|-=/i.test(setting)) return named;
  return !named && !/Add|\+=/i.test(setting);
}

/** 4: the collection covers the window and a day on each side, unfiltered, every page. */
function collectionWhole(facts: CheckFacts): Failure[] {
  const unrecorded = new Set(['audit-off', 'bypass', 'licence', 'retention', 'source-cannot']);
  return mailHoles(facts.coverage, facts.window).map((hole) => ({
    check: 4,
    kind: hole.kind,
    why: `${hole.why}${hole.from === undefined || hole.to === undefined ? '' : ` (${isoSeconds(hole.from)} to ${isoSeconds(hole.to)})`}`,
    records: [],
    grade: unrecorded.has(hole.kind) ? ('D' as const) : ('C' as const),
    remedy: ask(facts, 'Q1', { from: hole.from, to: hole.to }),
  }));
}

/** 5: records may come up to a day late. */
function collectedLate(facts: CheckFacts): Failure[] {
  const end = facts.window.end;
  if (end === undefined || facts.coverage.mailSpans.length === 0) return [];
  const at = collectedAt(facts.coverage, end);
  if (at !== undefined && at >= end + DAY_MS) return [];
  return [
    {
      check: 5,
      kind: 'latency',
      why:
        at === undefined
          ? 'the manifest does not say when it was collected'
          : `collected at ${isoSeconds(at)}, less than a day after the end`,
      records: [],
      grade: 'C',
      remedy: ask(facts, 'Q1'),
    },
  ];
}

/** 6 */
function notThrottled(facts: CheckFacts): Failure[] {
  return facts.presumed.throttles.map((one) => ({
    check: 6,
    kind: 'throttled' as const,
    why: one.flagged
      ? 'the service stopped recording reads for a day'
      : 'more than 1,000 records in a day: the service may have stopped recording reads',
    records: [one.record.id],
    grade: 'C' as const,
    remedy: ask(facts, 'Q1'),
  }));
}

/** 8: unknown contexts are item-level; those that could take more block the whole mailbox. */
function contextsKnown(facts: CheckFacts): Failure[] {
  const { start, end } = facts.window;
  return facts.attribution.labelled.flatMap((one) => {
    if (one.context.mailbox !== facts.mailbox || one.treatedAs !== 'unknown') return [];
    const wide = one.context.events.filter(
      (event) => event.kind === 'export' && event.at >= (start ?? -Infinity) && event.at <= (end ?? Infinity) + DAY_MS,
    );
    return wide.length === 0
      ? []
      : [
          {
            check: 8,
            kind: 'unknown-context' as const,
            why: 'a session that nobody knows exported mail',
            records: wide.map((event) => event.id),
            grade: 'C' as const,
            remedy: 'Label the session: decision access.label.',
          },
        ];
  });
}

/** 9 and 10: rows that gave no event, and files that this version cannot read, may speak of the mailbox. */
function allParsed(facts: CheckFacts): Failure[] {
  const failures: Failure[] = [];
  for (const one of facts.coverage.files) {
    if (one.family === 'mail' && one.file.refused > 0)
      failures.push({
        check: 9,
        kind: 'record-truncated',
        why: `${one.file.refused} rows of a log gave no record`,
        records: [],
        grade: 'C',
        remedy: ask(facts, 'Q2'),
      });
  }
  if (facts.coverage.unread.length > 0)
    failures.push({
      check: 10,
      kind: 'source-cannot',
      why: `${facts.coverage.unread.length} log files are of a form that this version does not read`,
      records: [],
      grade: 'C',
      remedy: 'Export the same records from the Unified Audit Log.',
    });
  return failures;
}

/** 12: where intruder and owner share address, program and session, a second read within an hour leaves no record. */
function noSharedContext(facts: CheckFacts): Failure[] {
  const own = facts.attribution.labelled.filter((one) => one.context.mailbox === facts.mailbox);
  const key = (one: (typeof own)[number]): string => `${one.context.ip ?? ''}|${one.context.family}|${one.context.session ?? ''}`;
  const { start, end } = facts.window;
  // Only what the owner opened while the intruder was there, or an hour before, can hide a read of his.
  const isNear = (event: LogEvent): boolean =>
    event.kind === 'bind' && event.at >= (start ?? -Infinity) - HOUR_MS && event.at <= (end ?? Infinity);
  const owners = new Set(
    own.filter((one) => one.label === 'owner' && one.context.ip !== undefined && one.context.events.some(isNear)).map(key),
  );
  const shared = own.filter(
    (one) =>
      (one.label === 'intruder' && one.context.events.some(touchesMail) && (one.mixed || owners.has(key(one)))) ||
      one.reasons.some((reason) => reason.rule === 'P7' || reason.rule === 'P12'),
  );
  if (shared.length === 0) return [];
  return [
    {
      check: 12,
      kind: 'shared-address',
      why: 'shared context: intruder and owner cannot be told apart there, and a re-read within one hour leaves no record',
      records: shared.flatMap((one) => one.context.events.slice(0, 1).map((event) => event.id)),
      grade: 'C',
      remedy: 'Say whose the session or address is: decision access.label.',
    },
  ];
}

/** 13: times of the mailbox's records are certain. */
function timesKnown(facts: CheckFacts): Failure[] {
  const unsure = facts.own.filter((event) => event.timeGrade === 'C' || event.timeGrade === 'D');
  return unsure.length === 0
    ? []
    : [
        {
          check: 13,
          kind: 'time-zone',
          why: `the zone of ${unsure.length} records is not known`,
          records: unsure.slice(0, 20).map((event) => event.id),
          grade: 'C',
          remedy: ask(facts, 'Q2'),
        },
      ];
}
