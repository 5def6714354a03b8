/**
 * Labels give values: same cell, right on the line, next line, left of `value (label)`. The nearest label that can read the
 * value has it. Spec/detection.md 6.2. Names are bound elsewhere (names/), table columns in `columns.ts`.
 */
import { isElementId, SENSITIVE_TAGS } from '../../model/index.ts';

import { isDigitCode } from '../fold.ts';
import type { LabelHit, LabelRow } from '../labels/index.ts';
import { firstRunFrom } from '../scanner/scan.ts';
import { isFree, type Work } from '../work.ts';
import { addBound } from './add-bound.ts';
import { bindStreet } from './addresses.ts';
import type { Position } from './binding.ts';
import { elementRules, type ElementRule } from './element-table.ts';
import { bindNegative } from './negative-labels.ts';
import { valueAt, type Place } from './read-numbers.ts';
import { readValue } from './read-value.ts';

const VALUE_UNITS_MAX = 240;
const SENSITIVE: ReadonlySet<string> = new Set(SENSITIVE_TAGS);
/** Many of one kind may stand behind one label: `Tel: a / b`. */
const PLURAL: ReadonlySet<string> = new Set(['phone', 'phone.work', 'fax', 'email']);
const PLURAL_MAX = 8;

/** Social security, telephone and card forms. */
const SPEAKING = /^(?:\d{3}[- .]\d\d[- .]\d{4}|\(?\d{3}\)?[- .]\d{3}[- .]\d{4}|\d{4}[- ]\d{4}[- ]\d{4}[- ]\d{4})$/;

export function bindLabels(work: Work): void {
  for (let i = 0; i < work.hits.length; i += 1) {
    const hit = work.hits[i];
    if (hit === undefined || work.bound[i] === 1 || work.technical[hit.line] === 1) continue;
    if (work.claimed[hit.start] === 1) continue; // inside a value: `Plan: Gold Member`
    if (bindRight(work, i, hit) || bindLeft(work, hit) || bindBelow(work, i, hit)) work.bound[i] = 1;
  }
}

function bindRight(work: Work, index: number, hit: LabelHit): boolean {
  if (hit.after === 'line-end') return false;
  const valueCell = work.cells.cellAt(hit.valueStart);
  const labelCell = work.cells.cellAt(hit.start);
  const isOtherCell = valueCell !== undefined && labelCell !== undefined && valueCell.start !== labelCell.start;
  // A table with headers is read by its columns; a header row's next cell is a header.
  if (isOtherCell && (labelCell.isData || valueCell.columnElement !== undefined || valueCell.header !== undefined)) return false;
  if (labelCell !== undefined && !labelCell.isData && !isOtherCell && labelCell.header !== undefined) return false;
  const end = placeEnd(work, index, hit, valueCell?.end);
  const place: Place = {
    folded: work.folded,
    at: hit.valueStart,
    end,
    isCell: valueCell !== undefined,
    isLoose: hit.after === 'space' || hit.after === 'filler',
  };
  if (bindAt(work, hit, hit.rows, place, isOtherCell || labelCell === undefined ? 'right' : 'same-cell')) return true;
  return bindThroughPrevious(work, index, hit, place);
}

/** `MRN for patient: 123`: the label before takes what this one cannot read. */
function bindThroughPrevious(work: Work, index: number, hit: LabelHit, place: Place): boolean {
  const before = work.hits[index - 1];
  if (before === undefined || work.bound[index - 1] === 1 || before.line !== hit.line || hit.start - before.end > 12) return false;
  if (/[,;:.\t|]/.test(work.folded.slice(before.end, hit.start))) return false;
  const rows = before.rows.filter((row) => isNumberKind(elementRules().get(row.element)));
  return rows.length > 0 && bindAt(work, { ...before, after: hit.after }, rows, place, 'right');
}

const NUMBER_KINDS = new Set(['id', 'ssn', 'hicn', 'last4', 'pan', 'phone', 'date', 'zip', 'expiry', 'digits']);
const isNumberKind = (rule: ElementRule | undefined): boolean => rule !== undefined && NUMBER_KINDS.has(rule.kind);

/** Where the value of a label must end: cell, line, tab, wide gap, next label with a separator. */
function placeEnd(work: Work, index: number, hit: LabelHit, cellEnd: number | undefined): number {
  const lineEnd = work.view.lines[hit.line]?.end ?? hit.valueStart;
  let end = Math.min(cellEnd ?? lineEnd, hit.valueStart + VALUE_UNITS_MAX);
  for (let j = index + 1; j < work.hits.length; j += 1) {
    const next = work.hits[j];
    if (next === undefined || next.start >= end) break;
    if (next.start > hit.valueStart && (next.after === 'separator' || next.after === 'cell')) {
      end = next.start;
      break;
    }
  }
  const { folded } = work;
  for (let i = hit.valueStart; i < end; i += 1) {
    const char = folded[i];
    if (char === '\t' || char === '|' || (char === ' ' && folded.startsWith('   ', i))) return i;
  }
  return end;
}

function bindAt(work: Work, hit: LabelHit, rows: readonly LabelRow[], place: Place, position: Position): boolean {
  for (const row of besideRouting(work, hit, rows)) {
    if (row.element === 'none') {
      if (bindNegative(work, hit, row, place, position)) return true;
      continue;
    }
    if (row.element === 'date.expiry' && bindCardExpiry(work, hit, row, place, position)) return true;
    if (row.element === 'insurance.plan' && bindPlanNumber(work, hit, row, place, position)) return true;
    if (row.element === 'device.serial' && row.folded === 's/n' && work.view.lang === 'es') continue; // `sin número`, a street without one
    if (row.element === 'name' || row.element.startsWith('name.')) continue;
    // `Case Manager | Care Management` is a title and its department, not a label and its value.
    if (row.element === 'provider_of_care' && !place.isCell && work.folded.slice(hit.end, place.at).includes('|')) continue;
    const sensitive = SENSITIVE.has(row.element);
    const rule = elementRules().get(sensitive ? 'dx' : row.element);
    if (rule === undefined || !isElementId(rule.element)) continue;
    if (rule.kind === 'street') {
      if (hit.after !== 'space' && bindStreet(work, hit, row, place, position)) return true;
      continue;
    }
    if (rule.kind === 'clinical') {
      if (hit.after === 'space' && row.need !== 'any') continue;
      work.regions.push({ start: place.at, end: place.end, hit, element: rule.element, strength: row.strength });
      continue; // terms inside it are found later; another reading of the label may still bind
    }
    if (!mayRead(work, hit, row, rule, place)) continue;
    if (bindReading(work, hit, row, rule, place, position, rows)) return true;
  }
  return false;
}

/** `Insurance: AA-987654`, `his plan is HP-998877`: what stands behind a plan and is a number is the member's number with it. */
function bindPlanNumber(work: Work, hit: LabelHit, row: LabelRow, place: Place, position: Position): boolean {
  const rule = elementRules().get('member_id');
  if (
    rule === undefined ||
    !/^[ (#]{0,3}[a-z]{0,4}-?(?:\d{5,12}|\d{3}-\d{2}-\d{4})(?![a-z0-9-])/.test(work.folded.slice(place.at, place.at + 24))
  )
    return false;
  const reading = readValue(work, rule, place);
  if (reading === undefined || !isFree(work, reading.start, reading.end)) return false;
  addBound(work, {
    hit,
    row: { ...row, element: rule.element, strength: 0.75 },
    rule,
    reading,
    position,
    others: [{ ...row, element: 'policy_no', strength: 0.2 }],
  });
  return true;
}

/** `Routing 021000021 acct 1234567890`: beside a routing number an account is a bank's. T025 */
function besideRouting(work: Work, hit: LabelHit, rows: readonly LabelRow[]): readonly LabelRow[] {
  const last = work.out.at(-1);
  if (last?.element !== 'bank.routing' || hit.start < last.end || hit.start - last.end > 80) return rows;
  const bank = rows.filter((row) => row.element === 'bank.account');
  return bank.length === 0
    ? rows
    : [...bank.map((row) => ({ ...row, strength: Math.max(row.strength, 0.9) })), ...rows.filter((row) => row.element !== 'bank.account')];
}

/** `4539-… exp 04/26`: behind a card number an expiry is the card's. T023 */
function bindCardExpiry(work: Work, hit: LabelHit, row: LabelRow, place: Place, position: Position): boolean {
  const last = work.out.at(-1);
  const rule = elementRules().get('card.expiry');
  if (last === undefined || rule === undefined || !last.element.startsWith('card.') || hit.start < last.end || hit.start - last.end > 40)
    return false;
  const reading = readValue(work, rule, place);
  if (reading === undefined || !isFree(work, reading.start, reading.end)) return false;
  addBound(work, { hit, row: { ...row, element: rule.element }, rule, reading, position, others: [] });
  return true;
}

/** Does `need` allow this label before this place? Words of everyday language bind only where form or shape speaks. */
function mayRead(work: Work, hit: LabelHit, row: LabelRow, rule: ElementRule, place: Place): boolean {
  const isWords = rule.kind === 'text' || rule.kind === 'short';
  // Prose in front of a label of words: `they moved the office: it was`.
  if (
    isWords &&
    !hit.opensLine &&
    hit.after !== 'cell' &&
    !/(?:[\t|;,./)\]]|  ) ?$/.test(work.folded.slice(Math.max(0, hit.start - 3), hit.start))
  )
    return false;
  if (rule.kind === 'text' && hit.after !== 'cell' && isProse(work, place)) return false;
  const separated = hit.after === 'separator' || hit.after === 'cell' || hit.after === 'line-end' || hit.after === 'glued';
  if (separated) return true;
  if (row.need === 'strict') return false;
  if (rule.kind === 'text' || rule.kind === 'short' || rule.kind === 'username') return false;
  if (rule.kind === 'sex') return /^(?:female|male|femenino|masculino|mujer|varon|hombre)/.test(work.folded.slice(place.at, place.at + 10));
  const head = work.folded.slice(place.at, Math.min(place.end, place.at + 24));
  // A bare year behind a word is a year: `claim 2013 was`.
  if (rule.kind === 'id' && (/^(?:19|20)\d\d(?![\d-])/.test(head) || !isLongEnough(work, hit, head))) return false;
  if (rule.kind === 'secret') return hit.after === 'filler' && /[0-9!@#$%^&*]/.test(head.split(/\s/)[0] ?? '');
  return row.need === 'any' || /\d/.test(head);
}

/** A name of a firm, school or place begins with a capital or a digit and is short. */
function isProse(work: Work, place: Place): boolean {
  const value = work.view.text.slice(valueAt(place), place.end).trim();
  return value !== '' && (/^[a-z&([]/.test(value) || (value.split(/\s+/, 13).length > 12 && !value.includes(';')));
}

/** `a record 238`, `Glen, NH 03838`: without a separator a word needs a long number; an abbreviation in capitals (`MRN 123`) does not. */
function isLongEnough(work: Work, hit: LabelHit, head: string): boolean {
  const token = /^[a-z0-9-]*/.exec(head)?.[0] ?? '';
  const written = work.view.text.slice(hit.start, hit.end);
  if (/^[A-Z]{2}$/.test(written) && /^\d{5}$/.test(token)) return false; // a state and its ZIP
  return (
    /[#]|(?:^| )(?:no|id|number|num)$/.test(work.folded.slice(hit.start, hit.end)) ||
    /^[A-Z/.]{3,}/.test(written) ||
    token.replaceAll(/\D/g, '').length >= 5
  );
}

function bindReading(
  work: Work,
  hit: LabelHit,
  row: LabelRow,
  rule: ElementRule,
  place: Place,
  position: Position,
  rows: readonly LabelRow[],
): boolean {
  const reading = readValue(work, rule, place);
  // `number`, `ID`: a value whose own shape says more is not theirs.
  if (reading !== undefined && rule.element === 'id.unknown' && SPEAKING.test(work.folded.slice(reading.start, reading.end))) return false;
  if (reading === undefined || !(rule.kind === 'url' || isFree(work, reading.start, reading.end))) return false;
  addBound(work, { hit, row, rule, reading, position, others: rows });
  if (!PLURAL.has(rule.element)) return true;
  let at = reading.end;
  for (let n = 0; n < PLURAL_MAX; n += 1) {
    const joint = /^ ?(?:[,/;&]|or|and|y|o) ?/.exec(work.folded.slice(at, at + 6));
    if (joint === null) break;
    const next = readValue(work, rule, { ...place, at: at + joint[0].length });
    if (next === undefined || !isFree(work, next.start, next.end)) break;
    addBound(work, { hit, row, rule, reading: next, position, others: [] });
    at = next.end;
  }
  return true;
}

/** `510-555-0142 (cell)`, `12345678 (MRN)`. */
function bindLeft(work: Work, hit: LabelHit): boolean {
  const { folded } = work;
  if (folded[hit.start - 1] !== '(' || folded[hit.end] !== ')') return false;
  const gap = folded[hit.start - 2] === ' ' ? hit.start - 2 : hit.start - 1;
  if (!isDigitCode(folded.charCodeAt(gap - 1))) return false;
  const lineStart = work.view.lines[hit.line]?.start ?? 0;
  const last = firstRunFrom(work.scan, gap) - 1;
  for (let run = Math.max(0, last - 4); run <= last; run += 1) {
    let at = work.scan.start[run] ?? 0;
    if (at < lineStart) continue;
    if (folded[at - 1] === '(' || folded[at - 1] === '+') at -= 1;
    for (const row of hit.rows) {
      const rule = elementRules().get(row.element);
      if (rule === undefined || !isNumberKind(rule)) continue;
      const reading = readValue(work, rule, { folded, at, end: gap, isCell: false });
      if (reading?.end !== gap || !isFree(work, reading.start, reading.end)) continue;
      addBound(work, { hit, row, rule, reading, position: 'left', others: [] });
      return true;
    }
  }
  return false;
}

/** A label alone on its line: the value stands on the next one, below the label when several labels share the line. */
function bindBelow(work: Work, index: number, hit: LabelHit): boolean {
  const isAlone = hit.after === 'line-end' && hit.opensLine;
  const before = work.hits[index - 1];
  const isRowEnd = hit.after === 'line-end' && before?.line === hit.line && before.after === 'cell' && before.valueStart === hit.start;
  const isColumn = !isAlone && (isRowEnd || (hit.after === 'cell' && work.hits[index + 1]?.start === hit.valueStart));
  if (!isAlone && !isColumn) return false;
  if (work.cells.cellAt(hit.start) !== undefined) return false;
  let line = hit.line + 1;
  if (work.view.lines[line]?.start === work.view.lines[line]?.end) line += 1;
  const below = work.view.lines[line];
  if (below === undefined || below.end === below.start || line - hit.line > 2) return false;
  const at = isAlone ? below.start : columnStart(work, hit, below.start, below.end);
  if (at === undefined) return false;
  const startsLabel = work.hits
    .slice(index + 1, index + 12)
    .some((other) => other.line === line && other.start - at < 3 && other.after !== 'space');
  if (startsLabel) return false;
  const hasColon = work.folded.slice(hit.end, work.view.lines[hit.line]?.end ?? hit.end).includes(':');
  const separated: LabelHit = { ...hit, after: 'line-end', valueStart: at };
  const rows = isAlone
    ? hit.rows.filter((row) => hasColon || isNumberKind(elementRules().get(row.element)))
    : hit.rows.filter((row) => row.strength >= 0.6 && isNumberKind(elementRules().get(row.element)));
  if (/^\(?\d{3}\)?[-. ]\d{3}[-.]\d{4}/.test(work.folded.slice(at, at + 16)) && !hit.rows.some((row) => PLURAL.has(row.element)))
    return false;
  return bindAt(work, separated, rows, { folded: work.folded, at, end: cutAt(work.folded, at, below.end), isCell: false }, 'next-line');
}

/** Start of the token on the lower line whose columns overlap the label's. */
function columnStart(work: Work, hit: LabelHit, from: number, to: number): number | undefined {
  const lineStart = work.view.lines[hit.line]?.start ?? 0;
  const left = from + (hit.start - lineStart);
  if (left >= to) return undefined;
  let at = left;
  // Back to the start of the token that stands there, or forward over blanks.
  if (work.folded[at] === ' ') {
    while (at < to && at - left < hit.end - hit.start && work.folded[at] === ' ') at += 1;
    return work.folded[at] === ' ' ? undefined : at;
  }
  while (at > from && !(work.folded[at - 1] === ' ' && work.folded[at - 2] === ' ') && left - at < 12) at -= 1;
  return at;
}

function cutAt(folded: string, at: number, lineEnd: number): number {
  const end = Math.min(lineEnd, at + VALUE_UNITS_MAX);
  for (let i = at; i < end; i += 1) if (folded[i] === '\t' || folded[i] === '|' || folded.startsWith('   ', i)) return i;
  return end;
}
