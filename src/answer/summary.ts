/** summary.json: the answer, with keys in fixed order. Contract 4. */
import { byText, isoSeconds } from '../kernel/index.ts';
import { groupOf, isElementId, type CountRange } from '../model/index.ts';
import type { AnswerBundle } from './bundle.ts';
import { peopleCounts, printedNumbers, toBeTold } from './numbers.ts';

export const SUMMARY_SCHEMA = 'postbreach.summary/1';

/** The shape of summary.json. */
export type SummaryJson = ReturnType<typeof summaryOf>;

export function summaryOf(bundle: AnswerBundle) {
  const told = bundle.people.filter(toBeTold);
  const { low, expected, high } = bundle.counts.total;
  const intruders = bundle.access.sessions.filter(({ label }) => label === 'intruder');
  const { window } = bundle.access;
  return {
    schema: SUMMARY_SCHEMA,
    product: bundle.product,
    case: { id: bundle.config.case, organisation: bundle.config.organisation.name, as_of: bundle.config.asOf },
    lost_sources: bundle.lostSources,
    inputs: bundle.inputs.map(({ name, role, kind, bytes, sha256 }) => ({ name, role, kind, bytes, sha256 })),
    items: {
      total: bundle.items.total,
      messages: bundle.items.messages,
      attachments: bundle.items.attachments,
      read: bundle.items.read,
      bytes: bundle.items.bytes,
      bytes_read: bundle.items.bytesRead,
      by_state: sorted(bundle.items.byState),
    },
    individuals: {
      low,
      expected,
      high,
      by_status: tally(told, ({ individual }) => individual.status),
      by_role: tally(told, ({ individual }) => individual.role),
      by_state: tally(told, ({ individual }) => (individual.state === '' ? 'unknown' : individual.state)),
      by_match: tally(told, ({ individual }) => individual.match.state),
      ...peopleCounts(bundle.people),
      minors: told.filter(({ individual }) => individual.minor).length,
      deceased: told.filter(({ individual }) => individual.deathDate !== '' || individual.flags.includes('deceased')).length,
      no_address: told.filter(({ individual }) => individual.address.reveal('output') === '').length,
    },
    elements: Object.fromEntries(
      Object.entries(bundle.elements)
        .filter(([id]) => isElementId(id) && groupOf(id) !== 'evidence')
        .sort(([a], [b]) => byText(a, b)),
    ),
    orphans: sorted(bundle.orphans),
    // Only what may be said: a class of which something was found, or that is open, has no row.
    negatives: bundle.negatives
      .filter(({ holds }) => holds)
      .map(({ element, statement, holds, coverage, census, canaries, sample }) => ({
        element,
        statement,
        holds,
        coverage,
        census,
        canaries,
        sample,
      })),
    access: {
      by_verdict: sorted(bundle.messageVerdicts),
      intruder_sessions: intruders.length,
      window: {
        start: window.start === undefined ? '' : isoSeconds(window.start),
        start_proven: window.startProven,
        end: window.end === undefined ? '' : isoSeconds(window.end),
        end_proven: window.endProven,
        contained: window.contained === undefined ? '' : isoSeconds(window.contained),
        provisional: window.provisional,
        containment_failed: window.containmentFailed,
        why: window.why,
      },
      unknown_sessions: bundle.access.sessions.filter(({ label }) => label === 'unknown').length,
    },
    root_cause: bundle.access.rootCause.map(({ hypothesis, title, score, for: supports, against, missing }) => ({
      hypothesis,
      title,
      score,
      for: supports,
      against,
      missing,
    })),
    root_cause_refused: bundle.access.rootCauseRefused ?? '',
    duties: bundle.duties.map((duty) => ({
      duty_id: duty.id,
      entity: duty.entity,
      jurisdiction: duty.jurisdiction,
      recipient: duty.recipient,
      due: duty.due,
      target: duty.target,
      state: duty.state,
      required: duty.required,
    })),
    gaps: { total: bundle.gaps.length, by_kind: tally(bundle.gaps, ({ kind }) => kind) },
    review: {
      open: bundle.questions.length + bundle.openFindings,
      questions: bundle.questions.length,
      findings: bundle.openFindings,
      decided: bundle.decisions.length,
    },
    numbers: printedNumbers(bundle),
    by_entity: Object.fromEntries(
      [...bundle.counts.byEntity]
        .sort(([a], [b]) => byText(a, b))
        .map(([id, range]) => [id === '' ? 'unknown' : id, entitySummary(bundle, id, range)]),
    ),
  };
}

function entitySummary(bundle: AnswerBundle, entity: string, { low, expected, high }: CountRange) {
  const people = bundle.people.filter(({ individual }) =>
    entity === '' ? individual.entities.length === 0 : individual.entities.includes(entity),
  );
  return {
    low,
    expected,
    high,
    ...peopleCounts(people),
    by_state: tally(people.filter(toBeTold), ({ individual }) => (individual.state === '' ? 'unknown' : individual.state)),
  };
}

function tally<T>(values: readonly T[], key: (value: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[key(value)] = (counts[key(value)] ?? 0) + 1;
  return sorted(counts);
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => byText(a, b)));
}
