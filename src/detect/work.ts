/** The state of one detection run over one document: what is claimed, what was found. */
import type { ElementId } from '../model/index.ts';

import type { CandidateDraft } from './draft.ts';
import type { DateHit } from './dates/find-dates.ts';
import type { DateOrder } from './dates/resolve-date.ts';
import type { LabelHit, LabelIndex } from './labels/index.ts';
import type { Structure } from './scopes/structure.ts';
import type { Scan } from './scanner/scan.ts';
import { lineAt, type TextView } from './view.ts';

export interface Work {
  readonly view: TextView;
  readonly folded: string;
  readonly scan: Scan;
  readonly labels: LabelIndex;
  readonly hits: readonly LabelHit[];
  readonly cells: Pick<Structure, 'cellAt' | 'tables'>;
  readonly dates: readonly DateHit[];
  readonly order: DateOrder;
  /** Day of the text at an offset, ms UTC: of its thread block, else of the document. */
  nearAt(offset: number): number | undefined;
  /** Per date: it has a role already. */
  readonly dated: Uint8Array;
  /** 1 where a value stands: one place, one value, but for named exceptions (HICN and the SSN in it). */
  readonly claimed: Uint8Array;
  readonly out: CandidateDraft[];
  /** Per label hit: it has given a value. */
  readonly bound: Uint8Array;
  /** Regions behind clinical labels, for terms found later. */
  readonly regions: ClinicalRegion[];
  /** Per line: a technical header line (Message-ID, Received, X-…), whose numbers are nobody's. */
  readonly technical: Uint8Array;
}

export interface ClinicalRegion {
  readonly start: number;
  readonly end: number;
  readonly hit: LabelHit;
  readonly element: ElementId;
  readonly strength: number;
}

export function makeWork(parts: Omit<Work, 'claimed' | 'out' | 'bound' | 'regions' | 'technical' | 'dated' | 'nearAt'>): Work {
  const { view, hits } = parts;
  return {
    ...parts,
    claimed: new Uint8Array(view.text.length),
    out: [],
    bound: new Uint8Array(hits.length),
    regions: [],
    technical: technicalLines(view),
    dated: new Uint8Array(parts.dates.length),
    nearAt: nearOf(view),
  };
}

function nearOf(view: TextView): (offset: number) => number | undefined {
  const { threads, date } = view.document;
  return (offset) => {
    // Few blocks per message: the last one that begins before the offset is the innermost.
    for (let i = threads.length - 1; i >= 0; i -= 1) {
      const block = threads[i];
      if (block !== undefined && block.start <= offset && offset < block.end && block.date !== undefined) return block.date;
    }
    return date;
  };
}

/** [RFC 5322] 3.6 and common trace headers; a folded continuation follows its line. */
const TECHNICAL =
  /^[> ]*(?:message-id|references|in-reply-to|received|return-path|dkim-signature|arc-[a-z-]+|authentication-results|mime-version|content-[a-z-]+|thread-index|thread-topic|list-[a-z-]+|x-(?!to\b|from\b|cc\b)[a-z0-9-]+|errors-to|precedence|delivered-to|user-agent):/;

function technicalLines(view: TextView): Uint8Array {
  const flags = new Uint8Array(view.lines.length);
  for (let i = 0; i < view.lines.length; i += 1) {
    const line = view.lines[i];
    if (line === undefined) continue;
    if (TECHNICAL.test(view.folded.slice(line.start, Math.min(line.end, line.start + 48)))) flags[i] = 1;
    else if (i > 0 && flags[i - 1] === 1 && line.end > line.start && ' \t'.includes(view.folded[line.start] ?? 'x')) flags[i] = 1;
  }
  return flags;
}

export const isTechnical = (work: Work, offset: number): boolean => work.technical[lineAt(work.view, offset)] === 1;

export function isFree(work: Work, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) if (work.claimed[i] !== 0) return false;
  return true;
}

type NewDraft = Partial<CandidateDraft> & {
  readonly start: number;
  readonly end: number;
  readonly element: ElementId;
  readonly rule: string;
  readonly p: number;
};

/** Adds a candidate and claims its place. */
export function add(work: Work, draft: NewDraft): CandidateDraft {
  const full: CandidateDraft = { alternatives: [], valid: 'n/a', assertion: 'present', tags: [], ...draft };
  work.out.push(full);
  work.claimed.fill(1, full.start, full.end);
  return full;
}

/** Prior and likelihood ratio to a probability. */
export function posterior(prior: number, ratio: number): number {
  const bounded = Math.min(Math.max(prior, 0.001), 0.999);
  const odds = (bounded / (1 - bounded)) * ratio;
  return Math.round((odds / (1 + odds)) * 10_000) / 10_000;
}
