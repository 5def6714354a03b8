/** How this document itself uses a word: what it also writes in small letters is a plain word here, whatever the lists say. */
import { isWordCode } from '../fold.ts';
import type { TextView } from '../view.ts';
import { isUpper } from './tokens.ts';

/** A larger text is judged by its beginning. */
const SAMPLE_UNITS = 300_000;
/** A text without capitals (chat) writes names small too: then this says nothing. */
const CAPITALS_SHARE_MIN = 0.04;

export type Usage = (word: string) => boolean;

export function usageOf(view: TextView): Usage {
  let words: ReadonlySet<string> | undefined;
  return (word) => {
    words ??= smallWords(view);
    return words.has(word);
  };
}

function smallWords(view: TextView): ReadonlySet<string> {
  const { folded, text } = view;
  const words = new Set<string>();
  const end = Math.min(folded.length, SAMPLE_UNITS);
  let capitals = 0;
  let total = 0;
  let at = 0;
  while (at < end) {
    if (!isWordCode(folded.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const start = at;
    while (at < end && isWordCode(folded.charCodeAt(at))) at += 1;
    total += 1;
    // Behind `@`, `.` or `/` stands a piece of an address.
    if (isUpper(text, start)) capitals += 1;
    else if (at - start > 1 && !'@./_-'.includes(folded[start - 1] ?? ' ') && !'@/_'.includes(folded[at] ?? ' '))
      words.add(folded.slice(start, at));
  }
  return total === 0 || capitals / total < CAPITALS_SHARE_MIN ? new Set() : words;
}
