/** Annotations of a page: form fields with their values, notes, links, attached files. They are no part of the page's own text. */
import { readAttachment, type PdfFile } from './attachments.ts';
import type { PdfEngine } from './engine.ts';
import type { Box } from './words.ts';

export interface PageMark {
  readonly kind: 'field' | 'note' | 'link' | 'file';
  /** Full name of a form field; empty for others. */
  readonly name: string;
  /** What people see of it: a field's alternate name, a note's author. */
  readonly label: string;
  readonly value: string;
  readonly hidden: boolean;
  readonly box: Box;
  readonly file?: PdfFile;
}

const MARKS_MAX = 5_000;
/** FPDF_ANNOT_* of fpdf_annot.h. */
const ANNOT = { link: 2, popup: 16, fileAttachment: 17, widget: 20 } as const;
/** FPDF_FORMFIELD_* of fpdf_formfill.h. */
const FIELD = { pushButton: 1, checkBox: 2, radioButton: 3 } as const;
/** Invisible, hidden, no-view: [ISO 32000-1] 12.5.3. */
const HIDDEN_FLAGS = 1 | 2 | 32;

export function readMarks(
  engine: PdfEngine,
  from: { readonly document: number; readonly page: number; readonly form: number },
): PageMark[] {
  const { page } = from;
  const marks: PageMark[] = [];
  const count = Math.min(engine.api.FPDFPage_GetAnnotCount(page), MARKS_MAX);
  for (let index = 0; index < count; index += 1) {
    const annot = engine.api.FPDFPage_GetAnnot(page, index);
    if (annot === 0) continue;
    try {
      const mark = readMark(engine, annot, from);
      if (mark !== undefined) marks.push(mark);
    } finally {
      engine.api.FPDFPage_CloseAnnot(annot);
    }
  }
  return marks;
}

function readMark(engine: PdfEngine, annot: number, from: { readonly document: number; readonly form: number }): PageMark | undefined {
  const { api } = engine;
  const subtype = api.FPDFAnnot_GetSubtype(annot);
  if (subtype === ANNOT.popup) return undefined;
  const text = (key: string): string => engine.utf16((at, bytes) => api.FPDFAnnot_GetStringValue(annot, key, at, bytes));
  const base = { hidden: (api.FPDFAnnot_GetFlags(annot) & HIDDEN_FLAGS) !== 0, box: boxOf(engine, annot) };
  if (subtype === ANNOT.widget) return readField(engine, annot, from.form, { ...base, text });
  if (subtype === ANNOT.link) {
    const value = linkTarget(engine, annot, from.document) || text('Contents');
    return { ...base, kind: 'link', name: '', label: '', value };
  }
  const note = { ...base, name: '', label: text('T'), value: text('Contents') };
  if (subtype !== ANNOT.fileAttachment) return { ...note, kind: 'note' };
  const file = readAttachment(engine, api.FPDFAnnot_GetFileAttachment(annot));
  return { ...note, kind: 'file', ...(file === undefined ? {} : { file }) };
}

function readField(
  engine: PdfEngine,
  annot: number,
  form: number,
  { text, ...base }: { readonly text: (key: string) => string; readonly hidden: boolean; readonly box: Box },
): PageMark {
  const { api } = engine;
  if (form === 0) return { ...base, kind: 'field', name: text('T'), label: text('TU') || text('T'), value: text('V') };
  const name = engine.utf16((at, bytes) => api.FPDFAnnot_GetFormFieldName(form, annot, at, bytes)) || text('T');
  const label = engine.utf16((at, bytes) => api.FPDFAnnot_GetFormFieldAlternateName(form, annot, at, bytes)) || name;
  const kind = api.FPDFAnnot_GetFormFieldType(form, annot);
  if (kind === FIELD.checkBox || kind === FIELD.radioButton) {
    // An option that is not chosen says nothing of the person; its mark keeps the row readable.
    return { ...base, kind: 'field', name, label, value: api.FPDFAnnot_IsChecked(form, annot) ? '[x]' : '[ ]' };
  }
  const filled = engine.utf16((at, bytes) => api.FPDFAnnot_GetFormFieldValue(form, annot, at, bytes));
  return { ...base, kind: 'field', name, label, value: kind === FIELD.pushButton ? '' : filled || text('V') };
}

function linkTarget(engine: PdfEngine, annot: number, document: number): string {
  const { api } = engine;
  const link = api.FPDFAnnot_GetLink(annot);
  const action = link === 0 ? 0 : api.FPDFLink_GetAction(link);
  return action === 0 ? '' : engine.utf8((at, bytes) => api.FPDFAction_GetURIPath(document, action, at, bytes));
}

function boxOf(engine: PdfEngine, annot: number): Box {
  const at = engine.alloc(16);
  try {
    if (!engine.api.FPDFAnnot_GetRect(annot, at)) return { left: 0, bottom: 0, right: 0, top: 0 };
    const [a, b, c, d] = [engine.f32(at), engine.f32(at + 4), engine.f32(at + 8), engine.f32(at + 12)];
    return { left: Math.min(a, c), right: Math.max(a, c), bottom: Math.min(b, d), top: Math.max(b, d) };
  } finally {
    engine.free(at);
  }
}
