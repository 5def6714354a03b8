/**
 * Dates that no word names. A date of the past right behind a name, `Ana Ruiz (3/4/61)`, is a birth date; so is one that the roster
 * has for a member of that name. A day near the message's in the sentence of somebody, is a day of care. Anything else stays what
 * it was. spec/detection.md 2.7
 */
import type { Candidate, ElementId } from '../model/index.ts';

import type { NumberScene } from './bare-numbers.ts';
import { agreement, nameWords } from './name-key.ts';
import { weightOf } from './rules.ts';

/** P(dob) by the age of the date alone, from which nearness to a name may decide. */
const PRIOR_MIN = 0.3;
/** `' ('`, `', '`, `' - '`. */
const GAP_BYTES_MAX = 3;
const NEIGHBOURS_MAX = 4;

export function knownDate(candidate: Candidate, at: number, scene: NumberScene): Candidate {
  if (candidate.element !== 'date.unknown' || candidate.dismissedBy !== undefined || candidate.cell?.columnElement !== undefined)
    return candidate;
  return asBirthDate(candidate, scene) ?? asCareDate(candidate, at, scene) ?? candidate;
}

/** P of a day of care beside a clinical word, and beside a person alone: the sums of link decide over both. */
const BESIDE_CARE_P = 0.85;
const BESIDE_PERSON_P = 0.5;

/** A day near the message's own in the sentence or row of somebody who is no colleague: a visit, or one to come. */
function asCareDate(candidate: Candidate, at: number, scene: NumberScene): Candidate | undefined {
  const reading = candidate.alternatives.toSorted((a, b) => b.p - a.p)[0];
  if (
    reading === undefined ||
    (reading.element !== 'date.service' && reading.element !== 'date.appointment') ||
    scene.tree.ground(candidate.scope) !== 'body'
  )
    return undefined;
  const home = homeOf(candidate, scene);
  const isBeside = figuresOf(candidate, scene).some((figure) => {
    const roles = scene.cast.figures[figure]?.textRoles ?? {};
    return (roles.clinician ?? 0) < 3 && (roles.correspondent ?? 0) < 3 && (roles.staff ?? 0) < 3;
  });
  if (!isBeside) return undefined;
  let besideCare = false;
  for (let i = Math.max(0, at - CARE_NEIGHBOURS); i <= at + CARE_NEIGHBOURS && !besideCare; i += 1) {
    const next = scene.candidates[i];
    besideCare =
      next !== undefined && CARE.has(next.element) && next.dismissedBy === undefined && next.p >= 0.5 && homeOf(next, scene) === home;
  }
  const norm = reading.norm ?? candidate.norm;
  return {
    ...candidate,
    element: reading.element,
    ...(norm === undefined ? {} : { norm }),
    p: besideCare ? BESIDE_CARE_P : BESIDE_PERSON_P,
  };
}

const CARE_NEIGHBOURS = 8;
const CARE: ReadonlySet<ElementId> = new Set<ElementId>([
  'lab.test',
  'lab.result',
  'dx',
  'px',
  'med',
  'vital',
  'immunisation',
  'imaging',
  'procedure',
  'symptom',
  'treatment',
  'pathology',
]);

/** Row, else sentence, else unit. */
function homeOf(candidate: Candidate, { tree }: NumberScene): number {
  const record = tree.recordAt(candidate.cell?.record, candidate.scope);
  if (record >= 0) return record;
  const sentence = tree.sentence(candidate.scope);
  return sentence >= 0 ? sentence : tree.unit(candidate.scope);
}

function figuresOf(candidate: Candidate, scene: NumberScene): readonly number[] {
  const record = scene.tree.recordAt(candidate.cell?.record, candidate.scope);
  return record >= 0 ? scene.presence.figuresOfRecord(record) : scene.presence.figuresIn(scene.tree.unit(candidate.scope));
}

function asBirthDate(candidate: Candidate, scene: NumberScene): Candidate | undefined {
  const reading = candidate.alternatives.find(({ element }) => element === 'dob');
  const norm = reading?.norm ?? candidate.norm;
  if (reading === undefined || norm === undefined) return undefined;
  let odds = Math.log(reading.p / (1 - reading.p));
  const behind = scene.presence.lastBefore(candidate.start);
  const place = scene.presence.occurrences[behind];
  const figure = place === undefined ? undefined : scene.cast.figures[place.figure];
  const isClinician = (figure?.textRoles.clinician ?? 0) > 3 || (figure?.textRoles.correspondent ?? 0) > 3;
  const isBehind =
    place !== undefined &&
    !isClinician &&
    place.line === candidate.line &&
    candidate.start >= place.end &&
    candidate.start - place.end <= GAP_BYTES_MAX;
  if (isBehind && reading.p >= PRIOR_MIN) odds += weightOf('date-after-name');
  if (scene.roster.size > 0 && inRoster(norm.reveal('match'), behind, scene)) odds += weightOf('element-roster');
  const p = 1 / (1 + Math.exp(-odds));
  return p < 0.9 ? undefined : { ...candidate, element: 'dob', norm, p: Math.round(p * 1e4) / 1e4 };
}

/** The roster has this birth date for a member with one of the names just before it. */
function inRoster(date: string, behind: number, { presence, cast, roster }: NumberScene): boolean {
  for (let i = behind; i > behind - NEIGHBOURS_MAX; i -= 1) {
    const figure = cast.figures[presence.occurrences[i]?.figure ?? -1];
    const family = figure?.readings[0]?.family ?? '';
    if (figure === undefined || family === '') continue;
    if (roster.byDob(date, family).some((hint) => agreement(figure.words, nameWords(`${hint.given} ${hint.family}`)) === 'agrees'))
      return true;
  }
  return false;
}
