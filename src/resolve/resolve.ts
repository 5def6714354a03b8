/**
 * Mentions become individuals: the roster first (who is anchored needs no clustering), then constrained clustering of the rest, then names
 * by themselves. Every mention ends in exactly one outcome. Mentions are sorted by key before anything is decided. spec/resolve.md 3
 */
import { assert, byText, distinct } from '../kernel/index.ts';
import type { Decision, FragKey, Individual, IndividualId, Mention, Question, StaffMember } from '../model/index.ts';

import { distinctness } from './answer/distinctness.ts';
import { individualOf } from './answer/individual.ts';
import { questionsOf, type QuestionSource } from './answer/questions.ts';
import { bridgingMentions } from './cluster/bridges.ts';
import { joinByContext } from './cluster/by-context.ts';
import { Clusters, type Cluster } from './cluster/clusters.ts';
import { mergeRounds, type Pair } from './cluster/rounds.ts';
import { rowPerPersonTables } from './cluster/row-tables.ts';
import { personDecisions, type PersonDecisions } from './decisions.ts';
import { Matching, signatureOf } from './matching.ts';
import type { RosterVerdict } from './match/classify.ts';
import { daysOfIso } from './normalise/dates.ts';
import { foldText } from './normalise/fold.ts';
import { normaliseEmail } from './normalise/values.ts';
import { domainsOfStaff, poisonOf } from './poison.ts';
import { EMPTY_PROFILE, familiesOf, isNameOnly, profileOfMention, withoutPoison, type Profile } from './profile.ts';
import type { RosterIndex } from './roster/roster-index.ts';
import { isTest, screen, type Screening } from './screen.ts';
import { bitsOf, shippedWeights } from './weights.ts';
import { caseWorld } from './world.ts';

export interface ResolveInput {
  readonly mentions: readonly Mention[];
  readonly roster: RosterIndex;
  readonly workforce: readonly StaffMember[];
  /** Standing decisions: undone ones are left out before. */
  readonly decisions: readonly Decision[];
  readonly entityOfMention: (mention: Mention) => string | undefined;
  /** ISO date on which ages are read. */
  readonly asOf: string;
  /** State of the organisation. Never a person's state: an unknown one stays unknown. */
  readonly defaultState?: string;
  /** The one legal entity of a case without several. */
  readonly defaultEntity?: string;
  /** Further places a mention stands in, beside its content and items: family and thread, so that a reply's bare name finds its person. */
  readonly contextOf?: (mention: Mention) => readonly string[];
  /** Roster key of the HMAC that a match decision names, CONTRACT.md 2. */
  readonly memberOfToken?: (token: string) => string | undefined;
  /** For measuring: how many people could be meant, and how many of the subjects are members. */
  readonly tuning?: { readonly population?: number; readonly member?: number };
}

export type MentionOutcome = 'individual' | 'not_a_person' | 'no_evidence';

export interface Resolution {
  /** By id. */
  readonly individuals: readonly Individual[];
  readonly memberOf: readonly {
    readonly fragKey: FragKey;
    readonly individual: IndividualId;
    readonly weight: number;
    readonly p: number;
  }[];
  /** One for each mention, by key. */
  readonly outcomes: readonly { readonly fragKey: FragKey; readonly outcome: MentionOutcome; readonly individual?: IndividualId }[];
  readonly questions: readonly Question[];
  readonly refusals: readonly { readonly reason: string; readonly a: string; readonly b: string }[];
  readonly model: ResolveModel;
}

export interface ResolveModel {
  readonly schema: 1;
  readonly weights: Readonly<Record<string, number>>;
  readonly learnt: false;
  readonly pi: number;
  readonly rosterPersons: number;
  /** Bits from which two clusters are joined without asking, the prior included. */
  readonly mergeBits: number;
  /** Decisions whose mention is not in the case. */
  readonly orphans: readonly number[];
}

export function resolveIndividuals(input: ResolveInput): Resolution {
  const mentions = [...input.mentions].sort((a, b) => byText(a.fragKey, b.fragKey));
  mentions.forEach((mention, at) =>
    assert(at === 0 || mention.fragKey !== mentions[at - 1]?.fragKey, 'every mention has a key of its own'),
  );
  const asOf = daysOfIso(input.asOf);
  assert(asOf !== undefined, 'the day on which ages are read is a date');
  const decisions = personDecisions(input.decisions, mentions);
  const raw = mentions.map((mention) => profileOfMention(mention, asOf));
  const poison = poisonOf({ profiles: raw, decided: decisions.poison, ownDomains: domainsOfStaff(input.workforce) });
  const profiles = raw.map((profile) => withoutPoison(profile, poison));
  const screened = mentions.map((mention, at) => screen(mention, profiles[at] ?? EMPTY_PROFILE, decisions.roles.get(at)));
  const matching = new Matching(input.roster, input.tuning ?? {});
  if (input.tuning?.member === undefined) matching.estimate(profiles.filter((_, at) => screened[at] === 'person'));
  const scene: Scene = { input, mentions, profiles, decisions, matching, asOf };
  const outcomes = withoutTests(scene, screened);
  const clusters = firstClusters(scene, outcomes);
  anchorAll(scene, clusters);
  const world = caseWorld(input.roster);
  const mergeBits = bitsOf('merge.automatic') + Math.log2(Math.max(2, clusters.ids().length));
  const rounds = mergeRounds(clusters, world, mergeBits, (a, b) => mayJoin(a, b, decisions));
  secondPass(scene, clusters);
  const context = joinByContext(clusters, (mention) => contextsOf(scene, mention), world);
  const chances = distinctness(clusters, world, context.ambiguous, rounds.questions);
  const rows = rowsOf(scene, clusters, chances, context.ambiguous, rounds.questions);
  const model: ResolveModel = {
    schema: 1,
    weights: shippedWeights(),
    learnt: false,
    pi: Math.round(matching.prior.member * 1e6) / 1e6,
    rosterPersons: input.roster.size,
    mergeBits: Math.round(mergeBits * 100) / 100,
    orphans: decisions.orphans,
  };
  return answerOf(scene, outcomes, rows, { pairs: rounds.questions, tooBig: rounds.tooBig, ambiguous: context.ambiguous, clusters, model });
}

interface Scene {
  readonly input: ResolveInput;
  readonly mentions: readonly Mention[];
  readonly profiles: readonly Profile[];
  readonly decisions: PersonDecisions;
  readonly matching: Matching;
  readonly asOf: number;
}

function excludedOf({ input, decisions }: Scene, mentions: readonly number[]): ReadonlySet<number> | undefined {
  const keys = mentions.flatMap((mention) => [...(decisions.notMember.get(mention) ?? [])]);
  return keys.length === 0 ? undefined : new Set(keys.flatMap((key) => memberIndex(input, key) ?? []));
}

function memberIndex(input: ResolveInput, key: string): number | undefined {
  const token = input.memberOfToken?.(key);
  return input.roster.personOf(key) ?? (token === undefined ? undefined : input.roster.personOf(token));
}

/** Test patients are nobody, unless the roster holds them by number or name and birth. */
function withoutTests(scene: Scene, screened: readonly Screening[]): readonly Screening[] {
  return scene.mentions.map((mention, at) => {
    const screening = screened[at] ?? 'no_evidence';
    if (screening !== 'person' || scene.decisions.roles.has(at) || !isTest(mention)) return screening;
    return scene.matching.verdict(scene.profiles[at] ?? EMPTY_PROFILE).state === 'auto' ? 'person' : 'not_a_person';
  });
}

/** Clusters to begin with: decided pairs, and mentions that say exactly the same in at least two families. */
function firstClusters(scene: Scene, outcomes: readonly Screening[]): Clusters {
  const { mentions, profiles, decisions, matching } = scene;
  const people = mentions.flatMap((_, at) => (outcomes[at] === 'person' ? [at] : []));
  const tables = rowPerPersonTables(mentions, profiles);
  const clusters = new Clusters(mentions, decisions.different, tables);
  const bridges = bridgingMentions(profiles, scene.input.roster);
  const verdicts = new Map<string, RosterVerdict>();
  const signatures = new Map<string, number>();
  for (const at of people) {
    const profile = profiles[at] ?? EMPTY_PROFILE;
    const signature = signatureOf(profile);
    const excluded = excludedOf(scene, [at]);
    const isPlain = !decisions.nobody.has(at) && excluded === undefined;
    const matched = isPlain ? (verdicts.get(signature) ?? matching.verdict(profile)) : decidedVerdict(scene, at, excluded);
    if (isPlain) verdicts.set(signature, matched);
    const verdict: RosterVerdict =
      bridges.has(at) && matched.conflict === undefined
        ? { evidence: 'V', state: 'review', p: matched.p, candidates: matched.candidates, conflict: 'two-ids' }
        : matched;
    clusters.add([at], profile, verdict);
    const known = signatures.get(signature);
    if (known === undefined) signatures.set(signature, at);
    else if (familiesOf(profile) >= 2 && verdict.conflict === undefined && !decisions.nobody.has(at))
      joinIfFree(clusters, clusters.of(known) ?? known, at, 'join.equal');
  }
  for (const [a, b] of decisions.same) {
    const [left, right] = [clusters.of(a), clusters.of(b)];
    if (left !== undefined && right !== undefined && left !== right) clusters.join(left, right, { rule: 'decision.same', bits: 0 });
  }
  const decided = new Set(decisions.same.flatMap(([a]) => clusters.of(a) ?? []));
  for (const id of decided) {
    const cluster = clusters.get(id);
    clusters.anchor(id, matching.verdict(cluster.profile, excludedOf(scene, cluster.mentions)), undefined);
  }
  return clusters;
}

function decidedVerdict({ decisions, matching, profiles }: Scene, at: number, excluded: ReadonlySet<number> | undefined): RosterVerdict {
  if (decisions.nobody.has(at)) return { evidence: 'A0', state: 'none', p: 0, candidates: [] };
  return matching.verdict(profiles[at] ?? EMPTY_PROFILE, excluded);
}

function joinIfFree(clusters: Clusters, a: number, b: number, rule: string): void {
  if (a !== b && clusters.veto(a, b) === undefined) clusters.join(a, b, { rule, bits: 0 });
}

/** Decided matches, then automatic ones, then those to be confirmed: all mentions of one roster person are one individual. */
function anchorAll(scene: Scene, clusters: Clusters): void {
  const byPerson = new Map<number, number>();
  for (const [mention, key] of [...scene.decisions.match].sort(([a], [b]) => a - b)) {
    const person = memberIndex(scene.input, key);
    const id = clusters.of(mention);
    if (person === undefined || id === undefined || clusters.get(id).person !== undefined) continue;
    anchorOne(scene, clusters, byPerson, id, person, { evidence: 'A0', state: 'auto', person, p: 1, candidates: [] });
  }
  for (const wanted of ['auto', 'review'] as const) {
    for (const id of clusters.ids()) {
      if (!clusters.has(id)) continue;
      const { verdict, person } = clusters.get(id);
      if (
        person !== undefined ||
        verdict.person === undefined ||
        verdict.state !== wanted ||
        (wanted === 'review' && verdict.evidence !== 'B1')
      )
        continue;
      anchorOne(scene, clusters, byPerson, id, verdict.person, verdict);
    }
  }
}

function anchorOne(
  scene: Scene,
  clusters: Clusters,
  byPerson: Map<number, number>,
  id: number,
  person: number,
  verdict: RosterVerdict,
): void {
  const known = byPerson.get(person);
  const head = known === undefined ? undefined : clusters.of(known);
  if (head === undefined) {
    clusters.anchor(id, verdict, person, scene.input.roster.profile(person));
    byPerson.set(person, id);
    return;
  }
  if (clusters.veto(id, head) !== undefined) {
    // A person said "different", and both fit one roster person: one of the two is a question.
    clusters.anchor(id, { ...verdict, state: 'review', evidence: 'V' }, undefined);
    return;
  }
  clusters.join(head, id, { rule: `match.${verdict.evidence}`, bits: verdict.candidates[0]?.comparison.bits ?? 0 });
}

/** An open cluster joins an anchored one only if no other roster person fits nearly as well. */
function mayJoin(a: Cluster, b: Cluster, decisions: PersonDecisions): boolean {
  if (a.verdict.conflict !== undefined || b.verdict.conflict !== undefined) return false;
  const [anchored, open] = a.person === undefined ? [b, a] : [a, b];
  if (anchored.person === undefined) return true;
  if (open.mentions.some((mention) => decisions.nobody.has(mention) || decisions.notMember.has(mention))) return false;
  const own = open.verdict.candidates.find(({ person }) => person === anchored.person)?.p ?? 0;
  const others = open.verdict.candidates.reduce((sum, { person, p }) => (person === anchored.person ? sum : sum + p), 0);
  return others < RIVALS_MAX || own > others / RIVALS_MAX;
}
const RIVALS_MAX = 0.01;

/** A cluster knows more than any of its mentions did. */
function secondPass(scene: Scene, clusters: Clusters): void {
  const byPerson = new Map<number, number>();
  for (const id of clusters.ids()) {
    const { person } = clusters.get(id);
    if (person !== undefined) byPerson.set(person, id);
  }
  for (const id of clusters.ids()) {
    if (!clusters.has(id)) continue;
    const cluster = clusters.get(id);
    if (cluster.person !== undefined || cluster.mentions.length < 2 || isNameOnly(cluster.profile)) continue;
    if (cluster.mentions.some((mention) => scene.decisions.nobody.has(mention))) continue;
    const verdict = scene.matching.verdict(cluster.profile, excludedOf(scene, cluster.mentions));
    if (verdict.person !== undefined && (verdict.state === 'auto' || verdict.evidence === 'B1'))
      anchorOne(scene, clusters, byPerson, id, verdict.person, verdict);
    else clusters.anchor(id, verdict, undefined);
  }
}

function contextsOf({ input, mentions }: Scene, at: number): readonly string[] {
  const mention = mentions[at];
  return mention === undefined ? [] : [mention.sourceKey, ...mention.messageKeys, ...(input.contextOf?.(mention) ?? [])];
}

interface Row {
  readonly cluster: number;
  readonly individual: Individual;
  readonly source: QuestionSource;
}

function rowsOf(
  scene: Scene,
  clusters: Clusters,
  chances: ReadonlyMap<number, number>,
  ambiguous: ReadonlyMap<number, readonly number[]>,
  pairs: readonly Pair[],
): readonly Row[] {
  const { input, mentions, decisions, asOf } = scene;
  const staff = staffTest(input.workforce);
  const asked = new Set(pairs.flatMap(({ a, b }) => [a, b]));
  return clusters.ids().map((id): Row => {
    const cluster = clusters.get(id);
    const own = cluster.mentions.flatMap((at) => mentions[at] ?? []);
    const pDistinct = chances.get(id) ?? 1;
    const entities = distinct(own.flatMap((mention) => input.entityOfMention(mention) ?? []));
    const individual = individualOf({
      cluster,
      mentions: own,
      roster: input.roster,
      decisions,
      asOf,
      pDistinct,
      isStaff: staff,
      namesakes: namesakesOf(cluster.profile, input.roster),
      isOpen: asked.has(id) || ambiguous.has(id) || (cluster.person === undefined && pDistinct < OPEN_BELOW),
      mailboxEntities: entities.length > 0 || input.defaultEntity === undefined ? entities : [input.defaultEntity],
    });
    return {
      cluster: id,
      individual,
      source: { individual, verdict: cluster.verdict, isNameOnly: isNameOnly(cluster.profile) && cluster.person === undefined },
    };
  });
}
/** Somebody who may well be one of those counted already waits for a person. */
const OPEN_BELOW = 0.9;

function namesakesOf(profile: Profile, roster: RosterIndex): number {
  return profile.names
    .slice(0, 2)
    .reduce((most, { given, family }) => Math.max(most, given.length < 2 || family === '' ? 0 : roster.namesakes(given, family)), 0);
}

function staffTest(workforce: readonly StaffMember[]): (profile: Profile) => boolean {
  const emails = new Set(workforce.map(({ email }) => normaliseEmail(email)).filter((email) => email !== ''));
  const names = new Set(
    workforce.map(({ given, family }) => `${foldText(given).split(' ')[0] ?? ''} ${foldText(family).replaceAll(' ', '')}`),
  );
  return (profile) =>
    profile.emails.some((email) => emails.has(email)) ||
    profile.names.slice(0, 1).some(({ given, family }) => names.has(`${given} ${family}`));
}

interface AnswerParts {
  readonly pairs: readonly Pair[];
  readonly tooBig: readonly number[];
  readonly ambiguous: ReadonlyMap<number, readonly number[]>;
  readonly clusters: Clusters;
  readonly model: ResolveModel;
}

function answerOf(scene: Scene, outcomes: readonly Screening[], rows: readonly Row[], parts: AnswerParts): Resolution {
  const { mentions } = scene;
  const individualOfCluster = new Map(rows.map(({ cluster, individual }) => [cluster, individual]));
  const alternatives = new Map(
    [...parts.ambiguous].flatMap(([id, others]) => {
      const individual = individualOfCluster.get(id);
      return individual === undefined ? [] : [[individual.id, others.flatMap((other) => individualOfCluster.get(other) ?? [])] as const];
    }),
  );
  const questions = questionsOf({
    sources: rows.map(({ source }) => source),
    pairs: parts.pairs,
    individualOf: (cluster) => individualOfCluster.get(parts.clusters.of(cluster) ?? -1),
    alternatives,
    contradictions: scene.decisions.contradictions.map((group) => group.flatMap((at) => mentions[at]?.fragKey ?? [])),
  });
  const ownerOf = (at: number): Individual | undefined => individualOfCluster.get(parts.clusters.of(at) ?? -1);
  const ledger = mentions.map((mention, at) => {
    const owner = ownerOf(at);
    assert((outcomes[at] === 'person') === (owner !== undefined), 'a mention of a person is in one individual, and no other mention is');
    return owner === undefined
      ? { fragKey: mention.fragKey, outcome: outcomes[at] === 'not_a_person' ? ('not_a_person' as const) : ('no_evidence' as const) }
      : { fragKey: mention.fragKey, outcome: 'individual' as const, individual: owner.id };
  });
  return {
    individuals: rows.map(({ individual }) => individual).sort((a, b) => byText(a.id, b.id)),
    memberOf: mentions.flatMap((mention, at) => {
      const owner = ownerOf(at);
      if (owner === undefined) return [];
      const joined = owner.because.find(({ b }) => b === mention.fragKey);
      return [{ fragKey: mention.fragKey, individual: owner.id, weight: joined?.weight ?? 0, p: owner.confidence }];
    }),
    outcomes: ledger,
    questions,
    refusals: parts.tooBig.map((size) => ({ reason: 'bucket_too_big', a: String(size), b: '' })),
    model: parts.model,
  };
}
