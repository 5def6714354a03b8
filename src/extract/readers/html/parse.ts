/**
 * HTML to items in reading order. No tree is built, so depth costs nothing. Hidden text is kept and flagged,
 * never dropped. spec/ingest.md 4.5
 */
import { Flow, type Standing } from './flow.ts';
import type { HtmlFile, HtmlItem, HtmlPage, HtmlProperty } from './items.ts';
import { contentStrings, HiddenRules, isHidingStyle } from './style.ts';
import { TableDraft } from './table-draft.ts';
import { readTokens } from './tokens.ts';

const BLOCKS = new Set(
  `address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form header html legend
  li main menu nav ol option optgroup section summary ul caption title`.split(/\s+/),
);
const PARAGRAPHS = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre', 'hr', 'ul', 'ol', 'dl', 'blockquote']);
const BOLD = new Set(['b', 'strong', 'th']);
/** Attributes whose value people read, or that hold data. */
const SPOKEN = ['alt', 'title', 'aria-label', 'value', 'placeholder', 'content', 'label', 'summary'] as const;
/** Tables in tables; deeper ones are read as blocks. */
const TABLE_DEPTH_MAX = 64;
const PROPERTIES_MAX = 20_000;
const PROPERTY_CHARS_MAX = 20_000;
const FILES_MAX = 200;
/** Values of attributes that say how a page looks, not what it says. */
const TECHNICAL_META =
  /^(?:viewport|generator|progid|originator|format-detection|color-scheme|supported-color-schemes|x-ua-compatible|x-apple-disable-message-reformatting|robots|theme-color|content-type)$/i;

interface Open {
  readonly name: string;
  readonly hidden: boolean;
  readonly quote: number;
  readonly preformatted: boolean;
  readonly shape: Standing['shape'];
  readonly isTable: boolean;
}

const ROOT: Open = { name: '', hidden: false, quote: 0, preformatted: false, shape: 'paragraph', isTable: false };

/** Reads a page. Linear. */
export function parseHtml(text: string): HtmlPage {
  return new PageReading().read(text);
}

class PageReading {
  readonly #flow = new Flow();
  readonly #tables: TableDraft[] = [];
  readonly #open: Open[] = [];
  readonly #rules = new HiddenRules();
  readonly #properties: HtmlProperty[] = [];
  readonly #said = new Set<string>();
  readonly #files: HtmlFile[] = [];
  #isCut = false;
  /** Text of script and style is collected whole: it comes in pieces. */
  #raw: string[] | undefined;
  #place = { from: 0, to: 0 };

  read(text: string): HtmlPage {
    readTokens(text, {
      open: (name, attributes, place) => {
        this.#place = place;
        this.#openTag(name, attributes);
      },
      close: (name) => this.#closeTag(name),
      text: (piece, place) => {
        this.#place = place;
        if (this.#raw !== undefined) this.#raw.push(piece);
        else this.#target().text(piece, this.#top(), place);
      },
      comment: (comment, place) => {
        this.#place = place;
        this.#comment(comment);
      },
    });
    while (this.#tables.length > 0) this.#endTable();
    this.#flow.startLine();
    return { items: [...trimLines(this.#flow.items), ...this.#properties], files: this.#files, isCut: this.#isCut };
  }

  #top(): Open {
    return this.#open.at(-1) ?? ROOT;
  }

  #target(): Flow {
    return this.#tables.at(-1)?.flow ?? this.#flow;
  }

  #openTag(name: string, attributes: Readonly<Record<string, string>>): void {
    const above = this.#top();
    const style = attributes['style'] ?? '';
    const hidden =
      above.hidden ||
      isHiddenTag(name, attributes) ||
      isHidingStyle(style) ||
      this.#rules.hides(name, attributes['class'], attributes['id']);
    const isQuote = name === 'blockquote' && isQuotation(attributes);
    const isTable = name === 'table' && this.#tables.length < TABLE_DEPTH_MAX;
    if (name === 'script' || name === 'style') this.#raw = [];
    else this.#border(name, attributes);
    const entry: Open = {
      name,
      hidden,
      quote: above.quote + (isQuote ? 1 : 0),
      preformatted: name === 'pre' || name === 'textarea' || name === 'xmp' || above.preformatted || /white-space\s*:\s*pre/i.test(style),
      shape: /^h[1-6]$/.test(name) ? 'heading' : name === 'li' ? 'list-item' : above.shape,
      isTable,
    };
    this.#open.push(entry);
    this.#attributes(name, attributes);
    if (isTable) {
      this.#target().startLine();
      this.#tables.push(new TableDraft(entry.quote));
      return;
    }
    const table = this.#tables.at(-1);
    if (table === undefined) {
      if (name === 'td' || name === 'th' || name === 'tr') this.#flow.startLine();
      return;
    }
    if (name === 'tr') table.startRow();
    else if (name === 'td' || name === 'th')
      table.startCell({ rowSpan: attributes['rowspan'], colSpan: attributes['colspan'], hidden, isHeader: name === 'th' });
    else if (BOLD.has(name) || /font-weight\s*:\s*(?:bold|[6-9]00)/i.test(style)) table.markBold();
  }

  #border(name: string, attributes: Readonly<Record<string, string>>): void {
    const flow = this.#target();
    if (name === 'br') flow.breakLine(this.#top().quote);
    else if (PARAGRAPHS.has(name) && !isTightParagraph(name, attributes)) flow.startParagraph();
    else if (BLOCKS.has(name) || PARAGRAPHS.has(name)) flow.startLine();
  }

  #closeTag(name: string): void {
    if (name === 'script' || name === 'style') {
      this.#endRaw(name);
      this.#pop(name);
      return;
    }
    const entry = this.#pop(name);
    if (entry?.isTable === true) {
      this.#endTable();
      return;
    }
    if (name === 'td' || name === 'th' || name === 'tr') this.#tables.at(-1)?.endCell();
    else if (name === 'p' || BLOCKS.has(name) || PARAGRAPHS.has(name)) this.#target().startLine();
  }

  /** Elements end in order, so the one on top is the one that ends. */
  #pop(name: string): Open | undefined {
    return this.#top().name === name ? this.#open.pop() : undefined;
  }

  #endTable(): void {
    const items = this.#tables.pop()?.finish() ?? [];
    const outer = this.#tables.at(-1);
    if (outer !== undefined) outer.nest(items);
    else for (const item of items) this.#flow.items.push(item);
  }

  #endRaw(name: 'script' | 'style'): void {
    const text = (this.#raw ?? []).join('');
    this.#raw = undefined;
    if (name === 'style') {
      this.#rules.add(text);
      for (const string of contentStrings(text)) this.#say('style', string);
      return;
    }
    if (/^\s*[[{]/.test(text)) this.#say('script', text);
    else
      for (const hit of text.slice(0, 1_000_000).matchAll(/"([^"\\\r\n]{3,2000})"|'([^'\\\r\n]{3,2000})'/g))
        this.#say('script', hit[1] ?? hit[2] ?? '');
  }

  #comment(comment: string): void {
    const content = comment
      .replace(/^\[if[^\]]*\]>/i, '')
      .replace(/<!\[endif\]$/i, '')
      .replace(/<xml>[\s\S]*?<\/xml>/gi, ' ')
      .replace(/<style[\s\S]*?<\/style>/gi, ' ');
    this.#say('comment', content.includes('<') ? content.replace(/<[^<>]{0,2000}>/g, ' ') : content);
  }

  #attributes(name: string, attributes: Readonly<Record<string, string>>): void {
    for (const key of SPOKEN) {
      const value = attributes[key];
      if (value === undefined || (name === 'meta' && TECHNICAL_META.test(attributes['name'] ?? attributes['http-equiv'] ?? ''))) continue;
      if (name === 'li' || (name === 'input' && /^(?:submit|button|reset|image)$/i.test(attributes['type'] ?? '') && key === 'value'))
        continue;
      this.#say(key, value);
    }
    const target = attributes['href'] ?? attributes['src'] ?? attributes['action'];
    if (target !== undefined) this.#link(target);
    for (const key in attributes) if (key.startsWith('data-')) this.#say('data', attributes[key] ?? '');
  }

  /** A link says something by its query or as a mail; a `data:` URI is a file. */
  #link(target: string): void {
    if (/^\s*data:/i.test(target)) this.#file(target.trim());
    else if (/^mailto:/i.test(target)) this.#say('link', decodePercent(target.slice('mailto:'.length)).replaceAll('&', '\n'));
    else if (/[?#].*=/.test(target.slice(0, 4000))) this.#say('link', decodePercent(target));
  }

  #file(uri: string): void {
    const head = /^data:([^;,]{0,100})(?:;[^,;]{0,100}){0,5}?(;base64)?,/i.exec(uri.slice(0, 700));
    if (head === null) return;
    if (this.#files.length >= FILES_MAX) {
      this.#isCut = true;
      return;
    }
    const body = uri.slice(head[0].length);
    const bytes = head[2] === undefined ? Buffer.from(decodePercent(body), 'utf8') : Buffer.from(decodePercent(body), 'base64');
    this.#files.push({ mediaType: (head[1] ?? '').toLowerCase() || 'text/plain', bytes });
  }

  /** Keeps a string that is not displayed, once. */
  #say(label: string, value: string): void {
    const text = value.replace(/[ \t\r\n\f]+/g, ' ').trim();
    if (text.length < 2 || !/[\p{L}\p{N}]/u.test(text)) return;
    const kept = text.slice(0, PROPERTY_CHARS_MAX);
    const key = `${label}\0${kept}`;
    if (this.#said.has(key)) return;
    if (this.#properties.length >= PROPERTIES_MAX || kept.length < text.length) this.#isCut = true;
    if (this.#properties.length >= PROPERTIES_MAX) return;
    this.#said.add(key);
    this.#properties.push({ kind: 'property', label, text: kept, from: this.#place.from, to: this.#place.to });
  }
}

function isHiddenTag(name: string, attributes: Readonly<Record<string, string>>): boolean {
  if ('hidden' in attributes || name === 'template' || name === 'noscript' || name === 'title' || name === 'head' || name === 'datalist')
    return true;
  return attributes['width'] === '0' && attributes['height'] === '0';
}

/** Programs mark what they quote. A plain blockquote is an indent of the author's own. */
function isQuotation(attributes: Readonly<Record<string, string>>): boolean {
  return (
    attributes['type'] === 'cite' ||
    attributes['cite'] !== undefined ||
    /quote/i.test(attributes['class'] ?? '') ||
    /border-left/i.test(attributes['style'] ?? '')
  );
}

/** Outlook writes each line as a paragraph without margin. */
function isTightParagraph(name: string, attributes: Readonly<Record<string, string>>): boolean {
  if (name !== 'p') return false;
  const style = attributes['style'] ?? '';
  return /^Mso/.test(attributes['class'] ?? '') || /margin(?:-top|-bottom)?\s*:\s*0/.test(style);
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    if (!(cause instanceof URIError)) throw cause;
    return text;
  }
}

/** Empty lines at both ends of a page are the page's borders, not text. */
function trimLines(items: readonly HtmlItem[]): readonly HtmlItem[] {
  const isEmpty = (item: HtmlItem | undefined): boolean => item?.kind === 'line' && item.text === '';
  let start = 0;
  let end = items.length;
  while (start < end && isEmpty(items[start])) start += 1;
  while (end > start && isEmpty(items[end - 1])) end -= 1;
  return items.slice(start, end);
}
