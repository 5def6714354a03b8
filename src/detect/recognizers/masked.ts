/** Masked numbers without a label: `***-**-6789`, `XXX-XX-6789`, `XXXX-XXXX-XXXX-4242`. Anchored on runs of four digits. T010 */
import { isWordCode } from '../fold.ts';
import { add, isFree, type Work } from '../work.ts';

const BACK_UNITS = 24;

export function findMasked(work: Work): void {
  const { folded, scan } = work;
  for (let i = 0; i < scan.count; i += 1) {
    const end = scan.end[i] ?? 0;
    const digitsStart = end - 4;
    if ((scan.digits[i] ?? 0) !== 4 || !/^\d{4}$/.test(folded.slice(digitsStart, end)) || isWordCode(folded.charCodeAt(end))) continue;
    const back = folded.slice(Math.max(0, digitsStart - BACK_UNITS), digitsStart);
    const ssn = /(?:[x*#•]{3}[- ][x*#•]{2}[- ]|(?:^|[^x*#•])[x*#•]{5})$/.exec(back)?.[0];
    const card = ssn === undefined ? /(?:[x*#•]{4}[- ]?){3}$/.exec(back)?.[0] : undefined;
    const mask = ssn ?? card;
    if (mask === undefined) continue;
    const marks = mask.replace(/^[^x*#•]/, '').length;
    const start = digitsStart - marks;
    if (isWordCode(folded.charCodeAt(start - 1)) || !isFree(work, start, end)) continue;
    add(work, {
      start,
      end,
      element: ssn === undefined ? 'card.last4' : 'ssn.last4',
      norm: folded.slice(digitsStart, end),
      rule: 'masked',
      p: 0.9,
      tags: ['masked'],
    });
  }
}
