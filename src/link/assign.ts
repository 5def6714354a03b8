/**
 * Joint assignment: every value gets a person or nobody, so that a person has one birth date and a number one person.
 * spec/detection.md 6.5. Near evidence binds first: values are taken in the order of their best score, and what is taken
 * weighs against a second one. Greedy with margins; what is close ends in review.
 */
import type { Candidate, LinkMethod, LinkReason } from '../model/index.ts';

import { UNALIGNED } from './alignment.ts';
import { agreement, nameWords } from './name-key.ts';
import { elementRule, weightOf } from './rules.ts';
import { NAME_P_MIN } from './roles.ts';
import { isEligible, recordOf, saysPatient, scoreOption, type Option, type Scene } from './score.ts';

export interface Link {
  /** Index of the figure; undefined: nobody. */
  readonly figure?: number;
  readonly p: number;
  /** P of the second best, nobody included. */
  readonly secondP: number;
  readonly runnerUp?: { readonly figure: number; readonly p: number };
  readonly method: LinkMethod;
  readonly reasons: readonly LinkReason[];
  /** Index of the occurrence it hangs on. */
  readonly place?: number;
  /** Why it may not be decided by the machine, whatever its p. */
  readonly conflict?: 'roster' | 'second-value' | 'owner' | 'lists';
}

export const NO_LINK: Link = { p: 0, secondP: 0, method: 'none', reasons: [] };

const OPTIONS_MAX = 64;

interface Draft {
  readonly at: number;
  readonly candidate: Candidate;
  readonly options: readonly Option[];
  readonly nobody: number;
  readonly best: number;
}

/** One link per candidate of `scene.candidates`, by index; those for which `wants` is false get none. */
export function assignAll(scene: Scene, wants: (at: number) => boolean): readonly Link[] {
  const links: Link[] = scene.candidates.map(() => NO_LINK);
  const drafts: Draft[] = [];
  scene.candidates.forEach((candidate, at) => {
    if (!wants(at)) return;
    const options = optionsFor(scene, at, candidate);
    const nobody = nobodyScore(scene, candidate);
    drafts.push({
      at,
      candidate,
      options,
      nobody,
      best: options.reduce((most, option) => Math.max(most, option.score), Number.NEGATIVE_INFINITY),
    });
  });
  drafts.sort((a, b) => b.best - a.best || a.at - b.at);
  const taken = new Taken();
  for (const draft of drafts) {
    const chosen = choose(draft, taken, scene);
    const link: Link = scene.aligned.get(draft.at) === UNALIGNED && chosen.figure !== undefined ? { ...chosen, conflict: 'lists' } : chosen;
    links[draft.at] = link;
    // A second owner of a number is a question, not a fact that others may rest on.
    if (link.figure !== undefined && link.p >= 0.5 && link.conflict === undefined)
      taken.note(draft.candidate, link.figure, membersFor(draft.candidate, link.figure, scene, membersOf(draft.candidate, scene)));
  }
  return links;
}

export const valueOf = (candidate: Candidate): string => (candidate.norm ?? candidate.value).reveal('match');

/** Who has what, of the elements that a person has once or that have one owner. */
class Taken {
  readonly #values = new Map<string, Set<string>>();
  readonly #owners = new Map<string, Set<number>>();
  readonly #members = new Map<number, readonly string[]>();

  /** `members`: roster persons whose value this is; empty if the roster says nothing. */
  note(candidate: Candidate, figure: number, members: readonly string[]): void {
    if (members.length > 0 && !this.#members.has(figure)) this.#members.set(figure, members);
    const { single, owner } = elementRule(candidate.element);
    const value = valueOf(candidate);
    if (single) put(this.#values, `${candidate.element}\n${figure}`, value);
    if (owner) put(this.#owners, `${candidate.element}\n${value}`, figure);
  }
  /** Whether these roster persons are the one whose values the figure has already. */
  member(figure: number, members: readonly string[]): 'same' | 'other' | 'unknown' {
    const known = this.#members.get(figure);
    if (known === undefined || members.length === 0) return 'unknown';
    return members.some((member) => known.includes(member)) ? 'same' : 'other';
  }
  /** The person has another value of this element. */
  hasOther(candidate: Candidate, figure: number): boolean {
    const values = elementRule(candidate.element).single ? this.#values.get(`${candidate.element}\n${figure}`) : undefined;
    return values !== undefined && !values.has(valueOf(candidate));
  }
  hasSame(candidate: Candidate, figure: number): boolean {
    const { single, owner } = elementRule(candidate.element);
    if (single && this.#values.get(`${candidate.element}\n${figure}`)?.has(valueOf(candidate)) === true) return true;
    return owner && this.#owners.get(`${candidate.element}\n${valueOf(candidate)}`)?.has(figure) === true;
  }
  ownedByOther(candidate: Candidate, figure: number): boolean {
    const owners = elementRule(candidate.element).owner ? this.#owners.get(`${candidate.element}\n${valueOf(candidate)}`) : undefined;
    return owners !== undefined && !owners.has(figure);
  }
}

function put<T>(map: Map<string, Set<T>>, key: string, value: T): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}

function optionsFor(scene: Scene, at: number, candidate: Candidate): readonly Option[] {
  const { presence, tree } = scene;
  const record = recordOf(candidate, tree);
  const inRecord = record >= 0 ? presence.figuresOfRecord(record) : [];
  // A row or form with a possible owner in it is a hard border. spec/detection.md 4.5
  const isHard = inRecord.some(
    (figure) => isEligible(candidate.element, scene.roles[figure]?.role ?? 'other') || recordIsStaffs(scene, figure, candidate),
  );
  const places = isHard ? nearestPlaces(scene, candidate, inRecord, record) : presence.around(candidate.start);
  const best = new Map<number, Option>();
  const isContact = elementRule(candidate.element).kind === 'contact' && !saysPatient(candidate);
  const ground = tree.ground(candidate.scope);
  const unit = tree.unit(candidate.scope);
  for (const place of [...places, ...subjectPlaces(scene, candidate, isHard)]) {
    const occurrence = presence.occurrences[place];
    // Words that are hardly a name own nothing.
    if (occurrence !== undefined && (scene.roles[occurrence.figure]?.nameP ?? 1) < NAME_P_MIN) continue;
    // Contacts in header lines and signatures belong to who stands there, or to nobody.
    if (
      isContact &&
      (ground === 'header' || ground === 'signature' || ground === 'disclaimer') &&
      tree.ground(occurrence?.scope ?? 0) !== ground
    )
      continue;
    if (isContact && ground === 'header' && tree.unit(occurrence?.scope ?? 0) !== unit) continue;
    const option = scoreOption(scene, at, candidate, place);
    const known = best.get(option.figure);
    if (known === undefined || option.score > known.score) best.set(option.figure, option);
  }
  return [...best.values()].sort((a, b) => b.score - a.score || a.figure - b.figure).slice(0, OPTIONS_MAX);
}

function recordIsStaffs(scene: Scene, figure: number, candidate: Candidate): boolean {
  return elementRule(candidate.element).kind === 'person' && scene.roles[figure]?.role === 'staff';
}

/** Per figure of a record its place nearest to the value, inside the record. */
function nearestPlaces(scene: Scene, candidate: Candidate, figures: readonly number[], record: number): readonly number[] {
  const { occurrences } = scene.presence;
  return figures.flatMap((figure) => {
    let best = -1;
    let distance = Number.POSITIVE_INFINITY;
    for (const i of scene.cast.placesOf[figure] ?? []) {
      const place = occurrences[i];
      if (place === undefined || (place.record !== record && scene.tree.outerRecord(place.record) !== record)) continue;
      const gap = place.end <= candidate.start ? candidate.start - place.end : (place.start - candidate.end) * 2;
      if (gap < distance) {
        distance = gap;
        best = i;
      }
    }
    return best < 0 ? [] : [best];
  });
}

/** First places of the subjects of enclosing scopes and of the only patient, who may stand far away. */
function subjectPlaces(scene: Scene, candidate: Candidate, isHard: boolean): readonly number[] {
  if (isHard) return [];
  const figures = new Set<number>();
  if (scene.onlyPatient !== undefined) figures.add(scene.onlyPatient);
  for (let at = candidate.scope, n = 0; at >= 0 && n < 64; at = scene.tree.parent(at), n += 1) {
    const subject = scene.tree.scopes[at]?.subject;
    const figure = subject === undefined ? undefined : scene.figureOfPerson.get(subject);
    if (figure !== undefined) figures.add(figure);
  }
  return [...figures].flatMap((figure) => {
    const list = scene.cast.placesOf[figure] ?? [];
    const before = list.findLast((i) => (scene.presence.occurrences[i]?.start ?? 0) <= candidate.start);
    const place = before ?? list[0];
    return place === undefined ? [] : [place];
  });
}

function nobodyScore(scene: Scene, candidate: Candidate): number {
  const owner = candidate.label?.owner;
  let score = owner === 'org' || owner === 'facility' || owner === 'none' ? -weightOf('owner-disagrees') : 0;
  // "Pt's cell" below a signature is the patient's: a label that names the owner stands above the place.
  if (saysPatient(candidate)) return score;
  const ground = scene.tree.ground(candidate.scope);
  const { kind } = elementRule(candidate.element);
  if (ground === 'body' && scene.patients > 0 && (kind === 'patient' || (kind === 'person' && candidate.label !== undefined)))
    score += weightOf('nobody-care');
  if (ground === 'signature') score += weightOf('nobody-signature');
  if (ground === 'disclaimer') score += weightOf('nobody-disclaimer');
  if (ground === 'header' && elementRule(candidate.element).kind === 'contact') score += weightOf('nobody-header');
  return score;
}

/** Members whose value this is, by the roster. Shared values and common ones say nothing. */
function membersOf(candidate: Candidate, { roster }: Scene): readonly string[] {
  if (roster.size === 0 || !elementRule(candidate.element).direct) return [];
  return roster.byId(valueOf(candidate)).map(({ member }) => member);
}

/** Of several persons of one name the birth date tells which: members of the figure's family name born on that day. */
function membersFor(candidate: Candidate, figure: number, scene: Scene, own: readonly string[]): readonly string[] {
  if (candidate.element !== 'dob' || scene.roster.size === 0) return own;
  const found = scene.cast.figures[figure];
  const family = found?.readings[0]?.family ?? '';
  if (found === undefined || family === '') return own;
  return scene.roster
    .byDob(valueOf(candidate), family)
    .flatMap((hint) => (agreement(found.words, nameWords(`${hint.given} ${hint.family}`)) === 'agrees' ? [hint.member] : []));
}

function choose(draft: Draft, taken: Taken, scene: Scene): Link {
  const { candidate } = draft;
  const members = membersOf(candidate, scene);
  // Another number of a second roster member: somebody else of that name, whom the text does not repeat.
  const isSomebodyElse = (option: Option): boolean =>
    option.method !== 'record' &&
    option.method !== 'apposition' &&
    taken.hasOther(candidate, option.figure) &&
    taken.member(option.figure, membersFor(candidate, option.figure, scene, members)) === 'other';
  const weighed = draft.options
    .filter((option) => !isSomebodyElse(option))
    .map((option) => {
      const extra: LinkReason[] = [];
      if (taken.hasOther(candidate, option.figure)) extra.push({ id: 'taken', weight: weightOf('taken') });
      else if (taken.ownedByOther(candidate, option.figure)) extra.push({ id: 'taken', weight: weightOf('taken') });
      else if (taken.hasSame(candidate, option.figure)) extra.push({ id: 'hard-elsewhere', weight: weightOf('hard-elsewhere') });
      const fit = taken.member(option.figure, membersFor(candidate, option.figure, scene, members));
      if (fit === 'same') extra.push({ id: 'roster-same-member', weight: weightOf('roster-same-member') });
      else if (fit === 'other') extra.push({ id: 'roster-other-member', weight: weightOf('roster-other-member') });
      return { option, extra, score: option.score + extra.reduce((sum, reason) => sum + reason.weight, 0) };
    });
  weighed.sort((a, b) => b.score - a.score || a.option.figure - b.option.figure);
  const top = Math.max(draft.nobody, weighed[0]?.score ?? Number.NEGATIVE_INFINITY);
  let sum = Math.exp(draft.nobody - top);
  for (const { score } of weighed) sum += Math.exp(score - top);
  const p = (score: number): number => Math.exp(score - top) / sum;
  const [first, second] = weighed;
  const nobodyP = p(draft.nobody);
  if (first === undefined) return { ...NO_LINK, p: nobodyP };
  const firstP = p(first.score);
  if (firstP < 0.5 && nobodyP >= firstP) {
    return {
      p: nobodyP,
      secondP: firstP,
      runnerUp: { figure: first.option.figure, p: firstP },
      method: 'none',
      reasons: first.option.reasons,
    };
  }
  const secondP = second === undefined ? 0 : p(second.score);
  const conflict = conflictOf(candidate, first.option, taken);
  return {
    figure: first.option.figure,
    p: firstP,
    secondP: Math.max(secondP, nobodyP),
    ...(second === undefined ? {} : { runnerUp: { figure: second.option.figure, p: secondP } }),
    method: first.option.method,
    reasons: [...first.option.reasons, ...first.extra],
    place: first.option.place,
    ...(conflict === undefined ? {} : { conflict }),
  };
}

function conflictOf(candidate: Candidate, option: Option, taken: Taken): Link['conflict'] {
  if (option.reasons.some((reason) => reason.id === 'roster-other')) return 'roster';
  if (taken.hasOther(candidate, option.figure)) return 'second-value';
  return taken.ownedByOther(candidate, option.figure) ? 'owner' : undefined;
}
