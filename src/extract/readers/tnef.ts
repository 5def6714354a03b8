/** winmail.dat: subject, body and attachments of a message that Outlook packed for itself. [MS-OXTNEF] 2.1 */
import { decodeText, latin1 } from '../../kernel/index.ts';
import type { Extracted, ExtractedChild, Locator, ReadGap } from '../../model/index.ts';
import { DocumentBuilder } from '../document-builder.ts';
import { writeBlocks, writeItems, writePlain } from '../lines.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { rtfText } from '../rtf-text.ts';
import { parseHtml } from './html/parse.ts';
import { unpackRtf } from './rtf-packed.ts';
import { readMapiProperties, type MapiProperty } from './tnef-properties.ts';

const VERSION = 1;
const MEDIA_TYPE = 'application/vnd.ms-tnef';
const SIGNATURE = 0x223e9f78;

/** Attributes by their id without the type. [MS-OXTNEF] 2.1.3.3 */
const ATTRIBUTE = {
  subject: 0x8004,
  body: 0x800c,
  attachData: 0x800f,
  attachTitle: 0x8010,
  attachStart: 0x9002,
  properties: 0x9003,
  attachProperties: 0x9005,
  codePage: 0x9007,
} as const;
const PROPERTY = {
  subject: 0x0037,
  body: 0x1000,
  html: 0x1013,
  rtf: 0x1009,
  fileName: 0x3704,
  longFileName: 0x3707,
  attachData: 0x3701,
  attachMethod: 0x3705,
} as const;

interface Draft {
  name?: string;
  data?: Uint8Array;
}

class TnefReading {
  subject = '';
  readonly bodies: { readonly kind: 'plain' | 'html' | 'rtf'; readonly text: string }[] = [];
  readonly attachments: Draft[] = [];
  readonly gaps: ReadGap[] = [];
  codePage = 'windows-1252';
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(partsMax: number): void {
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
    let at = 6;
    while (at + 9 <= view.byteLength) {
      const level = view.getUint8(at);
      const id = view.getUint16(at + 1, true);
      const length = view.getUint32(at + 5, true);
      if (level !== 1 && level !== 2) {
        this.gaps.push(torn(view.byteLength - at));
        return;
      }
      const end = at + 9 + length;
      this.#attribute(id, this.#bytes.subarray(at + 9, Math.min(end, view.byteLength)));
      if (end > view.byteLength) {
        this.gaps.push(torn(end - view.byteLength));
        return;
      }
      if (this.attachments.length > partsMax) return;
      // Two bytes of check sum behind the data.
      at = end + 2;
    }
  }

  #attribute(id: number, data: Uint8Array): void {
    const attachment = this.attachments.at(-1);
    switch (id) {
      case ATTRIBUTE.codePage:
        this.codePage = `windows-${(data[0] ?? 0) + (data[1] ?? 0) * 256}`;
        break;
      case ATTRIBUTE.subject:
        this.subject ||= this.#text(data);
        break;
      case ATTRIBUTE.body:
        this.bodies.push({ kind: 'plain', text: this.#text(data) });
        break;
      case ATTRIBUTE.attachStart:
        this.attachments.push({});
        break;
      case ATTRIBUTE.attachTitle:
        if (attachment !== undefined) attachment.name ??= this.#text(data);
        break;
      case ATTRIBUTE.attachData:
        if (attachment !== undefined) attachment.data = data;
        break;
      case ATTRIBUTE.properties:
        this.#message(this.#properties(data));
        break;
      case ATTRIBUTE.attachProperties:
        if (attachment !== undefined) this.#attached(attachment, this.#properties(data));
        break;
      default:
        break;
    }
  }

  #properties(data: Uint8Array): readonly MapiProperty[] {
    const read = readMapiProperties(data);
    if (!read.isWhole) this.gaps.push(torn(0));
    return read.properties;
  }

  #message(properties: readonly MapiProperty[]): void {
    for (const { id, type, value } of properties) {
      if (id === PROPERTY.subject && this.subject === '') this.subject = this.#value(type, value);
      else if (id === PROPERTY.body) this.bodies.push({ kind: 'plain', text: this.#value(type, value) });
      else if (id === PROPERTY.html) this.bodies.push({ kind: 'html', text: decodeText(value).text });
      else if (id === PROPERTY.rtf) this.bodies.push({ kind: 'rtf', text: latin1(unpackRtf(value)) });
    }
  }

  #attached(attachment: Draft, properties: readonly MapiProperty[]): void {
    for (const { id, type, value } of properties) {
      if (id === PROPERTY.longFileName) attachment.name = this.#value(type, value);
      else if (id === PROPERTY.fileName) attachment.name ??= this.#value(type, value);
      // An object begins with the id of its interface: an embedded message is a stream of this format again. [MS-OXTNEF] 2.1.3.4
      else if (id === PROPERTY.attachData) attachment.data = type === 0x0d ? value.subarray(16) : value;
    }
  }

  #value(type: number, value: Uint8Array): string {
    if (type === 0x1f) return decodeText(value, 'utf-16le').text.replace(/\0+$/, '');
    return this.#text(value);
  }

  #text(data: Uint8Array): string {
    return decodeText(data, this.codePage).text.replace(/\0+$/, '');
  }
}

function torn(bytes: number): ReadGap {
  return {
    state: 'partial',
    code: 'tnef.truncated',
    why: 'The packed message ends or breaks before its end; what stands before was read.',
    remedy: 'Ask the sender for the message in another form.',
    ...(bytes > 0 ? { bytes } : {}),
  };
}

function read(bytes: Uint8Array, context: ReadContext): Extracted {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reading = new TnefReading(bytes);
  if (bytes.length >= 6 && view.getUint32(0, true) === SIGNATURE) reading.read(context.limits.partsMax);
  const builder = new DocumentBuilder();
  const at: Locator = { kind: 'field', path: 'tnef' };
  if (reading.subject !== '') {
    const { start, end } = builder.append(`Subject: ${reading.subject}`, at);
    builder.append('\n\n', at);
    builder.block({ start, end, zone: 'header', shape: 'header-field', label: 'subject' });
  }
  for (const body of chosen(reading)) {
    const lines =
      body.kind === 'html'
        ? writeItems(builder, parseHtml(body.text).items, () => at)
        : writePlain(builder, body.kind === 'rtf' ? rtfText(body.text) : body.text, () => at);
    writeBlocks(builder, lines, () => 'body');
  }
  const children: ExtractedChild[] = reading.attachments.map((one, index) => ({
    path: `tnef:${index + 1}`,
    ...(one.name === undefined ? {} : { name: one.name }),
    ...(one.data === undefined ? { gap: lostData() } : { bytes: one.data, sizeBytes: one.data.length }),
  }));
  const { gaps } = reading;
  const document = builder.finish({ content: context.content, reader: `tnef/${VERSION}`, mediaType: MEDIA_TYPE });
  return {
    state: gaps[0]?.state ?? 'extracted',
    ...(gaps[0] === undefined ? {} : { reason: gaps[0].code }),
    mediaType: MEDIA_TYPE,
    document,
    children,
    gaps,
  };
}

function lostData(): ReadGap {
  return {
    state: 'missing',
    code: 'tnef.no-data',
    why: 'An attachment is named, its data are not there.',
    remedy: 'Ask the sender for the file.',
  };
}

/** The same text comes in up to three forms: the richest one that holds something is taken. */
function chosen(reading: TnefReading): TnefReading['bodies'] {
  for (const kind of ['html', 'rtf', 'plain'] as const) {
    const found = reading.bodies.filter((body) => body.kind === kind && body.text.trim() !== '');
    if (found.length > 0) return found.slice(0, 1);
  }
  return [];
}

export const tnefReader: Reader = { kind: 'tnef', version: VERSION, read };
