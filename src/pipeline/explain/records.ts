/** A log record: the rows of the files that carried it. */
import { unpackEvent, type PackedEvent } from '../../access/index.ts';
import { isoSeconds } from '../../kernel/index.ts';
import type { LogEvent } from '../../model/index.ts';
import type { Database } from '../../store/index.ts';
import { node, type ExplainNode } from './node.ts';
import { pickOne } from './ids.ts';

/** All events by id, read once for each database that is open. */
const known = new WeakMap<Database, Map<string, LogEvent[]>>();

function events(db: Database): Map<string, LogEvent[]> {
  const cached = known.get(db);
  if (cached !== undefined) return cached;
  const byId = new Map<string, LogEvent[]>();
  for (const row of db.each('SELECT event FROM log_event ORDER BY file, name, seq')) {
    const event = unpackEvent(JSON.parse(String(row['event'])) as PackedEvent); // our own JSON
    byId.set(event.id, [...(byId.get(event.id) ?? []), event]);
  }
  known.set(db, byId);
  return byId;
}

export function recordNode(db: Database, given: string): ExplainNode {
  const byId = events(db);
  const id = byId.has(given)
    ? given
    : pickOne(
        given,
        [...byId.keys()].filter((one) => one.startsWith(given)),
      );
  const copies = byId.get(id) ?? [];
  const [first] = copies;
  const rows = copies
    .flatMap((event) => event.refs)
    .map((ref) =>
      node(id, 'row', `row ${ref.row} of ${ref.name}${ref.loss === 'none' ? '' : ` (${ref.loss})`}`, {
        source: { record_id: id, file: ref.name, row: ref.row, byte: ref.byte },
      }),
    );
  return node(id, 'record', first === undefined ? 'a record' : `${first.op.trim()} at ${isoSeconds(first.at)} (${first.kind})`, {
    because: rows,
  });
}
