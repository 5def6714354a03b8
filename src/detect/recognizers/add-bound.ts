/** What becomes of a value that a label, a header or a field name gave: placeholders, hidden numbers, other readings, its probability. */
import { isElementId, type ElementId } from '../../model/index.ts';
import type { LabelHit, LabelRow } from '../labels/index.ts';
import { placeholder } from '../labels/placeholders.ts';
import { add, posterior, type Work } from '../work.ts';
import { bindingOf, type Position } from './binding.ts';
import { elementRules, type ElementRule } from './element-table.ts';
import type { Reading } from './read-numbers.ts';

const DOUBTFUL: ReadonlySet<string> = new Set(['ocr', 'year_from_context', 'placeholder']);

/** A misread number is for a person to look at, however good its label. */
const OCR_P_MAX = 0.9;

export interface Bound {
  /** How the label stands before it: a filler or nothing is weaker than a separator. */
  readonly hit: Pick<LabelHit, 'after'>;
  readonly row: LabelRow;
  readonly rule: ElementRule;
  readonly reading: Reading;
  readonly position: Position;
  readonly others: readonly LabelRow[];
}

/** Adds what a label, a header or a field name gave; placeholders are dismissed by name or were no value. */
export function addBound(work: Work, bound: Bound): void {
  const { row, rule, reading, hit } = bound;
  const value = work.view.text.slice(reading.start, reading.end);
  const tags = [...reading.tags];
  let dismissedBy: string | undefined;
  switch (placeholder(rule.element, value)) {
    case 'missing':
      // A number or date of that form was typed for `none`; a word was not a value at all.
      if (!/\d/.test(value)) return;
      // People do type 987-654-3210 for a real number's place, and some samples are real: only dates and repeated digits go.
      if (rule.kind === 'date' || /^\D*(\d)(?:\D*\1)*\D*$/.test(value)) dismissedBy = 'placeholder';
      else tags.push('placeholder');
      break;
    case 'open-ended':
      dismissedBy = 'placeholder';
      break;
    case 'sample':
      if (!tags.includes('sample')) tags.push('sample');
      break;
    case 'copy-above':
      return;
    default:
  }
  if (reading.valid === 'fail' && rule.kind === 'date') dismissedBy = 'placeholder';
  if (reading.valid === 'fail' && !tags.includes('invalid')) tags.push('invalid');
  const ratio = reading.valid === 'pass' ? rule.lr.pass : reading.valid === 'fail' ? rule.lr.fail : rule.lr.na;
  const closeness = hit.after === 'space' || hit.after === 'filler' ? 0.7 : 1;
  const element = reading.element ?? rule.element;
  add(work, {
    start: reading.start,
    end: reading.end,
    element,
    ...(reading.norm === undefined ? {} : { norm: reading.norm }),
    rule: `label.${rule.element}`,
    p: tags.some((tag) => DOUBTFUL.has(tag))
      ? Math.min(OCR_P_MAX, posterior(row.strength, ratio))
      : posterior(row.strength, ratio * closeness),
    valid: reading.valid,
    tags,
    alternatives: [...reading.alternatives, ...otherReadings(bound)],
    label: bindingOf(row, bound.position),
    ...(dismissedBy === undefined ? {} : { dismissedBy }),
  });
  if (tags.includes('glued')) addGluedExpiry(work, reading);
  if (element === 'hicn') addHidden(work, reading, row, bound.position);
}

/** Four digits stuck to a card number: its expiry. T024 */
function addGluedExpiry(work: Work, reading: Reading): void {
  const value = work.folded.slice(reading.end, reading.end + 4);
  if (!/^(?:0[1-9]|1[0-2])\d\d$/.test(value)) return;
  add(work, {
    start: reading.end,
    end: reading.end + 4,
    element: 'card.expiry',
    norm: `${value.slice(0, 2)}/${value.slice(2)}`,
    rule: 'card.glued-expiry',
    p: 0.9,
    valid: 'pass',
  });
}

/** The SSN inside a HICN is exposed with it. Spec/detection.md 2.2, T009. */
function addHidden(work: Work, reading: Reading, row: LabelRow, position: Position): void {
  const digits = /^(\d{9})[A-Z]/.exec(reading.norm ?? '')?.[1];
  if (digits === undefined) return;
  const end = reading.start + work.folded.slice(reading.start, reading.end).search(/\d[^\d]*[a-z][0-9a-z]?$/) + 1;
  add(work, {
    start: reading.start,
    end,
    element: 'ssn',
    norm: digits,
    rule: 'hicn.ssn',
    p: posterior(row.strength, 4),
    valid: reading.valid,
    tags: ['hicn'],
    label: bindingOf(row, position),
  });
}

/** Other elements that the same label may announce: `account` is a patient's or a bank's. */
function otherReadings(bound: Bound): { element: ElementId; norm?: string; p: number }[] {
  const found: { element: ElementId; norm?: string; p: number }[] = [];
  for (const other of bound.others) {
    if (other.element === bound.row.element || !isElementId(other.element)) continue;
    const rule = elementRules().get(other.element);
    if (rule?.kind !== bound.rule.kind || found.some((one) => one.element === rule.element)) continue;
    found.push({ element: rule.element, ...(bound.reading.norm === undefined ? {} : { norm: bound.reading.norm }), p: other.strength });
  }
  return found;
}
