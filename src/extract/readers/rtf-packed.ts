/** Packed RTF of Outlook: a dictionary of 4,096 bytes that begins with the usual words of a file. [MS-OXRTFCP] 2.1, 2.2 */

const INITIAL =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const PACKED = 0x75465a4c;
const PLAIN = 0x414c454d;
const DICTIONARY = 4096;
/** The raw size in the header is a claim: output never grows beyond what references can make of the input. */
const EXPANSION_MAX = 17;

/** RTF bytes; what stands before a broken place is given. Empty if it is none of the two forms. */
export function unpackRtf(data: Uint8Array): Uint8Array {
  if (data.length < 16) return new Uint8Array(0);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const kind = view.getUint32(8, true);
  if (kind === PLAIN) return data.subarray(16);
  if (kind !== PACKED) return new Uint8Array(0);
  const most = Math.min(view.getUint32(4, true), data.length * EXPANSION_MAX);
  const out = new Uint8Array(most);
  const dictionary = new Uint8Array(DICTIONARY);
  dictionary.set(Buffer.from(INITIAL, 'latin1'));
  let write = INITIAL.length;
  let length = 0;
  const put = (byte: number): void => {
    if (length < most) out[length] = byte;
    length += 1;
    dictionary[write] = byte;
    write = (write + 1) % DICTIONARY;
  };
  let at = 16;
  while (at < data.length && length < most) {
    const flags = data[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < data.length && length < most; bit += 1) {
      if ((flags & (1 << bit)) === 0) {
        put(data[at] ?? 0);
        at += 1;
        continue;
      }
      const reference = ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0);
      at += 2;
      const offset = reference >> 4;
      // A reference to the place of writing is the end. [MS-OXRTFCP] 2.2.2.4
      if (offset === write) return out.subarray(0, length);
      for (let count = (reference & 0xf) + 2, from = offset; count > 0; count -= 1, from += 1) put(dictionary[from % DICTIONARY] ?? 0);
    }
  }
  return out.subarray(0, Math.min(length, most));
}
