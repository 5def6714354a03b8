/** The table context: rows of a folder, of recipients, of attachments. [MS-PST] 2.3.4 */
import type { DataTree } from './data-tree.ts';
import { HEAP_OF } from './heap.ts';
import { hex, u16, u32 } from './layout.ts';
import type { NodeObject } from './node-object.ts';
import { rowBytesOf, ValueSet, wordAt, type StoredProperty } from './value-set.ts';

const INFO_BYTES = 22;
const COLUMN_BYTES = 8;

interface Column {
  readonly id: number;
  readonly type: number;
  readonly at: number;
  readonly bytes: number;
  readonly bit: number;
}

interface Shape {
  readonly columns: readonly Column[];
  readonly rowBytes: number;
  /** Where the bits begin that tell which cells exist. */
  readonly bitsAt: number;
  readonly rowIndex: number;
  readonly rows: number;
}

export interface Row {
  /** dwRowID: for contents and attachments the NID of what the row shows. */
  readonly id: number;
  readonly index: number;
}

export class Table {
  readonly #node: NodeObject;
  readonly #shape: Shape;
  readonly #matrix: DataTree | Uint8Array | undefined;

  private constructor(node: NodeObject, shape: Shape) {
    this.#node = node;
    this.#shape = shape;
    this.#matrix = openMatrix(node, shape.rows);
  }

  /** Undefined, with the gap noted, when the node holds no table. */
  static open(node: NodeObject): Table | undefined {
    const shape = readShape(node);
    if (shape === undefined) {
      if (node.ref.data !== 0) node.reading.gaps.add('pst.table.invalid', { at: `nid ${hex(node.ref.nid)}` });
      return undefined;
    }
    return new Table(node, shape);
  }

  /** Row identifiers and places, in the order of the row index: ascending identifiers. [MS-PST] 2.3.4.3 */
  *index(): Generator<Row> {
    const { heap, reading } = this.#node;
    if (heap === undefined) return;
    const isNarrow = reading.database.layout.idBytes === 4;
    for (const { bytes, at } of heap.records(this.#shape.rowIndex, reading.gaps)) {
      yield { id: u32(bytes, at), index: isNarrow ? u16(bytes, at + 4) : u32(bytes, at + 4) };
    }
  }

  /** The cells of a row; undefined, with the gap noted, when it cannot be read. */
  row({ index }: Row, codePage: number): ValueSet | undefined {
    const bytes = this.#rowBytes(index);
    if (bytes === undefined) {
      this.#node.reading.gaps.add('pst.table.invalid', { at: `nid ${hex(this.#node.ref.nid)}` });
      return undefined;
    }
    const stored = new Map<number, StoredProperty>();
    for (const column of this.#shape.columns) {
      const exists = ((bytes[this.#shape.bitsAt + (column.bit >>> 3)] ?? 0) & (0x80 >>> (column.bit & 7))) !== 0;
      if (!exists || column.at + column.bytes > this.#shape.bitsAt) continue;
      const word = wordAt(bytes, column.at, Math.min(column.bytes, 4));
      stored.set(
        column.id,
        column.bytes === 8 ? { type: column.type, word, inline: bytes.subarray(column.at, column.at + 8) } : { type: column.type, word },
      );
    }
    return new ValueSet(stored, this.#node.values(codePage));
  }

  /** Rows never straddle blocks. [MS-PST] 2.3.4.4 */
  #rowBytes(index: number): Uint8Array | undefined {
    const { rowBytes } = this.#shape;
    const matrix = this.#matrix;
    if (matrix === undefined) return undefined;
    if (matrix instanceof Uint8Array)
      return (index + 1) * rowBytes <= matrix.length ? matrix.subarray(index * rowBytes, (index + 1) * rowBytes) : undefined;
    const perBlock = Math.floor(this.#node.reading.database.blockDataMax / rowBytes);
    const block = matrix.block(Math.floor(index / perBlock));
    const at = (index % perBlock) * rowBytes;
    return block !== undefined && at + rowBytes <= block.length ? block.subarray(at, at + rowBytes) : undefined;
  }
}

function openMatrix(node: NodeObject, hnid: number): DataTree | Uint8Array | undefined {
  if (hnid === 0) return undefined;
  return (hnid & 0x1f) === 0 ? node.heap?.item(hnid) : node.child(hnid)?.data;
}

/** TCINFO and its columns. [MS-PST] 2.3.4.1, 2.3.4.2 */
function readShape(node: NodeObject): Shape | undefined {
  const { heap } = node;
  if (heap === undefined || heap.client !== HEAP_OF.table) return undefined;
  const info = heap.item(heap.root);
  if (info === undefined || info.length < INFO_BYTES || info[0] !== HEAP_OF.table) return undefined;
  const count = Math.min(info[1] ?? 0, Math.floor((info.length - INFO_BYTES) / COLUMN_BYTES));
  const bitsAt = u16(info, 6);
  const rowBytes = u16(info, 8);
  if (rowBytes === 0 || rowBytes > node.reading.database.blockDataMax || bitsAt > rowBytes) return undefined;
  const columns: Column[] = [];
  for (let i = 0; i < count; i += 1) {
    const at = INFO_BYTES + i * COLUMN_BYTES;
    const type = u16(info, at);
    const bytes = info[at + 6] ?? 0;
    if (bytes === (rowBytesOf(type) ?? 4))
      columns.push({ id: u16(info, at + 2), type, at: u16(info, at + 4), bytes, bit: info[at + 7] ?? 0 });
  }
  return { columns, rowBytes, bitsAt, rowIndex: u32(info, 10), rows: u32(info, 14) };
}
