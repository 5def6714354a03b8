/** Stage `resolve`: mentions to individuals, matched to the roster. Every mention has exactly one outcome: asserted. */
import { unpackMention } from '../../link/index.ts';
import { packIndividual, resolveIndividuals, rosterLookup } from '../../resolve/index.ts';
import { assert } from '../../kernel/index.ts';
import type { Item, Mention } from '../../model/index.ts';
import { writeWhole } from '../../store/index.ts';
import { join } from 'node:path';
import type { RunContext } from '../context.ts';
import type { DecideState } from '../decide-state.ts';

export function resolveStage(context: RunContext, state: DecideState): void {
  const { db, config } = context;
  const mentions: Mention[] = [];
  for (const row of db.each('SELECT record FROM mention ORDER BY frag_key')) mentions.push(unpackMention(String(row['record'])));
  context.progress.stage('resolve', mentions.length, 'mentions');
  const entityOfItem = new Map<string, string | undefined>();
  const entityOf = (mention: Mention): string | undefined => {
    const [first] = mention.messageKeys;
    if (first === undefined) return undefined;
    if (!entityOfItem.has(first)) {
      const row = db.get('SELECT record FROM item WHERE id = ?', first);
      const mailbox = row === undefined ? undefined : (JSON.parse(String(row['record'])) as Item).mailbox;
      entityOfItem.set(first, config.mailboxes[mailbox ?? 0]?.entity ?? (config.hasEntities ? undefined : config.entities[0]?.id));
    }
    return entityOfItem.get(first);
  };
  const resolution = resolveIndividuals({
    mentions,
    roster: (state.rosterIndex ??= rosterLookup(state.members)),
    workforce: state.staff,
    decisions: context.decisions,
    entityOfMention: entityOf,
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
