/** The table context, 2.3.4, written row by row: memory is some blocks a table, whatever its rows. */
import { assert, HEAP_ITEM_BYTES_MAX, NID_TYPE } from './format.ts';
import { Heap, HEAP_CLIENT, HeapTree } from './heap.ts';
import type { NodeDatabase } from './ndb.ts';
import { DataStream, Subnodes } from './node-data.ts';
import type { NodeData } from './page-tree.ts';
import { encodeValue, fixedBytes, storedTag, storeValue, TAG, typeOf } from './properties.ts';
import type { Properties, PropertyValue } from './properties.ts';
import type { TextCodec } from './text.ts';

interface Column {
  readonly tag: number;
  readonly storedTag: number;
  readonly at: number;
  readonly bytes: number;
  readonly bit: number;
}
interface Shape {
  readonly columns: readonly Column[];
  readonly end4: number;
  readonly end2: number;
  readonly end1: number;
  readonly rowBytes: number;
}

/** TCINFO without its columns, and one TCOLDESC: 2.3.4.1, 2.3.4.2. */
const INFO_BYTES = 22;
const COLUMN_BYTES = 8;

export class TableWriter {
  readonly #db: NodeDatabase;
  readonly #text: TextCodec;
  readonly #shape: Shape;
  readonly #heap: Heap;
  readonly #rowIndex: HeapTree;
  readonly #info: { hid: number; memory: Buffer };
  readonly #subnodes: Subnodes;
  readonly #rowsPerBlock: number;
  #pending: Buffer[] = [];
  #matrix: DataStream | undefined;
  rows = 0;

  constructor(db: NodeDatabase, text: TextCodec, tags: readonly number[]) {
    this.#db = db;
    this.#text = text;
    this.#shape = shapeRows(tags, text);
    this.#heap = new Heap(db, HEAP_CLIENT.table);
    this.#rowIndex = new HeapTree(this.#heap, 4, db.layout.idBytes === 4 ? 2 : 4);
    this.#info = this.#heap.reserve(INFO_BYTES + this.#shape.columns.length * COLUMN_BYTES);
    this.#subnodes = new Subnodes(db);
    this.#rowsPerBlock = Math.floor(db.dataMax / this.#shape.rowBytes);
  }

  /** Adds a row; row identifiers ascend. Values without a column are left out. */
  addRow(rowId: number, values: Properties): void {
    const row = Buffer.alloc(this.#shape.rowBytes);
    for (const column of this.#shape.columns) {
      const value = column.tag === TAG.ltpRowId ? rowId : column.tag === TAG.ltpRowVer ? this.rows + 1 : values.get(column.tag);
      if (value !== undefined) this.#putCell(row, column, value);
    }
    this.#indexRow(rowId);
    this.#pending.push(row);
    this.rows += 1;
    if (this.#pending.length === this.#rowsPerBlock) this.#flushRows();
  }

  finish(): NodeData {
    const hnidRows = this.#finishRows();
    this.#rowIndex.finish();
    this.#fillInfo(hnidRows);
    return { bidData: this.#heap.finish(this.#info.hid), bidSub: this.#subnodes.finish() };
  }

  #putCell(row: Buffer, column: Column, value: PropertyValue): void {
    const bytes = encodeValue(column.storedTag, value, this.#text);
    if (bytes.length === 0) return; // strict readers refuse a cell that exists and has no HNID
    if (fixedBytes(typeOf(column.tag)) === undefined) row.writeUInt32LE(storeValue(this.#db, this.#heap, this.#subnodes, bytes), column.at);
    else bytes.copy(row, column.at);
    const bits = this.#shape.end1 + (column.bit >>> 3);
    row[bits] = (row[bits] ?? 0) | (0x80 >>> (column.bit & 7)); // cell existence block, 2.3.4.4.1
  }

  /** TCROWID, 2.3.4.3.1. */
  #indexRow(rowId: number): void {
    const narrow = this.#db.layout.idBytes === 4;
    assert(!narrow || this.rows < 0x10000, 'an ANSI table has at most 65,536 rows');
    const record = Buffer.alloc(narrow ? 6 : 8);
    record.writeUInt32LE(rowId, 0);
    if (narrow) record.writeUInt16LE(this.rows, 4);
    else record.writeUInt32LE(this.rows, 4);
    this.#rowIndex.add(record);
  }

  #flushRows(): void {
    this.#matrix ??= new DataStream(this.#db);
    this.#matrix.endBlock();
    for (const row of this.#pending) this.#matrix.write(row);
    this.#pending = [];
  }

  /** The row matrix is a heap item while it is small (2.3.4.4). */
  #finishRows(): number {
    const pendingBytes = this.#pending.length * this.#shape.rowBytes;
    if (this.#matrix === undefined && pendingBytes <= HEAP_ITEM_BYTES_MAX) return this.#heap.store(Buffer.concat(this.#pending));
    if (this.#pending.length > 0 || this.#matrix === undefined) this.#flushRows();
    return this.#subnodes.add(NID_TYPE.ltp, { bidData: this.#matrix?.finish() ?? 0, bidSub: 0 });
  }

  /** TCINFO, 2.3.4.1. */
  #fillInfo(hnidRows: number): void {
    const { columns, end4, end2, end1, rowBytes } = this.#shape;
    const info = this.#info.memory;
    info.writeUInt8(0x7c, 0);
    info.writeUInt8(columns.length, 1);
    [end4, end2, end1, rowBytes].forEach((end, i) => info.writeUInt16LE(end, 2 + i * 2));
    info.writeUInt32LE(this.#rowIndex.hid, 10);
    info.writeUInt32LE(hnidRows, 14);
    columns.forEach((column, i) => {
      const at = INFO_BYTES + i * COLUMN_BYTES;
      info.writeUInt32LE(column.storedTag, at);
      info.writeUInt16LE(column.at, at + 4);
      info.writeUInt8(column.bytes, at + 6);
      info.writeUInt8(column.bit, at + 7);
    });
  }
}

/** Places columns: row identifier and version first, then by size, 8 and 4 bytes before 2 before 1 (2.3.4.4.1). */
function shapeRows(tags: readonly number[], text: TextCodec): Shape {
  const rest = tags.filter((tag) => tag !== TAG.ltpRowId && tag !== TAG.ltpRowVer);
  const ordered = [TAG.ltpRowId, TAG.ltpRowVer, ...rest.toSorted((a, b) => cellBytes(b) - cellBytes(a))];
  let at = 0;
  const columns = ordered.map((tag, bit) => {
    const column = { tag, storedTag: storedTag(tag, text), at, bytes: cellBytes(tag), bit };
    at += column.bytes;
    return column;
  });
  const endOf = (least: number): number => columns.filter(({ bytes }) => bytes >= least).reduce((end, { bytes }) => end + bytes, 0);
  const rowBytes = at + Math.ceil(columns.length / 8);
  return {
    columns: columns.toSorted((a, b) => (a.storedTag >>> 0) - (b.storedTag >>> 0)),
    end4: endOf(4),
    end2: endOf(2),
    end1: endOf(1),
    rowBytes,
  };
}

const cellBytes = (tag: number): number => fixedBytes(typeOf(tag)) ?? 4;
