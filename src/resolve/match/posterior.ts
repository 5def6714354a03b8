/**
 * P(candidate | profile) over every candidate and "nobody in the roster": P = π·2^w/N ÷ (π·Σ2^w/N + 1 − π). What is rare is counted in
 * the roster, never multiplied: the joint share of a name is that of its namesakes. spec/resolve.md 5.1
 */
import { compareProfiles, type Comparison, type CompareWorld } from '../compare/compare.ts';
import type { Profile } from '../profile.ts';
import { KEY } from '../roster/postings.ts';
import type { RosterIndex } from '../roster/roster-index.ts';
import { candidatesOf } from './candidates.ts';

export interface Candidate {
  readonly person: number;
  readonly p: number;
  readonly comparison: Comparison;
}

export interface Prior {
  /** Persons that could be meant: the roster's size, or more where the roster is a part. */
  readonly population: number;
  /** P(the subject is a roster person). */
  readonly member: number;
}

export function rosterWorld(roster: RosterIndex, population: number): CompareWorld {
  const { frequencies } = roster;
  return {
    frequencies,
    joint: (given, family) =>
      Math.max(roster.namesakes(given, family), 1, population * frequencies.given(given) * frequencies.family(family)) / population,
    nameBitsMax: Math.log2(Math.max(2, population)),
    idSpaceBits: (value) => roster.idSpaceBits(value),
    isOwnShape: (value) => roster.isOwnShape(value),
    isOwned: (value) => roster.persons(KEY.id, value, 1).length > 0,
    hasPersonSuffix: roster.hasPersonSuffix,
  };
}

/** Scored candidates without the prior: the same for any π. */
export function scoredCandidates(
  profile: Profile,
  roster: RosterIndex,
  world: CompareWorld,
): readonly { readonly person: number; readonly comparison: Comparison }[] {
  return candidatesOf(profile, roster)
    .map((person) => ({ person, comparison: compareProfiles(profile, roster.profile(person), world) }))
    .filter(({ comparison }) => comparison.bits > 0);
}

/**
 * Best first; ties in the order of the roster. The rest to 1 is "nobody". Candidates divide by all that tells them apart; against nobody
 * the best one's name is worth no more than the rarest name there can be.
 */
export function posterior(
  scored: readonly { readonly person: number; readonly comparison: Comparison }[],
  prior: Prior,
): readonly Candidate[] {
  let top = -Infinity;
  let excess = 0;
  for (const { comparison } of scored) {
    const bits = comparison.bits + comparison.name.excess;
    if (bits > top) [top, excess] = [bits, comparison.name.excess];
  }
  const odds = scored.map(({ comparison }) => (prior.member * 2 ** (comparison.bits + comparison.name.excess - excess)) / prior.population);
  const all = odds.reduce((sum, one) => sum + one, 1 - prior.member);
  return scored
    .map(({ person, comparison }, at) => ({ person, comparison, p: (odds[at] ?? 0) / all }))
    .sort((a, b) => b.p - a.p || a.person - b.person);
}

/** π of the case by EM over the mentions that could be decided, held near 0.8 until there are enough of them. */
export function estimateMembership(
  scored: readonly (readonly { readonly person: number; readonly comparison: Comparison }[])[],
  population: number,
): number {
  let member = MEMBER_START;
  for (let round = 0; round < EM_ROUNDS; round += 1) {
    let sum = MEMBER_START * PRIOR_WEIGHT;
    for (const candidates of scored)
      sum += Math.min(
        1,
        posterior(candidates, { population, member }).reduce((all, { p }) => all + p, 0),
      );
    member = Math.min(MEMBER_MAX, Math.max(MEMBER_MIN, sum / (scored.length + PRIOR_WEIGHT)));
  }
  return member;
}
const EM_ROUNDS = 4;
const MEMBER_START = 0.8;
const PRIOR_WEIGHT = 10;
/** Never above without a person saying that all subjects are members. spec/resolve.md 5.1 */
const MEMBER_MAX = 0.995;
const MEMBER_MIN = 0.05;
