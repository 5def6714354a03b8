/**
 * Word documents: headers, body, notes and comments in the order in which people meet them; deleted and hidden text flagged; every other
 * part of the package behind them. spec/ingest.md 5.2.
 */
import type { Extracted, Locator, Zone } from '../../model/index.ts';
import { DocumentBuilder } from '../document-builder.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { StoryReader, type Story } from './docx/story.ts';
import { newLine, writeBlocks } from './docx/write.ts';
import { gap } from './gap.ts';
import { readLeftover, writePackage } from './ooxml/leftover.ts';
import { OoxmlPackage, type Part } from './ooxml/package.ts';
import { readPackageProperties } from './ooxml/properties.ts';
import { lockedPackage, packageState } from './ooxml/state.ts';

const VERSION = 1;
const MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

export const docxReader: Reader = {
  kind: 'docx',
  version: VERSION,
  read: (bytes, context) => lockedPackage(bytes, MEDIA_TYPE) ?? readDocx(bytes, context),
};

/** Parts that belong to the document, in the order of reading: what stands in a page header names the person of the whole letter. */
const ORDER: readonly { readonly types: readonly string[]; readonly zone: Zone }[] = [
  { types: ['header'], zone: 'footer' },
  { types: ['main'], zone: 'body' },
  { types: ['footer'], zone: 'footer' },
  { types: ['footnotes', 'endnotes'], zone: 'note' },
  { types: ['comments'], zone: 'comment' },
  { types: ['glossaryDocument'], zone: 'package' },
];

function readDocx(bytes: Uint8Array, context: ReadContext): Extracted {
  const pack = new OoxmlPackage(bytes, context.limits);
  const builder = new DocumentBuilder();
  const mainName = pack.relationships('').find((relationship) => relationship.type === 'officeDocument')?.target ?? 'word/document.xml';
  const main = pack.find(mainName) ?? pack.find('word/document.xml');
  if (main === undefined) pack.gaps.push(gap('docx.no-main'));
  else readStories(pack, main, builder);
  const date = readPackageProperties(pack, builder);
  const children = readLeftover(pack, builder, context.limits);
  const { gaps } = pack;
  const document = builder.finish({
    content: context.content,
    reader: `docx/${VERSION}`,
    mediaType: MEDIA_TYPE,
    ...(date === undefined ? {} : { date }),
  });
  const state = packageState(gaps, document.text.length + children.length);
  const reason = (gaps.find((one) => one.state === state) ?? gaps[0])?.code;
  return { state, ...(reason === undefined ? {} : { reason }), mediaType: MEDIA_TYPE, document, children, gaps };
}

function readStories(pack: OoxmlPackage, main: Part, builder: DocumentBuilder): void {
  const links = pack.relationships(main.name).filter((link) => !link.external);
  const headings = readHeadingStyles(pack, links.find((link) => link.type === 'styles')?.target ?? 'word/styles.xml');
  const words = new Map<string, ReadonlySet<string>>();
  const said = new Set<string>();
  for (const { types, zone } of ORDER) {
    const names = types.includes('main') ? [main.name] : links.filter((link) => types.includes(link.type)).map((link) => link.target);
    for (const name of names) {
      const part = pack.find(name);
      if (part === undefined || pack.isTaken(part)) continue;
      const story = readStory(pack, part);
      words.set(part.name, story.words);
      writeStory(story, { builder, zone, headings, part: part.name }, said);
    }
  }
  for (const [name, spoken] of words) writePackage(builder, name, [...spoken], `${name}: names and codes`);
}

function readStory(pack: OoxmlPackage, part: Part): Story {
  const reader = new StoryReader();
  pack.parse(part, {
    open: (name, attributes) => reader.open(name, attributes),
    close: (name) => reader.close(name),
    text: (text) => reader.text(text),
  });
  return reader.finish();
}

interface StoryTarget {
  readonly builder: DocumentBuilder;
  readonly zone: Zone;
  readonly headings: ReadonlySet<string>;
  readonly part: string;
}

function writeStory(story: Story, target: StoryTarget, said: Set<string>): void {
  const at: Locator = { kind: 'xml', part: target.part };
  // First page, odd and even pages often have the same header: it is said once.
  if (target.zone === 'footer') {
    const text = JSON.stringify(story.entries);
    if (said.has(text)) return;
    said.add(text);
  }
  for (const entry of story.entries) {
    if (entry.author.length > 0) {
      newLine({ builder: target.builder, at });
      const { start, end } = target.builder.append(`${entry.author}:`, at);
      target.builder.block({ start, end, zone: target.zone, shape: 'paragraph', label: 'author' });
    }
    writeBlocks(entry.blocks, { ...target, at });
  }
}

/** Ids of heading styles; the name is English in every language, the id is not. [ECMA-376-1] 17.7.4.9 */
function readHeadingStyles(pack: OoxmlPackage, name: string): ReadonlySet<string> {
  const headings = new Set<string>();
  const part = pack.find(name);
  if (part === undefined) return headings;
  let id = '';
  pack.parse(part, {
    open: (element, attributes) => {
      if (element === 'style') id = attributes['w:styleId'] ?? attributes['styleId'] ?? '';
      const value = attributes['w:val'] ?? attributes['val'] ?? '';
      if (element === 'name' && /^(?:heading \d|title|subtitle)/i.test(value)) headings.add(id);
    },
  });
  return headings;
}
