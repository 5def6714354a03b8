/**
 * The content id of a message that has no raw bytes: SHA-256 over its properties in a canonical order. Two messages that say the same
 * get the same id in whatever file they lie.
 *
 * In it, each part preceded by its length (`digestOf`): the version of this form; kind and message class; Message-ID, date, delivery
 * time, sender, recipients, subject, references, labels, further spoken fields; type, origin and text of each body; of each attachment its kind, name,
 * declared type, and SHA-256 of its bytes, or the content id of the embedded message. Not in it: NIDs, folder, flags, creation and
 * modification times, code pages, sizes; so a copy in another folder or store is the same content.
 */
import { digestOf } from '../../../kernel/index.ts';
import { contentId, type ContentId, type MailAddress, type MessageHeaders, type RawBody } from '../../../model/index.ts';

const FORM = 'mapi-message/1';

export interface DigestedAttachment {
  readonly kind: string;
  readonly name: string;
  readonly declaredType: string;
  readonly content: string;
}

export interface DigestParts {
  readonly kind: string;
  readonly messageClass: string;
  readonly deliveredAt: number | undefined;
  readonly headers: MessageHeaders;
  readonly bodies: readonly RawBody[];
  readonly attachments: readonly DigestedAttachment[];
}

export function messageContent(parts: DigestParts): ContentId {
  const { headers } = parts;
  const people = (list: readonly MailAddress[]): (string | number)[] => [list.length, ...list.flatMap(({ name, email }) => [name, email])];
  const texts = (list: readonly string[]): (string | number)[] => [list.length, ...list];
  return contentId(
    digestOf([
      FORM,
      parts.kind,
      parts.messageClass,
      headers.messageId ?? '',
      headers.date ?? '',
      parts.deliveredAt ?? '',
      headers.subject,
      ...people(headers.from),
      ...people(headers.sender === undefined ? [] : [headers.sender]),
      ...people(headers.to),
      ...people(headers.cc),
      ...people(headers.bcc),
      ...texts(headers.inReplyTo),
      ...texts(headers.references),
      ...texts(headers.labels),
      ...texts((headers.more ?? []).flatMap(({ name, value }) => [name, value])),
      parts.bodies.length,
      ...parts.bodies.flatMap(({ type, part, text }) => [type, part, text]),
      parts.attachments.length,
      ...parts.attachments.flatMap(({ kind, name, declaredType, content }) => [kind, name, declaredType, content]),
    ]),
  );
}
