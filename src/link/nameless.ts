/** Numbers that stand for a person by themselves: an MRN, member id or SSN with no name to belong to. spec/detection.md 6.6 */
import type { Candidate } from '../model/index.ts';

import { valueOf, type Link } from './assign.ts';
import { placesByFigure, type Cast, type Figure, type Occurrence } from './figures.ts';
import { elementRule } from './rules.ts';
import { recordOf } from './score.ts';
import type { FigureRole } from './roles.ts';
import type { ScopeTree } from './scopes.ts';
import { isSureLink } from './tiers.ts';

export interface Nameless {
  readonly cast: Cast;
  readonly roles: readonly FigureRole[];
  /** Candidate index → the figure that it makes. */
  readonly figureOf: ReadonlyMap<number, number>;
}

/** Adds a figure for each group of orphan numbers in one record, sentence or unit. Undefined if there are none. */
export function addNameless(
  candidates: readonly Candidate[],
  links: readonly Link[],
  cast: Cast,
  roles: readonly FigureRole[],
  tree: ScopeTree,
  author: string | undefined,
): Nameless | undefined {
  const byHome = new Map<number, number[]>();
  candidates.forEach((candidate, at) => {
    if (!isOrphanNumber(candidate, links[at], tree) && !isAuthor(candidate, links[at], tree, author)) return;
    const home = homeOf(candidate, tree);
    const list = byHome.get(home);
    if (list === undefined) byHome.set(home, [at]);
    else list.push(at);
  });
  if (byHome.size === 0) return undefined;
  const figureOf = new Map<number, number>();
  const byValue = new Map<string, number>();
  const added: Figure[] = [];
  const newRoles: FigureRole[] = [];
  const occurrences: Occurrence[] = [...cast.occurrences];
  for (const members of byHome.values()) {
    let current: { readonly index: number; readonly has: Map<string, string> } | undefined;
    for (const at of members) {
      const candidate = candidates[at] as Candidate; // members are indices of the list
      const value = keyOf(candidate);
      const known = byValue.get(value);
      const clashes = current !== undefined && (current.has.get(candidate.element) ?? value) !== value;
      if (known !== undefined) current = { index: known, has: new Map([[candidate.element, value]]) };
      else if (current === undefined || clashes) {
        const index = cast.figures.length + added.length;
        added.push({ index, persons: [], anchor: -1, words: [], readings: [], p: 1, tags: ['unnamed'], textRoles: {} });
        newRoles.push(roleOfNumber(candidate));
        current = { index, has: new Map() };
      }
      current.has.set(candidate.element, value);
      byValue.set(value, current.index);
      figureOf.set(at, current.index);
      occurrences.push({
        figure: current.index,
        start: candidate.start,
        end: candidate.end,
        scope: candidate.scope,
        line: candidate.line,
        record: recordOf(candidate, tree),
      });
    }
  }
  occurrences.sort((a, b) => a.start - b.start || a.end - b.end || a.figure - b.figure);
  const figures = [...cast.figures, ...added];
  return {
    cast: { figures, occurrences, placesOf: placesByFigure(figures.length, occurrences), isList: cast.isList },
    roles: [...roles, ...newRoles],
    figureOf,
  };
}

/**
 * A number without an owner here that has one sure owner elsewhere in the content is that owner's: one number is never two people.
 * With several owners (a member number of a family) it stays without.
 */
export function followOwners(candidates: readonly Candidate[], links: readonly Link[], tree: ScopeTree): readonly Link[] {
  const owners = new Map<string, Link | 'several'>();
  candidates.forEach((candidate, at) => {
    const link = links[at];
    if (link?.figure === undefined || !elementRule(candidate.element).direct || !isSureLink(link)) return;
    const value = keyOf(candidate);
    const known = owners.get(value);
    const isOther = known !== undefined && (known === 'several' || known.figure !== link.figure);
    if (isOther) owners.set(value, 'several');
    else if (known === undefined || link.p > known.p) owners.set(value, link);
  });
  if (owners.size === 0) return links;
  return links.map((link, at) => {
    const candidate = candidates[at] as Candidate; // one link for each candidate
    const owner = isOrphanNumber(candidate, link, tree) ? owners.get(keyOf(candidate)) : undefined;
    return owner === undefined || owner === 'several' ? link : { ...owner, method: 'by-value' };
  });
}

const keyOf = (candidate: Candidate): string => `${candidate.element}\n${valueOf(candidate)}`;

/** The address of somebody outside who writes of own care and signs with no name. */
function isAuthor(candidate: Candidate, link: Link | undefined, tree: ScopeTree, author: string | undefined): boolean {
  if (author === undefined || candidate.element !== 'email' || candidate.dismissedBy !== undefined || link?.figure !== undefined)
    return false;
  return tree.ground(candidate.scope) === 'header' && tree.depth(candidate.scope) === 0 && valueOf(candidate) === author;
}

function isOrphanNumber(candidate: Candidate, link: Link | undefined, tree: ScopeTree): boolean {
  if (candidate.dismissedBy !== undefined || !elementRule(candidate.element).direct || candidate.p < 0.5 || candidate.valid === 'fail')
    return false;
  const ground = tree.ground(candidate.scope);
  return link?.figure === undefined && ground !== 'signature' && ground !== 'disclaimer';
}

function homeOf(candidate: Candidate, tree: ScopeTree): number {
  const record = recordOf(candidate, tree);
  if (record >= 0) return record;
  const sentence = tree.sentence(candidate.scope);
  return sentence >= 0 ? sentence : tree.unit(candidate.scope);
}

function roleOfNumber(candidate: Candidate): FigureRole {
  const owner = candidate.label?.owner;
  const role =
    owner === 'subscriber'
      ? 'subscriber'
      : owner === 'guarantor'
        ? 'guarantor'
        : owner === 'spouse' || owner === 'parent'
          ? 'relative'
          : 'subject';
  const odds = { subject: 0, subscriber: 0, guarantor: 0, relative: 0, clinician: 0, staff: 0, correspondent: 0, other: 0, [role]: 4 };
  return { role, odds, because: [{ id: 'by-value', weight: 0 }], isNamedOutside: false, nameP: 1 };
}
