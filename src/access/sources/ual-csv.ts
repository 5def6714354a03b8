/** CSV of the Unified Audit Log: `Search-UnifiedAuditLog`, the portal, re-exports of a SIEM with further columns. Spec/access.md 1.4. */
import type { ContentId, LogEvent, RawRef } from '../../model/index.ts';
import { isGuid } from '../events/ids.ts';
import { isDepthCut, isRecord, numberOf, type RawRecord } from '../events/record.ts';
import { CultureLearner, parseCultureTime, parseLogTime } from '../events/time.ts';
import { readCsvRows, type CsvRow } from './csv.ts';
import type { Decoded } from './decode.ts';
import { refuse, type Tally } from './tally.ts';
import { parseOrSalvage } from './salvage.ts';
import { ualEvent, type Wrapper } from './ual.ts';

export interface LogPlace {
  readonly file: ContentId;
  readonly name: string;
}

/** Rows without their record wait for the end of the file, when the form of `CreationDate` is learned. More of them than this are refused. */
const WAITING_MAX = 20_000;
interface Waiting {
  readonly row: number;
  readonly at: CsvRow;
  /** The record, when it is there and only its time is lacking. */
  readonly record?: RawRecord;
}

export function readUalCsv(source: Decoded, place: LogPlace, tally: Tally, give: (event: LogEvent) => void): void {
  let columns: ReadonlyMap<string, number> | undefined;
  const learner = new CultureLearner();
  const waiting: Waiting[] = [];
  for (const row of readCsvRows(source)) {
    if (columns === undefined) {
      columns = headerOf(row.cells);
      continue;
    }
    if (isHeaderAgain(row.cells, columns)) continue; // files that were joined keep their headers (T16)
    tally.rows += 1;
    const cell = (name: string): string => row.cells[columns?.get(name) ?? -1] ?? '';
    census(tally, cell);
    const data = cell('auditdata');
    const read = data === '' ? undefined : parseOrSalvage(data);
    const record = isRecord(read?.value) ? read.value : undefined;
    if (record === undefined) {
      if (waiting.length >= WAITING_MAX) refuse(tally, 'log.row.empty');
      else waiting.push({ row: tally.rows, at: row });
      continue;
    }
    const wrapper = wrapperOf(cell, undefined);
    const loss = read?.isCut === true || row.isCut ? 'truncated' : isDepthCut(data) ? 'lossy' : 'none';
    const event = ualEvent(record, refOf(place, tally.rows, row, loss), wrapper);
    if (event === undefined) {
      if (waiting.length < WAITING_MAX && cell('creationdate') !== '') waiting.push({ row: tally.rows, at: row, record });
      else refuse(tally, 'log.row.shape');
      continue;
    }
    // Learning from every row would cost a parse a row; the first thousand pairs say all.
    if (tally.records < 1_000 && loss === 'none' && event.timeGrade === 'A') learner.add(cell('creationdate'), event.at);
    give(event);
  }
  if (columns === undefined) return;
  for (const one of waiting) giveWithoutRecord(one, columns, learner, place, tally, give);
}

function headerOf(cells: readonly string[]): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  cells.forEach((name, index) => {
    const key = name.trim().toLowerCase();
    if (!columns.has(key)) columns.set(key, index);
  });
  return columns;
}

function isHeaderAgain(cells: readonly string[], columns: ReadonlyMap<string, number>): boolean {
  const cell = cells[columns.get('auditdata') ?? -1] ?? '';
  return cell.length === 'auditdata'.length && cell.toLowerCase() === 'auditdata';
}

function census(tally: Tally, cell: (name: string) => string): void {
  const index = numberOf(cell('resultindex'));
  const count = numberOf(cell('resultcount'));
  if (index !== undefined && count !== undefined) tally.census.add(cell('runspaceid'), index, count);
  else tally.facts['rowsWithoutPlace'] = Number(tally.facts['rowsWithoutPlace'] ?? 0) + 1;
}

function wrapperOf(cell: (name: string) => string, at: { readonly ms: number; readonly grade: 'A' | 'B' | 'D' } | undefined): Wrapper {
  const id = [cell('identity'), cell('recordid')].find(isGuid);
  const operation = cell('operations') || cell('operation');
  const user = cell('userids') || cell('userid');
  return {
    ...(id === undefined ? {} : { id }),
    ...(operation === '' ? {} : { operation }),
    ...(user === '' ? {} : { user }),
    ...(at === undefined ? {} : { at: at.ms, atGrade: at.grade }),
  };
}

function refOf(place: LogPlace, row: number, at: CsvRow, loss: RawRef['loss']): RawRef {
  return { file: place.file, name: place.name, adapter: 'ual-csv', row, byte: at.byte, length: at.length, loss };
}

/** A row whose record is gone: what another column keeps of it is salvaged, the rest comes from the wrapper (T2, T5). */
function giveWithoutRecord(
  one: Waiting,
  columns: ReadonlyMap<string, number>,
  learner: CultureLearner,
  place: LogPlace,
  tally: Tally,
  give: (event: LogEvent) => void,
): void {
  const cell = (name: string): string => one.at.cells[columns.get(name) ?? -1] ?? '';
  const record = one.record ?? fromOtherColumn(one.at.cells) ?? {};
  const wrapper = wrapperOf(cell, wrapperTime(cell('creationdate'), learner));
  const event = ualEvent(
    record,
    refOf(place, one.row, one.at, one.record !== undefined ? 'none' : record['Id'] === undefined ? 'empty' : 'truncated'),
    wrapper,
  );
  if (event === undefined) {
    tally.rows = Math.max(tally.rows, one.row);
    refuse(tally, one.record === undefined ? 'log.row.empty' : 'log.row.shape');
  } else give(event);
}

function wrapperTime(culture: string, learner: CultureLearner): { readonly ms: number; readonly grade: 'A' | 'B' | 'D' } | undefined {
  const plain = parseLogTime(culture);
  if (plain !== undefined) return { ms: plain, grade: 'B' };
  const learned = learner.learned();
  if (learned !== undefined) {
    const read = parseCultureTime(culture, learned.form);
    return read === undefined ? undefined : { ms: read - learned.offsetMs, grade: 'B' };
  }
  // Nothing teaches the form: the time is a guess and bears grade D.
  const guess = parseCultureTime(culture, 'mdy') ?? parseCultureTime(culture, 'dmy') ?? parseCultureTime(culture, 'ymd');
  return guess === undefined ? undefined : { ms: guess, grade: 'D' };
}

/** A re-export may hold the whole original row in another column, quotes doubled once more, itself cut. */
function fromOtherColumn(cells: readonly string[]): RawRecord | undefined {
  for (const cell of cells) {
    const at = cell.search(/\{"{1,2}(?:CreationTime|Id)"/);
    if (at < 0) continue;
    const doubled = cell.startsWith('{""', at);
    const read = parseOrSalvage(doubled ? cell.slice(at).replaceAll('""', '"') : cell.slice(at));
    if (isRecord(read?.value)) return read.value;
  }
  return undefined;
}
