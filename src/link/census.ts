/** The census after tiers are known: each class adds up to what detection counted. spec/detection.md 8.1 */
import { assert, byText } from '../kernel/index.ts';
import type { CensusClass, CensusRow, ElementId } from '../model/index.ts';

import type { LinkCensusRow } from './input.ts';

const CLASS_OF: Readonly<Partial<Record<ElementId, CensusClass>>> = {
  ssn: 'ssn',
  'card.pan': 'card',
  'bank.account': 'bank',
  drivers_license: 'drivers_license',
  passport: 'passport',
};

/** What became of one candidate that detection had left open. */
export interface Outcome {
  readonly element: ElementId;
  readonly outcome: string;
}

/** Dismissals of detection stay; what it called auto or review is given the tier that link gave, cluster by cluster. */
export function censusAfter(before: readonly CensusRow[], outcomes: readonly Outcome[]): readonly LinkCensusRow[] {
  const open = new Map<CensusClass, number>();
  const rows = new Map<string, LinkCensusRow>();
  const add = (name: CensusClass, outcome: string, count: number): void => {
    if (count <= 0) return;
    const key = `${name}\n${outcome}`;
    rows.set(key, { class: name, outcome, count: (rows.get(key)?.count ?? 0) + count });
  };
  for (const row of before) {
    if (row.outcome === 'auto' || row.outcome === 'review') open.set(row.class, (open.get(row.class) ?? 0) + row.count);
    else add(row.class, row.outcome, row.count);
  }
  for (const { element, outcome } of outcomes) {
    const name = CLASS_OF[element];
    const left = name === undefined ? 0 : (open.get(name) ?? 0);
    // A cluster may give two candidates: it is counted once.
    if (name === undefined || left <= 0) continue;
    add(name, outcome, 1);
    open.set(name, left - 1);
  }
  for (const [name, left] of open) add(name, 'review', left);
  const after = [...rows.values()].sort((a, b) => byText(a.class, b.class) || byText(a.outcome, b.outcome));
  const sum = (list: readonly { readonly count: number }[]): number => list.reduce((total, row) => total + row.count, 0);
  assert(sum(after) === sum(before), 'the census of a content keeps its sum');
  return after;
}
