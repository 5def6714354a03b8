import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { readLogFile, recogniseLog } from '../../src/access/index.ts';
import type { LogEvent, LogFileReading } from '../../src/model/index.ts';
import { chunksOf } from './support/shared.ts';
import { bind, signIn, resetIds, type Raw, type Who } from './support/raw.ts';

const WHO: Who = { session: 'SA', ip: '203.0.113.9', user: 'o@x.example', logon: 0, client: 'owa' };
const AT = Date.UTC(2026, 2, 10, 10, 5);
const PLACE = { guid: 'mb1', upn: 'o@x.example' };

function someRecords(count: number): Raw[] {
  resetIds();
  return Array.from({ length: count }, (_one, index) =>
    bind(AT + index * 1000, WHO, PLACE, '\\Inbox', [{ InternetMessageId: `<m${index}@x>`, Subject: `line\nbreak "quoted", ${index} é` }]),
  );
}

function cell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function csvOf(records: readonly Raw[], separator = ','): string {
  const rows = records.map((raw) =>
    ['2026-03-10T10:05:00Z', 'o@x.example', 'MailItemsAccessed', cell(JSON.stringify(raw))].join(separator),
  );
  return `${['CreationDate', 'UserIds', 'Operations', 'AuditData'].join(separator)}\r\n${rows.join('\r\n')}\r\n`;
}

function read(bytes: Uint8Array, size = 65_536): { reading: LogFileReading; events: LogEvent[] } {
  const events: LogEvent[] = [];
  const reading = readLogFile(chunksOf(bytes, size), { name: 'log', content: 'c' }, (event) => events.push(event));
  return { reading, events };
}

const withoutRefs = (events: readonly LogEvent[]): unknown[] => events.map(({ refs: _refs, ...rest }) => rest);
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

test('one set of records gives the same events from CSV, JSON lines, an array, pages and wrappers', () => {
  const records = someRecords(5);
  const plain = withoutRefs(read(Buffer.from(csvOf(records))).events);
  assert.equal(plain.length, 5);
  const forms: Record<string, string | Buffer> = {
    semicolons: `sep=;\r\n${csvOf(records, ';')}`,
    'byte order mark': `\ufeff${csvOf(records)}`,
    'UTF-16': utf16(csvOf(records)),
    lines: records.map((raw) => JSON.stringify(raw)).join('\n'),
    array: JSON.stringify(records),
    'array over lines': JSON.stringify(records, undefined, 2),
    'UTF-16 lines': utf16(records.map((raw) => JSON.stringify(raw)).join('\r\n')),
    wrappers: JSON.stringify(records.map((raw) => ({ Identity: raw['Id'], AuditData: JSON.stringify(raw) }))),
    'graph pages': [records.slice(0, 3), records.slice(3)]
      .map((value) =>
        JSON.stringify(
          {
            '@odata.context': 'x',
            value: value.map((raw) => ({
              id: 'other',
              createdDateTime: '2026-03-10T10:05:00Z',
              auditLogRecordType: 'exchangeItemAggregated',
              operation: raw['Operation'],
              auditData: raw,
            })),
          },
          undefined,
          1,
        ),
      )
      .join('\n'),
  };
  for (const [name, form] of Object.entries(forms)) assert.deepEqual(withoutRefs(read(Buffer.from(form)).events), plain, name);
});

test('keys that a re-export lower-cased are read as the same record', () => {
  const lower = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(lower)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, held]) => [key.toLowerCase(), lower(held)]))
        : value;
  const records = someRecords(2);
  assert.deepEqual(
    withoutRefs(read(Buffer.from(records.map((raw) => JSON.stringify(lower(raw))).join('\n'))).events),
    withoutRefs(read(Buffer.from(csvOf(records))).events),
  );
});

test('any way of cutting a file into chunks gives the same events and the same positions', () => {
  const files = [
    csvOf(someRecords(4)),
    JSON.stringify(someRecords(4), undefined, 1),
    someRecords(4)
      .map((raw) => JSON.stringify(raw))
      .join('\n'),
  ].map((text) => Buffer.from(text));
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.integer({ min: 1, max: 300 }), (file, size) => {
      assert.deepEqual(read(file, size).events, read(file).events);
    }),
    { numRuns: 40, seed: 7 },
  );
});

test('the position of a row is where its bytes stand in the file, in UTF-8 and in UTF-16', () => {
  for (const [file, encoding] of [
    [Buffer.from(`\ufeff${csvOf(someRecords(3))}`), 'utf8'],
    [utf16(csvOf(someRecords(3))), 'utf16le'],
    [Buffer.from(JSON.stringify({ value: someRecords(3) }, undefined, 1)), 'utf8'],
    [utf16(JSON.stringify(someRecords(3))), 'utf16le'],
  ] as const) {
    const { events } = read(file);
    assert.equal(events.length, 3);
    events.forEach((event, index) => {
      const ref = event.refs[0];
      const text = file.subarray(ref?.byte, (ref?.byte ?? 0) + (ref?.length ?? 0)).toString(encoding);
      assert.ok(text.includes(`<m${index}@x>`) && !text.includes(`<m${index + 1}@x>`), encoding);
    });
  }
});

test('a record cut at the end of the cell keeps its whole items and counts the others as lost', () => {
  const raw = bind(AT, WHO, PLACE, '\\Inbox', [
    { InternetMessageId: '<a@x>' },
    { InternetMessageId: '<b@x>' },
    { InternetMessageId: '<c@x>' },
  ]);
  const { OperationCount, Folders, ...rest } = raw;
  const text = JSON.stringify({ ...rest, OperationCount, Folders });
  const { events } = read(
    Buffer.from(
      `CreationDate,UserIds,Operations,AuditData\n2026-03-10T10:05:00Z,o,MailItemsAccessed,${cell(text.slice(0, text.indexOf('<c@x>') + 2))}\n`,
    ),
  );
  assert.deepEqual([events[0]?.items.map((item) => item.mid), events[0]?.lost, events[0]?.refs[0]?.loss], [['a@x', 'b@x'], 1, 'truncated']);
});

test('a line that was cut is one damaged record, and the next line is read', () => {
  const [a, b, c] = someRecords(3).map((raw) => JSON.stringify(raw));
  const { events, reading } = read(Buffer.from([a, b?.slice(0, 200), c].join('\n')));
  assert.equal(events.length + reading.refused, 3);
  assert.ok(events.some((event) => event.items[0]?.mid === 'm2@x'));
});

test('a row without its record is a record of its own, dated by the form that the other rows teach', () => {
  const rows = someRecords(3).map(
    (raw) => `10.3.2026 12:05:00,o@x.example,MailItemsAccessed,${cell(JSON.stringify({ ...raw, CreationTime: '2026-03-10T10:05:00' }))}`,
  );
  const { events } = read(
    Buffer.from(`CreationDate,UserIds,Operations,AuditData\n${rows.join('\n')}\n11.3.2026 14:00:00,o@x.example,MailItemsAccessed,\n`),
  );
  const last = events.at(-1);
  // The others show day before month, two hours ahead of UTC.
  assert.deepEqual([last?.at, last?.timeGrade, last?.refs[0]?.loss], [Date.UTC(2026, 2, 11, 12), 'B', 'empty']);
});

test('where nothing teaches the form of a date its time is a guess and says so', () => {
  const { events } = read(Buffer.from('CreationDate,UserIds,Operations,AuditData\n3/4/2026 14:00:00,o@x.example,MailItemsAccessed,\n'));
  assert.equal(events[0]?.timeGrade, 'D');
});

test('an operation that nobody knows is kept and counted by name', () => {
  const raw = {
    CreationTime: '2026-03-10T10:05:00',
    Id: '11111111-1111-4111-8111-111111111111',
    Operation: 'Something New.',
    RecordType: 999,
    UserId: 'o',
    Workload: 'X',
  };
  const { events, reading } = read(Buffer.from(`${JSON.stringify(raw)}\n${JSON.stringify(raw)}\n`));
  assert.equal(events[0]?.kind, 'other');
  assert.deepEqual(reading.unknownOperations, [{ op: 'something new', count: 2 }]);
});

test('a form that is not read is a gap that says what to do, and no event', () => {
  for (const text of [
    '#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-uri-stem\n',
    '{"kind":"admin#reports#activity","id":{"uniqueQualifier":"1"}}',
    'hello world',
  ]) {
    const { events, reading } = read(Buffer.from(text));
    assert.deepEqual([events.length, reading.adapter, reading.gaps.map((gap) => gap.kind)], [0, 'unknown', ['source-cannot']]);
    assert.ok((reading.gaps[0]?.remedy.length ?? 0) > 20);
  }
});

test('a log is recognised by its content, whatever its name', () => {
  resetIds();
  const kinds = [
    csvOf(someRecords(1)),
    JSON.stringify(signIn(AT, WHO)),
    JSON.stringify([{ command: 'Get-Mailbox o', at: '2026-03-10T10:05:00Z', output: [] }]),
    'files:\n  - file: ual.csv\n    rows: 1\n',
  ].map((text) => recogniseLog(Buffer.from(text), 'picture.png')?.kind);
  assert.deepEqual(kinds, ['ual-csv', 'ual-json', 'snapshot', 'collection']);
  assert.equal(recogniseLog(Buffer.from('From a@b Mon Jan 1\nSubject: x\n'), 'ual.csv'), undefined);
});

test('ten thousand damaged rows are each an event or a counted refusal, and nothing is thrown', () => {
  const base = Buffer.from(csvOf(someRecords(20)));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(base.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 30 }), (flips) => {
      const bytes = Buffer.from(base);
      for (const [at, value] of flips) bytes[at] = value;
      const { reading, events } = read(bytes);
      assert.equal(reading.records, events.length);
      assert.ok(reading.adapter === 'unknown' || reading.rows === reading.records + reading.refused, 'rows add up');
    }),
    { numRuns: 500, seed: 11 },
  );
});

test('brackets without end and quotes without end are read in bounded time', () => {
  const started = performance.now();
  for (const text of [
    `[${'{"a":['.repeat(200_000)}`,
    `CreationDate,AuditData\n"${'a,"'.repeat(300_000)}`,
    `{"Operation":"x","CreationTime":"${'\\'.repeat(1_000_000)}`,
  ])
    read(Buffer.from(text));
  assert.ok(performance.now() - started < 20_000);
});

test('a sign-in is the same record from Graph, the portal, Log Analytics and the audit log', () => {
  const id = '21cd1687-a9e9-46c6-809d-1a37c2cef663';
  const graph = {
    id,
    createdDateTime: '2026-03-10T10:05:00Z',
    userPrincipalName: 'O@x.example',
    userId: 'oid',
    appId: '00000002-0000-0ff1-ce00-000000000000',
    ipAddress: '203.0.113.9',
    clientAppUsed: 'Browser',
    sessionId: 'SA',
    authenticationRequirement: 'singleFactorAuthentication',
    deviceDetail: { deviceId: '', operatingSystem: 'Linux' },
    status: { errorCode: 50126 },
  };
  const portal = `Date (UTC),Request ID,Username,User ID,Application ID,IP address,Client app,Session ID,Authentication requirement,Operating System,Status,Sign-in error code\n2026-03-10T10:05:00Z,${id},o@x.example,oid,00000002-0000-0ff1-ce00-000000000000,203.0.113.9,Browser,SA,Single-factor authentication,Linux,Failure,50126\n`;
  const analytics = {
    Id: id,
    CreatedDateTime: '2026-03-10T10:05:00Z',
    UserPrincipalName: 'o@x.example',
    UserId: 'oid',
    AppId: graph.appId,
    IPAddress: '203.0.113.9',
    ClientAppUsed: 'Browser',
    SessionId: 'SA',
    AuthenticationRequirement: 'singleFactorAuthentication',
    DeviceDetail_dynamic: '{"operatingSystem":"Linux"}',
    ResultType: '50126',
  };
  const audit = {
    CreationTime: '2026-03-10T10:05:00',
    Id: id,
    Operation: 'UserLoginFailed',
    RecordType: 15,
    Workload: 'AzureActiveDirectory',
    UserId: 'o@x.example',
    ClientIP: '203.0.113.9',
    ErrorNumber: '50126',
    DeviceProperties: [
      { Name: 'SessionId', Value: 'SA' },
      { Name: 'OS', Value: 'Linux' },
    ],
  };
  const seen = [JSON.stringify({ value: [graph] }), portal, JSON.stringify([analytics]), JSON.stringify(audit)].map((text) => {
    const [event] = read(Buffer.from(text)).events;
    return [
      event?.id,
      event?.kind,
      event?.at,
      event?.actor.upn,
      event?.net.ip,
      event?.auth.session,
      event?.auth.error,
      event?.client.os,
      event?.result,
    ];
  });
  for (const one of seen) assert.deepEqual(one, seen[0]);
  assert.equal(seen[0]?.[1], 'sign-in-failed');
});
