/**
 * PST and OST files: Unicode, ANSI and 4k pages. Layers: ndb (header, page-tree, node-database, data-tree, subnodes) → ltp (heap,
 * node-object, table, value-set) → messaging (pst-file, message, attachment), with the MAPI layer (mapi-*.ts, rtf-*.ts) that knows
 * properties and no file. Facts of the format: [MS-PST] and spec/ingest.md, Appendix A.
 */
import { DEFAULT_LIMITS, lost, partial, whole, type Limits, type Outcome } from '../../../kernel/index.ts';
import type { ReadGap } from '../../../model/index.ts';
import type { Container, RawItem, Source } from '../../container.ts';
import { expectOf } from './expect.ts';
import { pstGap } from './gaps.ts';
import { hasPstMagic } from './header.ts';
import { NID_TYPE } from './layout.ts';
import { readMessage } from './message.ts';
import type { NodeRef } from './node-object.ts';
import { PstFile } from './pst-file.ts';
import { walkPst } from './walk.ts';

export { PST_GAPS, type PstGapCode } from './gaps.ts';

/** Caches of an open file live as long as its source does. Limits are compared by value: they may have crossed a process border. */
const files = new WeakMap<Source, { readonly limits: string; readonly opened: Outcome<PstFile, ReadGap> }>();

function openFile(source: Source, limits: Limits): Outcome<PstFile, ReadGap> {
  const key = JSON.stringify(limits);
  const known = files.get(source);
  if (known !== undefined && known.limits === key) return known.opened;
  const opened = PstFile.open(source, limits);
  files.set(source, { limits: key, opened });
  return opened;
}

function openItem(source: Source, path: string, limits: Limits): Outcome<RawItem, ReadGap> {
  const opened = openFile(source, limits);
  if (!opened.ok) return opened;
  const file = opened.value;
  const place = readPath(path);
  const entry = place === undefined ? undefined : (place.old ?? file.database.findNode(place.nid));
  if (entry === undefined) return lost(pstGap('pst.path.unknown'));
  const reading = { database: file.database, limits, canSalvage: place?.old !== undefined, codePage: file.codePage };
  const message = readMessage({ reading, nameOf: (id) => file.nameOf(id) }, entry);
  const item: RawItem = { kind: 'message', message };
  return message.gaps.length === 0 ? whole(item) : partial(item, ...message.gaps);
}

/**
 * `pst:nid=0x200024`; with the two BIDs of an older state: `pst:nid=0x200024,data=0x118,sub=0x11e`; data without a node:
 * `pst:data=0x118,sub=0x11e`.
 */
function readPath(path: string): { readonly nid: number; readonly old: NodeRef | undefined } | undefined {
  const parts = /^pst:(?:nid=(0x[0-9a-f]{1,8}))?,?(?:data=(0x[0-9a-f]{1,14}),sub=(0x[0-9a-f]{1,14}))?$/.exec(path);
  if (parts === null) return undefined;
  const nid = parts[1] === undefined ? NID_TYPE.message : Number(parts[1]);
  return { nid, old: parts[2] === undefined ? undefined : { nid, data: Number(parts[2]), sub: Number(parts[3]) } };
}

/** A store whose first bytes are lost is still told by its name, if nothing else claims it. */
const NAMED = /\.(?:pst|ost)$/i;
const BY_NAME = 0.02;

export const pstContainer: Container = {
  kind: 'pst',
  version: 1,
  sniff: (source, head) => (hasPstMagic(head) ? 1 : source.size > 0 && NAMED.test(source.name) ? BY_NAME : 0),
  expect: (source) => {
    const opened = openFile(source, DEFAULT_LIMITS);
    return opened.ok ? expectOf(opened.value) : [];
  },
  walk: (source, limits, cursor) => walkPst(source, openFile, limits, cursor),
  open: openItem,
};
