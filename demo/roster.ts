/** The plan's member list: the mailbox's members among many others, with their namesakes, and the workforce list. */
import { openSync, writeSync, closeSync } from 'node:fs';
import type { Office } from './office.ts';
import { ageOn, farPhone, mailAddress, type Person } from './people.ts';
import type { Random } from './random.ts';
import { addDays, isoDay } from './time.ts';
import { FAMILY, GIVEN, STREETS, TOWNS } from './words/people-words.ts';

const HEADER = [
  'Record ID',
  'Member ID',
  'MRN',
  'Last Name',
  'First Name',
  'Middle Name',
  'Suffix',
  'Date of Birth',
  'Sex',
  'Address 1',
  'Address 2',
  'City',
  'State',
  'ZIP',
  'Phone',
  'Email',
  'Language',
  'Confidential',
  'Guardian',
  'Deceased',
  'Death Date',
] as const;
/** Share of the mailbox's people who have a namesake of another birth date in the list. */
const NAMESAKE_SHARE = 0.15;
const FLUSH_CHARS = 1 << 20;

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
export const csvLine = (cells: readonly string[]): string => cells.map(cell).join(',');

/** Gives each member the key of its row, and writes the list. A guardian comes before the child. */
export function writeRoster(
  path: string,
  office: Office,
  options: { readonly random: Random; readonly rows: number; readonly today: string },
): void {
  const { random, rows, today } = options;
  const members = office.population.people.filter((person) => person.isMember);
  const strangers = Math.max(0, rows - members.length);
  const namesakes = random.shuffle(members).slice(0, Math.round(members.length * NAMESAKE_SHARE));
  const file = openSync(path, 'w');
  let buffer = `${HEADER.join(',')}\n`;
  let count = 0;
  const put = (cells: readonly string[]): void => {
    buffer += `${csvLine(cells)}\n`;
    if (buffer.length < FLUSH_CHARS) return;
    writeSync(file, buffer);
    buffer = '';
  };
  const nextId = (): string => `M${String((count += 1)).padStart(6, '0')}`;
  const waiting = [...members];
  const every = Math.max(1, Math.floor(strangers / Math.max(1, members.length)));
  for (let n = 0; n < strangers; n += 1) {
    if (n % every === 0) putMember(waiting.shift());
    const like = n < namesakes.length * 7 && n % 7 === 0 ? namesakes[n / 7] : undefined;
    put(stranger(random, { id: nextId(), today, numbers: office.numbers, like }));
  }
  while (waiting.length > 0) putMember(waiting.shift());
  writeSync(file, buffer);
  closeSync(file);

  function putMember(person: Person | undefined): void {
    if (person === undefined) return;
    person.rosterId = nextId();
    put([
      person.rosterId,
      person.memberId,
      person.mrn,
      person.family,
      person.given,
      person.middle,
      person.suffix,
      person.dob,
      person.sex,
      person.street,
      person.unit,
      person.city,
      person.state,
      person.zip,
      person.phone,
      person.email,
      person.language,
      person.confidential ? 'Y' : '',
      person.guardian?.rosterId ?? '',
      person.death === '' ? '' : 'Y',
      person.death,
    ]);
  }
}

function stranger(
  random: Random,
  how: { readonly id: string; readonly today: string; readonly numbers: Office['numbers']; readonly like: Person | undefined },
): readonly string[] {
  const sex = how.like?.sex ?? random.pick(['F', 'M'] as const);
  const given = how.like?.given ?? random.pick(GIVEN[sex]);
  const family = how.like?.family ?? random.pick(FAMILY);
  const dob = isoDay(addDays(Date.parse(`${how.today}T00:00:00Z`), -random.int(400, 34_000)));
  const town = random.pick(TOWNS);
  const age = ageOn({ dob }, how.today);
  const death = age > 70 && random.chance(0.04) ? isoDay(addDays(Date.parse(`${how.today}T00:00:00Z`), -random.int(5, 600))) : '';
  return [
    how.id,
    how.numbers.member(),
    how.numbers.mrn(),
    family,
    given,
    random.chance(0.5) ? random.pick('ABCDEGHJKLMNPRSTW'.split('')) : '',
    '',
    dob,
    sex,
    `${random.int(101, 9899)} ${random.pick(STREETS)}`,
    '',
    town.city,
    town.state,
    town.zip,
    random.chance(0.75) ? farPhone(random) : '',
    random.chance(0.4) ? mailAddress(random, { given, family }, how.id.slice(1)) : '',
    random.chance(0.1) ? 'es' : 'en',
    random.chance(0.002) ? 'Y' : '',
    '',
    death === '' ? '' : 'Y',
    death,
  ];
}

export function staffCsv(office: Office): string {
  const rows = [...office.staff, ...office.clinicians].map((one) => [
    `${one.given} ${one.family}`,
    one.email,
    one.credential === '' ? one.title : `${one.credential}, ${one.title}`,
    one.department,
    one.phone,
  ]);
  return `${[['name', 'email', 'title', 'department', 'phone'], ...rows].map(csvLine).join('\n')}\n`;
}
