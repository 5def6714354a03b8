/** Every number that is printed anywhere, with its id, bounds, reach and words: `explain` takes the ids. Contract 4. */
import { byText } from '../kernel/index.ts';
import { ELEMENT_IDS, groupOf, type CountRange } from '../model/index.ts';
import type { AnswerBundle, CountedPerson } from './bundle.ts';
import { elementWords } from './element-words.ts';

export interface PrintedNumber {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  /** Items that were searched, of how many. */
  readonly searched?: number;
  readonly of?: number;
  readonly text: string;
}

export const toBeTold = ({ exposure }: CountedPerson): boolean => exposure.notify !== 'no';
const COVERED: ReadonlySet<string> = new Set(['accessed', 'presumed']);

/** People of the count: those to be told, and those left out by the memo or a decision stand apart. */
export function peopleCounts(people: readonly CountedPerson[]): {
  named: number;
  covered: number;
  not_excluded: number;
  listed_only: number;
  notify: { yes: number; undecided: number; no: number };
} {
  const told = people.filter(toBeTold);
  const count = (test: (person: CountedPerson) => boolean): number => told.filter(test).length;
  return {
    named: count(({ exposure }) => exposure.access === 'accessed'),
    covered: count(({ exposure }) => COVERED.has(exposure.access)),
    not_excluded: count(({ exposure }) => exposure.access !== 'excluded'),
    listed_only: count(({ exposure }) => exposure.listedOnly),
    notify: {
      yes: people.filter(({ exposure }) => exposure.notify === 'yes').length,
      undecided: people.filter(({ exposure }) => exposure.notify === 'undecided').length,
      no: people.filter(({ exposure }) => exposure.notify === 'no').length,
    },
  };
}

/** Elements that a report names even when none was found. */
const ALWAYS_SAID = ['ssn', 'card.pan', 'bank.account', 'drivers_license', 'passport'] as const;

export function printedNumbers(bundle: AnswerBundle): Record<string, PrintedNumber> {
  const people = peopleCounts(bundle.people);
  const told = people.notify.yes + people.notify.undecided;
  const reach = { searched: bundle.items.read, of: bundle.items.total };
  const range = ({ low, high }: CountRange): { low: number; high: number } => ({ low, high });
  const numbers: Record<string, PrintedNumber> = {
    'N-people': {
      value: told,
      ...range(bundle.counts.total),
      ...reach,
      text: 'people to be told: certain ones and those that wait for a decision',
    },
    'N-expected': {
      value: bundle.counts.total.expected,
      ...range(bundle.counts.total),
      text: 'people to be told, as expected from what is certain and what is not',
    },
    'N-yes': { value: people.notify.yes, text: 'people whom a law asks to tell, without an open question' },
    'N-undecided': { value: people.notify.undecided, text: 'people for whom a decision is open; they count as to be told' },
    'N-left-out': { value: people.notify.no, text: 'people with a row who are not told, each with the reason' },
    'N-named': { value: people.named, text: 'people in a message that a record of the intruder names' },
    'N-covered': { value: people.covered, text: 'people in a message that a record of the intruder names or covers' },
    'N-not-excluded': { value: people.not_excluded, text: 'people for whom access cannot be excluded' },
    'N-listed-only': { value: people.listed_only, text: 'people of whom only a list line could have been seen' },
    'N-items': { value: bundle.items.total, text: 'messages, attachments, embedded files, containers and log files' },
    'N-read': { value: bundle.items.read, of: bundle.items.total, text: 'items read whole' },
    'N-messages': { value: bundle.items.messages, text: 'messages in the compromised mailboxes' },
    'N-gaps': { value: bundle.gaps.length, text: 'gaps: what could not be read or known' },
    'N-questions': { value: bundle.questions.length + bundle.openFindings, text: 'open decisions' },
  };
  for (const verdict of ['accessed', 'presumed', 'possible', 'unassessed', 'excluded']) {
    numbers[`N-messages-${verdict}`] = {
      value: bundle.messageVerdicts[verdict] ?? 0,
      of: bundle.items.messages,
      text: `messages with the verdict ${verdict}`,
    };
  }
  const said = [
    ...new Set([
      ...ALWAYS_SAID,
      ...ELEMENT_IDS.filter((element) => groupOf(element) !== 'evidence' && (bundle.elements[element]?.individuals ?? 0) > 0),
    ]),
  ].sort(byText);
  for (const element of said) {
    numbers[`N-${element}`] = { value: bundle.elements[element]?.individuals ?? 0, ...reach, text: `people with ${elementWords(element)}` };
  }
  return numbers;
}
