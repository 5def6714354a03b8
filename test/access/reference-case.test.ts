import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { contentId, itemId, sourceId, type AccessAnswer, type MailboxMessage } from '../../src/model/index.ts';
import { isoSeconds, sensitive, sha256 } from '../../src/kernel/index.ts';
import { assess, mailboxOf, NO_INDICATORS, readFiles, readLogs, sharedOrSkip } from './support/shared.ts';

const { path: home, skip } = sharedOrSkip('reference-case');

/** Headers of an mbox by simple means: this reader shares nothing with the product's. */
function messagesOf(mbox: string): MailboxMessage[] {
  const parts = mbox.split(/^From (?=\S+ \w{3} \w{3} [ \d]\d)/m).slice(1);
  return parts.map((part, index) => {
    const head = part.slice(part.indexOf('\n') + 1).split(/\r?\n\r?\n/, 1)[0] ?? '';
    const field = (name: string): string =>
      new RegExp(`^${name}: (.*(?:\\r?\\n[ \\t].*)*)`, 'im')
        .exec(head)?.[1]
        ?.replace(/\r?\n[ \t]+/g, ' ')
        .trim() ?? '';
    const at = Date.parse(field('Date'));
    return {
      item: itemId(sourceId('dana.mbox'), String(index)),
      mailbox: 0,
      messageId: field('Message-ID'),
      content: contentId(sha256(part)),
      folder: field('X-Gmail-Labels'),
      existedFrom: at,
      createdAt: at,
      subject: sensitive(field('Subject')),
      bytes: part.length,
      inReplyTo: field('In-Reply-To').split(/\s+/).filter(Boolean),
      references: field('References').split(/\s+/).filter(Boolean),
      attachmentNames: [],
    };
  });
}

function csv(name: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(join(home, 'expected', name), 'utf8')
    .trim()
    .split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((match) => (match[1] ?? '').replace(/^"|"$/g, ''));
    return Object.fromEntries(names.map((key, index) => [key, cells[index] ?? '']));
  });
}

let known: { answer: AccessAnswer; messages: MailboxMessage[] } | undefined;
function run(): { answer: AccessAnswer; messages: MailboxMessage[] } {
  if (known !== undefined) return known;
  const evidence = join(home, 'case/evidence');
  const messages = messagesOf(readFileSync(join(evidence, 'dana.mbox'), 'utf8'));
  const logs = readLogs(readFiles(['ual.csv', 'signins.json', 'snapshot.json', 'collection.yaml'].map((name) => join(evidence, name))));
  const answer = assess(logs, {
    mailboxes: [mailboxOf('dana.reyes@cascadia-plan.example')],
    messages,
    indicators: { ...NO_INDICATORS, sessions: ['4c0b9d7e-3a1f-4a8e-9c77-aa00c0ffee01'] },
    incident: { discovered: '2022-04-05', confirmed: '2022-04-05' },
  });
  known = { answer, messages };
  return known;
}

test('every message of the reference case has the expected verdict, bounds, depth, grade and rule', { skip }, () => {
  const { answer, messages } = run();
  assert.equal(messages.length, 26);
  const byId = new Map(messages.map((message) => [message.item, message.messageId?.replace(/^<|>$/g, '') ?? '']));
  const rows = new Map(answer.verdicts.map((verdict) => [byId.get(verdict.item) ?? '', verdict]));
  const got: string[] = [];
  const wanted: string[] = [];
  for (const row of csv('access.csv')) {
    const one = rows.get(row['message_id'] ?? '');
    got.push(
      [
        row['message_id'],
        one?.verdict,
        one?.low,
        one?.high,
        one?.depth.join(';') || '-',
        one?.grade,
        row['rules'] === '' ? '' : (one?.rules.find((rule) => rule === row['rules']) ?? one?.rules.join()),
      ].join(' '),
    );
    wanted.push(
      [row['message_id'], row['verdict'], row['verdict_low'], row['verdict_high'], row['depth'], row['grade'], row['rules']].join(' '),
    );
  }
  assert.deepEqual(got, wanted);
  assert.equal(answer.verdicts.length, 26);
});

test('sessions of the reference case have the expected labels and grades', { skip }, () => {
  const { answer } = run();
  for (const row of csv('sessions.csv')) {
    if (row['presence'] === 'optional') continue;
    const found = answer.sessions.filter(
      (one) => one.ips.includes(row['ip'] ?? '') && (row['app'] === '' || one.apps.includes(row['app'] ?? '')),
    );
    assert.ok(
      found.some((one) => one.label === row['label'] && (row['grade'] === '' || one.grade === row['grade'])),
      `${row['ip']} is ${found.map((one) => one.label + one.grade).join()}`,
    );
    for (const one of found)
      assert.ok(
        (row['others'] || row['label'] || '')
          .split('|')
          .concat(row['label'] ?? '')
          .includes(one.label),
        `${row['ip']} has a row ${one.label}`,
      );
  }
  assert.equal(answer.sessions.filter((one) => one.label === 'intruder').length, 2);
});

test('containment of the reference case is done where records show it, and only there', { skip }, () => {
  const { answer } = run();
  for (const row of csv('containment.csv')) {
    if (row['presence'] === 'optional') continue;
    const found = answer.containment.filter(
      (one) => new RegExp(row['action'] ?? '', 'i').test(one.action) && (row['target'] === '' || one.target === row['target']),
    );
    assert.ok(
      found.some(
        (one) =>
          (row['state'] ?? '').split('|').includes(one.state) &&
          (row['done_at'] === '' || (one.doneAt !== undefined && isoSeconds(one.doneAt).startsWith(row['done_at'] ?? '?'))),
      ),
      `${row['action']}: ${found.map((one) => `${one.state} ${one.doneAt === undefined ? '' : isoSeconds(one.doneAt)}`).join()}`,
    );
  }
});

test('the reference case lacks one message, reaches one further mailbox, and leaves two holes', { skip }, () => {
  const { answer } = run();
  assert.deepEqual(
    answer.missing.map((one) => one.messageId),
    csv('access-missing.csv').map((row) => row['message_id']),
  );
  assert.deepEqual(
    answer.scope.map((one) => one.mailbox),
    csv('access-scope.csv').map((row) => row['mailbox']),
  );
  assert.deepEqual(
    answer.gaps.map((gap) => gap.kind).sort((a, b) => (a < b ? -1 : 1)),
    ['reference-without-message', 'unknown-context'],
  );
});

test('the window of the reference case is proven at both ends, and a spray is named as the cause', { skip }, () => {
  const { answer } = run();
  const { start, end, startProven, endProven } = answer.window;
  assert.deepEqual(
    [isoSeconds(start ?? 0), isoSeconds(end ?? 0), startProven, endProven],
    ['2022-04-05T16:02:10Z', '2022-04-05T20:42:00Z', true, true],
  );
  assert.equal(answer.rootCause[0]?.hypothesis, 'H2');
});
