/**
 * Reads what is whole of a JSON text that was cut (T5): members and array elements that ended before the cut. The innermost element that
 * the cut went through is left out, so that nothing half-read looks like a record.
 */
interface Frame {
  readonly isArray: boolean;
  /** End of the last complete member or element. */
  safe: number;
}

export interface Salvaged {
  readonly value: unknown;
  readonly isCut: boolean;
}

/** The parsed value, whole or salvaged; `undefined` when nothing of it is readable. */
export function parseOrSalvage(text: string): Salvaged | undefined {
  try {
    return { value: JSON.parse(text) as unknown, isCut: false };
  } catch {
    return salvage(text); // a cut or broken record is daily evidence: the caller gets a gap by `isCut`
  }
}

const DEPTH_MAX = 64;

function salvage(text: string): Salvaged | undefined {
  const start = text.indexOf('{');
  if (start < 0) return undefined;
  const stack: Frame[] = [];
  let i = start;
  while (i < text.length) {
    const sign = text.charCodeAt(i);
    if (sign === 0x22) {
      const end = stringEnd(text, i);
      if (end < 0) break;
      i = end + 1;
      continue;
    }
    const top = stack.at(-1);
    if (sign === 0x7b || sign === 0x5b) {
      if (stack.length >= DEPTH_MAX) break;
      stack.push({ isArray: sign === 0x5b, safe: i + 1 });
    } else if (sign === 0x7d || sign === 0x5d) {
      stack.pop();
      const parent = stack.at(-1);
      if (parent === undefined) return closed(text.slice(start, i + 1), []);
      parent.safe = i + 1;
    } else if (sign === 0x2c && top !== undefined) top.safe = i;
    i += 1;
  }
  const last = stack.at(-1);
  const above = stack.at(-2);
  if (last !== undefined && above !== undefined && !last.isArray && above.isArray && stack.length > 2) stack.pop();
  const inner = stack.at(-1);
  return inner === undefined ? undefined : closed(text.slice(start, inner.safe), stack);
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return -1;
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return quote;
    at = quote + 1;
  }
}

function closed(text: string, open: readonly Frame[]): Salvaged | undefined {
  const ends = open.map((frame) => (frame.isArray ? ']' : '}')).reverse();
  try {
    return { value: JSON.parse(text + ends.join('')) as unknown, isCut: true };
  } catch {
    return undefined; // broken before the cut: the row has no readable record and the caller says so
  }
}
