/** The gaps of these readers: one row each, in words for the person who must decide what to do. docs/formats.md has the consequences. */
import { assert } from '../../kernel/index.ts';
import type { ItemState, ReadGap } from '../../model/index.ts';

interface GapRow {
  readonly state: ItemState;
  readonly why: string;
  readonly remedy: string;
}

const AGAIN = 'Get the file again from where it came from.';
const RAISE = 'Raise the limit in case.yaml and run again.';

const ROWS: Readonly<Record<string, GapRow>> = {
  'pdf.no-header': { state: 'corrupt', why: 'The file is called a PDF but has no header of one.', remedy: AGAIN },
  'pdf.structure': { state: 'corrupt', why: 'The structure of the PDF does not hold and no page could be found in it.', remedy: AGAIN },
  'pdf.encrypted': {
    state: 'encrypted',
    why: 'The PDF is locked and no known password opens it.',
    remedy: 'Add the password to the file of passwords and run again.',
  },
  'pdf.image-only': {
    state: 'needs-ocr',
    why: 'Pages are pictures: their text can be seen but not read.',
    remedy: 'Run text recognition, or look at these pages.',
  },
  'pdf.no-unicode': {
    state: 'needs-ocr',
    why: 'Pages use fonts that do not tell which letters they draw.',
    remedy: 'Run text recognition, or look at these pages.',
  },
  'pdf.page-lost': { state: 'partial', why: 'Pages that the PDF announces could not be opened.', remedy: AGAIN },
  'pdf.rebuilt': { state: 'partial', why: 'The table of the PDF is lost; what was found by searching was read.', remedy: AGAIN },
  'pdf.stream-broken': {
    state: 'partial',
    why: 'Parts of the PDF are damaged and could not be unpacked; text may be missing.',
    remedy: AGAIN,
  },
  'pdf.unreached': {
    state: 'partial',
    why: 'The PDF holds pages or text that its page list does not lead to; what was found by searching was read.',
    remedy: AGAIN,
  },
  'pdf.embedded-lost': {
    state: 'corrupt',
    why: 'A file inside the PDF could not be taken out.',
    remedy: 'Save it from the PDF by hand and add it.',
  },
  'ooxml.encrypted': {
    state: 'encrypted',
    why: 'The Office file is locked with a password and was not opened.',
    remedy: 'Open it with its password, save it without one and add it.',
  },
  'ooxml.xml-broken': {
    state: 'partial',
    why: 'A part of the Office file is not well-formed; what could be read of it was.',
    remedy: AGAIN,
  },
  'xlsx.no-workbook': {
    state: 'partial',
    why: 'The part that lists the sheets is missing; sheets were found by their own parts.',
    remedy: AGAIN,
  },
  'xlsx.binary': {
    state: 'partial',
    why: 'The workbook is in the binary form; its texts were found, its numbers and the order of its cells were not.',
    remedy: 'Open it, save it as an ordinary workbook and add that.',
  },
  'xlsx.string-missing': { state: 'partial', why: 'Cells name texts that are not in the file.', remedy: AGAIN },
  'pptx.no-slides': { state: 'partial', why: 'No slide was found in the presentation; all other parts were read.', remedy: AGAIN },
  'docx.no-main': { state: 'partial', why: 'The main part of the document is missing; all other parts were read.', remedy: AGAIN },
  time: { state: 'limit', why: 'Reading took longer than the limit; what was read before stays.', remedy: RAISE },
  output: { state: 'limit', why: 'The item holds more text than the limit; its beginning was read.', remedy: RAISE },
  parts: { state: 'limit', why: 'The item has more parts than the limit; the first ones were read.', remedy: RAISE },
  memory: { state: 'limit', why: 'Reading needed more memory than there is.', remedy: 'Look at the file by hand.' },
};

export function gap(code: string, facts: { readonly state?: ItemState; readonly at?: string; readonly bytes?: number } = {}): ReadGap {
  const row = ROWS[code];
  assert(row !== undefined, 'a gap of a reader has a row in the table');
  return { ...row, code, ...facts };
}
