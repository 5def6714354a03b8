/** The open decisions that move the number most, each with its line for `decide`. */
import { byText } from '../../kernel/index.ts';
import type { AnswerBundle } from '../bundle.ts';
import { count, escapeHtml, table } from './html.ts';

const SHOWN = 10;

export interface OpenDecision {
  readonly what: string;
  readonly moves: number;
  readonly line: string;
}

const lineOf = (kind: string, key: unknown, answer: unknown): string =>
  JSON.stringify({ uuid: 'NEW-UUID', by: 'YOUR-NAME', role: 'privacy', kind, key, new: answer, reason: 'WHY' });

/** Questions about people, unlabelled contexts, what only a list line shows, and the risk assessment; most people first. */
export function openDecisions(bundle: AnswerBundle): OpenDecision[] {
  const questions = bundle.questions.map((question): OpenDecision => ({
    what: question.text,
    moves: question.gain,
    line: lineOf(question.decide.kind, question.decide.key, question.decide.choices[0] ?? null),
  }));
  const contexts = bundle.access.sessions
    .filter(({ label, messages }) => label === 'unknown' && messages > 0)
    .map((session): OpenDecision => ({
      what: `Whose context is ${session.id.slice(0, 10)} (${session.ips.slice(0, 2).join(', ')}), which touched ${session.messages} messages?`,
      moves: bundle.people.filter(({ exposure }) => exposure.notify !== 'no' && exposure.access === 'possible').length,
      line: lineOf('access.label', session.session ?? session.id, 'owner'),
    }));
  const excluded = bundle.people.filter(
    ({ individual, exposure }) => exposure.notify === 'undecided' && individual.status === 'resolved' && exposure.access === 'excluded',
  ).length;
  const memo =
    excluded === 0
      ? []
      : [
          {
            what: 'Is the probability of compromise low for people whose messages are all excluded? (the four factors of 45 CFR 164.402(2), signed)',
            moves: excluded,
            line: lineOf('assess.sign', 'memo', { conclusion: 'low-probability', scope: 'excluded' }),
          },
        ];
  return [...questions, ...contexts, ...memo].sort((a, b) => b.moves - a.moves || byText(a.what, b.what));
}

export function openDecisionsTable(bundle: AnswerBundle): string {
  const open = openDecisions(bundle);
  if (open.length === 0) return '<p>No decision is open that could change the number.</p>';
  const rows = open.slice(0, SHOWN).map(({ what, moves, line }) => [escapeHtml(what), count(moves), `<code>${escapeHtml(line)}</code>`]);
  const rest = open.length > SHOWN ? `<p class="small">${count(open.length - SHOWN)} more open questions.</p>` : '';
  const findings =
    bundle.openFindings === 0
      ? ''
      : `<p class="small">${count(bundle.openFindings)} findings wait in review (tier <code>review</code> in <code>findings.csv</code>); they add elements to people, or people to the list.</p>`;
  return `${table('The open decisions that move the number most', [{ head: 'Question' }, { head: 'People it can move', isNumber: true }, { head: 'Line for postbreach decide (fill in who and why)' }], rows)}${rest}${findings}`;
}
