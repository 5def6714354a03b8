/** Civil days of the case's zone as instants. */
import { Temporal } from 'temporal-polyfill';

/** Last millisecond of the day, UTC. */
export function endOfDay(isoDate: string, timezone: string): number {
  return Temporal.PlainDate.from(isoDate).add({ days: 1 }).toZonedDateTime(timezone).epochMilliseconds - 1;
}

/** The civil date in the zone at an instant. */
export function dayOf(ms: number, timezone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone).toPlainDate().toString();
}
