/**
 * Three mailboxes made of published sample files: clinical documents, messages, claims and bundles as attachments, visit notes, and
 * mail without patients around them. The truth is read from the structure of the files (health-structured.ts). All of it is sample
 * data of its publishers; the letters around it are this script's.
 *
 *   node score/health-mailboxes.ts OUTDIR
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { readStructured, type StructuredKind, type StructuredPerson } from './health-structured.ts';
import { say, sharedMaterial } from './shared.ts';

export interface TruePerson {
  readonly key: string;
  readonly given: string;
  readonly family: string;
  readonly dob: string;
  readonly isMember: boolean;
  /** Kinds of files that the person stands in. */
  readonly kinds: readonly string[];
  /** SHA-256 of the files. */
  readonly files: readonly string[];
  readonly values: Readonly<Record<string, readonly string[]>>;
}

export interface HealthTruth {
  readonly mailbox: string;
  readonly messages: number;
  readonly persons: readonly TruePerson[];
  /** What each attached file is: by SHA-256. */
  readonly files: Readonly<Record<string, { readonly kind: string; readonly source: string; readonly persons: readonly string[] }>>;
  /** Message-IDs of mail that has no patient. */
  readonly noise: readonly string[];
}

interface Attached {
  readonly kind: StructuredKind | 'note' | 'pdf';
  readonly source: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly persons: readonly StructuredPerson[];
}

const MAILBOXES = 3;
/** A mailbox gets at most so many files of a kind, and no file above so many bytes: a run stays under some minutes. */
const SHARE_OF = { ccda: 40, hl7v2: 50, x12: 30, fhir: 4, note: 12, pdf: 1 } as const;
const BYTES_MAX = { ccda: 160_000, hl7v2: 60_000, x12: 40_000, fhir: 700_000, note: 20_000, pdf: 2_000_000 } as const;
const NOISE = { spamassassin: 60, 'enron-categories': 60 } as const;
/** Some claim files repeat one claim hundreds of times. */
const PERSONS_MAX = 40;

const ARCHIVES: readonly (readonly [StructuredKind, string])[] = [
  ['ccda', 'ccda.zip'],
  ['hl7v2', 'hl7v2.zip'],
  ['x12', 'x12.zip'],
  ['fhir', 'fhir-synthea-r4.zip'],
];
const MEDIA = {
  ccda: 'text/xml',
  hl7v2: 'application/octet-stream',
  x12: 'application/octet-stream',
  fhir: 'application/json',
  note: 'text/plain',
  pdf: 'application/pdf',
} as const;
const ENDING = { ccda: 'xml', hl7v2: 'hl7', x12: 'edi', fhir: 'json', note: 'txt', pdf: 'pdf' } as const;

const OWNERS = ['Robin Alder', 'Sasha Birch', 'Terry Cedar'] as const;
const COLLEAGUES = ['Jules Hazel', 'Kim Juniper', 'Lane Maple', 'Morgan Oak', 'Noel Rowan'] as const;
const DOMAIN = 'riverbend-clinic.example';
const LETTERS: readonly (readonly [string, string])[] = [
  ['Records for the file', 'Attached as asked. Please file it and tell me if anything is missing.'],
  ['From the interface queue', 'This one stopped in the queue this morning. Can you have a look?'],
  ['Forwarded document', 'Came in over night. It belongs to the batch of last week.'],
  ['Please check', 'I think the export is complete now. The old one can be deleted.'],
  ['Batch', 'Here is the next of the batch. Two more will follow after lunch.'],
];

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const slug = (name: string): string => name.toLowerCase().replace(' ', '.');
/** An order that is nobody's choice: by hash. */
const byHash = (a: { readonly sha256: string }, b: { readonly sha256: string }): number =>
  a.sha256 < b.sha256 ? -1 : a.sha256 > b.sha256 ? 1 : 0;

export function makeHealthMailboxes(folder: string): readonly string[] | undefined {
  const health = sharedMaterial('data/health');
  const mail = sharedMaterial('data/mail');
  if (health === undefined || mail === undefined) return undefined;
  const files = readFiles(health);
  const noise = readNoise(mail);
  const roster = gunzipSync(readFileSync(join(health, 'synthea-r4-roster.csv.gz')));
  return OWNERS.map((owner, index) => {
    const chosen = Object.keys(SHARE_OF).flatMap(
      (kind) =>
        files
          .filter((file) => file.kind === kind && Number.parseInt(file.sha256.slice(0, 6), 16) % MAILBOXES === index)
          .slice(0, SHARE_OF[kind as keyof typeof SHARE_OF]), // a key of it
    );
    return writeCase({
      folder: join(folder, `mailbox-${index + 1}`),
      owner,
      files: [...chosen].sort(byHash),
      noise: noise.filter((_, at) => at % MAILBOXES === index),
      roster,
    });
  });
}

function readFiles(health: string): readonly Attached[] {
  const seen = new Set<string>();
  const files: Attached[] = [];
  const take = (kind: Attached['kind'], source: string, bytes: Uint8Array, persons?: readonly StructuredPerson[]): void => {
    const hash = sha256(bytes);
    if (bytes.length === 0 || bytes.length > BYTES_MAX[kind] || seen.has(hash)) return;
    const people = persons ?? (kind === 'note' || kind === 'pdf' ? [] : readStructured(kind, Buffer.from(bytes).toString('utf8')));
    if (people.length > PERSONS_MAX) return;
    seen.add(hash);
    files.push({ kind, source, bytes, sha256: hash, persons: people });
  };
  const pdfs = readdirSync(join(health, 'pdf'))
    .filter((name) => name.endsWith('.pdf'))
    .map((name) => ({ name, bytes: readFileSync(join(health, 'pdf', name)) }));
  for (const [kind, archive] of ARCHIVES)
    for (const [name, bytes] of Object.entries(unzipSync(readFileSync(join(health, archive))))) {
      if (name.endsWith('/') || (kind === 'ccda' && !name.endsWith('.xml'))) continue;
      take(kind, name, bytes);
      if (kind === 'ccda')
        for (const pdf of pdfs)
          if (holds(bytes, pdf.bytes)) take('pdf', pdf.name, pdf.bytes, readStructured('ccda', Buffer.from(bytes).toString('utf8')));
    }
  const notes = gunzipSync(readFileSync(join(health, 'notes-aci-mts.jsonl.gz')))
    .toString('utf8')
    .split('\n')
    .slice(0, 120);
  for (const line of notes) {
    if (line === '') continue;
    const note = JSON.parse(line) as { id?: string; note?: string; dialogue?: string }; // a published file
    take('note', `note ${note.id ?? ''}`, Buffer.from(note.note ?? note.dialogue ?? '', 'utf8'));
  }
  return files.sort(byHash);
}

/** A document whose body is the PDF itself, as base64: its record target is the truth about the PDF. */
function holds(document: Uint8Array, pdf: Uint8Array): boolean {
  return Buffer.from(document).toString('latin1').replace(/\s+/g, '').includes(Buffer.from(pdf).toString('base64').slice(0, 4_000));
}

function readNoise(mail: string): readonly string[] {
  return Object.entries(NOISE).flatMap(([archive, count]) => {
    const texts = Object.entries(unzipSync(readFileSync(join(mail, `${archive}.zip`))))
      .filter(([name, bytes]) => name.endsWith('.txt') && bytes.length < 40_000)
      .map(([, bytes]) => ({ text: Buffer.from(bytes).toString('latin1'), sha256: sha256(bytes) }))
      .filter(({ text }) => /^message-id:/im.test(text))
      .sort(byHash);
    return texts.slice(0, count * MAILBOXES).map(({ text }) => text.replace(/^From .*\r?\n/, ''));
  });
}

interface CaseParts {
  readonly folder: string;
  readonly owner: string;
  readonly files: readonly Attached[];
  readonly noise: readonly string[];
  readonly roster: Uint8Array;
}

function writeCase({ folder, owner, files, noise, roster }: CaseParts): string {
  const letters = files.map((file, at) => letter(file, owner, at));
  const messages = spread(letters, noise);
  mkdirSync(join(folder, 'evidence'), { recursive: true });
  const mbox = messages
    .map(
      (text) =>
        `From - Tue Mar  1 00:00:00 2022\n${text
          .replace(/\r\n/g, '\n')
          .replace(/^(>*From )/gm, '>$1')
          .replace(/\n*$/, '\n\n')}`,
    )
    .join('');
  writeFileSync(join(folder, 'evidence/mail.mbox'), Buffer.from(mbox, 'latin1'));
  writeFileSync(join(folder, 'evidence/members.csv'), roster);
  const staff = [...OWNERS, ...COLLEAGUES].map((name) => `${name},${slug(name)}@${DOMAIN}`);
  writeFileSync(join(folder, 'evidence/staff.csv'), `name,email\n${staff.join('\n')}\n`);
  writeFileSync(join(folder, 'case.yaml'), caseYaml(basename(folder), owner));
  const truth: HealthTruth = {
    mailbox: basename(folder),
    messages: messages.length,
    persons: gather(files, roster),
    files: Object.fromEntries(
      files.map((file) => [file.sha256, { kind: file.kind, source: file.source, persons: file.persons.map(keyOf) }]),
    ),
    noise: noise.flatMap((text) => /^message-id:\s*<?([^>\s]+)/im.exec(text)?.[1] ?? []),
  };
  writeFileSync(join(folder, 'truth.json'), `${JSON.stringify(truth, null, 1)}\n`);
  return folder;
}

function letter(file: Attached, owner: string, at: number): string {
  const [subject, body] = LETTERS[at % LETTERS.length] ?? ['', ''];
  const from = COLLEAGUES[at % COLLEAGUES.length] ?? '';
  const name = `file-${String(at + 1).padStart(3, '0')}.${ENDING[file.kind]}`;
  const date = new Date(Date.UTC(2022, 1, 1, 15) + at * 5_400_000).toUTCString().replace('GMT', '+0000');
  const bytes = Buffer.from(file.bytes).toString('base64').replace(/.{76}/g, '$&\n');
  return [
    `From: ${from} <${slug(from)}@${DOMAIN}>`,
    `To: ${owner} <${slug(owner)}@${DOMAIN}>`,
    `Subject: ${subject} ${at + 1}`,
    `Date: ${date}`,
    `Message-ID: <h${at + 1}.${file.sha256.slice(0, 12)}@${DOMAIN}>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="part-of-the-letter"',
    '',
    `--part-of-the-letter\nContent-Type: text/plain; charset=utf-8\n\n${body}\n`,
    `--part-of-the-letter\nContent-Type: ${MEDIA[file.kind]}; name="${name}"\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n\n${bytes}`,
    '--part-of-the-letter--\n',
  ].join('\n');
}

/** The noise between the letters, evenly. */
function spread(letters: readonly string[], noise: readonly string[]): readonly string[] {
  const place = (texts: readonly string[]): { readonly at: number; readonly text: string }[] =>
    texts.map((text, i) => ({ at: (i + 0.5) / texts.length, text }));
  return [...place(letters), ...place(noise)].sort((a, b) => a.at - b.at).map(({ text }) => text);
}

const caseYaml = (label: string, owner: string): string =>
  `case: ${label}
organisation: { name: Riverbend Clinic, kind: covered-entity, state: MA }
mailboxes:
  - owner: { name: ${owner}, emails: [${slug(owner)}@${DOMAIN}], role: records }
    sources: [evidence/mail.mbox]
roster: { file: evidence/members.csv, columns: { first: given, last: family, mrn: mrn } }
workforce: { file: evidence/staff.csv }
incident: { discovered: 2022-04-05 }
timezone: America/New_York
as_of: 2022-05-23
`;

const nameKey = ({ given, family }: StructuredPerson): string =>
  `${family}|${given.split(' ')[0] ?? ''}`.toLowerCase().replace(/[^a-z|]/g, '');
const keyOf = (one: StructuredPerson): string => `${nameKey(one)}|${one.values['dob']?.[0] ?? ''}`;

/** One person: same family, first given name and birth date; without a birth date, the only one of that name. */
function gather(files: readonly Attached[], roster: Uint8Array): readonly TruePerson[] {
  const members = new Set(
    Buffer.from(roster)
      .toString('utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .map((cells) => `${cells[3]}|${cells[2]}`.toLowerCase().replace(/[^a-z|]/g, '') + `|${cells[7]}`),
  );
  const shown = files.flatMap((file) => file.persons.map((person) => ({ person, file })));
  const dated = new Map<string, Set<string>>();
  for (const { person } of shown)
    if (person.values['dob'] !== undefined) dated.set(nameKey(person), (dated.get(nameKey(person)) ?? new Set()).add(keyOf(person)));
  const groups = Map.groupBy(shown, ({ person }) => {
    const only = [...(dated.get(nameKey(person)) ?? [])];
    return person.values['dob'] === undefined && only.length === 1 ? (only[0] ?? '') : keyOf(person);
  });
  return [...groups].map(([key, all]) => ({
    key,
    given: all[0]?.person.given ?? '',
    family: all[0]?.person.family ?? '',
    dob: key.split('|')[2] ?? '',
    isMember: members.has(key),
    kinds: [...new Set(all.map(({ file }) => file.kind))],
    files: [...new Set(all.map(({ file }) => file.sha256))],
    values: mergeValues(all.map(({ person }) => person.values)),
  }));
}

function mergeValues(all: readonly StructuredPerson['values'][]): Record<string, readonly string[]> {
  const elements = new Set(all.flatMap((values) => Object.keys(values)));
  return Object.fromEntries([...elements].map((element) => [element, [...new Set(all.flatMap((values) => values[element] ?? []))]]));
}

if (import.meta.main) {
  const folder = process.argv[2];
  if (folder === undefined) {
    process.stderr.write('usage: node score/health-mailboxes.ts OUTDIR\n');
    process.exitCode = 2;
  } else
    for (const one of makeHealthMailboxes(folder) ?? []) {
      const truth = JSON.parse(readFileSync(join(one, 'truth.json'), 'utf8')) as HealthTruth; // written above
      say(
        `${one}: ${truth.messages} messages, ${Object.keys(truth.files).length} files, ${truth.persons.length} persons, ${truth.persons.filter(({ isMember }) => isMember).length} of them on the roster`,
      );
    }
}
