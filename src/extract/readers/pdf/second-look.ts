/**
 * What the page list of a PDF does not lead to: text of older states of the file, pages that no tree names, and damage that the engine
 * passes over in silence. What is found so is kept apart, in zone `package`; what is only known to be missing is a gap.
 */
import { tickMs } from '../../../kernel/index.ts';
import type { Locator, ReadGap } from '../../../model/index.ts';
import { DocumentBuilder } from '../../document-builder.ts';
import { gap } from '../gap.ts';
import type { PdfEngine } from './engine.ts';
import { inspectStreams } from './integrity.ts';
import { openDocument } from './open.ts';
import { readPage } from './page.ts';
import { writeLine } from './properties.ts';
import { rebuildPdf, surveyPdf } from './repair.ts';
import { olderRevisions } from './revisions.ts';

export interface Look {
  readonly file: Buffer;
  readonly password: string;
  /** Monotonic milliseconds. */
  readonly deadline: number;
  /** Lines that the pages gave; those found here are added. */
  readonly lines: Set<string>;
  readonly pagesRead: number;
  readonly blankPages: number;
}

const PAGES_MAX = 20_000;
const PAGE_CHARS_MAX = 200_000;

export function secondLook(engine: PdfEngine, builder: DocumentBuilder, look: Look): ReadGap[] {
  const { file, password, lines } = look;
  const wordsOnPages = lines.size;
  for (const end of olderRevisions(file)) {
    addLines(engine, builder, {
      ...look,
      copy: file.subarray(0, end),
      password,
      label: 'older revision',
      at: { kind: 'bytes', start: 0, end },
    });
  }
  // A rebuilt copy has no key, so what is locked cannot be looked at this way.
  if (file.includes('/Encrypt')) return [];
  const gaps: ReadGap[] = [];
  const { brokenStreams, brokenBytes, textStreams } = inspectStreams(file);
  if (brokenStreams > 0) gaps.push(gap('pdf.stream-broken', { bytes: brokenBytes }));
  const survey = surveyPdf(file);
  const isDoubtful = brokenStreams > 0 || look.blankPages > 0 || survey.pages.length > look.pagesRead;
  const copy = isDoubtful ? rebuildPdf(file, survey, { allPages: true }) : undefined;
  const at: Locator = { kind: 'bytes', start: 0, end: file.length };
  const added = copy === undefined ? 0 : addLines(engine, builder, { ...look, copy, password: '', label: 'found by searching', at });
  if (added > 0 || (wordsOnPages === 0 && textStreams > 0 && lines.size === 0)) gaps.push(gap('pdf.unreached'));
  return gaps;
}

interface Copy extends Look {
  readonly copy: Buffer;
  readonly label: string;
  readonly at: Locator;
}

/** Number of lines that were not seen before. */
function addLines(engine: PdfEngine, builder: DocumentBuilder, look: Copy): number {
  if (tickMs() > look.deadline) return 0;
  const opened = openDocument(engine, look.copy, [look.password]);
  if (opened.document === 0) return 0;
  let added = 0;
  try {
    for (const line of pageLines(engine, opened.document, look.deadline)) {
      if (look.lines.has(line)) continue;
      look.lines.add(line);
      added += 1;
      writeLine(builder, { text: line, zone: 'package', label: look.label, at: look.at });
    }
  } finally {
    opened.close();
  }
  return added;
}

function pageLines(engine: PdfEngine, document: number, deadline: number): ReadonlySet<string> {
  const lines = new Set<string>();
  const { api } = engine;
  const count = Math.min(api.FPDF_GetPageCount(document), PAGES_MAX);
  for (let index = 0; index < count && tickMs() < deadline; index += 1) {
    const page = api.FPDF_LoadPage(document, index);
    if (page === 0) break;
    try {
      const open = { document, page, pageNumber: index + 1, form: 0, charsMax: PAGE_CHARS_MAX };
      for (const line of readPage(engine, open, new DocumentBuilder()).lines) lines.add(line);
    } finally {
      api.FPDF_ClosePage(page);
    }
  }
  return lines;
}
