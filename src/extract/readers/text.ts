/**
 * Plain text, and the kinds of text whose structure has no reader of its own yet: their whole text is there, so they are `partial` with
 * the code `text-only:<kind>`.
 */
import { decodeText, type Decoded } from '../../kernel/index.ts';
import type { Extracted, ReadGap } from '../../model/index.ts';
import { byteLocate } from '../body-bytes.ts';
import { calendarText } from '../calendar-text.ts';
import { DocumentBuilder } from '../document-builder.ts';
import { embeddedFiles } from '../embedded-base64.ts';
import { writeBlocks, writePlain, type Locate } from '../lines.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { rtfText } from '../rtf-text.ts';
import { cutText, textGaps } from './text-gaps.ts';

const VERSION = 1;

interface TextKind {
  readonly kind: string;
  readonly mediaType: string;
  /** Text as people read it; without it the text as it stands. */
  readonly show?: (text: string) => string;
  /** Nothing is lost by reading it as text: it has no fields that name persons. */
  readonly isWhole: boolean;
  /** Files may stand in it as base64. */
  readonly hasFiles?: boolean;
}

const KINDS: readonly TextKind[] = [
  { kind: 'text', mediaType: 'text/plain', isWhole: true },
  { kind: 'rtf', mediaType: 'application/rtf', show: rtfText, isWhole: false },
  { kind: 'json', mediaType: 'application/json', isWhole: true, hasFiles: true },
  { kind: 'fhir-json', mediaType: 'application/fhir+json', isWhole: false, hasFiles: true },
  { kind: 'xml', mediaType: 'application/xml', isWhole: true, hasFiles: true },
  { kind: 'fhir-xml', mediaType: 'application/fhir+xml', isWhole: false, hasFiles: true },
  { kind: 'ccda', mediaType: 'application/cda+xml', isWhole: false, hasFiles: true },
  { kind: 'svg', mediaType: 'image/svg+xml', isWhole: true, hasFiles: true },
  { kind: 'hl7', mediaType: 'x-application/hl7-v2+er7', isWhole: false, hasFiles: true },
  { kind: 'x12', mediaType: 'application/edi-x12', isWhole: false },
  { kind: 'edifact', mediaType: 'application/edifact', isWhole: false },
  { kind: 'vcard', mediaType: 'text/vcard', show: calendarText, isWhole: false, hasFiles: true },
  { kind: 'ics', mediaType: 'text/calendar', show: calendarText, isWhole: true, hasFiles: true },
  { kind: 'pem', mediaType: 'application/x-pem-file', isWhole: true },
  { kind: 'pgp-signature', mediaType: 'application/pgp-signature', isWhole: true },
  { kind: 'postscript', mediaType: 'application/postscript', isWhole: false },
];

export const textReaders: readonly Reader[] = KINDS.map((kind) => ({
  kind: kind.kind,
  version: VERSION,
  read: (bytes, context) => read(kind, bytes, context),
}));

function read(kind: TextKind, bytes: Uint8Array, context: ReadContext): Extracted {
  const cut = cutText(bytes, context.limits);
  // RTF is ASCII with escapes; what stands in it above ASCII is in its own code page.
  const decoded: Decoded =
    kind.kind === 'rtf'
      ? { text: Buffer.from(cut.bytes).toString('latin1'), charset: 'iso-8859-1', replaced: 0, unknownDeclared: false, markBytes: 0 }
      : decodeText(cut.bytes);
  const builder = new DocumentBuilder();
  const exact = byteLocate({ text: decoded.text, charset: decoded.charset, start: decoded.markBytes, end: cut.bytes.length });
  const whole: Locate = () => ({ kind: 'bytes', start: 0, end: bytes.length });
  const lines =
    kind.show === undefined
      ? writePlain(builder, decoded.text, exact ?? whole)
      : writePlain(builder, kind.show(decoded.text), wholeOnce(bytes.length));
  writeBlocks(builder, lines, () => 'body');
  const gaps: ReadGap[] = [...cut.gaps, ...textGaps(decoded)];
  if (!kind.isWhole) gaps.push(textOnly(kind.kind));
  return {
    state: gaps[0]?.state ?? 'extracted',
    ...(gaps[0] === undefined ? {} : { reason: gaps[0].code }),
    mediaType: kind.mediaType,
    document: builder.finish({ content: context.content, reader: `${kind.kind}/${VERSION}`, mediaType: kind.mediaType }),
    children: kind.hasFiles === true ? embeddedFiles(kind.show?.(decoded.text) ?? decoded.text) : [],
    gaps,
  };
}

/** One locator for all lines: the builder then keeps one run. */
function wholeOnce(length: number): Locate {
  const at = { kind: 'bytes', start: 0, end: length } as const;
  return () => at;
}

export function textOnly(kind: string): ReadGap {
  return {
    state: 'partial',
    code: `text-only:${kind}`,
    why: 'All text was read; the structure of this format was not, so values may be less surely tied to persons.',
    remedy: 'Look at the values of this file in the review.',
  };
}
