/** The event lines of a scenario as raw records. */
import { clock, type Row } from './files.ts';
import { appId, O, OWNER, who, type Builder, type Options } from './people.ts';
import { act, base, bind, cmdlet, consent, directory, entraSignIn, signIn, single, sync, type Place, type Raw, type Who } from './raw.ts';

function itemsOf(builder: Builder, text: string, options: Options): { items: Raw[]; path: string } {
  const items: Raw[] = [];
  let path = options['path'] ?? '';
  for (const part of text.split(',')) {
    if (part.startsWith('?')) {
      if (part === '?1') items.push({ Id: 'Unknown' });
      continue;
    }
    if (part.startsWith('+')) {
      for (let i = 0; i < Number(part.slice(1)); i += 1) items.push({ InternetMessageId: `<extra${i}@x>` });
      continue;
    }
    const message = builder.message(part);
    if (path === '') path = message?.folder ?? '\\Inbox';
    if (options['by'] === 'size')
      items.push({
        Id: `RgAA${part}`,
        SizeInBytes: Math.round((message?.bytes ?? 0) * 1.1),
        CreationTime: new Date(message?.createdAt ?? 0).toISOString().slice(0, 19),
      });
    else if (options['by'] === 'subject') items.push({ Id: `RgAA${part}`, Subject: message?.subject.reveal('match') });
    else
      items.push({
        Id: `RgAA${part}`,
        InternetMessageId: options['mid'] ?? message?.messageId ?? `<${part}@x>`,
        ...(options['imm'] === undefined ? {} : { ImmutableId: options['imm'] }),
      });
  }
  return { items, path };
}

export function eventLine(builder: Builder, line: string): void {
  // Paths may hold a space: `\Sent Items`.
  const parts = line
    .replace(/\\Sent Items/g, '\\Sent_Items')
    .split(' ')
    .map((part) => part.replace('\\Sent_Items', '\\Sent Items'));
  const [when = '', kind = '', name = ''] = parts;
  const options: Record<string, string> = {};
  for (const part of parts.slice(3)) {
    const at = part.indexOf('=');
    if (at > 0 && !part.startsWith('AuditOwner')) options[part.slice(0, at)] = part.slice(at + 1);
    else if (/^x\d+$/.test(part)) options['times'] = part.slice(1);
    else if (part.startsWith('AuditOwner')) options['audit'] = part;
    else options['what'] ??= part;
  }
  const [from = '', to] = when.split('..');
  const start = clock(from);
  const times = Number(options['times'] ?? 1);
  const step = times > 1 && to !== undefined ? (clock(to) - start) / (times - 1) : 0;
  for (let i = 0; i < times; i += 1) oneEvent(builder, Math.round(start + i * step), kind, name, options, i);
}

function formOf(options: Options): Row['form'] {
  if (options['src'] === 'officeactivity' || options['src'] === 'cloudapp') return options['src'];
  if (options['loss'] === 'empty') return 'empty';
  if (options['loss'] === 'lossy') return 'lossy';
  if (options['cut'] !== undefined) return { cut: Number(options['cut']) };
  return options['time'] === 'local' ? 'local' : 'ual';
}

function placeOf(options: Options): Place {
  if (options['mailbox'] !== undefined) return { guid: `mb-${options['mailbox']}`, upn: `${options['mailbox']}@x.example` };
  return { guid: (options['guid'] ?? 'mb1').toLowerCase(), upn: options['upn'] ?? O.upn };
}

function oneEvent(builder: Builder, at: number, kind: string, name: string, options: Record<string, string>, n: number): void {
  const place = placeOf(options);
  switch (kind) {
    case 'bind': {
      if (options['loss'] === 'empty') return builder.add(at, base(at, 'MailItemsAccessed', 50, who(builder, 'o', {})), 'empty');
      const person = who(builder, name, options['loss'] === 'lossy' ? { ...options } : options);
      if (name === 'X') Object.assign(person, {});
      const { items, path } = itemsOf(builder, options['what'] ?? '?', options);
      const more = {
        ...(options['id'] === undefined ? {} : { id: options['id'] }),
        ...(options['count'] === undefined ? {} : { count: Number(options['count']) }),
        ...(options['throttled'] === undefined ? {} : { throttled: options['throttled'] }),
        ...(options['fid'] === undefined ? {} : { folderId: options['fid'] }),
      };
      const folder = path === '' ? undefined : path;
      return builder.add(at, bind(at, person, place, folder, items, more), formOf(options));
    }
    case 'trace':
      return builder.add(at, { id: builder.message(name)?.messageId ?? '', to: options['to'] }, 'trace');
    case 'sync': {
      const what = options['what'];
      const folder: Raw | undefined =
        what === '-'
          ? undefined
          : {
              ...(options['fid'] === undefined ? {} : { Id: options['fid'] }),
              ...(options['leaf'] === undefined ? {} : { Name: options['leaf'] }),
              Path: what ?? 'Not Available',
            };
      return builder.add(at, sync(at, who(builder, name, options), place, folder));
    }
    case 'move': {
      const { items, path } = itemsOf(builder, options['what'] ?? '', options);
      return builder.add(at, act(at, 'Move', who(builder, name, options), place, path, items, options['to']));
    }
    case 'hard-delete': {
      const { items, path } = itemsOf(builder, options['what'] ?? '', options);
      return builder.add(at, act(at, 'HardDelete', who(builder, name, options), place, path, items));
    }
    case 'send':
    case 'attachment': {
      const { items, path } = itemsOf(builder, options['what'] ?? '', options);
      return builder.add(
        at,
        single(at, kind === 'send' ? 'Send' : 'AttachmentAccess', who(builder, name, options), place, path, items[0] ?? {}),
      );
    }
    case 'update':
      return builder.add(at, single(at, 'Update', who(builder, name, options), place, '\\Calendar', { InternetMessageId: '<cal@x>' }));
    case 'search':
      return builder.add(at, {
        ...single(at, 'SearchQueryInitiatedExchange', who(builder, name, options), place, '\\Inbox', {}),
        QueryText: options['q'],
      });
    default:
      return tenantEvent(builder, at, kind, name, options, n);
  }
}

function tenantEvent(builder: Builder, at: number, kind: string, name: string, options: Record<string, string>, n: number): void {
  const person = who(builder, name, options);
  const owner = who(builder, 'admin', {});
  const undo = (what: string, make: (at: number) => Raw): void => void builder.made.push({ kind: what, undo: make });
  switch (kind) {
    case 'signin':
    case 'signin-noninteractive': {
      const extra: Raw = {
        isInteractive: kind === 'signin' && options['interactive'] !== 'no',
        authenticationRequirement:
          options['mfa'] === 'ok' || options['mfa'] === 'fido2' ? 'multiFactorAuthentication' : 'singleFactorAuthentication',
        authenticationProtocol: options['protocol'] ?? 'none',
        authenticationDetails: options['mfa'] === 'fido2' ? [{ authenticationMethod: 'FIDO2 security key' }] : [],
        ...(options['compliant'] === 'yes'
          ? { deviceDetail: { deviceId: 'd1', operatingSystem: person.os ?? '', isCompliant: true } }
          : {}),
      };
      const isRich = ['mfa', 'protocol', 'interactive', 'compliant'].some((key) => options[key] !== undefined) || kind !== 'signin';
      return builder.add(at, isRich ? entraSignIn(at, person, extra) : signIn(at, person), isRich ? 'entra' : 'ual');
    }
    case 'signin-failed': {
      const users = name === 'six-users' ? [`u${n % 6}`] : [name];
      const ip = options['ip'] === 'three' ? `203.0.113.${10 + (n % 3)}` : options['ip'];
      for (const user of users)
        builder.add(
          at,
          signIn(at, who(builder, user === 'u0' ? 'o' : user, { ...options, ...(ip === undefined ? {} : { ip }) }), {
            error: Number(options['err']),
            ...(options['app'] === undefined ? {} : { app: appId(options['app']) }),
          }),
        );
      return;
    }
    case 'consent': {
      const app = appId(options['app'] ?? '');
      builder.add(at, consent(at, person, app, options['scopes'] ?? 'Mail.Read', options['result'] ?? 'Success'));
      return options['result'] === 'Failure'
        ? undefined
        : undo('app', (when) => directory(when, 'Remove service principal.', owner, app, [app]));
    }
    case 'grant-removed':
      return builder.add(
        at,
        directory(at, 'Remove delegated permission grant.', person, appId(options['app'] ?? ''), [appId(options['app'] ?? '')]),
      );
    case 'grant-added':
      return builder.add(
        at,
        directory(at, 'Add delegated permission grant.', person, appId(options['app'] ?? ''), [appId(options['app'] ?? '')]),
      );
    case 'app-removed':
      return builder.add(
        at,
        directory(at, 'Remove service principal.', person, appId(options['app'] ?? ''), [appId(options['app'] ?? '')]),
      );
    case 'permission': {
      if (options['role'] !== undefined) {
        const target = `${options['to']}@x.example`;
        builder.add(at, directory(at, 'Add member to role.', person, target, [target]));
        return undo('role', (when) => directory(when, 'Remove member from role.', owner, target, [target]));
      }
      const grantee = options['grant'] ?? '';
      builder.add(at, cmdlet(at, 'Add-MailboxPermission', person, { Identity: O.upn, User: grantee, AccessRights: 'FullAccess' }, O));
      return undo('permission', (when) =>
        cmdlet(when, 'Remove-MailboxPermission', owner, { Identity: O.upn, User: grantee, AccessRights: 'FullAccess' }, O),
      );
    }
    case 'device':
      builder.add(at, { ...directory(at, 'Add registered owner to device.', person, OWNER, [OWNER]), DeviceId: options['dev'] });
      return undo('device', (when) => ({ ...directory(when, 'Delete device.', owner, OWNER, [OWNER]), DeviceId: options['dev'] }));
    case 'rule':
      return ruleEvent(builder, at, person, options, undo);
    case 'transport-rule': {
      if (options['what'] === 'removed') return builder.add(at, cmdlet(at, 'Remove-TransportRule', person, { Identity: 'copy' }));
      return builder.add(
        at,
        cmdlet(at, 'New-TransportRule', person, {
          Name: 'copy',
          BlindCopyTo: options['bcc'] ?? '',
          SubjectOrBodyContainsWords: options['words'] ?? '',
        }),
      );
    }
    case 'forwarding':
      return builder.add(
        at,
        cmdlet(
          at,
          'Set-Mailbox',
          person,
          { Identity: O.upn, ForwardingSmtpAddress: options['what'] === 'off' ? '' : `smtp:${options['to']}` },
          O,
        ),
      );
    case 'audit-config':
      return builder.add(
        at,
        options['bypass'] === 'on'
          ? cmdlet(at, 'Set-MailboxAuditBypassAssociation', person, { Identity: O.upn, AuditBypassEnabled: 'True' })
          : cmdlet(at, 'Set-Mailbox', person, { Identity: O.upn, AuditOwner: "@{Remove='MailItemsAccessed'}" }, O),
      );
    case 'export':
      return builder.add(at, {
        ...base(at, 'SearchExported', 24, who(builder, 'adm', {})),
        Query: options['q'] === 'all' ? '' : options['q'],
        ExchangeLocations: O.upn,
      });
    case 'file':
      return builder.add(at, {
        ...base(at, options['what'] ?? 'FileAccessed', 6, person),
        ClientIP: person.ip,
        ObjectId: 'https://x.example/f',
        SourceFileName: 'f',
      });
    case 'password':
      return builder.add(
        at,
        options['what'] === 'self'
          ? directory(at, 'Change user password.', person, OWNER, [OWNER])
          : directory(at, 'Reset user password.', { ...owner, user: 'help@x.example' }, OWNER, [OWNER]),
      );
    case 'mfa-change':
      return builder.add(at, directory(at, 'User registered security info.', { ...person, user: OWNER }, OWNER, [OWNER]));
    default:
      throw new Error(`the scenario line has a kind that this world does not make: ${kind}`);
  }
}

function ruleEvent(
  builder: Builder,
  at: number,
  person: Who,
  options: Record<string, string>,
  undo: (what: string, make: (at: number) => Raw) => void,
): void {
  if (options['what'] === 'removed') {
    builder.undone.add('rule');
    return builder.add(at, cmdlet(at, 'Remove-InboxRule', who(builder, 'admin', {}), { Mailbox: O.upn, Identity: 'x' }, O));
  }
  if (options['cond'] === 'opaque') {
    builder.add(at, {
      ...single(at, 'UpdateInboxRules', person, O, '\\Inbox', {}),
      OperationProperties: [
        { Name: 'RuleOperation', Value: 'AddMailboxRule' },
        { Name: 'RuleName', Value: 'x' },
        { Name: 'RuleCondition', Value: '{(Exists(ItemClass))}' },
        { Name: 'RuleActions', Value: JSON.stringify([{ ActionType: 'Forward', Recipients: [options['fwd']] }]) },
      ],
    });
  } else {
    builder.add(
      at,
      cmdlet(
        at,
        'New-InboxRule',
        person,
        {
          Name: 'x',
          ...(options['fwd'] === undefined ? {} : { ForwardTo: options['fwd'] }),
          ...(options['subject'] === undefined ? {} : { SubjectContainsWords: options['subject'] }),
          ...(options['what'] === 'delete' ? { DeleteMessage: 'True', From: options['from'] ?? '' } : {}),
        },
        O,
      ),
    );
  }
  undo('rule', (when) => cmdlet(when, 'Remove-InboxRule', who(builder, 'admin', {}), { Mailbox: O.upn, Identity: 'x' }, O));
}

/** `12:00 contain`: an administrator closes every path; what a line of its own closes later stays open until then. */
