/** From a place in the canonical text to its place in the source: the contract's `locator`. CONTRACT 4 */
import type { TextOffsets } from '../kernel/index.ts';
import { unreachable } from '../kernel/index.ts';
import type { Document, SourceRun } from '../model/index.ts';

export function locatorAt(document: Document, offsets: TextOffsets, start: number, end: number): string {
  const run = runAt(document.sourceMap, start);
  if (run === undefined) return `bytes:${offsets.toByte(start)}-${offsets.toByte(end)}`;
  const { at } = run;
  switch (at.kind) {
    case 'bytes': {
      const from = offsets.toByte(run.start);
      // Exact only where the source's bytes are the text's bytes; else the run is the place.
      if (offsets.toByte(run.end) - from !== at.end - at.start) return `bytes:${at.start}-${at.end}`;
      const first = at.start + offsets.toByte(start) - from;
      return `bytes:${first}-${first + offsets.toByte(end) - offsets.toByte(start)}`;
    }
    case 'page':
      return `page:${at.page}`;
    case 'cell':
      return `cell:${at.sheet}!${at.cell}`;
    case 'xml':
      return `xml:${at.part}`;
    case 'field':
      return `field:${at.path}`;
    case 'prop':
      return `prop:${at.tag}`;
    default:
      return unreachable(at);
  }
}

function runAt(runs: readonly SourceRun[], offset: number): SourceRun | undefined {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((runs[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const run = runs[low];
  return run !== undefined && run.start <= offset && offset < run.end ? run : undefined;
}
