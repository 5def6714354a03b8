/** Canonical text of a message: header lines, the right bodies, bytes where they came from. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { extractMessage } from '../../src/extract/index.ts';
import { parseMessage } from '../../src/ingest/index.ts';
import { DEFAULT_LIMITS } from '../../src/kernel/index.ts';
import type { Document, Extracted } from '../../src/model/index.ts';

function read(raw: string): Extracted & { document: Document } {
  const message = parseMessage(Buffer.from(raw, 'utf8'), DEFAULT_LIMITS);
  const extracted = extractMessage(message, { content: message.content, limits: DEFAULT_LIMITS, passwords: [] });
  assert.ok(extracted.document !== undefined);
  return { ...extracted, document: extracted.document };
}

const alternatives = (plain: string, html: string): string =>
  `From: Ann Lee <a@x.test>\nTo: b@x.test\nSubject: s\nDate: Tue, 5 Apr 2022 10:00:00 +0000\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n${plain}\n--b\nContent-Type: text/html\n\n${html}\n--b--\n`;

test('header lines come first, then an empty line, then the body', () => {
  const { document, state } = read(
    'From: Ann Lee <a@x.test>\nTo: b@x.test\nCc: "Roe, Jo" <j@x.test>\nSubject: Results\nDate: Tue, 5 Apr 2022 10:00:00 +0000\n\nhello\n',
  );
  assert.equal(
    document.text,
    'Subject: Results\nFrom: Ann Lee <a@x.test>\nTo: b@x.test\nCc: Roe, Jo <j@x.test>\nDate: 2022-04-05T10:00:00Z\n\nhello\n',
  );
  assert.deepEqual(
    document.blocks.map((block) => [block.zone, block.label]),
    [
      ['header', 'subject'],
      ['header', 'from'],
      ['header', 'to'],
      ['header', 'cc'],
      ['header', 'date'],
      ['body', undefined],
    ],
  );
  assert.deepEqual([document.isMessage, document.date, state], [true, Date.UTC(2022, 3, 5, 10), 'extracted']);
});

test('of two forms that say the same only the HTML stays; words that it lacks bring the other back', () => {
  const same = read(
    alternatives(
      'Name MRN\nJo Roe 123\nhttps://x.test/a',
      '<table><tr><td>Name</td><td>MRN</td></tr><tr><td>Jo Roe</td><td>123</td></tr></table><a href="https://x.test/a">more</a>',
    ),
  );
  assert.equal(same.document.text.split('Jo Roe').length, 2);
  assert.equal(same.document.grids.length, 1);
  const different = read(alternatives('Password: Otter', '<p>See the other form.</p>'));
  assert.ok(different.document.text.includes('Otter') && different.document.text.includes('other form'));
});

test('each line of a plain body names its bytes', () => {
  const raw =
    'From: a@x.test\nSubject: s\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\ncafé one\r\nline two\n';
  const { document } = read(raw);
  const bytes = Buffer.from(raw, 'utf8');
  for (const word of ['café one', 'line two']) {
    const at = document.text.indexOf(word);
    const run = document.sourceMap.find((one) => one.start <= at && at < one.end);
    assert.ok(run?.at.kind === 'bytes');
    assert.ok(bytes.subarray(run.at.start, run.at.end).toString('utf8').startsWith(word));
  }
});

test('an encoded body names its part', () => {
  const { document } = read('From: a@x.test\nContent-Transfer-Encoding: base64\n\naGVsbG8gd29ybGQ=\n');
  const run = document.sourceMap.find((one) => one.start <= document.text.indexOf('hello') && document.text.indexOf('hello') < one.end);
  assert.deepEqual(run?.at.kind === 'xml' ? run.at.part : undefined, 'mime:1');
});

test('gaps of the message decide its state and are not told twice', () => {
  const extracted = read('From: a@x.test\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ncut here');
  assert.deepEqual([extracted.state, extracted.reason, extracted.gaps.length], ['partial', 'mime.no-end', 0]);
});

test('rich text is read, with its code page, escapes and hidden words', () => {
  const rtf =
    "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\generator X;}Jos\\'e9 N\\u250\\'fa\\u241?ez\\par {\\v hidden}\\tab end}";
  const { document } = read(`From: a@x.test\nContent-Type: text/rtf\n\n${rtf}`);
  assert.ok(document.text.endsWith('José Núñez\nhidden\tend\n'));
});
