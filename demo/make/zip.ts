/** ZIP archives for tests, stored or deflated, with the traditional lock. [APPNOTE] 4.3, 6.1. Shares no code with the reader. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface MadeEntry {
  readonly name: string;
  readonly data: string | Uint8Array;
  readonly password?: string;
  readonly stored?: boolean;
}

export function makeZip(entries: readonly MadeEntry[]): Buffer {
  const bodies: Buffer[] = [];
  const rows: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const data = Buffer.from(entry.data);
    const crc = crc32(data);
    const packed = entry.stored === true ? data : deflateRawSync(data);
    const body = entry.password === undefined ? packed : lock(packed, entry.password, crc);
    const name = Buffer.from(entry.name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE((entry.password === undefined ? 0 : 1) | 0x800, 2);
    fields.writeUInt16LE(entry.stored === true ? 0 : 8, 4);
    fields.writeUInt32LE(crc, 10);
    fields.writeUInt32LE(body.length, 14);
    fields.writeUInt32LE(data.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, body]);
    rows.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, tail, name]));
    bodies.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(rows);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, directory, end]);
}

function lock(packed: Buffer, password: string, crc: number): Buffer {
  const table = Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value >>> 0;
  });
  const step = (key: number, byte: number): number => ((key >>> 8) ^ table[(key ^ byte) & 0xff]!) >>> 0;
  const keys = [0x12345678, 0x23456789, 0x34567890] as [number, number, number];
  const update = (byte: number): void => {
    keys[0] = step(keys[0], byte);
    keys[1] = (Math.imul((keys[1] + (keys[0] & 0xff)) >>> 0, 134775813) + 1) >>> 0;
    keys[2] = step(keys[2], keys[1] >>> 24);
  };
  for (const byte of Buffer.from(password)) update(byte);
  const head = Buffer.alloc(12, 0x2a);
  head[11] = crc >>> 24;
  return Buffer.from(
    [...head, ...packed].map((byte) => {
      const mix = (keys[2] | 2) & 0xffff;
      const locked = byte ^ ((Math.imul(mix, mix ^ 1) >>> 8) & 0xff);
      update(byte);
      return locked;
    }),
  );
}
