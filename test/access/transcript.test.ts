import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLogFile, recogniseLog } from '../../src/access/index.ts';

const CALM =
  'PS> Get-Mailbox a@b.example | fl Audit*\n\nAuditEnabled : True\nAuditOwner : {Update, MailItemsAccessed, Send}\n\nPS> Get-MailboxAuditBypassAssociation a@b.example\n\nAuditBypassEnabled : False\n';
const adapterOf = (text: string): string =>
  readLogFile([Buffer.from(text)], { name: 'state.txt', content: '0'.repeat(64) }, () => undefined).adapter;

test('a transcript of configuration commands is recognised, and one that shows nothing open holds nothing back', () => {
  assert.equal(recogniseLog(Buffer.from(CALM), 'x')?.kind, 'transcript');
  assert.equal(adapterOf(CALM), 'transcript');
});

for (const [what, line] of [
  ['forwarding', 'ForwardingSmtpAddress : smtp:x@y.example'],
  ['a bypass of auditing', 'AuditBypassEnabled : True'],
  ['auditing that is off', 'AuditDisabled : True'],
  ['mail access left out of auditing', 'AuditOwner : {Update, Send}'],
]) {
  test(`a transcript that shows ${what} stays unread, so that nothing is excluded past it`, () => {
    assert.equal(adapterOf(`${CALM}\nPS> Get-Mailbox a@b.example | fl\n\n${line}\n`), 'unknown');
  });
}

test('empty forwarding is no forwarding', () => {
  assert.equal(adapterOf(`${CALM}\nForwardingAddress :\nForwardingSmtpAddress :\n`), 'transcript');
});
