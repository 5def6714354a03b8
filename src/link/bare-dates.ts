/**
 * Dates that no word names. A date of the past right behind a name, `Ana Ruiz (3/4/61)`, is a birth date; so is one that the roster
 * has for a member of that name. Anything else stays what it was. spec/detection.md 2.7
 */
import type { Candidate } from '../model/index.ts';

import type { NumberScene } from './bare-numbers.ts';
import { agreement, nameWords } from './name-key.ts';
import { weightOf } from './rules.ts';

/** P(dob) by the age of the date alone, from which nearness to a name may decide. */
const PRIOR_MIN = 0.3;
/** `' ('`, `', '`, `' - '`. */
const GAP_BYTES_MAX = 3;
const NEIGHBOURS_MAX = 4;

export function knownDate(candidate: Candidate, scene: NumberScene): Candidate {
  if (candidate.element !== 'date.unknown' || candidate.dismissedBy !== undefined || candidate.cell?.columnElement !== undefined) return candidate;
  const reading = candidate.alternatives.find(({ element }) => element === 'dob');
  const norm = reading?.norm ?? candidate.norm;
  if (reading === undefined || norm === undefined) return candidate;
  let odds = Math.log(reading.p / (1 - reading.p));
  const behind = scene.presence.lastBefore(candidate.start);
  const place = scene.presence.occurrences[behind];
  const figure = place === undefined ? undefined : scene.cast.figures[place.figure];
  const isClinician = (figure?.textRoles.clinician ?? 0) > 3 || (figure?.textRoles.correspondent ?? 0) > 3;
  const isBehind = place !== undefined && !isClinician && place.line === candidate.line && candidate.start >= place.end && candidate.start - place.end <= GAP_BYTES_MAX;
  if (isBehind && reading.p >= PRIOR_MIN) odds += weightOf('date-after-name');
  if (scene.roster.size > 0 && inRoster(norm.reveal('match'), behind, scene)) odds += weightOf('element-roster');
  const p = 1 / (1 + Math.exp(-odds));
  return p < 0.9 ? candidate : { ...candidate, element: 'dob', norm, p: Math.round(p * 1e4) / 1e4 };
}

/** The roster has this birth date for a member with one of the names just before it. */
function inRoster(date: string, behind: number, { presence, cast, roster }: NumberScene): boolean {
  for (let i = behind; i > behind - NEIGHBOURS_MAX; i -= 1) {
    const figure = cast.figures[presence.occurrences[i]?.figure ?? -1];
    const family = figure?.readings[0]?.family ?? '';
    if (figure === undefined || family === '') continue;
    if (roster.byDob(date, family).some((hint) => agreement(figure.words, nameWords(`${hint.given} ${hint.family}`)) === 'agrees')) return true;
  }
  return false;
}
