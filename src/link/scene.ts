/** One pass over a content: figures, roles, links. Run again once when namesakes must be kept apart. */
import { groupOf, type Candidate } from '../model/index.ts';

import { alignLists } from './alignment.ts';
import { assignAll, valueOf, type Link } from './assign.ts';
import { knownDate } from './bare-dates.ts';
import { judgeNumber, type NumberScene } from './bare-numbers.ts';
import { castOf, type Cast } from './figures.ts';
import type { LinkInput } from './input.ts';
import { addNameless, followOwners } from './nameless.ts';
import { presenceOf } from './presence.ts';
import { authorOfOwnCare, isPersonal, NAME_P_MIN, promoted, rolesOf, type FigureRole } from './roles.ts';
import { dismissal, elementRule } from './rules.ts';
import { isPassing, type Scene } from './score.ts';
import type { ScopeTree } from './scopes.ts';

export interface Pass {
  /** As given, with numbers whose kind is now known. */
  readonly candidates: readonly Candidate[];
  readonly cast: Cast;
  readonly roles: readonly FigureRole[];
  readonly links: readonly Link[];
  /** The content speaks of a person in care. */
  readonly aboutPatient: boolean;
}

export function runPass(input: LinkInput, tree: ScopeTree, apart: ReadonlyMap<number, number>): Pass {
  const cast = castOf(input.analysis, tree, apart);
  const presence = presenceOf(cast, tree);
  const { roster, learned, analysis } = input;
  const candidates = analysis.candidates.map((candidate, at) =>
    known(candidate, at, { candidates: analysis.candidates, tree, cast, presence, roster, learned }),
  );
  const roles = rolesOf({ analysis: { ...analysis, candidates }, tree, cast, presence, places: input.places, staff: input.staff, roster });
  const wants = candidates.map(
    (candidate) =>
      candidate.dismissedBy === undefined && candidate.assertion !== 'template' && elementRule(candidate.element).kind !== 'none',
  );
  let standing = roles;
  let scene = sceneOf({ candidates, tree, cast, presence, roles: standing, roster, persons: analysis.persons });
  let links = assignAll(scene, (at) => wants[at] === true);
  const raised = promoted({ places: input.places, staff: input.staff, roster, cast }, standing, candidates, links);
  if (raised.some((role, i) => role !== standing[i])) {
    // Who turns out to be a patient changes who else may be the only one.
    standing = raised;
    scene = sceneOf({ candidates, tree, cast, presence, roles: standing, roster, persons: analysis.persons });
    links = assignAll(scene, (at) => wants[at] === true);
  }
  links = followOwners(candidates, links, tree);
  const author = scene.patients > 0 ? undefined : authorOfOwnCare({ ...input, analysis: { ...analysis, candidates } });
  const more = addNameless(candidates, links, cast, standing, tree, author);
  if (more === undefined) return { candidates, cast, roles: standing, links, aboutPatient: scene.patients > 0 };
  const second = sceneOf({
    candidates,
    tree,
    cast: more.cast,
    presence: presenceOf(more.cast, tree),
    roles: more.roles,
    roster,
    persons: analysis.persons,
  });
  const again = assignAll(second, (at) => wants[at] === true && links[at]?.figure === undefined && !more.figureOf.has(at));
  const byValueP = scene.patients === 0 ? BY_VALUE_P : BY_VALUE_P_AMONG_PATIENTS;
  const all = links.map((link, at): Link => {
    const figure = more.figureOf.get(at);
    if (figure !== undefined)
      return {
        figure,
        p: byValueP,
        secondP: link.secondP,
        method: 'by-value',
        reasons: link.reasons,
        ...(link.runnerUp === undefined ? {} : { runnerUp: link.runnerUp }),
      };
    // Places were counted in the first cast: the second has more of them.
    return link.figure === undefined ? (again[at] ?? link) : { ...link, ...movedPlace(link, cast, more.cast) };
  });
  return { candidates, cast: more.cast, roles: more.roles, links: all, aboutPatient: true };
}

const BY_VALUE_P = 0.999;
/** Where patients are named, the number may be one of theirs: a person looks. */
const BY_VALUE_P_AMONG_PATIENTS = 0.95;

function movedPlace(link: Link, from: Cast, to: Cast): { readonly place?: number } {
  const place = link.place === undefined ? undefined : from.occurrences[link.place];
  if (place === undefined) return {};
  const at = (to.placesOf[place.figure] ?? []).find((i) => to.occurrences[i]?.start === place.start);
  return at === undefined ? {} : { place: at };
}

/** `Diego Burns`, `Allegra Cole`: the clinical word is a name there. */
function isNameWord(candidate: Candidate, scene: NumberScene): boolean {
  if (candidate.dismissedBy !== undefined || groupOf(candidate.element) !== 'health' || candidate.label !== undefined) return false;
  const at = scene.presence.lastBefore(candidate.end);
  const place = scene.presence.occurrences[at];
  const figure = place === undefined ? undefined : scene.cast.figures[place.figure];
  return (
    place !== undefined &&
    figure !== undefined &&
    figure.p >= NAME_P_MIN &&
    figure.words.length > 1 &&
    place.start <= candidate.start &&
    candidate.end <= place.end
  );
}

/** Words of a table outside its rows: a head is no value, whatever it says. */
function isTableHeader(candidate: Candidate, { tree }: NumberScene): boolean {
  if (candidate.dismissedBy !== undefined || candidate.cell === undefined || tree.scopes[candidate.cell.record]?.kind !== 'table')
    return false;
  return !/\d/.test(candidate.value.reveal('match'));
}

/** The candidate with what names, roster and learned forms say of its kind. */
function known(candidate: Candidate, at: number, scene: NumberScene): Candidate {
  if (isNameWord(candidate, scene)) return { ...candidate, dismissedBy: dismissal('name-word') };
  if (isTableHeader(candidate, scene)) return { ...candidate, dismissedBy: dismissal('table-header') };
  if (candidate.element === 'date.unknown') return knownDate(candidate, at, scene);
  if (candidate.element !== 'id.unknown' || candidate.dismissedBy !== undefined) return candidate;
  const judged = judgeNumber(candidate, at, scene);
  if (judged.is === 'nothing') return { ...candidate, dismissedBy: judged.dismissedBy };
  return { ...candidate, element: judged.element, p: Math.max(candidate.p, judged.p) };
}

function sceneOf(parts: Omit<Scene, 'onlyPatient' | 'patients' | 'figureOfPerson' | 'aligned' | 'repeated' | 'grids'>): Scene {
  const { cast, roles, candidates, presence, tree } = parts;
  const isLive = (figure: number): boolean => (roles[figure]?.nameP ?? 0) >= NAME_P_MIN;
  const patients = cast.figures.filter(
    (figure) =>
      isLive(figure.index) && !isPassing(figure) && (roles[figure.index]?.role === 'subject' || roles[figure.index]?.role === 'subscriber'),
  );
  // A full name of unknown part could be another patient.
  const unknown = cast.figures.some(
    ({ index, readings }) =>
      roles[index]?.role === 'other' &&
      (roles[index]?.nameP ?? 0) >= 0.9 &&
      readings[0]?.given !== '' &&
      readings[0]?.family !== '' &&
      readings.length > 0,
  );
  const figureOfPerson = new Map<number, number>();
  for (const figure of cast.figures) for (const person of figure.persons) figureOfPerson.set(person, figure.index);
  const only = patients.length === 1 && !unknown ? patients[0]?.index : undefined;
  return {
    ...parts,
    onlyPatient: only,
    patients: patients.length,
    figureOfPerson,
    repeated: repeatedContacts(candidates),
    grids: gridsOf(parts),
    aligned: alignLists(candidates, presence, tree, (figure) => isPersonal(roles[figure]?.role ?? 'other')),
  };
}

/** Addresses and phones of a letterhead or page footer: the same value without a label, more than once. */
function repeatedContacts(candidates: readonly Candidate[]): ReadonlySet<number> {
  const places = new Map<string, number[]>();
  candidates.forEach((candidate, at) => {
    if (
      candidate.dismissedBy !== undefined ||
      candidate.label !== undefined ||
      candidate.cell !== undefined ||
      elementRule(candidate.element).kind !== 'contact'
    )
      return;
    const key = `${candidate.element}\n${valueOf(candidate)}`;
    const list = places.get(key);
    if (list === undefined) places.set(key, [at]);
    else list.push(at);
  });
  return new Set([...places.values()].flatMap((list) => (list.length > 1 ? list : [])));
}

/** Tables without records: whether the names stand side by side (a person a column) or below each other (a person a row). */
function gridsOf({ presence, persons, tree }: Pick<Scene, 'presence' | 'persons' | 'tree'>): ReadonlyMap<number, 'column' | 'row'> {
  const rows = new Map<number, { readonly rows: Set<number>; readonly cols: Set<number> }>();
  for (const { person } of presence.occurrences) {
    const cell = person === undefined ? undefined : persons[person]?.cell;
    if (cell === undefined || tree.recordAt(cell.record, 0) >= 0) continue;
    const known = rows.get(cell.table) ?? { rows: new Set<number>(), cols: new Set<number>() };
    known.rows.add(cell.row);
    known.cols.add(cell.col);
    rows.set(cell.table, known);
  }
  return new Map([...rows].map(([table, seen]) => [table, seen.cols.size > seen.rows.size ? 'column' : 'row'] as const));
}
