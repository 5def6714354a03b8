/** Words of total and footer rows: rules/layout/total_rows.tsv. */
import { layoutTable } from '../scopes/layout-table.ts';

let totals: ReadonlySet<string> | undefined;
let footers: readonly string[] | undefined;

function load(): void {
  const rows = layoutTable('total_rows', ['folded', 'kind']);
  totals = new Set(rows.filter((row) => row.kind === 'total').map((row) => row.folded));
  footers = rows.filter((row) => row.kind === 'footer').map((row) => row.folded.replaceAll(/ ?#/g, ''));
}

/** `total`, `total 69,589`, `count of members`. The text is folded. */
export function isTotalText(text: string): boolean {
  if (totals === undefined) load();
  const words = text.replace(/[^\p{L}# ]+/gu, ' ').trim();
  if (words === '') return false;
  if (totals?.has(words) === true) return true;
  const first = words.split(/\s+/).slice(0, 3);
  for (let n = first.length; n > 0; n -= 1)
    if (totals?.has(first.slice(0, n).join(' ')) === true)
      return /\d/.test(text) || n === first.length || /^(?:sub|grand)?\s?total/.test(words);
  return false;
}

/** `Page 3 of 9`, `Printed by …`, `Confidential`. The text is folded. */
export function isFooterText(text: string): boolean {
  if (footers === undefined) load();
  return (footers ?? []).some((phrase) => phrase !== '' && text.startsWith(phrase) && !/\p{L}/u.test(text[phrase.length] ?? ' '));
}
