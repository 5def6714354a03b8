/** What the records of the intruder, and of contexts that nobody knows, say of messages: rules R1 to R6, R9, R10, R12, R13. */
import type { Depth, ItemRef, LogEvent, RecordId } from '../../model/index.ts';
import type { Labelled } from '../attribution/label.ts';
import { HOUR_MS } from '../events/time.ts';
import { lossOf } from '../events/merge.ts';
import type { FolderMap, FolderReach } from '../joins/folders.ts';
import { isDeletedFolder, leafKey } from '../joins/folders.ts';
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
  /** Records that cover a folder, by folder and context: settled once at the end, so that many records of one folder cost one pass. */
  readonly syncs: Map<string, Covering>;
  readonly losses: Map<string, Covering>;
  /** Folders that the intruder copied and the evidence does not hold. */
  readonly absentFolders: Set<string>;
  readonly members: Map<string, Members>;
}

interface Covering {
  readonly labelled: Labelled;
  readonly events: LogEvent[];
}

export function newReach(parts: Pick<Reach, 'index' | 'folders' | 'joiner' | 'ledger' | 'until'>): Reach {
  return {
    ...parts,
    missing: [],
    missingAtLeast: 0,
    lossy: [],
    keyless: [],
    syncs: new Map(),
    losses: new Map(),
    absentFolders: new Set(),
    members: new Map(),
  };
}

/** After the last record: what covers folders becomes evidence of their messages. */
export function settle(reach: Reach): void {
  for (const group of reach.syncs.values()) bySync(reach, group);
  for (const group of reach.losses.values()) byLoss(reach, group);
}

function gather(groups: Map<string, Covering>, key: string, event: LogEvent, labelled: Labelled): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, { labelled, events: [event] });
  else group.events.push(event);
}

/** The folders of a record as one key. */
function where(reach: Reach, event: LogEvent): string {
  const reached = event.folders.length > 0 ? event.folders.map((folder) => reach.folders.reach(folder)) : [reach.folders.reach(undefined)];
  return reached.map((one) => (one.certain ? one.keys.join('\n') : `leaf ${one.leaf ?? ''}`)).join('\n');
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
      gather(reach.syncs, `${where(reach, event)} ${labelled.context.key}`, event, labelled);
      return;
    case 'bind':
      byItems(reach, event, labelled);
      noteLoss(reach, event, labelled);
      return;
    case 'move':
    case 'soft-delete':
    case 'hard-delete':
    case 'update':
    case 'create':
    case 'attachment':
    case 'send':
      byItems(reach, event, labelled);
      if (event.items.some((item) => isKeyless(reach, item))) noteLoss(reach, event, labelled);
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

/** Records of one group that are named in the evidence of a message. */
const RECORDS_MAX = 20;

/** R3 to R5, and R6 for a context that nobody knows: all records of one folder and context together. */
function bySync(reach: Reach, { labelled, events }: Covering): void {
  const first = events[0];
  const last = events.at(-1);
  if (first === undefined || last === undefined) return;
  const found = membersOf(reach, reach.folders.reach(first.folders[0]));
  if (found.members.length === 0 && found.shown !== '' && labelled.treatedAs === 'intruder') reach.absentFolders.add(found.shown);
  const isUnknown = labelled.treatedAs === 'unknown';
  const steps = Math.min(...events.map((event) => eventSteps(event, labelled)));
  const records = events.slice(0, RECORDS_MAX).map((event) => event.id);
  const evidenceOf = shared((at: number, isPlaced: boolean): Evidence => ({
    rule: isUnknown ? 'R6' : isPlaced ? 'R3' : found.rule === 'R4' ? 'R4' : 'R5',
    verdict: isUnknown ? 'possible' : 'presumed',
    depth: isUnknown ? [] : ['synced'],
    grade: isUnknown ? 'C' : gradeOf((isPlaced ? 1 : 2) + steps),
    join: isPlaced ? 'folder' : found.rule === 'R4' ? 'folder-name' : 'mailbox',
    records,
    contexts: [labelled.context.key],
    at,
    until: last.at,
  }));
  for (const index of found.members) {
    if (!reach.index.existedAt(index, last.at + SUPPRESSED_MS)) continue;
    const covering = firstCovering(reach.index, index, events, SUPPRESSED_MS);
    reach.ledger.add(index, evidenceOf(covering.at, found.rule === 'R3' && !reach.index.isUnplaced(index)));
  }
}

/** One object for all messages that it says the same of: a folder has many. */
function shared(make: (at: number, isPlaced: boolean) => Evidence): (at: number, isPlaced: boolean) => Evidence {
  const made = new Map<string, Evidence>();
  return (at, isPlaced) => {
    const key = `${at} ${isPlaced}`;
    let one = made.get(key);
    if (one === undefined) {
      one = make(at, isPlaced);
      made.set(key, one);
    }
    return one;
  };
}

/** The first record by which the message was there; `events` is sorted and the last one covers it. */
function firstCovering(index: MessageIndex, at: number, events: readonly LogEvent[], after: number): LogEvent {
  let low = 0;
  let high = events.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (index.existedAt(at, (events[middle]?.at ?? Infinity) + after)) high = middle;
    else low = middle + 1;
  }
  return events[low] as LogEvent; // a group has at least one event
}

interface Members {
  readonly rule: 'R3' | 'R4' | 'R5';
  readonly members: readonly number[];
  readonly shown: string;
}

/** Looked up once a folder: many contexts copy the same ones. */
function membersOf(reach: Reach, reached: FolderReach): Members {
  const key = reached.certain ? reached.keys.join('\n') : `leaf ${reached.leaf ?? ''}`;
  let found = reach.members.get(key);
  if (found === undefined) {
    found = membersFor(reach, reached);
    reach.members.set(key, found);
  }
  return found;
}

/**
 * The messages of a folder. A message whose folder the export does not tell may lie in any. A folder that the export does not have is
 * looked for by its last name; if the export's folders were never seen to agree with the records', it may be any message.
 */
function membersFor(reach: Reach, reached: FolderReach): Members {
  const { index } = reach;
  if (!reached.certain) {
    if (reached.leaf === undefined) return { rule: 'R5', members: index.all(), shown: '' };
    const named = index.inLeaf(reached.leaf);
    if (named.length > 0 || index.foldersAgree) return { rule: 'R4', members: [...named, ...index.unplaced()], shown: reached.shown };
    return { rule: 'R5', members: index.all(), shown: reached.shown };
  }
  const exact = [...new Set(reached.keys.flatMap((key) => index.inFolder(key)))];
  if (exact.length > 0) return { rule: 'R3', members: [...exact, ...index.unplaced()], shown: reached.shown };
  const named = index.inLeaf(leafKey(reached.shown));
  if (named.length > 0 && !index.foldersAgree) return { rule: 'R4', members: [...named, ...index.unplaced()], shown: reached.shown };
  return index.foldersAgree || index.messages.length === 0
    ? { rule: 'R3', members: index.unplaced(), shown: reached.shown }
    : { rule: 'R5', members: index.all(), shown: reached.shown };
}

function isKeyless(reach: Reach, item: ItemRef): boolean {
  return reach.joiner.join(item).rule === 'none';
}

interface Unnamed {
  readonly count: number;
  /** How many is not known: the record lost its count too. */
  readonly isOpen: boolean;
}

function unnamedOf(reach: Reach, event: LogEvent): Unnamed {
  const keyless = event.items.filter((item) => isKeyless(reach, item)).length;
  const isBlank = event.items.length === 0 && event.kind === 'bind';
  const loss = lossOf(event);
  // A record that was cut may have lost its count with its items.
  const isOpen =
    event.lost === 0 && (isBlank || ((loss === 'truncated' || loss === 'lossy') && event.count === undefined && event.kind === 'bind'));
  return { count: event.lost + keyless + (isOpen ? 1 : 0), isOpen };
}

function noteLoss(reach: Reach, event: LogEvent, labelled: Labelled): void {
  const unnamed = unnamedOf(reach, event);
  if (unnamed.count === 0) return;
  const loss = lossOf(event);
  if (event.lost > 0 || unnamed.isOpen) reach.lossy.push({ event, kind: loss === 'lossy' ? 'export-lossy' : 'record-truncated' });
  else reach.keyless.push(event);
  gather(reach.losses, `${event.kind} ${loss} ${where(reach, event)} ${labelled.context.key}`, event, labelled);
}

/** R9 (and R10 for records whose context is lost): items that records count and do not name. */
function byLoss(reach: Reach, { labelled, events }: Covering): void {
  const first = events[0];
  const last = events.at(-1);
  if (first === undefined || last === undefined) return;
  const loss = lossOf(first);
  const all = events.map((event) => unnamedOf(reach, event));
  const isOpen = all.some((one) => one.isOpen);
  const count = all.reduce((sum, one) => sum + one.count, 0);
  const named = new Set(events.flatMap((event) => event.items.flatMap((item) => reach.joiner.join(item).hits.map((hit) => hit.index))));
  const reached = first.folders.length > 0 ? first.folders.map((folder) => reach.folders.reach(folder)) : [reach.folders.reach(undefined)];
  const until = loss === 'empty' ? Math.max(last.at, reach.until) : last.at;
  const rest = [...new Set(reached.flatMap((one) => membersOf(reach, one).members))].filter(
    (index) => !named.has(index) && reach.index.existedAt(index, until),
  );
  const kOfN = `${isOpen ? rest.length : Math.min(count, rest.length)} of ${rest.length}`;
  // One record's surplus is missing for certain; those of several may be the same messages.
  const most = all.reduce((max, one) => (one.isOpen ? max : Math.max(max, one.count)), 0);
  if (most > rest.length) reach.missingAtLeast += most - rest.length;
  const isUnknown = labelled.treatedAs === 'unknown';
  const records: readonly RecordId[] = events.slice(0, RECORDS_MAX).map((event) => event.id);
  const evidenceOf = shared((at: number): Evidence => ({
    rule: isUnknown ? (loss === 'none' ? 'R6' : 'R10') : 'R9',
    verdict: isUnknown ? 'possible' : 'presumed',
    depth: isUnknown ? [] : actOf(first).depth,
    grade: 'C',
    join: 'folder',
    records,
    contexts: [labelled.context.key],
    at,
    until: last.at,
    kOfN,
  }));
  for (const index of rest) reach.ledger.add(index, evidenceOf(firstCovering(reach.index, index, events, 0).at, true));
}
