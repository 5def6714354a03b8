/** Stage `resolve`: mentions to individuals, matched to the roster. Every mention has exactly one outcome: asserted. */
import { unpackMention } from '../../link/index.ts';
import { packIndividual, resolveIndividuals, rosterLookup } from '../../resolve/index.ts';
import { assert, distinct } from '../../kernel/index.ts';
import type { Item, ItemId, Mention } from '../../model/index.ts';
import { writeWhole } from '../../store/index.ts';
import { join } from 'node:path';
import type { RunContext } from '../context.ts';
import type { DecideState } from '../decide-state.ts';
import { itemOf } from './link.ts';

export function resolveStage(context: RunContext, state: DecideState): void {
  const { db, config } = context;
  const mentions: Mention[] = [];
  for (const row of db.each('SELECT record FROM mention ORDER BY frag_key')) mentions.push(unpackMention(String(row['record'])));
  context.progress.stage('resolve', mentions.length, 'mentions');
  const items = new Map<ItemId, Item | undefined>();
  const item = (id: ItemId): Item | undefined => {
    if (!items.has(id)) items.set(id, itemOf(context, id));
    return items.get(id);
  };
  const entityOf = (mention: Mention): string | undefined => {
    const [first] = mention.messageKeys;
    const mailbox = first === undefined ? undefined : item(first)?.mailbox;
    return config.mailboxes[mailbox ?? 0]?.entity ?? (config.hasEntities ? undefined : config.entities[0]?.id);
  };
  const contextOf = (mention: Mention): readonly string[] => distinct(mention.messageKeys.flatMap((id) => surroundings(item(id), item)));
  const resolution = resolveIndividuals({
    mentions,
    roster: (state.rosterIndex ??= rosterLookup(state.members)),
    workforce: state.staff,
    decisions: context.decisions,
    entityOfMention: entityOf,
    contextOf,
    asOf: config.asOf,
    defaultState: config.organisation.state,
    ...(config.hasEntities ? {} : { defaultEntity: config.entities[0]?.id ?? 'organisation' }),
  });
  assert(resolution.outcomes.length === mentions.length, 'every mention has one outcome');
  state.individuals = [...resolution.individuals];
  state.questions = [...resolution.questions];
  db.write(() => {
    db.run('DELETE FROM individual');
    for (const individual of resolution.individuals)
      db.run('INSERT INTO individual (id, record) VALUES (?, ?)', individual.id, packIndividual(individual));
    for (const { fragKey, individual, outcome } of resolution.outcomes)
      db.run('UPDATE mention SET individual = ?, outcome = ? WHERE frag_key = ?', individual ?? null, outcome, fragKey);
  });
  writeWhole(join(context.layout.store, 'resolve', 'model.json'), [`${JSON.stringify(resolution.model, null, 1)}\n`]);
  context.progress.advance(mentions.length, 0);
}

/** The family of an item, and the thread of its message: a bare name there is most likely the person named in full there. */
function surroundings(found: Item | undefined, item: (id: ItemId) => Item | undefined): string[] {
  if (found === undefined) return [];
  const headers = found.headers ?? item(found.family)?.headers;
  const root = headers?.references[0] ?? headers?.inReplyTo[0] ?? headers?.messageId;
  return [found.family, ...(root === undefined ? [] : [`thread:${root}`])];
}
