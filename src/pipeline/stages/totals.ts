/** Sums over the ledger that statements and reports rest on. */
import type { ItemTotals } from '../../answer/index.ts';
import { byText } from '../../kernel/index.ts';
import type { Item, ItemState } from '../../model/index.ts';
import type { RunContext } from '../context.ts';

const READ: ReadonlySet<ItemState> = new Set(['extracted', 'duplicate', 'empty']);
const MESSAGES: ReadonlySet<string> = new Set(['message', 'calendar', 'contact', 'task', 'note']);

export function itemTotals(context: RunContext): ItemTotals {
  const byState: Partial<Record<ItemState, number>> = {};
  const unread: string[] = [];
  const totals = { total: 0, messages: 0, attachments: 0, read: 0, bytes: 0, bytesRead: 0 };
  for (const row of context.db.each('SELECT record FROM item ORDER BY sort')) {
    const item = JSON.parse(String(row['record'])) as Item; // our own JSON
    byState[item.state] = (byState[item.state] ?? 0) + 1;
    totals.total += 1;
    const isRead = READ.has(item.state);
    if (isRead) totals.read += 1;
    else unread.push(item.path);
    if (item.kind === 'container' || item.kind === 'log') continue;
    if (item.family === item.id && MESSAGES.has(item.kind)) totals.messages += 1;
    else totals.attachments += 1;
    totals.bytes += item.bytes;
    if (isRead) totals.bytesRead += item.bytes;
  }
  return { ...totals, byState, unread: unread.sort(byText) };
}
