/**
 * The clinical lexicon as one trie of atoms: words, and single marks inside a form (`h/h`, `c. diff`, `x-ray`). One trie for
 * terms, assertion triggers and section heads, because the longest match over all of them decides: else `gram negative`
 * becomes a negation and `proteína c reactiva` protein C. Rules: rules/clinical, how to use them: its SOURCES.md.
 */
import type { ElementId, SensitiveTag } from '../../model/index.ts';
import { SENSITIVE_TAGS } from '../../model/index.ts';

import { foldText, isWordCode } from '../fold.ts';
import { ruleTable } from '../rule-table.ts';

export interface Term {
  readonly element: ElementId;
  /** The row's first form: what several aliases share. */
  readonly canonical: string;
  readonly lang: 'en' | 'es';
  /** Counts only with a second sign beside it. */
  readonly flagged: boolean;
  /** lab: numeric, qualitative, panel, culture · symptoms_vitals: symptom, sign, vital · allergy: trigger, allergen, reaction. */
  readonly kind: string;
  readonly units: readonly string[];
  readonly low: number | undefined;
  readonly high: number | undefined;
}

export interface Trigger {
  readonly status: string;
  readonly direction: 'pre' | 'post' | 'any';
  readonly scope: number;
}

export interface TermNode {
  terms: Term[] | undefined;
  triggers: Trigger[] | undefined;
  section: string | undefined;
  tags: SensitiveTag[] | undefined;
  next: Map<string, TermNode> | undefined;
}

export interface ClinicalLexicon {
  readonly root: ReadonlyMap<string, TermNode>;
  /** Sensitive tags of an ICD-10-CM code. */
  codeTags(code: string): readonly SensitiveTag[];
  /** Words that make an ambiguous abbreviation medical. */
  readonly cues: ReadonlyMap<string, readonly string[]>;
}

let shared: ClinicalLexicon | undefined;

export function clinicalLexicon(): ClinicalLexicon {
  shared ??= build();
  return shared;
}

/** Splits a folded text or form into atoms: words, and every mark by itself. Spaces part atoms and vanish. */
export function atomsOf(folded: string): string[] {
  const atoms: string[] = [];
  let at = 0;
  while (at < folded.length) {
    const code = folded.charCodeAt(at);
    if (code === 0x20 || code === 0x09 || code === 0x200b) {
      at += 1;
      continue;
    }
    let end = at + 1;
    if (isWordCode(code)) while (end < folded.length && isWordCode(folded.charCodeAt(end))) end += 1;
    atoms.push(folded.slice(at, end));
    at = end;
  }
  return atoms;
}

type Root = Map<string, TermNode>;

function nodeFor(root: Root, form: string): TermNode | undefined {
  let level = root;
  let node: TermNode | undefined;
  for (const atom of atomsOf(foldText(form))) {
    node = level.get(atom);
    if (node === undefined) {
      node = { terms: undefined, triggers: undefined, section: undefined, tags: undefined, next: undefined };
      level.set(atom, node);
    }
    node.next ??= new Map();
    level = node.next;
  }
  return node;
}

function addTerm(root: Root, form: string, term: Term): void {
  const node = nodeFor(root, form);
  if (node === undefined) return;
  node.terms ??= [];
  if (!node.terms.some((other) => other.element === term.element && other.lang === term.lang)) node.terms.push(term);
}

const list = (cell: string): string[] => (cell === '' ? [] : cell.split('|'));

/** `form:reason+reason|form:reason` → the flagged forms. */
function flaggedForms(cell: string): ReadonlySet<string> {
  return new Set(list(cell).map((entry) => (entry.includes(':') ? entry.slice(0, entry.lastIndexOf(':')) : entry)));
}

interface FormFile {
  readonly path: string;
  readonly element: ElementId;
  readonly columns: readonly string[];
}

const FILES: readonly FormFile[] = [
  { path: 'clinical/diagnoses.tsv', element: 'dx', columns: ['term', 'aliases', 'es'] },
  { path: 'clinical/procedures.tsv', element: 'procedure', columns: ['term', 'aliases', 'es'] },
  { path: 'clinical/imaging.tsv', element: 'imaging', columns: ['term', 'aliases', 'es'] },
  { path: 'clinical/immunisations.tsv', element: 'immunisation', columns: ['term', 'aliases', 'brands', 'es'] },
  { path: 'clinical/allergy_words.tsv', element: 'allergy', columns: ['kind', 'term', 'aliases', 'es'] },
  { path: 'clinical/symptoms_vitals.tsv', element: 'symptom', columns: ['kind', 'term', 'aliases', 'es', 'units', 'low', 'high'] },
  { path: 'clinical/labs.tsv', element: 'lab.test', columns: ['kind', 'analyte', 'aliases', 'es', 'units', 'low', 'high'] },
];

function build(): ClinicalLexicon {
  const root: Root = new Map();
  for (const file of FILES) addFile(root, file);
  for (const row of ruleTable('clinical/drugs.tsv', ['name', 'generic', 'form', 'units', 'ambiguous'] as const))
    addTerm(root, row.name, {
      ...EMPTY,
      element: 'med',
      canonical: row.generic,
      lang: row.form === 'es' ? 'es' : 'en',
      flagged: row.ambiguous !== '',
      units: list(row.units),
    });
  addAssertions(root);
  for (const row of ruleTable('clinical/section_heads.tsv', ['heading', 'section'] as const)) {
    const node = nodeFor(root, row.heading.replace(/:$/, ''));
    if (node !== undefined) node.section ??= row.section;
  }
  const codes = addSensitive(root);
  const cues = new Map(
    ruleTable('clinical/abbreviations_ambiguous.tsv', ['abbreviation', 'cue'] as const).map(
      (row) => [foldText(row.abbreviation), list(row.cue).map(foldText)] as const,
    ),
  );
  return { root, cues, codeTags: (code) => codes.filter((range) => range.holds(code)).map((range) => range.tag) };
}

const EMPTY = { kind: '', units: [], low: undefined, high: undefined } as const;
const numberOf = (cell: string | undefined): number | undefined => (cell === undefined || cell === '' ? undefined : Number(cell));

function addFile(root: Root, file: FormFile): void {
  for (const row of ruleTable(file.path, [...file.columns, 'ambiguous'])) {
    const flagged = flaggedForms(row['ambiguous'] ?? '');
    const canonical = row['term'] ?? row['analyte'] ?? '';
    const kind = row['kind'] ?? '';
    const element = kind === 'vital' ? 'vital' : file.element;
    const shape = {
      element,
      canonical,
      kind,
      units: list(row['units'] ?? '').map(foldText),
      low: numberOf(row['low']),
      high: numberOf(row['high']),
    } as const;
    for (const form of [canonical, ...list(row['aliases'] ?? ''), ...list(row['brands'] ?? '')])
      addTerm(root, form, { ...shape, lang: 'en', flagged: flagged.has(form) });
    for (const form of list(row['es'] ?? '')) addTerm(root, form, { ...shape, lang: 'es', flagged: flagged.has(form) });
  }
}

function addAssertions(root: Root): void {
  for (const row of ruleTable('clinical/assertion.tsv', ['trigger', 'status', 'direction', 'scope_tokens'] as const)) {
    const node = nodeFor(root, row.trigger);
    if (node === undefined) continue;
    node.triggers ??= [];
    node.triggers.push({ status: row.status, direction: row.direction as Trigger['direction'], scope: Number(row.scope_tokens) }); // the table's closed vocabulary
  }
}

const SENSITIVE: ReadonlySet<string> = new Set(SENSITIVE_TAGS);
/** Element of a sensitive form that no other file holds. */
const ELEMENT_OF_KIND: Readonly<Record<string, ElementId>> = {
  diagnosis: 'dx',
  drug: 'med',
  lab: 'lab.test',
  procedure: 'procedure',
  term: 'treatment',
};

interface CodeRange {
  readonly tag: SensitiveTag;
  holds(code: string): boolean;
}

function addSensitive(root: Root): readonly CodeRange[] {
  const ranges: CodeRange[] = [];
  for (const row of ruleTable('clinical/sensitive.tsv', ['entry', 'kind', 'tag', 'lang', 'ambiguous'] as const)) {
    if (!SENSITIVE.has(row.tag)) continue;
    const tag = row.tag as SensitiveTag; // a member of the set above
    if (row.kind === 'code') {
      const [from = '', to = from] = row.entry.toUpperCase().split('-');
      ranges.push({ tag, holds: (code) => code.slice(0, from.length) >= from && code.slice(0, to.length) <= to });
      continue;
    }
    const node = nodeFor(root, row.entry);
    if (node === undefined) continue;
    node.tags ??= [];
    if (!node.tags.includes(tag)) node.tags.push(tag);
    const element = ELEMENT_OF_KIND[row.kind];
    if (element !== undefined && node.terms === undefined)
      node.terms = [
        {
          ...EMPTY,
          element,
          canonical: row.entry,
          lang: row.lang === 'es' ? 'es' : 'en',
          flagged: row.ambiguous !== '' || row.kind === 'term',
        },
      ];
  }
  return ranges;
}
