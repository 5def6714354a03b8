/** What every reader of a content gives. Readers never touch files, network, clock or environment, and never read their children. */
import type { Limits } from '../kernel/index.ts';
import type { ContentId, Extracted } from '../model/index.ts';

export interface ReadContext {
  readonly content: ContentId;
  readonly limits: Limits;
  /** Candidate passwords, best first; the empty one and known defaults are tried before them. */
  readonly passwords: readonly string[];
}

export interface Reader {
  /** `pdf`, `xlsx` … */
  readonly kind: string;
  readonly version: number;
  /** Never throws for bad evidence: `corrupt`, `partial`, `encrypted`, `limit` with gaps. */
  read(bytes: Uint8Array, context: ReadContext): Extracted | Promise<Extracted>;
}
