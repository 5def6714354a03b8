/** Names of properties from 0x8000: the map of the store. [MS-PST] 2.4.7 */
import { decodeWide } from './code-page.ts';
import { u16, u32 } from './layout.ts';
import type { PropertyName } from './mapi.ts';
import type { ValueSet } from './value-set.ts';

const STREAM = { guids: 0x0002, entries: 0x0003, strings: 0x0004 } as const;
const ENTRY_BYTES = 8;
const GUID_BYTES = 16;
const FIRST_ID = 0x8000;
/** Set indexes without an entry in the GUID stream. [MS-PST] 2.4.7.1 */
const KNOWN_SETS: Readonly<Record<number, string>> = {
  0: '',
  1: '00020328-0000-0000-c000-000000000046',
  2: '00020329-0000-0000-c000-000000000046',
};
const FIRST_SET = 3;
const EMPTY = new Uint8Array(0);

/** Names by identifier. A map that is damaged gives the names that are whole. */
export function readPropertyNames(map: ValueSet): ReadonlyMap<number, PropertyName> {
  const guids = map.bytes(STREAM.guids) ?? EMPTY;
  const entries = map.bytes(STREAM.entries) ?? EMPTY;
  const strings = map.bytes(STREAM.strings) ?? EMPTY;
  const names = new Map<number, PropertyName>();
  for (let at = 0; at + ENTRY_BYTES <= entries.length; at += ENTRY_BYTES) {
    const id = u32(entries, at);
    const kind = u16(entries, at + 4);
    const name = (kind & 1) === 0 ? id : stringAt(strings, id);
    const set = setOf(guids, kind >>> 1);
    if (name !== undefined && set !== undefined) names.set(FIRST_ID + u16(entries, at + 6), { set, name });
  }
  return names;
}

function stringAt(strings: Uint8Array, at: number): string | undefined {
  const length = u32(strings, at);
  return at + 4 + length <= strings.length ? decodeWide(strings.subarray(at + 4, at + 4 + length)) : undefined;
}

function setOf(guids: Uint8Array, index: number): string | undefined {
  const at = (index - FIRST_SET) * GUID_BYTES;
  if (index < FIRST_SET) return KNOWN_SETS[index];
  if (at + GUID_BYTES > guids.length) return undefined;
  const hex = (from: number, count: number, isTurned: boolean): string => {
    const part = Buffer.from(guids.slice(at + from, at + from + count));
    return (isTurned ? part.reverse() : part).toString('hex');
  };
  return [hex(0, 4, true), hex(4, 2, true), hex(6, 2, true), hex(8, 2, false), hex(10, 6, false)].join('-');
}
