/** Single messages as files: EML, and EMLX of Apple Mail (a line with the byte count, the message, a property list). */
import { latin1, lost, whole, type Limits, type Outcome } from '../../kernel/index.ts';
import type { ReadGap } from '../../model/index.ts';
import type { Container, RawItem, Source } from '../container.ts';
import { headerScore } from '../mail-grammar.ts';
import { parseMessage } from '../mime/parse-message.ts';
import { unknownPath } from './mbox.ts';

/** The one item of a source that is itself an item. */
export const SELF_PATH = 'file:.';

const MESSAGE_BYTES_MAX = 512 * 1024 ** 2;

function openEml(source: Source, path: string, limits: Limits): Outcome<RawItem, ReadGap> {
  if (path !== SELF_PATH) return lost(unknownPath());
  if (source.size > MESSAGE_BYTES_MAX) return lost(tooLarge());
  return whole({ kind: 'message', message: parseMessage(source.read(0, source.size), limits) });
}

export const emlContainer: Container = {
  kind: 'eml',
  version: 1,
  sniff(source, head) {
    const score = headerScore(head);
    if (/\.(?:eml|mht|mhtml|nws)$/i.test(source.name)) return score > 0 ? Math.max(score, 0.9) : 0;
    return score >= 0.7 ? score : 0;
  },
  expect: () => [],
  *walk(source, _limits, cursor) {
    if (cursor !== undefined) return;
    yield {
      path: SELF_PATH,
      display: baseName(source.name),
      name: baseName(source.name),
      kind: 'message',
      bytes: source.size,
      cursor: SELF_PATH,
    };
  },
  open: openEml,
};

const COUNT_LINE = /^(\d{1,10})[ \t]*\r?\n/;

function openEmlx(source: Source, path: string, limits: Limits): Outcome<RawItem, ReadGap> {
  if (path !== SELF_PATH) return lost(unknownPath());
  if (source.size > MESSAGE_BYTES_MAX) return lost(tooLarge());
  const file = source.read(0, source.size);
  const line = COUNT_LINE.exec(latin1(file.subarray(0, 64)));
  const start = line?.[0].length ?? 0;
  const length = Number(line?.[1] ?? file.length);
  const gaps: ReadGap[] = [];
  if (start + length > file.length) {
    gaps.push({
      state: 'partial',
      code: 'emlx.short',
      why: 'The file is shorter than its first line says.',
      remedy: 'Get the file again from the mail program.',
      bytes: start + length - file.length,
    });
  }
  if (/\.partial\.emlx$/i.test(source.name)) {
    gaps.push({
      state: 'missing',
      code: 'emlx.partial',
      why: 'Apple Mail keeps the attachments of this message in files beside it.',
      remedy: 'Collect the folder Attachments of the mailbox too.',
    });
  }
  const message = parseMessage(file.subarray(start, Math.min(file.length, start + length)), limits);
  return whole({ kind: 'message', message: gaps.length === 0 ? message : { ...message, gaps: [...message.gaps, ...gaps] } });
}

export const emlxContainer: Container = {
  kind: 'emlx',
  version: 1,
  sniff(_source, head) {
    const line = COUNT_LINE.exec(latin1(head.subarray(0, 64)));
    return line !== null && headerScore(head.subarray(line[0].length)) >= 0.5 ? 0.95 : 0;
  },
  expect: () => [],
  walk: emlContainer.walk,
  open: openEmlx,
};

export function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function tooLarge(): ReadGap {
  return {
    state: 'limit',
    code: 'output',
    why: 'The message is larger than can be read.',
    remedy: 'Open it with a mail program and export its attachments.',
  };
}
