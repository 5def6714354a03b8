/** Dates of mail headers to milliseconds UTC. [RFC 5322] 3.3, 4.3, and the orders that separators and old programs use. */
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Hours from UTC of the zone names that still occur. [RFC 5322] 4.3 */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
  bst: 1,
  cet: 1,
  cest: 2,
  met: 1,
  mest: 2,
  wet: 0,
  west: 1,
  eet: 2,
  eest: 3,
  msk: 3,
  jst: 9,
  aest: 10,
  akst: -9,
  akdt: -8,
  hst: -10,
};

const HOUR_MS = 3_600_000;

/** `undefined` if the text holds no date. A time without zone is read as UTC. Years of two digits: 00 to 49 are 20xx. */
export function parseMailDate(text: string): number | undefined {
  const source = text.length > 200 ? text.slice(0, 200) : text;
  const iso = /^\s*(\d{4})-(\d\d?)-(\d\d?)(?:[T\s]+(\d\d?):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?/i.exec(source);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, zone] = iso;
    return instant({ year: Number(year), month: Number(month), day: Number(day), hour, minute, second, zoneHours: zoneOf(zone ?? '') });
  }
  const month = /(?:^|[^a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/i.exec(source)?.[1];
  if (month === undefined) return undefined;
  const time = /(?:^|[^\d:])(\d\d?):(\d\d)(?::(\d\d))?(?:[.,]\d+)?(?:\s*([ap])\.?m\b)?/i.exec(source);
  const rest = time === null ? source : source.replace(time[0], ' ');
  const zone = /([+-]\d{4}|[+-]\d\d:\d\d)(?!\d)/.exec(rest)?.[1];
  const numbers = [
    ...rest
      .replace(zone ?? '', ' ')
      .replace(/\([^)]*\)/g, ' ')
      .matchAll(/(?<![\d+-])\d{1,4}(?!\d)/g),
  ].map((hit) => hit[0]);
  const year = numbers.find((number) => number.length === 4) ?? numbers[1];
  const day = numbers.find((number) => number !== year) ?? '';
  if (year === undefined || day === '') return undefined;
  return instant({
    year: fullYear(year),
    month: MONTHS.indexOf(month.toLowerCase()) + 1,
    day: Number(day),
    hour: halfDay(time?.[1], time?.[4]),
    minute: time?.[2],
    second: time?.[3],
    zoneHours: zoneOf(zone ?? zoneName(rest) ?? ''),
  });
}

function fullYear(year: string): number {
  const number = Number(year);
  if (year.length === 4) return number;
  return year.length === 3 ? 1900 + number : number < 50 ? 2000 + number : 1900 + number;
}

function halfDay(hour: string | undefined, mark: string | undefined): string | undefined {
  if (hour === undefined || mark === undefined) return hour;
  const twelve = Number(hour) % 12;
  return String(mark.toLowerCase() === 'p' ? twelve + 12 : twelve);
}

function zoneName(text: string): string | undefined {
  return [...text.matchAll(/(?<![a-z])[a-z]{1,4}(?![a-z])/gi)].map((hit) => hit[0].toLowerCase()).find((word) => word in ZONES);
}

function zoneOf(zone: string): number {
  const offset = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (offset === null) return ZONES[zone.toLowerCase()] ?? 0;
  return (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) + Number(offset[3]) / 60);
}

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: string | undefined;
  readonly minute: string | undefined;
  readonly second: string | undefined;
  readonly zoneHours: number;
}

function instant(parts: Parts): number | undefined {
  const hour = Number(parts.hour ?? 0);
  const minute = Number(parts.minute ?? 0);
  const second = Math.min(Number(parts.second ?? 0), 59);
  if (parts.month < 1 || parts.month > 12 || parts.day < 1 || parts.day > 31 || hour > 24 || minute > 59 || Math.abs(parts.zoneHours) > 16)
    return undefined;
  if (parts.year < 1970 || parts.year > 2200) return undefined;
  return Date.UTC(parts.year, parts.month - 1, parts.day, hour, minute, second) - parts.zoneHours * HOUR_MS;
}
