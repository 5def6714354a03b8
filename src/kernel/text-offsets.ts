/**
 * Between UTF-16 code units (JavaScript strings in memory) and UTF-8 bytes (every stored span).
 * ASCII text costs nothing: the two are the same.
 */
export interface TextOffsets {
  /** UTF-8 byte offset of a UTF-16 offset. `unit` lies on a code point border. */
  toByte(unit: number): number;
  /** UTF-16 offset of a UTF-8 byte offset. */
  toUnit(byte: number): number;
  readonly byteLength: number;
}

/** Every 256 code units one checkpoint: a look-up walks at most 255 units. */
const STRIDE = 256;

export function textOffsets(text: string): TextOffsets {
  const byteLength = Buffer.byteLength(text);
  if (byteLength === text.length) return { toByte: (unit) => unit, toUnit: (byte) => byte, byteLength };
  const marks = new Uint32Array(Math.floor(text.length / STRIDE) + 1);
  let bytes = 0;
  for (let unit = 0; unit < text.length; unit += 1) {
    if (unit % STRIDE === 0) marks[unit / STRIDE] = bytes;
    bytes += unitBytes(text, unit);
  }
  const toByte = (unit: number): number => {
    const slot = Math.min(Math.floor(unit / STRIDE), marks.length - 1);
    let at = marks[slot] ?? 0;
    for (let i = slot * STRIDE; i < unit; i += 1) at += unitBytes(text, i);
    return at;
  };
  const toUnit = (byte: number): number => {
    let low = 0;
    let high = marks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((marks[middle] ?? 0) <= byte) low = middle;
      else high = middle - 1;
    }
    let at = marks[low] ?? 0;
    let unit = low * STRIDE;
    while (at < byte && unit < text.length) {
      at += unitBytes(text, unit);
      unit += 1;
    }
    // All four bytes of a pair were counted at its first unit: step over the second.
    if (unit > 0 && unitBytes(text, unit) === 0) unit += 1;
    return unit;
  };
  return { toByte, toUnit, byteLength };
}

/** Bytes that one code unit adds. A surrogate pair is 4 bytes: all counted at its first unit. A lone surrogate is U+FFFD: 3. */
function unitBytes(text: string, unit: number): number {
  const code = text.charCodeAt(unit);
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  if (code < 0xd800 || code > 0xdfff) return 3;
  if (code < 0xdc00) {
    const next = text.charCodeAt(unit + 1);
    return next >= 0xdc00 && next <= 0xdfff ? 4 : 3;
  }
  const before = unit > 0 ? text.charCodeAt(unit - 1) : 0;
  return before >= 0xd800 && before <= 0xdbff ? 0 : 3;
}
