/** Records of the model as rows of the contract's tables. Values of people are opened here, for the outputs and nothing else. */
import { isoSeconds } from '../kernel/index.ts';
import type {
  AccessAnswer,
  ContainmentRow,
  CoverageRow,
  Duty,
  Exposure,
  Finding,
  Gap,
  Individual,
  IndividualId,
  Item,
  MailAddress,
  MessageVerdict,
  MissingMessage,
  NamedVerdict,
  PostalAddress,
  ScopeRow,
  SessionRow,
} from '../model/index.ts';
import { joinList, yes } from './csv.ts';
import { maskValue } from './masks.ts';

type Cells = Readonly<Record<string, string | number | undefined>>;
const at = (ms: number | undefined): string => (ms === undefined ? '' : isoSeconds(ms));
const address = ({ name, email }: MailAddress): string =>
  name === '' || name === email ? email : email === '' ? name : `${name} <${email}>`;
/** Confidences in outputs carry four digits: more would be noise. */
const share = (value: number): string => String(Number(value.toFixed(4)));

export function itemRow(item: Item): Cells {
  return {
    item_id: item.id,
    parent_id: item.parent,
    family_id: item.family,
    source: item.source,
    path: item.path,
    kind: item.kind,
    media_type: item.mediaType,
    name: item.name,
    message_id: item.headers?.messageId,
    date: at(item.headers?.date),
    from: joinList((item.headers?.from ?? []).map(address)),
    to: joinList([...(item.headers?.to ?? []), ...(item.headers?.cc ?? []), ...(item.headers?.bcc ?? [])].map(address)),
    subject: item.headers?.subject,
    folder: item.folder,
    bytes: item.bytes,
    sha256: item.content,
    state: item.state,
    reason: item.reason,
    text_chars: item.textChars,
    pages: item.pages,
    duplicate_of: item.duplicateOf,
    recovered: item.recovered,
  };
}

export function gapRow(gap: Gap): Cells {
  return {
    gap_id: gap.id,
    kind: gap.kind,
    item_id: gap.item,
    source: gap.source,
    path: gap.path,
    what: gap.what,
    why: gap.why,
    consequence: gap.consequence,
    remedy: gap.remedy,
    bytes: gap.bytes,
    people_at_risk: gap.peopleAtRisk,
  };
}

export function findingRow(
  finding: Finding,
  individual: IndividualId | undefined,
  messageId: string | undefined,
  ownerOf: (fragKey: string) => IndividualId | undefined,
): Cells {
  return {
    finding_id: finding.id,
    individual_id: individual,
    item_id: finding.item,
    message_id: messageId,
    element: finding.element,
    tags: joinList(finding.tags),
    value_masked: maskValue(finding.element, finding.value.reveal('output'), finding.norm?.reveal('output')),
    locator: finding.locator,
    start: finding.start,
    end: finding.end,
    confidence: share(finding.confidence),
    tier: finding.tier,
    rule: finding.rule,
    linked_by: finding.linkedBy,
    link_confidence: share(finding.linkConfidence),
    runner_up: finding.runnerUp === undefined ? '' : `${ownerOf(finding.runnerUp.fragKey) ?? 'nobody'} ${share(finding.runnerUp.p)}`,
    subject_role: finding.subjectRole,
  };
}

export function individualRow(individual: Individual, exposure: Exposure): Cells {
  const postal = postalOf(individual);
  return {
    individual_id: individual.id,
    status: individual.status,
    role: individual.role,
    name: individual.name.reveal('output'),
    given: individual.given.reveal('output'),
    middle: individual.middle.reveal('output'),
    family: individual.family.reveal('output'),
    suffix: individual.suffix,
    dob: individual.dob.reveal('output'),
    death_date: individual.deathDate,
    minor: yes(individual.minor),
    mrn: individual.mrn.reveal('output'),
    member_id: individual.memberId.reveal('output'),
    roster_id: individual.rosterId,
    match: individual.match.state,
    match_confidence: share(individual.match.p),
    namesakes: individual.match.namesakes,
    address1: postal.address1,
    address2: postal.address2,
    city: postal.city,
    state: individual.state,
    zip: postal.zip,
    country: postal.country,
    email: individual.email.reveal('output'),
    language: individual.language,
    elements: joinList(exposure.elements),
    tags: joinList(exposure.tags),
    items: exposure.items,
    messages: exposure.messages,
    first_date: at(exposure.firstDate),
    last_date: at(exposure.lastDate),
    access: exposure.access,
    access_low: exposure.accessLow,
    access_high: exposure.accessHigh,
    notify: exposure.notify,
    notify_why: exposure.notifyWhy,
    confidence: share(individual.confidence),
    alternatives: joinList(
      individual.match.candidates.filter(({ member }) => member !== individual.rosterId).map(({ member, p }) => `${member} ${share(p)}`),
    ),
    address_source: individual.addressSource,
    flags: joinList(individual.flags),
    entity: joinList(individual.entities),
  };
}

const NO_ADDRESS: PostalAddress = { address1: '', address2: '', city: '', state: '', zip: '', country: '' };
export function postalOf(individual: Individual): PostalAddress {
  const text = individual.address.reveal('output');
  return text === '' ? NO_ADDRESS : { ...NO_ADDRESS, ...(JSON.parse(text) as Partial<PostalAddress>) }; // written by ourselves
}

export function accessRow(verdict: MessageVerdict, item: Item | undefined, mailbox: string): Cells {
  return {
    item_id: verdict.item,
    message_id: item?.headers?.messageId,
    mailbox,
    folder: item?.folder,
    date: at(item?.headers?.date),
    subject: item?.headers?.subject,
    verdict: verdict.verdict,
    verdict_low: verdict.low,
    verdict_high: verdict.high,
    depth: joinList(verdict.depth),
    grade: verdict.grade,
    reason: verdict.reason,
    first_reached: at(verdict.firstReached),
    last_reached: at(verdict.lastReached),
    sessions: joinList(verdict.sessions),
    records: joinList(verdict.records),
    join: verdict.join,
    list_line: yes(verdict.listLine),
    rules: joinList(verdict.rules),
    presumptions: joinList(verdict.presumptions),
    k_of_n: verdict.kOfN,
    untestable: yes(verdict.untestable),
    decision: verdict.decision,
  };
}

/** A message that only the logs know: its verdict, without what the mailbox would say of it. */
export function namedRow(named: NamedVerdict, mailbox: string): Cells {
  return { ...accessRow(named, undefined, mailbox), message_id: named.messageId, folder: named.folder };
}

export function sessionRow(session: SessionRow): Cells {
  return {
    session_id: session.id,
    mailbox: session.mailbox,
    label: session.label,
    first: at(session.first),
    last: at(session.last),
    ips: joinList(session.ips),
    asns: joinList(session.asns),
    clients: joinList(session.clients),
    apps: joinList(session.apps),
    records: session.records.length,
    messages: session.messages,
    reasons: joinList(session.reasons.map(({ rule, grade, text }) => `${rule} (${grade}) ${text}`)),
    grade: session.grade,
    devices: joinList(session.devices),
    tokens: joinList(session.tokens),
    first_item: at(session.firstItem),
    mixed: yes(session.mixed),
    other_mailboxes: joinList(session.otherMailboxes),
  };
}

export const containmentCells = (row: ContainmentRow): Cells => ({
  action: row.action,
  target: row.target,
  why: row.why,
  records: joinList(row.records),
  command: row.command,
  done_at: at(row.doneAt),
  done_evidence: joinList(row.doneEvidence),
  state: row.state,
  verify: row.verify,
  technique: row.technique,
});
export const coverageCells = (row: CoverageRow): Cells => ({
  source: row.source,
  mailbox: row.mailbox,
  from: at(row.from),
  to: at(row.to),
  state: row.state,
  why: row.why,
  command_to_close: row.commandToClose,
});
export const missingCells = (row: MissingMessage): Cells => ({
  mailbox: row.mailbox,
  message_id: row.messageId,
  item_ref: row.itemRef,
  folder: row.folder,
  first_reached: at(row.firstReached),
  sessions: joinList(row.sessions),
  records: joinList(row.records),
  bytes: row.bytes,
  why: row.why,
});
export const scopeCells = (row: ScopeRow): Cells => ({
  mailbox: row.mailbox,
  contexts: joinList(row.contexts),
  records: row.records.length,
  items: row.items,
  first: at(row.first),
  last: at(row.last),
});
export const dutyCells = (duty: Duty): Cells => ({
  duty_id: duty.id,
  jurisdiction: duty.jurisdiction,
  recipient: duty.recipient,
  law: duty.law,
  trigger: duty.trigger,
  trigger_date: duty.triggerDate,
  amount: duty.amount,
  unit: duty.unit,
  due: duty.due,
  threshold: duty.threshold,
  count_low: duty.count.low,
  count_expected: duty.count.expected,
  count_high: duty.count.high,
  state: duty.state,
  confidence: duty.confidence,
  arithmetic: duty.arithmetic,
  needs_sign_off: yes(duty.needsSignOff),
  recipient_name: duty.recipientName,
  required: duty.required,
  target: duty.target,
  actual: duty.actual,
  days_late: duty.daysLate,
  entity: duty.entity,
});

/** timeline.json, fixed key order, instants as ISO text. */
export function timelineJson(answer: AccessAnswer): unknown {
  return answer.timeline.map((entry) => ({
    at: at(entry.at),
    to: at(entry.to),
    kind: entry.kind,
    title: entry.title,
    label: entry.label,
    grade: entry.grade,
    technique: entry.technique,
    records: entry.records,
    mailbox: entry.mailbox,
    items_count: entry.items,
  }));
}
