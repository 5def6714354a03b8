/** An open store: folders, property names, and which rows its folders show. Caches are bounded; one PstFile per source and process. */
import { lost, whole, type Limits, type Outcome } from '../../../kernel/index.ts';
import type { ReadGap } from '../../../model/index.ts';
import type { Source } from '../../container.ts';
import { CODE_PAGE_DEFAULT, decoderOf } from './code-page.ts';
import { GapList } from './gaps.ts';
import { NID, NID_TYPE, nidType, siblingNid, u32 } from './layout.ts';
import { PROP, type PropertyName } from './mapi.ts';
import { readPropertyNames } from './named-properties.ts';
import { NodeDatabase, type NodeEntry } from './node-database.ts';
import { NodeObject, type Reading } from './node-object.ts';
import { Table } from './table.ts';

/** Folders in folders; deeper ones show the last levels only. */
const FOLDER_DEPTH_MAX = 64;
const FOLDERS_KEPT = 10_000;
/** Rows of the lists that are kept: 4 bytes each. Messages of many folders alternate in the walk, so few lists would be read again and again. */
const ROWS_KEPT = 4_000_000;
/** Folders that stores have above the mailbox, where no identifier tells them. Names of Outlook and Exchange stores. */
const TOP_NAMES = new Set([
  'top of outlook data file',
  'top of personal folders',
  'top of information store',
  'ipm_subtree',
  'root - mailbox',
  'root',
  'non_ipm_subtree',
]);
/** NID in an EntryID of the store. [MS-PST] 2.4.3.2 */
const ENTRY_NID_AT = 20;

export interface Folder {
  readonly nid: number;
  /** `/Inbox/Labs`; `/` for the top. */
  readonly path: string;
}

export class PstFile {
  readonly database: NodeDatabase;
  readonly limits: Limits;
  /** Code page of narrow text where a message names none. */
  readonly codePage: number;
  readonly #subtree: number | undefined;
  readonly #folders = new Map<number, Folder>();
  readonly #rowLists = new Map<number, Uint32Array | undefined>();
  #rowsKept = 0;
  #names: ReadonlyMap<number, PropertyName> | undefined;

  private constructor(database: NodeDatabase, limits: Limits) {
    this.database = database;
    this.limits = limits;
    const store = this.#store();
    this.codePage = store.codePage;
    this.#subtree = store.subtree;
  }

  static open(source: Source, limits: Limits): Outcome<PstFile, ReadGap> {
    const database = NodeDatabase.open(source);
    return database.ok ? whole(new PstFile(database.value, limits)) : lost(database.gap);
  }

  reading(gaps: GapList, canSalvage = false): Reading {
    return { database: this.database, limits: this.limits, gaps, canSalvage, codePage: this.codePage ?? CODE_PAGE_DEFAULT };
  }

  /** What an object says is kept apart from what the walk says: gaps of a look-up are dropped by giving it a list of its own. */
  node(nid: number, gaps = new GapList()): NodeObject | undefined {
    const entry = this.database.findNode(nid);
    return entry === undefined || entry.data === 0 ? undefined : new NodeObject(this.reading(gaps), entry);
  }

  nameOf(id: number): PropertyName | undefined {
    if (this.#names === undefined) {
      const map = this.node(NID.nameMap)?.properties();
      this.#names = map === undefined ? new Map() : readPropertyNames(map);
    }
    return this.#names.get(id);
  }

  /** The folder of a NID, by the chain of parents in the node tree. Undefined when it is no folder or has no node. */
  folder(nid: number): Folder | undefined {
    if (nidType(nid) !== NID_TYPE.folder && nidType(nid) !== NID_TYPE.searchFolder) return undefined;
    const known = this.#folders.get(nid);
    if (known !== undefined) return known;
    const names: string[] = [];
    let entry: NodeEntry | undefined = this.database.findNode(nid);
    if (entry === undefined) return undefined;
    const seen = new Set<number>();
    while (entry !== undefined && !this.#isTop(entry.nid) && !seen.has(entry.nid) && seen.size < FOLDER_DEPTH_MAX) {
      seen.add(entry.nid);
      names.unshift(this.#nameOfFolder(entry));
      entry = entry.parent === entry.nid ? undefined : this.database.findNode(entry.parent);
    }
    while (names.length > 0 && TOP_NAMES.has((names[0] ?? '').toLowerCase())) names.shift();
    const folder: Folder = { nid, path: `/${names.map((name) => name.replaceAll('/', '\\/')).join('/')}` };
    if (this.#folders.size >= FOLDERS_KEPT) this.#folders.clear();
    this.#folders.set(nid, folder);
    return folder;
  }

  #isTop(nid: number): boolean {
    return nid === NID.rootFolder || nid === this.#subtree;
  }

  #nameOfFolder(entry: NodeEntry): string {
    const name = entry.data === 0 ? undefined : new NodeObject(this.reading(new GapList()), entry).properties()?.text(PROP.displayName);
    return name === undefined || name === '' ? `#${entry.nid}` : name;
  }

  /** The contents table (or the associated one) of a folder; undefined when the folder has none that can be read. */
  table(folder: number, type: number, gaps = new GapList()): Table | undefined {
    const node = this.node(siblingNid(folder, type), gaps);
    return node === undefined ? undefined : Table.open(node);
  }

  /** Row identifiers of a folder's table, ascending: 4 bytes a row. Undefined when there is no table or it is damaged. */
  rowIds(folder: number, type: number): Uint32Array | undefined {
    const key = siblingNid(folder, type);
    if (this.#rowLists.has(key)) return this.#rowLists.get(key);
    const gaps = new GapList();
    const table = this.table(folder, type, gaps);
    const ids: number[] = [];
    for (const { id } of table?.index() ?? []) ids.push(id);
    const list = table === undefined || gaps.size > 0 ? undefined : Uint32Array.from(ids).sort((a, b) => a - b);
    if (this.#rowsKept + ids.length > ROWS_KEPT) {
      this.#rowLists.clear();
      this.#rowsKept = 0;
    }
    this.#rowsKept += ids.length;
    this.#rowLists.set(key, list);
    return list;
  }

  #store(): { readonly codePage: number; readonly subtree: number | undefined } {
    const gaps = new GapList();
    const entry = this.database.findNode(NID.store);
    const reading: Reading = { database: this.database, limits: this.limits, gaps, canSalvage: false, codePage: CODE_PAGE_DEFAULT };
    const properties = entry === undefined || entry.data === 0 ? undefined : new NodeObject(reading, entry).properties();
    const declared = properties?.number(PROP.messageCodePage) ?? properties?.number(PROP.internetCodePage);
    const subtree = properties?.bytes(PROP.ipmSubtree);
    return {
      codePage: declared !== undefined && decoderOf(declared) !== undefined ? declared : CODE_PAGE_DEFAULT,
      subtree: subtree !== undefined && subtree.length >= ENTRY_NID_AT + 4 ? u32(subtree, ENTRY_NID_AT) : undefined,
    };
  }
}

/** A sorted list holds a value. */
export function holds(list: Uint32Array, value: number): boolean {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] as number) < value) low = middle + 1; // middle is below length
    else high = middle;
  }
  return list[low] === value;
}
