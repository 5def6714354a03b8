/** Longest clinical forms of a text, left to right, not overlapping. One walk down the trie per atom; forms are short, so linear. */
import { isWordCode } from '../fold.ts';
import type { TermNode } from './lexicon.ts';

export interface TermHit {
  readonly start: number;
  readonly end: number;
  readonly node: TermNode;
  /** Index of its first atom: distance in tokens between hits. */
  readonly atom: number;
  /** Sentence-like unit: lines and full stops end it. */
  readonly unit: number;
}

const ATOM_UNITS_MAX = 48;

interface Cursor {
  end: number;
  text: string;
}

export function matchTerms(folded: string, root: ReadonlyMap<string, TermNode>): TermHit[] {
  const hits: TermHit[] = [];
  const cursor: Cursor = { end: 0, text: '' };
  let at = 0;
  let atom = 0;
  let unit = 0;
  while (at < folded.length) {
    const code = folded.charCodeAt(at);
    if (code === 0x20 || code === 0x09 || code === 0x200b) {
      at += 1;
      continue;
    }
    if (code === 0x0a || code === 0x0d) {
      if (code === 0x0a && endsUnit(folded, at)) unit += 1;
      at += 1;
      continue;
    }
    readAtom(folded, at, cursor);
    const first = cursor.end;
    const node = cursor.text === '' ? undefined : (root.get(cursor.text) ?? singular(root, cursor.text));
    const found = node === undefined ? undefined : longest(folded, first, node, cursor);
    if (found !== undefined && isBounded(folded, at, found.end)) {
      hits.push({ start: at, end: found.end, node: found.node, atom, unit });
      if (isFullStop(folded, at, code)) unit += 1;
      at = found.end;
    } else {
      if (isFullStop(folded, at, code)) unit += 1;
      at = first;
    }
    atom += 1;
  }
  return hits;
}

/** A line end ends a unit, but for a wrapped line that goes on in lower case. */
function endsUnit(folded: string, at: number): boolean {
  let before = at - 1;
  while (before > 0 && ' \r'.includes(folded[before] ?? 'x')) before -= 1;
  let after = at + 1;
  while (folded[after] === ' ' || folded[after] === '>') after += 1;
  const next = folded.charCodeAt(after);
  const isWrapped = /[a-z,]/.test(folded[before] ?? '.') && at - before < 4 && next >= 0x61 && next <= 0x7a && lineLength(folded, at) > 55;
  return !isWrapped;
}

function lineLength(folded: string, end: number): number {
  let at = end - 1;
  while (at >= 0 && end - at < 80 && folded[at] !== '\n') at -= 1;
  return end - at;
}

const isFullStop = (folded: string, at: number, code: number): boolean =>
  (code === 0x2e || code === 0x3b || code === 0x3f || code === 0x21) && !isWordCode(folded.charCodeAt(at + 1));

function readAtom(folded: string, at: number, cursor: Cursor): void {
  let end = at + 1;
  if (isWordCode(folded.charCodeAt(at))) while (end < folded.length && isWordCode(folded.charCodeAt(end))) end += 1;
  cursor.end = end;
  cursor.text = end - at > ATOM_UNITS_MAX ? '' : folded.slice(at, end);
}

/** A form is not a piece of a word: `x.ms`, `3ms`, `_ms` hold none. A letter behind an apostrophe is a plural. */
function isBounded(folded: string, start: number, end: number): boolean {
  const first = folded.charCodeAt(start);
  if (
    isWordCode(first) &&
    '_@/\\.-'.includes(folded[start - 1] ?? ' ') &&
    isWordCode(folded.charCodeAt(start - 2)) &&
    folded[start - 1] !== '/' &&
    folded[start - 1] !== '-'
  )
    return false;
  return (
    !('_@\\'.includes(folded[end] ?? ' ') && isWordCode(first)) &&
    !(folded[end] === '.' && /[a-z]/.test(folded[end + 1] ?? ' ') && isWordCode(first))
  );
}

function longest(
  folded: string,
  from: number,
  first: TermNode,
  cursor: Cursor,
): { readonly end: number; readonly node: TermNode } | undefined {
  let best = isFinal(first) ? { end: from, node: first } : undefined;
  let node: TermNode = first;
  let at = from;
  for (let steps = 0; steps < 14; steps += 1) {
    if (node.next === undefined) break;
    while (folded[at] === ' ' || folded[at] === '\u200b') at += 1;
    if (folded[at] === '\n' && folded[at + 1] !== '\n') at += 1;
    if (at >= folded.length) break;
    readAtom(folded, at, cursor);
    if (cursor.text === '') break;
    const next: TermNode | undefined = node.next.get(cursor.text) ?? overHyphen(node.next, cursor.text) ?? singular(node.next, cursor.text);
    if (next === undefined) {
      // `x ray` for `x-ray` is taken by overHyphen; `covid - 19` skips a mark that the form does not have.
      if (cursor.text !== '-') break;
      at = cursor.end;
      continue;
    }
    at = cursor.end;
    node = next;
    // `hiv negative` is a term with its result, not a term of its own.
    if (isFinal(node) && !(isTopic(node) && best?.node.terms !== undefined)) best = { end: at, node };
  }
  return best;
}

/** Known only as a phrase about a sensitive matter. */
const isTopic = (node: TermNode): boolean =>
  node.triggers === undefined && node.section === undefined && node.terms?.every((term) => term.element === 'treatment') === true;

const isFinal = (node: TermNode): boolean =>
  node.terms !== undefined || node.triggers !== undefined || node.section !== undefined || node.tags !== undefined;

const overHyphen = (level: ReadonlyMap<string, TermNode>, text: string): TermNode | undefined => level.get('-')?.next?.get(text);

/** Regular plurals are not data. */
function singular(level: ReadonlyMap<string, TermNode>, text: string): TermNode | undefined {
  if (text.length < 5 || !text.endsWith('s')) return undefined;
  const node = level.get(text.slice(0, -1));
  return node?.terms === undefined ? undefined : node;
}
