/**
 * Reads one content and everything inside it: identify, extract, detect, text into the pack. Pure but for the pack: the result
 * depends on bytes, limits and passwords alone. Runs in a reading child.
 */
import { detectDocument, DETECTOR } from '../../detect/index.ts';
import { extractContent, extractMessage, isMessageType } from '../../extract/index.ts';
import { parseMessage } from '../../ingest/index.ts';
import { sha256, type Limits } from '../../kernel/index.ts';
import {
  contentId,
  packAnalysis,
  type ContentId,
  type Document,
  type Extracted,
  type RawAttachment,
  type RawMessage,
  type ReadGap,
} from '../../model/index.ts';
import type { TextPackWriter } from '../../store/index.ts';
import type { ChildRef, ContentRecord, ReadContent } from './jobs.ts';

export interface ReadDesk {
  readonly texts: TextPackWriter;
}

export interface ReadSettings {
  readonly limits: Limits;
  readonly passwords: readonly string[];
}

/** Collects the contents that one job reads; a content that appears twice is read once. */
export class ContentReader {
  readonly contents: ReadContent[] = [];
  /** Where the job stands: every content read now is reached again from here. */
  fetch = { path: '', part: '' };
  readonly #seen = new Set<ContentId>();
  readonly #desk: ReadDesk;
  readonly #settings: ReadSettings;

  constructor(desk: ReadDesk, settings: ReadSettings) {
    this.#desk = desk;
    this.#settings = settings;
  }

  /**
   * A message: its own text and analysis, and the hashes of its attachments. With `deep`, attachments are read as well (a message
   * inside a content); without, the coordinator schedules each distinct one.
   */
  async message(message: RawMessage, deep: boolean, depth = 0): Promise<ContentId> {
    if (this.#seen.has(message.content)) return message.content;
    this.#seen.add(message.content);
    const extracted = extractMessage(message, this.#context(message.content));
    const children: ChildRef[] = [];
    for (const attachment of message.attachments) children.push(await this.#attachment(attachment, deep, depth));
    this.#keep(message.content, message.bytes, extracted, children, {
      itemKind: message.kind,
      headers: message.headers,
      gaps: [...message.gaps, ...extracted.gaps],
    });
    return message.content;
  }

  /** One attachment of a message that the coordinator asked for, with everything inside it. */
  async attachment(attachment: RawAttachment): Promise<void> {
    await this.#attachment(attachment, true, 0);
  }

  async #attachment(attachment: RawAttachment, deep: boolean, depth: number): Promise<ChildRef> {
    const named = {
      path: attachment.path,
      kind: 'attachment',
      ...(attachment.name === undefined ? {} : { name: attachment.name }),
    } as const;
    if (attachment.kind === 'reference') {
      const gap = attachment.gap ?? {
        state: 'missing',
        code: 'attachment.reference',
        why: 'The message only points to this file.',
        remedy: 'Collect the linked file.',
      };
      return { ...named, bytes: 0, gap };
    }
    const gap = attachment.gap === undefined ? {} : { gap: attachment.gap };
    const inner = attachment.message?.();
    if (inner !== undefined) {
      const content =
        deep || !this.#seen.has(inner.content)
          ? await this.#inside(depth, inner.content, () => this.message(inner, true, depth + 1))
          : inner.content;
      return { ...named, content, bytes: inner.bytes, ...gap };
    }
    const bytes = attachment.bytes();
    const content = contentId(sha256(bytes));
    if (deep) await this.bytes(bytes, content, depth, attachment.name);
    return { ...named, content, bytes: bytes.length, ...gap };
  }

  /** Any content by its bytes. */
  async bytes(bytes: Uint8Array, content: ContentId, depth: number, name?: string): Promise<void> {
    if (this.#seen.has(content)) return;
    await this.#inside(depth, content, async () => {
      const extracted = await extractContent(bytes, this.#context(content), name);
      if (isMessageType(extracted.mediaType)) {
        // A message that lies as a file: same bytes, same content id.
        await this.message({ ...parseMessage(bytes, this.#settings.limits), content }, true, depth + 1);
        return content;
      }
      this.#seen.add(content);
      const children: ChildRef[] = [];
      for (const child of extracted.children) {
        const named = { path: child.path, kind: 'embedded', ...(child.name === undefined ? {} : { name: child.name }) } as const;
        if (child.message !== undefined) {
          const inner = child.message;
          children.push({ ...named, content: await this.message(inner, true, depth + 1), bytes: inner.bytes });
        } else if (child.bytes !== undefined) {
          const id = contentId(sha256(child.bytes));
          await this.bytes(child.bytes, id, depth + 1, child.name);
          children.push({ ...named, content: id, bytes: child.bytes.length, ...(child.gap === undefined ? {} : { gap: child.gap }) });
        } else {
          children.push({ ...named, bytes: child.sizeBytes ?? 0, ...(child.gap === undefined ? {} : { gap: child.gap }) });
        }
      }
      this.#keep(content, bytes.length, extracted, children, { gaps: extracted.gaps });
      return content;
    });
  }

  /** One step deeper, if the limit allows. */
  async #inside(depth: number, content: ContentId, step: () => Promise<ContentId>): Promise<ContentId> {
    if (depth < this.#settings.limits.depthMax) return step();
    this.#seen.add(content);
    const gap: ReadGap = {
      state: 'limit',
      code: 'depth',
      why: 'It lies deeper inside other files than is opened.',
      remedy: 'Raise `limits.depthMax` in case.yaml, or open the outer file by hand.',
    };
    this.contents.push({
      fetch: this.fetch,
      record: {
        content,
        bytes: 0,
        mediaType: 'application/octet-stream',
        reader: 'none',
        state: 'limit',
        reason: 'depth',
        gaps: [gap],
        children: [],
      },
    });
    return content;
  }

  #context(content: ContentId): { readonly content: ContentId; readonly limits: Limits; readonly passwords: readonly string[] } {
    return { content, limits: this.#settings.limits, passwords: this.#settings.passwords };
  }

  #keep(
    content: ContentId,
    bytes: number,
    extracted: Extracted,
    children: readonly ChildRef[],
    facts: Pick<ContentRecord, 'gaps'> & Partial<Pick<ContentRecord, 'itemKind' | 'headers'>>,
  ): void {
    const document = extracted.document;
    const record: ContentRecord = {
      content,
      bytes,
      mediaType: extracted.mediaType,
      reader: `${document?.reader ?? 'none'} ${DETECTOR}`,
      state: extracted.state,
      children,
      ...facts,
      ...(extracted.reason === undefined ? {} : { reason: extracted.reason }),
      ...(document === undefined ? {} : { textChars: document.text.length }),
      ...(document?.pages === undefined ? {} : { pages: document.pages }),
    };
    const fetch = this.fetch;
    this.contents.push(document === undefined || document.text === '' ? { fetch, record } : { fetch, record, ...this.#analyse(document) });
  }

  #analyse(document: Document): Pick<ReadContent, 'text' | 'analysis'> {
    return { text: this.#desk.texts.write(document.text), analysis: packAnalysis(detectDocument(document)) };
  }
}
