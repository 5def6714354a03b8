/** The mailbox on disk: a PST, or an mbox of the same messages. */
import { writeFileSync } from 'node:fs';
import { bodyText, type Attached, type Correspondent, type Mail } from './mail.ts';
import { textOf } from './passage.ts';
import { createPst, type MessageInput } from './pst-writer/index.ts';
import { randomOf } from './random.ts';
import { escapeHtml } from './scenes/several-people.ts';

const FOLDERS = ['Inbox', 'Inbox/Labs', 'Inbox/Follow-up', 'Inbox/Member mail', 'Sent Items', 'Deleted Items', 'Drafts'] as const;
/** Share of messages with an HTML body beside the text, as most programs send. */
const HTML_SHARE = 0.45;

const addressOf = (one: Correspondent): { readonly name: string; readonly address: string } => ({ name: one.name, address: one.address });

/** Fixed by the message, so that both formats and every run agree. */
function htmlOf(mail: Mail): string | undefined {
  if (mail.html !== '') return mail.html;
  if (!randomOf(mail.messageId).chance(HTML_SHARE)) return undefined;
  const text = bodyText(mail);
  // Columns of a table in text would fall together: programs keep them as they are typed.
  const keep = /\t| {3}/.test(text);
  const paragraphs = keep
    ? [`<pre>${escapeHtml(text)}</pre>`]
    : text.split('\n\n').map((part) => `<p>${escapeHtml(part).replaceAll('\n', '<br>\n')}</p>`);
  return `<html><head><meta charset="utf-8"></head><body>${paragraphs.join('\n')}</body></html>`;
}

export function writePst(path: string, mails: readonly Mail[], owner: string): void {
  const pst = createPst({ path, displayName: owner, crypt: 'permute' });
  for (const folder of FOLDERS) pst.folder(folder);
  for (const mail of mails) pst.folder(mail.folder).addMessage(pstMessage(mail));
  pst.finish();
}

function pstMessage(mail: Mail): MessageInput {
  const html = htmlOf(mail);
  return {
    subject: textOf(mail.subject),
    from: addressOf(mail.from),
    to: mail.to.map(addressOf),
    cc: mail.cc.map(addressOf),
    date: new Date(mail.at),
    messageId: mail.messageId,
    messageClass: mail.messageClass,
    ...(mail.html === '' ? { text: bodyText(mail) } : {}),
    ...(html === undefined ? {} : { html }),
    attachments: mail.attachments.map(pstAttachment),
  };
}

function pstAttachment(one: Attached): NonNullable<MessageInput['attachments']>[number] {
  if (one.message !== undefined) return { name: one.name, method: 'embedded', message: pstMessage(one.message) };
  return { name: one.name, mime: one.mime, ...(one.data === undefined ? {} : { data: one.data }) };
}

export function writeMbox(path: string, mails: readonly Mail[]): void {
  const parts = mails.map(
    (mail) =>
      `From ${mail.from.address} ${new Date(mail.at).toUTCString()}\nX-Folder: ${mail.folder}\n${mimeOf(mail).replace(/^(>*From )/gm, '>$1')}\n`,
  );
  writeFileSync(path, parts.join('\n'));
}

function mimeOf(mail: Mail): string {
  const boundary = `part-${mail.messageId.replace(/\D/g, '')}`;
  const html = htmlOf(mail);
  const body =
    html === undefined
      ? entity('text/plain; charset=utf-8', Buffer.from(bodyText(mail)))
      : entity('text/html; charset=utf-8', Buffer.from(html));
  const head = [
    `From: ${header(mail.from)}`,
    `To: ${mail.to.map(header).join(', ')}`,
    ...(mail.cc.length > 0 ? [`Cc: ${mail.cc.map(header).join(', ')}`] : []),
    `Subject: ${word(textOf(mail.subject))}`,
    `Date: ${new Date(mail.at).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${mail.messageId}`,
    ...(mail.inReplyTo === '' ? [] : [`In-Reply-To: ${mail.inReplyTo}`]),
    'MIME-Version: 1.0',
  ];
  if (mail.attachments.length === 0) return `${head.join('\n')}\n${body}`;
  const parts = mail.attachments.map((one) =>
    one.message === undefined
      ? entity(one.mime, one.data ?? Buffer.alloc(0), one.name)
      : `Content-Type: message/rfc822\n\n${mimeOf(one.message)}`,
  );
  return `${head.join('\n')}\nContent-Type: multipart/mixed; boundary="${boundary}"\n\n${[body, ...parts].map((part) => `--${boundary}\n${part}\n`).join('')}--${boundary}--\n`;
}

const word = (text: string): string => (/^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`);
const header = (one: Correspondent): string => `${word(one.name)} <${one.address}>`;
function entity(type: string, data: Buffer, name = ''): string {
  const disposition = name === '' ? '' : `Content-Disposition: attachment; filename="${name}"\n`;
  return `Content-Type: ${type}\n${disposition}Content-Transfer-Encoding: base64\n\n${data.toString('base64').replace(/.{76}/g, '$&\n')}`;
}
