/** Headers of a message from its properties, its recipient table and, where these are silent, the header lines it came with. [MS-OXOMSG] 2.2, [MS-OXCMSG] 2.2 */
import type { MailAddress, MessageHeaders } from '../../../model/index.ts';
import { CR, LF, readHeaderBlock } from '../../mime/header-block.ts';
import { messageIds, readHeaders as readMailHeaders } from '../../mime/message-headers.ts';
import { PROP, type PropertyBag } from './mapi.ts';

/** PidTagRecipientType, low bits. [MS-OXCMSG] 2.2.3.1 */
const RECIPIENT = { to: 1, cc: 2, bcc: 3 } as const;
const RECIPIENT_MASK = 0x0f;
/** Provider of a one-off EntryID. [MS-OXCDATA] 2.2.5.1 */
const ONE_OFF = '812b1fa4bea310199d6e00dd010f5402';
const WIDE_FLAG = 0x80;

export interface HeaderSources {
  readonly bag: PropertyBag;
  readonly recipients: readonly PropertyBag[];
}

/** Properties come first; identifiers, references and labels from the header lines, which keep them as they were sent. */
export function readHeaders({ bag, recipients }: HeaderSources): MessageHeaders {
  const lines = readTransportHeaders(bag.text(PROP.transportHeaders) ?? '');
  const own = bag.text(PROP.messageId) ?? '';
  const messageId = lines.messageId ?? messageIds(own)[0] ?? nonEmpty(own.trim());
  const submitted = bag.time(PROP.clientSubmitTime) ?? lines.date ?? bag.time(PROP.deliveryTime);
  const received = bag.time(PROP.deliveryTime) ?? bag.time(PROP.creationTime);
  const sender = personOf(bag, SENDER);
  const from = personOf(bag, REPRESENTING) ?? sender;
  const named = (field: 'to' | 'cc' | 'bcc'): readonly MailAddress[] =>
    recipientsOf(recipients, RECIPIENT[field]) ?? fallback(bag, lines, field);
  return {
    ...(messageId === undefined ? {} : { messageId }),
    ...(submitted === undefined ? {} : { date: submitted }),
    from: from === undefined ? lines.from : [withAddress(from, lines.from)],
    ...(sender === undefined || from === sender || sameAddress(sender, from) ? {} : { sender }),
    to: named('to'),
    cc: named('cc'),
    bcc: named('bcc'),
    subject: subjectOf(bag),
    inReplyTo: firstOf(lines.inReplyTo, messageIds(bag.text(PROP.inReplyTo) ?? '')),
    references: firstOf(lines.references, messageIds(bag.text(PROP.references) ?? '')),
    labels: lines.labels,
    ...(received === undefined ? {} : { received }),
    ...(lines.more === undefined ? {} : { more: lines.more }),
  };
}

/** First line of what old Exchange servers kept: no field. */
const OLD_EXCHANGE = /^Microsoft Mail Internet Headers[^\r\n]{0,80}[\r\n]+/;

/** PidTagTransportMessageHeaders, read as the head of any mail. [MS-OXOMSG] 2.2.1.61 */
function readTransportHeaders(text: string): MessageHeaders {
  const bytes = Buffer.from(text.replace(OLD_EXCHANGE, ''), 'utf8');
  return readMailHeaders(readHeaderBlock(bytes, 0, text.includes('\n') ? LF : CR, () => false).fields);
}

/** PidTagSubject begins with U+0001 and a character for the length of the prefix ("RE: "), which is left in place. [MS-PST] 2.5.3.1.1.1 */
export function subjectOf(bag: PropertyBag): string {
  const subject = bag.text(PROP.subject);
  if (subject !== undefined) return subject.charCodeAt(0) === 1 ? subject.slice(2) : subject;
  return `${bag.text(PROP.subjectPrefix) ?? ''}${bag.text(PROP.normalizedSubject) ?? ''}`;
}

interface PersonProps {
  readonly name: number;
  readonly type: number;
  readonly address: number;
  readonly smtp: number;
  readonly entry: number;
}
const SENDER: PersonProps = {
  name: PROP.senderName,
  type: PROP.senderAddressType,
  address: PROP.senderAddress,
  smtp: PROP.senderSmtp,
  entry: PROP.senderEntryId,
};
const REPRESENTING: PersonProps = {
  name: PROP.representingName,
  type: PROP.representingAddressType,
  address: PROP.representingAddress,
  smtp: PROP.representingSmtp,
  entry: PROP.representingEntryId,
};
const RECIPIENT_PROPS: PersonProps = {
  name: PROP.displayName,
  type: PROP.addressType,
  address: PROP.emailAddress,
  smtp: PROP.smtpAddress,
  entry: PROP.entryId,
};

function personOf(bag: PropertyBag, props: PersonProps): MailAddress | undefined {
  const name = unquote(bag.text(props.name) ?? '');
  const email = smtpOf(bag, props);
  return name === '' && email === '' ? undefined : { name: name === email ? '' : name, email };
}

/** An SMTP address. Directory names of Exchange (`/O=…/CN=…`) are none. */
function smtpOf(bag: PropertyBag, props: PersonProps): string {
  for (const text of [bag.text(props.smtp), bag.text(props.address), oneOffAddress(bag.bytes(props.entry))]) {
    const email = text?.trim() ?? '';
    if (email.includes('@') && !email.startsWith('/')) return email;
  }
  const name = bag.text(props.name)?.trim() ?? '';
  return /^[^\s<>"@]+@[^\s<>"@]+$/.test(name) ? name : '';
}

const oneOffAddress = (entry: Uint8Array | undefined): string | undefined => (entry === undefined ? undefined : readOneOff(entry)?.email);

/** A one-off EntryID: name, type and address, each ended by NUL. [MS-OXCDATA] 2.2.5.1 */
export function readOneOff(entry: Uint8Array): MailAddress | undefined {
  if (entry.length < 26) return undefined;
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.length);
  if (bytes.toString('hex', 4, 20) !== ONE_OFF) return undefined;
  const isWide = ((bytes[23] ?? 0) & WIDE_FLAG) !== 0;
  const [name, , email] = bytes
    .subarray(24)
    .toString(isWide ? 'utf16le' : 'latin1')
    .split('\0', 3);
  return { name: name ?? '', email: email ?? '' };
}

/** Undefined when the table has no row at all: then other sources are asked. */
function recipientsOf(rows: readonly PropertyBag[], type: number): readonly MailAddress[] | undefined {
  if (rows.length === 0) return undefined;
  return rows
    .filter((row) => ((row.number(PROP.recipientType) ?? RECIPIENT.to) & RECIPIENT_MASK) === type)
    .flatMap((row) => personOf(row, RECIPIENT_PROPS) ?? []);
}

const DISPLAY = { to: PROP.displayTo, cc: PROP.displayCc, bcc: PROP.displayBcc } as const;

/** Without recipient rows: the header lines, else the display names. */
function fallback(bag: PropertyBag, lines: MessageHeaders, field: 'to' | 'cc' | 'bcc'): readonly MailAddress[] {
  return lines[field].length > 0 ? lines[field] : namesIn(bag.text(DISPLAY[field]) ?? '');
}

/** PidTagDisplayTo and its like: names with semicolons between. [MS-OXOMSG] 2.2.1.7 */
export function namesIn(display: string): readonly MailAddress[] {
  return display
    .split(';')
    .map((name) => unquote(name.trim()))
    .filter((name) => name !== '')
    .map((name) => (/^[^\s<>"@]+@[^\s<>"@]+$/.test(name) ? { name: '', email: name } : { name, email: '' }));
}

/** Exchange stores often know no SMTP address of the sender; the header line does. */
function withAddress(person: MailAddress, written: readonly MailAddress[]): MailAddress {
  const [first] = written;
  return person.email === '' && first !== undefined && written.length === 1
    ? { name: person.name === '' ? first.name : person.name, email: first.email }
    : person;
}

const sameAddress = (a: MailAddress, b: MailAddress | undefined): boolean =>
  b !== undefined && (a.email === '' ? a.name === b.name : a.email.toLowerCase() === b.email.toLowerCase());
const firstOf = (a: readonly string[], b: readonly string[]): readonly string[] => (a.length > 0 ? a : b);
const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
const unquote = (name: string): string => name.replace(/^(['"])(.*)\1$/s, '$2');
