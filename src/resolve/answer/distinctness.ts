/**
 * P(an unresolved cluster is a person not otherwise counted). A name known in the case may be one that is counted already; how often
 * people are known by name alone is estimated from those who are known for certain. spec/resolve.md 8
 */
import { compareNames, type NameWorld } from '../compare/compare-names.ts';
import { isNameOnly, type Profile } from '../profile.ts';
import type { Cluster, Clusters } from '../cluster/clusters.ts';
import type { Pair } from '../cluster/rounds.ts';

/** P(two clusters of one non-member share no attribute that would have joined them), before anything is seen. Judged from spec/resolve.md 8. */
const SPLIT_SHARE = 0.25;

interface Rates {
  /** People of the case, roughly. */
  readonly people: number;
  /** Clusters that are nobody of the roster. */
  readonly open: number;
  /** Share of people known by name only. */
  readonly nameOnly: number;
  /** Name-only mentions for each known person. */
  readonly perPerson: number;
}

/**
 * By cluster id; 1 for whoever is certain. `ambiguous`: bare names that fit several people of their place. `pairs`: what is asked of people.
 */
export function distinctness(
  clusters: Clusters,
  world: NameWorld,
  ambiguous: ReadonlyMap<number, readonly number[]>,
  pairs: readonly Pair[],
): ReadonlyMap<number, number> {
  const ids = clusters.ids();
  const scene: NameScene = {
    clusters,
    world,
    rates: ratesOf(clusters, ids),
    byName: namesOf(clusters, ids),
    asked: askedOf(clusters, pairs),
  };
  const anchored = new Set(ids.flatMap((id) => clusters.get(id).person ?? []));
  const result = new Map<number, number>();
  for (const id of ids) {
    const cluster = clusters.get(id);
    if (cluster.person !== undefined) result.set(id, 1);
    else if (ambiguous.has(id)) result.set(id, AMBIGUOUS_SHARE);
    else result.set(id, Math.min(openShare(cluster, anchored), scene.asked.get(id) ?? 1, sameNameShare(id, cluster, scene)));
  }
  return result;
}
/** A bare name where two people of that name stand is seldom a third. Judged. */
const AMBIGUOUS_SHARE = 0.1;

/** P(two people) by what is asked about a pair. Judged; answers will tell. */
const ASKED_SHARE: Readonly<Record<string, number>> = {
  'ask.twins': 0.9,
  'ask.birth': 0.2,
  'ask.birth-slip': 0.1,
  'ask.two-ids': 0.7,
  'ask.id-and-name': 0.5,
  'ask.renamed': 0.5,
  'ask.household': 0.2,
  'ask.common-name': 0.1,
};

/** The later of two that are asked about: the earlier (or anchored) one is counted. */
function askedOf(clusters: Clusters, pairs: readonly Pair[]): ReadonlyMap<number, number> {
  const asked = new Map<number, number>();
  for (const { a, b, rule } of pairs) {
    const [x, y] = [clusters.of(a), clusters.of(b)];
    if (x === undefined || y === undefined || x === y) continue;
    const later = clusters.get(x).person !== undefined ? y : clusters.get(y).person !== undefined ? x : Math.max(x, y);
    if (clusters.get(later).person === undefined) asked.set(later, Math.min(asked.get(later) ?? 1, ASKED_SHARE[rule] ?? 0.5));
  }
  return asked;
}

/** 1 less the chance that it is a roster person who has a row of his own already. */
function openShare(cluster: Cluster, anchored: ReadonlySet<number>): number {
  if (cluster.verdict.evidence === 'N') return 1; // by the names of the case, below
  const counted = cluster.verdict.candidates.filter(({ person }) => anchored.has(person)).reduce((sum, { p }) => sum + p, 0);
  return Math.max(0, 1 - counted);
}

interface NameScene {
  readonly clusters: Clusters;
  readonly byName: ReadonlyMap<string, readonly number[]>;
  readonly rates: Rates;
  readonly world: NameWorld;
  readonly asked: ReadonlyMap<number, number>;
}

function sameNameShare(id: number, cluster: Cluster, scene: NameScene): number {
  const { clusters, byName, rates, world } = scene;
  const others = new Set(nameKeys(cluster.profile).flatMap((key) => (byName.get(key) ?? []).slice(0, BUCKET_MAX)));
  others.delete(id);
  const bare = isNameOnly(cluster.profile);
  // Of several leftovers of one name the first counts in full; a bare name comes after every fuller one.
  let before = 0;
  for (const other of others) {
    const known = clusters.get(other);
    const isBefore = bare
      ? !isNameOnly(known.profile) || other < id
      : known.person === undefined && !isNameOnly(known.profile) && other < id;
    if (isBefore && isCompatible(cluster.profile, known.profile)) before += nameFit(cluster.profile, known.profile, world);
  }
  if (before === 0) return 1;
  const share = Math.max(0, ...cluster.profile.names.slice(0, 1).map(({ given, family }) => shareOf(given, family, world)));
  const another = (bare ? rates.people : rates.open) * (cluster.profile.names.length === 0 ? DAY_SHARE : share);
  return bare
    ? (another * rates.nameOnly) / (another * rates.nameOnly + rates.perPerson * before)
    : another / (another + SPLIT_SHARE * Math.min(1, before));
}
/** Clusters without a name are compared by birth: one day in about 80 years. */
const DAY_SHARE = 1 / 29_000;
const BUCKET_MAX = 500;
const INITIALS = 20;

function shareOf(given: string, family: string, world: NameWorld): number {
  if (given.length > 1 && family !== '') return world.joint(given, family);
  const one = family === '' ? world.frequencies.given(given) : world.frequencies.family(family);
  return given.length === 1 ? one / INITIALS : one;
}

/** How often somebody of the second name is written as the first: in full, by a nickname, with a slip, in part. spec/resolve.md 15 */
function nameFit(a: Profile, b: Profile, world: NameWorld): number {
  if (a.names.length === 0 || b.names.length === 0) return 1;
  const { verdict, family, given } = compareNames(a.names, b.names, world);
  if (verdict === 'exact') return given === 'nick' ? NICK_SHARE : 1;
  if (verdict === 'similar') return SLIP_SHARE;
  return verdict === 'partial' && given !== 'near' && family !== 'near' ? PART_SHARE : 0;
}
const NICK_SHARE = 0.05;
const SLIP_SHARE = 0.08;
const PART_SHARE = 0.3;

function isCompatible(a: Profile, b: Profile): boolean {
  const differ = (x: readonly string[], y: readonly string[]): boolean =>
    x.length > 0 && y.length > 0 && !x.some((value) => y.includes(value));
  const numbers = (profile: Profile, scheme: string): readonly string[] =>
    profile.ids.filter((id) => id.scheme === scheme && id.labelled).map(({ stripped }) => stripped);
  if (
    a.births.length > 0 &&
    b.births.length > 0 &&
    !a.births.some((x) => b.births.some((y) => x.days === y.days || x.other === y.days || x.days === y.other))
  )
    return false;
  const generations = (profile: Profile): readonly string[] => profile.names.map(({ suffix }) => suffix).filter((suffix) => suffix !== '');
  return (
    !differ(numbers(a, 'mrn'), numbers(b, 'mrn')) &&
    !differ(numbers(a, 'member_id'), numbers(b, 'member_id')) &&
    !differ(generations(a), generations(b))
  );
}

/** Wide keys: what meets under one is compared. */
function nameKeys(profile: Profile): readonly string[] {
  if (profile.names.length === 0) return profile.births.map(({ days }) => `born ${days}`);
  return [
    ...new Set(
      profile.names
        .slice(0, 3)
        .flatMap(({ given, family, families }) => [
          ...families.map((one) => `f ${one}`),
          ...(given.length > 1 && family !== '' ? [`g ${given} ${family.slice(0, 2)}`] : []),
        ]),
    ),
  ];
}

function namesOf(clusters: Clusters, ids: readonly number[]): ReadonlyMap<string, readonly number[]> {
  const byName = new Map<string, number[]>();
  for (const id of ids) {
    const { profile, person } = clusters.get(id);
    const births = person === undefined ? profile.births.map(({ days }) => `born ${days}`) : [];
    for (const key of new Set([...nameKeys(profile), ...births])) {
      const known = byName.get(key);
      if (known === undefined) byName.set(key, [id]);
      else known.push(id);
    }
  }
  return byName;
}

/** Mentions per person fall off evenly (geometric); so the share of people without a full mention is that of one mention times that it is bare. */
function ratesOf(clusters: Clusters, ids: readonly number[]): Rates {
  let known = 0;
  let full = 0;
  let bare = 0;
  let open = 0;
  for (const id of ids) {
    const cluster = clusters.get(id);
    if (isNameOnly(cluster.profile) && cluster.person === undefined) bare += cluster.mentions.length;
    else {
      known += 1;
      full += cluster.mentions.length;
      if (cluster.person === undefined) open += 1;
    }
  }
  const share = full / Math.max(1, full + bare);
  const once = known / Math.max(1, full);
  return {
    people: Math.max(1, known),
    open: Math.max(1, open),
    nameOnly: Math.max(0.005, once * (1 - share)),
    perPerson: Math.max(0.02, bare / Math.max(1, known)),
  };
}
