/**
 * Numbers without a label. Shape alone never makes an id: only the roster together with a name or birth date of the same member
 * beside it, or a form that this organisation's ids have. spec/detection.md 0.1 D4, D7, 3.4
 */
import type { Candidate, ElementId, LinkReason, RosterLookup } from '../model/index.ts';

import { valueOf } from './assign.ts';
import type { Cast } from './figures.ts';
import { formatsFor, type LearnedFormats } from './learned.ts';
import { agreement, nameWords } from './name-key.ts';
import type { Presence } from './presence.ts';
import { dismissal, weightOf } from './rules.ts';
import { recordOf } from './score.ts';
import type { ScopeTree } from './scopes.ts';

/** Above this share of its space a number is somebody's by chance too often. spec/detection.md 3.4 (5) */
const DENSITY_MAX = 0.001;
/** A form as rare as this among other numbers (ln odds) speaks for the id by itself. */
const FORM_ODDS_MIN = 3;

export type BareNumber =
  | { readonly is: 'id'; readonly element: ElementId; readonly p: number; readonly reasons: readonly LinkReason[] }
  | { readonly is: 'nothing'; readonly dismissedBy: string };

export interface NumberScene {
  readonly candidates: readonly Candidate[];
  readonly tree: ScopeTree;
  readonly cast: Cast;
  readonly presence: Presence;
  readonly roster: RosterLookup;
  readonly learned: LearnedFormats;
}

export function judgeNumber(candidate: Candidate, at: number, scene: NumberScene): BareNumber {
  const value = valueOf(candidate);
  const forms = formatsFor(scene.learned, candidate.value.reveal('match'));
  const hints = scene.roster.size > 0 ? scene.roster.byId(value) : [];
  const form = forms[0];
  if (hints.length > 0) {
    const near = nearbyWords(candidate, scene);
    const dates = nearbyDates(at, scene);
    const agrees = hints.some(
      (hint) =>
        near.some((words) => agreement(words, nameWords(`${hint.given} ${hint.family}`)) === 'agrees') ||
        (hint.dob !== '' && dates.includes(hint.dob)),
    );
    if (agrees)
      return {
        is: 'id',
        element: form?.element ?? 'mrn',
        p: 0.995,
        reasons: [{ id: 'element-roster', weight: weightOf('element-roster') }],
      };
    if (scene.roster.idDensity(value) >= DENSITY_MAX) return { is: 'nothing', dismissedBy: dismissal('bare-id-dense') };
    return { is: 'id', element: form?.element ?? 'mrn', p: 0.7, reasons: [{ id: 'element-roster', weight: 1 }] };
  }
  if (form !== undefined && form.odds >= FORM_ODDS_MIN) {
    return {
      is: 'id',
      element: form.element,
      p: form.prefix.length >= 2 ? 0.985 : 0.8,
      reasons: [{ id: 'element-learned', weight: weightOf('element-learned') }],
    };
  }
  return { is: 'nothing', dismissedBy: dismissal('bare-number') };
}

/** Names in the same record, else in the same sentence, else in the same paragraph. */
function nearbyWords(candidate: Candidate, { tree, cast, presence }: NumberScene): readonly (readonly string[])[] {
  const record = recordOf(candidate, tree);
  const sentence = tree.sentence(candidate.scope);
  const figures =
    record >= 0 && presence.figuresOfRecord(record).length > 0
      ? presence.figuresOfRecord(record)
      : [...(sentence >= 0 ? presence.figuresIn(sentence) : []), ...presence.figuresIn(tree.unit(candidate.scope))];
  return figures.map((figure) => cast.figures[figure]?.words ?? []);
}

const NEIGHBOURS = 12;

/** Birth dates in the same record or unit. */
function nearbyDates(at: number, { candidates, tree }: NumberScene): readonly string[] {
  const own = candidates[at];
  if (own === undefined) return [];
  const place = (candidate: Candidate): number => {
    const record = recordOf(candidate, tree);
    return record >= 0 ? record : tree.unit(candidate.scope);
  };
  const dates: string[] = [];
  for (let i = Math.max(0, at - NEIGHBOURS); i <= at + NEIGHBOURS; i += 1) {
    const next = candidates[i];
    if (next !== undefined && next.element === 'dob' && next.dismissedBy === undefined && place(next) === place(own))
      dates.push(valueOf(next));
  }
  return dates;
}
