/** Stage `access`: verdicts for every top message of the compromised mailboxes. */
import { assessAccess } from '../../access/index.ts';
import { sensitive } from '../../kernel/index.ts';
import type { Item, MailboxMessage } from '../../model/index.ts';
import type { RunContext } from '../context.ts';
import type { DecideState } from '../decide-state.ts';
import { endOfDay } from '../zone.ts';

export function accessStage(context: RunContext, state: DecideState): void {
  const messages = mailboxMessages(context);
  context.progress.stage('access', messages.length, 'messages');
  const { config } = context;
  const answer = assessAccess({
    mailboxes: config.mailboxes,
    messages,
    files: state.logFiles,
    events: state.events,
    indicators: config.indicators,
    incident: config.incident,
    decisions: context.decisions,
    asOf: endOfDay(config.asOf, config.timezone),
  });
  state.access = answer;
  context.progress.advance(messages.length, answer.gaps.length);
}

/** Kinds of items that a mailbox shows as messages. Associated items and loose files have no verdict of their own. */
const MESSAGE_KINDS: ReadonlySet<string> = new Set(['message', 'calendar', 'contact', 'task', 'note']);

function mailboxMessages(context: RunContext): MailboxMessage[] {
  const messages: MailboxMessage[] = [];
  for (const row of context.db.each('SELECT record FROM item WHERE family = id AND mailbox IS NOT NULL ORDER BY sort')) {
    const item = JSON.parse(String(row['record'])) as Item; // our own JSON
    if (!MESSAGE_KINDS.has(item.kind)) continue;
    const names = context.db
      .all('SELECT record FROM item WHERE family = ? AND id <> ? ORDER BY sort', item.id, item.id)
      .map((child) => (JSON.parse(String(child['record'])) as Item).name ?? '');
    const { headers } = item;
    messages.push({
      item: item.id,
      mailbox: item.mailbox ?? 0,
      content: item.content ?? item.id,
      folder: item.folder ?? '',
      subject: sensitive(headers?.subject ?? ''),
      bytes: item.bytes,
      inReplyTo: headers?.inReplyTo ?? [],
      references: headers?.references ?? [],
      attachmentNames: names.map(sensitive),
      ...(headers?.messageId === undefined ? {} : { messageId: headers.messageId }),
      ...(headers?.date === undefined ? {} : { existedFrom: headers.date }),
      ...(headers?.received === undefined ? {} : { createdAt: headers.received }),
    });
  }
  return messages;
}
