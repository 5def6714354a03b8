/** The roster and the workforce list: rows to members and staff. CONTRACT.md 2 */
import { ROSTER_COLUMNS, WORKFORCE_COLUMNS, type Member, type StaffMember } from '../../model/index.ts';

import { isUsState, zip5 } from '../normalise/addresses.ts';
import { isoOfDays, readDate, type DateOrder } from '../normalise/dates.ts';
import { parseName } from '../normalise/names.ts';
import { normaliseEmail, normaliseId, normalisePhone } from '../normalise/values.ts';
import type { ColumnMap } from './columns.ts';
import { listed, readTable, type DateReader, type TableFailure, type TableReading } from './read-table.ts';

export interface RosterOptions {
  /** Our column → header in the file. */
  readonly columns: Readonly<Record<string, string>>;
  readonly rosterIndex: number;
  /** Legal entity of the whole file, for rows without one of their own. */
  readonly entity?: string;
}

/** Members of one roster file, in its order. `report.failure` is set if a needed column is not there: then no row is used. */
export function readRoster(bytes: Iterable<Uint8Array> | Uint8Array, options: RosterOptions): TableReading<Member> {
  const rules = {
    name: 'roster' as const,
    told: options.columns,
    wanted: ROSTER_COLUMNS,
    dateColumns: ['dob', 'death_date', 'from', 'to'],
    missing: missingOfRoster,
    row: (cell: (column: string) => string, row: number, dates: DateReader): Member | string => memberOf(cell, row, dates, options),
  };
  return readTable(bytes, rules, dateReader);
}

function missingOfRoster(columns: ColumnMap): TableFailure | undefined {
  const unknown = columns.unknown.length === 0 ? 'All headers were understood.' : `Not understood: ${listed(columns.unknown)}.`;
  const remedy = 'Name the header under `roster: columns` in case.yaml.';
  if (columns.at('name') < 0 && columns.at('last') < 0)
    return { code: 'roster.no-name', why: `No column with names was recognised. ${unknown}`, remedy };
  if (columns.at('id') < 0 && columns.at('member_id') < 0 && columns.at('mrn') < 0)
    return { code: 'roster.no-id', why: `No column with an id, member number or record number was recognised. ${unknown}`, remedy };
  return undefined;
}

/** Two-digit years of a list without a date of its own: births up to 2029 read as this century. */
const LATEST_BIRTH_DAYS = Math.round(Date.UTC(2029, 11, 31) / 86_400_000);

function dateReader(order: DateOrder, unread: () => void): DateReader {
  return (text) => {
    if (text === '') return '';
    const date = readDate(text, order, LATEST_BIRTH_DAYS) ?? serialDate(text);
    if (date === undefined) unread();
    return date === undefined ? '' : isoOfDays(date.days);
  };
}

/** Days since 1899-12-30 as spreadsheets count, 1920 to 2060. */
function serialDate(text: string): { readonly days: number } | undefined {
  const serial = /^(\d{4,5})(?:\.0+)?$/.exec(text);
  const value = Number(serial?.[1] ?? 0);
  return value >= 7306 && value <= 58_800 ? { days: value - 25_569 } : undefined;
}

const isYes = (text: string): boolean => /^(?:y|yes|true|t|1|x|si|sí|s|deceased|dead|confidential|protected)$/i.test(text);

function memberOf(cell: (column: string) => string, row: number, dates: DateReader, options: RosterOptions): Member | string {
  const name = nameParts(cell);
  if (name.given === '' && name.family === '') return 'no name';
  const memberId = cell('member_id');
  const mrn = cell('mrn');
  const key = cell('id') || memberId || mrn;
  if (key === '') return 'no id, member number or record number';
  const deathDate = dates(cell('death_date'));
  const entity = cell('entity') || (options.entity ?? '');
  return {
    key,
    row,
    roster: options.rosterIndex,
    memberId,
    mrn,
    subscriberId: cell('subscriber_id'),
    ssn: normaliseId(cell('ssn'), 'ssn'),
    ...name,
    dob: dates(cell('dob')),
    deathDate,
    deceased: deathDate !== '' || isYes(cell('deceased')),
    sex: /^[mfx]/i.exec(cell('sex'))?.[0]?.toUpperCase() ?? '',
    address1: cell('address1'),
    address2: cell('address2'),
    city: cell('city'),
    state: stateOf(cell('state')),
    zip: zipOf(cell('zip')),
    country: cell('country'),
    phone: normalisePhone(cell('phone')),
    email: normaliseEmail(cell('email')) === '' ? '' : cell('email').toLowerCase(),
    language: cell('language').toLowerCase(),
    confidential: isYes(cell('confidential')),
    guardian: cell('guardian'),
    emailConsent: isYes(cell('email_consent')),
    entity,
  };
}

const stateOf = (text: string): string => (isUsState(text) ? text.toUpperCase() : text);
const zipOf = (text: string): string => (/^\d{3,4}$/.test(text) ? zip5(text) : text);

function nameParts(cell: (column: string) => string): { given: string; middle: string; family: string; suffix: string } {
  const family = cell('last');
  if (family !== '' || cell('first') !== '') return { given: cell('first'), middle: cell('middle'), family, suffix: cell('suffix') };
  const [best] = parseName(cell('name'));
  if (best === undefined) return { given: '', middle: '', family: '', suffix: '' };
  return writtenParts(cell('name'), best, cell('suffix'));
}

/** Parts of a whole name as they are written: a comma divides them, else the last word (with its particles) is the family name. */
function writtenParts(
  name: string,
  best: { readonly given: string; readonly middle: string; readonly family: string; readonly suffix: string },
  suffix: string,
): { given: string; middle: string; family: string; suffix: string } {
  const comma = name.indexOf(',');
  const familyText = comma > 0 && best.family !== '' && best.given !== '' ? name.slice(0, comma).trim() : '';
  if (familyText !== '') {
    const [given = '', ...middle] = name
      .slice(comma + 1)
      .trim()
      .split(/\s+/);
    return { given, middle: middle.join(' '), family: familyText, suffix: suffix || best.suffix };
  }
  return { given: best.given, middle: best.middle, family: best.family, suffix: suffix || best.suffix };
}

/** Staff of the workforce list. Needed: a name. */
export function readWorkforce(
  bytes: Iterable<Uint8Array> | Uint8Array,
  options: { readonly columns: Readonly<Record<string, string>> },
): TableReading<StaffMember> {
  const rules = {
    name: 'workforce' as const,
    told: options.columns,
    wanted: WORKFORCE_COLUMNS,
    dateColumns: [],
    missing: (columns: ColumnMap): TableFailure | undefined =>
      columns.at('name') >= 0 || columns.at('last') >= 0
        ? undefined
        : {
            code: 'workforce.no-name',
            why: `No column with names was recognised. ${columns.unknown.length === 0 ? '' : `Not understood: ${listed(columns.unknown)}.`}`.trim(),
            remedy: 'Name the header under `workforce: columns` in case.yaml.',
          },
    row: (cell: (column: string) => string): StaffMember | string => {
      const name = nameParts(cell);
      if (name.given === '' && name.family === '') return 'no name';
      return {
        given: name.given,
        family: name.family,
        email: cell('email').toLowerCase(),
        phone: normalisePhone(cell('phone')),
        title: cell('title'),
        employeeId: cell('employee_id'),
      };
    },
  };
  return readTable(bytes, rules, dateReader);
}
