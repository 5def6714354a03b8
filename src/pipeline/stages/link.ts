/** Stages `learn` and `link`: over stored analyses, one content at a time; no text is read. */
import { learnFormats, linkContent, packFinding, packMention, repeatedBlocks, staffLookup, type Place } from '../../link/index.ts';
import { rosterLookup } from '../../resolve/index.ts';
import { unpackAnalysis, type ContentAnalysis, type ContentId, type Item, type ItemId, type MailAddress } from '../../model/index.ts';
import { writeWhole } from '../../store/index.ts';
import { stopIfInterrupted, type RunContext } from '../context.ts';
import type { DecideState } from '../decide-state.ts';

const CONTENTS_PER_WRITE = 200;

/**
 * Analyses of all contents that stand in an item of the ledger, in the order of their ids. What only a removed source held, or the
 * operator left out, is in the store still and counts for nothing.
 */
function* analyses(context: RunContext): Generator<ContentAnalysis> {
  const sql = `SELECT analysis FROM content c WHERE analysis IS NOT NULL AND EXISTS (SELECT 1 FROM item WHERE item.content = c.content AND state <> 'excluded') ORDER BY content`;
  for (const row of context.db.each(sql)) {
    if (row['analysis'] instanceof Uint8Array) yield unpackAnalysis(row['analysis']);
  }
}

export function learnStage(context: RunContext, state: DecideState): void {
  context.progress.stage('learn', undefined, 'contents');
  state.rosterIndex = rosterLookup(state.members);
  state.learned = learnFormats(analyses(context), {
    mrn: state.members.map(({ mrn }) => mrn).filter((id) => id !== ''),
    member_id: state.members.map(({ memberId }) => memberId).filter((id) => id !== ''),
  });
  writeWhole(context.layout.learned, [`${JSON.stringify(state.learned, null, 1)}\n`]);
}

export function linkStage(context: RunContext, state: DecideState): void {
  const { db, config } = context;
  const total = Number(db.get('SELECT count(*) AS n FROM content WHERE analysis IS NOT NULL')?.['n'] ?? 0);
  context.progress.stage('link', total, 'contents');
  const roster = (state.rosterIndex ??= rosterLookup(state.members));
  const staff = staffLookup({
    members: state.staff,
    orgEmails: [
      ...config.mailboxes.flatMap(({ owner }) => owner.emails),
      ...(config.organisation.contact['email'] === undefined ? [] : [config.organisation.contact['email']]),
    ],
    senders: senders(context),
  });
  const repeated = repeatedBlocks(analyses(context));
  const learned = state.learned ?? { formats: [] };
  db.write(() => {
    for (const table of ['finding', 'mention', 'census']) db.run(`DELETE FROM ${table}`);
  });
  let done = 0;
  let batch: ContentAnalysis[] = [];
  const flush = (): void => {
    stopIfInterrupted(context);
    db.write(() => {
      for (const analysis of batch) {
        const places = placesOf(context, analysis.content);
        if (places.length === 0) continue; // excluded by the operator, or of a source that has gone
        const linked = linkContent({ analysis, places, roster, staff, learned, decisions: context.decisions, repeated });
        for (const finding of linked.findings) {
          db.run(
            'INSERT OR REPLACE INTO finding (id, item, element, tier, frag_key, message, record) VALUES (?, ?, ?, ?, ?, ?, ?)',
            finding.id,
            finding.item,
            finding.element,
            finding.tier,
            finding.fragKey ?? null,
            finding.message,
            packFinding(finding),
          );
        }
        for (const mention of linked.mentions)
          db.run('INSERT OR REPLACE INTO mention (frag_key, record) VALUES (?, ?)', mention.fragKey, packMention(mention));
        for (const row of linked.census) {
          db.run(
            'INSERT INTO census (content, class, outcome, count) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count',
            analysis.content,
            row.class,
            row.outcome,
            row.count,
          );
        }
      }
    });
    context.progress.advance((done += batch.length), 0);
    batch = [];
  };
  for (const analysis of analyses(context)) {
    batch.push(analysis);
    if (batch.length >= CONTENTS_PER_WRITE) flush();
  }
  flush();
}

function placesOf(context: RunContext, content: ContentId): Place[] {
  return context.db
    .all(`SELECT record FROM item WHERE content = ? AND state <> 'excluded' ORDER BY id`, content)
    .flatMap((row): Place[] => {
      const item = JSON.parse(String(row['record'])) as Item; // our own JSON
      if (item.kind === 'container') return [];
      const top = item.family === item.id ? item : itemOf(context, item.family);
      const isMessage = item.headers !== undefined;
      const headers = item.headers ?? top?.headers;
      return [
        {
          item: item.id,
          message: item.family,
          isMessage,
          path: item.path,
          mailboxOwnerEmails: context.config.mailboxes[item.mailbox ?? 0]?.owner.emails ?? [],
          ...(headers === undefined ? {} : { headers }),
          ...(item.name === undefined ? {} : { fileName: item.name }),
        },
      ];
    });
}

export function itemOf(context: RunContext, id: ItemId): Item | undefined {
  const row = context.db.get('SELECT record FROM item WHERE id = ?', id);
  return row === undefined ? undefined : (JSON.parse(String(row['record'])) as Item); // our own JSON
}

function senders(context: RunContext): { address: MailAddress; messages: number }[] {
  const counts = new Map<string, { address: MailAddress; messages: number }>();
  for (const row of context.db.each('SELECT record FROM item WHERE family = id ORDER BY sort')) {
    const from = (JSON.parse(String(row['record'])) as Item).headers?.from[0];
    if (from === undefined || from.email === '') continue;
    const key = from.email.toLowerCase();
    const known = counts.get(key);
    counts.set(key, { address: known?.address ?? from, messages: (known?.messages ?? 0) + 1 });
  }
  return [...counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
