/** The workbook part: which sheets there are, hidden ones too, and which system of dates. [ECMA-376-1] 18.2. */
import { attribute, type OoxmlPackage } from '../ooxml/package.ts';
import { isOff } from './styles.ts';

export interface SheetEntry {
  readonly name: string;
  readonly part: string;
  readonly isHidden: boolean;
}

export interface Workbook {
  readonly sheets: readonly SheetEntry[];
  readonly is1904: boolean;
  /** Defined names with what they stand for. */
  readonly names: readonly string[];
  readonly stringsPart: string;
  readonly stylesPart: string;
  readonly isFound: boolean;
}

const SHEETS_MAX = 10_000;

export function readWorkbook(pack: OoxmlPackage): Workbook {
  const main = pack.relationships('').find((relationship) => relationship.type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  const named = pack.find(main);
  const part = named?.name.endsWith('.bin') === true ? undefined : (named ?? pack.find('xl/workbook.xml'));
  const links = part === undefined ? [] : pack.relationships(part.name);
  const targets = new Map(links.map((link) => [link.id, link.target]));
  const sheets: SheetEntry[] = [];
  const names: string[] = [];
  let is1904 = false;
  let defined: string | undefined;
  let text = '';
  if (part !== undefined) {
    pack.parse(part, {
      open: (name, attributes) => {
        text = '';
        if (name === 'workbookPr') is1904 = attributes['date1904'] !== undefined && !isOff(attributes['date1904']);
        else if (name === 'definedName') defined = attributes['name'] ?? '';
        else if (name === 'sheet' && sheets.length < SHEETS_MAX) {
          const state = attributes['state'];
          const target = targets.get(attribute(attributes, 'id') ?? '') ?? '';
          sheets.push({ name: attributes['name'] ?? '', part: target, isHidden: state === 'hidden' || state === 'veryHidden' });
        }
      },
      text: (piece) => {
        text += piece;
      },
      close: (name) => {
        if (name !== 'definedName' || defined === undefined) return;
        names.push(`${defined} ${text}`.trim());
        defined = undefined;
      },
    });
  }
  return {
    sheets: [...sheets.filter((sheet) => pack.find(sheet.part) !== undefined), ...unlisted(pack, sheets)],
    is1904,
    names,
    stringsPart: links.find((link) => link.type === 'sharedStrings')?.target ?? 'xl/sharedStrings.xml',
    stylesPart: links.find((link) => link.type === 'styles')?.target ?? 'xl/styles.xml',
    isFound: part !== undefined,
  };
}

/** Sheets that lie in the package but that the workbook does not name: nobody sees them, so they are read as hidden. */
function unlisted(pack: OoxmlPackage, listed: readonly SheetEntry[]): SheetEntry[] {
  const known = new Set(listed.map((sheet) => sheet.part.toLowerCase()));
  return pack.parts
    .filter((part) => /^xl\/worksheets\/[^/]+\.xml$/i.test(part.name) && !known.has(part.name.toLowerCase()))
    .map((part) => ({ name: part.name.slice(part.name.lastIndexOf('/') + 1, -4), part: part.name, isHidden: listed.length > 0 }));
}
