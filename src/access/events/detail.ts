/** What a rule, consent, permission, forwarding, search, export or audit switch says, as plain fields for the rules. */
import type { EventKind } from '../../model/index.ts';
import { isGuid, usableId } from './ids.ts';
import { isRecord, listOf, pairs, recordOf, text, type RawRecord } from './record.ts';

export type Detail = Readonly<Record<string, unknown>>;

export function detailOf(kind: EventKind, op: string, raw: RawRecord): Detail | undefined {
  const named: string = kind; // most kinds have nothing here
  switch (named) {
    case 'rule':
    case 'transport-rule':
      return ruleDetail(op, raw);
    case 'forwarding':
      return forwardingDetail(raw);
    case 'permission':
      return permissionDetail(op, raw);
    case 'consent':
      return consentDetail(raw);
    case 'app-change':
      return appDetail(op, raw);
    case 'audit-config':
      return auditDetail(op, raw);
    case 'password':
    case 'revoke':
    case 'mfa-change':
    case 'role':
      return { action: /remove|delete|disable/.test(op) ? 'remove' : 'add', target: text(raw, 'ObjectId') ?? '', ids: targets(raw) };
    case 'device':
      return { action: /remove|delete/.test(op) ? 'remove' : 'add', target: text(raw, 'ObjectId') ?? '', ids: deviceIds(raw) };
    case 'search':
    case 'export':
      return {
        query: text(raw, 'QueryText', 'Query') ?? pairs(raw['Parameters']).get('ContentMatchQuery') ?? '',
        target: text(raw, 'ObjectId', 'ExchangeLocations') ?? '',
      };
    case 'file':
    case 'share':
      return { target: text(raw, 'ObjectId') ?? '', name: text(raw, 'SourceFileName') ?? '' };
    default:
      return undefined;
  }
}

/** Parameters of Exchange cmdlets that send a copy somewhere. */
const FORWARDS = ['ForwardTo', 'RedirectTo', 'ForwardAsAttachmentTo', 'BlindCopyTo', 'CopyTo', 'RedirectMessageTo', 'AddToRecipients'];
const SUBJECT_WORDS = ['SubjectContainsWords'];
const BODY_WORDS = ['SubjectOrBodyContainsWords', 'BodyContainsWords', 'SubjectOrBodyMatchesPatterns'];
/** Parameters that name, order or steer a rule and are no condition. */
const NO_CONDITION = new Set([
  ...FORWARDS,
  'Name',
  'Identity',
  'Mailbox',
  'Force',
  'Confirm',
  'AlwaysDeleteOutlookRulesBlob',
  'StopProcessingRules',
  'DeleteMessage',
  'SoftDeleteMessage',
  'MarkAsRead',
  'MoveToFolder',
  'CopyToFolder',
  'Priority',
  'Enabled',
  'Mode',
  'Comments',
  'RuleErrorAction',
  'SetAuditSeverity',
  'SenderAddressLocation',
  'State',
  'RuleName',
]);

function words(value: string | undefined): string[] {
  return value === undefined
    ? []
    : value
        .split(/[;,]/)
        .map((one) => one.trim())
        .filter((one) => one !== '');
}

function ruleDetail(op: string, raw: RawRecord): Detail {
  const given = new Map([...pairs(raw['Parameters']), ...pairs(raw['OperationProperties'])]);
  const action = /remove/.test(op) ? 'remove' : /disable/.test(op) ? 'disable' : op === 'updateinboxrules' ? outlookAction(given) : 'add';
  const actions = given.get('RuleActions') ?? '';
  const forwards = [...FORWARDS.flatMap((key) => words(given.get(key))), ...outlookRecipients(actions)];
  const conditions = [...given.keys()].filter(
    (key) => !NO_CONDITION.has(key) && !key.startsWith('Rule') && ![...SUBJECT_WORDS, ...BODY_WORDS].includes(key),
  );
  return {
    action,
    name: given.get('Name') ?? given.get('RuleName') ?? given.get('Identity') ?? text(raw, 'ObjectId') ?? '',
    forwards,
    deletes: /true/i.test(given.get('DeleteMessage') ?? '') || /Delete/.test(actions),
    moves: (given.get('MoveToFolder') ?? '') !== '' || /Move/.test(actions),
    subject: SUBJECT_WORDS.flatMap((key) => words(given.get(key))),
    body: BODY_WORDS.flatMap((key) => words(given.get(key))),
    // A condition that only the server can evaluate makes the rule's reach unknown, never empty.
    opaque: conditions.length > 0 || (given.get('RuleCondition') ?? '') !== '',
  };
}

function outlookAction(given: ReadonlyMap<string, string>): string {
  return /remove|delete/i.test(given.get('RuleOperation') ?? '')
    ? 'remove'
    : /disabled/i.test(given.get('RuleState') ?? '')
      ? 'disable'
      : 'add';
}

function outlookRecipients(actions: string): string[] {
  return listOf(actions).flatMap((one) =>
    isRecord(one) && /forward|redirect/i.test(text(one, 'ActionType') ?? '')
      ? listOf(one['Recipients']).map((who) => (typeof who === 'string' ? who : (text(recordOf(who), 'Address') ?? '')))
      : [],
  );
}

/** `Set-Mailbox` does many things: forwarding, audit switches, or neither (then there is no detail). */
function forwardingDetail(raw: RawRecord): Detail | undefined {
  const given = pairs(raw['Parameters']);
  const targetKeys = ['ForwardingSmtpAddress', 'ForwardingAddress'].filter((key) => given.has(key));
  const audit = ['AuditOwner', 'AuditDelegate', 'AuditAdmin', 'AuditEnabled'].filter((key) => given.has(key));
  if (targetKeys.length > 0 || given.has('DeliverToMailboxAndForward')) {
    const forwards = targetKeys
      .map((key) => (given.get(key) ?? '').replace(/^smtp:/i, '').trim())
      .filter((one) => one !== '' && one !== 'null');
    return { action: forwards.length > 0 ? 'add' : 'remove', forwards, target: given.get('Identity') ?? text(raw, 'ObjectId') ?? '' };
  }
  if (audit.length === 0) return undefined;
  return { audit: audit.map((key) => `${key}=${given.get(key) ?? ''}`), target: given.get('Identity') ?? text(raw, 'ObjectId') ?? '' };
}

function permissionDetail(op: string, raw: RawRecord): Detail {
  const given = pairs(raw['Parameters']);
  const item = recordOf(raw['Item']);
  const folder = recordOf(item['ParentFolder']);
  return {
    action: /remove/.test(op) ? 'remove' : 'add',
    grantee: (given.get('User') ?? given.get('Trustee') ?? text(folder, 'MemberUpn', 'MemberSid') ?? '').toLowerCase(),
    rights: given.get('AccessRights') ?? text(folder, 'MemberRights') ?? '',
    target: (given.get('Identity') ?? text(raw, 'ObjectId') ?? '').toLowerCase(),
  };
}

/** Ids that an Entra audit record names: the object and its targets, in lower case. */
function targets(raw: RawRecord): string[] {
  const named = listOf(raw['Target']).map((one) => (isRecord(one) ? text(one, 'ID', 'Id') : undefined));
  const ids = [text(raw, 'ObjectId'), ...named].flatMap((one) => (one === undefined ? [] : [one.toLowerCase()]));
  return [...new Set(ids.filter((one) => isGuid(one) || one.includes('@')))];
}

/** The device of the record: its id, or the ids of its targets that are no person. */
function deviceIds(raw: RawRecord): string[] {
  const told = [text(raw, 'DeviceId'), pairs(raw['ModifiedProperties']).get('DeviceId')].flatMap(
    (one) => usableId(one?.replace(/["[\]\s]/g, ''))?.toLowerCase() ?? [],
  );
  return [...new Set([...told, ...targets(raw).filter((one) => !one.includes('@'))])];
}

function appName(raw: RawRecord): string {
  const names = listOf(raw['Target']).flatMap((one) => (isRecord(one) && String(one['Type']) === '1' ? [text(one, 'ID', 'Id') ?? ''] : []));
  return names[0] ?? '';
}

function consentDetail(raw: RawRecord): Detail {
  const given = pairs(raw['ModifiedProperties']);
  const permissions = given.get('ConsentAction.Permissions') ?? '';
  // Only what is granted now: before the arrow stands what was granted before.
  const after = permissions.slice(permissions.lastIndexOf('=>') + 1);
  const scopes = [...after.matchAll(/Scope:\s{0,4}([^,\]]{1,2000})/g)]
    .flatMap((match) => (match[1] ?? '').split(/\s+/))
    .filter((one) => one !== '');
  return {
    app: usableId(text(raw, 'ObjectId'))?.toLowerCase() ?? '',
    name: appName(raw),
    ids: targets(raw),
    scopes: [...new Set(scopes)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(' '),
    all: /true/i.test(given.get('ConsentContext.OnBehalfOfAll') ?? ''),
  };
}

function appDetail(op: string, raw: RawRecord): Detail {
  const action = /remove|delete/.test(op)
    ? op.includes('grant') || op.includes('assignment')
      ? 'grant-removed'
      : op.includes('credential')
        ? 'secret-removed'
        : 'removed'
    : op.includes('grant') || op.includes('assignment')
      ? 'grant-added'
      : /credential|secrets|certificates/.test(op)
        ? 'secret-added'
        : 'changed';
  return { action, name: appName(raw), ids: targets(raw) };
}

function auditDetail(op: string, raw: RawRecord): Detail | undefined {
  const given = pairs(raw['Parameters']);
  const on = (key: string): boolean => /^\$?true$/i.test(given.get(key) ?? '');
  const off = (key: string): boolean => /^\$?false$/i.test(given.get(key) ?? '');
  const target = (given.get('Identity') ?? text(raw, 'ObjectId') ?? '').toLowerCase();
  if (op === 'set-mailboxauditbypassassociation' && given.has('AuditBypassEnabled'))
    return { switch: 'bypass', stops: on('AuditBypassEnabled'), target };
  if (op === 'set-organizationconfig' && given.has('AuditDisabled')) return { switch: 'organisation', stops: on('AuditDisabled'), target };
  if (op === 'set-adminauditlogconfig' && given.has('UnifiedAuditLogIngestionEnabled'))
    return { switch: 'ingestion', stops: off('UnifiedAuditLogIngestionEnabled'), target };
  return undefined;
}
