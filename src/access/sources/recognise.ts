/** What a log file is, by its content and never by its name. Spec/access.md 1.4. */
import { TRANSCRIPT_MARK } from './transcript.ts';
import { columnKey } from './columns.ts';
import { splitCells } from './csv.ts';
import { decodeChunks } from './decode.ts';

export interface Recognised {
  readonly kind: string;
  readonly confidence: number;
}

/** Kinds that this room reads. The others are named, so that the gap can say what to do. */
export const READ_KINDS: ReadonlySet<string> = new Set([
  'ual-csv',
  'ual-json',
  'graph-audit',
  'office-activity',
  'cloud-app-events',
  'entra-signin',
  'entra-signin-table',
  'message-trace',
  'snapshot',
  'transcript',
  'collection',
]);

/** Kinds that are recognised and not read yet, with the mark that shows them in the first bytes. */
const NAMED: readonly { readonly kind: string; readonly mark: RegExp }[] = [
  { kind: 'google-reports', mark: /admin#reports#activit|"uniqueQualifier"/ },
  { kind: 'graph-activity', mark: /"RequestUri"[\s\S]{0,400}"RequestMethod"|"RequestMethod"[\s\S]{0,400}"RequestUri"/ },
  { kind: 'entra-audit', mark: /"activityDisplayName"|"OperationName"[\s\S]{0,2000}"TargetResources"/ },
  { kind: 'okta', mark: /"eventType"\s*:\s*"(?:user|application|policy)\.|"legacyEventType"/ },
  { kind: 'azure-activity', mark: /"resourceProviderName"|"operationName"[\s\S]{0,400}"Microsoft\./ },
  { kind: 'http-proxy', mark: /^(?:#[^\n]*\n)*#?\s?(?:Fields: )?DateTime,RequestId/m },
  { kind: 'iis', mark: /^#Software: Microsoft Internet Information Services|^#Fields: .*cs-uri-stem/m },
  { kind: 'dovecot', mark: /\b(?:imap|pop3)(?:-login)?[(:<]/ },
];

/** `undefined`: nothing in the first bytes is a log that this product knows. `head` should hold 64 KB where the file has them. */
export function recogniseLog(head: Uint8Array, _name: string): Recognised | undefined {
  const decoded = decodeChunks([head]);
  const text = Buffer.concat([...decoded.chunks]).toString('utf8');
  const start = text.trimStart();
  if (start === '') return undefined;
  if (start.startsWith('{') || start.startsWith('[')) {
    const json = jsonKind(start);
    if (json !== undefined) return json;
  } else {
    const csv = csvKind(start);
    if (csv !== undefined) return csv;
    const isOneClaim = /^(?:tool|query):/m.test(start) && /^from:/m.test(start) && /^to:/m.test(start) && start.length < FLAT_MANIFEST_MAX;
    if (isOneClaim) return { kind: 'collection', confidence: 0.9 };
    if (/^(?:#[^\n]*\n|\s*\n)*files:\s*(?:\n|\[)/.test(start) && /^\s*-?\s*file:/m.test(start))
      return { kind: 'collection', confidence: 0.95 };
  }
  if (TRANSCRIPT_MARK.test(start)) return { kind: 'transcript', confidence: 0.9 };
  const named = NAMED.find((one) => one.mark.test(start));
  return named === undefined ? undefined : { kind: named.kind, confidence: 0.8 };
}

/** A manifest of one record is a page at most. */
const FLAT_MANIFEST_MAX = 20_000;

function jsonKind(text: string): Recognised | undefined {
  const has = (key: string): boolean => new RegExp(`"${key}"\\s*:`, 'i').test(text);
  if (has('command') && has('output') && has('at')) return { kind: 'snapshot', confidence: 0.9 };
  if (has('RawEventData')) return { kind: 'cloud-app-events', confidence: 0.9 };
  if (has('auditLogRecordType') && has('auditData')) return { kind: 'graph-audit', confidence: 0.95 };
  if (has('AuditData')) return { kind: 'ual-json', confidence: 0.9 };
  if (has('OfficeId') || has('SourceRecordId')) return { kind: 'office-activity', confidence: 0.8 };
  if (has('createdDateTime') && has('appId') && (has('ipAddress') || has('signInEventTypes')))
    return { kind: 'entra-signin', confidence: 0.9 };
  if (has('ResultType') && has('UserPrincipalName') && has('AppId')) return { kind: 'entra-signin', confidence: 0.85 };
  if (has('CreationTime') && has('Operation') && (has('Workload') || has('RecordType'))) return { kind: 'ual-json', confidence: 0.95 };
  return undefined;
}

function csvKind(text: string): Recognised | undefined {
  const lines = text.split('\n', 2);
  const header = /^sep=/i.test(lines[0] ?? '') ? (lines[1] ?? '') : (lines[0] ?? '');
  if (header.length > 20_000) return undefined;
  const names = [',', ';', '\t']
    .map((sign) => splitCells(header.replace(/\r$/, ''), sign).map((name) => name.trim().toLowerCase()))
    .reduce((a, b) => (b.length > a.length ? b : a));
  if (names.includes('auditdata')) return { kind: 'ual-csv', confidence: 0.98 };
  const keys = new Set(names.map(columnKey));
  const has = (...wanted: string[]): boolean => wanted.every((one) => keys.has(one));
  if (has('dateutc', 'requestid', 'ipaddress') || has('resulttype', 'userprincipalname', 'appid', 'ipaddress'))
    return { kind: 'entra-signin-table', confidence: 0.9 };
  if (has('messageid', 'recipientaddress', 'received')) return { kind: 'message-trace', confidence: 0.9 };
  return undefined;
}
