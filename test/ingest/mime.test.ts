/** The MIME parser: every byte accounted for, every odd form of real mail read. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseMessage, type ParseOptions } from '../../src/ingest/index.ts';
import { DEFAULT_LIMITS } from '../../src/kernel/index.ts';
import type { RawMessage } from '../../src/model/index.ts';

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
const parse = (text: string | Uint8Array, options?: ParseOptions): RawMessage =>
  parseMessage(typeof text === 'string' ? bytesOf(text) : text, DEFAULT_LIMITS, options);
const texts = (message: RawMessage): string[] => message.bodies.map((body) => body.text);
const codes = (message: RawMessage): string[] => message.gaps.map((gap) => gap.code);
const attached = (message: RawMessage, index = 0): string => Buffer.from(message.attachments[index]!.bytes()).toString('utf8');

function assertAddsUp(bytes: Uint8Array): void {
  let at = 0;
  for (const range of parse(bytes).ranges) {
    assert.equal(range.start, at, 'ranges follow one another');
    assert.ok(range.end > range.start, 'no range is empty');
    at = range.end;
  }
  assert.equal(at, bytes.length, 'ranges add up to the length');
}

const MESSAGE = [
  'From: Ann <a@x.test>',
  'To: b@x.test, "Lee, Bo" <bo@x.test>; c@x.test (Cy Dole)',
  'Subject: =?utf-8?B?UmVzdWx0cw==?=',
  'Date: Tue, 05 Apr 2022 10:00:00 -0700',
  'Message-ID: <one@x.test>',
  'Content-Type: multipart/mixed; boundary="b1"',
  '',
  'note in front',
  '--b1',
  'Content-Type: multipart/alternative; boundary="b2"',
  '',
  '--b2',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'caf=C3=A9 =',
  'one line',
  '--b2',
  'Content-Type: text/html',
  '',
  '<p>hello</p>',
  '--b2--',
  '--b1',
  'Content-Type: message/rfc822',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('From: x@x.test\nSubject: inner\n\ninner text\n').toString('base64'),
  '--b1--',
  'list footer',
].join('\r\n');

test('ranges of any bytes add up to their length', () => {
  const pieces = fc.constantFrom(
    '\r\n',
    '\n',
    '\r',
    '--b',
    '--b--',
    'Content-Type: multipart/mixed; boundary=b',
    'Content-Type: multipart/mixed',
    'From: a@b',
    ': ',
    ' ',
    '=?',
    '\0',
    'x',
    'begin 644 a\n',
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), assertAddsUp), { numRuns: 300 });
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (words) => assertAddsUp(bytesOf(words.join('')))),
    { numRuns: 500 },
  );
});

test('ranges of damaged copies of a message add up', () => {
  const damage = fc.record({
    at: fc.nat(MESSAGE.length),
    length: fc.nat(60),
    put: fc.constantFrom('', '\r\n', '\n', '--b1\n', '\0', '--'),
  });
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (cuts) => {
      let text = MESSAGE;
      for (const cut of cuts) text = text.slice(0, cut.at) + cut.put + text.slice(cut.at + cut.length);
      assertAddsUp(bytesOf(text));
    }),
    { numRuns: 500 },
  );
});

test('a message gives headers, alternatives, an embedded message in base64, and the texts around its parts', () => {
  const message = parse(MESSAGE);
  assert.deepEqual(message.headers.to, [
    { name: '', email: 'b@x.test' },
    { name: 'Lee, Bo', email: 'bo@x.test' },
    { name: 'Cy Dole', email: 'c@x.test' },
  ]);
  assert.equal(message.headers.subject, 'Results');
  assert.equal(message.headers.date, Date.UTC(2022, 3, 5, 17));
  assert.equal(message.headers.messageId, 'one@x.test');
  assert.deepEqual(
    message.bodies.map((body) => [body.part, body.text, body.alternativeOf]),
    [
      ['mime:0', 'note in front', undefined],
      ['mime:1.1', 'café one line', 'mime:1'],
      ['mime:1.2', '<p>hello</p>', 'mime:1'],
      ['mime:e', 'list footer', undefined],
    ],
  );
  assert.equal(message.attachments[0]?.kind, 'message');
  assert.equal(parseMessage(message.attachments[0]!.bytes(), DEFAULT_LIMITS).headers.subject, 'inner');
  assert.deepEqual(message.gaps, []);
});

test('the text of a body lies at its range', () => {
  const message = parse('From: a@x.test\nSubject: s\n\nplain body\nsecond line\n');
  const { range, text } = message.bodies[0]!;
  assert.equal(
    bytesOf('From: a@x.test\nSubject: s\n\nplain body\nsecond line\n').subarray(range!.start, range!.end).toString('latin1'),
    text,
  );
});

test('encoded words: split characters join, raw blanks and unknown charsets are read, gaps between words vanish', () => {
  const subject = (value: string): string => parse(`Subject: ${value}\nFrom: a@x.test\n\n`).headers.subject;
  assert.equal(subject('=?utf-8?B?w?==?utf-8?B?6Q==?='), 'ä');
  assert.equal(subject('=?utf-8?Q?Z=C3?= =?utf-8?Q?=BCrich?='), 'Zürich');
  assert.equal(subject('=?utf-8?q?with raw blanks?= and text'), 'with raw blanks and text');
  assert.equal(subject('=?x-unknown?B?aGVsbG8=?='), 'hello');
  assert.equal(subject('=?iso-8859-1?Q?Andr=E9?='), 'André');
  assert.equal(subject('folded\n =?utf-8?Q?line?='), 'folded line');
  assert.equal(subject('not =? a word ?='), 'not =? a word ?=');
});

test('names of attachments: continuations with gaps, charsets, encoded words, quotes', () => {
  const name = (header: string): string | undefined =>
    parse(`Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; ${header}\n\nx\n--b--\n`).attachments[0]
      ?.name;
  assert.equal(name("filename*0*=utf-8''lab%20; filename*2=two.txt; filename*999999999=z; filename=plain.txt"), 'lab two.txt');
  assert.equal(name("filename*=iso-8859-1'en'Andr%E9.pdf"), 'André.pdf');
  assert.equal(name('filename="=?utf-8?B?w7xiZXIucGRm?="'), 'über.pdf');
  assert.equal(name('filename="a\\"b;c.txt"'), 'a"b;c.txt');
  assert.equal(name('filename=two words.txt; size=3'), 'two words.txt');
});

test('base64 is decoded through foreign signs and padding in the middle; what is no base64 is given as it stands too', () => {
  const body = (content: string): RawMessage => parse(`From: a@x.test\nSubject: s\nContent-Transfer-Encoding: base64\n\n${content}`);
  assert.equal(texts(body('aGVsbG8=\n!!*IHdvcmxk\n'))[0], 'hello world');
  const lie = body('Plain words stand here.\n');
  assert.ok(texts(lie).includes('Plain words stand here.\n'));
  assert.deepEqual(codes(lie), ['mime.cte-lie']);
});

test('quoted-printable keeps bad escapes and drops soft breaks with blanks before the line end', () => {
  const message = parse('From: a@x.test\nSubject: s\nContent-Transfer-Encoding: quoted-printable\n\n=G1 a=   \nb =e9 end=');
  assert.equal(texts(message)[0], '=G1 ab é end');
});

test('a multipart without its boundary is read as one text and says so; two boundaries are both used', () => {
  const missing = parse('From: a@x.test\nContent-Type: multipart/mixed\n\n--x\n\nwords\n');
  assert.deepEqual([texts(missing)[0]?.includes('words'), codes(missing)], [true, ['mime.no-boundary']]);
  const guessed = parse('From: a@x.test\nContent-Type: multipart/mixed\n\n--x\n\none\n--x\n\ntwo\n--x--\n');
  assert.deepEqual(texts(guessed), ['one', 'two']);
  const two = parse('From: a@x.test\nContent-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\none\n--a--\n--b\n\ntwo\n--b--\n');
  assert.deepEqual(texts(two), ['one', 'two']);
});

test('a boundary that begins like another one is told apart', () => {
  const message = parse(
    'Content-Type: multipart/mixed; boundary=abc\n\n--abc\nContent-Type: multipart/mixed; boundary=abcd\n\n--abcd\n\none\n--abcd--\n--abc\n\ntwo\n--abc--\n',
  );
  assert.deepEqual(texts(message), ['one', 'two']);
});

test('charsets: a lie about ASCII, a mixture, UTF-16, UTF-7', () => {
  const body = (type: string, bytes: Uint8Array): string | undefined =>
    parse(Buffer.concat([bytesOf(`From: a@x.test\nContent-Type: text/plain; charset=${type}\n\n`), bytes])).bodies[0]?.text;
  assert.equal(body('us-ascii', Buffer.concat([bytesOf('caf\xe9 \x93q\x94 '), Buffer.from('naïve')])), 'café “q” naïve');
  assert.equal(body('utf-8', bytesOf('caf\xe9')), 'café');
  assert.equal(body('utf-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('wide', 'utf16le')])), 'wide');
  assert.equal(body('utf-7', bytesOf('Caf+AOk-')), 'Café');
});

test('format=flowed joins its lines, with DelSp in the middle of a word', () => {
  const message = parse('From: a@x.test\nContent-Type: text/plain; format=flowed; delsp=yes\n\nhalf \nword\n> quoted \n> more\n-- \nsig\n');
  assert.equal(texts(message)[0], 'halfword\n> quotedmore\n-- \nsig\n');
});

test('a file in uuencode becomes an attachment and leaves the text', () => {
  const message = parse('From: a@x.test\n\nbefore\nbegin 644 a.txt\n#0V%T\n`\nend\nafter\n');
  assert.deepEqual([texts(message)[0], attached(message), message.attachments[0]?.name], ['before\nafter\n', 'Cat', 'a.txt']);
});

test('text that only looks like a header is text', () => {
  assert.equal(texts(parse('Note: this is a letter\nIt has a second line.\n'))[0], 'Note: this is a letter\nIt has a second line.\n');
  assert.equal(texts(parse('\r\njust text\r\n'))[0], 'just text\r\n');
  assert.equal(parse('Subject: only a header').headers.subject, 'only a header');
});

test('header fields that stand twice are all kept', () => {
  const { headers } = parse('Subject: one\nSubject: two\nFrom: a@x.test\nFrom: b@x.test\n\nx');
  assert.equal(headers.subject, 'one');
  assert.deepEqual(headers.more, [
    { name: 'subject', value: 'two' },
    { name: 'from', value: 'b@x.test' },
  ]);
});

test('a body elsewhere is missing, a fragment says so, an encrypted block is named', () => {
  assert.equal(
    parse('From: a@x.test\nContent-Type: message/external-body; access-type=URL\n\n').attachments[0]?.gap?.code,
    'mime.external-body',
  );
  assert.deepEqual(codes(parse('From: a@x.test\nContent-Type: message/partial; id=q; number=1; total=3\n\nFrom: b@x.test\n\nhi')), [
    'mime.fragment',
  ]);
  assert.deepEqual(codes(parse('From: a@x.test\n\nhi\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n')), ['pgp']);
});

test('lines quoted for a mailbox lose one mark in the text, and the ranges stay those of the bytes', () => {
  const raw = 'From: a@x.test\n\n>From here\n>>From there\n> From no\n';
  const message = parse(raw, { unquoteFrom: true });
  assert.equal(texts(message)[0], 'From here\n>From there\n> From no\n');
  assert.equal(message.ranges.at(-1)?.end, raw.length);
});

test('dates of many forms are read', () => {
  const date = (value: string): string | undefined => {
    const ms = parse(`From: a@x.test\nDate: ${value}\n\n`).headers.date;
    return ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16);
  };
  assert.equal(date('Tue, 5 Apr 2022 10:00:00 -0700 (PDT)'), '2022-04-05T17:00');
  assert.equal(date('5 Apr 22 10:00 EST'), '2022-04-05T15:00');
  assert.equal(date('Tue Apr  5 10:00:00 2022'), '2022-04-05T10:00');
  assert.equal(date('2022-04-05T10:00:00+02:00'), '2022-04-05T08:00');
  assert.equal(date('Tuesday, April 5, 2022 4:02 PM'), '2022-04-05T16:02');
  assert.equal(date('no date'), undefined);
});

test('hostile messages are read in linear time', { timeout: 30_000 }, () => {
  const size = (build: (n: number) => string, n: number): number => {
    const bytes = bytesOf(build(n));
    const start = performance.now();
    parseMessage(bytes, DEFAULT_LIMITS);
    return performance.now() - start;
  };
  const cases: ((n: number) => string)[] = [
    (n) => `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\n'.repeat(n)}`,
    (n) => `X: ${'x'.repeat(n * 10)}\nSubject: s\n\n`,
    (n) => `Subject: ${'=?utf-8?Q?a?= '.repeat(n)}\n\n`,
    (n) => `To: ${'"a, b" <c@d>,'.repeat(n)}\n\n`,
    (n) => `Content-Type: text/plain; ${'a*0=b; '.repeat(n)}\n\nx`,
    (n) => `From: a@b\n\n${'--'.repeat(n * 4)}`,
  ];
  for (const [index, build] of cases.entries()) {
    size(build, 1000);
    const small = size(build, 5000);
    const large = size(build, 20_000);
    // Four times the size: quadratic work would take sixteen times as long.
    assert.ok(large < Math.max(small * 10, 400), `case ${index} is linear`);
  }
});

test('parts beyond the limit are one unread range with a gap', () => {
  const bytes = bytesOf(`Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(50)}--b--\n`);
  const message = parseMessage(bytes, { ...DEFAULT_LIMITS, partsMax: 10 });
  assert.equal(message.ranges.at(-1)?.kind, 'unread');
  assert.deepEqual(message.gaps.map((gap) => [gap.state, gap.code]).at(0), ['limit', 'parts']);
  assert.equal(message.ranges.at(-1)?.end, bytes.length);
});
