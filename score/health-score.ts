/**
 * Runs the product on the mailboxes of health-mailboxes.ts and compares its answer with what the files' own structure says:
 * individuals, elements of each, values put on the wrong person.
 *
 *   node score/health-score.ts [FOLDER] [--why]      FOLDER: mailboxes that are made and run already
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeHealthMailboxes, type HealthTruth, type TruePerson } from './health-mailboxes.ts';
import { newFolder, percent, postbreach, readTable, say, share, type Measures, type Row } from './shared.ts';

interface Matched {
  readonly row: Row;
  readonly person: TruePerson | undefined;
}

interface Tally {
  persons: number;
  found: number;
  rows: number;
  rowsOfPersons: number;
  rowsOfNoise: number;
  rowsOfNotes: number;
  rowsOfOthers: number;
  elements: number;
  elementsFound: number;
  links: number;
  wrongLinks: number;
  wrongIds: number;
  members: number;
  membersMatched: number;
  told: number;
  toldOfPersons: number;
  readonly byKind: Map<string, { persons: number; found: number; elements: number; elementsFound: number }>;
  readonly byElement: Map<string, { all: number; found: number }>;
}

const words = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .trim();
const alnum = (value: string): string => value.replace(/[^0-9a-z]/gi, '').toUpperCase();
const list = (cell: string | undefined): readonly string[] => (cell ?? '').split('; ').filter((part) => part !== '');
/** An element of the truth may be found under a near name. */
const EQUAL: Readonly<Record<string, readonly string[]>> = {
  mrn: ['mrn', 'account_no', 'encounter_id'],
  member_id: ['member_id', 'subscriber_id', 'policy_no', 'medicaid_id', 'mbi', 'hicn'],
  phone: ['phone', 'phone.work', 'fax'],
  'address.street': ['address.street', 'address.po_box'],
  drivers_license: ['drivers_license', 'state_id'],
};

/** Numbers that the agency never issues are no Social Security numbers, and samples are full of them. [SSA] POMS RM 10201.030 */
const isIssuable = (ssn: string): boolean =>
  /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(ssn.replace(/\D/g, '')) && ssn.replace(/\D/g, '') !== '123456789';

function mustHave(person: TruePerson): readonly string[] {
  return Object.entries(person.values).flatMap(([element, values]) => (element === 'ssn' && !values.some(isIssuable) ? [] : [element]));
}

/** The person whom a row is about: names agree and birth dates do not differ; of several, the one whose files it stands in. */
function matchRow(row: Row, persons: readonly TruePerson[], filesOf: (row: Row) => ReadonlySet<string>): TruePerson | undefined {
  const name = words(row['name'] ?? '').split(' ');
  const ids = [row['mrn'], row['member_id']].flatMap((id) => (id === undefined || id === '' ? [] : [alnum(id)]));
  const dob = row['dob'] ?? '';
  const good = persons.filter((person) => {
    const isNamed =
      words(person.family)
        .split(' ')
        .every((part) => name.includes(part)) && name.includes(words(person.given).split(' ')[0] ?? '');
    const hasId = ids.some((id) =>
      [...(person.values['mrn'] ?? []), ...(person.values['member_id'] ?? [])].some((value) => alnum(value) === id),
    );
    return (isNamed || (name.join('') === '' && hasId)) && (dob === '' || person.dob === '' || dob === person.dob);
  });
  const files = filesOf(row);
  const score = (person: TruePerson): number =>
    person.files.filter((file) => files.has(file)).length + (dob !== '' && dob === person.dob ? 100 : 0);
  return [...good].sort((a, b) => score(b) - score(a))[0];
}

export function scoreMailbox(folder: string, tally: Tally, why: boolean): void {
  const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as HealthTruth; // by health-mailboxes.ts
  const items = new Map(readTable(folder, 'items.csv').map((row) => [row['item_id'] ?? '', row]));
  const findings = readTable(folder, 'findings.csv');
  const individuals = readTable(folder, 'individuals.csv');
  const itemsOf = Map.groupBy(findings, (row) => row['individual_id'] ?? '');
  const hashOf = (itemId: string | undefined): string => items.get(itemId ?? '')?.['sha256'] ?? '';
  const filesOf = (row: Row): ReadonlySet<string> =>
    new Set((itemsOf.get(row['individual_id'] ?? '') ?? []).map((finding) => hashOf(finding['item_id'])));
  const matched: Matched[] = individuals.map((row) => ({ row, person: matchRow(row, truth.persons, filesOf) }));
  countPersons({ truth, matched, tally, why });
  const noise = new Set(truth.noise);
  for (const { row, person } of matched) {
    tally.rows += 1;
    if (row['notify'] === 'yes') tally.told += 1;
    if (person !== undefined) {
      tally.rowsOfPersons += 1;
      if (row['notify'] === 'yes') tally.toldOfPersons += 1;
      countWrong({ row, person, findings: itemsOf.get(row['individual_id'] ?? '') ?? [], truth, hashOf, tally, why });
      continue;
    }
    const where = itemsOf.get(row['individual_id'] ?? '') ?? [];
    const kinds = new Set(
      where.map((finding) =>
        noise.has(finding['message_id'] ?? '') ? 'noise' : (truth.files[hashOf(finding['item_id'])]?.kind ?? 'letter'),
      ),
    );
    if ([...kinds].every((kind) => kind === 'noise')) tally.rowsOfNoise += 1;
    else if ([...kinds].every((kind) => kind === 'noise' || kind === 'note')) tally.rowsOfNotes += 1;
    else tally.rowsOfOthers += 1;
    if (why && !kinds.has('noise')) say(`  other: ${row['individual_id']} ${row['name']} in ${[...kinds].join(', ')}: ${row['elements']}`);
  }
}

function countPersons({
  truth,
  matched,
  tally,
  why,
}: {
  truth: HealthTruth;
  matched: readonly Matched[];
  tally: Tally;
  why: boolean;
}): void {
  for (const person of truth.persons) {
    const rows = matched.filter((one) => one.person === person).map(({ row }) => row);
    const shown = new Set(rows.flatMap((row) => list(row['elements'])));
    const must = mustHave(person);
    const got = must.filter((element) => (EQUAL[element] ?? [element]).some((one) => shown.has(one)));
    const isFound = rows.length > 0;
    tally.persons += 1;
    if (person.isMember) tally.members += 1;
    if (person.isMember && rows.some((row) => row['match'] === 'auto')) tally.membersMatched += 1;
    if (isFound) tally.found += 1;
    tally.elements += must.length;
    tally.elementsFound += got.length;
    for (const kind of person.kinds) {
      const of = tally.byKind.get(kind) ?? { persons: 0, found: 0, elements: 0, elementsFound: 0 };
      of.persons += 1;
      of.found += isFound ? 1 : 0;
      of.elements += must.length;
      of.elementsFound += got.length;
      tally.byKind.set(kind, of);
    }
    for (const element of must) {
      const of = tally.byElement.get(element) ?? { all: 0, found: 0 };
      of.all += 1;
      of.found += got.includes(element) ? 1 : 0;
      tally.byElement.set(element, of);
    }
    if (why && got.length < must.length)
      say(
        `  ${isFound ? 'lacks' : 'MISSED'}: ${person.given} ${person.family} ${person.dob} (${person.kinds.join(', ')}) ${must.filter((one) => !got.includes(one)).join(' ')} @ ${truth.files[person.files[0] ?? '']?.source}`,
      );
  }
}

interface WrongInput {
  readonly row: Row;
  readonly person: TruePerson;
  readonly findings: readonly Row[];
  readonly truth: HealthTruth;
  readonly hashOf: (itemId: string | undefined) => string;
  readonly tally: Tally;
  readonly why: boolean;
}

/** A finding of the row in a structured file that does not hold the person; an id that is another's. */
function countWrong({ row, person, findings, truth, hashOf, tally, why }: WrongInput): void {
  for (const finding of findings) {
    const file = truth.files[hashOf(finding['item_id'])];
    if (file === undefined || file.persons.length === 0) continue;
    tally.links += 1;
    if (person.files.includes(hashOf(finding['item_id']))) continue;
    tally.wrongLinks += 1;
    if (why)
      say(
        `  WRONG: ${finding['finding_id']} ${finding['element']} of ${file.source} on ${person.given} ${person.family} by ${finding['linked_by']}`,
      );
  }
  for (const column of ['mrn', 'member_id']) {
    const value = alnum(row[column] ?? '');
    if (value === '' || person.isMember) continue;
    const own = [...(person.values['mrn'] ?? []), ...(person.values['member_id'] ?? []), ...(person.values['ssn'] ?? [])].map(alnum);
    if (own.length === 0 || own.includes(value)) continue;
    tally.wrongIds += 1;
    if (why) say(`  WRONG ${column}: ${row['individual_id']} ${person.given} ${person.family}`);
  }
}

const newTally = (): Tally => ({
  persons: 0,
  found: 0,
  rows: 0,
  rowsOfPersons: 0,
  rowsOfNoise: 0,
  rowsOfNotes: 0,
  rowsOfOthers: 0,
  elements: 0,
  elementsFound: 0,
  links: 0,
  wrongLinks: 0,
  wrongIds: 0,
  members: 0,
  membersMatched: 0,
  told: 0,
  toldOfPersons: 0,
  byKind: new Map(),
  byElement: new Map(),
});

export function scoreHealth({ folder, why }: { readonly folder?: string; readonly why: boolean }): Measures | undefined {
  const made = folder === undefined ? makeHealthMailboxes(newFolder('health')) : [1, 2, 3].map((n) => join(folder, `mailbox-${n}`));
  if (made === undefined) return undefined;
  const tally = newTally();
  for (const one of made) {
    if (folder === undefined) postbreach('run', one, '--quiet');
    scoreMailbox(one, tally, why);
  }
  print(tally);
  return {
    'individuals recall': share(tally.found, tally.persons),
    'individuals precision': share(tally.rowsOfPersons, tally.rows),
    'elements recall': share(tally.elementsFound, tally.elements),
    'links right': 1 - share(tally.wrongLinks, Math.max(1, tally.links)),
  };
}

function print(tally: Tally): void {
  say(
    `persons ${tally.persons}, found ${tally.found} (${percent(share(tally.found, tally.persons))}); on the roster ${tally.members}, matched ${tally.membersMatched}`,
  );
  say(
    `rows ${tally.rows}: of persons of the files ${tally.rowsOfPersons} (precision ${percent(share(tally.rowsOfPersons, tally.rows))}), others in the files ${tally.rowsOfOthers}, ` +
      `visit notes only ${tally.rowsOfNotes}, mail without patients only ${tally.rowsOfNoise}; told (yes) ${tally.told}, of persons of the files ${tally.toldOfPersons}`,
  );
  say(
    `elements of persons ${tally.elements}, found ${tally.elementsFound} (${percent(share(tally.elementsFound, tally.elements))}); findings in files ${tally.links}, of another person ${tally.wrongLinks}; wrong ids ${tally.wrongIds}`,
  );
  for (const [kind, of] of [...tally.byKind].sort(([a], [b]) => (a < b ? -1 : 1)))
    say(
      `  ${kind.padEnd(8)} persons ${of.found}/${of.persons} (${percent(share(of.found, of.persons))}), elements ${of.elementsFound}/${of.elements} (${percent(share(of.elementsFound, of.elements))})`,
    );
  for (const [element, of] of [...tally.byElement].sort(([, a], [, b]) => b.all - a.all))
    say(`  ${element.padEnd(16)} ${of.found}/${of.all} (${percent(share(of.found, of.all))})`);
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
  scoreHealth({ ...(folder === undefined ? {} : { folder }), why: process.argv.includes('--why') });
}
