/** PDF files for tests: text at places, pictures, fields, notes, files, and a lock. [ISO 32000-1]. Shares no code with the reader. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

export interface MadeText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size?: number;
  /** Text matrix instead of a place: `0 1 -1 0 200 100` writes upwards. */
  readonly matrix?: string;
  /** Operators in front: `3 Tr` invisible, `1 g` white. */
  readonly before?: string;
}

export interface MadePage {
  readonly texts?: readonly MadeText[];
  /** A grey picture over the whole page. */
  readonly picture?: boolean;
  readonly fields?: readonly { readonly name: string; readonly value: string; readonly box: readonly [number, number, number, number] }[];
  readonly notes?: readonly { readonly author: string; readonly text: string }[];
  readonly rotate?: number;
}

export interface MadePdf {
  readonly pages: readonly MadePage[];
  readonly info?: Readonly<Record<string, string>>;
  readonly files?: readonly { readonly name: string; readonly data: string }[];
  readonly bookmarks?: readonly string[];
  readonly password?: string;
  readonly font?: 'Helvetica' | 'Courier';
  /** Contents of pages packed. */
  readonly packed?: boolean;
  /** A page that no page tree names. */
  readonly lostPage?: string;
  /** Leave out the table and the trailer. */
  readonly withoutTable?: boolean;
}

const literal = (text: string): string => `(${text.replace(/[\\()]/g, '\\$&')})`;
const ID = Buffer.from('0123456789abcdef');

export function makePdf(made: MadePdf): Buffer {
  const objects: string[] = [];
  const add = (body: string): number => objects.push(body);
  const catalog = add('');
  const tree = add('');
  const font = add(`<</Type/Font/Subtype/Type1/BaseFont/${made.font ?? 'Helvetica'}/Encoding/WinAnsiEncoding>>`);
  const picture = add(stream('/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace/DeviceGray', '\x80'.repeat(64)));
  const fields: number[] = [];
  const kids = made.pages.map((page) => {
    const shows = (page.texts ?? []).map(
      ({ x, y, text, size = 11, matrix, before = '' }) =>
        `q BT ${before} /F1 ${size} Tf ${matrix === undefined ? `${x} ${y} Td` : `${matrix} Tm`} ${literal(text)} Tj ET Q\n`,
    );
    const operators = `${page.picture === true ? 'q 612 0 0 792 0 0 cm /Im Do Q\n' : ''}${shows.join('')}`;
    const content = add(
      made.packed === true
        ? stream('/Filter/FlateDecode', deflateSync(Buffer.from(operators, 'latin1')).toString('latin1'))
        : stream('', operators),
    );
    const notes = (page.notes ?? []).map((note) =>
      add(`<</Type/Annot/Subtype/Text/Rect[500 700 520 720]/T${literal(note.author)}/Contents${literal(note.text)}>>`),
    );
    const widgets = (page.fields ?? []).map((field) =>
      add(`<</Type/Annot/Subtype/Widget/FT/Tx/T${literal(field.name)}/V${literal(field.value)}/Rect[${field.box.join(' ')}]/F 4>>`),
    );
    fields.push(...widgets);
    return add(
      `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 612 792]/Rotate ${page.rotate ?? 0}/Contents ${content} 0 R/Resources<</Font<</F1 ${font} 0 R>>/XObject<</Im ${picture} 0 R>>>>/Annots[${refs([...notes, ...widgets])}]>>`,
    );
  });
  const files = (made.files ?? []).map((file) => {
    const data = add(stream('/Type/EmbeddedFile', file.data));
    return `${literal(file.name)} ${add(`<</Type/Filespec/F${literal(file.name)}/EF<</F ${data} 0 R>>>>`)} 0 R`;
  });
  const outline = made.bookmarks === undefined ? '' : `/Outlines ${addOutline(add, made.bookmarks, objects)} 0 R`;
  if (made.lostPage !== undefined) {
    const content = add(stream('', `BT /F1 11 Tf 72 700 Td ${literal(made.lostPage)} Tj ET`));
    add(`<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 612 792]/Contents ${content} 0 R/Resources<</Font<</F1 ${font} 0 R>>>>>>`);
  }
  objects[tree - 1] = `<</Type/Pages/Count ${kids.length}/Kids[${refs(kids)}]>>`;
  objects[catalog - 1] =
    `<</Type/Catalog/Pages ${tree} 0 R/AcroForm<</Fields[${refs(fields)}]>>/Names<</EmbeddedFiles<</Names[${files.join(' ')}]>>>>${outline}>>`;
  const info = add(
    `<<${Object.entries(made.info ?? {})
      .map(([key, value]) => `/${key}${literal(value)}`)
      .join('')}>>`,
  );
  return assemble(objects, { ...made, catalog, infoObject: info });
}

function addOutline(add: (body: string) => number, titles: readonly string[], objects: string[]): number {
  const root = add('');
  const first = objects.length + 1;
  for (const [index, title] of titles.entries())
    add(`<</Title${literal(title)}/Parent ${root} 0 R${index + 1 < titles.length ? `/Next ${first + index + 1} 0 R` : ''}>>`);
  objects[root - 1] = `<</Type/Outlines/First ${first} 0 R/Last ${first + titles.length - 1} 0 R/Count ${titles.length}>>`;
  return root;
}

const refs = (numbers: readonly number[]): string => numbers.map((number) => `${number} 0 R`).join(' ');
const stream = (dictionary: string, data: string): string => `<<${dictionary}/Length ${data.length}>>\nstream\n${data}\nendstream`;

interface Tail extends MadePdf {
  readonly catalog: number;
  readonly infoObject: number;
}

function assemble(objects: readonly string[], tail: Tail): Buffer {
  const security = tail.password === undefined ? undefined : makeLock(tail.password);
  const bodies = security === undefined ? objects : objects.map((body, index) => security.seal(body, index + 1));
  let file = '%PDF-1.7\n';
  const offsets = bodies.map((body, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  if (tail.withoutTable === true) return Buffer.from(file, 'latin1');
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const start = file.length;
  file += `xref\n0 ${bodies.length + 1}\n0000000000 65535 f \n${rows}trailer\n<</Size ${bodies.length + 1}/Root ${tail.catalog} 0 R/Info ${tail.infoObject} 0 R${security?.entry ?? ''}>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

/** The 40-bit standard handler, streams only: strings of a locked test file are not looked at. [ISO 32000-1] 7.6.3 */
function makeLock(password: string): { readonly entry: string; seal(body: string, number: number): string } {
  const padding = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
  const pad = (word: string): Buffer => Buffer.concat([Buffer.from(word, 'latin1'), padding]).subarray(0, 32);
  const md5 = (...parts: Buffer[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest();
  const owner = rc4(md5(pad('owner')).subarray(0, 5), pad(password));
  const key = md5(pad(password), owner, Buffer.from([0xfc, 0xff, 0xff, 0xff]), ID).subarray(0, 5);
  const hex = (bytes: Buffer): string => `<${bytes.toString('hex')}>`;
  const entry = `/ID[${hex(ID)}${hex(ID)}]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O${hex(owner)}/U${hex(rc4(key, padding))}>>`;
  return {
    entry,
    seal: (body, number) =>
      body.replace(/stream\n([^]*)\nendstream$/, (_all, data: string) => {
        const own = md5(key, Buffer.from([number & 255, number >> 8, 0, 0, 0])).subarray(0, 10);
        return `stream\n${rc4(own, Buffer.from(data, 'latin1')).toString('latin1')}\nendstream`;
      }),
  };
}

function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Array.from({ length: 256 }, (_, index) => index);
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + state[i]! + key[i % key.length]!) & 255;
    [state[i], state[j]] = [state[j]!, state[i]!];
  }
  let [i, j] = [0, 0];
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255;
      j = (j + state[i]!) & 255;
      [state[i], state[j]] = [state[j]!, state[i]!];
      return byte ^ state[(state[i]! + state[j]!) & 255]!;
    }),
  );
}
