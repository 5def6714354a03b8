/** Labels every context: intruder, owner, service, delegate, unknown. Spec/access.md 3.2 to 3.7. */
import type { AccessInput, LogEvent } from '../../model/index.ts';
import { buildBaseline, type Baseline } from '../contexts/baseline.ts';
import { buildContexts, firstAt, lastAt, touchesMail, wasInside, type Context } from '../contexts/contexts.ts';
import { serviceCheck } from '../contexts/noise.ts';
import { outputOf } from '../contexts/snapshot-rows.ts';
import { Principals } from '../contexts/principals.ts';
import { microsoftAddress } from '../events/address.ts';
import { DAY_MS } from '../events/time.ts';
import { propagate, type Propagation } from './propagate.ts';
import type { Reason } from './reasons.ts';
import {
  givenWindow,
  indicatorSeeds,
  labelDecisions,
  matchesDecision,
  standing,
  type Label,
  type LabelDecision,
  type SeedAtom,
} from './seeds.ts';
import { afterFailures, rankSuspects, type Suspect } from './suspects.ts';

export interface Labelled {
  readonly context: Context;
  readonly label: Label;
  /** How verdicts treat it: without any indicator, what is not proven innocent counts as the intruder. */
  readonly treatedAs: Label;
  readonly grade: 'A' | 'B' | 'C' | '';
  readonly reasons: readonly Reason[];
  readonly mixed: boolean;
  readonly decision?: number;
}

export interface Attribution {
  readonly principals: Principals;
  readonly labelled: readonly Labelled[];
  /** By record id. */
  readonly of: ReadonlyMap<string, Labelled>;
  readonly provisional: boolean;
  readonly suspects: readonly Suspect[];
  readonly baseline: Baseline;
  readonly apps: ReadonlySet<string>;
  readonly logStart: number;
}

export function attribute(input: AccessInput, idsOf: (context: Context, mailbox: string) => readonly string[]): Attribution {
  const { events } = input;
  const decisions = standing(input.decisions);
  const principals = new Principals(input.mailboxes, events);
  const contexts = buildContexts(events, principals);
  const contextIds = (context: Context): readonly string[] => idsOf(context, principals.name(context.mailbox));
  const labels = labelDecisions(decisions);
  const decided = decidedLabels(contexts, labels, contextIds);
  const seeds: SeedAtom[] = [
    ...indicatorSeeds(input.indicators),
    ...labels
      .filter((one) => one.label === 'intruder')
      .flatMap((one) => (one.kind === 'record' || one.kind === 'context' ? [] : [{ kind: one.kind, value: one.value, decision: one.seq }])),
  ].sort((a, b) => (a.kind + a.value < b.kind + b.value ? -1 : a.kind + a.value > b.kind + b.value ? 1 : 0));
  const window = givenWindow(input.incident, decisions);
  const logStart = events.find((event) => event.timeGrade !== 'D' && event.kind !== 'config')?.at ?? 0;
  const logEnd = events.findLast((event) => event.timeGrade !== 'D' && event.kind !== 'config')?.at ?? 0;
  const dominant = dominantAddresses(contexts, logStart, logEnd);
  const hasDirectIntruder = labels.some((one) => one.label === 'intruder');
  const hasSeeds = seeds.length > 0 || hasDirectIntruder;
  const isCleared = (context: Context): boolean => {
    const one = decided.get(context.key);
    return one !== undefined && one.label !== 'intruder';
  };
  const direct = (extra: readonly { context: Context; reason: Reason }[]): { context: Context; reason: Reason }[] => [
    ...contexts.flatMap((context) => {
      const one = decided.get(context.key);
      return one?.label === 'intruder'
        ? [{ context, reason: { rule: 'decision', grade: 'B' as const, text: `decision ${one.seq}`, records: [] } }]
        : [];
    }),
    ...extra,
  ];
  const consents = events.filter((event) => event.kind === 'consent');

  // First pass: when did the intruder come? Habits are what stood before.
  const firstPass = propagate(
    {
      contexts,
      consents,
      principals,
      isCleared,
      addressUse: (mailbox, ip) =>
        microsoftAddress(ip) === 'service' ? 'service' : dominant.has(`${mailbox}|${ip}`) ? 'shared' : 'usable',
    },
    seeds,
    direct([]),
  );
  const seeded = contexts.filter((context) => firstPass.grades.has(context.key)).map(firstAt);
  const noHistory = afterFailures(contexts, events, () => false);
  const arrival = Math.min(window.start ?? Infinity, ...seeded, ...(hasSeeds ? [] : noHistory.map((one) => firstAt(one.context))));
  const firstIntruder = Number.isFinite(arrival) ? arrival : logEnd + DAY_MS;

  const baseline = buildBaseline(contexts, logStart, firstIntruder, (context) => firstPass.grades.has(context.key));
  const crowd = crowdedAddresses(contexts, firstIntruder);
  const addressUse = (mailbox: string, ip: string): 'usable' | 'service' | 'shared' =>
    microsoftAddress(ip) === 'service'
      ? 'service'
      : baseline.isOwnersAddress(mailbox, ip) || dominant.has(`${mailbox}|${ip}`) || crowd(ip)
        ? 'shared'
        : 'usable';
  const guessed = afterFailures(
    contexts,
    events,
    (context) => context.ip !== undefined && baseline.isOwnersAddress(context.mailbox, context.ip),
  );
  const spread = propagate({ contexts, consents, principals, isCleared, addressUse }, seeds, direct(guessed));
  const service = serviceCheck(contexts, events, firstIntruder - DAY_MS);
  const provisional = !hasSeeds;
  const byWindow = provisional && window.start !== undefined ? window : undefined;
  const facts: Facts = {
    spread,
    decided,
    baseline,
    isService: service.isService,
    isKnownDelegate: delegateCheck(events, principals, firstIntruder),
    provisional,
    inWindow: (context) =>
      byWindow !== undefined && lastAt(context) >= (byWindow.start ?? 0) && firstAt(context) <= (byWindow.end ?? Infinity),
    hasWindow: byWindow !== undefined,
  };
  const labelled = contexts.map((context) => labelOne(context, facts));
  const of = new Map<string, Labelled>();
  for (const one of labelled) for (const event of one.context.events) of.set(event.id, one);
  const explained = new Map(
    labelled.map((one) => [one.context.key, one.label === 'owner' || one.label === 'service' || one.label === 'delegate'] as const),
  );
  const suspects = provisional
    ? rankSuspects(contexts, events, (context) => explained.get(context.key) === true, input.indicators.user_agents)
    : [];
  return { principals, labelled, of, provisional, suspects, baseline, apps: spread.apps, logStart };
}

interface Facts {
  readonly spread: Propagation;
  readonly decided: ReadonlyMap<string, LabelDecision>;
  readonly baseline: Baseline;
  readonly isService: (context: Context) => boolean;
  readonly isKnownDelegate: (context: Context) => boolean;
  readonly provisional: boolean;
  readonly inWindow: (context: Context) => boolean;
  readonly hasWindow: boolean;
}

function labelOne(context: Context, facts: Facts): Labelled {
  const decision = facts.decided.get(context.key);
  const owner = facts.baseline.ownerGrade(context);
  if (decision !== undefined) {
    const reasons = [
      ...(facts.spread.reasons.get(context.key) ?? []),
      { rule: 'decision', grade: 'B' as const, text: `decision ${decision.seq}: ${decision.reason}`, records: [] },
    ];
    return {
      context,
      label: decision.label,
      treatedAs: decision.label,
      grade: decision.label === 'unknown' ? '' : 'B',
      reasons,
      mixed: false,
      decision: decision.seq,
    };
  }
  const grade = facts.spread.grades.get(context.key);
  // Who is tricked signs in to the intruder's application from his own place: that is the owner, and the application is another context.
  const isOwnersSignIn =
    owner !== undefined &&
    facts.spread.byAppOnly.has(context.key) &&
    context.events.every((event) => event.kind === 'sign-in' || event.kind === 'sign-in-failed' || event.kind === 'consent');
  if (grade !== undefined && !isOwnersSignIn)
    return {
      context,
      label: 'intruder',
      treatedAs: 'intruder',
      grade,
      reasons: facts.spread.reasons.get(context.key) ?? [],
      mixed: owner !== undefined,
    };
  const plain = (label: Label, given: 'A' | 'B' | 'C' | '', ...reasons: Reason[]): Labelled => {
    // Without indicators everything unproven counts as the intruder: inside the given window, or everywhere.
    const isTaken =
      facts.provisional &&
      label === 'unknown' &&
      wasInside(context) &&
      (!facts.hasWindow || facts.inWindow(context)) &&
      owner === undefined;
    return { context, label, treatedAs: isTaken ? 'intruder' : label, grade: given, reasons, mixed: false };
  };
  const shared = facts.spread.shared.get(context.key);
  if (shared !== undefined) return plain('unknown', 'C', shared);
  if (owner !== undefined) {
    if (facts.inWindow(context))
      return plain('unknown', 'C', {
        rule: 'P12',
        grade: 'C',
        text: 'active in the time that the case gives, and no other indicator tells owner and intruder apart',
        records: [],
      });
    return plain('owner', owner.grade, { rule: '3.4', grade: owner.grade, text: owner.why, records: [] });
  }
  if (facts.isService(context))
    return plain('service', 'A', {
      rule: '3.5',
      grade: 'A',
      text: 'a background service: system client, address of the vendor, no session, there before and without consent',
      records: [],
    });
  if (isDelegateUse(context) && facts.isKnownDelegate(context))
    return plain('delegate', 'A', { rule: '3.6', grade: 'A', text: 'access by a permission that stood before', records: [] });
  return plain('unknown', '');
}

function isDelegateUse(context: Context): boolean {
  return (
    context.logon === 'delegate' ||
    context.logon === 'admin' ||
    context.logon === 'delegated-admin' ||
    (context.actor !== context.mailbox && context.events.some(touchesMail))
  );
}

/** A permission older than the intruder, by record or snapshot, or use of it before. */
function delegateCheck(events: readonly LogEvent[], principals: Principals, before: number): (context: Context) => boolean {
  const granted = new Set<string>();
  for (const event of events) {
    if (
      event.kind === 'permission' &&
      event.at < before &&
      event.detail?.['action'] === 'add' &&
      typeof event.detail['grantee'] === 'string'
    )
      granted.add(`${principals.user(event.detail['grantee'])} on ${principals.mailbox(event)}`);
  }
  // A snapshot shows a permission; when no record of the log grants it, it is older than the log.
  const added = new Set(
    events
      .filter((event) => event.kind === 'permission' && event.detail?.['action'] === 'add')
      .map((event) => `${principals.user(String(event.detail?.['grantee'] ?? ''))} on ${principals.mailbox(event)}`),
  );
  for (const event of events) {
    if (event.kind !== 'config' || (event.op !== 'get-mailboxpermission' && event.op !== 'get-recipientpermission')) continue;
    for (const row of outputOf(event)) {
      const key = `${principals.user(String(row['User'] ?? row['Trustee'] ?? ''))} on ${principals.mailbox(event)}`;
      if (!added.has(key)) granted.add(key);
    }
  }
  const used = new Map<string, number>();
  for (const event of events) {
    if (!touchesMail(event)) continue;
    const key = `${principals.actor(event)} on ${principals.mailbox(event)}`;
    used.set(key, Math.min(used.get(key) ?? Infinity, event.at));
  }
  return (context) => {
    const key = `${context.actor} on ${context.mailbox}`;
    return granted.has(key) || (used.get(key) ?? Infinity) < before - DAY_MS;
  };
}

function decidedLabels(
  contexts: readonly Context[],
  labels: readonly LabelDecision[],
  contextIds: (context: Context) => readonly string[],
): Map<string, LabelDecision> {
  const decided = new Map<string, LabelDecision>();
  if (labels.length === 0) return decided;
  for (const context of contexts) for (const one of labels) if (matchesDecision(context, one, contextIds)) decided.set(context.key, one);
  return decided;
}

/** An address of most of the mailbox's active days over a long log is the owner's, also before it is known when the intruder came. */
const DOMINANT_SHARE = 0.5;

function dominantAddresses(contexts: readonly Context[], logStart: number, logEnd: number): ReadonlySet<string> {
  const found = new Set<string>();
  if (logEnd - logStart < 14 * DAY_MS) return found;
  const all = new Map<string, Set<number>>();
  const byAddress = new Map<string, Set<number>>();
  for (const context of contexts) {
    if (context.actor !== context.mailbox) continue;
    for (const event of context.events) {
      const day = Math.floor(event.at / DAY_MS);
      grow(all, context.mailbox, day);
      if (context.ip !== undefined) grow(byAddress, `${context.mailbox}|${context.ip}`, day);
    }
  }
  for (const [key, days] of byAddress) {
    const mailbox = key.slice(0, key.lastIndexOf('|'));
    if (days.size >= 3 && days.size >= DOMINANT_SHARE * (all.get(mailbox)?.size ?? 0)) found.add(key);
  }
  return found;
}

/** P6: an address that more than five other people use outside the time of the intrusion is an organisation's. */
const OTHERS_MAX = 5;

function crowdedAddresses(contexts: readonly Context[], firstIntruder: number): (ip: string) => boolean {
  const users = new Map<string, Set<string>>();
  for (const context of contexts) {
    if (context.ip === undefined || !wasInside(context) || firstAt(context) >= firstIntruder - DAY_MS) continue;
    const set = users.get(context.ip) ?? new Set<string>();
    set.add(context.actor);
    users.set(context.ip, set);
  }
  return (ip) => (users.get(ip)?.size ?? 0) > OTHERS_MAX;
}

function grow(map: Map<string, Set<number>>, key: string, day: number): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([day]));
  else set.add(day);
}
