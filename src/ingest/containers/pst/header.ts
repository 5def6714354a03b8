/** The header of the file: version, encoding, roots of the two trees. [MS-PST] 2.2.2.6 */
import { lost, partial, whole, type Outcome } from '../../../kernel/index.ts';
import type { ReadGap } from '../../../model/index.ts';
import type { Crypt } from './crypt.ts';
import { pstCrc } from './checksum.ts';
import { pstGap } from './gaps.ts';
import { idAt, layoutOf, u16, u32, type Layout } from './layout.ts';

/** BREF: identifier and place of a page. [MS-PST] 2.2.2.4 */
export interface PageRef {
  readonly bid: number;
  readonly at: number;
}

export interface PstHeader {
  readonly layout: Layout;
  readonly version: number;
  /** Undefined when the header is lost: the blocks tell. */
  readonly crypt: Crypt | undefined;
  readonly nodes: PageRef;
  readonly blocks: PageRef;
  /** Length that the file should have. */
  readonly endBytes: number;
}

/** `!BDN`, [MS-PST] 2.2.2.6 dwMagic. */
const MAGIC = [0x21, 0x42, 0x44, 0x4e];
/** dwCRCPartial covers 471 bytes from wMagicClient. */
const CRC_FROM = 8;
const CRC_BYTES = 471;
/** Header of any version, generously. */
export const HEADER_BYTES_MAX = 1024;

export function hasPstMagic(head: Uint8Array): boolean {
  return MAGIC.every((byte, i) => head[i] === byte);
}

/** Reads the header. Outcomes: pst.header.invalid, pst.version.unknown, pst.encrypted.wip; with a value: pst.header.crc, pst.truncated. */
export function readHeader(head: Uint8Array, fileBytes: number): Outcome<PstHeader, ReadGap> {
  if (!hasPstMagic(head)) return lost(pstGap('pst.header.invalid', { bytes: fileBytes }));
  const version = u16(head, 10);
  const layout = layoutOf(version);
  if (layout === undefined) return lost(pstGap('pst.version.unknown', { bytes: fileBytes }));
  if (head.length < layout.headerBytes) return lost(pstGap('pst.header.invalid', { bytes: fileBytes }));
  const crypt = cryptOf(head[layout.cryptAt] ?? 0);
  if (crypt === undefined) return lost(pstGap('pst.encrypted.wip', { bytes: fileBytes }));
  const endBytes = idAt(head, layout, layout.fileEndAt);
  const ref = (at: number): PageRef => ({ bid: idAt(head, layout, at), at: idAt(head, layout, at + layout.idBytes) });
  const header: PstHeader = {
    layout,
    version,
    crypt,
    nodes: ref(layout.rootsAt),
    blocks: ref(layout.rootsAt + 2 * layout.idBytes),
    endBytes,
  };
  const gaps: ReadGap[] = [];
  if (pstCrc(head.subarray(CRC_FROM, CRC_FROM + CRC_BYTES)) !== u32(head, 4)) gaps.push(pstGap('pst.header.crc'));
  if (Number.isSafeInteger(endBytes) && endBytes > fileBytes) gaps.push(pstGap('pst.truncated', { bytes: endBytes - fileBytes }));
  return gaps.length === 0 ? whole(header) : partial(header, ...gaps);
}

/** bCryptMethod; undefined for 0x10, which needs keys. Other values are damage: the heaps tell which it is (see NodeDatabase). */
function cryptOf(method: number): Crypt | undefined {
  if (method === 0x10) return undefined;
  return method === 1 ? 'permute' : method === 2 ? 'cyclic' : 'none';
}
