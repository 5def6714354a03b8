/**
 * A part with text of a document (body, header, note, comment) as paragraphs and tables. [ECMA-376-1] 17.
 * Events of the parser drive it; nothing recurses, so depth costs nothing.
 */

/** A run of text with one set of flags. */
export interface Span {
  text: string;
  readonly hidden: boolean;
  readonly deleted: boolean;
  readonly bold: boolean;
}

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly spans: Span[];
  style: string;
  isListItem: boolean;
  outlineLevel: boolean;
  /** Texts of boxes that are anchored in it. */
  readonly boxes: StoryBlock[];
}

export interface StoryCell {
  readonly blocks: StoryBlock[];
  colSpan: number;
  merge: 'none' | 'start' | 'continued';
}

export interface StoryTable {
  readonly kind: 'table';
  readonly rows: StoryCell[][];
}

export type StoryBlock = Paragraph | StoryTable;

/** A comment or note: who wrote it. */
export interface StoryEntry {
  readonly author: string;
  readonly blocks: StoryBlock[];
}

export interface Story {
  readonly entries: readonly StoryEntry[];
  /** Words that stand in attributes and field codes. */
  readonly words: ReadonlySet<string>;
}

type Attributes = Readonly<Record<string, string>>;
/** What to go back to when an element ends. Each frame knows its table, so that depth is never searched. */
interface Frame {
  readonly element: 'tbl' | 'tc' | 'txbxContent';
  readonly blocks: StoryBlock[];
  readonly paragraph: Paragraph | undefined;
  readonly table: StoryTable | undefined;
}

const CELL_SPAN_MAX = 1_000;
const WORDS_MAX = 100_000;
/** Attributes that hold words a person wrote; the others say how it looks. */
const SPOKEN: Readonly<Record<string, readonly string[]>> = {
  alias: ['val'],
  tag: ['val'],
  docPr: ['descr', 'title'],
  cNvPr: ['descr', 'title'],
  bookmarkStart: ['name'],
  ins: ['author'],
  del: ['author'],
  moveFrom: ['author'],
  moveTo: ['author'],
  comment: ['author', 'initials'],
  default: ['val'],
  result: ['val'],
  listEntry: ['val'],
  helpText: ['val'],
  statusText: ['val'],
  name: ['val'],
  listItem: ['displayText', 'value'],
  fldSimple: ['instr'],
  shape: ['alt', 'title'],
  textpath: ['string'],
  imagedata: ['title'],
  hyperlink: ['tooltip', 'anchor'],
  dataBinding: ['xpath'],
  rPrChange: ['author'],
  pPrChange: ['author'],
};
const ENTRIES = new Set(['comment', 'footnote', 'endnote']);
/** Pictures of boxes that are ticked or not, in the two fonts that have them. */
const TICKED = new Set(['F0FE', 'F0FD', 'F052', 'F053', 'F054']);
const UNTICKED = new Set(['F0A8', 'F06F', 'F0A3', 'F071']);

export class StoryReader {
  readonly #entries: { author: string; blocks: StoryBlock[] }[] = [{ author: '', blocks: [] }];
  readonly #words = new Set<string>();
  #frames: Frame[] = [];
  #blocks: StoryBlock[];
  #paragraph: Paragraph | undefined;
  #table: StoryTable | undefined;
  readonly #open = { tbl: 0, tc: 0, txbxContent: 0 };
  #deleted = 0;
  #hidden = false;
  #bold = false;
  #inRunProperties = 0;
  #capture: 'text' | 'deleted' | 'code' | undefined;
  #code = '';
  /** Texts of the preferred form while an alternative is open: the other form says them again. */
  #choices: Set<string>[] = [];
  #fallback = 0;

  constructor() {
    this.#blocks = this.#entries[0]?.blocks ?? [];
  }

  open(name: string, attributes: Attributes): void {
    const spoken = SPOKEN[name];
    if (spoken !== undefined) this.#speak(spoken, attributes);
    switch (name) {
      case 'p':
        this.#openParagraph();
        break;
      case 'tbl':
        this.#enter('tbl', this.#blocks, this.#add({ kind: 'table', rows: [] }));
        break;
      case 'tr':
        this.#table?.rows.push([]);
        break;
      case 'tc':
        this.#openCell();
        break;
      case 'txbxContent':
        this.#openBox();
        break;
      case 'AlternateContent':
        this.#choices.push(new Set());
        break;
      case 'Fallback':
        this.#fallback += 1;
        break;
      case 'del':
      case 'moveFrom':
        this.#deleted += 1;
        break;
      case 'r':
        this.#hidden = false;
        this.#bold = false;
        break;
      case 'rPr':
        this.#inRunProperties += 1;
        break;
      case 't':
        this.#capture = 'text';
        break;
      case 'delText':
        this.#capture = 'deleted';
        break;
      case 'instrText':
      case 'delInstrText':
        this.#capture = 'code';
        break;
      default:
        this.#openDetail(name, attributes);
    }
    if (ENTRIES.has(name)) this.#openEntry(attribute(attributes, 'author') ?? '');
  }

  text(text: string): void {
    if (this.#capture === 'text') this.#write(text);
    else if (this.#capture === 'deleted') this.#write(text, true);
    else if (this.#capture === 'code') this.#code += text;
  }

  close(name: string): void {
    switch (name) {
      case 'p':
        this.#closeParagraph();
        break;
      case 'tbl':
      case 'tc':
      case 'txbxContent':
        this.#closeFrame(name);
        break;
      case 'AlternateContent':
        this.#choices.pop();
        break;
      case 'Fallback':
        this.#fallback -= 1;
        break;
      case 'del':
      case 'moveFrom':
        this.#deleted -= 1;
        break;
      case 'rPr':
        this.#inRunProperties -= 1;
        break;
      case 't':
      case 'delText':
      case 'instrText':
      case 'delInstrText':
        this.#capture = undefined;
        break;
      default:
    }
  }

  finish(): Story {
    this.#flushCode();
    return { entries: this.#entries.filter((entry) => entry.blocks.length > 0), words: this.#words };
  }

  #openDetail(name: string, attributes: Attributes): void {
    const value = attribute(attributes, 'val');
    const paragraph = this.#paragraph;
    if (this.#inRunProperties > 0) {
      if (name === 'vanish') this.#hidden = !isOff(value);
      else if (name === 'b') this.#bold = !isOff(value);
    } else if (name === 'tab' && attribute(attributes, 'pos') === undefined) this.#write('\t');
    else if (name === 'br' || name === 'cr') this.#write('\n');
    else if (name === 'noBreakHyphen') this.#write('-');
    else if (name === 'sym') this.#write(symbol(attribute(attributes, 'char') ?? ''));
    else if (name === 'pStyle' && paragraph !== undefined) paragraph.style = value ?? '';
    else if (name === 'numPr' && paragraph !== undefined) paragraph.isListItem = true;
    else if (name === 'outlineLvl' && paragraph !== undefined) paragraph.outlineLevel = Number(value) < 9;
    else if (name === 'fldChar' && attribute(attributes, 'fldCharType') === 'end') this.#flushCode();
    else if (name === 'gridSpan' || name === 'vMerge') this.#cellDetail(name, value);
  }

  #cellDetail(name: string, value: string | undefined): void {
    const cell = this.#table?.rows.at(-1)?.at(-1);
    if (cell === undefined) return;
    if (name === 'vMerge') cell.merge = value === 'restart' ? 'start' : 'continued';
    else cell.colSpan = Math.min(Math.max(Math.trunc(Number(value)) || 1, 1), CELL_SPAN_MAX);
  }

  #openParagraph(): void {
    this.#paragraph = this.#add({ kind: 'paragraph', spans: [], style: '', isListItem: false, outlineLevel: false, boxes: [] });
  }

  #closeParagraph(): void {
    const paragraph = this.#paragraph;
    this.#paragraph = undefined;
    if (paragraph === undefined || this.#choices.length === 0) return;
    const text = paragraph.spans.map((span) => span.text).join('');
    const said = this.#choices.at(-1);
    if (this.#fallback === 0) said?.add(text);
    else if (said?.has(text) === true && this.#blocks.at(-1) === paragraph) this.#blocks.pop();
  }

  #openCell(): void {
    const row = this.#table?.rows.at(-1);
    const cell: StoryCell = { blocks: [], colSpan: 1, merge: 'none' };
    row?.push(cell);
    this.#enter('tc', cell.blocks, this.#table);
  }

  #openBox(): void {
    this.#enter('txbxContent', this.#paragraph?.boxes ?? this.#blocks, undefined);
  }

  #openEntry(author: string): void {
    const entry = { author, blocks: [] };
    this.#entries.push(entry);
    this.#frames = [];
    this.#blocks = entry.blocks;
    this.#paragraph = undefined;
    this.#table = undefined;
    Object.assign(this.#open, { tbl: 0, tc: 0, txbxContent: 0 });
  }

  #enter(element: Frame['element'], blocks: StoryBlock[], table: StoryTable | undefined): void {
    this.#frames.push({ element, blocks: this.#blocks, paragraph: this.#paragraph, table: this.#table });
    this.#open[element] += 1;
    this.#blocks = blocks;
    this.#paragraph = undefined;
    this.#table = table;
  }

  /** Broken nesting: frames above the one that ends are left with it. An end without its beginning is none. */
  #closeFrame(name: Frame['element']): void {
    if (this.#open[name] === 0) return;
    for (let frame = this.#frames.pop(); frame !== undefined; frame = this.#frames.pop()) {
      this.#open[frame.element] -= 1;
      this.#blocks = frame.blocks;
      this.#paragraph = frame.paragraph;
      this.#table = frame.table;
      if (frame.element === name) return;
    }
  }

  #add<Block extends StoryBlock>(block: Block): Block {
    this.#blocks.push(block);
    return block;
  }

  #write(text: string, isDeleted = false): void {
    if (this.#paragraph === undefined) this.#openParagraph();
    const spans = this.#paragraph?.spans ?? [];
    const deleted = isDeleted || this.#deleted > 0;
    const last = spans.at(-1);
    if (last !== undefined && last.hidden === this.#hidden && last.deleted === deleted && last.bold === this.#bold) last.text += text;
    else spans.push({ text, hidden: this.#hidden, deleted, bold: this.#bold });
  }

  #speak(keys: readonly string[], attributes: Attributes): void {
    for (const key of keys) this.#word(attribute(attributes, key) ?? '');
  }

  #flushCode(): void {
    // Page numbers and the like say nothing; addresses, data fields and included files do.
    if (/["\\]|MERGEFIELD|REF|INCLUDE|DATABASE/.test(this.#code)) this.#word(this.#code);
    this.#code = '';
  }

  #word(text: string): void {
    const plain = text.trim();
    if (plain.length > 1 && !plain.startsWith('_') && this.#words.size < WORDS_MAX) this.#words.add(plain);
  }
}

function attribute(attributes: Attributes, local: string): string | undefined {
  return attributes[`w:${local}`] ?? attributes[local];
}

function isOff(value: string | undefined): boolean {
  return value === '0' || value === 'false' || value === 'off';
}

function symbol(hex: string): string {
  const code = hex.toUpperCase();
  if (TICKED.has(code)) return '[x]';
  if (UNTICKED.has(code)) return '[ ]';
  const number = Number.parseInt(code, 16);
  return Number.isInteger(number) && number > 0 && number <= 0xffff ? String.fromCharCode(number) : '';
}
