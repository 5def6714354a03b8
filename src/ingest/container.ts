/** What every mail container gives: a walk with a cursor, and any of its items by path. Runs in a reading child, never in the coordinator. */
import type { Limits, Outcome } from '../kernel/index.ts';
import type { Expectation, Found, RawMessage, ReadGap } from '../model/index.ts';

/** Random access to a source. The whole file is never in memory, unless it was unpacked from an archive. */
export interface Source {
  /** As case.yaml names it (or the name inside the archive): for display paths. */
  readonly name: string;
  readonly size: number;
  /** Absolute path, where it is a file or folder of its own. */
  readonly path?: string;
  readonly isFolder: boolean;
  /** Bytes [at, at + length), shorter at the end. */
  read(at: number, length: number): Uint8Array;
  close(): void;
}

export type RawItem =
  | { readonly kind: 'message'; readonly message: RawMessage }
  | { readonly kind: 'file'; readonly name?: string; bytes(): Uint8Array };

export interface Container {
  readonly kind: string;
  /** Part of the key of every result. */
  readonly version: number;
  /** 0..1, from the first 64 KiB; content first, the name breaks ties only. */
  sniff(source: Source, head: Uint8Array): number;
  /** Independent counts of what should be there. */
  expect(source: Source): readonly Expectation[];
  /** Everything in it, in a fixed order, from behind `cursor`. Pull gives back-pressure. Never throws for bad evidence: it yields a gap. */
  walk(source: Source, limits: Limits, cursor?: string): Iterable<Found>;
  /** One item by the path that `walk` gave. */
  open(source: Source, path: string, limits: Limits): Outcome<RawItem, ReadGap>;
}
