/** Opens a PDF in the engine. */
import type { PdfEngine } from './engine.ts';

const PASSWORDS_MAX = 200;
/** FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of fpdfview.h. */
export const ERROR = { password: 4, security: 5 } as const;

export interface OpenedPdf {
  readonly document: number;
  readonly error: number;
  readonly password: string;
  close(): void;
}

export const NOT_OPENED: OpenedPdf = { document: 0, error: 0, password: '', close: () => undefined };

/** Passwords in their order, the empty one first. PDFium reads them as bytes: UTF-8, and Latin-1 where that differs. */
export function openDocument(engine: PdfEngine, file: Buffer, passwords: readonly string[]): OpenedPdf {
  const at = engine.alloc(file.length);
  engine.u8().set(file, at);
  let error = 0;
  const words = new Set(['', ...passwords]);
  let tried = 0;
  for (const password of words) {
    if (tried >= PASSWORDS_MAX) break;
    tried += 1;
    const document = engine.api.FPDF_LoadMemDocument(at, file.length, password);
    if (document !== 0) {
      const close = (): void => {
        engine.api.FPDF_CloseDocument(document);
        engine.free(at);
      };
      return { document, error: 0, password, close };
    }
    error = engine.api.FPDF_GetLastError();
    if (error !== ERROR.password) break;
  }
  engine.free(at);
  return { ...NOT_OPENED, error };
}
