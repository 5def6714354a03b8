/** One worksheet: its cells in order, and the words that stand beside them. [ECMA-376-1] 18.3. */
import { byNumber } from '../../../kernel/index.ts';
import { attribute, type OoxmlPackage, type Part } from '../ooxml/package.ts';
import { unescape, type SharedStrings } from './strings.ts';
import { showDate, showDigits, showNumber } from './numbers.ts';
import { COLUMNS_MAX, parseCell, parseRange } from './references.ts';
import { isOff, type CellStyle } from './styles.ts';

/** What is known of a cell, one bit each: a workbook has a million of them. */
export const CELL = { date: 1, number: 2, formula: 4, bold: 8, hidden: 16 } as const;

export interface SheetCell {
  readonly row: number;
  readonly col: number;
  readonly text: string;
  flags: number;
  /** 1 unless merged. */
  rowSpan: number;
  colSpan: number;
}

export interface SheetReading {
  readonly cells: SheetCell[];
  /** Headers and footers as printed, without their codes. */
  readonly footers: readonly string[];
  /** Words of formulas, rules, filters and links. */
  readonly others: readonly string[];
  /** Cells that name a shared string which is not there. */
  readonly stringsMissing: number;
  readonly isFull: boolean;
}

export interface SheetContext {
  readonly strings: SharedStrings;
  readonly styles: readonly CellStyle[];
  readonly is1904: boolean;
  readonly isHidden: boolean;
  readonly cellsMax: number;
}

const MERGES_MAX = 200_000;
const WORDS_MAX = 200_000;
const HEADER_PARTS = new Set(['oddHeader', 'oddFooter', 'evenHeader', 'evenFooter', 'firstHeader', 'firstFooter']);
/** Attributes of a sheet that hold words a person wrote. */
const SPOKEN = [
  'display',
  'tooltip',
  'location',
  'prompt',
  'promptTitle',
  'error',
  'errorTitle',
  'val',
  'text',
  'name',
  'title',
  'comment',
] as const;
const OF_CELLS = new Set(['c', 'v', 'f', 'row', 'is', 't', 'r', 'rPr', 'sheetData', 'col', 'cols', 'mergeCell']);

export function readSheet(pack: OoxmlPackage, part: Part, context: SheetContext): SheetReading {
  const reader = new SheetReader(context);
  pack.parse(part, {
    open: (name, attributes) => reader.open(name, attributes),
    close: (name) => reader.close(name),
    text: (text) => reader.text(text),
  });
  return reader.finish();
}

class SheetReader {
  readonly #context: SheetContext;
  readonly #cells: SheetCell[] = [];
  readonly #footers = new Set<string>();
  readonly #others = new Set<string>();
  readonly #hiddenColumns = new Set<number>();
  readonly #merges: string[] = [];
  #stringsMissing = 0;
  #isFull = false;

  #row = -1;
  #col = -1;
  #rowHidden = false;
  #inCells = false;
  #inPhonetic = false;
  #type = '';
  #style = 0;
  #value = '';
  #inline = '';
  #formula = '';
  #hasFormula = false;
  #flags = 0;
  #text = '';

  constructor(context: SheetContext) {
    this.#context = context;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#text = '';
    switch (name) {
      case 'sheetData':
        this.#inCells = true;
        break;
      case 'row':
        this.#openRow(attributes);
        break;
      case 'c':
        this.#openCell(attributes);
        break;
      case 'f':
        this.#hasFormula = this.#inCells;
        break;
      case 'rPh':
        this.#inPhonetic = true;
        break;
      case 'col':
        this.#openColumns(attributes);
        break;
      case 'mergeCell':
        if (this.#merges.length < MERGES_MAX) this.#merges.push(attributes['ref'] ?? '');
        break;
      default:
        if (!OF_CELLS.has(name)) this.#spoken(attributes);
    }
  }

  text(text: string): void {
    if (!this.#inPhonetic) this.#text += text;
  }

  close(name: string): void {
    if (name === 'v') this.#value = this.#text;
    else if (name === 't') this.#inline += this.#text;
    else if (name === 'f') this.#formula = this.#text;
    else if (name === 'c') this.#closeCell();
    else if (name === 'rPh') this.#inPhonetic = false;
    else if (name === 'sheetData') this.#inCells = false;
    else if (HEADER_PARTS.has(name)) addWords(this.#footers, withoutCodes(this.#text));
    else addWords(this.#others, this.#text);
    this.#text = '';
  }

  finish(): SheetReading {
    const cells = isSorted(this.#cells) ? this.#cells : this.#cells.sort((a, b) => byNumber(a.row, b.row) || byNumber(a.col, b.col));
    if (this.#hiddenColumns.size > 0) for (const cell of cells) if (this.#hiddenColumns.has(cell.col)) cell.flags |= CELL.hidden;
    this.#spread(cells);
    return { cells, footers: [...this.#footers], others: [...this.#others], stringsMissing: this.#stringsMissing, isFull: this.#isFull };
  }

  #openColumns(attributes: Readonly<Record<string, string>>): void {
    if (attributes['hidden'] === undefined || isOff(attributes['hidden']) || this.#hiddenColumns.size >= COLUMNS_MAX) return;
    const last = Math.min(Number(attributes['max']), COLUMNS_MAX);
    for (let col = Math.max(Number(attributes['min']), 1); col <= last; col += 1) this.#hiddenColumns.add(col - 1);
  }

  #openRow(attributes: Readonly<Record<string, string>>): void {
    const number = Number(attributes['r'] ?? Number.NaN);
    this.#row = Number.isInteger(number) && number >= 1 && number <= 1_048_576 ? number - 1 : this.#row + 1;
    this.#col = -1;
    this.#rowHidden = attributes['hidden'] !== undefined && !isOff(attributes['hidden']);
  }

  #openCell(attributes: Readonly<Record<string, string>>): void {
    const place = attributes['r'] === undefined ? undefined : parseCell(attributes['r']);
    // A cell without an address is the next one of its row. [ECMA-376-1] 18.3.1.4
    this.#col = place?.col ?? this.#col + 1;
    if (place !== undefined) this.#row = place.row;
    this.#type = attributes['t'] ?? 'n';
    this.#style = Number(attributes['s'] ?? 0);
    this.#value = '';
    this.#inline = '';
    this.#formula = '';
    this.#hasFormula = false;
  }

  #closeCell(): void {
    if (this.#formula.includes('"')) addWords(this.#others, this.#formula);
    const text = this.#show();
    if (text.length === 0) return;
    if (this.#cells.length >= this.#context.cellsMax) {
      this.#isFull = true;
      return;
    }
    let flags = this.#flags;
    if (this.#hasFormula) flags |= CELL.formula;
    if (this.#context.styles[this.#style]?.bold === true) flags |= CELL.bold;
    if (this.#context.isHidden || this.#rowHidden) flags |= CELL.hidden;
    this.#cells.push({ row: Math.max(this.#row, 0), col: Math.max(this.#col, 0), text, flags, rowSpan: 1, colSpan: 1 });
  }

  /** The text of a cell as people see it; sets what its kind tells. */
  #show(): string {
    this.#flags = 0;
    switch (this.#type) {
      case 's': {
        if (this.#value.length === 0) return '';
        const text = this.#context.strings.use(Number(this.#value));
        if (text === undefined) this.#stringsMissing += 1;
        return text ?? '';
      }
      case 'inlineStr':
        return unescape(this.#inline || this.#value);
      case 'str':
        return unescape(this.#value || this.#inline);
      case 'b':
        return this.#value.trim() === '1' ? 'TRUE' : this.#value.trim() === '0' ? 'FALSE' : this.#value;
      case 'e':
        return this.#value;
      case 'd':
        this.#flags = CELL.date;
        return this.#value;
      default:
        return this.#showNumber();
    }
  }

  #showNumber(): string {
    const raw = this.#value.trim();
    if (raw.length === 0) return unescape(this.#inline);
    const format = this.#context.styles[this.#style]?.format;
    const value = Number(raw);
    if (format?.kind === 'date') {
      const date = showDate(value, format, this.#context.is1904);
      if (date !== undefined) {
        this.#flags = date.isDate ? CELL.date : 0;
        return date.text;
      }
    }
    this.#flags = Number.isFinite(value) ? CELL.number : 0;
    return (format?.kind === 'digits' ? showDigits(format.pattern, value) : undefined) ?? showNumber(raw);
  }

  #spoken(attributes: Readonly<Record<string, string>>): void {
    for (const key of SPOKEN) {
      const value = attribute(attributes, key);
      if (value !== undefined && value.length > 2) addWords(this.#others, value);
    }
  }

  #spread(cells: readonly SheetCell[]): void {
    if (this.#merges.length === 0) return;
    const corners = new Map<number, { rows: number; cols: number }>();
    for (const ref of this.#merges) {
      const range = parseRange(ref);
      if (range === undefined) continue;
      corners.set(range.from.row * 16_384 + range.from.col, {
        rows: range.to.row - range.from.row + 1,
        cols: range.to.col - range.from.col + 1,
      });
    }
    for (const cell of cells) {
      const merged = corners.get(cell.row * 16_384 + cell.col);
      if (merged === undefined) continue;
      cell.rowSpan = merged.rows;
      cell.colSpan = merged.cols;
    }
  }
}

function isSorted(cells: readonly SheetCell[]): boolean {
  for (let index = 1; index < cells.length; index += 1) {
    const [a, b] = [cells[index - 1], cells[index]];
    if (a !== undefined && b !== undefined && (a.row > b.row || (a.row === b.row && a.col > b.col))) return false;
  }
  return true;
}

function addWords(words: Set<string>, text: string): void {
  const plain = text.trim();
  if (plain.length > 0 && words.size < WORDS_MAX) words.add(plain);
}

/** `&C`, `&"Arial,Bold"`, `&12`, `&P` are codes; `&&` is the sign itself. [ECMA-376-1] 18.3.1.46 */
function withoutCodes(text: string): string {
  return text
    .replace(/&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[LCRPNDTZFASUXYEGBIOH]|(&))/g, (_all, sign: string | undefined) => sign ?? ' ')
    .trim();
}
