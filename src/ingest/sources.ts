/**
 * Sources to items: which container a source is, everything in it with containers inside containers, and any item by its path.
 * Paths of nested containers are joined by `//`: `file:Inbox.mbox//mbox:@0`. spec/ingest.md 2.3, 3
 */
import { lost, partial, type Limits, type Outcome } from '../kernel/index.ts';
import type { Expectation, Found, ReadGap } from '../model/index.ts';
import { openNested } from './byte-source.ts';
import type { Container, RawItem, Source } from './container.ts';
import { baseName, emlContainer, emlxContainer, SELF_PATH } from './containers/eml.ts';
import { folderNest } from './containers/folder.ts';
import { maildirContainer } from './containers/maildir.ts';
import { mboxContainer } from './containers/mbox.ts';
import type { Nest, NestEntry } from './containers/nest.ts';
import { pstContainer } from './containers/pst/index.ts';
import { zipNest } from './containers/zip.ts';

const CONTAINERS: readonly Container[] = [pstContainer, maildirContainer, mboxContainer, emlxContainer, emlContainer];
const NESTS: readonly Nest[] = [zipNest, folderNest];

const HEAD_BYTES = 64 * 1024;
const JOIN = '//';

type Recognised =
  | { readonly kind: string; readonly container: Container; readonly nest?: undefined }
  | { readonly kind: string; readonly nest: Nest; readonly container?: undefined };

/** The container that fits best, by content; `undefined`: a loose file, to be read as a document. */
function recognise(source: Source, isTop: boolean): Recognised | undefined {
  const head = source.isFolder ? new Uint8Array(0) : source.read(0, HEAD_BYTES);
  let best: Recognised | undefined;
  let bestScore = 0;
  for (const container of CONTAINERS) {
    const score = container.sniff(source, head);
    if (score > bestScore) {
      best = { kind: container.kind, container };
      bestScore = score;
    }
  }
  for (const nest of NESTS) {
    const score = nest.sniff(source, head, isTop);
    if (score > bestScore) {
      best = { kind: nest.kind, nest };
      bestScore = score;
    }
  }
  return best;
}

/** Which kind of mail source this is. `container` is given for those that hold no other containers. */
export function recogniseSource(source: Source): { readonly kind: string; readonly container?: Container } | undefined {
  const known = recognise(source, true);
  if (known === undefined) return undefined;
  return known.container === undefined ? { kind: known.kind } : { kind: known.kind, container: known.container };
}

/** Independent counts of what the source should hold; empty where there are none. */
export function expectSource(source: Source): readonly Expectation[] {
  return recognise(source, true)?.container?.expect(source) ?? [];
}

/**
 * Everything in a source, in a fixed order, from behind `cursor`. A container inside gives a row of kind `container` before its items.
 * The source itself gives none. A file that is no container is one item `file:.`; an empty one has the state `empty`.
 */
export function* walkSource(source: Source, limits: Limits, cursor?: string): Generator<Found> {
  const known = recognise(source, true);
  if (known?.container !== undefined) yield* known.container.walk(source, limits, cursor);
  else if (known?.nest !== undefined) yield* walkNest(known.nest, source, limits, { cursor, depth: 1 });
  else if (cursor === undefined) yield looseFile(source);
}

function looseFile(source: Source): Found {
  const shape = {
    path: SELF_PATH,
    display: baseName(source.name),
    name: baseName(source.name),
    kind: 'file',
    bytes: source.size,
    cursor: SELF_PATH,
  } as const;
  if (source.size === 0) return { ...shape, state: 'empty', gap: emptyGap() };
  const gap: ReadGap = {
    state: 'partial',
    code: 'source.no-mailbox',
    why: 'This source is no mailbox of a kind that is known: it was read as one document.',
    remedy: 'If it is a mailbox, export it as PST, mbox or EML; if it is a document, nothing is needed.',
  };
  return { ...shape, gap };
}

function emptyGap(): ReadGap {
  return { state: 'empty', code: 'empty', why: 'The file holds no bytes.', remedy: 'Check that the export was complete.' };
}

function* walkNest(
  nest: Nest,
  source: Source,
  limits: Limits,
  from: { readonly cursor: string | undefined; readonly depth: number },
): Generator<Found> {
  const [outer, inner] = splitCursor(from.cursor);
  if (inner !== undefined && outer !== undefined) {
    // The walk stopped inside a container: go on there, then behind it.
    const entry = [...nest.entries(source, limits)].find((one) => one.cursor === outer);
    if (entry !== undefined) yield* walkEntry({ nest, source, entry, limits, depth: from.depth, cursor: inner });
  }
  for (const entry of nest.entries(source, limits, outer))
    yield* walkEntry({ nest, source, entry, limits, depth: from.depth, cursor: undefined });
}

function splitCursor(cursor: string | undefined): [string | undefined, string | undefined] {
  if (cursor === undefined) return [undefined, undefined];
  const at = cursor.indexOf(JOIN);
  return at < 0 ? [cursor, undefined] : [cursor.slice(0, at), cursor.slice(at + JOIN.length)];
}

interface EntryWalk {
  readonly nest: Nest;
  readonly source: Source;
  readonly entry: NestEntry;
  readonly limits: Limits;
  readonly depth: number;
  /** Inside the entry. */
  readonly cursor: string | undefined;
}

function* walkEntry(work: EntryWalk): Generator<Found> {
  const { entry, source, limits } = work;
  const shape = {
    path: entry.path,
    display: entry.name,
    name: entry.name,
    bytes: entry.bytes,
    cursor: entry.cursor,
    ...(entry.folder === undefined ? {} : { folder: entry.folder }),
    ...(entry.recovered === undefined ? {} : { recovered: entry.recovered }),
  };
  if (entry.gap !== undefined) {
    yield { ...shape, kind: 'other', state: entry.gap.state, gap: entry.gap };
    return;
  }
  if (entry.bytes === 0 && work.nest !== folderNest) {
    yield { ...shape, kind: 'file', state: 'empty', gap: emptyGap() };
    return;
  }
  const opened = work.nest.open(source, entry.path, limits);
  if (opened.source === undefined) {
    yield { ...shape, kind: 'file', state: opened.gap.state, gap: opened.gap };
    return;
  }
  const inside = opened.source;
  try {
    yield* walkInside(work, inside, opened.gap === undefined ? shape : { ...shape, gap: opened.gap });
  } finally {
    inside.close();
  }
}

type EntryShape = Omit<Found, 'kind'>;

function* walkInside(work: EntryWalk, inside: Source, shape: EntryShape): Generator<Found> {
  const { entry, limits, depth } = work;
  const known = recognise(inside, false);
  if (known === undefined || known.container === emlContainer || known.container === emlxContainer) {
    if (inside.size === 0 && !inside.isFolder) yield { ...shape, kind: 'file', state: 'empty', gap: emptyGap() };
    else yield { ...shape, kind: known === undefined ? 'file' : 'message' };
    return;
  }
  if (depth >= limits.depthMax) {
    yield {
      ...shape,
      kind: 'container',
      state: 'limit',
      gap: {
        state: 'limit',
        code: 'depth',
        why: 'It lies deeper inside other containers than is opened.',
        remedy: 'Unpack the outer container by hand and add the folder.',
      },
    };
    return;
  }
  if (work.cursor === undefined) yield { ...shape, kind: 'container', cursor: `${entry.cursor}${JOIN}` };
  const cursor = work.cursor === '' ? undefined : work.cursor;
  const items =
    known.container === undefined
      ? walkNest(known.nest, inside, limits, { cursor, depth: depth + 1 })
      : known.container.walk(inside, limits, cursor);
  const place = containerFolder(entry, known);
  for (const item of items) {
    const folder =
      known.kind === 'mbox' || known.kind === 'maildir' || known.kind === 'pst'
        ? (item.folder ?? place)
        : `${entry.folder ?? ''}${item.folder ?? ''}`;
    const { folder: _own, ...rest } = item;
    yield {
      ...rest,
      path: `${entry.path}${JOIN}${item.path}`,
      cursor: `${entry.cursor}${JOIN}${item.cursor}`,
      display: `${entry.name}!/${item.display}`,
      ...(folder === undefined || folder === '' ? {} : { folder }),
    };
  }
}

/** A mailbox file in a folder is a folder of mail: `Inbox.sbd/Labs.mbox` is `/Inbox/Labs`. Apple writes `Labs.mbox/mbox`. */
function containerFolder(entry: NestEntry, known: Recognised): string | undefined {
  if (known.kind !== 'mbox') return entry.folder;
  const stem = entry.name.replace(/\.(?:mbox|mbx)$/i, '');
  if (stem.toLowerCase() === 'mbox' && entry.folder !== undefined) return entry.folder.replace(/\.mbox$/i, '');
  return `${entry.folder ?? ''}/${stem}`;
}

/**
 * One item by the path that `walkSource` gave. Gap codes: those of its container, `source.path` when it is no longer there. Nested
 * sources stay open until `source` is closed: items of one container are best read one after another.
 */
export function openItem(source: Source, path: string, limits: Limits): Outcome<RawItem, ReadGap> {
  const known = recogniseCached(source, true);
  return openIn(source, known, path, limits);
}

const recognised = new WeakMap<Source, { readonly known: Recognised | undefined }>();

function recogniseCached(source: Source, isTop: boolean): Recognised | undefined {
  const cached = recognised.get(source) ?? { known: recognise(source, isTop) };
  recognised.set(source, cached);
  return cached.known;
}

function openIn(source: Source, known: Recognised | undefined, path: string, limits: Limits): Outcome<RawItem, ReadGap> {
  if (known?.container !== undefined) return known.container.open(source, path, limits);
  if (known === undefined) return openLoose(source, limits);
  const [outer = '', inner] = splitCursor(path);
  const found: { gap?: ReadGap } = {};
  const inside = openNestedEntry(known.nest, source, outer, limits, found);
  if (inside === undefined)
    return lost(
      found.gap ?? {
        state: 'missing',
        code: 'source.path',
        why: 'The item is no longer where it was found.',
        remedy: 'Run again: the source has changed.',
      },
    );
  const type = recogniseCached(inside, false);
  if (inner !== undefined) return openIn(inside, type, inner, limits);
  const opened =
    type?.container === emlContainer || type?.container === emlxContainer
      ? type.container.open(inside, SELF_PATH, limits)
      : openLoose(inside, limits);
  return opened.ok && found.gap !== undefined ? partial(opened.value, ...opened.gaps, found.gap) : opened;
}

function openNestedEntry(nest: Nest, source: Source, path: string, limits: Limits, found: { gap?: ReadGap }): Source | undefined {
  return openNested(source, path, () => {
    const opened = nest.open(source, path, limits);
    if (opened.gap !== undefined) found.gap = opened.gap;
    return opened.source;
  });
}

function openLoose(source: Source, limits: Limits): Outcome<RawItem, ReadGap> {
  const name = baseName(source.name);
  if (source.size <= limits.outputBytesMax)
    return { ok: true, value: { kind: 'file', name, bytes: () => source.read(0, source.size) }, gaps: [] };
  return lost({
    state: 'limit',
    code: 'output',
    why: 'The file is larger than the limit.',
    remedy: 'Raise `limits.outputBytesMax` in case.yaml, or cut the file.',
    bytes: source.size,
  });
}
