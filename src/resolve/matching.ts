/** Mentions and profiles against the roster: candidates, the case's own π, a verdict for each. Equal profiles are matched once. */
import type { CompareWorld } from './compare/compare.ts';
import { classify, NOBODY, type RosterVerdict } from './match/classify.ts';
import { estimateMembership, posterior, rosterWorld, scoredCandidates, type Prior } from './match/posterior.ts';
import { isNameOnly, type Profile } from './profile.ts';
import type { RosterIndex } from './roster/roster-index.ts';

type Scored = ReturnType<typeof scoredCandidates>;

export class Matching {
  readonly #roster: RosterIndex;
  readonly #world: CompareWorld;
  readonly #scored = new Map<string, Scored>();
  #prior: Prior;

  constructor(roster: RosterIndex, tuning: { readonly population?: number; readonly member?: number }) {
    this.#roster = roster;
    const population = Math.max(1, tuning.population ?? roster.size);
    this.#world = rosterWorld(roster, population);
    this.#prior = { population, member: tuning.member ?? START };
  }

  get prior(): Prior {
    return this.#prior;
  }

  /** π from all profiles with more than a name; each mention counts. */
  estimate(profiles: readonly Profile[]): void {
    const scored = profiles.filter((profile) => !isNameOnly(profile)).map((profile) => this.#candidates(profile));
    this.#prior = { population: this.#prior.population, member: estimateMembership(scored, this.#prior.population) };
  }

  /** `excluded`: roster persons that a decision ruled out. */
  verdict(profile: Profile, excluded?: ReadonlySet<number>): RosterVerdict {
    if (this.#roster.size === 0) return NOBODY;
    const scored = this.#candidates(profile).filter(({ person }) => excluded?.has(person) !== true);
    return classify(profile, posterior(scored, this.#prior), this.#roster);
  }

  #candidates(profile: Profile): Scored {
    const key = signatureOf(profile);
    let scored = this.#scored.get(key);
    if (scored === undefined) this.#scored.set(key, (scored = scoredCandidates(profile, this.#roster, this.#world)));
    return scored;
  }
}
const START = 0.8;

/** Everything that is compared, as one text. */
export function signatureOf(profile: Profile): string {
  return JSON.stringify(profile);
}
