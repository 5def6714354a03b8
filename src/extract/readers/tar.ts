/** TAR archives: every member a child named by its position. ustar, pax, GNU long names, sizes in base 256. [POSIX] pax */
import { isUtf8, latin1 } from '../../kernel/index.ts';
import type { Extracted, ExtractedChild, ReadGap } from '../../model/index.ts';
import type { ReadContext, Reader } from '../reader.ts';

const VERSION = 1;
const BLOCK = 512;
const MEDIA_TYPE = 'application/x-tar';

function read(bytes: Uint8Array, context: ReadContext): Extracted {
  const children: ExtractedChild[] = [];
  const gaps: ReadGap[] = [];
  let at = 0;
  let longName: string | undefined;
  while (at + BLOCK <= bytes.length) {
    const head = bytes.subarray(at, at + BLOCK);
    if (head.every((byte) => byte === 0)) break;
    if (children.length >= context.limits.partsMax) {
      gaps.push({
        state: 'limit',
        code: 'parts',
        why: 'The archive has more members than the limit allows.',
        remedy: 'Raise `limits.partsMax` in case.yaml.',
      });
      break;
    }
    const size = memberSize(head);
    if (size === undefined || !isHeader(head)) {
      gaps.push(broken());
      break;
    }
    const there = bytes.subarray(at + BLOCK, at + BLOCK + size);
    // Where the size is a lie, what follows is the padding of the archive.
    const data = there.length < size ? withoutPadding(there) : there;
    const type = String.fromCharCode(head[156] ?? 0);
    if (there.length < size)
      gaps.push({
        state: 'partial',
        code: 'tar.truncated',
        why: 'A member of the archive says that it is longer than what is there.',
        remedy: 'Get the archive again from where it came from.',
        bytes: size - there.length,
      });
    if (type === 'L') longName = text(data).replace(/\0[\s\S]*$/, '');
    else if (type === 'x') longName = /\d+ path=([^\n]*)\n/.exec(text(data.subarray(0, 65_536)))?.[1] ?? longName;
    else if (type !== 'g' && type !== 'K') {
      const child = member(head, data, { index: children.length, longName, type });
      if (child !== undefined) children.push(child);
      longName = undefined;
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  const worst = children.length === 0 && gaps.length > 0 ? 'corrupt' : (gaps[0]?.state ?? (children.length === 0 ? 'empty' : 'extracted'));
  return { state: worst, ...(gaps[0] === undefined ? {} : { reason: gaps[0].code }), mediaType: MEDIA_TYPE, children, gaps };
}

function withoutPadding(data: Uint8Array): Uint8Array {
  let end = data.length;
  while (end > 0 && data[end - 1] === 0) end -= 1;
  return data.subarray(0, end);
}

function broken(): ReadGap {
  return {
    state: 'partial',
    code: 'tar.structure',
    why: 'The archive does not go on where a member should begin.',
    remedy: 'Get the archive again from where it came from.',
  };
}

interface Place {
  readonly index: number;
  readonly longName: string | undefined;
  readonly type: string;
}

function member(head: Uint8Array, data: Uint8Array, place: Place): ExtractedChild | undefined {
  const prefix = field(head, 345, 155);
  const own = field(head, 0, 100);
  const name = place.longName ?? (latin1(head.subarray(257, 262)) === 'ustar' && prefix !== '' ? `${prefix}/${own}` : own);
  const shape = { path: `tar:#${place.index}`, name, sizeBytes: data.length };
  switch (place.type) {
    case '5':
      return undefined;
    case '1':
    case '2':
      return {
        ...shape,
        gap: {
          state: 'unsupported',
          code: 'special-file:link',
          why: 'A link in an archive: it is never followed.',
          remedy: 'None needed unless the file that it points to belongs to the case.',
        },
      };
    case '3':
    case '4':
    case '6':
      return {
        ...shape,
        gap: {
          state: 'unsupported',
          code: 'special-file:device',
          why: 'A pipe, socket or device: it is never opened.',
          remedy: 'None needed: it holds no text.',
        },
      };
    default:
      return { ...shape, bytes: data };
  }
}

/** Octal digits, or base 256 when the first bit is set; a negative size is a trick. */
function memberSize(head: Uint8Array): number | undefined {
  const first = head[124] ?? 0;
  if ((first & 0x80) === 0) {
    const digits = /^[\s]*([0-7]*)/.exec(latin1(head.subarray(124, 136)))?.[1] ?? '';
    return digits === '' ? 0 : Number.parseInt(digits, 8);
  }
  if ((first & 0x40) !== 0) return undefined;
  let size = first & 0x3f;
  for (let at = 125; at < 136; at += 1) size = size * 256 + (head[at] ?? 0);
  return Number.isSafeInteger(size) ? size : undefined;
}

/** The sum of all bytes, with blanks for the sum itself. */
function isHeader(head: Uint8Array): boolean {
  let sum = 0;
  for (let at = 0; at < BLOCK; at += 1) sum += at >= 148 && at < 156 ? 0x20 : (head[at] ?? 0);
  return sum === Number.parseInt(field(head, 148, 8).trim() || '0', 8);
}

function field(head: Uint8Array, at: number, length: number): string {
  return text(head.subarray(at, at + length)).split('\0', 1)[0] ?? '';
}

function text(bytes: Uint8Array): string {
  return isUtf8(bytes) ? new TextDecoder().decode(bytes) : latin1(bytes);
}

export const tarReader: Reader = { kind: 'tar', version: VERSION, read };
