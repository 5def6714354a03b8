/**
 * ZIP archives: every entry is a child, named by its position (`zip:#12`), never by its name. Locked entries are tried with the known
 * passwords. The names are a text of their own: a file name can name a patient. spec/ingest.md 3.5, 6.
 */
import { listZip, readZipEntry, tickMs, type ZipEntry, type ZipTrouble } from '../../kernel/index.ts';
import type { Extracted, ExtractedChild, ItemState, ReadGap } from '../../model/index.ts';
import { DocumentBuilder } from '../document-builder.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { gap } from './gap.ts';

const VERSION = 1;
const MEDIA_TYPE = 'application/zip';
const PASSWORDS_MAX = 200;
/** All children of one archive are in memory together: half of what a reading child may use. spec/ingest.md 7 */
const UNPACKED_BYTES_MAX = 512 * 1024 ** 2;

export const zipReader: Reader = {
  kind: 'zip',
  version: VERSION,
  read: (bytes, context) => new ZipReading(bytes, context).read(),
};

class ZipReading {
  readonly #bytes: Uint8Array;
  readonly #context: ReadContext;
  readonly #children: ExtractedChild[] = [];
  readonly #gaps: ReadGap[] = [];
  readonly #deadline: number;
  /** Passwords in the order in which they are tried: one that opened an entry moves to the front. */
  #passwords: string[];
  #budget: number;
  #locked = 0;
  #opened = 0;

  constructor(bytes: Uint8Array, context: ReadContext) {
    this.#bytes = bytes;
    this.#context = context;
    this.#passwords = [...new Set(['', ...context.passwords])].slice(0, PASSWORDS_MAX);
    const { outputBytesMax, ratioMax, outputSlackBytes, itemCpuMs } = context.limits;
    this.#budget = Math.min(outputBytesMax, UNPACKED_BYTES_MAX, bytes.length * ratioMax + outputSlackBytes);
    this.#deadline = tickMs() + 0.8 * itemCpuMs;
  }

  read(): Extracted {
    const listing = listZip(this.#bytes, this.#context.limits.partsMax);
    this.#gaps.push(...listing.problems);
    for (const entry of listing.entries) {
      if (!entry.isDirectory) this.#entry(entry);
    }
    const state = this.#state(listing.entries.length, listing.announced);
    const reason = this.#reason(state);
    return {
      state,
      ...(reason === undefined ? {} : { reason }),
      mediaType: MEDIA_TYPE,
      ...(listing.entries.length > 0 ? { document: this.#names(listing.entries) } : {}),
      children: this.#children,
      gaps: this.#gaps,
    };
  }

  #entry(entry: ZipEntry): void {
    const base = { path: `zip:#${entry.index}`, name: entry.name };
    const stop = this.#budget <= 0 ? 'output' : tickMs() > this.#deadline ? 'time' : undefined;
    if (stop !== undefined) {
      this.#children.push({ ...base, gap: gap(stop), sizeBytes: entry.size });
      return;
    }
    const reading = this.#readEntry(entry);
    if (!reading.ok) {
      const child = asGap(reading.gap);
      if (child.state === 'encrypted') this.#locked += 1;
      this.#children.push({ ...base, gap: child, sizeBytes: entry.size });
      return;
    }
    this.#opened += 1;
    this.#budget -= reading.value.length;
    this.#gaps.push(...reading.gaps.map((one) => ({ ...asGap(one), at: `#${entry.index}` })));
    this.#children.push({ ...base, bytes: reading.value, sizeBytes: reading.value.length });
  }

  #readEntry(entry: ZipEntry): ReturnType<typeof readZipEntry> {
    const limits = { ...this.#context.limits, outputBytesMax: this.#budget };
    if (!entry.encrypted) return readZipEntry(this.#bytes, entry, limits);
    let last = readZipEntry(this.#bytes, entry, limits, this.#passwords[0]);
    for (const password of this.#passwords.slice(1)) {
      if (last.ok || last.gap.state !== 'encrypted' || tickMs() > this.#deadline) return last;
      last = readZipEntry(this.#bytes, entry, limits, password);
      if (last.ok) this.#passwords = [password, ...this.#passwords.filter((one) => one !== password)];
    }
    return last;
  }

  #state(entries: number, announced: number | undefined): ItemState {
    if (entries === 0) return announced === 0 ? 'empty' : 'corrupt';
    const states = new Set<ItemState>([
      ...this.#gaps.map((one) => one.state),
      ...this.#children.flatMap((child) => (child.gap === undefined ? [] : [child.gap.state])),
    ]);
    if (this.#locked > 0 && this.#opened === 0) return 'encrypted';
    if (states.has('limit')) return 'limit';
    return states.size > 0 ? 'partial' : 'extracted';
  }

  /** The first gap of that state, of the archive or of an entry; else the first there is. */
  #reason(state: ItemState): string | undefined {
    if (state === 'extracted' || state === 'empty') return undefined;
    const all = [...this.#gaps, ...this.#children.flatMap((child) => (child.gap === undefined ? [] : [child.gap]))];
    return (all.find((one) => one.state === state) ?? all[0])?.code;
  }

  #names(entries: readonly ZipEntry[]): NonNullable<Extracted['document']> {
    const builder = new DocumentBuilder();
    for (const entry of entries) {
      const at = { kind: 'field', path: `zip:#${entry.index}` } as const;
      const { start, end } = builder.append(entry.name, at);
      if (end > start) builder.block({ start, end, zone: 'property', shape: 'field', label: 'name' });
      builder.append('\n', at);
    }
    return builder.finish({ content: this.#context.content, reader: `zip/${VERSION}`, mediaType: MEDIA_TYPE });
  }
}

/** The kernel's word for a lock is of the cipher; here it is of the item. */
export function asGap(trouble: ZipTrouble): ReadGap {
  return trouble.state === 'encrypted' ? { ...trouble, code: trouble.code.replace('zip.locked', 'zip.encrypted') } : trouble;
}
