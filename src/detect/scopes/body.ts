/** Scopes inside one body of text: sections, subject spans, list items, paragraphs, sentences. Spec/detection.md 6.1. One pass over its lines. */
import type { LabelOwner } from '../../model/index.ts';

import type { LabelHit } from '../labels/index.ts';
import { beginsWithPerson } from '../names/quick.ts';
import { sectionOwner } from '../tables/heading.ts';
import type { TextView } from '../view.ts';
import type { LineFacts } from './line-kinds.ts';
import { placeSentences } from './sentences.ts';
import { scopeNode, type ScopeNode } from './tree.ts';
import type { LineRange } from './zones.ts';

/** How far a form reaches up from the label that names its person. */
const FORM_LINES_UP = 12;
const FORM_LABEL_STRENGTH = 0.55;

interface Opener {
  readonly label: string;
  readonly value: string;
  readonly owner: LabelOwner;
}

interface State {
  readonly view: TextView;
  readonly facts: readonly LineFacts[];
  readonly hits: readonly LabelHit[];
  readonly out: ScopeNode[];
  /** A section around subject spans, and one inside the open span. */
  outer: ScopeNode | undefined;
  inner: ScopeNode | undefined;
  span: ScopeNode | undefined;
  opener: Opener | undefined;
  /** Label of the first line of the open form, where the next one begins too. */
  formHead: string;
  item: ScopeNode | undefined;
  itemSpan: ScopeNode | undefined;
  paragraphFrom: number;
  lastText: number;
}

export function placeBody(
  view: TextView,
  facts: readonly LineFacts[],
  hits: readonly LabelHit[],
  lines: LineRange,
  out: ScopeNode[],
): void {
  const state: State = {
    view,
    facts,
    hits,
    out,
    outer: undefined,
    inner: undefined,
    span: undefined,
    opener: undefined,
    formHead: '',
    item: undefined,
    itemSpan: undefined,
    paragraphFrom: -1,
    lastText: -1,
  };
  for (let i = lines.from; i < lines.to; i += 1) readLine(state, i, lines);
  const end = view.lines[lines.to - 1]?.end ?? 0;
  closeParagraph(state);
  closeItem(state, end);
  closeSpan(state, end);
  closeOuter(state, end);
}

function readLine(state: State, i: number, lines: LineRange): void {
  const { view, facts } = state;
  const fact = facts[i];
  const line = view.lines[i];
  if (fact === undefined || line === undefined) return;
  if (fact.kind === 'blank' || fact.kind === 'rule') {
    closeParagraph(state);
    if (fact.kind === 'rule') closeItem(state, line.start);
    return;
  }
  if (fact.kind === 'table') {
    closeParagraph(state);
    closeItem(state, line.start);
    return;
  }
  const opener = openerOf(state, i);
  if (opener !== undefined) openSpan(state, i, opener, lines);
  if (fact.kind === 'heading' && opener === undefined) openSection(state, i);
  else if (fact.kind === 'item' || isBarePersonLine(state, i)) openItem(state, i);
  else if (state.item !== undefined && startsNewBlock(state, i)) closeItem(state, line.start);
  if (fact.kind === 'form' || fact.kind === 'heading' || opener !== undefined) breakParagraphUnlessForm(state, i);
  if (state.paragraphFrom < 0) state.paragraphFrom = i;
  state.lastText = i;
  if (fact.kind === 'heading') closeParagraph(state);
}

/** A form's lines stay one paragraph; anything else begins anew. */
function breakParagraphUnlessForm(state: State, i: number): void {
  if (state.paragraphFrom >= 0 && !(state.facts[i]?.kind === 'form' && state.facts[i - 1]?.kind === 'form')) closeParagraph(state);
}

function closeParagraph(state: State): void {
  if (state.paragraphFrom < 0) return;
  const from = state.paragraphFrom;
  state.paragraphFrom = -1;
  const start = state.facts[from]?.textStart ?? 0;
  const end = state.view.lines[state.lastText]?.end ?? start;
  if (end <= start) return;
  state.out.push(scopeNode('paragraph', start, end));
  placeSentences(state.view, state.facts, { from, to: state.lastText + 1 }, state.out);
}

function openSection(state: State, i: number): void {
  const { view, facts } = state;
  const line = view.lines[i];
  if (line === undefined) return;
  closeParagraph(state);
  closeItem(state, line.start);
  const text = view.folded.slice(facts[i]?.textStart ?? line.start, line.end);
  const owner = sectionOwner(text.replace(/:.*$/, ''));
  const section = scopeNode('section', line.start, line.end, owner === undefined ? {} : { owner });
  if (state.span === undefined) {
    closeOuter(state, line.start);
    state.outer = section;
  } else {
    closeInner(state, line.start);
    state.inner = section;
  }
}

function closeOuter(state: State, end: number): void {
  if (state.outer === undefined) return;
  state.outer.end = Math.max(end, state.outer.end);
  state.out.push(state.outer);
  state.outer = undefined;
}

function closeInner(state: State, end: number): void {
  if (state.inner === undefined) return;
  state.inner.end = Math.max(end, state.inner.start);
  state.out.push(state.inner);
  state.inner = undefined;
}

/** The label at a line's start that says of whom the text below speaks. */
function openerOf(state: State, i: number): Opener | undefined {
  const fact = state.facts[i];
  const line = state.view.lines[i];
  if (fact === undefined || line === undefined) return undefined;
  // [HL7 2.5.1] 3.4.2: what follows a PID is that patient's.
  if (state.view.folded.startsWith('pid|', line.start))
    return { label: 'pid', value: state.view.folded.slice(line.start + 4, line.start + 64), owner: 'patient' };
  for (let h = fact.hitFrom; h < fact.hitTo; h += 1) {
    const hit = state.hits[h];
    const row = hit?.rows[0];
    if (hit === undefined || row === undefined || !hit.opensLine) continue;
    const value = state.view.folded.slice(hit.valueStart, Math.min(line.end, hit.valueStart + 60)).trim();
    const isRe = row.folded === 're' || row.folded === 'regarding' || row.folded === 'asunto';
    if (isRe && hit.after === 'separator')
      return beginsWithPerson(state.view.text.slice(hit.valueStart, line.end)) ? { label: 're', value, owner: 'patient' } : undefined;
    if (
      row.element !== 'name' ||
      row.strength < FORM_LABEL_STRENGTH ||
      (hit.after !== 'separator' && hit.after !== 'cell' && hit.after !== 'line-end')
    )
      return undefined;
    if (hit.after === 'line-end' && fact.kind !== 'form' && fact.kind !== 'heading' && hit.end - line.start < line.end - line.start - 2)
      return undefined;
    const isOther =
      row.owner !== 'patient' && row.owner !== 'any' && row.owner !== 'subscriber' && row.owner !== 'newborn' && row.owner !== 'staff';
    if (isOther || (row.part !== '' && row.part !== 'full' && row.part !== 'given' && row.part !== 'family')) return undefined;
    if (value === '' && hit.after !== 'line-end') return undefined;
    return { label: `${row.folded}`, value, owner: row.owner };
  }
  return undefined;
}

function openSpan(state: State, i: number, opener: Opener, lines: LineRange): void {
  const { view } = state;
  const open = state.opener;
  if (open !== undefined && state.span !== undefined) {
    const isSame = opener.value !== '' && opener.value === open.value;
    const isNext =
      opener.label === open.label ||
      opener.label === 're' ||
      (opener.owner === 'patient' &&
        /^(?:patient|pt|member|paciente)/.test(opener.label) &&
        /^(?:patient|pt|member|paciente)/.test(open.label));
    if (isSame || !isNext) return;
  }
  const from = formStart(state, i, lines, state.span === undefined);
  const start = view.lines[from]?.start ?? 0;
  closeParagraphBefore(state, from);
  closeItem(state, start);
  closeSpan(state, start);
  state.span = scopeNode('subject-span', start, view.lines[i]?.end ?? start);
  if (opener.owner !== 'patient' && opener.owner !== 'any') state.span.owner = opener.owner;
  state.opener = opener;
  state.formHead = headLabel(state, from);
}

/** Lines the span takes over from above begin a paragraph of their own. */
function closeParagraphBefore(state: State, from: number): void {
  const begun = state.paragraphFrom;
  if (begun < 0 || begun >= from) return;
  const last = state.lastText;
  state.lastText = Math.min(last, from - 1);
  closeParagraph(state);
  if (last < from) return;
  state.paragraphFrom = from;
  state.lastText = last;
}

/** The first person's form begins with its first line; a later one where the same first label stands, else at its own label. */
function formStart(state: State, i: number, lines: LineRange, isFirst: boolean): number {
  let at = i;
  for (let up = i - 1; up >= Math.max(lines.from, i - FORM_LINES_UP); up -= 1) {
    const kind = state.facts[up]?.kind;
    if (kind !== 'form') break;
    if (isFirst) at = up;
    else if (state.formHead !== '' && headLabel(state, up) === state.formHead) return up;
  }
  return at;
}

function headLabel(state: State, i: number): string {
  const fact = state.facts[i];
  return fact === undefined ? '' : (state.hits[fact.hitFrom]?.rows[0]?.folded ?? '');
}

function closeSpan(state: State, end: number): void {
  closeInner(state, end);
  if (state.span === undefined) return;
  state.span.end = Math.max(end, state.span.start);
  state.out.push(state.span);
  state.span = undefined;
  state.opener = undefined;
}

/** `Ana Ruiz, DOB 3/4/61, MRN …` without a bullet: a line of a list if it holds a label or date behind the name. */
function isBarePersonLine(state: State, i: number): boolean {
  const fact = state.facts[i];
  const line = state.view.lines[i];
  if (fact === undefined || line === undefined || fact.kind !== 'prose') return false;
  const text = state.view.text.slice(fact.textStart, Math.min(line.end, fact.textStart + 160));
  if (!/\d/.test(text) || !/^[^,(:\t–-]{3,40}(?:,[^,(:\t]{1,20})?\s*[,(:–-]/.test(text)) return false;
  return fact.hitTo > fact.hitFrom && state.hits[fact.hitFrom]?.opensLine === false && beginsWithPerson(text);
}

function openItem(state: State, i: number): void {
  const fact = state.facts[i];
  const line = state.view.lines[i];
  if (fact === undefined || line === undefined) return;
  closeParagraph(state);
  closeItem(state, line.start);
  state.item = scopeNode('list-item', fact.textStart, line.end);
  if (beginsWithPerson(state.view.text.slice(fact.textStart, line.end)))
    state.itemSpan = scopeNode('subject-span', line.start, line.end, { zone: 'item' });
}

/** A line that is no continuation of an item: not indented, after a blank line. */
function startsNewBlock(state: State, i: number): boolean {
  const before = state.facts[i - 1]?.kind;
  return (before === 'blank' || before === 'rule' || before === 'table') && (state.facts[i]?.indent ?? 0) < 2;
}

function closeItem(state: State, end: number): void {
  if (state.item === undefined) return;
  const last = Math.min(end, state.view.lines[state.lastText]?.end ?? end);
  state.item.end = Math.max(last, state.item.start);
  state.out.push(state.item);
  if (state.itemSpan !== undefined) {
    state.itemSpan.end = state.item.end;
    state.out.push(state.itemSpan);
  }
  state.item = undefined;
  state.itemSpan = undefined;
}
