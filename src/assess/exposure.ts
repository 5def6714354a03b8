/** What of each person was exposed, how far the intruder reached it, and whether the person is told. spec/law.md 2.2, contract 4. */
import { byText } from '../kernel/index.ts';
import {
  groupOf,
  VERDICTS_WORST_FIRST,
  type Decision,
  type ElementId,
  type Exposure,
  type Finding,
  type Individual,
  type ItemId,
  type MessageVerdict,
  type Verdict,
} from '../model/index.ts';

export interface ExposureInput {
  readonly individual: Individual;
  readonly findings: readonly Finding[];
  /** Verdict of a top message; undefined for what lies in no compromised mailbox. */
  readonly verdictOf: (message: ItemId) => MessageVerdict | undefined;
  readonly dateOf: (message: ItemId) => number | undefined;
  readonly decisions: readonly Decision[];
  /** A memo that shows a low probability of compromise is signed for what is excluded. */
  readonly memoSigned: boolean;
  /** A roster was read: who is on it under this name would be a candidate. */
  readonly hasRoster: boolean;
}

/** Roles that are kept as relations: a row, but nobody to be told, unless data of their own is there. */
const UNTOLD_ROLES: ReadonlySet<string> = new Set(['relative', 'other', 'guarantor']);

export function exposureOf(input: ExposureInput): Exposure {
  const { individual } = input;
  const counted = input.findings.filter((finding) => finding.tier === 'auto' && groupOf(finding.element) !== 'evidence');
  const shown = counted.length > 0 ? counted : input.findings.filter(({ tier }) => tier === 'review');
  const verdicts = shown.map((finding) => input.verdictOf(finding.message));
  const access = worst(verdicts.map((verdict) => verdict?.verdict));
  const reached = counted.filter((finding) => isReached(input.verdictOf(finding.message)));
  const listed = counted.some((finding) => finding.listed && isListedOnly(input.verdictOf(finding.message)));
  const dates = [...new Set(shown.map(({ message }) => message))].map(input.dateOf).filter((date) => date !== undefined);
  const elements = distinctElements(counted);
  const elementsReached = distinctElements(reached);
  const listedOnly = access === 'excluded' && listed;
  return {
    individual: individual.id,
    elements,
    elementsReached,
    tags: [...new Set(counted.flatMap(({ tags }) => tags))]
      .filter((tag) => !NOT_OF_A_PERSON.has(tag) && !tag.startsWith('quoted'))
      .sort(byText),
    items: new Set(shown.map(({ item }) => item)).size,
    messages: new Set(shown.map(({ message }) => message)).size,
    ...(dates.length === 0 ? {} : { firstDate: dates.reduce((a, b) => Math.min(a, b)), lastDate: dates.reduce((a, b) => Math.max(a, b)) }),
    access,
    accessLow: worst(verdicts.map((verdict) => verdict?.low)),
    accessHigh: worst(verdicts.map((verdict) => verdict?.high)),
    listedOnly,
    ...notice(input, elements, elementsReached, access, listedOnly),
    findings: shown.map(({ id }) => id).sort(byText),
  };
}

/** Flags of detection that say how a value was read, not what it says of the person. */
const NOT_OF_A_PERSON: ReadonlySet<string> = new Set([
  'hidden',
  'ocr',
  'invalid',
  'sample',
  'masked',
  'ambiguous_order',
  'negated',
  'family',
  'hypothetical',
  'historical',
  'template',
  'other-person',
]);

function notice(
  input: ExposureInput,
  elements: readonly ElementId[],
  reached: readonly ElementId[],
  access: Verdict,
  listedOnly: boolean,
): Pick<Exposure, 'notify' | 'notifyWhy'> {
  const { individual } = input;
  const leftOut = input.decisions.find((decision) => decision.kind === 'person.leave-out' && isKeyOf(decision.key, individual));
  if (leftOut !== undefined) return { notify: 'no', notifyWhy: `left out by decision ${leftOut.seq}` };
  const ownData = elements.filter((element) => groupOf(element) !== 'names' && groupOf(element) !== 'contact');
  if (UNTOLD_ROLES.has(individual.role) && ownData.length === 0)
    return { notify: 'no', notifyWhy: 'named as a relation of somebody else; no data of the person’s own was found' };
  if (individual.role === 'staff' && ownData.length === 0)
    return { notify: 'no', notifyWhy: 'staff; only business contact data was found' };
  if (input.hasRoster && isStranger(individual, ownData))
    return {
      notify: 'no',
      notifyWhy: 'a name with contact data at most, of nobody on the roster; nothing of care, birth or numbers was found with it',
    };
  if (elements.length === 0) return { notify: 'undecided', notifyWhy: 'what was found about the person waits for review' };
  if (individual.status !== 'resolved')
    return {
      notify: 'undecided',
      notifyWhy: individual.status === 'ambiguous' ? 'more than one person of the roster fits' : 'an open question can change who this is',
    };
  if (reached.length > 0)
    return {
      notify: 'yes',
      notifyWhy: `${access}: ${reached.length === 1 ? 'an element' : `${reached.length} elements`} in messages that are not excluded`,
    };
  if (listedOnly) return { notify: 'undecided', notifyWhy: 'excluded, but a message list would have shown an element: counsel decides' };
  if (input.memoSigned) return { notify: 'no', notifyWhy: 'all messages excluded, and the assessment of low probability is signed' };
  return { notify: 'undecided', notifyWhy: 'all messages excluded; no assessment of low probability is signed yet' };
}

function isKeyOf(key: unknown, individual: Individual): boolean {
  return typeof key === 'string' && (key === individual.id || individual.mentions.some((mention) => mention === key));
}

function isReached(verdict: MessageVerdict | undefined): boolean {
  return (verdict?.verdict ?? 'unassessed') !== 'excluded';
}

function isListedOnly(verdict: MessageVerdict | undefined): boolean {
  return verdict?.verdict === 'excluded' && (verdict.listLine || verdict.depth.includes('listed'));
}

function distinctElements(findings: readonly Finding[]): ElementId[] {
  return [...new Set(findings.map(({ element }) => element))].sort(byText);
}

function worst(verdicts: readonly (Verdict | undefined)[]): Verdict {
  const present = new Set(verdicts.map((verdict) => verdict ?? 'unassessed'));
  return VERDICTS_WORST_FIRST.find((verdict) => present.has(verdict)) ?? 'unassessed';
}

/** Business mail is full of names: one that no member bears, with nothing of anyone's care beside it, is no one to be told. */
function isStranger({ match }: Individual, ownData: readonly ElementId[]): boolean {
  return match.state === 'none' && match.candidates.length === 0 && match.namesakes === 0 && ownData.length === 0;
}
