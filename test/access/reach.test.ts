import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { AccessAnswer, MailboxMessage } from '../../src/model/index.ts';
import { assess, mailboxOf, readLogs } from './support/shared.ts';
import { buildWorld } from './support/world.ts';

function judge(
  ev: readonly string[],
  change: (message: MailboxMessage) => MailboxMessage,
  replace: (text: string, name: string) => string = (text) => text,
): { answer: AccessAnswer; verdicts: Record<string, string> } {
  const world = buildWorld({ id: 'S', say: '', ev, exp: {} });
  const logs = readLogs(world.files.map((file) => ({ name: file.name, bytes: Buffer.from(replace(file.text, file.name)) })));
  const answer = assess(logs, { mailboxes: [mailboxOf('o@x.example')], messages: world.messages.map(change), ...world.input });
  return {
    answer,
    verdicts: Object.fromEntries(answer.verdicts.map((one) => [world.names.get(one.item) ?? '', `${one.verdict} ${one.grade}`])),
  };
}

test('a copied folder covers every message whose folder the export does not tell', () => {
  const { verdicts } = judge(['10:10 sync A \\Inbox'], (message) => ({ ...message, folder: '' }));
  assert.deepEqual([verdicts['m1'], verdicts['m3'], verdicts['m4']], ['presumed C', 'presumed C', 'presumed C']);
});

test('a copied folder that the export lacks is a hole, where folders were seen to agree', () => {
  const { answer, verdicts } = judge(['10:05 bind A m1', '10:10 sync A \\Projects'], (message) => message);
  assert.deepEqual([verdicts['m2'], answer.gaps.map((gap) => gap.what)], ['excluded A', ['log.reference.folder']]);
});

test('a copied folder that cannot be found covers the whole mailbox, where folders were never seen to agree', () => {
  const { verdicts } = judge(['10:10 sync A \\Projects'], (message) => ({ ...message, folder: `Export 7/${message.folder}` }));
  assert.deepEqual([verdicts['m1'], verdicts['m3']], ['presumed C', 'presumed C']);
});

test('well-known folders are one folder in every language and under every store root', () => {
  const { verdicts } = judge(['10:10 sync A \\Inbox'], (message) => ({
    ...message,
    folder: message.folder.replace('\\Inbox', 'Top of Outlook data file/Boîte de réception'),
  }));
  assert.deepEqual([verdicts['m1'], verdicts['m3']], ['presumed B', 'excluded A']);
});

test('a collection of one record type covers only that type', () => {
  const only = (type: string) => (text: string, name: string) =>
    name === 'collection.yaml' ? text.replace('filters: []', `filters: ["RecordType=${type}"]`) : text;
  assert.equal(judge(['10:05 bind A m1'], (message) => message, only('AzureActiveDirectoryStsLogon')).verdicts['m2'], 'possible C');
  assert.equal(
    judge(['10:05 bind A m1'], (message) => message, only('ExchangeItemAggregated ExchangeItem ExchangeItemGroup ExchangeAdmin')).verdicts[
      'm2'
    ],
    'excluded A',
  );
});

test('a log of a form that is not read keeps everything from being excluded', () => {
  const world = buildWorld({ id: 'S', say: '', ev: ['10:05 bind A m1'], exp: {} });
  const logs = readLogs([
    ...world.files.map((file) => ({ name: file.name, bytes: Buffer.from(file.text) })),
    { name: 'w3c.log', bytes: Buffer.from('#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-uri-stem\n') },
  ]);
  const answer = assess(logs, { mailboxes: [mailboxOf('o@x.example')], messages: world.messages, ...world.input });
  assert.deepEqual(
    answer.verdicts.map((one) => one.verdict),
    ['accessed', 'possible', 'possible', 'possible', 'possible', 'excluded'],
  );
});
