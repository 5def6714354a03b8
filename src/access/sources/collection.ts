/** The manifest of a collection, `collection.yaml`: what was asked, what came back. Form: contract, rulings; spec/access.md 5.1. */
import { parse } from 'yaml';

import { isRecord, listOf, numberOf, text, type RawRecord } from '../events/record.ts';
import { parseLogTime } from '../events/time.ts';

export interface CollectionCall {
  readonly from: number;
  readonly to: number;
  readonly rows?: number;
  readonly failed: boolean;
}

/** One entry of the manifest: the claim of one log file. */
export interface CollectionClaim {
  readonly file: string;
  readonly tool: string;
  readonly version: string;
  readonly query: string;
  readonly from?: number;
  readonly to?: number;
  readonly filters: readonly string[];
  readonly calls: readonly CollectionCall[];
  readonly pages?: number;
  readonly rows?: number;
  readonly collectedAt?: number;
  readonly sha256: string;
}

/** A manifest is small: larger is no manifest. */
export const COLLECTION_BYTES_MAX = 4 * 1024 ** 2;
const CLAIMS_MAX = 10_000;

/** The claims of a manifest; `undefined` when the text is none. The failsafe schema keeps every scalar a text: no dates, no numbers guessed. */
export function readCollection(textOfFile: string): readonly CollectionClaim[] | undefined {
  let value: unknown;
  try {
    value = parse(textOfFile, { schema: 'failsafe', maxAliasCount: 0, logLevel: 'silent' });
  } catch {
    return undefined; // broken YAML: the caller makes it a gap
  }
  if (!isRecord(value)) return undefined;
  // One record without a list speaks of the one log of its kind (spec/access.md 5.1).
  if (!('files' in value) && 'from' in value && 'to' in value && ('query' in value || 'tool' in value)) return [claimOf(value)];
  if (!Array.isArray(value['files'])) return undefined;
  return listOf(value['files'])
    .slice(0, CLAIMS_MAX)
    .flatMap((one) => (isRecord(one) ? [claimOf(one)] : []));
}

function claimOf(raw: RawRecord): CollectionClaim {
  const [from, to, collectedAt] = ['from', 'to', 'collected_at'].map((key) => timeOf(raw[key]));
  const [pages, rows] = ['pages', 'rows'].map((key) => numberOf(raw[key]));
  return {
    file: text(raw, 'file') ?? '',
    tool: text(raw, 'tool') ?? '',
    version: text(raw, 'version') ?? '',
    query: text(raw, 'query') ?? '',
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    filters: listOf(raw['filters']).map((one) => (typeof one === 'string' ? one : JSON.stringify(one))),
    calls: listOf(raw['calls']).flatMap((one) => (isRecord(one) ? callOf(one) : [])),
    ...(pages === undefined ? {} : { pages }),
    ...(rows === undefined ? {} : { rows }),
    ...(collectedAt === undefined ? {} : { collectedAt }),
    sha256: (text(raw, 'sha256') ?? '').toLowerCase(),
  };
}

function callOf(raw: RawRecord): CollectionCall[] {
  const from = timeOf(raw['from']);
  const to = timeOf(raw['to']);
  if (from === undefined || to === undefined) return [];
  const rows = numberOf(raw['rows']);
  return [{ from, to, ...(rows === undefined ? {} : { rows }), failed: /^(true|yes)$/i.test(text(raw, 'failed') ?? '') }];
}

function timeOf(value: unknown): number | undefined {
  return typeof value === 'string' ? (parseLogTime(value) ?? parseLogTime(`${value}T00:00:00`)) : undefined;
}
