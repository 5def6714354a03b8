/**
 * Background services that read mail, recognised by behaviour and never by a list of ids (spec/access.md 3.5): a system client at an
 * address of the vendor, without a user's session, whose application was there before the intruder and that nobody consented to.
 */
import { microsoftAddress } from '../events/address.ts';
import type { LogEvent } from '../../model/index.ts';
import { firstAt, type Context } from './contexts.ts';

const MAILBOXES_MIN = 3;

export interface ServiceCheck {
  readonly isService: (context: Context) => boolean;
}

export function serviceCheck(contexts: readonly Context[], events: readonly LogEvent[], before: number): ServiceCheck {
  const mailboxes = new Map<string, Set<string>>();
  const firstOn = new Map<string, number>();
  for (const context of contexts) {
    if (!looksLikeService(context) || context.app === undefined) continue;
    const set = mailboxes.get(context.app) ?? new Set<string>();
    set.add(context.mailbox);
    mailboxes.set(context.app, set);
    const key = `${context.app}|${context.mailbox}`;
    firstOn.set(key, Math.min(firstOn.get(key) ?? Infinity, firstAt(context)));
  }
  const consented = new Set(events.filter((event) => event.kind === 'consent').map((event) => event.detail?.['app']));
  return {
    isService(context) {
      if (!looksLikeService(context) || context.app === undefined || consented.has(context.app)) return false;
      return (
        (firstOn.get(`${context.app}|${context.mailbox}`) ?? Infinity) < before || (mailboxes.get(context.app)?.size ?? 0) >= MAILBOXES_MIN
      );
    },
  };
}

function looksLikeService(context: Context): boolean {
  const kinds = new Set(context.events.map((event) => event.actor.kind));
  const isSystem =
    context.family === 'rest-system' ||
    context.logon === 'transport' ||
    context.logon === 'system' ||
    kinds.has('system') ||
    kinds.has('service');
  return isSystem && context.session === undefined && context.ip !== undefined && microsoftAddress(context.ip) !== 'no';
}
