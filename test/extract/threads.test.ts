/** New text and quoted ancestors: who wrote which part of a message. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { extractMessage } from '../../src/extract/index.ts';
import { parseMessage } from '../../src/ingest/index.ts';
import { DEFAULT_LIMITS } from '../../src/kernel/index.ts';
import type { Document } from '../../src/model/index.ts';

function read(body: string, type = 'text/plain'): Document {
  const message = parseMessage(
    Buffer.from(
      `From: Top <top@x.test>\nSubject: Re: s\nDate: Wed, 6 Apr 2022 09:00:00 +0000\nContent-Type: ${type}; charset=utf-8\n\n${body}`,
    ),
    DEFAULT_LIMITS,
  );
  const { document } = extractMessage(message, { content: message.content, limits: DEFAULT_LIMITS, passwords: [] });
  assert.ok(document !== undefined);
  return document;
}

/** Depth, author, first words of each block. */
function outline(document: Document): unknown[] {
  return document.threads.map((thread) => [
    thread.depth,
    thread.author?.email ?? thread.author?.name,
    document.text.slice(thread.start, thread.end).trim().split('\n').at(-1),
  ]);
}

test('inline answers between quoted lines are the author of the message', () => {
  const document = read(
    'Hi,\n\nOn Tue, Apr 5, 2022 at 9:12 AM Marcus Webb <m@x.test> wrote:\n> first question\nfirst answer\n> second question\n\n-- \nTop\n555-0100\n',
  );
  assert.deepEqual(outline(document), [
    [0, 'top@x.test', 'Hi,'],
    [1, 'm@x.test', '> first question'],
    [0, 'top@x.test', 'first answer'],
    [1, 'm@x.test', '> second question'],
    [0, 'top@x.test', '555-0100'],
  ]);
  const last = document.threads.at(-1)!;
  assert.equal(document.text.slice(last.signatureStart).split('\n')[0], '-- ');
  assert.equal(document.threads[1]?.author?.name, 'Marcus Webb');
  assert.equal(document.threads[1]?.date, Date.UTC(2022, 3, 5, 9, 12));
  assert.deepEqual(document.blocks.filter((block) => block.zone === 'quote').length, 2);
});

test('a name of four letters behind the time is no time zone', () => {
  const document = read('ok\n\nOn Tue, Apr 5, 2022 at 9:12 AM Dana Reyes <d@x.test> wrote:\n> q\n');
  assert.equal(document.threads[1]?.author?.name, 'Dana Reyes');
});

test('an introduction over two lines begins at its own first line', () => {
  const document = read(
    'A line of a disclaimer stands here.\nOn Tuesday, April 5, 2022 9:12 AM, Webb, Marcus\n<m@x.test> wrote:\n\nold text\n',
  );
  assert.deepEqual(outline(document), [
    [0, 'top@x.test', 'A line of a disclaimer stands here.'],
    [1, 'm@x.test', 'old text'],
  ]);
});

test('header blocks of Outlook give author, date, subject, and each goes one level deeper', () => {
  const document = read(
    'new\n\n-----Original Message-----\nFrom: Lee, Ann [mailto:ann@x.test]\nSent: Tuesday, April 5, 2022 4:02 PM\nTo: Top; Bo\nSubject: s\n\nolder\n\n________________________________\nFrom: Bo <bo@x.test>\nSent: Monday, April 4, 2022 8:00 AM\nTo: Ann\nSubject: s\n\noldest\n',
  );
  assert.deepEqual(outline(document), [
    [0, 'top@x.test', 'new'],
    [1, 'ann@x.test', 'older'],
    [2, 'bo@x.test', 'oldest'],
  ]);
  const second = document.threads[1]!;
  assert.deepEqual([second.date, second.subject, second.author?.name], [Date.UTC(2022, 3, 5, 16, 2), 's', 'Lee, Ann']);
  assert.ok(document.text.slice(second.start, second.headerEnd).endsWith('Subject: s'));
});

test('header words of other languages are known', () => {
  const document = read(
    'neu\n\n-----Ursprüngliche Nachricht-----\nVon: Ann <ann@x.test>\nGesendet: 5 Apr 2022 16:02\nAn: Top\nBetreff: s\n\nalt\n',
  );
  assert.deepEqual(outline(document), [
    [0, 'top@x.test', 'neu'],
    [1, 'ann@x.test', 'alt'],
  ]);
});

test('an introduction without a verb, a sender over two lines and words of Yahoo are known', () => {
  assert.deepEqual(
    read('ok\n\n2022-04-05 16:32 GMT+01:00 Ann - Desk <ann@x.test>:\n\nold\n').threads.map((thread) => [
      thread.depth,
      thread.author?.email,
    ]),
    [
      [0, 'top@x.test'],
      [1, 'ann@x.test'],
    ],
  );
  const split = read('ok\n\nFrom: Human Resources\n<desk@x.test>\nSent: Tuesday, April 5, 2022 4:37 PM\nTo: Top\nSubject: s\n\nold\n');
  assert.deepEqual(split.threads[1]?.author, { name: 'Human Resources', email: 'desk@x.test' });
  assert.equal(
    read('ok\n\nDe : Ann <ann@x.test>\nÀ : Top <top@x.test>\nEnvoyé le : mardi 5 avril 2022 10h30\nObjet : s\n\nold\n').threads[1]?.author
      ?.name,
    'Ann',
  );
});

test('a covering sheet with From and To is the text of its author', () => {
  const document = read('TO: Records\nFROM: Dr. Smith\nDATE: 4/5/2022\nRE: chart request\n\nPlease send the chart.\n');
  assert.deepEqual(
    document.threads.map((thread) => thread.depth),
    [0],
  );
  assert.deepEqual(
    read('Dr. Smith wrote:\nrest and fluids.\n').threads.map((thread) => thread.depth),
    [0],
  );
});

test('quotation containers of HTML are depth, indents are not', () => {
  const document = read(
    '<div>new</div><blockquote><p>indented by me</p></blockquote><div class="gmail_quote"><div class="gmail_attr">On Tue, Apr 5, 2022 at 9:12 AM Ann Lee &lt;<a href="mailto:ann@x.test">ann@x.test</a>&gt; wrote:<br></div><blockquote class="gmail_quote"><div>old</div><table><tr><td>Name</td><td>MRN</td></tr><tr><td>Jo Roe</td><td>123</td></tr></table></blockquote></div><div>below</div>',
    'text/html',
  );
  assert.deepEqual(
    document.threads.map((thread) => [thread.depth, thread.author?.email]),
    [
      [0, 'top@x.test'],
      [1, 'ann@x.test'],
      [0, 'top@x.test'],
    ],
  );
  const grid = document.grids[0]!;
  assert.ok(grid.start >= document.threads[1]!.start && grid.end <= document.threads[1]!.end, 'a quoted table lies in its quotation');
});

test('header block of Outlook in HTML begins a quotation', () => {
  const document = read(
    '<p class="MsoNormal">new</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Ann Lee &lt;ann@x.test&gt;<br><b>Sent:</b> Tuesday, April 5, 2022 4:02 PM<br><b>To:</b> Top<br><b>Subject:</b> s</p></div><p class="MsoNormal">old</p>',
    'text/html',
  );
  assert.deepEqual(outline(document), [
    [0, 'top@x.test', 'new'],
    [1, 'ann@x.test', 'old'],
  ]);
});

test('the runs of the source map cover the whole text in order', () => {
  const document = read('café\n> q\n\n<b>\n');
  let at = 0;
  for (const run of document.sourceMap) {
    assert.equal(run.start, at);
    at = run.end;
  }
  assert.equal(at, document.text.length);
});
