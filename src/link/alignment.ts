/** Parallel lists: "John and Mary, DOB 1/2/50 and 3/4/52": k names, then k values, in the same order. spec/detection.md 6.5 */
import type { Candidate } from '../model/index.ts';

import type { Presence } from './presence.ts';
import { elementRule } from './rules.ts';
import type { ScopeTree } from './scopes.ts';

/** Bytes that may stand between two members of a list: `, and `. */
const SEPARATOR_BYTES_MAX = 8;
const LIST_MAX = 20;

/** The lists have different lengths: nobody can say whose value it is. */
export const UNALIGNED = -1;

/** Candidate index → figure (or `UNALIGNED`), for every value that stands behind a list of names. */
export function alignLists(
  candidates: readonly Candidate[],
  presence: Presence,
  tree: ScopeTree,
  isOwner: (figure: number) => boolean,
): ReadonlyMap<number, number> {
  const aligned = new Map<number, number>();
  let at = 0;
  while (at < candidates.length) {
    const run = valueRun(candidates, at, tree);
    if (run.length >= 2 && run.length <= LIST_MAX) {
      const names = nameRun(candidates[at]?.start ?? 0, tree.sentence(candidates[at]?.scope ?? 0), presence, tree, isOwner);
      if (names.length >= 2)
        run.forEach((index, i) => aligned.set(index, names.length === run.length ? (names[i] ?? UNALIGNED) : UNALIGNED));
    }
    at = Math.max(at + 1, (run.at(-1) ?? at) + 1);
  }
  return aligned;
}

/** Indices of neighbouring values of one single-valued element in one sentence, close behind each other. */
function valueRun(candidates: readonly Candidate[], from: number, tree: ScopeTree): readonly number[] {
  const first = candidates[from];
  if (first === undefined || first.dismissedBy !== undefined || !elementRule(first.element).single || first.cell !== undefined) return [];
  const sentence = tree.sentence(first.scope);
  if (sentence < 0) return [];
  const run = [from];
  let last = first;
  for (let i = from + 1; i < candidates.length && run.length <= LIST_MAX; i += 1) {
    const next = candidates[i];
    if (next === undefined || tree.sentence(next.scope) !== sentence) break;
    if (next.start < last.end || next.dismissedBy !== undefined) continue;
    const label = next.label === undefined || next.label.position !== 'right' ? 0 : next.label.label.length + 2;
    if (next.element !== first.element || next.start - last.end - label > SEPARATOR_BYTES_MAX) break;
    run.push(i);
    last = next;
  }
  return run;
}

/** The names before the first value in its sentence, if they stand close behind each other: figures in order. */
function nameRun(
  before: number,
  sentence: number,
  presence: Presence,
  tree: ScopeTree,
  isOwner: (figure: number) => boolean,
): readonly number[] {
  const from = tree.scopes[sentence]?.start ?? before;
  const names: number[] = [];
  let next: { readonly start: number } | undefined;
  for (let i = presence.lastBefore(before); i >= 0 && names.length <= LIST_MAX; i -= 1) {
    const place = presence.occurrences[i];
    if (place === undefined || place.start < from) break;
    if (next !== undefined && next.start - place.end > SEPARATOR_BYTES_MAX) break;
    if (!isOwner(place.figure)) return [];
    names.unshift(place.figure);
    next = place;
  }
  return new Set(names).size === names.length ? names : [];
}
