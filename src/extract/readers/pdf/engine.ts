/**
 * PDFium as WebAssembly: started once per process, on first use, and thrown away after any trap.
 * It is global state (spec/ingest.md 12, trap 16): one document at a time, every handle closed by whoever opened it.
 * Its own messages are dropped: they may quote evidence.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';

/** Raw exports, for calls made once per character: the wrapped ones convert their arguments each time. */
export type RawCall = (...args: readonly number[]) => number;

/** What the package's types leave open: the memory views (replaced when memory grows, so never kept) and the raw exports. */
interface Memory {
  readonly HEAPU8: Uint8Array;
  readonly HEAPF32: Float32Array;
  readonly HEAPF64: Float64Array;
  readonly HEAPU32: Uint32Array;
  readonly wasmExports: Readonly<Record<string, RawCall>>;
}

export interface PdfEngine {
  readonly api: WrappedPdfiumModule;
  raw(name: string): RawCall;
  u8(): Uint8Array;
  f32(at: number): number;
  f64(at: number): number;
  u32(at: number): number;
  alloc(bytes: number): number;
  free(at: number): void;
  /** A string of the kind most calls give: UTF-16LE, NUL-terminated, its byte length told by a first call without room. */
  utf16(call: (at: number, bytes: number) => number): string;
  /** The same for calls that give bytes of UTF-8 or ASCII. */
  utf8(call: (at: number, bytes: number) => number): string;
}

/** A string longer than this is cut: no name, note or title is. The call says the length, so it is a number from evidence. */
const STRING_BYTES_MAX = 4 * 1024 ** 2;

let started: Promise<PdfEngine> | undefined;

export function pdfEngine(): Promise<PdfEngine> {
  started ??= start();
  return started;
}

/** After a trap the memory is not to be trusted: the next file gets a new engine. */
export function dropPdfEngine(): void {
  started = undefined;
}

async function start(): Promise<PdfEngine> {
  const wasm = readFileSync(fileURLToPath(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm')));
  // The options of the Emscripten start are not in the package's types.
  const options = { wasmBinary: new Uint8Array(wasm).buffer, print: () => undefined, printErr: () => undefined };
  const api = await init(options as unknown as Parameters<typeof init>[0]);
  api.PDFiumExt_Init();
  return wrap(api);
}

function wrap(api: WrappedPdfiumModule): PdfEngine {
  const memory = api.pdfium as unknown as Memory;
  const alloc = (bytes: number): number => {
    const at = memory.wasmExports['malloc']?.(Math.max(bytes, 8)) ?? 0;
    if (at === 0) throw new RangeError('the PDF engine has no memory left');
    return at;
  };
  const free = (at: number): void => void memory.wasmExports['free']?.(at);
  const bytesOf = (call: (at: number, bytes: number) => number): Uint8Array => {
    const wanted = call(0, 0);
    if (wanted <= 0) return new Uint8Array(0);
    // A buffer that is too small is left alone by the engine: so ask for all, and cut the copy.
    if (wanted > 16 * STRING_BYTES_MAX) return new Uint8Array(0);
    const at = alloc(wanted);
    try {
      call(at, wanted);
      return memory.HEAPU8.slice(at, at + Math.min(wanted, STRING_BYTES_MAX));
    } finally {
      free(at);
    }
  };
  return {
    api,
    raw: (name) => {
      const call = memory.wasmExports[name];
      if (call === undefined) throw new TypeError('the PDF engine lacks a function it should have');
      return call;
    },
    u8: () => memory.HEAPU8,
    f32: (at) => memory.HEAPF32[at >> 2] ?? 0,
    f64: (at) => memory.HEAPF64[at >> 3] ?? 0,
    u32: (at) => memory.HEAPU32[at >> 2] ?? 0,
    alloc,
    free,
    utf16: (call) => withoutEnd(new TextDecoder('utf-16le').decode(bytesOf(call))),
    utf8: (call) => withoutEnd(new TextDecoder().decode(bytesOf(call))),
  };
}

function withoutEnd(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
