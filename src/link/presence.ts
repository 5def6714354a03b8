/** Who stands where: questions that features ask about figures around a value. Every answer is bounded. */
import type { Cast, Occurrence } from './figures.ts';
import type { ScopeTree } from './scopes.ts';

/** Places looked at on each side of a value, and figures kept. spec/detection.md 6.4: at most 64 candidates. */
const PLACES_MAX = 400;
const FIGURES_PER_SIDE = 24;
const FIGURES_IN_SCOPE_MAX = 65;
const SCAN_MAX = 4096;

export interface Presence {
  readonly occurrences: readonly Occurrence[];
  /** Distinct figures inside a scope, in text order, at most 65. */
  figuresIn(scope: number): readonly number[];
  /** Figures whose names stand in this record. */
  figuresOfRecord(record: number): readonly number[];
  /** Indices of the nearest occurrences on each side, nearest first, each figure once. */
  around(start: number): readonly number[];
  /** Index of the last occurrence that begins before `start`; −1 if none. */
  lastBefore(start: number): number;
}

function enter(map: Map<number, number[]>, record: number, figure: number): void {
  const list = map.get(record);
  if (list === undefined) map.set(record, [figure]);
  else if (!list.includes(figure) && list.length < FIGURES_IN_SCOPE_MAX) list.push(figure);
}

export function presenceOf(cast: Cast, tree: ScopeTree): Presence {
  const { occurrences } = cast;
  const byRecord = new Map<number, number[]>();
  const inParts = new Map<number, number[]>();
  for (const { record, figure } of occurrences) {
    if (record < 0) continue;
    enter(byRecord, record, figure);
    // A value of the whole row is the subscriber's where every name stands in a sub-record.
    const outer = tree.outerRecord(record);
    const owner = tree.scopes[record]?.owner;
    if (outer >= 0 && (owner === 'subscriber' || owner === 'patient')) enter(inParts, outer, figure);
  }
  const inScope = new Map<number, readonly number[]>();
  const lastBefore = (start: number): number => {
    let low = 0;
    let high = occurrences.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((occurrences[middle]?.start ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  const figuresIn = (scope: number): readonly number[] => {
    const known = inScope.get(scope);
    if (known !== undefined) return known;
    const at = tree.scopes[scope];
    const found = new Set<number>();
    if (at !== undefined) {
      for (let i = lastBefore(at.start) + 1, steps = 0; i < occurrences.length && steps < SCAN_MAX; i += 1, steps += 1) {
        const place = occurrences[i];
        if (place === undefined || place.start >= at.end || found.size >= FIGURES_IN_SCOPE_MAX) break;
        if (cast.isList && place.record >= 0 && tree.record(scope) !== place.record) continue;
        found.add(place.figure);
      }
    }
    const list = [...found];
    inScope.set(scope, list);
    return list;
  };
  const around = (start: number): readonly number[] => {
    const before = lastBefore(start);
    return [...side(before, -1), ...side(before + 1, 1)];
  };
  function side(from: number, step: number): readonly number[] {
    const seen = new Set<number>();
    const list: number[] = [];
    for (let i = from, n = 0; i >= 0 && i < occurrences.length && n < PLACES_MAX && list.length < FIGURES_PER_SIDE; i += step, n += 1) {
      const place = occurrences[i];
      if (place === undefined || seen.has(place.figure) || (cast.isList && place.record >= 0)) continue;
      seen.add(place.figure);
      list.push(i);
    }
    return list;
  }
  return { occurrences, figuresIn, figuresOfRecord: (record) => byRecord.get(record) ?? inParts.get(record) ?? [], around, lastBefore };
}
