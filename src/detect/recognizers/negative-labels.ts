/** Labels that say what a number is NOT: order, invoice, tracking, meeting. The value is kept, dismissed by the label's class. */
import type { LabelHit, LabelRow } from '../labels/index.ts';
import { add, isFree, posterior, type Work } from '../work.ts';
import { bindingOf, type Position } from './binding.ts';
import { elementRules } from './element-table.ts';
import type { Place, Reading } from './read-numbers.ts';
import { readValue } from './read-value.ts';

/** Classes whose values are of another kind than a bare id. */
const READ_AS: Readonly<Record<string, string>> = {
  'org-phone': 'phone',
  'org-email': 'email',
  'due-date': 'date.service',
  'payment-date': 'date.service',
  'fax-cover': 'id.unknown',
};
/** Classes that announce words, headers or money: they bind nothing, but still end the place of the label before them. */
const NO_VALUE: ReadonlySet<string> = new Set(['mail-header', 'money', 'name-of-thing', 'org-address', 'relationship']);

export function bindNegative(work: Work, hit: LabelHit, row: LabelRow, place: Place, position: Position): boolean {
  if (NO_VALUE.has(row.labelClass)) return false;
  if ((hit.after === 'space' || hit.after === 'filler') && row.need === 'strict') return false;
  const as = READ_AS[row.labelClass] ?? 'id.unknown';
  const rule = elementRules().get(as);
  if (rule === undefined) return false;
  const reading: Reading | undefined = readValue(work, rule, { ...place, isLoose: false });
  if (reading === undefined || !isFree(work, reading.start, reading.end)) return false;
  const element = as.startsWith('date.') ? 'date.unknown' : rule.element;
  add(work, {
    start: reading.start,
    end: reading.end,
    element,
    ...(reading.norm === undefined ? {} : { norm: reading.norm }),
    rule: 'label.none',
    p: posterior(1 - row.strength, 1),
    valid: reading.valid,
    tags: reading.tags,
    label: bindingOf(row, position),
    dismissedBy: row.labelClass === '' ? 'other-label' : `${row.labelClass}-label`,
  });
  return true;
}
