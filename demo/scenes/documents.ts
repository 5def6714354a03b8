/** Attachments: worklists, eligibility extracts, lab reports, letters, archives in archives, copies of all of them. */
import { makeDocx, makeXlsx, paragraph, type MadeCell, type MadeSheet } from '../make/ooxml.ts';
import { makePdf, type MadeText } from '../make/pdf.ts';
import { makeZip } from '../make/zip.ts';
import type { Attached } from '../mail.ts';
import type { Office } from '../office.ts';
import { factsOf, say, textOf, type Fact, type Said } from '../passage.ts';
import { ageOn, type Person } from '../people.ts';
import type { Random } from '../random.ts';
import type { Speech } from '../speak.ts';
import { DAY_MS, isoDay } from '../time.ts';
import { FACILITIES } from '../words/clinic-words.ts';
import { columnsFor } from './several-people.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const letterOf = (index: number): string => String.fromCharCode(65 + index);

interface ListColumn {
  readonly head: string;
  readonly group?: string;
  readonly isHidden?: boolean;
  readonly cell: (p: Person) => Said;
}

function listColumns(random: Random, s: Speech): readonly ListColumn[] {
  const columns: readonly ListColumn[] = columnsFor(random, s);
  if (random.chance(0.4))
    return columns.map((column, index) =>
      index === 1 || /phone|contact/i.test(column.head) ? { ...column, isHidden: random.chance(0.6) } : column,
    );
  if (random.chance(0.5)) {
    return [
      { head: 'Last', group: 'Patient', cell: (p) => ({ ...s.full(p), shown: p.family }) },
      { head: 'First', cell: (p) => ({ ...s.full(p), shown: p.given }) },
      ...columns.slice(1),
    ];
  }
  return columns;
}

/** Built-in number format 14: a date as the machine writes it. [ECMA-376-1] 18.8.30 */
const DATE_FORMAT = 14;
/** Day 0 of workbooks is 1899-12-30 for every day after February 1900. */
const WORKBOOK_EPOCH_DAYS = 25_569;

/** A typed workbook holds dates as days and chart numbers as numbers; the truth is the same. */
function cellOf(ref: string, said: Said, person: Person | undefined): MadeCell {
  const [fact] = factsOf(said);
  if (person !== undefined && fact?.elements[0] === 'dob')
    return { ref, number: Date.parse(`${person.dob}T00:00:00Z`) / DAY_MS + WORKBOOK_EPOCH_DAYS, style: 1 };
  if (person !== undefined && fact?.elements[0] === 'mrn') return { ref, number: fact.shown };
  return { ref, text: textOf(said) };
}

function worklist(
  people: readonly Person[],
  columns: readonly ListColumn[],
  { title, isTyped }: { readonly title: string; readonly isTyped: boolean },
): { readonly data: Buffer; readonly facts: readonly Fact[] } {
  const facts: Fact[] = [];
  const rows: { cells: MadeCell[] }[] = [];
  const put = (cells: readonly Said[], person?: Person): void => {
    const line = rows.length + 1;
    rows.push({ cells: cells.map((cell, index) => cellOf(`${letterOf(index)}${line}`, cell, person)) });
  };
  put([title]);
  put(['Prepared by Quality. Contains protected health information.']);
  put(['']);
  const hasGroups = columns.some(({ group }) => group !== undefined);
  if (hasGroups) put(columns.map(({ group }) => group ?? ''));
  put(columns.map(({ head }) => head));
  for (const p of people) {
    const cells = columns.map((column) => column.cell(p));
    facts.push(...cells.flatMap(factsOf));
    put(cells, isTyped ? p : undefined);
  }
  put([`Total: ${people.length}`]);
  const hidden = columns.flatMap((column, index) => (column.isHidden === true ? [index + 1] : []));
  const sheet: MadeSheet = {
    name: 'Worklist',
    rows,
    ...(hidden.length > 0 ? { hiddenColumns: hidden } : {}),
    merges: hasGroups ? ['A1:D1', 'A4:B4'] : ['A1:D1'],
  };
  const legend: MadeSheet = {
    name: 'Legend',
    rows: [
      {
        cells: [
          { ref: 'A1', text: 'Code' },
          { ref: 'B1', text: 'Meaning' },
        ],
      },
      {
        cells: [
          { ref: 'A2', text: 'LM' },
          { ref: 'B2', text: 'left message' },
        ],
      },
    ],
  };
  return { data: makeXlsx({ sheets: [sheet, legend], formats: [DATE_FORMAT] }), facts };
}

const TOPICS = [
  'Diabetes recall',
  'Readmission watch',
  'Colon screening',
  'Annual visits due',
  'Open referrals',
  'Statin follow up',
  'Post discharge calls',
] as const;

/** A list that comes again: the second time some are new, and the first file may lie in another mail unchanged. */
export function weeklyList(office: Office, random: Random, at: number, size: number): void {
  const people = office.take(random, size, (p) => ageOn(p, isoDay(at)) > 17);
  if (people.length === 0) return;
  const s = office.speech(random, at);
  const topic = random.pick(TOPICS);
  const columns = listColumns(random, s);
  const { data, facts } = worklist(people, columns, { title: `${topic} - ${office.name}`, isTyped: random.chance(0.4) });
  const attached: Attached = { name: `${topic.replaceAll(' ', '_')}_${isoDay(at).replaceAll('-', '')}.xlsx`, mime: XLSX, data, facts };
  const sender = office.colleague(random);
  office.send({
    random,
    at,
    from: sender,
    subject: `${topic}, ${people.length} open`,
    body: random.pick(['List attached, please work from the top.', 'This is the current list.', 'New ones are at the end.']),
    attachments: [attached],
  });
  if (random.chance(0.35))
    office.send({
      random,
      at: at + 3 * DAY_MS,
      from: office.owner,
      to: [office.colleague(random)],
      subject: `FW: ${topic}`,
      body: 'Can you help me with these? Same file.',
      attachments: [attached],
    });
}

export function eligibility(office: Office, random: Random, at: number, size: number): void {
  const people = office.take(random, size, (p) => p.isMember);
  const s = office.speech(random, at);
  const columns: readonly ListColumn[] = [
    { head: 'MemberID', cell: (p) => s.memberId(p).slice(-1) },
    { head: 'LastName', cell: (p) => ({ ...s.full(p), shown: p.family }) },
    { head: 'FirstName', cell: (p) => ({ ...s.full(p), shown: p.given }) },
    { head: 'DOB', cell: (p) => s.dob(p, 'padded') },
    { head: 'Address', cell: (p) => ({ ...s.street(p), shown: p.street }) },
    { head: 'City', cell: (p) => p.city },
    { head: 'State', cell: (p) => p.state },
    { head: 'Zip', cell: (p) => p.zip },
    { head: 'Phone', cell: (p) => ({ ...s.phone(p), shown: p.phone }) },
    { head: 'EffDate', cell: () => `01/01/${isoDay(at).slice(0, 4)}` },
    { head: 'Status', cell: () => random.pick(['A', 'A', 'T']) },
  ];
  const rows = people.map((p) => columns.map((column) => column.cell(p)));
  const quote = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const data = Buffer.from(
    `${[columns.map(({ head }) => head), ...rows.map((row) => row.map(textOf))].map((row) => row.map(quote).join(',')).join('\r\n')}\r\n`,
  );
  office.send({
    random,
    at,
    subject: 'Eligibility extract',
    body: random.pick(['The file you asked for.', 'Extract of this morning, one row a member.']),
    attachments: [{ name: `elig_${isoDay(at).replaceAll('-', '')}.csv`, mime: 'text/csv', data, facts: rows.flat().flatMap(factsOf) }],
  });
}

/** One patient a page, the way the laboratory prints. */
export function labReports(office: Office, random: Random, at: number): void {
  const people = office.take(random, random.int(1, 4));
  const s = office.speech(random, at);
  const facts: Fact[] = [];
  const lab = random.pick(['Inland Clinical Laboratory', 'Basin Reference Lab']);
  const doctor = office.doctor(random);
  const pages = people.map((p) => {
    const result = random.pick(p.condition.results);
    const taken = s.visit(p, -2, 'padded');
    facts.push(s.lastFirst(p), s.dob(p, 'padded'), s.mrn(p), taken, { ...s.lab(p), shown: `${p.condition.test} ${result}` });
    const at72 = (y: number, text: string): MadeText => ({ x: 72, y, text });
    const texts: MadeText[] = [
      { x: 72, y: 740, text: lab, size: 16 },
      at72(715, 'FINAL REPORT'),
      at72(685, `Patient: ${textOf(s.lastFirst(p))}`),
      at72(670, `DOB: ${textOf(s.dob(p, 'padded'))}     Sex: ${p.sex}`),
      at72(655, `MRN: ${p.mrn}`),
      at72(640, `Collected: ${textOf(taken)}`),
      at72(625, `Ordering provider: ${doctor.given} ${doctor.family}, MD`),
      ...['Test', 'Result', 'Units', 'Reference'].map((text, c): MadeText => ({ x: 72 + c * 140, y: 590, text })),
      ...[p.condition.test, result, p.condition.unit, p.condition.range].map((text, c): MadeText => ({ x: 72 + c * 140, y: 574, text })),
      at72(520, 'This report is for the ordering provider only.'),
    ];
    return { texts };
  });
  office.send({
    random,
    at,
    from: { name: lab, address: 'reports@inlandlab.example' },
    folder: 'Inbox/Labs',
    subject:
      people.length === 1 && people[0] !== undefined && random.chance(0.5)
        ? say`Lab report: ${s.lastFirst(people[0])}`
        : `Lab reports (${people.length})`,
    body: 'Results are attached. Do not reply to this address.',
    isBare: true,
    attachments: [{ name: `report_${random.digits(5)}.pdf`, mime: 'application/pdf', data: makePdf({ pages, packed: true }), facts }],
  });
}

function letter(office: Office, random: Random, p: Person, at: number): Attached {
  const s = office.speech(random, at);
  const site = random.pick(FACILITIES);
  const lines: Said[] = random.pick<() => Said[]>([
    () => [
      office.name,
      s.day(0, 'long'),
      s.full(p),
      s.street(p),
      say`${{ ...(s.address(p)[2] as Fact) }}, ${p.state} ${p.zip}`,
      say`Dear ${s.titled(p)}:`,
      say`We approved the ${s.procedure(p)} that your doctor asked for. It will take place at ${site} on ${s.appointment(p, 21, 'long')}.`,
      say`Your ${s.memberId(p)}. Please have it with you.`,
      'Sincerely,',
      `${office.owner.given} ${office.owner.family}`,
    ],
    () => [
      `${site} - Consultation`,
      say`Patient: ${s.formal(p)}`,
      say`Date of birth: ${s.dob(p, 'padded')}`,
      say`${s.mrnLabelled(p)}`,
      say`Seen on ${s.visit(p, -4, 'long')}`,
      say`Impression: ${s.dx(p)}. ${s.lab(p)}.`,
      say`Plan: ${s.med(p)}.`,
      `${office.doctor(random).family}, MD`,
    ],
  ])();
  return {
    name: `${random.pick(['letter', 'consult', 'notice'])}_${random.digits(4)}.docx`,
    mime: DOCX,
    data: makeDocx({ body: lines.map((line) => paragraph(textOf(line))).join('') }),
    facts: lines.flatMap(factsOf),
  };
}

export function letters(office: Office, random: Random, at: number): void {
  const people = office.take(random, random.int(1, 2), (p) => ageOn(p, isoDay(at)) > 17);
  office.send({
    random,
    at,
    from: random.chance(0.4) ? office.owner : office.colleague(random),
    subject: random.pick(['letter for signature', 'draft attached', 'consult note attached']),
    body: random.pick(['Please check and send.', 'Attached.', 'Let me know if this is right.']),
    attachments: people.map((p) => letter(office, random, p, at)),
  });
}

/** Archives in archives: the outer one a packet, the inner ones by day. */
export function packet(office: Office, random: Random, at: number): void {
  const people = office.take(random, random.int(3, 6), (p) => ageOn(p, isoDay(at)) > 17);
  const s = office.speech(random, at);
  const [first, ...rest] = people;
  if (first === undefined) return;
  const one = letter(office, random, first, at);
  const { data, facts } = worklist(rest, listColumns(random, s), { title: 'Transfer packet', isTyped: false });
  const inner = makeZip([
    { name: 'list.xlsx', data },
    { name: 'read me.txt', data: 'Transfer packet. See the list.' },
  ]);
  const outer = makeZip([
    { name: one.name, data: one.data ?? Buffer.alloc(0) },
    { name: 'lists/inner.zip', data: inner },
  ]);
  office.send({
    random,
    at,
    subject: 'records packet',
    body: 'Everything for the transfer is in the archive.',
    attachments: [{ name: `packet_${random.digits(4)}.zip`, mime: 'application/zip', data: outer, facts: [...one.facts, ...facts] }],
  });
}

/** The staff's own list: nobody of it is a patient. */
export function staffList(office: Office, random: Random, at: number): void {
  const people = [...office.staff, ...office.clinicians];
  const rows = [
    ['Name', 'Title', 'Direct', 'Email'],
    ...people.map((one) => [`${one.family}, ${one.given}`, one.title, one.phone, one.email]),
  ];
  const data = makeXlsx({
    sheets: [
      {
        name: 'Phone list',
        rows: rows.map((row, r) => ({ cells: row.map((text, c): MadeCell => ({ ref: `${letterOf(c)}${r + 1}`, text })) })),
      },
    ],
  });
  office.send({
    random,
    at,
    subject: 'Updated phone list',
    body: 'Please throw the old one away.',
    attachments: [{ name: 'Phone list.xlsx', mime: XLSX, data, facts: [] }],
  });
}

/** A colleague who is a member too: here the person of the count. */
export function staffMember(office: Office, random: Random, at: number, index: number): void {
  const colleague = office.staff[index + 2];
  if (colleague === undefined) return;
  const p = office.population.make({
    given: colleague.given,
    family: colleague.family,
    isMember: true,
    dob: `19${random.int(62, 94)}-0${random.int(1, 9)}-1${random.int(0, 9)}`,
  });
  const s = office.speech(random, at);
  office.send({
    random,
    at,
    from: office.staff[10] ?? office.colleague(random),
    subject: 'claim of one of our own',
    body: say`Please keep this between us: ${s.full(p)} from our team is also a member, ${s.memberId(p)}, born ${s.dob(p)}. ${p.sex === 'F' ? 'Her' : 'His'} claim for the ${s.procedure(p)} on ${s.visit(p, -30)} was denied.`,
  });
}
