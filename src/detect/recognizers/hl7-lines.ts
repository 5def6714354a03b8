/** HL7 v2 segments pasted into text: `PID|1||12345^^^KP^MR||RUIZ^ANA||19610403|F`. Each field is named by its place. [HL7 v2.5.1] 2.5, T149 */
import type { Work } from '../work.ts';
import { readNamedField } from './columns.ts';

const SEGMENT = /^[> ]{0,8}(PID|NK1|GT1|IN1|PV1|DG1|AL1|OBX|OBR|ORC|RXE|RXO)\|/;
const FIELDS_MAX = 60;
const FIELD_UNITS_MAX = 400;

export function readHl7Lines(work: Work): void {
  const { text, lines } = work.view;
  for (const line of lines) {
    if (line.end - line.start < 8) continue;
    const match = SEGMENT.exec(text.slice(line.start, line.start + 13));
    if (match !== null) readSegment(work, match[1] ?? '', line.start + match[0].length, line.end);
  }
}

function readSegment(work: Work, segment: string, from: number, lineEnd: number): void {
  const { text } = work.view;
  let at = from;
  for (let n = 1; n <= FIELDS_MAX && at < lineEnd; n += 1) {
    const bar = text.indexOf('|', at);
    const end = bar < 0 || bar > lineEnd ? lineEnd : bar;
    // The first component is the value; a coded entry's text is its second.
    const first = text.indexOf('^', at);
    const stop = first >= 0 && first < end ? first : end;
    if (stop > at) readNamedField(work, { start: at, end: Math.min(stop, at + FIELD_UNITS_MAX), path: `${segment}-${n}` });
    at = end + 1;
  }
}
