/** Cell addresses. Rows and columns count from 0 inside, `A1` outside. */

export const ROWS_MAX = 1_048_576;
export const COLUMNS_MAX = 16_384;

export interface CellPlace {
  readonly row: number;
  readonly col: number;
}

/** `C14` → row 13, column 2. `undefined` when it lies outside a sheet. */
export function parseCell(ref: string): CellPlace | undefined {
  let at = 0;
  let col = 0;
  for (; at < ref.length && at < 3; at += 1) {
    const code = ref.charCodeAt(at) & ~0x20;
    if (code < 65 || code > 90) break;
    col = col * 26 + code - 64;
  }
  const row = Number(ref.slice(at));
  if (col === 0 || col > COLUMNS_MAX || !Number.isInteger(row) || row < 1 || row > ROWS_MAX) return undefined;
  return { row: row - 1, col: col - 1 };
}

const letters = new Map<number, string>();

export function columnLetters(col: number): string {
  let text = letters.get(col);
  if (text !== undefined) return text;
  text = '';
  for (let rest = col + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  letters.set(col, text);
  return text;
}

export function cellName(place: CellPlace): string {
  return `${columnLetters(place.col)}${place.row + 1}`;
}

/** `A1:C4` → its corners. */
export function parseRange(ref: string): { readonly from: CellPlace; readonly to: CellPlace } | undefined {
  const colon = ref.indexOf(':');
  const [a, b] = [parseCell(colon < 0 ? ref : ref.slice(0, colon)), parseCell(colon < 0 ? ref : ref.slice(colon + 1))];
  if (a === undefined || b === undefined) return undefined;
  return {
    from: { row: Math.min(a.row, b.row), col: Math.min(a.col, b.col) },
    to: { row: Math.max(a.row, b.row), col: Math.max(a.col, b.col) },
  };
}
