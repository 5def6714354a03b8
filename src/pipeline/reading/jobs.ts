/**
 * What the coordinator asks of a reading child, and what comes back. Everything here is plain data that survives a process
 * border; analyses travel packed. Text never travels: the child writes it to its own pack.
 */
import type { Limits } from '../../kernel/index.ts';
import type {
  CensusClass,
  ContentId,
  Expectation,
  Found,
  ItemKind,
  LogFileReading,
  MessageHeaders,
  ReadGap,
  ItemState,
} from '../../model/index.ts';
import type { TextRef } from '../../store/index.ts';

export interface SourceRef {
  /** As case.yaml names it. */
  readonly name: string;
  readonly path: string;
}

export type ReadJob =
  | { readonly kind: 'recognise'; readonly source: SourceRef }
  | { readonly kind: 'walk'; readonly source: SourceRef; readonly limits: Limits; readonly cursor?: string }
  /** Top items of one source: messages, or loose files. */
  | {
      readonly kind: 'items';
      readonly source: SourceRef;
      readonly paths: readonly string[];
      readonly limits: Limits;
      readonly passwords: readonly string[];
    }
  /** Attached contents, each by the item that carries it and its part path there. */
  | {
      readonly kind: 'contents';
      readonly source: SourceRef;
      readonly requests: readonly ContentRequest[];
      readonly limits: Limits;
      readonly passwords: readonly string[];
    }
  | { readonly kind: 'log'; readonly source: SourceRef; readonly content: string }
  | {
      readonly kind: 'roster';
      readonly source: SourceRef;
      readonly columns: Readonly<Record<string, string>>;
      readonly index: number;
      readonly entity?: string;
    }
  | { readonly kind: 'workforce'; readonly source: SourceRef; readonly columns: Readonly<Record<string, string>> }
  /** Planted values through the same readers and detectors, outside the case. */
  | { readonly kind: 'canaries'; readonly limits: Limits };

export interface ContentRequest {
  readonly path: string;
  readonly part: string;
  readonly content: ContentId;
}

/** A child of a content, in its order there. */
export interface ChildRef {
  readonly path: string;
  readonly name?: string;
  readonly kind: 'attachment' | 'embedded';
  readonly content?: ContentId;
  readonly bytes: number;
  readonly gap?: ReadGap;
}

/** What was read of one content: key of everything is `content`. */
export interface ContentRecord {
  readonly content: ContentId;
  readonly bytes: number;
  readonly mediaType: string;
  readonly reader: string;
  readonly state: ItemState;
  readonly reason?: string;
  readonly gaps: readonly ReadGap[];
  readonly itemKind?: ItemKind;
  readonly headers?: MessageHeaders;
  readonly children: readonly ChildRef[];
  readonly textChars?: number;
  readonly pages?: number;
}

export interface ReadContent {
  /** The top item, and the attachment in it, by which this content is reached again; part is empty for the item itself. */
  readonly fetch: { readonly path: string; readonly part: string };
  readonly record: ContentRecord;
  readonly text?: TextRef;
  /** `packAnalysis` of the content's analysis. */
  readonly analysis?: Uint8Array;
}

/** A top item after reading: which content it has, or why none. */
export interface ReadItem {
  readonly path: string;
  readonly content?: ContentId;
  readonly bytes: number;
  /** Why it could not be opened, or what is missing of it although it was. */
  readonly gaps: readonly ReadGap[];
}

export interface Recognised {
  readonly kind: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly expectations: readonly Expectation[];
  readonly gap?: ReadGap;
}

export type ReadResult =
  | { readonly kind: 'recognised'; readonly recognised: Recognised }
  | { readonly kind: 'walked' }
  | { readonly kind: 'read'; readonly items: readonly ReadItem[]; readonly contents: readonly ReadContent[] }
  | { readonly kind: 'log'; readonly reading: LogFileReading }
  | { readonly kind: 'table'; readonly report: unknown }
  | {
      readonly kind: 'canaries';
      readonly classes: Readonly<Partial<Record<CensusClass, { readonly planted: number; readonly found: number }>>>;
    };

/** Streamed before the result, each acknowledged by the coordinator: back-pressure. */
export type ReadPart =
  | { readonly kind: 'found'; readonly found: readonly Found[] }
  | { readonly kind: 'events'; readonly events: readonly string[] }
  | { readonly kind: 'rows'; readonly rows: readonly unknown[] };
