/** Reads this room's rule tables in rules/access. A broken table is a bug of ours: it stops the start, never a case. */
import { readFileSync } from 'node:fs';

import { assert } from '../kernel/index.ts';
import { rulesFile } from '../kernel/package-root.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

function table(name: string): Readonly<Record<string, Json>> {
  const parsed: unknown = JSON.parse(readFileSync(rulesFile(`access/${name}.json`), 'utf8'));
  assert(typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed), 'a rule table is an object');
  return parsed as Readonly<Record<string, Json>>; // narrowed above; the cells are checked by their readers below
}

function texts(value: Json | undefined): readonly string[] {
  assert(Array.isArray(value) && value.every((one) => typeof one === 'string'), 'a rule cell is a list of texts');
  return value as readonly string[]; // checked above
}

function numbers(value: Json | undefined): ReadonlySet<number> {
  assert(Array.isArray(value) && value.every((one) => typeof one === 'number'), 'a rule cell is a list of numbers');
  return new Set(value as readonly number[]); // checked above
}

function textLists(value: Json | undefined): ReadonlyMap<string, readonly string[]> {
  assert(typeof value === 'object' && value !== null && !Array.isArray(value), 'a rule cell is an object of lists');
  return new Map(Object.entries(value).map(([key, list]) => [key, texts(list)]));
}

const codes = table('sign-in-codes');
/** Error codes of Entra sign-ins by meaning, spec/access.md 6.3. */
export const SIGN_IN_CODES = {
  interrupt: numbers(codes['interrupt']),
  passwordKnown: numbers(codes['passwordKnown']),
  wrongPassword: numbers(codes['wrongPassword']),
  locked: numbers(codes['locked']),
  unknownUser: numbers(codes['unknownUser']),
  mfaDenied: numbers(codes['mfaDenied']),
  consentMissing: numbers(codes['consentMissing']),
  sessionDead: numbers(codes['sessionDead']),
} as const;

export const OPERATION_KINDS = textLists(table('operations')['kinds']);

const folders = table('folder-roles');
export const FOLDER_STORES: ReadonlySet<string> = new Set(texts(folders['stores']));
export const FOLDER_ROLES = textLists(folders['roles']);

const addresses = table('microsoft-addresses');
export const MICROSOFT_SERVICE_BLOCKS = texts(addresses['service']);
export const MICROSOFT_CLOUD_BLOCKS = texts(addresses['cloud']);

export interface VerdictRule {
  readonly id: string;
  readonly statement: string;
  readonly verdict: string;
  readonly depth: readonly string[];
  readonly source: string;
  readonly reason: string;
}
export const VERDICT_RULES: ReadonlyMap<string, VerdictRule> = new Map(
  rows(table('verdicts')['rules']).map((row) => {
    const rule: VerdictRule = {
      id: text(row['id']),
      statement: text(row['statement']),
      verdict: text(row['verdict']),
      depth: texts(row['depth']),
      source: text(row['source']),
      reason: text(row['reason']),
    };
    return [rule.id, rule];
  }),
);

export interface CauseRule {
  readonly id: string;
  readonly title: string;
  readonly technique: readonly string[];
  readonly evidence: readonly { readonly id: string; readonly db: number; readonly says: string; readonly needs: string }[];
}
export const CAUSE_RULES: readonly CauseRule[] = rows(table('causes')['causes']).map((row) => ({
  id: text(row['id']),
  title: text(row['title']),
  technique: texts(row['technique']),
  evidence: rows(row['evidence']).map((one) => ({
    id: text(one['id']),
    db: number(one['db']),
    says: text(one['says']),
    needs: text(one['needs']),
  })),
}));
export const CAUSE_THRESHOLDS = { best: number(table('causes')['best_db']), lead: number(table('causes')['lead_db']) } as const;

function rows(value: Json | undefined): readonly Readonly<Record<string, Json>>[] {
  assert(
    Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one)),
    'a rule cell is a list of rows',
  );
  return value as readonly Readonly<Record<string, Json>>[]; // checked above
}

function text(value: Json | undefined): string {
  assert(typeof value === 'string', 'a rule cell is a text');
  return value;
}

function number(value: Json | undefined): number {
  assert(typeof value === 'number', 'a rule cell is a number');
  return value;
}
