/**
 * The superset census: every cluster of digits that could be of a claimable class, by what became of it. A negative may only be
 * stated from it, so it must balance: outcomes add up to the clusters counted. Spec/detection.md 8.1.
 */
import { assert, byText } from '../kernel/index.ts';
import type { CensusClass, CensusRow, ElementId } from '../model/index.ts';

import type { CandidateDraft } from './draft.ts';
import { isDigitCode, isWordCode } from './fold.ts';
import { windowsAt } from './scanner/windows.ts';
import { isTechnical, type Work } from './work.ts';

/** `auto` from here on: the rest of a class is for a person to look at. Spec/detection.md 9. */
const AUTO_P = 0.98;

const CLASS_OF: Readonly<Partial<Record<ElementId, CensusClass>>> = {
  ssn: 'ssn',
  'ssn.last4': 'ssn',
  hicn: 'ssn',
  'card.pan': 'card',
  'card.last4': 'card',
  'bank.account': 'bank',
  'bank.routing': 'bank',
  iban: 'bank',
  drivers_license: 'drivers_license',
  passport: 'passport',
};

interface Cluster {
  readonly start: number;
  readonly end: number;
  readonly class: CensusClass;
}

export function takeCensus(work: Work): CensusRow[] {
  const byStart = [...work.out].sort((a, b) => a.start - b.start || a.end - b.end || byText(a.element, b.element));
  const counts = new Map<string, number>();
  let total = 0;
  const count = (kind: CensusClass, outcome: string): void => {
    const key = `${kind}\t${outcome}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    total += 1;
  };
  const clusters = findClusters(work);
  const counted = new Set<CandidateDraft>();
  for (const cluster of clusters) count(cluster.class, outcomeOf(work, cluster, byStart, counted));
  // Values that no cluster shape foresaw: masked, mistyped, over a line end, licences of letters.
  for (const candidate of byStart) {
    const kind = CLASS_OF[candidate.element];
    if (kind === undefined || counted.has(candidate)) continue;
    count(kind, candidateOutcome(candidate));
    counted.add(candidate);
  }
  const rows = [...counts.entries()]
    .map(([key, n]) => ({ class: key.slice(0, key.indexOf('\t')) as CensusClass, outcome: key.slice(key.indexOf('\t') + 1), count: n })) // keys are made by `count` above
    .sort((a, b) => byText(a.class, b.class) || byText(a.outcome, b.outcome));
  assert(rows.reduce((sum, row) => sum + row.count, 0) === total, 'the census balances');
  assert(total >= clusters.length, 'every cluster of the census has an outcome');
  return rows;
}

const candidateOutcome = (candidate: CandidateDraft): string =>
  candidate.dismissedBy ?? (candidate.p >= AUTO_P && candidate.valid !== 'fail' ? 'auto' : 'review');

/** Nine digits in any dress for SSN, 13 to 19 for cards. */
function findClusters(work: Work): Cluster[] {
  const { scan } = work;
  const clusters: Cluster[] = [];
  for (let i = 0; i < scan.count;) {
    if ((scan.letters[i] ?? 1) !== 0) {
      i += 1;
      continue;
    }
    const cluster = clusterAt(work, i);
    if (cluster === undefined) i += 1;
    else {
      clusters.push({ start: cluster.start, end: cluster.end, class: cluster.class });
      i = cluster.nextRun;
    }
  }
  return clusters;
}

function clusterAt(work: Work, run: number): (Cluster & { readonly nextRun: number }) | undefined {
  for (const window of windowsAt(work.folded, work.scan, run)) {
    const n = window.digits.length;
    const isSsn = window.shape === '3-2-4' || (window.groups === 1 && n === 9);
    const isTight = window.separator === '-' || window.separator === '' || window.separator === '.';
    const isCard = n >= 13 && n <= 19 && (isTight || /^4-4-4-\d{1,4}(?:-\d{1,3})?$|^4-6-[45]$/.test(window.shape));
    if (isSsn) return { start: window.start, end: window.end, class: 'ssn', nextRun: window.nextRun };
    if (isCard) return { start: window.start, end: window.end, class: 'card', nextRun: window.nextRun };
  }
  // Any other grouping of nine digits, or of a card's: the widest join counts as one cluster.
  const whole = windowsAt(work.folded, work.scan, run)[0];
  const n = whole?.digits.length ?? 0;
  if (whole === undefined || whole.groups < 2 || (n !== 9 && (n < 13 || n > 19))) return undefined;
  return { start: whole.start, end: whole.end, class: n === 9 ? 'ssn' : 'card', nextRun: whole.nextRun };
}

function outcomeOf(work: Work, cluster: Cluster, byStart: readonly CandidateDraft[], counted: Set<CandidateDraft>): string {
  const holders = overlapping(byStart, cluster);
  const own = holders.find((candidate) => CLASS_OF[candidate.element] === cluster.class);
  if (own !== undefined) {
    counted.add(own);
    return candidateOutcome(own);
  }
  const other = holders[0];
  if (other !== undefined) {
    if (other.dismissedBy !== undefined) return other.dismissedBy;
    if (other.element === 'id.unknown') return other.label === undefined ? 'bare-id' : 'id-label';
    return other.label === undefined ? `shape-${other.element}` : `label-${other.element}`;
  }
  if ((work.claimed[cluster.start] ?? 0) !== 0) return 'url';
  if (isTechnical(work, cluster.start)) return 'mail-header';
  return isPart(work.folded, cluster) ? 'part-of-longer' : 'no-shape';
}

const isPart = (folded: string, { start, end }: Cluster): boolean =>
  isWordCode(folded.charCodeAt(start - 1)) ||
  isWordCode(folded.charCodeAt(end)) ||
  ('-/._,+@'.includes(folded[start - 1] ?? ' ') && isWordCode(folded.charCodeAt(start - 2))) ||
  ('-/._,+@'.includes(folded[end] ?? ' ') && (isDigitCode(folded.charCodeAt(end + 1)) || isWordCode(folded.charCodeAt(end + 1))));

/** Candidates that overlap a cluster, in text order. Values are short: a look-back of a few hundred units is enough. */
function overlapping(byStart: readonly CandidateDraft[], cluster: Cluster): CandidateDraft[] {
  let low = 0;
  let high = byStart.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((byStart[middle]?.start ?? 0) < cluster.start - LOOK_BACK_UNITS) low = middle + 1;
    else high = middle;
  }
  const found: CandidateDraft[] = [];
  for (let i = low; i < byStart.length; i += 1) {
    const candidate = byStart[i];
    if (candidate === undefined || candidate.start >= cluster.end) break;
    if (candidate.end > cluster.start) found.push(candidate);
  }
  return found;
}

const LOOK_BACK_UNITS = 300;
