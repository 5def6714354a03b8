/** World W0 of spec/access.md 9: from the lines of a scenario to log files and messages. */
import { sensitive } from '../../../src/kernel/index.ts';
import { itemId, sourceId, type AccessInput, type Decision, type MailboxMessage } from '../../../src/model/index.ts';
import { act, base, bind, cmdlet, consent, directory, entraSignIn, resetIds, signIn, single, sync, type Place, type Raw, type Who } from './raw.ts';

export interface Scenario {
  readonly id: string;
  readonly say: string;
  readonly seeds?: readonly string[];
  readonly bare?: boolean;
  readonly msgs?: readonly string[];
  readonly ev: readonly string[];
  readonly cov?: readonly string[];
  readonly contain?: readonly string[];
  readonly decisions?: readonly string[];
  readonly system?: string;
  readonly signin?: string;
  readonly findings?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly exp: Readonly<Record<string, unknown>>;
  readonly also?: Readonly<Record<string, unknown>>;
}

const DAY = 86_400_000;
const LOG_FROM = Date.UTC(2026, 1, 1);
const LOG_TO = Date.UTC(2026, 2, 15);
const WIN = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const LIN = 'Mozilla/5.0 (X11; Linux x86_64)';
const O: Place = { guid: 'mb1', upn: 'o@x.example' };
const OWNER = 'o@x.example';
export const PHONE = 'ownerphone';

/** Application ids look like GUIDs, as in the logs. */
export function appId(name: string): string {
  if (/^[0-9a-f]{8}-/.test(name)) return name;
  const hex = [...name].map((sign) => sign.charCodeAt(0).toString(16)).join('').padEnd(32, 'a').slice(0, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const PEOPLE: Readonly<Record<string, Who>> = {
  A: { session: 'SA', ip: '203.0.113.9', agent: LIN, os: 'Linux', user: OWNER, logon: 0, client: 'owa' },
  O: { session: 'SO', ip: '198.51.100.7', agent: WIN, os: 'Windows 10', user: OWNER, logon: 0, client: 'owa' },
  U: { session: 'SU', ip: '192.0.2.55', agent: WIN, os: 'Windows 10', user: OWNER, logon: 0, client: 'owa' },
  S: { ip: '2603:10a6::1', user: OWNER, app: appId('RS'), logon: 0, client: 'rest-system' },
  S2: { ip: '2603:10a6::1', user: OWNER, app: appId('NEW'), logon: 0, client: 'rest-system' },
  P: { ip: '20.190.160.24', user: OWNER, app: appId('PP'), logon: 0, client: 'graph' },
  D: { session: 'SD', ip: '198.51.100.30', agent: WIN, os: 'Windows 10', user: 'd@x.example', logon: 2, client: 'owa' },
  X: { session: 'SX', user: OWNER, logon: 0, client: 'graph' },
  graph: { ip: '20.190.160.77', user: OWNER, logon: 0, client: 'graph' },
  imap: { user: OWNER, logon: 0, client: 'imap' },
  eas: { user: OWNER, logon: 0, client: 'eas' },
  o: { user: OWNER, logon: 0, client: 'owa' },
  admin: { ip: '198.51.100.99', user: 'it@x.example', logon: 1, client: 'owa' },
};

export interface World {
  readonly messages: readonly MailboxMessage[];
  readonly names: ReadonlyMap<string, string>;
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly input: Pick<AccessInput, 'indicators' | 'incident' | 'decisions'>;
}

interface Row {
  readonly at: number;
  readonly raw: Raw;
  readonly form: 'ual' | 'officeactivity' | 'cloudapp' | 'empty' | 'local' | 'lossy' | 'entra' | { readonly cut: number };
}

class Builder {
  readonly rows: Row[] = [];
  readonly messages: { key: string; message: MailboxMessage }[] = [];
  readonly scenario: Scenario;
  readonly made: { readonly kind: string; readonly undo: (at: number) => Raw }[] = [];
  readonly undone = new Set<string>();

  constructor(scenario: Scenario) {
    this.scenario = scenario;
  }

  add(at: number, raw: Raw, form: Row['form'] = 'ual'): void {
    this.rows.push({ at, raw, form });
  }

  message(key: string): MailboxMessage | undefined {
    return this.messages.find((one) => one.key === key)?.message;
  }
}

export function buildWorld(scenario: Scenario): World {
  resetIds();
  const builder = new Builder(scenario);
  standardMessages(builder);
  for (const line of scenario.msgs ?? []) extraMessage(builder, line);
  const cov = scenario.cov ?? [];
  const isSilent = cov.includes('snapshot no-MIA');
  baseline(builder, isSilent);
  if (scenario.bare !== true) {
    const resource = scenario.signin === 'resource=SharePoint' ? { resource: '00000003-0000-0ff1-ce00-000000000000' } : {};
    if (![...scenario.ev].some((line) => /^\S+ signin A/.test(line))) builder.add(clock('09:58'), signIn(clock('09:58'), who(builder, 'A', {}), resource));
  }
  for (const line of scenario.ev) eventLine(builder, line);
  if (scenario.bare !== true) contain(builder);
  return { messages: builder.messages.map((one) => one.message), names: new Map(builder.messages.map((one) => [one.message.item, one.key])), files: filesOf(builder, cov), input: inputOf(scenario) };
}

export function clock(text: string): number {
  if (/^\d{4}-/.test(text)) return Date.parse(`${text.length === 10 ? `${text}T00:00` : text}${text.length <= 16 ? ':00' : ''}Z`.replace(/(T\d\d:\d\d):00:00Z/, '$1:00Z'));
  const [hour = '0', minute = '0', second = '0'] = text.split(':');
  return Date.UTC(2026, 2, 10, Number(hour), Number(minute), Number(second));
}

function addMessage(builder: Builder, key: string, folder: string, at: number, bytes: number, subject: string, extra: Partial<MailboxMessage> = {}): void {
  const message: MailboxMessage = { item: itemId(sourceId('w0'), key), mailbox: 0, messageId: `<${key}@x>`, content: `content ${key}`, folder, existedFrom: at, createdAt: at, subject: sensitive(subject), bytes, inReplyTo: [], references: [], attachmentNames: [], ...extra };
  builder.messages.push({ key, message });
}

function standardMessages(builder: Builder): void {
  addMessage(builder, 'm1', '\\Inbox', Date.UTC(2026, 0, 5), 20_000, 'Labs A');
  addMessage(builder, 'm2', '\\Inbox', Date.UTC(2026, 2, 1), 30_000, 'Visit B');
  addMessage(builder, 'm3', '\\Inbox\\Labs', Date.UTC(2026, 1, 10), 40_000, 'Labs C');
  addMessage(builder, 'm4', '\\Sent Items', Date.UTC(2026, 2, 2), 5_000, 'Re: Labs A');
  addMessage(builder, 'm5', '\\Inbox', clock('10:30'), 6_000, 'Labs E');
  addMessage(builder, 'm6', '\\Inbox', clock('15:00'), 7_000, 'Labs F');
}

function extraMessage(builder: Builder, line: string): void {
  const [key = '', rest = ''] = [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)];
  const parts = rest.split(' ');
  const at = Date.UTC(2026, 1, 15);
  const folder = /\\[^=]*?(?= \d|$)/.exec(rest)?.[0] ?? '\\Inbox';
  const option = (name: string): string | undefined => parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  switch (parts[0]) {
    case 'copy':
      return addMessage(builder, key, folder, at, 20_000, 'Labs A', { messageId: `<${parts[1]}@x>`, content: `content ${parts[1]}` });
    case 'other':
      return addMessage(builder, key, folder, at, 21_000, 'Labs A', { messageId: `<${option('mid')}@x>` });
    case 'nomid': {
      const { messageId: _none, ...rest7 } = { messageId: '' };
      addMessage(builder, key, '\\Inbox', at, 8_000, 'No id', rest7);
      const last = builder.messages.pop();
      if (last === undefined) return;
      const { messageId: _left, ...without } = last.message;
      builder.messages.push({ key, message: without });
      for (let i = 0; builder.scenario.ev.some((one) => one.includes('by=size')) && i < 40; i += 1) ratioPair(builder, i);
      return;
    }
    case 'sent':
      return addMessage(builder, key, '\\Sent Items', clock(parts[1] ?? ''), 4_000, 'Re: Labs A', { inReplyTo: [`<${option('inreplyto')}@x>`] });
    case 'import':
      return addMessage(builder, key, '\\Inbox', clock(option('delivered') ?? ''), 9_000, 'Imported', { createdAt: clock(option('created') ?? '') });
    default:
      return addMessage(builder, key, folder, at, 9_000, 'New');
  }
}

/** Old mail that the owner opened: pairs of sizes to learn from. */
function ratioPair(builder: Builder, index: number): void {
  const key = `r${index}`;
  addMessage(builder, key, '\\Old', Date.UTC(2026, 1, 3), 1_000 * (index + 50), 'Old', {});
  builder.add(Date.UTC(2026, 1, 20, 9, index), bind(Date.UTC(2026, 1, 20, 9, index), PEOPLE['O'] as Who, O, '\\Old', [{ InternetMessageId: `<${key}@x>`, SizeInBytes: 1_100 * (index + 50) }]));
}

function baseline(builder: Builder, isSilent: boolean): void {
  for (let day = LOG_FROM; day < LOG_TO; day += DAY) {
    const isThatDay = day === Date.UTC(2026, 2, 10);
    if (isThatDay) continue;
    const owner = PEOPLE['O'] as Who;
    builder.add(day + 8 * 3_600_000, signIn(day + 8 * 3_600_000, owner));
    const phone: Who = { ...(PEOPLE['graph'] as Who), ip: '20.190.160.77', device: PHONE, app: '27922004-5251-4030-b22d-91ecd9a37ea4' };
    if (isSilent) continue;
    builder.add(day + 8.5 * 3_600_000, bind(day + 8.5 * 3_600_000, owner, O, '\\Inbox', [{ InternetMessageId: '<daily@x>' }]));
    builder.add(day + 9 * 3_600_000, bind(day + 9 * 3_600_000, phone, O, '\\Inbox', [{ InternetMessageId: '<daily@x>' }]));
    for (const box of ['o', 'p', 'q', 'r', 's']) builder.add(day + 7 * 3_600_000, bind(day + 7 * 3_600_000, { ...(PEOPLE['S'] as Who), user: `${box}@x.example` }, box === 'o' ? O : { guid: `mb-${box}`, upn: `${box}@x.example` }, '\\Inbox', [{ InternetMessageId: '<daily@x>' }]));
  }
}

type Options = Readonly<Record<string, string>>;

function who(builder: Builder, name: string, options: Options): Who {
  const known = PEOPLE[name] ?? (name.includes('@') ? { ip: '203.0.113.200', agent: WIN, os: 'Windows 10', user: name, logon: 2, client: 'owa' as const } : { user: `${name}@x.example`, logon: 0, client: 'owa' as const });
  const { session: s, ip: i, device: d, token: t, app: a, agent: g, os, ...rest } = known;
  const choose = (option: string | undefined, plain: string | undefined): string | undefined => (option === '-' ? undefined : (option ?? plain));
  const session = choose(options['session'], s);
  const ip = choose(options['ip'], i);
  const device = choose(options['device'] ?? options['dev'], d);
  const token = choose(options['token'], t);
  const isBind = options['ClientAppId'] ?? options['appid'];
  const app = isBind ?? (options['family'] === 'rest-system' && options['app'] !== undefined ? appId(options['app']) : a);
  const agent = options['os'] === 'Linux' ? LIN : g;
  return {
    ...rest, user: options['user'] ?? rest.user,
    ...(session === undefined ? {} : { session }), ...(ip === undefined ? {} : { ip }), ...(device === undefined ? {} : { device }), ...(token === undefined ? {} : { token }), ...(app === undefined ? {} : { app }),
    ...(agent === undefined ? {} : { agent }), ...(options['os'] === undefined && os === undefined ? {} : { os: options['os'] ?? os ?? '' }),
  };
}

function itemsOf(builder: Builder, text: string, options: Options): { items: Raw[]; path: string } {
  const items: Raw[] = [];
  let path = options['path'] ?? '';
  for (const part of text.split(',')) {
    if (part.startsWith('?')) {
      if (part === '?1') items.push({ Id: 'Unknown' });
      continue;
    }
    if (part.startsWith('+')) {
      for (let i = 0; i < Number(part.slice(1)); i += 1) items.push({ InternetMessageId: `<extra${i}@x>` });
      continue;
    }
    const message = builder.message(part);
    if (path === '') path = message?.folder ?? '\\Inbox';
    if (options['by'] === 'size') items.push({ Id: `RgAA${part}`, SizeInBytes: Math.round((message?.bytes ?? 0) * 1.1), CreationTime: new Date(message?.createdAt ?? 0).toISOString().slice(0, 19) });
    else if (options['by'] === 'subject') items.push({ Id: `RgAA${part}`, Subject: message?.subject.reveal('match') });
    else items.push({ Id: `RgAA${part}`, InternetMessageId: options['mid'] ?? message?.messageId ?? `<${part}@x>`, ...(options['imm'] === undefined ? {} : { ImmutableId: options['imm'] }) });
  }
  return { items, path };
}

function eventLine(builder: Builder, line: string): void {
  // Paths may hold a space: `\Sent Items`.
  const parts = line.replace(/\\Sent Items/g, '\\Sent_Items').split(' ').map((part) => part.replace('\\Sent_Items', '\\Sent Items'));
  const [when = '', kind = '', name = ''] = parts;
  const options: Record<string, string> = {};
  for (const part of parts.slice(3)) {
    const at = part.indexOf('=');
    if (at > 0 && !part.startsWith('AuditOwner')) options[part.slice(0, at)] = part.slice(at + 1);
    else if (/^x\d+$/.test(part)) options['times'] = part.slice(1);
    else if (part.startsWith('AuditOwner')) options['audit'] = part;
    else options['what'] ??= part;
  }
  const [from = '', to] = when.split('..');
  const start = clock(from);
  const times = Number(options['times'] ?? 1);
  const step = times > 1 && to !== undefined ? (clock(to) - start) / (times - 1) : 0;
  for (let i = 0; i < times; i += 1) oneEvent(builder, Math.round(start + i * step), kind, name, options, i);
}

function formOf(options: Options): Row['form'] {
  if (options['src'] === 'officeactivity' || options['src'] === 'cloudapp') return options['src'];
  if (options['loss'] === 'empty') return 'empty';
  if (options['loss'] === 'lossy') return 'lossy';
  if (options['cut'] !== undefined) return { cut: Number(options['cut']) };
  return options['time'] === 'local' ? 'local' : 'ual';
}

function placeOf(options: Options): Place {
  if (options['mailbox'] !== undefined) return { guid: `mb-${options['mailbox']}`, upn: `${options['mailbox']}@x.example` };
  return { guid: (options['guid'] ?? 'mb1').toLowerCase(), upn: options['upn'] ?? O.upn };
}

function oneEvent(builder: Builder, at: number, kind: string, name: string, options: Record<string, string>, n: number): void {
  const place = placeOf(options);
  switch (kind) {
    case 'bind': {
      if (options['loss'] === 'empty') return builder.add(at, base(at, 'MailItemsAccessed', 50, who(builder, 'o', {})), 'empty');
      const person = who(builder, name, options['loss'] === 'lossy' ? { ...options } : options);
      if (name === 'X') Object.assign(person, {});
      const { items, path } = itemsOf(builder, options['what'] ?? '?', options);
      const more = { ...(options['id'] === undefined ? {} : { id: options['id'] }), ...(options['count'] === undefined ? {} : { count: Number(options['count']) }), ...(options['throttled'] === undefined ? {} : { throttled: options['throttled'] }), ...(options['fid'] === undefined ? {} : { folderId: options['fid'] }) };
      const folder = path === '' ? undefined : path;
      return builder.add(at, bind(at, person, place, folder, items, more), formOf(options));
    }
    case 'sync': {
      const what = options['what'];
      const folder: Raw | undefined = what === '-' ? undefined : { ...(options['fid'] === undefined ? {} : { Id: options['fid'] }), ...(options['leaf'] === undefined ? {} : { Name: options['leaf'] }), Path: what ?? 'Not Available' };
      return builder.add(at, sync(at, who(builder, name, options), place, folder));
    }
    case 'move': {
      const { items, path } = itemsOf(builder, options['what'] ?? '', options);
      return builder.add(at, act(at, 'Move', who(builder, name, options), place, path, items, options['to']));
    }
    case 'hard-delete': {
      const { items, path } = itemsOf(builder, options['what'] ?? '', options);
      return builder.add(at, act(at, 'HardDelete', who(builder, name, options), place, path, items));
    }
    case 'send':
    case 'attachment': {
      const { items, path } = itemsOf(builder, options['what'] ?? '', options);
      return builder.add(at, single(at, kind === 'send' ? 'Send' : 'AttachmentAccess', who(builder, name, options), place, path, items[0] ?? {}));
    }
    case 'update':
      return builder.add(at, single(at, 'Update', who(builder, name, options), place, '\\Calendar', { InternetMessageId: '<cal@x>' }));
    case 'search':
      return builder.add(at, { ...single(at, 'SearchQueryInitiatedExchange', who(builder, name, options), place, '\\Inbox', {}), QueryText: options['q'] });
    default:
      return tenantEvent(builder, at, kind, name, options, n);
  }
}

function tenantEvent(builder: Builder, at: number, kind: string, name: string, options: Record<string, string>, n: number): void {
  const person = who(builder, name, options);
  const owner = who(builder, 'admin', {});
  const undo = (what: string, make: (at: number) => Raw): void => void builder.made.push({ kind: what, undo: make });
  switch (kind) {
    case 'signin':
    case 'signin-noninteractive': {
      const extra: Raw = { isInteractive: kind === 'signin' && options['interactive'] !== 'no', authenticationRequirement: options['mfa'] === 'ok' || options['mfa'] === 'fido2' ? 'multiFactorAuthentication' : 'singleFactorAuthentication', authenticationProtocol: options['protocol'] ?? 'none', authenticationDetails: options['mfa'] === 'fido2' ? [{ authenticationMethod: 'FIDO2 security key' }] : [], ...(options['compliant'] === 'yes' ? { deviceDetail: { deviceId: 'd1', operatingSystem: person.os ?? '', isCompliant: true } } : {}) };
      const isRich = ['mfa', 'protocol', 'interactive', 'compliant'].some((key) => options[key] !== undefined) || kind !== 'signin';
      return builder.add(at, isRich ? entraSignIn(at, person, extra) : signIn(at, person), isRich ? 'entra' : 'ual');
    }
    case 'signin-failed': {
      const users = name === 'six-users' ? [`u${n % 6}`] : [name];
      const ip = options['ip'] === 'three' ? `203.0.113.${10 + (n % 3)}` : options['ip'];
      for (const user of users) builder.add(at, signIn(at, who(builder, user === 'u0' ? 'o' : user, { ...options, ...(ip === undefined ? {} : { ip }) }), { error: Number(options['err']), ...(options['app'] === undefined ? {} : { app: appId(options['app']) }) }));
      return;
    }
    case 'consent': {
      const app = appId(options['app'] ?? '');
      builder.add(at, consent(at, person, app, options['scopes'] ?? 'Mail.Read', options['result'] ?? 'Success'));
      return options['result'] === 'Failure' ? undefined : undo('app', (when) => directory(when, 'Remove service principal.', owner, app, [app]));
    }
    case 'grant-removed':
      return builder.add(at, directory(at, 'Remove delegated permission grant.', person, appId(options['app'] ?? ''), [appId(options['app'] ?? '')]));
    case 'grant-added':
      return builder.add(at, directory(at, 'Add delegated permission grant.', person, appId(options['app'] ?? ''), [appId(options['app'] ?? '')]));
    case 'app-removed':
      return builder.add(at, directory(at, 'Remove service principal.', person, appId(options['app'] ?? ''), [appId(options['app'] ?? '')]));
    case 'permission': {
      if (options['role'] !== undefined) {
        const target = `${options['to']}@x.example`;
        builder.add(at, directory(at, 'Add member to role.', person, target, [target]));
        return undo('role', (when) => directory(when, 'Remove member from role.', owner, target, [target]));
      }
      const grantee = options['grant'] ?? '';
      builder.add(at, cmdlet(at, 'Add-MailboxPermission', person, { Identity: O.upn, User: grantee, AccessRights: 'FullAccess' }, O));
      return undo('permission', (when) => cmdlet(when, 'Remove-MailboxPermission', owner, { Identity: O.upn, User: grantee, AccessRights: 'FullAccess' }, O));
    }
    case 'device':
      builder.add(at, { ...directory(at, 'Add registered owner to device.', person, OWNER, [OWNER]), DeviceId: options['dev'] });
      return undo('device', (when) => ({ ...directory(when, 'Delete device.', owner, OWNER, [OWNER]), DeviceId: options['dev'] }));
    case 'rule':
      return ruleEvent(builder, at, person, options, undo);
    case 'transport-rule': {
      if (options['what'] === 'removed') return builder.add(at, cmdlet(at, 'Remove-TransportRule', person, { Identity: 'copy' }));
      return builder.add(at, cmdlet(at, 'New-TransportRule', person, { Name: 'copy', BlindCopyTo: options['bcc'] ?? '', SubjectOrBodyContainsWords: options['words'] ?? '' }));
    }
    case 'forwarding':
      return builder.add(at, cmdlet(at, 'Set-Mailbox', person, { Identity: O.upn, ForwardingSmtpAddress: options['what'] === 'off' ? '' : `smtp:${options['to']}` }, O));
    case 'audit-config':
      return builder.add(at, options['bypass'] === 'on' ? cmdlet(at, 'Set-MailboxAuditBypassAssociation', person, { Identity: O.upn, AuditBypassEnabled: 'True' }) : cmdlet(at, 'Set-Mailbox', person, { Identity: O.upn, AuditOwner: "@{Remove='MailItemsAccessed'}" }, O));
    case 'export':
      return builder.add(at, { ...base(at, 'SearchExported', 24, who(builder, 'adm', {})), Query: options['q'] === 'all' ? '' : options['q'], ExchangeLocations: O.upn });
    case 'file':
      return builder.add(at, { ...base(at, options['what'] ?? 'FileAccessed', 6, person), ClientIP: person.ip, ObjectId: 'https://x.example/f', SourceFileName: 'f' });
    case 'password':
      return builder.add(at, options['what'] === 'self' ? directory(at, 'Change user password.', person, OWNER, [OWNER]) : directory(at, 'Reset user password.', { ...owner, user: 'help@x.example' }, OWNER, [OWNER]));
    case 'mfa-change':
      return builder.add(at, directory(at, 'User registered security info.', { ...person, user: OWNER }, OWNER, [OWNER]));
    default:
      throw new Error(`the scenario line has a kind that this world does not make: ${kind}`);
  }
}

function ruleEvent(builder: Builder, at: number, person: Who, options: Record<string, string>, undo: (what: string, make: (at: number) => Raw) => void): void {
  if (options['what'] === 'removed') {
    builder.undone.add('rule');
    return builder.add(at, cmdlet(at, 'Remove-InboxRule', who(builder, 'admin', {}), { Mailbox: O.upn, Identity: 'x' }, O));
  }
  if (options['cond'] === 'opaque') {
    builder.add(at, { ...single(at, 'UpdateInboxRules', person, O, '\\Inbox', {}), OperationProperties: [{ Name: 'RuleOperation', Value: 'AddMailboxRule' }, { Name: 'RuleName', Value: 'x' }, { Name: 'RuleCondition', Value: '{(Exists(ItemClass))}' }, { Name: 'RuleActions', Value: JSON.stringify([{ ActionType: 'Forward', Recipients: [options['fwd']] }]) }] });
  } else {
    builder.add(at, cmdlet(at, 'New-InboxRule', person, { Name: 'x', ...(options['fwd'] === undefined ? {} : { ForwardTo: options['fwd'] }), ...(options['subject'] === undefined ? {} : { SubjectContainsWords: options['subject'] }), ...(options['what'] === 'delete' ? { DeleteMessage: 'True', From: options['from'] ?? '' } : {}) }, O));
  }
  undo('rule', (when) => cmdlet(when, 'Remove-InboxRule', who(builder, 'admin', {}), { Mailbox: O.upn, Identity: 'x' }, O));
}

/** `12:00 contain`: an administrator closes every path; what a line of its own closes later stays open until then. */
function contain(builder: Builder): void {
  const lines = builder.scenario.contain;
  const admin = who(builder, 'admin', {});
  if (lines !== undefined) {
    for (const line of lines) {
      const at = clock(line.slice(0, 5));
      builder.add(at, line.includes('password') ? directory(at, 'Reset user password.', admin, OWNER, [OWNER]) : directory(at, 'Update StsRefreshTokenValidFrom Timestamp.', admin, OWNER, [OWNER]));
    }
    return;
  }
  const noon = clock('12:00');
  builder.add(noon, directory(noon, 'Reset user password.', admin, OWNER, [OWNER]));
  builder.add(noon, directory(noon, 'Update StsRefreshTokenValidFrom Timestamp.', admin, OWNER, [OWNER]));
  for (const one of builder.made) if (!builder.undone.has(one.kind)) builder.add(noon, one.undo(noon));
  const seeded = (builder.scenario.seeds ?? []).filter((seed) => seed.startsWith('app:')).map((seed) => appId(seed.slice(4)));
  for (const app of seeded) builder.add(noon, directory(noon, 'Remove service principal.', admin, app, [app]));
}

function filesOf(builder: Builder, cov: readonly string[]): World['files'] {
  if (cov.includes('none')) return [];
  const start = cov.find((one) => one.startsWith('from '))?.split(' ')[1];
  const from = start === undefined ? LOG_FROM : clock(start);
  const isSignIn = (row: Row): boolean => /^UserLog/.test(String(row.raw['Operation'])) || row.form === 'entra';
  const rows = builder.rows.filter((row) => row.at >= from && (!cov.includes('signins none') || !isSignIn(row))).sort((a, b) => a.at - b.at);
  const of = (keep: (form: Row['form']) => boolean): Row[] => rows.filter((row) => keep(row.form));
  const lines = [...of((form) => form === 'ual').map((row) => JSON.stringify(row.raw)), ...of((form) => form === 'lossy').map((row) => lossy(row.raw)), ...of((form) => typeof form === 'object').map((row) => JSON.stringify(countFirst(row.raw)).slice(0, cutAt({ ...row, raw: countFirst(row.raw) })))];
  const files: { name: string; text: string }[] = [{ name: 'ual.jsonl', text: `${lines.join('\n')}\n` }];
  const office = of((form) => form === 'officeactivity');
  if (office.length > 0) files.push({ name: 'office.jsonl', text: office.map((row) => JSON.stringify(officeActivity(row.raw))).join('\n') });
  const cloud = of((form) => form === 'cloudapp');
  if (cloud.length > 0) files.push({ name: 'cloud.jsonl', text: cloud.map((row) => JSON.stringify({ Timestamp: `${String(row.raw['CreationTime'])}Z`, ActionType: row.raw['Operation'], RawEventData: row.raw })).join('\n') });
  const entra = of((form) => form === 'entra');
  if (entra.length > 0) files.push({ name: 'signins.json', text: JSON.stringify({ value: entra.map((row) => row.raw) }) });
  const empty = of((form) => form === 'empty');
  if (empty.length > 0) files.push({ name: 'ual.csv', text: `CreationDate,UserIds,Operations,AuditData\n${empty.map((row) => `${String(row.raw['CreationTime'])}Z,${String(row.raw['UserId'])},MailItemsAccessed,`).join('\n')}\n` });
  const local = of((form) => form === 'local');
  if (local.length > 0) files.push({ name: 'local.csv', text: `CreationDate,UserIds,Operations,AuditData\n${local.map((row) => `3/10/2026 10:05:00 AM,${String(row.raw['UserId'])},MailItemsAccessed,${quoted(JSON.stringify({ ...row.raw, CreationTime: undefined }))}`).join('\n')}\n` });
  if (cov.some((one) => one.startsWith('census'))) files.splice(0, 1, { name: 'pages.csv', text: censusFile(of((form) => form === 'ual')) });
  files.push({ name: 'snapshot.json', text: JSON.stringify(snapshot(cov)) });
  if (!cov.includes('manifest none')) files.push({ name: 'collection.yaml', text: manifest(files, cov, from) });
  return files;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function lossy(raw: Raw): string {
  return JSON.stringify({ ...raw, OperationProperties: ['@{Name=MailAccessType; Value=Bind}'], Folders: (raw['Folders'] as Raw[]).map((folder) => ({ ...folder, FolderItems: 'System.Object[]' })) });
}

/** Right after the last whole item. */
function cutAt(row: Row): number {
  const text = JSON.stringify(row.raw);
  const last = text.lastIndexOf('}]}]');
  return last > 0 ? last + 1 : text.length;
}

/** The count stands before the items here, so that it survives the cut. */
function countFirst(raw: Raw): Raw {
  const { OperationCount, Folders, ...rest } = raw;
  return { ...rest, OperationCount, Folders };
}

function officeActivity(raw: Raw): Raw {
  const { Id, CreationTime, LogonType, ClientIPAddress, Folders, OperationProperties, OperationCount: _count, ...rest } = raw;
  return { ...rest, TimeGenerated: `${String(CreationTime)}Z`, OfficeId: Id, SourceRecordId: Id, Logon_Type: LogonType === 0 ? 'Owner' : 'Delegated', Client_IPAddress: ClientIPAddress, Folders: JSON.stringify(Folders), OperationProperties: JSON.stringify(OperationProperties), UserType: 'Regular' };
}

/** All rows in one call, of which one row is gone. */
function censusFile(given: readonly Row[]): string {
  const rows = given.map((row, index) => `${String(row.raw['CreationTime'])},u,${String(row.raw['Operation'])},${quoted(JSON.stringify(row.raw))},${index < 6 ? index + 1 : index + 2},${given.length + 1}`);
  return `CreationDate,UserIds,Operations,AuditData,ResultIndex,ResultCount\n${rows.join('\n')}\n`;
}

function snapshot(cov: readonly string[]): unknown[] {
  const at = '2026-03-14T09:00:00Z';
  const kinds = cov.includes('snapshot no-MIA') ? ['Send', 'HardDelete'] : ['Send', 'HardDelete', 'MailItemsAccessed'];
  return [
    { command: `Get-Mailbox ${O.upn}`, at, output: [{ UserPrincipalName: O.upn, ExchangeGuid: 'mb1', RecipientTypeDetails: 'UserMailbox', AuditEnabled: true, AuditOwner: kinds, AuditDelegate: kinds, AuditAdmin: kinds, ForwardingSmtpAddress: null, ForwardingAddress: null }] },
    { command: 'Get-OrganizationConfig', at, output: [{ AuditDisabled: false }] },
    ...(cov.includes('snapshot rules none') ? [] : [{ command: `Get-InboxRule -Mailbox ${O.upn} -IncludeHidden`, at, output: [] }]),
    { command: 'Get-TransportRule', at, output: [] },
    { command: `Get-MailboxPermission ${O.upn}`, at, output: [{ User: 'd@x.example', AccessRights: ['FullAccess'] }] },
  ];
}

function manifest(files: World['files'], cov: readonly string[], from: number): string {
  const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const hole = cov.find((one) => one.startsWith('hole '));
  const [, range = '', kind = ''] = hole?.split(' ') ?? [];
  const [a = '', b = ''] = range.split('..');
  const rows = cov.find((one) => one.startsWith('rows '))?.slice(5);
  const filter = cov.find((one) => one.startsWith('filter '))?.slice(7);
  const collected = cov.find((one) => one.startsWith('collected '))?.slice(10);
  const calls = hole === undefined ? [{ from, to: LOG_TO }] : kind === 'slice-failed' ? [{ from, to: clock(a) }, { from: clock(a), to: clock(b), failed: true }, { from: clock(b), to: LOG_TO }] : [{ from, to: clock(a) }, ...(clock(b) < LOG_TO ? [{ from: clock(b), to: LOG_TO }] : [])];
  const entries = files.filter((file) => file.name !== 'snapshot.json').map((file) => {
    const own = calls.map((call) => `      - { from: ${iso(call.from)}, to: ${iso(call.to)}${rows === undefined ? '' : `, rows: ${rows}`}${'failed' in call ? ', failed: true' : ''} }`);
    return `  - file: ${file.name}\n    tool: t\n    query: Search-UnifiedAuditLog\n    from: ${iso(from)}\n    to: ${iso(LOG_TO)}\n    filters: [${filter === undefined ? '' : JSON.stringify(filter)}]\n    calls:\n${own.join('\n')}\n    collected_at: ${collected === undefined ? '2026-03-20T00:00:00Z' : iso(clock(collected))}\n`;
  });
  return `files:\n${entries.join('')}`;
}

function inputOf(scenario: Scenario): World['input'] {
  const seeds = scenario.seeds ?? (scenario.id.startsWith('RC') || scenario.id.startsWith('CT') || scenario.id.startsWith('S') ? ['session:SA'] : []);
  const of = (kind: string): string[] => seeds.filter((seed) => seed.startsWith(`${kind}:`)).map((seed) => seed.slice(kind.length + 1));
  const span = of('time')[0]?.split('..');
  const decisions = (scenario.decisions ?? []).map((line, index): Decision => {
    const [verb = '', target = '', label = ''] = line.split(' ');
    return { seq: index + 1, uuid: `u${index}`, at: '2026-03-20T00:00:00Z', by: 'p', role: 'r', kind: verb === 'label' ? 'access.label' : 'access.coverage', key: verb === 'label' ? { session: target } : {}, old: null, new: verb === 'label' ? label : target, base: 0, reason: 'told by the owner', evidence: [], engine: '', prev: '', hash: '' };
  });
  return {
    indicators: { ips: of('ip'), sessions: of('session'), apps: of('app').map(appId), user_agents: [], tokens: of('token'), devices: [] },
    incident: span === undefined ? {} : { first_access: new Date(clock(span[0] ?? '')).toISOString(), last_access: new Date(clock(span[1] ?? '')).toISOString() },
    decisions,
  };
}
