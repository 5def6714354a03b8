/** What each log file claims to hold, and what speaks against the claim (spec/access.md 5.1, 5.2). */
import type { LogFileReading, LogHole } from '../../model/index.ts';
import type { CensusGroup } from '../sources/census.ts';
import type { CollectionClaim } from '../sources/collection.ts';
import { READ_KINDS } from '../sources/recognise.ts';

export interface Hole {
  readonly kind: LogHole;
  readonly file: string;
  readonly from?: number;
  readonly to?: number;
  readonly why: string;
}

export interface FileCoverage {
  readonly file: LogFileReading;
  readonly family: 'mail' | 'sign-in' | 'other';
  readonly claim?: CollectionClaim;
  /** Record types that were asked for; undefined: all. */
  readonly types?: ReadonlySet<string>;
  /** Times for which the file is proven complete. */
  readonly covered: readonly { readonly from: number; readonly to: number }[];
  readonly holes: readonly Hole[];
}

const MAIL_KINDS: ReadonlySet<string> = new Set(['ual-csv', 'ual-json', 'graph-audit', 'office-activity', 'cloud-app-events']);
/** Answers of exactly these sizes ended at a limit of the service, not at the end of the records (spec/access.md 1.2). */
const CAPS: ReadonlySet<number> = new Set([5_000, 10_000, 50_000, 100_000]);

export function fileCoverage(files: readonly LogFileReading[]): FileCoverage[] {
  const claims = files.flatMap((file) => (Array.isArray(file.facts['claims']) ? (file.facts['claims'] as readonly CollectionClaim[]) : [])); // written by the manifest reader
  return files
    .filter((file) => READ_KINDS.has(file.adapter) && file.kind !== 'collection' && file.kind !== 'transcript')
    .map((file) => coverageOf(file, claims, files.filter(({ kind }) => MAIL_KINDS.has(kind)).length === 1));
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function coverageOf(file: LogFileReading, claims: readonly CollectionClaim[], isOnlyMailLog: boolean): FileCoverage {
  const family = MAIL_KINDS.has(file.kind)
    ? 'mail'
    : file.kind === 'entra-signin' || file.kind === 'entra-signin-table'
      ? 'sign-in'
      : 'other';
  const claim =
    claims.find((one) => one.sha256 !== '' && one.sha256 === file.content) ??
    claims.find((one) => baseName(one.file) === baseName(file.name)) ??
    (isOnlyMailLog && MAIL_KINDS.has(file.kind) ? claims.find((one) => one.file === '' && one.sha256 === '') : undefined);
  const holes: Hole[] = [];
  const add = (kind: LogHole, why: string, from?: number, to?: number): void =>
    void holes.push({ kind, file: file.name, why, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
  if (claim === undefined) {
    if (family === 'mail')
      add('not-collected', 'no manifest says what was asked of the service, so nothing shows that the export is complete');
    return { file, family, covered: [], holes };
  }
  if (claim.sha256 !== '' && claim.sha256 !== file.content) add('not-collected', 'the manifest describes another content of this file');
  const { from, to } = claim;
  if (isFiltered(claim)) add('filtered', 'the collection was filtered by user, address or operation', from, to);
  const capped =
    claim.calls.some((call) => call.rows !== undefined && CAPS.has(call.rows)) ||
    (claim.calls.length === 0 && claim.rows !== undefined && CAPS.has(claim.rows)) ||
    CAPS.has(file.rows);
  if (capped && family === 'mail') add('page-cap', 'an answer ended exactly at a limit of the service', from, to);
  const lacking = censusLacking(file);
  if (lacking > 0) add('rows-missing', `the page census lacks ${lacking} rows of the answers`, from, to);
  if (claim.rows !== undefined && claim.rows > file.rows)
    add('rows-missing', `the manifest counts ${claim.rows} rows, the file has ${file.rows}`, from, to);
  for (const call of claim.calls) if (call.failed) add('slice-failed', 'a slice of the collection failed', call.from, call.to);
  const isWhole = holes.every((hole) => hole.kind === 'slice-failed');
  const spans =
    claim.calls.length > 0
      ? claim.calls.filter((call) => !call.failed).map((call) => ({ from: call.from, to: call.to }))
      : from === undefined || to === undefined
        ? []
        : [{ from, to }];
  const types = recordTypes(claim);
  const isSame = claim.sha256 === '' || claim.sha256 === file.content;
  return { file, family, claim, ...(types === undefined ? {} : { types }), covered: isWhole && isSame ? united(spans) : [], holes };
}

/** Record types that a query or a filter names, in lower case; `undefined` when it asks for all. */
function recordTypes(claim: CollectionClaim): ReadonlySet<string> | undefined {
  const told = [
    ...claim.filters.filter((filter) => /^record-?types?\b/i.test(filter.trim())).map((filter) => filter.replace(/^[^=:]*[=:]/, '')),
    /-RecordTypes?\s+([A-Za-z0-9, ]{1,400}?)(?=\s-|\s*$|;|\|)/i.exec(claim.query)?.[1] ?? '',
  ];
  const names = told.flatMap((one) => one.toLowerCase().split(/[\s,;]+/)).filter((one) => one !== '');
  return names.length === 0 ? undefined : new Set(names);
}

/** A record-type filter leaves nothing out when all the types are asked for somewhere: coverage.ts joins the files. */
function isFiltered(claim: CollectionClaim): boolean {
  const named = claim.filters.some((filter) => filter.trim() !== '' && !/^record-?type/i.test(filter.trim()));
  return named || /-(?:UserIds|IPAddresses|Operations|ObjectIds|FreeText|SiteIds)\b/i.test(claim.query);
}

/** Rows that the census lacks, less those that are there without their wrapper. */
function censusLacking(file: LogFileReading): number {
  const groups = file.facts['census'];
  if (!Array.isArray(groups)) return 0;
  const lacking = (groups as readonly CensusGroup[]).reduce((sum, group) => sum + group.lacking, 0); // written by the census
  const placeless = typeof file.facts['rowsWithoutPlace'] === 'number' ? file.facts['rowsWithoutPlace'] : 0;
  return Math.max(0, lacking - placeless);
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

export function united(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.from - b.from || a.to - b.to);
  const out: Span[] = [];
  for (const span of sorted) {
    const last = out.at(-1);
    if (last !== undefined && span.from <= last.to) out[out.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else out.push(span);
  }
  return out;
}

/** What of `want` no span covers. */
export function uncovered(want: Span, spans: readonly Span[]): Span[] {
  const left: Span[] = [];
  let at = want.from;
  for (const span of united(spans)) {
    if (span.to <= at) continue;
    if (span.from >= want.to) break;
    if (span.from > at) left.push({ from: at, to: span.from });
    at = Math.max(at, span.to);
  }
  if (at < want.to) left.push({ from: at, to: want.to });
  return left;
}
