export { daysBetween } from './calendar.ts';
export { eventDates, orderProblems, type EventDates, type KnownDates } from './clocks.ts';
export { dutiesOf, type DutyInput } from './duties.ts';
export { exposureOf, type ExposureInput } from './exposure.ts';
export { lawPack, type LawPack } from './law-pack.ts';
export { negativeOf, NEGATIVE_CLASSES, type NegativeInput } from './negatives.ts';
export { clopperPearsonUpper } from './interval.ts';
