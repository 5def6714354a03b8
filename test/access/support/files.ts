/** The rows of a world as log files: one encoding for each form of row, a snapshot and a manifest. */
import type { Raw } from './raw.ts';

export const LOG_FROM = Date.UTC(2026, 1, 1);
export const LOG_TO = Date.UTC(2026, 2, 15);
export const MAILBOX = { guid: 'mb1', upn: 'o@x.example' };

export interface LogText {
  readonly name: string;
  readonly text: string;
}

export interface Row {
  readonly at: number;
  readonly raw: Raw;
  readonly form: 'ual' | 'officeactivity' | 'cloudapp' | 'empty' | 'local' | 'lossy' | 'entra' | 'trace' | { readonly cut: number };
}

export function clock(text: string): number {
  if (/^\d{4}-/.test(text))
    return Date.parse(
      `${text.length === 10 ? `${text}T00:00` : text}${text.length <= 16 ? ':00' : ''}Z`.replace(/(T\d\d:\d\d):00:00Z/, '$1:00Z'),
    );
  const [hour = '0', minute = '0', second = '0'] = text.split(':');
  return Date.UTC(2026, 2, 10, Number(hour), Number(minute), Number(second));
}

export function filesOf(given: readonly Row[], cov: readonly string[]): LogText[] {
  if (cov.includes('none')) return [];
  const start = cov.find((one) => one.startsWith('from '))?.split(' ')[1];
  const from = start === undefined ? LOG_FROM : clock(start);
  const isSignIn = (row: Row): boolean => String(row.raw['Operation']).startsWith('UserLog') || row.form === 'entra';
  const rows = given.filter((row) => row.at >= from && (!cov.includes('signins none') || !isSignIn(row))).sort((a, b) => a.at - b.at);
  const of = (keep: (form: Row['form']) => boolean): Row[] => rows.filter((row) => keep(row.form));
  const lines = [
    ...of((form) => form === 'ual').map((row) => JSON.stringify(row.raw)),
    ...of((form) => form === 'lossy').map((row) => lossy(row.raw)),
    ...of((form) => typeof form === 'object').map((row) =>
      JSON.stringify(countFirst(row.raw)).slice(0, cutAt({ ...row, raw: countFirst(row.raw) })),
    ),
  ];
  const files: { name: string; text: string }[] = [{ name: 'ual.jsonl', text: `${lines.join('\n')}\n` }];
  const office = of((form) => form === 'officeactivity');
  if (office.length > 0)
    files.push({ name: 'office.jsonl', text: office.map((row) => JSON.stringify(officeActivity(row.raw))).join('\n') });
  const cloud = of((form) => form === 'cloudapp');
  if (cloud.length > 0)
    files.push({
      name: 'cloud.jsonl',
      text: cloud
        .map((row) =>
          JSON.stringify({ Timestamp: `${String(row.raw['CreationTime'])}Z`, ActionType: row.raw['Operation'], RawEventData: row.raw }),
        )
        .join('\n'),
    });
  const entra = of((form) => form === 'entra');
  if (entra.length > 0) files.push({ name: 'signins.json', text: JSON.stringify({ value: entra.map((row) => row.raw) }) });
  const traces = of((form) => form === 'trace');
  if (traces.length > 0)
    files.push({
      name: 'trace.csv',
      text: `Received,SenderAddress,RecipientAddress,Subject,Status,MessageId,MessageTraceId\n${traces.map((row, index) => `${new Date(row.at).toISOString().slice(0, 19)}.0000000,a@b.example,${String(row.raw['to'])},x,Delivered,${String(row.raw['id'])},t${index}`).join('\n')}\n`,
    });
  const empty = of((form) => form === 'empty');
  if (empty.length > 0)
    files.push({
      name: 'ual.csv',
      text: `CreationDate,UserIds,Operations,AuditData\n${empty.map((row) => `${String(row.raw['CreationTime'])}Z,${String(row.raw['UserId'])},MailItemsAccessed,`).join('\n')}\n`,
    });
  const local = of((form) => form === 'local');
  if (local.length > 0)
    files.push({
      name: 'local.csv',
      text: `CreationDate,UserIds,Operations,AuditData\n${local.map((row) => `3/10/2026 10:05:00 AM,${String(row.raw['UserId'])},MailItemsAccessed,${quoted(JSON.stringify({ ...row.raw, CreationTime: undefined }))}`).join('\n')}\n`,
    });
  if (cov.some((one) => one.startsWith('census')))
    files.splice(0, 1, { name: 'pages.csv', text: censusFile(of((form) => form === 'ual')) });
  files.push({ name: 'snapshot.json', text: JSON.stringify(snapshot(cov)) });
  if (!cov.includes('manifest none')) files.push({ name: 'collection.yaml', text: manifest(files, cov, from) });
  return files;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function lossy(raw: Raw): string {
  return JSON.stringify({
    ...raw,
    OperationProperties: ['@{Name=MailAccessType; Value=Bind}'],
    Folders: (raw['Folders'] as Raw[]).map((folder) => ({ ...folder, FolderItems: 'System.Object[]' })),
  });
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
  return {
    ...rest,
    TimeGenerated: `${String(CreationTime)}Z`,
    OfficeId: Id,
    SourceRecordId: Id,
    Logon_Type: LogonType === 0 ? 'Owner' : 'Delegated',
    Client_IPAddress: ClientIPAddress,
    Folders: JSON.stringify(Folders),
    OperationProperties: JSON.stringify(OperationProperties),
    UserType: 'Regular',
  };
}

/** All rows in one call, of which one row is gone. */
function censusFile(given: readonly Row[]): string {
  const rows = given.map(
    (row, index) =>
      `${String(row.raw['CreationTime'])},u,${String(row.raw['Operation'])},${quoted(JSON.stringify(row.raw))},${index < 6 ? index + 1 : index + 2},${given.length + 1}`,
  );
  return `CreationDate,UserIds,Operations,AuditData,ResultIndex,ResultCount\n${rows.join('\n')}\n`;
}

function snapshot(cov: readonly string[]): unknown[] {
  const at = '2026-03-14T09:00:00Z';
  const kinds = cov.includes('snapshot no-MIA') ? ['Send', 'HardDelete'] : ['Send', 'HardDelete', 'MailItemsAccessed'];
  return [
    {
      command: `Get-Mailbox ${MAILBOX.upn}`,
      at,
      output: [
        {
          UserPrincipalName: MAILBOX.upn,
          ExchangeGuid: 'mb1',
          RecipientTypeDetails: 'UserMailbox',
          AuditEnabled: true,
          AuditOwner: kinds,
          AuditDelegate: kinds,
          AuditAdmin: kinds,
          ForwardingSmtpAddress: null,
          ForwardingAddress: null,
        },
      ],
    },
    { command: 'Get-OrganizationConfig', at, output: [{ AuditDisabled: false }] },
    ...(cov.includes('snapshot rules none') ? [] : [{ command: `Get-InboxRule -Mailbox ${MAILBOX.upn} -IncludeHidden`, at, output: [] }]),
    { command: 'Get-TransportRule', at, output: [] },
    { command: `Get-MailboxPermission ${MAILBOX.upn}`, at, output: [{ User: 'd@x.example', AccessRights: ['FullAccess'] }] },
  ];
}

function manifest(files: readonly LogText[], cov: readonly string[], from: number): string {
  const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const hole = cov.find((one) => one.startsWith('hole '));
  const [, range = '', kind = ''] = hole?.split(' ') ?? [];
  const [a = '', b = ''] = range.split('..');
  const rows = cov.find((one) => one.startsWith('rows '))?.slice(5);
  const filter = cov.find((one) => one.startsWith('filter '))?.slice(7);
  const collected = cov.find((one) => one.startsWith('collected '))?.slice(10);
  const calls =
    hole === undefined
      ? [{ from, to: LOG_TO }]
      : kind === 'slice-failed'
        ? [
            { from, to: clock(a) },
            { from: clock(a), to: clock(b), failed: true },
            { from: clock(b), to: LOG_TO },
          ]
        : [{ from, to: clock(a) }, ...(clock(b) < LOG_TO ? [{ from: clock(b), to: LOG_TO }] : [])];
  const entries = files
    .filter((file) => file.name !== 'snapshot.json')
    .map((file) => {
      const own = calls.map(
        (call) =>
          `      - { from: ${iso(call.from)}, to: ${iso(call.to)}${rows === undefined ? '' : `, rows: ${rows}`}${'failed' in call ? ', failed: true' : ''} }`,
      );
      return `  - file: ${file.name}\n    tool: t\n    query: Search-UnifiedAuditLog\n    from: ${iso(from)}\n    to: ${iso(LOG_TO)}\n    filters: [${filter === undefined ? '' : JSON.stringify(filter)}]\n    calls:\n${own.join('\n')}\n    collected_at: ${collected === undefined ? '2026-03-20T00:00:00Z' : iso(clock(collected))}\n`;
    });
  return `files:\n${entries.join('')}`;
}
