/**
 * Characters of one page to words with boxes. Words keep the order of the content stream; `layout.ts` puts them in reading order.
 * Coordinates are turned so that the text of a group runs to the right: `x` along it, `y` up. Units are points.
 */
import { byNumber } from '../../../kernel/index.ts';
import type { PdfEngine } from './engine.ts';

export interface Box {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

export interface Word {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** Baseline, upwards. */
  readonly base: number;
  readonly size: number;
  /** A blank stands behind it in the content stream, or the engine saw one. */
  readonly isSpaced: boolean;
  /** Width of the blank as the font has it; 0 when none was written. */
  readonly blankWidth: number;
  /** Cannot be seen on the page: still evidence, since whoever has the file can read it. */
  readonly hidden: boolean;
  /** In page space, not turned. */
  readonly box: Box;
  /** Index of the form field whose value this is. */
  readonly field?: number;
}

/** Words of one writing direction. */
export interface WordGroup {
  readonly angle: number;
  readonly words: readonly Word[];
}

export interface PageWords {
  readonly groups: readonly WordGroup[];
  readonly chars: number;
  /** Characters whose font tells no Unicode value: what they say can only be seen. */
  readonly unmapped: number;
  /** Area of the page that characters cover, in square points. */
  readonly textArea: number;
}

export type HiddenTest = (textObject: number, box: Box, size: number) => boolean;

/** Characters of one page beyond this are not read: gap `output`. */
export const PAGE_CHARS_MAX = 2_000_000;
const SCRATCH_BYTES = 64;

interface Pen {
  text: string;
  left: number;
  right: number;
  base: number;
  size: number;
  hidden: boolean;
  box: Box;
  angle: number;
}

type Draft = { -readonly [K in keyof Word]: Word[K] };

export function readWords(engine: PdfEngine, textPage: number, charsMax: number, isHidden: HiddenTest): PageWords {
  const chars = Math.min(engine.api.FPDFText_CountChars(textPage), PAGE_CHARS_MAX, charsMax);
  const groups = new Map<number, Draft[]>();
  const tally = { unmapped: 0, textArea: 0 };
  const scratch = engine.alloc(SCRATCH_BYTES);
  try {
    const charAt = charReader(engine, textPage, scratch);
    const hiddenTests = new Map<number, boolean>();
    let pen: Pen | undefined;
    let last: Draft | undefined;
    const lift = (): void => {
      if (pen === undefined) return;
      const { angle, ...word } = pen;
      last = { ...word, isSpaced: false, blankWidth: 0 };
      const group = groups.get(angle);
      if (group === undefined) groups.set(angle, [last]);
      else group.push(last);
      pen = undefined;
    };
    for (let index = 0; index < chars; index += 1) {
      const char = charAt(index);
      if (typeof char === 'number') {
        lift();
        if (last !== undefined) {
          last.isSpaced = true;
          last.blankWidth = Math.max(last.blankWidth, char);
        }
        continue;
      }
      if (char.unmapped) tally.unmapped += 1;
      tally.textArea += (char.box.right - char.box.left) * (char.box.top - char.box.bottom);
      const key = char.textObject;
      let hidden = hiddenTests.get(key);
      if (hidden === undefined || key === 0) hiddenTests.set(key, (hidden = isHidden(key, char.box, char.size)));
      if (pen !== undefined && follows(pen, char, hidden)) {
        pen.text += char.text;
        pen.right = Math.max(pen.right, char.right);
        pen.left = Math.min(pen.left, char.left);
        pen.box = union(pen.box, char.box);
      } else {
        lift();
        const { left, right, base, size, box, angle } = char;
        pen = { text: char.text, left, right, base, size, hidden, box, angle };
      }
    }
    lift();
  } finally {
    engine.free(scratch);
  }
  // Most text first: a page that is turned has all its text in one group, a margin note in another.
  const ordered = [...groups].sort((a, b) => byNumber(b[1].length, a[1].length) || byNumber(a[0], b[0]));
  return { groups: ordered.map(([angle, words]) => ({ angle, words })), chars, ...tally };
}

interface Char extends Omit<Pen, 'hidden'> {
  readonly textObject: number;
  readonly unmapped: boolean;
}

/** One visible character; for white space, which separates words, its width. */
function charReader(engine: PdfEngine, page: number, scratch: number): (index: number) => Char | number {
  const unicode = engine.raw('FPDFText_GetUnicode');
  const looseBox = engine.raw('FPDFText_GetLooseCharBox');
  const isGenerated = engine.raw('FPDFText_IsGenerated');
  const origin = engine.raw('FPDFText_GetCharOrigin');
  const writingOf = writingReader(engine, page, scratch);
  const mapError = engine.raw('FPDFText_HasUnicodeMapError');
  const objectOf = engine.raw('FPDFText_GetTextObject');
  return (index) => {
    const code = unicode(page, index);
    if (isWhite(code)) {
      // What the engine adds where the pen jumps has no width of a font. It never writes two blanks in a row.
      if (code !== 0x20 || isGenerated(page, index) !== 0 || looseBox(page, index, scratch) === 0) return 0;
      return Math.abs(engine.f32(scratch + 8) - engine.f32(scratch));
    }
    // FS_RECTF is left, top, right, bottom as floats; the origin comes as two doubles.
    looseBox(page, index, scratch);
    origin(page, index, scratch + 16, scratch + 24);
    const edges = [engine.f32(scratch), engine.f32(scratch + 8), engine.f32(scratch + 12), engine.f32(scratch + 4)] as const;
    const box = {
      left: Math.min(edges[0], edges[1]),
      right: Math.max(edges[0], edges[1]),
      bottom: Math.min(edges[2], edges[3]),
      top: Math.max(edges[2], edges[3]),
    };
    const textObject = objectOf(page, index);
    const { size, angle } = writingOf(index, textObject);
    const turned = turn(box, angle);
    const [x, y] = [engine.f64(scratch + 16), engine.f64(scratch + 24)];
    const base = angle === 0 ? y : turn({ left: x, right: x, bottom: y, top: y }, angle).bottom;
    const text = code === 2 || code === 0xfffe ? '-' : String.fromCodePoint(code <= 0x10ffff ? code : 0xfffd);
    return { text, left: turned.left, right: turned.right, base, size, box, angle, textObject, unmapped: mapError(page, index) === 1 };
  };
}

interface Writing {
  readonly size: number;
  readonly angle: number;
}

/**
 * Size in points as it is drawn and direction of writing, from the text matrix; once per text object. `FPDFText_GetCharAngle` takes a
 * slanted font for a turned line, so the direction is that of the matrix's first row.
 */
function writingReader(engine: PdfEngine, page: number, scratch: number): (index: number, textObject: number) => Writing {
  const fontSize = engine.raw('FPDFText_GetFontSize');
  const matrix = engine.raw('FPDFText_GetMatrix');
  const angleOf = angleReader();
  const known = new Map<number, Writing>();
  return (index, textObject) => {
    const before = known.get(textObject);
    if (before !== undefined && textObject !== 0) return before;
    // FS_MATRIX is a, b, c, d, e, f as floats.
    const has = matrix(page, index, scratch + 32) !== 0;
    const [a, b] = has ? [engine.f32(scratch + 32), engine.f32(scratch + 36)] : [1, 0];
    const scale = has ? Math.hypot(engine.f32(scratch + 40), engine.f32(scratch + 44)) || 1 : 1;
    const size = Math.min(Math.max(fontSize(page, index) * scale, 0.1), 1000);
    const writing = { size, angle: angleOf(Math.atan2(b, a)) };
    known.set(textObject, writing);
    return writing;
  };
}

/** PDFium marks a hyphen at a line's end as U+0002 or U+FFFE: those are visible. */
function isWhite(code: number): boolean {
  if (code === 2) return false;
  return code <= 0x20 || code === 0xa0 || (code >= 0x2000 && code <= 0x200a) || code === 0x3000 || code === 0x2028 || code === 0x2029;
}

/** A character goes on with the word if it stands right behind it on the same line. Unwritten gaps are decided in the layout. */
function follows(pen: Pen, char: Char, hidden: boolean): boolean {
  if (pen.angle !== char.angle || pen.hidden !== hidden) return false;
  const size = Math.max(pen.size, char.size);
  if (Math.abs(pen.base - char.base) > 0.2 * size) return false;
  const gap = char.left - pen.right;
  return gap < 0.25 * size && gap > -0.6 * size;
}

/** Angles seen on a page; text within this many degrees of one of them is written along it. A long line tells tenths of a degree. */
const SAME_ANGLE_DEGREES = 1;
const ANGLES_MAX = 64;

/** A quarter turn is exactly that, whatever the matrix was rounded to. */
function angleReader(): (radians: number) => number {
  const known: number[] = [0];
  return (radians) => {
    const degrees = ((((radians * 180) / Math.PI) % 360) + 360) % 360;
    const quarter = Math.round(degrees / 90) * 90;
    const exact = Math.abs(degrees - quarter) < 0.3 ? quarter % 360 : degrees;
    const before = known.find((angle) => Math.abs(angle - exact) < (angle % 90 === 0 ? 0.3 : SAME_ANGLE_DEGREES));
    if (before !== undefined) return before;
    if (known.length >= ANGLES_MAX) return 0;
    known.push(exact);
    return exact;
  };
}

export function turn(box: Box, angle: number): Box {
  if (angle === 0) return box;
  if (angle === 90) return { left: box.bottom, right: box.top, bottom: -box.right, top: -box.left };
  if (angle === 180) return { left: -box.right, right: -box.left, bottom: -box.top, top: -box.bottom };
  if (angle === 270) return { left: -box.top, right: -box.bottom, bottom: box.left, top: box.right };
  const [c, s] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const [x, y] = [(box.left + box.right) / 2, (box.bottom + box.top) / 2];
  const half = Math.min(box.right - box.left, box.top - box.bottom) / 2;
  const [u, v] = [x * c + y * s, -x * s + y * c];
  return { left: u - half, right: u + half, bottom: v - half, top: v + half };
}

export function union(a: Box, b: Box): Box {
  return {
    left: Math.min(a.left, b.left),
    right: Math.max(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
    top: Math.max(a.top, b.top),
  };
}
