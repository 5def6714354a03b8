/**
 * Makes an analysis from marked text, so that tests of `link` need no detector. `{element=norm@owner#role!tag:text}` is a value or,
 * with the element `name`, a person; `@owner` gives it a label, `#role` a role of the text. A blank line ends a paragraph, `. ` a
 * sentence; `>>>` opens a quoted block, `---` a signature, `HDR ` a header line; lines that begin with `|` are rows of a table.
 */
import { sensitive } from '../../src/kernel/index.ts';
import {
  candidateId,
  contentId,
  isElementId,
  type Candidate,
  type ContentAnalysis,
  type ElementId,
  type LabelOwner,
  type NameReading,
  type PersonCandidate,
  type Role,
  type Scope,
  type ScopeKind,
} from '../../src/model/index.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Mark {
  readonly element: string;
  readonly norm: string | undefined;
  readonly owner: LabelOwner | undefined;
  /** `@pt`: the label says that it is the patient's. */
  readonly says: string | undefined;
  readonly role: Role | undefined;
  readonly tags: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly text: string;
}

const MARK = /\{([a-z_0-9.]+)(?:=([^@#!:{}]*))?(?:@([a-z-]+))?(?:#([a-z]+))?((?:![a-z-]+)*):([^{}]*)\}/g;

export interface Made {
  readonly analysis: ContentAnalysis;
  readonly text: string;
}

export function makeAnalysis(marked: string, id = '0'): Made {
  const { text, marks } = unmark(marked);
  const scopes: Mutable<Scope>[] = [{ kind: 'part', parent: -1, start: 0, end: text.length }];
  layout(text, scopes);
  const smallest = (start: number, end: number): number => {
    let best = 0;
    scopes.forEach((scope, i) => {
      const known = scopes[best];
      if (scope.start <= start && end <= scope.end && known !== undefined && scope.end - scope.start <= known.end - known.start) best = i;
    });
    return best;
  };
  const content = contentId(id.padStart(64, '0'));
  const candidates: Candidate[] = [];
  const persons: PersonCandidate[] = [];
  for (const mark of marks) {
    const scope = smallest(mark.start, mark.end);
    if (mark.element === 'name') persons.push(person(mark, scope));
    else if (isElementId(mark.element)) candidates.push(candidate(mark, mark.element, scope, content));
  }
  persons.forEach((short, i) => {
    const reading = JSON.parse(short.readings.reveal('match')) as NameReading[];
    if (reading[0]?.given !== '') return;
    const full = persons.findIndex(
      (other, j) => j !== i && (JSON.parse(other.readings.reveal('match')) as NameReading[])[0]?.family === reading[0]?.family,
    );
    if (full >= 0) persons[i] = { ...short, sameAs: full };
  });
  return {
    text,
    analysis: {
      content,
      detector: 'test/1',
      lang: 'en',
      scopes,
      candidates,
      persons,
      tables: tablesOf(scopes),
      census: [],
      textBytes: text.length,
    },
  };
}

function unmark(marked: string): { readonly text: string; readonly marks: readonly Mark[] } {
  let text = '';
  let last = 0;
  const marks: Mark[] = [];
  for (const match of marked.matchAll(MARK)) {
    text += marked.slice(last, match.index);
    const [whole, element = '', norm, owner, role, tags = '', value = ''] = match;
    const start = text.length;
    text += value;
    marks.push({
      element,
      norm,
      owner: (owner === 'pt' ? 'patient' : owner) as LabelOwner | undefined,
      says: owner === 'pt' ? 'pt' : undefined,
      role: role as Role | undefined,
      tags: tags.split('!').filter((tag) => tag !== ''), // the test's own words
      start,
      end: text.length,
      line: text.slice(0, start).split('\n').length,
      text: value,
    });
    last = match.index + whole.length;
  }
  return { text: text + marked.slice(last), marks };
}

function layout(text: string, scopes: Mutable<Scope>[]): void {
  const add = (kind: ScopeKind, parent: number, start: number, end: number, more: Partial<Scope> = {}): number =>
    scopes.push({ kind, parent, start, end, ...more }) - 1;
  const quote = text.indexOf('>>>');
  const blocks =
    quote < 0
      ? [[0, text.length]]
      : [
          [0, quote],
          [quote, text.length],
        ];
  blocks.forEach(([from = 0, to = 0], depth) => {
    const block = add('thread-block', 0, from, to, { depth });
    let start = from;
    let table = -1;
    let row = 0;
    let zone = block;
    for (const part of text.slice(from, to).split(/(\n\n)/)) {
      const end = start + part.length;
      if (part !== '\n\n' && part !== '') {
        if (part.startsWith('---')) zone = add('zone', block, start, to, { zone: 'signature' });
        if (part.startsWith('|')) {
          table = add('table', zone, start, end, { table: tableCount(scopes) });
          row = 0;
          lines(part, start, (lineStart, lineEnd) => {
            add('record', table, lineStart, lineEnd, { table: scopes[table]?.table ?? 0, row: row });
            row += 1;
          });
        } else if (part.startsWith('HDR ')) add('header-block', zone, start, end, { zone: 'header' });
        else {
          const paragraph = add('paragraph', zone, start, end);
          let at = start;
          for (const sentence of part.split(/(?<=[.!?])\s|\n/)) {
            add('sentence', paragraph, at, at + sentence.length);
            at += sentence.length + 1;
          }
        }
      }
      start = end;
    }
  });
}

const tableCount = (scopes: readonly Scope[]): number => scopes.filter(({ kind }) => kind === 'table').length;

function lines(text: string, from: number, each: (start: number, end: number) => void): void {
  let at = from;
  for (const line of text.split('\n')) {
    each(at, at + line.length);
    at += line.length + 1;
  }
}

function tablesOf(scopes: readonly Scope[]): ContentAnalysis['tables'] {
  return scopes.flatMap((scope, i) =>
    scope.kind === 'table'
      ? [
          {
            grid: { source: 'text' as const, start: scope.start, end: scope.end, rows: 1, cols: 1 },
            headerRows: 0,
            columns: [],
            orientation: 'long' as const,
            records: scopes.filter(({ parent }) => parent === i).length,
          },
        ]
      : [],
  );
}

function candidate(mark: Mark, element: ElementId, scope: number, content: ContentAnalysis['content']): Candidate {
  const label =
    mark.owner === undefined
      ? {}
      : {
          label: {
            label: mark.says === undefined ? element : `${mark.says} ${element}`,
            element,
            owner: mark.owner,
            strength: 0.98,
            position: 'right' as const,
          },
        };
  return {
    id: candidateId(content, mark.start, mark.end, element),
    content,
    start: mark.start,
    end: mark.end,
    element,
    value: sensitive(mark.text),
    ...(mark.norm === undefined ? {} : { norm: sensitive(mark.norm) }),
    alternatives: [],
    rule: `test.${element}`,
    p: mark.owner === undefined ? 0.95 : 0.99,
    valid: 'n/a',
    assertion: 'present',
    tags: mark.tags,
    ...label,
    scope,
    line: mark.line,
    locator: `bytes:${mark.start}-${mark.end}`,
  };
}

function person(mark: Mark, scope: number): PersonCandidate {
  const words = mark.text.split(' ');
  const suffix = /^(Jr|Sr|II|III)\.?$/.test(words.at(-1) ?? '') ? (words.pop() ?? '') : '';
  const family = mark.text.includes(',') ? (mark.text.split(',')[0] ?? '') : (words.at(-1) ?? '');
  const given = mark.text.includes(',') ? (mark.text.split(', ')[1] ?? '') : words.slice(0, -1).join(' ');
  const reading: NameReading = { given, middle: '', family, suffix, p: 1 };
  return {
    start: mark.start,
    end: mark.end,
    value: sensitive(mark.text),
    readings: sensitive(JSON.stringify([reading])),
    p: 0.97,
    roles: mark.role === undefined ? {} : { [mark.role]: 6 },
    because: [],
    scope,
    line: mark.line,
    locator: `bytes:${mark.start}-${mark.end}`,
    tags: mark.tags,
    rule: 'test.name',
  };
}
