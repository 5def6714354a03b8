/**
 * Stage `ledger`: one row for every message, attachment, embedded file and container, in a fixed order, from what was found and
 * what was read of each content. The sums are asserted: every found thing is a row, every row has exactly one state.
 */
import { basename } from 'node:path';
import { assert, byText } from '../../kernel/index.ts';
import {
  gapId,
  itemId,
  sourceId,
  type ContentId,
  type Expectation,
  type Found,
  type Gap,
  type Item,
  type ItemId,
  type ItemState,
  type ReadGap,
} from '../../model/index.ts';
import type { RunContext } from '../context.ts';
import type { ContentRecord } from '../reading/jobs.ts';
import {
  consequenceOf,
  contentFacts,
  displayPath,
  exclusionGap,
  exclusionOf,
  mediaTypeOf,
  READ_STATES,
  worst,
  type InputKind,
} from './ledger-words.ts';

/** One transaction. */
const ROWS_PER_WRITE = 1000;

export interface LedgerTotals {
  readonly items: number;
  readonly byState: Readonly<Record<string, number>>;
}

/** A log, roster or workforce list: a row of its own, so that every input stands in the ledger. */
export interface InputRow {
  readonly name: string;
  readonly kind: 'log' | 'file';
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly gap?: ReadGap;
}

export function buildLedger(context: RunContext, inputs: readonly InputRow[]): LedgerTotals {
  const { db } = context;
  db.write(() => {
    db.run('DELETE FROM item');
    db.run('DELETE FROM gap');
  });
  const ledger = new Ledger(context);
  for (const row of db.all('SELECT name, mailbox, kind, bytes, sha256, gap, expectations FROM source ORDER BY name')) {
    ledger.source({
      name: String(row['name']),
      mailbox: Number(row['mailbox']),
      kind: String(row['kind']),
      bytes: Number(row['bytes']),
      sha256: String(row['sha256']),
      ...(typeof row['gap'] === 'string' ? { gap: JSON.parse(row['gap']) as ReadGap } : {}),
      expectations: JSON.parse(String(row['expectations'])) as Expectation[],
    });
  }
  for (const input of inputs) ledger.input(input);
  return ledger.finish();
}

interface SourceRow {
  readonly name: string;
  readonly mailbox: number;
  readonly kind: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly gap?: ReadGap;
  readonly expectations: readonly Expectation[];
}

interface Place {
  readonly source: SourceRow;
  readonly containerPath: string;
  readonly path: string;
  readonly parent: ItemId;
  readonly family?: ItemId;
  readonly folder?: string;
  /** Contents around this one, outermost first. */
  readonly inside?: readonly ContentId[];
}

class Ledger {
  readonly #context: RunContext;
  readonly #firstHolder = new Map<ContentId, ItemId>();
  readonly #byState: Record<string, number> = {};
  #sort = 0;
  /** Rows of the family that is being written. */
  #familyRows = 0;
  #items: Item[] = [];
  #gaps: Gap[] = [];

  constructor(context: RunContext) {
    this.#context = context;
  }

  source(source: SourceRow): void {
    const id = itemId(sourceId(source.name), '');
    this.#add(
      {
        id,
        family: id,
        source: source.name,
        containerPath: '',
        path: source.name,
        kind: 'container',
        mediaType: mediaTypeOf(source.kind),
        bytes: source.bytes,
        mailbox: source.mailbox,
        state: source.gap?.state ?? 'extracted',
        ...(source.sha256 === '' ? {} : { content: source.sha256 as ContentId }),
        ...(source.gap === undefined ? {} : { reason: source.gap.code }),
      },
      source.gap === undefined ? [] : [source.gap],
      'source',
    );
    let rows = 0;
    for (const row of this.#context.db.each(
      'SELECT path, record, content, size, state, gaps FROM found WHERE source = ? ORDER BY seq',
      source.name,
    )) {
      rows += 1;
      const gaps = typeof row['gaps'] === 'string' ? (JSON.parse(row['gaps']) as ReadGap[]) : [];
      this.#found(
        source,
        id,
        JSON.parse(String(row['record'])) as Found,
        typeof row['content'] === 'string' ? (row['content'] as ContentId) : undefined,
        Number(row['size'] ?? 0),
        gaps,
      );
      assert(row['state'] !== 'pending', 'the ledger is built when everything was read or settled');
    }
    this.#compareCounts(source, id, rows);
  }

  input({ name, kind, mediaType, bytes, sha256, gap }: InputRow): void {
    const id = itemId(sourceId(name), '');
    const state: ItemState = gap?.state ?? 'extracted';
    const content = sha256 === '' ? {} : { content: sha256 as ContentId };
    const base = {
      id,
      family: id,
      source: name,
      containerPath: '',
      path: name,
      kind,
      mediaType,
      name: basename(name),
      bytes,
      state,
      ...content,
    };
    this.#add(gap === undefined ? base : { ...base, reason: gap.code }, gap === undefined ? [] : [gap], kind === 'log' ? 'log' : 'list');
  }

  #found(
    source: SourceRow,
    parent: ItemId,
    found: Found,
    content: ContentId | undefined,
    size: number,
    readGaps: readonly ReadGap[],
  ): void {
    const id = itemId(sourceId(source.name), found.path);
    const record = content === undefined ? undefined : this.#content(content);
    const gaps = [...(found.gap === undefined ? [] : [found.gap]), ...readGaps, ...(record?.gaps ?? [])];
    const excludedBy = exclusionOf(this.#context.config.exclude, found.folder, record);
    const state: ItemState =
      excludedBy === undefined
        ? (found.state ??
          worst(...[found.gap, ...readGaps].map((gap) => gap?.state), record?.state) ??
          (found.kind === 'container' ? 'extracted' : 'failed'))
        : 'excluded';
    const reason = excludedBy ?? found.gap?.code ?? readGaps[0]?.code ?? record?.reason ?? gaps[0]?.code;
    const duplicateOf = excludedBy === undefined ? this.#holder(content, id, state) : undefined;
    const path = `${source.name}!${displayPath(found)}`;
    const item: Item = {
      id,
      parent,
      family: id,
      source: source.name,
      containerPath: found.path,
      path,
      bytes: record?.bytes ?? (size || found.bytes),
      mailbox: source.mailbox,
      kind: record?.itemKind !== undefined && found.kind === 'message' ? record.itemKind : found.kind,
      mediaType: record?.mediaType ?? 'application/octet-stream',
      state: duplicateOf === undefined ? state : 'duplicate',
      ...(found.name === undefined ? {} : { name: found.name }),
      ...(content === undefined ? {} : { content }),
      ...(reason === undefined || READ_STATES.has(state) ? {} : { reason }),
      ...contentFacts(record),
      ...(found.folder === undefined ? {} : { folder: found.folder }),
      ...(duplicateOf === undefined ? {} : { duplicateOf }),
      ...(found.recovered === undefined ? {} : { recovered: found.recovered }),
    };
    this.#add(item, excludedBy === undefined ? gaps : [exclusionGap(excludedBy)]);
    if (record !== undefined && excludedBy === undefined)
      this.#children(record, {
        source,
        containerPath: found.path,
        path,
        parent: id,
        family: id,
        ...(found.folder === undefined ? {} : { folder: found.folder }),
      });
  }

  #children(record: ContentRecord, place: Place): void {
    for (const child of record.children) {
      const containerPath = `${place.containerPath}/${child.path}`;
      const id = itemId(sourceId(place.source.name), containerPath);
      const inner = child.content === undefined ? undefined : this.#content(child.content);
      const gaps = [...(child.gap === undefined ? [] : [child.gap]), ...(inner?.gaps ?? [])];
      const state: ItemState = worst(child.gap?.state, inner?.state) ?? 'failed';
      const reason = child.gap?.code ?? inner?.reason ?? gaps[0]?.code;
      const duplicateOf = this.#holder(child.content, id, state);
      const path = `${place.path}/${child.name === undefined || child.name === '' ? child.path : child.name}`;
      this.#add(
        {
          id,
          parent: place.parent,
          family: place.family ?? id,
          source: place.source.name,
          containerPath,
          path,
          bytes: child.bytes,
          mailbox: place.source.mailbox,
          kind: inner?.mediaType === 'text/calendar' ? 'calendar' : child.kind,
          mediaType: inner?.mediaType ?? 'application/octet-stream',
          state: duplicateOf === undefined ? state : 'duplicate',
          ...(child.name === undefined ? {} : { name: child.name }),
          ...(child.content === undefined ? {} : { content: child.content }),
          ...(reason === undefined || READ_STATES.has(state) ? {} : { reason }),
          ...contentFacts(inner),
          ...(place.folder === undefined ? {} : { folder: place.folder }),
          ...(duplicateOf === undefined ? {} : { duplicateOf }),
        },
        gaps,
      );
      if (inner !== undefined)
        this.#inside(inner, { ...place, containerPath, path, parent: id, inside: [...(place.inside ?? []), record.content] });
    }
  }

  /**
   * What lies in a content that was read once but may stand in many places: a file that holds itself, or copies of copies, would
   * otherwise be written out without end.
   */
  #inside(record: ContentRecord, place: Place): void {
    const { depthMax, partsMax } = this.#context.limits;
    const inside = place.inside ?? [];
    if (record.children.length === 0) return;
    if (!inside.includes(record.content) && inside.length < depthMax && this.#familyRows < partsMax) return this.#children(record, place);
    const code = inside.includes(record.content) ? 'holds-itself' : this.#familyRows < partsMax ? 'depth' : 'parts';
    const why = {
      'holds-itself': 'It holds a copy of itself.',
      depth: 'It lies deeper inside other files than is shown.',
      parts: 'The message holds more parts than are shown.',
    }[code];
    this.#gap(place.parent, place.source.name, place.path, {
      state: 'limit',
      code,
      why,
      remedy: 'Its content was read where it stands first. Open the file by hand if this copy matters.',
    });
  }

  #content(content: ContentId): ContentRecord | undefined {
    const row = this.#context.db.get('SELECT record FROM content WHERE content = ?', content);
    return typeof row?.['record'] === 'string' ? (JSON.parse(row['record']) as ContentRecord) : undefined;
  }

  /** The first item with this content, if it is not this one: it alone is read, all are shown. */
  #holder(content: ContentId | undefined, id: ItemId, state: ItemState): ItemId | undefined {
    if (content === undefined || state === 'empty') return undefined;
    const first = this.#firstHolder.get(content);
    if (first === undefined) this.#firstHolder.set(content, id);
    return first;
  }

  /** spec/ingest.md 1.3: expected = found, or a line says why not. */
  #compareCounts(source: SourceRow, id: ItemId, rows: number): void {
    for (const { what, count, by } of source.expectations) {
      const found = what === 'items' || what === 'messages' ? rows : undefined;
      if (found === undefined || found >= count) continue;
      this.#gap(id, source.name, source.name, {
        state: 'missing',
        code: `count:${what}`,
        why: `${count} ${what} were announced (${by}); ${found} were found.`,
        remedy: 'Export the mailbox again and compare, or accept the difference.',
      });
    }
  }

  #add(item: Item, gaps: readonly ReadGap[], input?: InputKind): void {
    this.#byState[item.state] = (this.#byState[item.state] ?? 0) + 1;
    this.#items.push(item);
    this.#familyRows = item.family === item.id ? 1 : this.#familyRows + 1;
    // A duplicate's gaps stand at the copy that was read.
    if (item.state !== 'duplicate') {
      for (const gap of gaps) this.#gap(item.id, item.source, item.path, gap, input);
      if (!READ_STATES.has(item.state) && gaps.length === 0) {
        this.#gap(item.id, item.source, item.path, {
          state: item.state,
          code: item.reason ?? item.state,
          why: 'It was not read.',
          remedy: 'Open the file by hand.',
        });
      }
    }
    if (this.#items.length >= ROWS_PER_WRITE) this.#flush();
  }

  #gap(item: ItemId, source: string, path: string, gap: ReadGap, input?: InputKind): void {
    this.#gaps.push({
      id: gapId(item, gap.code, gap.at ?? ''),
      kind: input === undefined ? gap.state : 'source',
      item,
      source,
      path: gap.at === undefined ? path : `${path} (${gap.at})`,
      what: gap.code,
      why: gap.why,
      consequence: consequenceOf(gap.state, input),
      remedy: gap.remedy,
      ...(gap.bytes === undefined ? {} : { bytes: gap.bytes }),
    });
  }

  #flush(): void {
    const { db } = this.#context;
    db.write(() => {
      for (const item of this.#items) {
        db.run(
          'INSERT INTO item (id, sort, family, parent, content, mailbox, state, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
          item.id,
          (this.#sort += 1),
          item.family,
          item.parent ?? null,
          item.content ?? null,
          item.mailbox ?? null,
          item.state,
          JSON.stringify(item),
        );
      }
      for (const gap of this.#gaps) db.run('INSERT OR IGNORE INTO gap (id, record) VALUES (?, ?)', gap.id, JSON.stringify(gap));
    });
    this.#items = [];
    this.#gaps = [];
  }

  finish(): LedgerTotals {
    this.#flush();
    const items = Number(this.#context.db.get('SELECT count(*) AS n FROM item')?.['n'] ?? 0);
    const sum = Object.values(this.#byState).reduce((a, b) => a + b, 0);
    assert(items === sum && items === this.#sort, 'the states of the ledger add up to its rows');
    return { items, byState: Object.fromEntries(Object.entries(this.#byState).sort(([a], [b]) => byText(a, b))) };
  }
}
