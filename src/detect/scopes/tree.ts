/** Scope nodes made by several hands, in any order, become one tree by containment. Spec/detection.md 6.1. Cost O(n log n). */
import type { LabelOwner, MailAddress, ScopeKind } from '../../model/index.ts';

import type { ScopeDraft } from './structure.ts';

export interface ScopeNode {
  readonly kind: ScopeKind;
  readonly start: number;
  end: number;
  depth?: number;
  author?: MailAddress;
  date?: number;
  digest?: string;
  zone?: string;
  table?: number;
  row?: number;
  owner?: LabelOwner;
  hidden?: boolean;
  /** Index into the laid tree; −1 before. */
  index: number;
}

/** Of two nodes with the same range the one of lower rank is the parent. */
const RANK: Readonly<Record<ScopeKind, number>> = {
  part: 0,
  'thread-block': 1,
  'header-block': 2,
  zone: 3,
  section: 4,
  'subject-span': 5,
  page: 6,
  table: 7,
  record: 8,
  'list-item': 9,
  paragraph: 10,
  cell: 11,
  sentence: 12,
};

export function scopeNode(
  kind: ScopeKind,
  start: number,
  end: number,
  more: Partial<Omit<ScopeNode, 'kind' | 'start' | 'end' | 'index'>> = {},
): ScopeNode {
  return { kind, start, end, ...more, index: -1 };
}

/**
 * Parents come before children; a node that would cross the end of its parent is cut there. `nodes` gets its indexes. A record
 * whose cells do not stand together (columns as records) has only its first cell's range: cells name their record themselves.
 */
export function layTree(nodes: ScopeNode[]): ScopeDraft[] {
  const order = nodes.map((node, at) => ({ node, at }));
  order.sort((a, b) => a.node.start - b.node.start || b.node.end - a.node.end || RANK[a.node.kind] - RANK[b.node.kind] || a.at - b.at);
  const scopes: ScopeDraft[] = [];
  const stack: ScopeNode[] = [];
  for (const { node } of order) {
    let top = stack.at(-1);
    while (top !== undefined && top.end <= node.start && stack.length > 1) {
      stack.pop();
      top = stack.at(-1);
    }
    if (top !== undefined && node.end > top.end) node.end = Math.max(top.end, node.start);
    node.index = scopes.length;
    const { index: _, ...scope } = node;
    scopes.push({ ...scope, parent: top?.index ?? -1 });
    stack.push(node);
  }
  return scopes;
}

/** Deepest scope that holds `offset`, by binary search over the pre-order and a walk up. */
export function scopeFinder(scopes: readonly ScopeDraft[]): (offset: number) => number {
  const starts = Int32Array.from(scopes, (scope) => scope.start);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    let at = low;
    for (let scope = scopes[at]; scope !== undefined && scope.parent >= 0 && scope.end <= offset; scope = scopes[at]) at = scope.parent;
    return Math.max(at, 0);
  };
}
