/** Attachments of a message: files, embedded messages, links, OLE objects. [MS-OXCMSG] 2.2.2, [MS-PST] 2.4.6 */
import { createHash } from 'node:crypto';
import type { RawAttachment, RawMessage, ReadGap } from '../../../model/index.ts';
import { GapList, pstGap } from './gaps.ts';
import { hex, NID, NID_TYPE, nidType, u32 } from './layout.ts';
import { PROP, TYPE } from './mapi.ts';
import type { DigestedAttachment } from './message-digest.ts';
import { NodeObject, outputMax, type Reading } from './node-object.ts';
import { Table } from './table.ts';
import type { ValueSet } from './value-set.ts';

/** PidTagAttachMethod. [MS-OXCMSG] 2.2.2.9 */
const METHOD = {
  none: 0,
  byValue: 1,
  byReference: 2,
  byReferenceResolve: 3,
  byReferenceOnly: 4,
  embedded: 5,
  ole: 6,
  byWebReference: 7,
} as const;
/** PidTagAttachFlags: shown in the body. [MS-OXCMSG] 2.2.2.18 */
const SHOWN_IN_BODY = 4;
/** A small attachment is decoded once, for its hash, and kept until the message goes; a large one is decoded again when asked for. */
const KEPT_BYTES_MAX = 256 * 1024;
const EMPTY = new Uint8Array(0);

export interface ReadAttachment {
  readonly raw: RawAttachment;
  readonly digested: DigestedAttachment;
  readonly bytes: number;
}

/** Opens the message embedded in an attachment; undefined beyond the limit of depth. */
export type OpenEmbedded = (node: NodeObject) => RawMessage | undefined;

/**
 * Attachments in ascending order of their NIDs: rows of the attachment table and subnodes of the attachment type together, since
 * damage can take either. Paths are `att:1`, `att:2` … in that order.
 */
export function readAttachments(message: NodeObject, codePage: number, openEmbedded: OpenEmbedded): readonly ReadAttachment[] {
  const nids = new Set<number>();
  const tableNode = message.child(NID.attachmentTable);
  const table = tableNode === undefined ? undefined : Table.open(tableNode);
  for (const row of table?.index() ?? []) {
    if (nids.size >= message.reading.limits.partsMax) {
      message.reading.gaps.add('parts', { at: 'attachments' });
      break;
    }
    nids.add(row.id);
  }
  for (const nid of message.subnodes.keys()) if (nidType(nid) === NID_TYPE.attachment) nids.add(nid);
  const sorted = [...nids].sort((a, b) => a - b);
  return sorted.map((nid, i) => readAttachment(message, nid, { path: `att:${i + 1}`, codePage, openEmbedded }));
}

interface Place {
  readonly path: string;
  readonly codePage: number;
  readonly openEmbedded: OpenEmbedded;
}

function readAttachment(message: NodeObject, nid: number, place: Place): ReadAttachment {
  // Its gaps are its own: they stand at the attachment, not at the message.
  const gaps = new GapList();
  const reading: Reading = { ...message.reading, gaps, codePage: place.codePage };
  const ref = message.subnodes.get(nid);
  const node = ref === undefined ? undefined : new NodeObject(reading, ref);
  const properties = node?.properties();
  if (node === undefined || properties === undefined)
    return withoutData(place.path, {}, gaps.list()[0] ?? pstGap('pst.attachment.missing'));
  const known = describe(properties);
  switch (methodOf(properties)) {
    case METHOD.byValue:
      return byValue(place.path, known, node, properties);
    case METHOD.embedded:
      return embedded(place, known, node, properties);
    case METHOD.ole:
      return byObject(place.path, known, node, properties);
    case METHOD.byReference:
    case METHOD.byReferenceResolve:
    case METHOD.byReferenceOnly:
    case METHOD.byWebReference:
      return withoutData(place.path, known, pstGap('pst.attachment.reference'), 'reference');
    case METHOD.none:
      return withoutData(place.path, known, pstGap('pst.attachment.missing'));
    default:
      return withoutData(place.path, known, pstGap('pst.attachment.unknown-method'));
  }
}

/** Where the method is lost, the data tells it. */
function methodOf(properties: ValueSet): number {
  const method = properties.number(PROP.attachMethod);
  if (method !== undefined && !(method === METHOD.none && properties.typeOf(PROP.attachData) !== undefined)) return method;
  const type = properties.typeOf(PROP.attachData);
  return type === TYPE.binary ? METHOD.byValue : type === TYPE.object ? METHOD.embedded : METHOD.none;
}

interface Known {
  readonly name?: string;
  readonly declaredType?: string;
  readonly isInline?: boolean;
}

function describe(properties: ValueSet): Known {
  const link = properties.text(PROP.attachLongPathname) ?? properties.text(PROP.attachPathname);
  const name =
    [PROP.attachLongFilename, PROP.attachFilename, PROP.displayName]
      .map((id) => properties.text(id))
      .find((text) => text !== undefined && text !== '') ?? link;
  const declaredType = properties.text(PROP.attachMimeTag);
  const isInline = properties.number(PROP.attachHidden) === 1 || ((properties.number(PROP.attachFlags) ?? 0) & SHOWN_IN_BODY) !== 0;
  return {
    ...(name === undefined ? {} : { name }),
    ...(declaredType === undefined || declaredType === '' ? {} : { declaredType }),
    isInline,
  };
}

function withoutData(path: string, known: Known, gap: ReadGap, kind: RawAttachment['kind'] = 'file'): ReadAttachment {
  return { raw: { ...rawOf(path, known, kind), bytes: () => EMPTY, gap }, digested: digestedOf(known, kind, `gap ${gap.code}`), bytes: 0 };
}

function rawOf(path: string, known: Known, kind: RawAttachment['kind']): Omit<RawAttachment, 'bytes'> {
  return {
    path,
    kind,
    inline: known.isInline ?? false,
    ...(known.name === undefined ? {} : { name: known.name }),
    ...(known.declaredType === undefined ? {} : { declaredType: known.declaredType }),
  };
}

const digestedOf = (known: Known, kind: string, content: string): DigestedAttachment => ({
  kind,
  name: known.name ?? '',
  declaredType: known.declaredType ?? '',
  content,
});

function byValue(path: string, known: Known, node: NodeObject, properties: ValueSet): ReadAttachment {
  const hnid = properties.reference(PROP.attachData);
  if (hnid === undefined || properties.typeOf(PROP.attachData) === undefined)
    return withoutData(path, known, pstGap('pst.attachment.missing'));
  if (properties.typeOf(PROP.attachData) === TYPE.object) return byObject(path, known, node, properties, 'file');
  return withData(path, known, node, hnid, 'file');
}

/** PtypObject: NID and size of a subnode. [MS-PST] 2.3.3.5 */
function objectNid(properties: ValueSet): number | undefined {
  const bytes = properties.bytes(PROP.attachData);
  return bytes !== undefined && bytes.length >= 4 ? u32(bytes, 0) : undefined;
}

function byObject(path: string, known: Known, node: NodeObject, properties: ValueSet, kind: 'ole' | 'file' = 'ole'): ReadAttachment {
  const hnid = properties.typeOf(PROP.attachData) === TYPE.binary ? properties.reference(PROP.attachData) : objectNid(properties);
  return hnid === undefined ? withoutData(path, known, pstGap('pst.attachment.missing')) : withData(path, known, node, hnid, kind);
}

/** Hashes the data once; keeps it if it is small. */
function withData(path: string, known: Known, node: NodeObject, hnid: number, kind: 'file' | 'ole'): ReadAttachment {
  const { gaps } = node.reading;
  const bytesMax = outputMax(node.reading);
  const hasher = createHash('sha256');
  const kept: Uint8Array[] = [];
  let total = 0;
  if (hnid !== 0 && (hnid & 0x1f) !== 0 && !node.subnodes.has(hnid)) gaps.add('pst.attachment.missing', { at: `nid ${hex(hnid)}` });
  for (const piece of hnid === 0 ? [] : node.pieces(hnid)) {
    const fitting = piece.subarray(0, bytesMax - total);
    hasher.update(fitting);
    total += fitting.length;
    if (total <= KEPT_BYTES_MAX) kept.push(fitting);
    if (fitting.length < piece.length) {
      gaps.add('output', { at: path });
      break;
    }
  }
  const [gap] = gaps.list();
  const bytes = total <= KEPT_BYTES_MAX ? once(() => Buffer.concat(kept)) : (): Uint8Array => node.read(hnid) ?? EMPTY;
  return {
    raw: { ...rawOf(path, known, kind), bytes, ...(gap === undefined ? {} : { gap }) },
    digested: digestedOf(known, kind, hasher.digest('hex')),
    bytes: total,
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function embedded(place: Place, known: Known, node: NodeObject, properties: ValueSet): ReadAttachment {
  const nid = objectNid(properties);
  const child = nid === undefined ? undefined : node.child(nid);
  if (child === undefined) return withoutData(place.path, known, pstGap('pst.attachment.missing'), 'message');
  const message = place.openEmbedded(child);
  if (message === undefined) return withoutData(place.path, known, pstGap('depth'), 'message');
  const [gap] = node.reading.gaps.list();
  return {
    raw: { ...rawOf(place.path, known, 'message'), bytes: () => EMPTY, message: () => message, ...(gap === undefined ? {} : { gap }) },
    digested: digestedOf(known, 'message', message.content),
    bytes: message.bytes,
  };
}
