/** Workbooks and Word documents for tests, from their own XML. [ECMA-376-1]. Shares no code with the readers. */
import { makeZip, type MadeEntry } from './zip.ts';

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';
const S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export type MadeRelationship = readonly [type: string, target: string, mode?: 'External'];

function relationships(list: readonly MadeRelationship[]): string {
  const rows = list.map(
    ([type, target, mode], index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${type}" Target="${escapeXml(target)}"${mode === undefined ? '' : ` TargetMode="${mode}"`}/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}">${rows.join('')}</Relationships>`;
}

const types = `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`;

export interface MadeCell {
  readonly ref: string;
  /** Shared by default; `inline` writes it into the cell. */
  readonly text?: string;
  readonly inline?: boolean;
  readonly number?: number | string;
  readonly formula?: string;
  readonly style?: number;
  readonly type?: string;
}

export interface MadeSheet {
  readonly name: string;
  readonly state?: 'hidden' | 'veryHidden';
  readonly rows: readonly { readonly hidden?: boolean; readonly cells: readonly MadeCell[] }[];
  readonly hiddenColumns?: readonly number[];
  readonly merges?: readonly string[];
  readonly comments?: readonly { readonly ref: string; readonly author: string; readonly text: string }[];
  readonly footer?: string;
}

export interface MadeXlsx {
  readonly sheets: readonly MadeSheet[];
  /** Number formats by style, from style 1 on: an id of a built-in one or a code. */
  readonly formats?: readonly (number | string)[];
  readonly is1904?: boolean;
  readonly orphans?: readonly string[];
  readonly extra?: Readonly<Record<string, string | Uint8Array>>;
}

export function makeXlsx(made: MadeXlsx): Buffer {
  const strings: string[] = [...(made.orphans ?? [])];
  const sheetParts = made.sheets.map((sheet) => sheetXml(sheet, strings));
  const parts: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': types,
    '_rels/.rels': relationships([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `${HEAD}<workbook ${S} xmlns:r="${OFFICE}"><workbookPr${made.is1904 === true ? ' date1904="1"' : ''}/><sheets>${made.sheets
      .map(
        (sheet, index) =>
          `<sheet name="${escapeXml(sheet.name)}" sheetId="${index + 1}"${sheet.state === undefined ? '' : ` state="${sheet.state}"`} r:id="rId${index + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships([
      ...made.sheets.map((_, index): MadeRelationship => ['worksheet', `worksheets/sheet${index + 1}.xml`]),
      ['sharedStrings', 'sharedStrings.xml'],
      ['styles', 'styles.xml'],
    ]),
    'xl/sharedStrings.xml': `${HEAD}<sst ${S}>${strings.map((text) => `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`).join('')}</sst>`,
    'xl/styles.xml': stylesXml(made.formats ?? []),
  };
  for (const [index, xml] of sheetParts.entries()) {
    parts[`xl/worksheets/sheet${index + 1}.xml`] = xml;
    const comments = made.sheets[index]?.comments;
    if (comments === undefined) continue;
    parts[`xl/worksheets/_rels/sheet${index + 1}.xml.rels`] = relationships([['comments', `../comments${index + 1}.xml`]]);
    const authors = [...new Set(comments.map((comment) => comment.author))];
    parts[`xl/comments${index + 1}.xml`] =
      `${HEAD}<comments ${S}><authors>${authors.map((author) => `<author>${escapeXml(author)}</author>`).join('')}</authors><commentList>${comments
        .map(
          (comment) =>
            `<comment ref="${comment.ref}" authorId="${authors.indexOf(comment.author)}"><text><r><t>${escapeXml(comment.text)}</t></r></text></comment>`,
        )
        .join('')}</commentList></comments>`;
  }
  return pack({ ...parts, ...made.extra });
}

function sheetXml(sheet: MadeSheet, strings: string[]): string {
  const cell = (one: MadeCell): string => {
    const head = `<c r="${one.ref}"${one.style === undefined ? '' : ` s="${one.style}"`}`;
    const formula = one.formula === undefined ? '' : `<f>${escapeXml(one.formula)}</f>`;
    if (one.text === undefined) return `${head}${one.type === undefined ? '' : ` t="${one.type}"`}>${formula}<v>${one.number}</v></c>`;
    if (one.inline === true) return `${head} t="inlineStr"><is><t>${escapeXml(one.text)}</t></is></c>`;
    if (!strings.includes(one.text)) strings.push(one.text);
    return `${head} t="s"><v>${strings.indexOf(one.text)}</v></c>`;
  };
  const rows = sheet.rows.map(
    (row) =>
      `<row r="${/\d+/.exec(row.cells[0]?.ref ?? '')?.[0] ?? 1}"${row.hidden === true ? ' hidden="1"' : ''}>${row.cells.map(cell).join('')}</row>`,
  );
  const cols =
    sheet.hiddenColumns === undefined
      ? ''
      : `<cols>${sheet.hiddenColumns.map((col) => `<col min="${col}" max="${col}" hidden="1"/>`).join('')}</cols>`;
  const merges =
    sheet.merges === undefined ? '' : `<mergeCells>${sheet.merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`;
  const footer = sheet.footer === undefined ? '' : `<headerFooter><oddFooter>${escapeXml(sheet.footer)}</oddFooter></headerFooter>`;
  return `${HEAD}<worksheet ${S}>${cols}<sheetData>${rows.join('')}</sheetData>${merges}${footer}</worksheet>`;
}

function stylesXml(formats: readonly (number | string)[]): string {
  const codes = formats.flatMap((format, index) =>
    typeof format === 'string' ? [`<numFmt numFmtId="${200 + index}" formatCode="${escapeXml(format)}"/>`] : [],
  );
  const rows = formats.map((format, index) => `<xf numFmtId="${typeof format === 'number' ? format : 200 + index}" fontId="0"/>`);
  return `${HEAD}<styleSheet ${S}><numFmts>${codes.join('')}</numFmts><fonts><font><sz val="11"/></font></fonts><cellXfs><xf numFmtId="0" fontId="0"/>${rows.join('')}</cellXfs></styleSheet>`;
}

export interface MadeDocx {
  /** Body as WordprocessingML. */
  readonly body: string;
  readonly parts?: Readonly<Record<string, string | Uint8Array>>;
  readonly relationships?: readonly MadeRelationship[];
}

export const paragraph = (text: string, properties = '', run = ''): string =>
  `<w:p>${properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`}<w:r>${run === '' ? '' : `<w:rPr>${run}</w:rPr>`}<w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r></w:p>`;
export const story = (root: string, body: string): string => `${HEAD}<w:${root} ${W}>${body}</w:${root}>`;
export const tableOf = (rows: readonly (readonly string[])[]): string =>
  `<w:tbl>${rows.map((row) => `<w:tr>${row.map((cell) => `<w:tc>${cell}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`;

export function makeDocx(made: MadeDocx): Buffer {
  return pack({
    '[Content_Types].xml': types,
    '_rels/.rels': relationships([['officeDocument', 'word/document.xml']]),
    'word/_rels/document.xml.rels': relationships(made.relationships ?? []),
    'word/document.xml': story('document', `<w:body>${made.body}</w:body>`),
    ...made.parts,
  });
}

function pack(parts: Readonly<Record<string, string | Uint8Array>>): Buffer {
  return makeZip(Object.entries(parts).map(([name, data]): MadeEntry => ({ name, data })));
}

export interface MadePptx {
  readonly slides: readonly { readonly body: string; readonly hidden?: boolean; readonly notes?: string }[];
  /** The presentation shows them from the last to the first. */
  readonly reversed?: boolean;
  readonly extra?: Readonly<Record<string, string | Uint8Array>>;
}

export function makePptx(made: MadePptx): Buffer {
  const names = 'xmlns:p="p" xmlns:a="a"';
  const order = made.slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`);
  const parts: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': types,
    '_rels/.rels': relationships([['officeDocument', 'ppt/presentation.xml']]),
    'ppt/presentation.xml': `${HEAD}<p:presentation ${names} xmlns:r="${OFFICE}"><p:sldIdLst>${(made.reversed === true ? order.reverse() : order).join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relationships(
      made.slides.map((_, index): MadeRelationship => ['slide', `slides/slide${index + 1}.xml`]),
    ),
  };
  for (const [index, slide] of made.slides.entries()) {
    parts[`ppt/slides/slide${index + 1}.xml`] =
      `${HEAD}<p:sld ${names}${slide.hidden === true ? ' show="0"' : ''}><p:cSld>${slide.body}</p:cSld></p:sld>`;
    if (slide.notes === undefined) continue;
    parts[`ppt/slides/_rels/slide${index + 1}.xml.rels`] = relationships([['notesSlide', `../notesSlides/notes${index + 1}.xml`]]);
    parts[`ppt/notesSlides/notes${index + 1}.xml`] = `${HEAD}<p:notes ${names}>${slide.notes}</p:notes>`;
  }
  return pack({ ...parts, ...made.extra });
}
