/** From any id or number back to bytes of evidence, rows of a log, a row of the roster, or a decision. Values are masked. */
import { maskValue, elementWords } from '../../answer/index.ts';
import { unpackFinding, unpackMention } from '../../link/index.ts';
import { unpackIndividual } from '../../resolve/index.ts';
import { isoSeconds, OperatorError } from '../../kernel/index.ts';
import type { AccessAnswer, Duty, Exposure, Finding, Gap, Item, MessageVerdict, Negative, SessionRow } from '../../model/index.ts';
import { caseLayout, Database } from '../../store/index.ts';
import { readSummary } from '../read-summary.ts';
import { grounded } from './grounds.ts';
import { matchId, pickOne } from './ids.ts';
import { node, type ExplainNode } from './node.ts';
import { recordNode } from './records.ts';

export interface Explanation {
  readonly schema: 'postbreach.explain/1';
  readonly id: string;
  readonly kind: string;
  readonly claim: string;
  readonly numbers: Readonly<Record<string, unknown>>;
  readonly because: readonly ExplainNode[];
}

/** A list longer than this is cut in the text and named by its file. */
const BRANCHES_MAX = 25;

export function explainId(folder: string, given: string): Explanation {
  const summary = readSummary(folder);
  const told = explanationOf(folder, given, summary);
  return { ...told, because: told.because.map((branch) => grounded(branch, summary)) };
}

function explanationOf(folder: string, given: string, summary: ReturnType<typeof readSummary>): Explanation {
  const db = new Database(caseLayout(folder).database);
  try {
    const desk = new ExplainDesk(db);
    switch (given.slice(0, 2)) {
      case 'N-':
        return number(desk, summary, given);
      case 'P-':
        return whole(desk.individual(matchId(db, 'individual', given)));
      case 'F-':
        return whole(
          desk.finding(unpackFinding(String(db.get('SELECT record FROM finding WHERE id = ?', matchId(db, 'finding', given))?.['record']))),
        );
      case 'I-':
        return whole(desk.item(matchId(db, 'item', given), true));
      case 'S-':
        return whole(desk.session(given));
      case 'D-':
        return whole(desk.duty(given));
      case 'G-':
        return whole(desk.gap(given));
      case 'R-':
        return whole(recordNode(db, given));
      default:
        throw new OperatorError({
          code: 'id-unknown',
          what: 'That is no id of Postbreach.',
          where: given,
          remedy: 'Ids begin with P- F- I- S- R- D- G- or N-.',
        });
    }
  } finally {
    db.close();
  }
}

function whole(root: ExplainNode, numbers: Readonly<Record<string, unknown>> = {}): Explanation {
  const because = root.because.length > 0 ? root.because : [root];
  return { schema: 'postbreach.explain/1', id: root.id, kind: root.kind, claim: root.claim, numbers, because };
}

function number(desk: ExplainDesk, summary: ReturnType<typeof readSummary>, given: string): Explanation {
  const printed = summary.numbers[given];
  if (printed === undefined)
    throw new OperatorError({
      code: 'id-unknown',
      what: 'No number of this case has that id.',
      where: given,
      remedy: `Numbers: ${Object.keys(summary.numbers).slice(0, 12).join(', ')} …`,
    });
  const element = given.slice(2);
  const negative = desk.answer<Negative[]>('negatives').find((one) => one.element === element);
  const people = desk.answer<Exposure[]>('exposures').filter((exposure) => counts(given, element, exposure));
  const shown = people.slice(0, BRANCHES_MAX).map((exposure) => desk.individual(exposure.individual));
  const rest =
    people.length > shown.length ? [node(given, 'rows', `${people.length - shown.length} more: individuals.csv has a row for each`)] : [];
  const stated = negative === undefined ? [] : [node(given, 'negative', negative.statement, { rule: 'detection.8' })];
  return {
    schema: 'postbreach.explain/1',
    id: given,
    kind: 'number',
    claim: `${printed.value}: ${printed.text}`,
    numbers: { [given]: printed },
    because: [...stated, ...shown, ...rest],
  };
}

/** Whether a person is one of those that a number counts. */
function counts(id: string, element: string, exposure: Exposure): boolean {
  const told = exposure.notify !== 'no';
  switch (id) {
    case 'N-people':
    case 'N-expected':
      return told;
    case 'N-yes':
      return exposure.notify === 'yes';
    case 'N-undecided':
      return exposure.notify === 'undecided';
    case 'N-left-out':
      return exposure.notify === 'no';
    case 'N-named':
      return told && exposure.access === 'accessed';
    case 'N-covered':
      return told && (exposure.access === 'accessed' || exposure.access === 'presumed');
    case 'N-not-excluded':
      return told && exposure.access !== 'excluded';
    case 'N-listed-only':
      return told && exposure.listedOnly;
    default:
      return told && exposure.elements.some((one) => one === element);
  }
}

class ExplainDesk {
  readonly #db: Database;
  readonly #access: AccessAnswer;
  constructor(db: Database) {
    this.#db = db;
    this.#access = this.answer<AccessAnswer>('access');
  }

  answer<T>(name: string): T {
    return JSON.parse(String(this.#db.get('SELECT record FROM answer WHERE name = ?', name)?.['record'] ?? '[]')) as T; // our own JSON
  }

  individual(id: string): ExplainNode {
    const person = unpackIndividual(String(this.#db.get('SELECT record FROM individual WHERE id = ?', id)?.['record']));
    const exposure = this.answer<Exposure[]>('exposures').find((one) => one.individual === person.id);
    const match = node(
      person.id,
      'match',
      `roster match ${person.match.state}, evidence class ${person.match.evidence}, p ${person.match.p.toFixed(4)}, ${person.match.namesakes} of that name in the roster`,
      {
        rule: `resolve.5.2 ${person.match.evidence}`,
        source: person.rosterId === '' ? null : { roster: 'roster', row: person.rosterId },
      },
    );
    const mentions = person.mentions.slice(0, BRANCHES_MAX).flatMap((fragKey) => {
      const findings = this.#db
        .all(`SELECT record FROM finding WHERE frag_key = ? AND tier <> 'dismissed' ORDER BY id LIMIT ${BRANCHES_MAX}`, fragKey)
        .map((row) => this.finding(unpackFinding(String(row['record']))));
      return this.#mentionNode(fragKey, findings);
    });
    const glue = person.because.slice(0, BRANCHES_MAX).map(({ rule, a, b, weight }) =>
      node(person.id, 'same-person', `${a.slice(0, 16)} and ${b.slice(0, 16)} are one person`, {
        rule,
        weight,
        because: [a, b].flatMap((fragKey) => this.#mentionNode(fragKey)),
      }),
    );
    const claim =
      exposure === undefined
        ? `${person.status} ${person.role}`
        : `${person.status} ${person.role}; notify ${exposure.notify}: ${exposure.notifyWhy}; elements: ${exposure.elements.map(elementWords).join(', ')}`;
    return node(person.id, 'individual', claim, { because: [match, ...glue, ...mentions] });
  }

  /** A mention with the place that speaks of the person; none if the key is a member of the roster or has gone. */
  #mentionNode(fragKey: string, because: readonly ExplainNode[] = []): ExplainNode[] {
    const row = this.#db.get('SELECT record FROM mention WHERE frag_key = ?', fragKey);
    if (row === undefined) return [];
    const { role, anchor, sourceKey, messageKeys } = unpackMention(String(row['record']));
    const holder = this.#db.get('SELECT id FROM item WHERE content = ? ORDER BY sort LIMIT 1', sourceKey)?.['id'];
    const item = String(holder ?? messageKeys[0] ?? '');
    const source = {
      item_id: item,
      path: this.#item(item)?.path ?? '',
      locator: anchor.path,
      start: anchor.start,
      end: anchor.end,
      bytes_from: null,
      bytes_to: null,
      sha256: sourceKey,
    };
    return [node(fragKey.slice(0, 16), 'mention', `one place speaks of this person as ${role}`, { because, source })];
  }

  finding(finding: Finding): ExplainNode {
    const shown = maskValue(finding.element, finding.value.reveal('explain'), finding.norm?.reveal('explain'));
    const reasons = finding.because.map(({ id, weight }) =>
      node(finding.id, 'evidence', id.replaceAll(/[.-]/g, ' '), { rule: id, weight, source: this.#place(finding) }),
    );
    return node(
      finding.id,
      'finding',
      `${elementWords(finding.element)} ${shown}: ${finding.tier}, linked by ${finding.linkedBy} with ${finding.linkConfidence.toFixed(3)}`,
      { rule: finding.rule, weight: finding.confidence, because: reasons, source: this.#place(finding) },
    );
  }

  #place(finding: Finding): Readonly<Record<string, unknown>> {
    const item = this.#item(finding.item);
    const bytes = /^bytes:(\d+)-(\d+)$/.exec(finding.locator);
    return {
      item_id: finding.item,
      path: item?.path ?? '',
      locator: finding.locator,
      start: finding.start,
      end: finding.end,
      bytes_from: bytes === null ? null : Number(bytes[1]),
      bytes_to: bytes === null ? null : Number(bytes[2]),
      sha256: finding.content,
    };
  }

  #item(id: string): Item | undefined {
    const row = this.#db.get('SELECT record FROM item WHERE id = ?', id);
    return row === undefined ? undefined : (JSON.parse(String(row['record'])) as Item); // our own JSON
  }

  item(id: string, deep: boolean): ExplainNode {
    const item = this.#item(id);
    if (item === undefined)
      throw new OperatorError({
        code: 'id-unknown',
        what: 'Nothing in this case has that id.',
        where: id,
        remedy: 'Copy the id from items.csv.',
      });
    const verdict = this.#access.verdicts.find((one) => one.item === item.family);
    const source = {
      item_id: item.id,
      path: item.path,
      locator: '',
      start: 0,
      end: item.bytes,
      bytes_from: null,
      bytes_to: null,
      sha256: item.content ?? '',
    };
    const findings = deep
      ? this.#db
          .all(`SELECT record FROM finding WHERE item = ? ORDER BY tier, id LIMIT ${BRANCHES_MAX * 4}`, id)
          .map((row) => this.finding(unpackFinding(String(row['record']))))
      : [];
    return node(item.id, 'item', `${item.kind}, ${item.state}${item.reason === undefined ? '' : ` (${item.reason})`}`, {
      source,
      because: [...(verdict === undefined ? [] : [this.verdict(verdict)]), ...findings],
    });
  }

  verdict(verdict: MessageVerdict): ExplainNode {
    const records = verdict.records.slice(0, BRANCHES_MAX).map((record) => recordNode(this.#db, record));
    const failed = verdict.failedChecks.map(({ check, why }) =>
      node(verdict.item, 'check', `check ${check} for excluded does not hold: ${why}`, { rule: `access.4.4 ${check}` }),
    );
    const item = this.#item(verdict.item);
    const source = {
      item_id: verdict.item,
      path: item?.path ?? '',
      locator: '',
      start: 0,
      end: item?.bytes ?? 0,
      bytes_from: null,
      bytes_to: null,
      sha256: item?.content ?? '',
    };
    return node(verdict.item, 'verdict', `${verdict.verdict}${verdict.grade === '' ? '' : `, grade ${verdict.grade}`}: ${verdict.reason}`, {
      rule: verdict.rules.join(' '),
      because: [...records, ...failed],
      source,
    });
  }

  session(given: string): ExplainNode {
    const id = pickOne(
      given,
      this.#access.sessions.filter((session) => session.id.startsWith(given)).map((session) => session.id),
    );
    const session = this.#access.sessions.find((one) => one.id === id);
    return this.#sessionNode(session);
  }

  #sessionNode(session: SessionRow | undefined): ExplainNode {
    if (session === undefined)
      throw new OperatorError({ code: 'id-unknown', what: 'Nothing in this case has that id.', remedy: 'Copy the id from sessions.csv.' });
    const reasons = session.reasons.map(({ rule, grade, text, records }) =>
      node(session.id, 'reason', text, {
        rule: `access.3.3 ${rule} ${grade}`,
        because: records.slice(0, BRANCHES_MAX).map((record) => recordNode(this.#db, record)),
      }),
    );
    return node(
      session.id,
      'session',
      `${session.label}, ${isoSeconds(session.first)} to ${isoSeconds(session.last)}, ${session.records.length} records, ${session.messages} messages`,
      { because: reasons },
    );
  }

  duty(given: string): ExplainNode {
    const duties = this.answer<Duty[]>('duties');
    const id = pickOne(
      given,
      duties.filter((duty) => duty.id.startsWith(given)).map((duty) => duty.id),
    );
    const duty = duties.find((one) => one.id === id);
    if (duty === undefined)
      throw new OperatorError({ code: 'id-unknown', what: 'Nothing in this case has that id.', remedy: 'Copy the id from duties.csv.' });
    const facts = [
      node(duty.id, 'arithmetic', duty.arithmetic, { rule: duty.law, source: { decision: 0, file: 'case.yaml incident' } }),
      node(
        'N-people',
        'count',
        `counted: low ${duty.count.low}, expected ${duty.count.expected}, high ${duty.count.high}; threshold ${duty.threshold}: ${duty.required}`,
        { rule: 'law.3.3' },
      ),
    ];
    return node(duty.id, 'duty', `${duty.recipientName}: ${duty.state}${duty.due === '' ? '' : `, due ${duty.due}`}`, { because: facts });
  }

  gap(given: string): ExplainNode {
    const rows = this.answer<Gap[]>('gaps');
    const id = pickOne(
      given,
      rows.filter((gap) => gap.id.startsWith(given)).map((gap) => gap.id),
    );
    const gap = rows.find((one) => one.id === id);
    if (gap === undefined)
      throw new OperatorError({ code: 'id-unknown', what: 'Nothing in this case has that id.', remedy: 'Copy the id from gaps.csv.' });
    const inside = gap.item === undefined ? [] : [this.item(gap.item, false)];
    return node(gap.id, 'gap', `${gap.kind}, ${gap.what}: ${gap.why} ${gap.consequence} ${gap.remedy}`, { because: inside });
  }
}
