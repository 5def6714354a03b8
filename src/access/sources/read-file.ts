/**
 * A log file to events, streaming: unmerged, each with the row it came from. What a row loses stands in its reference, what gives no
 * event at all in the counts and gaps of the reading. Memory: one row, the census, and the names of unknown operations.
 */
import { byText } from '../../kernel/index.ts';
import { contentId, type Gap, type LogEvent, type LogFileReading } from '../../model/index.ts';
import { logGap } from '../coverage/log-gap.ts';
import { kindOfOperation } from '../events/operations.ts';
import { PageCensus } from './census.ts';
import type { Tally } from './tally.ts';
import { COLLECTION_BYTES_MAX, readCollection } from './collection.ts';
import { decodeChunks } from './decode.ts';
import { readJsonLog } from './json-log.ts';
import { READ_KINDS, recogniseLog } from './recognise.ts';
import { readTranscript } from './transcript.ts';
import { readTableLog } from './table-log.ts';
import { readUalCsv } from './ual-csv.ts';

export interface LogFileFacts {
  readonly name: string;
  /** SHA-256 of the file's bytes. */
  readonly content: string;
}

const HEAD_BYTES = 64 * 1024;
const NO_READER = /^log\.no-reader:/;
/** Unknown operations are few; a file that makes up names is hostile. */
const OPERATIONS_MAX = 5_000;

export function readLogFile(read: Iterable<Uint8Array>, facts: LogFileFacts, onEvent: (event: LogEvent) => void): LogFileReading {
  const source = read[Symbol.iterator]();
  const { head, chunks } = withHead(source);
  const recognised = recogniseLog(head, facts.name);
  const tally: Tally = { rows: 0, records: 0, refused: 0, census: new PageCensus(), facts: {}, refusals: new Map() };
  const unknown = new Map<string, number>();
  let from: number | undefined;
  let to: number | undefined;
  const give = (event: LogEvent): void => {
    tally.records += 1;
    if (event.timeGrade !== 'D') {
      from = from === undefined || event.at < from ? event.at : from;
      to = to === undefined || event.at > to ? event.at : to;
    }
    if (event.kind === 'other' && kindOfOperation(event.op) === undefined && (unknown.has(event.op) || unknown.size < OPERATIONS_MAX))
      unknown.set(event.op, (unknown.get(event.op) ?? 0) + 1);
    onEvent(event);
  };
  const kind = recognised?.kind ?? 'unknown';
  const gaps = [...readBy(kind, chunks, facts, tally, give), ...refusedGaps(facts, tally)];
  return {
    name: facts.name,
    content: facts.content,
    adapter: READ_KINDS.has(kind) && !gaps.some(({ what }) => NO_READER.test(what)) ? kind : 'unknown',
    kind,
    rows: tally.rows,
    records: tally.records,
    refused: tally.refused,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    unknownOperations: [...unknown].map(([op, count]) => ({ op, count })).sort((a, b) => b.count - a.count || byText(a.op, b.op)),
    facts: { ...tally.facts, ...(tally.census.groups().length === 0 ? {} : { census: tally.census.groups() }) },
    gaps,
  };
}

function withHead(source: Iterator<Uint8Array>): { readonly head: Uint8Array; readonly chunks: Iterable<Uint8Array> } {
  const held: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < HEAD_BYTES) {
    const next = source.next();
    if (next.done === true) break;
    held.push(next.value.slice()); // a copy: the reader may use its buffer again
    bytes += next.value.length;
  }
  const head = Buffer.concat(held);
  const chunks = function* (): Generator<Uint8Array> {
    yield head;
    for (let next = source.next(); next.done !== true; next = source.next()) yield next.value;
  };
  return { head: head.subarray(0, HEAD_BYTES), chunks: chunks() };
}

function readBy(kind: string, chunks: Iterable<Uint8Array>, facts: LogFileFacts, tally: Tally, give: (event: LogEvent) => void): Gap[] {
  const place = { file: contentId(facts.content), name: facts.name };
  switch (kind) {
    case 'ual-csv':
      readUalCsv(decodeChunks(chunks), place, tally, give);
      return [];
    case 'entra-signin-table':
    case 'message-trace':
      readTableLog(decodeChunks(chunks), place, kind, tally, give);
      return [];
    case 'transcript': {
      const { rows, opensAPath } = readTranscript(chunks);
      tally.rows += rows;
      return opensAPath ? [unreadGap(kind, facts)] : [];
    }
    case 'collection':
      return readManifest(chunks, facts, tally);
    case 'ual-json':
    case 'graph-audit':
    case 'office-activity':
    case 'cloud-app-events':
    case 'entra-signin':
    case 'snapshot':
      readJsonLog(decodeChunks(chunks), place, kind, tally, give);
      return [];
    default:
      return [unreadGap(kind, facts)];
  }
}

function readManifest(chunks: Iterable<Uint8Array>, facts: LogFileFacts, tally: Tally): Gap[] {
  const held: Uint8Array[] = [];
  let bytes = 0;
  for (const chunk of decodeChunks(chunks).chunks) {
    bytes += chunk.length;
    if (bytes > COLLECTION_BYTES_MAX) break;
    held.push(chunk.slice()); // a copy: the reader may use its buffer again
  }
  const claims = readCollection(Buffer.concat(held).toString('utf8'));
  if (claims === undefined) {
    return [
      logGap(
        'not-collected',
        facts.name,
        'log.manifest.unreadable',
        'The manifest of the collection is not readable.',
        'Nothing proves that the logs are complete; no message can be excluded.',
        'Correct collection.yaml and add it again.',
        facts.content,
      ),
    ];
  }
  tally.rows = claims.length;
  tally.facts['claims'] = claims;
  return [];
}

function unreadGap(kind: string, facts: LogFileFacts): Gap {
  const isNamed = kind !== 'unknown';
  return logGap(
    'source-cannot',
    facts.name,
    isNamed ? `log.no-reader:${kind}` : 'log.unknown-form',
    isNamed ? `The file is a log of kind ${kind}, which this version does not read.` : 'The file is no log whose form this version knows.',
    'What this file records raises no verdict; messages that only it could speak of stay possible.',
    isNamed
      ? 'Export the same records from the Unified Audit Log, or keep the file for a version that reads it.'
      : 'Check that the export is complete and not re-saved by another program; export it again as CSV or JSON.',
    facts.content,
  );
}

function refusedGaps(facts: LogFileFacts, tally: Tally): Gap[] {
  return [...tally.refusals]
    .sort((a, b) => byText(a[0], b[0]))
    .map(([reason, seen]) =>
      logGap(
        reason === 'log.row.shape' ? 'source-cannot' : 'record-truncated',
        facts.name,
        reason,
        `${seen.count} rows gave no event, the first is row ${seen.row}.`,
        'What these rows recorded is not known.',
        'Export these rows again as JSON with sufficient depth; never through a spreadsheet.',
        facts.content,
      ),
    );
}
