/** Several people in one message: sentences, numbered lists, tables in text and HTML, families, namesakes. */
import type { Office } from '../office.ts';
import { join, say, textOf, type Fact, type Passage, type Said } from '../passage.ts';
import { ageOn, type Person } from '../people.ts';
import type { Random } from '../random.ts';
import { He, his, His, type Speech } from '../speak.ts';
import { addDays, isoDay } from '../time.ts';
import { FACILITIES } from '../words/clinic-words.ts';

type Pair = (a: Person, b: Person, s: Speech, r: Random) => Passage;
export const PAIR_PHRASINGS: readonly Pair[] = [
  (a, b, s) =>
    say`${s.full(a)} (DOB ${s.dob(a)}) cancelled ${s.appointment(a, 5)}. I gave the slot to ${s.full(b)}, DOB ${s.dob(b)}, who needs the ${s.procedure(b)}.`,
  (a, b, s) =>
    say`Two results for you. ${s.full(a)}, ${s.mrnLabelled(a)}: ${s.lab(a)}. ${s.full(b)}, ${s.mrnLabelled(b)}: ${s.lab(b)}. Both were called.`,
  (a, b, s) =>
    say`Charts were swapped at the desk. ${s.mrnLabelled(a)} is ${s.full(a)}, born ${s.dob(a)}. ${s.mrnLabelled(b)} is ${s.full(b)}, born ${s.dob(b)}.`,
  (a, b, s, r) =>
    say`First, ${s.full(a)} at ${s.phone(a)} wants a call about ${s.med(a)} (${s.anyId(a)}).\nSecond, ${s.full(b)} at ${s.phone(b)} wants the date of the next visit at ${r.pick(FACILITIES)} (${s.anyId(b)}).`,
  (a, b, s) =>
    say`I closed ${s.full(a)} (${s.memberId(a)}) and opened ${s.full(b)} (${s.memberId(b)}). ${His(b)} DOB is ${s.dob(b)} and ${his(b)} phone is ${s.phone(b)}.`,
  (a, b, s) => say`${s.lastFirst(a)} - ${s.dob(a)} - ${s.dx(a)}\n${s.lastFirst(b)} - ${s.dob(b)} - ${s.dx(b)}\nWhich of us has these?`,
  (a, b, s) =>
    say`While ${s.full(a)} (${s.mrnLabelled(a)}) is doing fine on ${s.med(a)}, ${s.full(b)} (${s.mrnLabelled(b)}) stopped ${s.med(b)} on ${s.visit(b, -6)}.`,
  (a, b, s) =>
    say`Returned mail: ${s.full(a)}, ${s.address(a)}; ${s.full(b)}, ${s.address(b)}. DOBs ${s.dob(a)} and ${s.dob(b)} in that order.`,
];

export function pairOfPeople(office: Office, random: Random, at: number): void {
  const [a, b] = office.take(random, 2, (p) => ageOn(p, isoDay(at)) > 17);
  if (a === undefined || b === undefined) return;
  office.send({
    random,
    at,
    subject: random.pick(['two patients', 'mix-up at the desk', 'results x2', 'both of these', 'schedule change']),
    body: random.pick(PAIR_PHRASINGS)(a, b, office.speech(random, at), random),
  });
}

/** Notes of the morning meeting: one number, one person. */
export function huddleNotes(office: Office, random: Random, at: number): void {
  const people = office.take(random, random.int(4, 8));
  const s = office.speech(random, at);
  const lines: ((p: Person) => Passage)[] = [
    (p) => say`${s.full(p)} (${s.dob(p)}) - ${s.lab(p)}, repeat in two weeks`,
    (p) => say`${s.full(p)}, ${s.mrnLabelled(p)}: no answer at ${s.phone(p)}, send a letter`,
    (p) => say`${s.full(p)} ${s.mrnLabelled(p)} - ${s.procedure(p)} on ${s.appointment(p, 7)}`,
    (p) => say`${s.full(p)}, DOB ${s.dob(p)}. ${s.dx(p)}. Wants to change clinics.`,
    (p) => say`${s.lastFirst(p)} / ${s.mrnLabelled(p)} / refill ${s.med(p)}`,
  ];
  const uniform = random.chance(0.5) ? random.pick(lines) : undefined;
  const mark = random.pick(['1.', '1)', '-']);
  const body = join(
    people.map((p, n) => say`${mark === '-' ? '-' : mark.replace('1', String(n + 1))} ${(uniform ?? random.pick(lines))(p)}`),
    '\n',
  );
  office.send({
    random,
    at,
    subject: random.pick(['Huddle notes', 'Morning huddle', 'Team list for today', 'Notes from rounds']),
    body: say`${random.pick(['Today we have:', 'From this morning:', 'Open ones:'])}\n${body}`,
    ...(random.chance(0.3) ? { from: office.owner } : {}),
  });
}

interface Column {
  readonly head: string;
  readonly cell: (p: Person) => Said;
}

export function columnsFor(random: Random, s: Speech): readonly Column[] {
  const style = random.pick(['us', 'padded', 'iso'] as const);
  const optional: readonly Column[] = [
    { head: random.pick(['Phone', 'Home Phone', 'Contact No.']), cell: (p) => s.phone(p) },
    { head: random.pick(['DOS', 'Last Visit', 'Date of Service']), cell: (p) => s.visit(p, -random.int(3, 90), style) },
    { head: random.pick(['Diagnosis', 'Dx']), cell: (p) => s.dx(p) },
    { head: random.pick(['Lab', 'Result']), cell: (p) => s.lab(p) },
    { head: random.pick(['Medication', 'Rx']), cell: (p) => s.med(p) },
    { head: 'Address', cell: (p) => s.street(p) },
    { head: random.pick(['Status', 'Outcome']), cell: () => random.pick(['open', 'closed', 'left message', 'scheduled', 'declined']) },
  ];
  const ids: readonly Column[] = random.chance(0.7)
    ? [{ head: s.labels.mrn, cell: (p) => s.mrn(p) }]
    : [
        { head: s.labels.mrn, cell: (p) => s.mrn(p) },
        { head: s.labels.member, cell: (p) => (p.memberId === '' ? '' : s.memberId(p).slice(-1)) },
      ];
  return [
    { head: random.pick(['Patient', 'Name', 'Member Name']), cell: (p) => s.lastFirst(p) },
    { head: random.pick(['DOB', 'Birth Date', 'Date of Birth']), cell: (p) => s.dob(p, style) },
    ...ids,
    ...random.shuffle(optional).slice(0, random.int(1, 3)),
  ];
}

/** A table in the text itself: bars, tabs or padded columns. */
export function plainTable(office: Office, random: Random, at: number): void {
  const people = office.take(random, random.int(4, 9));
  const columns = columnsFor(random, office.speech(random, at));
  const cells = people.map((p) => columns.map((column) => column.cell(p)));
  const widths = columns.map((column, c) => Math.max(column.head.length, ...cells.map((row) => textOf(row[c] ?? '').length)) + 2);
  const way = random.pick(['bars', 'tabs', 'padded'] as const);
  const line = (row: readonly Said[]): Passage =>
    way === 'padded'
      ? row.flatMap((cell, c) => [...say`${cell}`, ' '.repeat(Math.max(0, (widths[c] ?? 0) - textOf(cell).length))])
      : join(row, way === 'bars' ? ' | ' : '\t');
  const body = join([line(columns.map((column) => column.head)), ...cells.map(line)], '\n');
  office.send({
    random,
    at,
    subject: random.pick(['list for calls', 'outreach list', 'pending labs', 'open referrals']),
    body: say`${random.pick(['See below.', 'Here is what is left:', 'Please split these between you.'])}\n\n${body}`,
  });
}

export const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function htmlTable(office: Office, random: Random, at: number): void {
  const people = office.take(random, random.int(4, 10));
  const columns = columnsFor(random, office.speech(random, at));
  const cells = people.map((p) => columns.map((column) => column.cell(p)));
  const intro = random.pick(['The list from the portal:', 'These came in over the weekend.', 'Copied from the screen:']);
  const rows = cells.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(textOf(cell))}</td>`).join('')}</tr>`);
  const html = `<html><body><p>${intro}</p><table border="1"><tr>${columns.map(({ head }) => `<th>${head}</th>`).join('')}</tr>${rows.join('')}</table><p>Thanks</p></body></html>`;
  office.send({
    random,
    at,
    subject: random.pick(['portal list', 'new assignments', 'weekend admissions', 'to schedule']),
    body: join(
      cells.map((row) => join(row, '\t')),
      '\n',
    ),
    html,
    isBare: true,
  });
}

/** A household: mother with the card, her child, one address. */
export function household(office: Office, random: Random, at: number): void {
  const [mother] = office.take(random, 1, (p) => p.sex === 'F' && p.isMember && ageOn(p, isoDay(at)) > 26 && ageOn(p, isoDay(at)) < 48);
  if (mother === undefined) return;
  const s = office.speech(random, at);
  const born = isoDay(addDays(at, -random.int(1200, 5200)));
  const child = office.population.make({
    family: mother.family,
    dob: born,
    isMember: true,
    guardian: mother,
    street: mother.street,
    unit: mother.unit,
    city: mother.city,
    state: mother.state,
    zip: mother.zip,
    phone: mother.phone,
    memberId: mother.memberId.replace(/01$/, '02'),
  });
  const twin = random.chance(0.35)
    ? office.population.make({
        family: mother.family,
        dob: born,
        isMember: true,
        guardian: mother,
        street: mother.street,
        unit: mother.unit,
        city: mother.city,
        state: mother.state,
        zip: mother.zip,
        phone: mother.phone,
        memberId: mother.memberId.replace(/01$/, '03'),
      })
    : undefined;
  // Words that speak of several people at once may be any one's of them: so loose, whoever they are given to.
  const loose = (owner: Person, fact: Fact): Fact => ({ ...fact, person: owner, isLoose: true });
  const twinBirth: Passage = twin === undefined ? [] : [{ ...loose(twin, s.dob(child)), shown: '' }];
  const kids: Passage =
    twin === undefined
      ? say`${s.full(child)}, DOB ${s.dob(child)}, ${s.mrnLabelled(child)}`
      : say`${s.full(child)} (${s.mrnLabelled(child)}) and ${s.full(twin)} (${s.mrnLabelled(twin)}), both born ${loose(child, s.dob(child))}${twinBirth}`;
  const street = s.street(mother);
  const others: Passage = [child, ...(twin === undefined ? [] : [twin])].map((one) => ({ ...loose(one, street), shown: '' }));
  const home: Passage = [loose(mother, street), ...others, ...s.address(mother).slice(1)];
  office.send({
    random,
    at,
    subject: random.pick(['family add', 'dependents', 'new baby and siblings']),
    body: say`${s.full(mother)}, ${s.memberId(mother)}, born ${s.dob(mother)}, asks to add to her plan: ${kids}. They live at ${home}.`,
  });
}

/** Father and son of one name; two of one name and two birth dates. */
export function sameName(office: Office, random: Random, at: number): void {
  const [elder] = office.take(random, 1, (p) => p.sex === 'M' && p.suffix === '' && ageOn(p, isoDay(at)) > 50);
  if (elder === undefined) return;
  const s = office.speech(random, at);
  const dob = `${Number(elder.dob.slice(0, 4)) + random.int(23, 31)}-${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`;
  const isSon = random.chance(0.6);
  const other = office.population.make({
    given: elder.given,
    family: elder.family,
    sex: 'M',
    dob,
    isMember: true,
    ...(isSon ? { suffix: 'Jr', street: elder.street, unit: elder.unit, city: elder.city, state: elder.state, zip: elder.zip } : {}),
  });
  const body = isSon
    ? say`Please do not merge father and son. The father is ${s.full(elder)}, DOB ${s.dob(elder)}, ${s.mrnLabelled(elder)}; the son is ${s.full(other)}, DOB ${s.dob(other)}, ${s.mrnLabelled(other)}.`
    : say`We have two of the same name. ${s.full(elder)} born ${s.dob(elder)} is ${s.mrnLabelled(elder)}. ${s.full(other)} born ${s.dob(other)} is ${s.mrnLabelled(other)}. ${He(other)} is the one with the ${s.lab(other)}.`;
  office.send({ random, at, subject: 'same name, two charts', body });
}
