/** PST fixtures by the writer of the shared tools, which shares no code with the reader. Tests skip when it is not there. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Source } from '../../../src/ingest/container.ts';

export interface AttachmentSpec {
  readonly name?: string;
  readonly mime?: string;
  readonly data?: Uint8Array;
  readonly contentId?: string;
  readonly message?: MessageSpec;
}
export interface MessageSpec {
  readonly subject?: string;
  readonly from?: string;
  readonly to?: readonly string[];
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
  readonly date?: Date;
  readonly headers?: string | false;
  readonly messageId?: string;
  readonly text?: string;
  readonly html?: string;
  readonly rtf?: string;
  readonly attachments?: readonly AttachmentSpec[];
  readonly categories?: readonly string[];
  readonly messageClass?: string;
  readonly namedProps?: readonly { readonly set: string; readonly name: string | number; readonly type: string; readonly value: unknown }[];
  readonly properties?: ReadonlyMap<number, unknown>;
}
export interface PstSpec {
  readonly variant?: 'unicode' | 'ansi' | 'unicode4k';
  readonly crypt?: 'none' | 'permute' | 'cyclic';
  readonly codePage?: number;
  readonly deflate?: boolean;
}
export interface PstMaker {
  folder(path: string): { readonly nid: number; addMessage(message: MessageSpec): number; addAssociated(message: MessageSpec): number };
}

interface Writer {
  createPst(options: PstSpec & { readonly path: string; readonly displayName: string }): PstMaker & { finish(): unknown };
  damage(name: string, file: Buffer): Buffer;
  readonly DAMAGES: Readonly<Record<string, { readonly about: string }>>;
}

const shared = process.env['POSTBREACH_SHARED'] ?? path.join(import.meta.dirname, '../../../../shared');
const entry = path.join(shared, 'tools/pst-writer.ts');
export const skip = existsSync(entry) ? false : `the PST writer is not at ${entry}: set POSTBREACH_SHARED`;

export const writer = async (): Promise<Writer> => (await import(entry)) as Writer; // the shape is checked by every test that uses it

/** Bytes of a store with what `fill` adds. */
export async function makePst(spec: PstSpec, fill: (pst: PstMaker) => void): Promise<Buffer> {
  const made = await writer();
  const directory = mkdtempSync(path.join(tmpdir(), 'postbreach-pst-'));
  try {
    const file = path.join(directory, 'made.pst');
    const pst = made.createPst({ ...spec, path: file, displayName: 'Mailbox' });
    fill(pst);
    pst.finish();
    return readFileSync(file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export function sourceOf(bytes: Uint8Array): Source {
  return { name: 'made.pst', size: bytes.length, isFolder: false, read: (at, length) => bytes.subarray(at, at + length), close: () => {} };
}

/** Bytes without a pattern that could hide a mistake in order or place. */
export function noise(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  for (let i = 0; i < length; i += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state;
  }
  return bytes;
}
