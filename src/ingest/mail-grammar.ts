/** What the beginning of a file says about mail: a header, a mailbox separator, the folder in a message's labels. */
import { latin1, parseMailDate } from '../kernel/index.ts';
import { fieldText, isKnown, LF, readHeaderBlock } from './mime/header-block.ts';
import { decodeWords } from './mime/encoded-words.ts';
import { splitLabels } from './mime/message-headers.ts';

/** Fields that a mail program writes and a person does not. */
const MACHINE_FIELDS = new Set([
  'message-id',
  'received',
  'mime-version',
  'return-path',
  'delivered-to',
  'content-type',
  'x-mozilla-status',
  'x-gm-thrid',
]);
const PERSON_FIELDS = new Set(['from', 'to', 'subject', 'date', 'cc', 'sender']);

/** 0..1: how sure it is that these bytes begin with the header of a message. */
export function headerScore(head: Uint8Array): number {
  const endByte = head.includes(LF) ? LF : 0x0d;
  const { fields } = readHeaderBlock(head, 0, endByte, () => false);
  const names = new Set(fields.map((field) => field.name));
  const machine = [...names].filter((name) => MACHINE_FIELDS.has(name)).length;
  const person = [...names].filter((name) => PERSON_FIELDS.has(name)).length;
  if (machine > 0 && machine + person >= 2) return 0.8;
  if (person >= 2 && (fieldText(fields, 'from') ?? '').includes('@')) return 0.7;
  return machine + person >= 2 ? 0.5 : machine + person === 1 ? 0.2 : 0;
}

/** `From ` with a date behind it, in any order of its parts: the rest of a separator line. */
export function hasSeparatorDate(line: string): boolean {
  if (!/\d\d?:\d\d/.test(line) || !/(?:19|20)\d\d/.test(line)) return false;
  return parseMailDate(line.replace(/^From \s*\S*/, '')) !== undefined;
}

/** Whether a line is a field that mail uses. */
export function isKnownField(line: string): boolean {
  const name = /^([!-9;-~]{1,76})[ \t]{0,8}:/.exec(line)?.[1];
  return name !== undefined && isKnown(name.toLowerCase());
}

/** Labels of Gmail that say how a message stands, not where it lies. */
const STATE_LABELS = new Set(['unread', 'opened', 'important', 'starred', 'archived', 'muted', 'chat']);

export interface FrameFacts {
  readonly folder?: string;
  readonly isExpunged: boolean;
}

/** Folder of a message from its labels, `/Inbox/Labs` as the label has it: the first that is a place; `Archived` only if there is no other. */
export function frameFacts(head: Uint8Array): FrameFacts {
  const { fields } = readHeaderBlock(head, 0, head.includes(LF) ? LF : 0x0d, () => false);
  const labels = splitLabels(decodeWords(fieldText(fields, 'x-gmail-labels') ?? ''));
  const place =
    labels.find((label) => !STATE_LABELS.has(label.toLowerCase()) && !/^category\b/i.test(label)) ??
    labels.find((label) => label.toLowerCase() === 'archived');
  const status = Number.parseInt(fieldText(fields, 'x-mozilla-status') ?? '', 16);
  return {
    ...(place === undefined ? {} : { folder: place.startsWith('/') ? place : `/${place}` }),
    // 0x0008: deleted, and not yet removed from the file. Mozilla nsMsgMessageFlags.
    isExpunged: !Number.isNaN(status) && (status & 0x0008) !== 0,
  };
}

/** A file's own bytes as one line of text, at most `max` of them. */
export function firstLine(head: Uint8Array, max = 1024): string {
  return latin1(head.subarray(0, max)).split(/[\r\n]/, 1)[0] ?? '';
}
