/** What lies in the file but not in its trees. */
import type { Source } from '../../container.ts';
import type { BlockEntry, NodeDatabase, NodeEntry } from './node-database.ts';

export class Salvage {
  constructor(_source: Source, _database: NodeDatabase) {}
  findNode(_nid: number): NodeEntry | undefined { return undefined; }
  findBlock(_bid: number): BlockEntry | undefined { return undefined; }
}
