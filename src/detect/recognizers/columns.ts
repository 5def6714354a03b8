/** Cells under a typed column, and fields of structured formats: the header or path is the label. Spec/detection.md 4. */
import { isElementId, SENSITIVE_TAGS } from '../../model/index.ts';

import { matchRaw, type LabelRow } from '../labels/index.ts';
import type { CellDraft } from '../scopes/structure.ts';
import { add, isFree, type Work } from '../work.ts';
import { bindStreet } from './addresses.ts';
import { addBound } from './add-bound.ts';
import { elementRules, type ElementRule } from './element-table.ts';
import { valueAt, type Place } from './read-numbers.ts';
import { readValue } from './read-value.ts';
import { readText } from './read-text.ts';

const CELL_UNITS_MAX = 400;
const CELL_P_DEFAULT = 0.9;

export function readColumns(work: Work): void {
  for (const table of work.cells.tables)
    for (const cell of table.cells) {
      if (cell.columnElement === undefined || !cell.isData || cell.end <= cell.start) continue;
      const rule = elementRules().get(cell.columnElement);
      if (rule !== undefined) readCell(work, cell, rule);
    }
}

function readCell(work: Work, cell: CellDraft, rule: ElementRule): void {
  const end = Math.min(cell.end, cell.start + CELL_UNITS_MAX);
  const place: Place = { folded: work.folded, at: cell.start, end, isCell: true };
  const row = rowOf(cell, rule);
  if (rule.kind === 'clinical') {
    work.regions.push({
      start: place.at,
      end,
      hit: { start: cell.start, end: cell.start, line: 0, rows: [row], after: 'cell', valueStart: cell.start, opensLine: false },
      element: rule.element,
      strength: row.strength,
    });
    return;
  }
  if (rule.kind === 'street') {
    bindStreet(
      work,
      { start: cell.start, end: cell.start, line: 0, rows: [row], after: 'cell', valueStart: cell.start, opensLine: false },
      row,
      place,
      'column',
    );
    return;
  }
  // A notes cell under an id header holds more than its value: read what stands at its start.
  const reading = readValue(work, rule, place);
  if (reading === undefined || !isFree(work, reading.start, reading.end)) return;
  addBound(work, { hit: { after: 'cell' }, row, rule, reading, position: 'column', others: [] });
}

/** The column as a label row: strength is the probability that tables/ gave its type. */
function rowOf(cell: CellDraft, rule: ElementRule): LabelRow {
  return {
    folded: cell.header ?? '',
    lang: '',
    element: rule.element,
    owner: cell.owner ?? 'any',
    part: cell.part ?? '',
    strength: cell.columnP ?? CELL_P_DEFAULT,
    need: 'any',
    positions: [],
    domain: '',
    labelClass: '',
  };
}

const SENSITIVE: ReadonlySet<string> = new Set(SENSITIVE_TAGS);

/** What paths of formats say where the label table does not: HL7 v2 fields, FHIR paths. [HL7 v2.5.1] 3.4, [FHIR R4] */
const PATHS: Readonly<Record<string, string>> = {
  'PID-3': 'mrn',
  'PID-2': 'mrn',
  'PID-7': 'dob',
  'PID-8': 'demographic.sex',
  'PID-11': 'address.street',
  'PID-13': 'phone',
  'PID-14': 'phone.work',
  'PID-18': 'account_no',
  'PID-19': 'ssn',
  'PID-20': 'drivers_license',
  'PID-10': 'demographic.race',
  'PID-15': 'demographic.language',
  'PID-16': 'demographic.marital',
  'PID-17': 'demographic.religion',
  'PID-22': 'demographic.ethnicity',
  'PID-29': 'date.death',
  'IN1-36': 'policy_no',
  'IN1-8': 'group_no',
  'IN1-49': 'subscriber_id',
  'IN1-18': 'dob',
  'PV1-19': 'encounter_id',
  'PV1-44': 'date.admission',
  'PV1-45': 'date.discharge',
  'DG1-3': 'dx',
  'DG1-4': 'dx',
  'AL1-3': 'allergy',
  'RXE-2': 'med',
  'RXO-1': 'med',
  'ORC-2': 'order_no',
  'OBR-2': 'order_no',
  'OBR-3': 'accession',
  'OBR-4': 'lab.test',
  'OBR-7': 'date.service',
  'OBX-3': 'lab.test',
  'OBX-5': 'lab.result',
  'OBX-14': 'date.service',
  'NK1-5': 'phone',
  'NK1-4': 'address.street',
  'GT1-12': 'ssn',
  'GT1-8': 'dob',
  'GT1-6': 'phone',
};

/** Fields that the reader placed by the format itself: hard, whatever the words around. Spec/detection.md 6.7. */
export function readFields(work: Work): void {
  for (const field of work.view.document.fields) if (field.end > field.start) readNamedField(work, field);
}

/** One value of a structured format, named by its path. */
export function readNamedField(work: Work, field: { readonly start: number; readonly end: number; readonly path: string }): void {
  const named = PATHS[field.path.replace(/[.[(].*$/, '').toUpperCase()] ?? PATHS[field.path.toUpperCase()];
  const known = named === undefined ? (matchRaw(work.labels, lastName(field.path))[0] ?? matchRaw(work.labels, field.path)[0]) : undefined;
  const element = named ?? known?.element;
  if (element === undefined || element === 'none' || element === 'name') return;
  const rule = elementRules().get(SENSITIVE.has(element) ? 'dx' : element);
  if (rule === undefined || !isElementId(rule.element)) return;
  const row: LabelRow = {
    ...(known ?? { folded: field.path.toLowerCase(), lang: '', need: 'any', positions: [], domain: 'system', labelClass: '', part: '' }),
    element: rule.element,
    owner: known?.owner ?? ownerOfPath(field.path),
    strength: Math.max(known?.strength ?? 0, 0.97),
  };
  readField(work, { start: field.start, end: Math.min(field.end, field.start + CELL_UNITS_MAX) }, rule, row);
}

/** `patient.birthDate` → `birthDate`; `PID-7` stays. */
const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1).replace(/\[.*$/, '');

function ownerOfPath(path: string): LabelRow['owner'] {
  if (/^NK1/i.test(path)) return 'emergency-contact';
  if (/^GT1/i.test(path)) return 'guarantor';
  return /^IN1/i.test(path) ? 'subscriber' : 'patient';
}

function readField(work: Work, span: { readonly start: number; readonly end: number }, rule: ElementRule, row: LabelRow): void {
  const place: Place = { folded: work.folded, at: span.start, end: span.end, isCell: true };
  const hit = {
    start: span.start,
    end: span.start,
    line: 0,
    rows: [row],
    after: 'cell' as const,
    valueStart: span.start,
    opensLine: false,
  };
  if (rule.kind === 'clinical') {
    work.regions.push({ ...span, hit, element: rule.element, strength: row.strength });
    return;
  }
  if (rule.kind === 'street') {
    if (bindStreet(work, hit, row, place, 'field')) return;
    const text = readText(place, rule);
    if (text !== undefined && isFree(work, valueAt(place), text.end))
      add(work, { start: text.start, end: text.end, element: rule.element, rule: 'field.text', p: 0.9 });
    return;
  }
  const reading = readValue(work, rule, place);
  if (reading === undefined || !isFree(work, reading.start, reading.end)) return;
  addBound(work, { hit, row, rule, reading, position: 'field', others: [] });
}
