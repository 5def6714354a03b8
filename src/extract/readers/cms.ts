/** The content of a signed message, out of its BER structure; indefinite lengths and pieces of octet strings included. [RFC 5652] 5.1 · [X.690] 8.1 */

export type SignedContent = { readonly kind: 'content'; readonly bytes: Uint8Array } | { readonly kind: 'locked' | 'empty' | 'broken' };

interface Element {
  readonly tag: number;
  readonly start: number;
  /** Behind the content; for an indefinite length the end of what is there. */
  readonly end: number;
  readonly isIndefinite: boolean;
}

const SEQUENCE = 0x30;
const OBJECT_ID = 0x06;
const OCTETS = 0x04;
const OCTETS_IN_PIECES = 0x24;
const EXPLICIT_0 = 0xa0;
/** pkcs-7: 2 signed, 3 enveloped, 4 signed and enveloped, 5 digested, 6 encrypted; S/MIME 9.16.1.9 compressed, .23 authenticated. */
const PKCS7 = '2a864886f70d0107';
const DEPTH_MAX = 16;
const PIECES_MAX = 1_000_000;

export function signedContent(bytes: Uint8Array): SignedContent {
  const outer = readElement(bytes, 0, bytes.length);
  if (outer?.tag !== SEQUENCE) return { kind: 'broken' };
  const type = readElement(bytes, outer.start, outer.end);
  if (type?.tag !== OBJECT_ID) return { kind: 'broken' };
  const id = Buffer.from(bytes.subarray(type.start, type.end)).toString('hex');
  if (id !== `${PKCS7}02`) return { kind: id.startsWith('2a864886f70d01') ? 'locked' : 'broken' };
  const wrapped = readElement(bytes, type.end, outer.end);
  const signed = wrapped?.tag === EXPLICIT_0 ? readElement(bytes, wrapped.start, wrapped.end) : undefined;
  if (signed?.tag !== SEQUENCE) return { kind: 'broken' };
  // version, digest algorithms, then the content with its type.
  const version = readElement(bytes, signed.start, signed.end);
  const algorithms = version === undefined ? undefined : readElement(bytes, after(bytes, version), signed.end);
  const info = algorithms === undefined ? undefined : readElement(bytes, after(bytes, algorithms), signed.end);
  if (info?.tag !== SEQUENCE) return { kind: 'broken' };
  const infoType = readElement(bytes, info.start, info.end);
  const content = infoType === undefined ? undefined : readElement(bytes, infoType.end, info.end);
  // A signature beside its content: nothing inside.
  if (content?.tag !== EXPLICIT_0) return { kind: 'empty' };
  const pieces: Uint8Array[] = [];
  collectOctets(bytes, { from: content.start, to: content.end, depth: 0 }, pieces);
  return { kind: 'content', bytes: Buffer.concat(pieces) };
}

function collectOctets(bytes: Uint8Array, range: { from: number; to: number; depth: number }, pieces: Uint8Array[]): number {
  let at = range.from;
  while (at < range.to && pieces.length < PIECES_MAX) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return at + 2;
    const element = readElement(bytes, at, range.to);
    if (element === undefined) return range.to;
    if (element.tag === OCTETS) pieces.push(bytes.subarray(element.start, element.end));
    else if (element.tag !== OCTETS_IN_PIECES || range.depth >= DEPTH_MAX) return range.to;
    if (element.tag === OCTETS_IN_PIECES) {
      const end = collectOctets(bytes, { from: element.start, to: element.end, depth: range.depth + 1 }, pieces);
      at = element.isIndefinite ? end : element.end;
    } else at = element.end;
  }
  return at;
}

/** Where the element behind this one begins. One of indefinite length is walked to its end mark. */
function after(bytes: Uint8Array, element: Element): number {
  if (!element.isIndefinite) return element.end;
  let at = element.start;
  for (let steps = 0; steps < 10_000 && at < element.end; steps += 1) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return at + 2;
    const inner = readElement(bytes, at, element.end);
    if (inner === undefined || inner.isIndefinite) return element.end;
    at = inner.end;
  }
  return element.end;
}

function readElement(bytes: Uint8Array, at: number, limit: number): Element | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || at + 2 > limit) return undefined;
  if (first === 0x80) return { tag, start: at + 2, end: limit, isIndefinite: true };
  if (first < 0x80) return { tag, start: at + 2, end: Math.min(limit, at + 2 + first), isIndefinite: false };
  const count = first & 0x7f;
  if (count > 6) return undefined;
  let length = 0;
  for (let index = 0; index < count; index += 1) length = length * 256 + (bytes[at + 2 + index] ?? 0);
  const start = at + 2 + count;
  return { tag, start, end: Math.min(limit, start + length), isIndefinite: false };
}
