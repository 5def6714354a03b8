/** Workbooks in the binary form (XLSB): no reader yet, so their texts are taken as runs of characters. [MS-XLSB] 2.5.168: strings are UTF-16. */
import type { DocumentBuilder } from '../../document-builder.ts';
import { writePackage } from '../ooxml/leftover.ts';
import type { OoxmlPackage } from '../ooxml/package.ts';

const RUN_MIN = 3;
const RUNS_MAX = 500_000;

/** True when it is such a workbook. */
export function readBinaryParts(pack: OoxmlPackage, builder: DocumentBuilder): boolean {
  if (pack.find('xl/workbook.bin') === undefined) return false;
  for (const part of pack.parts) {
    if (!/^xl\/(?!embeddings|printerSettings|vbaProject|media).*\.bin$/i.test(part.name)) continue;
    pack.take(part);
    const bytes = pack.bytes(part);
    if (bytes !== undefined) writePackage(builder, part.name, utf16Runs(bytes));
  }
  return true;
}

/** Runs of printable UTF-16 at any offset. */
function utf16Runs(bytes: Uint8Array): string[] {
  const runs: string[] = [];
  for (let start = 0; start + 1 < bytes.length && runs.length < RUNS_MAX;) {
    let text = '';
    let at = start;
    for (; at + 1 < bytes.length; at += 2) {
      const code = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
      if (!isPrintable(code)) break;
      text += String.fromCharCode(code);
    }
    if (text.length >= RUN_MIN) runs.push(text);
    start = text.length >= RUN_MIN ? at : start + 1;
  }
  return runs;
}

/** Latin, Greek, Cyrillic, Hebrew, Arabic: bytes of other numbers seldom fall there by chance. */
function isPrintable(code: number): boolean {
  return code === 9 || (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code < 0x700);
}
