/** Cell styles, as far as they tell what a value is. [ECMA-376-1] 18.8. */
import type { OoxmlPackage, Part } from '../ooxml/package.ts';
import { builtInFormat, parseFormat, type NumberFormat } from './numbers.ts';

export interface CellStyle {
  readonly format: NumberFormat;
  readonly bold: boolean;
}

export function readStyles(pack: OoxmlPackage, part: Part): CellStyle[] {
  const formats = new Map<number, NumberFormat>();
  const boldFonts: boolean[] = [];
  const rows: { readonly format: number; readonly font: number }[] = [];
  let inFont = false;
  let inCells = false;
  pack.parse(part, {
    open: (name, attributes) => {
      if (name === 'numFmt') formats.set(Number(attributes['numFmtId']), parseFormat(attributes['formatCode'] ?? ''));
      else if (name === 'fonts') inFont = true;
      else if (name === 'font' && inFont) boldFonts.push(false);
      else if (name === 'b' && inFont && boldFonts.length > 0) boldFonts[boldFonts.length - 1] = !isOff(attributes['val']);
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells)
        rows.push({ format: Number(attributes['numFmtId'] ?? 0), font: Number(attributes['fontId'] ?? 0) });
    },
    close: (name) => {
      if (name === 'fonts') inFont = false;
      else if (name === 'cellXfs') inCells = false;
    },
  });
  return rows.map((row) => ({ format: formats.get(row.format) ?? builtInFormat(row.format), bold: boldFonts[row.font] ?? false }));
}

export function isOff(value: string | undefined): boolean {
  return value === '0' || value === 'false' || value === 'off' || value === 'none';
}
