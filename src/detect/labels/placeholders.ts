/** Values that stand for no value (`n/a`, `00/00/0000`) or for a sample. Rules: rules/labels/placeholders.tsv. */
import { foldPhrase } from '../fold.ts';
import { ruleTable } from '../rule-table.ts';

export type PlaceholderAction =
  | 'missing'
  | 'weak-missing'
  | 'sample'
  | 'weak-sample'
  | 'test-person'
  | 'weak-test'
  | 'copy-above'
  | 'keep'
  | 'open-ended';

let tables: { readonly raw: ReadonlyMap<string, PlaceholderAction>; readonly folded: ReadonlyMap<string, PlaceholderAction> } | undefined;

/** What the table says of `value` as a value of `element`; undefined if it says nothing. */
export function placeholder(element: string, value: string): PlaceholderAction | undefined {
  tables ??= load();
  const trimmed = value.trim().toLowerCase();
  const raw = tables.raw.get(`${element}\t${trimmed}`) ?? tables.raw.get(`*\t${trimmed}`);
  if (raw !== undefined) return raw;
  const folded = foldPhrase(value);
  // Only where something is left to compare: `--` folds to nothing.
  return folded === '' ? undefined : (tables.folded.get(`${element}\t${folded}`) ?? tables.folded.get(`*\t${folded}`));
}

function load() {
  const raw = new Map<string, PlaceholderAction>();
  const folded = new Map<string, PlaceholderAction>();
  for (const row of ruleTable('labels/placeholders.tsv', ['element', 'value', 'folded', 'action'] as const)) {
    const action = row.action as PlaceholderAction; // the table's closed vocabulary
    const rawKey = `${row.element}\t${row.value.toLowerCase()}`;
    if (!raw.has(rawKey)) raw.set(rawKey, action);
    const foldedKey = `${row.element}\t${row.folded}`;
    if (row.folded !== '' && !folded.has(foldedKey)) folded.set(foldedKey, action);
  }
  return { raw, folded };
}
