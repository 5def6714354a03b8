/**
 * How many people: low and high are the 5th and 95th percentile of seeded draws, expected is the sum of chances; floor and ceiling are
 * hard bounds. Whoever is certain counts one in all of them. spec/resolve.md 8
 */
import { byNumber, digestOf } from '../../kernel/index.ts';
import type { CountRange, Individual } from '../../model/index.ts';

export interface PeopleCount extends CountRange {
  /** Only who is matched automatically or by decision, or has data of two families and no open question. */
  readonly floor: number;
  /** Every unresolved row is another person. */
  readonly ceiling: number;
}

const DRAWS = 2000;
/** What is not known of the chances themselves: one common factor in each draw, in log units. */
const CHANCE_SPREAD = 0.7;

/** Low ≤ expected ≤ high, floor ≤ low, high ≤ ceiling. The same individuals in any order give the same numbers. */
export function countIndividuals(individuals: readonly Individual[]): PeopleCount {
  const open = individuals
    .map(chanceOf)
    .filter((chance) => chance < 1)
    .sort(byNumber);
  const certain = individuals.length - open.length;
  const expected = certain + open.reduce((sum, chance) => sum + chance, 0);
  const random = seeded(digestOf(individuals.map(({ id }) => id).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))));
  const draws = open.length === 0 ? [0] : Array.from({ length: DRAWS }, () => draw(open, random));
  draws.sort(byNumber);
  const low = certain + (draws[Math.floor(draws.length * 0.05)] ?? 0);
  const high = certain + (draws[Math.floor(draws.length * 0.95)] ?? 0);
  return {
    floor: certain,
    low: Math.min(low, Math.floor(expected)),
    expected: Math.round(expected * 10) / 10,
    high: Math.max(high, Math.ceil(expected)),
    ceiling: individuals.length,
  };
}

const chanceOf = (individual: Individual): number => Math.min(1, Math.max(0, individual.pDistinct ?? 1));

function draw(chances: readonly number[], random: () => number): number {
  // Sum of twelve uniforms less six: near enough to a normal, and the same on every machine.
  let normal = -6;
  for (let i = 0; i < 12; i += 1) normal += random();
  const factor = Math.exp(CHANCE_SPREAD * normal);
  let count = 0;
  for (const chance of chances) if (random() < Math.min(1, chance * factor)) count += 1;
  return count;
}

/** mulberry32, seeded by the first 32 bits of a digest. */
function seeded(hex: string): () => number {
  let state = Number.parseInt(hex.slice(0, 8), 16);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
