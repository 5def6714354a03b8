/**
 * The label table in memory: which phrase announces which element, whose value it is and how sure that is.
 * Rules: rules/labels/everyday.tsv and trades.tsv; how to read them: spec/detection.md 6.2 and rules/labels/SOURCES.md.
 */
import { byText } from '../../kernel/index.ts';
import type { LabelOwner } from '../../model/index.ts';

import { foldPhrase } from '../fold.ts';
import { ruleTable } from '../rule-table.ts';

export interface LabelRow {
  /** The phrase, folded: `date of birth`. */
  readonly folded: string;
  readonly lang: string;
  /** Element id, a sensitive tag (`hiv`), or `none` for a label that rules elements out. */
  readonly element: string;
  readonly owner: LabelOwner;
  /** Part of a name or address, role of a date; empty if none. */
  readonly part: string;
  /** Share of plausible values behind this label that are this element. */
  readonly strength: number;
  /**
   * `any`: a filler word may stand between label and value · `sep`: directly before a separator or a value of the element's
   * shape · `strict`: only before a separator or at a cell edge, and the value must have the shape.
   */
  readonly need: 'any' | 'sep' | 'strict';
  readonly positions: readonly string[];
  readonly domain: string;
  /** For `none`: what the label announces (order, invoice, tracking …): the reason of a dismissal. */
  readonly labelClass: string;
}

interface LabelNode {
  rows: LabelRow[] | undefined;
  next: Map<string, LabelNode> | undefined;
}

export interface LabelIndex {
  /** Rows of a phrase already folded by `foldPhrase` (a header cell, a field name), strongest first; empty if unknown. */
  matchLabel(folded: string): readonly LabelRow[];
  /** The word-trie behind `findLabels`: node of a first word. */
  readonly root: ReadonlyMap<string, LabelTrie>;
}

/** A node of the word-trie: `rows` if a label ends here. */
export interface LabelTrie {
  readonly rows: readonly LabelRow[] | undefined;
  readonly next: ReadonlyMap<string, LabelTrie> | undefined;
}

const OWNERS: ReadonlySet<string> = new Set([
  'patient',
  'subscriber',
  'guarantor',
  'spouse',
  'dependent',
  'parent',
  'emergency-contact',
  'newborn',
  'staff',
  'provider',
  'facility',
  'org',
  'other',
  'any',
  'none',
]);
/** Words that the table does not repeat with every label. */
const TAIL = / (?:#|no|num|number|numbers|nr|[1-9]|mm\/dd\/yyyy|mm\/dd\/yy|mmddyyyy|yyyy mm dd|required|optional|s)$/;

let shared: LabelIndex | undefined;

/** The label tables, read once. */
export function labelIndex(): LabelIndex {
  shared ??= buildIndex(loadRows());
  return shared;
}

function loadRows(): LabelRow[] {
  const columns = ['folded', 'lang', 'element', 'strength', 'positions', 'need', 'owner', 'part', 'domain', 'class'] as const;
  const tables = ['labels/everyday.tsv', 'labels/trades.tsv'];
  return tables
    .flatMap((table) => ruleTable(table, columns))
    .map((row) => ({
      folded: row.folded,
      lang: row.lang,
      element: row.element,
      owner: ownerOf(row.owner),
      part: row.part,
      strength: Number(row.strength),
      need: row.need === 'sep' || row.need === 'strict' ? row.need : 'any',
      positions: row.positions.split(','),
      domain: row.domain,
      labelClass: row.class,
    }));
}

function ownerOf(text: string): LabelOwner {
  if (OWNERS.has(text)) return text as LabelOwner; // a member of the set above
  return text === 'relative' ? 'emergency-contact' : 'any';
}

function buildIndex(rows: readonly LabelRow[]): LabelIndex {
  const root = new Map<string, LabelNode>();
  const byPhrase = new Map<string, LabelRow[]>();
  const byKey = new Map<string, LabelRow[]>();
  const sorted = [...rows].sort((a, b) => b.strength - a.strength || byText(a.element, b.element) || byText(a.lang, b.lang));
  for (const row of sorted) {
    push(byPhrase, row.folded, row);
    push(byKey, row.folded.replaceAll(/[ #/]/g, ''), row);
    insert(root, row);
  }
  return { root, matchLabel: (folded) => lookUp(folded, byPhrase, byKey) };
}

function push(map: Map<string, LabelRow[]>, key: string, row: LabelRow): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [row]);
  else list.push(row);
}

function insert(root: Map<string, LabelNode>, row: LabelRow): void {
  let level = root;
  const words = row.folded.split(' ');
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    let node = level.get(word);
    if (node === undefined) {
      node = { rows: undefined, next: undefined };
      level.set(word, node);
    }
    if (i === words.length - 1) {
      node.rows ??= [];
      node.rows.push(row);
    } else {
      node.next ??= new Map();
      level = node.next;
    }
  }
}

/** Exact, then without a counting or format tail (`phone 2`, `dob mm/dd/yyyy`), then glued (`patfname`). */
function lookUp(phrase: string, byPhrase: ReadonlyMap<string, LabelRow[]>, byKey: ReadonlyMap<string, LabelRow[]>): readonly LabelRow[] {
  const exact = byPhrase.get(phrase);
  if (exact !== undefined) return exact;
  const cut = phrase.replace(TAIL, '');
  if (cut !== phrase && cut !== '') {
    const rows = byPhrase.get(cut);
    if (rows !== undefined) return rows;
  }
  const key = phrase.replaceAll(/[ #/]/g, '');
  // One and two letters glue by accident (`c l`).
  return key.length > 2 ? (byKey.get(key) ?? []) : [];
}

/** Rows of a header cell or field name as written. */
export function matchRaw(index: LabelIndex, text: string): readonly LabelRow[] {
  const rows = index.matchLabel(foldPhrase(text));
  if (rows.length > 0) return rows;
  // `PatientBirthDate`, `birthDate`: export names in camel case.
  const spaced = text.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2');
  return spaced === text ? [] : index.matchLabel(foldPhrase(spaced));
}
