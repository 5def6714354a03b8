/**
 * All parts of a package that no reader has taken: XML by its texts and values, embedded files and pictures as children.
 * spec/ingest.md 0.1 N5: where text can hide, it is read.
 */
import type { ExtractedChild, Locator } from '../../../model/index.ts';
import type { DocumentBuilder } from '../../document-builder.ts';
import { gap } from '../gap.ts';
import { xmlText } from '../xml.ts';
import type { OoxmlPackage, Part } from './package.ts';

/** Parts that hold nothing of a person: the list of types, machine settings of printers, fonts. Their names are in the ledger's package. */
const NOTHING_OF_A_PERSON = /^(?:\[Content_Types\]\.xml|.*\/printerSettings\d*\.bin|.*\.(?:odttf|fntdata|ttf))$/i;
/** Parts that describe looks: names of styles, fonts and colours would be taken for words of the text. Their texts are kept, their values not. */
const LOOKS =
  /(?:^|\/)(?:styles|stylesWithEffects|fontTable|numbering|webSettings|theme\d*|themeOverride\d*|tableStyles|presProps|viewProps|calcChain|colors\d*|style\d*|webextension\d*|commentsExtended|commentsIds|commentsExtensible|thumbnail)\.xml$|\.vml$|(?:^|\/)(?:slideMasters|slideLayouts|notesMasters|handoutMasters|tags)\/[^/]+\.xml$/i;
const XML_NAME = /\.(?:xml|vml|rels|xsl|xsd|svg)$/i;

export function readLeftover(pack: OoxmlPackage, builder: DocumentBuilder, limits: { readonly textCharsMax: number }): ExtractedChild[] {
  const children: ExtractedChild[] = [];
  let isFull = false;
  const patterns = new Set<string>();
  for (const part of pack.leftover()) {
    if (NOTHING_OF_A_PERSON.test(part.name)) continue;
    if (!XML_NAME.test(part.name)) {
      children.push(asChild(pack, part));
      continue;
    }
    if (builder.length >= limits.textCharsMax) {
      isFull = true;
      continue;
    }
    const bytes = pack.bytes(part);
    if (bytes !== undefined) writePackage(builder, part.name, wordsOf(part.name, bytes, patterns));
  }
  if (isFull) pack.gaps.push(gap('output'));
  return children;
}

/** Patterns of pages say the same in each: of them a line is given once. */
function wordsOf(name: string, bytes: Uint8Array, patterns: Set<string>): string[] {
  if (name.endsWith('.rels')) return externalTargets(bytes);
  if (/(?:^|\/)settings\.xml$/i.test(name)) return xmlText(bytes, { keep: isSpokenSetting });
  if (!LOOKS.test(name)) return xmlText(bytes);
  const words = xmlText(bytes, { attributes: false }).filter(
    (text) => !patterns.has(text) && !/^\s*(?:[\d,. -]+|true|false)\s*$/i.test(text),
  );
  for (const word of words) patterns.add(word);
  return words;
}

/** Settings are nearly all switches and revision marks; variables, data sources and queries of a mail merge are a person's words. */
function isSpokenSetting(element: string, value: string): boolean {
  return element === 'docVar' || !/^(?:[a-z][A-Za-z0-9]*|[0-9A-F]{8}|[a-z]{2,3}(?:-[A-Za-z]{2,4})+|Cambria Math|Standard)$/.test(value);
}

/** Of relationships only addresses outside the package are words: links, data sources, templates. */
function externalTargets(bytes: Uint8Array): string[] {
  return xmlText(bytes).filter((value) => /^(?:[a-z][a-z0-9+.-]*:|\\\\)/i.test(value));
}

function asChild(pack: OoxmlPackage, part: Part): ExtractedChild {
  const path = `ooxml:${part.name}`;
  const name = part.name.slice(part.name.lastIndexOf('/') + 1);
  const before = pack.gaps.length;
  const bytes = pack.bytes(part);
  if (bytes !== undefined) return { path: uniquePath(pack, part, path), name, bytes, sizeBytes: bytes.length };
  // The gap is the child's own, not one of the document around it.
  const [own] = pack.gaps.splice(before);
  return { path: uniquePath(pack, part, path), name, gap: own ?? gap('output'), sizeBytes: part.entry.size };
}

function uniquePath(pack: OoxmlPackage, part: Part, path: string): string {
  return pack.find(part.name) === part ? path : `${path}#${part.entry.index}`;
}

/** One block a part: its lines in its order. */
export function writePackage(builder: DocumentBuilder, partName: string, lines: readonly string[], label = partName): void {
  if (lines.length === 0) return;
  const at: Locator = { kind: 'xml', part: partName };
  if (builder.length > 0) builder.append('\n\n', at);
  const { start, end } = builder.append(lines.join('\n'), at);
  builder.block({ start, end, zone: 'package', shape: 'paragraph', label });
}
