/**
 * A content's analysis as bytes, for IPC and the store: JSON with every `Sensitive` opened for `transport`, under zstd.
 * The field names that hold a `Sensitive` are listed here and nowhere else; a round-trip test sends every record type across.
 */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

import { assert, Sensitive, sensitive } from '../kernel/index.ts';
import type { ContentAnalysis } from './analysis.ts';

/** First byte of a pack: the form of what follows. */
const VERSION = 1;
/** Fields of analysis records that are `Sensitive<string>`. */
const SENSITIVE_FIELDS: ReadonlySet<string> = new Set(['value', 'norm', 'readings']);

export function packAnalysis(analysis: ContentAnalysis): Uint8Array {
  const json = JSON.stringify(open(analysis));
  const packed = zstdCompressSync(json);
  const bytes = new Uint8Array(packed.length + 1);
  bytes[0] = VERSION;
  bytes.set(packed, 1);
  return bytes;
}

export function unpackAnalysis(bytes: Uint8Array): ContentAnalysis {
  assert(bytes[0] === VERSION, 'an analysis was packed by this version of the codec');
  const json = zstdDecompressSync(bytes.subarray(1)).toString('utf8');
  const plain: unknown = JSON.parse(json, (key, value: unknown) =>
    SENSITIVE_FIELDS.has(key) && typeof value === 'string' ? sensitive(value) : value,
  );
  return plain as ContentAnalysis; // written by packAnalysis, guarded by the version byte
}

/** A copy in which every `Sensitive` is its text. `JSON.stringify` would write its mask. */
function open(value: unknown): unknown {
  if (value instanceof Sensitive) return value.reveal('transport');
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== 'object' || value === null) return value;
  const plain: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) if (inner !== undefined) plain[key] = open(inner);
  return plain;
}
