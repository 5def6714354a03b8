/** Phrases that look like persons: hospitals, firms, places, eponyms. rules/names/name_like_nonnames.tsv */
import { nameLexicon } from './lexicon.ts';
import type { Token } from './tokens.ts';

export interface PhraseRange {
  /** Indexes of tokens, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly cls: string;
}

export function phraseRanges(tokens: readonly Token[]): PhraseRange[] {
  const out: PhraseRange[] = [];
  const lexicon = nameLexicon();
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i];
    if (token === undefined || token.shape === 'digit' || token.shape === 'lower') continue;
    const hyphen = token.word.indexOf('-');
    const first = hyphen < 0 ? token.word : token.word.slice(0, hyphen);
    for (const phrase of lexicon.phrasesFrom(first)) {
      const to = matchEnd(tokens, i, phrase.words);
      if (to < 0) continue;
      out.push({ from: i, to, cls: phrase.cls });
      break;
    }
  }
  return out;
}

/** Index of the last token of the phrase, or −1. A hyphenated token counts as its parts. */
function matchEnd(tokens: readonly Token[], from: number, words: readonly string[]): number {
  let at = from;
  let k = 0;
  while (k < words.length) {
    const token = tokens[at];
    if (token === undefined || (at > from && token.gap !== 'space' && token.gap !== 'dot' && token.gap !== 'amp')) return -1;
    for (const part of token.word.includes('-') ? token.word.split('-') : [token.word]) {
      const want = words[k];
      if (want === undefined) return -1;
      if (part !== want && part.replaceAll("'", '') !== want.replaceAll("'", '')) {
        // `&` is a word of the phrase and no token.
        if (want !== '&' || words[k + 1] !== part) return -1;
        k += 1;
      }
      k += 1;
    }
    at += 1;
  }
  return at - 1;
}
