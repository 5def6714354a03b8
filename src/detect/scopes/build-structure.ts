/** The scope tree and the tables of a document. Spec/detection.md 6.1, 6.3, 4. O(lines) but for sorting the nodes. */
import { digestOf } from '../../kernel/index.ts';
import type { Block, ThreadBlock } from '../../model/index.ts';

import { foldText } from '../fold.ts';
import type { LabelHit } from '../labels/index.ts';
import { buildTables, rawTables } from '../tables/index.ts';
import { lineAt, type TextView } from '../view.ts';
import { placeBody } from './body.ts';
import { lineKinds, type LineFacts } from './line-kinds.ts';
import type { CellDraft, Structure, TableDraft } from './structure.ts';
import { layTree, scopeFinder, scopeNode, type ScopeNode } from './tree.ts';
import { findSignature, isDisclaimer, type KnownSignature, type LineRange } from './zones.ts';

export function buildStructure(view: TextView, labels: readonly LabelHit[]): Structure {
  const built = buildTables(rawTables(view));
  const nodes: ScopeNode[] = [scopeNode('part', 0, view.text.length), ...built.nodes];
  const facts = lineKinds(view, labels, tableLines(view, built.nodes), headingStarts(view));
  const bodyFrom = placeHeaders(view, nodes);
  const threads = view.document.threads.length > 0 ? view.document.threads : undefined;
  if (threads === undefined) placeBlock(view, facts, labels, { from: bodyFrom, to: view.lines.length }, {}, nodes);
  else for (const thread of threads) placeThread(view, facts, labels, thread, bodyFrom, nodes);
  placePages(view, nodes);
  const scopes = layTree(nodes);
  built.settle();
  const cellAt = cellFinder(built.tables);
  const scopeOf = scopeFinder(scopes);
  const scopeAt = (offset: number): number => {
    const found = scopeOf(offset);
    const cell = cellAt(offset);
    if (cell === undefined || cell.record < 0) return found;
    const kind = scopes[found]?.kind;
    return kind === 'sentence' || kind === 'cell' ? found : cell.record;
  };
  return { scopes, tables: built.tables, scopeAt, cellAt };
}

function tableLines(view: TextView, nodes: readonly ScopeNode[]): Uint8Array {
  const flags = new Uint8Array(view.lines.length);
  for (const node of nodes) {
    if (node.kind !== 'table' || node.end <= node.start) continue;
    const last = lineAt(view, Math.max(node.start, node.end - 1));
    for (let i = lineAt(view, node.start); i <= last; i += 1) flags[i] = 1;
  }
  return flags;
}

function headingStarts(view: TextView): ReadonlySet<number> {
  const starts = new Set<number>();
  for (const block of view.document.blocks) if (block.shape === 'heading') starts.add(view.lines[lineAt(view, block.start)]?.start ?? -1);
  return starts;
}

/** The message's own header fields. Gives the first line behind them. */
function placeHeaders(view: TextView, nodes: ScopeNode[]): number {
  const fields = view.document.blocks.filter((block) => block.zone === 'header' && block.shape === 'header-field');
  const first = fields[0];
  const last = fields.at(-1);
  if (first === undefined || last === undefined) return 0;
  nodes.push(scopeNode('header-block', first.start, last.end, { zone: 'header' }));
  for (const field of fields) {
    const zone = zoneOfField(field);
    nodes.push(scopeNode('zone', field.start, field.end, { zone, ...(field.hidden === true ? { hidden: true } : {}) }));
  }
  return lineAt(view, Math.max(last.end - 1, last.start)) + 1;
}

function zoneOfField(field: Block): string {
  const label = field.label ?? '';
  if (label === 'subject' || label === 'asunto') return 'subject';
  if (label.includes('attach') || label.includes('file')) return 'attachment-name';
  return `header-${label === '' ? 'field' : label}`;
}

function placeThread(
  view: TextView,
  facts: readonly LineFacts[],
  hits: readonly LabelHit[],
  thread: ThreadBlock,
  bodyFrom: number,
  nodes: ScopeNode[],
): void {
  if (thread.end <= thread.start) return;
  const node = scopeNode('thread-block', thread.start, thread.end, { depth: thread.depth, digest: threadDigest(view, thread) });
  if (thread.author !== undefined) node.author = thread.author;
  if (thread.date !== undefined) node.date = thread.date;
  nodes.push(node);
  let from = Math.max(lineAt(view, thread.start), thread.depth === 0 ? bodyFrom : 0);
  if (thread.headerEnd !== undefined && thread.headerEnd > thread.start) {
    const header = scopeNode('header-block', thread.start, thread.headerEnd, { zone: 'header', depth: thread.depth });
    if (thread.author !== undefined) header.author = thread.author;
    nodes.push(header);
    from = Math.max(from, lineAt(view, thread.headerEnd - 1) + 1);
  }
  const to = lineAt(view, thread.end - 1) + 1;
  const known: KnownSignature = {
    ...(thread.signatureStart === undefined ? {} : { given: lineAt(view, thread.signatureStart) }),
    ...(thread.author === undefined ? {} : { author: nameWords(thread.author.name) }),
  };
  if (to > from) placeBlock(view, facts, hits, { from, to }, known, nodes);
}

/** Words of a display name; an address in its place has none. */
function nameWords(name: string): ReadonlySet<string> {
  return new Set(
    name.includes('@')
      ? []
      : foldText(name)
          .split(/[^\p{L}']+/u)
          .filter((word) => word.length > 1),
  );
}

/** Folded lines without quote marks and blank lines: the same in every copy. */
function threadDigest(view: TextView, thread: ThreadBlock): string {
  const from = thread.headerEnd ?? thread.start;
  const lines = view.folded
    .slice(from, thread.end)
    .split('\n')
    .map((line) =>
      line
        .replace(/^[\s>|]+/, '')
        .replace(/\s+/g, ' ')
        .trimEnd(),
    )
    .filter((line) => line !== '');
  return digestOf(lines);
}

function placeBlock(
  view: TextView,
  facts: readonly LineFacts[],
  hits: readonly LabelHit[],
  block: LineRange,
  known: KnownSignature,
  nodes: ScopeNode[],
): void {
  if (block.to <= block.from) return;
  const disclaimers = disclaimerRanges(view, facts, block);
  const textEnd =
    disclaimers.length > 0 && disclaimers.at(-1)?.to === lastTextLine(facts, block) ? (disclaimers.at(-1)?.from ?? block.to) : block.to;
  const isMail = view.document.isMessage || view.document.threads.length > 0;
  const signature =
    isMail || known.given !== undefined ? findSignature(view, facts, hits, { from: block.from, to: textEnd }, known) : undefined;
  const cuts: { readonly range: LineRange; readonly zone: string }[] = disclaimers.map((range) => ({ range, zone: 'disclaimer' }));
  if (signature !== undefined) cuts.push({ range: signature, zone: 'signature' });
  cuts.sort((a, b) => a.range.from - b.range.from || a.range.to - b.range.to);
  let from = block.from;
  for (const { range, zone } of cuts) {
    if (range.from < from) continue;
    placeZone(view, facts, hits, { from, to: range.from }, undefined, nodes);
    placeZone(view, facts, hits, range, zone, nodes);
    from = range.to;
  }
  placeZone(view, facts, hits, { from, to: block.to }, undefined, nodes);
}

function lastTextLine(facts: readonly LineFacts[], block: LineRange): number {
  let to = block.to;
  while (to > block.from && facts[to - 1]?.kind === 'blank') to -= 1;
  return to;
}

function disclaimerRanges(view: TextView, facts: readonly LineFacts[], block: LineRange): LineRange[] {
  const out: LineRange[] = [];
  let from = -1;
  for (let i = block.from; i <= block.to; i += 1) {
    const kind = i < block.to ? facts[i]?.kind : 'blank';
    const isText = kind === 'prose' || kind === 'form' || kind === 'heading' || kind === 'item';
    if (isText && from < 0) from = i;
    if (isText || from < 0) continue;
    if (isDisclaimer(view, view.lines[from]?.start ?? 0, view.lines[i - 1]?.end ?? 0)) out.push({ from, to: i });
    from = -1;
  }
  return out;
}

function placeZone(
  view: TextView,
  facts: readonly LineFacts[],
  hits: readonly LabelHit[],
  range: LineRange,
  zone: string | undefined,
  nodes: ScopeNode[],
): void {
  const start = view.lines[range.from]?.start ?? 0;
  const end = view.lines[range.to - 1]?.end ?? start;
  if (range.to <= range.from || end <= start) return;
  nodes.push(scopeNode('zone', start, end, { zone: zone ?? kindOfBody(facts, range) }));
  placeBody(view, facts, hits, range, nodes);
}

/** What most of its lines are. */
function kindOfBody(facts: readonly LineFacts[], range: LineRange): string {
  const counts = { form: 0, item: 0, prose: 0 };
  for (let i = range.from; i < range.to; i += 1) {
    const kind = facts[i]?.kind;
    if (kind === 'form' || kind === 'item' || kind === 'prose') counts[kind] += 1;
  }
  if (counts.form > counts.prose && counts.form > counts.item) return 'form';
  return counts.item > counts.prose && counts.item > 1 ? 'list' : 'prose';
}

/** Pages and sheets that no subject span crosses. A page that one crosses would cut the person's text in two. */
function placePages(view: TextView, nodes: ScopeNode[]): void {
  const pages = view.document.blocks.filter((block) => (block.shape === 'page' || block.shape === 'sheet') && block.end > block.start);
  if (pages.length === 0) return;
  const spans = nodes
    .filter((node) => node.kind === 'subject-span' || node.kind === 'section')
    .sort((a, b) => a.start - b.start || a.end - b.end);
  let reach = 0;
  let at = 0;
  for (const page of [...pages].sort((a, b) => a.start - b.start || b.end - a.end)) {
    while (at < spans.length && (spans[at]?.start ?? 0) < page.start) {
      reach = Math.max(reach, spans[at]?.end ?? 0);
      at += 1;
    }
    let crosses = reach > page.start;
    for (let i = at; i < spans.length && (spans[i]?.start ?? 0) < page.end && !crosses; i += 1) crosses = (spans[i]?.end ?? 0) > page.end;
    if (!crosses)
      nodes.push(
        scopeNode('page', page.start, page.end, {
          ...(page.hidden === true ? { hidden: true } : {}),
          ...(page.shape === 'sheet' ? { zone: 'sheet' } : {}),
        }),
      );
  }
}

/** The cell that holds an offset; of nested tables the inner one's. */
function cellFinder(tables: readonly TableDraft[]): (offset: number) => CellDraft | undefined {
  const cells = tables.flatMap((table) => table.cells).sort((a, b) => a.start - b.start || b.end - a.end);
  const starts = Int32Array.from(cells, (cell) => cell.start);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    if (high < 0) return undefined;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    for (let i = low; i >= Math.max(0, low - 2); i -= 1) {
      const cell = cells[i];
      if (cell !== undefined && cell.start <= offset && offset < cell.end) return cell;
    }
    return undefined;
  };
}
