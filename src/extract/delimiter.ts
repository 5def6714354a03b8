/** Which sign parts the columns of a text, if it has columns: the one whose number in a line stays the same. spec/ingest.md 5.3 */

const SIGNS = [',', '\t', ';', '|', '^', '~'] as const;
const LINES_MAX = 200;
const SAMPLE_CHARS = 128 * 1024;
/** Share of lines with the same number of columns. A name that says table needs less. */
const STEADY = 0.9;
const STEADY_NAMED = 0.5;

/** `undefined`: no columns. `isNamed`: the name says that it is a table. */
export function guessDelimiter(text: string, isNamed: boolean): string | undefined {
  const declared = /^\uFEFF?sep=(.)\r?\n/.exec(text)?.[1];
  if (declared !== undefined) return declared;
  const sample = text.slice(0, SAMPLE_CHARS);
  let best: { sign: string; score: number } | undefined;
  for (const sign of SIGNS) {
    const counts = columnCounts(sample, sign, text.length > sample.length);
    if (counts.length === 0) continue;
    const { mode, share } = steadiness(counts);
    if (mode < 2 || share < (isNamed ? STEADY_NAMED : STEADY) || !isEnough(counts.length, mode, sign, isNamed)) continue;
    const score = share + Math.min(mode, 20) / 1000;
    if (best === undefined || score > best.score) best = { sign, score };
  }
  return best?.sign;
}

/** Prose has commas too: without a name that says table, three lines and as many columns are wanted. */
function isEnough(lines: number, mode: number, sign: string, isNamed: boolean): boolean {
  if (isNamed) return true;
  if (sign === '^' || sign === '~') return lines >= 3 && mode >= 4;
  return sign === '\t' || sign === '|' ? lines >= 2 : lines >= 3 && mode >= 3;
}

function columnCounts(sample: string, sign: string, isCut: boolean): number[] {
  const counts: number[] = [];
  let columns = 1;
  let quoted = false;
  let filled = false;
  let quoteLines = 0;
  for (let at = 0; at < sample.length && counts.length < LINES_MAX; at += 1) {
    const letter = sample[at];
    if (letter === '"') quoted = !quoted;
    else if (letter === '\n' || letter === '\r') {
      if (quoted) quoteLines += 1;
      // A quote that stays open over many lines is a letter.
      if (quoted && quoteLines < 50) continue;
      quoted = false;
      quoteLines = 0;
      if (filled) counts.push(columns);
      columns = 1;
      filled = false;
    } else {
      if (letter === sign && !quoted) columns += 1;
      filled = true;
    }
  }
  if (filled && !isCut && counts.length < LINES_MAX) counts.push(columns);
  return counts;
}

function steadiness(counts: readonly number[]): { mode: number; share: number } {
  const seen = new Map<number, number>();
  for (const count of counts) seen.set(count, (seen.get(count) ?? 0) + 1);
  let mode = 0;
  let most = 0;
  for (const [count, times] of seen) {
    if (times > most || (times === most && count > mode)) {
      mode = count;
      most = times;
    }
  }
  return { mode, share: most / counts.length };
}
