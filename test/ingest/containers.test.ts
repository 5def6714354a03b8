/** Walks of mailboxes, folders and archives: what is found, in which order, and that each item opens by its path. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { zipSync, strToU8 } from 'fflate';
import { expectSource, openItem, openSource, recogniseSource, sourceFromBytes, walkSource, type Source } from '../../src/ingest/index.ts';
import { DEFAULT_LIMITS } from '../../src/kernel/index.ts';
import type { Found, RawMessage } from '../../src/model/index.ts';

const walk = (source: Source): Found[] => [...walkSource(source, DEFAULT_LIMITS)];
const mailbox = (text: string, name = 'a.mbox'): Source => sourceFromBytes(Buffer.from(text, 'latin1'), name);

function openMessage(source: Source, path: string): RawMessage {
  const opened = openItem(source, path, DEFAULT_LIMITS);
  assert.ok(opened.ok && opened.value.kind === 'message', 'the item is a message');
  return opened.value.message;
}

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'ingest-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const SEPARATOR = 'From a@x.test Tue Apr  5 10:00:00 2022\n';

test('body lines that begin with From do not end a message, true separators do', () => {
  const source = mailbox(`${SEPARATOR}Subject: one\n\nFrom here it is text\n\nFrom the desk of Jane\n\n${SEPARATOR}Subject: two\n\nend\n`);
  const found = walk(source);
  assert.deepEqual(
    found.map((one) => openMessage(source, one.path).headers.subject),
    ['one', 'two'],
  );
  assert.equal(openMessage(source, found[0]!.path).bodies[0]?.text, 'From here it is text\n\nFrom the desk of Jane\n');
  assert.deepEqual(
    expectSource(source).map((one) => one.count),
    [2],
  );
});

test('a wrong Content-Length is not believed, a right one is, and then quotes nothing', () => {
  const source = mailbox(
    `${SEPARATOR}Content-Length: 99999\n\na\n\n${SEPARATOR}Content-Length: 3\n\nb more\n\n${SEPARATOR}Subject: c\n\nc\n`,
  );
  assert.equal(walk(source).length, 3);
  const body = 'x\n\nFrom a@x.test Tue Apr  5 10:00:00 2022\nSubject: not a message\n>From kept\n';
  const exact = mailbox(`${SEPARATOR}Content-Length: ${body.length}\n\n${body}\n${SEPARATOR}Subject: next\n\ny\n`);
  const found = walk(exact);
  assert.equal(found.length, 2);
  assert.equal(openMessage(exact, found[0]!.path).bodies[0]?.text, body);
});

test('the empty line before a separator belongs to the mailbox: a copy as a file has the same content', () => {
  const message = 'Subject: one\n\ntext\n';
  const source = mailbox(`${SEPARATOR}${message}\n${SEPARATOR}Subject: two\n\nx\n`);
  const eml = sourceFromBytes(Buffer.from(message), 'one.eml');
  assert.equal(openMessage(source, 'mbox:@0').content, openMessage(eml, walk(eml)[0]!.path).content);
});

test('a first message without its separator is found', () => {
  const source = mailbox(`Subject: a\nFrom: a@x.test\n\none\n\n${SEPARATOR}Subject: b\n\ntwo\n`);
  assert.equal(recogniseSource(source)?.kind, 'mbox');
  assert.deepEqual(
    walk(source).map((one) => openMessage(source, one.path).headers.subject),
    ['a', 'b'],
  );
});

test('labels name the folder: the first that is a place, as it is written', () => {
  const folder = (labels: string): string | undefined =>
    walk(mailbox(`${SEPARATOR}X-Gmail-Labels: ${labels}\nSubject: a\n\nx\n`))[0]?.folder;
  assert.equal(folder('Unread,Important,Inbox/Labs,Inbox'), '/Inbox/Labs');
  assert.equal(folder('Sent'), '/Sent');
  assert.equal(folder('"Category Personal",Archived,Work'), '/Work');
  assert.equal(folder('Archived,Opened'), '/Archived');
  assert.equal(folder('=?UTF-8?Q?Posta=C3=AD?='), '/Postaí');
});

test('a message that the mail program marked as deleted is recovered', () => {
  const found = walk(
    mailbox(`${SEPARATOR}X-Mozilla-Status: 0009\nSubject: a\n\nx\n\n${SEPARATOR}X-Mozilla-Status: 0001\nSubject: b\n\nx\n`),
  );
  assert.deepEqual(
    found.map((one) => one.recovered),
    ['expunged', undefined],
  );
});

test('frames of a mailbox lie end to end, whatever the line ends', () => {
  for (const end of ['\n', '\r\n']) {
    const text = `${SEPARATOR}Subject: a\n\nx\n\n${SEPARATOR}Subject: b\n\ny\n\n`.replaceAll('\n', end);
    const found = walk(mailbox(text));
    assert.deepEqual(
      found.map((one) => Number(one.path.slice(6))),
      [0, Number(found[0]?.cursor)],
    );
    assert.equal(Number(found[1]?.cursor), text.length);
  }
});

test('a Maildir gives its folders, a mailbox in a folder is a folder of mail, and every walk goes on from any cursor', () => {
  inFolder((folder) => {
    for (const box of ['mail/cur', 'mail/new', 'mail/tmp', 'mail/.Labs.2022/cur', 'mail/.Labs.2022/new', 'box/Inbox.sbd', 'loose'])
      mkdirSync(join(folder, box), { recursive: true });
    writeFileSync(join(folder, 'mail/cur/1.a,S=40:2,S'), 'Subject: in\nFrom: a@x.test\n\nx\n');
    writeFileSync(join(folder, 'mail/.Labs.2022/cur/2.b:2,'), 'Subject: lab\nFrom: a@x.test\n\nx\n');
    writeFileSync(join(folder, 'mail/dovecot-uidlist'), '3 V1 N2');
    writeFileSync(join(folder, 'box/Inbox.mbox'), `${SEPARATOR}Subject: m1\n\nx\n\n${SEPARATOR}Subject: m2\n\ny\n`);
    writeFileSync(join(folder, 'box/Inbox.sbd/Labs'), `${SEPARATOR}Subject: m3\n\nx\n`);
    writeFileSync(join(folder, 'loose/letter.eml'), 'Subject: loose\nFrom: a@x.test\n\nx\n');
    writeFileSync(join(folder, 'loose/list.csv'), 'a,b\n1,2\n');
    writeFileSync(join(folder, 'loose/empty.txt'), '');
    symlinkSync('/etc/hostname', join(folder, 'loose/link'));
    execFileSync('mkfifo', [join(folder, 'loose/pipe')]);
    const source = openSource(folder, 'evidence');
    const found = walk(source);
    assert.deepEqual(
      found.map((one) => [one.path, one.folder, one.kind, one.state]),
      [
        ['file:box/Inbox.mbox', '/box', 'container', undefined],
        ['file:box/Inbox.mbox//mbox:@0', '/box/Inbox', 'message', undefined],
        ['file:box/Inbox.mbox//mbox:@55', '/box/Inbox', 'message', undefined],
        ['file:box/Inbox.sbd/Labs', '/box/Inbox', 'container', undefined],
        ['file:box/Inbox.sbd/Labs//mbox:@0', '/box/Inbox/Labs', 'message', undefined],
        ['file:loose/empty.txt', '/loose', 'file', 'empty'],
        ['file:loose/letter.eml', '/loose', 'message', undefined],
        ['file:loose/link', '/loose', 'other', 'unsupported'],
        ['file:loose/list.csv', '/loose', 'file', undefined],
        ['file:loose/pipe', '/loose', 'other', 'unsupported'],
        ['file:mail', undefined, 'container', undefined],
        ['file:mail//maildir:.Labs.2022/cur/2.b:2,', '/Labs/2022', 'message', undefined],
        ['file:mail//maildir:cur/1.a,S=40:2,S', '/Inbox', 'message', undefined],
        ['file:mail//maildir:dovecot-uidlist', '/Inbox', 'other', 'unsupported'],
      ],
    );
    for (const [index, one] of found.entries()) {
      assert.deepEqual(
        [...walkSource(source, DEFAULT_LIMITS, one.cursor)].map((rest) => rest.path),
        found.slice(index + 1).map((rest) => rest.path),
      );
      if (one.kind === 'message') assert.notEqual(openMessage(source, one.path).headers.subject, '');
    }
    // The name says 40 bytes; the file holds fewer, also with its line ends counted as two.
    assert.deepEqual(
      openMessage(source, 'file:mail//maildir:cur/1.a,S=40:2,S').gaps.map((gap) => gap.code),
      ['maildir.size'],
    );
    source.close();
  });
});

test('an archive of mailboxes is walked; a document in it is a file', () => {
  const zip = zipSync({
    'Takeout/Mail/Inbox.mbox': strToU8(`${SEPARATOR}Subject: m1\n\nx\n`),
    'Takeout/Mail/one.eml': strToU8('Subject: m2\nFrom: a@x.test\n\nx\n'),
    '../../evil.txt': strToU8('data'),
    'inner.zip': zipSync({ 'x.eml': strToU8('Subject: m3\nFrom: a@x.test\n\nx\n') }),
    'docs.zip': zipSync({ 'x.txt': strToU8('x') }),
  });
  const source = sourceFromBytes(zip, 'takeout.zip');
  assert.equal(recogniseSource(source)?.kind, 'zip');
  const found = walk(source);
  assert.deepEqual(
    found.map((one) => [one.path, one.kind]),
    [
      ['zip:#0', 'container'],
      ['zip:#0//mbox:@0', 'message'],
      ['zip:#1', 'message'],
      ['zip:#2', 'file'],
      ['zip:#3', 'container'],
      ['zip:#3//zip:#0', 'message'],
      ['zip:#4', 'file'],
    ],
  );
  assert.deepEqual(
    found.filter((one) => one.kind === 'message').map((one) => openMessage(source, one.path).headers.subject),
    ['m1', 'm2', 'm3'],
  );
});

test('an Apple message is read by its count line, and a short one says so', () => {
  const message = 'Subject: apple\nFrom: a@x.test\n\nx\n';
  const whole = sourceFromBytes(Buffer.from(`${message.length}\n${message}<?xml version="1.0"?><plist/>`), '1.emlx');
  assert.deepEqual([recogniseSource(whole)?.kind, openMessage(whole, 'file:.').bodies[0]?.text], ['emlx', 'x\n']);
  const short = sourceFromBytes(Buffer.from(`999\n${message}`), '1.partial.emlx');
  assert.deepEqual(
    openMessage(short, 'file:.').gaps.map((gap) => gap.code),
    ['emlx.short', 'emlx.partial'],
  );
});

test('a file that is no mailbox is one item; an empty one says that it is empty', () => {
  const found = walk(sourceFromBytes(Buffer.from('%PDF-1.4'), 'a.pdf'));
  assert.deepEqual(
    found.map((one) => [one.path, one.kind, one.state, one.gap?.code]),
    [['file:.', 'file', undefined, 'source.no-mailbox']],
  );
  const empty = walk(sourceFromBytes(new Uint8Array(0), 'a.mbox'));
  assert.deepEqual(
    empty.map((one) => [one.state, one.gap?.code]),
    [['empty', 'empty']],
  );
});

test('a path that is not there is a gap', () => {
  const source = mailbox(`${SEPARATOR}Subject: a\n\nx\n`);
  for (const path of ['mbox:@99999', 'mbox:x', 'file:../a']) assert.equal(openItem(source, path, DEFAULT_LIMITS).ok, false);
});
