/** Whole days between two ISO dates, as integers since 1970. Calendar arithmetic of the law is in `assess`. */
const DAY_MS = 86_400_000;

export function daysUntil(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}
