/** The core of the room: one content with its places → findings, mentions, census. Pure; no text is read. */
import { byText, distinct } from '../kernel/index.ts';
import type { Candidate, ElementId, ItemId, Tier } from '../model/index.ts';

import { censusAfter } from './census.ts';
import { decidedFor } from './decisions.ts';
import { coreOf, isQuotedCopy, nameCoreOf, placeFindings, type Core } from './findings.ts';
import type { Linked, LinkInput } from './input.ts';
import { whyNoPerson } from './figures.ts';
import { keysOf, mentionsOf, type FigureKey } from './mentions.ts';
import { namesakesApart } from './namesakes.ts';
import { runPass, type Pass } from './scene.ts';
import { scopeTree, type ScopeTree } from './scopes.ts';
import type { StaffLookup } from './staff.ts';
import { judge, judgeName, type Judged } from './tiers.ts';

export function linkContent(given: LinkInput): Linked {
  const input: LinkInput = { ...given, places: given.places.toSorted((a, b) => byText(a.item, b.item)) };
  const { analysis } = input;
  const tree = scopeTree(analysis.scopes);
  const pass = passOf(input, tree);
  const decided = decidedFor(analysis.content, input.decisions);
  const keys = keysOf({ analysis, tree, cast: pass.cast, roles: pass.roles, candidates: pass.candidates, links: pass.links, decided });
  const judged = pass.candidates.map((candidate, at) => judgeAt(candidate, at, pass, tree, input.staff));
  const cores = pass.candidates.map((candidate, at) => {
    const link = pass.links[at] ?? { p: 0, secondP: 0, method: 'none' as const, reasons: [] };
    const keyOf = (figure: number | undefined): FigureKey | undefined => (figure === undefined ? undefined : keys[figure]);
    const key = keyOf(link.figure);
    const isQuoted = isQuotedCopy(candidate.scope, analysis.content, tree, input.repeated);
    return coreOf({
      candidate,
      link,
      judged: judged[at] as Judged, // one for each candidate
      key,
      runnerUp: keyOf(link.runnerUp?.figure),
      role: key?.role,
      decided: decided.place(candidate.start, candidate.end),
      quoted: isQuoted,
    });
  });
  const { elements, withData } = dataOf(pass, cores);
  const names = namesOf(input, pass, tree, keys, { withData, elements }, decided);
  for (const figure of names.auto) note(elements, figure, 'name');
  const items = distinct(input.places.map(({ item }) => item)) as ItemId[]; // ids of places, sorted
  const mentions = mentionsOf(
    {
      analysis,
      tree,
      cast: pass.cast,
      roles: pass.roles,
      candidates: pass.candidates,
      links: pass.links,
      judged,
      items,
      decided,
      elements,
      left: names.left,
    },
    keys,
  );
  const census = censusAfter(
    analysis.census,
    pass.candidates.flatMap((candidate, at) =>
      analysis.candidates[at]?.dismissedBy === undefined
        ? [{ element: analysis.candidates[at]?.element ?? candidate.element, outcome: outcomeOf(cores[at]) }]
        : [],
    ),
  );
  const kept = withoutLostOwners(
    [...cores, ...names.cores],
    mentions.map(({ fragKey }) => fragKey),
  );
  return { findings: placeFindings(kept, input.places, tree), mentions, census };
}

/** Once; and once more when one name turns out to be two people. */
function passOf(input: LinkInput, tree: ScopeTree): Pass {
  const first = runPass(input, tree, new Map());
  const apart = namesakesApart(first.candidates, first.links, first.cast);
  return apart.size === 0 ? first : runPass(input, tree, apart);
}

function judgeAt(candidate: Candidate, at: number, pass: Pass, tree: ScopeTree, staff: StaffLookup): Judged {
  const link = pass.links[at] ?? { p: 0, secondP: 0, method: 'none' as const, reasons: [] };
  const role = link.figure === undefined ? undefined : pass.roles[link.figure];
  const email = candidate.element === 'email' ? (candidate.norm ?? candidate.value).reveal('match') : '';
  const isOwnContact = email !== '' && (staff.isOrgEmail(email) || staff.byEmail(email) !== undefined);
  return judge({
    candidate,
    element: candidate.element,
    p: candidate.p,
    link,
    role,
    ground: tree.ground(candidate.scope),
    aboutPatient: pass.aboutPatient,
    isOwnContact,
  });
}

const outcomeOf = (core: Core | undefined): string => (core === undefined ? 'review' : core.tier === 'dismissed' ? core.rule : core.tier);

/** Per figure the elements of the tier auto, and who has any data of his own. */
function dataOf(
  pass: Pass,
  cores: readonly Core[],
): { readonly elements: Map<number, Set<ElementId>>; readonly withData: ReadonlySet<number> } {
  const elements = new Map<number, Set<ElementId>>();
  const withData = new Set<number>();
  cores.forEach((core, at) => {
    const figure = pass.links[at]?.figure;
    if (figure === undefined || core.tier === 'dismissed') return;
    withData.add(figure);
    if (core.tier === 'auto') note(elements, figure, core.element);
  });
  return { elements, withData };
}

function note(elements: Map<number, Set<ElementId>>, figure: number, element: ElementId): void {
  const set = elements.get(figure);
  if (set === undefined) elements.set(figure, new Set([element]));
  else set.add(element);
}

interface Names {
  readonly cores: readonly Core[];
  /** Figures whose name is a finding of the tier auto. */
  readonly auto: readonly number[];
  /** Figures that are no mention: words with nothing beside them. */
  readonly left: ReadonlySet<number>;
}

function namesOf(
  input: LinkInput,
  pass: Pass,
  tree: ScopeTree,
  keys: readonly (FigureKey | undefined)[],
  { withData, elements }: ReturnType<typeof dataOf>,
  decided: ReturnType<typeof decidedFor>,
): Names {
  const { analysis } = input;
  const cores: Core[] = [];
  const auto: number[] = [];
  const left = new Set<number>();
  const quoted = (scope: number): boolean => isQuotedCopy(scope, analysis.content, tree, input.repeated);
  for (const figure of pass.cast.figures) {
    const role = pass.roles[figure.index];
    if (role === undefined || figure.persons.length === 0) continue;
    const reading = figure.readings[0];
    const isFull = reading !== undefined && reading.given !== '' && reading.family !== '';
    const key = keys[figure.index];
    const verdict = judgeName({
      p: role.nameP,
      role: key?.role ?? role.role,
      hasData: withData.has(figure.index),
      hasAutoData: elements.has(figure.index),
      aboutPatient: pass.aboutPatient,
      isTest: figure.tags.includes('test'),
      isPublic: figure.tags.includes('public-name'),
      isFull,
    });
    if (verdict.dismissedBy === 'name-uncorroborated') left.add(figure.index);
    let tier: Tier = 'dismissed';
    for (const i of figure.persons) {
      const person = analysis.persons[i];
      if (person === undefined) continue;
      const core = nameCoreOf({
        person,
        content: analysis.content,
        p: role.nameP,
        tier: verdict.tier,
        dismissedBy: verdict.dismissedBy,
        key,
        because: role.because,
        decided: decided.place(person.start, person.end),
        quoted: quoted(person.scope),
      });
      cores.push(core);
      if (core.tier === 'auto') tier = 'auto';
    }
    if (tier === 'auto') auto.push(figure.index);
  }
  for (const person of analysis.persons) {
    const dismissedBy = whyNoPerson(person, analysis.candidates);
    if (dismissedBy === undefined) continue;
    cores.push(
      nameCoreOf({
        person,
        content: analysis.content,
        p: person.p,
        tier: 'dismissed',
        dismissedBy,
        key: undefined,
        because: [],
        decided: decided.place(person.start, person.end),
        quoted: false,
      }),
    );
  }
  return { cores, auto, left };
}

/** A finding never names a mention that is not there. */
function withoutLostOwners(cores: readonly Core[], keys: readonly string[]): readonly Core[] {
  const known = new Set(keys);
  return cores.map((core) => {
    const { fragKey, runnerUp, ...rest } = core;
    return {
      ...rest,
      ...(fragKey !== undefined && (known.has(fragKey) || core.linkedBy === 'decision')
        ? { fragKey }
        : { linkedBy: 'none' as const, linkConfidence: 0 }),
      ...(runnerUp !== undefined && known.has(runnerUp.fragKey) ? { runnerUp } : {}),
    };
  });
}
