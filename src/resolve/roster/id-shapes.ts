/**
 * How full the space of a kind of number is: one random 8-digit number in eight is somebody's record number among 12 million members.
 * The space of a shape is learnt from the roster: at each place as many values as are seen there. spec/resolve.md 5.3
 */
import { looksLikeDate } from '../normalise/values.ts';

interface Shape {
  count: number;
  /** A bit for each digit seen at each place; 0 for letters. */
  readonly seen: Uint16Array;
}

const shapeOf = (value: string): string => value.replace(/\d/g, '9');

export class IdShapes {
  readonly #shapes = new Map<string, Shape>();

  add(value: string): void {
    const key = shapeOf(value);
    let shape = this.#shapes.get(key);
    if (shape === undefined) {
      if (this.#shapes.size >= SHAPES_MAX) return;
      shape = { count: 0, seen: new Uint16Array(key.length) };
      this.#shapes.set(key, shape);
    }
    shape.count += 1;
    for (let at = 0; at < value.length; at += 1) {
      const code = value.charCodeAt(at) - 48;
      if (code >= 0 && code <= 9) shape.seen[at] = (shape.seen[at] ?? 0) | (1 << code);
    }
  }

  /** log2 of how many different numbers of this kind there can be. */
  spaceBits(value: string): number {
    const shape = this.#shapes.get(shapeOf(value));
    const digits = value.replace(/\D/g, '').length;
    if (shape === undefined) return digits * BITS_A_DIGIT;
    let bits = 0;
    for (const seen of shape.seen) bits += seen === 0 ? 0 : Math.log2(Math.min(10, ones(seen) + 1));
    return bits;
  }

  /** Share of that space that is somebody's number, 0 to 1. What reads as a date is nobody's. */
  density(value: string): number {
    const count = this.#shapes.get(shapeOf(value))?.count ?? 0;
    if (count === 0) return 0;
    return looksLikeDate(value) ? 1 : Math.min(1, count / 2 ** this.spaceBits(value));
  }

  /** So many of the roster's numbers look like this that one it does not have is most likely nobody's of the roster. */
  isUsual(value: string, persons: number): boolean {
    return (this.#shapes.get(shapeOf(value))?.count ?? 0) >= persons * USUAL_SHARE;
  }

  /** The digits at the end tell the person of a household: 01 to 20, and bases occur with more than one. */
  hasPersonSuffix(values: Iterable<string>): boolean {
    const bases = new Map<string, number>();
    let fitting = 0;
    let all = 0;
    for (const value of values) {
      all += 1;
      const suffix = Number(/(\d\d)$/.exec(value)?.[1] ?? Number.NaN);
      if (!(suffix >= 1 && suffix <= 20)) continue;
      fitting += 1;
      if (bases.size < BASES_MAX) bases.set(value.slice(0, -2), (bases.get(value.slice(0, -2)) ?? 0) + 1);
    }
    let shared = 0;
    let counted = 0;
    for (const count of bases.values()) {
      counted += count;
      if (count > 1) shared += 1;
    }
    // A short list numbered R001 to R020 is no household of twenty.
    return all >= 2 && fitting >= all * 0.95 && shared > 0 && bases.size > 1 && counted <= bases.size * HOUSEHOLD_MEAN_MAX;
  }
}
const SHAPES_MAX = 500;
const USUAL_SHARE = 0.2;
const BASES_MAX = 200_000;
const HOUSEHOLD_MEAN_MAX = 6;
const BITS_A_DIGIT = Math.log2(10);

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest &= rest - 1) count += 1;
  return count;
}
