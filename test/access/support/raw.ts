/** Raw log records in the shapes of spec/access.md 1.3, made by hand for the scenarios. Shares no code with the readers. */
export type Raw = Record<string, unknown>;

export interface Who {
  readonly session?: string;
  readonly ip?: string;
  readonly agent?: string;
  readonly os?: string;
  readonly user: string;
  readonly app?: string;
  readonly device?: string;
  readonly token?: string;
  readonly logon: number;
  readonly client: 'owa' | 'graph' | 'rest-system' | 'imap' | 'eas';
}

export interface Place {
  readonly guid: string;
  readonly upn: string;
}

const CLIENTS = {
  owa: 'Client=OWA;Action=ViaProxy',
  graph: 'Client=REST;;',
  'rest-system': 'Client=REST;Client=RESTSystem;;',
  imap: 'Client=POP3/IMAP4;Protocol=IMAP4',
  eas: 'Client=Microsoft.Exchange.ActiveSync',
};
const GRAPH = '00000003-0000-0000-c000-000000000000';

export const time = (ms: number): string => new Date(ms).toISOString().slice(0, 19);

let counter = 0;
export function resetIds(): void {
  counter = 0;
}
export function newId(name?: string): string {
  counter += 1;
  let text = name ?? `n${counter}`;
  text = Array.from(text)
    .map((sign) => sign.charCodeAt(0).toString(16))
    .join('')
    .padStart(32, '0')
    .slice(-32);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

export function base(at: number, operation: string, recordType: number, who: Who, id?: string): Raw {
  return {
    CreationTime: time(at),
    Id: newId(id),
    Operation: operation,
    RecordType: recordType,
    ResultStatus: 'Succeeded',
    UserType: who.client === 'rest-system' ? 5 : 0,
    UserKey: who.client === 'rest-system' ? who.app : 'k',
    Workload: 'Exchange',
    UserId: who.user,
  };
}

function exchange(at: number, operation: string, recordType: number, who: Who, place: Place, id?: string): Raw {
  return {
    ...base(at, operation, recordType, who, id),
    MailboxGuid: place.guid,
    MailboxOwnerUPN: place.upn,
    LogonType: who.logon,
    ...(who.ip === undefined ? {} : { ClientIPAddress: who.ip }),
    ...(who.session === undefined ? {} : { SessionId: who.session }),
    ...(who.device === undefined ? {} : { DeviceId: who.device }),
    ...(who.token === undefined ? {} : { AppAccessContext: { UniqueTokenId: who.token } }),
    ...(who.app === undefined ? {} : { ClientAppId: who.app, AppId: who.client === 'graph' ? GRAPH : who.app }),
    ClientInfoString: who.client === 'owa' && who.agent !== undefined ? `Client=OWA;${who.agent}` : CLIENTS[who.client],
  };
}

export interface BindOptions {
  readonly id?: string;
  readonly count?: number;
  readonly throttled?: string;
  readonly folderId?: string;
}

export function bind(at: number, who: Who, place: Place, path: string | undefined, items: readonly Raw[], options: BindOptions = {}): Raw {
  return {
    ...exchange(at, 'MailItemsAccessed', 50, who, place, options.id),
    OperationProperties: [
      { Name: 'MailAccessType', Value: 'Bind' },
      ...(options.throttled === 'absent' ? [] : [{ Name: 'IsThrottled', Value: options.throttled ?? 'False' }]),
    ],
    Folders: [
      {
        ...(options.folderId === undefined ? {} : { Id: options.folderId }),
        ...(path === undefined ? {} : { Path: path }),
        FolderItems: items,
      },
    ],
    OperationCount: options.count ?? items.length,
  };
}

export function sync(at: number, who: Who, place: Place, folder: Raw | undefined): Raw {
  return {
    ...exchange(at, 'MailItemsAccessed', 2, who, place),
    OperationProperties: [
      { Name: 'MailAccessType', Value: 'Sync' },
      { Name: 'IsThrottled', Value: 'False' },
    ],
    ...(folder === undefined ? {} : { Item: { ParentFolder: folder } }),
  };
}

export function act(at: number, operation: string, who: Who, place: Place, path: string, items: readonly Raw[], to?: string): Raw {
  return {
    ...exchange(at, operation, 3, who, place),
    AffectedItems: items.map((item) => ({ ...item, ParentFolder: { Path: path } })),
    Folder: { Path: path },
    ...(to === undefined ? {} : { DestFolder: { Path: to } }),
  };
}

export function single(at: number, operation: string, who: Who, place: Place, path: string, item: Raw, extra: Raw = {}): Raw {
  return { ...exchange(at, operation, 2, who, place), Item: { ...item, ParentFolder: { Path: path } }, ...extra };
}

export function cmdlet(at: number, operation: string, who: Who, parameters: Readonly<Record<string, string>>, place?: Place): Raw {
  return {
    ...base(at, operation, 1, who),
    ResultStatus: 'True',
    ...(who.ip === undefined ? {} : { ClientIP: `${who.ip}:51000` }),
    ...(who.session === undefined ? {} : { SessionId: who.session }),
    ...(place === undefined ? {} : { MailboxGuid: place.guid, MailboxOwnerUPN: place.upn }),
    Parameters: Object.entries(parameters).map(([Name, Value]) => ({ Name, Value })),
  };
}

export function directory(
  at: number,
  operation: string,
  who: Who,
  objectId: string,
  targets: readonly string[] = [],
  extra: Raw = {},
): Raw {
  return {
    ...base(at, operation, 8, who),
    ResultStatus: 'Success',
    Workload: 'AzureActiveDirectory',
    ObjectId: objectId,
    Target: targets.map((ID) => ({ ID, Type: 2 })),
    ...(who.session === undefined ? {} : { AppAccessContext: { AADSessionId: who.session } }),
    ...(who.ip === undefined ? {} : { ActorIpAddress: who.ip }),
    ...extra,
  };
}

export function consent(at: number, who: Who, app: string, scopes: string, result = 'Success'): Raw {
  return directory(at, 'Consent to application.', who, app, [newId(`sp ${app}`), app], {
    ResultStatus: result,
    ModifiedProperties: [
      { Name: 'ConsentContext.OnBehalfOfAll', NewValue: 'False' },
      {
        Name: 'ConsentAction.Permissions',
        NewValue: `[] => [[Id: x, ClientId: y, Scope:  ${scopes.replaceAll(',', ' ')}, CreatedDateTime: ]]; `,
      },
    ],
  });
}

export interface SignInOptions {
  readonly error?: number;
  readonly resource?: string;
  readonly app?: string;
}

export function signIn(at: number, who: Who, options: SignInOptions = {}): Raw {
  const error = options.error ?? 0;
  const id = newId();
  return {
    CreationTime: time(at),
    Id: id,
    IntraSystemId: id,
    Operation: error === 0 ? 'UserLoggedIn' : 'UserLoginFailed',
    RecordType: 15,
    ResultStatus: 'Success',
    UserType: 0,
    Workload: 'AzureActiveDirectory',
    UserId: who.user,
    ...(who.ip === undefined ? {} : { ClientIP: who.ip, ActorIpAddress: who.ip }),
    ApplicationId: options.app ?? '00000002-0000-0ff1-ce00-000000000000',
    ...(options.resource === undefined ? {} : { ObjectId: options.resource }),
    ErrorNumber: String(error),
    ExtendedProperties: [{ Name: 'UserAgent', Value: who.agent ?? 'Mozilla/5.0' }],
    DeviceProperties: [
      { Name: 'OS', Value: who.os ?? 'Windows 10' },
      ...(who.session === undefined ? [] : [{ Name: 'SessionId', Value: who.session }]),
      ...(who.device === undefined ? [] : [{ Name: 'Id', Value: who.device }]),
    ],
    ...(who.token === undefined ? {} : { AppAccessContext: { UniqueTokenId: who.token } }),
  };
}

/** Entra's own record of a sign-in, for what the audit log does not tell. */
export function entraSignIn(at: number, who: Who, extra: Raw = {}, error = 0): Raw {
  return {
    id: newId(),
    createdDateTime: `${time(at)}Z`,
    userPrincipalName: who.user,
    userId: '',
    appId: '00000002-0000-0ff1-ce00-000000000000',
    appDisplayName: 'Office 365 Exchange Online',
    ipAddress: who.ip,
    clientAppUsed: 'Browser',
    isInteractive: true,
    sessionId: who.session ?? null,
    authenticationRequirement: 'singleFactorAuthentication',
    deviceDetail: { deviceId: who.device ?? '', operatingSystem: who.os ?? 'Windows 10', isCompliant: false },
    status: { errorCode: error },
    ...extra,
  };
}
