/** Candidates and names become findings: one row for every item where the content stands. */
import { byText } from '../kernel/index.ts';
import { findingId, type Candidate, type Finding, type LinkReason, type PersonCandidate, type Role, type Tier } from '../model/index.ts';

import type { Link } from './assign.ts';
import type { PlaceDecision } from './decisions.ts';
import type { Place, RepeatedBlocks } from './input.ts';
import type { FigureKey } from './mentions.ts';
import type { ScopeTree } from './scopes.ts';
import type { Judged } from './tiers.ts';

/** What a message list shows of the text. CONTRACT.md 4, depth `listed` */
const PREVIEW_BYTES = 255;

/** A finding before it is known in which items it stands. */
export type Core = Omit<Finding, 'id' | 'item' | 'message' | 'listed'> & { readonly scope: number };

export interface CoreInput {
  readonly candidate: Candidate;
  readonly link: Link;
  readonly judged: Judged;
  readonly key: FigureKey | undefined;
  readonly runnerUp: FigureKey | undefined;
  readonly role: Role | undefined;
  readonly decided: PlaceDecision | undefined;
  readonly quoted: boolean;
}

export function coreOf({ candidate, link, judged, key, runnerUp, role, decided, quoted }: CoreInput): Core {
  const tags = new Set(candidate.tags);
  if (candidate.assertion !== 'present' && candidate.assertion !== 'template') tags.add(candidate.assertion);
  if (quoted) tags.add('quoted-of');
  if (link.conflict === 'roster' || link.conflict === 'owner') tags.add('conflict.primary');
  if (link.conflict === 'second-value') tags.add('conflict.secondary');
  const isDecided = decided !== undefined;
  const tier: Tier = decided === undefined ? judged.tier : decided.verdict === 'reject' ? 'dismissed' : 'auto';
  const fragKey = decided?.verdict === 'owner' ? decided.owner : key?.key;
  const because: LinkReason[] = [{ id: candidate.rule, weight: candidate.p }, ...judged.reasons, ...link.reasons];
  if (isDecided) because.push({ id: `decision:${decided.seq}`, weight: 0 });
  return {
    content: candidate.content,
    candidate: candidate.id,
    element: decided?.verdict === 'change' ? (decided.element ?? candidate.element) : candidate.element,
    tags: [...tags].sort(byText),
    value: candidate.value,
    ...(candidate.norm === undefined ? {} : { norm: candidate.norm }),
    locator: candidate.locator,
    start: candidate.start,
    end: candidate.end,
    confidence: isDecided ? 1 : round(judged.elementP),
    tier,
    rule: tier === 'dismissed' ? (isDecided ? 'decision' : (judged.dismissedBy ?? candidate.rule)) : candidate.rule,
    linkedBy: decided?.verdict === 'owner' ? 'decision' : fragKey === undefined ? 'none' : link.method,
    linkConfidence: decided?.verdict === 'owner' ? 1 : round(fragKey === undefined ? 0 : link.p),
    ...(fragKey === undefined ? {} : { fragKey }),
    ...(runnerUp === undefined || link.runnerUp === undefined ? {} : { runnerUp: { fragKey: runnerUp.key, p: round(link.runnerUp.p) } }),
    ...(role === undefined ? {} : { subjectRole: role }),
    because,
    scope: candidate.scope,
  };
}

export interface NameInput {
  readonly person: PersonCandidate;
  readonly content: Finding['content'];
  readonly p: number;
  readonly tier: Tier;
  readonly dismissedBy: string | undefined;
  readonly key: FigureKey | undefined;
  readonly because: readonly LinkReason[];
  readonly decided: PlaceDecision | undefined;
  readonly quoted: boolean;
}

export function nameCoreOf({ person, content, p, tier, dismissedBy, key, because, decided, quoted }: NameInput): Core {
  const final: Tier = decided === undefined ? tier : decided.verdict === 'reject' ? 'dismissed' : 'auto';
  const fragKey = decided?.verdict === 'owner' ? decided.owner : key?.key;
  const tags = [...new Set([...person.tags, ...(quoted ? ['quoted-of'] : [])])].sort(byText);
  return {
    content,
    element: 'name',
    tags,
    value: person.value,
    norm: person.readings,
    locator: person.locator,
    start: person.start,
    end: person.end,
    confidence: decided === undefined ? round(p) : 1,
    tier: final,
    rule: final === 'dismissed' ? (decided === undefined ? (dismissedBy ?? person.rule) : 'decision') : person.rule,
    linkedBy: fragKey === undefined ? 'none' : decided?.verdict === 'owner' ? 'decision' : 'self',
    linkConfidence: fragKey === undefined ? 0 : 1,
    ...(fragKey === undefined ? {} : { fragKey }),
    ...(key === undefined ? {} : { subjectRole: key.role }),
    because: [
      { id: person.rule, weight: person.p },
      ...because,
      ...(decided === undefined ? [] : [{ id: `decision:${decided.seq}`, weight: 0 }]),
    ],
    scope: person.scope,
  };
}

const round = (p: number): number => Math.round(p * 1e4) / 1e4;

/** Every core in every place; sorted by item, start, end, element. */
export function placeFindings(cores: readonly Core[], places: readonly Place[], tree: ScopeTree): readonly Finding[] {
  const preview = previewOf(tree);
  const seen = new Set<string>();
  return places.flatMap((place) =>
    cores.flatMap(({ scope, ...core }): readonly Finding[] => {
      const id = findingId(place.item, core.start, core.end, core.element);
      // Two rules may see the same element in the same place: one row.
      if (seen.has(id)) return [];
      seen.add(id);
      const ground = tree.ground(scope);
      const isHeader = ground === 'header' || ground === 'subject' || ground === 'attachment-name';
      const listed =
        place.isMessage && ((isHeader && tree.depth(scope) === 0) || (core.start >= preview.start && core.start < preview.end));
      return [{ id, item: place.item, message: place.message, ...core, listed }];
    }),
  );
}

/** The first bytes of the author's own text, below the header lines. */
function previewOf(tree: ScopeTree): { readonly start: number; readonly end: number } {
  const own = tree.scopes.find((scope) => scope.kind === 'thread-block' && (scope.depth ?? 0) === 0);
  if (own !== undefined) return { start: own.start, end: Math.min(own.end, own.start + PREVIEW_BYTES) };
  const start = tree.scopes.reduce(
    (end, scope, i) => (tree.ground(i) === 'header' || tree.ground(i) === 'subject' ? Math.max(end, scope.end) : end),
    0,
  );
  return { start, end: start + PREVIEW_BYTES };
}

/** A block that another content holds first. */
export function isQuotedCopy(scope: number, content: Finding['content'], tree: ScopeTree, repeated: RepeatedBlocks): boolean {
  const digest = tree.scopes[tree.block(scope)]?.digest;
  const first = digest === undefined ? undefined : repeated.firstHolder(digest);
  return first !== undefined && first !== content;
}
