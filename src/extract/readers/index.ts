/** Readers of attached documents, by kind. */
import type { Reader } from '../reader.ts';
import { docxReader } from './docx.ts';
import { pdfReader } from './pdf.ts';
import { pptxReader } from './pptx.ts';
import { xlsxReader } from './xlsx.ts';
import { zipReader } from './zip.ts';

export const documentReaders: readonly Reader[] = [pdfReader, docxReader, xlsxReader, pptxReader, zipReader];
