/** What happened, in order: the intruder's records, what led to them, and what was done against them (spec/access.md 6.2). */
import { byText } from '../../kernel/index.ts';
import type { LogEvent, TimelineEntry } from '../../model/index.ts';
import type { Attribution, Labelled } from '../attribution/label.ts';
import { MINUTE_MS } from '../events/time.ts';

const RUN_GAP_MS = 10 * MINUTE_MS;
const RECORDS_SHOWN = 200;

interface Entry {
  at: number;
  to: number;
  readonly key: string;
  readonly kind: string;
  readonly title: string;
  readonly label: string;
  readonly grade: string;
  readonly technique: readonly string[];
  readonly records: LogEvent[];
  readonly mailbox: string;
  items: number;
}

export function timeline(
  attribution: Attribution,
  events: readonly LogEvent[],
  isOwn: (principal: string) => boolean,
  attackers: ReadonlySet<string>,
): TimelineEntry[] {
  const entries: Entry[] = [];
  const last = new Map<string, Entry>();
  for (const event of events) {
    const labelled = attribution.of.get(event.id);
    const told = tell(event, labelled, attribution, isOwn, attackers);
    if (told === undefined) continue;
    const run = last.get(told.key);
    if (run !== undefined && event.at - run.to <= RUN_GAP_MS) {
      run.to = event.at;
      run.records.push(event);
      run.items += event.items.length;
      continue;
    }
    const entry: Entry = { ...told, at: event.at, to: event.at, records: [event], items: event.items.length };
    entries.push(entry);
    last.set(told.key, entry);
  }
  return entries
    .sort((a, b) => a.at - b.at || byText(a.key, b.key))
    .map(({ key: _key, records, ...entry }) => ({ ...entry, records: records.slice(0, RECORDS_SHOWN).map((event) => event.id) }));
}

type Told = Pick<Entry, 'key' | 'kind' | 'title' | 'label' | 'grade' | 'technique' | 'mailbox'>;

function tell(
  event: LogEvent,
  labelled: Labelled | undefined,
  attribution: Attribution,
  isOwn: (principal: string) => boolean,
  attackers: ReadonlySet<string>,
): Told | undefined {
  const principal = attribution.principals.mailbox(event);
  const mailbox = attribution.principals.name(principal);
  const label = labelled?.label ?? 'unknown';
  const grade = labelled?.grade ?? '';
  const base = { kind: event.kind, label, grade, mailbox, key: `${event.kind} ${event.op} ${labelled?.context.key ?? principal}` };
  // Tries against many accounts from one address are one story, whoever's account it is.
  if (event.kind === 'sign-in-failed' && event.net.ip !== undefined && attackers.has(event.net.ip))
    return { ...base, key: `tries ${event.net.ip}`, title: `Failed sign-ins from ${event.net.ip}`, technique: ['T1110'] };
  if (label === 'intruder') return { ...base, ...titleOf(event) };
  if (isAnswer(event) && (isOwn(principal) || isAboutOwn(event, attribution, isOwn)))
    return { ...base, key: `${event.id}`, kind: 'containment', title: answerTitle(event), technique: [] };
  if (event.kind === 'consent' && event.result !== 'failed' && attribution.apps.has(String(event.detail?.['app'] ?? '')))
    return { ...base, ...titleOf(event) };
  if (
    label === 'unknown' &&
    isOwn(principal) &&
    (event.kind === 'bind' || event.kind === 'sync' || (event.kind === 'sign-in' && event.result === 'ok'))
  )
    return { ...base, title: `${titleOf(event).title} (by whom is not known)`, technique: [] };
  return undefined;
}

function titleOf(event: LogEvent): { readonly title: string; readonly technique: readonly string[] } {
  const detail = event.detail ?? {};
  const forwards = Array.isArray(detail['forwards']) && detail['forwards'].length > 0;
  const named: string = event.kind; // most kinds have nothing here
  switch (named) {
    case 'sign-in':
      return { title: 'Sign-in', technique: ['T1078.004'] };
    case 'sign-in-failed':
      return { title: `Sign-in refused${event.auth.error === undefined ? '' : ` (${event.auth.error})`}`, technique: [] };
    case 'bind':
      return { title: 'Mail read', technique: ['T1114.002'] };
    case 'sync':
      return { title: 'Folder copied', technique: ['T1114.002'] };
    case 'send':
      return { title: 'Mail sent', technique: ['T1534'] };
    case 'move':
    case 'soft-delete':
    case 'hard-delete':
      return { title: event.kind === 'move' ? 'Mail moved' : 'Mail deleted', technique: ['T1070.008'] };
    case 'attachment':
      return { title: 'Attachment opened', technique: ['T1114.002'] };
    case 'search':
      return { title: 'Mailbox searched', technique: ['T1114.002'] };
    case 'rule':
      return {
        title:
          detail['action'] === 'add'
            ? forwards
              ? 'Inbox rule that sends mail on'
              : 'Inbox rule that hides or deletes mail'
            : 'Inbox rule removed',
        technique: [forwards ? 'T1114.003' : 'T1564.008'],
      };
    case 'forwarding':
    case 'transport-rule':
      return { title: event.kind === 'forwarding' ? 'Forwarding changed' : 'Transport rule changed', technique: ['T1114.003'] };
    case 'permission':
      return { title: 'Permission changed', technique: ['T1098.002'] };
    case 'role':
      return {
        title: event.op === 'add user' || event.op === 'new-mailbox' ? 'Account made' : 'Role changed',
        technique: [event.op === 'add user' || event.op === 'new-mailbox' ? 'T1136.003' : 'T1098.003'],
      };
    case 'consent':
      return { title: 'Consent to an application', technique: ['T1528'] };
    case 'app-change':
      return { title: 'Application changed', technique: ['T1098.001'] };
    case 'device':
      return { title: 'Device registered', technique: ['T1098.005'] };
    case 'mfa-change':
      return { title: 'Sign-in method changed', technique: ['T1556.006'] };
    case 'audit-config':
      return { title: 'Recording changed', technique: ['T1562.008'] };
    case 'export':
      return { title: 'Mail exported', technique: ['T1567'] };
    case 'file':
      return { title: 'File reached', technique: ['T1213.002'] };
    default:
      return { title: 'Activity', technique: [] };
  }
}

/** Acts that close a path. */
function isAnswer(event: LogEvent): boolean {
  if (event.result === 'failed') return false;
  if (event.kind === 'password' || event.kind === 'revoke') return event.op !== 'enable account';
  const action = event.detail?.['action'];
  return (
    (event.kind === 'rule' ||
      event.kind === 'forwarding' ||
      event.kind === 'transport-rule' ||
      event.kind === 'permission' ||
      event.kind === 'app-change') &&
    (action === 'remove' || action === 'disable' || action === 'grant-removed' || action === 'removed')
  );
}

function isAboutOwn(event: LogEvent, attribution: Attribution, isOwn: (principal: string) => boolean): boolean {
  const ids = Array.isArray(event.detail?.['ids']) ? (event.detail['ids'] as readonly unknown[]).map(String) : [];
  if (event.kind === 'app-change') return ids.some((id) => attribution.apps.has(id));
  return [...ids, String(event.detail?.['target'] ?? '')].some((one) => one.includes('@') && isOwn(attribution.principals.user(one)));
}

function answerTitle(event: LogEvent): string {
  const named: string = event.kind; // most kinds have nothing here
  switch (named) {
    case 'password':
      return 'Password changed';
    case 'revoke':
      return 'Sessions revoked';
    case 'app-change':
      return event.detail?.['action'] === 'grant-removed' ? 'Grant removed' : 'Application removed';
    default:
      return event.kind === 'rule' ? 'Inbox rule removed' : event.kind === 'permission' ? 'Permission removed' : 'Forwarding removed';
  }
}
