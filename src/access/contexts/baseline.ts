/**
 * The owner's habits before the intruder came (spec/access.md 3.4): addresses, systems and devices seen on at least three days. No
 * address database; an address of the mail service proves nobody.
 */
import { addressPrefix, microsoftAddress } from '../events/address.ts';
import { DAY_MS } from '../events/time.ts';
import type { Context } from './contexts.ts';

const DAYS_MIN = 3;
const LENGTH_MIN_MS = 14 * DAY_MS;
/** The last day before the intruder does not count: it may be his. */
const GUARD_MS = DAY_MS;

export interface Baseline {
  /** False: the log begins too late for habits; nobody is owner except by decision. */
  readonly exists: boolean;
  ownerGrade(context: Context): { readonly grade: 'A' | 'B'; readonly why: string } | undefined;
  /** The owner used this network on several days before. */
  isOwnersAddress(mailbox: string, ip: string): boolean;
}

export function buildBaseline(
  contexts: readonly Context[],
  logStart: number,
  firstIntruder: number,
  isSuspect: (context: Context) => boolean,
): Baseline {
  const end = firstIntruder - GUARD_MS;
  const exists = firstIntruder - logStart >= LENGTH_MIN_MS;
  const days = new Map<string, Set<number>>();
  const add = (key: string, day: number): void => {
    const set = days.get(key);
    if (set === undefined) days.set(key, new Set([day]));
    else set.add(day);
  };
  if (exists) {
    for (const context of contexts) {
      if (context.actor !== context.mailbox || isSuspect(context)) continue;
      for (const event of context.events) {
        if (event.at >= end) break;
        if (event.result === 'failed') continue;
        const day = Math.floor(event.at / DAY_MS);
        for (const key of keysOf(context)) add(key.key, day);
      }
    }
  }
  const isHabit = (key: string): boolean => (days.get(key)?.size ?? 0) >= DAYS_MIN;
  return {
    exists,
    ownerGrade(context) {
      if (context.actor !== context.mailbox) return undefined;
      const held = keysOf(context).filter((one) => isHabit(one.key));
      const best = held.find((one) => one.grade === 'A') ?? held.find((one) => one.grade === 'B');
      return best === undefined ? undefined : { grade: best.grade === 'A' ? 'A' : 'B', why: best.why };
    },
    isOwnersAddress: (mailbox, ip) => isHabit(`${mailbox}|net|${addressPrefix(ip)}`),
  };
}

interface HabitKey {
  readonly key: string;
  readonly grade: 'A' | 'B' | '';
  readonly why: string;
}

function keysOf(context: Context): HabitKey[] {
  const keys: HabitKey[] = [];
  const { mailbox, device, ip, os, family } = context;
  if (device !== undefined)
    keys.push({ key: `${mailbox}|device|${device}`, grade: 'A', why: 'the same device on three or more days before' });
  // A system client in the vendor's data centre is no habit of a person: an intruder's may look the same (spec/access.md 3.5).
  if (ip === undefined || microsoftAddress(ip) === 'service' || family === 'rest-system') return keys;
  const net = addressPrefix(ip);
  if (os !== undefined)
    keys.push({
      key: `${mailbox}|all|${net}|${os}|${family}`,
      grade: 'A',
      why: 'the same network, system and program on three or more days before',
    });
  if (os !== undefined)
    keys.push({ key: `${mailbox}|os|${net}|${os}`, grade: 'B', why: 'the same network and system on three or more days before' });
  keys.push({ key: `${mailbox}|family|${net}|${family}`, grade: 'B', why: 'the same network and program on three or more days before' });
  keys.push({ key: `${mailbox}|net|${net}`, grade: '', why: '' });
  return keys;
}
