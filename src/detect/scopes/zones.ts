/** Where a block's signature and disclaimers lie. Spec/detection.md 6.3. Position is evidence, not proof (trap T096). */
import type { TextView } from '../view.ts';
import { nameLexicon, CREDENTIAL, familyBand, givenBand, wordBand } from '../names/lexicon.ts';
import { layoutTable } from './layout-table.ts';
import type { LineFacts } from './line-kinds.ts';
import type { LabelHit } from '../labels/index.ts';

export interface LineRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

const SIGNATURE_LINES_MAX = 14;
const CUE_WEIGHT_MIN = 2;
const DISCLAIMER_HITS_MIN = 3;
const DISCLAIMER_UNITS_MIN = 120;

interface Cues {
  readonly signOff: ReadonlySet<string>;
  readonly titles: readonly string[];
  readonly footers: readonly string[];
  readonly disclaimers: readonly string[];
}
let shared: Cues | undefined;

function cues(): Cues {
  if (shared !== undefined) return shared;
  const rows = layoutTable('signature_cues', ['folded', 'kind']);
  const signOff = new Set(rows.filter((row) => row.kind === 'sign-off').map((row) => row.folded));
  for (const row of nameSignOffs()) signOff.add(row);
  shared = {
    signOff,
    titles: rows.filter((row) => row.kind === 'title-line').map((row) => row.folded),
    footers: rows.filter((row) => row.kind === 'mobile-footer' || row.kind === 'green-footer').map((row) => row.folded),
    disclaimers: layoutTable('disclaimer_phrases', ['folded']).map((row) => row.folded),
  };
  return shared;
}

/** What stands without the layout tables. Own list. */
const nameSignOffs = (): string[] =>
  'thanks|thank you|best|best regards|regards|kind regards|warm regards|sincerely|cheers|respectfully|many thanks|yours|yours truly|gracias|saludos|atentamente|un saludo|cordialmente'.split(
    '|',
  );

export const isSignOff = (folded: string): boolean => cues().signOff.has(folded.replace(/[,.!\s-]+$/, '').trim());

/** `Thanks, James` and `Best, Karen`: the sign-off before the comma. Offset behind it, or −1. */
export function signOffEnd(folded: string): number {
  const cut = /^([\p{L} ]{2,30})[,!.-]+\s*/u.exec(folded);
  return cut !== null && cues().signOff.has((cut[1] ?? '').trim()) ? cut[0].length : -1;
}

/** What is known of a block's end before its lines are read. */
export interface KnownSignature {
  /** The line where structure says the signature begins. */
  readonly given?: number;
  /** Folded words of the author's display name. */
  readonly author?: ReadonlySet<string>;
}

/** The signature among lines [from, to) of a block, or undefined. */
export function findSignature(
  view: TextView,
  facts: readonly LineFacts[],
  hits: readonly LabelHit[],
  block: LineRange,
  known: KnownSignature,
): LineRange | undefined {
  const { given } = known;
  const first = Math.max(block.from, lastTextLines(facts, block));
  let start = given !== undefined && given >= block.from && given < block.to ? given : -1;
  for (let i = first; i < block.to && start < 0; i += 1) {
    const line = lineText(view, facts, i);
    if (/^-- ?$/.test(line) || line === '--') start = i;
    else if (line.length < 50 && (isSignOff(line) || signOffEnd(line) > 0)) start = i;
  }
  const signed = authorLine(view, facts, block, first, known.author);
  if (start < 0) start = signed;
  if (start < 0) start = nameLineStart(view, facts, block, first);
  if (start < 0) return undefined;
  let to = block.to;
  // The author's own name alone on a line says it by itself.
  let weight = given === undefined && signed < 0 ? 0 : CUE_WEIGHT_MIN;
  for (let i = start; i < block.to; i += 1) {
    if (i > start && speaksOfPatient(facts[i], hits)) {
      to = i;
      break;
    }
    weight += cueWeight(lineText(view, facts, i));
  }
  return weight >= CUE_WEIGHT_MIN && to > start ? { from: start, to } : undefined;
}

/** A line near the end that holds nothing but words of the author's name: `Andrew`, `-Raúl`, `Thomas Connors (he/him)`. */
function authorLine(
  view: TextView,
  facts: readonly LineFacts[],
  block: LineRange,
  first: number,
  author: ReadonlySet<string> | undefined,
): number {
  if (author === undefined || author.size === 0) return -1;
  for (let i = first; i < block.to; i += 1) {
    const line = lineText(view, facts, i);
    if (line.length === 0 || line.length > 50) continue;
    const words = line
      .replace(/\([^)]*\)/g, ' ')
      .split(/[^\p{L}']+/u)
      .filter((word) => word.length > 1);
    if (words.length > 0 && words.length < 5 && words.every((word) => author.has(word))) return i;
  }
  return -1;
}

function lastTextLines(facts: readonly LineFacts[], block: LineRange): number {
  let seen = 0;
  let at = block.to;
  while (at > block.from && seen < SIGNATURE_LINES_MAX) {
    at -= 1;
    if (facts[at]?.kind !== 'blank') seen += 1;
  }
  return at;
}

const lineText = (view: TextView, facts: readonly LineFacts[], i: number): string =>
  view.folded.slice(facts[i]?.textStart ?? 0, Math.min(view.lines[i]?.end ?? 0, (facts[i]?.textStart ?? 0) + 200)).trim();

/** A line that is a name alone, with contact lines below it. */
function nameLineStart(view: TextView, facts: readonly LineFacts[], block: LineRange, first: number): number {
  for (let i = block.to - 1; i >= first; i -= 1) {
    const line = view.lines[i];
    if (line === undefined || facts[i]?.kind === 'blank') continue;
    const text = view.text.slice(facts[i]?.textStart ?? line.start, line.end).trim();
    if (text.length < 60 && isNameLine(text)) {
      let weight = 0;
      for (let j = i; j < block.to; j += 1) weight += cueWeight(lineText(view, facts, j));
      if (weight >= CUE_WEIGHT_MIN) return i;
    }
  }
  return -1;
}

function isNameLine(text: string): boolean {
  const words = text.split(/[\s,·|]+/).filter((word) => word !== '');
  const lexicon = nameLexicon();
  if (words.length < 2 || words.length > 6 || !words.every((word) => /^[\p{Lu}(]/u.test(word))) return false;
  const [one, two] = [lexicon.info((words[0] ?? '').toLowerCase()), lexicon.info((words.at(1) ?? '').toLowerCase())];
  return givenBand(one) > 1 && (familyBand(two) > 0 || wordBand(two) === 0);
}

/** Phone, address, link, title, credential, delimiter: 1 each; two of them make a signature. */
function cueWeight(line: string): number {
  if (line === '') return 0;
  const { titles, footers } = cues();
  let weight = 0;
  // [RFC 3676] 4.3: the delimiter says it by itself.
  if (line === '--' || line === '-- ') weight += 2;
  if (isSignOff(line) || signOffEnd(line) > 0) weight += 1;
  if (/\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b|\+\d{1,3}[ .(-]{0,2}\d/.test(line)) weight += 1;
  if (/\b(?:https?:\/\/|www\.)|@[a-z0-9.-]+\.[a-z]{2,}/.test(line)) weight += 1;
  if (/^(?:tel|t|o|p|ph|phone|office|direct|cell|mobile|c|m|f|fax|e|email|ext)(?:[.:]| \(?\d)/.test(line)) weight += 1;
  if (line.length < 80 && titles.some((title) => line.includes(title))) weight += 1;
  if (/^(?:x|ext\.?) ?\d{3,6}$/.test(line)) weight += 1;
  if (footers.some((footer) => line.startsWith(footer))) weight += 1;
  const credential = /,\s*([a-z]{2,6}(?:-[a-z]{1,2})?)\b/.exec(line);
  if (credential !== null && (nameLexicon().info(credential[1] ?? '') & CREDENTIAL) !== 0) weight += 1;
  return weight;
}

/** A line whose label is the patient's ends the signature: it was typed below it. */
function speaksOfPatient(facts: LineFacts | undefined, hits: readonly LabelHit[]): boolean {
  if (facts === undefined) return false;
  for (let h = facts.hitFrom; h < facts.hitTo; h += 1) {
    const row = hits[h]?.rows[0];
    if (
      row?.owner === 'patient' &&
      row.element !== 'none' &&
      hits[h]?.after === 'separator' &&
      /^(?:pt|patient|member|paciente|dob|mrn)/.test(row.folded)
    )
      return true;
  }
  return false;
}

/** A paragraph of legal text: three phrases of rules/layout/disclaimer_phrases.tsv. */
export function isDisclaimer(view: TextView, start: number, end: number): boolean {
  if (end - start < DISCLAIMER_UNITS_MIN) return false;
  const text = view.folded.slice(start, Math.min(end, start + 8000));
  if (!/confiden|intended|disclos|unauthori|destinatari|privileg/.test(text)) return false;
  const flat = text.replace(/[\s\-–]+/g, ' ');
  let hits = 0;
  for (const phrase of cues().disclaimers) if (flat.includes(phrase) && (hits += 1) >= DISCLAIMER_HITS_MIN) return true;
  return false;
}
