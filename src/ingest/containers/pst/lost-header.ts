/** A file without a readable header, whose pages still prove themselves: they tell the layout. */
import type { Source } from '../../container.ts';
import type { PstHeader } from './header.ts';
import { LAYOUTS, type Layout } from './layout.ts';
import { PAGE_TYPE, readPage, type PageType } from './page.ts';

const CHUNK_BYTES = 1024 * 1024;
const OVERLAP_BYTES = 8192;
/** Two pages of one layout with right checksums are no chance: 2^-64. */
const PAGES_ENOUGH = 2;

/** A header with that layout and no roots, so that all is found by scanning; undefined when no page is found. Cost: one pass at most. */
export function guessHeader(source: Source): PstHeader | undefined {
  const pages = new Map<Layout, number>();
  for (let at = 0; at < source.size; at += CHUNK_BYTES) {
    const bytes = source.read(at, CHUNK_BYTES + OVERLAP_BYTES);
    const end = Math.min(bytes.length - 1, CHUNK_BYTES + OVERLAP_BYTES);
    for (let i = 0; i < end; i += 1) {
      const type = bytes[i];
      if ((type !== PAGE_TYPE.nodes && type !== PAGE_TYPE.blocks) || bytes[i + 1] !== type) continue;
      const layout = LAYOUTS.find((one) => isPage(bytes, i, one, type));
      if (layout === undefined) continue;
      const count = (pages.get(layout) ?? 0) + 1;
      pages.set(layout, count);
      if (count >= PAGES_ENOUGH) return headerOf(layout);
    }
  }
  return undefined;
}

/** The type of a page stands at the begin of its trailer. */
function isPage(bytes: Uint8Array, typeAt: number, layout: Layout, type: PageType): boolean {
  const at = typeAt - layout.pageBytes + layout.pageTrailerBytes;
  if (at < 0) return false;
  const page = readPage({ bytes: bytes.subarray(at, at + layout.pageBytes), at }, layout, type);
  return page !== undefined && !page.isDoubtful && page.keys.length > 0;
}

function headerOf(layout: Layout): PstHeader {
  const nowhere = { bid: 0, at: -1 };
  return { layout, version: 0, crypt: undefined, nodes: nowhere, blocks: nowhere, endBytes: 0 };
}
