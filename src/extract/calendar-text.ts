/** Calendar and contact text as lines: folds undone, escapes read, quoted-printable and base64 text decoded. [RFC 5545] 3.1, 3.3.11 */

const LINES_MAX = 500_000;

export function calendarText(text: string): string {
  const lines = text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]/g, '')
    .split('\n', LINES_MAX);
  const out: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    let line = lines[at] ?? '';
    // vCard 2.1: a value in quoted-printable goes on in the next line.
    if (/;(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i.test(line)) {
      while (line.endsWith('=') && at + 1 < lines.length) {
        at += 1;
        line = line.slice(0, -1) + (lines[at] ?? '');
      }
      line = decodeQuoted(line);
    }
    out.push(line.replace(/\\[nN]/g, '\n').replace(/\\([,;\\])/g, '$1'));
  }
  return out.join('\n');
}

function decodeQuoted(line: string): string {
  const colon = line.indexOf(':');
  const value = line.slice(colon + 1);
  const bytes = Buffer.from(
    value.replace(/=([0-9A-F]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  const text = new TextDecoder('utf-8').decode(bytes);
  return line.slice(0, colon + 1) + (text.includes('\uFFFD') ? bytes.toString('latin1') : text);
}
