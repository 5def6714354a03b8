/** Paragraphs of `format=flowed` put together again. [RFC 3676] 4 */

/**
 * Joins soft lines of the same quote depth, undoes space-stuffing, keeps quote marks in front of each paragraph. `-- ` is a line of its own.
 * With `dropSpace` (DelSp) the blank at the join goes too: it was put in by the writer, in the middle of a word.
 */
export function joinFlowed(text: string, dropSpace: boolean): string {
  const out: string[] = [];
  let held: { depth: number; text: string[] } | undefined;
  const flush = (): void => {
    if (held !== undefined) out.push(mark(held.depth, held.text.join('')));
    held = undefined;
  };
  for (const line of text.split(/\r\n|\n|\r/)) {
    const quote = /^>*/.exec(line)?.[0] ?? '';
    const depth = quote.length;
    const content = line.slice(depth).replace(/^ /, '');
    if (held !== undefined && held.depth !== depth) flush();
    const isSoft = content.endsWith(' ') && content !== '-- ';
    const kept = isSoft && dropSpace ? content.slice(0, -1) : content;
    if (held !== undefined && content === '-- ') flush();
    if (held === undefined) held = { depth, text: [kept] };
    else held.text.push(kept);
    if (!isSoft) flush();
  }
  flush();
  return out.join('\n');
}

function mark(depth: number, text: string): string {
  return depth === 0 ? text : `${'>'.repeat(depth)} ${text}`;
}
