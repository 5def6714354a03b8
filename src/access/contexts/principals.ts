/**
 * Who is who: one mailbox or person is one set over guid, user name, object id and SID (spec/access.md 2.3). A renamed user, or one
 * written in two cases, stays one.
 */
import { byText, sortedBy } from '../../kernel/index.ts';
import type { LogEvent, MailboxConfig } from '../../model/index.ts';

export class Principals {
  #parent = new Map<string, string>();
  #configured = new Map<string, number>();
  /** User name to show for a set. */
  #names = new Map<string, string>();

  constructor(mailboxes: readonly MailboxConfig[], events: readonly LogEvent[]) {
    mailboxes.forEach((mailbox) => {
      const nodes = mailbox.owner.emails.map((email) => `upn:${email.trim().toLowerCase()}`);
      for (const node of nodes) this.#join(nodes[0] ?? node, node);
    });
    for (const event of events) {
      this.#joinAll(nodesOfActor(event));
      this.#joinAll(nodesOfMailbox(event));
    }
    mailboxes.forEach((mailbox, index) => {
      const first = mailbox.owner.emails[0];
      if (first !== undefined) this.#configured.set(this.#find(`upn:${first.trim().toLowerCase()}`), index);
    });
    for (const node of sortedBy(this.#parent.keys(), (key) => key)) {
      if (!node.startsWith('upn:')) continue;
      const root = this.#find(node);
      if (!this.#names.has(root)) this.#names.set(root, node.slice(4));
    }
    mailboxes.forEach((mailbox) => {
      const first = mailbox.owner.emails[0]?.trim().toLowerCase();
      if (first !== undefined) this.#names.set(this.#find(`upn:${first}`), first);
    });
  }

  /** The set of the actor; empty when the record names nobody. */
  actor(event: LogEvent): string {
    const node = nodesOfActor(event)[0];
    return node === undefined ? '' : this.#find(node);
  }

  /** The set of the mailbox that the record is about; of the actor where it names none. */
  mailbox(event: LogEvent): string {
    const node = nodesOfMailbox(event)[0];
    return node === undefined ? this.actor(event) : this.#find(node);
  }

  user(name: string): string {
    return this.#find(`upn:${name.trim().toLowerCase()}`);
  }

  /** Index into the case's mailboxes; `undefined` for one of another. */
  index(principal: string): number | undefined {
    return this.#configured.get(principal);
  }

  name(principal: string): string {
    return this.#names.get(principal) ?? principal.replace(/^[a-z]+:/, '');
  }

  #joinAll(nodes: readonly string[]): void {
    const first = nodes[0];
    if (first !== undefined) for (const node of nodes) this.#join(first, node);
  }

  #join(a: string, b: string): void {
    const [ra, rb] = [this.#find(a), this.#find(b)];
    if (ra === rb) return;
    // The smaller name is the root: the order of records changes nothing.
    if (byText(ra, rb) < 0) this.#parent.set(rb, ra);
    else this.#parent.set(ra, rb);
  }

  #find(node: string): string {
    let root = node;
    for (let up = this.#parent.get(root); up !== undefined && up !== root; up = this.#parent.get(root)) root = up;
    if (!this.#parent.has(node)) this.#parent.set(node, node);
    for (let at = node; at !== root;) {
      const up = this.#parent.get(at) ?? root;
      this.#parent.set(at, root);
      at = up;
    }
    return root;
  }
}

function nodesOfActor(event: LogEvent): string[] {
  const { upn, oid } = event.actor;
  return [upn === undefined ? '' : `upn:${upn}`, oid === undefined ? '' : `oid:${oid}`].filter((one) => one !== '');
}

function nodesOfMailbox(event: LogEvent): string[] {
  const mailbox = event.mailbox;
  if (mailbox === undefined) return [];
  return [mailbox.guid === undefined ? '' : `guid:${mailbox.guid}`, mailbox.upn === undefined ? '' : `upn:${mailbox.upn}`].filter(
    (one) => one !== '',
  );
}
