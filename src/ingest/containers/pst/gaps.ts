/** The gaps this reader gives: one constructor each, so that code, state and remedy always agree. docs/formats.md has a row for each. */
import type { ItemState, ReadGap } from '../../../model/index.ts';

interface GapRow {
  readonly state: ItemState;
  readonly why: string;
  readonly remedy: string;
}

const ANOTHER_COPY = 'Export the mailbox again, or give a copy of the file from before the damage.';

export const PST_GAPS = {
  'pst.header.invalid': { state: 'corrupt', why: 'The file does not begin with the header of a PST or OST.', remedy: ANOTHER_COPY },
  'pst.header.crc': {
    state: 'partial',
    why: 'The checksum of the file header is wrong; it was read all the same.',
    remedy: 'Compare the number of messages with the mailbox server.',
  },
  'pst.version.unknown': {
    state: 'unsupported',
    why: 'The version of the file format is not one that this reader knows.',
    remedy: 'Open the file in Outlook and export it as a new PST.',
  },
  'pst.encrypted.wip': {
    state: 'encrypted',
    why: 'The data blocks are encrypted by Windows Information Protection.',
    remedy: 'Export the mailbox on a machine that is enrolled and may open the file.',
  },
  'pst.truncated': { state: 'partial', why: 'The file is shorter than its header says: its end is missing.', remedy: ANOTHER_COPY },
  'pst.root.unreadable': {
    state: 'corrupt',
    why: 'The root page of the node tree or of the block tree cannot be read.',
    remedy: ANOTHER_COPY,
  },
  'pst.page.lost': {
    state: 'corrupt',
    why: 'A page of the node tree cannot be read; the nodes that it lists are known only where another page or a folder table names them.',
    remedy: ANOTHER_COPY,
  },
  'pst.page.crc': {
    state: 'partial',
    why: 'A page of a tree has a wrong checksum or identifier; its entries hold together and were used.',
    remedy: 'Compare the number of messages with the mailbox server.',
  },
  'pst.node.missing': { state: 'missing', why: 'A folder lists this message, but the file has no node for it.', remedy: ANOTHER_COPY },
  'pst.node.overwritten': {
    state: 'missing',
    why: 'An older state of the node tree shows this deleted message, but its data has been overwritten.',
    remedy: "Look for it in backups or in the server's recoverable items.",
  },
  'pst.block.missing': { state: 'partial', why: 'A data block that is referred to is not in the block tree.', remedy: ANOTHER_COPY },
  'pst.block.truncated': { state: 'partial', why: 'A data block lies behind the end of the file.', remedy: ANOTHER_COPY },
  'pst.block.damaged': {
    state: 'partial',
    why: 'A data block does not carry the identifier that its reference names.',
    remedy: ANOTHER_COPY,
  },
  'pst.block.crc': { state: 'partial', why: 'A data block has a wrong checksum; its bytes were used all the same.', remedy: ANOTHER_COPY },
  'pst.block.inflate': { state: 'partial', why: 'A compressed data block cannot be unpacked.', remedy: ANOTHER_COPY },
  'pst.data-tree.invalid': { state: 'partial', why: 'A list of data blocks is not well formed.', remedy: ANOTHER_COPY },
  'pst.subnode.invalid': { state: 'partial', why: 'A list of subnodes is not well formed.', remedy: ANOTHER_COPY },
  'pst.heap.invalid': { state: 'partial', why: 'A heap, from which properties are read, is not well formed.', remedy: ANOTHER_COPY },
  'pst.properties.unreadable': { state: 'corrupt', why: 'The properties of this item cannot be read.', remedy: ANOTHER_COPY },
  'pst.property.unreadable': { state: 'partial', why: 'The value of a property cannot be read.', remedy: ANOTHER_COPY },
  'pst.table.invalid': {
    state: 'partial',
    why: 'A table (contents of a folder, recipients or attachments) cannot be read or read whole.',
    remedy: ANOTHER_COPY,
  },
  'pst.rtf.damaged': {
    state: 'partial',
    why: 'The compressed rich text of the body ends early or is not well formed.',
    remedy: ANOTHER_COPY,
  },
  'pst.codepage.unknown': {
    state: 'partial',
    why: 'Text is stored in a code page that is not known here; it was read as Windows-1252.',
    remedy: 'Look at the message in Outlook.',
  },
  'pst.attachment.reference': {
    state: 'missing',
    why: 'The attachment is only a link to a file elsewhere.',
    remedy: 'Collect the file from where the link leads, and add it to the case.',
  },
  'pst.attachment.missing': {
    state: 'missing',
    why: 'The message announces an attachment whose data is not in the file.',
    remedy: ANOTHER_COPY,
  },
  'pst.attachment.unknown-method': {
    state: 'unsupported',
    why: 'The attachment is stored by a method that is not known.',
    remedy: 'Open the message in Outlook and save the attachment.',
  },
  'pst.path.unknown': {
    state: 'missing',
    why: 'No node of this file has this path.',
    remedy: 'Run the walk of this file again: it has changed.',
  },
  depth: {
    state: 'limit',
    why: 'Messages lie in messages deeper than the limit.',
    remedy: 'Raise limits.depthMax of the case and run again.',
  },
  parts: { state: 'limit', why: 'More parts than the limit allows.', remedy: 'Raise limits.partsMax of the case and run again.' },
  output: {
    state: 'limit',
    why: 'The data is larger than the limit allows.',
    remedy: 'Raise limits.outputBytesMax of the case and run again.',
  },
} as const satisfies Record<string, GapRow>;

export type PstGapCode = keyof typeof PST_GAPS;

export function pstGap(
  code: PstGapCode,
  where: { readonly at?: string; readonly bytes?: number; readonly state?: ItemState } = {},
): ReadGap {
  const row = PST_GAPS[code];
  return {
    state: where.state ?? row.state,
    code,
    why: row.why,
    remedy: row.remedy,
    ...(where.at === undefined ? {} : { at: where.at }),
    ...(where.bytes === undefined ? {} : { bytes: where.bytes }),
  };
}

/** One message lists at most this many gaps; a file that is all damage gives no more. */
const GAPS_MAX = 64;

/** Collects the gaps of one reading: each (code, place) once. */
export class GapList {
  readonly #gaps = new Map<string, ReadGap>();

  add(code: PstGapCode, where: { readonly at?: string; readonly bytes?: number; readonly state?: ItemState } = {}): void {
    const key = `${code} ${where.at ?? ''}`;
    if (this.#gaps.size < GAPS_MAX && !this.#gaps.has(key)) this.#gaps.set(key, pstGap(code, where));
  }

  get size(): number {
    return this.#gaps.size;
  }

  /** In order of occurrence: reading is deterministic, so this is too. */
  list(): readonly ReadGap[] {
    return [...this.#gaps.values()];
  }
}
