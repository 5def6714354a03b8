/** Six event dates, and a clock of the law run from one of them, with its arithmetic in words. spec/law.md 3.1, 3.2. */
import { addBusinessDays, addDays, weekday, type IsoDate } from './calendar.ts';
import type { EventName, LawClock, LawThreshold } from './law-pack.ts';
import type { CountRange } from '../model/index.ts';

export interface EventDates {
  readonly dates: Readonly<Partial<Record<EventName, IsoDate>>>;
  /** Which were not given and stand for an earlier one: said wherever they are used. */
  readonly derived: readonly EventName[];
}

export interface KnownDates {
  readonly first_access?: IsoDate;
  readonly last_access?: IsoDate;
  readonly discovered?: IsoDate;
  readonly confirmed?: IsoDate;
  readonly determined?: IsoDate;
  readonly decided?: IsoDate;
  readonly individual_notice?: IsoDate;
  readonly hhs_notice?: IsoDate;
}

/** A later date that is missing stands for the earlier one: strict by default. */
export function eventDates(known: KnownDates): EventDates {
  const derived: EventName[] = [];
  const fall = (name: EventName, given: IsoDate | undefined, earlier: IsoDate | undefined): IsoDate | undefined => {
    if (given === undefined && earlier !== undefined) derived.push(name);
    return given ?? earlier;
  };
  const discovery = known.discovered;
  const confirmed = fall('event_confirmed', known.confirmed, discovery);
  const determination = fall('determination', known.determined, confirmed);
  const decided = fall('determination_to_notify', known.decided, determination);
  const entries: [EventName, IsoDate | undefined][] = [
    ['first_access', known.first_access],
    ['last_access', known.last_access],
    ['discovery', discovery],
    ['event_confirmed', confirmed],
    ['determination', determination],
    ['determination_to_notify', decided],
    ['individual_notice', known.individual_notice],
    ['hhs_notice', known.hhs_notice],
    ['end_of_discovery_year', discovery === undefined ? undefined : `${discovery.slice(0, 4)}-12-31`],
  ];
  return { dates: Object.fromEntries(entries.filter(([, date]) => date !== undefined)), derived };
}

/** Dates that contradict their order: each is said, none is used to compute with silently. */
export function orderProblems(known: KnownDates): string[] {
  const order: [string, IsoDate | undefined][] = [
    ['first access', known.first_access],
    ['discovery', known.discovered],
    ['confirmation', known.confirmed],
    ['determination', known.determined],
  ];
  const given = order.filter((pair): pair is [string, IsoDate] => pair[1] !== undefined);
  return given.flatMap(([name, date], index) => {
    const before = given[index - 1];
    return before !== undefined && date < before[1] ? [`${name} (${date}) lies before ${before[0]} (${before[1]})`] : [];
  });
}

export interface ClockReading {
  readonly due: IsoDate;
  readonly trigger: EventName;
  readonly triggerDate: IsoDate;
  readonly arithmetic: string;
}

/** `undefined` when the law names no fixed number of days, or the event has no date. */
export function runClock(clock: LawClock, events: EventDates): ClockReading | undefined {
  const triggerDate = events.dates[clock.from];
  if (triggerDate === undefined || clock.amount === null || clock.unit === null) return undefined;
  const { amount, unit } = clock;
  const due =
    unit === 'business_days'
      ? addBusinessDays(triggerDate, amount)
      : addDays(triggerDate, unit === 'hours' ? Math.ceil(amount / 24) : amount);
  const words = { calendar_days: 'd', business_days: 'business days', hours: 'h' }[unit];
  return {
    due,
    trigger: clock.from,
    triggerDate,
    arithmetic: `${clock.from.replaceAll('_', ' ')} ${triggerDate} + ${amount} ${words} = ${due} ${weekday(due)}${events.derived.includes(clock.from) ? ` (${clock.from.replaceAll('_', ' ')} is derived from an earlier date)` : ''}`,
  };
}

const HOLDS: Record<LawThreshold['op'], (count: number, n: number) => boolean> = {
  any: (count) => count >= 1,
  gt: (count, n) => count > n,
  gte: (count, n) => count >= n,
  lt: (count, n) => count < n,
};

export function passes(threshold: LawThreshold, count: number): boolean {
  return count >= 1 && HOLDS[threshold.op](count, threshold.n);
}

/** By which of the three counts the threshold is passed. spec/law.md 3.3. */
export function requiredBy(threshold: LawThreshold, count: CountRange): 'certain' | 'likely' | 'possible' | 'no' {
  if (passes(threshold, count.low)) return 'certain';
  if (passes(threshold, count.expected)) return 'likely';
  return passes(threshold, count.high) ? 'possible' : 'no';
}

export function thresholdWords(threshold: LawThreshold): string {
  const sign = { any: 'any', gt: '>', gte: '>=', lt: '<' }[threshold.op];
  return threshold.op === 'any' ? 'any' : `${sign} ${threshold.n}`;
}
