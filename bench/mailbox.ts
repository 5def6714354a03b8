/**
 * A mailbox of any size from code, written as a stream: the same bytes for the same size. Text of a few kilobytes about one of a
 * thousand invented people, and an attachment that no reader knows, each of its own content: as large mailboxes are.
 */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const PEOPLE = 1000;
const GIVEN = ['Odalys', 'Ferris', 'Maribel', 'Anselm', 'Jovanna', 'Corwin', 'Tamsin', 'Lazaro', 'Briony', 'Dmitar'];
const FAMILY = [
  'Brantwick',
  'Quillane',
  'Thornebury',
  'Vickerstad',
  'Peltrinov',
  'Asheldine',
  'Orrevick',
  'Menchavel',
  'Castellgrove',
  'Holvarsen',
];
const LINE = 'The clinic is open on weekdays, and the front desk answers between nine and five. ';
const ATTACHMENT_BYTES = 24 * 1024;

const two = (value: number): string => String(value).padStart(2, '0');

function person(index: number): { readonly name: string; readonly dob: string; readonly mrn: string; readonly row: string } {
  const at = index % PEOPLE;
  const given = `${GIVEN[at % 10] ?? ''}`;
  const family = `${FAMILY[Math.floor(at / 10) % 10] ?? ''}${['', 'son', 'ley', 'ham', 'wick', 'ford', 'ton', 'by', 'dale', 'more'][Math.floor(at / 100)] ?? ''}`;
  const [year, month, day] = [1940 + (at % 70), 1 + (at % 12), 1 + (at % 28)];
  const mrn = `48${String(at * 7919 + 1_000_000)}`;
  return {
    name: `${given} ${family}`,
    dob: `${two(month)}/${two(day)}/${year}`,
    mrn,
    row: `K${at}-01,${mrn},${family},${given},${year}-${two(month)}-${two(day)},${100 + at} Alder St,Tacoma,WA,98402`,
  };
}

/** Bytes that look like a picture to nobody, different for each index. */
function noise(index: number): Buffer {
  const bytes = Buffer.alloc(ATTACHMENT_BYTES);
  let state = (index * 2_654_435_761 + 1) >>> 0;
  for (let at = 0; at < bytes.length; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeUInt32LE(state, at);
  }
  return bytes;
}

function message(index: number): string {
  const { name, dob, mrn } = person(index);
  const day = new Date(Date.UTC(2021, 0, 1 + (index % 400), 8 + (index % 9))).toUTCString().replace('GMT', '+0000');
  const attachment = (noise(index).toString('base64').match(/.{76}/g) ?? []).join('\n');
  return [
    'From desk@lakeside.example Mon Mar 28 08:15:00 2022',
    `Date: ${day}`,
    'From: Ismay Dorrance <ismay.dorrance@lakeside.example>',
    'To: Rowan Teller <rowan.teller@lakeside.example>',
    `Subject: Call back ${index}`,
    `Message-ID: <b${index}@mail.lakeside.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="=_b"',
    '',
    '--=_b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Please call the patient back. Ticket ${index}.`,
    '',
    `Patient: ${name}`,
    `DOB: ${dob}`,
    `MRN: ${mrn}`,
    '',
    LINE.repeat(20),
    '',
    'Ismay',
    '',
    '--=_b',
    'Content-Type: application/octet-stream; name="scan.bin"',
    'Content-Disposition: attachment; filename="scan.bin"',
    'Content-Transfer-Encoding: base64',
    '',
    attachment,
    '--=_b--',
    '',
    '',
  ].join('\n');
}

/** Writes a case with one mbox of at least `bytes`; gives the number of its messages. */
export function makeLargeCase(folder: string, bytes: number): number {
  mkdirSync(join(folder, 'evidence'), { recursive: true });
  const file = openSync(join(folder, 'evidence', 'large.mbox'), 'w');
  let written = 0;
  let count = 0;
  try {
    for (; written < bytes; count += 1) written += writeSync(file, message(count));
  } finally {
    closeSync(file);
  }
  writeFileSync(
    join(folder, 'evidence', 'members.csv'),
    `Member Id,MRN,Last Name,First Name,DOB,Address,City,State,ZIP\n${Array.from({ length: PEOPLE }, (_, at) => `${person(at).row}\n`).join('')}`,
  );
  writeFileSync(
    join(folder, 'case.yaml'),
    'case: LARGE\norganisation: { name: Lakeside Clinic, kind: covered-entity, state: WA }\nmailboxes:\n  - owner: { name: Rowan Teller, emails: [rowan.teller@lakeside.example] }\n    sources: [evidence/large.mbox]\nroster: { file: evidence/members.csv }\nincident: { discovered: 2022-04-05 }\nas_of: 2022-05-01\n',
  );
  return count;
}
