/**
 * A small case from code: an mbox, a folder of EML files and a zip of both kinds, a roster, a staff list and an audit log in which
 * an intruder opens four messages. A dozen invented people. The same options give the same bytes.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

export interface CaseOptions {
  /** A made-up string in every place where a value can hide. */
  readonly canaries?: boolean;
  /** Further plain messages in the mbox, each about one of the people. */
  readonly messages?: number;
  /** Lines of case.yaml in place of those that are written otherwise. */
  readonly yaml?: Partial<Record<YamlKey, string>>;
  /** Lists of case.yaml in another order. */
  readonly shuffled?: boolean;
}
type YamlKey = 'mailboxes' | 'logs' | 'roster' | 'workforce' | 'passwords' | 'limits' | 'extra';

/** Where a canary lies. */
export const CANARY_PLACES = [
  'subject',
  'file-name',
  'folder-name',
  'cell',
  'header',
  'attachment-metadata',
  'password',
  'path-in-zip',
  'log-row',
  'body',
  'sender-name',
  'roster-cell',
  'staff-cell',
  'hostile-file',
] as const;
export type CanaryPlace = (typeof CANARY_PLACES)[number];

/** A word that occurs nowhere else. */
export function canary(place: CanaryPlace): string {
  return `Qx${createHash('sha256').update(`canary ${place}`).digest('hex').slice(0, 14)}`;
}

interface Person {
  readonly id: string;
  readonly given: string;
  readonly family: string;
  readonly dob: string;
  readonly mrn: string;
  readonly city: string;
}
const person = (index: number, given: string, family: string, dob: string, city: string): Person => ({
  id: `R${String(index).padStart(3, '0')}`,
  given,
  family,
  dob,
  mrn: `48${String(index * 7919).padStart(7, '0')}`,
  city,
});

/** Everybody is invented. */
export const PEOPLE: readonly Person[] = [
  person(1, 'Odalys', 'Brantwick', '1961-03-14', 'Tacoma'),
  person(2, 'Ferris', 'Quillane', '1974-07-02', 'Spokane'),
  person(3, 'Maribel', 'Thornebury', '1988-11-21', 'Seattle'),
  person(4, 'Anselm', 'Vickerstad', '1949-01-30', 'Olympia'),
  person(5, 'Jovanna', 'Peltrinov', '1992-05-17', 'Yakima'),
  person(6, 'Corwin', 'Asheldine', '1957-09-09', 'Everett'),
  person(7, 'Tamsin', 'Orrevick', '1981-12-05', 'Renton'),
  person(8, 'Lazaro', 'Menchavel', '1969-04-26', 'Auburn'),
  person(9, 'Briony', 'Castellgrove', '1995-08-13', 'Kent'),
  person(10, 'Dmitar', 'Holvarsen', '1943-02-08', 'Lacey'),
  person(11, 'Perpetua', 'Wynnfield', '2014-06-19', 'Burien'),
  person(12, 'Galen', 'Stroudemire', '1978-10-31', 'Pasco'),
];
const OWNER = 'rowan.teller@lakeside.example';
const STAFF: readonly (readonly [string, string, string])[] = [
  ['Rowan Teller', OWNER, 'Care Coordinator'],
  ['Ismay Dorrance', 'ismay.dorrance@lakeside.example', 'RN, Case Manager'],
];
const DAY = ['2022-03-28', '2022-03-29', '2022-03-30', '2022-03-31', '2022-04-01', '2022-04-04', '2022-04-05'];

const who = (index: number): Person => PEOPLE[index % PEOPLE.length] ?? person(0, '', '', '', '');
const us = (iso: string): string => `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)}`;
const messageId = (name: string): string => `<${name}@mail.lakeside.example>`;

interface Mail {
  readonly name: string;
  readonly subject: string;
  readonly text: string;
  readonly from?: string;
  readonly html?: boolean;
  readonly headers?: readonly string[];
  readonly attachments?: readonly { readonly name: string; readonly type: string; readonly bytes: Uint8Array }[];
}

/** One message, CRLF. */
export function mail({ name, subject, text, from, html, headers = [], attachments = [] }: Mail): Buffer {
  const index = Number(/\d+/.exec(name)?.[0] ?? 0);
  const date = new Date(`${DAY[index % DAY.length] ?? DAY[0]}T${String(8 + (index % 9)).padStart(2, '0')}:15:00Z`)
    .toUTCString()
    .replace('GMT', '+0000');
  const head = [
    `Date: ${date}`,
    `From: ${from ?? `Ismay Dorrance <${STAFF[1]?.[1] ?? ''}>`}`,
    `To: Rowan Teller <${OWNER}>`,
    `Subject: ${subject}`,
    `Message-ID: ${messageId(name)}`,
    'MIME-Version: 1.0',
    ...headers,
  ];
  const body = [`Content-Type: text/${html === true ? 'html' : 'plain'}; charset=utf-8`, 'Content-Transfer-Encoding: 8bit', '', text];
  if (attachments.length === 0) return Buffer.from([...head, ...body, ''].join('\r\n'));
  const boundary = `=_${name}`;
  const parts = attachments.flatMap((part) => [
    `--${boundary}`,
    `Content-Type: ${part.type}; name="${part.name}"`,
    `Content-Disposition: attachment; filename="${part.name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    (
      Buffer.from(part.bytes)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    ).join('\r\n'),
  ]);
  return Buffer.from(
    [...head, `Content-Type: multipart/mixed; boundary="${boundary}"`, '', `--${boundary}`, ...body, ...parts, `--${boundary}--`, ''].join(
      '\r\n',
    ),
  );
}

/** Messages one behind the other, LF, lines that begin with From quoted. */
export function mbox(messages: Iterable<Buffer>): Buffer {
  const pieces: string[] = [];
  for (const one of messages)
    pieces.push(
      `From sender@lakeside.example Mon Mar 28 08:15:00 2022\n${one
        .toString('utf8')
        .replaceAll('\r\n', '\n')
        .replace(/^(>*From )/gm, '>$1')}\n`,
    );
  return Buffer.from(pieces.join(''));
}

/** A ZIP of deflated entries. */
export function zip(entries: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    const label = Buffer.from(name);
    const packed = deflateRawSync(bytes);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(0x0800, 2); // names are UTF-8
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(0x5c7c_4000, 6); // 2026-03-28 08:00: the same bytes on every run
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(bytes.length, 18);
    shared.writeUInt16LE(label.length, 22);
    locals.push(Buffer.from('PK\u0003\u0004'), shared, label, packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    central.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), shared, tail, label);
    at += 4 + 26 + label.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006'), end]);
}

function docx(text: string, creator: string): Buffer {
  const types =
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>';
  const rels =
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>';
  const core = `<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>${creator}</dc:creator></cp:coreProperties>`;
  const body = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${text
    .split('\n')
    .map((line) => `<w:p><w:r><w:t>${line}</w:t></w:r></w:p>`)
    .join('')}</w:body></w:document>`;
  return zip(
    [
      ['[Content_Types].xml', types],
      ['_rels/.rels', rels],
      ['word/document.xml', body],
      ['docProps/core.xml', core],
    ].map(([name = '', xml = '']) => ({ name, bytes: Buffer.from(xml) })),
  );
}

const note = (index: number): string => {
  const { given, family, dob, mrn } = who(index);
  return `Rowan,\r\n\r\nPlease call the patient back.\r\n\r\nPatient: ${given} ${family}\r\nDOB: ${us(dob)}\r\nMRN: ${mrn}\r\nA1c 8.${index % 10} on 03/2${index % 10}/2022\r\n\r\nIsmay`;
};

/** Every message by the place where it lies. */
function mailOf(
  mark: (place: CanaryPlace) => string,
  extra: number,
): { readonly mbox: Buffer[]; readonly eml: Record<string, Buffer>; readonly zipped: Record<string, Buffer> } {
  const list = Buffer.from(
    `Name,DOB,MRN,Comment\n${[4, 5, 6].map((at) => `"${who(at).family}, ${who(at).given}",${us(who(at).dob)},${who(at).mrn},${mark('cell')}`).join('\n')}\n`,
  );
  const inner = zip([
    { name: `scans/${mark('path-in-zip') || 'march'}/referral.txt`, bytes: Buffer.from(note(7)) },
    { name: 'scans/empty.txt', bytes: Buffer.alloc(0) },
  ]);
  const own = [
    mail({ name: 'm00', subject: 'Call back', text: note(0) }),
    mail({
      name: 'm01',
      subject: `Labs ${mark('subject')}`.trim(),
      text: note(1),
      headers: mark('header') === '' ? [] : [`X-Ticket: ${mark('header')}`],
    }),
    mail({
      name: 'm02',
      subject: 'Outreach list',
      text: `The list is attached. ${mark('body')}`,
      attachments: [{ name: `list${mark('file-name')}.csv`, type: 'text/csv', bytes: list }],
    }),
    mail({
      name: 'm03',
      subject: 'Referral',
      text: 'See the scan.',
      attachments: [{ name: 'scans.zip', type: 'application/zip', bytes: inner }],
    }),
    mail({
      name: 'm04',
      subject: 'Visit',
      html: true,
      text: `<html><body><p>Patient <b>${who(2).given} ${who(2).family}</b></p><table><tr><th>DOB</th><th>MRN</th></tr><tr><td>${us(who(2).dob)}</td><td>${who(2).mrn}</td></tr></table></body></html>`,
    }),
    mail({
      name: 'm05',
      subject: 'Letter',
      text: 'Attached.',
      from: `${mark('sender-name') || 'Front Desk'} <desk@lakeside.example>`,
      attachments: [
        {
          name: 'letter.docx',
          type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
          bytes: docx(
            `Patient: ${who(3).given} ${who(3).family}\nDate of birth: ${us(who(3).dob)}`,
            mark('attachment-metadata') || 'Front Desk',
          ),
        },
      ],
    }),
    mail({ name: 'm06', subject: 'Staff lunch', text: 'Friday at noon in the small room.' }),
  ];
  for (let at = 0; at < extra; at += 1)
    own.push(mail({ name: `x${at}`, subject: `Follow-up ${at}`, text: `${note(at)}\r\n\r\nTicket ${at}.` }));
  const eml = {
    'Labs/a.eml': mail({ name: 'e10', subject: 'Result', text: note(8) }),
    'Labs/b.eml': mail({ name: 'e11', subject: 'Result again', text: note(9) }),
    [`${mark('folder-name') || 'Old'}/c.eml`]: mail({ name: 'e12', subject: 'Old result', text: note(10) }),
  };
  const zipped = {
    'export/Archive.mbox': mbox([
      mail({ name: 'z20', subject: 'Archived', text: note(11) }),
      mail({ name: 'z21', subject: 'Call back', text: note(0) }),
    ]),
    'export/d.eml': mail({ name: 'z22', subject: 'In the zip', text: note(3) }),
  };
  return { mbox: own, eml, zipped };
}

/** An export of `Search-UnifiedAuditLog`: sign-ins, and binds of an intruder's session to four messages. */
function auditLog(mark: (place: CanaryPlace) => string): string {
  const id = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
  const cell = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows: string[] = ['RecordType,CreationDate,UserIds,Operations,AuditData,ResultIndex,ResultCount,Identity,IsValid,ObjectState'];
  const add = (type: string, op: string, at: string, data: Record<string, unknown>): void => {
    const index = rows.length;
    const record = {
      CreationTime: at,
      Id: id(index),
      Operation: op,
      OrganizationId: id(900),
      ResultStatus: 'Succeeded',
      UserType: 0,
      Version: 1,
      UserId: OWNER,
      ...data,
    };
    rows.push(
      [
        type,
        `${us(at.slice(0, 10))} ${at.slice(11, 13)}:${at.slice(14, 16)}:00 PM`,
        OWNER,
        op,
        JSON.stringify(record),
        String(index),
        '6',
        id(index),
        'True',
        'Unchanged',
      ]
        .map(cell)
        .join(','),
    );
  };
  const intruder = {
    ClientIPAddress: '203.0.113.61',
    SessionId: id(666),
    ClientInfoString: `Client=OWA;Action=ViaProxy;${mark('log-row')}`,
  };
  const bind = (at: string, names: readonly string[]): void =>
    add('ExchangeItemAggregated', 'MailItemsAccessed', at, {
      RecordType: 50,
      MailboxGuid: id(901),
      MailboxOwnerUPN: OWNER,
      LogonType: 0,
      InternalLogonType: 0,
      ExternalAccess: false,
      Workload: 'Exchange',
      ...intruder,
      OperationProperties: [
        { Name: 'MailAccessType', Value: 'Bind' },
        { Name: 'IsThrottled', Value: 'False' },
      ],
      Folders: [
        {
          Id: 'F1',
          Path: '\\Inbox',
          FolderItems: names.map((name) => ({ InternetMessageId: messageId(name), Id: `A-${name}`, SizeInBytes: 1000 })),
        },
      ],
      OperationCount: names.length,
    });
  add('AzureActiveDirectoryStsLogon', 'UserLoggedIn', '2022-04-05T16:00:00', {
    RecordType: 15,
    Workload: 'AzureActiveDirectory',
    ClientIP: '203.0.113.61',
    ActorIpAddress: '203.0.113.61',
    ApplicationId: id(7),
    DeviceProperties: [{ Name: 'SessionId', Value: id(666) }],
  });
  bind('2022-04-05T16:05:00', ['m00', 'm01']);
  bind('2022-04-05T16:20:00', ['m02']);
  bind('2022-04-05T16:40:00', ['e10']);
  return `${rows.join('\r\n')}\r\n`;
}

function yamlOf(options: CaseOptions): string {
  const order = <T>(list: readonly T[]): readonly T[] => (options.shuffled === true ? list.toReversed() : list);
  const list = (names: readonly string[]): string => `[${order(names).join(', ')}]`;
  const lines: Record<YamlKey, string> = {
    mailboxes: `mailboxes:\n  - owner: { name: Rowan Teller, emails: [${OWNER}] }\n    sources: ${list(['evidence/rowan.mbox', 'evidence/eml', 'evidence/export.zip'])}`,
    logs: `logs: ${list(['evidence/ual.csv', 'evidence/collection.yaml'])}`,
    roster: 'roster: { file: evidence/members.csv }',
    workforce: 'workforce: { file: evidence/staff.csv }',
    passwords: 'passwords: [evidence/passwords.txt]',
    limits: '',
    extra: '',
  };
  return [
    'case: SMALL-1',
    'organisation: { name: Lakeside Clinic, kind: covered-entity, state: WA }',
    ...order(Object.keys(lines) as YamlKey[]).map((key) => options.yaml?.[key] ?? lines[key]),
    'incident: { discovered: 2022-04-05, determined: 2022-04-20 }',
    'indicators: { ips: [203.0.113.61] }',
    'timezone: America/Los_Angeles',
    'as_of: 2022-05-01',
    '',
  ].join('\n');
}

/** Writes the case into `folder`. */
export function makeCase(folder: string, options: CaseOptions = {}): string {
  const mark = (place: CanaryPlace): string => (options.canaries === true ? canary(place) : '');
  const put = (name: string, bytes: Uint8Array | string): void => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  };
  const { mbox: own, eml, zipped } = mailOf(mark, options.messages ?? 0);
  put('evidence/rowan.mbox', mbox(own));
  for (const [name, bytes] of Object.entries(eml)) put(`evidence/eml/${name}`, bytes);
  put('evidence/export.zip', zip(Object.entries(zipped).map(([name, bytes]) => ({ name, bytes }))));
  const row = (cells: readonly string[]): string => `${cells.join(',')}\n`;
  put(
    'evidence/members.csv',
    row(['Member Id', 'MRN', 'Last Name', 'First Name', 'DOB', 'Address', 'City', 'State', 'ZIP', 'Email']) +
      PEOPLE.map((one, at) =>
        row([
          one.id,
          one.mrn,
          one.family,
          one.given,
          one.dob,
          `${100 + at} ${mark('roster-cell') || 'Alder'} St`,
          one.city,
          'WA',
          `981${String(at).padStart(2, '0')}`,
          `${one.given.toLowerCase()}@people.example`,
        ]),
      ).join(''),
  );
  put(
    'evidence/staff.csv',
    row(['name', 'email', 'title']) + STAFF.map(([name, email, title]) => row([name, email, `"${title}${mark('staff-cell')}"`])).join(''),
  );
  put('evidence/ual.csv', auditLog(mark));
  put(
    'evidence/collection.yaml',
    'files:\n  - file: ual.csv\n    tool: ExchangeOnlineManagement\n    query: Search-UnifiedAuditLog\n    from: 2022-03-08T00:00:00Z\n    to: 2022-04-13T00:00:00Z\n    filters: []\n    pages: 1\n    rows: 4\n',
  );
  put('evidence/passwords.txt', `${mark('password') || 'opensesame'}\n`);
  put('case.yaml', yamlOf(options));
  return folder;
}
