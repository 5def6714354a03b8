/** A message from bytes (EML, a frame of an mbox, an attached message) in neutral form. Never throws for bad evidence. spec/ingest.md 4.2 */
import { decodeText, guessUtf16, latin1, sha256, type Decoded, type Limits } from '../../kernel/index.ts';
import { contentId, type RawAttachment, type RawBody, type RawMessage, type ReadGap } from '../../model/index.ts';
import { decodeWords } from './encoded-words.ts';
import { joinFlowed } from './flowed.ts';
import { fieldText, type Field } from './header-block.ts';
import { FIELD_CHARS_MAX, readHeaders } from './message-headers.ts';
import { parameterValues, parseParameterised, type Parameterised } from './parameters.ts';
import { mimePath, readStructure, type Part } from './structure.ts';
import { decodeBase64, decodeQuotedPrintable, findUuBlocks, isBase64Lie } from './transfer.ts';

export interface ParseOptions {
  /** Lines `>From ` lose one `>` before decoding: the message comes from an mboxrd file. Ranges stay those of the raw bytes. */
  readonly unquoteFrom?: boolean;
}

type Needs = Pick<Limits, 'partsMax' | 'textCharsMax'>;

/** Types that are shown as the message's own text when nothing says they are a file. */
const BODY_TYPES: Readonly<Record<string, RawBody['type']>> = {
  'text/plain': 'text/plain',
  'text/html': 'text/html',
  'text/rtf': 'text/rtf',
  'text/calendar': 'text/calendar',
  'application/xhtml+xml': 'text/html',
  '': 'text/plain',
  text: 'text/plain',
  'message/delivery-status': 'text/plain',
  'message/disposition-notification': 'text/plain',
  'message/feedback-report': 'text/plain',
  'text/rfc822-headers': 'text/plain',
};

/**
 * The neutral form of a message. Ranges are of `bytes`, in order, without overlap, and add up to its length. `content` is the SHA-256 of
 * `bytes`. Gap codes: `mime.no-boundary` `mime.no-end` `mime.encoding` `mime.cte-lie` `mime.external-body` `mime.fragment` `charset`
 * `pgp` `depth` `parts` `text`. Cost: linear, one copy of decoded bodies; attachments are decoded when asked for.
 */
export function parseMessage(bytes: Uint8Array, limits: Needs, options: ParseOptions = {}): RawMessage {
  const structure = readStructure(bytes, limits);
  const gaps: ReadGap[] = [...structure.gaps, ...headerGaps(structure.fields)];
  const bodies: RawBody[] = [];
  const attachments: RawAttachment[] = [];
  for (const part of structure.parts) {
    const reading = readPart(bytes, part, limits, options);
    gaps.push(...reading.gaps);
    bodies.push(...reading.bodies);
    attachments.push(...reading.attachments);
  }
  const topType = parseParameterised(fieldText(structure.fields, 'content-type') ?? '');
  return {
    kind: topType.value === 'text/calendar' ? 'calendar' : 'message',
    content: contentId(sha256(bytes)),
    bytes: bytes.length,
    mediaType: 'message/rfc822',
    headers: readHeaders(structure.fields),
    bodies,
    attachments,
    ranges: structure.ranges,
    gaps,
  };
}

function headerGaps(fields: readonly Field[]): ReadGap[] {
  if (!fields.some((field) => field.raw.length > FIELD_CHARS_MAX)) return [];
  return [
    {
      state: 'limit',
      code: 'text',
      why: 'A header field is longer than the limit; its beginning was read.',
      remedy: 'None known; such a field is an attack.',
      at: 'header',
    },
  ];
}

interface PartReading {
  readonly bodies: readonly RawBody[];
  readonly attachments: readonly RawAttachment[];
  readonly gaps: readonly ReadGap[];
}

const NOTHING: PartReading = { bodies: [], attachments: [], gaps: [] };

function readPart(bytes: Uint8Array, part: Part, limits: Needs, options: ParseOptions): PartReading {
  const raw = bytes.subarray(part.start, part.end);
  const source = (): Uint8Array => (options.unquoteFrom === true ? unquoteFrom(raw) : raw);
  const encoding = transferEncoding(part);
  const disposition = parseParameterised(fieldText(part.fields, 'content-disposition') ?? '');
  const name = partName(part, disposition);
  const bodyType = part.role === 'broken' ? 'text/plain' : BODY_TYPES[part.type.value];
  // A named part is an item of its own, an invitation too; without a name it is one more form of the body.
  const isBody = bodyType !== undefined && disposition.value !== 'attachment' && name === undefined;
  if (isBody && raw.length === 0) return NOTHING;
  if (isBody && bodyType !== undefined && (bodyType === 'text/rtf' || !looksBinary(raw, encoding)))
    return readBody({ raw: source(), part, encoding, type: bodyType, limits });
  // A part without bytes and without a name says nothing.
  if (raw.length === 0 && name === undefined && !part.type.value.startsWith('message/')) return NOTHING;
  return readAttachment({ source, part, encoding, disposition, name });
}

function transferEncoding(part: Part): string {
  const field = fieldText(part.fields, 'content-transfer-encoding') ?? '';
  return (
    field
      .replace(/\(.*$/, '')
      .replace(/[";\s]+/g, '')
      .toLowerCase() || '7bit'
  );
}

/** The name as the sender wrote it: data, never a path. */
function partName(part: Part, disposition: Parameterised): string | undefined {
  const name = parameterValues(disposition, 'filename')[0] ?? parameterValues(part.type, 'name')[0];
  return name === undefined || name.trim() === '' ? undefined : decodeWords(name);
}

interface BodyWork {
  readonly raw: Uint8Array;
  readonly part: Part;
  readonly encoding: string;
  readonly type: RawBody['type'];
  readonly limits: Needs;
}

function readBody(work: BodyWork): PartReading {
  const { part } = work;
  const at = mimePath(part.path);
  const gaps: ReadGap[] = [];
  const unpacked = unpack(work.raw, work.encoding);
  if (unpacked.gap !== undefined) gaps.push({ ...unpacked.gap, at });
  const readable = unpacked.bytes.subarray(0, work.limits.textCharsMax);
  if (readable.length < unpacked.bytes.length) {
    gaps.push({
      state: 'limit',
      code: 'text',
      why: 'A text of the message is longer than the limit; its beginning was read.',
      remedy: 'Raise `limits.textCharsMax` in case.yaml.',
      at,
      bytes: unpacked.bytes.length - readable.length,
    });
  }
  const decoded = decodeText(readable, parameterValues(part.type, 'charset')[0] ?? charsetInside(readable, work.type));
  gaps.push(...charsetGaps(decoded, at));
  const flow = parameterValues(part.type, 'format')[0]?.toLowerCase() === 'flowed' && work.type === 'text/plain';
  const text = flow ? joinFlowed(decoded.text, parameterValues(part.type, 'delsp')[0]?.toLowerCase() === 'yes') : decoded.text;
  const found = work.type === 'text/plain' ? takeUuBlocks(text, at) : { text, attachments: [] };
  if (isPgpBlock(found.text)) {
    gaps.push({
      state: 'encrypted',
      code: 'pgp',
      why: 'A text of the message holds an encrypted block (OpenPGP).',
      remedy: 'Ask the owner of the key for the clear text.',
      at,
    });
  }
  const shape = {
    type: work.type,
    range: { start: part.start, end: part.end },
    part: at,
    ...(part.alternative === undefined ? {} : { alternativeOf: part.alternative }),
  };
  const bodies: RawBody[] = [
    { ...shape, text: found.text, decodedBy: [unpacked.by, decoded.charset, ...(flow ? ['flowed'] : [])].join(' > ') },
  ];
  if (unpacked.lie) {
    const plain = decodeText(work.raw.subarray(0, work.limits.textCharsMax));
    bodies.push({ ...shape, part: `${at}/raw`, text: plain.text, decodedBy: `as it stands > ${plain.charset}` });
  }
  return { bodies, attachments: found.attachments, gaps };
}

interface Unpacked {
  readonly bytes: Uint8Array;
  readonly by: string;
  readonly lie: boolean;
  readonly gap?: ReadGap;
}

/** Transfer encoding undone. An unknown one leaves the bytes as they stand. */
function unpack(raw: Uint8Array, encoding: string): Unpacked {
  switch (encoding) {
    case 'base64': {
      const lie = isBase64Lie(raw);
      const gap: ReadGap = {
        state: 'partial',
        code: 'mime.cte-lie',
        why: 'A text says that it is base64 and holds other signs: it is given decoded and as it stands.',
        remedy: 'Compare with another export of the mailbox.',
      };
      return { bytes: decodeBase64(raw).bytes, by: encoding, lie, ...(lie ? { gap } : {}) };
    }
    case 'quoted-printable':
      return { bytes: decodeQuotedPrintable(raw).bytes, by: encoding, lie: false };
    case '7bit':
    case '8bit':
    case 'binary':
      return { bytes: raw, by: encoding, lie: false };
    case 'x-uuencode':
    case 'uuencode':
    case 'x-uue':
    case 'uue': {
      const block = findUuBlocks(latin1(raw))[0];
      return block === undefined ? { bytes: raw, by: '8bit', lie: false } : { bytes: block.bytes, by: 'uuencode', lie: false };
    }
    default: {
      const gap: ReadGap = {
        state: 'partial',
        code: 'mime.encoding',
        why: 'A part says that it is encoded in a way that is not known: it is read as it stands.',
        remedy: 'Open the part with the program that wrote it.',
      };
      // Misspelt names of the plain ones are common and change nothing.
      return /^(?:\d?-?bits?|7-?bits?|8-?bits?|none|plain|text|ascii|us-ascii|utf-?8|7bitt?|8bitt?|iso-8859-\d+)$/.test(encoding)
        ? { bytes: raw, by: '8bit', lie: false }
        : { bytes: raw, by: 'unknown', lie: false, gap };
    }
  }
}

/** HTML may name its charset itself; a header that is there outweighs it. [HTML] 4.2.5.4 */
function charsetInside(bytes: Uint8Array, type: RawBody['type']): string | undefined {
  if (type !== 'text/html') return undefined;
  return /<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})/i.exec(latin1(bytes.subarray(0, 4096)))?.[1];
}

function charsetGaps(decoded: Decoded, at: string): ReadGap[] {
  if (decoded.unknownDeclared && decoded.charset !== 'us-ascii' && decoded.charset !== 'utf-8') {
    return [
      {
        state: 'partial',
        code: 'charset',
        why: 'A text names a charset that is not known: it was read by a guess.',
        remedy: 'Open the message with the program that wrote it.',
        at,
      },
    ];
  }
  if (decoded.replaced === 0) return [];
  return [
    {
      state: 'partial',
      code: 'charset',
      why: `${decoded.replaced} signs of a text could not be decoded.`,
      remedy: 'Compare with another export of the mailbox.',
      at,
      bytes: decoded.replaced,
    },
  ];
}

function isPgpBlock(text: string): boolean {
  return /^-----BEGIN PGP MESSAGE-----\s*$/m.test(text) && text.includes('-----END PGP MESSAGE-----');
}

/** Files written into plain text become attachments; their lines leave the text, which would be noise. */
function takeUuBlocks(text: string, at: string): { text: string; attachments: RawAttachment[] } {
  if (!/^begin(?:-base64)? /m.test(text)) return { text, attachments: [] };
  const blocks = findUuBlocks(text);
  const kept: string[] = [];
  let from = 0;
  for (const block of blocks) {
    kept.push(text.slice(from, block.start));
    from = block.end;
  }
  kept.push(text.slice(from));
  const attachments = blocks.map((block, index): RawAttachment => ({
    path: `${at}/uu:${index + 1}`,
    name: block.name,
    inline: false,
    kind: 'file',
    bytes: () => block.bytes,
  }));
  return { text: kept.join(''), attachments };
}

interface AttachmentWork {
  source(): Uint8Array;
  readonly part: Part;
  readonly encoding: string;
  readonly disposition: Parameterised;
  readonly name: string | undefined;
}

function readAttachment(work: AttachmentWork): PartReading {
  const { part, name } = work;
  const path = mimePath(part.path);
  const type = part.type.value;
  const shape = {
    path,
    ...(name === undefined ? {} : { name }),
    ...(type === '' ? {} : { declaredType: type }),
    inline: work.disposition.value === 'inline' || (work.disposition.value === '' && fieldText(part.fields, 'content-id') !== undefined),
  };
  const bytes = (): Uint8Array => attachmentBytes(work.source(), work.encoding);
  if (type === 'message/external-body') {
    const gap: ReadGap = {
      state: 'missing',
      code: 'mime.external-body',
      why: 'The content lies elsewhere; the message only says where.',
      remedy: 'Get the file from the place that the message names, and add it.',
      at: path,
    };
    return { bodies: [], attachments: [{ ...shape, kind: 'reference', bytes: () => new Uint8Array(0), gap }], gaps: [] };
  }
  if (type === 'message/partial') {
    const gap: ReadGap = {
      state: 'missing',
      code: 'mime.fragment',
      why: 'The message is one piece of a longer one.',
      remedy: 'Look for the other pieces in this mailbox and join them.',
      at: path,
    };
    const isFirst = parameterValues(part.type, 'number')[0] === '1';
    return { bodies: [], attachments: [{ ...shape, kind: isFirst ? 'message' : 'file', bytes }], gaps: [gap] };
  }
  const isMessage = type === 'message/rfc822' || type === 'message/global' || type === 'message/news';
  return { bodies: [], attachments: [{ ...shape, kind: isMessage ? 'message' : 'file', bytes }], gaps: [] };
}

/** `message/rfc822` in base64 is illegal and common: it is decoded like any other. A file that only claims to be base64 stays as it is. */
function attachmentBytes(raw: Uint8Array, encoding: string): Uint8Array {
  if (encoding === 'base64' && isBase64Lie(raw)) return raw;
  return unpack(raw, encoding).bytes;
}

/** Magic numbers of files that are sometimes sent as if they were text. */
const BINARY_STARTS = [
  '%PDF-',
  'PK\x03\x04',
  '\xd0\xcf\x11\xe0',
  '\x89PNG',
  '\xff\xd8\xff',
  'GIF8',
  '\x1f\x8b\x08',
  'Rar!',
  '7z\xbc\xaf',
  '{\\rtf',
];

function looksBinary(raw: Uint8Array, encoding: string): boolean {
  const head = raw.subarray(0, 64);
  const start = latin1(encoding === 'base64' ? decodeBase64(head).bytes : head);
  if (BINARY_STARTS.some((magic) => start.startsWith(magic))) return true;
  return guessUtf16(raw) === undefined && start.includes('\0\0\0');
}

/** One `>` off each line `>*From `, as mboxrd writers put one on. [RFC 4155] Appendix A and its dialects */
export function unquoteFrom(raw: Uint8Array): Uint8Array {
  const source = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (let hit = source.indexOf('From ', 0, 'latin1'); hit >= 0; hit = source.indexOf('From ', hit + 5, 'latin1')) {
    let at = hit;
    while (at > 0 && source[at - 1] === 0x3e) at -= 1;
    const isLineStart = at === 0 || source[at - 1] === 0x0a || source[at - 1] === 0x0d;
    if (at === hit || !isLineStart || at < from) continue;
    pieces.push(source.subarray(from, at));
    from = at + 1;
  }
  if (from === 0) return raw;
  pieces.push(source.subarray(from));
  return Buffer.concat(pieces);
}
