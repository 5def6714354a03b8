/** How common a name or a date of birth is: the roster's own counts, softened by what is shipped. spec/resolve.md 3.3 and 5.1 */
import { shippedShare } from '../normalise/name-tables.ts';
import { calendarOf } from '../normalise/dates.ts';

export interface Frequencies {
  /** People counted. */
  readonly size: number;
  given(name: string): number;
  family(name: string): number;
  /** Share of people born on this day. */
  birth(days: number): number;
}

/** The shipped list weighs as much as this many people. */
const SHIPPED_WEIGHT = 1000;

export class CountedFrequencies implements Frequencies {
  readonly #given = new Map<string, number>();
  readonly #family = new Map<string, number>();
  readonly #years = new Map<number, number>();
  readonly #days = new Map<number, number>();
  size = 0;

  add(given: string, family: string, birth: number | undefined): void {
    this.size += 1;
    bump(this.#given, given);
    bump(this.#family, family);
    if (birth === undefined) return;
    bump(this.#years, calendarOf(birth).year);
    bump(this.#days, birth);
  }

  given(name: string): number {
    return ((this.#given.get(name) ?? 0) + SHIPPED_WEIGHT * shippedShare('given', name)) / (this.size + SHIPPED_WEIGHT);
  }

  family(name: string): number {
    return ((this.#family.get(name) ?? 0) + SHIPPED_WEIGHT * shippedShare('family', name)) / (this.size + SHIPPED_WEIGHT);
  }

  birth(days: number): number {
    const year = (this.#years.get(calendarOf(days).year) ?? 0) + SHIPPED_WEIGHT / 100;
    const usual = year / (this.size + SHIPPED_WEIGHT) / 365.25;
    // 1 January and other defaults of a form are commoner than their year says.
    const own = this.#days.get(days) ?? 0;
    return own > 3 * (usual * this.size) + 3 ? own / this.size : usual;
  }

  /** Days that so many share that they are the default of a form. */
  isDefaultBirth(days: number): boolean {
    const own = this.#days.get(days) ?? 0;
    return own > DEFAULT_BIRTH_MIN && own > DEFAULT_BIRTH_TIMES * (((this.#years.get(calendarOf(days).year) ?? 0) - own) / 365.25 + 1);
  }
}
const DEFAULT_BIRTH_MIN = 25;
const DEFAULT_BIRTH_TIMES = 30;

function bump<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
