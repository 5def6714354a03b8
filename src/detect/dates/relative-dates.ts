/** `seen yesterday`, `visto ayer`, `last Tuesday`: a day of care named from the day of the message. Low, and only behind a role word. T051 */
import { isWordCode } from '../fold.ts';
import { lineAt } from '../view.ts';
import { add, isFree, type Work } from '../work.ts';
import { dateOfDay } from './calendar.ts';
import { roleBefore } from './date-roles.ts';

const WORDS: readonly (readonly [word: string, daysBack: number])[] = [
  ['yesterday', 1],
  ['today', 0],
  ['this morning', 0],
  ['last night', 1],
  ['ayer', 1],
  ['hoy', 0],
  ['anteayer', 2],
];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const RELATIVE_P = 0.35;

export function findRelativeDates(work: Work): void {
  const { folded } = work;
  for (const [word, back] of WORDS)
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length))
      addRelative(work, at, at + word.length, () => back);
  for (let at = folded.indexOf('last '); at >= 0; at = folded.indexOf('last ', at + 5)) {
    const match = /^last (sun|mon|tue|wed|thu|fri|sat)[a-z]{0,6}/.exec(folded.slice(at, at + 16));
    if (match === null) continue;
    const wanted = WEEKDAYS.indexOf(match[1] ?? '');
    addRelative(work, at, at + match[0].length, (weekday) => ((weekday - wanted + 6) % 7) + 1);
  }
}

function addRelative(work: Work, start: number, end: number, daysBack: (weekday: number) => number): void {
  const { folded } = work;
  if (isWordCode(folded.charCodeAt(start - 1)) || isWordCode(folded.charCodeAt(end)) || !isFree(work, start, end)) return;
  const role = roleBefore(folded, start, work.view.lines[lineAt(work.view, start)]?.start ?? 0);
  if (role === undefined || role.distance > 12 || !role.element.startsWith('date.')) return;
  if (role.element === 'date.sent' || role.element === 'date.print' || role.element === 'date.version') return;
  const near = work.nearAt(start);
  const day = near === undefined ? undefined : Math.floor(near / 86_400_000);
  // 1970-01-01 was a Thursday.
  const norm = day === undefined ? undefined : dateOfDay(day - daysBack((((day + 4) % 7) + 7) % 7));
  add(work, {
    start,
    end,
    element: role.element,
    rule: 'date.relative',
    p: RELATIVE_P,
    tags: ['relative'],
    ...(norm === undefined ? {} : { norm }),
  });
}
