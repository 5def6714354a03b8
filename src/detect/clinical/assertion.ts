/**
 * What the text asserts of a term: NegEx-like triggers with a reach in tokens, cut by terminators and sentence ends. A negated
 * or family term stays a finding; assertion is an attribute, never a filter. Spec/detection.md 2.4, T087–T090.
 */
import type { Assertion } from '../../model/index.ts';

import type { TermHit } from './match-terms.ts';

export interface Asserted {
  readonly assertion: Assertion;
  readonly tags: readonly string[];
}

const ASSERTION_OF: Readonly<Record<string, Assertion>> = {
  negated: 'negated',
  family: 'family',
  hypothetical: 'hypothetical',
  uncertain: 'hypothetical',
  historical: 'historical',
  other_person: 'other-person',
  template: 'template',
  present: 'present',
};
/** Whose it is counts before whether it is. */
const RANK: readonly string[] = ['family', 'other_person', 'template', 'negated', 'hypothetical', 'uncertain', 'historical', 'present'];
const NEIGHBOURS_MAX = 12;

/** `hits` are all hits of the text in order, `index` the term's. */
export function assertionOf(hits: readonly TermHit[], index: number): Asserted {
  const statuses = new Map<string, number>();
  collect(hits, index, -1, statuses);
  collect(hits, index, 1, statuses);
  const found = RANK.filter((status) => statuses.has(status));
  const owner = found.find((status) => status === 'family' || status === 'other_person');
  if (owner !== undefined) return { assertion: ASSERTION_OF[owner] ?? 'present', tags: found.includes('negated') ? ['negated'] : [] };
  if (found.includes('template')) return { assertion: 'template', tags: [] };
  let nearest: string | undefined;
  for (const status of found) if (nearest === undefined || (statuses.get(status) ?? 0) < (statuses.get(nearest) ?? 0)) nearest = status;
  return { assertion: ASSERTION_OF[nearest ?? 'present'] ?? 'present', tags: nearest === 'uncertain' ? ['uncertain'] : [] };
}

/** Walks away from the term until a terminator, the unit's end or `NEIGHBOURS_MAX` hits; keeps the nearest distance per status. */
function collect(hits: readonly TermHit[], index: number, step: 1 | -1, statuses: Map<string, number>): void {
  const term = hits[index];
  if (term === undefined) return;
  for (let n = 1; n <= NEIGHBOURS_MAX; n += 1) {
    const other = hits[index + n * step];
    if (other === undefined || other.unit !== term.unit) return;
    const distance = Math.abs(other.atom - term.atom);
    for (const trigger of other.node.triggers ?? []) {
      if (trigger.status === 'terminator') return;
      if (trigger.status === 'pseudo') break;
      const points = trigger.direction === 'any' || (trigger.direction === 'pre' ? step === -1 : step === 1);
      if (!points || distance > trigger.scope + 1) continue;
      if (!statuses.has(trigger.status) || (statuses.get(trigger.status) ?? 0) > distance) statuses.set(trigger.status, distance);
    }
  }
}
