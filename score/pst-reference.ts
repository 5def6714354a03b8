/**
 * Reads every PST and OST of the reference set and compares what was found with what readpst and pffexport say of it
 * (reference.json). One line a file; each difference has a code, each code an explanation; what has none makes the run fail.
 *
 *   node score/pst-reference.ts [--markdown]
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Source } from '../src/ingest/container.ts';
import { GapList } from '../src/ingest/containers/pst/gaps.ts';
import { pstContainer } from '../src/ingest/containers/pst/index.ts';
import { NID_TYPE, nidType } from '../src/ingest/containers/pst/layout.ts';
import { PROP } from '../src/ingest/containers/pst/mapi.ts';
import { NodeObject } from '../src/ingest/containers/pst/node-object.ts';
import { PstFile } from '../src/ingest/containers/pst/pst-file.ts';
import { DEFAULT_LIMITS } from '../src/kernel/index.ts';
import type { Found, RawMessage } from '../src/model/index.ts';

interface ToolCounts {
  readonly [kind: string]: number;
}
interface Reference {
  readonly readpst: {
    readonly error: string | null;
    readonly folders: readonly { readonly name: string; readonly items: number; readonly skipped: number }[];
  };
  readonly pffexport: {
    readonly error: string | null;
    readonly export: ToolCounts;
    readonly recovered: ToolCounts;
    readonly attachments: number;
  };
}

/** What we found in a file. */
interface Ours {
  messages: number;
  associated: number;
  /** Attachments of top messages, of embedded ones, and of recovered ones. */
  attachments: number;
  innerAttachments: number;
  reportInner: number;
  recoveredAttachments: number;
  embedded: number;
  recovered: number;
  missing: number;
  /** Distribution lists and free/busy messages. */
  formless: number;
  readonly gaps: Map<string, number>;
}

interface Row {
  readonly name: string;
  readonly ours: Ours;
  readonly pff: { readonly messages: number; readonly attachments: number; readonly recovered: number };
  readonly isReadpstEqual: boolean;
  readonly expected: string;
  readonly codes: readonly Code[];
}

const CODES = {
  embedded: 'pffexport counts messages embedded in messages as items of their own; they are attachments here.',
  formless: 'pffexport exports nothing of distribution lists (IPM.DistList) and free/busy messages; they are items here.',
  'pff-fewer': 'pffexport exports fewer items than the folder lists; readpst counts the same as we do, and so do the folder tables.',
  'report-inner': 'pffexport does not export what is attached to the message inside a delivery report.',
  'recovered-attachments': 'pffexport adds the attachments of recovered items to the same sum.',
  'more-recovered': 'An older page of the node tree, or an entry behind the count of a page, shows a node whose blocks prove themselves.',
  husks:
    'pffexport recovers each removed entry of the node tree; what it names is live under the same node, or overwritten, or was embedded in an older state of a message.',
  refused: 'Both tools refuse the file; its header has a wrong checksum, its trees can be read.',
  unexplained: 'No explanation.',
} as const;
type Code = keyof typeof CODES;

const root = path.join(process.env['POSTBREACH_SHARED'] ?? path.join(import.meta.dirname, '../../shared'), 'data/pst');

export function sourceOf(bytes: Uint8Array, name: string): Source {
  return { name, size: bytes.length, isFolder: false, read: (at, length) => bytes.subarray(at, at + length), close: () => {} };
}

function noteGaps(ours: Ours, codes: readonly string[]): void {
  for (const code of codes) ours.gaps.set(code, (ours.gaps.get(code) ?? 0) + 1);
}

function openMessage(source: Source, found: Found): RawMessage | undefined {
  if (found.state !== undefined) return undefined;
  const opened = pstContainer.open(source, found.path, DEFAULT_LIMITS);
  return opened.ok && opened.value.kind === 'message' ? opened.value.message : undefined;
}

function readOurs(source: Source): Ours {
  const ours: Ours = {
    messages: 0,
    associated: 0,
    attachments: 0,
    innerAttachments: 0,
    reportInner: 0,
    recoveredAttachments: 0,
    embedded: 0,
    recovered: 0,
    missing: 0,
    formless: 0,
    gaps: new Map(),
  };
  const classes = readClasses(source);
  for (const found of pstContainer.walk(source, DEFAULT_LIMITS)) {
    noteGaps(ours, found.gap === undefined ? [] : [found.gap.code]);
    if (found.state === 'missing') ours.missing += 1;
    const message = openMessage(source, found);
    if (message === undefined) continue;
    noteGaps(
      ours,
      message.gaps.map(({ code }) => code),
    );
    if (found.recovered !== undefined && found.recovered !== 'orphan') {
      ours.recovered += 1;
      ours.recoveredAttachments += message.attachments.length;
    } else if (message.kind === 'other') ours.associated += 1;
    else countTop(ours, message, classes.get(found.path) ?? '');
  }
  return ours;
}

function countTop(ours: Ours, message: RawMessage, messageClass: string): void {
  ours.messages += 1;
  if (/^IPM\.(?:DistList|Microsoft\.ScheduleData\.FreeBusy)/i.test(messageClass)) ours.formless += 1;
  ours.attachments += message.attachments.length;
  for (const attachment of message.attachments) {
    noteGaps(ours, attachment.gap === undefined ? [] : [attachment.gap.code]);
    const inner = attachment.message?.();
    if (inner === undefined) continue;
    ours.embedded += 1;
    ours.innerAttachments += inner.attachments.length;
    if (messageClass.startsWith('REPORT')) ours.reportInner += inner.attachments.length;
  }
}

function openFile(source: Source): PstFile | undefined {
  const opened = PstFile.open(source, DEFAULT_LIMITS);
  return opened.ok ? opened.value : undefined;
}

function readClasses(source: Source): ReadonlyMap<string, string> {
  const classes = new Map<string, string>();
  const file = openFile(source);
  for (const step of file?.database.nodes.walk() ?? []) {
    if (file === undefined || step.kind !== 'entry' || nidType(step.entry.key) !== NID_TYPE.message) continue;
    const properties = new NodeObject(file.reading(new GapList()), file.database.nodeAt(step.entry)).properties();
    classes.set(`pst:nid=0x${step.entry.key.toString(16)}`, properties?.text(PROP.messageClass) ?? '');
  }
  return classes;
}

/** Children of each folder (folders, messages, associated messages): what readpst calls the items of a folder, done and skipped. */
function childCounts(source: Source): readonly number[] {
  const file = openFile(source);
  const counts = new Map<number, number>();
  for (const step of file?.database.nodes.walk() ?? []) {
    if (file === undefined || step.kind !== 'entry') continue;
    const node = file.database.nodeAt(step.entry);
    const type = nidType(node.nid);
    const isChild = type === NID_TYPE.folder || type === NID_TYPE.message || type === NID_TYPE.associated;
    if (isChild && node.nid !== node.parent) counts.set(node.parent, (counts.get(node.parent) ?? 0) + 1);
  }
  return [...counts.values()];
}

/** Each folder that readpst lists has as many children as one of ours. */
function isReadpstEqual({ readpst }: Reference, source: Source): boolean {
  const left = [...childCounts(source)];
  return readpst.folders.every(({ items, skipped }) => {
    const at = left.indexOf(items + skipped);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

const itemsOf = (counts: ToolCounts): number => Object.entries(counts).reduce((total, [kind, n]) => total + (kind === 'Folder' ? 0 : n), 0);

function compare(name: string, reference: Reference): Row {
  const source = sourceOf(gunzipSync(readFileSync(path.join(root, `${name}.gz`))), path.basename(name));
  const ours = readOurs(source);
  const pff = {
    messages: itemsOf(reference.pffexport.export),
    attachments: reference.pffexport.attachments,
    recovered: itemsOf(reference.pffexport.recovered),
  };
  const isEqual = isReadpstEqual(reference, source);
  const expected = pstContainer.expect(source).slice(0, 3);
  return {
    name,
    ours,
    pff,
    isReadpstEqual: isEqual,
    expected: [...new Set(expected.map(({ count }) => count))].join('≠'),
    codes: explain({ ours, pff, isEqual, isRefused: reference.pffexport.error !== null }),
  };
}

function explain({
  ours,
  pff,
  isEqual,
  isRefused,
}: {
  readonly ours: Ours;
  readonly pff: Row['pff'];
  readonly isEqual: boolean;
  readonly isRefused: boolean;
}): readonly Code[] {
  const codes = new Set<Code>();
  if (isRefused) codes.add('refused');
  const rest = ours.messages + ours.embedded - ours.formless - pff.messages;
  if (ours.embedded > 0) codes.add('embedded');
  if (ours.formless > 0) codes.add('formless');
  if (rest !== 0) codes.add(rest > 0 && isEqual ? 'pff-fewer' : 'unexplained');
  const more = pff.attachments - ours.attachments - ours.innerAttachments;
  if (more !== 0)
    codes.add(more === -ours.reportInner ? 'report-inner' : more === ours.recoveredAttachments ? 'recovered-attachments' : 'unexplained');
  if (ours.recovered > pff.recovered) codes.add('more-recovered');
  if (ours.recovered < pff.recovered) codes.add('husks');
  if (!isEqual) codes.add('unexplained');
  return [...codes];
}

function cells({ name, ours, pff, isReadpstEqual: isEqual, expected, codes }: Row): readonly (string | number)[] {
  const gaps = [...ours.gaps].map(([code, n]) => `${code} × ${n}`).join(', ');
  return [
    name,
    ours.messages,
    ours.embedded,
    ours.associated,
    pff.messages,
    isEqual ? '=' : '≠',
    expected,
    `${ours.attachments} + ${ours.innerAttachments}`,
    pff.attachments,
    ours.recovered,
    pff.recovered,
    ours.missing,
    codes.join(', '),
    gaps,
  ];
}

const HEAD = [
  'file',
  'messages',
  'embedded',
  'associated',
  'pffexport items',
  'readpst folders',
  'three counts',
  'attachments + inner',
  'pffexport',
  'recovered',
  'pffexport',
  'missing',
  'differences',
  'gaps',
];

function main(args: readonly string[]): number {
  if (!existsSync(path.join(root, 'reference.json'))) {
    process.stdout.write('No reference set: POSTBREACH_SHARED does not lead to one.\n');
    return 0;
  }
  const reference = JSON.parse(readFileSync(path.join(root, 'reference.json'), 'utf8')) as Record<string, Reference>; // fixed by its hashes
  const rows = Object.entries(reference).map(([name, tools]) => compare(name, tools));
  const isMarkdown = args.includes('--markdown');
  const line = (row: readonly (string | number)[]): string => (isMarkdown ? `| ${row.join(' | ')} |` : row.join('\t'));
  const shown = isMarkdown ? rows.filter(({ codes, ours }) => codes.length > 0 || ours.gaps.size > 0) : rows;
  process.stdout.write(
    `${line(HEAD)}\n${isMarkdown ? `${line(HEAD.map(() => '---'))}\n` : ''}${shown.map((row) => `${line(cells(row))}\n`).join('')}\n`,
  );
  for (const [code, meaning] of Object.entries(CODES)) {
    const files = rows.filter(({ codes }) => codes.includes(code as Code)).length; // keys of CODES
    if (files > 0) process.stdout.write(`${isMarkdown ? `- \`${code}\`` : code} (${files} files): ${meaning}\n`);
  }
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  process.stdout.write(
    `\n${rows.length} files, ${rows.filter(({ codes }) => codes.length === 0).length} without any difference: ${sum(({ ours }) => ours.messages)} messages, ` +
      `${sum(({ ours }) => ours.embedded)} embedded, ${sum(({ ours }) => ours.associated)} associated, ${sum(({ ours }) => ours.attachments + ours.innerAttachments)} attachments, ` +
      `${sum(({ ours }) => ours.recovered)} recovered, ${sum(({ ours }) => ours.missing)} missing; ` +
      `pffexport: ${sum(({ pff }) => pff.messages)} items, ${sum(({ pff }) => pff.attachments)} attachments, ${sum(({ pff }) => pff.recovered)} recovered.\n`,
  );
  return rows.some(({ codes }) => codes.includes('unexplained')) ? 1 : 0;
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
