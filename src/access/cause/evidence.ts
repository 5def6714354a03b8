/** Which of the observations that causes.json weighs hold, and by which records (spec/access.md 6.1). */
import type { LogEvent, RecordId } from '../../model/index.ts';
import type { Attribution } from '../attribution/label.ts';
import { intruderRecords } from '../containment/window.ts';
import { touchesMail } from '../contexts/contexts.ts';
import { tokenSignIn } from '../events/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../events/time.ts';
import { SIGN_IN_CODES } from '../rules.ts';

export type Observations = ReadonlyMap<string, readonly RecordId[]>;

export interface CauseFacts {
  readonly attribution: Attribution;
  readonly events: readonly LogEvent[];
  readonly mailboxes: readonly string[];
  /** Complete sign-in logs around the first access. */
  readonly signInsComplete: boolean;
}

export function observe(facts: CauseFacts): { readonly seen: Observations; readonly first: LogEvent | undefined } {
  const records = intruderRecords(facts.attribution, facts.events, facts.mailboxes);
  const first = records[0];
  const seen = new Map<string, readonly RecordId[]>();
  if (first === undefined) return { seen, first };
  const see = (id: string, evidence: readonly LogEvent[]): void =>
    void (
      evidence.length > 0 &&
      seen.set(
        id,
        evidence.slice(0, 50).map((event) => event.id),
      )
    );
  const entry = records.find((event) => event.kind === 'sign-in' && event.result === 'ok');
  if (entry !== undefined) {
    guessing(facts, entry, see);
    methods(facts, entry, see);
    places(facts, entry, see);
  }
  sessions(facts, records, see);
  consents(facts, records, see);
  granted(facts, records, see);
  if (facts.signInsComplete && !facts.events.some(isDeviceCode)) see('no-device-code', [first]);
  return { seen, first };
}

type See = (id: string, evidence: readonly LogEvent[]) => void;

const wrong = (event: LogEvent): boolean => event.auth.error !== undefined && SIGN_IN_CODES.wrongPassword.has(event.auth.error);
const locked = (event: LogEvent): boolean => event.auth.error !== undefined && SIGN_IN_CODES.locked.has(event.auth.error);
const unknownUser = (event: LogEvent): boolean => event.auth.error !== undefined && SIGN_IN_CODES.unknownUser.has(event.auth.error);

function within(facts: CauseFacts, from: number, to: number, keep: (event: LogEvent) => boolean): LogEvent[] {
  return facts.events.filter((event) => event.at >= from && event.at <= to && keep(event));
}

function guessing(facts: CauseFacts, entry: LogEvent, see: See): void {
  const { principals } = facts.attribution;
  const who = principals.actor(entry);
  const ip = entry.net.ip;
  const failures = within(facts, entry.at - HOUR_MS, entry.at, (event) => event.kind === 'sign-in-failed' && event.result === 'failed');
  const own = failures.filter((event) => principals.actor(event) === who && (wrong(event) || locked(event)));
  if (own.length >= 10) see('brute-force', own);
  const before = within(facts, entry.at - DAY_MS, entry.at, (event) => wrong(event) && principals.actor(event) === who);
  if (before.length >= 10) see('many-failures-before', before);
  if (ip === undefined) return;
  const fromHere = failures.filter((event) => event.net.ip === ip);
  const sprayed = fromHere.filter(wrong);
  const accounts = new Set(sprayed.map((event) => principals.actor(event)));
  if (accounts.size >= 5) see('spray', sprayed);
  if (own.length >= 10 && new Set(failures.filter(wrong).map((event) => principals.actor(event))).size === 1)
    see('failures-one-account', own);
  const tries = within(
    facts,
    entry.at - DAY_MS,
    entry.at,
    (event) => event.kind === 'sign-in-failed' && event.result === 'failed' && event.net.ip === ip,
  );
  const perAccount = new Map<string, number>();
  for (const event of tries) perAccount.set(principals.actor(event), (perAccount.get(principals.actor(event)) ?? 0) + 1);
  if (perAccount.size >= 5 && [...perAccount.values()].every((count) => count <= 2) && tries.filter(unknownUser).length * 2 > tries.length)
    see('stuffing', tries);
  const isNew = !facts.events.some((event) => event.at < entry.at && event.net.ip === ip && principals.actor(event) === who);
  if (isNew && tries.length === 0 && !isMfaPassed(entry)) see('first-try', [entry]);
}

function isMfaPassed(event: LogEvent): boolean {
  return event.detail?.['requirement'] === 'multiFactorAuthentication';
}

function isDeviceCode(event: LogEvent): boolean {
  return (
    event.kind === 'sign-in' &&
    (event.detail?.['protocol'] === 'deviceCode' || event.detail?.['transfer'] === 'deviceCodeFlow' || event.auth.authType === 'deviceCode')
  );
}

function methods(facts: CauseFacts, entry: LogEvent, see: See): void {
  const who = facts.attribution.principals.actor(entry);
  if (isMfaPassed(entry)) see('mfa-passed', [entry]);
  if (isDeviceCode(entry)) see('device-code', [entry]);
  const used = Array.isArray(entry.detail?.['methods']) ? (entry.detail['methods'] as readonly unknown[]).join(' ') : '';
  if (entry.detail?.['compliant'] === true || /fido|passkey|certificate|hello/i.test(used)) see('strong-method', [entry]);
  if (
    entry.client.family === 'imap' ||
    entry.client.family === 'pop' ||
    /IMAP|POP|SMTP|ActiveSync/i.test(String(entry.detail?.['used'] ?? ''))
  )
    see('legacy', [entry]);
  const devices = within(
    facts,
    entry.at,
    entry.at + DAY_MS,
    (event) => event.kind === 'device' && event.detail?.['action'] !== 'remove' && facts.attribution.of.get(event.id)?.label === 'intruder',
  );
  see('device-after', devices);
  const denied = within(
    facts,
    entry.at - HOUR_MS,
    entry.at,
    (event) =>
      event.auth.error !== undefined && SIGN_IN_CODES.mfaDenied.has(event.auth.error) && facts.attribution.principals.actor(event) === who,
  );
  if (denied.length >= 5) see('prompts', denied);
  const resets = within(
    facts,
    entry.at - HOUR_MS,
    entry.at,
    (event) =>
      (event.kind === 'password' || event.kind === 'mfa-change') &&
      isAbout(facts, event, who) &&
      facts.attribution.of.get(event.id)?.label !== 'owner',
  );
  see('reset-before', resets);
  const clicks = within(
    facts,
    entry.at - DAY_MS,
    entry.at,
    (event) => event.kind === 'click' && facts.attribution.principals.actor(event) === who,
  );
  see('lure-clicked', clicks);
  if (/^OfficeHome$/i.test(String(entry.detail?.['app'] ?? '')) && entry.auth.device === undefined) see('office-home', [entry]);
}

function isAbout(facts: CauseFacts, event: LogEvent, who: string): boolean {
  const ids = Array.isArray(event.detail?.['ids']) ? (event.detail['ids'] as readonly unknown[]).map(String) : [];
  return (
    facts.attribution.principals.actor(event) === who ||
    [...ids, String(event.detail?.['target'] ?? '')].some((one) => one.includes('@') && facts.attribution.principals.user(one) === who)
  );
}

function places(facts: CauseFacts, entry: LogEvent, see: See): void {
  const ip = entry.net.ip;
  const mailbox = facts.attribution.principals.actor(entry);
  if (ip === undefined || !facts.attribution.baseline.exists) return;
  see(facts.attribution.baseline.isOwnersAddress(mailbox, ip) ? 'owner-places' : 'foreign-address', [entry]);
}

function sessions(facts: CauseFacts, records: readonly LogEvent[], see: See): void {
  const byToken = new Map<string, LogEvent[]>();
  for (const event of records) {
    const token = event.auth.token;
    if (token === undefined) continue;
    const list = byToken.get(token);
    if (list === undefined) byToken.set(token, [event]);
    else list.push(event);
  }
  const known = new Set(facts.events.filter((event) => event.kind === 'sign-in').flatMap((event) => event.auth.token ?? []));
  for (const [token, used] of byToken) {
    const places = new Set(used.flatMap((event) => event.net.ip ?? []));
    if (places.size >= 2) see('token-two-addresses', used);
    const issuer = tokenSignIn(token);
    if (facts.signInsComplete && !known.has(token) && issuer !== undefined && !used.some((event) => event.kind === 'sign-in'))
      see('token-without-sign-in', used);
    if (facts.signInsComplete && !known.has(token) && issuer === undefined && used.every((event) => event.auth.session === undefined))
      see('token-without-sign-in', used);
  }
  for (const session of new Set(records.flatMap((event) => event.auth.session ?? []))) {
    const all = facts.events.filter((event) => event.auth.session === session && event.result !== 'failed');
    const born = all.find((event) => event.kind === 'sign-in');
    const first = all[0];
    if (born === undefined || first === undefined || born.net.ip === undefined) continue;
    const isOwners = facts.attribution.baseline.isOwnersAddress(facts.attribution.principals.actor(born), born.net.ip);
    const elsewhere = all.filter((event) => event.net.ip !== undefined && event.net.ip !== born.net.ip);
    const isAgain = elsewhere.some((event) => event.kind === 'sign-in' && event.detail?.['interactive'] === true);
    if (isOwners && elsewhere.length > 0 && !isAgain) see('session-born-at-owner', [born, ...elsewhere]);
    if (!isOwners) see('session-born-at-intruder', [born]);
    const moved = elsewhere.filter((event) => event.at - born.at <= HOUR_MS);
    if (!isOwners && isMfaPassed(born) && moved.length > 0) see('mfa-then-moved', [born, ...moved]);
  }
}

function consents(facts: CauseFacts, records: readonly LogEvent[], see: See): void {
  const given = facts.events.filter(
    (event) =>
      event.kind === 'consent' &&
      event.result !== 'failed' &&
      facts.attribution.apps.has(String(event.detail?.['app'] ?? '')) &&
      /\bMail\./.test(String(event.detail?.['scopes'] ?? '')),
  );
  const first = given[0];
  if (first === undefined) return;
  const refused = facts.events.filter(
    (event) =>
      event.auth.error !== undefined &&
      SIGN_IN_CODES.consentMissing.has(event.auth.error) &&
      event.auth.app === first.detail?.['app'] &&
      event.at <= first.at &&
      event.at >= first.at - MINUTE_MS,
  );
  const isByIntruder =
    facts.attribution.of.get(first.id)?.label === 'intruder' ||
    refused.some((event) => facts.attribution.of.get(event.id)?.label === 'intruder');
  if (isByIntruder) {
    see('consent-by-intruder', [first]);
    return;
  }
  if (refused.length > 0 && /offline_access/.test(String(first.detail?.['scopes'] ?? ''))) see('consent-by-owner', [...refused, first]);
  const users = new Set(
    facts.events
      .filter((event) => event.kind === 'consent' && event.result !== 'failed' && event.detail?.['scopes'] === first.detail?.['scopes'])
      .map((event) => facts.attribution.principals.actor(event)),
  );
  if (users.size >= 2) see('same-scopes', [first]);
  const reads = records.filter(
    (event) =>
      touchesMail(event) && event.auth.app === first.detail?.['app'] && event.at >= first.at && event.at <= first.at + 10 * MINUTE_MS,
  );
  see('reads-at-once', reads);
}

function granted(facts: CauseFacts, records: readonly LogEvent[], see: See): void {
  const secrets = facts.events.filter((event) => event.kind === 'app-change' && event.detail?.['action'] === 'secret-added');
  const added = secrets.filter(
    (event) =>
      (Array.isArray(event.detail?.['ids']) ? (event.detail['ids'] as readonly unknown[]) : []).some((id) =>
        facts.attribution.apps.has(String(id)),
      ) && records.some((read) => touchesMail(read) && read.at >= event.at),
  );
  see('secret-before-reads', added);
  const own = new Set(facts.mailboxes);
  const grants = facts.events.filter(
    (event) =>
      (event.kind === 'permission' || event.kind === 'role') &&
      event.detail?.['action'] === 'add' &&
      facts.attribution.of.get(event.id)?.label === 'intruder' &&
      !own.has(facts.attribution.principals.actor(event)) &&
      event.at <= (records[0]?.at ?? 0),
  );
  see('granted-by-other', grants);
}
