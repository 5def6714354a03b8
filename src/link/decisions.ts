/**
 * People's decisions about findings and roles, as `link` applies them: by content and span, never by a row of a run.
 * CONTRACT.md 2. The last standing decision about a place counts; `undo` was taken out before.
 */
import { isElementId, ROLES, type ContentId, type Decision, type ElementId, type FragKey, type Role } from '../model/index.ts';

export interface PlaceDecision {
  readonly seq: number;
  readonly verdict: 'accept' | 'reject' | 'change' | 'owner';
  readonly element?: ElementId;
  /** For `owner`: a mention of this content, or nobody. */
  readonly owner?: FragKey | undefined;
}

export interface Decided {
  place(start: number, end: number): PlaceDecision | undefined;
  role(key: FragKey): Role | undefined;
}

const VERDICTS = { 'finding.accept': 'accept', 'finding.reject': 'reject', 'finding.change': 'change', 'finding.owner': 'owner' } as const;

export function decidedFor(content: ContentId, decisions: readonly Decision[]): Decided {
  const places = new Map<string, PlaceDecision>();
  const roles = new Map<string, Role>();
  for (const decision of decisions.toSorted((a, b) => a.seq - b.seq)) {
    const key = record(decision.key);
    const answer = record(decision.new);
    if (decision.kind === 'person.role') {
      const fragKey = typeof decision.key === 'string' ? decision.key : text(key, 'fragKey');
      const role = typeof decision.new === 'string' ? decision.new : text(answer, 'role');
      if (isRole(role)) roles.set(fragKey, role);
      continue;
    }
    if (!(decision.kind in VERDICTS) || text(key, 'content') !== content) continue;
    const verdict = VERDICTS[decision.kind as keyof typeof VERDICTS]; // just tested with `in`
    const element = typeof decision.new === 'string' ? decision.new : text(answer, 'element');
    const owner = text(answer, 'fragKey') || (typeof decision.new === 'string' ? decision.new : '');
    places.set(`${number(key, 'start')}-${number(key, 'end')}`, {
      seq: decision.seq,
      verdict,
      ...(isElementId(element) ? { element } : {}),
      ...(verdict === 'owner' ? { owner: owner === '' ? undefined : (owner as FragKey) } : {}),
    });
  }
  return { place: (start, end) => places.get(`${start}-${end}`), role: (key) => roles.get(key) };
}

type Fields = Readonly<Record<string, unknown>>;
const record = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const text = (fields: Fields, name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
const number = (fields: Fields, name: string): number => (typeof fields[name] === 'number' ? fields[name] : -1);
const isRole = (value: string): value is Role => (ROLES as readonly string[]).includes(value);
