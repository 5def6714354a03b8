/** Values of a property set as heaps and tables store them. [MS-PST] 2.3.3.2 to 2.3.3.4 */
import { decodeText, decodeWide } from './code-page.ts';
import { u16, u32 } from './layout.ts';
import { fileTimeMs, MULTIPLE, TYPE, type PropertyBag } from './mapi.ts';

/** One property: its type, and its value in place (up to 4 bytes, or 8 in a table row) or an HNID. */
export interface StoredProperty {
  readonly type: number;
  /** The value itself for small types, else the HNID. */
  readonly word: number;
  /** Values of 8 bytes that stand in the row of a table. */
  readonly inline?: Uint8Array;
}

/** Where values lie that are not in place. */
export interface ValueStore {
  /** Bytes behind an HNID; undefined when it leads nowhere. `id` is for the gap only. */
  read(hnid: number, id: number): Uint8Array | undefined;
  /** Code page of narrow text. */
  readonly codePage: number;
}

/** Values of one property at most: a count field is believed up to the size of the value. */
const WORD_BYTES = 4;
const EMPTY = new Uint8Array(0);

export class ValueSet implements PropertyBag {
  readonly #stored: ReadonlyMap<number, StoredProperty>;
  readonly #values: ValueStore;

  constructor(stored: ReadonlyMap<number, StoredProperty>, values: ValueStore) {
    this.#stored = stored;
    this.#values = values;
  }

  ids(): readonly number[] {
    return [...this.#stored.keys()].sort((a, b) => a - b);
  }

  typeOf(id: number): number | undefined {
    const type = this.#stored.get(id)?.type;
    return type === undefined ? undefined : type & ~MULTIPLE;
  }

  /** The HNID of a value that is not in place. */
  reference(id: number): number | undefined {
    return this.#stored.get(id)?.word;
  }

  /** NIDs of the subnodes that hold large values. */
  subnodeIds(): readonly number[] {
    return [...this.#stored.values()]
      .filter(({ type, word, inline }) => !isInPlace(type) && inline === undefined && (word & 0x1f) !== 0)
      .map(({ word }) => word);
  }

  text(id: number): string | undefined {
    const stored = this.#stored.get(id);
    if (stored === undefined) return undefined;
    if ((stored.type & MULTIPLE) !== 0) return this.texts(id)[0];
    if (stored.type !== TYPE.wide && stored.type !== TYPE.narrow) return undefined;
    const bytes = this.bytes(id);
    return bytes === undefined ? undefined : this.#decode(bytes, stored.type);
  }

  texts(id: number): readonly string[] {
    const stored = this.#stored.get(id);
    if (stored === undefined) return [];
    const type = stored.type & ~MULTIPLE;
    if (type !== TYPE.wide && type !== TYPE.narrow) return [];
    const values = (stored.type & MULTIPLE) === 0 ? [this.bytes(id) ?? EMPTY] : this.parts(id);
    return values.map((bytes) => this.#decode(bytes, type)).filter((text) => text !== '');
  }

  /** [MS-PST] 2.3.3.4.2: count, offsets, values. */
  parts(id: number): readonly Uint8Array[] {
    const stored = this.#stored.get(id);
    if (stored === undefined || (stored.type & MULTIPLE) === 0) return [];
    const bytes = this.bytes(id) ?? EMPTY;
    const count = Math.min(u32(bytes, 0), Math.floor(bytes.length / WORD_BYTES));
    const values: Uint8Array[] = [];
    for (let i = 0; i < count; i += 1) {
      const from = u32(bytes, WORD_BYTES + i * WORD_BYTES);
      const to = i + 1 < count ? u32(bytes, 2 * WORD_BYTES + i * WORD_BYTES) : bytes.length;
      if (from <= to && to <= bytes.length) values.push(bytes.subarray(from, to));
    }
    return values;
  }

  number(id: number): number | undefined {
    const stored = this.#stored.get(id);
    if (stored === undefined) return undefined;
    switch (stored.type) {
      case TYPE.int32:
        return stored.word | 0;
      case TYPE.int16:
        return (stored.word << 16) >> 16;
      case TYPE.boolean:
        return (stored.word & 0xff) === 0 ? 0 : 1;
      case TYPE.int64:
        return this.#number64(id);
      case TYPE.float64:
        return this.#float64(id);
      default:
        return undefined;
    }
  }

  time(id: number): number | undefined {
    if (this.#stored.get(id)?.type !== TYPE.time) return undefined;
    const bytes = this.#eight(id);
    return bytes === undefined ? undefined : fileTimeMs(u32(bytes, 0), u32(bytes, 4));
  }

  bytes(id: number): Uint8Array | undefined {
    const stored = this.#stored.get(id);
    if (stored === undefined || isInPlace(stored.type)) return undefined;
    if (stored.inline !== undefined) return stored.inline;
    // HNID 0 is an empty value, not a fault.
    return stored.word === 0 ? EMPTY : this.#values.read(stored.word, id);
  }

  #eight(id: number): Uint8Array | undefined {
    const bytes = this.bytes(id);
    return bytes !== undefined && bytes.length >= 8 ? bytes : undefined;
  }

  #number64(id: number): number | undefined {
    const bytes = this.#eight(id);
    return bytes === undefined ? undefined : (u32(bytes, 4) | 0) * 0x1_0000_0000 + u32(bytes, 0);
  }

  #float64(id: number): number | undefined {
    const bytes = this.#eight(id);
    return bytes === undefined ? undefined : new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
  }

  #decode(bytes: Uint8Array, type: number): string {
    const text = type === TYPE.wide ? decodeWide(bytes) : decodeText(bytes, this.#values.codePage);
    let end = text.length;
    while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1;
    return end === text.length ? text : text.slice(0, end);
  }
}

/** Types whose value stands in the record itself. [MS-PST] 2.3.3.3 */
export function isInPlace(type: number): boolean {
  return type === TYPE.int32 || type === TYPE.int16 || type === TYPE.boolean || type === TYPE.float32 || type === TYPE.error;
}

/** Bytes of a value in a table row; undefined for types of variable size, which have an HNID there. [MS-PST] 2.3.4.4.2 */
export function rowBytesOf(type: number): 1 | 2 | 4 | 8 | undefined {
  switch (type) {
    case TYPE.boolean:
      return 1;
    case TYPE.int16:
      return 2;
    case TYPE.int32:
    case TYPE.float32:
    case TYPE.error:
      return 4;
    case TYPE.float64:
    case TYPE.currency:
    case TYPE.appTime:
    case TYPE.int64:
    case TYPE.time:
      return 8;
    default:
      return undefined;
  }
}

/** Reads the value of a small type out of a record or row. */
export function wordAt(bytes: Uint8Array, at: number, size: number): number {
  return size >= 4 ? u32(bytes, at) : size === 2 ? u16(bytes, at) : (bytes[at] ?? 0);
}
