/** Rows that a snapshot's command printed. */
import type { LogEvent } from '../../model/index.ts';

export function outputOf(event: LogEvent): readonly Readonly<Record<string, unknown>>[] {
  const output = event.detail?.['output'];
  return Array.isArray(output) ? (output as readonly Readonly<Record<string, unknown>>[]) : []; // rows were narrowed by the snapshot reader
}
