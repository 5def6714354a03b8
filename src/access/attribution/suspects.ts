/** What stands out without any indicator: shown ranked, and never a label by itself (spec/access.md 3.2, 3.3 P9, P11; 6.1 H2, H3). */
import type { LogEvent } from '../../model/index.ts';
import { firstAt, touchesMail, wasInside, type Context } from '../contexts/contexts.ts';
import { HOUR_MS } from '../events/time.ts';
import type { Reason } from './reasons.ts';

const FAILURES_MIN = 10;

/** P11: a sign-in that succeeds after ten failures of its address within an hour, from an address without history here. */
export function afterFailures(
  contexts: readonly Context[],
  events: readonly LogEvent[],
  hasHistory: (context: Context) => boolean,
): { readonly context: Context; readonly reason: Reason }[] {
  const failures = new Map<string, LogEvent[]>();
  for (const event of events) {
    if (event.kind !== 'sign-in-failed' || event.result !== 'failed' || event.net.ip === undefined) continue;
    const list = failures.get(event.net.ip);
    if (list === undefined) failures.set(event.net.ip, [event]);
    else list.push(event);
  }
  const found: { context: Context; reason: Reason }[] = [];
  for (const context of contexts) {
    const tries = context.ip === undefined ? undefined : failures.get(context.ip);
    if (tries === undefined || tries.length < FAILURES_MIN || hasHistory(context)) continue;
    const success = context.events.find(
      (event) => event.kind === 'sign-in' && event.result === 'ok' && countBefore(tries, event.at) >= FAILURES_MIN,
    );
    if (success === undefined) continue;
    const before = tries.filter((one) => one.at <= success.at && one.at > success.at - HOUR_MS);
    found.push({
      context,
      reason: {
        rule: 'P11',
        grade: 'B',
        text: `a sign-in that succeeded after ${before.length} failures of its address within an hour`,
        records: [success.id, ...before.slice(0, FAILURES_MIN).map((one) => one.id)],
      },
    });
  }
  return found;
}

function countBefore(tries: readonly LogEvent[], at: number): number {
  return firstAfter(tries, at) - firstAfter(tries, at - HOUR_MS);
}

/** Index of the first event later than `at`; `tries` is sorted by time. */
function firstAfter(tries: readonly LogEvent[], at: number): number {
  let low = 0;
  let high = tries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tries[middle]?.at ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface Suspect {
  readonly context: Context;
  readonly weight: number;
  readonly reasons: readonly Reason[];
}

/** Contexts that nothing explains, the most striking first. */
export function rankSuspects(
  contexts: readonly Context[],
  events: readonly LogEvent[],
  isExplained: (context: Context) => boolean,
  userAgents: readonly string[],
): Suspect[] {
  const places = new Map<string, Set<string>>();
  for (const context of contexts) {
    if (context.session === undefined || context.ip === undefined) continue;
    const set = places.get(context.session) ?? new Set<string>();
    set.add(`${context.ip} ${context.os ?? ''}`);
    places.set(context.session, set);
  }
  const consented = new Map(
    events
      .filter((event) => event.kind === 'consent' && event.result !== 'failed')
      .map((event) => [String(event.detail?.['app'] ?? ''), event] as const),
  );
  const found: Suspect[] = [];
  for (const context of contexts) {
    if (isExplained(context) || !wasInside(context)) continue;
    const reasons: Reason[] = [];
    const add = (rule: string, text: string, records: Reason['records'] = []): void =>
      void reasons.push({ rule, grade: 'C', text, records });
    if (context.session !== undefined && (places.get(context.session)?.size ?? 0) > 1)
      add('P9', 'the session was used from several addresses or systems');
    const consent = context.app === undefined ? undefined : consented.get(context.app);
    if (consent !== undefined && /\bMail\./.test(String(consent.detail?.['scopes'] ?? '')))
      add('P5', 'an application that got consent to read mail during the log', [consent.id]);
    if (userAgents.some((agent) => context.events.some((event) => event.client.agent === agent)))
      add('P10', 'the user agent is an indicator of the case');
    if (context.events.some((event) => event.kind === 'rule' && event.detail?.['action'] === 'add'))
      add('P3', 'an inbox rule was made here');
    if (context.events.some(touchesMail)) add('3.2', 'it touched mail and nothing shows that it is the owner, a service or a delegate');
    if (reasons.length > 0) found.push({ context, weight: reasons.length, reasons });
  }
  return found.sort((a, b) => b.weight - a.weight || firstAt(a.context) - firstAt(b.context) || (a.context.key < b.context.key ? -1 : 1));
}
