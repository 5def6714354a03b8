/** How values are shown: ids, numbers, cards, phones and e-mails by their last 4 signs, birth dates by the year, credentials not at all. Contract 4, findings.csv. */
import { groupOf, type ElementId } from '../model/index.ts';

/** Groups whose values are shown: names, dates of care and medical words. */
const SHOWN: ReadonlySet<string> = new Set(['names', 'health', 'evidence']);
const SHOWN_TOO: ReadonlySet<string> = new Set([
  'address.city',
  'age',
  'age.over89',
  'demographic.sex',
  'demographic.language',
  'demographic.gender',
]);
const LAST = 4;

export function maskValue(element: ElementId, value: string, norm: string | undefined): string {
  const group = groupOf(element);
  if (group === 'credentials') return '•••';
  if (element === 'dob' || element === 'birth_year') {
    const year = /(?:^|\D)((?:18|19|20)\d{2})(?:\D|$)/.exec(norm ?? value)?.[1];
    return year ?? '••••';
  }
  if (SHOWN.has(group) || SHOWN_TOO.has(element)) return oneLine(value);
  const tail = [...value.replace(/\s+/g, '')].slice(-LAST).join('');
  return `•••${tail}`;
}

/** Long clinical text is cut: a table cell is for recognising, the text is one command away. */
const SHOWN_MAX = 80;
function oneLine(value: string): string {
  const flat = value.replace(/\s+/g, ' ').trim();
  const points = [...flat];
  return points.length <= SHOWN_MAX ? flat : `${points.slice(0, SHOWN_MAX - 1).join('')}…`;
}
