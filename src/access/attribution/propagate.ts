/**
 * Spreads the intruder's label from seeds over sessions, tokens, applications, devices and what an intruder's context made
 * (spec/access.md 3.3). A worklist until nothing new; every step leaves a reason with its records.
 */
import type { LogEvent, RecordId } from '../../model/index.ts';
import { microsoftAddress } from '../events/address.ts';
import { MINUTE_MS, DAY_MS } from '../events/time.ts';
import { firstAt, lastAt, wasInside, type Context } from '../contexts/contexts.ts';
import type { Principals } from '../contexts/principals.ts';
import { SIGN_IN_CODES } from '../rules.ts';
import type { Reason, Strength } from './reasons.ts';
import type { AtomKind, SeedAtom } from './seeds.ts';

interface Atom {
  readonly kind: AtomKind | 'account' | 'grantee';
  readonly value: string;
  readonly grade: Strength;
  readonly rule: string;
  readonly text: string;
  readonly records: readonly RecordId[];
  /** Accounts and grantees: only what came after. */
  readonly since?: number;
}

export interface PropagationInput {
  readonly contexts: readonly Context[];
  readonly consents: readonly LogEvent[];
  readonly principals: Principals;
  /** May this address speak for the intruder? The answer says why not. */
  readonly addressUse: (mailbox: string, ip: string) => 'usable' | 'service' | 'shared';
  /** People labelled it otherwise: it never becomes the intruder's. */
  readonly isCleared: (context: Context) => boolean;
}

export interface Propagation {
  readonly reasons: ReadonlyMap<string, readonly Reason[]>;
  readonly grades: ReadonlyMap<string, Strength>;
  /** Contexts whose seeded address is shared (P7). */
  readonly shared: ReadonlyMap<string, Reason>;
  readonly apps: ReadonlySet<string>;
  /** Contexts that carry the label for no other reason than their application. */
  readonly byAppOnly: ReadonlySet<string>;
}

/** P4: the missing consent stands at most this long before it. [measured] 2 to 28 s, spec/access.md 3.3 */
const CONSENT_GAP_MS = MINUTE_MS;

export function propagate(
  input: PropagationInput,
  seeds: readonly SeedAtom[],
  direct: readonly { readonly context: Context; readonly reason: Reason }[],
): Propagation {
  const walk = new Walk(input);
  for (const seed of seeds) {
    const isDecision = seed.decision !== undefined;
    walk.add({
      kind: seed.kind,
      value: seed.value,
      grade: isDecision || seed.kind === 'ip' ? 'B' : 'A',
      rule: isDecision ? 'decision' : seed.kind === 'ip' ? 'P6' : 'P1',
      text: isDecision ? `decision ${seed.decision}` : `${seed.kind} is an indicator of the case`,
      records: [],
    });
  }
  for (const { context, reason } of direct) walk.label(context, reason);
  walk.run();
  walk.addKits();
  walk.run();
  return { reasons: walk.reasons, grades: walk.grades, shared: walk.shared, apps: walk.apps, byAppOnly: walk.byAppOnly };
}

class Walk {
  readonly #input: PropagationInput;
  readonly #index = new Map<string, Context[]>();
  readonly #sessions = new Map<string, Context[]>();
  readonly #atoms = new Map<string, Strength>();
  readonly #queue: Atom[] = [];
  #next = 0;
  readonly reasons = new Map<string, Reason[]>();
  readonly grades = new Map<string, Strength>();
  readonly shared = new Map<string, Reason>();
  readonly apps = new Set<string>();
  readonly byAppOnly = new Set<string>();
  readonly #labelled: Context[] = [];

  constructor(input: PropagationInput) {
    this.#input = input;
    for (const context of input.contexts) {
      const { session, app, device, ip } = context;
      const keys = [
        session === undefined ? '' : `session|${session}`,
        app === undefined ? '' : `app|${app}`,
        device === undefined ? '' : `device|${device}`,
        ip === undefined ? '' : `ip|${ip}`,
        ...[...context.tokens].map((token) => `token|${token}`),
        `actor|${context.actor}`,
      ];
      for (const key of keys) if (key !== '') push(this.#index, key, context);
      if (session !== undefined) push(this.#sessions, session, context);
    }
  }

  add(atom: Atom): void {
    const key = `${atom.kind}|${atom.value}|${atom.since ?? ''}`;
    const before = this.#atoms.get(key);
    if (before === 'A' || before === atom.grade) return;
    this.#atoms.set(key, atom.grade);
    if (atom.kind === 'app') this.apps.add(atom.value);
    this.#queue.push(atom);
  }

  run(): void {
    // The queue grows while it is walked; a pointer keeps each step at the same cost.
    for (; this.#next < this.#queue.length; this.#next += 1) {
      const atom = this.#queue[this.#next];
      if (atom !== undefined) this.#spread(atom);
    }
  }

  #spread(atom: Atom): void {
    const isPerson = atom.kind === 'account' || atom.kind === 'grantee';
    const [who, where] = isPerson ? atom.value.split(' on ') : [atom.value, undefined];
    for (const context of this.#index.get(`${isPerson ? 'actor' : atom.kind}|${who}`) ?? []) {
      if (atom.since !== undefined && lastAt(context) < atom.since) continue;
      if (atom.since !== undefined && firstAt(context) < atom.since) continue;
      if (where !== undefined && context.mailbox !== where) continue;
      const reason = { rule: atom.rule, grade: atom.grade, text: atom.text, records: atom.records };
      if (atom.kind !== 'ip') this.label(context, reason, atom.kind === 'app');
      else this.#byAddress(context, reason);
    }
  }

  /** P6, P7: an address speaks only when it is nobody else's. */
  #byAddress(context: Context, reason: Reason): void {
    if (context.ip === undefined) return;
    const use = this.#input.addressUse(context.mailbox, context.ip);
    if (use === 'usable') this.label(context, reason);
    else if (use === 'shared' && reason.rule !== 'P8' && !this.shared.has(context.key)) {
      this.shared.set(context.key, {
        rule: 'P7',
        grade: 'C',
        text: 'the address is an indicator, and the owner or others use it too',
        records: [],
      });
    }
  }

  label(context: Context, reason: Reason, isByApp = false): void {
    if (this.#input.isCleared(context) || reason.grade === 'C' || reason.grade === 'D') return;
    // Failed tries got nowhere: they are the intruder's only when they carry his session.
    if (!wasInside(context) && !(context.session !== undefined && this.#atoms.has(`session|${context.session}|`))) return;
    const list = this.reasons.get(context.key) ?? [];
    if (!list.some((one) => one.rule === reason.rule && one.text === reason.text)) list.push(reason);
    this.reasons.set(context.key, list);
    if (!isByApp) this.byAppOnly.delete(context.key);
    else if (!this.grades.has(context.key)) this.byAppOnly.add(context.key);
    const before = this.grades.get(context.key);
    if (before === 'A' || before === reason.grade) return;
    if (before === undefined) this.#labelled.push(context);
    this.grades.set(context.key, reason.grade);
    this.#follow(context, reason, reason.grade);
  }

  /** What an intruder's context leads to. */
  #follow(context: Context, reason: Reason, grade: Strength): void {
    const isByAddress = reason.rule === 'P6' || reason.rule === 'P8' || reason.rule === 'P11';
    const isByApp = context.app !== undefined && this.#atoms.has(`app|${context.app}|`);
    for (const token of context.tokens)
      this.add({
        kind: 'token',
        value: token,
        grade,
        rule: 'P2',
        text: 'the token was used in an intruder context',
        records: firstRecord(context),
      });
    if (context.session !== undefined && !isByApp && (!isByAddress || this.#beganHere(context.session, context))) {
      this.add({
        kind: 'session',
        value: context.session,
        grade,
        rule: isByAddress ? 'P8' : 'P2',
        text: isByAddress ? 'the session began at an intruder address' : 'the session holds an intruder context',
        records: firstRecord(context),
      });
    }
    if (context.ip !== undefined && !isByApp && microsoftAddress(context.ip) !== 'service' && wasInside(context)) {
      this.add({
        kind: 'ip',
        value: context.ip,
        grade: 'B',
        rule: 'P8',
        text: 'the address of an intruder context',
        records: firstRecord(context),
      });
    }
    for (const event of context.events) this.#created(event, grade);
  }

  #beganHere(session: string, context: Context): boolean {
    const first = (this.#sessions.get(session) ?? []).reduce<Context | undefined>(
      (a, b) => (a === undefined || firstAt(b) < firstAt(a) ? b : a),
      undefined,
    );
    return first?.ip === context.ip;
  }

  /** P3 and P4: what the event made belongs to the intruder from then on. */
  #created(event: LogEvent, grade: Strength): void {
    if (event.result === 'failed' && event.auth.error === undefined) return;
    const detail = event.detail ?? {};
    const ids = Array.isArray(detail['ids']) ? detail['ids'].filter((one) => typeof one === 'string') : [];
    const made = (kind: Atom['kind'], value: string, text: string, extra: { readonly since?: number } = {}): void =>
      this.add({ kind, value, grade, rule: 'P3', text, records: [event.id], ...extra });
    const named: string = event.kind; // most kinds have nothing here
    switch (named) {
      case 'consent':
        // A consent in the intruder's session is proven only by its own session or address (contract, rulings).
        if (event.auth.session !== undefined || event.net.ip !== undefined)
          made('app', String(detail['app'] ?? ''), 'the application was consented to in an intruder context');
        return;
      case 'app-change':
        if (detail['action'] === 'secret-added')
          for (const id of ids) made('app', id, 'a secret was added to the application in an intruder context');
        return;
      case 'device':
        for (const id of ids) if (detail['action'] !== 'remove') made('device', id, 'the device was registered in an intruder context');
        return;
      case 'role':
        for (const id of ids)
          if (id.includes('@') && detail['action'] !== 'remove')
            made('account', this.#input.principals.user(id), 'the account got a role or was made in an intruder context', {
              since: event.at,
            });
        return;
      case 'permission':
        this.#granted(event, made);
        return;
      case 'sign-in-failed':
        if (event.auth.error !== undefined && SIGN_IN_CODES.consentMissing.has(event.auth.error)) this.#consentAfter(event);
        return;
      default:
    }
  }

  #granted(event: LogEvent, made: (kind: Atom['kind'], value: string, text: string, extra: { readonly since?: number }) => void): void {
    const grantee = event.detail?.['grantee'];
    if (event.detail?.['action'] !== 'add' || typeof grantee !== 'string' || !grantee.includes('@')) return;
    made(
      'grantee',
      `${this.#input.principals.user(grantee)} on ${this.#input.principals.mailbox(event)}`,
      'the permission was granted in an intruder context',
      { since: event.at },
    );
  }

  /** P4: a consent that tells neither session nor address, right after the same user was refused for lack of it. */
  #consentAfter(refused: LogEvent): void {
    const actor = this.#input.principals.actor(refused);
    for (const consent of this.#input.consents) {
      if (consent.at < refused.at || consent.at > refused.at + CONSENT_GAP_MS || consent.result === 'failed') continue;
      if (consent.auth.session !== undefined || consent.net.ip !== undefined || consent.detail?.['app'] !== refused.auth.app) continue;
      if (this.#input.principals.actor(consent) !== actor) continue;
      this.add({
        kind: 'app',
        value: String(refused.auth.app ?? ''),
        grade: 'B',
        rule: 'P4',
        text: 'consented to within a minute after the refusal 65001 in an intruder context',
        records: [refused.id, consent.id],
      });
    }
  }

  /** P5: applications with the same scopes as an intruder's, consented to by the same user in the time of the intrusion. */
  addKits(): void {
    const own = this.#input.consents.filter(
      (consent) => this.apps.has(String(consent.detail?.['app'] ?? '')) && consent.result !== 'failed',
    );
    if (own.length === 0 || this.#labelled.length === 0) return;
    const from = Math.min(...this.#labelled.map(firstAt), ...own.map((one) => one.at)) - DAY_MS;
    const to = Math.max(...this.#labelled.map(lastAt), ...own.map((one) => one.at)) + DAY_MS;
    for (const consent of this.#input.consents) {
      const scopes = String(consent.detail?.['scopes'] ?? '');
      if (consent.result === 'failed' || consent.at < from || consent.at > to || !/\bMail\./.test(scopes)) continue;
      const model = own.find(
        (one) => one.detail?.['scopes'] === scopes && this.#input.principals.actor(one) === this.#input.principals.actor(consent),
      );
      if (model !== undefined)
        this.add({
          kind: 'app',
          value: String(consent.detail?.['app'] ?? ''),
          grade: 'B',
          rule: 'P5',
          text: 'the same scopes, user and time as an application of the intruder',
          records: [model.id, consent.id],
        });
    }
  }
}

function push(map: Map<string, Context[]>, key: string, context: Context): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [context]);
  else list.push(context);
}

function firstRecord(context: Context): RecordId[] {
  const first = context.events[0];
  return first === undefined ? [] : [first.id];
}
