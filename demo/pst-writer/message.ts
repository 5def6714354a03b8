/** Message objects, 2.4.5: properties, recipient table, attachment table, attachments. */
import { NID, NID_TYPE } from './format.ts';
import type { NodeDatabase } from './ndb.ts';
import { Subnodes } from './node-data.ts';
import type { NodeData } from './page-tree.ts';
import { KEYWORDS } from './names.ts';
import type { PropertyName, PropertyNames } from './names.ts';
import { storeStream, TAG, TYPE, writeProperties } from './properties.ts';
import type { ByteStream, Properties, PropertyValue } from './properties.ts';
import { compressRtf } from './rtf.ts';
import { TableWriter } from './table.ts';
import { ATTACHMENT_COLUMNS, RECIPIENT_COLUMNS } from './templates.ts';
import type { TextCodec } from './text.ts';
import { UTF8_CODE_PAGE } from './text.ts';

/** `Name <address>`, `address`, or the two apart. */
export type Address = string | { readonly name?: string; readonly address: string };

export interface AttachmentInput {
  readonly name?: string;
  readonly mime?: string;
  /** A stream is read once and is never whole in memory. */
  readonly data?: Uint8Array | ByteStream;
  readonly contentId?: string;
  readonly method?: 'by-value' | 'embedded';
  readonly message?: MessageInput;
}

export interface NamedProperty extends PropertyName {
  readonly type: keyof typeof TYPE;
  readonly value: PropertyValue;
}

export interface MessageInput {
  readonly subject?: string;
  readonly from?: Address;
  readonly to?: readonly Address[];
  readonly cc?: readonly Address[];
  readonly bcc?: readonly Address[];
  readonly date?: Date;
  /** Transport headers as they came; made from the other fields where absent, left out where `false`. */
  readonly headers?: string | false;
  readonly messageId?: string;
  readonly text?: string;
  readonly html?: string;
  readonly rtf?: string;
  readonly attachments?: readonly AttachmentInput[];
  readonly categories?: readonly string[];
  readonly read?: boolean;
  readonly messageClass?: string;
  readonly namedProps?: readonly NamedProperty[];
  /** Further properties, or others in place of ours; by tag. */
  readonly properties?: Properties;
}

export interface Person {
  readonly name: string;
  readonly address: string;
}
export interface MessageContext {
  readonly db: NodeDatabase;
  readonly text: TextCodec;
  readonly names: PropertyNames;
}
/** What a contents table shows of the message (its properties), and where it is. */
export interface WrittenMessage {
  readonly data: NodeData;
  readonly properties: Properties;
  readonly bytes: number;
}

/** [MS-OXCMSG] 2.2.1.6. */
const FLAG = { read: 0x01, unmodified: 0x02, hasAttachment: 0x10 };
/** [MS-OXCMSG] 2.2.2.9. */
const ATTACH = { byValue: 1, embedded: 5 };
/** [MS-OXCMSG] 2.2.2.23: shown in the body. */
const ATTACH_IN_BODY = 4;
const RECIPIENT = { to: 1, cc: 2, bcc: 3 } as const;
const NATIVE_BODY = { text: 1, rtf: 2, html: 3 } as const;
export const DEFAULT_DATE = new Date(Date.UTC(2022, 3, 5, 9, 0, 0));
/** Embedded messages inside one another. */
const DEPTH_MAX = 64;

export function writeMessage(context: MessageContext, message: MessageInput, depth = 0): WrittenMessage {
  if (depth > DEPTH_MAX) throw new Error(`pst-writer: messages are nested deeper than ${DEPTH_MAX}`);
  const { db, text } = context;
  const subnodes = new Subnodes(db);
  const recipients = listRecipients(message);
  subnodes.addAs(NID.recipientTable, writeRecipients(context, recipients));
  const attachmentBytes = writeAttachments(context, message.attachments ?? [], subnodes, depth);
  const properties = new Map(describeMessage(context, message, recipients, attachmentBytes));
  for (const [tag, value] of message.properties ?? []) properties.set(tag, value);
  const { bytes, ...data } = writeProperties(db, text, properties, subnodes);
  return { data, properties, bytes: bytes + attachmentBytes };
}

interface Recipient extends Person {
  readonly type: number;
}

function listRecipients(message: MessageInput): Recipient[] {
  return (['to', 'cc', 'bcc'] as const).flatMap((field) =>
    (message[field] ?? []).map((address) => ({ ...parseAddress(address), type: RECIPIENT[field] })),
  );
}

export function parseAddress(input: Address): Person {
  if (typeof input !== 'string') return { name: input.name || input.address, address: input.address };
  const angle = /^(.*)<([^<>]*)>\s*$/s.exec(input);
  const address = (angle?.[2] ?? input).trim();
  return { name: angle?.[1]?.trim().replace(/^"(.*)"$/s, '$1') || address, address };
}

export function formatAddress({ name, address }: Person): string {
  return name === address ? address : `"${name.replaceAll('"', "'")}" <${address}>`;
}

function describeMessage(
  { names, text }: MessageContext,
  message: MessageInput,
  recipients: readonly Recipient[],
  attachmentBytes: number,
): [number, PropertyValue | undefined][] {
  const date = message.date ?? DEFAULT_DATE;
  const attachments = message.attachments ?? [];
  const shown = (type: number): string =>
    recipients
      .filter((one) => one.type === type)
      .map(({ name }) => name)
      .join('; ');
  const flags = FLAG.unmodified | (message.read === false ? 0 : FLAG.read) | (attachments.length > 0 ? FLAG.hasAttachment : 0);
  return [
    [TAG.messageClass, message.messageClass ?? 'IPM.Note'],
    [TAG.importance, 1],
    [TAG.priority, 0],
    [TAG.sensitivity, 0],
    ...describeSubject(message.subject ?? ''),
    [TAG.clientSubmitTime, date],
    [TAG.deliveryTime, date],
    [TAG.creationTime, date],
    [TAG.lastModificationTime, date],
    ...describeSender(message.from),
    [TAG.displayTo, shown(RECIPIENT.to)],
    [TAG.displayCc, shown(RECIPIENT.cc)],
    [TAG.displayBcc, shown(RECIPIENT.bcc)],
    [TAG.messageFlags, flags],
    [TAG.messageStatus, 0],
    [TAG.messageSize, sizeOf(message) + attachmentBytes],
    [TAG.hasAttachments, attachments.length > 0],
    [TAG.transportHeaders, message.headers === false ? undefined : (message.headers ?? makeHeaders(message, date))],
    [TAG.internetMessageId, message.messageId],
    [TAG.internetCodePage, UTF8_CODE_PAGE],
    [TAG.messageCodePage, text.isWide ? undefined : text.codePage],
    ...describeBody(message),
    ...describeNamed(names, message),
  ];
}

/** The subject, 2.5.3.1.1.1: two characters tell how long the prefix ("RE: ") is. */
function describeSubject(subject: string): [number, PropertyValue][] {
  const prefix = /^[^\s:\d]{1,3}: (?=.)/s.exec(subject)?.[0] ?? '';
  const stored = subject === '' ? '' : `\u0001${String.fromCharCode(prefix.length + 1)}${subject}`;
  const normalized = subject.slice(prefix.length);
  return [
    [TAG.subject, stored],
    [TAG.subjectPrefix, prefix],
    [TAG.normalizedSubject, normalized],
    [TAG.conversationTopic, normalized],
  ];
}

function describeSender(from: Address | undefined): [number, PropertyValue][] {
  if (from === undefined) return [];
  const { name, address } = parseAddress(from);
  return [
    [TAG.senderName, name],
    [TAG.senderAddressType, 'SMTP'],
    [TAG.senderAddress, address],
    [TAG.senderEntryId, oneOffEntryId({ name, address })],
    [TAG.senderSearchKey, searchKey(address)],
    [TAG.sentRepresentingName, name],
    [TAG.sentRepresentingAddressType, 'SMTP'],
    [TAG.sentRepresentingAddress, address],
    [TAG.sentRepresentingEntryId, oneOffEntryId({ name, address })],
    [TAG.sentRepresentingSearchKey, searchKey(address)],
  ];
}

function describeBody({ text, html, rtf }: MessageInput): [number, PropertyValue | undefined][] {
  const native = html !== undefined ? NATIVE_BODY.html : rtf !== undefined ? NATIVE_BODY.rtf : NATIVE_BODY.text;
  return [
    [TAG.body, text],
    [TAG.html, html ? Buffer.from(html, 'utf8') : undefined],
    [TAG.rtfCompressed, rtf ? compressRtf(rtf) : undefined],
    [TAG.rtfInSync, rtf ? true : undefined],
    [TAG.nativeBody, text === undefined && html === undefined && rtf === undefined ? undefined : native],
  ];
}

/** Named properties; categories are the strings "Keywords" ([MS-OXCMSG] 2.2.1.17). */
function describeNamed(names: PropertyNames, message: MessageInput): [number, PropertyValue][] {
  const keywords: NamedProperty[] = message.categories?.length ? [{ ...KEYWORDS, type: 'strings', value: message.categories }] : [];
  return [...keywords, ...(message.namedProps ?? [])].map((one) => [names.idOf(one) * 0x10000 + TYPE[one.type], one.value]);
}

function makeHeaders(message: MessageInput, date: Date): string {
  const list = (label: string, addresses: readonly Address[] = []): string[] =>
    addresses.length === 0 ? [] : [`${label}: ${addresses.map((one) => formatAddress(parseAddress(one))).join(', ')}`];
  const lines = [
    ...list('From', message.from === undefined ? [] : [message.from]),
    ...list('To', message.to),
    ...list('Cc', message.cc),
    `Subject: ${message.subject ?? ''}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    ...(message.messageId === undefined ? [] : [`Message-ID: ${message.messageId}`]),
    'MIME-Version: 1.0',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** PidTagMessageSize without attachments: near enough, as Outlook's is. */
function sizeOf({ subject = '', text = '', html = '', rtf = '', headers }: MessageInput): number {
  return 512 + 2 * (subject.length + text.length + (headers ? headers.length : 256)) + html.length + rtf.length;
}

function writeRecipients({ db, text }: MessageContext, recipients: readonly Recipient[]): NodeData {
  const table = new TableWriter(db, text, RECIPIENT_COLUMNS);
  recipients.forEach((recipient, i) =>
    table.addRow(
      i,
      new Map<number, PropertyValue>([
        [TAG.recipientType, recipient.type],
        [TAG.responsibility, true],
        [TAG.objectType, 6],
        [TAG.displayType, 0],
        [TAG.sendRichInfo, false],
        [TAG.displayName, recipient.name],
        [TAG.displayName7bit, recipient.name],
        [TAG.addressType, 'SMTP'],
        [TAG.emailAddress, recipient.address],
        [TAG.smtpAddress, recipient.address],
        [TAG.entryId, oneOffEntryId(recipient)],
        [TAG.recordKey, oneOffEntryId(recipient)],
        [TAG.searchKey, searchKey(recipient.address)],
      ]),
    ),
  );
  return table.finish();
}

/** One-off EntryID, [MS-OXCDATA] 2.2.5.1, with wide text. */
function oneOffEntryId({ name, address }: Person): Buffer {
  const provider = Buffer.from('00000000812b1fa4bea310199d6e00dd010f5402', 'hex');
  return Buffer.concat([provider, Buffer.from([0, 0, 0x01, 0x90]), Buffer.from(`${name}\0SMTP\0${address}\0`, 'utf16le')]);
}

const searchKey = (address: string): Buffer => Buffer.from(`SMTP:${address.toUpperCase()}\0`, 'utf8');

/** Writes attachments and their table (2.4.6); a message without any has no table. Returns their size. */
function writeAttachments(context: MessageContext, attachments: readonly AttachmentInput[], subnodes: Subnodes, depth: number): number {
  if (attachments.length === 0) return 0;
  const table = new TableWriter(context.db, context.text, ATTACHMENT_COLUMNS);
  let total = 0;
  attachments.forEach((attachment, i) => {
    const { data, bytes, properties } = writeAttachment(context, attachment, i, depth);
    const nid = subnodes.add(NID_TYPE.attachment, data);
    table.addRow(nid, new Map([...properties, [TAG.attachSize, bytes]]));
    total += bytes;
  });
  subnodes.addAs(NID.attachmentTable, table.finish());
  return total;
}

interface WrittenAttachment {
  readonly data: NodeData;
  readonly bytes: number;
  readonly properties: Properties;
}

function writeAttachment(context: MessageContext, attachment: AttachmentInput, index: number, depth: number): WrittenAttachment {
  const subnodes = new Subnodes(context.db);
  const content =
    attachment.method === 'embedded' || attachment.message !== undefined
      ? embedMessage(context, attachment.message ?? {}, subnodes, depth)
      : contentOf(context, attachment.data ?? new Uint8Array(0), subnodes);
  const name = attachment.name ?? attachment.message?.subject ?? 'attachment';
  const extension = /\.[^.\s/\\]{1,16}$/.exec(name)?.[0];
  const properties = new Map<number, PropertyValue | undefined>([
    [TAG.attachMethod, content.method],
    [TAG.attachSize, content.bytes],
    [content.tag, content.value],
    [TAG.displayName, name],
    [TAG.attachFilename, shortName(name, extension)],
    [TAG.attachLongFilename, name],
    [TAG.attachExtension, extension],
    [TAG.attachMimeTag, attachment.mime],
    [TAG.attachContentId, attachment.contentId],
    [TAG.attachFlags, attachment.contentId ? ATTACH_IN_BODY : undefined],
    [TAG.renderingPosition, -1],
    [TAG.attachNumber, index],
    [TAG.attachmentHidden, attachment.contentId !== undefined],
    [TAG.creationTime, DEFAULT_DATE],
    [TAG.lastModificationTime, DEFAULT_DATE],
  ]);
  const { bytes, ...data } = writeProperties(context.db, context.text, properties, subnodes);
  properties.delete(content.tag);
  return { data, bytes: bytes + content.extraBytes, properties };
}

interface AttachmentContent {
  readonly method: number;
  readonly tag: number;
  readonly value: PropertyValue;
  readonly bytes: number;
  readonly extraBytes: number;
}

function contentOf({ db }: MessageContext, data: Uint8Array | ByteStream, subnodes: Subnodes): AttachmentContent {
  if (data instanceof Uint8Array) return { method: ATTACH.byValue, tag: TAG.attachData, value: data, bytes: data.length, extraBytes: 0 };
  const value = storeStream(db, subnodes, data);
  return { method: ATTACH.byValue, tag: TAG.attachData, value, bytes: value.bytes, extraBytes: 0 };
}

/** An embedded message is a subnode of the attachment; the property holds its NID and size (2.4.6.2.2, PtypObject of 2.3.3.5). */
function embedMessage(context: MessageContext, message: MessageInput, subnodes: Subnodes, depth: number): AttachmentContent {
  const written = writeMessage(context, message, depth + 1);
  const nid = subnodes.add(NID_TYPE.normalMessage, written.data);
  const value = Buffer.alloc(8);
  value.writeUInt32LE(nid, 0);
  value.writeUInt32LE(written.bytes, 4);
  return { method: ATTACH.embedded, tag: TAG.attachObject, value, bytes: written.bytes, extraBytes: written.bytes };
}

/** A name of the form 8.3. */
function shortName(name: string, extension = ''): string {
  const stem = name.slice(0, name.length - extension.length);
  return stem.length <= 8 && extension.length <= 4 ? name : `${stem.slice(0, 6)}~1${extension.slice(0, 4)}`;
}
