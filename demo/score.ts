/** The score of an answer against the truth: people, elements, links, reach, negatives, ledger. Reads the contract's outputs alone. */
import { readFileSync } from 'node:fs';
import { matchPeople, type Matched } from './match-people.ts';
import { listOf, readAnswer, type Answer, type Row } from './read-answer.ts';
import { kindOf, type Truth, type TruePerson } from './truth.ts';

export interface Share {
  readonly got: number;
  readonly of: number;
}
export interface Score {
  readonly people: {
    readonly recall: Share;
    readonly precision: Share;
    readonly splits: number;
    readonly strangers: number;
    readonly missed: readonly string[];
    readonly extra: readonly string[];
  };
  readonly count: { readonly low: number; readonly expected: number; readonly high: number; readonly truth: number };
  readonly roster: { readonly right: Share; readonly wrong: number };
  readonly elements: {
    readonly recall: Share;
    readonly precision: Share;
    readonly byKind: Readonly<Record<string, { readonly recall: Share; readonly precision: Share }>>;
  };
  readonly links: {
    readonly recall: Share;
    readonly wrong: Share;
    readonly unsupported: number;
    readonly orphans: number;
    readonly errors: readonly string[];
  };
  readonly reach: {
    readonly right: Share;
    readonly dangerous: number;
    readonly over: number;
    readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly missing: Share;
    readonly people: { readonly dangerous: number; readonly over: number };
  };
  readonly negatives: { readonly right: Share; readonly wrong: readonly string[] };
  readonly ledger: { readonly messages: Share; readonly attachments: Share; readonly withoutReason: number };
}

/** Kinds whose truth is complete: a finding of one that the truth lacks is wrong. */
export const SCORED_KINDS: ReadonlySet<string> = new Set([
  'name',
  'dob',
  'mrn',
  'member_id',
  'phone',
  'email',
  'address.street',
  'date',
  'lab',
  'med',
  'dx',
]);
const DONE_STATES: ReadonlySet<string> = new Set(['extracted', 'duplicate', 'empty']);
/** A chain of parents is no longer than archives are nested. */
const PARENTS_MAX = 40;

export function scoreDemo(outFolder: string, truthFile: string): Score {
  const truth = JSON.parse(readFileSync(truthFile, 'utf8')) as Truth;
  const answer = readAnswer(outFolder);
  const messageOf = messageFinder(answer, truth);
  const messagesOf = new Map<string, Set<string>>();
  for (const finding of answer.findings) {
    const owner = finding['individual_id'] ?? '';
    if (!messagesOf.has(owner)) messagesOf.set(owner, new Set());
    messagesOf.get(owner)?.add(messageOf(finding));
  }
  const told = matchPeople(
    answer.individuals.filter((row) => row['notify'] !== 'no'),
    truth,
    messagesOf,
  );
  const everyone = matchPeople(answer.individuals, truth, messagesOf);
  return {
    people: scorePeople(told, truth),
    count: { ...answer.count, truth: truth.people.length },
    roster: scoreRoster(told),
    elements: scoreElements(told, truth),
    links: scoreLinks(answer, truth, { everyone, messageOf }),
    reach: scoreReach(answer, truth, told),
    negatives: scoreNegatives(answer, truth),
    ledger: scoreLedger(answer, truth, messageOf),
  };
}

const trimId = (text: string): string => text.trim().replace(/^<|>$/g, '');

/** The message of the mailbox in which a row stands; what is inside another message belongs to the outer one. */
function messageFinder(answer: Answer, truth: Truth): (row: Row) => string {
  const outer = new Map(truth.messages.map(({ message_id }) => [trimId(message_id), message_id]));
  const items = new Map(answer.items.map((row) => [row['item_id'] ?? '', row]));
  return (row) => {
    let at: Row | undefined = row['item_id'] === undefined ? row : (items.get(row['item_id']) ?? row);
    for (let step = 0; at !== undefined && step < PARENTS_MAX; step += 1) {
      const found = outer.get(trimId(at['message_id'] ?? ''));
      if (found !== undefined) return found;
      at = items.get(at['parent_id'] ?? '');
    }
    return '';
  };
}

function scorePeople(told: readonly Matched[], truth: Truth): Score['people'] {
  const seen = new Map<TruePerson, number>();
  for (const { person } of told) if (person !== undefined) seen.set(person, (seen.get(person) ?? 0) + 1);
  const splits = [...seen.values()].reduce((sum, rows) => sum + rows - 1, 0);
  return {
    recall: { got: seen.size, of: truth.people.length },
    precision: { got: seen.size, of: told.length },
    splits,
    strangers: told.filter(({ isStranger }) => isStranger).length,
    missed: truth.people.filter((person) => !seen.has(person)).map(({ id }) => id),
    extra: told.filter(({ person }) => person === undefined).map(({ row }) => row['individual_id'] ?? ''),
  };
}

function scoreRoster(told: readonly Matched[]): Score['roster'] {
  const members = told.filter(({ person }) => person !== undefined && person.roster_id !== '');
  const right = members.filter(({ row, person }) => row['roster_id'] === person?.roster_id).length;
  return {
    right: { got: right, of: members.length },
    wrong: told.filter(({ row, person }) => (row['roster_id'] ?? '') !== '' && row['roster_id'] !== person?.roster_id).length,
  };
}

function scoreElements(told: readonly Matched[], truth: Truth): Score['elements'] {
  const given = new Map<TruePerson, Set<string>>();
  for (const { row, person } of told) {
    if (person === undefined) continue;
    const kinds = given.get(person) ?? new Set<string>();
    given.set(person, kinds);
    for (const element of listOf(row['elements'] ?? '')) kinds.add(kindOf(element));
  }
  const byKind = Object.fromEntries(
    [...SCORED_KINDS].map((kind) => {
      const people = truth.people.map((person) => ({
        standing: person.elements.find((one) => one.kind === kind),
        isGiven: given.get(person)?.has(kind) === true,
      }));
      const needed = people.filter(({ standing }) => standing !== undefined && !standing.loose);
      const said = people.filter(({ isGiven }) => isGiven);
      return [
        kind,
        {
          recall: { got: needed.filter(({ isGiven }) => isGiven).length, of: needed.length },
          precision: { got: said.filter(({ standing }) => standing !== undefined).length, of: said.length },
        },
      ];
    }),
  );
  return {
    recall: sum(Object.values(byKind).map(({ recall }) => recall)),
    precision: sum(Object.values(byKind).map(({ precision }) => precision)),
    byKind,
  };
}

const sum = (shares: readonly Share[]): Share => ({
  got: shares.reduce((total, one) => total + one.got, 0),
  of: shares.reduce((total, one) => total + one.of, 0),
});

/** Findings against what stands: a value at another person is the error that matters. */
function scoreLinks(
  answer: Answer,
  truth: Truth,
  known: { readonly everyone: readonly Matched[]; readonly messageOf: (row: Row) => string },
): Score['links'] {
  const owners = new Map<string, TruePerson[]>();
  for (const person of truth.people)
    for (const { kind, places } of person.elements)
      for (const { message_id } of places) {
        const key = `${message_id} ${kind}`;
        if (!owners.has(key)) owners.set(key, []);
        owners.get(key)?.push(person);
      }
  const personOf = new Map(known.everyone.map(({ row, person }) => [row['individual_id'] ?? '', person]));
  const right = new Set<string>();
  const errors: string[] = [];
  let [linked, unsupported, orphans] = [0, 0, 0];
  for (const finding of answer.findings) {
    const kind = kindOf(finding['element'] ?? '');
    if (!SCORED_KINDS.has(kind)) continue;
    if ((finding['individual_id'] ?? '') === '') {
      orphans += 1;
      continue;
    }
    linked += 1;
    const message = known.messageOf(finding);
    const standing = owners.get(`${message} ${kind}`) ?? [];
    const person = personOf.get(finding['individual_id'] ?? '');
    if (standing.length === 0) unsupported += 1;
    else if (person === undefined || !standing.includes(person) || isOthersValue(finding, person, standing))
      errors.push(finding['finding_id'] ?? '');
    else right.add(`${person.id} ${kind} ${message}`);
  }
  const needed = truth.people.flatMap((person) =>
    person.elements
      .filter(({ kind, loose }) => SCORED_KINDS.has(kind) && !loose)
      .flatMap(({ kind, places }) => places.filter(({ quoted }) => !quoted).map(({ message_id }) => `${person.id} ${kind} ${message_id}`)),
  );
  return {
    recall: { got: needed.filter((key) => right.has(key)).length, of: needed.length },
    wrong: { got: errors.length, of: linked },
    unsupported,
    orphans,
    errors,
  };
}

/** Masked numbers show their last four signs: enough to tell whose they are in one message. */
function isOthersValue(finding: Row, person: TruePerson, standing: readonly TruePerson[]): boolean {
  const field = kindOf(finding['element'] ?? '');
  const valueOf = (one: TruePerson): string =>
    (field === 'mrn' ? one.mrn : field === 'member_id' ? one.member_id : field === 'phone' ? one.phone : '').replace(/[^0-9A-Za-z]/g, '');
  const shown = (finding['value_masked'] ?? '').replace(/[^0-9A-Za-z]/g, '').slice(-4);
  if (valueOf(person) === '' || shown.length < 4 || valueOf(person).endsWith(shown)) return false;
  return standing.some((other) => other !== person && valueOf(other).endsWith(shown));
}

const REACHED: ReadonlySet<string> = new Set(['accessed', 'presumed']);
function scoreReach(answer: Answer, truth: Truth, told: readonly Matched[]): Score['reach'] {
  const given = new Map(answer.access.map((row) => [trimId(row['message_id'] ?? ''), row['verdict'] ?? '']));
  const confusion: Record<string, Record<string, number>> = {};
  const pairs = truth.messages.map(({ message_id, verdict }) => ({ verdict, said: given.get(trimId(message_id)) ?? 'no row' }));
  for (const { verdict, said } of pairs) {
    const row = (confusion[verdict] ??= {});
    row[said] = (row[said] ?? 0) + 1;
  }
  const named = new Set(answer.missing.map((row) => trimId(row['message_id'] ?? '')));
  const people = told.flatMap(({ row, person }) => (person === undefined ? [] : [{ truly: person.reach, said: row['access'] ?? '' }]));
  return {
    right: { got: pairs.filter(({ verdict, said }) => verdict === said).length, of: pairs.length },
    dangerous: pairs.filter(({ verdict, said }) => REACHED.has(verdict) && (said === 'excluded' || said === 'no row')).length,
    over: pairs.filter(({ verdict, said }) => verdict === 'excluded' && said !== 'excluded').length,
    confusion,
    missing: { got: truth.missing.filter((id) => named.has(trimId(id))).length, of: truth.missing.length },
    people: {
      dangerous: people.filter(({ truly, said }) => REACHED.has(truly) && said === 'excluded').length,
      over: people.filter(({ truly, said }) => truly === 'excluded' && said !== 'excluded').length,
    },
  };
}

function scoreNegatives(answer: Answer, truth: Truth): Score['negatives'] {
  const found = new Set(answer.findings.filter((row) => row['tier'] === 'auto').map((row) => row['element'] ?? ''));
  const wrong = truth.negatives.filter((element) => found.has(element) || !answer.negatives.has(element));
  return { right: { got: truth.negatives.length - wrong.length, of: truth.negatives.length }, wrong };
}

function scoreLedger(answer: Answer, truth: Truth, messageOf: (row: Row) => string): Score['ledger'] {
  const rows = new Set(
    answer.items.filter((row) => row['kind'] === 'message' || row['kind'] === 'calendar').map((row) => trimId(row['message_id'] ?? '')),
  );
  const ids = new Map(answer.items.map((row) => [row['item_id'] ?? '', row]));
  const isDirect = (row: Row): boolean => trimId(ids.get(row['parent_id'] ?? '')?.['message_id'] ?? '') === trimId(messageOf(row));
  const attached = answer.items.filter((row) => (row['kind'] === 'attachment' || row['kind'] === 'embedded') && isDirect(row)).length;
  return {
    messages: { got: truth.messages.filter(({ message_id }) => rows.has(trimId(message_id))).length, of: truth.messages.length },
    attachments: { got: attached, of: truth.messages.reduce((total, { attachments }) => total + attachments, 0) },
    withoutReason: answer.items.filter((row) => !DONE_STATES.has(row['state'] ?? '') && (row['reason'] ?? '') === '').length,
  };
}
