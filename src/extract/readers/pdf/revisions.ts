/** Where older states of a PDF end: a file that was changed keeps what was before, up to each earlier end mark. [ISO 32000-1] 7.5.6 */
const END_MARK = Buffer.from('%%EOF');
const REVISIONS_MAX = 6;

/** Ends of the older states, newest first. A file made for the web begins with an end mark of its own, which is none. */
export function olderRevisions(file: Buffer): number[] {
  const ends: number[] = [];
  for (let at = file.indexOf(END_MARK); at >= 0 && ends.length < 10_000; at = file.indexOf(END_MARK, at + 1))
    ends.push(at + END_MARK.length);
  if (file.toString('latin1', 0, 1024).includes('/Linearized')) ends.shift();
  return ends.slice(0, -1).reverse().slice(0, REVISIONS_MAX);
}
