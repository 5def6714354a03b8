/** How they got in: hypotheses scored by what the logs show, and the refusal to rank when they cannot carry it (spec/access.md 6.1). */
import type { RootCause } from '../../model/index.ts';
import { query } from '../coverage/queries.ts';
import { CAUSE_RULES, CAUSE_THRESHOLDS } from '../rules.ts';
import { observe, type CauseFacts } from './evidence.ts';

export interface CauseAnswer {
  readonly causes: readonly RootCause[];
  readonly refused?: string;
}

export interface CauseContext extends CauseFacts {
  readonly isCensored: boolean;
  /** A sign-in source covers the seven days before the first record. */
  readonly hasSignIns: boolean;
  readonly upn: string;
}

export function rankCauses(facts: CauseContext): CauseAnswer {
  const { seen, first } = observe(facts);
  if (first === undefined) return { causes: [], refused: 'No record of the intruder is known.' };
  const span = { from: first.at - 7 * 86_400_000, to: first.at, upn: facts.upn };
  if (!facts.hasSignIns)
    return { causes: [], refused: `No sign-in log covers the seven days before the first record of the intruder. ${query('Q5', span)}` };
  if (facts.isCensored)
    return { causes: [], refused: `The log begins too late: the first record of the intruder may not be his first. ${query('Q14', span)}` };
  const scored = CAUSE_RULES.map((rule): RootCause => {
    const held = rule.evidence.filter((one) => seen.has(one.id));
    return {
      hypothesis: rule.id,
      title: rule.title,
      score: held.reduce((sum, one) => sum + one.db, 0),
      for: held.filter((one) => one.db > 0).map((one) => told(one, seen.get(one.id) ?? [])),
      against: held.filter((one) => one.db < 0).map((one) => told(one, seen.get(one.id) ?? [])),
      missing: [
        ...new Set(rule.evidence.filter((one) => one.db > 0 && !seen.has(one.id)).map((one) => `${one.says}: ${query(one.needs, span)}`)),
      ],
    };
  }).sort((a, b) => b.score - a.score || Number(a.hypothesis.slice(1)) - Number(b.hypothesis.slice(1)));
  const shown = scored.filter((one) => one.for.length > 0);
  const [best, second] = shown;
  if (best === undefined || best.score < CAUSE_THRESHOLDS.best)
    return {
      causes: [],
      refused: `Nothing in the logs carries a cause: the best is ${best === undefined ? 'none' : `${best.hypothesis} with ${best.score} dB`}, and ${CAUSE_THRESHOLDS.best} are asked for.`,
    };
  if (second !== undefined && best.score - second.score < CAUSE_THRESHOLDS.lead)
    return {
      causes: [],
      refused: `Undecided between ${best.hypothesis} (${best.title}, ${best.score} dB) and ${second.hypothesis} (${second.title}, ${second.score} dB).`,
    };
  return { causes: shown.filter((one) => one.score > 0) };
}

function told(one: { readonly db: number; readonly says: string }, records: readonly string[]): string {
  return `${one.says} (${one.db > 0 ? '+' : ''}${one.db} dB; ${records.slice(0, 3).join(', ')}${records.length > 3 ? ` and ${records.length - 3} more` : ''})`;
}
