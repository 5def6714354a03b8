/** World W0 of spec/access.md 9: from the lines of a scenario to log files and messages. */
import { sensitive } from '../../../src/kernel/index.ts';
import { itemId, sourceId, type AccessInput, type Decision, type MailboxMessage } from '../../../src/model/index.ts';
import { clock, filesOf, LOG_FROM, LOG_TO, type LogText } from './files.ts';
import { eventLine } from './lines.ts';
import { appId, Builder, O, OWNER, PEOPLE, PHONE, who, type Scenario } from './people.ts';
import { bind, directory, resetIds, signIn, type Who } from './raw.ts';

const DAY = 86_400_000;

export interface World {
  readonly messages: readonly MailboxMessage[];
  readonly names: ReadonlyMap<string, string>;
  readonly files: readonly LogText[];
  readonly input: Pick<AccessInput, 'indicators' | 'incident' | 'decisions'>;
}

export function buildWorld(scenario: Scenario): World {
  resetIds();
  const builder = new Builder(scenario);
  standardMessages(builder);
  for (const line of scenario.msgs ?? []) extraMessage(builder, line);
  const cov = scenario.cov ?? [];
  const isSilent = cov.includes('snapshot no-MIA');
  baseline(builder, isSilent);
  if (scenario.bare !== true) {
    const resource = scenario.signin === 'resource=SharePoint' ? { resource: '00000003-0000-0ff1-ce00-000000000000' } : {};
    if (![...scenario.ev].some((line) => /^\S+ signin A/.test(line)))
      builder.add(clock('09:58'), signIn(clock('09:58'), who(builder, 'A', {}), resource));
  }
  for (const line of scenario.ev) eventLine(builder, line);
  if (scenario.bare !== true) contain(builder);
  return {
    messages: builder.messages.map((one) => one.message),
    names: new Map(builder.messages.map((one) => [one.message.item, one.key])),
    files: filesOf(builder.rows, cov),
    input: inputOf(scenario),
  };
}

function addMessage(
  builder: Builder,
  key: string,
  folder: string,
  at: number,
  bytes: number,
  subject: string,
  extra: Partial<MailboxMessage> = {},
): void {
  const message: MailboxMessage = {
    item: itemId(sourceId('w0'), key),
    mailbox: 0,
    messageId: `<${key}@x>`,
    content: `content ${key}`,
    folder,
    existedFrom: at,
    createdAt: at,
    subject: sensitive(subject),
    bytes,
    inReplyTo: [],
    references: [],
    attachmentNames: [],
    ...extra,
  };
  builder.messages.push({ key, message });
}

function standardMessages(builder: Builder): void {
  addMessage(builder, 'm1', '\\Inbox', Date.UTC(2026, 0, 5), 20_000, 'Labs A');
  addMessage(builder, 'm2', '\\Inbox', Date.UTC(2026, 2, 1), 30_000, 'Visit B');
  addMessage(builder, 'm3', '\\Inbox\\Labs', Date.UTC(2026, 1, 10), 40_000, 'Labs C');
  addMessage(builder, 'm4', '\\Sent Items', Date.UTC(2026, 2, 2), 5_000, 'Re: Labs A');
  addMessage(builder, 'm5', '\\Inbox', clock('10:30'), 6_000, 'Labs E');
  addMessage(builder, 'm6', '\\Inbox', clock('15:00'), 7_000, 'Labs F');
}

function extraMessage(builder: Builder, line: string): void {
  const key = line.slice(0, line.indexOf('='));
  const rest = line.slice(line.indexOf('=') + 1);
  const parts = rest.split(' ');
  const at = Date.UTC(2026, 1, 15);
  const folder = /\\[^=]*?(?= \d|$)/.exec(rest)?.[0] ?? '\\Inbox';
  const option = (name: string): string | undefined => parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  switch (parts[0] ?? '') {
    case 'copy':
      return addMessage(builder, key, folder, at, 20_000, 'Labs A', { messageId: `<${parts[1]}@x>`, content: `content ${parts[1]}` });
    case 'other':
      return addMessage(builder, key, folder, at, 21_000, 'Labs A', { messageId: `<${option('mid')}@x>` });
    case 'nomid': {
      const { messageId: _none, ...rest7 } = { messageId: '' };
      addMessage(builder, key, '\\Inbox', at, 8_000, 'No id', rest7);
      const last = builder.messages.pop();
      if (last === undefined) return;
      const { messageId: _left, ...without } = last.message;
      builder.messages.push({ key, message: without });
      for (let i = 0; builder.scenario.ev.some((one) => one.includes('by=size')) && i < 40; i += 1) ratioPair(builder, i);
      return;
    }
    case 'sent':
      return addMessage(builder, key, '\\Sent Items', clock(parts[1] ?? ''), 4_000, 'Re: Labs A', {
        inReplyTo: [`<${option('inreplyto')}@x>`],
      });
    case 'import':
      return addMessage(builder, key, '\\Inbox', clock(option('delivered') ?? ''), 9_000, 'Imported', {
        createdAt: clock(option('created') ?? ''),
      });
    default:
      return addMessage(builder, key, folder, at, 9_000, 'New');
  }
}

/** Old mail that the owner opened: pairs of sizes to learn from. */
function ratioPair(builder: Builder, index: number): void {
  const key = `r${index}`;
  addMessage(builder, key, '\\Old', Date.UTC(2026, 1, 3), 1_000 * (index + 50), 'Old', {});
  builder.add(
    Date.UTC(2026, 1, 20, 9, index),
    bind(Date.UTC(2026, 1, 20, 9, index), PEOPLE['O'] as Who, O, '\\Old', [
      { InternetMessageId: `<${key}@x>`, SizeInBytes: 1_100 * (index + 50) },
    ]),
  );
}

function baseline(builder: Builder, isSilent: boolean): void {
  for (let day = LOG_FROM; day < LOG_TO; day += DAY) {
    const isThatDay = day === Date.UTC(2026, 2, 10);
    if (isThatDay) continue;
    const owner = PEOPLE['O'] as Who;
    builder.add(day + 8 * 3_600_000, signIn(day + 8 * 3_600_000, owner));
    const phone: Who = { ...(PEOPLE['graph'] as Who), ip: '20.190.160.77', device: PHONE, app: '27922004-5251-4030-b22d-91ecd9a37ea4' };
    if (isSilent) continue;
    builder.add(day + 8.5 * 3_600_000, bind(day + 8.5 * 3_600_000, owner, O, '\\Inbox', [{ InternetMessageId: '<daily@x>' }]));
    builder.add(day + 9 * 3_600_000, bind(day + 9 * 3_600_000, phone, O, '\\Inbox', [{ InternetMessageId: '<daily@x>' }]));
    for (const box of ['o', 'p', 'q', 'r', 's'])
      builder.add(
        day + 7 * 3_600_000,
        bind(
          day + 7 * 3_600_000,
          { ...(PEOPLE['S'] as Who), user: `${box}@x.example` },
          box === 'o' ? O : { guid: `mb-${box}`, upn: `${box}@x.example` },
          '\\Inbox',
          [{ InternetMessageId: '<daily@x>' }],
        ),
      );
  }
}

function contain(builder: Builder): void {
  const lines = builder.scenario.contain;
  const admin = who(builder, 'admin', {});
  if (lines !== undefined) {
    for (const line of lines) {
      const at = clock(line.slice(0, 5));
      builder.add(
        at,
        line.includes('password')
          ? directory(at, 'Reset user password.', admin, OWNER, [OWNER])
          : directory(at, 'Update StsRefreshTokenValidFrom Timestamp.', admin, OWNER, [OWNER]),
      );
    }
    return;
  }
  const noon = clock('12:00');
  builder.add(noon, directory(noon, 'Reset user password.', admin, OWNER, [OWNER]));
  builder.add(noon, directory(noon, 'Update StsRefreshTokenValidFrom Timestamp.', admin, OWNER, [OWNER]));
  for (const one of builder.made) if (!builder.undone.has(one.kind)) builder.add(noon, one.undo(noon));
  const seeded = (builder.scenario.seeds ?? []).filter((seed) => seed.startsWith('app:')).map((seed) => appId(seed.slice(4)));
  for (const app of seeded) builder.add(noon, directory(noon, 'Remove service principal.', admin, app, [app]));
}

function inputOf(scenario: Scenario): World['input'] {
  const seeds =
    scenario.seeds ?? (scenario.id.startsWith('RC') || scenario.id.startsWith('CT') || scenario.id.startsWith('S') ? ['session:SA'] : []);
  const of = (kind: string): string[] => seeds.filter((seed) => seed.startsWith(`${kind}:`)).map((seed) => seed.slice(kind.length + 1));
  const span = of('time')[0]?.split('..');
  const decisions = (scenario.decisions ?? []).map((line, index): Decision => {
    const [verb = '', target = '', label = ''] = line.split(' ');
    return {
      seq: index + 1,
      uuid: `u${index}`,
      at: '2026-03-20T00:00:00Z',
      by: 'p',
      role: 'r',
      kind: verb === 'label' ? 'access.label' : 'access.coverage',
      key: verb === 'label' ? { session: target } : {},
      old: null,
      new: verb === 'label' ? label : target,
      base: 0,
      reason: 'told by the owner',
      evidence: [],
      engine: '',
      prev: '',
      hash: '',
    };
  });
  return {
    indicators: { ips: of('ip'), sessions: of('session'), apps: of('app').map(appId), user_agents: [], tokens: of('token'), devices: [] },
    incident:
      span === undefined
        ? {}
        : { first_access: new Date(clock(span[0] ?? '')).toISOString(), last_access: new Date(clock(span[1] ?? '')).toISOString() },
    decisions,
  };
}
