/** The small labelled case and the traps of spec/resolve.md 12 as mentions. Data lie beside the checkout; absent: undefined. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { sensitive } from '../../src/kernel/index.ts';
import {
  isElementId,
  type AttrType,
  type ContentId,
  type FragKey,
  type ItemId,
  type Member,
  type Mention,
  type Role,
} from '../../src/model/index.ts';

const FOLDER = join(process.env['POSTBREACH_SHARED'] ?? '../shared', 'data/er/resolve-mini');

export interface RawFragment {
  readonly fragKey: string;
  readonly sourceKey?: string;
  readonly messageKeys?: readonly string[];
  readonly anchor?: { readonly path: string; readonly start?: number; readonly end?: number; readonly row?: number };
  readonly role: Role;
  readonly attrs: readonly { readonly type: AttrType; readonly raw: string; readonly labelled: boolean }[];
}

export interface Trap {
  readonly id: string;
  readonly note: string;
  readonly roster: readonly Readonly<Record<string, string>>[];
  readonly frags: readonly RawFragment[];
  readonly expect: {
    readonly groups?: readonly (readonly string[])[];
    readonly together?: readonly (readonly string[])[];
    readonly apart?: readonly (readonly string[])[];
    readonly match?: Readonly<Record<string, string | null | readonly string[]>>;
    readonly auto?: readonly string[];
    readonly never_auto?: readonly string[];
    readonly not_person?: readonly string[];
    readonly question?: readonly string[];
    readonly address?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly count?: Readonly<Record<string, number>>;
  };
}

export const MINI_IS_THERE = existsSync(join(FOLDER, 'traps.jsonl'));

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
export const miniRosterBytes = (): Uint8Array => gunzipSync(readFileSync(join(FOLDER, 'roster.csv.gz')));
export const miniFragments = (): RawFragment[] =>
  lines(gunzipSync(readFileSync(join(FOLDER, 'fragments.jsonl.gz'))).toString()).map((line) => JSON.parse(line) as RawFragment);
export const miniTraps = (): Trap[] => lines(readFileSync(join(FOLDER, 'traps.jsonl'), 'utf8')).map((line) => JSON.parse(line) as Trap);

/** fragKey → person and member id (empty for people outside the roster). */
export function miniTruth(): Map<string, { person: string; member: string }> {
  const rows = lines(gunzipSync(readFileSync(join(FOLDER, 'truth.csv.gz'))).toString()).slice(1);
  return new Map(rows.map((row) => row.split(',')).map(([key = '', person = '', member = '']) => [key, { person, member: member.trim() }]));
}

export function mentionOf(fragment: RawFragment): Mention {
  const { anchor } = fragment;
  return {
    fragKey: fragment.fragKey as FragKey,
    sourceKey: (fragment.sourceKey ?? fragment.fragKey) as ContentId,
    messageKeys: (fragment.messageKeys ?? []) as readonly ItemId[],
    anchor: { path: anchor?.path ?? 'part', start: anchor?.start ?? 0, end: anchor?.end ?? 0 },
    role: fragment.role,
    attrs: fragment.attrs.map(({ type, raw, labelled }) => ({ type, raw: sensitive(raw), labelled })),
    elements: fragment.attrs.flatMap(({ type }) => (isElementId(type) ? [type] : [])),
    ...(anchor?.row === undefined ? {} : { table: { key: `${fragment.sourceKey ?? ''} ${anchor.path}`, row: anchor.row } }),
    tags: [],
    because: [],
  };
}

export function memberOf(row: Readonly<Record<string, string>>, at: number): Member {
  const cell = (name: string): string => row[name] ?? '';
  return {
    key: cell('member_id'),
    row: at,
    roster: 0,
    memberId: cell('member_id'),
    mrn: cell('mrn'),
    subscriberId: '',
    ssn: '',
    given: cell('first'),
    middle: cell('middle'),
    family: cell('last'),
    suffix: cell('suffix'),
    dob: cell('dob'),
    deathDate: '',
    deceased: cell('deceased') !== '',
    sex: cell('sex'),
    address1: cell('address1'),
    address2: '',
    city: cell('city'),
    state: cell('state'),
    zip: cell('zip'),
    country: '',
    phone: cell('phone'),
    email: cell('email'),
    language: '',
    confidential: cell('confidential') !== '',
    guardian: cell('guardian_member_id'),
    emailConsent: false,
    entity: '',
  };
}
