/** An item's canonical text as it was read, unmasked, for whoever asks for exactly that. */
import { OperatorError } from '../../kernel/index.ts';
import type { Item } from '../../model/index.ts';
import { caseLayout, Database, readText } from '../../store/index.ts';
import { matchId } from './ids.ts';

/** The text and the full id of the item. */
export function itemText(folder: string, given: string): { readonly id: string; readonly text: string } {
  const layout = caseLayout(folder);
  const db = new Database(layout.database);
  try {
    const id = matchId(db, 'item', given);
    const item = JSON.parse(String(db.get('SELECT record FROM item WHERE id = ?', id)?.['record'])) as Item; // our own JSON
    const row =
      item.content === undefined
        ? undefined
        : db.get('SELECT pack, offset, length, text_sha256 FROM content WHERE content = ?', item.content);
    if (row === undefined || row['pack'] === null) {
      throw new OperatorError({
        code: 'no-text',
        what: 'This item has no text: it was not read, or holds none.',
        where: id,
        remedy: `\`postbreach explain\` without --text shows its state.`,
      });
    }
    return {
      id,
      text: readText(layout.texts, {
        pack: String(row['pack']),
        offset: Number(row['offset']),
        length: Number(row['length']),
        sha256: String(row['text_sha256']),
      }),
    };
  } finally {
    db.close();
  }
}
