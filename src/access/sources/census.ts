/**
 * Page census, spec/access.md 5.1: rows of `Search-UnifiedAuditLog` carry their place in the answer and the answer's size, so each call
 * proves its own completeness. It proves pages, not filters.
 */
import { byNumber, byText } from '../../kernel/index.ts';

export interface CensusGroup {
  readonly group: string;
  readonly resultCount: number;
  /** Calls at least: the highest multiplicity of one place. */
  readonly calls: number;
  readonly expected: number;
  readonly present: number;
  readonly lacking: number;
  /** Places that some call lacks, the first of them. */
  readonly places: readonly number[];
}

const PLACES_SHOWN = 20;
const GROUPS_MAX = 20_000;
const RESULT_COUNT_MAX = 1_000_000;

export class PageCensus {
  #groups = new Map<string, { resultCount: number; seen: Map<number, number>; present: number }>();

  add(group: string, index: number, resultCount: number): void {
    if (index < 1 || resultCount < 1 || resultCount > RESULT_COUNT_MAX || index > resultCount) return;
    const key = `${group} ${resultCount}`;
    let one = this.#groups.get(key);
    if (one === undefined) {
      if (this.#groups.size >= GROUPS_MAX) return;
      one = { resultCount, seen: new Map(), present: 0 };
      this.#groups.set(key, one);
    }
    one.seen.set(index, (one.seen.get(index) ?? 0) + 1);
    one.present += 1;
  }

  groups(): readonly CensusGroup[] {
    return [...this.#groups]
      .sort((a, b) => byText(a[0], b[0]))
      .map(([group, one]) => {
        const calls = [...one.seen.values()].reduce((most, count) => Math.max(most, count), 0);
        const expected = calls * one.resultCount;
        return {
          group,
          resultCount: one.resultCount,
          calls,
          expected,
          present: one.present,
          lacking: expected - one.present,
          places: lackingPlaces(one, calls),
        };
      });
  }
}

function lackingPlaces(group: { readonly resultCount: number; readonly seen: ReadonlyMap<number, number> }, calls: number): number[] {
  const places: number[] = [];
  for (let index = 1; index <= group.resultCount && places.length < PLACES_SHOWN; index += 1)
    if ((group.seen.get(index) ?? 0) < calls) places.push(index);
  return places.sort(byNumber);
}
