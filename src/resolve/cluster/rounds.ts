/**
 * Rounds of merging: all pairs that share a key are scored; the best go first, each cluster once a round; what merged is scored again.
 * Every sort ends in the smallest mention, so the order of input never matters. spec/resolve.md 3.5 and 4
 */
import { byNumber } from '../../kernel/index.ts';

import { compareProfiles, type CompareWorld } from '../compare/compare.ts';
import { isoOfDays } from '../normalise/dates.ts';
import type { Profile } from '../profile.ts';
import { variantsOf } from '../roster/roster-index.ts';
import { agreementOf } from './agreement.ts';
import type { Cluster, Clusters } from './clusters.ts';

export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly bits: number;
  readonly rule: string;
}

export interface RoundsResult {
  /** Pairs that a person should look at, of clusters as they are at the end. */
  readonly questions: readonly Pair[];
  /** Keys that too many clusters share even with a further attribute. */
  readonly tooBig: readonly number[];
}

const ROUNDS_MAX = 12;
const BUCKET_MAX = 300;

export function mergeRounds(
  clusters: Clusters,
  world: CompareWorld,
  threshold: number,
  mayJoin: (a: Cluster, b: Cluster) => boolean,
): RoundsResult {
  const scores = new Map<string, Pair & { readonly join: boolean }>();
  let changed: ReadonlySet<number> | undefined;
  const tooBig: number[] = [];
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    for (const [a, b] of pairsOf(clusters, changed, tooBig)) {
      const [left, right] = [clusters.get(a), clusters.get(b)];
      if (left.person !== undefined && right.person !== undefined) continue;
      const comparison = compareProfiles(left.profile, right.profile, world);
      const agreement = agreementOf(comparison, threshold);
      const key = `${a} ${b}`;
      if (agreement.kind === 'apart' || clusters.veto(a, b) !== undefined) scores.delete(key);
      else scores.set(key, { a, b, bits: comparison.bits, rule: agreement.rule, join: agreement.kind === 'join' && mayJoin(left, right) });
    }
    const merged = applyRound(
      clusters,
      [...scores.values()].filter(({ join }) => join),
    );
    for (const [key, { a, b }] of scores) if (!clusters.has(a) || !clusters.has(b) || merged.has(a) || merged.has(b)) scores.delete(key);
    if (merged.size === 0) break;
    changed = merged;
  }
  const questions = [...scores.values()].filter(({ join }) => !join).map(({ a, b, bits, rule }) => ({ a, b, bits, rule }));
  return { questions: questions.sort((x, y) => y.bits - x.bits || x.a - y.a || x.b - y.b), tooBig: tooBig.sort(byNumber) };
}

function applyRound(clusters: Clusters, pairs: readonly Pair[]): ReadonlySet<number> {
  const merged = new Set<number>();
  const used = new Set<number>();
  for (const pair of [...pairs].sort((x, y) => y.bits - x.bits || x.a - y.a || x.b - y.b)) {
    if (used.has(pair.a) || used.has(pair.b) || clusters.veto(pair.a, pair.b) !== undefined) continue;
    used.add(pair.a);
    used.add(pair.b);
    merged.add(clusters.join(pair.a, pair.b, pair));
  }
  return merged;
}

/** Pairs that share a key, of which at least one changed. A bucket over the cap is split by a further attribute. */
function pairsOf(clusters: Clusters, changed: ReadonlySet<number> | undefined, tooBig: number[]): readonly (readonly [number, number])[] {
  const buckets = new Map<string, number[]>();
  for (const id of clusters.ids()) {
    for (const key of new Set(keysOf(clusters.get(id).profile))) {
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [id]);
      else bucket.push(id);
    }
  }
  const seen = new Set<number>();
  const pairs: [number, number][] = [];
  const span = 2 ** 26;
  const addAll = (bucket: readonly number[]): void => {
    for (let i = 0; i < bucket.length; i += 1) {
      for (let j = i + 1; j < bucket.length; j += 1) {
        const [a, b] = [bucket[i] ?? 0, bucket[j] ?? 0];
        if (changed !== undefined && !changed.has(a) && !changed.has(b)) continue;
        const code = a * span + b;
        if (seen.has(code)) continue;
        seen.add(code);
        pairs.push([a, b]);
      }
    }
  };
  for (const bucket of buckets.values()) {
    if (bucket.length < 2) continue;
    if (bucket.length <= BUCKET_MAX) addAll(bucket);
    else
      for (const part of splitBucket(clusters, bucket))
        if (part.length <= BUCKET_MAX) addAll(part);
        else if (changed === undefined) tooBig.push(part.length);
  }
  return pairs;
}

function splitBucket(clusters: Clusters, bucket: readonly number[]): readonly (readonly number[])[] {
  const parts = new Map<string, number[]>();
  for (const id of bucket) {
    const { names, births } = clusters.get(id).profile;
    const keys = new Set(
      names.length === 0 ? [`- ${births[0]?.days ?? ''}`] : names.map(({ given, family }) => `${family} ${given.slice(0, 1)}`),
    );
    for (const key of keys) {
      const part = parts.get(key);
      if (part === undefined) parts.set(key, [id]);
      else part.push(id);
    }
  }
  return [...parts.values()];
}

/** Everything but a name by itself: a name alone never joins two clusters. */
export function keysOf(profile: Profile): readonly string[] {
  const keys: string[] = [];
  for (const { value, stripped } of profile.ids) keys.push(`i${value}`, `i${stripped}`);
  for (const value of profile.numbers) keys.push(`i${value}`);
  for (const value of profile.phones) keys.push(`p${value}`);
  for (const value of profile.emails) keys.push(`e${value}`);
  for (const value of profile.events) keys.push(`v${value}`);
  for (const { zip, street } of profile.addresses) keys.push(`a${zip} ${street}`);
  for (const birth of profile.births) {
    const days = birth.other === undefined ? [birth.days] : [birth.days, birth.other];
    for (const day of days) {
      const iso = isoOfDays(day);
      for (const name of profile.names) {
        for (const family of variantsOf(name.families)) keys.push(`f${iso} ${family}`);
        if (name.given !== '') keys.push(`g${iso} ${name.given}`, `h${iso} ${name.given.slice(0, 1)}${name.family.slice(0, 1)}`);
      }
    }
  }
  // A slip in the date: the whole name and the year, or the name and the day.
  for (const name of profile.names) {
    if (name.given.length < 2 || name.family === '') continue;
    for (const { days } of profile.births) {
      const iso = isoOfDays(days);
      keys.push(`n${name.given} ${name.family} ${iso.slice(0, 4)}`, `n${name.given} ${name.family} ${iso.slice(5)}`);
    }
  }
  return keys;
}
