/**
 * The one parser of times in logs, spec/access.md 1.5 T1 to T3. Every form without a zone is UTC, because the sources that leave it out
 * write UTC; the culture-dependent form of a spreadsheet or shell is read only through `learnCulture`.
 */
const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;
export { DAY_MS };

/** `2021-05-18T21:13:33`, with or without fraction and zone; a space in place of `T`; `/Date(ms)/`. `undefined` when it is none of these. */
export function parseLogTime(text: string): number | undefined {
  const iso = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d\d:?\d\d)?$/i.exec(text);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    const ms = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6);
    const at = civil(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second ?? 0));
    return at === undefined ? undefined : at + ms - zoneMs(zone);
  }
  const shell = /^\/Date\((-?\d{1,16})\)\/$/.exec(text);
  return shell === null ? undefined : Number(shell[1]);
}

function civil(year: number, month: number, day: number, hour: number, minute: number, second: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * HOUR_MS + Number(digits.slice(2)) * MINUTE_MS);
}

/** How a file writes `CreationDate`, the culture of the collecting machine (T2). */
export type CultureForm = 'mdy' | 'dmy' | 'ymd';

/** `5/18/2021 9:13:33 PM`, `18-5-2021 21:13:33`, read as UTC. */
export function parseCultureTime(text: string, form: CultureForm): number | undefined {
  const match = /^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})[ T](\d{1,2}):(\d\d)(?::(\d\d))?\s?([AP]\.?M\.?)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const [a, b, c] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [year, month, day] = form === 'ymd' ? [a, b, c] : form === 'mdy' ? [c, a, b] : [c, b, a];
  const half = match[7]?.charAt(0).toUpperCase();
  let hour = Number(match[4]);
  if (half === 'P' && hour < 12) hour += 12;
  if (half === 'A' && hour === 12) hour = 0;
  return year < 1000 ? undefined : civil(year, month, day, hour, Number(match[5]), Number(match[6] ?? 0));
}

/** Rows that have both times teach the form and the offset; fewer teach nothing. */
const CULTURE_PAIRS_MIN = 3;

/** Learns, from rows of one file that carry both times, what `CreationDate` means there. */
export class CultureLearner {
  #counts = new Map<string, number>();
  #pairs = 0;

  add(culture: string, at: number): void {
    this.#pairs += 1;
    for (const form of ['mdy', 'dmy', 'ymd'] as const) {
      const read = parseCultureTime(culture, form);
      if (read === undefined) continue;
      const offset = Math.round((read - at) / 1000) * 1000;
      if (Math.abs(offset) > 14 * HOUR_MS) continue;
      const key = `${form} ${offset}`;
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  /** The form that explains every pair, with the offset to subtract; `undefined` while unknown or contradicted. */
  learned(): { readonly form: CultureForm; readonly offsetMs: number } | undefined {
    if (this.#pairs < CULTURE_PAIRS_MIN) return undefined;
    const whole = [...this.#counts].filter(([, count]) => count === this.#pairs);
    const only = whole[0];
    if (whole.length !== 1 || only === undefined) return undefined;
    const [form, offset] = only[0].split(' ');
    return { form: form as CultureForm, offsetMs: Number(offset) }; // the key was made from a CultureForm above
  }
}
