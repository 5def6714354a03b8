/**
 * People's decisions about persons, as `resolve` applies them. They name mentions, never rows of a run; an individual's id stands for
 * the mention that gave it its name. Contradictions apply to nobody until one is taken back. spec/resolve.md 9
 */
import { byText } from '../kernel/index.ts';
import { individualId, type Decision, type Mention } from '../model/index.ts';

export interface PersonDecisions {
  /** Pairs of mention indices that are one person, contradictions left out. */
  readonly same: readonly (readonly [number, number])[];
  readonly different: readonly (readonly [number, number])[];
  /** Mention → roster key. */
  readonly match: ReadonlyMap<number, string>;
  readonly notMember: ReadonlyMap<number, ReadonlySet<string>>;
  readonly nobody: ReadonlySet<number>;
  readonly roles: ReadonlyMap<number, string>;
  readonly addresses: ReadonlyMap<number, string>;
  readonly leftOut: ReadonlySet<number>;
  readonly poison: readonly { readonly type: string; readonly value: string }[];
  /** Mentions of standing decisions that contradict each other. */
  readonly contradictions: readonly (readonly number[])[];
  /** Decisions whose mention is not in the case any more: shown, never dropped. */
  readonly orphans: readonly number[];
}

export function personDecisions(decisions: readonly Decision[], mentions: readonly Mention[]): PersonDecisions {
  const at = new Map<string, number>();
  mentions.forEach(({ fragKey }, index) => {
    at.set(fragKey, index);
    at.set(individualId(fragKey), index);
  });
  const same: [number, number][] = [];
  const different: [number, number][] = [];
  const match = new Map<number, string>();
  const notMember = new Map<number, Set<string>>();
  const nobody = new Set<number>();
  const roles = new Map<number, string>();
  const addresses = new Map<number, string>();
  const leftOut = new Set<number>();
  const poison: { type: string; value: string }[] = [];
  const orphans: number[] = [];
  for (const decision of decisions.toSorted((a, b) => a.seq - b.seq)) {
    if (!decision.kind.startsWith('person.') && decision.kind !== 'value.poison') continue;
    if (decision.kind === 'value.poison') {
      const key = fieldsOf(decision.key);
      if (typeof key['type'] === 'string' && typeof key['value'] === 'string') poison.push({ type: key['type'], value: key['value'] });
      continue;
    }
    const named = mentionKeys(decision.key);
    const found = named.flatMap((key) => at.get(key) ?? []);
    const [first] = found;
    if (first === undefined || (found.length < named.length && PAIRS.has(decision.kind))) {
      orphans.push(decision.seq);
      continue;
    }
    const answer = memberKeyOf(decision);
    switch (decision.kind) {
      case 'person.same':
        for (const other of found.slice(1)) same.push([first, other]);
        break;
      case 'person.different':
        found.forEach((a, i) => {
          for (const b of found.slice(i + 1)) different.push([a, b]);
        });
        break;
      case 'person.split':
        splitGroups(decision, at).forEach((group, i, groups) => {
          for (const other of group.slice(1)) same.push([group[0] ?? other, other]);
          for (const later of groups.slice(i + 1)) for (const a of group) for (const b of later) different.push([a, b]);
        });
        break;
      case 'person.match':
        if (answer !== '')
          for (const one of found) {
            match.set(one, answer);
            nobody.delete(one);
          }
        break;
      case 'person.nomatch':
        for (const one of found) notMember.set(one, new Set([...(notMember.get(one) ?? []), answer]));
        break;
      case 'person.nobody':
        for (const one of found) {
          nobody.add(one);
          match.delete(one);
        }
        break;
      case 'person.role':
        for (const one of found) roles.set(one, textOf(decision.new, 'role'));
        break;
      case 'person.address':
        if (typeof decision.new === 'object' && decision.new !== null)
          for (const one of found) addresses.set(one, JSON.stringify(decision.new));
        break;
      case 'person.leave-out':
        for (const one of found) leftOut.add(one);
        break;
      default: // `person.unsure` changes the queue of the review, not the answer
    }
  }
  return {
    ...consistent(same, different, mentions.length),
    different,
    match,
    notMember,
    nobody,
    roles,
    addresses,
    leftOut,
    poison,
    orphans,
  };
}
const PAIRS: ReadonlySet<string> = new Set(['person.same', 'person.different']);

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const textOf = (value: unknown, name: string): string =>
  typeof value === 'string' ? value : typeof fieldsOf(value)[name] === 'string' ? String(fieldsOf(value)[name]) : '';

/** Keys of mentions in a decision's key: a text, a list, or an object that names them. Sorted: the order of writing says nothing. */
function mentionKeys(key: unknown): readonly string[] {
  if (typeof key === 'string') return [key];
  if (Array.isArray(key)) return key.filter((one): one is string => typeof one === 'string').sort(byText);
  const fields = fieldsOf(key);
  const named = [
    fields['fragKey'],
    fields['mention'],
    fields['individual'],
    fields['a'],
    fields['b'],
    ...(Array.isArray(fields['fragKeys']) ? fields['fragKeys'] : []),
  ];
  return [...new Set(named.filter((one): one is string => typeof one === 'string'))].sort(byText);
}

/** The roster key that a match decision speaks of: its answer, or a part of its key. */
function memberKeyOf(decision: Decision): string {
  return textOf(decision.new, 'member') || textOf(fieldsOf(decision.key)['member'], '') || '';
}

function splitGroups(decision: Decision, at: ReadonlyMap<string, number>): readonly (readonly number[])[] {
  const groups = Array.isArray(decision.new) ? decision.new : fieldsOf(decision.new)['groups'];
  if (!Array.isArray(groups)) return [];
  return groups
    .map((group) => (Array.isArray(group) ? group.flatMap((key) => (typeof key === 'string' ? (at.get(key) ?? []) : [])) : []))
    .filter((group) => group.length > 0);
}

/** Leaves out every "same" of a group in which two are also "different". */
function consistent(
  same: readonly (readonly [number, number])[],
  different: readonly (readonly [number, number])[],
  size: number,
): Pick<PersonDecisions, 'same' | 'contradictions'> {
  const parent = Array.from({ length: size }, (_, i) => i);
  const find = (i: number): number => {
    let top = i;
    while (parent[top] !== top) top = parent[top] ?? top;
    return top;
  };
  for (const [a, b] of same) parent[Math.max(find(a), find(b))] = Math.min(find(a), find(b));
  const bad = new Set(different.flatMap(([a, b]) => (find(a) === find(b) ? [find(a)] : [])));
  const groups = [...bad].sort((a, b) => a - b).map((top) => parent.flatMap((_, i) => (find(i) === top ? [i] : [])));
  return { same: same.filter(([a]) => !bad.has(find(a))), contradictions: groups };
}
