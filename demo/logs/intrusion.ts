/** The story in the logs: the owner's weeks, the spray, the intruder's afternoon between two of the owner's sessions, the containment. */
import type { Mail } from '../mail.ts';
import type { Office } from '../office.ts';
import type { Random } from '../random.ts';
import { addDays, DAY_MS, HOUR_MS, MINUTE_MS } from '../time.ts';
import { graphApp, guidOf, recorder, systemService, webMail, type Recorder, type Tenant } from './records.ts';

export type Verdict = 'accessed' | 'presumed' | 'excluded';

export interface Intrusion {
  readonly log: Recorder;
  readonly tenant: Tenant;
  readonly session: string;
  readonly app: string;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Named by the intruder's records, and no longer in the mailbox. */
  readonly missing: string;
  readonly from: number;
  readonly to: number;
  readonly firstAccess: number;
  readonly contained: number;
}

/** Days of log on either side of the breach. */
const BEFORE_DAYS = 29;
const AFTER_DAYS = 14;
const CLOUD_ADDRESS = '20.190.151.7';
const SERVICE_ADDRESS = '2603:10b6:a03::77';
const SERVICE_APP = '2c7be1f0-0a5e-4d3f-9c55-7d0a4be2f901';
const BATCH_MAX = 12;
const CONTAINED_MS = 21 * HOUR_MS + 10 * MINUTE_MS;
const COPIED_FOLDER = 'Inbox/Labs';
const COPIED_AT = [17, 40] as const;
const RULE_NAME = '..';

/** Who, from where, with what: fixed for one story. */
interface Cast {
  readonly office: Office;
  readonly log: Recorder;
  readonly tenant: Tenant;
  readonly breach: number;
  readonly contained: number;
  readonly session: string;
  readonly ownerSessions: readonly [before: string, after: string];
  readonly app: { readonly id: string; readonly principal: string; readonly name: string };
  readonly from: { readonly owner: string; readonly intruder: string };
}

export function intrude(office: Office, random: Random, breach: number): Intrusion {
  const { owner, domain } = office;
  const tenant: Tenant = {
    owner: owner.email,
    ownerName: `${owner.given} ${owner.family}`,
    ownerObject: guidOf(`object ${owner.email}`),
    mailbox: guidOf(`mailbox ${owner.email}`),
    admin: `tenant.admin@${domain}`,
    adminAddress: '198.51.100.12',
  };
  const story = `${domain} ${owner.email} ${breach}`;
  const cast: Cast = {
    office,
    tenant,
    breach,
    log: recorder(tenant),
    contained: breach + CONTAINED_MS,
    session: guidOf(`intruder ${story}`),
    ownerSessions: [guidOf(`owner before ${story}`), guidOf(`owner after ${story}`)],
    app: {
      id: guidOf(`app ${story}`),
      principal: guidOf(`principal ${story}`),
      name: random.pick(['Inbox Insights', 'Mail Tidy', 'QuickSync Reader']),
    },
    from: { owner: `198.51.100.${random.int(20, 240)}`, intruder: `203.0.113.${random.int(10, 250)}` },
  };
  const reach = chooseReach(office, random, clockOf(breach, 15, 0));
  const missing = `<lost-draft.${random.digits(9)}@mail.${domain}>`;
  ownersWeeks(cast, random);
  for (const days of [24, 15, 6]) {
    const standing = office.mails.filter((mail) => mail.at < addDays(breach, -days) && mail.folder === 'Inbox');
    bindAll(cast.log, addDays(breach, -days) + 4 * HOUR_MS, systemService(SERVICE_ADDRESS, SERVICE_APP), standing.slice(-2));
  }
  spray(cast);
  attack(cast, reach, missing);
  contain(cast);
  const named = new Set([...reach.bySession, ...reach.byApp].map((mail) => mail.messageId));
  const wasCopied = (mail: Mail): boolean => mail.folder === COPIED_FOLDER && mail.at < clockOf(breach, ...COPIED_AT);
  return {
    log: cast.log,
    tenant,
    session: cast.session,
    app: cast.app.id,
    missing,
    contained: cast.contained,
    from: addDays(breach, -BEFORE_DAYS),
    to: addDays(breach, AFTER_DAYS + 1),
    firstAccess: clockOf(breach, 16, 4),
    verdicts: new Map(
      office.mails.map((mail): readonly [string, Verdict] => [
        mail.messageId,
        named.has(mail.messageId) ? 'accessed' : wasCopied(mail) ? 'presumed' : 'excluded',
      ]),
    ),
  };
}

const clockOf = (breach: number, hour: number, minute: number): number => breach + hour * HOUR_MS + minute * MINUTE_MS;

/** Two rounds over the staff, from the intruder's address, without success. */
function spray({ office, log, breach, from }: Cast): void {
  for (const [round, minute] of [20, 41].entries()) {
    for (const [n, { email }] of office.staff.slice(0, 7).entries())
      log.signIn(clockOf(breach, 15, minute) + n * 75_000 + round * 1000, {
        user: email,
        address: from.intruder,
        session: '',
        system: 'Linux',
        code: 50126,
      });
  }
}

/** The afternoon: the intruder's reading, the application, the copy of a folder; the owner and a service read other mail in between. */
function attack({ log, breach, tenant, session, ownerSessions, app, from }: Cast, reach: Reach, missing: string): void {
  const clock = (hour: number, minute: number): number => clockOf(breach, hour, minute);
  const intruder = webMail(from.intruder, session);
  const owner = webMail(from.owner, ownerSessions[0]);
  const half = Math.ceil(reach.bySession.length / 2);
  bindAll(log, clock(15, 55), owner, reach.ownerOnly.slice(0, 6));
  log.signIn(clock(16, 4), { user: tenant.owner, address: from.intruder, session, system: 'Linux' });
  bindAll(log, clock(16, 9), intruder, reach.bySession.slice(0, half));
  bindAll(log, clock(16, 30), systemService(SERVICE_ADDRESS, SERVICE_APP), reach.ownerOnly.slice(6, 9));
  log.signIn(clock(16, 51), { user: tenant.owner, address: from.intruder, session, system: 'Linux', code: 65001, app: [app.id, app.name] });
  log.consent(clock(16, 52), app);
  log.inboxRule(
    clock(16, 58),
    { address: from.intruder, session },
    { Name: RULE_NAME, SubjectContainsWords: 'security;sign-in', DeleteMessage: 'True', StopProcessingRules: 'True' },
  );
  bindAll(log, clock(17, 6), graphApp(CLOUD_ADDRESS, app.id), reach.byApp);
  log.sync(clock(...COPIED_AT), { address: from.intruder, session }, COPIED_FOLDER);
  bindAll(log, clock(18, 2), intruder, reach.bySession.slice(half));
  log.bind(clock(18, 44), intruder, 'Inbox', [missing]);
  bindAll(log, clock(18, 55), owner, reach.ownerOnly.slice(9, 20));
}

/** Password, tokens, grant, application and rule; then the intruder's token is refused. */
function contain({ log, contained, tenant, session, app, from }: Cast): void {
  log.directory(contained, 'Reset user password.', tenant.owner);
  log.directory(contained + 25_000, 'Update StsRefreshTokenValidFrom Timestamp.', tenant.owner);
  log.directory(contained + 60_000, 'Remove delegated permission grant.', app.principal, {
    Target: [
      { ID: app.principal, Type: 2 },
      { ID: app.id, Type: 2 },
    ],
  });
  log.directory(contained + 75_000, 'Remove service principal.', app.id, {
    Target: [
      { ID: `ServicePrincipal_${app.principal}`, Type: 2 },
      { ID: app.principal, Type: 2 },
      { ID: app.name, Type: 1 },
      { ID: app.id, Type: 2 },
    ],
  });
  log.removeRule(contained + 120_000, RULE_NAME);
  log.signIn(contained + 14 * MINUTE_MS, { user: tenant.owner, address: from.intruder, session, system: 'Linux', code: 50173 });
}

interface Reach {
  readonly bySession: readonly Mail[];
  readonly byApp: readonly Mail[];
  readonly ownerOnly: readonly Mail[];
}

/** The intruder looks at what is new and at what has attachments; the app takes a run of old mail; the owner opens some others. */
function chooseReach(office: Office, random: Random, before: number): Reach {
  const standing = office.mails.filter((mail) => mail.at < before && mail.folder !== COPIED_FOLDER && mail.folder !== 'Deleted Items');
  const weight = (mail: Mail): number =>
    random.unit() + (mail.attachments.length > 0 ? 0.25 : 0) + (mail.at > before - 60 * DAY_MS ? 0.2 : 0);
  const ranked = standing
    .map((mail) => ({ mail, weight: weight(mail) }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ mail }) => mail);
  const share = (part: number): number => Math.max(3, Math.round(standing.length * part));
  const bySession = ranked.slice(0, share(0.14));
  const byApp = ranked.slice(share(0.14), share(0.2));
  return { bySession, byApp, ownerOnly: ranked.slice(share(0.2), share(0.2) + 20) };
}

/** One record names messages of one folder, a dozen at most. */
function bindAll(log: Recorder, at: number, client: ReturnType<typeof webMail>, mails: readonly Mail[]): void {
  let time = at;
  for (const folder of [...new Set(mails.map((mail) => mail.folder))].sort((a, b) => (a < b ? -1 : 1))) {
    const own = mails.filter((mail) => mail.folder === folder);
    for (let from = 0; from < own.length; from += BATCH_MAX) {
      log.bind(
        time,
        client,
        folder,
        own.slice(from, from + BATCH_MAX).map((mail) => mail.messageId),
      );
      time += 61_000;
    }
  }
}

/** Every working day: one sign-in and the mail of the day, from one address. */
function ownersWeeks({ office, log, breach, ownerSessions, from }: Cast, random: Random): void {
  const recent = office.mails.filter((mail) => mail.at > breach - 90 * DAY_MS);
  for (let day = -BEFORE_DAYS + 1; day <= AFTER_DAYS; day += 1) {
    const date = addDays(breach, day);
    if (day === 0 || [0, 6].includes(new Date(date).getUTCDay())) continue;
    const session = ownerSessions[day < 0 ? 0 : 1];
    log.signIn(date + 22 * HOUR_MS + random.int(0, 20) * MINUTE_MS, {
      user: office.owner.email,
      address: from.owner,
      session,
      system: 'Windows 10',
    });
    const standing = recent.filter((mail) => mail.at < date + 22 * HOUR_MS);
    bindAll(log, date + 22 * HOUR_MS + 30 * MINUTE_MS, webMail(from.owner, session), random.shuffle(standing).slice(0, random.int(2, 7)));
  }
}
