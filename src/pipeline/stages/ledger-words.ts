/** Words and order of the ledger: states, consequences, paths, and what a content says of its item. */
import type { CaseConfig, Found, Item, ItemState, ReadGap } from '../../model/index.ts';
import type { ContentRecord } from '../reading/jobs.ts';

/** States that leave nothing unread. All others have a row in gaps.csv. */
export const READ_STATES: ReadonlySet<ItemState> = new Set(['extracted', 'duplicate', 'empty']);

/** From the source down: the folder once, then the item. */
export function displayPath({ folder = '', display }: Found): string {
  if (display.startsWith('/')) return display;
  return `${folder.replace(/\/$/, '')}/${display}`;
}

const WORST: readonly ItemState[] = [
  'empty',
  'duplicate',
  'extracted',
  'needs-ocr',
  'partial',
  'unsupported',
  'missing',
  'encrypted',
  'limit',
  'corrupt',
  'failed',
];
/** The worst of the states that are known. spec/ingest.md 1.2 */
export function worst(...states: readonly (ItemState | undefined)[]): ItemState | undefined {
  return states.reduce<ItemState | undefined>(
    (a, b) => (a === undefined || b === undefined ? (a ?? b) : WORST.indexOf(a) >= WORST.indexOf(b) ? a : b),
    undefined,
  );
}

export function exclusionGap(rule: string): ReadGap {
  return { state: 'excluded', code: rule, why: `Left out by the rule \`${rule}\` in case.yaml.`, remedy: 'Remove the rule to read it.' };
}

/** A whole input: a mailbox, a log, or a list of members or staff. */
export type InputKind = 'source' | 'log' | 'list';

export function consequenceOf(state: ItemState, input: InputKind | undefined): string {
  switch (input) {
    case 'source':
      return 'Nobody in what was not read of this source can be found; every count is too low by an unknown number.';
    case 'log':
      return 'What this log records is not known: nothing in it names a message, and no message can be excluded by it.';
    case 'list':
      return 'Nobody can be matched to this list: addresses, States and namesakes that stand only there are not known.';
    case undefined:
  }
  switch (state) {
    case 'partial':
      return 'People in the part that was not read are not in the count.';
    case 'excluded':
      return 'People in it are left out by the operator.';
    case 'extracted':
    case 'duplicate':
    case 'empty':
      return 'Nothing is missing from the count.';
    default:
      return 'People who stand only in it are not in the count; no element can be said to be absent.';
  }
}

export function mediaTypeOf(kind: string): string {
  const types: Record<string, string> = {
    pst: 'application/vnd.ms-outlook',
    mbox: 'application/mbox',
    eml: 'message/rfc822',
    zip: 'application/zip',
    maildir: 'inode/directory',
    folder: 'inode/directory',
  };
  return types[kind] ?? 'application/octet-stream';
}

/** What a read content says of every item that holds it. */
export function contentFacts(record: ContentRecord | undefined): Partial<Pick<Item, 'headers' | 'textChars' | 'pages'>> {
  return {
    ...(record?.headers === undefined ? {} : { headers: record.headers }),
    ...(record?.textChars === undefined ? {} : { textChars: record.textChars }),
    ...(record?.pages === undefined ? {} : { pages: record.pages }),
  };
}

/** The operator's rule that leaves an item out, if one does: every part of the rule must hold. */
export function exclusionOf(
  rules: CaseConfig['exclude'],
  folder: string | undefined,
  record: ContentRecord | undefined,
): string | undefined {
  const date = record?.headers?.date;
  const day = date === undefined ? undefined : new Date(date).toISOString().slice(0, 10);
  for (const rule of rules) {
    const tests = [
      rule.folder === undefined ? undefined : folder !== undefined && (folder === rule.folder || folder.startsWith(`${rule.folder}/`)),
      rule.before === undefined ? undefined : day !== undefined && day < rule.before,
      rule.after === undefined ? undefined : day !== undefined && day > rule.after,
      rule.sha256 === undefined ? undefined : record?.content === rule.sha256,
    ].filter((test) => test !== undefined);
    if (tests.length > 0 && tests.every(Boolean)) return rule.name;
  }
  return undefined;
}
