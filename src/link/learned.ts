/**
 * Formats of the organisation's own numbers, learned from the roster and from labelled values: spec/detection.md 3.4, in the
 * simplest true form: signature (`A2D8`), shared prefix, lengths, background rate. Check digits are not learned yet.
 */
import { byText } from '../kernel/index.ts';
import type { ContentAnalysis, ElementId } from '../model/index.ts';

export type LearnedElement = 'mrn' | 'member_id';

export interface LearnedFormat {
  readonly element: LearnedElement;
  /** Runs of letters and digits with separators: `A2D8`, `D3-D2-D4`. */
  readonly signature: string;
  /** Letters that at least 95 % of the examples share. */
  readonly prefix: string;
  readonly rosterExamples: number;
  readonly labelledExamples: number;
  /** Share of this element's examples that have the signature. */
  readonly share: number;
  /** Numbers of this signature in the mailbox that nothing says to be this id. */
  readonly background: number;
  /** ln(P(signature | id) / P(signature | any other number)). */
  readonly odds: number;
}

export interface LearnedFormats {
  /** Sorted by element, signature. */
  readonly formats: readonly LearnedFormat[];
}

export const NOTHING_LEARNED: LearnedFormats = { formats: [] };

const LABELLED_MIN = 20;
const ROSTER_MIN = 200;
const SHARE_MIN = 0.01;
const PREFIX_SHARE = 0.95;
const PREFIX_MAX = 6;
const VALUE_MAX = 32;
/** ε of the odds: a signature never seen in the background is not impossible there. */
const SMOOTHING = 0.5;

/** `AB-12345678` → `A2-D8`. Empty for a value that is no number: no digit, or too long. */
export function signatureOf(value: string): string {
  if (value.length > VALUE_MAX || !/\d/.test(value)) return '';
  return value.replace(/[A-Za-z]+|\d+|[^A-Za-z0-9]/g, (run) =>
    /\d/.test(run) ? `D${run.length}` : /[A-Za-z]/.test(run) ? `A${run.length}` : run === ' ' ? '_' : run,
  );
}

interface Tally {
  roster: number;
  labelled: number;
  readonly prefixes: Map<string, number>;
}

export function learnFormats(
  analyses: Iterable<ContentAnalysis>,
  rosterIds: { readonly mrn: Iterable<string>; readonly member_id: Iterable<string> },
): LearnedFormats {
  const tallies: Readonly<Record<LearnedElement, Map<string, Tally>>> = { mrn: new Map(), member_id: new Map() };
  const background = new Map<string, number>();
  let numbers = 0;
  for (const element of ['mrn', 'member_id'] as const) {
    for (const value of rosterIds[element]) note(tallies[element], value, 'roster');
  }
  for (const analysis of analyses) {
    for (const candidate of analysis.candidates) {
      const value = candidate.value.reveal('match');
      if (isLabelled(candidate.element, candidate.dismissedBy) && candidate.label !== undefined)
        note(tallies[candidate.element], value, 'labelled');
      else if (candidate.element === 'id.unknown' || candidate.element === 'order_no') {
        const signature = signatureOf(value);
        background.set(signature, (background.get(signature) ?? 0) + 1);
        numbers += 1;
      }
    }
  }
  const formats = (['mrn', 'member_id'] as const).flatMap((element) => formatsOf(element, tallies[element], background, numbers));
  return { formats: formats.sort((a, b) => byText(a.element, b.element) || byText(a.signature, b.signature)) };
}

function isLabelled(element: ElementId, dismissedBy: string | undefined): element is LearnedElement {
  return dismissedBy === undefined && (element === 'mrn' || element === 'member_id');
}

function note(tally: Map<string, Tally>, raw: string, from: 'roster' | 'labelled'): void {
  const value = raw.trim();
  const signature = signatureOf(value);
  if (signature === '') return;
  const entry = tally.get(signature) ?? { roster: 0, labelled: 0, prefixes: new Map<string, number>() };
  entry[from] += 1;
  const prefix = /^[A-Za-z]{1,6}/.exec(value)?.[0].toUpperCase().slice(0, PREFIX_MAX) ?? '';
  if (entry.prefixes.size < 64 || entry.prefixes.has(prefix)) entry.prefixes.set(prefix, (entry.prefixes.get(prefix) ?? 0) + 1);
  tally.set(signature, entry);
}

function formatsOf(
  element: LearnedElement,
  tally: ReadonlyMap<string, Tally>,
  background: ReadonlyMap<string, number>,
  numbers: number,
): readonly LearnedFormat[] {
  let all = 0;
  for (const entry of tally.values()) all += entry.roster + entry.labelled;
  return [...tally].flatMap(([signature, entry]) => {
    const examples = entry.roster + entry.labelled;
    const share = examples / Math.max(1, all);
    if ((entry.labelled < LABELLED_MIN && entry.roster < ROSTER_MIN) || share < SHARE_MIN) return [];
    const [top] = [...entry.prefixes].sort((a, b) => b[1] - a[1] || byText(a[0], b[0]));
    const prefix = top !== undefined && top[1] >= PREFIX_SHARE * examples ? top[0] : '';
    const seen = background.get(signature) ?? 0;
    const odds = Math.log((examples + SMOOTHING) / (all + 1) / ((seen + SMOOTHING) / (numbers + 1)));
    return [{ element, signature, prefix, rosterExamples: entry.roster, labelledExamples: entry.labelled, share, background: seen, odds }];
  });
}

/** Formats that a value has, best odds first. */
export function formatsFor(learned: LearnedFormats, value: string): readonly LearnedFormat[] {
  const signature = signatureOf(value.trim());
  if (signature === '') return [];
  return learned.formats
    .filter((format) => format.signature === signature && value.toUpperCase().startsWith(format.prefix))
    .toSorted((a, b) => b.odds - a.odds || byText(a.element, b.element));
}
