/** Sentences of a paragraph: a wrapped line goes on, a form line stands alone. */
import type { TextView } from '../view.ts';
import type { LineFacts } from './line-kinds.ts';
import { scopeNode, type ScopeNode } from './tree.ts';
import type { LineRange } from './zones.ts';

/** Shorter lines end where they end: nothing broke them. */
const WRAP_UNITS_MIN = 45;
/** Behind these a full stop ends no sentence. Own list. */
const ABBREVIATIONS = new Set(
  'dr dra drs mr mrs ms mx sr sra srta st jr prof rev no nos num vs approx ca e.g i.e eg ie etc al dept ext tel fig vol pp ave blvd rd apt ste mt ft hon lic ing fr enf'.split(
    ' ',
  ),
);
const UNITS_MAX = 200_000;

export function placeSentences(view: TextView, facts: readonly LineFacts[], lines: LineRange, out: ScopeNode[]): void {
  let start = facts[lines.from]?.textStart ?? 0;
  for (let i = lines.from; i < lines.to; i += 1) {
    const line = view.lines[i];
    const fact = facts[i];
    if (line === undefined || fact === undefined) continue;
    const end = Math.min(line.end, fact.textStart + UNITS_MAX);
    for (let at = Math.max(fact.textStart, start); at < end; at += 1) {
      const code = view.folded.charCodeAt(at);
      if (code !== 0x2e && code !== 0x21 && code !== 0x3f) continue;
      if (!endsSentence(view, at, end)) continue;
      push(view, start, at + 1, out);
      start = at + 1;
    }
    const next = facts[i + 1];
    const goesOn = i + 1 < lines.to && fact.kind === 'prose' && next?.kind === 'prose' && line.end - line.start >= WRAP_UNITS_MIN;
    if (goesOn || (fact.kind === 'item' && next?.kind === 'prose' && i + 1 < lines.to && line.end - line.start >= WRAP_UNITS_MIN)) continue;
    push(view, start, line.end, out);
    start = next?.textStart ?? line.end;
  }
}

function endsSentence(view: TextView, at: number, end: number): boolean {
  const { folded, text } = view;
  let next = at + 1;
  while (next < end && '")\']'.includes(folded[next] ?? '')) next += 1;
  if (next < end && folded[next] !== ' ') return false;
  while (next < end && folded[next] === ' ') next += 1;
  if (folded.charCodeAt(at) !== 0x2e) return true;
  const code = text.charCodeAt(next);
  const isLower = next < end && code >= 0x61 && code <= 0x7a;
  if (isLower) return false;
  let from = at;
  while (from > 0 && at - from < 12 && /[\p{L}.]/u.test(folded[from - 1] ?? '')) from -= 1;
  const word = folded.slice(from, at);
  // An initial (`A.`) or a known abbreviation.
  return !(word.length === 1 && next < end) && !ABBREVIATIONS.has(word.replace(/^\.+/, ''));
}

function push(view: TextView, from: number, to: number, out: ScopeNode[]): void {
  let start = from;
  let end = to;
  while (start < end && ' \t\n\r>'.includes(view.folded[start] ?? '')) start += 1;
  while (end > start && ' \t\n\r'.includes(view.folded[end - 1] ?? '')) end -= 1;
  if (end > start) out.push(scopeNode('sentence', start, end));
}
