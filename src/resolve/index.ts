/** Mentions to individuals, matched to the roster. spec/resolve.md */
export { countIndividuals, type PeopleCount } from './answer/count.ts';
export { packIndividual, unpackIndividual } from './answer/codec.ts';
export { readRoster, readWorkforce, type RosterOptions } from './roster/read-roster.ts';
export type { TableFailure, TableReading, TableReport } from './roster/read-table.ts';
export { buildRosterIndex, buildRosterIndex as rosterLookup, type RosterIndex } from './roster/roster-index.ts';
export { resolveIndividuals, type MentionOutcome, type Resolution, type ResolveInput, type ResolveModel } from './resolve.ts';
