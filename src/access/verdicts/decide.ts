/** From evidence and checks to the verdict of one message: bounds, grade, depth, sentence (spec/access.md 4.1). */
import { byText, distinct } from '../../kernel/index.ts';
import type { Decision, Depth, Grade, MessageVerdict, RecordId, SessionId, Verdict } from '../../model/index.ts';
import { VERDICT_RULES } from '../rules.ts';
import type { Failure } from './checks.ts';
import type { Evidence } from './evidence.ts';
import type { MessageIndex } from '../joins/messages.ts';

export interface DecideFacts {
  readonly index: MessageIndex;
  readonly mailbox: number;
  readonly failures: readonly Failure[];
  /** No log of this mailbox could record a read. */
  readonly isUnassessed: boolean;
  /** The proven end; without it nothing came after it. */
  readonly provenEnd?: number;
  /** R25: the intruder signed in to no mail service. */
  readonly neverCame: boolean;
  readonly searched: ReadonlySet<number>;
  readonly sessionOf: (context: string) => SessionId | undefined;
  readonly timeOf: (record: RecordId) => number;
  readonly decisionOf: (index: number) => Decision | undefined;
}

const DEPTHS: readonly Depth[] = ['exported', 'sent-on', 'synced', 'opened', 'deleted', 'listed'];
const RANK: Readonly<Record<Evidence['verdict'], number>> = { accessed: 0, presumed: 1, possible: 2 };
/** Which check a piece of evidence fails. */
const CHECK_OF: Readonly<Record<string, number>> = { R3: 7, R4: 7, R5: 7, R6: 8, R7: 6, R8: 6, R9: 9, R10: 9, R14: 10, R17: 10 };
/** As many as access.csv shows (spec/access.md 8). */
const RECORDS_MAX = 50;

export function decide(facts: DecideFacts, at: number, evidence: readonly Evidence[]): MessageVerdict {
  const plain = evidence.length > 0 ? byEvidence(facts, at, evidence) : byChecks(facts, at);
  const decision = facts.decisionOf(at);
  return decision === undefined ? plain : decided(plain, decision);
}

/** What `low` and `high` are for a verdict; the table of spec/access.md 4.1. */
function bounds(verdict: Verdict): { readonly low: Verdict; readonly high: Verdict } {
  switch (verdict) {
    case 'accessed':
      return { low: 'accessed', high: 'accessed' };
    case 'presumed':
      return { low: 'possible', high: 'accessed' };
    case 'excluded':
      return { low: 'excluded', high: 'excluded' };
    case 'possible':
    case 'unassessed':
      return { low: 'excluded', high: 'accessed' };
  }
}

function blank(
  facts: DecideFacts,
  at: number,
  verdict: Verdict,
  grade: Grade,
  reason: string,
  depth: readonly Depth[] = [],
): MessageVerdict {
  const message = facts.index.messages[at];
  return {
    item: message?.item ?? ('' as MessageVerdict['item']), // `at` is an index of the same list
    mailbox: facts.mailbox,
    verdict,
    ...bounds(verdict),
    depth,
    grade,
    reason,
    sessions: [],
    records: [],
    join: '',
    listLine: verdict !== 'excluded' || depth.includes('listed'),
    rules: [],
    presumptions: facts.searched.has(at) ? ['search-hit'] : [],
    kOfN: '',
    untestable: facts.index.mids[at] === undefined,
    failedChecks: [],
  };
}

function reasonOf(rule: string): string {
  return VERDICT_RULES.get(rule)?.reason ?? '';
}

function byEvidence(facts: DecideFacts, at: number, evidence: readonly Evidence[]): MessageVerdict {
  const sorted = [...evidence].sort(
    (a, b) =>
      RANK[a.verdict] - RANK[b.verdict] ||
      byText(a.grade, b.grade) ||
      (a.at ?? 0) - (b.at ?? 0) ||
      byText(a.rule, b.rule) ||
      byText(a.records[0] ?? '', b.records[0] ?? ''),
  );
  const best = sorted[0];
  if (best === undefined) return byChecks(facts, at);
  const reached = sorted.filter((one) => one.verdict !== 'possible');
  const all = new Set(reached.flatMap((one) => one.depth));
  const strong = DEPTHS.filter((one) => all.has(one) && one !== 'listed');
  const depth = strong.length > 0 ? strong : DEPTHS.filter((one) => all.has(one));
  const times = reached.flatMap((one) => [one.at, one.until].filter((time) => time !== undefined));
  const records = firstRecords(facts, sorted);
  const decision = sorted.find((one) => one.decision !== undefined)?.decision;
  const sessions = [...new Set(sorted.flatMap((one) => one.contexts.flatMap((context) => facts.sessionOf(context) ?? [])))].sort(byText);
  const counted =
    sorted.find((one) => one.kOfN !== undefined && one.verdict === best.verdict) ?? sorted.find((one) => one.kOfN !== undefined);
  const failed =
    best.verdict === 'possible'
      ? [
          ...sorted.map((one) => ({ check: CHECK_OF[one.rule] ?? 8, why: reasonOf(one.rule), records: one.records })),
          ...facts.failures.map(({ check, why, records: own }) => ({ check, why, records: own })),
        ]
      : [];
  return {
    ...blank(facts, at, best.verdict, best.grade, reasonOf(best.rule), depth),
    sessions,
    records,
    join: best.join,
    rules: distinctRules(sorted),
    kOfN: counted?.kOfN ?? '',
    failedChecks: once(failed),
    presumptions: distinct([
      ...sorted.filter((one) => one.verdict === 'presumed').map((one) => one.rule),
      ...sorted.flatMap((one) => (one.note === undefined ? [] : [one.note])),
      ...(facts.searched.has(at) ? ['search-hit'] : []),
    ]),
    ...(times.length === 0 ? {} : { firstReached: Math.min(...times), lastReached: Math.max(...times) }),
    ...(decision === undefined ? {} : { decision }),
  };
}

/** Records of the strongest evidence, at most so many as access.csv and the explanation show, in the order of time. */
function firstRecords(facts: DecideFacts, sorted: readonly Evidence[]): RecordId[] {
  const found = new Map<RecordId, number>();
  for (const one of sorted) {
    for (const record of one.records) {
      if (found.size >= RECORDS_MAX) break;
      if (!found.has(record)) found.set(record, facts.timeOf(record));
    }
    if (found.size >= RECORDS_MAX) break;
  }
  return [...found].sort((a, b) => a[1] - b[1] || byText(a[0], b[0])).map(([record]) => record);
}

/** The rule of the strongest evidence first, each once. */
function distinctRules(sorted: readonly Evidence[]): string[] {
  return [...new Set(sorted.map((one) => one.rule))];
}

function once<T extends { readonly check: number; readonly why: string }>(failed: readonly T[]): T[] {
  const seen = new Map<string, T>();
  for (const one of failed) if (!seen.has(`${one.check} ${one.why}`)) seen.set(`${one.check} ${one.why}`, one);
  return [...seen.values()].sort((a, b) => a.check - b.check || byText(a.why, b.why));
}

function byChecks(facts: DecideFacts, at: number): MessageVerdict {
  const message = facts.index.messages[at];
  if (facts.isUnassessed)
    return {
      ...blank(facts, at, 'unassessed', 'D', 'No log that could record access to this mailbox is at hand.'),
      failedChecks: [{ check: 4, why: 'no log of the mailbox', records: [] }],
    };
  const times = [message?.existedFrom, message?.createdAt].filter((one) => one !== undefined);
  const end = facts.provenEnd;
  const isTimeSure = !facts.failures.some((failure) => failure.check === 13);
  if (end !== undefined && isTimeSure && times.length > 0 && times.every((one) => one > end))
    return { ...blank(facts, at, 'excluded', 'A', reasonOf('R22')), rules: ['R22'] };
  const failures = facts.failures.map(({ check, why, records }) => ({ check, why, records }));
  if (facts.index.mids[at] === undefined) {
    return {
      ...blank(facts, at, 'possible', 'C', reasonOf('R23')),
      rules: ['R23'],
      failedChecks: once([{ check: 11, why: 'the message has no usable id', records: [] }, ...failures]),
    };
  }
  const worst = facts.failures.find((failure) => failure.grade === 'D') ?? facts.failures[0];
  if (worst !== undefined)
    return {
      ...blank(facts, at, 'possible', worst.grade, `${reasonOf('R11')} ${sentence(worst.why)}`),
      rules: ['R11'],
      failedChecks: once(failures),
    };
  if (facts.neverCame) return { ...blank(facts, at, 'excluded', 'A', reasonOf('R25')), rules: ['R25'] };
  return blank(
    facts,
    at,
    'excluded',
    'A',
    'Complete logs show that its content was not served to the intruder; its subject line may have been displayed.',
    ['listed'],
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const VERDICTS: ReadonlySet<string> = new Set(['accessed', 'presumed', 'possible', 'unassessed', 'excluded']);

/** `access.message`: a person's word. It is listed, and never bears grade A. */
function decided(plain: MessageVerdict, decision: Decision): MessageVerdict {
  const given =
    typeof decision.new === 'object' && decision.new !== null && 'verdict' in decision.new ? decision.new.verdict : decision.new;
  if (typeof given !== 'string' || !VERDICTS.has(given)) return plain;
  const verdict = given as Verdict; // a member of VERDICTS
  return {
    ...plain,
    verdict,
    ...bounds(verdict),
    grade: 'B',
    decision: decision.seq,
    reason: `Decided by a person (decision ${decision.seq}). ${plain.reason}`,
    listLine: true,
  };
}
