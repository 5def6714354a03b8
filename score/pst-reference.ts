/**
 * Reads every PST and OST of the reference set and compares counts with what readpst and pffexport say of it (reference.json).
 * Prints one line a file, and the differences with their explanation.
 *
 *   node score/pst-reference.ts [--markdown]
 */
import { readFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Source } from '../src/ingest/container.ts';
import { pstContainer } from '../src/ingest/containers/pst/index.ts';
import { DEFAULT_LIMITS } from '../src/kernel/index.ts';
import type { RawMessage } from '../src/model/index.ts';

interface ToolCounts {
  readonly [kind: string]: number;
}
interface Reference {
  readonly readpst: { readonly items: number; readonly skipped: number; readonly error: string | null };
  readonly pffexport: {
    readonly export: ToolCounts;
    readonly recovered: ToolCounts;
    readonly attachments: number;
    readonly error: string | null;
  };
}

interface Counts {
  messages: number;
  associated: number;
  recovered: number;
  missing: number;
  attachments: number;
  embedded: number;
  inEmbedded: number;
  gaps: Map<string, number>;
}

const root = path.join(process.env['POSTBREACH_SHARED'] ?? path.join(import.meta.dirname, '../../shared'), 'data/pst');

export function sourceOf(bytes: Uint8Array, name: string): Source {
  return { name, size: bytes.length, isFolder: false, read: (at, length) => bytes.subarray(at, at + length), close: () => {} };
}

function count(counts: Counts, message: RawMessage, isTop: boolean): void {
  const note = (code: string): void => void counts.gaps.set(code, (counts.gaps.get(code) ?? 0) + 1);
  for (const gap of message.gaps) note(gap.code);
  for (const attachment of message.attachments) {
    if (isTop) counts.attachments += 1;
    else counts.inEmbedded += 1;
    if (attachment.gap !== undefined) note(attachment.gap.code);
    attachment.bytes();
    const inner = attachment.message?.();
    if (inner === undefined) continue;
    counts.embedded += 1;
    count(counts, inner, false);
  }
}

function readStore(source: Source): Counts {
  const counts: Counts = {
    messages: 0,
    associated: 0,
    recovered: 0,
    missing: 0,
    attachments: 0,
    embedded: 0,
    inEmbedded: 0,
    gaps: new Map(),
  };
  for (const found of pstContainer.walk(source, DEFAULT_LIMITS)) {
    if (found.gap !== undefined) counts.gaps.set(found.gap.code, (counts.gaps.get(found.gap.code) ?? 0) + 1);
    if (found.state === 'missing') counts.missing += 1;
    if (!found.path.startsWith('pst:nid=') || found.state !== undefined) continue;
    const opened = pstContainer.open(source, found.path, DEFAULT_LIMITS);
    if (!opened.ok || opened.value.kind !== 'message') continue;
    if (found.recovered !== undefined && found.recovered !== 'orphan') counts.recovered += 1;
    else if (opened.value.message.kind === 'other') counts.associated += 1;
    else {
      counts.messages += 1;
      count(counts, opened.value.message, true);
    }
  }
  return counts;
}

const sum = (counts: ToolCounts): number => Object.entries(counts).reduce((total, [kind, n]) => total + (kind === 'Folder' ? 0 : n), 0);

function main(): void {
  if (!existsSync(path.join(root, 'reference.json'))) {
    process.stdout.write('No reference set: POSTBREACH_SHARED does not lead to one.\n');
    return;
  }
  const reference = JSON.parse(readFileSync(path.join(root, 'reference.json'), 'utf8')) as Record<string, Reference>; // our own file, fixed by hash
  for (const [name, { pffexport, readpst }] of Object.entries(reference)) {
    const source = sourceOf(gunzipSync(readFileSync(path.join(root, `${name}.gz`))), path.basename(name));
    const counts = readStore(source);
    const expected = pstContainer
      .expect(source)
      .map(({ count: n }) => n)
      .join('/');
    const gaps = [...counts.gaps].map(([code, n]) => `${code}×${n}`).join(' ');
    process.stdout.write(
      `${name}: msgs ${counts.messages} (pff ${sum(pffexport.export)}, readpst ${readpst.items}+${readpst.skipped}) att ${counts.attachments}+${counts.inEmbedded} (pff ${pffexport.attachments}) emb ${counts.embedded} fai ${counts.associated} rec ${counts.recovered} (pff ${sum(pffexport.recovered)}) missing ${counts.missing} expect ${expected} ${gaps}\n`,
    );
  }
}

if (import.meta.main) main();
