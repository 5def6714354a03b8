/** What closed each path, from records and snapshots: `done` with its proof, `open`, or `unknown`. Spec/access.md 7. */
import { byText } from '../../kernel/index.ts';
import type { ContainmentRow, Decision, LogEvent, RecordId } from '../../model/index.ts';
import type { Attribution } from '../attribution/label.ts';
import { SIGN_IN_CODES } from '../rules.ts';
import { outputOf } from '../contexts/snapshot-rows.ts';
import { livingPaths, type Path } from './paths.ts';

/** How an action is done and checked in Microsoft 365, and the technique that it ends. */
const ACTIONS: Readonly<Record<string, { readonly command: string; readonly verify: string; readonly technique: string }>> = {
  'revoke-sessions': {
    command: "Revoke-MgUserSignInSession -UserId '{target}'",
    verify: "Search-UnifiedAuditLog -Operations 'Update StsRefreshTokenValidFrom Timestamp.'",
    technique: 'T1550.004',
  },
  'reset-password': {
    command: "Update-MgUser -UserId '{target}' -PasswordProfile @{ForceChangePasswordNextSignIn=$true;Password='…'}",
    verify: "Search-UnifiedAuditLog -Operations 'Reset user password.'",
    technique: 'T1078.004',
  },
  'remove-grant': {
    command:
      'Remove-MgOauth2PermissionGrant -OAuth2PermissionGrantId {id}; Update-MgServicePrincipal -ServicePrincipalId {sp} -AccountEnabled:$false # application {target}',
    verify: "GET /users/{oid}/oauth2PermissionGrants; Search-UnifiedAuditLog -Operations 'Add delegated permission grant.'",
    technique: 'T1528',
  },
  'remove-rules': {
    command: "Get-InboxRule -Mailbox '{target}' -IncludeHidden | Remove-InboxRule",
    verify: "Get-InboxRule -Mailbox '{target}' -IncludeHidden",
    technique: 'T1564.008',
  },
  'remove-forwarding': {
    command: "Set-Mailbox '{target}' -ForwardingSmtpAddress $null -ForwardingAddress $null -DeliverToMailboxAndForward $false",
    verify: "Get-Mailbox '{target}' | fl Forward*,DeliverTo*",
    technique: 'T1114.003',
  },
  'remove-delegate': {
    command: "Remove-MailboxPermission -User '{target}' -AccessRights FullAccess",
    verify: 'Get-MailboxPermission; Get-RecipientPermission; Get-MailboxFolderPermission',
    technique: 'T1098.002',
  },
  'remove-device': {
    command: "Remove-MgDevice -DeviceId '{target}'",
    verify: 'GET /users/{oid}/registeredDevices',
    technique: 'T1098.005',
  },
  'remove-mfa-method': {
    command: "Get-MgUserAuthenticationMethod -UserId '{target}'",
    verify: 'GET /users/{oid}/authentication/methods',
    technique: 'T1556.006',
  },
  'remove-role': { command: "Remove-MgDirectoryRoleMemberByRef # '{target}'", verify: 'GET /users/{oid}/memberOf', technique: 'T1098.003' },
  'enable-audit': {
    command: "Set-Mailbox '{target}' -AuditEnabled $true -AuditOwner @{Add='MailItemsAccessed'}",
    verify: "Get-Mailbox '{target}' | fl Audit*",
    technique: 'T1562.008',
  },
  'preserve-logs': {
    command: "Set-Mailbox '{target}' -LitigationHoldEnabled $true; extend audit retention; export rules and grants before they are removed",
    verify: "Get-Mailbox '{target}' | fl LitigationHoldEnabled",
    technique: '',
  },
};
/** What stops reading now, then persistence, then evidence: the order on screen. */
const ORDER = [
  'revoke-sessions',
  'reset-password',
  'remove-grant',
  'remove-forwarding',
  'remove-rules',
  'remove-delegate',
  'remove-role',
  'remove-device',
  'remove-mfa-method',
  'enable-audit',
  'preserve-logs',
];

interface Closed {
  readonly state: 'done' | 'open' | 'unknown';
  readonly doneAt?: number;
  readonly evidence: readonly RecordId[];
  /** It was closed once, and used again. */
  readonly reopened?: number;
}

export interface Containment {
  readonly rows: readonly ContainmentRow[];
  /** When the last reading path was closed; `undefined` while one is open, or none was found. */
  readonly contained?: number;
  readonly hasPaths: boolean;
  readonly failed: boolean;
  readonly open: readonly string[];
}

const LATE_MS = 86_400_000;

/** Containment of the case's mailboxes, or of one of them. */
export function contain(
  attribution: Attribution,
  events: readonly LogEvent[],
  mailboxes: readonly string[],
  decisions: readonly Decision[],
): Containment {
  const done: { row: ContainmentRow; path?: Path; closed: Closed }[] = [];
  for (const mailbox of mailboxes) {
    for (const path of livingPaths(attribution, events, mailbox)) {
      const closed = closedBy(path, attribution, events, mailbox);
      const decision =
        closed.state === 'done' ? undefined : decisions.find((one) => one.kind === 'containment.done' && names(one.key, path));
      done.push({ row: rowOf(path, closed, decision), path, closed });
    }
    done.push({ row: preserveRow(attribution.principals.name(mailbox), events), closed: { state: 'open', evidence: [] } });
  }
  const reading = done.filter((one) => one.path?.isReading === true);
  const times = reading.flatMap((one) => (one.closed.doneAt === undefined ? [] : [one.closed.doneAt]));
  const isContained = reading.length > 0 && reading.every((one) => one.closed.state === 'done');
  // Rules that only hide belong to the same clean-up: its end is when the last of them went, where that is known.
  const tidied = done
    .filter((one) => one.path !== undefined && !one.path.isReading && one.closed.state === 'done')
    .flatMap((one) => (one.closed.doneAt === undefined ? [] : [one.closed.doneAt]));
  const first = Math.min(...times);
  const rows = merged(done.map((one) => one.row));
  return {
    rows,
    hasPaths: reading.length > 0,
    failed: reading.some(
      (one) => one.closed.reopened !== undefined || (one.closed.doneAt !== undefined && one.closed.doneAt > first + LATE_MS),
    ),
    open: reading.filter((one) => one.closed.state !== 'done').map((one) => `${one.row.action} ${one.row.target}`),
    ...(isContained ? { contained: Math.max(...times, ...tidied) } : {}),
  };
}

/** Rows of one action and target are one row: the worst state, the latest time. */
function merged(rows: readonly ContainmentRow[]): ContainmentRow[] {
  const byKey = new Map<string, ContainmentRow>();
  const rank = { open: 0, unknown: 1, done: 2 } as const;
  for (const row of rows) {
    const key = `${row.action}|${row.target}`;
    const before = byKey.get(key);
    if (before === undefined) {
      byKey.set(key, row);
      continue;
    }
    const worse = rank[row.state] < rank[before.state] ? row : before;
    const { doneAt: _left, ...rest } = worse;
    const latest = row.doneAt !== undefined && before.doneAt !== undefined ? Math.max(row.doneAt, before.doneAt) : undefined;
    byKey.set(key, {
      ...rest,
      records: [...new Set([...before.records, ...row.records])],
      doneEvidence: [...new Set([...before.doneEvidence, ...row.doneEvidence])],
      ...(worse.state === 'done' && latest !== undefined ? { doneAt: latest } : {}),
    });
  }
  return [...byKey.values()].sort((a, b) => ORDER.indexOf(a.action) - ORDER.indexOf(b.action) || byText(a.target, b.target));
}

function rowOf(path: Path, closed: Closed, decision: Decision | undefined): ContainmentRow {
  const how = ACTIONS[path.action];
  const fill = (text: string | undefined): string => (text ?? '').replaceAll('{target}', path.target);
  return {
    action: path.action,
    target: path.target,
    why: closed.reopened === undefined ? path.why : `${path.why}; it was closed once and used again`,
    records: path.records,
    command: fill(how?.command),
    doneEvidence: closed.evidence,
    state: decision === undefined ? closed.state : 'done',
    verify: fill(how?.verify),
    technique: how?.technique ?? '',
    ...(closed.doneAt === undefined || closed.state !== 'done' ? {} : { doneAt: closed.doneAt }),
  };
}

function names(key: unknown, path: Path): boolean {
  if (typeof key !== 'object' || key === null) return false;
  const given = key as Record<string, unknown>; // an object by the test before
  return given['action'] === path.action && given['target'] === path.target;
}

function preserveRow(mailbox: string, events: readonly LogEvent[]): ContainmentRow {
  const how = ACTIONS['preserve-logs'];
  const held = events.find(
    (event) =>
      event.kind === 'config' &&
      event.op === 'get-mailbox' &&
      event.mailbox?.upn === mailbox &&
      outputOf(event).some((row) => row['LitigationHoldEnabled'] === true),
  );
  return {
    action: 'preserve-logs',
    target: mailbox,
    why: 'before anything is deleted: mail, rules, grants and logs are evidence',
    records: [],
    command: (how?.command ?? '').replaceAll('{target}', mailbox),
    doneEvidence: held === undefined ? [] : [held.id],
    state: held === undefined ? 'open' : 'done',
    verify: (how?.verify ?? '').replaceAll('{target}', mailbox),
    technique: '',
    ...(held === undefined ? {} : { doneAt: held.at }),
  };
}

function closedBy(path: Path, attribution: Attribution, events: readonly LogEvent[], mailbox: string): Closed {
  switch (path.action) {
    case 'revoke-sessions':
      return revoked(path, attribution, events, mailbox);
    case 'reset-password':
      return firstOf(byOthers(attribution, events, mailbox, 'password').filter((event) => event.at >= path.since));
    case 'remove-grant':
      return grantGone(path, events);
    case 'remove-rules':
      return ruleGone(path, attribution, events, mailbox);
    case 'remove-forwarding':
      return forwardingGone(path, attribution, events, mailbox);
    default:
      return undone(path, attribution, events, mailbox);
  }
}

function firstOf(events: readonly LogEvent[]): Closed {
  const first = events[0];
  return first === undefined ? { state: 'open', evidence: [] } : { state: 'done', doneAt: first.at, evidence: [first.id] };
}

/** Events of a kind that are about this mailbox's user and were not made in an intruder context. */
function byOthers(attribution: Attribution, events: readonly LogEvent[], mailbox: string, kind: LogEvent['kind']): LogEvent[] {
  return events.filter(
    (event) =>
      event.kind === kind &&
      event.result !== 'failed' &&
      event.op !== 'enable account' &&
      attribution.of.get(event.id)?.label !== 'intruder' &&
      isAbout(attribution, event, mailbox),
  );
}

function isAbout(attribution: Attribution, event: LogEvent, mailbox: string): boolean {
  const named = [
    String(event.detail?.['target'] ?? ''),
    ...(Array.isArray(event.detail?.['ids']) ? (event.detail['ids'] as readonly unknown[]).map(String) : []),
  ]
    .map((one) => one.toLowerCase())
    .filter((one) => one !== '');
  return named.some((one) => attribution.principals.user(one) === mailbox);
}

function revoked(path: Path, attribution: Attribution, events: readonly LogEvent[], mailbox: string): Closed {
  const revokes = byOthers(attribution, events, mailbox, 'revoke').filter((event) => event.at >= path.since);
  const held = revokes.find((event) => (path.lastUse ?? 0) <= event.at);
  if (held !== undefined) {
    const refused = events.filter(
      (event) =>
        event.kind === 'sign-in-failed' &&
        event.at >= held.at &&
        event.auth.error !== undefined &&
        SIGN_IN_CODES.sessionDead.has(event.auth.error) &&
        attribution.of.get(event.id)?.label === 'intruder',
    );
    return { state: 'done', doneAt: held.at, evidence: [held.id, ...refused.slice(0, 5).map((event) => event.id)] };
  }
  const last = revokes.at(-1);
  return last === undefined ? { state: 'open', evidence: [] } : { state: 'open', evidence: [last.id], reopened: last.at };
}

function grantGone(path: Path, events: readonly LogEvent[]): Closed {
  const about = events.filter(
    (event) =>
      event.at >= path.since &&
      event.result !== 'failed' &&
      ((event.kind === 'app-change' && sharesId(event, path.ids)) ||
        (event.kind === 'consent' && path.ids.includes(String(event.detail?.['app'] ?? '')))),
  );
  const gone = about.filter((event) => event.detail?.['action'] === 'grant-removed' || event.detail?.['action'] === 'removed');
  const again = about.filter((event) => event.kind === 'consent' || event.detail?.['action'] === 'grant-added').map((event) => event.at);
  const lastUse = Math.max(path.lastUse ?? 0, ...again);
  const held = gone.find((event) => event.at >= lastUse);
  if (held !== undefined)
    return { state: 'done', doneAt: held.at, evidence: gone.filter((event) => event.at >= held.at).map((event) => event.id) };
  const last = gone.at(-1);
  return last === undefined ? { state: 'open', evidence: [] } : { state: 'open', evidence: [last.id], reopened: last.at };
}

function sharesId(event: LogEvent, ids: readonly string[]): boolean {
  const own = event.detail?.['ids'];
  return Array.isArray(own) && (own as readonly unknown[]).some((one) => ids.includes(String(one)));
}

function ruleGone(path: Path, attribution: Attribution, events: readonly LogEvent[], mailbox: string): Closed {
  const made = path.made;
  if (made === undefined) return { state: 'unknown', evidence: [] };
  const isTransport = made.kind === 'transport-rule';
  const name = String(made.detail?.['name'] ?? '');
  const removed = events.find(
    (event) =>
      event.kind === made.kind &&
      event.at >= made.at &&
      event.result !== 'failed' &&
      (event.detail?.['action'] === 'remove' || event.detail?.['action'] === 'disable') &&
      (isTransport || attribution.principals.mailbox(event) === mailbox) &&
      sameRule(String(event.detail['name'] ?? ''), name),
  );
  const shown = events.findLast(
    (event) =>
      event.kind === 'config' &&
      event.at >= made.at &&
      (isTransport ? event.op === 'get-transportrule' : event.op === 'get-inboxrule' && attribution.principals.mailbox(event) === mailbox),
  );
  const isListed = shown !== undefined && outputOf(shown).some((row) => sameRule(String(row['Name'] ?? ''), name));
  if (isListed) return { state: 'open', evidence: [shown.id] };
  const seesHidden = shown !== undefined && (isTransport || /-IncludeHidden/i.test(String(shown.detail?.['command'] ?? '')));
  if (removed !== undefined && seesHidden) return { state: 'done', doneAt: removed.at, evidence: [removed.id, shown.id] };
  if (seesHidden) return { state: 'done', doneAt: shown.at, evidence: [shown.id] };
  // A removal of the visible rule says nothing of hidden ones (spec/access.md 9 CT4).
  return removed === undefined ? { state: 'open', evidence: [] } : { state: 'unknown', doneAt: removed.at, evidence: [removed.id] };
}

/** Rules are removed by name or by `owner\\name`. */
function sameRule(a: string, b: string): boolean {
  const tail = (text: string): string => text.slice(text.lastIndexOf('\\') + 1).trim();
  return tail(a) === tail(b);
}

function forwardingGone(path: Path, attribution: Attribution, events: readonly LogEvent[], mailbox: string): Closed {
  const removed = events.find(
    (event) =>
      event.kind === 'forwarding' &&
      event.at >= path.since &&
      event.detail?.['action'] === 'remove' &&
      attribution.principals.mailbox(event) === mailbox,
  );
  if (removed !== undefined) return { state: 'done', doneAt: removed.at, evidence: [removed.id] };
  const shown = events.find(
    (event) =>
      event.kind === 'config' &&
      event.op === 'get-mailbox' &&
      event.at >= path.since &&
      attribution.principals.mailbox(event) === mailbox &&
      outputOf(event).some((row) => (row['ForwardingSmtpAddress'] ?? '') === '' && (row['ForwardingAddress'] ?? '') === ''),
  );
  return shown === undefined ? { state: 'open', evidence: [] } : { state: 'done', doneAt: shown.at, evidence: [shown.id] };
}

/** Devices, methods, permissions, roles: a later removal of the same thing. */
function undone(path: Path, attribution: Attribution, events: readonly LogEvent[], mailbox: string): Closed {
  const kind = path.made?.kind;
  const gone = events.filter((event) => {
    if (event.kind !== kind || event.at < path.since || event.result === 'failed' || event.detail?.['action'] !== 'remove') return false;
    if (kind === 'permission')
      return String(event.detail['grantee'] ?? '') === path.target && attribution.principals.mailbox(event) === mailbox;
    if (kind === 'device') return sharesId(event, path.ids);
    return sharesId(event, path.ids) || isAbout(attribution, event, mailbox);
  });
  const held = gone[0];
  return held === undefined
    ? { state: kind === 'audit-config' ? 'unknown' : 'open', evidence: [] }
    : { state: 'done', doneAt: held.at, evidence: [held.id] };
}
