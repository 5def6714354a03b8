/** One content to its document: what it is, then the reader of that kind. */
import type { Extracted, ReadGap } from '../model/index.ts';
import { hasZipEnd, identify, type Identified } from './identify.ts';
import type { ReadContext, Reader } from './reader.ts';
import { documentReaders } from './readers/index.ts';
import { textLikeReaders } from './readers/text-like.ts';
import { textOnly } from './readers/text.ts';

const MESSAGE_TYPE = 'message/rfc822';
const READERS: ReadonlyMap<string, Reader> = new Map([...textLikeReaders, ...documentReaders].map((reader) => [reader.kind, reader]));
/** Kinds that another kind's reader opens: packages without a reader of their own give their parts as children. */
const PACKAGES = new Set(['odt', 'ods', 'odp', 'odg', 'odf', 'epub', 'vsdx']);

/** True for a content that is a message: the caller parses it (`parseMessage` of ingest) and gives it to `extractMessage`. */
export function isMessageType(mediaType: string): boolean {
  return mediaType === MESSAGE_TYPE;
}

/**
 * Identifies a content by its bytes and reads it. A message comes back as `extracted` with the media type `message/rfc822` and neither
 * document nor children: see `isMessageType`. Without a reader: `unsupported`, code `no-reader:<kind>`. Never throws for bad evidence.
 */
export async function extractContent(bytes: Uint8Array, context: ReadContext, name?: string): Promise<Extracted> {
  if (bytes.length === 0) return { state: 'empty', mediaType: 'application/octet-stream', children: [], gaps: [] };
  const type = identify(bytes, name);
  if (type.kind === 'message') return { state: 'extracted', mediaType: MESSAGE_TYPE, children: [], gaps: [] };
  if (type.kind === 'encrypted-ooxml') return withType(await read('xlsx', bytes, context, type), type);
  if (PACKAGES.has(type.kind)) return asPackage(await read('zip', bytes, context, type), type);
  if (type.kind === 'unknown' && isBlank(bytes)) return { state: 'empty', mediaType: type.mediaType, children: [], gaps: [] };
  const extracted = await read(type.kind, bytes, context, type);
  const settled = type.kind === 'zip' || type.kind === 'image' || type.kind === 'csv' ? withType(extracted, type) : extracted;
  return type.kind === 'pdf' && hasZipEnd(bytes) ? withArchive(settled, await read('zip', bytes, context, type)) : settled;
}

/** Nothing but zeros, as sparse files and wiped ones have. */
function isBlank(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 0) return false;
  return true;
}

async function read(kind: string, bytes: Uint8Array, context: ReadContext, type: Identified): Promise<Extracted> {
  const reader = READERS.get(kind);
  return reader === undefined ? unsupported(type) : reader.read(bytes, context);
}

function withType(extracted: Extracted, type: Identified): Extracted {
  return { ...extracted, mediaType: type.mediaType };
}

/** The parts of a package are items of their own; that they make one document is not read. */
function asPackage(extracted: Extracted, type: Identified): Extracted {
  const gap = textOnly(type.kind);
  const isRead = extracted.state === 'extracted';
  return {
    ...extracted,
    mediaType: type.mediaType,
    state: isRead ? 'partial' : extracted.state,
    reason: isRead ? gap.code : (extracted.reason ?? gap.code),
    gaps: [...extracted.gaps, gap],
  };
}

/** A file that is two things at once is read as both. spec/ingest.md 2.4 */
function withArchive(document: Extracted, archive: Extracted): Extracted {
  if (archive.children.length === 0) return document;
  return { ...document, children: [...document.children, ...archive.children], gaps: [...document.gaps, ...archive.gaps] };
}

function unsupported(type: Identified): Extracted {
  const isUnknown = type.kind === 'unknown';
  const gap: ReadGap = {
    state: 'unsupported',
    code: isUnknown ? 'unknown-type' : `no-reader:${type.kind}`,
    why: isUnknown ? 'What kind of file this is could not be told from its bytes.' : 'Files of this kind are not read by this version.',
    remedy: isUnknown
      ? 'Open it with the program that wrote it and look for data of persons.'
      : 'Open it, save it in a kind that is read (PDF, DOCX, XLSX, text), and add that.',
  };
  return { state: 'unsupported', reason: gap.code, mediaType: type.mediaType, children: [], gaps: [gap] };
}
