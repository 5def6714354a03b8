/** A message of the store in neutral form. [MS-PST] 2.4.5 */
import type { RawBody, RawMessage } from '../../../model/index.ts';
import { readAttachments, type OpenEmbedded } from './attachment.ts';
import { decoderOf } from './code-page.ts';
import { GapList } from './gaps.ts';
import { NID, nidType, NID_TYPE } from './layout.ts';
import { readBodies } from './mapi-bodies.ts';
import { readFields, type NameOf } from './mapi-fields.ts';
import { readHeaders } from './mapi-headers.ts';
import { PROP, type PropertyBag } from './mapi.ts';
import { messageContent } from './message-digest.ts';
import { NodeObject, type NodeRef, type Reading } from './node-object.ts';
import { Table } from './table.ts';
import type { ValueSet } from './value-set.ts';

export const MEDIA_TYPE = 'application/vnd.ms-outlook';

export interface MessageContext {
  readonly reading: Omit<Reading, 'gaps'>;
  readonly nameOf: NameOf;
}

/** Reads a message with all that hangs on it. Always gives a message: what cannot be read is in its gaps. `depth`: messages around it. */
export function readMessage(context: MessageContext, ref: NodeRef, depth = 0, around: readonly number[] = []): RawMessage {
  const gaps = new GapList();
  const node = new NodeObject({ ...context.reading, gaps }, ref);
  const properties = node.properties(codePageOf);
  if (properties === undefined) {
    gaps.add('pst.properties.unreadable');
    return unreadable(gaps, ref);
  }
  const codePage = codePageOf(properties) ?? context.reading.codePage;
  const kind = kindOf(ref.nid, properties);
  const headers = readHeaders({ bag: properties, recipients: readRecipients(node, codePage) });
  const fields = readFields(properties, kind, context.nameOf);
  const bodies: readonly RawBody[] = [...readBodies(properties, gaps), ...(fields === undefined ? [] : [fields])];
  const attachments = readAttachments(node, codePage, opener(context, { depth, around: [...around, ref.data] }));
  const deliveredAt = properties.time(PROP.deliveryTime);
  const messageClass = properties.text(PROP.messageClass) ?? '';
  return {
    kind,
    mediaType: MEDIA_TYPE,
    headers,
    bodies,
    ranges: [],
    gaps: gaps.list(),
    attachments: attachments.map(({ raw }) => raw),
    content: messageContent({ kind, messageClass, deliveredAt, headers, bodies, attachments: attachments.map(({ digested }) => digested) }),
    bytes: bodies.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) + attachments.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** A message that holds itself ends at the second look, one that is nested too deep at the limit. */
function opener(context: MessageContext, { depth, around }: { depth: number; around: readonly number[] }): OpenEmbedded {
  return (child) => {
    const isLoop = child.ref.data !== 0 && around.includes(child.ref.data);
    return depth + 1 >= context.reading.limits.depthMax || isLoop ? undefined : readMessage(context, child.ref, depth + 1, around);
  };
}

function unreadable(gaps: GapList, ref: NodeRef): RawMessage {
  const headers = { from: [], to: [], cc: [], bcc: [], subject: '', inReplyTo: [], references: [], labels: [] };
  return {
    kind: nidType(ref.nid) === NID_TYPE.associated ? 'other' : 'message',
    mediaType: MEDIA_TYPE,
    headers,
    bodies: [],
    attachments: [],
    ranges: [],
    gaps: gaps.list(),
    bytes: 0,
    content: messageContent({
      kind: 'unreadable',
      messageClass: '',
      deliveredAt: undefined,
      headers,
      bodies: [],
      attachments: [{ kind: 'node', name: String(ref.nid), declaredType: '', content: String(ref.data) }],
    }),
  };
}

/** By message class, [MS-OXCMSG] 2.2.1.3; schedule messages are mail about an appointment. */
export function kindOf(nid: number, bag: PropertyBag): RawMessage['kind'] {
  if (nidType(nid) === NID_TYPE.associated) return 'other';
  const name = (bag.text(PROP.messageClass) ?? '').toUpperCase();
  const is = (prefix: string): boolean => name === prefix || name.startsWith(`${prefix}.`);
  if (is('IPM.APPOINTMENT')) return 'calendar';
  if (is('IPM.CONTACT') || is('IPM.DISTLIST') || is('IPM.ABCHPERSON')) return 'contact';
  if (is('IPM.TASK')) return 'task';
  return is('IPM.STICKYNOTE') ? 'note' : 'message';
}

/** Narrow text is in the code page that the message names. spec/ingest.md 3.2, 11 */
function codePageOf(plain: ValueSet): number | undefined {
  const codePage = plain.number(PROP.messageCodePage) ?? plain.number(PROP.internetCodePage);
  return codePage !== undefined && decoderOf(codePage) !== undefined ? codePage : undefined;
}

function readRecipients(message: NodeObject, codePage: number): readonly PropertyBag[] {
  const node = message.child(NID.recipientTable);
  const table = node === undefined ? undefined : Table.open(node);
  const rows: PropertyBag[] = [];
  for (const row of table?.index() ?? []) {
    if (rows.length >= message.reading.limits.partsMax) {
      message.reading.gaps.add('parts', { at: 'recipients' });
      break;
    }
    const cells = table?.row(row, codePage);
    if (cells !== undefined) rows.push(cells);
  }
  return rows;
}
