/** An item of a record to messages: the first rule that gives an answer (spec/access.md 2.4). */
import type { ItemRef, LogEvent } from '../../model/index.ts';
import { folderKey } from './folders.ts';
import type { MessageIndex } from './messages.ts';

export interface Hit {
  readonly index: number;
  /** Steps below grade A that the join costs. */
  readonly steps: 0 | 1 | 2;
  /** What the join can carry at most. */
  readonly most: 'accessed' | 'presumed' | 'possible';
}
export type Join =
  | { readonly rule: 'J1' | 'J2' | 'J3' | 'J4' | 'J6'; readonly hits: readonly Hit[] }
  /** The record names a message that the evidence lacks. */
  | { readonly rule: 'J7'; readonly hits: readonly [] }
  /** The record names nothing that could be looked up. */
  | { readonly rule: 'none'; readonly hits: readonly [] };

export class Joiner {
  readonly #index: MessageIndex;
  readonly #ratio: { readonly median: number } | undefined;

  constructor(index: MessageIndex, events: readonly LogEvent[]) {
    this.#index = index;
    this.#ratio = learnRatio(index, events);
  }

  join(item: ItemRef): Join {
    if (item.mid !== undefined) {
      const exact = this.#index.byMid(item.mid);
      if (exact.length > 0) return this.#among(exact, item, 0);
      const folded = this.#index.byFoldedMid(item.mid);
      return folded.length > 0 ? this.#among(folded, item, 1) : { rule: 'J7', hits: [] };
    }
    const one = this.#bySubject(item) ?? this.#bySize(item);
    return one === undefined ? { rule: 'none', hits: [] } : { rule: 'J6', hits: [{ index: one, steps: 1, most: 'accessed' }] };
  }

  /** J1 for one message; J2 for copies of equal content; J3 and J4 for others with the same id. */
  #among(found: readonly number[], item: ItemRef, extra: 0 | 1): Join {
    const only = found[0];
    if (found.length === 1 && only !== undefined) return { rule: 'J1', hits: [{ index: only, steps: extra, most: 'accessed' }] };
    const key = item.path === undefined ? undefined : folderKey(item.path);
    const fits = key === undefined ? [] : found.filter((index) => this.#index.wasIn(index, key));
    const contents = new Set(found.map((index) => this.#index.messages[index]?.content));
    if (contents.size === 1)
      return { rule: 'J2', hits: found.map((index) => ({ index, steps: fits.includes(index) ? extra : 1, most: 'accessed' as const })) };
    if (fits.length === 1) {
      const content = this.#index.messages[fits[0] ?? 0]?.content;
      return {
        rule: 'J3',
        hits: found.map((index) =>
          index === fits[0]
            ? { index, steps: extra, most: 'accessed' as const }
            : {
                index,
                steps: 2 as const,
                most: this.#index.messages[index]?.content === content ? ('accessed' as const) : ('possible' as const),
              },
        ),
      };
    }
    const among = fits.length > 1 ? fits : found;
    return {
      rule: 'J4',
      hits: found.map((index) => ({
        index,
        steps: 2 as const,
        most: among.includes(index) ? ('presumed' as const) : ('possible' as const),
      })),
    };
  }

  #bySubject(item: ItemRef): number | undefined {
    if (item.subject === undefined) return undefined;
    const found = this.#index
      .bySubject(item.subject.reveal('match'))
      .filter((index) => item.path === undefined || this.#index.wasIn(index, folderKey(item.path)));
    return found.length === 1 ? found[0] : undefined;
  }

  /** Store size against MIME size, by the ratio learned on this mailbox's own J1 pairs. */
  #bySize(item: ItemRef): number | undefined {
    const { bytes, path, created } = item;
    if (this.#ratio === undefined || bytes === undefined || path === undefined) return undefined;
    const want = bytes / this.#ratio.median;
    const found = this.#index.inFolder(folderKey(path)).filter((index) => {
      const message = this.#index.messages[index];
      if (message === undefined || Math.abs(message.bytes - want) > Math.max(512, want * 0.01)) return false;
      const times = [message.createdAt, message.existedFrom].filter((one) => one !== undefined);
      return created === undefined || times.some((one) => Math.abs(one - created) <= 2_000);
    });
    return found.length === 1 ? found[0] : undefined;
  }
}

const PAIRS_MIN = 30;

function learnRatio(index: MessageIndex, events: readonly LogEvent[]): { readonly median: number } | undefined {
  const ratios: number[] = [];
  const seen = new Set<number>();
  for (const event of events) {
    for (const item of event.items) {
      if (item.mid === undefined || item.bytes === undefined) continue;
      const found = index.byMid(item.mid);
      const only = found[0];
      if (found.length !== 1 || only === undefined || seen.has(only)) continue;
      seen.add(only);
      const bytes = index.messages[only]?.bytes ?? 0;
      if (bytes > 0) ratios.push(item.bytes / bytes);
    }
  }
  if (ratios.length < PAIRS_MIN) return undefined;
  ratios.sort((a, b) => a - b);
  const at = (share: number): number => ratios[Math.floor(share * (ratios.length - 1))] ?? 1;
  // A wide spread means that size tells nothing here.
  return at(0.9) / at(0.1) > 1.05 ? undefined : { median: at(0.5) };
}
