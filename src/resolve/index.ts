/** Mentions to individuals, matched to the roster. spec/resolve.md */
export { readRoster, readWorkforce, type RosterOptions } from './roster/read-roster.ts';
export type { TableFailure, TableReading, TableReport } from './roster/read-table.ts';
