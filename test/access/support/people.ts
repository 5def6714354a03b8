/** Who acts in World W0, and a world under construction. */
import type { MailboxMessage } from '../../../src/model/index.ts';
import { MAILBOX, type Row } from './files.ts';
import type { Place, Raw, Who } from './raw.ts';

export interface Scenario {
  readonly id: string;
  readonly say: string;
  readonly seeds?: readonly string[];
  readonly bare?: boolean;
  readonly msgs?: readonly string[];
  readonly ev: readonly string[];
  readonly cov?: readonly string[];
  readonly contain?: readonly string[];
  readonly decisions?: readonly string[];
  readonly system?: string;
  readonly signin?: string;
  readonly findings?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly exp: Readonly<Record<string, unknown>>;
  readonly also?: Readonly<Record<string, unknown>>;
}

export const WIN = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
export const LIN = 'Mozilla/5.0 (X11; Linux x86_64)';
export const O: Place = MAILBOX;
export const OWNER = 'o@x.example';
export const PHONE = 'ownerphone';

/** Application ids look like GUIDs, as in the logs. */
export function appId(name: string): string {
  if (/^[0-9a-f]{8}-/.test(name)) return name;
  const hex = Array.from(name)
    .map((sign) => sign.charCodeAt(0).toString(16))
    .join('')
    .padEnd(32, 'a')
    .slice(0, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const PEOPLE: Readonly<Record<string, Who>> = {
  A: { session: 'SA', ip: '203.0.113.9', agent: LIN, os: 'Linux', user: OWNER, logon: 0, client: 'owa' },
  O: { session: 'SO', ip: '198.51.100.7', agent: WIN, os: 'Windows 10', user: OWNER, logon: 0, client: 'owa' },
  U: { session: 'SU', ip: '192.0.2.55', agent: WIN, os: 'Windows 10', user: OWNER, logon: 0, client: 'owa' },
  S: { ip: '2603:10a6::1', user: OWNER, app: appId('RS'), logon: 0, client: 'rest-system' },
  S2: { ip: '2603:10a6::1', user: OWNER, app: appId('NEW'), logon: 0, client: 'rest-system' },
  P: { ip: '20.190.160.24', user: OWNER, app: appId('PP'), logon: 0, client: 'graph' },
  D: { session: 'SD', ip: '198.51.100.30', agent: WIN, os: 'Windows 10', user: 'd@x.example', logon: 2, client: 'owa' },
  X: { session: 'SX', user: OWNER, logon: 0, client: 'graph' },
  graph: { ip: '20.190.160.77', user: OWNER, logon: 0, client: 'graph' },
  imap: { user: OWNER, logon: 0, client: 'imap' },
  eas: { user: OWNER, logon: 0, client: 'eas' },
  o: { user: OWNER, logon: 0, client: 'owa' },
  admin: { ip: '198.51.100.99', user: 'it@x.example', logon: 1, client: 'owa' },
};

export class Builder {
  readonly rows: Row[] = [];
  readonly messages: { key: string; message: MailboxMessage }[] = [];
  readonly scenario: Scenario;
  readonly made: { readonly kind: string; readonly undo: (at: number) => Raw }[] = [];
  readonly undone = new Set<string>();

  constructor(scenario: Scenario) {
    this.scenario = scenario;
  }

  add(at: number, raw: Raw, form: Row['form'] = 'ual'): void {
    this.rows.push({ at, raw, form });
  }

  message(key: string): MailboxMessage | undefined {
    return this.messages.find((one) => one.key === key)?.message;
  }
}

export type Options = Readonly<Record<string, string>>;

export function who(builder: Builder, name: string, options: Options): Who {
  const known =
    PEOPLE[name] ??
    (name.includes('@')
      ? { ip: '203.0.113.200', agent: WIN, os: 'Windows 10', user: name, logon: 2, client: 'owa' as const }
      : { user: `${name}@x.example`, logon: 0, client: 'owa' as const });
  const { session: s, ip: i, device: d, token: t, app: a, agent: g, os, ...rest } = known;
  const choose = (option: string | undefined, plain: string | undefined): string | undefined =>
    option === '-' ? undefined : (option ?? plain);
  const session = choose(options['session'], s);
  const ip = choose(options['ip'], i);
  const device = choose(options['device'] ?? options['dev'], d);
  const token = choose(options['token'], t);
  const isBind = options['ClientAppId'] ?? options['appid'];
  const app = isBind ?? (options['family'] === 'rest-system' && options['app'] !== undefined ? appId(options['app']) : a);
  const agent = options['os'] === 'Linux' ? LIN : g;
  return {
    ...rest,
    user: options['user'] ?? rest.user,
    ...(session === undefined ? {} : { session }),
    ...(ip === undefined ? {} : { ip }),
    ...(device === undefined ? {} : { device }),
    ...(token === undefined ? {} : { token }),
    ...(app === undefined ? {} : { app }),
    ...(agent === undefined ? {} : { agent }),
    ...(options['os'] === undefined && os === undefined ? {} : { os: options['os'] ?? os ?? '' }),
  };
}
