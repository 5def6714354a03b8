/** One record of the Unified Audit Log (`AuditData`, in whatever wrapper it came) to a canonical event. Spec/access.md 1.2, 1.3, 1.5. */
import { digestOf, sensitive } from '../../kernel/index.ts';
import { recordId, type EventKind, type FolderRef, type ItemRef, type LogEvent, type RawRef, type Tri } from '../../model/index.ts';
import { microsoftAddress, readAddress } from '../events/address.ts';
import { exchangeFamily, osFamily, signInFamily } from '../events/client.ts';
import { detailOf } from '../events/detail.ts';
import { clientApp, isResource, messageIdKey, usableId } from '../events/ids.ts';
import { kindOfOperation, operationName } from '../events/operations.ts';
import { defined, isRecord, listOf, numberOf, pairs, recase, recordOf, text, type RawRecord } from '../events/record.ts';
import { parseLogTime } from '../events/time.ts';
import { SIGN_IN_CODES } from '../rules.ts';

/** What the row around the record says, for records that lost their own text. */
export interface Wrapper {
  readonly id?: string;
  readonly operation?: string;
  readonly user?: string;
  /** Time that the wrapper gives, already understood as UTC. */
  readonly at?: number;
  readonly atGrade?: 'A' | 'B' | 'D';
}

/** Binds within two minutes and one context make one record, dated when it is written. Spec/access.md 1.2 */
const BIND_AGGREGATION_MS = 120_000;

const KEYS = new Map(
  [
    'CreationTime',
    'Id',
    'Operation',
    'RecordType',
    'ResultStatus',
    'UserType',
    'UserKey',
    'Workload',
    'UserId',
    'AppId',
    'ClientAppId',
    'ClientIPAddress',
    'ClientIP',
    'ActorIpAddress',
    'ActorIPAddress',
    'ClientInfoString',
    'ClientProcessName',
    'LogonType',
    'MailboxGuid',
    'MailboxOwnerUPN',
    'MailboxOwnerSid',
    'LogonUserSid',
    'OperationProperties',
    'Name',
    'Value',
    'NewValue',
    'Folders',
    'Path',
    'FolderItems',
    'InternetMessageId',
    'ImmutableId',
    'SizeInBytes',
    'OperationCount',
    'AppAccessContext',
    'AADSessionId',
    'UniqueTokenId',
    'IssuedAtTime',
    'SessionId',
    'DeviceId',
    'TokenObjectId',
    'Item',
    'ParentFolder',
    'AffectedItems',
    'Folder',
    'DestFolder',
    'Subject',
    'Attachments',
    'Parameters',
    'ModifiedProperties',
    'Target',
    'ObjectId',
    'ExtendedProperties',
    'DeviceProperties',
    'ApplicationId',
    'ErrorNumber',
    'ErrorCode',
    'LogonError',
    'IntraSystemId',
    'MailAccessType',
    'IsThrottled',
    'QueryText',
  ].map((key) => [key.toLowerCase(), key]),
);

/** The event of one record; `undefined` when neither the record nor its wrapper tells an operation. */
export function ualEvent(given: RawRecord, ref: RawRef, wrapper: Wrapper = {}): LogEvent | undefined {
  const isRecased = given['Operation'] === undefined && given['operation'] !== undefined;
  const raw = isRecased ? (recase(given, KEYS) as RawRecord) : given; // recase keeps an object an object
  const rawOperation = text(raw, 'Operation') ?? wrapper.operation;
  if (rawOperation === undefined) return undefined;
  const op = operationName(rawOperation);
  const told = text(raw, 'CreationTime', 'TimeGenerated');
  const read = told === undefined ? undefined : parseLogTime(told);
  const at = read ?? wrapper.at;
  if (at === undefined) return undefined;
  const properties = pairs(raw['OperationProperties']);
  const detailKind = kindOfOperation(op) ?? 'other';
  const detail = detailOf(detailKind, op, raw);
  const kind = finalKind(detailKind, raw, properties, detail);
  const items = kind === 'sync' ? [] : itemsOf(raw);
  const count = numberOf(raw['OperationCount']);
  const id = usableId(text(raw, 'Id', 'SourceRecordId', 'OfficeId') ?? wrapper.id)?.toLowerCase();
  const lost = Math.max(0, (count ?? 0) - items.length);
  const who = actorOf(raw, wrapper);
  const mailbox = mailboxOf(raw, kind, who.upn, detail);
  const body = {
    refs: [ref],
    source: 'ual' as const,
    kind,
    op,
    at,
    from: kind === 'bind' ? at - BIND_AGGREGATION_MS : at,
    timeGrade: read === undefined ? (wrapper.atGrade ?? 'D') : ('A' as const),
    actor: who,
    mailbox,
    logon: logonOf(raw),
    net: netOf(raw),
    auth: authOf(raw, kind),
    client: clientOf(raw, kind),
    items,
    folders: foldersOf(raw, kind),
    count,
    lost,
    throttled: triOf(properties.get('IsThrottled')),
    result: resultOf(raw, kind),
    detail: kind === 'bind' && !properties.has('MailAccessType') && items.length === 0 ? { accessType: 'unknown' } : detail,
  };
  // Records without an id are told apart by all that they say (spec/access.md 2.2).
  const key =
    id === undefined
      ? `h:${digestOf([op, at, who.upn ?? '', mailbox?.guid ?? mailbox?.upn ?? '', body.net.ip ?? '', body.auth.session ?? '', ...items.map((item) => item.mid ?? item.itemId ?? '')])}`
      : `ms:${id}`;
  return defined<LogEvent>({ id: recordId(key), ...body });
}

/** The kind by name, made precise by what the record says. */
function finalKind(
  kind: EventKind,
  raw: RawRecord,
  properties: ReadonlyMap<string, string>,
  detail: Readonly<Record<string, unknown>> | undefined,
): EventKind {
  if (kind === 'bind') {
    if (/sync/i.test(properties.get('MailAccessType') ?? '')) return 'sync';
    return properties.has('MailAccessType') || raw['Folders'] !== undefined || raw['Item'] === undefined ? 'bind' : 'sync';
  }
  if (kind === 'forwarding') return detail === undefined ? 'other' : detail['audit'] === undefined ? 'forwarding' : 'audit-config';
  if (kind === 'audit-config' && detail === undefined) return 'other';
  return kind;
}

function itemOf(one: unknown, folder: FolderRef): ItemRef | undefined {
  if (!isRecord(one)) return undefined;
  const mid = text(one, 'InternetMessageId');
  const key = mid === undefined ? undefined : messageIdKey(mid);
  const parent = recordOf(one['ParentFolder']);
  const subject = text(one, 'Subject');
  const created = text(one, 'CreationTime', 'Created');
  return defined<ItemRef>({
    mid: key,
    // Store ids are long and many: they are kept only where no Message-ID names the item.
    itemId: key === undefined ? usableId(text(one, 'Id')) : undefined,
    immutableId: key === undefined ? usableId(text(one, 'ImmutableId')) : undefined,
    folderId: usableId(text(parent, 'Id')) ?? folder.id,
    path: usableId(text(parent, 'Path')) ?? folder.path,
    bytes: numberOf(one['SizeInBytes']),
    subject: subject === undefined ? undefined : sensitive(subject),
    created: created === undefined ? undefined : parseLogTime(created),
  });
}

function folderOf(value: unknown): FolderRef {
  const raw = recordOf(value);
  return defined<FolderRef>({ id: usableId(text(raw, 'Id')), path: usableId(text(raw, 'Path')), leaf: usableId(text(raw, 'Name')) });
}

function itemsOf(raw: RawRecord): ItemRef[] {
  const items: ItemRef[] = [];
  const add = (value: unknown, folder: FolderRef): void => {
    const item = itemOf(value, folder);
    if (item !== undefined) items.push(item);
  };
  for (const one of listOf(raw['Folders'])) if (isRecord(one)) for (const item of listOf(one['FolderItems'])) add(item, folderOf(one));
  const folder = folderOf(raw['Folder']);
  for (const item of listOf(raw['AffectedItems'])) add(item, folder);
  if (isRecord(raw['Item']) || typeof raw['Item'] === 'string') {
    const item = recordOf(raw['Item']);
    if (text(item, 'InternetMessageId', 'Subject') !== undefined || usableId(text(item, 'Id')) !== undefined) add(item, folder);
  }
  return items;
}

function foldersOf(raw: RawRecord, kind: EventKind): FolderRef[] {
  const found = listOf(raw['Folders']).filter(isRecord).map(folderOf);
  if (kind === 'sync') {
    const item = recordOf(raw['Item']);
    const parent = folderOf(item['ParentFolder']);
    found.push(defined<FolderRef>({ id: parent.id ?? usableId(text(item, 'Id')), path: parent.path, leaf: parent.leaf }));
  } else {
    if (raw['Folder'] !== undefined) found.push(folderOf(raw['Folder']));
    const item = recordOf(raw['Item']);
    if (item['ParentFolder'] !== undefined) found.push(folderOf(item['ParentFolder']));
  }
  // The destination stands last: `move` reads it there.
  if (raw['DestFolder'] !== undefined) found.push(folderOf(raw['DestFolder']));
  return found.filter((one) => one.id !== undefined || one.path !== undefined || one.leaf !== undefined);
}

function actorOf(raw: RawRecord, wrapper: Wrapper): LogEvent['actor'] {
  const type = numberOf(raw['UserType']);
  const userKey = text(raw, 'UserKey') ?? '';
  const app = text(raw, 'ClientAppId', 'AppId') ?? '';
  const kind =
    type === undefined
      ? text(raw, 'UserType') === undefined
        ? 'unknown'
        : 'user'
      : type === 3 || type === 4
        ? 'system'
        : type === 5 || type === 6
          ? userKey !== '' && userKey.toLowerCase() === app.toLowerCase()
            ? 'service'
            : 'app'
          : 'user';
  return defined<LogEvent['actor']>({
    kind,
    upn: (text(raw, 'UserId') ?? wrapper.user)?.trim().toLowerCase(),
    oid: usableId(text(raw, 'TokenObjectId'))?.toLowerCase(),
    sid: usableId(text(raw, 'LogonUserSid')),
  });
}

function mailboxOf(
  raw: RawRecord,
  kind: EventKind,
  actor: string | undefined,
  detail: Readonly<Record<string, unknown>> | undefined,
): LogEvent['mailbox'] {
  const guid = usableId(text(raw, 'MailboxGuid'))?.toLowerCase();
  const owner = usableId(text(raw, 'MailboxOwnerUPN'))?.toLowerCase();
  if (guid !== undefined || owner !== undefined)
    return defined<NonNullable<LogEvent['mailbox']>>({ guid, upn: owner, sid: usableId(text(raw, 'MailboxOwnerSid')) });
  if (kind !== 'rule' && kind !== 'forwarding' && kind !== 'permission' && kind !== 'audit-config') return undefined;
  const given = pairs(raw['Parameters']);
  const named = [
    given.get('Mailbox'),
    given.get('Identity'),
    text(raw, 'ObjectId'),
    typeof detail?.['target'] === 'string' ? detail['target'] : undefined,
  ].find((one) => one !== undefined && /^[^\s\\/@]{1,100}@[^\s\\/@]{1,200}$/.test(one));
  if (named !== undefined) return { upn: named.toLowerCase() };
  return kind === 'rule' && actor?.includes('@') === true ? { upn: actor } : undefined;
}

function logonOf(raw: RawRecord): LogEvent['logon'] {
  const value = text(raw, 'LogonType', 'Logon_Type');
  const names: Readonly<Record<string, LogEvent['logon']>> = {
    '0': 'owner',
    '1': 'admin',
    '2': 'delegate',
    '3': 'transport',
    '4': 'system',
    '6': 'delegated-admin',
    owner: 'owner',
    admin: 'admin',
    delegated: 'delegate',
    delegate: 'delegate',
  };
  return value === undefined ? 'unknown' : (names[value.toLowerCase()] ?? 'unknown');
}

function netOf(raw: RawRecord): LogEvent['net'] {
  const told = text(raw, 'ClientIPAddress', 'Client_IPAddress', 'ClientIP', 'ActorIpAddress', 'ActorIPAddress', 'ActorIP');
  const address = told === undefined ? {} : readAddress(told);
  return defined<LogEvent['net']>({
    ip: address.ip,
    port: address.port,
    microsoft: address.ip === undefined ? 'unknown' : microsoftAddress(address.ip) === 'no' ? 'no' : 'yes',
  });
}

function authOf(raw: RawRecord, kind: EventKind): LogEvent['auth'] {
  const access = recordOf(raw['AppAccessContext']);
  const device = pairs(raw['DeviceProperties']);
  const issued = text(access, 'IssuedAtTime');
  const app = text(raw, 'AppId', 'ApplicationId');
  const isSignIn = kind === 'sign-in' || kind === 'sign-in-failed';
  const extended = isSignIn ? pairs(raw['ExtendedProperties']) : undefined;
  return defined<LogEvent['auth']>({
    session: usableId(text(access, 'AADSessionId') ?? text(raw, 'SessionId') ?? device.get('SessionId'))?.toLowerCase(),
    token: usableId(text(access, 'UniqueTokenId')),
    tokenIssued: issued === undefined ? undefined : parseLogTime(issued),
    app: clientApp(text(access, 'ClientAppId'), text(raw, 'ClientAppId'), app),
    resource: isSignIn
      ? usableId(text(raw, 'ObjectId'))?.toLowerCase()
      : app !== undefined && isResource(app)
        ? app.toLowerCase()
        : undefined,
    // A record about a device names that device, not the one it came from.
    device: kind === 'device' ? undefined : usableId(text(raw, 'DeviceId') ?? device.get('Id'))?.toLowerCase(),
    method: extended?.get('RequestType'),
    error: isSignIn ? errorOf(raw) : undefined,
  });
}

/** Documented as ErrorCode, written as ErrorNumber. [measured] spec/access.md 1.3 */
function errorOf(raw: RawRecord): number | undefined {
  return numberOf(raw['ErrorNumber']) ?? numberOf(raw['ErrorCode']);
}

function clientOf(raw: RawRecord, kind: EventKind): LogEvent['client'] {
  if (kind === 'sign-in' || kind === 'sign-in-failed') {
    const extended = pairs(raw['ExtendedProperties']);
    const agent = extended.get('UserAgent') ?? '';
    return defined<LogEvent['client']>({
      family: signInFamily(agent, ''),
      agent: agent === '' ? undefined : agent,
      os: osFamily(pairs(raw['DeviceProperties']).get('OS') ?? agent),
    });
  }
  const info = text(raw, 'ClientInfoString') ?? '';
  const process = text(raw, 'ClientProcessName') ?? '';
  const isGraph = text(raw, 'AppId')?.toLowerCase() === '00000003-0000-0000-c000-000000000000';
  const agent = /Mozilla\/.{0,400}/.exec(info)?.[0] ?? text(raw, 'UserAgent');
  return defined<LogEvent['client']>({
    family: exchangeFamily(info, process, isGraph),
    agent,
    os: agent === undefined ? undefined : osFamily(agent),
    process: process === '' ? undefined : process,
  });
}

function triOf(value: string | undefined): Tri {
  return value === undefined ? 'unknown' : /^true$/i.test(value) ? 'yes' : /^false$/i.test(value) ? 'no' : 'unknown';
}

/** `ResultStatus` of a sign-in is only the HTTP result: there the code decides (spec/access.md 1.2, T13). */
function resultOf(raw: RawRecord, kind: EventKind): LogEvent['result'] {
  if (kind === 'sign-in' || kind === 'sign-in-failed') {
    const code = errorOf(raw);
    if (code === undefined) return kind === 'sign-in' ? 'ok' : 'failed';
    return signInResult(code, kind);
  }
  const status = text(raw, 'ResultStatus');
  if (status === undefined) return 'unknown';
  return /^(success|succeeded|partiallysucceeded|true|ok)$/i.test(status)
    ? 'ok'
    : /^(fail|failed|failure|false)$/i.test(status)
      ? 'failed'
      : 'unknown';
}

export function signInResult(code: number, kind: EventKind): LogEvent['result'] {
  if (code === 0) return kind === 'sign-in' ? 'ok' : 'failed';
  if (SIGN_IN_CODES.interrupt.has(code)) return 'interrupt';
  return 'failed';
}
