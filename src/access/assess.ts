/** The whole room in one pure function: merged events, readings, messages and decisions to the answer on access. */
import { byText, sortedBy } from '../kernel/index.ts';
import type {
  AccessAnswer,
  AccessInput,
  Gap,
  LogEvent,
  MissingMessage,
  NamedVerdict,
  RecordId,
  ScopeRow,
  SessionId,
} from '../model/index.ts';
import { attribute, type Attribution } from './attribution/label.ts';
import { standing } from './attribution/seeds.ts';
import { rankCauses } from './cause/cause.ts';
import { timeline } from './cause/timeline.ts';
import { contain } from './containment/containment.ts';
import { windowOf } from './containment/window.ts';
import { touchesMail, wasInside } from './contexts/contexts.ts';
import { contextIds, sessionRows, type SessionRows } from './contexts/rows.ts';
import { coverageOf, coverageRows } from './coverage/coverage.ts';
import { uncovered } from './coverage/claims.ts';
import { DAY_MS } from './events/time.ts';
import { byTime } from './events/merge.ts';
import { mailboxGaps } from './verdicts/gaps.ts';
import { judgeMailbox, type MailboxResult } from './verdicts/mailbox.ts';

interface Place {
  readonly number: number;
  readonly principal: string;
  readonly name: string;
  readonly guid?: string;
  readonly own: readonly LogEvent[];
}

export function assessAccess(given: AccessInput): AccessAnswer {
  const input: AccessInput = { ...given, events: [...given.events].sort(byTime) };
  const decisions = standing(input.decisions);
  const attribution = attribute(input, (context, name) => contextIds(context, name));
  const places = placesOf(input, attribution);
  const isOwn = (principal: string): boolean => attribution.principals.index(principal) !== undefined;
  const rows = sessionRows(attribution.labelled, attribution.principals, isOwn);
  const coverage = coverageOf(input.files, attribution.logStart);
  const times = new Map<RecordId, number>(input.events.map((event) => [event.id, event.at]));
  const sessionOf = (context: string): SessionId | undefined => rows.idOf.get(context);
  const results = places.map((place) =>
    judgeMailbox({ input, ...place, attribution, coverage, decisions, sessionOf, timeOf: (record) => times.get(record) ?? 0 }),
  );
  const principals = places.map((place) => place.principal);
  const containment = contain(attribution, input.events, principals, decisions);
  const window = windowOf({
    input,
    attribution,
    containment,
    mailboxes: principals,
    logStart: coverage.logStart,
    coveredUntil: coverage.coveredUntil,
  });
  const missing = places.map((place, at) => missingOf(place, results[at], sessionOf));
  const attackers = new Set(
    attribution.labelled.filter((one) => one.label === 'intruder' && one.context.app === undefined).flatMap((one) => one.context.ip ?? []),
  );
  const causes = causesOf(input, attribution, coverage, principals, window, places[0]?.name ?? '');
  const gaps: Gap[] = [
    ...input.files.flatMap((file) => file.gaps),
    ...places.flatMap((place, at) => gapsOf(place, attribution, results[at], rows, sessionOf, missing[at]?.length ?? 0)),
  ];
  const { hasCreation: _creation, isCensored: _censored, firstRecord: _first, lastRecord: _last, ...shown } = window;
  return {
    verdicts: results.flatMap((result) => (result.isNamedOnly ? [] : result.verdicts)),
    namedOnly: results.flatMap((result) => (result.isNamedOnly ? namedOf(result) : [])),
    sessions: withSuspects(rows, attribution, sessionOf),
    timeline: timeline(attribution, input.events, isOwn, attackers),
    containment: containment.rows,
    coverage: coverageRows(coverage, places),
    missing: missing.flat(),
    scope: scopeOf(attribution, isOwn, rows),
    rootCause: causes.causes,
    ...(causes.refused === undefined ? {} : { rootCauseRefused: causes.refused }),
    window: shown,
    gaps: sortedBy(new Map(gaps.map((gap) => [gap.id, gap])).values(), (gap) => gap.id),
  };
}

function placesOf(input: AccessInput, attribution: Attribution): Place[] {
  const { principals } = attribution;
  const own = new Map<number, LogEvent[]>();
  for (const event of input.events) {
    const index = principals.index(principals.mailbox(event));
    if (index === undefined) continue;
    const list = own.get(index);
    if (list === undefined) own.set(index, [event]);
    else list.push(event);
  }
  return input.mailboxes.flatMap((mailbox, number) => {
    const first = mailbox.owner.emails[0];
    if (first === undefined) return [];
    const principal = principals.user(first);
    const events = own.get(principals.index(principal) ?? number) ?? [];
    const guid = events.find((event) => event.mailbox?.guid !== undefined)?.mailbox?.guid;
    return [{ number, principal, name: principals.name(principal), own: events, ...(guid === undefined ? {} : { guid }) }];
  });
}

function gapsOf(
  place: Place,
  attribution: Attribution,
  result: MailboxResult | undefined,
  rows: SessionRows,
  sessionOf: (context: string) => SessionId | undefined,
  missing: number,
): Gap[] {
  if (result === undefined) return [];
  return mailboxGaps({
    name: place.name,
    principal: place.principal,
    ...(place.guid === undefined ? {} : { guid: place.guid }),
    attribution,
    result,
    sessions: rows.rows,
    sessionOf,
    missing,
  });
}

/** Messages that the intruder reached and the evidence lacks, one row each. */
function missingOf(
  place: Place,
  result: MailboxResult | undefined,
  sessionOf: (context: string) => SessionId | undefined,
): MissingMessage[] {
  if (result === undefined) return [];
  if (result.isNamedOnly) {
    return result.verdicts.flatMap((verdict, at) => {
      const message = result.messages[at];
      if (message === undefined || (verdict.verdict !== 'accessed' && verdict.verdict !== 'presumed')) return [];
      return [
        {
          mailbox: place.name,
          messageId: message.messageId ?? '',
          itemRef: verdict.item,
          folder: message.folder,
          firstReached: verdict.firstReached ?? 0,
          sessions: verdict.sessions,
          records: verdict.records,
          ...(message.bytes > 0 ? { bytes: message.bytes } : {}),
          why: 'no message of this mailbox is at hand',
        },
      ];
    });
  }
  const found = new Map<string, MissingMessage>();
  for (const { item, event, context } of result.missing) {
    const key = item.mid ?? item.itemId ?? event.id;
    const before = found.get(key);
    const session = sessionOf(context);
    found.set(key, {
      mailbox: place.name,
      messageId: item.mid ?? '',
      itemRef: item.itemId ?? '',
      folder: before?.folder ?? item.path ?? '',
      firstReached: Math.min(before?.firstReached ?? event.at, event.at),
      sessions: sortedBy(new Set([...(before?.sessions ?? []), ...(session === undefined ? [] : [session])]), (one) => one),
      records: [...new Set([...(before?.records ?? []), event.id])],
      ...(item.bytes === undefined ? (before?.bytes === undefined ? {} : { bytes: before.bytes }) : { bytes: item.bytes }),
      why: 'a record of the intruder names it, and the evidence does not hold it: deleted for good, in an archive, or left out of the export',
    });
  }
  return [...found].sort((a, b) => byText(a[0], b[0])).map(([, row]) => row);
}

function namedOf(result: MailboxResult): NamedVerdict[] {
  return result.verdicts.map((verdict, at) => ({
    ...verdict,
    messageId: result.messages[at]?.messageId ?? '',
    folder: result.messages[at]?.folder ?? '',
    itemRef: verdict.item,
  }));
}

/** Other mailboxes that the intruder's contexts reached (T18, P13). */
function scopeOf(attribution: Attribution, isOwn: (principal: string) => boolean, rows: SessionRows): ScopeRow[] {
  const found = new Map<string, { contexts: Set<SessionId>; events: LogEvent[] }>();
  for (const one of attribution.labelled) {
    if (one.label !== 'intruder' || isOwn(one.context.mailbox) || !wasInside(one.context)) continue;
    const events = one.context.events.filter((event) => event.result !== 'failed' && (touchesMail(event) || event.kind === 'sign-in'));
    if (events.length === 0) continue;
    const group = found.get(one.context.mailbox) ?? { contexts: new Set<SessionId>(), events: [] };
    const id = rows.idOf.get(one.context.key);
    if (id !== undefined) group.contexts.add(id);
    group.events.push(...events);
    found.set(one.context.mailbox, group);
  }
  return [...found]
    .map(([principal, group]) => {
      const events = group.events.sort(byTime);
      const items = new Set(events.flatMap((event) => event.items.map((item) => item.mid ?? item.itemId ?? '')));
      items.delete('');
      return {
        mailbox: attribution.principals.name(principal),
        contexts: sortedBy(group.contexts, (one) => one),
        records: [...new Set(events.map((event) => event.id))],
        items: items.size,
        first: events[0]?.at ?? 0,
        last: events.at(-1)?.at ?? 0,
      };
    })
    .sort((a, b) => byText(a.mailbox, b.mailbox));
}

/** Without indicators the suspects' reasons stand in their rows. */
function withSuspects(
  rows: SessionRows,
  attribution: Attribution,
  sessionOf: (context: string) => SessionId | undefined,
): SessionRows['rows'] {
  if (attribution.suspects.length === 0) return rows.rows;
  const extra = new Map<string, Map<string, SessionRows['rows'][number]['reasons'][number]>>();
  for (const suspect of attribution.suspects) {
    const id = sessionOf(suspect.context.key);
    if (id === undefined) continue;
    const own = extra.get(id) ?? new Map<string, SessionRows['rows'][number]['reasons'][number]>();
    for (const reason of suspect.reasons) own.set(`${reason.rule} ${reason.text}`, { ...reason, text: `suspect: ${reason.text}` });
    extra.set(id, own);
  }
  return rows.rows.map((row) => {
    const own = extra.get(row.id);
    return own === undefined
      ? row
      : { ...row, reasons: [...row.reasons, ...[...own].sort((a, b) => byText(a[0], b[0])).map(([, reason]) => reason)] };
  });
}

function causesOf(
  input: AccessInput,
  attribution: Attribution,
  coverage: ReturnType<typeof coverageOf>,
  mailboxes: readonly string[],
  window: ReturnType<typeof windowOf>,
  upn: string,
): ReturnType<typeof rankCauses> {
  const first = window.firstRecord;
  const want = first === undefined ? undefined : { from: first - 7 * DAY_MS, to: first };
  const isCovered = want !== undefined && uncovered(want, coverage.signInSpans).length === 0;
  const hasRecords =
    want !== undefined &&
    input.events.some((event) => (event.kind === 'sign-in' || event.kind === 'sign-in-failed') && event.at <= want.to);
  return rankCauses({
    attribution,
    events: input.events,
    mailboxes,
    signInsComplete: isCovered && hasRecords,
    hasSignIns: hasRecords,
    isCensored: window.isCensored,
    upn,
  });
}
