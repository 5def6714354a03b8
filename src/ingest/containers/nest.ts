/** Folders and archives: containers of files, some of which are containers themselves. `sources.ts` walks into them. */
import type { Limits } from '../../kernel/index.ts';
import type { ReadGap } from '../../model/index.ts';
import type { Source } from '../container.ts';

/** One file in a nest. */
export interface NestEntry {
  /** `file:letters/a.docx`, `zip:#12`. Never holds `//`. */
  readonly path: string;
  /** `/Inbox/Labs`, from the folders around it. */
  readonly folder?: string;
  readonly name: string;
  readonly bytes: number;
  readonly cursor: string;
  /** Not to be opened. */
  readonly gap?: ReadGap;
  readonly recovered?: string;
}

export interface Nest {
  readonly kind: string;
  readonly version: number;
  sniff(source: Source, head: Uint8Array, isTop: boolean): number;
  entries(source: Source, limits: Limits, cursor?: string): Iterable<NestEntry>;
  /** The entry as a source; or why it cannot be one. */
  open(
    source: Source,
    path: string,
    limits: Limits,
  ): { readonly source: Source; readonly gap?: ReadGap } | { readonly gap: ReadGap; readonly source?: undefined };
}
