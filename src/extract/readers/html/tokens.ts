/**
 * Elements, text and comments of a page, in order, with their places. Over the tokenizer of htmlparser2: its parser keeps open elements
 * in a list that costs the depth for each element, which a hostile page makes quadratic. [HTML] 13.2.5, 13.1.2.4
 */
import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

export type Attributes = Readonly<Record<string, string>>;

export interface Place {
  readonly from: number;
  readonly to: number;
}

export interface TokenHandlers {
  open(name: string, attributes: Attributes, place: Place): void;
  /** Also for elements whose end is implied, and for those without content right after `open`. */
  close(name: string): void;
  text(text: string, place: Place): void;
  comment(text: string, place: Place): void;
}

const VOID = new Set(
  'area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr'.split(' '),
);
const CELL = ['td', 'th'];
/** What ends the open element in front of one of these. Tables keep their own content apart. [HTML] 13.1.2.4 */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  li: ['li'],
  dt: ['dt', 'dd'],
  dd: ['dt', 'dd'],
  option: ['option'],
  optgroup: ['option', 'optgroup'],
  tr: ['tr', ...CELL],
  td: CELL,
  th: CELL,
  tbody: ['tr', ...CELL, 'thead', 'tbody', 'tfoot'],
  tfoot: ['tr', ...CELL, 'thead', 'tbody', 'tfoot'],
  thead: ['tr', ...CELL, 'thead', 'tbody', 'tfoot'],
  body: ['head', 'title', 'style'],
};
const ENDS_PARAGRAPH = new Set(
  'address article aside blockquote center details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main menu nav ol p pre section table ul'.split(
    ' ',
  ),
);
/** An implied end is looked for this far up: lists and rows lie near. */
const IMPLIED_STEPS = 12;

export function readTokens(source: string, handlers: TokenHandlers): void {
  const reading = new TokenReading(source, handlers);
  const tokenizer = new Tokenizer({ decodeEntities: true }, reading);
  tokenizer.write(source);
  tokenizer.end();
  reading.finish();
}

class TokenReading implements TokenizerCallbacks {
  readonly #source: string;
  readonly #handlers: TokenHandlers;
  readonly #open: string[] = [];
  /** Where the open elements of each name stand, innermost last: no question costs the depth. */
  readonly #positions = new Map<string, number[]>();
  #tag = '';
  #tagStart = 0;
  #attributes: Record<string, string> = {};
  #attribute = '';
  #value: string[] = [];

  constructor(source: string, handlers: TokenHandlers) {
    this.#source = source;
    this.#handlers = handlers;
  }

  ontext(start: number, endIndex: number): void {
    this.#handlers.text(this.#source.slice(start, endIndex), { from: start, to: endIndex });
  }

  ontextentity(codepoint: number, endIndex: number): void {
    this.#handlers.text(codePoint(codepoint), { from: Math.max(0, endIndex - 1), to: endIndex });
  }

  oncdata(start: number, endIndex: number, offset: number): void {
    this.#handlers.text(this.#source.slice(start, endIndex - offset), { from: start, to: endIndex });
  }

  oncomment(start: number, endIndex: number, offset: number): void {
    this.#handlers.comment(this.#source.slice(start, Math.max(start, endIndex - offset)), { from: start, to: endIndex });
  }

  ondeclaration(): void {
    // A document type says nothing that people read.
  }

  onprocessinginstruction(start: number, endIndex: number): void {
    // Office writes conditional markup as instructions; text in one would be a comment to a browser.
    this.#handlers.comment(this.#source.slice(start, endIndex), { from: start, to: endIndex });
  }

  onend(): void {
    // Open elements are closed by `finish`, when the tokenizer is done.
  }

  onopentagname(start: number, endIndex: number): void {
    this.#tag = this.#source.slice(start, endIndex).toLowerCase();
    this.#tagStart = start;
    this.#attributes = { __proto__: null } as unknown as Record<string, string>; // names of the page must not meet those of Object
  }

  onattribname(start: number, endIndex: number): void {
    this.#attribute = this.#source.slice(start, endIndex).toLowerCase();
    this.#value = [];
  }

  onattribdata(start: number, endIndex: number): void {
    this.#value.push(this.#source.slice(start, endIndex));
  }

  onattribentity(codepoint: number): void {
    this.#value.push(codePoint(codepoint));
  }

  onattribend(): void {
    this.#attributes[this.#attribute] ??= this.#value.join('');
  }

  onopentagend(endIndex: number): void {
    this.#start(endIndex);
  }

  onselfclosingtag(endIndex: number): void {
    // In HTML the slash means nothing; in Office's own elements it ends them.
    const isForeign = this.#tag.includes(':');
    this.#start(endIndex);
    if (isForeign) this.#end(this.#tag);
  }

  #start(endIndex: number): void {
    const name = this.#tag;
    this.#imply(name);
    this.#handlers.open(name, this.#attributes, { from: this.#tagStart, to: endIndex + 1 });
    if (VOID.has(name)) {
      this.#handlers.close(name);
      return;
    }
    const positions = this.#positions.get(name);
    if (positions === undefined) this.#positions.set(name, [this.#open.length]);
    else positions.push(this.#open.length);
    this.#open.push(name);
  }

  #imply(name: string): void {
    if (ENDS_PARAGRAPH.has(name) && this.#innermost('p') >= 0) this.#endNear(['p'], ['table', 'td', 'th', 'button', 'object']);
    const ended = IMPLIED[name];
    if (ended !== undefined) this.#endNear(ended, name === 'li' ? ['ul', 'ol', 'table'] : ['table', 'select', 'dl']);
  }

  /** Ends the outermost of `names` that lies near the top and not beyond a border. */
  #endNear(names: readonly string[], borders: readonly string[]): void {
    let found = -1;
    for (let at = this.#open.length - 1; at >= Math.max(0, this.#open.length - IMPLIED_STEPS); at -= 1) {
      const name = this.#open[at] ?? '';
      if (names.includes(name)) found = at;
      else if (borders.includes(name)) break;
    }
    while (found >= 0 && this.#open.length > found) this.#pop();
  }

  onclosetag(start: number, endIndex: number): void {
    const name = this.#source.slice(start, endIndex).toLowerCase();
    if (name === 'br') {
      this.#handlers.open('br', {}, { from: start, to: endIndex });
      this.#handlers.close('br');
    } else this.#end(name);
  }

  #innermost(name: string): number {
    return this.#positions.get(name)?.at(-1) ?? -1;
  }

  /** An end without its start is nothing. A stray end inside a table does not end what lies around the table. */
  #end(name: string): void {
    const at = this.#innermost(name);
    if (at < 0 || (name !== 'table' && at < this.#innermost('table'))) return;
    while (this.#open.length > at) this.#pop();
  }

  #pop(): void {
    const name = this.#open.pop();
    if (name === undefined) return;
    this.#positions.get(name)?.pop();
    this.#handlers.close(name);
  }

  finish(): void {
    while (this.#open.length > 0) this.#pop();
  }
}

function codePoint(codepoint: number): string {
  return codepoint >= 0 && codepoint <= 0x10ffff ? String.fromCodePoint(codepoint) : '\uFFFD';
}
