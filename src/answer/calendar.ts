/** calendar.ics: the due dates and planned days of duties.csv. [RFC 5545] Same duties, same bytes: DTSTAMP is the case's `as_of`. */
import type { Duty } from '../model/index.ts';
import type { AnswerBundle } from './bundle.ts';

export function calendarIcs(bundle: AnswerBundle): string {
  const stamp = `${bundle.config.asOf.replaceAll('-', '')}T000000Z`;
  const events = bundle.duties
    .filter(({ due, state }) => due !== '' && state !== 'not-required')
    .flatMap((duty) => [event(duty, 'due', duty.due, stamp), ...(duty.target === '' ? [] : [event(duty, 'planned', duty.target, stamp)])]);
  return fold(['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Postbreach//duties//EN', ...events.flat(), 'END:VCALENDAR']);
}

function event(duty: Duty, what: 'due' | 'planned', date: string, stamp: string): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${duty.id}-${what}@postbreach.invalid`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${date.replaceAll('-', '')}`,
    `SUMMARY:${escape(`${what === 'due' ? 'Due' : 'Planned'}: ${duty.recipient} ${duty.jurisdiction} (${duty.entity})`)}`,
    `DESCRIPTION:${escape(`${duty.law}. ${duty.arithmetic}`)}`,
    'END:VEVENT',
  ];
}

const escape = (text: string): string => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replaceAll('\n', '\\n');

/** Lines of at most 75 octets. [RFC 5545] 3.1 */
const LINE_OCTETS_MAX = 75;
function fold(lines: readonly string[]): string {
  const folded = lines.map((line) => {
    const pieces: string[] = [];
    let piece = '';
    for (const sign of line) {
      if (Buffer.byteLength(piece + sign) > LINE_OCTETS_MAX - (pieces.length === 0 ? 0 : 1)) {
        pieces.push(piece);
        piece = '';
      }
      piece += sign;
    }
    return [...pieces, piece].join('\r\n ');
  });
  return `${folded.join('\r\n')}\r\n`;
}
