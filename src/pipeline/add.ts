/** `add`: what a file is, by its content; and its line in case.yaml, whose comments and order stay as they are. */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { recogniseLog } from '../access/index.ts';
import { openSource, recogniseSource } from '../ingest/index.ts';
import { OperatorError } from '../kernel/index.ts';
import { caseLayout, readCaseConfig, writeWhole } from '../store/index.ts';
import { pathInCase } from './init.ts';
import { todayIn } from './run.ts';

export type Role = 'mailbox' | 'log' | 'roster' | 'workforce' | 'other';
export const ROLES: readonly Role[] = ['mailbox', 'log', 'roster', 'workforce', 'other'];

export interface Recognition {
  readonly path: string;
  readonly role: Role;
  readonly kind: string;
  readonly bytes: number;
  /** How sure, in words: `by content`, `as told`. */
  readonly how: string;
}

const HEAD_BYTES = 256 * 1024;

function head(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(HEAD_BYTES);
    return buffer.subarray(0, readSync(file, buffer, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

/** Recognises one file or folder. Only its first bytes are looked at here; reading is for `run`. */
export function recogniseFile(path: string): Recognition | undefined {
  if (!existsSync(path))
    throw new OperatorError({
      code: 'no-such-file',
      what: 'A file that was named is not there.',
      where: path,
      remedy: 'Check the path; nothing was registered.',
    });
  const stat = statSync(path);
  if (!stat.isDirectory()) {
    const bytes = head(path);
    const log = recogniseLog(bytes, path);
    if (log !== undefined && log.confidence >= 0.5) return { path, role: 'log', kind: log.kind, bytes: stat.size, how: 'by content' };
    const list = listRole(bytes);
    if (list !== undefined) return { path, role: list, kind: 'csv', bytes: stat.size, how: 'by its header' };
  }
  const source = openSource(path, path);
  try {
    const known = recogniseSource(source);
    return known === undefined ? undefined : { path, role: 'mailbox', kind: known.kind, bytes: source.size, how: 'by content' };
  } finally {
    source.close();
  }
}

/** A CSV whose header has a birth date is a roster; one with e-mails and titles and none is a workforce list. */
function listRole(bytes: Uint8Array): 'roster' | 'workforce' | undefined {
  const [line = ''] = Buffer.from(bytes.subarray(0, 4096))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  if ((line.match(/[,;\t|]/g) ?? []).length < 2 || line.length > 2000 || /^From |^[\w-]+: /.test(line)) return undefined;
  const folded = line.toLowerCase();
  if (/dob|birth|mrn|member|subscriber|patient/.test(folded)) return 'roster';
  return /e-?mail/.test(folded) && /title|employee|department|role/.test(folded) ? 'workforce' : undefined;
}

/** Registers recognised evidence. All or nothing. */
export function addEvidence(folder: string, found: readonly Recognition[]): void {
  const { yaml } = caseLayout(folder);
  readCaseConfig(folder, todayIn);
  const document = parseDocument(readFileSync(yaml, 'utf8'), { schema: 'failsafe' });
  for (const { path, role } of found) {
    const name = pathInCase(folder, path);
    if (role === 'mailbox')
      append(document, ['mailboxes', 0, 'sources'], name, { mailboxes: [{ owner: { name: '', emails: [] }, sources: [] }] });
    else if (role === 'log') append(document, ['logs'], name, { logs: [] });
    else if (role === 'roster') document.set('roster', document.createNode({ file: name }, { flow: true }));
    else if (role === 'workforce') document.set('workforce', document.createNode({ file: name }, { flow: true }));
  }
  writeWhole(yaml, [document.toString({ lineWidth: 0 })]);
}

type YamlDocument = ReturnType<typeof parseDocument>;

function append(document: YamlDocument, path: readonly (string | number)[], value: string, otherwise: Record<string, unknown>): void {
  const list = document.getIn(path, true);
  if (typeof list !== 'object' || list === null || !('items' in list)) {
    const [top = ''] = path;
    if (path.length === 1 || !document.has(top)) document.set(top, document.createNode(otherwise[String(top)]));
    else document.setIn(path, document.createNode([]));
  }
  const current: unknown = document.getIn(path, true);
  const items = typeof current === 'object' && current !== null && 'items' in current && Array.isArray(current.items) ? current.items : [];
  const has = items.some((item: unknown) => (typeof item === 'object' && item !== null && 'value' in item ? item.value : item) === value);
  if (!has) document.addIn(path, document.createNode(value));
}
