/** What each line of a text is: blank, heading, list item, form line, rule, table or prose. One pass, O(lines). */
import type { Line, TextView } from '../view.ts';
import type { LabelHit } from '../labels/index.ts';
import { ruleTable } from '../rule-table.ts';

export type LineKind = 'blank' | 'prose' | 'heading' | 'item' | 'form' | 'rule' | 'table';

export interface LineFacts {
  readonly kind: LineKind;
  /** First unit behind quote marks, bullets and blanks. */
  readonly textStart: number;
  readonly indent: number;
  /** Label hits that stand in the line: range into the hits. */
  readonly hitFrom: number;
  readonly hitTo: number;
}

const HEADING_UNITS_MAX = 80;
/** A line that begins with the label of one of these is a field, though its label also heads sections elsewhere. */
const PERSONAL: ReadonlySet<string> = new Set(
  'name dob age mrn member_id subscriber_id policy_no group_no ssn phone fax email address.street address.city address.zip provider_of_care demographic.sex date.service account_no'.split(
    ' ',
  ),
);
let heads: ReadonlyMap<string, string> | undefined;

function sectionHeads(): ReadonlyMap<string, string> {
  heads ??= new Map(
    ruleTable('clinical/section_heads.tsv', ['heading', 'ambiguous']).map((row) => [row.heading.replace(/:$/, ''), row.ambiguous]),
  );
  return heads;
}

export function lineKinds(view: TextView, hits: readonly LabelHit[], tableLines: Uint8Array, headings: ReadonlySet<number>): LineFacts[] {
  const facts: LineFacts[] = [];
  let hit = 0;
  for (let i = 0; i < view.lines.length; i += 1) {
    const line = view.lines[i];
    if (line === undefined) break;
    while ((hits[hit]?.line ?? Number.POSITIVE_INFINITY) < i) hit += 1;
    let to = hit;
    while (hits[to]?.line === i) to += 1;
    facts.push(factsOf(view, line, hits, hit, to, tableLines[i] === 1, headings.has(line.start)));
    hit = to;
  }
  return facts;
}

function factsOf(
  view: TextView,
  line: Line,
  hits: readonly LabelHit[],
  hitFrom: number,
  hitTo: number,
  isTable: boolean,
  isHeading: boolean,
): LineFacts {
  const { folded } = view;
  let at = line.start;
  while (at < line.end && ' \t>\u200b'.includes(folded[at] ?? '')) at += 1;
  const indent = at - line.start;
  const base = { textStart: at, indent, hitFrom, hitTo };
  if (isTable) return { ...base, kind: 'table' };
  if (at >= line.end) return { ...base, kind: 'blank' };
  if (isHeading) return { ...base, kind: 'heading' };
  const marker = markerEnd(view, at, line.end);
  if (marker > at) return { ...base, textStart: marker, kind: marker >= line.end ? 'rule' : 'item' };
  if (isRule(folded, at, line.end)) return { ...base, kind: 'rule' };
  const opens = hits[hitFrom];
  const isPersonal =
    opens?.opensLine === true && (opens.after === 'separator' || opens.after === 'cell') && PERSONAL.has(opens.rows[0]?.element ?? '');
  if (isPersonal) return { ...base, kind: 'form' };
  if (looksLikeHeading(view, at, line.end)) return { ...base, kind: 'heading' };
  for (let h = hitFrom; h < hitTo; h += 1) {
    const hit = hits[h];
    if (hit?.opensLine === true && (hit.after === 'separator' || hit.after === 'cell')) return { ...base, kind: 'form' };
  }
  return { ...base, kind: 'prose' };
}

/** End of `1.`, `2)`, `(3)`, `-`, `*`, `•`, `[x]`, `a.` with its blank, or `at`. */
function markerEnd(view: TextView, at: number, end: number): number {
  const { folded } = view;
  const head = folded.slice(at, Math.min(end, at + 8));
  const match = /^(?:\(?\d{1,3}[.)](?!\d)|#\d{1,3}[.:)]?|[-*•·‣◦●▪+](?=\s)|\[[ x]?\]|[a-z][.)](?=\s))\s*/.exec(head);
  if (match === null) return at;
  // `j. smith` is a person, `a. text` an item only in capitals' absence: an initial stands before a word in the same case as itself.
  const isInitial = /^[a-z]\./.test(head) && view.text.charCodeAt(at) < 0x61;
  const isChatName =
    /^[a-z]\.\s/.test(head) &&
    folded
      .slice(at + 2, end)
      .trim()
      .split(/\s+/).length < 3;
  return isInitial || isChatName ? at : at + match[0].length;
}

const isRule = (folded: string, at: number, end: number): boolean =>
  end - at > 2 && /^[-=_*~.#+|\s]+$/.test(folded.slice(at, Math.min(end, at + 200)));

function looksLikeHeading(view: TextView, at: number, end: number): boolean {
  if (end - at > HEADING_UNITS_MAX * 3) return false;
  const folded = view.folded.slice(at, Math.min(end, at + HEADING_UNITS_MAX + 1));
  const colon = folded.indexOf(':');
  const phrase = (colon < 0 ? folded : folded.slice(0, colon)).trim();
  const known = sectionHeads().get(phrase);
  const alone = colon < 0 ? end - at <= HEADING_UNITS_MAX : colon === folded.trimEnd().length - 1;
  const raw = view.text.slice(at, at + (colon < 0 ? end - at : colon)).trim();
  const caps = raw.length > 2 && raw === raw.toUpperCase() && /\p{L}{3}/u.test(raw);
  if (known !== undefined && (alone || (colon >= 0 && (known === '' || caps)))) return true;
  if (!alone || /[.,;?!]$/.test(folded.trimEnd())) return false;
  return caps && !/\d{3}/.test(raw) && !raw.includes(',') && /^[\p{L}\s/&()'-]+$/u.test(raw) && raw.split(/\s+/).length <= 8;
}
