/**
 * Contacts, appointments, tasks and notes say much in properties and little in a body: those properties as lines of text, so that
 * nothing a person can read in the item stays unread. Identifiers: [MS-OXPROPS], [MS-OXOCNTC] 2.2, [MS-OXOCAL] 2.2, [MS-OXOTASK] 2.2.
 */
import { isoSeconds } from '../../../kernel/index.ts';
import type { RawBody, RawMessage } from '../../../model/index.ts';
import { CODE_PAGE_UTF8, decodeText, decodeWide } from './code-page.ts';
import { hex } from './layout.ts';
import { readOneOff } from './mapi-headers.ts';
import { PROP, TYPE, type PropertyBag, type PropertyName } from './mapi.ts';

const SET = {
  publicStrings: '00020329-0000-0000-c000-000000000046',
  appointment: '00062002-0000-0000-c000-000000000046',
  task: '00062003-0000-0000-c000-000000000046',
  address: '00062004-0000-0000-c000-000000000046',
  common: '00062008-0000-0000-c000-000000000046',
} as const;

/** Labels of identifiers below 0x8000. */
const LABELS: Readonly<Record<number, string>> = {
  0x3001: 'Display name',
  0x3004: 'Comment',
  0x3a02: 'Callback phone',
  0x3a05: 'Suffix',
  0x3a06: 'First name',
  0x3a07: 'Government ID',
  0x3a08: 'Business phone',
  0x3a09: 'Home phone',
  0x3a0a: 'Initials',
  0x3a0b: 'Keyword',
  0x3a0c: 'Language',
  0x3a0d: 'Location',
  0x3a10: 'Organizational ID',
  0x3a11: 'Last name',
  0x3a15: 'Postal address',
  0x3a16: 'Company',
  0x3a17: 'Job title',
  0x3a18: 'Department',
  0x3a19: 'Office',
  0x3a1a: 'Primary phone',
  0x3a1b: 'Business phone 2',
  0x3a1c: 'Mobile phone',
  0x3a1d: 'Radio phone',
  0x3a1e: 'Car phone',
  0x3a1f: 'Other phone',
  0x3a21: 'Pager',
  0x3a23: 'Primary fax',
  0x3a24: 'Business fax',
  0x3a25: 'Home fax',
  0x3a26: 'Country',
  0x3a27: 'City',
  0x3a28: 'State',
  0x3a29: 'Street',
  0x3a2a: 'ZIP code',
  0x3a2b: 'PO box',
  0x3a2d: 'ISDN',
  0x3a2e: 'Assistant phone',
  0x3a2f: 'Home phone 2',
  0x3a30: 'Assistant',
  0x3a41: 'Anniversary',
  0x3a42: 'Date of birth',
  0x3a44: 'Middle name',
  0x3a45: 'Title',
  0x3a46: 'Profession',
  0x3a47: 'Preferred by name',
  0x3a48: 'Spouse',
  0x3a4a: 'Customer ID',
  0x3a4b: 'TTY phone',
  0x3a4e: 'Manager',
  0x3a4f: 'Nickname',
  0x3a50: 'Personal web page',
  0x3a51: 'Business web page',
  0x3a57: 'Company phone',
  0x3a58: 'Children',
  0x3a59: 'Home city',
  0x3a5a: 'Home country',
  0x3a5b: 'Home ZIP code',
  0x3a5c: 'Home state',
  0x3a5d: 'Home street',
  0x3a5e: 'Home PO box',
  0x3a5f: 'Other city',
  0x3a60: 'Other country',
  0x3a61: 'Other ZIP code',
  0x3a62: 'Other state',
  0x3a63: 'Other street',
  0x3a64: 'Other PO box',
};
/** Labels of numbered names, by set and number. */
const NAMED: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  [SET.address]: {
    0x8005: 'File as',
    0x801a: 'Home address',
    0x801b: 'Work address',
    0x801c: 'Other address',
    0x8045: 'Work street',
    0x8046: 'Work city',
    0x8047: 'Work state',
    0x8048: 'Work ZIP code',
    0x8049: 'Work country',
    0x8062: 'Instant messaging address',
    0x8080: 'E-mail name',
    0x8083: 'E-mail',
    0x8084: 'E-mail as first written',
    0x8090: 'E-mail 2 name',
    0x8093: 'E-mail 2',
    0x8094: 'E-mail 2 as first written',
    0x80a0: 'E-mail 3 name',
    0x80a3: 'E-mail 3',
    0x80a4: 'E-mail 3 as first written',
    0x8053: 'List name',
    0x80de: 'Date of birth',
    0x80df: 'Anniversary',
    0x804f: 'User field 1',
    0x8050: 'User field 2',
    0x8051: 'User field 3',
    0x8052: 'User field 4',
  },
  [SET.appointment]: {
    0x8208: 'Location',
    0x820d: 'Start',
    0x820e: 'End',
    0x8232: 'Recurrence',
    0x8238: 'Attendees',
    0x823b: 'Required',
    0x823c: 'Optional',
  },
  [SET.task]: {
    0x8104: 'Start',
    0x8105: 'Due',
    0x810f: 'Completed',
    0x811f: 'Owner',
    0x8121: 'Assigner',
    0x8122: 'Last user',
    0x8127: 'Role',
  },
  [SET.common]: { 0x8530: 'Flag', 0x8534: 'Mileage', 0x8535: 'Billing', 0x8539: 'Companies', 0x853a: 'Contacts' },
};
/** Days, not moments: stored as midnight where the writer was. */
const DAYS = new Set(['Date of birth', 'Anniversary']);
/** Already in headers or bodies, or names for machines. */
const ELSEWHERE = new Set<number>([
  PROP.messageClass,
  PROP.subject,
  PROP.subjectPrefix,
  PROP.normalizedSubject,
  PROP.transportHeaders,
  PROP.body,
  PROP.html,
  PROP.messageId,
  PROP.references,
  PROP.inReplyTo,
  PROP.senderName,
  PROP.senderAddressType,
  PROP.senderAddress,
  PROP.representingName,
  PROP.representingAddressType,
  PROP.representingAddress,
  PROP.displayTo,
  PROP.displayCc,
  PROP.displayBcc,
  PROP.senderSmtp,
  PROP.representingSmtp,
  PROP.addressType,
  0x0070,
  0x0040,
  0x0044,
  0x0075,
  0x0076,
  0x0077,
  0x0078,
  0x3ff8,
  0x3ffa,
  0x10f3,
  0x4038,
  0x4039,
  0x4022,
  0x4023,
  0x4024,
  0x4025,
]);
/** Streams of settings in associated messages: dictionaries, XML, the list of addresses that were typed before. [MS-OXOCFG] 2.2.2, 2.2.5 */
const SETTINGS = { dictionary: 0x7c07, xml: 0x7c08 } as const;
const SETTING_BYTES_MAX = 4 * 1024 * 1024;
/** Shorter runs of characters in binary values are chance. */
const RUN_CHARS_MIN = 5;
const RUNS = /[\p{L}\p{N}\p{P}\p{S} ]{5,}/gu;
const ONE_OFF_MEMBERS = 0x8054;
const HALF_DAY_MS = 12 * 3_600_000;
const LINES_MAX = 2000;

export type NameOf = (id: number) => PropertyName | undefined;

/**
 * The readable properties as `Label: value` lines; undefined if there are none. Of ordinary messages only categories, flags and
 * fields that a person defined; of every other kind all text, under its name or number.
 */
export function readFields(bag: PropertyBag, kind: RawMessage['kind'], nameOf: NameOf): RawBody | undefined {
  const lines: string[] = [];
  for (const id of bag.ids()) {
    if (lines.length >= LINES_MAX) break;
    if (ELSEWHERE.has(id)) continue;
    const name = id >= 0x8000 ? nameOf(id) : undefined;
    const known = labelOf(id, name);
    if (kind === 'other' && bag.typeOf(id) === TYPE.binary) lines.push(...settingsOf(bag, id));
    const label = known ?? (kind === 'message' ? undefined : otherLabel(id, name));
    const isShown = kind !== 'message' || (id >= 0x8000 && known !== undefined);
    if (label === undefined || !isShown) continue;
    for (const value of valuesOf(bag, id, { label, isKnown: known !== undefined })) lines.push(`${label}: ${value}`);
    if (name?.name === ONE_OFF_MEMBERS) lines.push(...membersOf(bag, id));
  }
  return lines.length === 0 ? undefined : { type: 'text/plain', text: lines.join('\n'), decodedBy: 'mapi-properties', part: 'prop:fields' };
}

function labelOf(id: number, name: PropertyName | undefined): string | undefined {
  if (id < 0x8000) return LABELS[id];
  if (name === undefined) return undefined;
  if (typeof name.name === 'number') return NAMED[name.set]?.[name.name];
  if (name.set !== SET.publicStrings) return undefined;
  if (name.name === 'Keywords') return 'Categories';
  // Public strings are where forms keep what a person defined; stores keep their own there under names of this look.
  return /^(?:https?:|urn:|x-|content-|[a-z]+:)/i.test(name.name) ? undefined : name.name;
}

function otherLabel(id: number, name: PropertyName | undefined): string {
  if (name === undefined) return `Property ${hex(id)}`;
  return typeof name.name === 'string' ? name.name : `Property ${hex(name.name)}`;
}

function valuesOf(bag: PropertyBag, id: number, { label, isKnown }: { label: string; isKnown: boolean }): readonly string[] {
  const type = bag.typeOf(id);
  if (type === TYPE.wide || type === TYPE.narrow) {
    return bag
      .texts(id)
      .map((text) => text.trim())
      .filter((text) => text !== '' && !text.startsWith('/O='));
  }
  const ms = type === TYPE.time && isKnown ? bag.time(id) : undefined;
  if (ms === undefined) return [];
  return [DAYS.has(label) ? isoSeconds(ms + HALF_DAY_MS).slice(0, 10) : isoSeconds(ms)];
}

/** Members of a distribution list. [MS-OXOCNTC] 2.2.2.2.1 */
function membersOf(bag: PropertyBag, id: number): readonly string[] {
  return bag.parts(id).flatMap((entry) => {
    const member = readOneOff(entry);
    return member === undefined ? [] : [`Member: ${member.name} <${member.email}>`];
  });
}

/** Text in the binary values of an associated message: XML as it stands, else runs of wide characters. */
function settingsOf(bag: PropertyBag, id: number): readonly string[] {
  const bytes = bag.bytes(id);
  if (bytes === undefined || bytes.length < 2 * RUN_CHARS_MIN || bytes.length > SETTING_BYTES_MAX) return [];
  if (id === SETTINGS.dictionary || id === SETTINGS.xml) return [`Property ${hex(id)}: ${decodeText(bytes, CODE_PAGE_UTF8)}`];
  const runs = [0, 1].flatMap((from) => [...decodeWide(bytes.subarray(from)).matchAll(RUNS)].map(([run]) => run).filter(isLatin));
  return runs.length === 0 ? [] : [`Property ${hex(id)}: ${runs.join(' | ')}`];
}

/** Any two bytes are some character of another script: only runs of ASCII and Latin are taken for text. */
const isLatin = (run: string): boolean => /^[\u0020-\u024f]*$/.test(run) && /[\p{L}\p{N}]{3}/u.test(run);
