/** Which column is which: by header, then by content. One guess for one column; the guess is printed and can be corrected. CONTRACT.md 2 */
import { byNumber, byText } from '../../kernel/index.ts';

import { isUsState } from '../normalise/addresses.ts';
import { lazily, ruleRows } from '../rule-rows.ts';

export interface ColumnGuess {
  /** Our name. */
  readonly column: string;
  readonly header: string;
  readonly index: number;
  readonly confidence: number;
  readonly how: 'told' | 'header' | 'content';
}

export interface ColumnMap {
  readonly guesses: readonly ColumnGuess[];
  /** Known to be of no use. */
  readonly ignored: readonly string[];
  readonly unknown: readonly string[];
  /** Told in case.yaml, but no such header is there. */
  readonly notThere: readonly string[];
  at(column: string): number;
}

const headers = lazily(() => {
  const known = new Map<string, { column: string; strength: number }[]>();
  for (const [key = '', column = '', strength = ''] of ruleRows('roster-headers.tsv', ['key', 'column', 'strength'])) {
    const row = { column, strength: Number(strength) };
    const rows = known.get(key);
    if (rows === undefined) known.set(key, [row]);
    else rows.push(row);
  }
  return known;
});

/** Case, accents and punctuation folded. */
export function headerKey(header: string): string {
  return header
    .slice(0, 100)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{Nd}#]+/gu, '');
}

/** How many headers of a row are known: the header row is the first with two of them. */
export function knownHeaders(cells: readonly string[]): number {
  return cells.filter((cell) => headers().has(headerKey(cell))).length;
}

export function guessColumns(input: {
  readonly header: readonly string[];
  readonly sample: readonly (readonly string[])[];
  readonly told: Readonly<Record<string, string>>;
  readonly wanted: readonly string[];
}): ColumnMap {
  const { header, sample, told, wanted } = input;
  const taken = new Map<string, ColumnGuess>();
  const used = new Set<number>();
  const notThere: string[] = [];
  for (const column of Object.keys(told).sort(byText)) {
    const index = header.findIndex((name) => name.trim() === told[column]?.trim() || headerKey(name) === headerKey(told[column] ?? ''));
    if (index < 0) notThere.push(told[column] ?? '');
    else put({ column, header: header[index] ?? '', index, confidence: 1, how: 'told' });
  }
  function put(guess: ColumnGuess): void {
    taken.set(guess.column, guess);
    used.add(guess.index);
  }
  const offers = header
    .flatMap((name, index) =>
      (headers().get(headerKey(name)) ?? []).map(({ column, strength }) => ({
        column,
        header: name,
        index,
        confidence: strength,
        how: 'header' as const,
      })),
    )
    .filter(({ column }) => wanted.includes(column))
    .sort((a, b) => b.confidence - a.confidence || byNumber(a.index, b.index) || byText(a.column, b.column));
  for (const offer of offers) if (!taken.has(offer.column) && !used.has(offer.index)) put(offer);
  const isKnown = (name: string): boolean => headers().has(headerKey(name));
  header.forEach((name, index) => {
    if (used.has(index) || isKnown(name)) return;
    const column = contentColumn(sample.map((row) => (row[index] ?? '').trim()).filter((cell) => cell !== ''));
    if (column !== undefined && wanted.includes(column) && !taken.has(column))
      put({ column, header: name, index, confidence: 0.6, how: 'content' });
  });
  const rest = header.filter((name, index) => !used.has(index) && name.trim() !== '');
  const guesses = [...taken.values()].sort((a, b) => byNumber(a.index, b.index));
  return {
    guesses,
    ignored: rest.filter(isKnown),
    unknown: rest.filter((name) => !isKnown(name)),
    notThere,
    at: (column) => taken.get(column)?.index ?? -1,
  };
}

const ROWS_MIN = 5;

/** Columns that show what they are. Nine in ten cells must fit; a column of numbers alone says nothing. */
function contentColumn(cells: readonly string[]): string | undefined {
  if (cells.length < ROWS_MIN) return undefined;
  const share = (test: (cell: string) => boolean): boolean => cells.filter(test).length >= cells.length * 0.9;
  const kinds = new Set(cells).size;
  if (share((cell) => /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(cell))) return 'email';
  if (share((cell) => /^\d{3}-\d\d-\d{4}$/.test(cell))) return 'ssn';
  if (share((cell) => /^\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}$/.test(cell))) return 'phone';
  if (share((cell) => cell.length === 2 && isUsState(cell))) return 'state';
  if (share((cell) => /^\d{5}(?:-\d{4})?$/.test(cell)) && kinds < cells.length * 0.9) return 'zip';
  if (kinds <= 4 && share((cell) => /^(?:M|F|X|U|MALE|FEMALE)$/i.test(cell))) return 'sex';
  const years = cells.map((cell) =>
    Number(
      /^(?:\d{1,2}[-/.]\d{1,2}[-/.](\d{4})|(\d{4})-\d\d-\d\d)$/
        .exec(cell)
        ?.slice(1)
        .find((part) => part !== undefined) ?? 0,
    ),
  );
  // Dates of birth reach over decades; dates of enrolment do not.
  if (
    years.filter((year) => year > 1900).length >= cells.length * 0.9 &&
    Math.max(...years) - Math.min(...years.filter((year) => year > 1900)) >= 40
  )
    return 'dob';
  return undefined;
}
