/** The tables of rules/link: weights, constraints of elements, reasons for dismissal. A broken table stops the start. */
import { readFileSync } from 'node:fs';

import { assert } from '../kernel/index.ts';
import { rulesFile } from '../kernel/package-root.ts';
import { ELEMENT_IDS, isElementId, type ElementId } from '../model/index.ts';

/** Whose values an element has. `none`: nobody's. */
export type ElementKind = 'patient' | 'person' | 'contact' | 'provider' | 'none';

export interface ElementRule {
  /** A person has one value of it. */
  readonly single: boolean;
  /** A value has one person. */
  readonly owner: boolean;
  /** May stand for a person by itself: a number that `resolve` can match by value. */
  readonly direct: boolean;
  readonly kind: ElementKind;
}

function rows(relative: string, columns: readonly string[]): readonly (readonly string[])[] {
  const lines = readFileSync(rulesFile(relative), 'utf8').split('\n');
  assert(lines[0] === columns.join('\t'), `the rule table ${relative} has the columns its reader wants`);
  return lines.slice(1).flatMap((line) => (line === '' ? [] : [line.split('\t')]));
}

const WEIGHTS: ReadonlyMap<string, number> = new Map(
  rows('link/features.tsv', ['id', 'weight', 'statement', 'source']).map(([id = '', weight = '']) => [id, Number(weight)] as const),
);

/** Log-odds of a feature. An unknown id is a bug of ours. */
export function weightOf(id: string): number {
  const weight = WEIGHTS.get(id);
  assert(weight !== undefined && Number.isFinite(weight), `rules/link/features.tsv has a weight for ${id}`);
  return weight;
}

const DISMISSALS: ReadonlySet<string> = new Set(rows('link/dismissals.tsv', ['id', 'statement', 'source']).map(([id = '']) => id));

/** The id of a dismissal rule, checked against the table: nothing is dismissed for a reason that nobody can read. */
export function dismissal(id: string): string {
  assert(DISMISSALS.has(id), `rules/link/dismissals.tsv has the rule ${id}`);
  return id;
}

const NO_RULE: ElementRule = { single: false, owner: false, direct: false, kind: 'none' };
const ELEMENTS: ReadonlyMap<ElementId, ElementRule> = readElements();

function readElements(): ReadonlyMap<ElementId, ElementRule> {
  const table = new Map<ElementId, ElementRule>();
  for (const [element = '', single, owner, direct, kind = ''] of rows('link/elements.tsv', [
    'element',
    'single',
    'owner',
    'direct',
    'kind',
    'source',
  ])) {
    assert(isElementId(element), `rules/link/elements.tsv names elements of the model only: ${element}`);
    assert(
      kind === 'patient' || kind === 'person' || kind === 'contact' || kind === 'provider',
      'a kind of rules/link/elements.tsv is known',
    );
    table.set(element, { single: single === 'yes', owner: owner === 'yes', direct: direct === 'yes', kind });
  }
  return table;
}

export function elementRule(element: ElementId): ElementRule {
  return ELEMENTS.get(element) ?? NO_RULE;
}

/** Elements that the table leaves out, for the test that reads it: kinds of dates and evidence that is nobody's. */
export function elementsWithoutRule(): readonly ElementId[] {
  return ELEMENT_IDS.filter((element) => !ELEMENTS.has(element));
}

const FREE_MAIL: ReadonlySet<string> = new Set(rows('link/free_mail.tsv', ['domain']).map(([domain = '']) => domain));

export const isFreeMail = (domain: string): boolean => FREE_MAIL.has(domain);
