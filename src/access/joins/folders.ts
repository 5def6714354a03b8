/** Folders as logs and exports name them, in one form (spec/access.md 2.5), and what a Sync record's folder id means. */
import { byText } from '../../kernel/index.ts';
import type { FolderRef, LogEvent } from '../../model/index.ts';
import { FOLDER_ROLES, FOLDER_STORES } from '../rules.ts';

const ROLE_OF = new Map([...FOLDER_ROLES].flatMap(([role, names]) => names.map((name) => [name, `@${role}`] as const)));
const SEGMENTS_MAX = 64;

/**
 * The path with well-known folders by role: `\Boîte de réception\Labs` and `Inbox/Labs` give `@inbox/labs`. Empty for the root.
 * U+F05C and U+2044 stand where a name holds the separator (T15).
 */
export function folderKey(path: string): string {
  const segments = path
    .slice(0, 2_000)
    .normalize('NFC')
    .toLowerCase()
    .split(/[\\/\uf05c\u2044]/, SEGMENTS_MAX)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  while (segments.length > 1 && isStore(segments[0] ?? '')) segments.shift();
  const gmail = segments.slice(0, 2).join('/');
  const role = ROLE_OF.get(gmail);
  if (role !== undefined && segments.length >= 2) return [role, ...segments.slice(2)].join('/');
  const first = ROLE_OF.get(segments[0] ?? '');
  return (first === undefined ? segments : [first, ...segments.slice(1)]).join('/');
}

function isStore(segment: string): boolean {
  return FOLDER_STORES.has(segment) || segment.endsWith(' (primary)') || segment.startsWith('mailbox - ');
}

/** The last name of a path, by role where it is well known. */
export function leafKey(path: string): string {
  const key = folderKey(path);
  const leaf = key.slice(key.lastIndexOf('/') + 1);
  return ROLE_OF.get(leaf) ?? leaf;
}

export function isDeletedFolder(path: string): boolean {
  return folderKey(path).split('/')[0] === '@deleted' || /deletions|purges|recoverable/i.test(path);
}

export type FolderReach =
  | { readonly certain: true; readonly keys: readonly string[]; readonly shown: string }
  | { readonly certain: false; readonly leaf: string; readonly shown: string }
  | { readonly certain: false; readonly leaf: undefined; readonly shown: string };

/** What the records of one mailbox say about folder ids. */
export class FolderMap {
  readonly #paths = new Map<string, Set<string>>();

  constructor(events: readonly LogEvent[]) {
    for (const event of events) {
      for (const folder of event.folders) this.#learn(folder.id, folder.path);
      for (const item of event.items) this.#learn(item.folderId, item.path);
      if (event.kind === 'config' && event.op === 'get-mailboxfolderstatistics') this.#fromSnapshot(event);
    }
  }

  /** Rule 1 id, 2 path, 4 leaf name, 5 nothing. */
  reach(folder: FolderRef | undefined): FolderReach {
    if (folder === undefined) return { certain: false, leaf: undefined, shown: '' };
    const known = folder.id === undefined ? undefined : this.#paths.get(folder.id);
    if (known !== undefined) {
      const paths = [...known].sort(byText);
      return { certain: true, keys: paths.map(folderKey), shown: paths[0] ?? '' };
    }
    if (folder.path !== undefined) return { certain: true, keys: [folderKey(folder.path)], shown: folder.path };
    if (folder.leaf !== undefined) return { certain: false, leaf: leafKey(folder.leaf), shown: folder.leaf };
    return { certain: false, leaf: undefined, shown: '' };
  }

  #learn(id: string | undefined, path: string | undefined): void {
    if (id === undefined || path === undefined) return;
    const set = this.#paths.get(id);
    if (set === undefined) this.#paths.set(id, new Set([path]));
    else set.add(path);
  }

  #fromSnapshot(event: LogEvent): void {
    const rows = event.detail?.['output'];
    if (!Array.isArray(rows)) return;
    for (const row of rows as readonly unknown[]) {
      if (typeof row !== 'object' || row === null) continue;
      const cells = row as Record<string, unknown>; // an object by the test before
      if (typeof cells['FolderId'] === 'string' && typeof cells['FolderPath'] === 'string')
        this.#learn(cells['FolderId'], cells['FolderPath']);
    }
  }
}
