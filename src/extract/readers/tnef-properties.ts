/** Property lists inside a packed message. [MS-OXTNEF] 2.1.3.4 */

export interface MapiProperty {
  readonly id: number;
  readonly type: number;
  /** First value of a list. */
  readonly value: Uint8Array;
}

/** Bytes of fixed values, each padded to 4. [MS-OXCDATA] 2.11.1 */
const FIXED: Readonly<Record<number, number>> = {
  0x02: 4,
  0x03: 4,
  0x04: 4,
  0x05: 8,
  0x06: 8,
  0x07: 8,
  0x0a: 4,
  0x0b: 4,
  0x14: 8,
  0x40: 8,
  0x48: 16,
};
const MULTIPLE = 0x1000;
const PROPERTIES_MAX = 10_000;

export function readMapiProperties(data: Uint8Array): { readonly properties: readonly MapiProperty[]; readonly isWhole: boolean } {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const properties: MapiProperty[] = [];
  if (data.length < 4) return { properties, isWhole: false };
  const count = Math.min(view.getUint32(0, true), PROPERTIES_MAX);
  let at = 4;
  for (let index = 0; index < count; index += 1) {
    if (at + 4 > data.length) return { properties, isWhole: false };
    const type = view.getUint16(at, true);
    const id = view.getUint16(at + 2, true);
    at = id >= 0x8000 ? afterName(view, at + 4) : at + 4;
    const read = readValue(view, at, type);
    if (read === undefined) return { properties, isWhole: false };
    properties.push({ id, type: type & ~MULTIPLE, value: data.subarray(read.start, read.end) });
    at = read.next;
  }
  return { properties, isWhole: true };
}

/** A named property has its set, and a number or a string, in front of its value. */
function afterName(view: DataView, at: number): number {
  if (at + 24 > view.byteLength) return view.byteLength;
  return view.getUint32(at + 16, true) === 0 ? at + 24 : at + 24 + padded(view.getUint32(at + 20, true));
}

function readValue(view: DataView, from: number, type: number): { start: number; end: number; next: number } | undefined {
  const base = type & ~MULTIPLE;
  const fixed = FIXED[base];
  let at = from;
  let values = 1;
  if (fixed === undefined || (type & MULTIPLE) !== 0) {
    if (at + 4 > view.byteLength) return undefined;
    values = view.getUint32(at, true);
    at += 4;
  }
  if (fixed !== undefined) {
    const next = at + fixed * values;
    return next > view.byteLength ? undefined : { start: at, end: Math.min(at + fixed, next), next };
  }
  let first: { start: number; end: number } | undefined;
  for (let index = 0; index < values; index += 1) {
    if (at + 4 > view.byteLength) return undefined;
    const length = view.getUint32(at, true);
    const end = at + 4 + length;
    if (end > view.byteLength) return undefined;
    first ??= { start: at + 4, end };
    at += 4 + padded(length);
  }
  return { ...(first ?? { start: at, end: at }), next: at };
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
