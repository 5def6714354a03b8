/** Shared strings: each with a note whether a cell uses it. Those that none does are values of deleted cells. [ECMA-376-1] 18.4. */
import type { OoxmlPackage, Part } from '../ooxml/package.ts';

export class SharedStrings {
  readonly #values: string[] = [];
  readonly #used = new Set<number>();

  get length(): number {
    return this.#values.length;
  }

  add(value: string): void {
    this.#values.push(value);
  }

  /** `undefined` when the index points outside. */
  use(index: number): string | undefined {
    const value = this.#values[index];
    if (value !== undefined) this.#used.add(index);
    return value;
  }

  orphans(): string[] {
    return [...new Set(this.#values.filter((value, index) => !this.#used.has(index) && value.trim().length > 0))];
  }
}

export function readSharedStrings(pack: OoxmlPackage, part: Part): SharedStrings {
  const strings = new SharedStrings();
  let text = '';
  let isText = false;
  let phonetic = 0;
  pack.parse(part, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't') isText = phonetic === 0;
    },
    text: (piece) => {
      if (isText) text += piece;
    },
    close: (name) => {
      if (name === 't') isText = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'si') strings.add(unescape(text));
    },
  });
  return strings;
}

/** Characters that XML does not take are written `_x000D_`. [ECMA-376-1] 22.9.2.19 */
export function unescape(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
