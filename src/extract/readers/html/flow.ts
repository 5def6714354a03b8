/** Text of elements to lines: white space is collapsed as browsers do, words over inline elements join, blocks and breaks separate. */
import type { HiddenStretch, HtmlItem, HtmlLine } from './items.ts';

/** Where text comes from and how it stands. */
export interface Standing {
  readonly hidden: boolean;
  readonly quote: number;
  readonly shape: HtmlLine['shape'];
  readonly preformatted: boolean;
}

export class Flow {
  readonly items: HtmlItem[] = [];
  #text: string[] = [];
  #length = 0;
  #hidden: { start: number; end: number }[] = [];
  #endsInSpace = true;
  #from = -1;
  #to = 0;
  #shape: HtmlLine['shape'] = 'paragraph';
  #quote = 0;

  /** True when nothing stands on the line that is being written. */
  get isAtStart(): boolean {
    return this.#length === 0;
  }

  text(raw: string, standing: Standing, place: { readonly from: number; readonly to: number }): void {
    if (standing.preformatted) {
      const lines = raw.split(/\r\n|\n|\r/);
      for (const [index, line] of lines.entries()) {
        if (index > 0) this.breakLine();
        this.#push(line, standing, place);
      }
      return;
    }
    const collapsed = raw.replace(/[ \t\r\n\f]+/g, ' ');
    this.#push(this.#endsInSpace && collapsed.startsWith(' ') ? collapsed.slice(1) : collapsed, standing, place);
  }

  #push(text: string, standing: Standing, place: { readonly from: number; readonly to: number }): void {
    if (text === '') return;
    if (this.#length === 0) {
      this.#shape = standing.shape;
      this.#quote = standing.quote;
    }
    if (this.#from < 0) this.#from = place.from;
    this.#to = place.to;
    if (standing.hidden) {
      const last = this.#hidden.at(-1);
      if (last?.end === this.#length) last.end = this.#length + text.length;
      else this.#hidden.push({ start: this.#length, end: this.#length + text.length });
    }
    this.#text.push(text);
    this.#length += text.length;
    this.#endsInSpace = !standing.preformatted && text.endsWith(' ');
  }

  /** Ends the line, an empty one too: `<br>`. */
  breakLine(quote = this.#quote): void {
    const text = this.#text.join('');
    const kept = this.#endsInSpace ? text.replace(/ +$/, '') : text;
    const hidden: HiddenStretch[] = this.#hidden
      .filter((one) => one.start < kept.length)
      .map((one) => ({ start: one.start, end: Math.min(one.end, kept.length) }));
    const at = Math.max(0, this.#from);
    this.items.push({
      kind: 'line',
      text: kept,
      shape: this.#shape,
      hidden,
      quote: this.#length === 0 ? quote : this.#quote,
      from: at,
      to: Math.max(at, this.#to),
    });
    this.#reset();
  }

  /** Begins a new line unless one has just begun: the border of a block. */
  startLine(): void {
    if (this.#length > 0 && !(this.#endsInSpace && this.#text.join('').trim() === '')) this.breakLine();
    else this.#reset();
  }

  /** Leaves one empty line in front of what follows: the border of a paragraph. */
  startParagraph(): void {
    this.startLine();
    const last = this.items.at(-1);
    if (last !== undefined && !(last.kind === 'line' && last.text.trim() === '')) this.breakLine();
  }

  #reset(): void {
    this.#text = [];
    this.#length = 0;
    this.#hidden = [];
    this.#endsInSpace = true;
    this.#from = -1;
    this.#shape = 'paragraph';
  }
}
