/** Stage `assess`: what of each person was exposed, whom to tell, by when, and what was not there. */
import { dutiesOf, eventDates, exposureOf, lawPack, negativeOf, NEGATIVE_CLASSES } from '../../assess/index.ts';
import { unpackFinding } from '../../link/index.ts';
import { byText } from '../../kernel/index.ts';
import { countIndividuals } from '../../resolve/index.ts';
import { gapId } from '../../model/index.ts';
import type { CaseConfig, CensusClass, CountRange, Duty, Finding, Individual, Item, ItemId, MessageVerdict } from '../../model/index.ts';
import type { RunContext } from '../context.ts';
import type { DecideState } from '../decide-state.ts';
import { dayOf } from '../zone.ts';
import { canaryResult } from './canaries.ts';
import { itemTotals } from './totals.ts';

export async function assessStage(context: RunContext, state: DecideState): Promise<void> {
  context.progress.stage('assess', state.individuals.length, 'people');
  exposures(context, state);
  counts(state, context);
  duties(context, state);
  await negatives(context, state);
}

function exposures(context: RunContext, state: DecideState): void {
  const verdicts = new Map<ItemId, MessageVerdict>((state.access?.verdicts ?? []).map((verdict) => [verdict.item, verdict]));
  const dates = new Map<ItemId, number | undefined>();
  const dateOf = (message: ItemId): number | undefined => {
    if (!dates.has(message)) {
      const row = context.db.get('SELECT record FROM item WHERE id = ?', message);
      dates.set(message, row === undefined ? undefined : (JSON.parse(String(row['record'])) as Item).headers?.date);
    }
    return dates.get(message);
  };
  const memoSigned = context.decisions.some(({ kind }) => kind === 'assess.sign');
  for (const individual of state.individuals) {
    state.exposures.set(
      individual.id,
      exposureOf({
        individual,
        findings: findingsOf(context, individual),
        verdictOf: (message) => verdicts.get(message),
        dateOf,
        decisions: context.decisions,
        memoSigned,
        hasRoster: state.members.length > 0,
      }),
    );
  }
}

export function findingsOf(context: RunContext, individual: Individual): Finding[] {
  return individual.mentions.flatMap((mention) =>
    context.db.all('SELECT record FROM finding WHERE frag_key = ? ORDER BY id', mention).map((row) => unpackFinding(String(row['record']))),
  );
}

const countPeople = (people: readonly Individual[]): CountRange => {
  const { low, expected, high } = countIndividuals(people);
  return { low, expected, high };
};

function toldPeople(state: DecideState): Individual[] {
  return state.individuals.filter(({ id }) => (state.exposures.get(id)?.notify ?? 'no') !== 'no');
}

function counts(state: DecideState, context: RunContext): void {
  const told = toldPeople(state);
  const group = (keys: (individual: Individual) => readonly string[]): Map<string, CountRange> => {
    const groups = new Map<string, Individual[]>();
    for (const individual of told) for (const key of keys(individual)) groups.set(key, [...(groups.get(key) ?? []), individual]);
    return new Map([...groups].sort(([a], [b]) => byText(a, b)).map(([key, people]) => [key, countPeople(people)]));
  };
  const byEntity = group(({ entities }) => (entities.length === 0 ? [''] : entities));
  for (const { id } of context.config.entities) if (!byEntity.has(id)) byEntity.set(id, { low: 0, expected: 0, high: 0 });
  state.counts = { total: countPeople(told), byState: group(({ state: home }) => [home]), byEntity };
}

function duties(context: RunContext, state: DecideState): void {
  const { config } = context;
  const window = state.access?.window;
  const day = (instant: string | undefined, derived: number | undefined): string | undefined =>
    instant !== undefined
      ? dayOf(Date.parse(instant.length === 10 ? `${instant}T00:00:00Z` : instant), instant.length === 10 ? 'UTC' : config.timezone)
      : derived === undefined
        ? undefined
        : dayOf(derived, config.timezone);
  const sent = sentProofs(context);
  const known = {
    first_access: day(config.incident.first_access, window?.start),
    last_access: day(config.incident.last_access, window?.end),
    discovered: config.incident.discovered,
    confirmed: config.incident.confirmed,
    determined: config.incident.determined,
    decided: config.incident.decided,
    individual_notice: sent.individuals,
    hhs_notice: sent.hhs,
  };
  const events = eventDates(Object.fromEntries(Object.entries(known).filter(([, date]) => date !== undefined)));
  const told = toldPeople(state);
  for (const entity of config.entities) {
    const people = told.filter(({ entities }) => entities.includes(entity.id));
    const byState = new Map<string, CountRange>();
    const states = new Set(
      [...people.map(({ state: home }) => home), entity.state].filter((home) => home !== '' || people.some(({ state: own }) => own === '')),
    );
    for (const home of [...states].sort(byText)) byState.set(home, countPeople(people.filter(({ state: own }) => own === home)));
    state.duties.push(
      ...dutiesOf(
        {
          entity,
          events,
          total: countPeople(people),
          byState,
          licences: licencesOf(config, entity.name),
          contracts: config.law.contracts,
          asOf: config.asOf,
          sent,
        },
        lawPack(),
      ),
    );
  }
  if (events.dates.discovery === undefined) {
    state.extraGaps.push({
      id: gapId('case.yaml', 'law.discovery-unknown'),
      kind: 'law',
      source: 'case.yaml',
      path: 'case.yaml incident.discovered',
      what: 'law.discovery-unknown',
      why: 'The day of discovery is not given: every clock starts there.',
      consequence: 'No due date can be computed.',
      remedy: 'Write `incident: { discovered: YYYY-MM-DD }` into case.yaml: the first day anyone but the intruder knew.',
    });
  }
}

/** The key stands under `organisation`: of an entity with another name nothing is said by leaving it out. */
function licencesOf(config: CaseConfig, entityName: string): readonly string[] | undefined {
  const isOwn = config.entities.length === 1 || entityName === config.organisation.name;
  return isOwn ? config.organisation.licences : (config.organisation.licences ?? []);
}

/** Recorded proofs of notice: the earliest day for each recipient. */
function sentProofs(context: RunContext): Partial<Record<Duty['recipient'], string>> {
  const sent: Partial<Record<Duty['recipient'], string>> = {};
  for (const decision of context.decisions) {
    if (decision.kind !== 'notice.sent' && decision.kind !== 'filing.sent') continue;
    const on = typeof decision.new === 'string' ? decision.new.slice(0, 10) : decision.at.slice(0, 10);
    const recipient =
      decision.kind === 'notice.sent' ? 'individuals' : typeof decision.key === 'string' ? (decision.key as Duty['recipient']) : 'hhs'; // checked by `decide`
    if (sent[recipient] === undefined || on < (sent[recipient] ?? '')) sent[recipient] = on;
  }
  return sent;
}

/** Decided by its census and by what was kept. */
async function negatives(context: RunContext, state: DecideState): Promise<void> {
  const totals = itemTotals(context);
  const canaries = await canaryResult(context, state.facts.version);
  const samples = context.decisions.filter(({ kind }) => kind === 'sample.answer');
  for (const [name, { elements }] of Object.entries(NEGATIVE_CLASSES) as [CensusClass, (typeof NEGATIVE_CLASSES)[CensusClass]][]) {
    const census: Record<string, number> = {};
    for (const row of context.db.all('SELECT outcome, sum(count) AS n FROM census WHERE class = ? GROUP BY outcome ORDER BY outcome', name))
      census[String(row['outcome'])] = Number(row['n']);
    const marks = elements.map(() => '?').join(', ');
    const kept = context.db.all(
      `SELECT f.id, m.individual FROM finding f LEFT JOIN mention m ON m.frag_key = f.frag_key WHERE f.element IN (${marks}) AND f.tier <> 'dismissed'`,
      ...elements,
    );
    const mine = samples.filter(({ key }) => typeof key === 'object' && key !== null && 'class' in key && key.class === name);
    state.negatives.push(
      negativeOf({
        class: name,
        census,
        findings: kept.length,
        individuals: new Set(kept.map((row) => row['individual']).filter((id) => id !== null)).size,
        items: {
          total: totals.total,
          read: totals.read,
          bytes: totals.bytes,
          bytesRead: totals.bytesRead,
          messages: totals.messages,
          attachments: totals.attachments,
        },
        unread: totals.unread,
        canaries: canaries[name] ?? { planted: 0, found: 0 },
        sample: { size: mine.length, found: mine.filter(({ new: answer }) => answer === 'is-one').length },
      }),
    );
  }
}
