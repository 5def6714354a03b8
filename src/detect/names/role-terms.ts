/** What stands before and behind a name and what it says of the person's role: rules/names/roles.tsv. Spec/detection.md 5.2. */
import type { Role } from '../../model/index.ts';

import { isWordCode } from '../fold.ts';
import { ruleTable } from '../rule-table.ts';

export interface RoleTerm {
  readonly words: readonly string[];
  readonly kind: string;
  readonly role: string;
  readonly weight: number;
}

export interface TermHit {
  readonly term: RoleTerm;
  /** Words between the term and the name. */
  readonly skipped: number;
  /** Where the term begins. */
  readonly start: number;
  readonly end: number;
}

interface Terms {
  /** By last word: stands before a name. */
  readonly before: ReadonlyMap<string, readonly RoleTerm[]>;
  /** By first word: stands behind a name. */
  readonly after: ReadonlyMap<string, readonly RoleTerm[]>;
  readonly around: ReadonlyMap<string, readonly RoleTerm[]>;
  readonly self: ReadonlyMap<string, readonly RoleTerm[]>;
}

let shared: Terms | undefined;

export function roleTerms(): Terms {
  if (shared !== undefined) return shared;
  const before = new Map<string, RoleTerm[]>();
  const after = new Map<string, RoleTerm[]>();
  const around = new Map<string, RoleTerm[]>();
  const self = new Map<string, RoleTerm[]>();
  const put = (map: Map<string, RoleTerm[]>, key: string, term: RoleTerm): void => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [term]);
    else list.push(term);
  };
  for (const row of ruleTable('names/roles.tsv', ['folded', 'kind', 'role', 'direction', 'weight'])) {
    const words = row.folded.split(' ').filter((word) => word !== '');
    const first = words[0];
    const last = words.at(-1);
    if (first === undefined || last === undefined) continue;
    const term = { words, kind: row.kind, role: row.role, weight: Number(row.weight) };
    if (row.kind === 'self') put(self, first, term);
    else if (row.direction === 'before' || row.direction === 'before-name') put(before, last, term);
    else if (row.direction === 'after') put(after, first, term);
    else if (row.direction === 'around') {
      put(around, first, term);
      // `according to`, `edited by`: right before a name they are about it.
      if (row.role === 'author') put(before, last, term);
    }
  }
  for (const map of [before, after, around, self]) for (const list of map.values()) list.sort((a, b) => b.words.length - a.words.length);
  shared = { before, after, around, self };
  return shared;
}

export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Words as the `folded` columns have them: without dots and apostrophes, digits as `#`. */
export function wordsOf(folded: string, from: number, to: number, limit: number): Word[] {
  const words: Word[] = [];
  let at = from;
  while (at < to && words.length < limit) {
    while (at < to && !isWordCode(folded.charCodeAt(at))) at += 1;
    const start = at;
    let digits = true;
    let plain = true;
    for (; at < to; at += 1) {
      const code = folded.charCodeAt(at);
      if (code >= 0x61 && code <= 0x7a) digits = false;
      else if (code >= 0x30 && code <= 0x39) continue;
      else if (code === 0x27 || code === 0x2f || code === 0x2e) {
        if (!isWordCode(folded.charCodeAt(at + 1)) || !isWordCode(folded.charCodeAt(at - 1))) break;
        digits = false;
        plain &&= code === 0x2f;
      } else if (code === 0x200b) plain = false;
      else if (isWordCode(code)) digits = false;
      else break;
    }
    if (at > start)
      words.push({
        text: digits ? '#' : plain ? folded.slice(start, at) : folded.slice(start, at).replace(/[.'\u200b]/g, ''),
        start,
        end: at,
      });
  }
  return words;
}

/** May stand between a term and the name. */
const FILLERS = new Set(
  'is was are were named called on file listed the a an her his my our your their mr mrs ms miss mx dr dra sr sra srta don dona del de la el su mi'.split(
    ' ',
  ),
);
const BEFORE_UNITS = 56;
const AFTER_UNITS = 56;

/** `Emergency contact on file is`: so many words may stand between. */
const FILLERS_MAX = 3;

/** Terms that end right before `start`, with few fillers between, not across a sentence. */
export function termsBefore(folded: string, unitStart: number, start: number): TermHit[] {
  const words = wordsOf(folded, Math.max(unitStart, start - BEFORE_UNITS), start, 14);
  const hits: TermHit[] = [];
  let skipped = 0;
  for (let at = words.length - 1; at >= 0 && skipped <= FILLERS_MAX; at -= 1) {
    const word = words[at];
    if (word === undefined) break;
    const between = folded.slice(word.end, words[at + 1]?.start ?? start);
    // Another clause or person stands between.
    if (/[;|\t]|\. /.test(between) && !/^\.? ?$/.test(between)) break;
    const comma = between.includes(',');
    for (const term of roleTerms().before.get(word.text) ?? []) {
      // `needs interpreter, Kim, Mi Sook`: a title stands right before its name.
      if (comma && term.kind === 'title') continue;
      const first = words[at - term.words.length + 1];
      if (first === undefined || !matches(term, words, at - term.words.length + 1)) continue;
      hits.push({ term, skipped, start: first.start, end: word.end });
    }
    if (hits.length > 0 || !FILLERS.has(word.text)) break;
    skipped += 1;
  }
  return hits;
}

function matches(term: RoleTerm, words: readonly Word[], from: number): boolean {
  for (let k = 0; k < term.words.length; k += 1) if (words[from + k]?.text !== term.words[k]) return false;
  return true;
}

const AFTER_FILLERS = new Set('is was the a an who'.split(' '));

/** Terms that begin right behind `end`, with at most one filler or a bracket between. */
export function termsAfter(folded: string, end: number, unitEnd: number): TermHit[] {
  const words = wordsOf(folded, end, Math.min(unitEnd, end + AFTER_UNITS), 7);
  const hits: TermHit[] = [];
  for (let at = 0; at < Math.min(2, words.length); at += 1) {
    const word = words[at];
    if (word === undefined) break;
    const between = folded.slice(at === 0 ? end : (words[at - 1]?.end ?? end), word.start);
    if (/[;|\t]|\. |:/.test(between)) break;
    for (const term of roleTerms().after.get(word.text) ?? [])
      if (matches(term, words, at))
        hits.push({ term, skipped: at, start: word.start, end: words[at + term.words.length - 1]?.end ?? word.end });
    if (hits.length > 0 || !AFTER_FILLERS.has(word.text)) break;
  }
  return hits;
}

/** All terms of a map that occur in [from, to). */
export function termsIn(folded: string, from: number, to: number, map: ReadonlyMap<string, readonly RoleTerm[]>): TermHit[] {
  const words = wordsOf(folded, from, to, 4000);
  const hits: TermHit[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) continue;
    for (const term of map.get(word.text) ?? [])
      if (matches(term, words, at))
        hits.push({ term, skipped: 0, start: word.start, end: words[at + term.words.length - 1]?.end ?? word.end });
  }
  return hits;
}

/** The role of the model for a role of the table; undefined if it says none. */
export function modelRole(role: string): Role | undefined {
  switch (role) {
    case 'patient':
      return 'subject';
    case 'clinician':
    case 'staff':
    case 'relative':
    case 'subscriber':
    case 'guarantor':
    case 'correspondent':
    case 'other':
      return role;
    case 'emergency contact':
    case 'mother':
      return 'relative';
    case 'newborn':
      return 'subject';
    case 'author':
    case 'public figure':
      return 'other';
    default:
      return undefined;
  }
}
