/**
 * PDF: PDFium for text with boxes, forms, notes and properties; own repair where it refuses a file. spec/ingest.md 5.1.
 * Pages become blocks with a page locator; columns are read one after the other; aligned cells are grids.
 */
import { tickMs } from '../../kernel/index.ts';
import type { Extracted, ExtractedChild, ItemState, ReadGap } from '../../model/index.ts';
import { DocumentBuilder } from '../document-builder.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { gap } from './gap.ts';
import { readAttachment } from './pdf/attachments.ts';
import { dropPdfEngine, pdfEngine, type PdfEngine } from './pdf/engine.ts';
import { readPage, type PageReading } from './pdf/page.ts';
import { readProperties, readXmp } from './pdf/properties.ts';
import { ERROR, NOT_OPENED, openDocument } from './pdf/open.ts';
import { headerOffset, rebuildPdf, surveyPdf } from './pdf/repair.ts';
import { secondLook } from './pdf/second-look.ts';

const VERSION = 1;
const MEDIA_TYPE = 'application/pdf';
const PAGES_MAX = 20_000;
/** Pages in a row that cannot be opened: the rest of the announced number is believed to be a lie. */
const LOST_PAGES_MAX = 50;
const ATTACHMENTS_MAX = 2_000;

export const pdfReader: Reader = {
  kind: 'pdf',
  version: VERSION,
  async read(bytes, context) {
    const engine = await pdfEngine();
    try {
      return readPdf(engine, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), context);
    } catch (cause) {
      // A trap of WebAssembly or its memory at an end: the instance is lost, the item is not read, the next gets a new instance.
      dropPdfEngine();
      if (cause instanceof RangeError || (cause instanceof Error && cause.name === 'RuntimeError')) return broken('limit', 'memory');
      throw cause;
    }
  },
};

function readPdf(engine: PdfEngine, whole: Buffer, context: ReadContext): Extracted {
  const header = headerOffset(whole);
  const at = header ?? 0;
  const gaps: ReadGap[] = [];
  const children: ExtractedChild[] = [];
  if (at > 0 && whole.subarray(0, at).some((byte) => byte > 0x20)) {
    children.push({ path: 'pdf:before', bytes: whole.subarray(0, at), sizeBytes: at });
  }
  const file = at === 0 ? whole : whole.subarray(at);

  // Without a header the engine would refuse it; a rebuilt copy has one.
  let opened = header === undefined ? NOT_OPENED : openDocument(engine, file, context.passwords);
  if (opened.document === 0 && opened.error !== ERROR.password && opened.error !== ERROR.security) {
    const survey = surveyPdf(file);
    for (const allPages of [false, true]) {
      const rebuilt = opened.document === 0 ? rebuildPdf(file, survey, { allPages }) : undefined;
      if (rebuilt !== undefined) opened = openDocument(engine, rebuilt, context.passwords);
    }
    if (opened.document !== 0) gaps.push(gap('pdf.rebuilt'));
  }
  if (opened.document === 0) {
    const locked = opened.error === ERROR.password || opened.error === ERROR.security;
    const code = locked ? 'pdf.encrypted' : header === undefined ? 'pdf.no-header' : 'pdf.structure';
    return { ...broken(locked ? 'encrypted' : 'corrupt', code), children };
  }
  const reading = new PdfReading(engine, context, gaps, children);
  try {
    return reading.read(opened.document, file, opened.password);
  } finally {
    opened.close();
  }
}

class PdfReading {
  readonly #builder = new DocumentBuilder();
  readonly #lines = new Set<string>();
  #needsOcr = 0;
  #pagesRead = 0;
  #blankPages = 0;

  readonly #engine: PdfEngine;
  readonly #context: ReadContext;
  readonly #gaps: ReadGap[];
  readonly #children: ExtractedChild[];
  readonly #deadline: number;

  constructor(engine: PdfEngine, context: ReadContext, gaps: ReadGap[], children: ExtractedChild[]) {
    this.#engine = engine;
    this.#context = context;
    this.#gaps = gaps;
    this.#children = children;
    this.#deadline = tickMs() + 0.8 * context.limits.itemCpuMs;
  }

  read(document: number, file: Buffer, password: string): Extracted {
    const pages = this.#pages(document);
    const { date, values } = readProperties(this.#engine, document, this.#builder);
    readXmp(file, values, this.#builder);
    this.#attachments(document);
    const look = { file, password, deadline: this.#deadline, lines: this.#lines, pagesRead: this.#pagesRead, blankPages: this.#blankPages };
    this.#gaps.push(...secondLook(this.#engine, this.#builder, look));
    const text = this.#builder.finish({
      content: this.#context.content,
      reader: `pdf/${VERSION}`,
      mediaType: MEDIA_TYPE,
      pages,
      ...(date === undefined ? {} : { date }),
    });
    const state = this.#state(text.text.length);
    const reason = this.#gaps.find((one) => one.state === state)?.code;
    return {
      state,
      ...(reason === undefined ? {} : { reason }),
      mediaType: MEDIA_TYPE,
      document: text,
      children: this.#children,
      gaps: this.#gaps,
    };
  }

  #state(textLength: number): ItemState {
    const states = new Set(this.#gaps.map((one) => one.state));
    if (states.has('limit')) return 'limit';
    const picturesOnly = this.#needsOcr > 0 && this.#needsOcr === this.#pagesRead;
    if (picturesOnly && !states.has('partial')) return 'needs-ocr';
    if (states.has('partial') || this.#needsOcr > 0) return 'partial';
    // Pages without anything on them were looked at; a PDF without pages has nothing.
    return textLength === 0 && this.#children.length === 0 && this.#pagesRead === 0 ? 'empty' : 'extracted';
  }

  /** Number of pages there are. */
  #pages(document: number): number {
    const { api } = this.#engine;
    const announced = api.FPDF_GetPageCount(document);
    const formInfo = api.FPDF_GetFormType(document) > 0 ? api.PDFiumExt_OpenFormFillInfo() : 0;
    const form = formInfo === 0 ? 0 : api.PDFiumExt_InitFormFillEnvironment(document, formInfo);
    const imageOnly: number[] = [];
    const unmapped: number[] = [];
    const lost: number[] = [];
    let lostInRow = 0;
    let index = 0;
    try {
      for (; index < announced && lostInRow < LOST_PAGES_MAX; index += 1) {
        if (this.#isOver(index)) break;
        const page = this.#page(document, index, form);
        if (page === undefined) {
          lost.push(index + 1);
          lostInRow += 1;
          continue;
        }
        lostInRow = 0;
        if (page.needsOcr === 'image-only') imageOnly.push(index + 1);
        if (page.needsOcr === 'no-unicode') unmapped.push(index + 1);
      }
    } finally {
      if (form !== 0) api.PDFiumExt_ExitFormFillEnvironment(form);
      if (formInfo !== 0) api.PDFiumExt_CloseFormFillInfo(formInfo);
    }
    const all = imageOnly.length + unmapped.length === this.#pagesRead;
    this.#needsOcr = imageOnly.length + unmapped.length;
    const ocrState = all ? 'needs-ocr' : 'partial';
    if (imageOnly.length > 0) this.#gaps.push(gap('pdf.image-only', { state: ocrState, at: pageList(imageOnly) }));
    if (unmapped.length > 0) this.#gaps.push(gap('pdf.no-unicode', { state: ocrState, at: pageList(unmapped) }));
    if (lost.length > 0)
      this.#gaps.push(gap('pdf.page-lost', { state: this.#pagesRead === 0 ? 'corrupt' : 'partial', at: pageList(lost) }));
    // A count that only the page tree's own lie announced is no number of pages.
    return lostInRow >= LOST_PAGES_MAX ? index - lostInRow : announced;
  }

  #isOver(index: number): boolean {
    const { textCharsMax } = this.#context.limits;
    const code =
      index >= PAGES_MAX ? 'parts' : this.#builder.length >= textCharsMax ? 'output' : tickMs() > this.#deadline ? 'time' : undefined;
    if (code !== undefined) this.#gaps.push(gap(code, { at: `page=${index + 1}-` }));
    return code !== undefined;
  }

  #page(document: number, index: number, form: number): PageReading | undefined {
    const { api } = this.#engine;
    const page = api.FPDF_LoadPage(document, index);
    if (page === 0) return undefined;
    try {
      const charsMax = Math.max(this.#context.limits.textCharsMax - this.#builder.length, 0);
      const reading = readPage(this.#engine, { document, page, pageNumber: index + 1, form, charsMax }, this.#builder);
      this.#pagesRead += 1;
      if (reading.isBlank) this.#blankPages += 1;
      for (const line of reading.lines) this.#lines.add(line);
      for (const [number, file] of reading.files.entries()) {
        this.#children.push({ path: `pdf:page=${index + 1}#${number}`, name: file.name, bytes: file.bytes, sizeBytes: file.bytes.length });
      }
      return reading;
    } finally {
      api.FPDF_ClosePage(page);
    }
  }

  #attachments(document: number): void {
    const { api } = this.#engine;
    const count = Math.min(api.FPDFDoc_GetAttachmentCount(document), ATTACHMENTS_MAX);
    for (let index = 0; index < count; index += 1) {
      const path = `pdf:embedded=#${index}`;
      const file = readAttachment(this.#engine, api.FPDFDoc_GetAttachment(document, index));
      if (file !== undefined) this.#children.push({ path, name: file.name, bytes: file.bytes, sizeBytes: file.bytes.length });
      else this.#children.push({ path, gap: gap('pdf.embedded-lost') });
    }
  }
}

function pageList(pages: readonly number[]): string {
  const shown = pages.slice(0, 20).join(',');
  return `page=${shown}${pages.length > 20 ? ',…' : ''}`;
}

function broken(state: ItemState, code: string): Extracted {
  return { state, reason: code, mediaType: MEDIA_TYPE, children: [], gaps: [gap(code, { state })] };
}
