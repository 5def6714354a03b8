/** Mentions, members and a background roster, made by code. Everybody is invented. */
import { sensitive } from '../../src/kernel/index.ts';
import type {
  AttrType,
  ContentId,
  Decision,
  DecisionKind,
  ElementId,
  FragKey,
  ItemId,
  Member,
  Mention,
  Role,
} from '../../src/model/index.ts';
import { buildRosterIndex, resolveIndividuals, type Resolution, type RosterIndex, type ResolveInput } from '../../src/resolve/index.ts';

export type Attrs = Readonly<Partial<Record<AttrType, string | readonly string[]>>>;
export interface MentionOptions {
  readonly role?: Role;
  readonly content?: string;
  readonly table?: { readonly key: string; readonly row: number };
  readonly elements?: readonly ElementId[];
  readonly tags?: readonly string[];
  /** Types without a label beside them. */
  readonly bare?: readonly AttrType[];
}

export function mention(key: string, attrs: Attrs, options: MentionOptions = {}): Mention {
  return {
    fragKey: key as FragKey,
    sourceKey: (options.content ?? `content of ${key}`) as ContentId,
    messageKeys: [`I-${options.content ?? key}` as ItemId],
    anchor: { path: 'part', start: 0, end: 1 },
    role: options.role ?? 'subject',
    attrs: (Object.entries(attrs) as [AttrType, string | readonly string[]][]).flatMap(([type, raw]) =>
      (typeof raw === 'string' ? [raw] : raw).map((one) => ({
        type,
        raw: sensitive(one),
        labelled: type !== 'number' && options.bare?.includes(type) !== true,
      })),
    ),
    elements: options.elements ?? ['name'],
    ...(options.table === undefined ? {} : { table: options.table }),
    tags: options.tags ?? [],
    because: [],
  };
}

export function member(key: string, facts: Partial<Member>): Member {
  return {
    key,
    row: 2,
    roster: 0,
    memberId: '',
    mrn: '',
    subscriberId: '',
    ssn: '',
    given: '',
    middle: '',
    family: '',
    suffix: '',
    dob: '',
    deathDate: '',
    deceased: false,
    sex: '',
    address1: '',
    address2: '',
    city: '',
    state: '',
    zip: '',
    country: '',
    phone: '',
    email: '',
    language: '',
    confidential: false,
    guardian: '',
    emailConsent: false,
    entity: '',
    ...facts,
  };
}

const FAMILIES = [
  'Smith',
  'Johnson',
  'Garcia',
  'Brown',
  'Jones',
  'Miller',
  'Davis',
  'Lopez',
  'Wilson',
  'Lee',
  'Kim',
  'Nguyen',
  'Clark',
  'Lewis',
  'Young',
  'King',
  'Hill',
  'Baker',
  'Rivera',
  'Cox',
];
const GIVENS = [
  'James',
  'Mary',
  'John',
  'Maria',
  'Robert',
  'Linda',
  'David',
  'Anna',
  'Jose',
  'Susan',
  'Paul',
  'Karen',
  'Mark',
  'Laura',
  'Kevin',
  'Julia',
  'Brian',
  'Diane',
  'Peter',
  'Rosa',
];

/** `size` members with common names: enough for frequencies, none of them anybody of a test. */
export function background(size: number): Member[] {
  return Array.from({ length: size }, (_, i) => {
    const day = 1 + ((i * 7) % 28);
    const dob = `${1930 + ((i * 31) % 85)}-${String(1 + ((i * 5) % 12)).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
    const given = GIVENS[(i * 3 + Math.floor(i / 20)) % 20] ?? '';
    return member(`B${i}`, {
      given,
      family: FAMILIES[i % 20] ?? '',
      dob,
      mrn: String(30_000_000 + i * 7919),
      memberId: `9${String(100_000_000 + i * 104_729).slice(-9)}01`,
      state: 'WA',
      zip: '98101',
    });
  });
}

export type CaseOptions = Partial<Omit<ResolveInput, 'mentions' | 'roster'>> & { readonly members?: readonly Member[] };

export function resolved(mentions: readonly Mention[], options: CaseOptions = {}): Resolution {
  const { members = [], ...rest } = options;
  return resolveIndividuals({
    mentions,
    roster: rosterOf(members),
    workforce: [],
    decisions: [],
    entityOfMention: () => 'plan',
    asOf: '2022-05-23',
    ...rest,
  });
}

const rosters = new WeakMap<readonly Member[], RosterIndex>();
function rosterOf(members: readonly Member[]): RosterIndex {
  const known = rosters.get(members);
  if (known !== undefined) return known;
  const made = buildRosterIndex(members);
  rosters.set(members, made);
  return made;
}

let seq = 0;
export function decision(kind: DecisionKind, key: unknown, answer: unknown = ''): Decision {
  seq += 1;
  return {
    seq,
    uuid: `u${seq}`,
    at: '2022-05-01T00:00:00Z',
    by: 'reviewer',
    role: 'privacy',
    kind,
    key,
    old: null,
    new: answer,
    base: 0,
    reason: 'test',
    evidence: [],
    engine: '0',
    prev: '',
    hash: '',
  };
}
