/** The exact commands that close a hole, spec/access.md 5.3. Times are UTC. */
import { isoSeconds } from '../../kernel/index.ts';

export interface QueryFacts {
  readonly from?: number;
  readonly to?: number;
  readonly upn?: string;
  readonly guid?: string;
  readonly apps?: readonly string[];
  readonly target?: string;
}

const QUERIES: Readonly<Record<string, string>> = {
  Q1: "$s=[guid]::NewGuid(); do { $r=Search-UnifiedAuditLog -StartDate '{from}' -EndDate '{to}' -RecordType ExchangeItemAggregated -SessionId $s -SessionCommand ReturnLargeSet -ResultSize 5000; $r } while ($r) # again for ExchangeItem, ExchangeItemGroup, ExchangeAdmin, ExchangeSearch, AzureActiveDirectory, AzureActiveDirectoryStsLogon, Discovery; slices below 50000 rows; no filter on users; keep MailboxGuid {guid}",
  Q2: '… | % AuditData | Set-Content -Encoding utf8 ual.jsonl # never a spreadsheet, never ConvertTo-Json without -Depth 20',
  Q5: "GET /beta/auditLogs/signIns?$filter=createdDateTime ge {from} and createdDateTime le {to} and userPrincipalName eq '{upn}' # once more for each of signInEventTypes nonInteractiveUser, servicePrincipal, managedIdentity",
  Q6: 'Get-Mailbox {upn} | fl AuditEnabled,AuditOwner,AuditDelegate,AuditAdmin,DefaultAuditSet,AuditLogAgeLimit; Get-MailboxAuditBypassAssociation {upn}; Get-OrganizationConfig | fl AuditDisabled; Get-AdminAuditLogConfig | fl UnifiedAuditLogIngestionEnabled',
  Q7: 'Get-InboxRule -Mailbox {upn} -IncludeHidden; Get-Mailbox {upn} | fl Forward*,DeliverTo*; Get-TransportRule; Get-MailboxPermission {upn}; Get-RecipientPermission {upn}; Get-MobileDeviceStatistics -Mailbox {upn}; GET /users/{upn}/oauth2PermissionGrants',
  Q8: 'Get-MessageTraceV2 -RecipientAddress {target} -StartDate {from} -EndDate {to} -ResultSize 5000',
  Q9: 'Get-RecoverableItems -Identity {upn} -FilterStartTime {from}; search internetMessageId in Purview; look in the archive mailbox',
  Q14: 'Look for records before {from}: audit retention policies in Purview, the SIEM, and its backup',
};

export function query(id: string, facts: QueryFacts): string {
  const time = (ms: number | undefined): string => (ms === undefined ? '…' : isoSeconds(ms));
  return (QUERIES[id] ?? '')
    .replaceAll('{from}', time(facts.from))
    .replaceAll('{to}', time(facts.to))
    .replaceAll('{upn}', facts.upn ?? '…')
    .replaceAll('{guid}', facts.guid ?? '…')
    .replaceAll('{target}', facts.target ?? '…');
}
