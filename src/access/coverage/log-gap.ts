/** One maker for the gaps of this room: the id depends on kind, source and code, so that the same hole is one row. */
import { contentId, gapId, type Gap, type GapKind } from '../../model/index.ts';

export function logGap(
  kind: GapKind,
  source: string,
  what: string,
  why: string,
  consequence: string,
  remedy: string,
  content?: string,
  path = '',
): Gap {
  return {
    id: gapId(kind, source, what, path),
    kind,
    source,
    path,
    what,
    why,
    consequence,
    remedy,
    ...(content === undefined ? {} : { content: contentId(content) }),
  };
}
