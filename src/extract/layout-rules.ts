/** Words and lines by which mail programs mark quoted messages, from rules/layout. */
import { readFileSync } from 'node:fs';
import { assert, rulesFile } from '../kernel/index.ts';

export type HeaderRole = 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'date' | 'other';

interface LayoutRules {
  /** Folded header word → what it names. A word of two languages with two meanings has both. */
  readonly roles: ReadonlyMap<string, readonly HeaderRole[]>;
  readonly separators: ReadonlySet<string>;
  /** Folded lines with something in the middle: `forwarded by # on #`. */
  readonly openSeparators: readonly Pattern[];
  readonly intros: readonly Pattern[];
}

export interface Pattern {
  readonly prefix: string;
  readonly suffix: string;
}

let loaded: LayoutRules | undefined;

export function layoutRules(): LayoutRules {
  loaded ??= load();
  return loaded;
}

/** Lower case, without accents and punctuation, blanks as one: the form in which lines and rules meet. */
export function foldLine(text: string): string {
  return text
    .slice(0, 600)
    .normalize('NFD')
    .replace(/[\p{M}'’`]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}#]+/gu, ' ')
    .trim();
}

function rows(relative: string): string[][] {
  const [head, ...lines] = readFileSync(rulesFile(relative), 'utf8').split('\n');
  assert(head !== undefined && head.includes('\t'), 'a layout table begins with its header line');
  return lines.filter((line) => line !== '').map((line) => line.split('\t'));
}

function load(): LayoutRules {
  const roles = new Map<string, HeaderRole[]>();
  for (const [word = '', , role = 'other'] of rows('layout/header_roles.tsv')) {
    const key = foldLine(word);
    const known = roles.get(key) ?? [];
    if (!known.includes(role as HeaderRole)) roles.set(key, [...known, role as HeaderRole]); // the table holds only roles
  }
  const separators = new Set<string>();
  const openSeparators: Pattern[] = [];
  const intros: Pattern[] = [];
  for (const [form = '', , , kind] of rows('layout/reply_headers.tsv')) {
    if (kind === 'separator') {
      const key = foldLine(form);
      if (key.includes('#')) openSeparators.push(patternOf(key));
      else if (key !== '') separators.add(key);
    }
    if (kind === 'intro') intros.push(patternOf(foldLine(form)));
  }
  return { roles, separators, openSeparators, intros };
}

/** What stands before the first and behind the last `#`: between them is an author or a date. */
function patternOf(folded: string): Pattern {
  const first = folded.indexOf('#');
  const last = folded.lastIndexOf('#');
  return { prefix: folded.slice(0, first).trim(), suffix: folded.slice(last + 1).trim() };
}

export function matches(pattern: Pattern, folded: string): boolean {
  const { prefix, suffix } = pattern;
  if (folded.length <= prefix.length + suffix.length) return false;
  const begins = prefix === '' || folded.startsWith(`${prefix} `);
  return begins && (suffix === '' || folded.endsWith(suffix));
}
