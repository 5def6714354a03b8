/** One name, two birth dates or record numbers: two people, unless the values look like one with a typing fault. spec/detection.md 6.5 */
import type { Candidate } from '../model/index.ts';

import { valueOf, type Link } from './assign.ts';
import type { Cast } from './figures.ts';
import { withinOneFault } from './name-key.ts';

const KEEPING_APART = new Set(['dob', 'mrn', 'ssn', 'mbi']);

interface Bound {
  readonly value: string;
  readonly person: number;
}

/** Person place → number of its half, for every figure that must be cut. Empty if none. */
export function namesakesApart(candidates: readonly Candidate[], links: readonly Link[], cast: Cast): ReadonlyMap<number, number> {
  const byFigure = new Map<number, Map<string, Bound[]>>();
  candidates.forEach((candidate, at) => {
    const link = links[at];
    if (
      !KEEPING_APART.has(candidate.element) ||
      candidate.dismissedBy !== undefined ||
      link?.figure === undefined ||
      link.place === undefined
    )
      return;
    const person = cast.occurrences[link.place]?.person;
    if (person === undefined || candidate.valid === 'fail') return;
    const elements = byFigure.get(link.figure) ?? new Map<string, Bound[]>();
    elements.set(candidate.element, [...(elements.get(candidate.element) ?? []), { value: valueOf(candidate), person }].slice(0, 64));
    byFigure.set(link.figure, elements);
  });
  const apart = new Map<number, number>();
  for (const [figure, elements] of byFigure) {
    const dates = elements.get('dob') ?? [];
    const numbers = ['mrn', 'ssn', 'mbi'].flatMap((element) => (differs(elements.get(element) ?? []) ? (elements.get(element) ?? []) : []));
    const deciding = differs(dates) ? dates : numbers.length > 0 && new Set(dates.map(({ value }) => value)).size !== 1 ? numbers : [];
    if (new Set(deciding.map(({ person }) => person)).size < 2) continue;
    cut(cast.figures[figure]?.persons ?? [], deciding, apart);
  }
  return apart;
}

/** Two values that no single typing fault explains. */
function differs(bound: readonly Bound[]): boolean {
  const [first, ...rest] = bound;
  return first !== undefined && rest.some((other) => other.person !== first.person && !looksLike(first.value, other.value));
}

/** Equal, one sign apart, two signs swapped (also day and month), or one year apart. */
export function looksLike(a: string, b: string): boolean {
  if (a === b || withinOneFault(a, b)) return true;
  const [x, y] = [a, b].map((text) => /^(\d{4})-(\d\d)-(\d\d)$/.exec(text));
  if (x === null || y === null || x === undefined || y === undefined) return false;
  if (x[1] === y[1] && x[2] === y[3] && x[3] === y[2]) return true;
  return x[2] === y[2] && x[3] === y[3] && Math.abs(Number(x[1]) - Number(y[1])) === 1;
}

/** Every place goes with the value that hangs on it, else with the place before it. */
function cut(persons: readonly number[], bound: readonly Bound[], apart: Map<number, number>): void {
  const numberOf = new Map<string, number>();
  const valueAt = new Map<number, string>();
  for (const { value, person } of bound) {
    if (!numberOf.has(value)) numberOf.set(value, numberOf.size);
    if (!valueAt.has(person)) valueAt.set(person, value);
  }
  let half = numberOf.get(valueAt.get(persons.find((person) => valueAt.has(person)) ?? -1) ?? '') ?? 0;
  for (const person of persons) {
    const value = valueAt.get(person);
    if (value !== undefined) half = numberOf.get(value) ?? half;
    apart.set(person, half);
  }
}
