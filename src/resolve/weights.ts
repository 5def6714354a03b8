/** The bits of each comparison level: rules/resolve/weights.tsv. Shipped weights; nothing is learnt from fewer than 5,000 pairs. */
import { assert } from '../kernel/index.ts';

import { lazily, ruleRows } from './rule-rows.ts';

const table = lazily(
  () => new Map(ruleRows('resolve/weights.tsv', ['id', 'bits']).map(([id = '', bits = '']) => [id, Number(bits)] as const)),
);

/** Bits of a level. An unknown id is a bug of ours. */
export function bitsOf(id: string): number {
  const bits = table().get(id);
  assert(bits !== undefined && Number.isFinite(bits), `rules/resolve/weights.tsv has bits for ${id}`);
  return bits;
}

/** The whole table, for model.json. */
export function shippedWeights(): Readonly<Record<string, number>> {
  return Object.fromEntries(table());
}
