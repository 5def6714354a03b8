/** Rosters hold people twice: rows that are one person are joined before anybody is matched. A letter goes once. spec/resolve.md 6.5 */
import type { Member } from '../../model/index.ts';

import { foldText } from '../normalise/fold.ts';
import { generationOf } from '../normalise/name-tables.ts';
import { editDistance } from '../normalise/similarity.ts';
import type { Postings } from './postings.ts';

/** A value on more rows than this is shared, and joins nobody. */
const ROWS_PER_VALUE_MAX = 12;

/** For each row the first row of its person. */
export function personRows(members: readonly Member[], postings: Postings): Uint32Array {
  const parent = new Uint32Array(members.length);
  for (let row = 0; row < parent.length; row += 1) parent[row] = row;
  const find = (row: number): number => {
    let top = row;
    while (parent[top] !== top) top = parent[top] ?? top;
    for (let at = row; parent[at] !== top;) {
      const next = parent[at] ?? top;
      parent[at] = top;
      at = next;
    }
    return top;
  };
  const join = (a: number, b: number): void => {
    const x = find(a);
    const y = find(b);
    if (x !== y) parent[Math.max(x, y)] = Math.min(x, y);
  };
  for (const [a, b] of postings.sharedPairs(ROWS_PER_VALUE_MAX)) if (areOne(members[a], members[b])) join(a, b);
  for (let row = 0; row < parent.length; row += 1) parent[row] = find(row);
  return parent;
}

function areOne(a: Member | undefined, b: Member | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const sameBirth = a.dob !== '' && a.dob === b.dob;
  if (a.dob !== '' && b.dob !== '' && !sameBirth) return false;
  const sameNumber =
    (a.ssn !== '' && a.ssn === b.ssn) ||
    (a.memberId !== '' && a.memberId === b.memberId) ||
    (a.roster === b.roster && ((a.mrn !== '' && a.mrn === b.mrn) || a.key === b.key));
  const sameContact =
    (a.phone !== '' && a.phone === b.phone) || (a.email !== '' && a.email === b.email) || (a.address1 !== '' && a.zip === b.zip);
  if (!sameNumber && !(sameBirth && sameContact)) return false;
  const [generationA, generationB] = [generationOf(foldText(a.suffix)), generationOf(foldText(b.suffix))];
  if (generationA !== undefined && generationB !== undefined && generationA !== generationB) return false;
  const sameGiven = foldText(a.given) === foldText(b.given);
  const sameName = sameGiven && foldText(a.family) === foldText(b.family);
  // Twins may share a subscriber's number: the given name must agree, but for a slip.
  if (sameNumber) return sameName || (sameBirth && (sameGiven || editDistance(foldText(a.given), foldText(b.given)) <= 1));
  if (!sameName) return false;
  return (
    (a.phone !== '' && a.phone === b.phone) || (a.email !== '' && a.email === b.email) || foldText(a.address1) === foldText(b.address1)
  );
}
