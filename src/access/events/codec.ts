/** Events across a process border and into the store: plain JSON. Subjects are opened for transport, since `Sensitive` does not survive one. */
import { sensitive } from '../../kernel/index.ts';
import type { ItemRef, LogEvent } from '../../model/index.ts';

type PackedItem = Omit<ItemRef, 'subject'> & { readonly subject?: string };
export type PackedEvent = Omit<LogEvent, 'items'> & { readonly items: readonly PackedItem[] };

export function packEvent(event: LogEvent): PackedEvent {
  return {
    ...event,
    items: event.items.map(({ subject, ...rest }) => (subject === undefined ? rest : { ...rest, subject: subject.reveal('transport') })),
  };
}

export function unpackEvent(packed: PackedEvent): LogEvent {
  return {
    ...packed,
    items: packed.items.map(({ subject, ...rest }) => (subject === undefined ? rest : { ...rest, subject: sensitive(subject) })),
  };
}
