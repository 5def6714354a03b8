/** Quoted blocks that stand in several contents: which content holds each first. spec/detection.md 6.3. */
import { byText } from '../kernel/index.ts';
import type { ContentAnalysis, ContentId } from '../model/index.ts';

import type { RepeatedBlocks } from './input.ts';

interface Holder {
  readonly content: ContentId;
  readonly depth: number;
  readonly date: number;
  readonly count: number;
}

/** Blocks shorter than this (bytes) repeat by chance: `Thanks!`. */
const BLOCK_BYTES_MIN = 24;

/** The first holder is the message whose own text the block is, else the least deeply quoted copy, then the earliest. */
export function repeatedBlocks(analyses: Iterable<Pick<ContentAnalysis, 'content' | 'scopes'>>): RepeatedBlocks {
  const holders = new Map<string, Holder>();
  for (const { content, scopes } of analyses) {
    for (const scope of scopes) {
      if (scope.kind !== 'thread-block' || scope.digest === undefined || scope.end - scope.start < BLOCK_BYTES_MIN) continue;
      const here: Holder = { content, depth: scope.depth ?? 0, date: scope.date ?? Number.MAX_SAFE_INTEGER, count: 1 };
      const known = holders.get(scope.digest);
      if (known === undefined) holders.set(scope.digest, here);
      else
        holders.set(scope.digest, { ...(isBefore(here, known) ? here : known), count: known.count + (known.content === content ? 0 : 1) });
    }
  }
  return {
    firstHolder: (digest) => {
      const holder = holders.get(digest);
      return holder === undefined || holder.count < 2 ? undefined : holder.content;
    },
  };
}

function isBefore(a: Holder, b: Holder): boolean {
  if (a.depth !== b.depth) return a.depth < b.depth;
  if (a.date !== b.date) return a.date < b.date;
  return byText(a.content, b.content) < 0;
}

export const NO_REPEATS: RepeatedBlocks = { firstHolder: () => undefined };
