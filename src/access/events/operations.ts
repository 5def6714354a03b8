/** Names of operations to kinds of events. The table is rules/access/operations.json. */
import type { EventKind } from '../../model/index.ts';
import { OPERATION_KINDS } from '../rules.ts';

const KINDS = new Map<string, EventKind>(
  [...OPERATION_KINDS].flatMap(([kind, names]) => names.map((name) => [name, kind as EventKind] as const)),
); // keys of the table are kinds: a test compares

/** One spelling: names end in a dot or a space, or hold a long dash (T14). */
export function operationName(raw: string): string {
  return raw
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.+$/, '')
    .trim()
    .toLowerCase();
}

/** The kind by name alone; `undefined` for an operation that the table does not have. */
export function kindOfOperation(name: string): EventKind | undefined {
  return KINDS.get(name);
}
