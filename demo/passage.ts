/** Text that knows what it says of whom: the truth is what the maker wrote, so it is kept with the words. */
import type { ElementId } from '../src/model/index.ts';
import type { Person } from './people.ts';

export interface Fact {
  readonly person: Person;
  readonly elements: readonly ElementId[];
  /** As it stands in the text. */
  readonly shown: string;
  /** Neither required nor wrong: a bare first name, a word that reads two ways. */
  readonly isLoose?: boolean;
}
export type Piece = string | Fact;
export type Passage = readonly Piece[];
export type Said = string | number | Fact | Passage;

export const toPassage = (said: Said): Passage => {
  if (typeof said === 'string' || typeof said === 'number') return [String(said)];
  return 'shown' in said ? [said] : said;
};

/** Template tag: say`${name(p)} called about ${med(p)}`. */
export function say(strings: TemplateStringsArray, ...values: readonly Said[]): Passage {
  return strings.flatMap((text, index): Piece[] => {
    const value = values[index];
    return [...(text === '' ? [] : [text]), ...(value === undefined ? [] : toPassage(value))];
  });
}

export const join = (parts: readonly Said[], between: string): Passage =>
  parts.flatMap((part, index): Piece[] => [...(index === 0 ? [] : [between]), ...toPassage(part)]);
export const textOf = (passage: Said): string =>
  toPassage(passage)
    .map((piece) => (typeof piece === 'string' ? piece : piece.shown))
    .join('');
export const factsOf = (passage: Said): readonly Fact[] => toPassage(passage).filter((piece): piece is Fact => typeof piece !== 'string');
export const fact = (person: Person, elements: ElementId | readonly ElementId[], shown: string, isLoose = false): Fact => ({
  person,
  elements: typeof elements === 'string' ? [elements] : elements,
  shown,
  ...(isLoose ? { isLoose } : {}),
});
