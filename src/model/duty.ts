/** Who must be told what by when: what `assess` gives. */
import type { DutyId, FindingId, IndividualId } from './ids.ts';
import type { ElementId } from './elements.ts';
import type { Verdict } from './log-event.ts';

export interface CountRange {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

export interface Duty {
  readonly id: DutyId;
  readonly jurisdiction: string;
  readonly recipient:
    | 'individuals'
    | 'media'
    | 'hhs'
    | 'attorney-general'
    | 'insurance-regulator'
    | 'other-regulator'
    | 'consumer-reporting-agencies'
    | 'contract';
  readonly law: string;
  readonly trigger: string;
  readonly triggerDate: string;
  readonly amount?: number;
  readonly unit: string;
  /** ISO date, or empty. */
  readonly due: string;
  readonly threshold: string;
  readonly count: CountRange;
  readonly state: 'due' | 'met' | 'late' | 'not-required' | 'undecided';
  readonly confidence: string;
  readonly arithmetic: string;
  readonly needsSignOff: boolean;
  readonly recipientName: string;
  readonly required: 'certain' | 'likely' | 'possible' | 'no';
  readonly target: string;
  readonly actual: string;
  readonly daysLate?: number;
  readonly entity: string;
}

/** What of one person was exposed, and whether the person is told. */
export interface Exposure {
  readonly individual: IndividualId;
  /** Elements with the tier auto, or decided; sorted. */
  readonly elements: readonly ElementId[];
  /** Those whose message is not excluded: what a letter names. */
  readonly elementsReached: readonly ElementId[];
  readonly tags: readonly string[];
  readonly items: number;
  readonly messages: number;
  readonly firstDate?: number;
  readonly lastDate?: number;
  readonly access: Verdict;
  readonly accessLow: Verdict;
  readonly accessHigh: Verdict;
  /** Excluded everywhere, but an element stands in what a message list shows. */
  readonly listedOnly: boolean;
  readonly notify: 'yes' | 'undecided' | 'no';
  readonly notifyWhy: string;
  readonly findings: readonly FindingId[];
}

/** `no Social Security numbers were found`, with what it rests on. */
export interface Negative {
  readonly element: string;
  readonly statement: string;
  readonly holds: boolean;
  readonly coverage: {
    readonly items: number;
    readonly itemsRead: number;
    readonly bytes: number;
    readonly bytesRead: number;
    readonly unread: readonly string[];
  };
  readonly census: { readonly total: number; readonly outcomes: Readonly<Record<string, number>> };
  readonly canaries: { readonly planted: number; readonly found: number };
  readonly sample: { readonly size: number; readonly found: number; readonly upper95: number };
}
