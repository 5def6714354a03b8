/** What is rare within the case: the roster's frequencies, made careful, since names follow birth cohort and origin. spec/resolve.md 5.1 */
import type { CompareWorld } from './compare/compare.ts';
import { KEY } from './roster/postings.ts';
import type { RosterIndex } from './roster/roster-index.ts';

/** Products of frequencies overstate a full name up to eightfold. */
const KAPPA = 8;
/** From this size on the count of namesakes is better than any product. */
const COUNTED_SIZE_MIN = 20_000;
const NAME_BITS_MAX = 24;

export function caseWorld(roster: RosterIndex): CompareWorld {
  const { frequencies } = roster;
  return {
    frequencies,
    joint: (given, family) => {
      const counted = roster.size >= COUNTED_SIZE_MIN ? roster.namesakes(given, family) / roster.size : 0;
      return Math.min(0.5, Math.max(counted, KAPPA * frequencies.given(given) * frequencies.family(family)));
    },
    nameBitsMax: NAME_BITS_MAX,
    idSpaceBits: (value) => roster.idSpaceBits(value),
    isOwnShape: (value) => roster.isOwnShape(value),
    isOwned: (value) => roster.persons(KEY.id, value, 1).length > 0,
    hasPersonSuffix: roster.hasPersonSuffix,
  };
}
