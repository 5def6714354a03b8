/** Stage `recognise` and `walk`: what each source is, and everything that lies in it, with a cursor after every batch. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { byText, digestOf } from '../../kernel/index.ts';
import type { FileRef, Found, ReadGap } from '../../model/index.ts';
import { unopenable } from '../check-inputs.ts';
import { stopIfInterrupted, type RunContext } from '../context.ts';
import { mapInOrder, type JobOutcome } from '../executors/executor.ts';

export interface MailSource extends FileRef {
  readonly mailbox: number;
}

/** Sources of all mailboxes, by name: the order of case.yaml changes nothing. */
export function mailSources(context: RunContext): MailSource[] {
  const all = context.config.mailboxes.flatMap(({ sources }, mailbox) => sources.map((file) => ({ ...file, mailbox })));
  return all.sort((a, b) => byText(a.name, b.name));
}

/** Size, time of change and inode; for a folder of everything in it. Changed means: read again. */
export function fingerprint(path: string): string {
  const stat = statSync(path);
  if (!stat.isDirectory()) return `${stat.size}:${Math.floor(stat.mtimeMs)}:${stat.ino}`;
  const parts: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => byText(a.name, b.name))) {
      const inner = join(folder, entry.name);
      if (entry.isDirectory()) visit(inner);
      else if (entry.isFile()) parts.push(`${inner}:${statSync(inner).size}:${Math.floor(statSync(inner).mtimeMs)}`);
    }
  };
  visit(path);
  return digestOf(parts);
}

export async function recogniseSources(context: RunContext): Promise<void> {
  const sources = mailSources(context);
  context.progress.stage('recognise', sources.length, 'sources');
  const names = new Set(sources.map(({ name }) => name));
  for (const row of context.db.all('SELECT name FROM source')) if (!names.has(String(row['name']))) forget(context, String(row['name']));
  let done = 0;
  for await (const { unit: source } of mapInOrder(sources, context.executor.width, (one) => recogniseOne(context, one))) {
    context.db.run('UPDATE source SET mailbox = ? WHERE name = ?', source.mailbox, source.name);
    context.progress.advance((done += 1), context.lostSources.length);
  }
}

async function recogniseOne(context: RunContext, source: MailSource): Promise<void> {
  const closed = unopenable(source.path, true);
  if (closed !== undefined) return lose(context, source, closed);
  const now = fingerprint(source.path);
  const known = context.db.get('SELECT fingerprint, gap FROM source WHERE name = ?', source.name);
  if (known?.['fingerprint'] === now) {
    if (typeof known['gap'] === 'string') context.lostSources.push({ name: source.name, gap: JSON.parse(known['gap']) as ReadGap }); // our own JSON
    return;
  }
  if (known !== undefined) forget(context, source.name);
  const recognise = (): Promise<JobOutcome> =>
    context.executor.run({ kind: 'recognise', source: { name: source.name, path: source.path } });
  const first = await recognise();
  const outcome = first.ok ? first : await recognise();
  if (!outcome.ok || outcome.result.kind !== 'recognised') {
    return lose(context, source, {
      state: 'failed',
      code: 'source.crash',
      why: 'Recognising this source ended the process that did it.',
      remedy: 'Keep the file and report the fault; the other sources are read.',
    });
  }
  const { kind, bytes, sha256, expectations } = outcome.result.recognised;
  context.db.run(
    'INSERT INTO source (name, mailbox, role, kind, path, bytes, fingerprint, sha256, expectations) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    source.name,
    source.mailbox,
    'mailbox',
    kind,
    source.path,
    bytes,
    now,
    sha256,
    JSON.stringify(expectations),
  );
}

function lose(context: RunContext, source: MailSource, gap: ReadGap): void {
  context.lostSources.push({ name: source.name, gap });
  context.db.run(
    'INSERT OR REPLACE INTO source (name, mailbox, role, kind, path, bytes, fingerprint, sha256, walked, gap) VALUES (?, ?, ?, ?, ?, 0, ?, ?, 1, ?)',
    source.name,
    source.mailbox,
    'mailbox',
    'missing',
    source.path,
    '',
    '',
    JSON.stringify(gap),
  );
}

/**
 * A source that changed or left: its items go; contents stay, since they are keyed by their bytes. Those that would still have to be
 * fetched from it are asked for again through the items of the other sources, which may hold them too.
 */
function forget(context: RunContext, name: string): void {
  const { db } = context;
  db.write(() => {
    db.run('DELETE FROM found WHERE source = ?', name);
    db.run('DELETE FROM source WHERE name = ?', name);
    const open = `fetch_source = ? AND state IN ('pending', 'encrypted')`;
    if (db.get(`SELECT 1 AS one FROM content WHERE ${open} LIMIT 1`, name) === undefined) return;
    db.run(`DELETE FROM content WHERE ${open}`, name);
    db.run(`UPDATE found SET state = 'pending' WHERE content IS NOT NULL`);
  });
}

export async function walkSources(context: RunContext): Promise<void> {
  const rows = context.db.all('SELECT name, path FROM source WHERE walked = 0 ORDER BY name');
  context.progress.stage('walk', undefined, 'items');
  let found = Number(context.db.get('SELECT count(*) AS n FROM found')?.['n'] ?? 0);
  const walkOne = async (row: (typeof rows)[number]): Promise<void> => {
    const name = String(row['name']);
    let seq = Number(context.db.get('SELECT count(*) AS n FROM found WHERE source = ?', name)?.['n'] ?? 0);
    const walkOn = (): Promise<JobOutcome> => {
      const cursor = context.db.get('SELECT cursor FROM source WHERE name = ?', name)?.['cursor'];
      const job = {
        kind: 'walk',
        source: { name, path: String(row['path']) },
        limits: context.limits,
        ...(typeof cursor === 'string' ? { cursor } : {}),
      } as const;
      return context.executor.run(job, (part) => {
        if (part.kind !== 'found') return;
        stopIfInterrupted(context);
        context.db.write(() => {
          for (const one of part.found) keepFound(context, name, (seq += 1), one);
          context.db.run('UPDATE source SET cursor = ? WHERE name = ?', part.found.at(-1)?.cursor ?? null, name);
        });
        found += part.found.length;
        context.progress.advance(found, context.lostSources.length);
      });
    };
    // A death may be the machine's (no memory left): the walk goes on once from its last cursor.
    const first = await walkOn();
    const outcome = first.ok ? first : await walkOn();
    const gap: ReadGap | undefined = outcome.ok
      ? undefined
      : {
          state: outcome.death.cause === 'crash' ? 'failed' : 'limit',
          code: outcome.death.cause === 'crash' ? 'source.crash' : outcome.death.cause,
          why: 'Walking this source ended early; what was found before is kept.',
          remedy: 'Export the mailbox again, or raise the limits in case.yaml, then run again.',
        };
    if (gap !== undefined) context.lostSources.push({ name, gap });
    context.db.run('UPDATE source SET walked = 1, gap = ? WHERE name = ?', gap === undefined ? null : JSON.stringify(gap), name);
  };
  for await (const _ of mapInOrder(rows, context.executor.width, walkOne)) stopIfInterrupted(context);
}

function keepFound(context: RunContext, source: string, seq: number, found: Found): void {
  const isToRead = found.state === undefined && found.kind !== 'container';
  context.db.run(
    'INSERT OR REPLACE INTO found (source, path, seq, record, bytes, state) VALUES (?, ?, ?, ?, ?, ?)',
    source,
    found.path,
    seq,
    JSON.stringify(found),
    found.bytes,
    isToRead ? 'pending' : 'settled',
  );
}
