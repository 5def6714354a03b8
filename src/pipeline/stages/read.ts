/** Stages `read` and `unlock`: every item and every distinct content once, in children; the coordinator alone writes. */
import { readFileSync } from 'node:fs';
import { distinct, sha256 } from '../../kernel/index.ts';
import { contentId, unpackAnalysis, type ReadGap } from '../../model/index.ts';
import { stopIfInterrupted, type RunContext } from '../context.ts';
import { mapInOrder, type Death } from '../executors/executor.ts';
import { threadPasswords } from './thread-passwords.ts';
import type { ContentRequest, ReadContent, ReadItem, ReadJob, SourceRef } from '../reading/jobs.ts';

const ITEMS_PER_JOB = 64;
const CONTENTS_PER_JOB = 16;
const BYTES_PER_JOB = 8 * 1024 * 1024;
/** Pending rows are fetched in pages: the list of a large mailbox never stands in memory. */
const PAGE_ROWS = 4096;
/** spec/ingest.md 6: guesses for one item. */
const PASSWORDS_MAX = 200;

interface Unit {
  readonly source: SourceRef;
  readonly paths: readonly string[];
  readonly requests: readonly ContentRequest[];
}

export async function readAll(context: RunContext, passwords: readonly string[]): Promise<void> {
  const items = count(context, `SELECT count(*) AS n FROM found WHERE state = 'pending'`);
  context.progress.stage('read', items, 'messages');
  await settle(context, () => pendingItems(context), passwords);
  const contents = count(context, `SELECT count(*) AS n FROM content WHERE state = 'pending'`);
  context.progress.stage('read', contents, 'attachments');
  await settle(context, () => pendingContents(context), passwords);
}

/** Locked contents once more, with the words that the first pass found and the list of the case. */
export async function unlock(context: RunContext): Promise<void> {
  const locked = context.db.all(
    `SELECT content, fetch_source, fetch_path, fetch_part, passwords FROM content WHERE state = 'encrypted' ORDER BY content`,
  );
  if (locked.length === 0) return;
  const words = passwordCandidates(context);
  const key = sha256(JSON.stringify(words));
  const again = locked.filter((row) => row['passwords'] !== key && row['fetch_source'] !== null);
  if (again.length === 0 || words.length === 0) return;
  context.progress.stage('unlock', again.length, 'locked files');
  context.db.write(() => {
    for (const row of again) {
      if (row['fetch_part'] === '')
        context.db.run(
          `UPDATE found SET state = 'pending' WHERE source = ? AND path = ?`,
          row['fetch_source'] ?? '',
          row['fetch_path'] ?? '',
        );
      else context.db.run(`UPDATE content SET state = 'pending' WHERE content = ?`, row['content'] ?? '');
    }
  });
  await settle(context, () => pendingItems(context), words);
  await settle(context, () => pendingContents(context), words);
  context.db.write(() => {
    for (const row of again) context.db.run('UPDATE content SET passwords = ? WHERE content = ?', key, row['content'] ?? '');
  });
}

/** Words of the operator's lists, of messages around the locked files, then values that detection called a password. */
function passwordCandidates(context: RunContext): string[] {
  const own = context.config.passwords.flatMap(({ path }) => readFileSync(path, 'utf8').split(/\r?\n/)).filter((line) => line !== '');
  const found: string[] = [];
  for (const row of context.db.each('SELECT analysis FROM content WHERE analysis IS NOT NULL ORDER BY content')) {
    if (!(row['analysis'] instanceof Uint8Array)) continue;
    for (const candidate of unpackAnalysis(row['analysis']).candidates) {
      if (candidate.element === 'cred.password') found.push(candidate.value.reveal('match'));
    }
  }
  return [...new Set([...own, ...threadPasswords(context), ...distinct(found)])].slice(0, PASSWORDS_MAX);
}

function count(context: RunContext, sql: string): number {
  return Number(context.db.get(sql)?.['n'] ?? 0);
}

function* pendingItems(context: RunContext): Generator<Unit> {
  let after: readonly [string, number] = ['', 0];
  for (;;) {
    const rows = context.db.all(
      `SELECT f.source, f.path, f.seq, f.bytes, s.path AS file FROM found f JOIN source s ON s.name = f.source
       WHERE f.state = 'pending' AND (f.source, f.seq) > (?, ?) ORDER BY f.source, f.seq LIMIT ?`,
      after[0],
      after[1],
      PAGE_ROWS,
    );
    if (rows.length === 0) return;
    let batch: { source: SourceRef; paths: string[]; bytes: number } | undefined;
    for (const row of rows) {
      const name = String(row['source']);
      const bytes = Number(row['bytes']);
      if (
        batch !== undefined &&
        (batch.source.name !== name || batch.paths.length >= ITEMS_PER_JOB || batch.bytes + bytes > BYTES_PER_JOB)
      ) {
        yield { ...batch, requests: [] };
        batch = undefined;
      }
      batch ??= { source: { name, path: String(row['file']) }, paths: [], bytes: 0 };
      batch.paths.push(String(row['path']));
      batch.bytes += bytes;
      after = [name, Number(row['seq'])];
    }
    if (batch !== undefined) yield { ...batch, requests: [] };
  }
}

function* pendingContents(context: RunContext): Generator<Unit> {
  let after: readonly [string, string, string] = ['', '', ''];
  for (;;) {
    const rows = context.db.all(
      `SELECT c.content, c.fetch_source AS source, c.fetch_path AS path, c.fetch_part AS part, c.bytes, s.path AS file
       FROM content c JOIN source s ON s.name = c.fetch_source
       WHERE c.state = 'pending' AND (c.fetch_source, c.fetch_path, c.fetch_part) > (?, ?, ?)
       ORDER BY c.fetch_source, c.fetch_path, c.fetch_part LIMIT ?`,
      ...after,
      PAGE_ROWS,
    );
    if (rows.length === 0) return;
    let batch: { source: SourceRef; requests: ContentRequest[]; bytes: number } | undefined;
    for (const row of rows) {
      const [name, path, part, bytes] = [String(row['source']), String(row['path']), String(row['part']), Number(row['bytes'])];
      if (
        batch !== undefined &&
        (batch.source.name !== name || batch.requests.length >= CONTENTS_PER_JOB || batch.bytes + bytes > BYTES_PER_JOB)
      ) {
        yield { ...batch, paths: [] };
        batch = undefined;
      }
      batch ??= { source: { name, path: String(row['file']) }, requests: [], bytes: 0 };
      batch.requests.push({ path, part, content: contentId(String(row['content'])) });
      batch.bytes += bytes;
      after = [name, path, part];
    }
    if (batch !== undefined) yield { ...batch, paths: [] };
  }
}

async function settle(context: RunContext, units: () => Iterable<Unit>, passwords: readonly string[]): Promise<void> {
  let done = 0;
  let notWhole = 0;
  for await (const { unit, result } of mapInOrder(units(), context.executor.width * 2, (unit) => readUnit(context, unit, passwords))) {
    for (const { source, items, contents, deaths } of result) {
      context.db.write(() => {
        for (const item of items) keepItem(context, source, item);
        for (const content of contents) keepContent(context, source, content);
        for (const death of deaths) keepDeath(context, source, death);
      });
      notWhole +=
        deaths.length +
        items.filter(({ gaps }) => gaps.length > 0).length +
        contents.filter(({ record }) => record.state !== 'extracted' && record.state !== 'empty').length;
    }
    done += unit.paths.length + unit.requests.length;
    context.progress.advance(done, notWhole);
    stopIfInterrupted(context);
  }
}

interface Read {
  readonly source: SourceRef;
  readonly items: readonly ReadItem[];
  readonly contents: readonly ReadContent[];
  readonly deaths: readonly { readonly path: string; readonly request?: ContentRequest; readonly death: Death }[];
}

/** A batch whose child died is split to single units; a unit that kills twice is settled as a gap and never tried again. */
async function readUnit(context: RunContext, unit: Unit, passwords: readonly string[]): Promise<Read[]> {
  const outcome = await context.executor.run(jobOf(context, unit, passwords));
  const empty = { source: unit.source, items: [], contents: [], deaths: [] };
  if (outcome.ok)
    return outcome.result.kind === 'read' ? [{ ...empty, items: outcome.result.items, contents: outcome.result.contents }] : [];
  context.log.event('unit.died', { units: unit.paths.length + unit.requests.length, cause: outcome.death.cause });
  const singles = [
    ...unit.paths.map((path) => ({ ...unit, paths: [path], requests: [] })),
    ...unit.requests.map((request) => ({ ...unit, paths: [], requests: [request] })),
  ];
  const reads: Read[] = [];
  for (const single of singles) {
    const second = await context.executor.run(jobOf(context, single, passwords));
    if (second.ok && second.result.kind === 'read') reads.push({ ...empty, items: second.result.items, contents: second.result.contents });
    else if (!second.ok) {
      const request = single.requests[0];
      const path = single.paths[0] ?? request?.path ?? '';
      reads.push({ ...empty, deaths: [{ path, death: second.death, ...(request === undefined ? {} : { request }) }] });
    }
  }
  return reads;
}

function jobOf(context: RunContext, unit: Unit, passwords: readonly string[]): ReadJob {
  const shared = { source: unit.source, limits: context.limits, passwords };
  return unit.requests.length > 0
    ? { kind: 'contents', requests: unit.requests, ...shared }
    : { kind: 'items', paths: unit.paths, ...shared };
}

function keepItem(context: RunContext, source: SourceRef, item: ReadItem): void {
  context.db.run(
    `UPDATE found SET state = 'settled', content = ?, size = ?, gaps = ? WHERE source = ? AND path = ?`,
    item.content ?? null,
    item.bytes,
    item.gaps.length === 0 ? null : JSON.stringify(item.gaps),
    source.name,
    item.path,
  );
}

function keepContent(context: RunContext, source: SourceRef, { fetch, record, text, analysis }: ReadContent): void {
  const isLocked =
    record.state === 'encrypted' ||
    record.gaps.some(({ state }) => state === 'encrypted') ||
    record.children.some(({ gap }) => gap?.state === 'encrypted');
  // A locked content with some readable parts is `partial` in the ledger, but is asked for again by `unlock`.
  context.db.run(
    `INSERT INTO content (content, state, record, pack, offset, length, text_sha256, analysis, fetch_source, fetch_path, fetch_part, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (content) DO UPDATE SET state = excluded.state, record = excluded.record, pack = excluded.pack, offset = excluded.offset,
       length = excluded.length, text_sha256 = excluded.text_sha256, analysis = excluded.analysis`,
    record.content,
    isLocked ? 'encrypted' : 'done',
    JSON.stringify(record),
    text?.pack ?? null,
    text?.offset ?? null,
    text?.length ?? null,
    text?.sha256 ?? null,
    analysis ?? null,
    source.name,
    fetch.path,
    fetch.part,
    record.bytes,
  );
  if (fetch.part !== '') return; // what lies deeper was read with it
  for (const child of record.children) {
    if (child.content === undefined) continue;
    context.db.run(
      `INSERT OR IGNORE INTO content (content, state, fetch_source, fetch_path, fetch_part, bytes) VALUES (?, 'pending', ?, ?, ?, ?)`,
      child.content,
      source.name,
      fetch.path,
      child.path,
      child.bytes,
    );
  }
}

function keepDeath(context: RunContext, source: SourceRef, { path, request, death }: Read['deaths'][number]): void {
  const gap = deathGap(death);
  if (request === undefined) return keepItem(context, source, { path, bytes: 0, gaps: [gap] });
  const bytes = Number(context.db.get('SELECT bytes FROM content WHERE content = ?', request.content)?.['bytes'] ?? 0);
  const record = {
    content: request.content,
    bytes,
    mediaType: 'application/octet-stream',
    reader: 'none',
    state: gap.state,
    reason: gap.code,
    gaps: [gap],
    children: [],
  };
  keepContent(context, source, { fetch: { path, part: request.part }, record });
}

function deathGap(death: Death): ReadGap {
  if (death.cause === 'crash') {
    return {
      state: 'failed',
      code: 'crash',
      why: 'Reading it ended the process that did it, twice: a fault of ours.',
      remedy: 'Open the file by hand, and report the fault with the version shown by `postbreach --version`.',
    };
  }
  return death.cause === 'time'
    ? {
        state: 'limit',
        code: 'time',
        why: 'Reading it took longer than an item may take.',
        remedy: 'Raise `limits.itemCpuMs` in case.yaml, or open the file by hand.',
      }
    : {
        state: 'limit',
        code: 'memory',
        why: 'Reading it took more memory than a reader may use.',
        remedy: 'Raise `limits.residentBytesMax` in case.yaml, or open the file by hand.',
      };
}
