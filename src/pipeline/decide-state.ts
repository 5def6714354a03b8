/** What the stages of DECIDE hand to each other within one run. Everything in it is derived again by the next run. */
import type { LearnedFormats } from '../link/index.ts';
import type { RosterIndex } from '../resolve/index.ts';
import type {
  AccessAnswer,
  CountRange,
  Duty,
  Exposure,
  Gap,
  Individual,
  IndividualId,
  LogEvent,
  LogFileReading,
  Member,
  Negative,
  Question,
  StaffMember,
} from '../model/index.ts';
import type { StageTime } from './run.ts';

export interface DecideState {
  readonly facts: { readonly number: number; readonly version: string };
  times: readonly StageTime[];
  logFiles: LogFileReading[];
  events: LogEvent[];
  members: Member[];
  staff: StaffMember[];
  /** Guessed columns, refused rows: for run.json and the gaps. */
  tableReports: { readonly name: string; readonly role: 'roster' | 'workforce'; readonly report: unknown }[];
  rosterIndex?: RosterIndex;
  access?: AccessAnswer;
  learned?: LearnedFormats;
  individuals: Individual[];
  questions: Question[];
  exposures: Map<IndividualId, Exposure>;
  duties: Duty[];
  negatives: Negative[];
  counts?: {
    readonly total: CountRange;
    readonly byState: ReadonlyMap<string, CountRange>;
    readonly byEntity: ReadonlyMap<string, CountRange>;
  };
  extraGaps: Gap[];
}

export function newDecideState(facts: DecideState['facts']): DecideState {
  return {
    facts,
    times: [],
    logFiles: [],
    events: [],
    members: [],
    staff: [],
    tableReports: [],
    individuals: [],
    questions: [],
    exposures: new Map(),
    duties: [],
    negatives: [],
    extraGaps: [],
  };
}
