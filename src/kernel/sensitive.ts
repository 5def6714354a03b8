import { inspect } from 'node:util';

/**
 * Why a value is opened. A closed list, so that every place can be found:
 * `transport` a codec between processes or to the store · `match` comparing values · `validate` a check digit or shape ·
 * `output` a file of the contract · `explain` shown to a person who asked for it.
 */
export type RevealPurpose = 'transport' | 'match' | 'validate' | 'output' | 'explain';

export const MASK = '«sensitive»';

/**
 * A value of a person. In logs, errors, template strings, `JSON.stringify` and `util.inspect` it shows as its mask.
 * It does NOT survive `structuredClone`, IPC or JSON: records cross a border only through their codec.
 */
export class Sensitive<T extends string = string> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  /** Opens the value. */
  reveal(_purpose: RevealPurpose): T {
    return this.#value;
  }
  get length(): number {
    return this.#value.length;
  }
  toString(): string {
    return MASK;
  }
  toJSON(): string {
    return MASK;
  }
  [inspect.custom](): string {
    return MASK;
  }
}

export function sensitive<T extends string>(value: T): Sensitive<T> {
  return new Sensitive(value);
}
