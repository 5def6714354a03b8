/**
 * The body inside RTF: HTML or text that was wrapped into it ([MS-OXRTFEX] 2, 3.1), or the plain text of real RTF.
 * One pass over the bytes; the stack of groups is bounded.
 */
import { decodeText, CODE_PAGE_DEFAULT } from './code-page.ts';

export interface RtfBody {
  readonly kind: 'html' | 'text' | 'rtf';
  /** The HTML or text that was wrapped, or the text of real RTF without its formatting. */
  readonly text: string;
  readonly codePage: number;
}

interface Group {
  /** Nothing in it is shown. */
  isSkipped: boolean;
  /** In `\htmlrtf … \htmlrtf0`: RTF for readers that know no HTML. */
  isForRtfOnly: boolean;
  /** `\*\htmltag`: HTML as it was. */
  isTag: boolean;
  font: number;
  /** Characters to leave out behind `\u`. */
  unicodeSkip: number;
}

/** Groups in groups; a writer needs a few, deeper ones share one level. */
const GROUPS_MAX = 1000;
/** Destinations whose text is not part of the body. [RTF 1.9.1] */
const HIDDEN = new Set([
  'fonttbl',
  'colortbl',
  'stylesheet',
  'info',
  'pict',
  'object',
  'themedata',
  'colorschememapping',
  'datastore',
  'latentstyles',
  'listtable',
  'listoverridetable',
  'rsidtbl',
  'generator',
  'xmlnstbl',
  'fldinst',
  'filetbl',
  'revtbl',
  'mmathPr',
  'pgdsctbl',
]);
const CHARS: Readonly<Record<string, string>> = {
  par: '\r\n',
  line: '\r\n',
  sect: '\r\n',
  page: '\r\n',
  row: '\r\n',
  tab: '\t',
  cell: '\t',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  endash: '–',
  emdash: '—',
  enspace: '\u2002',
  emspace: '\u2003',
  qmspace: '\u2005',
};
/** \fcharsetN as code page. [RTF 1.9.1] font table */
const CHARSETS: Readonly<Record<number, number>> = {
  0: 1252,
  1: 0,
  77: 10000,
  128: 932,
  129: 949,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
  254: 437,
};
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

export function readRtfBody(bytes: Uint8Array): RtfBody {
  return new RtfReader(bytes).read();
}

class RtfReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #kind: RtfBody['kind'] = 'rtf';
  #codePage = CODE_PAGE_DEFAULT;
  readonly #fonts = new Map<number, number>();
  #fontTableDepth = 0;
  #listedFont = 0;
  readonly #stack: Group[] = [];
  #depth = 0;
  #group: Group = { isSkipped: false, isForRtfOnly: false, isTag: false, font: -1, unicodeSkip: 1 };
  /** A destination may follow: `{\*` was read. */
  #isOptional = false;
  #toSkip = 0;
  readonly #out: string[] = [];
  /** Bytes of the current code page that wait for decoding: a character may take two of them. */
  #pending: number[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(): RtfBody {
    while (this.#at < this.#bytes.length) {
      const byte = this.#bytes[this.#at] as number; // at is below length
      this.#at += 1;
      if (byte === BACKSLASH) this.#readControl();
      else if (byte === OPEN) this.#openGroup();
      else if (byte === CLOSE) this.#closeGroup();
      else if (byte !== 0x0d && byte !== 0x0a && byte !== 0) this.#putByte(byte);
    }
    this.#flush();
    return { kind: this.#kind, text: this.#out.join(''), codePage: this.#codePage };
  }

  #openGroup(): void {
    this.#flush();
    this.#depth += 1;
    if (this.#stack.length < GROUPS_MAX) this.#stack.push({ ...this.#group });
    this.#toSkip = 0;
  }

  #closeGroup(): void {
    this.#flush();
    this.#isOptional = false;
    if (this.#depth === 0) return;
    if (this.#depth <= this.#stack.length) this.#group = this.#stack.pop() ?? this.#group;
    if (this.#fontTableDepth === this.#depth) this.#fontTableDepth = 0;
    this.#depth -= 1;
    this.#toSkip = 0;
  }

  #readControl(): void {
    const first = this.#bytes[this.#at] ?? 0;
    if (!isLetter(first)) {
      this.#at += 1;
      return this.#controlSymbol(first);
    }
    const from = this.#at;
    while (isLetter(this.#bytes[this.#at] ?? 0)) this.#at += 1;
    const word = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + from, Math.min(this.#at - from, 32)).toString('latin1');
    const value = this.#readNumber();
    if (this.#bytes[this.#at] === 0x20) this.#at += 1;
    this.#controlWord(word, value);
  }

  #readNumber(): number | undefined {
    const from = this.#at;
    if (this.#bytes[this.#at] === 0x2d) this.#at += 1;
    const digits = this.#at;
    while (isDigit(this.#bytes[this.#at] ?? 0)) this.#at += 1;
    if (this.#at === digits) {
      this.#at = from;
      return undefined;
    }
    const text = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + from, Math.min(this.#at - from, 12)).toString('latin1');
    return Number(text);
  }

  #controlSymbol(symbol: number): void {
    switch (symbol) {
      case 0x27:
        return this.#hexByte();
      case 0x2a:
        this.#isOptional = true;
        return;
      case 0x7e:
        return this.#putText('\u00a0');
      case 0x2d:
        return;
      case 0x5f:
        return this.#putText('\u2011');
      case 0x0d:
      case 0x0a:
        return this.#putText('\r\n');
      case BACKSLASH:
      case OPEN:
      case CLOSE:
        return this.#putByte(symbol);
      default:
        return;
    }
  }

  #hexByte(): void {
    const value = Number.parseInt(String.fromCharCode(this.#bytes[this.#at] ?? 0, this.#bytes[this.#at + 1] ?? 0), 16);
    this.#at += 2;
    if (!Number.isNaN(value)) this.#putByte(value);
  }

  #controlWord(word: string, value: number | undefined): void {
    const isOptional = this.#isOptional;
    this.#isOptional = false;
    switch (word) {
      case 'ansicpg':
        if (value !== undefined && value > 0) this.#codePage = value;
        return;
      case 'fromhtml':
        if (value !== 0) this.#kind = 'html';
        return;
      case 'fromtext':
        this.#kind = 'text';
        return;
      case 'htmlrtf':
        this.#flush();
        this.#group.isForRtfOnly = value !== 0;
        return;
      case 'htmltag':
        this.#flush();
        this.#group.isTag = isOptional || this.#group.isTag;
        return;
      case 'mhtmltag':
        this.#group.isSkipped = true;
        return;
      case 'fonttbl':
        this.#fontTableDepth = this.#depth;
        this.#group.isSkipped = true;
        return;
      case 'f':
        return this.#font(value ?? 0);
      case 'fcharset':
        if (this.#fontTableDepth > 0) this.#fonts.set(this.#listedFont, CHARSETS[value ?? 0] ?? 0);
        return;
      case 'uc':
        this.#group.unicodeSkip = Math.max(value ?? 1, 0);
        return;
      case 'u':
        return this.#unicode(value ?? 0);
      case 'bin':
        this.#at += Math.max(value ?? 0, 0);
        return;
      case 'pard':
      case 'plain':
        return;
      default:
    }
    if (HIDDEN.has(word) || (isOptional && !this.#group.isTag)) this.#group.isSkipped = true;
    const text = CHARS[word];
    if (text !== undefined) this.#putText(text);
  }

  #font(font: number): void {
    if (this.#fontTableDepth > 0) this.#listedFont = font;
    else {
      this.#flush();
      this.#group.font = font;
    }
  }

  #unicode(value: number): void {
    this.#putText(String.fromCharCode(value & 0xffff));
    this.#toSkip = this.#group.unicodeSkip;
  }

  get #isShown(): boolean {
    const { isSkipped, isForRtfOnly, isTag } = this.#group;
    return !isSkipped && (isTag || !(isForRtfOnly && this.#kind !== 'rtf'));
  }

  #putByte(byte: number): void {
    if (this.#toSkip > 0) this.#toSkip -= 1;
    else if (this.#isShown) this.#pending.push(byte);
    if (this.#pending.length >= 8192 && byte < 0x80) this.#flush();
  }

  #putText(text: string): void {
    this.#flush();
    if (this.#isShown) this.#out.push(text);
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const codePage = (this.#group.isTag ? 0 : this.#fonts.get(this.#group.font)) || this.#codePage;
    this.#out.push(decodeText(Uint8Array.from(this.#pending), codePage));
    this.#pending = [];
  }
}

const isLetter = (byte: number): boolean => (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
