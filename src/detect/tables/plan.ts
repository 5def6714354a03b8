/** How the columns of a long table share a row among persons: parallel tables, main person, sub-records. Spec/detection.md 4.4, 4.5. */
import type { ElementId, LabelOwner } from '../../model/index.ts';

import type { Column, Row, Slot } from './types.ts';

export interface Plan {
  readonly columns: readonly Column[];
  readonly owners: readonly LabelOwner[];
  /** Empty for the main person of the row. */
  subKey(column: Column): string;
  /** Nothing in this row says who it is about, but what is about somebody: it goes on with the record above. */
  fillsDown(group: number, slots: readonly Slot[]): boolean;
  hasPerson(group: number, slots: readonly Slot[]): boolean;
}

/** What says who a row is about. */
const PERSONAL: ReadonlySet<ElementId> = new Set<ElementId>([
  'name',
  'dob',
  'ssn',
  'mrn',
  'member_id',
  'subscriber_id',
  'mbi',
  'medicaid_id',
  'email',
  'address.street',
  'phone',
  'age',
  'demographic.sex',
]);
/** Who a row is about, if several are named in its header: the first of these. */
const OWNER_ORDER: readonly LabelOwner[] = [
  'patient',
  'any',
  'subscriber',
  'staff',
  'newborn',
  'dependent',
  'guarantor',
  'spouse',
  'parent',
  'emergency-contact',
  'other',
  'provider',
];
/** Never about the row's person, named or not. */
const OUTSIDERS: ReadonlySet<LabelOwner> = new Set<LabelOwner>(['provider', 'facility', 'org']);

export function planColumns(columns: readonly Column[], body: readonly Row[]): Plan {
  assignGroups(columns, body);
  const groups = Math.max(0, ...columns.map((column) => column.group)) + 1;
  const owners: LabelOwner[] = [];
  const subs: Set<string>[] = [];
  for (let group = 0; group < groups; group += 1) {
    const own = columns.filter((column) => column.group === group);
    owners.push(findMain(own));
    subs.push(findSubs(own, owners[group] ?? 'patient'));
  }
  const personal = new Set(
    columns
      .filter((column) => column.element !== undefined && PERSONAL.has(column.element) && !OUTSIDERS.has(column.owner))
      .map((column) => column.col),
  );
  const names = new Set(columns.filter((column) => column.element === 'name').map((column) => column.group));
  const subKey = (column: Column): string => {
    const key = `${column.owner} ${String(column.instance)}`;
    return subs[column.group]?.has(key) === true ? key : '';
  };
  return {
    columns,
    owners,
    subKey,
    fillsDown: (group, slots) => names.has(group) && slots.every((slot) => !personal.has(slot.col)),
    hasPerson: (_group, slots) => slots.some((slot) => personal.has(slot.col)),
  };
}

export const mainOwner = (plan: Plan, group: number): LabelOwner => plan.owners[group] ?? 'patient';

function findMain(columns: readonly Column[]): LabelOwner {
  const named = columns.filter(
    (column) => column.element === 'name' || (column.element === 'provider_of_care' && column.owner === 'provider'),
  );
  for (const owner of OWNER_ORDER)
    if (named.some((column) => column.owner === owner)) return owner === 'provider' && columns.some(isPatientId) ? 'patient' : owner;
  return 'patient';
}

const isPatientId = (column: Column): boolean => column.element !== undefined && PERSONAL.has(column.element) && column.owner === 'patient';

/** Owners with a name or birth date of their own; providers and facilities always. */
function findSubs(columns: readonly Column[], main: LabelOwner): Set<string> {
  const out = new Set<string>();
  for (const column of columns) {
    if (column.owner === main && column.instance === mainInstance(columns, main)) continue;
    if (column.owner === 'any' || column.owner === 'none' || (column.owner === 'patient' && main !== 'patient')) continue;
    const key = `${column.owner} ${String(column.instance)}`;
    if (out.has(key)) continue;
    const isNamed = columns.some(
      (other) =>
        other.owner === column.owner &&
        other.instance === column.instance &&
        (other.element === 'name' || other.element === 'dob' || other.element === 'provider_of_care'),
    );
    if (isNamed || OUTSIDERS.has(column.owner)) out.add(key);
  }
  return out;
}

function mainInstance(columns: readonly Column[], main: LabelOwner): number {
  return columns.find((column) => column.owner === main && column.element === 'name')?.instance ?? 0;
}

/** `Name | DOB | Name | DOB`, and two tables beside each other with an empty column between. */
function assignGroups(columns: readonly Column[], body: readonly Row[]): void {
  const keys = columns.map((column) => (column.header === undefined ? '' : `${column.header} ${column.owner} ${String(column.instance)}`));
  const period = periodOf(keys);
  if (period > 0) {
    for (const column of columns) column.group = Math.floor(column.col / period);
    return;
  }
  const used = new Set<number>();
  for (const row of body) for (const slot of row.slots) for (let c = slot.col; c < slot.col + slot.colSpan; c += 1) used.add(c);
  const blocks: Column[][] = [[]];
  for (const column of columns) {
    if (!used.has(column.col) && column.header === undefined) blocks.push([]);
    else blocks.at(-1)?.push(column);
  }
  const named = blocks.filter((block) => block.some((column) => column.element === 'name' && column.owner !== 'provider'));
  if (named.length < 2) return;
  let group = -1;
  for (const block of blocks) {
    if (named.includes(block)) group += 1;
    for (const column of block) column.group = Math.max(group, 0);
  }
}

/** Smallest period of at least two columns with which all keys repeat; blank separators count as a key. 0: none. */
function periodOf(keys: readonly string[]): number {
  for (let period = 2; period <= keys.length / 2; period += 1) {
    if (keys.slice(0, period).every((key) => key === '')) continue;
    const known = keys.slice(0, period).filter((key) => key !== '');
    if (known.length < 2 || new Set(known).size < known.length) continue;
    if (keys.every((key, i) => i < period || key === keys[i % period])) return period;
    // A trailing empty separator is missing: `A B _ A B`.
    if ((keys.length + 1) % period === 0 && keys.every((key, i) => key === keys[i % period])) return period;
  }
  return 0;
}
