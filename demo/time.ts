/** Days and instants as UTC numbers; how people and machines write them. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export const addDays = (at: number, days: number): number => at + days * DAY_MS;
export const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10);
export const isoInstant = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const MESES = [
  'enero',
  'febrero',
  'marzo',
  'abril',
  'mayo',
  'junio',
  'julio',
  'agosto',
  'septiembre',
  'octubre',
  'noviembre',
  'diciembre',
] as const;
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

export type DateStyle = 'us' | 'us2' | 'padded' | 'long' | 'short' | 'iso' | 'es';

export function writeDay(iso: string, style: DateStyle): string {
  const [year = '', month = '', day = ''] = iso.split('-');
  const name = MONTHS[Number(month) - 1] ?? '';
  switch (style) {
    case 'us':
      return `${Number(month)}/${Number(day)}/${year}`;
    case 'us2':
      return `${month}/${day}/${year.slice(2)}`;
    case 'padded':
      return `${month}/${day}/${year}`;
    case 'long':
      return `${name} ${Number(day)}, ${year}`;
    case 'short':
      return `${Number(day)} ${name.slice(0, 3)} ${year}`;
    case 'iso':
      return iso;
    case 'es':
      return `${Number(day)} de ${MESES[Number(month) - 1]} de ${year}`;
  }
}

/** As mail programs head a quotation: `Tuesday, March 3, 2026 9:14 AM`. */
export function longInstant(at: number): string {
  const date = new Date(at);
  const hours = date.getUTCHours();
  return `${WEEKDAYS[date.getUTCDay()]}, ${writeDay(isoDay(at), 'long')} ${hours % 12 || 12}:${String(date.getUTCMinutes()).padStart(2, '0')} ${hours < 12 ? 'AM' : 'PM'}`;
}

/** A working hour of a working day at or after `at`; offices of the west coast, so 15 to 24 UTC. */
export function workingTime(at: number, minuteOfDay: number): number {
  let day = Math.floor(at / DAY_MS) * DAY_MS;
  while ([0, 6].includes(new Date(day).getUTCDay())) day += DAY_MS;
  return day + 15 * HOUR_MS + (minuteOfDay % 520) * MINUTE_MS;
}
