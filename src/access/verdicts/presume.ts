/** Evidence that covers messages without naming them: throttling (R7, R8), forwarding (R14), searches (R16), exports (R17). */
import type { LogEvent } from '../../model/index.ts';
import type { Attribution, Labelled } from '../attribution/label.ts';
import { DAY_MS } from '../events/time.ts';
import type { MessageIndex } from '../joins/messages.ts';
import { queryFinds, ruleTakes } from './conditions.ts';
import { eventSteps, gradeOf, type Ledger } from './evidence.ts';

export interface Presume {
  readonly attribution: Attribution;
  readonly mailbox: string;
  readonly emails: readonly string[];
  readonly index: MessageIndex;
  readonly ledger: Ledger;
  /** Sorted by time: all events of the case. */
  readonly events: readonly LogEvent[];
  readonly window: { readonly start?: number; readonly end?: number };
}

export interface Presumed {
  /** Times at which recording stopped, with the record that shows it. */
  readonly throttles: readonly { readonly from: number; readonly to: number; readonly record: LogEvent; readonly flagged: boolean }[];
  readonly forwards: number;
  /** Messages that a search of the intruder finds (R16). */
  readonly searched: ReadonlySet<number>;
}

export function presume(facts: Presume): Presumed {
  const throttles = throttled(facts);
  const searched = new Set<number>();
  let forwards = 0;
  for (const event of facts.events) {
    const labelled = facts.attribution.of.get(event.id);
    if (labelled === undefined || event.result === 'failed') continue;
    const isIntruder = labelled.treatedAs === 'intruder';
    if (event.kind === 'search' && isIntruder && facts.attribution.principals.mailbox(event) === facts.mailbox)
      for (const index of facts.index.all()) if (isFound(event, facts.index, index)) searched.add(index);
    if (event.kind === 'export' && isIntruder && isOf(facts, event)) exported(facts, event, labelled);
    if (isForward(event) && (isIntruder || (labelled.treatedAs === 'unknown' && isInside(facts, event.at)))) {
      if (event.kind !== 'transport-rule' && facts.attribution.principals.mailbox(event) !== facts.mailbox) continue;
      forwards += 1;
      forwarded(facts, event, labelled);
    }
  }
  return { throttles, forwards, searched };
}

function isInside(facts: Presume, at: number): boolean {
  return at >= (facts.window.start ?? -Infinity) && at <= (facts.window.end ?? Infinity);
}

/** More records than this in a day stop the recording of binds for a day (spec/access.md 1.2). */
const RECORDS_MAX = 1_000;

function throttled(facts: Presume): Presumed['throttles'] {
  const records = facts.events.filter(
    (event) =>
      (event.kind === 'bind' || event.kind === 'sync') &&
      event.op === 'mailitemsaccessed' &&
      facts.attribution.principals.mailbox(event) === facts.mailbox,
  );
  const found = records
    .filter((event) => event.throttled === 'yes')
    .map((record) => ({ from: record.at, to: record.at + DAY_MS, record, flagged: true }));
  let first = 0;
  let until = -Infinity;
  for (let last = 0; last < records.length; last += 1) {
    const record = records[last];
    if (record === undefined) continue;
    while ((records[first]?.at ?? 0) <= record.at - DAY_MS) first += 1;
    // One silence is enough until it is over.
    if (last - first + 1 <= RECORDS_MAX || record.at < until) continue;
    until = record.at + DAY_MS;
    found.push({ from: record.at, to: until, record, flagged: false });
  }
  const { start, end } = facts.window;
  const hit = found.filter((one) => start !== undefined && one.from <= (end ?? Infinity) && one.to >= start);
  for (const one of hit) {
    const labelled = facts.attribution.of.get(one.record.id);
    for (const index of facts.index.all()) {
      if (!facts.index.existedAt(index, Math.min(one.to, end ?? one.to))) continue;
      facts.ledger.add(index, {
        rule: one.flagged ? 'R7' : 'R8',
        verdict: one.flagged ? 'presumed' : 'possible',
        depth: one.flagged ? ['opened'] : [],
        grade: 'C',
        join: 'mailbox',
        records: [one.record.id],
        contexts: labelled?.treatedAs === 'intruder' ? [labelled.context.key] : [],
      });
    }
  }
  return hit;
}

function isFound(event: LogEvent, index: MessageIndex, at: number): boolean {
  const message = index.messages[at];
  return message !== undefined && queryFinds(String(event.detail?.['query'] ?? ''), message) === 'yes';
}

/** An export names mailboxes, or all of them. */
function isOf(facts: Presume, event: LogEvent): boolean {
  if (event.mailbox !== undefined) return facts.attribution.principals.mailbox(event) === facts.mailbox;
  const target = String(event.detail?.['target'] ?? '').toLowerCase();
  return target === '' || /\ball\b/.test(target) || facts.emails.some((email) => target.includes(email)) || !target.includes('@');
}

function exported(facts: Presume, event: LogEvent, labelled: Labelled): void {
  for (const index of facts.index.all()) {
    const message = facts.index.messages[index];
    if (message === undefined || !facts.index.existedAt(index, event.at)) continue;
    const found = queryFinds(String(event.detail?.['query'] ?? ''), message);
    if (found === 'no') continue;
    facts.ledger.add(index, {
      rule: 'R17',
      verdict: 'presumed',
      depth: ['exported'],
      grade: found === 'yes' ? gradeOf(1 + eventSteps(event, labelled)) : 'C',
      join: 'query',
      records: [event.id],
      contexts: [labelled.context.key],
      at: event.at,
    });
  }
}

function isForward(event: LogEvent): boolean {
  const forwards = event.detail?.['forwards'];
  return (
    (event.kind === 'forwarding' || event.kind === 'rule' || event.kind === 'transport-rule') &&
    event.detail?.['action'] === 'add' &&
    Array.isArray(forwards) &&
    forwards.length > 0
  );
}

/** R14: alive at delivery, condition true or not to be told. */
function forwarded(facts: Presume, made: LogEvent, labelled: Labelled): void {
  const until = goneAt(facts, made) ?? Infinity;
  const isUnknown = labelled.treatedAs === 'unknown';
  const copies = tracedCopies(facts, made);
  for (const index of facts.index.all()) {
    const message = facts.index.messages[index];
    if (message?.existedFrom === undefined || message.existedFrom < made.at || message.existedFrom > until) continue;
    const takes = made.kind === 'forwarding' ? 'yes' : ruleTakes(made.detail ?? {}, message);
    if (takes === 'no') continue;
    const mid = facts.index.mids[index];
    const copy = mid === undefined ? undefined : copies.get(mid);
    const steps = eventSteps(made, labelled);
    facts.ledger.add(index, {
      rule: 'R14',
      verdict: isUnknown ? 'possible' : copy === undefined ? 'presumed' : 'accessed',
      depth: isUnknown ? [] : ['sent-on'],
      grade: isUnknown ? 'C' : copy !== undefined ? gradeOf(steps) : takes === 'yes' ? gradeOf(1 + steps) : 'C',
      join: copy === undefined ? 'rule' : 'J1',
      records: copy === undefined ? [made.id] : [made.id, copy.id],
      contexts: [labelled.context.key],
      at: copy?.at ?? message.existedFrom,
    });
  }
}

function goneAt(facts: Presume, made: LogEvent): number | undefined {
  const tail = (text: unknown): string => {
    const name = String(text ?? '');
    return name.slice(name.lastIndexOf('\\') + 1).trim();
  };
  return facts.events.find((event) => {
    if (event.kind !== made.kind || event.at < made.at || event.result === 'failed') return false;
    const action = event.detail?.['action'];
    if (action !== 'remove' && action !== 'disable') return false;
    if (made.kind !== 'transport-rule' && facts.attribution.principals.mailbox(event) !== facts.mailbox) return false;
    return made.kind === 'forwarding' || tail(event.detail?.['name']) === tail(made.detail?.['name']);
  })?.at;
}

/** Copies that a message trace shows going to a target of the rule. */
function tracedCopies(facts: Presume, made: LogEvent): ReadonlyMap<string, LogEvent> {
  const targets = new Set(
    Array.isArray(made.detail?.['forwards']) ? (made.detail['forwards'] as readonly unknown[]).map((one) => String(one).toLowerCase()) : [],
  );
  const found = new Map<string, LogEvent>();
  for (const event of facts.events) {
    if (event.kind !== 'trace' || !targets.has(String(event.detail?.['recipient'] ?? '').toLowerCase())) continue;
    for (const item of event.items) if (item.mid !== undefined && !found.has(item.mid)) found.set(item.mid, event);
  }
  return found;
}
