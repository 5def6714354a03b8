/** The answer in one screen, 80 columns or wider. Ids and counts only, never a name. Order: PEOPLE DATA ACCESS CLOCKS GAPS NEXT. */
import { ELEMENT_IDS, groupOf, type ElementId } from '../model/index.ts';
import { daysUntil } from './days.ts';
import { elementWords } from './element-words.ts';
import type { SummaryJson } from './summary.ts';

export interface StatusStyle {
  readonly paint: {
    readonly bold: (text: string) => string;
    readonly dim: (text: string) => string;
    readonly red: (text: string) => string;
    readonly yellow: (text: string) => string;
    readonly green: (text: string) => string;
  };
  readonly width: number;
  readonly caseName: string;
}

const n = (value: number): string => {
  const [whole = '', fraction] = String(value).split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
};
const things = (count: number, one: string, many: string): string => `${n(count)} ${count === 1 ? one : many}`;
const LABEL = 11;
/** Elements shown with a bar, after the most frequent ones. */
const ELEMENTS_SHOWN = 6;
const STATES_SHOWN = 3;

export function statusText(summary: SummaryJson, style: StatusStyle): string {
  const { paint } = style;
  const lines: string[] = [''];
  const row = (label: string, text: string): void => {
    lines.push(` ${label === '' ? ' '.repeat(LABEL) : paint.bold(label.padEnd(LABEL))}${text}`);
  };
  for (const { name, why } of summary.lost_sources)
    lines.push(` ${paint.red(`NOT READ: ${name}.`)} ${why} The counts below are without what was not read of it.`);
  lines.push(
    ` ${paint.bold(summary.case.id)}   as of ${summary.case.as_of}${summary.access.window.provisional ? `   ${paint.yellow('provisional: nothing is known of the intruder yet')}` : ''}`,
    '',
  );
  people(summary, style, row);
  data(summary, style, row);
  access(summary, style, row);
  clocks(summary, style, row);
  const { by_state: states } = summary.items;
  const unread = Object.entries(states)
    .filter(([state]) => !['extracted', 'duplicate', 'empty'].includes(state))
    .map(([state, count]) => `${n(count)} ${state}`);
  row(
    'GAPS',
    summary.gaps.total === 0
      ? paint.green('none')
      : `${unread.length === 0 ? 'every item was read' : paint.yellow(`not read whole: ${unread.join(' · ')}`)} · ${things(summary.gaps.total, 'gap', 'gaps')} in gaps.csv`,
  );
  row(
    'DECIDED',
    `${things(summary.review.decided, 'decision', 'decisions')} · open: ${things(summary.review.questions, 'question', 'questions')} about people, ${things(summary.review.findings, 'finding', 'findings')} in review`,
  );
  lines.push('');
  row('NEXT', paint.bold(`open ${style.caseName}/out/report.html`));
  row('', paint.dim(`postbreach explain ${style.caseName} N-people   how the number is known`));
  lines.push('');
  return lines.join('\n');
}

type AddRow = (label: string, text: string) => void;

function people(summary: SummaryJson, { paint }: StatusStyle, row: AddRow): void {
  const { individuals } = summary;
  const told = individuals.notify.yes + individuals.notify.undecided;
  if (summary.items.messages + summary.items.attachments === 0)
    return row('PEOPLE', paint.yellow('no mailbox was read: people cannot be counted; the logs give verdicts on what they name'));
  row('PEOPLE', `${paint.bold(n(told))} to notify, ${n(individuals.notify.undecided)} of them undecided`);
  row(
    '',
    paint.dim(
      `low ${n(individuals.low)} · expected ${n(individuals.expected)} · high ${n(individuals.high)} · left out ${n(individuals.notify.no)}`,
    ),
  );
  const states = Object.entries(individuals.by_state).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const rest = states.slice(STATES_SHOWN);
  const shown = states.slice(0, STATES_SHOWN).map(([state, count]) => `${state} ${n(count)}`);
  row(
    '',
    [...shown, ...(rest.length === 0 ? [] : [`${rest.length} more ${n(rest.reduce((sum, [, count]) => sum + count, 0))}`])].join(' · '),
  );
  row('', `children ${n(individuals.minors)} · deceased ${n(individuals.deceased)} · no address ${n(individuals.no_address)}`);
}

function data(summary: SummaryJson, { paint, width }: StatusStyle, row: AddRow): void {
  const counted = ELEMENT_IDS.filter((element) => groupOf(element) !== 'evidence' && (summary.elements[element]?.individuals ?? 0) > 0)
    .map((element): [ElementId, number] => [element, summary.elements[element]?.individuals ?? 0])
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const most = counted[0]?.[1] ?? 1;
  const bar = Math.max(10, Math.min(40, width - 56));
  const lines = counted
    .slice(0, ELEMENTS_SHOWN)
    .map(
      ([element, count]) =>
        `${elementWords(element).slice(0, 24).padEnd(25)}${n(count).padStart(7)}  ${paint.dim('━'.repeat(Math.max(1, Math.round((bar * count) / most))))}`,
    );
  if (counted.length > ELEMENTS_SHOWN) lines.push(paint.dim(`${counted.length - ELEMENTS_SHOWN} more kinds of data in summary.json`));
  for (const negative of summary.negatives.filter(({ element }) => element === 'ssn' || element === 'card.pan')) {
    const count = summary.elements[negative.element]?.individuals ?? 0;
    const name = negative.element === 'ssn' ? 'Social Security number' : 'payment card number';
    if (negative.holds)
      lines.push(`${name.padEnd(25)}${'0'.padStart(7)}  none found in ${n(summary.items.read)} of ${n(summary.items.total)} items`);
    else if (count === 0 && summary.items.messages + summary.items.attachments > 0)
      lines.push(`${name.padEnd(25)}${'0'.padStart(7)}  ${paint.yellow('in review: not yet to be said')}`);
  }
  for (const [index, line] of lines.entries()) row(index === 0 ? 'DATA' : '', line);
}

function access(summary: SummaryJson, { paint }: StatusStyle, row: AddRow): void {
  const { window, by_verdict: verdicts } = summary.access;
  const span =
    window.start === ''
      ? 'its window is not known'
      : `${window.start.slice(0, 16).replace('T', ' ')} to ${window.end === '' ? 'not ended' : window.end.slice(0, 16).replace('T', ' ')} UTC`;
  row('ACCESS', `${things(summary.access.intruder_sessions, 'context', 'contexts')} of the intruder, ${span}`);
  const count = (verdict: string): string => n(verdicts[verdict] ?? 0);
  const parts = [
    paint.red(`accessed ${count('accessed')}`),
    paint.red(`presumed ${count('presumed')}`),
    paint.yellow(`possible ${count('possible')}`),
    ...((verdicts['unassessed'] ?? 0) > 0 ? [paint.yellow(`unassessed ${count('unassessed')}`)] : []),
    paint.green(`excluded ${count('excluded')}`),
  ];
  row('', `messages: ${parts.join(' · ')}`);
  row(
    '',
    paint.dim(
      `people: named ${n(summary.individuals.named)} · covered ${n(summary.individuals.covered)} · not excluded ${n(summary.individuals.not_excluded)} · listed only ${n(summary.individuals.listed_only)}`,
    ),
  );
}

function clocks(summary: SummaryJson, { paint }: StatusStyle, row: AddRow): void {
  const open = summary.duties.filter(({ state, due }) => (state === 'due' || state === 'late') && due !== '');
  const days = [...new Set(open.map(({ due }) => due))].sort((a, b) => (a < b ? -1 : 1));
  const lines = days.map((due) => {
    const who = [
      ...new Set(
        open
          .filter((duty) => duty.due === due)
          .map(({ recipient, jurisdiction }) =>
            recipient === 'individuals' && jurisdiction === 'US' ? 'people' : `${recipient} ${jurisdiction}`,
          ),
      ),
    ].join(', ');
    const left = daysUntil(summary.case.as_of, due);
    return `${due}, ${left < 0 ? paint.red(things(-left, 'day late', 'days late')) : things(left, 'day', 'days')}   ${who}`;
  });
  const waiting = summary.duties.filter(({ state }) => state === 'undecided');
  if (waiting.length > 0)
    lines.push(
      paint.yellow(`undecided: ${[...new Set(waiting.map(({ recipient, jurisdiction }) => `${recipient} ${jurisdiction}`))].join(', ')}`),
    );
  if (lines.length === 0) lines.push('no duty is due');
  for (const [index, line] of lines.entries()) row(index === 0 ? 'CLOCKS' : '', line);
}
