/**
 * A transcript of configuration commands (`PS> Get-Mailbox … | fl`). It carries no record of access and no time, so it proves
 * nothing; but what it shows may open a path that no log of mail access sees. Such a line keeps messages from being excluded.
 * spec/access.md 4.4, checks 2, 3, 10.
 */
import { decodeChunks } from './decode.ts';

export const TRANSCRIPT_MARK =
  /^(?:PS[^>\n]{0,80}>|>)\s*Get-(?:Mailbox|OrganizationConfig|AdminAuditLogConfig|InboxRule|CASMailbox|TransportRule)\w*/m;

/** Settings that stop the record of access, or send mail past it. */
const OPENS_A_PATH: readonly RegExp[] = [
  /^\s*(?:Forwarding\w*|RedirectTo|ForwardTo|ForwardAsAttachmentTo)\s*:[ \t]*(?!\{\}|\$?null|$)\S/im,
  /^\s*(?:AuditBypassEnabled|AuditDisabled)\s*:\s*True/im,
  /^\s*(?:AuditEnabled|UnifiedAuditLogIngestionEnabled)\s*:\s*False/im,
  /^\s*AuditOwner\s*:(?![^\n]*MailItemsAccessed)/im,
];

const BYTES_MAX = 4 * 1024 ** 2;

/** Rows of the transcript, and whether anything in it keeps messages from being excluded. */
export function readTranscript(chunks: Iterable<Uint8Array>): { readonly rows: number; readonly opensAPath: boolean } {
  const held: Uint8Array[] = [];
  let bytes = 0;
  for (const chunk of decodeChunks(chunks).chunks) {
    bytes += chunk.length;
    if (bytes > BYTES_MAX) return { rows: 0, opensAPath: true };
    held.push(chunk.slice()); // a copy: the reader may use its buffer again
  }
  const text = Buffer.concat(held).toString('utf8').replaceAll('\r', '');
  return { rows: text.split('\n').filter((line) => line.includes(' : ')).length, opensAPath: OPENS_A_PATH.some((mark) => mark.test(text)) };
}
