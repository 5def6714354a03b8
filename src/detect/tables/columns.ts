/** One decision a column: what its header announces, weighed with what its cells look like. Spec/detection.md 4.3, 4.8. */
import type { ElementId, LabelOwner } from '../../model/index.ts';

import {
  S_AGE,
  S_CODE,
  S_DATE,
  S_EMAIL,
  S_ID,
  S_LAST_FIRST,
  S_MONEY,
  S_NAME,
  S_NUMBER,
  S_PHONE,
  S_SEX,
  S_SSN,
  S_SSN_FORM,
  S_STATE,
  S_STREET,
  S_TEXT,
  S_WORD_NAME,
  S_YES,
  S_ZIP,
  shapeOf,
} from './shapes.ts';
import type { Column, Heading, Row } from './types.ts';

const SAMPLE_MAX = 500;
/** Below this many cells shapes move the header's prior only a little. */
const FEW = 3;

const NUMBERS = S_ID | S_NUMBER | S_SSN | S_PHONE | S_ZIP | S_CODE | S_AGE;
/** Shapes that speak for an element. An element without a row is judged by its header alone. */
const FITS = new Map<string, number>([
  ['dob', S_DATE | S_NUMBER],
  ['date.service', S_DATE | S_NUMBER],
  ['date.admission', S_DATE],
  ['date.discharge', S_DATE],
  ['date.appointment', S_DATE],
  ['date.death', S_DATE],
  ['ssn', S_SSN | S_NUMBER],
  ['ssn.last4', S_NUMBER | S_ID],
  ['phone', S_PHONE | S_NUMBER],
  ['phone.work', S_PHONE | S_NUMBER],
  ['fax', S_PHONE | S_NUMBER],
  ['email', S_EMAIL],
  ['address.zip', S_ZIP],
  ['address.street', S_STREET | S_TEXT],
  ['address.city', S_TEXT | S_NAME],
  ['age', S_AGE],
  ['mrn', NUMBERS],
  ['member_id', NUMBERS],
  ['account_no', NUMBERS],
  ['claim_no', NUMBERS],
  ['npi', S_PHONE | S_NUMBER],
  ['demographic.sex', S_SEX | S_TEXT],
  ['billing.amount', S_MONEY | S_NUMBER],
  ['salary', S_MONEY | S_NUMBER],
  ['name', S_NAME | S_WORD_NAME],
  ['provider_of_care', S_NAME | S_WORD_NAME | S_TEXT],
  ['dx', S_CODE | S_TEXT | S_NAME],
  ['id.unknown', NUMBERS],
]);

/** Columns no header speaks for: what is specific enough to be said by shape. Bare digits never are (D4). */
const BY_SHAPE: readonly (readonly [number, ElementId, number])[] = [
  [S_EMAIL, 'email', 0.97],
  [S_SSN_FORM, 'ssn', 0.85],
  [S_LAST_FIRST, 'name', 0.9],
  [S_NAME, 'name', 0.85],
  [S_PHONE, 'phone', 0.6],
  [S_DATE, 'date.unknown', 0.8],
  [S_SEX, 'demographic.sex', 0.7],
  [S_STREET, 'address.street', 0.6],
  [S_MONEY, 'billing.amount', 0.5],
  [S_ID, 'id.unknown', 0.6],
];
const SHARE_BY_SHAPE = 0.8;

export interface ColumnShapes {
  readonly total: number;
  /** Share of cells with any of `bits`. */
  share(bits: number): number;
}

export function columnShapes(rows: readonly Row[], col: number): ColumnShapes {
  const seen: number[] = [];
  const step = Math.max(1, Math.floor(rows.length / SAMPLE_MAX));
  for (let r = 0; r < rows.length && seen.length < SAMPLE_MAX; r += step) {
    const slot = rows[r]?.slots.find((cell) => cell.col === col);
    if (slot !== undefined) seen.push(shapeOf(slot.text) | (slot.isDate ? S_DATE : 0));
  }
  return {
    total: seen.length,
    share: (bits) => (seen.length === 0 ? 0 : seen.filter((shape) => (shape & bits) !== 0).length / seen.length),
  };
}

export function typeColumn(col: number, heading: Heading | undefined, rows: readonly Row[]): Column {
  const shapes = columnShapes(rows, col);
  if (heading === undefined || !heading.isKnown) return byShape(col, heading, shapes);
  let best: { element: ElementId | undefined; part: string; owner: LabelOwner; p: number } | undefined;
  for (const option of heading.options) {
    const p = weigh(option.element, option.strength, shapes);
    if (best === undefined || p > best.p) best = { ...option, p };
  }
  // `Member` over `Ruiz, Ana`: what the header usually announces is not what stands there.
  if (best !== undefined && holdsNames(best.element, shapes))
    best = { element: 'name', part: 'full', owner: best.owner, p: shapes.share(S_LAST_FIRST) >= 0.5 ? 0.93 : 0.8 };
  const { element, part, owner, p } = best ?? { element: undefined, part: '', owner: heading.owner, p: 0 };
  return {
    col,
    header: heading.label,
    element,
    part: part === '' ? undefined : part,
    owner,
    instance: heading.instance,
    p: Math.round(p * 10_000) / 10_000,
    group: 0,
  };
}

/** Persons where the header promises numbers or dates. */
function holdsNames(element: ElementId | undefined, shapes: ColumnShapes): boolean {
  const fits = element === undefined ? undefined : FITS.get(element);
  if (fits === undefined || element === 'name' || (fits & (S_NAME | S_TEXT)) !== 0 || shapes.total === 0) return false;
  return shapes.share(fits) < 0.1 && shapes.share(S_NAME) >= 0.7;
}

function weigh(element: ElementId | undefined, strength: number, shapes: ColumnShapes): number {
  const fits = element === undefined ? undefined : FITS.get(element);
  if (fits === undefined || shapes.total === 0) return strength;
  const share = shapes.share(fits);
  const ratio = share >= 0.8 ? 6 : share >= 0.5 ? 2.5 : share >= 0.2 ? 0.8 : 0.15;
  const damped = shapes.total < FEW ? Math.sqrt(ratio) : ratio;
  const odds = (Math.min(strength, 0.985) / (1 - Math.min(strength, 0.985))) * damped;
  return odds / (1 + odds);
}

function byShape(col: number, heading: Heading | undefined, shapes: ColumnShapes): Column {
  const base = {
    col,
    header: undefined,
    part: undefined,
    owner: heading?.owner ?? ('any' as const),
    instance: heading?.instance ?? 0,
    group: 0,
  };
  if (shapes.total > 0)
    for (const [bits, element, p] of BY_SHAPE) {
      const share = shapes.share(bits);
      // A header we do not know may say anything else: shape alone then counts for less.
      if (share >= SHARE_BY_SHAPE)
        return {
          ...base,
          element,
          p: p * share * (heading === undefined || heading.raw === '' ? 1 : 0.8) * (shapes.total < FEW ? 0.7 : 1),
        };
    }
  return { ...base, element: undefined, p: 0 };
}

/** Text that is no value: a header cell never has the shape of a date, number, phone or address. */
export function isValueShaped(text: string): boolean {
  return (shapeOf(text) & (S_DATE | S_PHONE | S_EMAIL | S_NUMBER | S_MONEY | S_SSN | S_ID | S_STREET)) !== 0;
}

export const isShortFlag = (text: string): boolean => (shapeOf(text) & (S_SEX | S_YES | S_STATE)) !== 0;
