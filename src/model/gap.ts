/** What could not be read or known, with consequence and remedy. A row of gaps.csv. */
import type { ContentId, GapId, ItemId } from './ids.ts';

/** The states of the ledger, spec/ingest.md 1.2. Exactly one for each item. */
export const ITEM_STATES = [
  'extracted',
  'partial',
  'needs-ocr',
  'encrypted',
  'unsupported',
  'corrupt',
  'limit',
  'missing',
  'duplicate',
  'empty',
  'excluded',
  'failed',
] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** Holes in the logs, spec/access.md 5.2. */
export const LOG_HOLES = [
  'not-collected',
  'filtered',
  'page-cap',
  'rows-missing',
  'slice-failed',
  'retention',
  'licence',
  'audit-off',
  'bypass',
  'throttled',
  'latency',
  'record-truncated',
  'export-lossy',
  'no-id',
  'time-zone',
  'source-cannot',
  'reference-without-message',
  'shared-address',
  'window-unproven',
  'unknown-context',
] as const;
export type LogHole = (typeof LOG_HOLES)[number];

export type GapKind = ItemState | LogHole | 'source' | 'roster' | 'law';

/**
 * A gap of reading, not yet tied to an item: what a reader gives. `code` is one of docs/formats.md, a detail behind a colon
 * (`pst.block.truncated`, `no-reader:dwg`, `time`). Neither text holds evidence.
 */
export interface ReadGap {
  readonly state: ItemState;
  readonly code: string;
  readonly why: string;
  readonly remedy: string;
  /** Where inside the content: a part path, byte range or page. */
  readonly at?: string;
  readonly bytes?: number;
}

/** A row of gaps.csv. */
export interface Gap {
  readonly id: GapId;
  readonly kind: GapKind;
  readonly item?: ItemId;
  readonly content?: ContentId;
  readonly source: string;
  readonly path: string;
  readonly what: string;
  readonly why: string;
  readonly consequence: string;
  readonly remedy: string;
  readonly bytes?: number;
  /** People at risk, if it can be estimated. */
  readonly peopleAtRisk?: number;
}
