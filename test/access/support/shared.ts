/** Material beside the checkout: read where it is, and the test says so where it is not. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { sha256 } from '../../../src/kernel/index.ts';
import type { AccessAnswer, AccessInput, LogEvent, LogFileReading, MailboxMessage } from '../../../src/model/index.ts';
import { assessAccess, mergeEvents, readLogFile } from '../../../src/access/index.ts';

export const SHARED = process.env['POSTBREACH_SHARED'] ?? join(import.meta.dirname, '../../../../shared');

export function sharedOrSkip(path: string): { readonly path: string; readonly skip: string | false } {
  const full = join(SHARED, path);
  return { path: full, skip: existsSync(full) ? false : `${path} is not at hand` };
}

export function* chunksOf(bytes: Uint8Array, size = 65_536): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export interface ReadLogs {
  readonly files: readonly LogFileReading[];
  readonly events: readonly LogEvent[];
}

export function readLogs(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): ReadLogs {
  const events: LogEvent[] = [];
  const readings = files.map(({ name, bytes }) =>
    readLogFile(chunksOf(bytes), { name, content: sha256(bytes) }, (event) => events.push(event)),
  );
  return { files: readings, events: mergeEvents(events) };
}

export function readFiles(paths: readonly string[]): { name: string; bytes: Uint8Array }[] {
  return paths.map((path) => ({ name: path.slice(path.lastIndexOf('/') + 1), bytes: readFileSync(path) }));
}

export const NO_INDICATORS: AccessInput['indicators'] = { ips: [], sessions: [], apps: [], user_agents: [], tokens: [], devices: [] };

export function assess(logs: ReadLogs, given: Partial<AccessInput> & { readonly mailboxes: AccessInput['mailboxes'] }): AccessAnswer {
  return assessAccess({
    messages: [],
    files: logs.files,
    events: logs.events,
    indicators: NO_INDICATORS,
    incident: {},
    decisions: [],
    asOf: Date.UTC(2026, 11, 31),
    ...given,
  });
}

export function mailboxOf(...emails: string[]): AccessInput['mailboxes'][number] {
  return { owner: { name: 'Owner', emails, role: '' }, sources: [] };
}

export type { MailboxMessage };
