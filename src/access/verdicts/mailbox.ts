/** One mailbox: its records, joins, evidence, checks and verdicts. */
import { sensitive } from '../../kernel/index.ts';
import {
  itemId,
  sourceId,
  type AccessInput,
  type Decision,
  type LogEvent,
  type MailboxMessage,
  type MessageVerdict,
  type RecordId,
  type SessionId,
} from '../../model/index.ts';
import type { Attribution } from '../attribution/label.ts';
import { contain } from '../containment/containment.ts';
import { windowOf, type Window } from '../containment/window.ts';
import { touchesMail } from '../contexts/contexts.ts';
import type { Coverage } from '../coverage/coverage.ts';
import { messageIdKey, MAIL_RESOURCES } from '../events/ids.ts';
import { MINUTE_MS } from '../events/time.ts';
import { folderKey, FolderMap } from '../joins/folders.ts';
import { Joiner } from '../joins/join.ts';
import { MessageIndex } from '../joins/messages.ts';
import { failedChecks, type Failure } from './checks.ts';
import { decide } from './decide.ts';
import { Ledger } from './evidence.ts';
import { presume } from './presume.ts';
import { newReach, reachByRecords, settle, type NamedElsewhere, type Reach } from './reach.ts';

export interface MailboxFacts {
  readonly input: AccessInput;
  readonly number: number;
  readonly principal: string;
  readonly name: string;
  readonly guid?: string;
  readonly attribution: Attribution;
  readonly coverage: Coverage;
  readonly decisions: readonly Decision[];
  readonly sessionOf: (context: string) => SessionId | undefined;
  readonly timeOf: (record: RecordId) => number;
  /** Events of this mailbox. */
  readonly own: readonly LogEvent[];
}

export interface MailboxResult {
  readonly messages: readonly MailboxMessage[];
  readonly verdicts: readonly MessageVerdict[];
  /** The messages are made of what the logs name: none is at hand. */
  readonly isNamedOnly: boolean;
  readonly missing: readonly NamedElsewhere[];
  readonly missingAtLeast: number;
  readonly failures: readonly Failure[];
  readonly lossy: Reach['lossy'];
  readonly keyless: readonly LogEvent[];
  readonly absentFolders: readonly string[];
  /** Messages that a context reached, by its key. */
  readonly reachedBy: (context: string) => number;
  readonly window: Window;
  readonly isUnassessed: boolean;
}

export function judgeMailbox(facts: MailboxFacts): MailboxResult {
  const { input, attribution, coverage, own } = facts;
  const containment = contain(attribution, input.events, [facts.principal], facts.decisions);
  const window = windowOf({
    input,
    attribution,
    containment,
    mailboxes: [facts.principal],
    logStart: coverage.logStart,
    coveredUntil: coverage.coveredUntil,
  });
  const held = input.messages.filter((message) => message.mailbox === facts.number);
  const isNamedOnly = held.length === 0;
  const messages = isNamedOnly ? namedMessages(facts) : held;
  const index = new MessageIndex(messages, own);
  const ledger = new Ledger();
  const reach = newReach({ index, folders: new FolderMap(own), joiner: new Joiner(index, own), ledger, until: window.end ?? Infinity });
  for (const event of own) {
    const labelled = attribution.of.get(event.id);
    if (labelled === undefined || isOutside(event, labelled.treatedAs, window)) continue;
    reachByRecords(reach, event, labelled);
  }
  settle(reach);
  const emails = input.mailboxes[facts.number]?.owner.emails.map((email) => email.toLowerCase()) ?? [];
  const presumed = presume({ attribution, mailbox: facts.principal, emails, index, ledger, events: input.events, window });
  const isUnassessed = !coverage.hasMailLog && !own.some(touchesMail);
  const failures = isUnassessed
    ? []
    : failedChecks({
        attribution,
        coverage,
        window,
        mailbox: facts.principal,
        name: facts.name,
        ...(facts.guid === undefined ? {} : { guid: facts.guid }),
        own,
        events: input.events,
        presumed,
      });
  const byMessage = messageDecisions(facts.decisions, index);
  const decideFacts = {
    index,
    mailbox: facts.number,
    failures,
    isUnassessed,
    neverCame: neverCame(facts),
    searched: presumed.searched,
    sessionOf: facts.sessionOf,
    timeOf: facts.timeOf,
    decisionOf: (at: number) => byMessage(at),
    ...(window.endProven && window.end !== undefined ? { provenEnd: window.end } : {}),
  };
  const ahead = prefetched(facts);
  const verdicts = index.all().map((at) => withPrefetch(decide(decideFacts, at, ledger.of(at)), ahead));
  return {
    messages,
    verdicts,
    isNamedOnly,
    missing: reach.missing,
    missingAtLeast: reach.missingAtLeast,
    failures,
    lossy: reach.lossy,
    keyless: reach.keyless,
    absentFolders: [...reach.absentFolders],
    reachedBy: (context) => ledger.reachedBy(context),
    window,
    isUnassessed,
  };
}

/** A context that nobody knows says nothing of the intruder before his proven start. */
function isOutside(event: LogEvent, treatedAs: string, window: Window): boolean {
  return treatedAs === 'unknown' && window.startProven && window.start !== undefined && event.at < window.start && event.timeGrade !== 'D';
}

/** R25: successful sign-ins of the intruder, none to a mail service, and no record of his in the mailbox. */
function neverCame(facts: MailboxFacts): boolean {
  const own = facts.attribution.labelled.filter(
    (one) => one.context.mailbox === facts.principal && (one.treatedAs === 'intruder' || one.treatedAs === 'unknown'),
  );
  if (own.some((one) => one.context.events.some(touchesMail))) return false;
  const signIns = own
    .filter((one) => one.treatedAs === 'intruder')
    .flatMap((one) => one.context.events.filter((event) => event.kind === 'sign-in' && event.result === 'ok'));
  return signIns.length > 0 && signIns.every((event) => event.auth.resource !== undefined && !MAIL_RESOURCES.has(event.auth.resource));
}

/** Without sources the messages are those that records of the mailbox name. */
function namedMessages(facts: MailboxFacts): MailboxMessage[] {
  const found = new Map<string, { folder: string; subject: string; bytes: number }>();
  for (const event of facts.own) {
    if (event.result === 'failed') continue;
    for (const item of event.items) {
      if (item.mid === undefined) continue;
      const before = found.get(item.mid);
      const folder = item.path ?? '';
      found.set(item.mid, {
        folder:
          before === undefined || (folder !== '' && (before.folder === '' || folderKey(folder) < folderKey(before.folder)))
            ? folder
            : before.folder,
        subject: item.subject?.reveal('match') ?? before?.subject ?? '',
        bytes: Math.max(before?.bytes ?? 0, item.bytes ?? 0),
      });
    }
  }
  return [...found]
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
    .map(([mid, one]) => ({
      item: itemId(sourceId(`logs of ${facts.name}`), mid),
      mailbox: facts.number,
      messageId: mid,
      content: mid,
      folder: one.folder,
      subject: sensitive(one.subject),
      bytes: one.bytes,
      inReplyTo: [],
      references: [],
      attachmentNames: [],
    }));
}

/** The last `access.message` decision on a message, by item, content or Message-ID. */
function messageDecisions(decisions: readonly Decision[], index: MessageIndex): (at: number) => Decision | undefined {
  const byKey = new Map<string, Decision>();
  for (const one of decisions) {
    if (one.kind !== 'access.message') continue;
    const keys = typeof one.key === 'object' && one.key !== null ? Object.values(one.key) : [one.key];
    for (const key of keys) if (typeof key === 'string') byKey.set(messageIdKey(key) ?? key, one);
  }
  if (byKey.size === 0) return () => undefined;
  return (at) => {
    const message = index.messages[at];
    return message === undefined ? undefined : (byKey.get(message.item) ?? byKey.get(message.content) ?? byKey.get(index.mids[at] ?? ''));
  };
}

const PREFETCH_MS = 2 * MINUTE_MS;
const PREFETCH_ITEMS_MIN = 8;

/** R1: Outlook on the web fetches ahead when it opens. It is noted and never argued away. */
function prefetched(facts: MailboxFacts): ReadonlySet<RecordId> {
  const first = new Map<string, number>();
  const found = new Set<RecordId>();
  for (const event of facts.own) {
    if (event.client.family !== 'owa' || event.auth.session === undefined) continue;
    const began = first.get(event.auth.session);
    if (began === undefined) first.set(event.auth.session, event.at);
    if (event.kind === 'bind' && event.items.length >= PREFETCH_ITEMS_MIN && event.at - (began ?? event.at) <= PREFETCH_MS)
      found.add(event.id);
  }
  return found;
}

function withPrefetch(verdict: MessageVerdict, records: ReadonlySet<RecordId>): MessageVerdict {
  return verdict.verdict === 'accessed' && verdict.records.some((record) => records.has(record))
    ? { ...verdict, presumptions: [...verdict.presumptions, 'prefetch'] }
    : verdict;
}
