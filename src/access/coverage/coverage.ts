/** Is the mailbox log complete over the window? Holes with their kind, time, consequence and the command that closes them. */
import type { CoverageRow, LogFileReading } from '../../model/index.ts';
import { DAY_MS } from '../events/time.ts';
import { fileCoverage, uncovered, united, type FileCoverage, type Hole, type Span } from './claims.ts';
import { query } from './queries.ts';

export interface Coverage {
  readonly files: readonly FileCoverage[];
  readonly mailSpans: readonly Span[];
  readonly signInSpans: readonly Span[];
  /** Files that this version cannot read. */
  readonly unread: readonly LogFileReading[];
  readonly hasMailLog: boolean;
  /** Start of what was collected: of the manifest, else of the first record. */
  readonly logStart: number;
  readonly coveredUntil: number;
}

export function coverageOf(files: readonly LogFileReading[], firstRecord: number): Coverage {
  const all = fileCoverage(files);
  const spans = (family: FileCoverage['family'], type = ''): Span[] =>
    united(all.filter((one) => one.family === family && (one.types === undefined || one.types.has(type))).flatMap((one) => one.covered));
  const mailSpans = MAIL_TYPES.map((type) => spans('mail', type)).reduce(common);
  const claimed = all.filter((one) => one.family !== 'other').flatMap((one) => (one.claim?.from === undefined ? [] : [one.claim.from]));
  return {
    files: all,
    mailSpans,
    // Sign-ins stand in the Unified Audit Log too.
    signInSpans: united([...spans('sign-in'), ...spans('mail', 'azureactivedirectorystslogon')]),
    unread: files.filter((file) => file.adapter === 'unknown'),
    hasMailLog: all.some((one) => one.family === 'mail'),
    logStart: Math.min(firstRecord, ...claimed),
    coveredUntil: mailSpans.at(-1)?.to ?? 0,
  };
}

/** What must have been asked for before a mailbox's log is complete: reads, single items, groups of items, rules (spec/access.md 5.3 Q1). */
const MAIL_TYPES = ['exchangeitemaggregated', 'exchangeitem', 'exchangeitemgroup', 'exchangeadmin'];

/** Times that both lists cover. */
function common(a: readonly Span[], b: readonly Span[]): Span[] {
  const pairs = a.flatMap((one) => b.map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) })));
  return united(pairs.filter((one) => one.from < one.to));
}

const MARGIN_MS = DAY_MS;

/** Holes of the mailbox log that the window, with a day on each side, falls into. Empty when the log is complete there. */
export function mailHoles(coverage: Coverage, window: { readonly start?: number; readonly end?: number }): Hole[] {
  const mail = coverage.files.filter((one) => one.family === 'mail');
  const isOpen = window.start === undefined || window.end === undefined;
  const want = { from: (window.start ?? coverage.logStart) - MARGIN_MS, to: (window.end ?? window.start ?? coverage.logStart) + MARGIN_MS };
  const left = uncovered(want, coverage.mailSpans);
  if (left.length === 0 && !isOpen) return [];
  const touches = (hole: Hole): boolean => left.some((span) => (hole.from ?? -Infinity) < span.to && (hole.to ?? Infinity) > span.from);
  const named = mail.flatMap((one) => one.holes).filter(touches);
  if (named.length > 0 || left.length === 0) return named;
  return left.map((span) => ({
    kind: 'not-collected' as const,
    file: mail[0]?.file.name ?? '',
    why: 'the collection does not cover this time',
    from: span.from,
    to: span.to,
  }));
}

/** The latest of the collections that cover the end; a collection within a day of it may lack late records (spec/access.md 1.2). */
export function collectedAt(coverage: Coverage, end: number): number | undefined {
  const times = coverage.files
    .filter((one) => one.family === 'mail' && one.covered.some((span) => span.to >= end))
    .flatMap((one) => (one.claim?.collectedAt === undefined ? [] : [one.claim.collectedAt]));
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Rows of log-coverage.csv. */
export function coverageRows(coverage: Coverage, mailboxes: readonly { readonly name: string; readonly guid?: string }[]): CoverageRow[] {
  const rows: CoverageRow[] = [];
  for (const mailbox of mailboxes) {
    const facts = { upn: mailbox.name, ...(mailbox.guid === undefined ? {} : { guid: mailbox.guid }) };
    for (const one of coverage.files) {
      if (one.family === 'other') continue;
      const source = `${one.file.name} (${one.family})`;
      const query1 = one.family === 'mail' ? 'Q1' : 'Q5';
      for (const span of one.covered)
        rows.push({
          source,
          mailbox: mailbox.name,
          from: span.from,
          to: span.to,
          state: 'covered',
          why: 'the manifest names the query without a filter, and the pages are complete',
          commandToClose: '',
        });
      for (const hole of one.holes)
        rows.push({
          source,
          mailbox: mailbox.name,
          ...span(hole),
          state: 'hole',
          why: `${hole.kind}: ${hole.why}`,
          commandToClose: query(query1, { ...facts, ...span(hole) }),
        });
      if (one.covered.length === 0 && one.holes.length === 0)
        rows.push({
          source,
          mailbox: mailbox.name,
          ...span(one.file),
          state: 'unknown',
          why: 'no manifest says what was asked for',
          commandToClose: query(query1, { ...facts, ...span(one.file) }),
        });
      const strange = one.file.unknownOperations.reduce((sum, operation) => sum + operation.count, 0);
      if (strange > 0)
        rows.push({
          source,
          mailbox: mailbox.name,
          ...span(one.file),
          state: 'unknown',
          why: `${strange} records of ${one.file.unknownOperations.length} operations that this version does not interpret: ${one.file.unknownOperations
            .slice(0, 20)
            .map((operation) => `${operation.op} ${operation.count}`)
            .join(', ')}`,
          commandToClose: '',
        });
    }
    if (!coverage.hasMailLog)
      rows.push({
        source: 'mailbox audit',
        mailbox: mailbox.name,
        state: 'hole',
        why: 'not-collected: no log that records access to mail',
        commandToClose: query('Q1', facts),
      });
    for (const file of coverage.unread)
      rows.push({
        source: file.name,
        mailbox: mailbox.name,
        state: 'unknown',
        why: `source-cannot: kind ${file.kind} is not read by this version`,
        commandToClose: '',
      });
  }
  return rows;
}

function span(of: { readonly from?: number; readonly to?: number }): { readonly from?: number; readonly to?: number } {
  return { ...(of.from === undefined ? {} : { from: of.from }), ...(of.to === undefined ? {} : { to: of.to }) };
}
