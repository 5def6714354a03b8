/**
 * One of the two B-trees of pages, read by descent with a bounded cache: nothing is proportional to the file.
 *
 * Loops cannot happen: a child must be one level below its parent, and only its entries in the key range that the parent gives it
 * count. Ranges of siblings do not overlap, so each entry of each page is used at most once, however pages point at each other
 * (spec/ingest.md 12, trap 1).
 */
import type { ByteWindows } from './byte-windows.ts';
import type { PageRef } from './header.ts';
import { idAt, type Layout } from './layout.ts';
import { floorIndex, readPage, type Page, type PageType } from './page.ts';

/** 2 MiB of pages at most (16 MiB in 4k files). */
const PAGES_MAX = 4096;

/** An entry of a leaf, where it lies in its page. */
export interface LeafEntry {
  readonly key: number;
  readonly page: Page;
  readonly at: number;
}

export type TreeStep =
  | { readonly kind: 'entry'; readonly entry: LeafEntry }
  /** A page that cannot be read: keys [from, to) are not known by this tree. */
  | { readonly kind: 'lost'; readonly at: number; readonly from: number; readonly to: number }
  | { readonly kind: 'doubt'; readonly at: number; readonly from: number };

export class PageTree {
  readonly #windows: ByteWindows;
  readonly #layout: Layout;
  readonly #type: PageType;
  readonly #root: PageRef;
  readonly #pages = new Map<number, Page | undefined>();

  constructor(windows: ByteWindows, layout: Layout, type: PageType, root: PageRef) {
    this.#windows = windows;
    this.#layout = layout;
    this.#type = type;
    this.#root = root;
  }

  get hasRoot(): boolean {
    return this.#page(this.#root.at) !== undefined;
  }

  /** The entry of a key; `absent` when the tree is sound there and has none; `lost` when a page on the way cannot be read. */
  find(key: number): LeafEntry | 'absent' | 'lost' {
    let at = this.#root.at;
    let level = -1;
    for (;;) {
      const page = this.#page(at);
      if (page === undefined || (level >= 0 && page.level !== level)) return 'lost';
      const index = Math.max(floorIndex(page.keys, key), 0);
      if (page.level === 0)
        return page.keys[index] === key ? { key, page, at: index * page.entryBytes } : page.isDoubtful ? 'lost' : 'absent';
      if (page.keys.length === 0) return 'lost';
      at = this.#child(page, index).at;
      level = page.level - 1;
    }
  }

  /** Entries with keys from `from` on, ascending, with what could not be read in its place. */
  *walk(from = 0): Generator<TreeStep> {
    yield* this.#walkPage(this.#root, undefined, 0, Number.POSITIVE_INFINITY, from);
  }

  *#walkPage(ref: PageRef, level: number | undefined, low: number, high: number, from: number): Generator<TreeStep> {
    const page = this.#page(ref.at);
    if (page === undefined || (level !== undefined && page.level !== level)) {
      yield { kind: 'lost', at: ref.at, from: low, to: high };
      return;
    }
    if (page.isDoubtful || page.bid !== ref.bid) yield { kind: 'doubt', at: ref.at, from: low };
    for (let i = Math.max(floorIndex(page.keys, from), 0); i < page.keys.length; i += 1) {
      const key = page.keys[i] as number; // i is below length
      const next = page.keys[i + 1] ?? Number.POSITIVE_INFINITY;
      if (page.level === 0) {
        if (key >= from && key >= low && key < high) yield { kind: 'entry', entry: { key, page, at: i * page.entryBytes } };
        continue;
      }
      // A first child may begin below the key that its parent has for it.
      const childLow = i === 0 ? low : Math.max(key, low);
      const childHigh = Math.min(next, high);
      if (childLow < childHigh && childHigh > from) yield* this.#walkPage(this.#child(page, i), page.level - 1, childLow, childHigh, from);
    }
  }

  /** BTENTRY: key, BID, IB. [MS-PST] 2.2.2.7.7.2 */
  #child(page: Page, index: number): PageRef {
    const at = index * page.entryBytes + this.#layout.idBytes;
    return { bid: idAt(page.bytes, this.#layout, at), at: idAt(page.bytes, this.#layout, at + this.#layout.idBytes) };
  }

  #page(at: number): Page | undefined {
    if (this.#pages.has(at)) return this.#pages.get(at);
    // A copy, so that a page in the cache does not keep a whole window alive.
    const page = readPage({ bytes: this.#windows.read(at, this.#layout.pageBytes).slice(), at }, this.#layout, this.#type);
    if (this.#pages.size >= PAGES_MAX) this.#pages.clear();
    this.#pages.set(at, page);
    return page;
  }
}
