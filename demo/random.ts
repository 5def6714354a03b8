/** Seeded choices. Streams are forked by name, so that a new scene does not move what the others say. */

export interface Random {
  /** 0 ≤ x < 1. */
  unit(): number;
  /** Whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
  shuffle<T>(list: readonly T[]): T[];
  digits(count: number): string;
  fork(name: string): Random;
}

const DIGITS_PER_DRAW = 9;

/** FNV-1a, 32 bit. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

export function randomOf(seed: number | string): Random {
  let state = hashOf(`demo ${seed}`);
  /** mulberry32, by Tommy Ettinger (public domain). */
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number): number => min + Math.floor(unit() * (max - min + 1));
  const random: Random = {
    unit,
    int,
    chance: (share) => unit() < share,
    pick: (list) => {
      const one = list[int(0, list.length - 1)];
      if (one === undefined && list.length === 0) throw new Error('demo: nothing to choose from');
      return one as (typeof list)[number];
    },
    shuffle: (list) => {
      const out = [...list];
      for (let i = out.length - 1; i > 0; i -= 1) {
        const j = int(0, i);
        const kept = out[i];
        out[i] = out[j] as (typeof out)[number];
        out[j] = kept as (typeof out)[number];
      }
      return out;
    },
    // One draw serves up to nine digits: a roster of 100,000 needs millions.
    digits: (count) => {
      let text = '';
      for (let left = count; left > 0; left -= DIGITS_PER_DRAW)
        text += String(int(0, 10 ** Math.min(left, DIGITS_PER_DRAW) - 1)).padStart(Math.min(left, DIGITS_PER_DRAW), '0');
      return text;
    },
    fork: (name) => randomOf(`${seed}/${name}`),
  };
  return random;
}
