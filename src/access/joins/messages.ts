/** The messages of one mailbox, ready to be found by what log records say of them. */
import type { LogEvent, MailboxMessage } from '../../model/index.ts';
import { messageIdKey } from '../events/ids.ts';
import { folderKey, leafKey } from './folders.ts';

export class MessageIndex {
  readonly messages: readonly MailboxMessage[];
  readonly #byMid = new Map<string, number[]>();
  readonly #byFoldedMid = new Map<string, number[]>();
  readonly #byFolder = new Map<string, number[]>();
  readonly #byLeaf = new Map<string, number[]>();
  readonly #bySubject = new Map<string, number[]>();
  /** Folders that a message was in, as far as the export and the records of moves tell. */
  readonly #folders: Set<string>[];
  readonly #isUnplaced: readonly boolean[];
  readonly #unplaced: readonly number[];
  readonly mids: readonly (string | undefined)[];
  /** A record and the export were seen to name one message's folder alike: then a folder that the export lacks is truly not there. */
  readonly foldersAgree: boolean;

  constructor(messages: readonly MailboxMessage[], events: readonly LogEvent[]) {
    this.messages = messages;
    this.mids = messages.map((message) => (message.messageId === undefined ? undefined : messageIdKey(message.messageId)));
    this.#folders = messages.map((message) => new Set([folderKey(message.folder)]));
    messages.forEach((message, index) => {
      const mid = this.mids[index];
      if (mid !== undefined) {
        push(this.#byMid, mid, index);
        push(this.#byFoldedMid, mid.toLowerCase(), index);
      }
      push(this.#bySubject, message.subject.reveal('match').trim(), index);
    });
    this.#isUnplaced = messages.map((message) => folderKey(message.folder) === '');
    this.#unplaced = this.#isUnplaced.flatMap((is, index) => (is ? [index] : []));
    this.foldersAgree = this.#agrees(events);
    for (const event of events) if (event.kind === 'move' || event.kind === 'soft-delete') this.#follow(event);
    this.#folders.forEach((set, index) => {
      for (const key of set) {
        push(this.#byFolder, key, index);
        push(this.#byLeaf, leafKey(key.replace(/^@/, '')), index);
      }
    });
  }

  /** The export does not tell this message's folder. */
  isUnplaced(index: number): boolean {
    return this.#isUnplaced[index] === true;
  }

  unplaced(): readonly number[] {
    return this.#unplaced;
  }

  byMid(mid: string): readonly number[] {
    return this.#byMid.get(mid) ?? [];
  }

  byFoldedMid(mid: string): readonly number[] {
    return this.#byFoldedMid.get(mid.toLowerCase()) ?? [];
  }

  bySubject(subject: string): readonly number[] {
    return this.#bySubject.get(subject.trim()) ?? [];
  }

  inFolder(key: string): readonly number[] {
    return this.#byFolder.get(key) ?? [];
  }

  inLeaf(leaf: string): readonly number[] {
    return this.#byLeaf.get(leaf) ?? [];
  }

  wasIn(index: number, key: string): boolean {
    return this.#folders[index]?.has(key) === true;
  }

  /** Earliest known time; unknown counts as always there. */
  existedAt(index: number, at: number): boolean {
    const from = this.messages[index]?.existedFrom;
    return from === undefined || from <= at;
  }

  all(): readonly number[] {
    return this.messages.map((_one, index) => index);
  }

  #agrees(events: readonly LogEvent[]): boolean {
    return events.some((event) =>
      event.items.some((item) => {
        const only = item.mid === undefined || item.path === undefined ? [] : this.byMid(item.mid);
        return only.length === 1 && folderKey(item.path ?? '') === folderKey(this.messages[only[0] ?? 0]?.folder ?? '');
      }),
    );
  }

  #follow(event: LogEvent): void {
    const to = event.folders.at(-1)?.path;
    for (const item of event.items) {
      if (item.mid === undefined) continue;
      for (const index of this.byMid(item.mid)) {
        if (to !== undefined) this.#folders[index]?.add(folderKey(to));
        if (item.path !== undefined) this.#folders[index]?.add(folderKey(item.path));
      }
    }
  }
}

function push(map: Map<string, number[]>, key: string, index: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [index]);
  else list.push(index);
}
