/**
 * Text of RTF: groups by a counter, never by recursion; hidden text stays; destinations that hold no words of people are left out.
 * [RTF 1.9.1] · spec/ingest.md 5.3
 */
import { canonicalCharset, decodeAs } from '../kernel/index.ts';

/** Groups whose content is a table of the file or a picture. */
const SILENT = new Set(
  `fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator xmlnstbl themedata colorschememapping datastore latentstyles
  pict objdata blipuid blipuid fontemb fontfile filetbl revtbl mmathPr pgptbl listtext htmltag panose falt upr wgrffmtfilter`.split(/\s+/),
);
const BREAKS: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  sect: '\n\n',
  page: '\n\n',
  row: '\n',
  nestrow: '\n',
  cell: '\t',
  nestcell: '\t',
  tab: '\t',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  emspace: ' ',
  enspace: ' ',
};
const GROUPS_MAX = 1_000_000;

/** RTF as lines of text, table cells joined by a tab, rows by a line end. Linear. `source` has one character for each byte. */
export function rtfText(source: string): string {
  return new RtfReading(source).read();
}

class RtfReading {
  readonly #source: string;
  readonly #out: string[] = [];
  /** Bytes of the code page that wait for their neighbours: double-byte characters come one byte an escape. */
  #bytes: number[] = [];
  #codePage = 'windows-1252';
  /** Characters that stand in for the last `\u`. */
  #replace = 0;
  #replaceCount = 1;
  #depth = 0;
  #silentFrom = 0;
  readonly #counts: number[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  read(): string {
    const token = /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)/gs;
    for (let hit = token.exec(this.#source); hit !== null; hit = token.exec(this.#source)) {
      const [, word, number, hex, sign, brace, text] = hit;
      if (word === 'bin' && number !== undefined)
        token.lastIndex = Math.min(this.#source.length, token.lastIndex + Math.max(0, Number(number)));
      else if (word !== undefined) this.#word(word, number === undefined ? undefined : Number(number));
      else if (hex !== undefined) this.#byte(Number.parseInt(hex, 16));
      else if (sign !== undefined) this.#sign(sign);
      else if (brace !== undefined) this.#brace(brace);
      else if (text !== undefined) this.#text(text);
    }
    this.#flush();
    return this.#out.join('');
  }

  get #isSilent(): boolean {
    return this.#silentFrom > 0;
  }

  #brace(brace: string): void {
    this.#flush();
    if (brace === '{') {
      this.#depth += 1;
      if (this.#counts.length < GROUPS_MAX) this.#counts.push(this.#replaceCount);
      return;
    }
    if (this.#silentFrom === this.#depth) this.#silentFrom = 0;
    this.#depth = Math.max(0, this.#depth - 1);
    this.#replaceCount = this.#counts.pop() ?? 1;
    this.#replace = 0;
  }

  #word(word: string, number: number | undefined): void {
    if (SILENT.has(word) && !this.#isSilent && this.#depth > 0) this.#silentFrom = this.#depth;
    if (word === 'ansicpg' && number !== undefined)
      this.#codePage = canonicalCharset(`windows-${number}`) ?? canonicalCharset(`cp${number}`) ?? this.#codePage;
    else if (word === 'uc') this.#replaceCount = Math.min(Math.max(number ?? 1, 0), 10);
    else if (word === 'u' && number !== undefined) {
      this.#flush();
      this.#put(String.fromCharCode(number & 0xffff));
      this.#replace = this.#replaceCount;
    } else if (BREAKS[word] !== undefined) {
      this.#flush();
      this.#put(BREAKS[word] ?? '');
    } else this.#flush();
  }

  #byte(byte: number): void {
    if (this.#replace > 0) this.#replace -= 1;
    else if (!this.#isSilent) this.#bytes.push(byte);
  }

  #sign(sign: string): void {
    if (sign === '~') this.#text('\u00A0');
    else if (sign === '_') this.#text('-');
    else if (sign === '\\' || sign === '{' || sign === '}') this.#text(sign);
    else if (sign === '\n' || sign === '\r') this.#put('\n');
  }

  #text(text: string): void {
    this.#flush();
    const kept = this.#replace > 0 ? text.slice(Math.min(this.#replace, text.length)) : text;
    this.#replace = Math.max(0, this.#replace - text.length);
    if (this.#isSilent) return;
    // Bytes above ASCII stand unescaped in files of careless writers.
    if (/[\u0080-\u00ff]/.test(kept)) this.#put(decodeAs(Buffer.from(kept, 'latin1'), this.#codePage).text);
    else this.#put(kept);
  }

  #put(text: string): void {
    if (!this.#isSilent) this.#out.push(text);
  }

  #flush(): void {
    if (this.#bytes.length === 0) return;
    this.#out.push(decodeAs(Uint8Array.from(this.#bytes), this.#codePage).text);
    this.#bytes = [];
  }
}
