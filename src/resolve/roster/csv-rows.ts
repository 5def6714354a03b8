/**
 * Rows of a delimited table. [RFC 4180] with what exports do to it: other delimiters, any line end, quotes in the middle of a cell.
 * A row with a quotation mark that is never closed is cut at its first line end and given as broken: it must not swallow the file.
 */
export interface CsvRow {
  /** 1 for the first row of the file, the header included; blank lines count. */
  readonly number: number;
  readonly cells: readonly string[];
  readonly broken: boolean;
}

const ROW_CHARS_MAX = 64 * 1024;
const CELLS_MAX = 2000;

export function* csvRows(segments: Iterable<string>, delimiter?: string): Generator<CsvRow> {
  let text = '';
  let number = 0;
  let mark = delimiter;
  for (const segment of withFeeds(segments)) {
    text += segment;
    if (mark === undefined && text.length < SNIFF_CHARS) continue;
    mark ??= sniffDelimiter(text);
    let at = 0;
    for (;;) {
      const row = rowAt(text, at, mark, false);
      if (row === undefined) break;
      number += 1;
      at = row.next;
      yield { number, cells: row.cells, broken: row.broken };
    }
    text = text.slice(at);
  }
  mark ??= sniffDelimiter(text);
  for (let at = 0; at < text.length;) {
    const row = rowAt(text, at, mark, true);
    if (row === undefined) return;
    number += 1;
    at = row.next;
    yield { number, cells: row.cells, broken: row.broken };
  }
}
const SNIFF_CHARS = 32 * 1024;

/** Every line end becomes one feed; a return at the end of a piece waits for what follows it. */
function* withFeeds(segments: Iterable<string>): Generator<string> {
  let held = '';
  for (const segment of segments) {
    const text = held + segment;
    held = text.endsWith('\r') ? '\r' : '';
    yield (held === '' ? text : text.slice(0, -1)).replace(/\r\n?/g, '\n');
  }
  if (held !== '') yield '\n';
}

/** The delimiter that cuts the first lines into the most equal pieces. Comma if none does. */
export function sniffDelimiter(text: string): string {
  const told = /^sep=(.)\r?\n/i.exec(text)?.[1];
  if (told !== undefined) return told;
  const lines = text
    .slice(0, SNIFF_CHARS)
    .split(/\r\n|\n|\r/, 12)
    .filter((line) => line.trim() !== '');
  let best = { mark: ',', score: 0 };
  for (const mark of [',', '\t', ';', '|']) {
    const counts = lines.map((line) => line.replace(/"[^"]*"/g, '').split(mark).length - 1);
    const usual = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
    const score = usual * counts.filter((count) => count === usual).length;
    if (score > best.score) best = { mark, score };
  }
  return best.mark;
}

interface RawRow {
  readonly cells: string[];
  readonly next: number;
  readonly broken: boolean;
}

/** The row that begins at `at`; undefined if its end is not there yet. */
function rowAt(text: string, at: number, mark: string, isLast: boolean): RawRow | undefined {
  const end = lineEnd(text, at, isLast);
  if (end === undefined) return text.length - at > ROW_CHARS_MAX ? cutLine(text, at, mark) : undefined;
  const line = text.slice(at, end.stop);
  if (!line.includes('"')) return { cells: line.split(mark, CELLS_MAX), next: end.next, broken: line.length > ROW_CHARS_MAX };
  return quotedRow(text, at, mark, isLast);
}

function lineEnd(text: string, at: number, isLast: boolean): { readonly stop: number; readonly next: number } | undefined {
  const feed = text.indexOf('\n', at);
  if (feed >= 0) return { stop: feed, next: feed + 1 };
  return isLast ? { stop: text.length, next: text.length } : undefined;
}

function quotedRow(text: string, from: number, mark: string, isLast: boolean): RawRow | undefined {
  const cells: string[] = [];
  let at = from;
  for (;;) {
    if (at - from > ROW_CHARS_MAX || cells.length > CELLS_MAX) return cutLine(text, from, mark);
    let cell = '';
    if (text[at] === '"') {
      let close = text.indexOf('"', at + 1);
      while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
      // The next character tells whether the mark was doubled: at the end of a segment it is not there yet.
      if (close < 0 || (close === text.length - 1 && !isLast)) {
        if (text.length - from > ROW_CHARS_MAX || isLast) return cutLine(text, from, mark);
        return undefined;
      }
      cell = text.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
    }
    const end = lineEnd(text, at, isLast);
    const stop = text.indexOf(mark, at);
    if (stop >= 0 && (end === undefined || stop < end.stop)) {
      cells.push(cell + text.slice(at, stop));
      at = stop + mark.length;
      continue;
    }
    if (end === undefined) return text.length - from > ROW_CHARS_MAX ? cutLine(text, from, mark) : undefined;
    cells.push(cell + text.slice(at, end.stop));
    return { cells, next: end.next, broken: false };
  }
}

/** One line of a row that is out of bounds, so that reading can go on behind it. */
function cutLine(text: string, at: number, mark: string): RawRow {
  const feed = text.indexOf('\n', at);
  const next = feed < 0 ? Math.min(text.length, at + ROW_CHARS_MAX) : feed + 1;
  return { cells: text.slice(at, Math.min(next, at + ROW_CHARS_MAX)).split(mark, CELLS_MAX), next, broken: true };
}
