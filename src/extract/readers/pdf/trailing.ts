/** A ZIP archive behind the end of a PDF: a file that is both. */
const END_RECORD = Buffer.from('PK\x05\x06', 'latin1');
const LOCAL_HEADER = Buffer.from('PK\x03\x04', 'latin1');
const TAIL_BYTES = 22 + 65_535;

/** Bytes from the archive's first entry on; it is read as an item of its own. [APPNOTE] 4.3.16 */
export function trailingArchive(file: Buffer): Buffer | undefined {
  if (file.lastIndexOf(END_RECORD) < Math.max(file.length - TAIL_BYTES, 0)) return undefined;
  const end = file.indexOf('%%EOF');
  const start = end < 0 ? -1 : file.indexOf(LOCAL_HEADER, end);
  return start < 0 ? undefined : file.subarray(start);
}
