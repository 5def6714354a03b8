/** After reading: sources that are lost as a whole, or of which a container ended early. They are said first, with exit code 3. Contract 1. */
import type { Found, ReadGap } from '../../model/index.ts';
import type { RunContext } from '../context.ts';
import type { ContentRecord } from '../reading/jobs.ts';

export function loseUnreadSources(context: RunContext): void {
  for (const [name, gap] of [...looseFiles(context), ...damagedContainers(context)]) {
    if (context.lostSources.some((lost) => lost.name === name)) continue;
    context.lostSources.push({ name, gap });
    context.db.run('UPDATE source SET gap = ? WHERE name = ?', JSON.stringify(gap), name);
  }
}

const READABLE: ReadonlySet<string> = new Set(['extracted', 'partial', 'needs-ocr', 'encrypted']);

/** A source in no form of a mailbox that this version knows is one file. If that could not be read as a document either, all of it is lost. */
function* looseFiles(context: RunContext): Generator<[string, ReadGap]> {
  const rows = context.db.all(`SELECT s.name, f.record AS found, c.record AS content FROM source s JOIN found f ON f.source = s.name
    LEFT JOIN content c ON c.content = f.content WHERE s.kind = 'file' AND s.gap IS NULL ORDER BY s.name`);
  for (const row of rows) {
    const read =
      typeof row['content'] === 'string' ? (JSON.parse(row['content']) as ContentRecord) : (JSON.parse(String(row['found'])) as Found); // our own JSON
    const { state } = read;
    if (state !== undefined && READABLE.has(state)) continue;
    yield [String(row['name']), state === 'empty' ? EMPTY : NOT_RECOGNISED];
  }
}

const EMPTY: ReadGap = {
  state: 'corrupt',
  code: 'source.empty',
  why: 'The file holds no bytes.',
  remedy: 'Export the mailbox again, put it in its place and run again.',
};
const NOT_RECOGNISED: ReadGap = {
  state: 'unsupported',
  code: 'source.not-recognised',
  why: 'It is no mailbox in a form that this version reads.',
  remedy: 'Export the mailbox as PST, mbox, EML or Maildir (a folder or a zip of those), correct case.yaml and run again.',
};

/** A container whose own row is not whole: the first such row of each source speaks for it. */
function* damagedContainers(context: RunContext): Generator<[string, ReadGap]> {
  const seen = new Set<string>();
  for (const row of context.db.each(
    `SELECT source, record FROM found WHERE record LIKE '%"kind":"container"%' AND record LIKE '%"gap":%' ORDER BY source, seq`,
  )) {
    const source = String(row['source']);
    const { kind, state, gap } = JSON.parse(String(row['record'])) as Found; // our own JSON
    if (kind !== 'container' || state === undefined || gap === undefined || seen.has(source)) continue;
    seen.add(source);
    yield [source, gap];
  }
}
