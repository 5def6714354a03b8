/** Files inside a PDF. */
import type { PdfEngine } from './engine.ts';

export interface PdfFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A larger one is not copied out: its gap is `output`. The engine holds it in its own 2 GB. */
const FILE_BYTES_MAX = 512 * 1024 ** 2;

/** `undefined` when there is none, or when it is larger than the engine may hand over. */
export function readAttachment(engine: PdfEngine, attachment: number): PdfFile | undefined {
  if (attachment === 0) return undefined;
  const { api } = engine;
  const name = engine.utf16((at, bytes) => api.FPDFAttachment_GetName(attachment, at, bytes));
  const lengthAt = engine.alloc(8);
  try {
    if (!api.FPDFAttachment_GetFile(attachment, 0, 0, lengthAt)) return undefined;
    const length = engine.u32(lengthAt);
    if (length > FILE_BYTES_MAX) return undefined;
    if (length === 0) return { name, bytes: new Uint8Array(0) };
    const at = engine.alloc(length);
    try {
      if (!api.FPDFAttachment_GetFile(attachment, at, length, lengthAt)) return undefined;
      return { name, bytes: engine.u8().slice(at, at + length) };
    } finally {
      engine.free(at);
    }
  } finally {
    engine.free(lengthAt);
  }
}
