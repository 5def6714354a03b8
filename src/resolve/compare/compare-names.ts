/** Two names, level by level: the strongest pair of readings counts. spec/resolve.md 3.3 */
import { withoutUmlautE } from '../normalise/fold.ts';
import { areSpellings, isListedGiven, isNickname } from '../normalise/name-tables.ts';
import type { NameForm } from '../normalise/names.ts';
import { editDistance, jaroWinkler } from '../normalise/similarity.ts';
import type { Frequencies } from '../roster/frequencies.ts';
import { bitsOf } from '../weights.ts';

export type FamilyLevel = 'exact' | 'variant' | 'close' | 'near' | 'different' | 'missing';
export type GivenLevel = 'exact' | 'variant' | 'nick' | 'close' | 'near' | 'initial' | 'prefix' | 'middle' | 'different' | 'missing';

/** `exact`: both parts agree in full, spelling and short forms allowed. `similar`: both agree but for a slip. `partial`: one agrees, the other is missing or an initial. */
export type NameVerdict = 'exact' | 'similar' | 'partial' | 'different' | 'missing';

export interface NameComparison {
  readonly family: FamilyLevel;
  readonly given: GivenLevel;
  readonly verdict: NameVerdict;
  readonly bits: number;
  /** Bits above what the rarest name of the population can be worth: they divide candidates, and say nothing against "nobody". */
  readonly excess: number;
  /** JR against SR, or two generations that differ. */
  readonly generationsDiffer: boolean;
  readonly isSwapped: boolean;
}

export interface NameWorld {
  readonly frequencies: Frequencies;
  /** Share of people with both names, by count where it can be counted. */
  joint(given: string, family: string): number;
  /** No name is rarer than one in so many people: log2. */
  readonly nameBitsMax: number;
}

const MISSING: NameComparison = {
  family: 'missing',
  given: 'missing',
  verdict: 'missing',
  bits: 0,
  excess: 0,
  generationsDiffer: false,
  isSwapped: false,
};
/** A reading that is ten times less likely is worth three bits less, and none less than this. */
const READING_LOSS_MAX = 4;

export function compareNames(a: readonly NameForm[], b: readonly NameForm[], world: NameWorld): NameComparison {
  let best: NameComparison | undefined;
  const [topA, topB] = [topP(a), topP(b)];
  for (const left of a) {
    for (const right of b) {
      const isRare = left.p < topA * USUAL_SHARE || right.p < topB * USUAL_SHARE;
      const one = comparePair(left, right, world);
      // An unusual reading may show that two names agree; it may not show how they differ.
      if (isRare && one.verdict === 'different') continue;
      const loss =
        Math.min(READING_LOSS_MAX, Math.max(0, Math.log2(topA / left.p))) +
        Math.min(READING_LOSS_MAX, Math.max(0, Math.log2(topB / right.p)));
      const compared = { ...one, bits: one.bits - loss, isSwapped: one.isSwapped || left.p < topA * SWAP_SHARE };
      if (best === undefined || compared.bits > best.bits) best = compared;
    }
  }
  return best ?? MISSING;
}
const USUAL_SHARE = 0.3;
const topP = (names: readonly NameForm[]): number => names.reduce((most, { p }) => Math.max(most, p), 0);
const SWAP_SHARE = 0.2;

function comparePair(a: NameForm, b: NameForm, world: NameWorld): NameComparison {
  const family = compareFamily(a, b);
  const given = compareGiven(a, b);
  if (
    family === 'different' &&
    given === 'different' &&
    a.given !== '' &&
    a.given === b.family &&
    b.given === a.family &&
    a.given.length > 1
  ) {
    const swapped = nameBits('exact', 'exact', b, world);
    return {
      family: 'exact',
      given: 'exact',
      verdict: 'exact',
      bits: swapped.bits - SWAP_LOSS,
      excess: swapped.excess,
      generationsDiffer: false,
      isSwapped: true,
    };
  }
  const generationsDiffer = a.suffix !== '' && b.suffix !== '' && a.suffix !== b.suffix;
  const generation = generationsDiffer ? bitsOf('suffix.different') : a.suffix !== '' && a.suffix === b.suffix ? bitsOf('suffix.equal') : 0;
  const name = nameBits(family, given, b, world);
  return {
    family,
    given,
    verdict: verdictOf(family, given),
    bits: name.bits + middleBits(a, b, family, given) + generation,
    excess: name.excess,
    generationsDiffer,
    isSwapped: false,
  };
}
/** Swapped parts: a level of its own, below equality. */
const SWAP_LOSS = 6;

function compareFamily(a: NameForm, b: NameForm): FamilyLevel {
  if (a.family === '' || b.family === '') return 'missing';
  if (a.family === b.family) return 'exact';
  if (a.families.some((one) => b.families.includes(one))) return 'variant';
  if (withoutUmlautE(a.family) === withoutUmlautE(b.family) || areSpellings('family', a.family, b.family)) return 'variant';
  let level: FamilyLevel = 'different';
  for (const left of a.families) {
    for (const right of b.families) {
      const distance = editDistance(left, right);
      const long = Math.min(left.length, right.length) > 3;
      if (long && distance === 1) return 'close';
      const alike = jaroWinkler(left, right);
      if (long && alike >= 0.92) level = 'close';
      else if (level === 'different' && Math.min(left.length, right.length) > 4 && (alike >= 0.85 || distance <= 2)) level = 'near';
    }
  }
  return level;
}

function compareGiven(a: NameForm, b: NameForm): GivenLevel {
  if (a.given === '' || b.given === '') return 'missing';
  if (a.given === b.given) return a.given.length === 1 ? 'initial' : 'exact';
  if (a.newborn || b.newborn) return a.newborn && b.newborn ? 'different' : 'missing';
  if (a.given.length === 1 || b.given.length === 1) return a.given[0] === b.given[0] ? 'initial' : 'different';
  if (a.givenJoined === b.givenJoined || a.givenJoined === b.given || a.given === b.givenJoined) return 'exact';
  if (withoutUmlautE(a.given) === withoutUmlautE(b.given) || areSpellings('given', a.given, b.given)) return 'variant';
  if (isNickname(a.given, b.given)) return 'nick';
  const shorter = Math.min(a.given.length, b.given.length);
  const isSlip = (shorter > 3 && editDistance(a.given, b.given) === 1) || (shorter > 4 && jaroWinkler(a.given, b.given) >= 0.92);
  // Anna and Anne differ by a letter and are two people.
  if (isSlip) return isListedGiven(a.given) && isListedGiven(b.given) ? 'near' : 'close';
  if (shorter >= 3 && (a.given.startsWith(b.given) || b.given.startsWith(a.given))) return 'prefix';
  if ((b.middle.length > 1 && a.given === b.middle) || (a.middle.length > 1 && b.given === a.middle)) return 'middle';
  return shorter <= 3 && editDistance(a.given, b.given) === 1 ? 'near' : 'different';
}

function verdictOf(family: FamilyLevel, given: GivenLevel): NameVerdict {
  if (family === 'missing' && given === 'missing') return 'missing';
  if (family === 'different' || given === 'different') return 'different';
  if (family === 'missing' || given === 'missing' || given === 'initial') return 'partial';
  const fullGiven = given === 'exact' || given === 'variant' || given === 'nick';
  if (fullGiven && (family === 'exact' || family === 'variant')) return 'exact';
  if (given === 'near' || family === 'near') return 'partial';
  return 'similar';
}

function nameBits(
  family: FamilyLevel,
  given: GivenLevel,
  b: NameForm,
  world: NameWorld,
): { readonly bits: number; readonly excess: number } {
  const { frequencies } = world;
  const familyExact = b.family === '' ? 0 : clamp(-Math.log2(frequencies.family(b.family)), 'family');
  const givenExact =
    b.given === '' ? 0 : b.given.length === 1 ? bitsOf('given.initial') : clamp(-Math.log2(frequencies.given(b.given)), 'given');
  const familyBits =
    family === 'missing'
      ? 0
      : family === 'exact'
        ? familyExact
        : family === 'different'
          ? bitsOf('family.different')
          : Math.min(bitsOf(`family.${family}`), familyExact - 1);
  const givenBits =
    given === 'missing'
      ? 0
      : given === 'exact'
        ? givenExact
        : given === 'different'
          ? bitsOf('given.different')
          : Math.min(bitsOf(`given.${given}`), Math.max(0.5, givenExact - 1));
  const product = familyBits + givenBits;
  // What agrees only nearly agrees with several people: at least two bits below the rarest name.
  const most =
    family === 'exact' && given === 'exact'
      ? Math.min(world.nameBitsMax, -Math.log2(world.joint(b.given, b.family)))
      : world.nameBitsMax - 2;
  return { bits: Math.min(product, most), excess: Math.max(0, product - most) };
}

function clamp(bits: number, part: 'family' | 'given'): number {
  return Math.min(bitsOf(`${part}.exact.max`), Math.max(bitsOf(`${part}.exact.min`), bits));
}

function middleBits(a: NameForm, b: NameForm, family: FamilyLevel, given: GivenLevel): number {
  if (a.middle === '' || b.middle === '' || given === 'middle' || given === 'missing' || family === 'missing') return 0;
  if (a.middle === b.middle) return a.middle.length === 1 ? bitsOf('middle.initial') : bitsOf('middle.exact');
  return a.middle[0] === b.middle[0] ? bitsOf('middle.initial') : bitsOf('middle.different');
}
