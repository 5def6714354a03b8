/** Logs that arrive as plain tables: sign-ins of the Entra portal or of Log Analytics, message traces. Each row becomes the record it was made from. */
import { sensitive } from '../../kernel/index.ts';
import { recordId, type LogEvent, type RawRef } from '../../model/index.ts';
import { messageIdKey, usableId } from '../events/ids.ts';
import { defined, numberOf, recordOf, type RawRecord } from '../events/record.ts';
import { parseCultureTime, parseLogTime } from '../events/time.ts';
import { columnKey } from './columns.ts';
import { readCsvRows } from './csv.ts';
import type { Decoded } from './decode.ts';
import { entraSignInEvent } from './entra-signin.ts';
import { refuse, type Tally } from './tally.ts';
import type { LogPlace } from './ual-csv.ts';

type Cell = (...names: readonly string[]) => string;

export function readTableLog(
  source: Decoded,
  place: LogPlace,
  kind: 'entra-signin-table' | 'message-trace',
  tally: Tally,
  give: (event: LogEvent) => void,
): void {
  let columns: ReadonlyMap<string, number> | undefined;
  for (const row of readCsvRows(source)) {
    if (columns === undefined) {
      columns = new Map(row.cells.map((name, index) => [columnKey(name), index]));
      continue;
    }
    const known = columns;
    tally.rows += 1;
    const cell: Cell = (...names) => names.map((name) => row.cells[known.get(name) ?? -1] ?? '').find((one) => one !== '') ?? '';
    const ref: RawRef = {
      file: place.file,
      name: place.name,
      adapter: kind,
      row: tally.rows,
      byte: row.byte,
      length: row.length,
      loss: row.isCut ? 'truncated' : 'none',
    };
    const event = kind === 'message-trace' ? traceEvent(cell, ref) : entraSignInEvent(signInRecord(cell), ref);
    if (event === undefined) refuse(tally, 'log.row.shape');
    else give(event);
  }
}

/** A row of the portal (`Date (UTC)`, `Request ID`, …) or of Log Analytics (`CreatedDateTime`, `ResultType`, …) as Graph gives the sign-in. */
function signInRecord(cell: Cell): RawRecord {
  const device = recordOf(cell('devicedetail'));
  const failed = cell('signinerrorcode', 'resulttype');
  const code = numberOf(failed) ?? (/^fail/i.test(cell('status')) ? -1 : 0);
  return {
    id: cell('requestid', 'id', 'originalrequestid'),
    createdDateTime: cell('dateutc', 'createddatetime', 'timegenerated', 'date'),
    userPrincipalName: cell('username', 'userprincipalname'),
    userId: cell('userid'),
    appId: cell('applicationid', 'appid'),
    appDisplayName: cell('application', 'appdisplayname'),
    resourceId: cell('resourceid', 'resourceidentity'),
    resourceDisplayName: cell('resource', 'resourcedisplayname'),
    ipAddress: cell('ipaddress'),
    autonomousSystemNumber: cell('autonomoussystemnumber'),
    clientAppUsed: cell('clientapp', 'clientappused'),
    userAgent: cell('useragent'),
    isInteractive: cell('isinteractive') === '' || /^true$/i.test(cell('isinteractive')),
    sessionId: cell('sessionid'),
    uniqueTokenIdentifier: cell('uniquetokenidentifier'),
    authenticationProtocol: cell('authenticationprotocol'),
    originalTransferMethod: cell('originaltransfermethod'),
    authenticationRequirement: cell('authenticationrequirement')
      .replace(/^Multi.?factor authentication$/i, 'multiFactorAuthentication')
      .replace(/^Single.?factor authentication$/i, 'singleFactorAuthentication'),
    deviceDetail: {
      deviceId: cell('deviceid') || device['deviceId'],
      operatingSystem: cell('operatingsystem') || device['operatingSystem'],
      browser: cell('browser') || device['browser'],
      isCompliant: /^(?:true|yes)$/i.test(cell('compliant')) || device['isCompliant'] === true,
    },
    status: { errorCode: code },
  };
}

/** True for a JSON record with the columns of a Log Analytics sign-in. */
export function isTableSignIn(raw: RawRecord): boolean {
  return raw['ResultType'] !== undefined && raw['UserPrincipalName'] !== undefined && raw['AppId'] !== undefined;
}

/** The same from a JSON record with those columns as keys; nested objects stay objects. */
export function tableSignInEvent(raw: RawRecord, ref: RawRef): LogEvent | undefined {
  const cells = new Map(
    Object.entries(raw).map(([key, value]) => [
      columnKey(key),
      typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value),
    ]),
  );
  return entraSignInEvent(
    signInRecord((...names) => names.map((name) => cells.get(name) ?? '').find((one) => one !== '') ?? ''),
    ref,
  );
}

/** A row of `Get-MessageTrace`: UTC, with or without zone, or in the culture of the machine (spec/access.md 1.5 T22). */
function traceEvent(cell: Cell, ref: RawRef): LogEvent | undefined {
  const told = cell('received', 'datetime');
  const plain = parseLogTime(told);
  const at = plain ?? parseCultureTime(told, 'mdy') ?? parseCultureTime(told, 'dmy') ?? parseCultureTime(told, 'ymd');
  const mid = messageIdKey(cell('messageid'));
  const recipient = cell('recipientaddress').trim().toLowerCase();
  if (at === undefined || recipient === '') return undefined;
  const trace = usableId(cell('messagetraceid'));
  const subject = cell('subject');
  return defined<LogEvent>({
    id: recordId(`trace:${trace ?? `${mid ?? ''} ${at}`}|${recipient}`),
    refs: [ref],
    source: 'message-trace',
    kind: 'trace',
    op: 'messagetrace',
    at,
    from: at,
    timeGrade: plain === undefined ? 'D' : 'A',
    actor: defined<LogEvent['actor']>({ kind: 'unknown', upn: undefined, oid: undefined, sid: undefined }),
    mailbox: undefined,
    logon: 'unknown',
    net: { microsoft: 'unknown' },
    auth: {},
    client: { family: 'other' },
    items: [
      defined<LogEvent['items'][number]>({ mid, bytes: numberOf(cell('size')), subject: subject === '' ? undefined : sensitive(subject) }),
    ],
    folders: [],
    count: undefined,
    lost: 0,
    throttled: 'unknown',
    result: /^fail/i.test(cell('status')) ? 'failed' : 'ok',
    detail: { sender: cell('senderaddress').trim().toLowerCase(), recipient, status: cell('status') },
  });
}
