/**
 * How many people: low, expected, high, in the simplest true form of spec/resolve.md 8. A person who is certain counts one in all
 * three. One who may be somebody that is counted already counts by the chance that he is not.
 */
import type { CountRange, Individual } from '../model/index.ts';

export function countPeople(individuals: readonly Individual[]): CountRange {
  const counted = new Set(individuals.flatMap(({ rosterId }) => (rosterId === '' ? [] : [rosterId])));
  const namesakes = new Map<string, number>();
  for (const individual of individuals) namesakes.set(nameKey(individual), (namesakes.get(nameKey(individual)) ?? 0) + 1);
  let low = 0;
  let expected = 0;
  for (const individual of individuals) {
    const q = chanceOfAnother(individual, counted, namesakes.get(nameKey(individual)) ?? 1);
    expected += q;
    if (q > CERTAIN) low += 1;
  }
  return { low, expected: Math.round(expected * 10) / 10, high: individuals.length };
}

/** Above this a person counts in `low`. */
const CERTAIN = 0.95;

/** P(this is a person not otherwise counted). */
function chanceOfAnother(individual: Individual, counted: ReadonlySet<string>, sameName: number): number {
  if (individual.match.state === 'auto' || individual.status === 'resolved') {
    // By name alone, with others of that name in the case: it may be one of them.
    const isNameOnly = individual.match.state === 'none' && individual.match.evidence === 'N' && sameName > 1;
    return isNameOnly ? 1 / sameName : 1;
  }
  const already = individual.match.candidates.filter(({ member }) => counted.has(member) && member !== individual.rosterId).reduce((sum, { p }) => sum + p, 0);
  return Math.max(0, 1 - already);
}

function nameKey(individual: Individual): string {
  return `${individual.family.reveal('match')} ${individual.given.reveal('match')}`.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().replace(/[^A-Z ]/g, '');
}
