/**
 * Encoded words in header values, with the repairs that real mail needs: blanks inside a word, words split inside a character, no gap
 * between words, unknown charsets. [RFC 2047] 2, 6.2
 */
import { canonicalCharset, decodeAs, decodeMixed, decodeText, latin1 } from '../../kernel/index.ts';
import { decodeBase64 } from './transfer.ts';

interface Word {
  readonly charset: string;
  readonly encoding: 'b' | 'q';
  readonly data: string;
  readonly start: number;
  readonly end: number;
}

/** Charset names are short; a longer one is text that only looks like a word. */
const CHARSET_CHARS_MAX = 60;

/** Text of a header value that was unfolded. What is no encoded word stays as it is. Linear in its length. */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  const pieces: string[] = [];
  let pending: Word[] = [];
  let at = 0;
  const flush = (): void => {
    if (pending.length > 0) pieces.push(decodeRun(pending));
    pending = [];
  };
  for (const word of words(value)) {
    const between = value.slice(at, word.start);
    // White space between two encoded words is not part of the text. [RFC 2047] 6.2
    if (pending.length > 0 && between.trim() === '') {
      const last = pending[0];
      if (last !== undefined && (last.charset !== word.charset || last.encoding !== word.encoding)) flush();
    } else {
      flush();
      pieces.push(between);
    }
    pending.push(word);
    at = word.end;
  }
  flush();
  pieces.push(value.slice(at));
  return pieces.join('');
}

function* words(value: string): Generator<Word> {
  let at = 0;
  while (at < value.length) {
    const start = value.indexOf('=?', at);
    if (start < 0) return;
    const head = /^=\?([^?\s]{1,60})\?([bBqQ])\?/.exec(value.slice(start, start + CHARSET_CHARS_MAX + 6));
    const dataStart = start + (head?.[0].length ?? 0);
    const stop = head === null ? -1 : value.indexOf('?=', dataStart);
    if (head !== null && stop < 0) return;
    if (head === null) {
      at = start + 2;
      continue;
    }
    const [, charset = '', encoding = ''] = head;
    at = stop + 2;
    // A language may stand behind the charset. [RFC 2231] 5
    yield {
      charset: charset.replace(/\*.*$/, '').toLowerCase(),
      encoding: encoding.toLowerCase() === 'b' ? 'b' : 'q',
      data: value.slice(dataStart, stop),
      start,
      end: at,
    };
  }
}

/** Words of one charset and encoding are joined as bytes first: writers cut inside a character. */
function decodeRun(run: readonly Word[]): string {
  const charset = run[0]?.charset ?? '';
  const bytes = run[0]?.encoding === 'b' ? base64Bytes(run) : Buffer.concat(run.map((word) => qBytes(word.data)));
  const known = canonicalCharset(charset);
  if (known === undefined) return decodeText(bytes).text;
  if (known === 'utf-8' || known === 'windows-1252') {
    const read = decodeAs(bytes, 'utf-8');
    if (read.replaced === 0) return read.text;
    return known === 'utf-8' ? decodeMixed(bytes).text : decodeAs(bytes, known).text;
  }
  return decodeAs(bytes, known).text;
}

function base64Bytes(run: readonly Word[]): Uint8Array {
  // A word that ends inside a group of four is continued by the next; one that is whole is decoded alone.
  return decodeBase64(Buffer.from(run.map((word) => word.data).join(''), 'latin1')).bytes;
}

function qBytes(data: string): Uint8Array {
  // Text that was read as UTF-8 already goes back to its bytes.
  const source = /[\u0100-\uffff]/.test(data) ? latin1(Buffer.from(data, 'utf8')) : data;
  const bytes = new Uint8Array(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at += 1) {
    const sign = source.charCodeAt(at);
    const pair = sign === 0x3d ? source.slice(at + 1, at + 3) : '';
    if (sign === 0x3d && /^[0-9a-fA-F]{2}$/.test(pair)) {
      bytes[length] = Number.parseInt(pair, 16);
      at += 2;
    } else bytes[length] = sign === 0x5f ? 0x20 : sign;
    length += 1;
  }
  return bytes.subarray(0, length);
}
