/** Where the header of a table is: rows of labels over rows of values. Spec/detection.md 4.2. */
import { S_LAST_FIRST, S_NAME, shapeOf } from './shapes.ts';
import { isShortFlag, isValueShaped } from './columns.ts';
import { headingOf, isLabelText } from './heading.ts';
import type { Heading, Row, Slot } from './types.ts';

const ROWS_SEARCHED = 12;

export interface Header {
  /** Rows before it: titles. Indexes into the region's rows. */
  readonly from: number;
  /** First row of data. */
  readonly to: number;
  readonly headings: ReadonlyMap<number, Heading>;
}

/** The header of the region, or undefined: then its first row is data. */
export function findHeader(rows: readonly Row[], columns: number): Header | undefined {
  let best: { at: number; score: number } | undefined;
  const limit = Math.min(ROWS_SEARCHED, rows.length);
  for (let r = 0; r < limit; r += 1) {
    const row = rows[r];
    if (row === undefined) break;
    const score = headerScore(row, rows[r + 1], columns);
    if (score > 0 && (best === undefined || score > best.score + 0.5)) best = { at: r, score };
    // Values below a header end the search: what follows is data.
    if (best !== undefined && r > best.at + 1) break;
  }
  if (best === undefined) return undefined;
  const first = rows[best.at];
  if (first === undefined) return undefined;
  const second = rows[best.at + 1];
  const secondIsHeader = second !== undefined && best.at + 2 < rows.length && isSecondLine(first, second);
  const bottom = secondIsHeader ? second : first;
  const above = secondIsHeader ? first : groupAbove(rows[best.at - 1], first, columns);
  const from = above !== undefined && above !== first ? best.at - 1 : best.at;
  return { from, to: best.at + (secondIsHeader ? 2 : 1), headings: readHeadings(bottom, above, columns) };
}

/** 0: no header. Higher: more of its cells are labels, and the row below looks otherwise. */
function headerScore(row: Row, below: Row | undefined, columns: number): number {
  const cells = row.slots;
  if (cells.length < Math.min(2, columns)) return 0;
  let known = 0;
  let weight = 0;
  for (const slot of cells) {
    if (slot.text.length > 60 || (isValueShaped(slot.text) && !/^\d$/.test(slot.text))) return 0;
    if ((shapeOf(slot.text) & S_LAST_FIRST) !== 0 && !headingOf(slot.text, '').isKnown) return 0;
    const heading = headingOf(slot.text, '');
    if (heading.isKnown && !isShortFlag(slot.text)) {
      known += 1;
      weight += Math.min(1, 0.5 + (heading.options[0]?.strength ?? 0));
    }
  }
  const share = known / cells.length;
  const contrast = below === undefined ? 0 : contrastOf(cells, below);
  if (known >= 2 && share >= 0.4) return weight + contrast;
  // A single column needs a whole label: titles of sheets hold label words too.
  if (columns === 1) return known === 1 && isLabelText(cells[0]?.text ?? '') ? weight + contrast : 0;
  if (known === cells.length && contrast > 0) return weight + contrast;
  if (known >= 1 && share >= 0.25 && contrast >= 0.34) return weight + contrast;
  // Words alone over values: a header in words we do not know.
  return contrast >= 0.6 && cells.length >= Math.max(2, columns * 0.6) && looksLikeWords(cells) ? 0.6 : 0;
}

/** Share of columns whose cell below is shaped as a value while the header's is not. */
function contrastOf(cells: readonly Slot[], below: Row): number {
  let differs = 0;
  for (const slot of cells) {
    const under = below.slots.find((cell) => cell.col === slot.col);
    if (under !== undefined && (isValueShaped(under.text) || isShortFlag(under.text))) differs += 1;
  }
  return cells.length === 0 ? 0 : differs / cells.length;
}

const looksLikeWords = (cells: readonly Slot[]): boolean =>
  cells.every((slot) => (shapeOf(slot.text) & S_NAME) === 0 && !isShortFlag(slot.text));

/** `Patient | Provider` over `Last | First | Last | First`. */
function isSecondLine(first: Row, second: Row): boolean {
  if (second.slots.length < 2 || second.slots.length <= first.slots.length * 0.5) return false;
  const known = second.slots.filter(
    (slot) => !isValueShaped(slot.text) && headingOf(slot.text, '').isKnown && !isShortFlag(slot.text),
  ).length;
  const merged = first.slots.some((slot) => slot.colSpan > 1) || first.slots.length < second.slots.length;
  return known >= 2 && known / second.slots.length >= 0.6 && (merged || known === second.slots.length);
}

/** The row above, if it names groups of columns and is no title. */
function groupAbove(above: Row | undefined, header: Row, columns: number): Row | undefined {
  if (above === undefined || above.slots.length === 0 || above.slots.length >= header.slots.length) return undefined;
  const only = above.slots[0];
  const isTitle =
    above.slots.length === 1 &&
    only !== undefined &&
    (only.colSpan >= columns || (only.colSpan === 1 && only.col <= (header.slots[0]?.col ?? 0)));
  if (isTitle || above.slots.some((slot) => isValueShaped(slot.text) || slot.text.length > 40)) return undefined;
  return above.slots.some((slot) => slot.colSpan > 1 || headingOf(slot.text, '').isKnown) ? above : undefined;
}

function readHeadings(bottom: Row, above: Row | undefined, columns: number): Map<number, Heading> {
  const headings = new Map<number, Heading>();
  const bottomAt = new Map(bottom.slots.map((slot) => [slot.col, slot]));
  const groups = above === undefined || above === bottom ? undefined : fillRight(above, columns);
  for (let col = 0; col < columns; col += 1) {
    const slot = bottomAt.get(col);
    const group = groups?.get(col);
    // A merged cell that reaches down heads its column itself.
    if (slot === undefined && group !== undefined && group.col === col) headings.set(col, headingOf(group.text, ''));
    else if (slot !== undefined) headings.set(col, headingOf(slot.text, group?.text ?? ''));
  }
  return headings;
}

/** Merged cells reach as far as they span; without spans as far as the next group. */
function fillRight(row: Row, columns: number): Map<number, Slot> {
  const out = new Map<number, Slot>();
  const spans = row.slots.some((slot) => slot.colSpan > 1);
  for (let i = 0; i < row.slots.length; i += 1) {
    const slot = row.slots[i];
    if (slot === undefined) continue;
    const end = spans ? slot.col + slot.colSpan : (row.slots[i + 1]?.col ?? columns);
    for (let col = slot.col; col < end; col += 1) out.set(col, slot);
  }
  return out;
}

/** The same words as the header's again: a page break. */
export function isRepeatOf(row: Row, header: Row): boolean {
  if (row.slots.length < 2 || row.slots.length < header.slots.length * 0.8) return false;
  const at = new Map(header.slots.map((slot) => [slot.col, slot.text]));
  let same = 0;
  for (const slot of row.slots) if (at.get(slot.col) === slot.text) same += 1;
  return same >= row.slots.length * 0.8;
}
