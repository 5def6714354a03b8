/** Everything that the outputs are made from: one run's answer, as records. */
import type {
  AccessAnswer,
  CaseConfig,
  CountRange,
  Decision,
  Duty,
  Exposure,
  Gap,
  Individual,
  ItemState,
  Negative,
  Question,
} from '../model/index.ts';

export interface InputFile {
  readonly name: string;
  readonly kind: string;
  readonly role: 'mailbox' | 'log' | 'roster' | 'workforce';
  readonly bytes: number;
  readonly sha256: string;
}

export interface ItemTotals {
  readonly total: number;
  readonly byState: Readonly<Partial<Record<ItemState, number>>>;
  readonly messages: number;
  readonly attachments: number;
  /** Items that were read (extracted, duplicate, empty). */
  readonly read: number;
  readonly bytes: number;
  readonly bytesRead: number;
  /** Paths of what was not read whole, in order. */
  readonly unread: readonly string[];
}

export interface ElementCount {
  readonly individuals: number;
  readonly findings: number;
  readonly items: number;
}

export interface CountedPerson {
  readonly individual: Individual;
  readonly exposure: Exposure;
}

export interface AnswerBundle {
  readonly product: { readonly name: string; readonly version: string };
  readonly config: CaseConfig;
  readonly inputs: readonly InputFile[];
  readonly items: ItemTotals;
  /** Sorted by individual id. */
  readonly people: readonly CountedPerson[];
  /** People to be told: low, expected, high, in all and per state and entity. */
  readonly counts: {
    readonly total: CountRange;
    readonly byState: ReadonlyMap<string, CountRange>;
    readonly byEntity: ReadonlyMap<string, CountRange>;
  };
  readonly elements: Readonly<Record<string, ElementCount>>;
  readonly orphans: Readonly<Record<string, number>>;
  readonly openFindings: number;
  readonly access: AccessAnswer;
  readonly messageVerdicts: Readonly<Record<string, number>>;
  readonly duties: readonly Duty[];
  readonly negatives: readonly Negative[];
  readonly gaps: readonly Gap[];
  readonly questions: readonly Question[];
  readonly decisions: readonly Decision[];
  readonly rosterSize: number;
  readonly rosterAsOf: string;
  /** Sources that could not be read: the first line of the answer. */
  readonly lostSources: readonly { readonly name: string; readonly why: string }[];
}
