/** Rows of sessions.csv: one for each session, application, device or address with program of a mailbox; split where its parts have different labels. */
import { byText, distinct } from '../../kernel/index.ts';
import { sessionId, type SessionId, type SessionRow } from '../../model/index.ts';
import type { Labelled } from '../attribution/label.ts';
import { touchesMail, type Context } from './contexts.ts';
import type { Principals } from './principals.ts';

/** What names the row: the strongest identity of the context. */
function atomOf(context: Context): string {
  if (context.session !== undefined) return `session:${context.session}`;
  if (context.app !== undefined) return `app:${context.app}`;
  if (context.device !== undefined) return `device:${context.device}`;
  return `ip:${context.ip ?? ''} ${context.family}`;
}

/** Both ids that a context may be shown under: of its whole row, and of its part when the row is split. */
export function contextIds(context: Context, mailbox: string): readonly [SessionId, SessionId] {
  const atom = atomOf(context);
  return [sessionId(mailbox, atom), sessionId(mailbox, atom, context.ip ?? '', context.os ?? '')];
}

export interface SessionRows {
  readonly rows: readonly SessionRow[];
  /** Row of each context, by context key. */
  readonly idOf: ReadonlyMap<string, SessionId>;
}

const LABEL_RANK: Readonly<Record<string, number>> = { intruder: 0, unknown: 1, delegate: 2, owner: 3, service: 4 };

export function sessionRows(labelled: readonly Labelled[], principals: Principals, isOwn: (principal: string) => boolean): SessionRows {
  const groups = new Map<string, { id: SessionId; parts: Labelled[] }>();
  const byRow = new Map<string, Labelled[]>();
  for (const one of labelled) {
    const key = `${one.context.mailbox}|${atomOf(one.context)}`;
    const list = byRow.get(key);
    if (list === undefined) byRow.set(key, [one]);
    else list.push(one);
  }
  const idOf = new Map<string, SessionId>();
  for (const parts of byRow.values()) {
    const isOne = new Set(parts.map((part) => part.label)).size === 1;
    for (const part of parts) {
      const [whole, split] = contextIds(part.context, principals.name(part.context.mailbox));
      const id = isOne ? whole : split;
      idOf.set(part.context.key, id);
      const group = groups.get(id);
      if (group === undefined) groups.set(id, { id, parts: [part] });
      else group.parts.push(part);
    }
  }
  const elsewhere = mailboxesByAtom(labelled);
  const rows = [...groups.values()]
    .filter((group) => isOwn(group.parts[0]?.context.mailbox ?? ''))
    .map((group) => rowOf(group.id, group.parts, principals, elsewhere));
  return { rows: rows.sort((a, b) => a.first - b.first || byText(a.id, b.id)), idOf };
}

function mailboxesByAtom(labelled: readonly Labelled[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const one of labelled) {
    if (one.context.session === undefined && one.context.app === undefined) continue;
    const atom = atomOf(one.context);
    const set = found.get(atom);
    if (set === undefined) found.set(atom, new Set([one.context.mailbox]));
    else set.add(one.context.mailbox);
  }
  return found;
}

const RECORDS_MAX = 5_000;

function rowOf(
  id: SessionId,
  parts: readonly Labelled[],
  principals: Principals,
  elsewhere: ReadonlyMap<string, ReadonlySet<string>>,
): SessionRow {
  const best = [...parts].sort(
    (a, b) =>
      (LABEL_RANK[a.label] ?? 9) - (LABEL_RANK[b.label] ?? 9) || byText(a.grade === '' ? 'Z' : a.grade, b.grade === '' ? 'Z' : b.grade),
  )[0];
  const contexts = parts.map((part) => part.context);
  const mailbox = contexts[0]?.mailbox ?? '';
  const events = contexts.flatMap((context) => context.events).sort((a, b) => a.at - b.at || byText(a.id, b.id));
  const items = new Set(events.flatMap((event) => event.items.map((item) => item.mid ?? item.itemId ?? '')));
  items.delete('');
  const first = events[0]?.at ?? 0;
  const firstItem = events.find(touchesMail)?.at;
  const session = contexts[0]?.session;
  const reasons = new Map(parts.flatMap((part) => part.reasons).map((reason) => [`${reason.rule} ${reason.text}`, reason] as const));
  const texts = (of: (context: Context) => string | undefined): string[] => distinct(contexts.flatMap((context) => of(context) ?? []));
  const others =
    contexts[0] === undefined || best?.label !== 'intruder'
      ? []
      : distinct([...(elsewhere.get(atomOf(contexts[0])) ?? [])].filter((one) => one !== mailbox).map((one) => principals.name(one)));
  return {
    id,
    mailbox: principals.name(mailbox),
    label: best?.label ?? 'unknown',
    first,
    last: events.at(-1)?.at ?? first,
    ips: texts((context) => context.ip),
    asns: distinct(events.flatMap((event) => (event.net.asn === undefined ? [] : [String(event.net.asn)]))),
    clients: texts((context) => (context.os === undefined ? context.family : `${context.family} ${context.os}`)),
    apps: texts((context) => context.app),
    records: [...new Set(events.map((event) => event.id))].slice(0, RECORDS_MAX),
    messages: items.size,
    reasons: [...reasons].sort((a, b) => byText(a[0], b[0])).map(([, reason]) => reason),
    grade: best?.grade ?? '',
    devices: texts((context) => context.device),
    tokens: distinct(contexts.flatMap((context) => [...context.tokens])),
    mixed: parts.some((part) => part.mixed),
    otherMailboxes: others,
    ...(firstItem === undefined ? {} : { firstItem }),
    ...(session === undefined ? {} : { session }),
  };
}
