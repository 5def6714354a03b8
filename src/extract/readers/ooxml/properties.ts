/** Properties of a package: who wrote it, when, what it is called. [ECMA-376-1] 22, [ECMA-376-2] 11. */
import { parseInstant } from '../../../kernel/index.ts';
import type { Locator } from '../../../model/index.ts';
import type { DocumentBuilder } from '../../document-builder.ts';
import type { OoxmlPackage } from './package.ts';

/** Counts and switches of the program that wrote it. */
const OF_THE_PROGRAM = new Set([
  'TotalTime',
  'Pages',
  'Words',
  'Characters',
  'CharactersWithSpaces',
  'Lines',
  'Paragraphs',
  'ScaleCrop',
  'DocSecurity',
  'LinksUpToDate',
  'SharedDoc',
  'HyperlinksChanged',
  'AppVersion',
  'Slides',
  'Notes',
  'HiddenSlides',
  'MMClips',
  'PresentationFormat',
  'i4',
  'revision',
  'Application',
]);
const PROPERTIES_MAX = 5_000;

/** Milliseconds UTC of the last change, else of creation. */
export function readPackageProperties(pack: OoxmlPackage, builder: DocumentBuilder): number | undefined {
  const isPresentation = pack.find('ppt/presentation.xml') !== undefined;
  let modified: number | undefined;
  let created: number | undefined;
  for (const name of ['docProps/core.xml', 'docProps/app.xml', 'docProps/custom.xml']) {
    const part = pack.find(name);
    if (part === undefined) continue;
    const at: Locator = { kind: 'xml', part: part.name };
    let key = '';
    let custom = '';
    let text = '';
    let count = 0;
    let inPairs = false;
    const titles = new Set<string>();
    pack.parse(part, {
      open: (element, attributes) => {
        key = element;
        text = '';
        if (element === 'HeadingPairs') inPairs = true;
        if (element === 'property') custom = attributes['name'] ?? '';
      },
      text: (piece) => {
        text += piece;
      },
      close: (element) => {
        const value = text.trim();
        text = '';
        if (element === 'HeadingPairs') inPairs = false;
        // Kinds and numbers of the parts are the program's; their titles are a person's, each once.
        const isTitle = name === 'docProps/app.xml' && key === 'lpstr';
        // Of a presentation they are mostly fonts.
        if (isTitle && (inPairs || titles.has(value) || isPresentation)) return;
        if (isTitle) titles.add(value);
        if (value.length === 0 || OF_THE_PROGRAM.has(key) || count >= PROPERTIES_MAX) return;
        if (key === 'modified') modified = parseInstant(value);
        if (key === 'created') created = parseInstant(value);
        count += 1;
        writeProperty(builder, isTitle ? 'TitlesOfParts' : custom || key, value, at);
      },
    });
  }
  return modified ?? created;
}

function writeProperty(builder: DocumentBuilder, key: string, value: string, at: Locator): void {
  if (builder.length > 0) builder.append('\n', at);
  const { start } = builder.append(`${key}: `, at);
  const { end } = builder.append(value, at);
  builder.block({ start, end, zone: 'property', shape: 'field', label: key });
}
