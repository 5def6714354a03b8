/** Questions to people: what the answer can move, and the line for `decide` that answers it. Texts hold no value of a person. spec/resolve.md 9 */
import { byText, digestOf } from '../../kernel/index.ts';
import type { FragKey, Individual, IndividualId, Question } from '../../model/index.ts';

import type { Pair } from '../cluster/rounds.ts';
import type { RosterVerdict } from '../match/classify.ts';

export interface QuestionSource {
  readonly individual: Individual;
  readonly verdict: RosterVerdict;
  readonly isNameOnly: boolean;
}

const QUESTIONS_MAX = 1000;
const CHOICES_MAX = 8;

/** Most gain first; ties by id. */
export function questionsOf(input: {
  readonly sources: readonly QuestionSource[];
  readonly pairs: readonly Pair[];
  readonly individualOf: (cluster: number) => Individual | undefined;
  readonly alternatives: ReadonlyMap<IndividualId, readonly Individual[]>;
  readonly contradictions: readonly (readonly FragKey[])[];
}): readonly Question[] {
  const questions: Question[] = [];
  for (const { individual, verdict, isNameOnly } of input.sources) {
    const question =
      matchQuestion(individual, verdict, isNameOnly) ?? contextQuestion(individual, input.alternatives.get(individual.id) ?? []);
    if (question !== undefined) questions.push(question);
  }
  for (const pair of input.pairs) {
    const [a, b] = [input.individualOf(pair.a), input.individualOf(pair.b)];
    if (a !== undefined && b !== undefined && a.id !== b.id) questions.push(sameQuestion(a, b, pair.rule));
  }
  for (const group of input.contradictions) {
    questions.push(
      make(
        'contradiction',
        { individuals: [], members: [], gain: 1 },
        `Decisions contradict each other over ${group.length} mentions: none of them applies until one is taken back.`,
        { kind: 'undo', key: group, choices: [] },
      ),
    );
  }
  return questions.sort((x, y) => y.gain - x.gain || byText(x.id, y.id)).slice(0, QUESTIONS_MAX);
}

function matchQuestion(individual: Individual, verdict: RosterVerdict, isNameOnly: boolean): Question | undefined {
  const members = individual.match.candidates.map(({ member }) => member);
  const [key] = individual.mentions;
  if (key === undefined) return undefined;
  const decide = { kind: 'person.match', key, choices: [...members.slice(0, CHOICES_MAX), 'nobody'] };
  const about = { individuals: [individual.id], members: members.slice(0, CHOICES_MAX) };
  if (verdict.conflict !== undefined) return make('conflict', { ...about, gain: 1 }, CONFLICT_TEXT[verdict.conflict], decide);
  if (verdict.state === 'ambiguous')
    return make(
      'which',
      { ...about, gain: isNameOnly ? 0.5 : 0.8 },
      `${members.length} people of the roster fit. Which of them is this, or nobody?`,
      decide,
    );
  if (verdict.state !== 'review') return undefined;
  if (isNameOnly)
    return make(
      'which',
      { ...about, gain: 0.4 },
      'One person of the roster has this name, and nothing else is known. Is it this person?',
      decide,
    );
  return verdict.evidence === 'B1'
    ? make('confirm', { ...about, gain: 0.1 }, 'Nearly certain, but not enough to be decided alone. Is it this person?', decide)
    : make('which', { ...about, gain: 0.6 }, 'The roster has a likely person. Is it this one, another, or nobody?', decide);
}

const CONFLICT_TEXT: Readonly<Record<NonNullable<RosterVerdict['conflict']>, string>> = {
  'two-ids': 'Numbers of two people stand in one place. Whose place is it?',
  'id-and-name': 'The number is one person’s and the name another’s. Which of them is wrong?',
  generation: 'The generation (JR, SR) is one person’s and the date of birth another’s. Which is it?',
  twin: 'The number is one sibling’s and the name the other’s. Which is it?',
  frozen: 'So many dates of birth stand here that it cannot be one person. Who is meant?',
  birth: 'Number and name agree, the date of birth does not. Is it this person?',
};

function contextQuestion(individual: Individual, others: readonly Individual[]): Question | undefined {
  const [key] = individual.mentions;
  if (others.length === 0 || key === undefined) return undefined;
  return make(
    'same',
    { individuals: [individual.id, ...others.map(({ id }) => id)], members: [], gain: 0.5 },
    `The name alone; ${others.length} people of that name stand in the same place. Which of them is it, or another?`,
    { kind: 'person.same', key: [key], choices: others.flatMap(({ mentions }) => mentions.slice(0, 1)) },
  );
}

function sameQuestion(a: Individual, b: Individual, rule: string): Question {
  const individuals = [a.id, b.id].sort(byText);
  // Keys of mentions: they hold on the next run, rows may not.
  const key = [...a.mentions.slice(0, 1), ...b.mentions.slice(0, 1)].sort(byText);
  return make('same', { individuals, members: [], gain: 0.7 }, SAME_TEXT[rule] ?? 'Are these two one person?', {
    kind: 'person.same',
    key,
    choices: ['same', 'different'],
  });
}

const SAME_TEXT: Readonly<Record<string, string>> = {
  'ask.twins': 'Same day of birth and family name, another given name: twins, or one person written in two ways?',
  'ask.birth': 'The number agrees, the date of birth does not. Are these two one person?',
  'ask.birth-slip': 'Same name, dates of birth one slip apart. Are these two one person?',
  'ask.two-ids': 'Same name and date of birth, two numbers of one kind. Are these two one person?',
  'ask.id-and-name': 'One number, two names. Are these two one person?',
  'ask.renamed': 'Same given name and date of birth, another family name. Are these two one person?',
  'ask.household': 'They share what a household shares. Are these two one person?',
  'ask.common-name': 'Same name and date of birth, but the name is common. Are these two one person?',
};

function make(kind: string, about: Pick<Question, 'individuals' | 'members' | 'gain'>, text: string, decide: Question['decide']): Question {
  return { id: `Q-${digestOf([kind, ...about.individuals, JSON.stringify(decide.key)]).slice(0, 16)}`, kind, ...about, text, decide };
}
