/** Contents that hold one other content: gzip, signed S/MIME. And those that are locked: S/MIME, PGP, rights services. */
import { gunzipSync } from 'node:zlib';
import { inflateBounded, latin1, type Limits } from '../../kernel/index.ts';
import type { Extracted, ExtractedChild, ReadGap } from '../../model/index.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { signedContent } from './cms.ts';

const VERSION = 1;

function readGzip(bytes: Uint8Array, context: ReadContext): Extracted {
  const { bytes: inner, gap } = gunzip(bytes, context.limits);
  const gaps = gap === undefined ? [] : [gap];
  const children: ExtractedChild[] = inner.length === 0 ? [] : [{ path: 'gz:0', bytes: inner, sizeBytes: inner.length, ...nameOf(bytes) }];
  return {
    state: gap?.state ?? 'extracted',
    ...(gap === undefined ? {} : { reason: gap.code }),
    mediaType: 'application/gzip',
    children,
    gaps,
  };
}

/** The name stands behind the fixed header when flag 3 is set. [RFC 1952] 2.3 */
function nameOf(bytes: Uint8Array): { readonly name?: string } {
  if (((bytes[3] ?? 0) & 0x08) === 0 || ((bytes[3] ?? 0) & 0x04) !== 0) return {};
  const name = latin1(bytes.subarray(10, 300)).split('\0', 1)[0] ?? '';
  return name === '' ? {} : { name };
}

/** All members. What a torn or endless stream gave until then is kept, of the first member. */
function gunzip(bytes: Uint8Array, limits: Limits): { readonly bytes: Uint8Array; readonly gap?: ReadGap } {
  const most = Math.min(limits.outputBytesMax, bytes.length * limits.ratioMax + limits.outputSlackBytes);
  try {
    return { bytes: gunzipSync(bytes, { maxOutputLength: most }) };
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const head = inflateBounded(bytes.subarray(headerBytes(bytes)), limits);
    const gap = head.ok ? head.gaps[0] : head.gap;
    return { bytes: head.ok ? head.value : new Uint8Array(0), gap: gap?.state === 'limit' ? gap : torn(head.ok && head.value.length > 0) };
  }
}

function torn(isPartly: boolean): ReadGap {
  return {
    state: isPartly ? 'partial' : 'corrupt',
    code: 'gzip.truncated',
    why: 'The packed bytes end or break before their end.',
    remedy: 'Get the file again from where it came from.',
  };
}

function headerBytes(bytes: Uint8Array): number {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if ((flags & 0x04) !== 0) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
  for (const flag of [0x08, 0x10]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    at = end < 0 ? bytes.length : end + 1;
  }
  return (flags & 0x02) !== 0 ? at + 2 : at;
}

function readPkcs7(bytes: Uint8Array): Extracted {
  const found = signedContent(bytes);
  const mediaType = 'application/pkcs7-mime';
  if (found.kind === 'content')
    return { state: 'extracted', mediaType, children: [{ path: 'smime:0', bytes: found.bytes, sizeBytes: found.bytes.length }], gaps: [] };
  if (found.kind === 'empty') return { state: 'empty', mediaType, children: [], gaps: [] };
  const gap: ReadGap =
    found.kind === 'locked'
      ? {
          state: 'encrypted',
          code: 'smime',
          why: 'The content is encrypted for the holder of a certificate (S/MIME).',
          remedy: 'Export it decrypted from the mail program of its owner, and add it.',
        }
      : {
          state: 'corrupt',
          code: 'smime.structure',
          why: 'The structure of the signed content does not hold.',
          remedy: 'Get the message again from another export.',
        };
  return { state: gap.state, reason: gap.code, mediaType, children: [], gaps: [gap] };
}

function locked(mediaType: string, gap: ReadGap): Extracted {
  return { state: gap.state, reason: gap.code, mediaType, children: [], gaps: [gap] };
}

const PGP: ReadGap = {
  state: 'encrypted',
  code: 'pgp',
  why: 'The content is encrypted (OpenPGP).',
  remedy: 'Ask the owner of the key for the clear text, and add it.',
};
const RMS: ReadGap = {
  state: 'encrypted',
  code: 'rms',
  why: 'The content is locked by a rights service (IRM).',
  remedy: 'Export it unlocked with an account that may open it, and add it.',
};

export const packedReaders: readonly Reader[] = [
  { kind: 'gzip', version: VERSION, read: readGzip },
  { kind: 'pkcs7', version: VERSION, read: readPkcs7 },
  { kind: 'pgp', version: VERSION, read: () => locked('application/pgp-encrypted', PGP) },
  { kind: 'rms', version: VERSION, read: () => locked('application/x-microsoft-rpmsg-message', RMS) },
];
