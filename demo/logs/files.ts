/** The collected files: the CSV of Search-UnifiedAuditLog in calls that are complete, sign-ins of Graph, a snapshot after, and what was asked. */
import { createHash } from 'node:crypto';
import type { Random } from '../random.ts';
import { csvLine } from '../roster.ts';
import { isoInstant } from '../time.ts';
import type { Intrusion } from './intrusion.ts';
import { guidOf, type AuditRow } from './records.ts';

const COLUMNS = [
  'PSComputerName',
  'RunspaceId',
  'PSShowComputerName',
  'RecordType',
  'CreationDate',
  'UserIds',
  'Operations',
  'AuditData',
  'ResultIndex',
  'ResultCount',
  'Identity',
  'IsValid',
  'ObjectState',
];
const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'ExchangeAdmin',
  2: 'ExchangeItem',
  8: 'AzureActiveDirectory',
  15: 'AzureActiveDirectoryStsLogon',
  50: 'ExchangeItemAggregated',
};

export interface LogFiles {
  readonly ual: Buffer;
  readonly signIns: Buffer;
  readonly snapshot: Buffer;
  readonly collection: string;
}

export function logFiles(story: Intrusion, random: Random): LogFiles {
  const middle = story.from + Math.floor((story.to - story.from) / 2 / 86_400_000) * 86_400_000;
  const border = isoInstant(middle).slice(0, -1);
  const calls = [
    { from: story.from, to: middle, rows: story.log.rows.filter((row) => row.CreationTime < border) },
    { from: middle, to: story.to, rows: story.log.rows.filter((row) => row.CreationTime >= border) },
  ];
  const lines = calls.flatMap((call, index) => callRows(random.shuffle(call.rows), guidOf(`call ${index}`)));
  const ual = Buffer.from(`\ufeff${COLUMNS.join(',')}\r\n${lines.join('\r\n')}\r\n`);
  const signIns = Buffer.from(
    `${JSON.stringify({ '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#auditLogs/signIns', value: [...story.log.signIns].sort((a, b) => (a.createdDateTime > b.createdDateTime ? -1 : 1)) }, null, 1)}\n`,
  );
  const snapshotAt = isoInstant(story.contained + 45 * 60_000);
  const snapshot = Buffer.from(`${JSON.stringify(snapshotOf(story, snapshotAt), null, 1)}\n`);
  return { ual, signIns, snapshot, collection: collectionOf(story, { calls, lines: lines.length, snapshotAt, ual, signIns, snapshot }) };
}

function callRows(rows: readonly AuditRow[], runspace: string): readonly string[] {
  return rows.map((row, index) =>
    csvLine([
      'outlook.office365.com',
      runspace,
      'False',
      TYPE_NAMES[row.RecordType] ?? String(row.RecordType),
      culture(row.CreationTime),
      row.UserId,
      row.Operation,
      JSON.stringify(row),
      String(index + 1),
      String(rows.length),
      row.Id,
      'True',
      'Unchanged',
    ]),
  );
}

/** As a machine of the United States writes it: `3/10/2026 4:04:00 PM`; UTC all the same. */
function culture(at: string): string {
  const [day = '', time = ''] = at.split('T');
  const [year = '', month = '', date = ''] = day.split('-');
  const hour = Number(time.slice(0, 2));
  return `${Number(month)}/${Number(date)}/${year} ${hour % 12 || 12}${time.slice(2, 8)} ${hour < 12 ? 'AM' : 'PM'}`;
}

function snapshotOf({ tenant }: Intrusion, at: string): readonly unknown[] {
  const { owner } = tenant;
  const audited = [
    'Update',
    'MoveToDeletedItems',
    'SoftDelete',
    'HardDelete',
    'UpdateFolderPermissions',
    'UpdateInboxRules',
    'UpdateCalendarDelegation',
    'MailItemsAccessed',
    'Send',
  ];
  return [
    {
      command: `Get-Mailbox ${owner}`,
      at,
      output: [
        {
          UserPrincipalName: owner,
          ExchangeGuid: tenant.mailbox,
          RecipientTypeDetails: 'UserMailbox',
          AuditEnabled: true,
          DefaultAuditSet: ['Admin', 'Delegate', 'Owner'],
          AuditOwner: audited,
          AuditDelegate: ['MailItemsAccessed', 'SendAs', 'SendOnBehalf'],
          AuditAdmin: ['MailItemsAccessed', 'Send'],
          AuditLogAgeLimit: '180.00:00:00',
          ForwardingAddress: null,
          ForwardingSmtpAddress: null,
          DeliverToMailboxAndForward: false,
          ArchiveStatus: 'None',
        },
      ],
    },
    { command: `Get-MailboxAuditBypassAssociation ${owner}`, at, output: [{ Identity: owner, AuditBypassEnabled: false }] },
    { command: 'Get-OrganizationConfig', at, output: [{ AuditDisabled: false }] },
    { command: 'Get-AdminAuditLogConfig', at, output: [{ UnifiedAuditLogIngestionEnabled: true }] },
    { command: `Get-InboxRule -Mailbox ${owner} -IncludeHidden`, at, output: [] },
    {
      command: `Get-MailboxPermission ${owner}`,
      at,
      output: [{ Identity: owner, User: 'NT AUTHORITY\\SELF', AccessRights: ['FullAccess'] }],
    },
    { command: 'Get-TransportRule', at, output: [] },
  ];
}

interface Collected {
  readonly calls: readonly { readonly from: number; readonly to: number; readonly rows: readonly AuditRow[] }[];
  readonly lines: number;
  readonly snapshotAt: string;
  readonly ual: Buffer;
  readonly signIns: Buffer;
  readonly snapshot: Buffer;
}

function collectionOf(story: Intrusion, made: Collected): string {
  const [from, to] = [isoInstant(story.from), isoInstant(story.to)];
  const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
  return `# What was asked of the logs and what came back. One entry for each file.
files:
  - file: ual.csv
    tool: ExchangeOnlineManagement
    version: 3.7.1
    query: Search-UnifiedAuditLog -StartDate … -EndDate … -SessionCommand ReturnLargeSet -ResultSize 5000
    from: ${from}
    to: ${to}
    filters: []                       # no user, address, operation or record type
    calls:
${made.calls.map((call) => `      - { from: ${isoInstant(call.from)}, to: ${isoInstant(call.to)}, rows: ${call.rows.length} }`).join('\n')}
    pages: ${made.calls.length}
    rows: ${made.lines}
    collected_at: ${isoInstant(story.to + 86_400_000)}
    by: Incident response
    sha256: ${digest(made.ual)}
  - file: signins.json
    tool: Graph auditLogs/signIns
    version: v1.0
    query: createdDateTime ge ${from} and createdDateTime lt ${to}
    from: ${from}
    to: ${to}
    filters: []
    pages: 1
    rows: ${story.log.signIns.length}
    collected_at: ${isoInstant(story.to + 86_400_000)}
    by: Incident response
    sha256: ${digest(made.signIns)}
  - file: snapshot.json
    tool: ExchangeOnlineManagement
    version: 3.7.1
    query: the commands that stand in the file
    from: ${made.snapshotAt}
    to: ${made.snapshotAt}
    filters: []
    pages: 1
    rows: 7
    collected_at: ${made.snapshotAt}
    by: Incident response
    sha256: ${digest(made.snapshot)}
`;
}
