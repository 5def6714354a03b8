/**
 * Cuts a body into new text and quoted ancestors: by `>` and quotation containers, by header blocks, separators and introductions.
 * What stands between quoted lines is the author's own answer. spec/ingest.md 4.2
 */
import type { ThreadBlock } from '../model/index.ts';
import type { PlacedLine } from './lines.ts';
import { readQuotedHeader, type QuotedFacts } from './quoted-headers.ts';

/** Depths beyond this are drawn as one: a chain that long is a loop of auto-replies. */
const DEPTH_MAX = 100;
/** A line `--` without its blank begins a signature only when what follows is short. */
const LOOSE_SIGNATURE_LINES_MAX = 15;

interface Draft {
  readonly depth: number;
  readonly facts: QuotedFacts;
  readonly firstLine: number;
  lastLine: number;
  headerLastLine?: number;
}

/** Thread blocks of a body's lines, in text order, depth 0 for what `top` wrote. Lines of properties belong to none. */
export function cutThreads(lines: readonly PlacedLine[], top: QuotedFacts): ThreadBlock[] {
  const drafts = draftBlocks(lines, top);
  return drafts.map((draft) => finishBlock(draft, lines)).filter((block) => block.end > block.start);
}

function draftBlocks(lines: readonly PlacedLine[], top: QuotedFacts): Draft[] {
  const depths = markedDepths(lines);
  /** Headers met at each depth of marks: each moves what follows one level down. */
  const moved: number[] = [0];
  const facts: QuotedFacts[] = [top];
  const drafts: Draft[] = [];
  const levelAt = (depth: number): number => {
    let level = depth;
    for (let at = 0; at <= depth; at += 1) level += moved[at] ?? 0;
    return Math.min(level, DEPTH_MAX);
  };
  const begin = (level: number, at: number, headerLast?: number): void => {
    drafts.push({
      depth: level,
      facts: facts[level] ?? {},
      firstLine: at,
      lastLine: headerLast ?? at,
      ...(headerLast === undefined ? {} : { headerLastLine: headerLast }),
    });
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined || line.zone === 'property') continue;
    const depth = Math.min(depths[at] ?? 0, DEPTH_MAX);
    // Marks that end take the headers inside them with them.
    if (moved.length > depth + 1) moved.length = depth + 1;
    const header = readQuotedHeader(lines, at);
    if (header !== undefined) {
      const isMarked = header.kind === 'intro' && followingDepth(lines, depths, header.last + 1) > depth;
      if (!isMarked) moved[depth] = (moved[depth] ?? 0) + 1;
      const level = levelAt(isMarked ? depth + 1 : depth);
      facts[level] = header.facts;
      facts.length = level + 1;
      begin(level, at, header.last);
      at = header.last;
      continue;
    }
    const level = levelAt(depth);
    const last = drafts.at(-1);
    if (last !== undefined && (last.depth === level || isEmptyLine(line))) last.lastLine = at;
    else begin(level, at);
  }
  return drafts;
}

function isEmptyLine(line: PlacedLine): boolean {
  return line.end === line.start || (line.text.trim() === '' && line.shape !== 'table');
}

function followingDepth(lines: readonly PlacedLine[], depths: readonly number[], from: number): number {
  for (let at = from; at < Math.min(lines.length, from + 4); at += 1) {
    const line = lines[at];
    if (line !== undefined && !isEmptyLine(line)) return depths[at] ?? 0;
  }
  return 0;
}

/** Depth of marks of each line; an empty line between two of the same depth has theirs. */
function markedDepths(lines: readonly PlacedLine[]): number[] {
  const depths = lines.map((line) => line.depth);
  let next = 0;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at];
    if (line === undefined) continue;
    if (!isEmptyLine(line)) next = line.depth;
    else if (line.depth < next) depths[at] = Math.min(next, previousDepth(lines, at));
  }
  return depths;
}

/** Looks back over a few empty lines only: more of them are a border. */
function previousDepth(lines: readonly PlacedLine[], from: number): number {
  for (let at = from - 1; at >= Math.max(0, from - 4); at -= 1) {
    const line = lines[at];
    if (line !== undefined && !isEmptyLine(line)) return line.depth;
  }
  return 0;
}

function finishBlock(draft: Draft, lines: readonly PlacedLine[]): ThreadBlock {
  const start = lines[draft.firstLine]?.start ?? 0;
  const end = lines[draft.lastLine]?.end ?? start;
  const headerEnd = draft.headerLastLine === undefined ? undefined : lines[draft.headerLastLine]?.end;
  const signature = signatureLine(draft, lines);
  return {
    start,
    end,
    depth: draft.depth,
    ...draft.facts,
    ...(headerEnd === undefined ? {} : { headerEnd }),
    ...(signature === undefined ? {} : { signatureStart: signature }),
  };
}

/** The line `-- ` begins a signature. [RFC 3676] 4.3 */
function signatureLine(draft: Draft, lines: readonly PlacedLine[]): number | undefined {
  const from = (draft.headerLastLine ?? draft.firstLine - 1) + 1;
  for (let at = from; at <= draft.lastLine; at += 1) {
    const line = lines[at];
    if (line === undefined || line.shape === 'table') continue;
    const isExact = line.text === '-- ';
    if (isExact || (line.text.trimEnd() === '--' && draft.lastLine - at <= LOOSE_SIGNATURE_LINES_MAX)) return line.start;
  }
  return undefined;
}
