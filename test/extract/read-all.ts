/** Reads a file with everything in it, as the pipeline does, but in one process and without a store. */
import { extractContent, extractMessage, isMessageType } from '../../src/extract/index.ts';
import { openItem, openSource, parseMessage, walkSource } from '../../src/ingest/index.ts';
import { DEFAULT_LIMITS, sha256, type Limits } from '../../src/kernel/index.ts';
import { contentId, type Document, type RawMessage, type ReadGap } from '../../src/model/index.ts';

export interface Leaf {
  readonly path: string;
  readonly state: string;
  readonly text: string;
  readonly names: readonly string[];
  readonly document?: Document | undefined;
}

export class Reading {
  readonly leaves: Leaf[] = [];
  readonly #seen = new Set<string>();
  readonly #limits: Limits;

  constructor(limits: Limits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  async source(path: string): Promise<readonly Leaf[]> {
    const source = openSource(path, 'evidence');
    for (const found of walkSource(source, this.#limits)) {
      // That a single document is no mailbox says nothing of how it was read.
      if (found.gap !== undefined && found.gap.code !== 'source.no-mailbox') this.#gap(found.path, found.gap);
      if (found.state !== undefined || found.kind === 'container') continue;
      const opened = openItem(source, found.path, this.#limits);
      if (!opened.ok) this.#gap(found.path, opened.gap);
      else if (opened.value.kind === 'message') await this.message(opened.value.message, found.path, 0);
      else await this.bytes(opened.value.bytes(), { path: found.path, name: opened.value.name, depth: 0 });
    }
    source.close();
    return this.leaves;
  }

  async message(message: RawMessage, path: string, depth: number): Promise<void> {
    const extracted = extractMessage(message, { content: message.content, limits: this.#limits, passwords: [] });
    this.leaves.push({
      path,
      state: extracted.state,
      text: extracted.document?.text ?? '',
      names: message.attachments.map((one) => one.name ?? ''),
      document: extracted.document,
    });
    for (const one of message.attachments) {
      const at = `${path}/${one.path}`;
      if (one.gap !== undefined) this.#gap(at, one.gap);
      else await this.bytes(one.bytes(), { path: at, name: one.name, depth: depth + 1 });
    }
  }

  async bytes(bytes: Uint8Array, where: { path: string; name: string | undefined; depth: number }): Promise<void> {
    const content = sha256(bytes);
    if (this.#seen.has(content)) return;
    this.#seen.add(content);
    const { path, name, depth } = where;
    if (depth > this.#limits.depthMax) {
      this.leaves.push({ path, state: 'limit', text: '', names: [] });
      return;
    }
    const extracted = await extractContent(bytes, { content: contentId(content), limits: this.#limits, passwords: [] }, name);
    if (isMessageType(extracted.mediaType)) {
      await this.message(parseMessage(bytes, this.#limits), path, depth);
      return;
    }
    this.leaves.push({
      path,
      state: extracted.state,
      text: extracted.document?.text ?? '',
      names: extracted.children.map((one) => one.name ?? ''),
      document: extracted.document,
    });
    for (const child of extracted.children) {
      if (child.gap !== undefined) this.#gap(`${path}/${child.path}`, child.gap);
      if (child.bytes !== undefined) await this.bytes(child.bytes, { path: `${path}/${child.path}`, name: child.name, depth: depth + 1 });
    }
  }

  #gap(path: string, gap: ReadGap): void {
    this.leaves.push({ path, state: gap.state, text: '', names: [] });
  }
}
