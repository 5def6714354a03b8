/** A sign-in of Entra ID (Graph `signIn`, or the same under `properties`) to a canonical event. Spec/access.md 1.4, 6.3. */
import { recordId, type LogEvent, type RawRef } from '../../model/index.ts';
import { microsoftAddress, readAddress } from '../events/address.ts';
import { osFamily, signInFamily } from '../events/client.ts';
import { clientApp, usableId } from '../events/ids.ts';
import { defined, isRecord, listOf, numberOf, recordOf, text, type RawRecord } from '../events/record.ts';
import { parseLogTime } from '../events/time.ts';
import { signInResult } from './ual.ts';

/** True for a record of this shape: it has its own time, a user or application, and a status. */
export function isEntraSignIn(raw: RawRecord): boolean {
  return (
    raw['createdDateTime'] !== undefined &&
    raw['appId'] !== undefined &&
    (raw['status'] !== undefined || raw['userPrincipalName'] !== undefined || raw['ipAddress'] !== undefined)
  );
}

export function entraSignInEvent(raw: RawRecord, ref: RawRef): LogEvent | undefined {
  const at = parseLogTime(text(raw, 'createdDateTime') ?? '');
  const id = usableId(text(raw, 'id'))?.toLowerCase();
  if (at === undefined || id === undefined) return undefined;
  const status = recordOf(raw['status']);
  const code = numberOf(status['errorCode']) ?? 0;
  const kind = code === 0 ? 'sign-in' : 'sign-in-failed';
  const device = recordOf(raw['deviceDetail']);
  const address = readAddress(text(raw, 'ipAddress') ?? '');
  const agent = text(raw, 'userAgent') ?? '';
  const used = text(raw, 'clientAppUsed') ?? '';
  const types = listOf(raw['signInEventTypes']).filter((one) => typeof one === 'string');
  const user = text(raw, 'userPrincipalName')?.trim().toLowerCase();
  return defined<LogEvent>({
    // The sign-in of the Unified Audit Log has the same id: one record, two sources (spec/access.md 2.2).
    id: recordId(`ms:${id}`),
    refs: [ref],
    source: 'entra-signin',
    kind,
    op: kind === 'sign-in' ? 'userloggedin' : 'userloginfailed',
    at,
    from: at,
    timeGrade: 'A',
    actor: defined<LogEvent['actor']>({
      kind: user === undefined ? 'app' : 'user',
      upn: user,
      oid: usableId(text(raw, 'userId'))?.toLowerCase(),
    }),
    mailbox: undefined,
    logon: 'unknown',
    net: defined<LogEvent['net']>({
      ip: address.ip,
      port: undefined,
      asn: numberOf(raw['autonomousSystemNumber']),
      microsoft: address.ip === undefined ? 'unknown' : microsoftAddress(address.ip) === 'no' ? 'no' : 'yes',
    }),
    auth: defined<LogEvent['auth']>({
      session: usableId(text(raw, 'sessionId'))?.toLowerCase(),
      token: usableId(text(raw, 'uniqueTokenIdentifier')),
      tokenIssued: undefined,
      app: clientApp(text(raw, 'appId')),
      resource: usableId(text(raw, 'resourceId'))?.toLowerCase(),
      device: usableId(text(device, 'deviceId'))?.toLowerCase(),
      authType: text(raw, 'authenticationProtocol'),
      method: types.length === 0 ? undefined : types.join(' '),
      error: code,
    }),
    client: defined<LogEvent['client']>({
      family: signInFamily(agent, used),
      agent: agent === '' ? text(device, 'browser') : agent,
      os: osFamily(text(device, 'operatingSystem') ?? agent),
      process: undefined,
    }),
    items: [],
    folders: [],
    count: undefined,
    lost: 0,
    throttled: 'unknown',
    result: signInResult(code, kind),
    detail: signInDetail(raw, device),
  });
}

function signInDetail(raw: RawRecord, device: RawRecord): Readonly<Record<string, unknown>> {
  const steps = listOf(raw['authenticationDetails']).filter(isRecord);
  return {
    app: text(raw, 'appDisplayName') ?? '',
    resource: text(raw, 'resourceDisplayName') ?? '',
    requirement: text(raw, 'authenticationRequirement') ?? '',
    methods: steps.map((step) => text(step, 'authenticationMethod') ?? '').filter((one) => one !== ''),
    protocol: text(raw, 'authenticationProtocol') ?? '',
    transfer: text(raw, 'originalTransferMethod') ?? '',
    interactive: raw['isInteractive'] === true || text(raw, 'isInteractive') === 'true',
    compliant: device['isCompliant'] === true,
    used: text(raw, 'clientAppUsed') ?? '',
  };
}
