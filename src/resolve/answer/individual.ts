/** A cluster becomes a row. Values in clear: rows go only to outputs of the contract. CONTRACT.md 4 */
import { byText, distinct, sensitive } from '../../kernel/index.ts';
import { individualId, type Individual, type IndividualStatus, type Member, type Mention, type NameReading } from '../../model/index.ts';

import type { Cluster } from '../cluster/clusters.ts';
import type { PersonDecisions } from '../decisions.ts';
import { parseName } from '../normalise/names.ts';
import { isNameOnly, type Profile } from '../profile.ts';
import type { RosterIndex } from '../roster/roster-index.ts';
import { bestWrittenName, birthOf, chooseAddress, firstValue, isMinor, roleOf, stateOfEvidence, type NameParts } from './person-facts.ts';

export interface RowInput {
  readonly cluster: Cluster;
  readonly mentions: readonly Mention[];
  readonly roster: RosterIndex;
  readonly decisions: PersonDecisions;
  readonly asOf: number;
  readonly pDistinct: number;
  /** A question about who this is stands open. */
  readonly isOpen: boolean;
  readonly namesakes: number;
  readonly isStaff: (profile: Profile) => boolean;
  readonly mailboxEntities: readonly string[];
}

export function individualOf(input: RowInput): Individual {
  const { cluster, mentions, roster } = input;
  const { verdict, profile } = cluster;
  const state = verdict.state;
  const isAuto = state === 'auto';
  const person =
    isAuto || (state === 'review' && verdict.evidence === 'B1') || (state === 'review' && verdict.conflict === 'birth')
      ? (cluster.person ?? verdict.person)
      : undefined;
  const rows = person === undefined ? [] : roster.rowsOf(person);
  const fitting = verdict.candidates.filter(({ p }) => p >= CANDIDATE_P_MIN);
  const alternatives =
    rows.length > 0 ? [] : (state === 'ambiguous' || state === 'review' ? fitting : []).map((candidate) => roster.rowsOf(candidate.person));
  const name = rows.length > 0 ? rosterName(rows) : writtenName(mentions);
  const dob = birthOf(rows, profile);
  const choice = addressOf(input, rows);
  const confidential = [...rows, ...alternatives.flat()].some((row) => row.confidential);
  const deceased = rows.some((row) => row.deceased) || (rows.length === 0 && mentions.some(({ tags }) => tags.includes('deceased')));
  const minor = isMinor(rows, dob, input.asOf);
  const decidedRole = cluster.mentions.map((mention) => input.decisions.roles.get(mention) ?? '').find((role) => role !== '') ?? '';
  const first = mentions[0];
  const status = statusOf(input);
  return {
    id: individualId(first === undefined ? ('' as never) : first.fragKey),
    mentions: mentions.map(({ fragKey }) => fragKey),
    status,
    role: roleOf({ rows, mentions, decided: decidedRole, hasPersonSuffix: roster.hasPersonSuffix, isStaff: input.isStaff(profile) }),
    match: {
      state: state === 'review' && verdict.evidence === 'X' ? 'none' : state,
      evidence: verdict.evidence,
      ...(verdict.person === undefined && person === undefined ? {} : { member: roster.keyOf(person ?? verdict.person ?? 0) }),
      p: round(verdict.p),
      candidates: fitting.map((candidate) => ({ member: roster.keyOf(candidate.person), p: round(candidate.p) })),
      namesakes: input.namesakes,
    },
    name: sensitive(displayName(name, mentions)),
    given: sensitive(name.given),
    middle: sensitive(name.middle),
    family: sensitive(name.family),
    suffix: name.suffix,
    dob: sensitive(dob),
    deathDate: firstValue(rows, ({ deathDate }) => deathDate),
    minor,
    mrn: sensitive(firstValue(rows, ({ mrn }) => mrn) || evidenceId(profile, 'mrn')),
    memberId: sensitive(firstValue(rows, ({ memberId }) => memberId) || evidenceId(profile, 'member_id')),
    rosterId: person === undefined ? '' : roster.keyOf(person),
    address: sensitive(choice.address === undefined ? '' : JSON.stringify(choice.address)),
    addressSource: choice.source,
    state: stateOf(rows, alternatives, choice.address?.state ?? '', mentions, choice.isForeign),
    email: sensitive(
      firstValue(rows, ({ email }) => email) || (rows.length === 0 && status === 'resolved' ? (profile.emails[0] ?? '') : ''),
    ),
    language: firstValue(rows, ({ language }) => language),
    entities: entitiesOf(rows, alternatives, input.mailboxEntities),
    confidence: round(confidenceOf(input)),
    flags: flagsOf({ confidential, deceased, minor, foreign: choice.isForeign, hasAddress: choice.address !== undefined, rows, input }),
    because: cluster.reasons.slice(0, REASONS_MAX).map(({ rule, a, b, bits }) => ({
      rule,
      a: keyAt(mentions, input, a),
      b: keyAt(mentions, input, b),
      weight: Math.round(bits * 100) / 100,
    })),
    pDistinct: round(input.pDistinct),
  };
}
const CANDIDATE_P_MIN = 0.001;
const REASONS_MAX = 200;
const round = (p: number): number => Math.round(Math.min(1, Math.max(0, p)) * 1e6) / 1e6;

function keyAt(mentions: readonly Mention[], input: RowInput, mention: number): string {
  return mentions[input.cluster.mentions.indexOf(mention)]?.fragKey ?? '';
}

function statusOf({ cluster, isOpen }: RowInput): IndividualStatus {
  const { state } = cluster.verdict;
  if (state === 'auto') return 'resolved';
  if (state === 'ambiguous') return 'ambiguous';
  return state === 'review' || isOpen ? 'review' : 'resolved';
}

function confidenceOf({ cluster, pDistinct }: RowInput): number {
  return cluster.verdict.state === 'none' ? pDistinct : cluster.verdict.p;
}

function rosterName(rows: readonly Member[]): NameParts {
  return {
    given: firstValue(rows, ({ given }) => given),
    middle: firstValue(rows, ({ middle }) => middle),
    family: firstValue(rows, ({ family }) => family),
    suffix: firstValue(rows, ({ suffix }) => suffix),
  };
}

function writtenName(mentions: readonly Mention[]): NameParts {
  const { written, norm } = bestWrittenName(mentions);
  if (norm?.startsWith('[') === true) {
    const [best] = JSON.parse(norm) as NameReading[]; // written by `link`
    if (best !== undefined) return best;
  }
  const [best] = parseName(written);
  return best === undefined ? { given: '', middle: '', family: '', suffix: '' } : best;
}

function displayName(name: NameParts, mentions: readonly Mention[]): string {
  const joined = [name.given, name.middle, name.family, name.suffix].filter((part) => part !== '').join(' ');
  return joined === '' ? bestWrittenName(mentions).written : joined;
}

function evidenceId(profile: Profile, scheme: 'mrn' | 'member_id'): string {
  const ids = profile.ids.filter((id) => id.scheme === scheme && id.labelled);
  return new Set(ids.map(({ stripped }) => stripped)).size === 1 ? (ids[0]?.value ?? '') : '';
}

/** Withheld while it is not certain who this is: B and C have no address. */
function addressOf({ cluster, mentions, decisions }: RowInput, rows: readonly Member[]): ReturnType<typeof chooseAddress> {
  const decided = cluster.mentions.map((mention) => decisions.addresses.get(mention)).find((address) => address !== undefined);
  const { state } = cluster.verdict;
  const isCertain = state === 'auto';
  return chooseAddress({
    rows: isCertain ? rows : [],
    mentions,
    ...(decided === undefined ? {} : { decided }),
    mayUseEvidence: state === 'none',
  });
}

function stateOf(
  rows: readonly Member[],
  alternatives: readonly (readonly Member[])[],
  chosen: string,
  mentions: readonly Mention[],
  foreign: boolean,
): string {
  if (foreign) return '';
  const own = firstValue(rows, ({ state }) => state);
  if (own !== '') return own;
  if (alternatives.length > 0) return agreed(alternatives.map((candidate) => firstValue(candidate, ({ state }) => state)));
  return chosen === '' ? stateOfEvidence(mentions) : chosen;
}

/** The value that all candidates have, else empty. */
function agreed(values: readonly string[]): string {
  return new Set(values).size === 1 ? (values[0] ?? '') : '';
}

function entitiesOf(rows: readonly Member[], alternatives: readonly (readonly Member[])[], mailbox: readonly string[]): readonly string[] {
  const own = distinct(rows.map(({ entity }) => entity).filter((entity) => entity !== ''));
  if (own.length > 0) return own;
  const shared = alternatives.length === 0 ? '' : agreed(alternatives.map((candidate) => firstValue(candidate, ({ entity }) => entity)));
  if (shared !== '') return [shared];
  return alternatives.some((candidate) => firstValue(candidate, ({ entity }) => entity) !== '') ? [] : mailbox;
}

function flagsOf(facts: {
  confidential: boolean;
  deceased: boolean;
  minor: boolean;
  foreign: boolean;
  hasAddress: boolean;
  rows: readonly Member[];
  input: RowInput;
}): readonly string[] {
  const { cluster, decisions } = facts.input;
  const flags: string[] = [];
  if (facts.confidential) flags.push('confidential-address');
  if (facts.deceased) flags.push('deceased');
  if (facts.foreign) flags.push('foreign');
  if (!facts.hasAddress) flags.push('no-address');
  // The letter goes to somebody else: a parent, a guardian, who speaks for the dead.
  if (facts.minor || facts.deceased || facts.rows.some(({ guardian }) => guardian !== '')) flags.push('representative');
  if (cluster.verdict.evidence === 'A2' || cluster.profile.names.length === 0) flags.push('id-only');
  if (isNameOnly(cluster.profile) && cluster.person === undefined) flags.push('name-only');
  if (cluster.verdict.conflict !== undefined) flags.push('conflict');
  if (cluster.mentions.some((mention) => decisions.leftOut.has(mention))) flags.push('left-out');
  return flags.sort(byText);
}
