/** What is known of the intruder before any reasoning: indicators of the case and labels that people gave. Spec/access.md 3.2, 3.7. */
import type { Decision, Indicators } from '../../model/index.ts';
import { parseInstant } from '../../kernel/index.ts';
import type { Context } from '../contexts/contexts.ts';
import { readAddress } from '../events/address.ts';

export type AtomKind = 'session' | 'app' | 'token' | 'device' | 'ip';
export interface SeedAtom {
  readonly kind: AtomKind;
  readonly value: string;
  readonly decision?: number;
}

export type Label = 'intruder' | 'owner' | 'service' | 'delegate' | 'unknown';
const LABELS: ReadonlySet<string> = new Set(['intruder', 'owner', 'service', 'delegate', 'unknown']);

export interface LabelDecision {
  readonly kind: AtomKind | 'record' | 'context';
  readonly value: string;
  readonly label: Label;
  readonly seq: number;
  readonly reason: string;
}

export function indicatorSeeds(indicators: Indicators): SeedAtom[] {
  const lower = (kind: AtomKind, values: readonly string[]): SeedAtom[] =>
    values.map((value) => ({ kind, value: value.trim().toLowerCase() }));
  return [
    ...lower('session', indicators.sessions),
    ...lower('app', indicators.apps),
    ...lower('device', indicators.devices),
    ...indicators.tokens.map((value) => ({ kind: 'token' as const, value: value.trim() })),
    ...indicators.ips.map((value) => ({ kind: 'ip' as const, value: readAddress(value).ip ?? value.trim() })),
  ];
}

/** Decisions that still stand: what a later `undo` names is out. */
export function standing(decisions: readonly Decision[]): readonly Decision[] {
  const undone = new Set<unknown>();
  for (const one of decisions) {
    if (one.kind !== 'undo') continue;
    const key = one.key;
    if (typeof key === 'object' && key !== null) for (const value of Object.values(key)) undone.add(value);
    else undone.add(key);
  }
  return decisions.filter((one) => !undone.has(one.seq) && !undone.has(one.uuid)).sort((a, b) => a.seq - b.seq);
}

/** `access.label` decisions; later ones last. The key names a session, application, address, device, token, record or context. */
export function labelDecisions(decisions: readonly Decision[]): LabelDecision[] {
  const found: LabelDecision[] = [];
  for (const one of decisions) {
    if (one.kind !== 'access.label') continue;
    const label = labelOf(one.new);
    const target = targetOf(one.key);
    if (label !== undefined && target !== undefined) found.push({ ...target, label, seq: one.seq, reason: one.reason });
  }
  return found;
}

function labelOf(value: unknown): Label | undefined {
  const text = typeof value === 'object' && value !== null && 'label' in value ? value.label : value;
  return typeof text === 'string' && LABELS.has(text) ? (text as Label) : undefined; // a member of LABELS
}

function targetOf(key: unknown): Pick<LabelDecision, 'kind' | 'value'> | undefined {
  const kinds = ['session', 'app', 'token', 'device', 'ip', 'record', 'context'] as const;
  if (typeof key === 'string') {
    const at = key.indexOf(':');
    const kind = kinds.find((one) => one === key.slice(0, at));
    if (kind !== undefined) return { kind, value: spelled(kind, key.slice(at + 1)) };
    return key.startsWith('R-')
      ? { kind: 'record', value: key }
      : key.startsWith('S-')
        ? { kind: 'context', value: key }
        : { kind: 'session', value: key.toLowerCase() };
  }
  if (typeof key !== 'object' || key === null) return undefined;
  for (const kind of kinds) {
    const value: unknown = (key as Record<string, unknown>)[kind]; // an object by the test before
    if (typeof value === 'string') return { kind, value: spelled(kind, value) };
  }
  return undefined;
}

function spelled(kind: string, value: string): string {
  if (kind === 'ip') return readAddress(value).ip ?? value.trim();
  return kind === 'session' || kind === 'app' || kind === 'device' ? value.trim().toLowerCase() : value.trim();
}

export function matchesDecision(context: Context, decision: LabelDecision, contextId: (context: Context) => readonly string[]): boolean {
  switch (decision.kind) {
    case 'session':
      return context.session === decision.value;
    case 'app':
      return context.app === decision.value;
    case 'device':
      return context.device === decision.value;
    case 'ip':
      return context.ip === decision.value;
    case 'token':
      return context.tokens.has(decision.value);
    case 'record':
      return context.events.some((event) => event.id === decision.value);
    case 'context':
      return contextId(context).includes(decision.value);
  }
}

/** Window that people or the case give: `access.window` beats the case's incident times. */
export function givenWindow(
  incident: { readonly first_access?: string; readonly last_access?: string },
  decisions: readonly Decision[],
): { readonly start?: number; readonly end?: number; readonly decision?: number } {
  let start = incident.first_access === undefined ? undefined : parseInstant(incident.first_access);
  let end = incident.last_access === undefined ? undefined : parseInstant(incident.last_access);
  let decision: number | undefined;
  for (const one of decisions) {
    if (one.kind !== 'access.window' || typeof one.new !== 'object' || one.new === null) continue;
    const given = one.new as Record<string, unknown>; // an object by the test before
    if (typeof given['start'] === 'string') start = parseInstant(given['start']) ?? start;
    if (typeof given['end'] === 'string') end = parseInstant(given['end']) ?? end;
    decision = one.seq;
  }
  return {
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(decision === undefined ? {} : { decision }),
  };
}
