/** Groups events into contexts, the finest unit that is labelled (spec/access.md 3.1). */
import { byText } from '../../kernel/index.ts';
import type { EventKind, LogEvent } from '../../model/index.ts';
import { SIGN_IN_CODES } from '../rules.ts';
import type { Principals } from './principals.ts';

export interface Context {
  readonly key: string;
  /** Principal whose mailbox it is. */
  readonly mailbox: string;
  readonly actor: string;
  readonly session?: string;
  readonly app?: string;
  readonly device?: string;
  readonly ip?: string;
  readonly os?: string;
  readonly family: LogEvent['client']['family'];
  readonly logon: LogEvent['logon'];
  readonly tokens: ReadonlySet<string>;
  /** Sorted by (at, id). */
  readonly events: readonly LogEvent[];
}

/** Kinds that say nothing of anybody's presence. */
const NO_CONTEXT: ReadonlySet<EventKind> = new Set(['config', 'hole', 'trace', 'click']);
/** Kinds that reach mail, or could. */
const MAIL_KINDS: ReadonlySet<EventKind> = new Set([
  'bind',
  'sync',
  'send',
  'create',
  'update',
  'move',
  'soft-delete',
  'hard-delete',
  'attachment',
  'search',
  'export',
]);

export function touchesMail(event: LogEvent): boolean {
  return MAIL_KINDS.has(event.kind);
}

/** Contexts sorted by key. `events` is sorted by (at, id). */
export function buildContexts(events: readonly LogEvent[], principals: Principals): Context[] {
  const places = sessionPlaces(events);
  const groups = new Map<string, { head: Omit<Context, 'tokens' | 'events'>; tokens: Set<string>; events: LogEvent[] }>();
  for (const event of events) {
    if (NO_CONTEXT.has(event.kind) || (event.kind === 'other' && event.mailbox === undefined)) continue;
    const actor = principals.actor(event);
    const mailbox = principals.mailbox(event);
    if (mailbox === '') continue;
    const { session, app, device, token } = event.auth;
    // A hop inside the service has no address: it belongs where the session is, if that is one place.
    const ip = event.net.ip ?? (session === undefined ? undefined : places.onlyAddress(session));
    const os = event.client.os ?? (session === undefined ? undefined : places.os(session, ip));
    const isSignIn = event.kind === 'sign-in' || event.kind === 'sign-in-failed';
    const family = event.client.family;
    const key = [
      mailbox,
      actor,
      session ?? '',
      app ?? '',
      family,
      ip ?? '',
      os ?? '',
      isSignIn ? 'unknown' : event.logon,
      device ?? '',
      session === undefined ? (token ?? '') : '',
    ].join('|');
    let group = groups.get(key);
    if (group === undefined) {
      group = {
        head: {
          key,
          mailbox,
          actor,
          family,
          logon: event.logon,
          ...(session === undefined ? {} : { session }),
          ...(app === undefined ? {} : { app }),
          ...(device === undefined ? {} : { device }),
          ...(ip === undefined ? {} : { ip }),
          ...(os === undefined ? {} : { os }),
        },
        tokens: new Set(),
        events: [],
      };
      groups.set(key, group);
    }
    if (token !== undefined) group.tokens.add(token);
    group.events.push(event);
  }
  return [...groups.values()]
    .map((group) => ({ ...group.head, tokens: group.tokens, events: group.events }))
    .sort((a, b) => byText(a.key, b.key));
}

/** Where each session was seen, and with which system: sign-ins tell what mail records leave out. */
function sessionPlaces(events: readonly LogEvent[]): {
  onlyAddress(session: string): string | undefined;
  os(session: string, ip: string | undefined): string | undefined;
} {
  const addresses = new Map<string, Set<string>>();
  const systems = new Map<string, Set<string>>();
  const add = (map: Map<string, Set<string>>, key: string, value: string): void => {
    const set = map.get(key);
    if (set === undefined) map.set(key, new Set([value]));
    else set.add(value);
  };
  for (const event of events) {
    const session = event.auth.session;
    if (session === undefined) continue;
    if (event.net.ip !== undefined) add(addresses, session, event.net.ip);
    if (event.client.os !== undefined) add(systems, `${session}|${event.net.ip ?? ''}`, event.client.os);
  }
  const only = (set: ReadonlySet<string> | undefined): string | undefined => (set?.size === 1 ? [...set][0] : undefined);
  return { onlyAddress: (session) => only(addresses.get(session)), os: (session, ip) => only(systems.get(`${session}|${ip ?? ''}`)) };
}

/** True when something of the context succeeded, or was stopped only after the right password (spec/access.md 6.3). Failed tries are no presence. */
export function wasInside(context: Context): boolean {
  return context.events.some((event) =>
    event.kind === 'sign-in-failed'
      ? event.auth.error !== undefined &&
        (SIGN_IN_CODES.consentMissing.has(event.auth.error) || SIGN_IN_CODES.passwordKnown.has(event.auth.error))
      : event.result !== 'failed',
  );
}

export function firstAt(context: Context): number {
  return context.events[0]?.at ?? 0;
}

export function lastAt(context: Context): number {
  return context.events.at(-1)?.at ?? 0;
}
