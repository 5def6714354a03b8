/** JSON logs of every form this room reads: the shape of each record decides, so one file may mix them. Spec/access.md 1.4. */
import type { LogEvent, RawRef } from '../../model/index.ts';
import { isDepthCut, isRecord, listOf, text, type RawRecord } from '../events/record.ts';
import { parseLogTime } from '../events/time.ts';
import type { Decoded } from './decode.ts';
import { entraSignInEvent, isEntraSignIn } from './entra-signin.ts';
import { readJsonPieces } from './json-stream.ts';
import { refuse, type Tally } from './tally.ts';
import { parseOrSalvage } from './salvage.ts';
import { isSnapshot, snapshotEvent } from './snapshot.ts';
import { isTableSignIn, tableSignInEvent } from './table-log.ts';
import { ualEvent, type Wrapper } from './ual.ts';
import type { LogPlace } from './ual-csv.ts';

export function readJsonLog(source: Decoded, place: LogPlace, kind: string, tally: Tally, give: (event: LogEvent) => void): void {
  for (const piece of readJsonPieces(source)) {
    const read = parseOrSalvage(piece.text);
    if (!isRecord(read?.value)) {
      tally.rows += 1;
      refuse(tally, 'log.row.broken');
      continue;
    }
    const isCut = read.isCut || piece.isCut;
    for (const record of pageOf(read.value)) {
      tally.rows += 1;
      const ref: RawRef = {
        file: place.file,
        name: place.name,
        adapter: kind,
        row: tally.rows,
        byte: piece.byte,
        length: piece.length,
        loss: isCut ? 'truncated' : isDepthCut(piece.text) ? 'lossy' : 'none',
      };
      const event = eventOf(record, ref);
      if (event === undefined) refuse(tally, 'log.row.shape');
      else give(event);
    }
  }
}

/** A line may itself be a page of records. */
function pageOf(value: RawRecord): readonly RawRecord[] {
  for (const key of ['value', 'records']) {
    if (Array.isArray(value[key])) return listOf(value[key]).filter(isRecord);
  }
  return [value];
}

function eventOf(record: RawRecord, ref: RawRef): LogEvent | undefined {
  if (isSnapshot(record)) return snapshotEvent(record, ref);
  const inner = innerRecord(record);
  if (inner !== undefined)
    return ualEvent(inner.record, inner.isCut && ref.loss === 'none' ? { ...ref, loss: 'truncated' } : ref, wrapperOf(record));
  // Event hubs put the record under `properties`.
  const hub = record['properties'];
  const plain = isRecord(hub) && record['category'] !== undefined ? hub : record;
  if (isEntraSignIn(plain)) return entraSignInEvent(plain, ref);
  if (isTableSignIn(plain)) return tableSignInEvent(plain, ref);
  return plain['Operation'] !== undefined || plain['operation'] !== undefined ? ualEvent(plain, ref) : undefined;
}

/** The UAL record inside a wrapper, as object or as text. */
function innerRecord(record: RawRecord): { readonly record: RawRecord; readonly isCut: boolean } | undefined {
  for (const key of ['AuditData', 'auditData', 'auditdata', 'RawEventData']) {
    const held = record[key];
    if (isRecord(held)) return { record: held, isCut: false };
    if (typeof held !== 'string') continue;
    const read = parseOrSalvage(held);
    return isRecord(read?.value) ? { record: read.value, isCut: read.isCut } : { record: {}, isCut: true };
  }
  return undefined;
}

function wrapperOf(record: RawRecord): Wrapper {
  const id = text(record, 'Identity', 'identity', 'RecordId');
  const operation = text(record, 'Operations', 'Operation', 'operation', 'ActionType');
  const user = text(record, 'UserIds', 'UserId', 'userPrincipalName');
  const told = text(record, 'createdDateTime', 'CreationDate', 'Timestamp');
  const at = told === undefined ? undefined : parseLogTime(told);
  return {
    ...(id === undefined ? {} : { id }),
    ...(operation === undefined ? {} : { operation }),
    ...(user === undefined ? {} : { user }),
    ...(at === undefined ? {} : { at, atGrade: 'B' as const }),
  };
}
