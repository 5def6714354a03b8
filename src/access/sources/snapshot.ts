/** `snapshot.json`: `[{ command, at, output }]`, the state that a command showed at a time, as `config` events. Contract, rulings. */
import { recordId, type LogEvent, type RawRef } from '../../model/index.ts';
import { isRecord, listOf, recordOf, text, type RawRecord } from '../events/record.ts';
import { usableId } from '../events/ids.ts';
import { parseLogTime } from '../events/time.ts';
import { defined } from '../events/record.ts';

export function isSnapshot(raw: RawRecord): boolean {
  return typeof raw['command'] === 'string' && raw['at'] !== undefined && 'output' in raw;
}

const ROWS_MAX = 5_000;

export function snapshotEvent(raw: RawRecord, ref: RawRef): LogEvent | undefined {
  const at = parseLogTime(text(raw, 'at') ?? '');
  const command = text(raw, 'command');
  if (at === undefined || command === undefined) return undefined;
  const output = listOf(raw['output']).slice(0, ROWS_MAX).filter(isRecord);
  const first = recordOf(raw['output']);
  const named = /[^\s@:]{1,100}@[^\s@:]{1,200}/.exec(command)?.[0];
  const upn = (named ?? text(first, 'UserPrincipalName', 'PrimarySmtpAddress'))?.toLowerCase();
  const guid = usableId(text(first, 'ExchangeGuid'))?.toLowerCase();
  return defined<LogEvent>({
    id: recordId(`snapshot:${at}:${command}`),
    refs: [ref],
    source: 'snapshot',
    kind: 'config',
    op: command.split(/\s/)[0]?.toLowerCase() ?? '',
    at,
    from: at,
    timeGrade: 'A',
    actor: { kind: 'unknown' },
    mailbox: upn === undefined && guid === undefined ? undefined : defined<NonNullable<LogEvent['mailbox']>>({ guid, upn, sid: undefined }),
    logon: 'unknown',
    net: { microsoft: 'unknown' },
    auth: {},
    client: { family: 'powershell' },
    items: [],
    folders: [],
    count: undefined,
    lost: 0,
    throttled: 'unknown',
    result: 'ok',
    detail: { command, output },
  });
}
