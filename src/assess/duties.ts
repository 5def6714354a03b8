/**
 * Duties of one legal entity: HIPAA's clocks and those of the states in the pack. Pure; each date with its arithmetic.
 * Nothing here is legal advice: a rule below confidence A, or a fact that is missing, never ends in "not required" without sign-off.
 */
import { byText } from '../kernel/index.ts';
import { dutyId, type CountRange, type Duty } from '../model/index.ts';
import { daysBetween, targetDate, type IsoDate } from './calendar.ts';
import { requiredBy, runClock, thresholdWords, type ClockReading, type EventDates } from './clocks.ts';
import type { FederalRule, Jurisdiction, LawPack } from './law-pack.ts';

export interface DutyInput {
  readonly entity: { readonly id: string; readonly name: string; readonly kind: string; readonly state: string };
  readonly events: EventDates;
  /** People to be told (`yes` and `undecided`) of this entity. */
  readonly total: CountRange;
  /** By state of residence; the empty key holds those whose state is unknown. */
  readonly byState: ReadonlyMap<string, CountRange>;
  /** Undefined: not said in case.yaml. */
  readonly licences: readonly string[] | undefined;
  readonly contracts: readonly { readonly to: string; readonly amount: number; readonly unit: string; readonly from: string }[];
  readonly asOf: IsoDate;
  /** Recorded proofs: recipient → date. */
  readonly sent: Readonly<Partial<Record<Duty['recipient'], IsoDate>>>;
}

type Draft = Omit<Duty, 'id' | 'entity' | 'actual' | 'daysLate' | 'target' | 'state'> & { readonly state: Duty['state'] };

/** HIPAA binds covered entities and, through their contracts, business associates. */
const HIPAA_KINDS: ReadonlySet<string> = new Set(['covered-entity', 'business-associate', 'part2-program']);

export function dutiesOf(input: DutyInput, pack: LawPack): Duty[] {
  const isHipaa = HIPAA_KINDS.has(input.entity.kind);
  const drafts = [
    ...(isHipaa ? federalDuties(input, pack) : [undecidedFederal(input)]),
    ...[...input.byState].sort(([a], [b]) => byText(a, b)).flatMap(([state, count]) => stateDuties(input, pack, state, count, isHipaa)),
    ...contractDuties(input),
  ];
  return drafts.map((draft) => finish(draft, input));
}

function finish(draft: Draft, input: DutyInput): Duty {
  const actual = input.sent[draft.recipient] ?? '';
  const isOpen = draft.state === 'due';
  const late = isOpen && draft.due !== '' ? daysBetween(draft.due, actual === '' ? input.asOf : actual) : 0;
  const state = !isOpen ? draft.state : late > 0 ? 'late' : actual === '' ? 'due' : 'met';
  return {
    ...draft,
    id: dutyId(input.entity.id, draft.jurisdiction, draft.recipient, draft.law),
    state,
    target: isOpen && draft.due !== '' && draft.triggerDate !== '' ? targetDate(draft.due, draft.triggerDate) : '',
    actual,
    ...(state === 'late' ? { daysLate: late } : {}),
    entity: input.entity.id,
  };
}

function federalDuties(input: DutyInput, pack: LawPack): Draft[] {
  const rule = (id: string): FederalRule => {
    const found = pack.federal.get(id);
    if (found === undefined) throw new Error(`the law pack lacks ${id}`);
    return found;
  };
  const people = rule('hipaa.individual');
  const due = runClock(people.clock, input.events);
  const required = requiredBy({ op: 'any', n: 1 }, input.total);
  const rows: Draft[] = [
    draftOf('US', 'individuals', people.cite, due, input.total, {
      required,
      threshold: 'any',
      confidence: people.confidence,
      recipientName: 'each individual',
      unit: 'calendar_days',
      amount: 60,
    }),
    hhsDuty(input, rule('hipaa.hhs.large'), rule('hipaa.hhs.small')),
  ];
  const media = rule('hipaa.media');
  for (const [state, count] of [...input.byState].sort(([a], [b]) => byText(a, b))) {
    if (state === '') continue;
    const mediaRequired = requiredBy(media.threshold ?? { op: 'gt', n: 500 }, count);
    // One row for the state of the entity says that media need not be told; other states only when they must be, or may have to be.
    if (mediaRequired === 'no' && state !== input.entity.state) continue;
    rows.push(
      draftOf(state, 'media', media.cite, runClock(media.clock, input.events), count, {
        required: mediaRequired,
        threshold: '> 500 residents of one State',
        confidence: media.confidence,
        recipientName: `prominent media serving ${state}`,
        unit: 'calendar_days',
        amount: 60,
      }),
    );
  }
  return rows;
}

/** 500 or more: with the letters, 60 days at most. Fewer: within 60 days of the end of the year of discovery. [45 CFR] 164.408 */
function hhsDuty(input: DutyInput, large: FederalRule, small: FederalRule): Draft {
  const isLarge = requiredBy(large.threshold ?? { op: 'gte', n: 500 }, input.total);
  const isAny = requiredBy({ op: 'any', n: 1 }, input.total);
  if (isLarge === 'no') {
    const due = runClock(small.clock, input.events);
    return draftOf('US', 'hhs', small.cite, due, input.total, {
      required: isAny,
      threshold: '< 500',
      confidence: small.confidence,
      recipientName: 'Secretary of Health and Human Services',
      unit: 'calendar_days',
      amount: 60,
    });
  }
  const ceiling = large.ceiling === undefined ? undefined : runClock(large.ceiling, input.events);
  const withLetters = runClock(large.clock, input.events);
  const due = withLetters !== undefined && ceiling !== undefined && withLetters.due < ceiling.due ? withLetters : ceiling;
  return draftOf('US', 'hhs', large.cite, due, input.total, {
    required: isLarge,
    threshold: '>= 500',
    confidence: large.confidence,
    recipientName: 'Secretary of Health and Human Services',
    unit: 'calendar_days',
    amount: 60,
  });
}

function undecidedFederal(input: DutyInput): Draft {
  return {
    ...draftOf('US', 'individuals', 'not determined', undefined, input.total, {
      required: requiredBy({ op: 'any', n: 1 }, input.total),
      threshold: 'any',
      confidence: 'C',
      recipientName: 'each individual',
      unit: '',
    }),
    state: 'undecided',
    arithmetic: 'HIPAA does not bind this kind of organisation by itself; other federal rules (FTC, 16 CFR 318) are not in the pack yet',
    needsSignOff: true,
  };
}

function stateDuties(input: DutyInput, pack: LawPack, state: string, count: CountRange, isHipaa: boolean): Draft[] {
  const law = pack.states.get(state);
  const required = requiredBy({ op: 'any', n: 1 }, count);
  if (state === '' || law === undefined) {
    const due = isHipaa ? runClock({ amount: 60, unit: 'calendar_days', from: 'discovery' }, input.events) : undefined;
    return [
      {
        ...draftOf(state === '' ? '??' : state, 'individuals', 'not in the pack', due, count, {
          required,
          threshold: 'any',
          confidence: 'C',
          recipientName: 'residents',
          unit: '',
        }),
        state: 'undecided',
        arithmetic:
          state === ''
            ? 'the state of these people is not known'
            : `the law of ${state} is not in the pack yet: counsel decides; the date shown is the federal one`,
        needsSignOff: true,
      },
    ];
  }
  return [peopleOfState(input, law, count, required, isHipaa), ...regulators(input, law, count, isHipaa), ...insurance(input, law, count)];
}

function peopleOfState(input: DutyInput, law: Jurisdiction, count: CountRange, required: Duty['required'], isHipaa: boolean): Draft {
  const own = runClock(law.individuals, input.events);
  const federal = runClock({ amount: 60, unit: 'calendar_days', from: 'discovery' }, input.events);
  const effect = isHipaa ? law.hipaa.individuals : 'none';
  const confidence = law.confidence['individuals'] ?? 'C';
  const shared = {
    required,
    threshold: 'any',
    confidence,
    recipientName: `residents of ${law.name}`,
    unit: law.individuals.unit ?? '',
    ...(law.individuals.amount === null ? {} : { amount: law.individuals.amount }),
  };
  if (effect === 'exempt' || effect === 'deemed') {
    // Deeming is conditional: when HIPAA's date is missed the state's own clock revives (law D5, T39).
    const notice = input.sent.individuals;
    const isMissed = federal !== undefined && (notice ?? input.asOf) > federal.due;
    if (!isMissed) {
      const words = `${law.hipaa.cite ?? law.statute}: a HIPAA entity is ${effect === 'exempt' ? 'exempt' : 'deemed compliant'}; ${federal === undefined ? 'the date of discovery is not known' : federal.arithmetic}${own === undefined ? '' : `; its own clock would end ${own.due} and does not bind`}`;
      const row = draftOf(law.code, 'individuals', law.statute, federal, count, shared);
      return effect === 'exempt' ? { ...row, state: 'not-required', due: '', arithmetic: words } : { ...row, arithmetic: words };
    }
    return {
      ...draftOf(law.code, 'individuals', law.statute, own, count, shared),
      arithmetic: `HIPAA's date was missed, so the state's own clock binds: ${own?.arithmetic ?? 'without unreasonable delay'}`,
    };
  }
  return draftOf(law.code, 'individuals', law.statute, own ?? federal, count, shared);
}

function regulators(input: DutyInput, law: Jurisdiction, count: CountRange, isHipaa: boolean): Draft[] {
  return law.regulators.map((regulator) => {
    const required = requiredBy(regulator.threshold, count);
    const effect = isHipaa ? regulator.hipaa : undefined;
    const federal = runClock({ amount: 60, unit: 'calendar_days', from: 'discovery' }, input.events);
    const withLetters = runClock({ amount: 0, unit: 'calendar_days', from: 'individual_notice' }, input.events);
    const reading =
      effect === 'hitech_clock'
        ? federal
        : effect === 'copy_with_individuals'
          ? (withLetters ?? federal)
          : runClock(regulator.deadline, input.events);
    const recipient = /Attorney General|Department of Legal Affairs/.test(regulator.name) ? 'attorney-general' : 'other-regulator';
    return draftOf(law.code, recipient, law.statute, reading, count, {
      required,
      threshold: thresholdWords(regulator.threshold),
      confidence: law.confidence['regulators'] ?? 'C',
      recipientName: `${regulator.name} of ${law.name}`,
      unit: regulator.deadline.unit ?? '',
      ...(regulator.deadline.amount === null ? {} : { amount: regulator.deadline.amount }),
    });
  });
}

function insurance(input: DutyInput, law: Jurisdiction, count: CountRange): Draft[] {
  if (law.insurance === null) return [];
  // A licence that is not named is a fact that is missing: the date is shown, the duty is undecided.
  if (input.licences !== undefined && !input.licences.includes('insurer')) return [];
  const reading = runClock(law.insurance.deadline, input.events);
  const row = draftOf(law.code, 'insurance-regulator', law.insurance.law, reading, count, {
    required: requiredBy(law.insurance.threshold, count),
    threshold: thresholdWords(law.insurance.threshold),
    confidence: law.confidence['insurance'] ?? 'C',
    recipientName: `insurance regulator of ${law.name}`,
    unit: law.insurance.deadline.unit ?? '',
    ...(law.insurance.deadline.amount === null ? {} : { amount: law.insurance.deadline.amount }),
  });
  return input.licences === undefined
    ? [
        {
          ...row,
          state: row.state === 'not-required' ? row.state : 'undecided',
          needsSignOff: true,
          arithmetic: `${row.arithmetic}; binds only an insurance licensee: \`licences\` is not given in case.yaml`,
        },
      ]
    : [row];
}

const CONTRACT_FROM = {
  discovered: 'discovery',
  confirmed: 'event_confirmed',
  determined: 'determination',
  decided: 'determination_to_notify',
  discovery: 'discovery',
} as const;

function contractDuties(input: DutyInput): Draft[] {
  return input.contracts.map(({ to, amount, unit, from }) => {
    const event = from in CONTRACT_FROM ? CONTRACT_FROM[from as keyof typeof CONTRACT_FROM] : undefined; // `in` narrowed it
    const known = unit === 'calendar_days' || unit === 'business_days' || unit === 'hours' ? unit : undefined;
    const reading = event === undefined || known === undefined ? undefined : runClock({ amount, unit: known, from: event }, input.events);
    return draftOf('contract', 'contract', `contract with ${to}`, reading, input.total, {
      required: requiredBy({ op: 'any', n: 1 }, input.total),
      threshold: 'any',
      confidence: 'A',
      recipientName: to,
      unit,
      amount,
    });
  });
}

interface DraftFacts {
  readonly required: Duty['required'];
  readonly threshold: string;
  readonly confidence: string;
  readonly recipientName: string;
  readonly unit: string;
  readonly amount?: number;
}

function draftOf(
  jurisdiction: string,
  recipient: Duty['recipient'],
  law: string,
  reading: ClockReading | undefined,
  count: CountRange,
  facts: DraftFacts,
): Draft {
  const isRequired = facts.required !== 'no';
  const certain = facts.confidence === 'A';
  const state: Duty['state'] = isRequired ? (reading === undefined ? 'undecided' : 'due') : 'not-required';
  const counted = `count ${count.low}–${count.high}, expected ${count.expected}: threshold ${facts.threshold} is ${isRequired ? '' : 'not '}passed`;
  return {
    jurisdiction,
    recipient,
    law,
    count,
    state,
    trigger: isRequired ? (reading?.trigger ?? '') : '',
    triggerDate: isRequired ? (reading?.triggerDate ?? '') : '',
    due: isRequired ? (reading?.due ?? '') : '',
    arithmetic: isRequired ? (reading?.arithmetic ?? 'the event that starts this clock has no date yet') : counted,
    needsSignOff: !certain && !isRequired,
    ...facts,
  };
}
