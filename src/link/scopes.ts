/** The scope tree of one content with its ancestors looked up once: spec/detection.md 6.1. Indices are those of `analysis.scopes`. */
import type { Scope, ScopeKind } from '../model/index.ts';

/** What kind of ground a scope stands on: decides whether a value there can be a patient's. */
export type Ground = 'body' | 'signature' | 'disclaimer' | 'header' | 'subject' | 'attachment-name';

export interface ScopeTree {
  readonly scopes: readonly Scope[];
  /** Nearest scope of the kind at or above; −1 if there is none. */
  sentence(at: number): number;
  /** Paragraph, list item, subject-span, section or zone: where values are weighed against each other. */
  unit(at: number): number;
  section(at: number): number;
  /** Thread block; 0 when the content has none. */
  block(at: number): number;
  record(at: number): number;
  /** The record that a cell names, if it is one (the cell of a header or total names its table), else that of the scope. */
  recordAt(cell: number | undefined, scope: number): number;
  /** The record around a sub-record; −1 for a record of its own. */
  outerRecord(record: number): number;
  ground(at: number): Ground;
  depth(at: number): number;
  parent(at: number): number;
}

const ROOT: Scope = { kind: 'part', parent: -1, start: 0, end: Number.MAX_SAFE_INTEGER };
const UNITS: ReadonlySet<ScopeKind> = new Set([
  'paragraph',
  'list-item',
  'subject-span',
  'section',
  'zone',
  'header-block',
  'thread-block',
  'page',
  'part',
]);
const SECTIONS: ReadonlySet<ScopeKind> = new Set(['section', 'subject-span', 'page']);

export function scopeTree(given: readonly Scope[]): ScopeTree {
  const scopes = given.length > 0 ? given : [ROOT];
  const sentence = new Int32Array(scopes.length).fill(-1);
  const unit = new Int32Array(scopes.length);
  const section = new Int32Array(scopes.length).fill(-1);
  const block = new Int32Array(scopes.length);
  const record = new Int32Array(scopes.length).fill(-1);
  const depth = new Int32Array(scopes.length);
  const ground: Ground[] = [];
  scopes.forEach((scope, i) => {
    // Parents come before children: one pass inherits everything.
    const up = scope.parent >= 0 && scope.parent < i ? scope.parent : -1;
    const own = (is: boolean, table: Int32Array, none: number): number => (is ? i : up >= 0 ? (table[up] ?? none) : none);
    sentence[i] = own(scope.kind === 'sentence', sentence, -1);
    unit[i] = own(UNITS.has(scope.kind), unit, 0);
    section[i] = own(SECTIONS.has(scope.kind), section, -1);
    block[i] = own(scope.kind === 'thread-block', block, 0);
    record[i] = own(scope.kind === 'record', record, -1);
    depth[i] = scope.kind === 'thread-block' ? (scope.depth ?? 0) : up >= 0 ? (depth[up] ?? 0) : 0;
    ground.push(groundOf(scope) ?? (up >= 0 ? (ground[up] ?? 'body') : 'body'));
  });
  const clamp = (at: number): number => (at >= 0 && at < scopes.length ? at : 0);
  const of = (table: Int32Array) => (at: number) => table[clamp(at)] ?? -1;
  return {
    scopes,
    sentence: of(sentence),
    unit: of(unit),
    section: of(section),
    block: of(block),
    record: of(record),
    recordAt: (cell, scope) =>
      cell !== undefined && scopes[cell]?.kind === 'record' ? cell : cell === undefined ? (record[clamp(scope)] ?? -1) : -1,
    outerRecord: (at) => (at < 0 || (scopes[at]?.parent ?? -1) < 0 ? -1 : (record[scopes[at]?.parent ?? 0] ?? -1)),
    depth: of(depth),
    ground: (at) => ground[clamp(at)] ?? 'body',
    parent: (at) => scopes[clamp(at)]?.parent ?? -1,
  };
}

function groundOf(scope: Scope): Ground | undefined {
  switch (scope.zone) {
    case 'signature':
    case 'disclaimer':
    case 'subject':
    case 'attachment-name':
      return scope.zone;
    case 'header':
    case 'header-block':
      return 'header';
    default:
      return scope.kind === 'header-block' ? 'header' : undefined;
  }
}
