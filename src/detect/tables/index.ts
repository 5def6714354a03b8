export { buildTables, type BuiltTables } from './build.ts';
export { rawTables } from './raw.ts';
export { headingOf } from './heading.ts';
