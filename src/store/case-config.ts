/**
 * case.yaml: the one file a person writes. Read with the failsafe schema, so that every scalar stays the text that was written
 * (`01234`, `NO`); our schema makes numbers and dates of it. An unknown key is an error that names the nearest known key.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import { isSeq, LineCounter, parseDocument, type Document as YamlDocument } from 'yaml';
import { DEFAULT_LIMITS, OperatorError } from '../kernel/index.ts';
import { ROSTER_COLUMNS, WORKFORCE_COLUMNS, type CaseConfig, type EntityConfig, type FileRef, type RosterConfig } from '../model/index.ts';
import { caseLayout } from './layout.ts';
import { nearest } from './nearest.ts';

const text = v.pipe(v.string(), v.trim());
const DATE_SHAPE = 'a date of the calendar, YYYY-MM-DD';
const INSTANT_SHAPE = 'an instant such as 2022-04-05T16:02:00Z';
/** The day is on the calendar: `Date.parse` alone would make 1 March of 30 February. */
const isDay = (text: string): boolean => {
  const ms = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text.slice(0, 10));
};
const isoDate = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/, DATE_SHAPE), v.check(isDay, DATE_SHAPE));
const instant = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/, INSTANT_SHAPE),
  v.check((text) => isDay(text) && !Number.isNaN(Date.parse(text)), INSTANT_SHAPE),
);
const count = v.pipe(
  v.string(),
  v.regex(/^\d[\d_]*$/, 'a whole number'),
  v.transform((digits) => Number(digits.replaceAll('_', ''))),
);
const texts = v.optional(v.array(text), []);
const KIND = v.picklist(['covered-entity', 'business-associate', 'part2-program', 'vendor-phr', 'other']);

const columnsOf = (names: readonly string[]) =>
  v.optional(v.strictObject(Object.fromEntries(names.map((name) => [name, v.optional(text)]))), {});
/** Limits by the names of `kernel/limits`. */
const limitsSchema = v.strictObject(Object.fromEntries(Object.keys(DEFAULT_LIMITS).map((name) => [name, v.optional(count)])));

const rosterSchema = v.strictObject({
  file: text,
  columns: columnsOf(ROSTER_COLUMNS),
  as_of: v.optional(isoDate),
  entity: v.optional(text),
});

const schema = v.strictObject({
  case: v.optional(text, 'case'),
  organisation: v.optional(
    v.strictObject({
      name: v.optional(text, ''),
      kind: v.optional(KIND, 'covered-entity'),
      state: v.optional(text, ''),
      members: v.optional(count),
      licences: v.optional(v.array(text)),
      contact: v.optional(v.record(v.string(), text), {}),
    }),
    {},
  ),
  mailboxes: v.optional(
    v.array(
      v.strictObject({
        owner: v.strictObject({ name: v.optional(text, ''), emails: texts, role: v.optional(text, '') }),
        sources: texts,
        entity: v.optional(text),
      }),
    ),
    [],
  ),
  logs: texts,
  roster: v.optional(v.array(rosterSchema), []),
  workforce: v.optional(v.strictObject({ file: text, columns: columnsOf(WORKFORCE_COLUMNS) })),
  incident: v.optional(
    v.strictObject({
      first_access: v.optional(instant),
      last_access: v.optional(instant),
      contained: v.optional(instant),
      discovered: v.optional(isoDate),
      determined: v.optional(isoDate),
      confirmed: v.optional(isoDate),
      decided: v.optional(isoDate),
    }),
    {},
  ),
  indicators: v.optional(
    v.strictObject({ ips: texts, sessions: texts, apps: texts, user_agents: texts, tokens: texts, devices: texts }),
    {},
  ),
  timezone: v.optional(text, 'UTC'),
  passwords: texts,
  law: v.optional(
    v.strictObject({
      contracts: v.optional(v.array(v.strictObject({ to: text, amount: count, unit: text, from: text })), []),
      choices: v.optional(v.record(v.string(), text), {}),
    }),
    {},
  ),
  letters: v.optional(v.record(v.string(), v.unknown()), {}),
  entities: v.optional(
    v.array(
      v.strictObject({
        id: text,
        name: text,
        kind: v.optional(KIND, 'covered-entity'),
        state: v.optional(text, ''),
        members: v.optional(count),
      }),
    ),
    [],
  ),
  patterns: v.optional(text),
  exclude: v.optional(
    v.array(
      v.strictObject({
        name: text,
        folder: v.optional(text),
        before: v.optional(isoDate),
        after: v.optional(isoDate),
        sha256: v.optional(text),
      }),
    ),
    [],
  ),
  limits: v.optional(limitsSchema, {}),
  as_of: v.optional(isoDate),
});

type Parsed = v.InferOutput<typeof schema>;

/** Reads and checks case.yaml. `today` is the ISO date in the case's zone, used when it has no `as_of`. Throws `OperatorError` (exit 2). */
export function readCaseConfig(folder: string, today: (timezone: string) => string): CaseConfig {
  const path = caseLayout(folder).yaml;
  if (!existsSync(path)) {
    throw new OperatorError({
      code: 'no-case',
      what: 'There is no case here: case.yaml is missing.',
      where: folder,
      remedy: `Make one with \`postbreach init ${folder}\`, or name the folder of a case.`,
    });
  }
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { schema: 'failsafe', lineCounter: lines, strict: true });
  const fault = document.errors[0];
  if (fault !== undefined) {
    throw new OperatorError({
      code: 'case-yaml',
      what: 'case.yaml is not valid YAML.',
      where: `${path}, line ${lines.linePos(fault.pos[0]).line}`,
      remedy: 'Correct that line; a list is written as [a, b] or one `- a` a line.',
    });
  }
  const result = v.safeParse(schema, withRosterList(withoutEmpty(document.toJS()) ?? {}));
  if (!result.success) throw configTrouble(path, document, lines, result.issues[0]);
  return toConfig(folder, result.output, today);
}

/** One roster may be written without a list. */
function withRosterList(raw: unknown): unknown {
  const isOne =
    typeof raw === 'object' &&
    raw !== null &&
    'roster' in raw &&
    typeof raw.roster === 'object' &&
    raw.roster !== null &&
    !Array.isArray(raw.roster);
  return isOne ? { ...raw, roster: [raw.roster] } : raw;
}

/** A key without a value means: not given. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== '' && inner !== null)
        .map(([key, inner]) => [key, withoutEmpty(inner)]),
    );
  }
  return value;
}

/** The issue by path and expected kind alone: valibot's own messages quote values. */
function configTrouble(file: string, document: YamlDocument, lines: LineCounter, issue: v.BaseIssue<unknown>): OperatorError {
  const isOneRoster = !isSeq(document.get('roster', true));
  const path = (issue.path ?? [])
    .map((step) => ('key' in step ? step.key : ''))
    .filter((key) => typeof key === 'string' || typeof key === 'number');
  const keys = isOneRoster && path[0] === 'roster' ? path.filter((_, index) => index !== 1) : path;
  const node: unknown = document.getIn(keys, true) ?? document.getIn(keys.slice(0, -1), true);
  const offset =
    typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? Number(node.range[0]) : undefined;
  const where = offset === undefined ? file : `${file}, line ${lines.linePos(offset).line}`;
  const name = keys.join('.');
  const last = String(keys.at(-1) ?? '');
  if (issue.expected === 'never') {
    const known = knownKeys(path.slice(0, -1));
    const close = nearest(last, known);
    return new OperatorError({
      code: 'case-yaml-key',
      what: `case.yaml has a key that Postbreach does not know: \`${name}\`.`,
      where,
      remedy: close === undefined ? `Known keys there: ${known.join(', ')}.` : `Did you mean \`${close}\`?`,
    });
  }
  const expected = issue.type === 'regex' || issue.type === 'check' ? issue.message : String(issue.expected ?? 'another kind of value');
  return new OperatorError({
    code: 'case-yaml-value',
    what: `\`${name}\` in case.yaml is not what is expected there.`,
    where,
    remedy: `Expected: ${expected}.`,
  });
}

function knownKeys(path: readonly (string | number)[]): string[] {
  let at: unknown = schema;
  for (const key of path) {
    at = unwrap(at);
    if (typeof key === 'number') at = (at as { item?: unknown }).item ?? at;
    else at = (at as { entries?: Record<string, unknown> }).entries?.[key];
  }
  at = unwrap(at);
  return Object.keys((at as { entries?: object } | undefined)?.entries ?? {});
}

function unwrap(at: unknown): unknown {
  let inner = at;
  while (typeof inner === 'object' && inner !== null && 'wrapped' in inner) inner = inner.wrapped;
  return inner;
}

function toConfig(folder: string, parsed: Parsed, today: (timezone: string) => string): CaseConfig {
  const file = (name: string): FileRef => ({ name, path: isAbsolute(name) ? name : join(folder, name) });
  const own: EntityConfig = {
    id: 'organisation',
    name: parsed.organisation.name,
    kind: parsed.organisation.kind,
    state: parsed.organisation.state,
    ...(parsed.organisation.members === undefined ? {} : { members: parsed.organisation.members }),
  };
  const { organisation } = parsed;
  return {
    case: parsed.case,
    organisation: {
      name: organisation.name,
      kind: organisation.kind,
      state: organisation.state,
      contact: organisation.contact,
      ...(organisation.members === undefined ? {} : { members: organisation.members }),
      ...(organisation.licences === undefined ? {} : { licences: organisation.licences }),
    },
    mailboxes: parsed.mailboxes.map(({ owner, sources, entity }) => ({
      owner,
      sources: sources.map(file),
      ...(entity === undefined ? {} : { entity }),
    })),
    logs: parsed.logs.map(file),
    rosters: parsed.roster.map((roster): RosterConfig => ({
      file: file(roster.file),
      columns: withoutUndefined(roster.columns),
      ...(roster.as_of === undefined ? {} : { asOf: roster.as_of }),
      ...(roster.entity === undefined ? {} : { entity: roster.entity }),
    })),
    ...(parsed.workforce === undefined
      ? {}
      : { workforce: { file: file(parsed.workforce.file), columns: withoutUndefined(parsed.workforce.columns) } }),
    incident: withoutUndefined(parsed.incident),
    indicators: parsed.indicators,
    timezone: parsed.timezone,
    passwords: parsed.passwords.map(file),
    law: parsed.law,
    letters: parsed.letters,
    entities: parsed.entities.length === 0 ? [own] : parsed.entities.map((entity) => withoutUndefined(entity) as EntityConfig),
    hasEntities: parsed.entities.length > 0,
    ...(parsed.patterns === undefined ? {} : { patterns: file(parsed.patterns) }),
    exclude: parsed.exclude.map((rule) => withoutUndefined(rule) as CaseConfig['exclude'][number]),
    limits: withoutUndefined(parsed.limits),
    asOf: parsed.as_of ?? today(parsed.timezone),
  };
}

/** exactOptionalPropertyTypes: an optional property is absent, never `undefined`. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
