/** Rows of a unified audit log and of sign-ins, in the shapes that Microsoft 365 writes. Fields as in shared records of the access specification, 1.3. */
import { createHash } from 'node:crypto';
import { isoInstant } from '../time.ts';

export interface AuditRow {
  readonly Id: string;
  readonly CreationTime: string;
  readonly Operation: string;
  readonly RecordType: number;
  readonly UserId: string;
  readonly [field: string]: unknown;
}
export interface SignInRow {
  readonly id: string;
  readonly createdDateTime: string;
  readonly [field: string]: unknown;
}

/** The same guid for the same words, each time. */
export function guidOf(text: string): string {
  const hex = createHash('sha256').update(`demo ${text}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const WEB_MAIL_APP = '00000002-0000-0ff1-ce00-000000000000';
const GRAPH_APP = '00000003-0000-0000-c000-000000000000';
const AGENTS = {
  'Windows 10': ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/145.0 Safari/537.36', 'Chrome 145.0'],
  Linux: ['Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0', 'Firefox 147.0'],
} as const;
type System = keyof typeof AGENTS;

export interface Client {
  readonly address: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
export const webMail = (address: string, session: string): Client => ({
  address,
  fields: {
    ClientIPAddress: address,
    SessionId: session,
    ClientInfoString: 'Client=OWA;Action=ViaProxy',
    AppId: WEB_MAIL_APP,
    ClientAppId: '',
  },
});
export const graphApp = (address: string, app: string): Client => ({
  address,
  fields: { ClientIPAddress: address, ClientInfoString: 'Client=REST;;', AppId: GRAPH_APP, ClientAppId: app },
});
export const systemService = (address: string, app: string): Client => ({
  address,
  fields: {
    ClientIPAddress: address,
    ClientInfoString: 'Client=REST;Client=RESTSystem;;',
    AppId: app,
    ClientAppId: app,
    UserType: 5,
    UserKey: app,
  },
});

export interface Tenant {
  readonly owner: string;
  readonly ownerName: string;
  readonly ownerObject: string;
  readonly mailbox: string;
  readonly admin: string;
  readonly adminAddress: string;
}

export interface Recorder {
  readonly rows: AuditRow[];
  readonly signIns: SignInRow[];
  bind(at: number, client: Client, folder: string, messageIds: readonly string[]): void;
  sync(at: number, client: { readonly address: string; readonly session: string }, folder: string): void;
  signIn(
    at: number,
    who: {
      readonly user: string;
      readonly address: string;
      readonly session: string;
      readonly system: System;
      readonly code?: number;
      readonly app?: readonly [id: string, name: string];
    },
  ): void;
  consent(at: number, app: { readonly id: string; readonly principal: string; readonly name: string }): void;
  inboxRule(at: number, client: { readonly address: string; readonly session: string }, rule: Readonly<Record<string, string>>): void;
  removeRule(at: number, name: string): void;
  directory(at: number, operation: string, target: string, rest?: Readonly<Record<string, unknown>>): void;
}

const FAILURES: Readonly<Record<number, readonly [error: string, reason: string]>> = {
  50126: ['InvalidUserNameOrPassword', 'Invalid username or password.'],
  50173: ['FreshTokenNeeded', 'The grant has expired because it was revoked.'],
  65001: ['DelegationDoesNotExist', 'The user has not consented to use the application.'],
};
export const folderKey = (folder: string): string => `LgAAAA${createHash('sha256').update(folder).digest('base64url').slice(0, 20)}`;
const logPath = (folder: string): string => `\\${folder.replaceAll('/', '\\')}`;

export function recorder(tenant: Tenant): Recorder {
  const rows: AuditRow[] = [];
  const signIns: SignInRow[] = [];
  const mailbox = {
    MailboxGuid: tenant.mailbox,
    MailboxOwnerUPN: tenant.owner,
    LogonType: 0,
    InternalLogonType: 0,
    ExternalAccess: false,
    Workload: 'Exchange',
  };
  const access = (kind: string): unknown => [
    { Name: 'MailAccessType', Value: kind },
    { Name: 'IsThrottled', Value: 'False' },
  ];
  const add = (
    at: number,
    Operation: string,
    head: { readonly type: number; readonly user: string; readonly id?: string },
    rest: Readonly<Record<string, unknown>>,
  ): void => {
    const CreationTime = isoInstant(at).slice(0, -1);
    rows.push({
      CreationTime,
      Id: head.id ?? guidOf(`${CreationTime} ${Operation} ${JSON.stringify(rest)}`),
      Operation,
      OrganizationId: guidOf('tenant'),
      RecordType: head.type,
      ResultStatus: 'Succeeded',
      UserType: 0,
      Version: 1,
      UserId: head.user,
      ...rest,
    });
  };
  const directory: Recorder['directory'] = (at, operation, target, rest = {}) =>
    add(
      at,
      operation,
      { type: 8, user: tenant.admin },
      { Workload: 'AzureActiveDirectory', ResultStatus: 'Success', ObjectId: target, ...rest },
    );
  return {
    rows,
    signIns,
    directory,
    bind: (at, client, folder, messageIds) =>
      add(
        at,
        'MailItemsAccessed',
        { type: 50, user: tenant.owner },
        {
          ...mailbox,
          ...client.fields,
          OperationProperties: access('Bind'),
          Folders: [{ Id: folderKey(folder), Path: logPath(folder), FolderItems: messageIds.map((id) => ({ InternetMessageId: id })) }],
          OperationCount: messageIds.length,
        },
      ),
    sync: (at, client, folder) =>
      add(
        at,
        'MailItemsAccessed',
        { type: 2, user: tenant.owner },
        {
          ...mailbox,
          ClientIPAddress: client.address,
          SessionId: client.session,
          ClientInfoString: 'Client=MSExchangeRPC',
          ClientProcessName: 'OUTLOOK.EXE',
          ClientVersion: '16.0.19628.20150',
          OperationProperties: access('Sync'),
          Item: { Id: folderKey(folder), ParentFolder: { Id: folderKey(folder), Name: folder.split('/').at(-1), Path: logPath(folder) } },
        },
      ),
    signIn: (at, who) => {
      const code = who.code ?? 0;
      const [appId, appName] = who.app ?? [WEB_MAIL_APP, 'Office 365 Exchange Online'];
      const [agent, browser] = AGENTS[who.system];
      const id = guidOf(`sign-in ${at} ${who.user} ${code}`);
      const [error, reason] = FAILURES[code] ?? ['', ''];
      add(
        at,
        code === 0 ? 'UserLoggedIn' : 'UserLoginFailed',
        { type: 15, user: who.user, id },
        {
          Workload: 'AzureActiveDirectory',
          ResultStatus: 'Success',
          AzureActiveDirectoryEventType: 1,
          IntraSystemId: id,
          ClientIP: who.address,
          ActorIpAddress: who.address,
          ApplicationId: appId,
          ErrorNumber: String(code),
          ...(code === 0 ? {} : { LogonError: error }),
          ExtendedProperties: [
            { Name: 'ResultStatusDetail', Value: 'Success' },
            { Name: 'UserAgent', Value: agent },
            { Name: 'RequestType', Value: 'OAuth2:Authorize' },
          ],
          DeviceProperties: [
            { Name: 'OS', Value: who.system },
            { Name: 'BrowserType', Value: browser.split(' ')[0] },
            ...(who.session === '' ? [] : [{ Name: 'SessionId', Value: who.session }]),
          ],
        },
      );
      signIns.push({
        id,
        createdDateTime: isoInstant(at),
        userPrincipalName: who.user,
        userId: who.user === tenant.owner ? tenant.ownerObject : guidOf(who.user),
        appId,
        appDisplayName: appName,
        ipAddress: who.address,
        clientAppUsed: 'Browser',
        isInteractive: true,
        signInEventTypes: ['interactiveUser'],
        sessionId: who.session === '' ? null : who.session,
        conditionalAccessStatus: 'notApplied',
        authenticationRequirement: 'singleFactorAuthentication',
        deviceDetail: { deviceId: '', operatingSystem: who.system, browser, isCompliant: false, isManaged: false },
        status: { errorCode: code, failureReason: code === 0 ? null : reason },
      });
    },
    consent: (at, app) =>
      add(
        at,
        'Consent to application.',
        { type: 8, user: tenant.owner },
        {
          Workload: 'AzureActiveDirectory',
          ResultStatus: 'Success',
          ObjectId: app.id,
          Target: [
            { ID: `ServicePrincipal_${app.principal}`, Type: 2 },
            { ID: app.principal, Type: 2 },
            { ID: 'ServicePrincipal', Type: 2 },
            { ID: app.name, Type: 1 },
            { ID: app.id, Type: 2 },
          ],
          ModifiedProperties: [
            { Name: 'ConsentContext.IsAdminConsent', NewValue: 'False', OldValue: '' },
            { Name: 'ConsentContext.OnBehalfOfAll', NewValue: 'False', OldValue: '' },
            {
              Name: 'ConsentAction.Permissions',
              NewValue: `[] => [[Id: x, ClientId: ${app.principal}, PrincipalId: ${tenant.ownerObject}, ResourceId: 5c1e, ConsentType: Principal, Scope:  offline_access Mail.Read, CreatedDateTime: , LastModifiedDateTime ]]; `,
              OldValue: '',
            },
          ],
        },
      ),
    inboxRule: (at, client, rule) =>
      add(
        at,
        'New-InboxRule',
        { type: 1, user: tenant.owner },
        {
          Workload: 'Exchange',
          ResultStatus: 'True',
          ClientIP: `${client.address}:50871`,
          SessionId: client.session,
          MailboxGuid: tenant.mailbox,
          MailboxOwnerUPN: tenant.owner,
          ObjectId: `${tenant.ownerName}\\${rule['Name']}`,
          Parameters: Object.entries(rule).map(([Name, Value]) => ({ Name, Value })),
        },
      ),
    removeRule: (at, name) =>
      add(
        at,
        'Remove-InboxRule',
        { type: 1, user: tenant.admin },
        {
          Workload: 'Exchange',
          ResultStatus: 'True',
          ClientIP: `${tenant.adminAddress}:41200`,
          ObjectId: `${tenant.ownerName}\\${name}`,
          MailboxGuid: tenant.mailbox,
          MailboxOwnerUPN: tenant.owner,
          Parameters: [
            { Name: 'Mailbox', Value: tenant.owner },
            { Name: 'Identity', Value: name },
          ],
        },
      ),
  };
}
