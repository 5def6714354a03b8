/** How many items the store should hold, counted in three ways that do not depend on each other. spec/ingest.md 1.4 */
import type { Expectation } from '../../../model/index.ts';
import { NID_TYPE, nidType } from './layout.ts';
import { PROP } from './mapi.ts';
import type { PstFile } from './pst-file.ts';

/** Cost: one pass over the leaves of the node tree, and the row index of each folder. */
export function expectOf(file: PstFile): readonly Expectation[] {
  const nodes = { messages: 0, associated: 0 };
  const rows = { messages: 0, associated: 0 };
  let declared = 0;
  let folders = 0;
  for (const step of file.database.nodes.walk()) {
    if (step.kind !== 'entry') continue;
    const nid = step.entry.key;
    switch (nidType(nid)) {
      case NID_TYPE.message:
        nodes.messages += 1;
        break;
      case NID_TYPE.associated:
        nodes.associated += 1;
        break;
      case NID_TYPE.folder: {
        folders += 1;
        rows.messages += file.rowIds(nid, NID_TYPE.contentsTable)?.length ?? 0;
        rows.associated += file.rowIds(nid, NID_TYPE.associatedTable)?.length ?? 0;
        declared += Math.max(file.node(nid)?.properties()?.number(PROP.contentCount) ?? 0, 0);
        break;
      }
      default:
    }
  }
  return [
    { what: 'messages', count: nodes.messages, by: 'nodes of type 0x04 in the node tree' },
    { what: 'messages', count: rows.messages, by: 'rows of the contents tables' },
    { what: 'messages', count: declared, by: 'PidTagContentCount of the folders' },
    { what: 'associated messages', count: nodes.associated, by: 'nodes of type 0x08 in the node tree' },
    { what: 'associated messages', count: rows.associated, by: 'rows of the associated contents tables' },
    { what: 'folders', count: folders, by: 'nodes of type 0x02 in the node tree' },
  ];
}
