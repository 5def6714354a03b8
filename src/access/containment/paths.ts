/** What the intruder held in a mailbox, from the records of his contexts: each is a path that lives until it is closed (spec/access.md 7). */
import type { LogEvent, RecordId } from '../../model/index.ts';
import type { Attribution, Labelled } from '../attribution/label.ts';
import { wasInside } from '../contexts/contexts.ts';

export interface Path {
  readonly action: string;
  readonly target: string;
  readonly why: string;
  readonly records: readonly RecordId[];
  /** When the path came to be. */
  readonly since: number;
  /** Its last use by the intruder, as far as records show. */
  readonly lastUse?: number;
  /** An open path of this kind lets the intruder read on. */
  readonly isReading: boolean;
  readonly made?: LogEvent;
  readonly ids: readonly string[];
}

export function livingPaths(attribution: Attribution, events: readonly LogEvent[], mailbox: string): Path[] {
  const own = attribution.labelled.filter((one) => one.label === 'intruder' && one.context.mailbox === mailbox && wasInside(one.context));
  if (own.length === 0) return [];
  const name = attribution.principals.name(mailbox);
  const paths: Path[] = [];
  const people = own.filter((one) => one.context.app === undefined || !attribution.apps.has(one.context.app));
  if (people.length > 0) {
    const all = succeeded(people);
    const first = all[0];
    const base = { target: name, since: first?.at ?? 0, isReading: true, ids: [] };
    const lastUse = all.at(-1)?.at;
    paths.push({
      ...base,
      action: 'revoke-sessions',
      why: 'the intruder holds a session',
      records: head(all),
      ...(lastUse === undefined ? {} : { lastUse }),
    });
    paths.push({
      ...base,
      action: 'reset-password',
      why: 'the intruder signed in as this user',
      records: head(all.filter((event) => event.kind === 'sign-in')),
    });
  }
  for (const app of [...attribution.apps].sort((a, b) => (a < b ? -1 : 1))) paths.push(...appPath(attribution, events, own, app, name));
  for (const one of own) for (const event of one.context.events) paths.push(...madeBy(event, name));
  return paths;
}

function succeeded(labelled: readonly Labelled[]): LogEvent[] {
  return labelled
    .flatMap((one) =>
      one.context.events.filter((event) => event.result !== 'failed' && event.result !== 'interrupt' && event.kind !== 'sign-in-failed'),
    )
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

const SHOWN_MAX = 10;
function head(events: readonly LogEvent[]): RecordId[] {
  return events.slice(0, SHOWN_MAX).map((event) => event.id);
}

function appPath(attribution: Attribution, events: readonly LogEvent[], own: readonly Labelled[], app: string, mailbox: string): Path[] {
  const used = succeeded(own.filter((one) => one.context.app === app));
  const consents = events.filter(
    (event) =>
      event.kind === 'consent' &&
      event.detail?.['app'] === app &&
      event.result !== 'failed' &&
      attribution.principals.name(attribution.principals.actor(event)) === mailbox,
  );
  if (used.length === 0 && consents.length === 0) return [];
  const ids = new Set([app, ...consents.flatMap((event) => textList(event.detail?.['ids']))]);
  const label = consents.map((event) => String(event.detail?.['name'] ?? '')).find((one) => one !== '');
  const lastUse = used.at(-1)?.at;
  const since = consents[0]?.at ?? used[0]?.at ?? 0;
  return [
    {
      action: 'remove-grant',
      target: app,
      why: `the application ${label ?? app} has a grant of ${mailbox}`,
      records: [...head(consents), ...head(used)],
      since,
      isReading: true,
      ids: [...ids].filter((id) => !id.includes('@')),
      ...(lastUse === undefined ? {} : { lastUse }),
    },
  ];
}

function textList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Rules, forwarding, permissions, devices, methods, roles and switches that an intruder's record made. */
function madeBy(event: LogEvent, mailbox: string): Path[] {
  if (event.result === 'failed') return [];
  const detail = event.detail ?? {};
  const base = { records: [event.id], since: event.at, made: event, ids: textList(detail['ids']) };
  const isAdded = detail['action'] === 'add';
  const forwards = textList(detail['forwards']).length > 0;
  const named: string = event.kind; // most kinds have nothing here
  switch (named) {
    case 'rule':
      return isAdded
        ? [
            {
              ...base,
              action: 'remove-rules',
              target: mailbox,
              why: forwards ? 'an inbox rule of the intruder sends mail on' : 'an inbox rule of the intruder hides or deletes mail',
              isReading: forwards,
            },
          ]
        : [];
    case 'transport-rule':
      return isAdded
        ? [
            {
              ...base,
              action: 'remove-rules',
              target: `transport rule ${String(detail['name'] ?? '')}`,
              why: 'a transport rule of the intruder',
              isReading: forwards,
            },
          ]
        : [];
    case 'forwarding':
      return isAdded
        ? [{ ...base, action: 'remove-forwarding', target: mailbox, why: 'the intruder set up forwarding', isReading: true }]
        : [];
    case 'permission':
      return isAdded
        ? [
            {
              ...base,
              action: 'remove-delegate',
              target: String(detail['grantee'] ?? ''),
              why: 'the intruder granted access to the mailbox',
              isReading: true,
            },
          ]
        : [];
    case 'device':
      return isAdded
        ? [{ ...base, action: 'remove-device', target: base.ids[0] ?? mailbox, why: 'the intruder registered a device', isReading: true }]
        : [];
    case 'mfa-change':
      return isAdded
        ? [{ ...base, action: 'remove-mfa-method', target: mailbox, why: 'the intruder changed how the account signs in', isReading: true }]
        : [];
    case 'role':
      return isAdded
        ? [
            {
              ...base,
              action: 'remove-role',
              target: base.ids.find((id) => id.includes('@')) ?? String(detail['target'] ?? ''),
              why: 'the intruder gave a role or made an account',
              isReading: true,
            },
          ]
        : [];
    case 'audit-config':
      return [{ ...base, action: 'enable-audit', target: mailbox, why: 'the intruder changed what is recorded', isReading: false }];
    default:
      return [];
  }
}
