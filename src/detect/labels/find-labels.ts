/**
 * All labels of a text, longest first, in one pass over its words. A label never crosses a line, a tab or a colon.
 * Linear: every word starts at most one walk down the trie, whose depth is the longest label.
 */
import { IGNORED, isDigitCode, isLowerCode, isWordCode } from '../fold.ts';
import type { TextView } from '../view.ts';
import type { LabelIndex, LabelRow, LabelTrie } from './label-index.ts';

export interface LabelHit {
  /** The label itself, UTF-16, half-open. */
  readonly start: number;
  readonly end: number;
  /** Index of its line. */
  readonly line: number;
  /** Strongest first; rows of the other language only when its own has none. */
  readonly rows: readonly LabelRow[];
  /**
   * What stands behind it: a separator (`:`, `=`, `#`, dash), a cell edge (tab, pipe, three spaces), the line's end, a filler
   * word (is, was, of), nothing but a space, or the value itself (`MRN1234567`).
   */
  readonly after: 'separator' | 'cell' | 'line-end' | 'filler' | 'space' | 'glued';
  /** Where a value on the same line or in the next cell would begin. */
  readonly valueStart: number;
  /** Nothing but spaces, bullets and quote marks stand before it on its line. */
  readonly opensLine: boolean;
}

const WORD_UNITS_MAX = 40;
const GAP_UNITS_MAX = 3;
const FILLERS = new Set(
  'is are was were of on at the your her his its their in to ending es era del de la el su son fue en con numero number no num id'.split(
    ' ',
  ),
);
const FILLERS_MAX = 3;

interface Word {
  start: number;
  end: number;
  text: string;
}

export function findLabels(view: TextView, index: LabelIndex): LabelHit[] {
  const { folded } = view;
  const hits: LabelHit[] = [];
  const word: Word = { start: 0, end: 0, text: '' };
  for (let line = 0; line < view.lines.length; line += 1) {
    const { start, end } = view.lines[line] ?? { start: 0, end: 0 };
    let at = start;
    while (at < end) {
      // `line-height`: the second half of a compound is no label.
      const isHalf = folded[at - 1] === '-' && isLowerCode(folded.charCodeAt(at - 2));
      if (!isLabelStart(folded.charCodeAt(at)) || isHalf) {
        at += 1;
        continue;
      }
      const match = longestAt(folded, at, end, index.root, word);
      if (match !== undefined) {
        hits.push(makeHit(view, line, at, match.end, languageRows(match.rows, view.lang), match.glued));
        at = match.end;
      } else {
        readWord(folded, at, end, false, word);
        at = Math.max(word.end, at + 1);
      }
    }
  }
  return hits;
}

/** `es` when the labels are Spanish and the words did not say. */
export function languageByLabels(view: TextView, hits: readonly LabelHit[]): string {
  if (view.lang !== 'und') return view.lang;
  let es = 0;
  let en = 0;
  for (const hit of hits) {
    if (hit.rows[0]?.lang === 'es') es += 1;
    else if (hit.after === 'separator' || hit.rows[0]?.folded.includes(' ') === true) en += 1;
  }
  return es > en ? 'es' : 'und';
}

const isLabelStart = (code: number): boolean => isWordCode(code) || code === 0x23;

function languageRows(rows: readonly LabelRow[], lang: string): readonly LabelRow[] {
  const wanted = lang === 'und' ? 'en' : lang;
  const own = rows.filter((row) => row.lang === wanted);
  return own.length > 0 ? own : rows;
}

function longestAt(
  folded: string,
  at: number,
  lineEnd: number,
  root: ReadonlyMap<string, LabelTrie>,
  word: Word,
): { readonly end: number; readonly rows: readonly LabelRow[]; readonly glued: boolean } | undefined {
  const first = stepInto(folded, at, lineEnd, root, word);
  if (first === undefined) return gluedAt(folded, at, lineEnd, root, word);
  let node: LabelTrie | undefined = first;
  let best: { end: number; rows: readonly LabelRow[]; glued: boolean } | undefined;
  let end = word.end;
  while (node !== undefined) {
    if (node.rows !== undefined) best = { end, rows: node.rows, glued: false };
    if (node.next === undefined) break;
    const next = gapEnd(folded, end, lineEnd);
    if (next < 0) break;
    node = stepInto(folded, next, lineEnd, node.next, word);
    end = word.end;
  }
  return best;
}

/** The child for the word at `at`: with its slash (`tel/fax`) or, failing that, up to the slash. */
function stepInto(folded: string, at: number, lineEnd: number, level: ReadonlyMap<string, LabelTrie>, word: Word): LabelTrie | undefined {
  readWord(folded, at, lineEnd, true, word);
  const whole = level.get(word.text);
  if (whole !== undefined || !word.text.includes('/')) return whole;
  readWord(folded, at, lineEnd, false, word);
  return level.get(word.text);
}

/** `MRN12345678`, `DOB19610403`: a label of letters with its value stuck to it. */
function gluedAt(folded: string, at: number, lineEnd: number, root: ReadonlyMap<string, LabelTrie>, word: Word) {
  let end = at;
  while (end < lineEnd && end - at < 8 && isLowerCode(folded.charCodeAt(end))) end += 1;
  if (end - at < 3 || !isDigitCode(folded.charCodeAt(end)) || !isDigitCode(folded.charCodeAt(end + 3))) return undefined;
  word.start = at;
  word.end = end;
  const rows = root.get(folded.slice(at, end))?.rows;
  if (rows === undefined || (rows[0]?.strength ?? 0) < 0.9 || rows[0]?.element === 'none') return undefined;
  return { end, rows, glued: true };
}

/** Reads the label word at `at`: dots and apostrophes inside vanish (`d.o.b.` = dob), a slash may belong to it. */
function readWord(folded: string, at: number, lineEnd: number, slash: boolean, word: Word): void {
  word.start = at;
  if (folded.charCodeAt(at) === 0x23) {
    word.end = at + 1;
    word.text = '#';
    return;
  }
  let end = at;
  let plain = true;
  // With slashes the word is read again from each of its parts: it must not be longer than a label word.
  const limit = slash ? Math.min(lineEnd, at + WORD_UNITS_MAX + 1) : lineEnd;
  while (end < limit) {
    const code = folded.charCodeAt(end);
    if (isWordCode(code)) end += 1;
    else if (isInner(code, slash) && end > at && isWordCode(folded.charCodeAt(end + 1))) {
      if (code !== 0x2f) plain = false;
      end += 1;
    } else break;
  }
  word.end = Math.max(end, at + 1);
  const raw = end - at > WORD_UNITS_MAX ? '' : folded.slice(at, end);
  word.text = plain ? raw : raw.replaceAll(/[.'`]/g, '').replaceAll(IGNORED, '');
}

const isInner = (code: number, slash: boolean): boolean =>
  code === 0x2e || code === 0x27 || code === 0x60 || code === 0x200b || (slash && code === 0x2f);

/** End of the gap between two words of one label, or −1 if it cannot be one. */
function gapEnd(folded: string, at: number, lineEnd: number): number {
  let end = at;
  while (end < lineEnd && end - at <= GAP_UNITS_MAX) {
    const code = folded.charCodeAt(end);
    if (isLabelStart(code)) return end;
    // space - _ . ' ( ) & / and, inside export names, nothing else
    const isGap =
      code === 0x20 ||
      code === 0x2d ||
      code === 0x5f ||
      code === 0x2e ||
      code === 0x27 ||
      code === 0x28 ||
      code === 0x29 ||
      code === 0x26 ||
      code === 0x2f;
    if (!isGap) return -1;
    end += 1;
  }
  return -1;
}

function makeHit(view: TextView, line: number, start: number, end: number, rows: readonly LabelRow[], glued: boolean): LabelHit {
  const { folded } = view;
  const bounds = view.lines[line] ?? { start, end };
  let opensLine = true;
  for (let i = start - 1; i >= bounds.start && opensLine; i -= 1) opensLine = ' \t>*-•·|[]('.includes(folded[i] ?? '') && start - i < 12;
  if (glued) return { start, end, line, rows, after: 'glued', valueStart: end, opensLine };
  const behind = readBehind(folded, end, bounds.end);
  // `MRN#`: the sign belongs to the phrase of the table and separates all the same.
  const after = behind.after === 'space' && folded[end - 1] === '#' ? 'separator' : behind.after;
  return { start, end, line, rows, after, valueStart: behind.at, opensLine };
}

/** Steps over `(mm/dd/yyyy)`, `#`, `no.`, separators and filler words to where a value would begin. */
function readBehind(folded: string, from: number, lineEnd: number): { readonly after: LabelHit['after']; readonly at: number } {
  let after: LabelHit['after'] = 'space';
  let at = from;
  let fillers = 0;
  let leader = 0;
  while (at < lineEnd) {
    const char = folded[at] ?? '';
    if (char === '\t' || char === '|') {
      if (after !== 'separator') after = 'cell';
      at += 1;
    } else if (char === ' ' || char === IGNORED || (char === ')' && at - from < 2)) {
      if (folded.startsWith('   ', at) && after === 'space') after = 'cell';
      at += 1;
    } else if (char === ':' || char === '=' || char === '#' || char === '>') {
      after = 'separator';
      at += 1;
    } else if (char === '-' && (after === 'separator' || folded[at + 1] === ' ')) {
      after = 'separator';
      at += 1;
    } else if ((char === '.' || char === '_' || char === '…') && leader < 80) {
      // an abbreviation's dot or a leader `Name ........ Smith`
      leader += 1;
      if (leader > 2) after = 'separator';
      at += 1;
    } else if (char === '(' && after !== 'separator') {
      const close = folded.indexOf(')', at);
      if (close < 0 || close > at + 24 || close >= lineEnd || /\d/.test(folded.slice(at, close))) break;
      at = close + 1;
    } else if (isLowerCode(folded.charCodeAt(at)) && after !== 'cell' && fillers < FILLERS_MAX) {
      const filler = fillerEnd(folded, at, lineEnd);
      if (filler < 0) break;
      fillers += 1;
      if (after === 'space') after = 'filler';
      at = filler;
    } else break;
  }
  return at >= lineEnd ? { after: 'line-end', at: lineEnd } : { after, at };
}

function fillerEnd(folded: string, at: number, lineEnd: number): number {
  let end = at;
  while (end < lineEnd && end - at < 8 && isLowerCode(folded.charCodeAt(end))) end += 1;
  const word = folded.slice(at, end);
  if (isWordCode(folded.charCodeAt(end)) || !FILLERS.has(word)) return -1;
  // `no` is a number word before a number (`no. 12`), an answer otherwise (`: no detectado`).
  return (word !== 'no' && word !== 'id') || /^[.:#]|^ #?[a-z]{0,3}\d/.test(folded.slice(end, end + 6)) ? end : -1;
}
