/**
 * Mentions by name alone. One that stands where exactly one fuller person of that name stands is that person; where two stand it may
 * be either; elsewhere it stays apart, once for all mentions of the same name. spec/resolve.md 8
 */
import { byText } from '../../kernel/index.ts';

import { compareNames, type NameWorld } from '../compare/compare-names.ts';
import { isNameOnly } from '../profile.ts';
import type { Cluster, Clusters } from './clusters.ts';

export interface ContextResult {
  /** Name-only clusters that fit several persons of their place: cluster id → those ids. */
  readonly ambiguous: ReadonlyMap<number, readonly number[]>;
}

/** Contexts with more clusters than this are lists of the whole organisation: nothing follows from standing there. */
const CONTEXT_CLUSTERS_MAX = 2000;

export function joinByContext(clusters: Clusters, contextsOf: (mention: number) => readonly string[], world: NameWorld): ContextResult {
  const fuller = new Map<string, number[]>();
  const bare: number[] = [];
  for (const id of clusters.ids()) {
    const cluster = clusters.get(id);
    if (isBare(cluster)) {
      bare.push(id);
      continue;
    }
    for (const context of contexts(cluster, contextsOf)) {
      const known = fuller.get(context);
      if (known === undefined) fuller.set(context, [id]);
      else known.push(id);
    }
  }
  const ambiguous = new Map<number, readonly number[]>();
  const joins: { readonly bare: number; readonly to: number; readonly bits: number }[] = [];
  for (const id of bare) {
    const cluster = clusters.get(id);
    const fitting = new Map<number, number>();
    for (const context of contexts(cluster, contextsOf)) {
      const there = fuller.get(context) ?? [];
      if (there.length > CONTEXT_CLUSTERS_MAX) continue;
      for (const other of there) {
        const bits = fit(cluster, clusters.get(other), world);
        if (bits !== undefined && clusters.veto(id, other) === undefined) fitting.set(other, bits);
      }
    }
    const [first] = [...fitting.entries()];
    if (fitting.size === 1 && first !== undefined) joins.push({ bare: id, to: first[0], bits: first[1] });
    else if (fitting.size > 1)
      ambiguous.set(
        id,
        [...fitting.keys()].sort((a, b) => a - b),
      );
  }
  // Where a join gives a cluster a smaller id, later ones follow it there.
  for (const { bare: id, to, bits } of joins) {
    const now = clusters.of(to) ?? to;
    if (clusters.has(id) && clusters.veto(id, now) === undefined) clusters.join(id, now, { rule: 'join.context', bits });
  }
  const still = new Map(
    [...ambiguous].map(
      ([id, others]) => [id, [...new Set(others.map((other) => clusters.of(other) ?? other))].sort((a, b) => a - b)] as const,
    ),
  );
  joinBareNames(
    clusters,
    bare.filter((id) => clusters.has(id) && !still.has(id) && isBare(clusters.get(id))),
  );
  return { ambiguous: still };
}

const isBare = (cluster: Cluster): boolean => cluster.person === undefined && isNameOnly(cluster.profile);

function contexts(cluster: Cluster, contextsOf: (mention: number) => readonly string[]): ReadonlySet<string> {
  return new Set(cluster.mentions.flatMap((mention) => contextsOf(mention)));
}

/** The bare name is a full or shorter form of the other's name. */
function fit(bare: Cluster, other: Cluster, world: NameWorld): number | undefined {
  const compared = compareNames(bare.profile.names, other.profile.names, world);
  if (compared.generationsDiffer || compared.bits <= 0) return undefined;
  const family = compared.family === 'exact' || compared.family === 'variant';
  if (compared.verdict === 'exact') return compared.bits;
  return compared.verdict === 'partial' && family && (compared.given === 'initial' || compared.given === 'missing')
    ? compared.bits
    : undefined;
}

/** Mentions of one name with nothing else are one group. */
function joinBareNames(clusters: Clusters, bare: readonly number[]): void {
  const groups = new Map<string, number[]>();
  for (const id of bare) {
    const key = bareKey(clusters.get(id));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [id]);
    else group.push(id);
  }
  for (const key of [...groups.keys()].sort(byText)) {
    const heads: number[] = [];
    for (const id of groups.get(key) ?? []) {
      const at = heads.findIndex((other) => clusters.veto(id, other) === undefined);
      const head = heads[at];
      if (head === undefined) heads.push(id);
      else heads[at] = clusters.join(head, id, { rule: 'join.same-name', bits: 0 });
    }
  }
}

function bareKey(cluster: Cluster): string {
  const [name] = cluster.profile.names;
  return name === undefined ? '' : `${name.family} ${name.given} ${name.suffix}`;
}
