/** The ten sections of the report, always these, in this order. No person is named: ids, counts and words. */
import { isoSeconds } from '../../kernel/index.ts';
import type { AnswerBundle } from '../bundle.ts';
import { elementWords } from '../element-words.ts';
import { peopleCounts, toBeTold } from '../numbers.ts';
import type { SummaryJson } from '../summary.ts';
import { dutyFigure, folderFigure, timelineFigure } from './charts.ts';
import { bar, count, escapeHtml, longDate, numberLink, section, table, things, verdictMark } from './html.ts';
import { isElementId } from '../../model/index.ts';

export interface ReportInput {
  readonly bundle: AnswerBundle;
  readonly summary: SummaryJson;
}

/** A table never has more rows than this: the rest is a named file. */
const ROWS_MAX = 60;
const cut = <T>(rows: readonly T[]): readonly T[] => rows.slice(0, ROWS_MAX);
const more = (rows: readonly unknown[], file: string): string =>
  rows.length > ROWS_MAX ? `<p class="small">${count(rows.length - ROWS_MAX)} more in <code>${file}</code>.</p>` : '';
const when = (ms: number | undefined): string =>
  ms === undefined ? '<span class="warn">not known</span>' : escapeHtml(isoSeconds(ms).replace('T', ' ').replace('Z', ' UTC'));

export function whatHappened({ bundle }: ReportInput): string {
  const { window, sessions, rootCause, rootCauseRefused } = bundle.access;
  const intruders = sessions.filter(({ label }) => label === 'intruder');
  const { incident } = bundle.config;
  const sentences = [
    intruders.length === 0
      ? 'No context in the logs is known to be the intruder’s.'
      : `Somebody from outside used the mailbox through ${things(intruders.length, 'context', 'contexts')}${window.start === undefined ? '' : ` from ${when(window.start)}`}${window.end === undefined ? '' : ` to ${when(window.end)}`}.`,
    window.provisional
      ? 'Nothing is known of the intruder yet, so everything that is not proven to be the owner’s or a service’s is taken for the intruder: this is provisional.'
      : '',
    window.startProven && window.endProven
      ? 'Both ends of that window are proven by the logs.'
      : `The window is not proven at ${window.startProven ? 'its end' : window.endProven ? 'its start' : 'both ends'}; what the logs cannot exclude is counted as possible.`,
    bundle.access.scope.length === 0
      ? ''
      : `The same contexts also reached ${things(bundle.access.scope.length, 'other mailbox', 'other mailboxes')}: <code>access-scope.csv</code>.`,
  ].filter((sentence) => sentence !== '');
  const derived = (given: string | undefined, ms: number | undefined): string =>
    given === undefined ? `${when(ms)} <span class="small">(derived from the logs)</span>` : escapeHtml(given);
  const rows = [
    ['first access', derived(incident.first_access, window.start), escapeHtml(window.why[0] ?? '')],
    ['last access', derived(incident.last_access, window.end), escapeHtml(window.why[1] ?? '')],
    ['contained', derived(incident.contained, window.contained), ''],
    [
      'discovered',
      incident.discovered === undefined ? '<span class="warn">not given: no clock can start</span>' : longDate(incident.discovered),
      'case.yaml; starts the clocks',
    ],
    [
      'determined',
      incident.determined === undefined ? 'not given: the earlier date stands for it' : longDate(incident.determined),
      'case.yaml',
    ],
    [
      'decided to notify',
      incident.decided === undefined ? 'not given: the earlier date stands for it' : longDate(incident.decided),
      'case.yaml',
    ],
  ];
  const causes = rootCause.map(
    ({ hypothesis, title, score, for: supports, missing }) =>
      `<p>Most likely (${escapeHtml(hypothesis)}, ${score} dB): ${escapeHtml(title)}. For it: ${escapeHtml(supports.join('; '))}.${missing.length === 0 ? '' : ` Not looked at: ${escapeHtml(missing.join('; '))}.`}</p>`,
  );
  const cause =
    causes.length > 0
      ? causes.slice(0, 2).join('')
      : `<p>How they got in is not said: ${escapeHtml(rootCauseRefused ?? 'the logs do not carry it')}.</p>`;
  return section(
    1,
    'What happened',
    `<p>${sentences.join(' ')}</p>${cause}${table('Six dates', [{ head: 'What' }, { head: 'When' }, { head: 'How we know' }], rows)}`,
  );
}

export function theNumber({ bundle, summary }: ReportInput): string {
  const people = peopleCounts(bundle.people);
  const told = people.notify.yes + people.notify.undecided;
  const states = Object.entries(summary.individuals.by_state).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const stateRows = cut(states).map(([state, value]) => [
    escapeHtml(state === 'unknown' ? 'not known' : state),
    count(value),
    `${((100 * value) / Math.max(1, told)).toFixed(1)} %`,
    bar(value / Math.max(1, told)),
  ]);
  const elements = Object.entries(summary.elements)
    .filter(([, { individuals }]) => individuals > 0)
    .sort(([a, x], [b, y]) => y.individuals - x.individuals || (a < b ? -1 : 1));
  const most = elements[0]?.[1].individuals ?? 1;
  const elementRows = cut(elements).map(([id, { individuals, findings }]) => [
    escapeHtml(isElementId(id) ? elementWords(id) : id),
    count(individuals),
    count(findings),
    `<code id="N-${escapeHtml(id)}">N-${escapeHtml(id)}</code>`,
    bar(individuals / most),
  ]);
  const entities = bundle.config.hasEntities
    ? table(
        'By legal entity',
        [{ head: 'Entity' }, { head: 'Low', isNumber: true }, { head: 'Expected', isNumber: true }, { head: 'High', isNumber: true }],
        Object.entries(summary.by_entity).map(([id, { low, expected, high }]) => [
          escapeHtml(bundle.config.entities.find((entity) => entity.id === id)?.name ?? id),
          count(low),
          count(expected),
          count(high),
        ]),
      )
    : '';
  return section(
    2,
    'The number',
    `<p>${numberLink('N-people', told)} people have data in what was read, and a law asks to tell them or a decision is open: ${numberLink('N-yes', people.notify.yes)} are certain and ${numberLink('N-undecided', people.notify.undecided)} wait for a person; they are counted as to be told. ${numberLink('N-left-out', people.notify.no)} more have a row and are not told, each with the reason in <code>individuals.csv</code>.</p>
${table('Where they live', [{ head: 'State' }, { head: 'People', isNumber: true }, { head: 'Share', isNumber: true }, { head: '' }], stateRows, ['together', count(told), '100 %', ''])}${more(states, 'individuals.csv')}
${table('What of theirs was there', [{ head: 'Data' }, { head: 'People', isNumber: true }, { head: 'Findings', isNumber: true }, { head: 'Id' }, { head: '' }], elementRows)}${entities}
<p class="small">Children ${count(summary.individuals.minors)} · deceased ${count(summary.individuals.deceased)} · no address ${count(summary.individuals.no_address)}</p>`,
  );
}

export function howSure({ bundle, summary }: ReportInput): string {
  const states = Object.entries(summary.items.by_state);
  const terms = states
    .map(([state, value]) => `<span><b>${count(value)}</b> ${escapeHtml(state)}</span>`)
    .join('<span class="op">+</span>');
  const matches = Object.entries(summary.individuals.by_match)
    .map(([state, value]) => `${count(value)} ${escapeHtml(state)}`)
    .join(' · ');
  const canaries = bundle.negatives
    .map(
      ({ element, canaries: { planted, found } }) =>
        `${escapeHtml(isElementId(element) ? elementWords(element) : element)} ${count(found)} of ${count(planted)}`,
    )
    .join(' · ');
  const coverage = bundle.access.coverage.map((row) => [
    escapeHtml(row.source),
    escapeHtml(row.mailbox),
    when(row.from),
    when(row.to),
    `<span class="${row.state === 'covered' ? 'ok' : 'warn'}">${row.state}</span>`,
    escapeHtml(row.why),
  ]);
  return section(
    3,
    'How sure',
    `<h3>Every item is accounted for</h3><p class="terms"><span><b id="N-items">${count(bundle.items.total)}</b> items</span><span class="op">=</span>${terms}</p>
<p>Of all bytes ${bundle.items.bytes === 0 ? '100' : ((100 * bundle.items.bytesRead) / bundle.items.bytes).toFixed(2)} % could be read. What was not read stands in section 8 and in <code>gaps.csv</code>.</p>
<h3>Who is who</h3><p>${bundle.rosterSize === 0 ? 'There was no member or patient list: people are told apart by what the mailbox says.' : `${count(bundle.rosterSize)} rows of the member list. Of the people to be told: ${matches}.`} A name alone never matches by itself.</p>
<h3>Values that were planted</h3><p>Invented values went through the same readers and detectors, outside the case, and were found: ${canaries === '' ? 'none were planted' : canaries}. How many real ones may be missed is not measured until people have looked at a sample.</p>
${coverage.length === 0 ? '<h3>Logs</h3><p>There are no logs: nothing can be said of what the intruder reached.</p>' : table('What the logs cover', [{ head: 'Log' }, { head: 'Mailbox' }, { head: 'From' }, { head: 'To' }, { head: 'State' }, { head: 'Why' }], cut(coverage)) + more(coverage, 'log-coverage.csv')}`,
  );
}

const MEANING: Readonly<Record<string, string>> = {
  accessed: 'A record of the intruder names the message.',
  presumed: 'A record covers it without naming it. It must be assumed.',
  possible: 'The logs have a hole here. It cannot be ruled out.',
  unassessed: 'No log could have recorded it.',
  excluded: 'Complete logs show that it was not served to the intruder.',
};

export function whatTheyReached(
  { bundle }: ReportInput,
  folders: readonly { readonly folder: string; readonly verdicts: Readonly<Record<string, number>> }[],
): string {
  const people = bundle.people.filter(toBeTold);
  const rows = Object.entries(MEANING).map(([verdict, meaning]) => [
    verdictMark(verdict),
    meaning,
    `<span id="N-messages-${verdict}">${count(bundle.messageVerdicts[verdict] ?? 0)}</span>`,
    count(people.filter(({ exposure }) => exposure.access === verdict).length),
  ]);
  const counts = peopleCounts(bundle.people);
  const sessions = [...bundle.access.sessions]
    .filter(({ label }) => label !== 'owner' && label !== 'service')
    .map((session) => [
      `<code>${session.id.slice(0, 10)}</code>`,
      escapeHtml(session.label),
      when(session.first),
      when(session.last),
      escapeHtml(session.ips.slice(0, 3).join(', ')),
      count(session.records.length),
      count(session.messages),
      escapeHtml(
        session.reasons
          .map(({ rule, grade, text }) => `${rule} (${grade}) ${text}`)
          .slice(0, 2)
          .join('; '),
      ),
    ]);
  const checks = new Map<string, number>();
  for (const { failedChecks } of bundle.access.verdicts)
    for (const { check, why } of failedChecks)
      checks.set(`${String(check).padStart(2, '0')} ${why}`, (checks.get(`${String(check).padStart(2, '0')} ${why}`) ?? 0) + 1);
  const checkRows = [...checks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [String(Number(key.slice(0, 2))), escapeHtml(key.slice(3)), count(value)]);
  return section(
    4,
    'What they reached',
    `${timelineFigure(bundle.access)}
${table('Messages and people by verdict', [{ head: 'Verdict' }, { head: 'What it means' }, { head: 'Messages', isNumber: true }, { head: 'People', isNumber: true }], rows)}
<p>People, each within the next: named ${numberLink('N-named', counts.named)}, covered ${numberLink('N-covered', counts.covered)}, not excluded ${numberLink('N-not-excluded', counts.not_excluded)}. Apart from them, listed only ${numberLink('N-listed-only', counts.listed_only)}: complete logs exclude the message itself, but a list of messages shows its subject.</p>
<p>“Cannot be ruled out” is not “was seen”. A record shows what the server gave out; it does not show what a person looked at.</p>
${folderFigure(folders)}
${sessions.length === 0 ? '' : table('Contexts that are not the owner’s or a service’s', [{ head: 'Context' }, { head: 'Label' }, { head: 'First' }, { head: 'Last' }, { head: 'Addresses' }, { head: 'Records', isNumber: true }, { head: 'Messages', isNumber: true }, { head: 'Why' }], cut(sessions)) + more(sessions, 'sessions.csv')}
${checkRows.length === 0 ? '' : table('What keeps messages from being excluded', [{ head: 'Check' }, { head: 'Why it does not hold' }, { head: 'Messages', isNumber: true }], cut(checkRows))}
${bundle.access.missing.length === 0 ? '' : `<p class="note">The logs name ${things(bundle.access.missing.length, 'message')} that the evidence does not hold: <code>access-missing.csv</code>. What stood in them is not known.</p>`}`,
  );
}

export function whatWasNotThere({ bundle }: ReportInput): string {
  const rows = bundle.negatives.map(({ element, census: { total, outcomes }, canaries, sample, holds }) => [
    escapeHtml(isElementId(element) ? elementWords(element) : element),
    holds ? '<span class="ok">none found</span>' : '<span class="warn">found or open</span>',
    count(total),
    escapeHtml(
      Object.entries(outcomes)
        .sort(([, a], [, b]) => b - a)
        .slice(0, 6)
        .map(([outcome, value]) => `${outcome} ${count(value)}`)
        .join(', '),
    ),
    `${count(canaries.found)} of ${count(canaries.planted)}`,
    count(sample.size),
  ]);
  const statements = bundle.negatives.map(({ statement }) => `<p class="small">${escapeHtml(statement)}</p>`).join('');
  return section(
    5,
    'What was not there',
    `${table('What each statement rests on', [{ head: 'Data' }, { head: 'Outcome' }, { head: 'Looked at', isNumber: true }, { head: 'What became of them' }, { head: 'Planted, found', isNumber: true }, { head: 'Sample', isNumber: true }], rows)}${statements}
${bundle.items.unread.length === 0 ? '' : `<p class="note">${things(bundle.items.unread.length, 'item')} could not be read whole. They may hold any of these. So this report does not say that the mailbox held none.</p>`}`,
  );
}

export function dutiesAndDates({ bundle }: ReportInput): string {
  const rows = bundle.duties.map((duty) => [
    escapeHtml(duty.recipientName),
    escapeHtml(duty.entity),
    escapeHtml(duty.jurisdiction),
    duty.due === '' ? '' : `<span class="nowrap">${longDate(duty.due)}</span>`,
    duty.target === '' ? '' : `<span class="nowrap">${longDate(duty.target)}</span>`,
    `<span class="${duty.state === 'met' || duty.state === 'not-required' ? 'ok' : 'warn'}">${duty.state}</span>`,
    `${count(duty.count.low)}–${count(duty.count.high)}`,
    `${escapeHtml(duty.law)}: ${escapeHtml(duty.arithmetic)}${duty.needsSignOff ? ' <b>Needs counsel’s sign-off.</b>' : ''}`,
  ]);
  return section(
    6,
    'Duties and dates',
    `${dutyFigure(bundle.duties, bundle.config.asOf)}
${table('Every duty with its arithmetic', [{ head: 'Recipient' }, { head: 'Entity' }, { head: 'Jurisdiction' }, { head: 'Due' }, { head: 'Planned' }, { head: 'State' }, { head: 'Count', isNumber: true }, { head: 'How it was computed' }], rows)}
<p class="note">This is not legal advice. Only HIPAA’s breach rule and the laws of the States in the pack are computed; counsel decides the rest. Sixty days are a ceiling, not a plan: notice is due without unreasonable delay.</p>`,
  );
}

export function whatWeDid({ bundle }: ReportInput): string {
  const rows = bundle.access.containment.map((row) => [
    escapeHtml(row.action),
    escapeHtml(row.target),
    `<span class="${row.state === 'done' ? 'ok' : 'warn'}">${row.state}</span>`,
    row.doneAt === undefined ? '' : when(row.doneAt),
    escapeHtml(row.doneEvidence.slice(0, 2).join(', ')),
    `<code>${escapeHtml(row.state === 'done' ? row.verify : row.command)}</code>`,
  ]);
  const letters = bundle.people.filter(
    ({ individual, exposure }) => exposure.notify === 'yes' && individual.address.reveal('output') !== '',
  ).length;
  return section(
    7,
    'What we did',
    `${rows.length === 0 ? '<p>The logs show nothing to be closed, or there are no logs.</p>' : table('Doors, and the proof that they are closed', [{ head: 'Action' }, { head: 'Target' }, { head: 'State' }, { head: 'Done' }, { head: 'Record' }, { head: 'How to check, or to do it' }], cut(rows))}
<p>For ${things(letters, 'person', 'people')} a letter can be merged now: <code>letters/letters.csv</code>. Nothing was sent: the product sends nothing.</p>`,
  );
}

export function whatIsNotKnown({ bundle }: ReportInput): string {
  const rows = bundle.gaps.map((gap) => [
    `<code>${gap.id.slice(0, 10)}</code>`,
    escapeHtml(gap.kind),
    escapeHtml(gap.what),
    escapeHtml(gap.why),
    escapeHtml(gap.consequence),
    escapeHtml(gap.remedy),
  ]);
  const unmatched = bundle.people.filter((person) => toBeTold(person) && person.individual.match.state === 'none').length;
  const unknownState = bundle.people.filter((person) => toBeTold(person) && person.individual.state === '').length;
  const orphans = Object.values(bundle.orphans).reduce((a, b) => a + b, 0);
  return section(
    8,
    'What is not known',
    `<p>${things(bundle.items.unread.length, 'item')} not read whole · ${count(orphans)} values that could not be tied to a person · ${count(unmatched)} people outside the member list · ${count(unknownState)} people whose State is not known · ${things(bundle.questions.length, 'open question')} about who is who. This report does not say that no other information was seen.</p>
${rows.length === 0 ? '<p>There is no gap.</p>' : table('Gaps, the worst first', [{ head: 'Id' }, { head: 'Kind' }, { head: 'What' }, { head: 'Why' }, { head: 'Effect on the number' }, { head: 'What closes it' }], cut(rows)) + more(rows, 'gaps.csv')}`,
  );
}

export function decisions({ bundle }: ReportInput, openDecisions: string): string {
  const rows = bundle.decisions.map((decision) => [
    String(decision.seq),
    escapeHtml(decision.at),
    escapeHtml(decision.by),
    escapeHtml(decision.kind),
    escapeHtml(decision.reason),
  ]);
  return section(
    9,
    'Decisions',
    `${openDecisions}${rows.length === 0 ? '<p>No decision has been made yet.</p>' : table('Decisions made', [{ head: 'No.' }, { head: 'When' }, { head: 'Who' }, { head: 'What' }, { head: 'Reason' }], cut(rows)) + more(rows, 'decisions.jsonl')}`,
  );
}

export function howThisWasMade({ bundle }: ReportInput): string {
  const rows = bundle.inputs.map(({ name, role, kind, bytes, sha256 }) => [
    escapeHtml(name),
    escapeHtml(role),
    escapeHtml(kind),
    count(bytes),
    `<code>${sha256.slice(0, 16)}</code>`,
  ]);
  return section(
    10,
    'How this was made',
    `<p>${escapeHtml(bundle.product.name)} ${escapeHtml(bundle.product.version)}, on one machine, without a connection. The same evidence gives the same bytes: repeat it with <code>postbreach run CASE</code>, check it with <code>postbreach verify CASE</code>, follow any number with <code>postbreach explain CASE ID</code>.</p>
${table('Evidence', [{ head: 'File' }, { head: 'Role' }, { head: 'Kind' }, { head: 'Bytes', isNumber: true }, { head: 'SHA-256, beginning' }], rows)}`,
  );
}
