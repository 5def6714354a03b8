/** The role of an unlabelled date: a verb or noun before it, then a prior from the day of its document. Spec/detection.md 2.7. */
import type { ElementId } from '../../model/index.ts';
import { isElementId } from '../../model/index.ts';

import { ruleTable } from '../rule-table.ts';
import { dayNumber } from './calendar.ts';

interface RoleWord {
  readonly element: ElementId;
  readonly p: number;
  readonly unless: readonly string[];
}

let words: ReadonlyMap<string, RoleWord> | undefined;

function roleWords(): ReadonlyMap<string, RoleWord> {
  words ??= new Map(
    ruleTable('recognizers/date_roles.tsv', ['word', 'element', 'p', 'unless'] as const).flatMap((row) =>
      isElementId(row.element)
        ? [[row.word, { element: row.element, p: Number(row.p), unless: row.unless === '' ? [] : row.unless.split('|') }] as const]
        : [],
    ),
  );
  return words;
}

const BACK_UNITS = 48;

/** The nearest role word before `start` in its own sentence and line, with what stands between. */
export function roleBefore(
  folded: string,
  start: number,
  lineStart: number,
): { readonly element: ElementId; readonly p: number; readonly distance: number } | undefined {
  const from = Math.max(lineStart, start - BACK_UNITS);
  const back = folded.slice(from, start);
  const stop = Math.max(back.lastIndexOf('. '), back.lastIndexOf('; '), back.lastIndexOf('\t'), back.lastIndexOf('|'));
  const scope = back.slice(stop + 1);
  const table = roleWords();
  let best: { element: ElementId; p: number; distance: number } | undefined;
  for (const match of scope.matchAll(/[a-z][a-z-]*(?: away)?/g)) {
    const word = table.get(match[0]) ?? table.get(match[0].replace(/ away$/, ''));
    if (word === undefined || word.unless.some((other) => scope.includes(other))) continue;
    const distance = scope.length - match.index - match[0].length;
    best = { element: word.element, p: word.p * (distance > 24 ? 0.75 : 1), distance };
  }
  return best;
}

export interface DatePrior {
  readonly element: ElementId;
  readonly p: number;
  readonly alternatives: readonly { readonly element: ElementId; readonly p: number }[];
}

/** Without any word: by age at the day of the document. Never above one half: a bare date is a guess. */
export function datePrior(norm: string, form: string, hasTime: boolean, near: number | undefined): DatePrior {
  const none: DatePrior = { element: 'date.unknown', p: 0.5, alternatives: [] };
  if (norm.length < 10) return none;
  const day = dayNumber(norm);
  const reference = near === undefined ? undefined : Math.floor(near / 86_400_000);
  if (hasTime)
    return reference !== undefined && Math.abs(reference - day) <= 400
      ? { element: 'date.unknown', p: 0.5, alternatives: [{ element: 'date.service', p: 0.25 }] }
      : none;
  const year = Number(norm.slice(0, 4));
  if (reference === undefined) {
    return year < 2005 && year > 1915 && form === 'numeric'
      ? {
          element: 'date.unknown',
          p: 0.5,
          alternatives: [
            { element: 'dob', p: 0.4 },
            { element: 'date.service', p: 0.2 },
          ],
        }
      : { element: 'date.unknown', p: 0.5, alternatives: [{ element: 'date.service', p: 0.3 }] };
  }
  const ageDays = reference - day;
  if (Math.abs(ageDays) <= 1)
    return {
      element: 'date.unknown',
      p: 0.5,
      alternatives: [
        { element: 'date.sent', p: 0.4 },
        { element: 'date.service', p: 0.2 },
      ],
    };
  if (ageDays < 0) return { element: 'date.unknown', p: 0.5, alternatives: [{ element: 'date.appointment', p: 0.3 }] };
  if (ageDays <= 400) return { element: 'date.unknown', p: 0.5, alternatives: [{ element: 'date.service', p: 0.4 }] };
  if (ageDays > 365.25 * 110) return none;
  const dob = ageDays > 365.25 * 2 ? (form === 'words' ? 0.25 : 0.45) : 0.15;
  return {
    element: 'date.unknown',
    p: 0.5,
    alternatives: [
      { element: 'dob', p: dob },
      { element: 'date.service', p: 0.3 },
    ],
  };
}
