/**
 * "No Social Security numbers were found": the statement is generated and says what it rests on. It may speak only of what could
 * be read, and never of what was accessed. spec/detection.md 8.
 */
import { byText } from '../kernel/index.ts';
import type { CensusClass, ElementId, Negative } from '../model/index.ts';
import { clopperPearsonUpper } from './interval.ts';

export interface NegativeInput {
  readonly class: CensusClass;
  /** Individuals and findings (auto or review) with an element of the class. */
  readonly individuals: number;
  readonly findings: number;
  readonly census: Readonly<Record<string, number>>;
  readonly items: {
    readonly total: number;
    readonly read: number;
    readonly bytes: number;
    readonly bytesRead: number;
    readonly messages: number;
    readonly attachments: number;
  };
  /** Names of items that could not be read whole, for people: paths. */
  readonly unread: readonly string[];
  readonly canaries: { readonly planted: number; readonly found: number };
  readonly sample: { readonly size: number; readonly found: number };
}

export const NEGATIVE_CLASSES: Readonly<
  Record<CensusClass, { readonly elements: readonly ElementId[]; readonly one: string; readonly many: string; readonly sequences: string }>
> = {
  ssn: {
    elements: ['ssn'],
    one: 'a Social Security number',
    many: 'Social Security numbers',
    sequences: 'sequences that could be a Social Security number',
  },
  card: {
    elements: ['card.pan'],
    one: 'a payment card number',
    many: 'payment card numbers',
    sequences: 'sequences that could be a payment card number',
  },
  bank: {
    elements: ['bank.account', 'bank.routing', 'iban'],
    one: 'a bank account number',
    many: 'bank account numbers',
    sequences: 'sequences that could be a bank account number',
  },
  drivers_license: {
    elements: ['drivers_license'],
    one: 'a driver’s licence number',
    many: 'driver’s licence numbers',
    sequences: 'sequences that could be a driver’s licence number',
  },
  passport: {
    elements: ['passport'],
    one: 'a passport number',
    many: 'passport numbers',
    sequences: 'sequences that could be a passport number',
  },
};

/** How many unread items a statement names before it points to gaps.csv. */
const NAMED_MAX = 5;

export function negativeOf(input: NegativeInput): Negative {
  const { sequences, one, many } = NEGATIVE_CLASSES[input.class];
  const outcomes = Object.fromEntries(Object.entries(input.census).sort(([a], [b]) => byText(a, b)));
  const total = Object.values(outcomes).reduce((a, b) => a + b, 0);
  const decided = (outcomes['auto'] ?? 0) + (outcomes['review'] ?? 0);
  const isAnythingRead = input.items.messages + input.items.attachments > 0;
  const holds = isAnythingRead && input.findings === 0 && decided === 0;
  const share = input.items.bytes === 0 ? 100 : (100 * input.items.bytesRead) / input.items.bytes;
  const reach = `In the ${count(input.items.messages)} messages and ${count(input.items.attachments)} attachments that could be read (${percent(share)} of bytes)`;
  const upper = clopperPearsonUpper(input.sample.found, input.sample.size);
  const rests = [
    `${reach}, all ${count(total)} ${sequences} were examined: ${dismissals(outcomes)}`,
    holds ? 'None was found to be one' : `${count(input.findings)} were found, of ${count(input.individuals)} people`,
    input.canaries.planted === 0
      ? 'No planted test values were run through this case'
      : `Of ${count(input.canaries.planted)} planted test values ${count(input.canaries.found)} were found`,
    input.sample.size === 0
      ? 'No sample of what was dismissed has been looked at by a person'
      : `Of a sample of ${count(input.sample.size)} dismissed ones ${count(input.sample.found)} were wrong (at most ${percent(upper * 100)} with 95 % confidence)`,
    input.unread.length === 0
      ? 'Nothing was left unread'
      : `Not read: ${input.unread.slice(0, NAMED_MAX).join(', ')}${input.unread.length > NAMED_MAX ? ` and ${count(input.unread.length - NAMED_MAX)} more (gaps.csv)` : ''}; of these nothing is said`,
  ];
  const head = !isAnythingRead
    ? `No mailbox was read: nothing can be said of ${many}.`
    : holds
      ? `No ${many} were found.`
      : `${capital(one)} was found, or cannot be ruled out.`;
  return {
    element: NEGATIVE_CLASSES[input.class].elements[0] ?? input.class,
    statement: `${head} ${rests.join('. ')}.`,
    holds,
    coverage: {
      items: input.items.total,
      itemsRead: input.items.read,
      bytes: input.items.bytes,
      bytesRead: input.items.bytesRead,
      unread: input.unread,
    },
    census: { total, outcomes },
    canaries: input.canaries,
    sample: { ...input.sample, upper95: input.sample.size === 0 ? 1 : Number(upper.toFixed(6)) },
  };
}

function dismissals(outcomes: Readonly<Record<string, number>>): string {
  const parts = Object.entries(outcomes).map(([outcome, n]) =>
    outcome === 'auto'
      ? `${count(n)} taken as one`
      : outcome === 'review'
        ? `${count(n)} wait for review`
        : `${count(n)} dismissed by \`${outcome}\``,
  );
  return parts.length === 0 ? 'there were none' : parts.join(', ');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
const percent = (value: number): string => `${value >= 99.995 ? '100' : value.toFixed(2)} %`;
