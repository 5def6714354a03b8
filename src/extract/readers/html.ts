/** HTML files: text with tables as grids, hidden text flagged, strings of the source as properties, files inside as children. */
import { decodeText, latin1 } from '../../kernel/index.ts';
import type { Extracted, Locator, ReadGap } from '../../model/index.ts';
import { DocumentBuilder } from '../document-builder.ts';
import { writeBlocks, writeItems } from '../lines.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { parseHtml } from './html/parse.ts';
import { cutText, textGaps } from './text-gaps.ts';

const VERSION = 1;

function read(bytes: Uint8Array, context: ReadContext): Extracted {
  const cut = cutText(bytes, context.limits);
  const decoded = decodeText(cut.bytes, declaredCharset(cut.bytes));
  const page = parseHtml(decoded.text);
  const builder = new DocumentBuilder();
  // ASCII has one byte for each character; elsewhere the place is the character of the page's text.
  const isExact = decoded.charset === 'us-ascii';
  const locate = (from: number, to: number): Locator =>
    isExact ? { kind: 'bytes', start: from, end: to } : { kind: 'xml', part: 'html', start: from, end: to };
  const lines = writeItems(builder, page.items, locate);
  writeBlocks(builder, lines, () => 'body');
  const gaps: ReadGap[] = [...cut.gaps, ...textGaps(decoded)];
  if (page.isCut)
    gaps.push({
      state: 'limit',
      code: 'parts',
      why: 'The page has more hidden strings or files than are kept; all its text was read.',
      remedy: 'Look at the source of the page.',
    });
  const state = gaps[0]?.state ?? 'extracted';
  return {
    state,
    ...(gaps[0] === undefined ? {} : { reason: gaps[0].code }),
    mediaType: 'text/html',
    document: builder.finish({ content: context.content, reader: `html/${VERSION}`, mediaType: 'text/html' }),
    children: page.files.map((file, index) => ({ path: `html:data:${index + 1}`, name: file.mediaType, bytes: file.bytes })),
    gaps,
  };
}

/** The charset that the page names for itself, within its first kilobytes. [HTML] 4.2.5.4 */
export function declaredCharset(bytes: Uint8Array): string | undefined {
  return /<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})/i.exec(latin1(bytes.subarray(0, 4096)))?.[1];
}

export const htmlReader: Reader = { kind: 'html', version: VERSION, read };
