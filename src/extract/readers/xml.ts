/**
 * XML parts of packages: events over a tolerant parser, and the generic reader that keeps every text and every value of a part which no
 * reader knows (spec/ingest.md 0.1 N5). No document type is ever processed: an entity of its own stays as it is written, so neither
 * entity bombs nor local files get in.
 */
import { SaxesParser } from 'saxes';
import { decodeText, latin1 } from '../../kernel/index.ts';

export type XmlAttributes = Readonly<Record<string, string>>;

export interface XmlHandlers {
  /** Names are local: without prefix. Attributes keep their prefix. */
  readonly open?: (name: string, attributes: XmlAttributes) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
  readonly comment?: (text: string) => void;
}

export interface XmlReading {
  /** It is not well-formed somewhere: what stands behind the fault may have been read wrongly or not at all. */
  readonly broken: boolean;
  /** It defines entities of its own: they were left as written. */
  readonly hasDoctype: boolean;
}

/** Faults beyond this end the part: each costs an error object, and a text of faults is no XML. */
const FAULTS_MAX = 2_000;
const WINDOW = 1 << 16;

class TooManyFaults extends Error {}

export function parseXml(source: Uint8Array | string, handlers: XmlHandlers): XmlReading {
  const text = typeof source === 'string' ? source : decodeXml(source);
  let faults = 0;
  let hasDoctype = false;
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  parser.on('error', () => {
    faults += 1;
    if (faults > FAULTS_MAX) throw new TooManyFaults();
  });
  parser.on('doctype', () => {
    hasDoctype = true;
  });
  const { open, close, text: onText, comment } = handlers;
  if (open !== undefined) parser.on('opentag', (tag) => open(localName(tag.name), tag.attributes));
  if (close !== undefined) parser.on('closetag', (tag) => close(localName(tag.name)));
  if (onText !== undefined) {
    parser.on('text', onText);
    parser.on('cdata', onText);
  }
  if (comment !== undefined) parser.on('comment', comment);
  // Error objects of the parser carry no stack that anyone reads.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    for (let at = 0; at < text.length; at += WINDOW) parser.write(text.slice(at, at + WINDOW));
    parser.close();
  } catch (cause) {
    if (!(cause instanceof TooManyFaults)) throw cause;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return { broken: faults > 0, hasDoctype };
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** By mark, then by declaration, then UTF-8. [XML 1.0] appendix F */
export function decodeXml(bytes: Uint8Array): string {
  const head = latin1(bytes.subarray(0, 200));
  const declared = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,120}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(head)?.[1];
  const isUtf8 = declared === undefined || /^utf-?8$/i.test(declared);
  return (isUtf8 ? strictUtf8(bytes) : undefined) ?? decodeText(bytes, declared ?? 'utf-8').text;
}

/** Nearly every part is UTF-8 that holds: one native pass. Bytes with zeros are of a wider charset that does not say so. */
function strictUtf8(bytes: Uint8Array): string | undefined {
  if (bytes.subarray(0, 64).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return undefined;
  }
}

export interface XmlTextOptions {
  /** Also values of attributes. */
  readonly attributes?: boolean;
  /** Values by which a format describes itself are left out: see `isFormatValue`. */
  readonly dropFormat?: boolean;
  /** Which values of attributes are words at all; all by default. */
  readonly keep?: (element: string, value: string) => boolean;
}

/** Distinct texts and values of a part in its order. */
export function xmlText(source: Uint8Array | string, options: XmlTextOptions = {}): string[] {
  const { attributes = true, dropFormat = true, keep = () => true } = options;
  const seen = new Set<string>();
  let pending = '';
  const add = (value: string): void => {
    if (value.trim().length > 0) seen.add(value);
  };
  const flush = (): void => {
    add(pending);
    pending = '';
  };
  parseXml(source, {
    open: (name, values) => {
      flush();
      if (!attributes) return;
      for (const key of Object.keys(values)) {
        const value = values[key] ?? '';
        if (key.startsWith('xmlns')) continue;
        if ((!dropFormat || !isFormatValue(key, value)) && keep(name, value)) add(value);
      }
    },
    close: flush,
    comment: (text) => add(text),
    text: (text) => {
      pending += text;
    },
  });
  flush();
  return [...seen];
}

/**
 * Measures, switches, revision marks, ids and addresses of schemas: words of the format, not of a person. Cell values of pivot caches
 * (`v`) are data and never dropped.
 */
function isFormatValue(key: string, value: string): boolean {
  if (key === 'v') return false;
  if (/(?:^|:)(?:rsid|Ignorable$|Requires$|uri$)/.test(key)) return true;
  if (value.length < 3) return true;
  return (
    /^-?\d{1,6}(?:\.\d+)?(?:pt|in|cm|mm|px|%)?$/.test(value) ||
    /^(?:true|false|none|auto|rId\d+|\{?[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}\}?)$/.test(value) ||
    /^(?:https?:\/\/(?:schemas\.|purl\.o|www\.w3\.org)|urn:schemas-)/.test(value)
  );
}
