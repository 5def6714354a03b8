/** What a reading child does with a job. Nothing here knows the store or the other jobs. */
import { readLogFile, packEvent } from '../../access/index.ts';
import { expectSource, openItem, openSource, recogniseSource, walkSource, type Source } from '../../ingest/index.ts';
import { assert, sha256, unreachable, type Limits } from '../../kernel/index.ts';
import { contentId, type ContentId, type Found } from '../../model/index.ts';
import { readRoster, readWorkforce } from '../../resolve/index.ts';
import { runCanaries } from './canaries.ts';
import { pathSha256, readChunks } from './chunks.ts';
import { ContentReader, type ReadDesk } from './read-content.ts';
import type { ContentRequest, ReadItem, ReadJob, ReadPart, ReadResult, SourceRef } from './jobs.ts';

export type { ReadDesk } from './read-content.ts';

/** One transaction of the coordinator holds one of these. */
const FOUND_PER_PART = 200;
const EVENTS_PER_PART = 1000;
const ROWS_PER_PART = 2000;

type Emit = (part: ReadPart) => Promise<void>;

export async function runReadJob(job: ReadJob, desk: ReadDesk, emit: Emit): Promise<ReadResult> {
  switch (job.kind) {
    case 'recognise':
      return withSource(job.source, (source) => Promise.resolve(recognise(source)));
    case 'walk':
      return withSource(job.source, (source) => walk(source, job.limits, job.cursor, emit));
    case 'items':
      return withSource(job.source, (source) => readItems(source, job.paths, new ContentReader(desk, job), job.limits, desk));
    case 'contents':
      return withSource(job.source, (source) => readContents(source, job.requests, new ContentReader(desk, job), job.limits, desk));
    case 'log':
      return readLog(job.source, job.content, emit);
    case 'roster':
      return readTable(emit, () =>
        readRoster(readChunks(job.source.path), {
          columns: job.columns,
          rosterIndex: job.index,
          ...(job.entity === undefined ? {} : { entity: job.entity }),
        }),
      );
    case 'workforce':
      return readTable(emit, () => readWorkforce(readChunks(job.source.path), { columns: job.columns }));
    case 'canaries':
      return { kind: 'canaries', classes: await runCanaries(job.limits) };
    default:
      return unreachable(job);
  }
}

async function withSource<T>(ref: SourceRef, work: (source: Source) => Promise<T>): Promise<T> {
  const source = openSource(ref.path, ref.name);
  try {
    return await work(source);
  } finally {
    source.close();
  }
}

function recognise(source: Source): ReadResult {
  const known = recogniseSource(source);
  const expectations = known === undefined ? [] : expectSource(source);
  return {
    kind: 'recognised',
    recognised: {
      kind: known?.kind ?? 'file',
      bytes: source.size,
      sha256: source.path === undefined ? '' : pathSha256(source.path),
      expectations,
    },
  };
}

async function walk(source: Source, limits: Limits, cursor: string | undefined, emit: Emit): Promise<ReadResult> {
  let batch: Found[] = [];
  for (const found of walkSource(source, limits, cursor)) {
    batch.push(found);
    if (batch.length >= FOUND_PER_PART) {
      await emit({ kind: 'found', found: batch });
      batch = [];
    }
  }
  if (batch.length > 0) await emit({ kind: 'found', found: batch });
  return { kind: 'walked' };
}

async function readItems(
  source: Source,
  paths: readonly string[],
  reader: ContentReader,
  limits: Limits,
  desk: ReadDesk,
): Promise<ReadResult> {
  const items: ReadItem[] = [];
  for (const path of paths) {
    reader.fetch = { path, part: '' };
    const opened = openItem(source, path, limits);
    if (!opened.ok) {
      items.push({ path, bytes: 0, gaps: [opened.gap] });
      continue;
    }
    const raw = opened.value;
    if (raw.kind === 'message') {
      items.push({ path, content: await reader.message(raw.message, false), bytes: raw.message.bytes, gaps: opened.gaps });
    } else {
      const bytes = raw.bytes();
      const content: ContentId = contentId(sha256(bytes));
      await reader.bytes(bytes, content, 0, raw.name);
      items.push({ path, content, bytes: bytes.length, gaps: opened.gaps });
    }
  }
  desk.texts.sync();
  return { kind: 'read', items, contents: reader.contents };
}

async function readContents(
  source: Source,
  requests: readonly ContentRequest[],
  reader: ContentReader,
  limits: Limits,
  desk: ReadDesk,
): Promise<ReadResult> {
  let openPath: string | undefined;
  let opened: ReturnType<typeof openItem> | undefined;
  for (const { path, part } of requests) {
    if (path !== openPath || opened === undefined) {
      opened = openItem(source, path, limits);
      openPath = path;
    }
    assert(opened.ok && opened.value.kind === 'message', 'an item that gave its attachments once gives them again');
    const attachment = opened.value.message.attachments.find((candidate) => candidate.path === part);
    assert(attachment !== undefined, 'an attachment that was hashed once is there again');
    reader.fetch = { path, part };
    await reader.attachment(attachment);
  }
  desk.texts.sync();
  return { kind: 'read', items: [], contents: reader.contents };
}

async function readLog(ref: SourceRef, content: string, emit: Emit): Promise<ReadResult> {
  // The reader is synchronous and streams: events are sent in batches behind it.
  const queue: string[][] = [];
  let batch: string[] = [];
  const reading = readLogFile(readChunks(ref.path), { name: ref.name, content }, (event) => {
    batch.push(JSON.stringify(packEvent(event)));
    if (batch.length >= EVENTS_PER_PART) {
      queue.push(batch);
      batch = [];
    }
  });
  if (batch.length > 0) queue.push(batch);
  for (const events of queue) await emit({ kind: 'events', events });
  return { kind: 'log', reading };
}

/** A table whose rows stream and whose report comes last. */
async function readTable(emit: Emit, read: () => { readonly rows: readonly unknown[]; readonly report: unknown }): Promise<ReadResult> {
  const { rows, report } = read();
  for (let at = 0; at < rows.length; at += ROWS_PER_PART) await emit({ kind: 'rows', rows: rows.slice(at, at + ROWS_PER_PART) });
  return { kind: 'table', report };
}
