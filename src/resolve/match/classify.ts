/** Evidence classes: what may be decided without a person, and what is a question. spec/resolve.md 5.2 */
import type { MatchState } from '../../model/index.ts';

import type { Comparison } from '../compare/compare.ts';
import { isNameOnly, type Profile } from '../profile.ts';
import { KEY } from '../roster/postings.ts';
import type { RosterIndex } from '../roster/roster-index.ts';
import type { Candidate } from './posterior.ts';

export type EvidenceClass = 'A0' | 'A1' | 'A2' | 'A3' | 'A4' | 'B1' | 'B2' | 'C' | 'N' | 'X' | 'V';
/** Why a person must look: for the question. */
export type ConflictKind = 'two-ids' | 'id-and-name' | 'generation' | 'twin' | 'frozen' | 'birth';

export interface RosterVerdict {
  readonly evidence: EvidenceClass;
  readonly state: MatchState;
  readonly person?: number;
  readonly p: number;
  readonly candidates: readonly Candidate[];
  readonly conflict?: ConflictKind;
}

export const NOBODY: RosterVerdict = { evidence: 'X', state: 'none', p: 0, candidates: [] };

/** May be raised freely, lowered only with a written reason. */
const P_AUTOMATIC = 0.999;
/** One family alone, or two that a household shares. */
const P_AUTOMATIC_STRICT = 0.9999;
const P_CONFIRM = 0.99;
const P_WHICH = 0.5;
/** A second candidate above this share of the first one's odds is a second candidate. */
const RIVAL_SHARE = 0.01;
const DENSITY_MAX = 1e-4;
const CANDIDATES_SHOWN = 20;

export function classify(profile: Profile, candidates: readonly Candidate[], roster: RosterIndex): RosterVerdict {
  const [top, second] = candidates;
  if (top === undefined) return NOBODY;
  const shown = candidates.slice(0, CANDIDATES_SHOWN);
  if (isNameOnly(profile)) return nameOnly(shown);
  const conflict = conflictOf(profile, candidates, top, roster);
  // In the conflict of two people's data neither is named; a differing birth date leaves the person in question.
  if (conflict !== undefined)
    return {
      evidence: 'V',
      state: 'review',
      p: top.p,
      candidates: shown,
      conflict,
      ...(conflict === 'birth' ? { person: top.person } : {}),
    };
  const isAlone = second === undefined || second.p < top.p * RIVAL_SHARE;
  const evidence = isAlone ? automaticClass(profile, top, roster) : undefined;
  if (evidence !== undefined) return { evidence, state: 'auto', person: top.person, p: top.p, candidates: shown };
  if (top.p >= P_CONFIRM) return { evidence: 'B1', state: 'review', person: top.person, p: top.p, candidates: shown };
  if (top.p >= P_WHICH) return { evidence: 'B2', state: 'review', person: top.person, p: top.p, candidates: shown };
  const nobody = 1 - candidates.reduce((sum, { p }) => sum + p, 0);
  return nobody >= P_WHICH
    ? { ...NOBODY, p: top.p, candidates: shown }
    : { evidence: 'C', state: 'ambiguous', p: top.p, candidates: shown };
}

/** A name alone never decides, however rare it is: one stranger in ten has exactly one namesake in the roster. */
function nameOnly(candidates: readonly Candidate[]): RosterVerdict {
  const fitting = candidates.filter(({ comparison }) => comparison.name.verdict === 'exact');
  const [first] = fitting;
  if (first === undefined) return { ...NOBODY, candidates };
  if (fitting.length > 1) return { evidence: 'N', state: 'ambiguous', p: first.p, candidates: fitting };
  return { evidence: 'N', state: 'review', person: first.person, p: first.p, candidates: fitting };
}

function conflictOf(profile: Profile, candidates: readonly Candidate[], top: Candidate, roster: RosterIndex): ConflictKind | undefined {
  if (profile.births.length > BIRTHS_MAX) return 'frozen';
  const owners = ownersOf(profile, roster);
  if (owners.length > 1) return 'two-ids';
  const { comparison } = top;
  if (owners.some((owner) => owner !== top.person) && comparison.id !== 'exact') return 'id-and-name';
  const holder = candidates.find(({ comparison: { id } }) => id === 'exact');
  if (holder !== undefined) {
    const { name, birth } = holder.comparison;
    if (name.verdict === 'different' && birth !== 'exact') return 'id-and-name';
    if (hasCloserNamesake(candidates, holder)) return 'twin';
  }
  if (comparison.name.generationsDiffer) return 'generation';
  const bornOtherwise = comparison.birth === 'different' || comparison.birth === 'year';
  return bornOtherwise && comparison.id === 'exact' ? 'birth' : undefined;
}

/** Roster persons whose record, member or Social Security number stands here, each once. */
function ownersOf(profile: Profile, roster: RosterIndex): readonly number[] {
  const owners = new Set<number>();
  for (const id of profile.ids) {
    if (!id.labelled || id.scheme === 'id') continue;
    for (const person of roster.persons(KEY.id, id.value, OWNERS_MAX)) {
      if (roster.profile(person).ids.some(({ value, scheme }) => value === id.value && scheme === id.scheme)) owners.add(person);
    }
  }
  return [...owners];
}
const OWNERS_MAX = 8;
/** A mention with more dates of birth than this is a list that was read as one person. */
const BIRTHS_MAX = 4;

/** Somebody else of the same day and family has the given name in full: the number is the sibling's. */
function hasCloserNamesake(candidates: readonly Candidate[], holder: Candidate): boolean {
  const { given } = holder.comparison.name;
  if (given === 'exact' || given === 'variant' || given === 'nick' || given === 'missing' || given === 'initial') return false;
  return candidates.some(
    ({ person, comparison: { name, birth } }) =>
      person !== holder.person && name.verdict === 'exact' && birth !== 'different' && birth !== 'year',
  );
}

function automaticClass(profile: Profile, top: Candidate, roster: RosterIndex): 'A1' | 'A2' | 'A3' | 'A4' | undefined {
  const { comparison, p } = top;
  if (p < P_AUTOMATIC || disagrees(comparison)) return undefined;
  const { name, birth, id } = comparison;
  const familyAgrees = name.family === 'exact' || name.family === 'variant' || name.family === 'close';
  const givenAlone = name.family === 'missing' && (name.given === 'exact' || name.given === 'nick' || name.given === 'variant');
  const nameAgrees =
    name.verdict === 'exact' ||
    name.verdict === 'similar' ||
    (name.verdict === 'partial' && ((familyAgrees && name.given !== 'near') || givenAlone));
  if (id === 'exact') {
    if (nameAgrees || birth === 'exact') return 'A1';
    if (profile.names.length > 0 || p < P_AUTOMATIC_STRICT) return undefined;
    const value = profile.ids.find(({ labelled }) => labelled)?.value ?? '';
    return roster.idDensity(value) <= DENSITY_MAX ? 'A2' : undefined;
  }
  const nameExact = name.verdict === 'exact' && !name.isSwapped;
  if (nameExact && birth === 'exact') return 'A3';
  const contacts = [comparison.phone, comparison.email, comparison.address].filter((level) => level === 'exact').length;
  const birthNear = birth === 'swapped' || birth === 'typo';
  const exact = (nameExact ? 1 : 0) + (birth === 'exact' ? 1 : 0) + contacts;
  const fuzzy = (nameAgrees && !nameExact ? 1 : 0) + (birthNear ? 1 : 0) + (id === 'unlabelled' || id === 'typo' ? 1 : 0);
  if (nameAgrees && exact + fuzzy >= 3 && fuzzy <= 1) return 'A4';
  // Two families, the second shared by a household: father and son may be one of them unknown.
  return nameExact && contacts > 0 && fuzzy === 0 && p >= P_AUTOMATIC_STRICT ? 'A3' : undefined;
}

/** A disagreement at the lowest level: never without a person. Record numbers differ between facilities. */
function disagrees({ name, birth, idConflicts }: Comparison): boolean {
  if (birth === 'different' || birth === 'year' || name.generationsDiffer) return true;
  if (name.verdict === 'different' && birth !== 'exact') return true;
  return idConflicts.some((scheme) => scheme !== 'mrn');
}
