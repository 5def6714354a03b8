/** Reads the outputs of the contract, section 4, and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Row = Readonly<Record<string, string>>;

export interface Answer {
  readonly items: readonly Row[];
  readonly findings: readonly Row[];
  readonly individuals: readonly Row[];
  readonly access: readonly Row[];
  readonly missing: readonly Row[];
  /** Elements of which the answer says that none was found; one that waits for a person is not said yet. */
  readonly negatives: ReadonlySet<string>;
  readonly count: { readonly low: number; readonly expected: number; readonly high: number };
}

export function readAnswer(folder: string): Answer {
  const table = (name: string): readonly Row[] => rowsOf(readFileSync(join(folder, name), 'utf8'));
  const summary = objectOf(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')));
  const individuals = objectOf(summary['individuals']);
  const negatives = Array.isArray(summary['negatives'])
    ? summary['negatives']
        .map((one: unknown) => objectOf(one))
        .filter((one) => one['holds'] !== false)
        .map((one) => String(one['element'] ?? ''))
    : [];
  return {
    items: table('items.csv'),
    findings: table('findings.csv'),
    individuals: table('individuals.csv'),
    access: table('access.csv'),
    missing: table('access-missing.csv'),
    negatives: new Set(negatives),
    count: { low: Number(individuals['low']), expected: Number(individuals['expected']), high: Number(individuals['high']) },
  };
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** RFC 4180; a leading apostrophe before a sign that spreadsheets would run is ours, and goes. */
export function rowsOf(text: string): readonly Row[] {
  const [head = [], ...rest] = cellsOf(text);
  return rest.map((cells) => Object.fromEntries(head.map((name, index) => [name, (cells[index] ?? '').replace(/^'(?=[=+\-@\t\r])/, '')])));
}

function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (sign === '"') isQuoted = true;
    else if (sign === ',' || sign === '\n') {
      row.push(cell);
      cell = '';
      if (sign === '\n') {
        rows.push(row);
        row = [];
      }
    } else cell += sign;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows;
}

export const listOf = (text: string): readonly string[] =>
  text
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '');
