/** The only door to the machine's clock. Nothing that reaches the answer may call it, except `as_of` when a case has none. */
export function nowMs(): number {
  return Date.now();
}

export function nowIso(): string {
  return new Date().toISOString();
}

/** Monotonic, for durations. */
export function tickMs(): number {
  return performance.now();
}

/** UTC instant in milliseconds as ISO 8601 to the second, `2022-04-05T16:02:10Z`: the form of every output. */
export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Milliseconds UTC of an ISO instant; a form without zone is read as UTC. `undefined` if it is none. */
export function parseInstant(text: string): number | undefined {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? undefined : ms;
}
