/** TextView: a document as the detectors read it. Offsets in `folded` are offsets in `text`: UTF-16 units. */
import type { Document } from '../model/index.ts';

import { foldText } from './fold.ts';

export interface Line {
  readonly start: number;
  /** Without the line end. */
  readonly end: number;
}

export interface TextView {
  readonly document: Document;
  readonly text: string;
  /** Same length as `text`: lower case, without accents, plain dashes, quotes, spaces and digits. */
  readonly folded: string;
  readonly lines: readonly Line[];
  /** By stop words: `en`, `es`, or `und` when the text does not say. */
  readonly lang: string;
}

export function makeView(document: Document): TextView {
  const { text } = document;
  const folded = foldText(text);
  return { document, text, folded, lines: cutLines(text), lang: languageOf(folded) };
}

/** The same view with another language: labels may say what too few stop words could not. */
export function viewIn(view: TextView, lang: string): TextView {
  return lang === view.lang ? view : { ...view, lang };
}

/** Index of the line that holds `offset`; the last line for an offset at the end. */
export function lineAt(view: TextView, offset: number): number {
  let low = 0;
  let high = view.lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((view.lines[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return Math.max(low, 0);
}

function cutLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', start)) {
    lines.push({ start, end: at > start && text.charCodeAt(at - 1) === 0x0d ? at - 1 : at });
    start = at + 1;
  }
  lines.push({ start, end: text.length });
  return lines;
}

/** Function words that the other language does not have. Own list. */
const STOP_EN = new Set('the of and to is was for with that this are have from you your has will been not'.split(' '));
const STOP_ES = new Set('de la que el en los se del las por con una su para es al lo como mas pero fue sin'.split(' '));
const LANG_SAMPLE_UNITS = 40_000;
const LANG_WORDS_MIN = 3;

function languageOf(folded: string): string {
  let en = 0;
  let es = 0;
  for (const [word] of folded.slice(0, LANG_SAMPLE_UNITS).matchAll(/[a-z]{2,5}/g)) {
    if (STOP_EN.has(word)) en += 1;
    else if (STOP_ES.has(word)) es += 1;
  }
  if (en + es < LANG_WORDS_MIN) return 'und';
  return es > en ? 'es' : 'en';
}
