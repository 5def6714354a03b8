/**
 * Presentations: slides in their order with tables as grids, their notes and comments, hidden slides flagged; every other part behind them.
 * spec/ingest.md 5.2. [ECMA-376-1] 19, 21.
 */
import type { Extracted, Locator, Zone } from '../../model/index.ts';
import { DocumentBuilder } from '../document-builder.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { gap } from './gap.ts';
import { readLeftover } from './ooxml/leftover.ts';
import { attribute, OoxmlPackage, type Part } from './ooxml/package.ts';
import { readPackageProperties } from './ooxml/properties.ts';
import { lockedPackage, packageState } from './ooxml/state.ts';
import { SlideReader, type SlideItem } from './pptx/slide.ts';

const VERSION = 1;
const MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
const SLIDES_MAX = 20_000;

export const pptxReader: Reader = {
  kind: 'pptx',
  version: VERSION,
  read: (bytes, context) => lockedPackage(bytes, MEDIA_TYPE) ?? readPptx(bytes, context),
};

function readPptx(bytes: Uint8Array, context: ReadContext): Extracted {
  const pack = new OoxmlPackage(bytes, context.limits);
  const builder = new DocumentBuilder();
  const slides = slideParts(pack);
  if (slides.length === 0) pack.gaps.push(gap('pptx.no-slides'));
  for (const [index, part] of slides.entries()) writeSlide(pack, part, builder, index + 1);
  const date = readPackageProperties(pack, builder);
  const children = readLeftover(pack, builder, context.limits);
  const { gaps } = pack;
  const document = builder.finish({
    content: context.content,
    reader: `pptx/${VERSION}`,
    mediaType: MEDIA_TYPE,
    pages: slides.length,
    ...(date === undefined ? {} : { date }),
  });
  const state = packageState(gaps, document.text.length + children.length);
  const reason = (gaps.find((one) => one.state === state) ?? gaps[0])?.code;
  return { state, ...(reason === undefined ? {} : { reason }), mediaType: MEDIA_TYPE, document, children, gaps };
}

/** In the order of the presentation; slides that it does not name come last. */
function slideParts(pack: OoxmlPackage): Part[] {
  const main = pack.find(pack.relationships('').find((link) => link.type === 'officeDocument')?.target ?? 'ppt/presentation.xml');
  const found = new Set<Part>();
  if (main !== undefined) {
    const targets = new Map(pack.relationships(main.name).map((link) => [link.id, link.target]));
    pack.parse(main, {
      open: (name, attributes) => {
        const id = name === 'sldId' ? (attributes['r:id'] ?? attribute(attributes, 'id')) : undefined;
        const part = id === undefined ? undefined : pack.find(targets.get(id) ?? '');
        if (part !== undefined && found.size < SLIDES_MAX) found.add(part);
      },
    });
  }
  for (const part of pack.parts) if (/^ppt\/slides\/[^/]+\.xml$/i.test(part.name) && found.size < SLIDES_MAX) found.add(part);
  return [...found];
}

function writeSlide(pack: OoxmlPackage, part: Part, builder: DocumentBuilder, number: number): void {
  const slide = readPart(pack, part);
  const start = builder.length;
  writeItems(slide.items, builder, { zone: 'body', at: { kind: 'page', page: number }, hidden: slide.isHidden });
  if (builder.length > start)
    builder.block({
      start,
      end: builder.length,
      zone: 'body',
      shape: 'page',
      label: String(number),
      ...(slide.isHidden ? { hidden: true } : {}),
    });
  for (const link of pack.relationships(part.name)) {
    const zone: Zone | undefined = link.type === 'notesSlide' ? 'note' : link.type === 'comments' ? 'comment' : undefined;
    const other = zone === undefined || link.external ? undefined : pack.find(link.target);
    if (zone === undefined || other === undefined || pack.isTaken(other)) continue;
    writeItems(readPart(pack, other).items, builder, { zone, at: { kind: 'page', page: number }, hidden: false });
  }
}

function readPart(pack: OoxmlPackage, part: Part): { readonly items: readonly SlideItem[]; readonly isHidden: boolean } {
  const reader = new SlideReader();
  pack.parse(part, {
    open: (name, attributes) => reader.open(name, attributes),
    close: (name) => reader.close(name),
    text: (text) => reader.text(text),
  });
  return reader.finish();
}

interface Place {
  readonly zone: Zone;
  readonly at: Locator;
  readonly hidden: boolean;
}

function writeItems(items: readonly SlideItem[], builder: DocumentBuilder, { zone, at, hidden }: Place): void {
  const flag = hidden ? { hidden: true } : {};
  for (const item of items) {
    if (builder.length > 0) builder.append('\n', at);
    if (item.kind === 'line') {
      const { start, end } = builder.append(item.text, at);
      builder.block({ start, end, zone, shape: item.isTitle ? 'heading' : 'paragraph', ...flag });
      continue;
    }
    // The same kind of table as in a document of the suite.
    const grid = builder.table(
      item.cells.map((cell) => ({ ...cell, at, ...flag })),
      { source: 'docx', rows: item.rows, cols: item.cols },
    );
    builder.block({ start: grid.start, end: grid.end, zone: 'table', shape: 'table', ...flag });
  }
}
