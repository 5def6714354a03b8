/** Bytes of a log file as UTF-8, whatever the export wrote: UTF-8 with or without mark, UTF-16 of both orders (T16). */
export interface Decoded {
  readonly encoding: 'utf8' | 'utf16';
  /** Bytes of the mark at the start of the file. */
  readonly markBytes: number;
  readonly chunks: Iterable<Uint8Array>;
}

export function decodeChunks(read: Iterable<Uint8Array>): Decoded {
  const source = read[Symbol.iterator]();
  const first = firstBytes(source);
  const form = encodingOf(first);
  const rest = function* (): Generator<Uint8Array> {
    yield first.subarray(form.markBytes);
    for (let next = source.next(); next.done !== true; next = source.next()) yield next.value;
  };
  if (form.encoding === 'utf8') return { encoding: 'utf8', markBytes: form.markBytes, chunks: rest() };
  return { encoding: 'utf16', markBytes: form.markBytes, chunks: fromUtf16(rest(), form.label) };
}

function firstBytes(source: Iterator<Uint8Array>): Uint8Array {
  let first: Uint8Array = new Uint8Array(0);
  while (first.length < 4) {
    const next = source.next();
    if (next.done === true) break;
    first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
  }
  return first;
}

function encodingOf(head: Uint8Array): { encoding: 'utf8' | 'utf16'; markBytes: number; label: string } {
  const [a, b, c, d] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf8', markBytes: 3, label: 'utf-8' };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf16', markBytes: 2, label: 'utf-16le' };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf16', markBytes: 2, label: 'utf-16be' };
  // Without a mark: the first two signs of every log are ASCII, so one byte of each pair is zero.
  if (a !== undefined && a !== 0 && b === 0 && c !== 0 && d === 0) return { encoding: 'utf16', markBytes: 0, label: 'utf-16le' };
  if (a === 0 && b !== 0 && c === 0 && d !== 0 && b !== undefined) return { encoding: 'utf16', markBytes: 0, label: 'utf-16be' };
  return { encoding: 'utf8', markBytes: 0, label: 'utf-8' };
}

function* fromUtf16(chunks: Iterable<Uint8Array>, label: string): Generator<Uint8Array> {
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  for (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** Bytes that a piece of text takes in the source file. */
export function sourceBytes(encoding: 'utf8' | 'utf16', utf8Bytes: number, text: string): number {
  return encoding === 'utf8' ? utf8Bytes : text.length * 2;
}
