/** Reads a store to the end, as the ledger would. */
import type { Source } from '../../../src/ingest/container.ts';
import { pstContainer } from '../../../src/ingest/containers/pst/index.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../src/kernel/index.ts';
import type { Found, RawMessage } from '../../../src/model/index.ts';

export interface Read {
  readonly found: Found;
  readonly message: RawMessage | undefined;
}

export function readAll(source: Source, limits: Limits = DEFAULT_LIMITS, cursor?: string): readonly Read[] {
  return [...pstContainer.walk(source, limits, cursor)].map((found) => {
    if (found.state !== undefined) return { found, message: undefined };
    const opened = pstContainer.open(source, found.path, limits);
    return { found, message: opened.ok && opened.value.kind === 'message' ? opened.value.message : undefined };
  });
}

export const messagesOf = (reads: readonly Read[]): readonly RawMessage[] => reads.flatMap(({ message }) => message ?? []);
export const gapCodes = (reads: readonly Read[]): readonly string[] =>
  reads.flatMap(({ found, message }) => [
    ...(found.gap === undefined ? [] : [found.gap.code]),
    ...(message?.gaps ?? []).map(({ code }) => code),
    ...(message?.attachments ?? []).flatMap(({ gap }) => gap?.code ?? []),
  ]);
