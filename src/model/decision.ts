/** A line of decisions.jsonl, contract section 2. */
export const DECISION_KINDS = [
  'finding.accept',
  'finding.reject',
  'finding.change',
  'finding.owner',
  'person.same',
  'person.different',
  'person.unsure',
  'person.match',
  'person.nomatch',
  'person.nobody',
  'person.split',
  'person.role',
  'person.address',
  'person.leave-out',
  'roster.merge',
  'value.poison',
  'access.label',
  'access.window',
  'access.coverage',
  'access.message',
  'gap.accept',
  'roster.columns',
  'format.change',
  'fact.confirm',
  'assess.factor',
  'assess.sign',
  'law.edit',
  'law.delay',
  'count.choose',
  'letter.approve',
  'letter.override',
  'notice.sent',
  'notice.returned',
  'filing.sent',
  'containment.done',
  'sample.answer',
  'comment',
  'undo',
] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

export interface Decision {
  readonly seq: number;
  readonly uuid: string;
  readonly at: string;
  readonly by: string;
  readonly role: string;
  readonly kind: DecisionKind;
  /** Names content, never a row of a run. */
  readonly key: unknown;
  readonly old: unknown;
  readonly new: unknown;
  readonly base: number;
  readonly reason: string;
  readonly evidence: readonly string[];
  readonly engine: string;
  readonly prev: string;
  readonly hash: string;
}
