/** What the records of the intruder, and of contexts that nobody knows, say of messages: rules R1 to R6, R9, R10, R12, R13. */
import type { Depth, ItemRef, LogEvent, RecordId } from '../../model/index.ts';
import type { Labelled } from '../attribution/label.ts';
import { HOUR_MS } from '../events/time.ts';
import { lossOf } from '../events/merge.ts';
import type { FolderMap, FolderReach } from '../joins/folders.ts';
import { isDeletedFolder } from '../joins/folders.ts';
import type { Hit, Joiner } from '../joins/join.ts';
import type { MessageIndex } from '../joins/messages.ts';
import { eventSteps, gradeOf, type Evidence, type Ledger } from './evidence.ts';

/** A record that names what the evidence does not hold. */
export interface NamedElsewhere {
  readonly item: ItemRef;
  readonly event: LogEvent;
  readonly context: string;
}

export interface Reach {
  readonly index: MessageIndex;
  readonly folders: FolderMap;
  readonly joiner: Joiner;
  readonly ledger: Ledger;
  readonly missing: NamedElsewhere[];
  /** Items that a record counts, that are nowhere in its folder: at least so many messages are missing. */
  missingAtLeast: number;
  readonly lossy: { readonly event: LogEvent; readonly kind: 'record-truncated' | 'export-lossy' }[];
  /** End of the window: an empty record covers all that came before it, since nothing of it is certain. */
  readonly until: number;
  /** Binds whose items name nothing. */
  readonly keyless: LogEvent[];
}

/** A record after which further ones are suppressed for an hour (spec/access.md 1.2, 2.5). */
const SUPPRESSED_MS = HOUR_MS;

export function reachByRecords(reach: Reach, event: LogEvent, labelled: Labelled): void {
  const who = labelled.treatedAs;
  if (who !== 'intruder' && who !== 'unknown') return;
  if (event.result === 'failed') return;
  const named: string = event.kind; // most kinds have nothing here
  switch (named) {
    case 'sync':
      bySync(reach, event, labelled);
      return;
    case 'bind':
      byItems(reach, event, labelled);
      byLoss(reach, event, labelled);
      return;
    case 'move':
    case 'soft-delete':
    case 'hard-delete':
    case 'update':
    case 'create':
    case 'attachment':
    case 'send':
      byItems(reach, event, labelled);
      if (event.items.some((item) => isKeyless(reach, item))) byLoss(reach, event, labelled);
      return;
    default:
  }
}

/** Depth and rule of an act that names a message. */
function actOf(event: LogEvent): { readonly rule: string; readonly depth: readonly Depth[] } {
  const named: string = event.kind; // most kinds have nothing here
  switch (named) {
    case 'bind': {
      const family = event.client.family;
      if (family === 'imap' || family === 'pop' || family === 'eas') return { rule: 'R2', depth: ['synced', 'opened'] };
      return { rule: family === 'ews' || family === 'graph' ? 'R2' : 'R1', depth: ['opened'] };
    }
    case 'send':
      return { rule: 'R13', depth: ['sent-on'] };
    case 'soft-delete':
    case 'hard-delete':
      return { rule: 'R12', depth: ['deleted'] };
    case 'move': {
      const to = event.folders.at(-1)?.path;
      return {
        rule: 'R12',
        depth: [event.op === 'movetodeleteditems' || (to !== undefined && isDeletedFolder(to)) ? 'deleted' : 'listed'],
      };
    }
    default:
      return { rule: 'R12', depth: ['opened'] };
  }
}

function byItems(reach: Reach, event: LogEvent, labelled: Labelled): void {
  const act = actOf(event);
  for (const item of event.items) {
    const join = reach.joiner.join(item);
    if (join.rule === 'J7' && labelled.treatedAs === 'intruder') reach.missing.push({ item, event, context: labelled.context.key });
    for (const hit of join.hits) {
      reach.ledger.add(hit.index, evidenceOf(event, labelled, hit, join.rule, act));
      if (event.kind === 'send' && labelled.treatedAs === 'intruder') bySent(reach, event, labelled, hit.index);
    }
  }
}

function evidenceOf(
  event: LogEvent,
  labelled: Labelled,
  hit: Hit,
  join: string,
  act: { readonly rule: string; readonly depth: readonly Depth[] },
): Evidence {
  const base = {
    join,
    records: [event.id],
    contexts: [labelled.context.key],
    at: event.at,
    ...(labelled.decision === undefined ? {} : { decision: labelled.decision }),
  };
  if (labelled.treatedAs === 'unknown') return { ...base, rule: 'R6', verdict: 'possible', depth: [], grade: 'C' };
  if (hit.most === 'possible') return { ...base, rule: act.rule, verdict: 'possible', depth: [], grade: 'C' };
  return { ...base, rule: act.rule, verdict: hit.most, depth: act.depth, grade: gradeOf(eventSteps(event, labelled) + hit.steps) };
}

/** R13: what the sent item answers was read to write it. */
function bySent(reach: Reach, event: LogEvent, labelled: Labelled, sent: number): void {
  const message = reach.index.messages[sent];
  if (message === undefined) return;
  for (const cited of new Set([...message.inReplyTo, ...message.references])) {
    const join = reach.joiner.join({ mid: cited.trim().replace(/^<|>$/g, '') });
    for (const hit of join.hits) {
      if (hit.most === 'possible') continue;
      reach.ledger.add(hit.index, {
        rule: 'R13',
        verdict: 'accessed',
        depth: ['sent-on'],
        grade: gradeOf(1 + eventSteps(event, labelled) + hit.steps),
        join: join.rule,
        records: [event.id],
        contexts: [labelled.context.key],
        at: event.at,
      });
    }
  }
}

/** R3 to R5, and R6 for a context that nobody knows. */
function bySync(reach: Reach, event: LogEvent, labelled: Labelled): void {
  const reached = reach.folders.reach(event.folders[0]);
  const rule = reached.certain ? 'R3' : reached.leaf === undefined ? 'R5' : 'R4';
  const covered = membersOf(reach.index, reached).filter((index) => reach.index.existedAt(index, event.at + SUPPRESSED_MS));
  const isUnknown = labelled.treatedAs === 'unknown';
  for (const index of covered) {
    reach.ledger.add(index, {
      rule: isUnknown ? 'R6' : rule,
      verdict: isUnknown ? 'possible' : 'presumed',
      depth: isUnknown ? [] : ['synced'],
      grade: isUnknown ? 'C' : gradeOf((reached.certain ? 1 : 2) + eventSteps(event, labelled)),
      join: reached.certain ? 'folder' : reached.leaf === undefined ? 'mailbox' : 'folder-name',
      records: [event.id],
      contexts: [labelled.context.key],
      at: event.at,
    });
  }
}

function membersOf(index: MessageIndex, reached: FolderReach): readonly number[] {
  if (reached.certain) return [...new Set(reached.keys.flatMap((key) => index.inFolder(key)))];
  return reached.leaf === undefined ? index.all() : index.inLeaf(reached.leaf);
}

function isKeyless(reach: Reach, item: ItemRef): boolean {
  return reach.joiner.join(item).rule === 'none';
}

/** R9 (and R10 for records whose context is lost): items that the record counts and does not name. */
function byLoss(reach: Reach, event: LogEvent, labelled: Labelled): void {
  const keyless = event.items.filter((item) => isKeyless(reach, item)).length;
  const isBlank = event.items.length === 0 && event.kind === 'bind';
  const loss = lossOf(event);
  // A record that was cut may have lost its count with its items.
  const isOpen =
    event.lost === 0 && (isBlank || ((loss === 'truncated' || loss === 'lossy') && event.count === undefined && event.kind === 'bind'));
  const unnamed = event.lost + keyless + (isOpen ? 1 : 0);
  if (unnamed === 0) return;
  if (event.lost > 0 || isOpen) reach.lossy.push({ event, kind: loss === 'lossy' ? 'export-lossy' : 'record-truncated' });
  else reach.keyless.push(event);
  const named = new Set(event.items.flatMap((item) => reach.joiner.join(item).hits.map((hit) => hit.index)));
  const reached = event.folders.length > 0 ? event.folders.map((folder) => reach.folders.reach(folder)) : [reach.folders.reach(undefined)];
  const rest = [...new Set(reached.flatMap((one) => membersOf(reach.index, one)))].filter(
    (index) => !named.has(index) && reach.index.existedAt(index, loss === 'empty' ? Math.max(event.at, reach.until) : event.at),
  );
  const kOfN = `${isOpen ? rest.length : Math.min(unnamed, rest.length)} of ${rest.length}`;
  if (unnamed > rest.length && !isOpen) reach.missingAtLeast += unnamed - rest.length;
  const isUnknown = labelled.treatedAs === 'unknown';
  const records: readonly RecordId[] = [event.id];
  for (const index of rest) {
    reach.ledger.add(index, {
      rule: isUnknown ? (loss === 'none' ? 'R6' : 'R10') : 'R9',
      verdict: isUnknown ? 'possible' : 'presumed',
      depth: isUnknown ? [] : actOf(event).depth,
      grade: 'C',
      join: 'folder',
      records,
      contexts: [labelled.context.key],
      at: event.at,
      kOfN,
    });
  }
}
