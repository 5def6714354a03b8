/**
 * P(an unresolved cluster is a person not otherwise counted). A name known in the case may be one that is counted already; how often
 * people are known by name alone is estimated from those who are known for certain. spec/resolve.md 8
 */
import type { NameWorld } from '../compare/compare-names.ts';
import { isNameOnly, type Profile } from '../profile.ts';
import type { Cluster, Clusters } from '../cluster/clusters.ts';

/** P(two clusters of one non-member share no attribute that would have joined them), before anything is seen. Judged from spec/resolve.md 8. */
const SPLIT_SHARE = 0.25;

interface Rates {
  /** People of the case, roughly. */
  readonly people: number;
  /** Share of people known by name only. */
  readonly nameOnly: number;
  /** Name-only mentions for each known person. */
  readonly perPerson: number;
}

/** By cluster id. 1 for whoever is certain. `compatible`: other clusters of the same name that may be the same person. */
export function distinctness(clusters: Clusters, world: NameWorld, ambiguous: ReadonlyMap<number, readonly number[]>): ReadonlyMap<number, number> {
  const ids = clusters.ids();
  const rates = ratesOf(clusters, ids);
  const byName = namesOf(clusters, ids);
  const anchored = new Set(ids.flatMap((id) => clusters.get(id).person ?? []));
  const result = new Map<number, number>();
  for (const id of ids) {
    const cluster = clusters.get(id);
    if (cluster.person !== undefined) result.set(id, 1);
    else if (ambiguous.has(id)) result.set(id, 0.1);
    else result.set(id, Math.min(openShare(cluster, anchored), sameNameShare(id, cluster, { clusters, byName, rates, world })));
  }
  return result;
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
}

function sameNameShare(id: number, cluster: Cluster, { clusters, byName, rates, world }: NameScene): number {
  const keys = nameKeys(cluster.profile);
  const others = new Set(keys.flatMap((key) => byName.get(key) ?? []));
  others.delete(id);
  const bare = isNameOnly(cluster.profile);
  // Of several leftovers of one name the first counts in full; a bare name comes after every fuller one.
  const before = [...others].filter((other) => {
    const fuller = clusters.get(other);
    if (!isCompatible(cluster.profile, fuller.profile)) return false;
    return bare ? !isNameOnly(fuller.profile) || other < id : fuller.person === undefined && !isNameOnly(fuller.profile) && other < id;
  });
  if (before.length === 0) return 1;
  const share = Math.max(...cluster.profile.names.slice(0, 2).map(({ given, family }) => (given === '' || family === '' ? 1 : world.joint(given, family))), 0);
  const another = rates.people * (cluster.profile.names.length === 0 ? DAY_SHARE : share);
  return bare ? (another * rates.nameOnly) / (another * rates.nameOnly + rates.perPerson * before.length) : another / (another + SPLIT_SHARE);
}
/** Clusters without a name are compared by birth: one day in about 80 years. */
const DAY_SHARE = 1 / 29_000;

function isCompatible(a: Profile, b: Profile): boolean {
  const differ = (x: readonly string[], y: readonly string[]): boolean => x.length > 0 && y.length > 0 && !x.some((value) => y.includes(value));
  const numbers = (profile: Profile, scheme: string): readonly string[] => profile.ids.filter((id) => id.scheme === scheme && id.labelled).map(({ stripped }) => stripped);
  if (a.births.length > 0 && b.births.length > 0 && !a.births.some((x) => b.births.some((y) => x.days === y.days || x.other === y.days || x.days === y.other))) return false;
  const generations = (profile: Profile): readonly string[] => profile.names.map(({ suffix }) => suffix).filter((suffix) => suffix !== '');
  return !differ(numbers(a, 'mrn'), numbers(b, 'mrn')) && !differ(numbers(a, 'member_id'), numbers(b, 'member_id')) && !differ(generations(a), generations(b));
}

function nameKeys(profile: Profile): readonly string[] {
  if (profile.names.length === 0) return profile.births.map(({ days }) => `born ${days}`);
  return [...new Set(profile.names.slice(0, 4).flatMap(({ given, families }) => (given.length < 2 ? [] : families.map((family) => `${given} ${family}`))))];
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
  for (const id of ids) {
    const cluster = clusters.get(id);
    if (isNameOnly(cluster.profile) && cluster.person === undefined) bare += cluster.mentions.length;
    else {
      known += 1;
      full += cluster.mentions.length;
    }
  }
  const share = full / Math.max(1, full + bare);
  const once = known / Math.max(1, full);
  return { people: Math.max(1, known), nameOnly: Math.max(0.005, once * (1 - share)), perPerson: Math.max(0.02, bare / Math.max(1, known)) };
}
