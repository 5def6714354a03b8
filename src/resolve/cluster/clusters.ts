/**
 * Clusters of mentions under constraints. Two are joined only by `join`, and only where no veto stands: a person's "different", two roster
 * persons, two rows of a row-per-person table. Merging goes by cluster, never by chains of pairs. spec/resolve.md 4
 */
import { assert, byNumber } from '../../kernel/index.ts';
import type { Mention } from '../../model/index.ts';

import { EMPTY_PROFILE, mergeProfiles, type Profile } from '../profile.ts';
import type { RosterVerdict } from '../match/classify.ts';

export interface JoinReason {
  readonly rule: string;
  /** Mention indices. */
  readonly a: number;
  readonly b: number;
  readonly bits: number;
}

export interface Cluster {
  /** Mention indices, ascending: mentions are sorted by key, so the first is the smallest key. */
  readonly mentions: readonly number[];
  readonly profile: Profile;
  readonly verdict: RosterVerdict;
  /** The roster person this cluster is anchored to. */
  readonly person?: number;
  readonly reasons: readonly JoinReason[];
}

export type Veto = 'decision' | 'two-members' | 'same-table' | 'two-ids' | 'birth' | 'generation';

export class Clusters {
  readonly #clusters = new Map<number, Cluster>();
  readonly #of: Int32Array;
  readonly #different: ReadonlyMap<number, readonly number[]>;
  readonly #mentions: readonly Mention[];
  readonly #rowTables: ReadonlySet<string>;

  constructor(mentions: readonly Mention[], different: readonly (readonly [number, number])[], rowTables: ReadonlySet<string>) {
    this.#mentions = mentions;
    this.#of = new Int32Array(mentions.length).fill(-1);
    this.#rowTables = rowTables;
    const pairs = new Map<number, number[]>();
    for (const [a, b] of different) {
      pairs.set(a, [...(pairs.get(a) ?? []), b]);
      pairs.set(b, [...(pairs.get(b) ?? []), a]);
    }
    this.#different = pairs;
  }

  add(mentions: readonly number[], profile: Profile, verdict: RosterVerdict): number {
    const sorted = [...mentions].sort(byNumber);
    const [id] = sorted;
    assert(id !== undefined && !this.#clusters.has(id), 'a cluster has mentions of its own');
    this.#clusters.set(id, { mentions: sorted, profile, verdict, reasons: [] });
    for (const mention of sorted) this.#of[mention] = id;
    return id;
  }

  /** Ids (the smallest mention) in ascending order. */
  ids(): readonly number[] {
    return [...this.#clusters.keys()].sort(byNumber);
  }

  get(id: number): Cluster {
    const cluster = this.#clusters.get(id);
    assert(cluster !== undefined, 'a cluster that is asked for is there');
    return cluster;
  }

  has(id: number): boolean {
    return this.#clusters.has(id);
  }

  of(mention: number): number | undefined {
    const id = this.#of[mention];
    return id === undefined || id < 0 ? undefined : id;
  }

  anchor(id: number, verdict: RosterVerdict, person: number | undefined, roster: Profile = EMPTY_PROFILE): void {
    const cluster = this.get(id);
    const { person: _before, ...rest } = cluster;
    this.#clusters.set(id, {
      ...rest,
      verdict,
      profile: mergeProfiles(roster, cluster.profile),
      ...(person === undefined ? {} : { person }),
    });
  }

  /** What forbids to join the two, whatever their score. */
  veto(a: number, b: number): Veto | undefined {
    const [left, right] = [this.get(a), this.get(b)];
    if (left.person !== undefined && right.person !== undefined && left.person !== right.person) return 'two-members';
    for (const mention of left.mentions)
      for (const other of this.#different.get(mention) ?? []) if (this.#of[other] === b) return 'decision';
    const isSamePerson = left.person !== undefined && left.person === right.person;
    return !isSamePerson && this.#inOneTable(left, right) ? 'same-table' : undefined;
  }

  #inOneTable(a: Cluster, b: Cluster): boolean {
    const rows = new Map<string, number>();
    for (const mention of a.mentions) {
      const table = this.#mentions[mention]?.table;
      if (table !== undefined && this.#rowTables.has(table.key)) rows.set(table.key, table.row);
    }
    if (rows.size === 0) return false;
    return b.mentions.some((mention) => {
      const table = this.#mentions[mention]?.table;
      const row = table === undefined ? undefined : rows.get(table.key);
      return row !== undefined && row !== table?.row;
    });
  }

  /** Joins b into a (or a into b: the smaller id stays). The anchored one keeps its verdict, else the surer one. */
  join(a: number, b: number, reason: { readonly rule: string; readonly bits: number }): number {
    const [left, right] = [this.get(Math.min(a, b)), this.get(Math.max(a, b))];
    const [id, gone] = [left.mentions[0] ?? 0, right.mentions[0] ?? 0];
    const keeper = left.person !== undefined ? left : right.person !== undefined ? right : left.verdict.p >= right.verdict.p ? left : right;
    this.#clusters.set(id, {
      mentions: [...left.mentions, ...right.mentions].sort(byNumber),
      profile: mergeProfiles(left.profile, right.profile),
      verdict: keeper.verdict,
      ...(keeper.person === undefined ? {} : { person: keeper.person }),
      reasons: [...left.reasons, ...right.reasons, { rule: reason.rule, bits: reason.bits, a: id, b: gone }],
    });
    this.#clusters.delete(gone);
    for (const mention of right.mentions) this.#of[mention] = id;
    return id;
  }
}
