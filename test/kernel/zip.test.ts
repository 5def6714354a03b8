/** ZIP archives: entries by every way they can be found, limits, locks. */
import assert from 'node:assert/strict';
import { createCipheriv, createHmac, pbkdf2Sync } from 'node:crypto';
import test from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { DEFAULT_LIMITS, listZip, readZipEntry, type ZipEntry } from '../../src/kernel/index.ts';

interface Spec {
  readonly name: string | Buffer;
  readonly data: Buffer;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number;
  readonly extra?: Buffer;
  readonly packed?: Buffer;
  readonly isHidden?: boolean;
}

const u16 = (...values: number[]): Buffer => Buffer.from(values.flatMap((value) => [value & 255, (value >> 8) & 255]));
const u32 = (...values: number[]): Buffer => Buffer.concat(values.map((value) => u16(value & 0xffff, value >>> 16)));

function makeZip(specs: readonly Spec[], options: { prefix?: Buffer; comment?: Buffer; noDirectory?: boolean } = {}): Buffer {
  const prefix = options.prefix ?? Buffer.alloc(0);
  const locals: Buffer[] = [];
  const rows: Buffer[] = [];
  let at = prefix.length;
  for (const spec of specs) {
    const name = typeof spec.name === 'string' ? Buffer.from(spec.name) : spec.name;
    const method = spec.method ?? 8;
    const packed = spec.packed ?? (method === 8 ? deflateRawSync(spec.data) : spec.data);
    const extra = spec.extra ?? Buffer.alloc(0);
    const head = Buffer.concat([
      u16(spec.flags ?? 0, method, 0, 0),
      u32(spec.crc ?? crc32(spec.data), packed.length, spec.size ?? spec.data.length),
      u16(name.length, extra.length),
    ]);
    locals.push(u32(0x04034b50), u16(20), head, name, extra, packed);
    if (spec.isHidden !== true) rows.push(Buffer.concat([u32(0x02014b50), u16(20, 20), head, u16(0, 0, 0), u32(0, at), name, extra]));
    at += 30 + name.length + extra.length + packed.length;
  }
  if (options.noDirectory === true) return Buffer.concat([prefix, ...locals]);
  const directory = Buffer.concat(rows);
  const comment = options.comment ?? Buffer.alloc(0);
  return Buffer.concat([
    prefix,
    ...locals,
    directory,
    u32(0x06054b50),
    u16(0, 0, rows.length, rows.length),
    u32(directory.length, at),
    u16(comment.length),
    comment,
  ]);
}

const text = (zip: Buffer, entry: ZipEntry, password?: string): string | undefined => {
  const read = readZipEntry(zip, entry, DEFAULT_LIMITS, password);
  return read.ok ? Buffer.from(read.value).toString() : undefined;
};
const codes = (zip: Buffer, password?: string): string[] =>
  listZip(zip).entries.flatMap((entry) => {
    const read = readZipEntry(zip, entry, DEFAULT_LIMITS, password);
    return read.ok ? read.gaps.map((gap) => gap.code) : [read.gap.code];
  });

test('what is packed comes back, whatever the names and sizes', () => {
  const spec = fc.record({ name: fc.string({ maxLength: 12 }), data: fc.uint8Array({ maxLength: 300 }), method: fc.constantFrom(0, 8) });
  fc.assert(
    fc.property(fc.array(spec, { maxLength: 8 }), (specs) => {
      const zip = makeZip(specs.map((one) => ({ ...one, data: Buffer.from(one.data) })));
      const { entries, problems } = listZip(zip);
      assert.deepEqual(
        entries.map((entry) => [...Buffer.from(text(zip, entry)!)].length),
        specs.map((one) => Buffer.from(Buffer.from(one.data).toString()).length),
      );
      assert.deepEqual(
        problems.map((one) => one.code),
        [],
      );
    }),
    { numRuns: 60 },
  );
});

test('any damage ends in bytes or in a gap, never in a throw', () => {
  const zip = makeZip([
    { name: 'a.txt', data: Buffer.from('hello '.repeat(50)) },
    { name: 'b.txt', data: Buffer.from('x'), method: 0 },
  ]);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(zip.length), (flips, cut) => {
      const copy = Buffer.from(zip.subarray(0, zip.length - (cut % 40)));
      for (const [at, value] of flips) if (at < copy.length) copy[at] = value;
      for (const entry of listZip(copy).entries) readZipEntry(copy, entry, DEFAULT_LIMITS);
    }),
    { numRuns: 300 },
  );
});

test('entries without a directory, hidden ones, and those behind a program are found', () => {
  const a = { name: 'a.txt', data: Buffer.from('one') };
  const lost = makeZip([a, { name: 'b.txt', data: Buffer.from('two') }], { noDirectory: true });
  assert.deepEqual(
    [listZip(lost).entries.map((entry) => text(lost, entry)), listZip(lost).problems.map((one) => one.code)],
    [['one', 'two'], ['zip.no-directory']],
  );
  const hidden = makeZip([a, { name: 'b.txt', data: Buffer.from('two'), isHidden: true }]);
  assert.deepEqual(
    listZip(hidden).entries.map((entry) => [entry.name, entry.recovered]),
    [
      ['a.txt', false],
      ['b.txt', true],
    ],
  );
  const behind = makeZip([a], { prefix: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(3000, 0x90)]) });
  assert.equal(text(behind, listZip(behind).entries[0]!), 'one');
  const forged = makeZip([a], { comment: Buffer.concat([u32(0x06054b50), Buffer.alloc(18)]) });
  assert.equal(text(forged, listZip(forged).entries[0]!), 'one');
});

test('a wrong sum, an unknown method and a bomb are gaps; a bomb gives its head', () => {
  assert.deepEqual(codes(makeZip([{ name: 'a', data: Buffer.from('x'), crc: 1 }])), ['zip.crc']);
  assert.deepEqual(codes(makeZip([{ name: 'a', data: Buffer.from('x'), method: 14, packed: Buffer.from('y') }])), ['zip.method:14']);
  assert.deepEqual(
    codes(
      makeZip([
        { name: 'a', data: Buffer.from('words '.repeat(99)), packed: deflateRawSync(Buffer.from('words '.repeat(99))).subarray(0, 12) },
      ]),
    ),
    ['zip.truncated'],
  );
  const bomb = makeZip([{ name: 'a', data: Buffer.alloc(4 * 1024 ** 2) }]);
  const read = readZipEntry(bomb, listZip(bomb).entries[0]!, { ...DEFAULT_LIMITS, outputSlackBytes: 1024 });
  assert.ok(read.ok && read.value.length > 0 && read.value.length < 1024 ** 2 * 2);
  assert.deepEqual(read.ok && read.gaps.map((gap) => [gap.state, gap.code]), [['limit', 'ratio']]);
});

test('entries that share bytes are read once', () => {
  const zip = makeZip([{ name: 'a', data: Buffer.from('kernel') }]);
  const directory = zip.length - 22 - 47;
  const row = zip.subarray(directory, zip.length - 22);
  const twice = Buffer.concat([
    zip.subarray(0, directory),
    row,
    row,
    u32(0x06054b50),
    u16(0, 0, 2, 2),
    u32(row.length * 2, directory),
    u16(0),
  ]);
  assert.deepEqual(codes(twice), ['zip.overlap']);
  assert.deepEqual(
    listZip(twice).problems.map((one) => one.code),
    ['zip.overlap'],
  );
});

/** WinZip AES made from its description: salt, verifier, counter mode from 1, ten bytes of seal. */
function aesEntry(data: Buffer, password: string, strength: 1 | 2 | 3): Spec {
  const keyBytes = 8 + strength * 8;
  const salt = Buffer.alloc(keyBytes / 2, 7);
  const keys = pbkdf2Sync(password, salt, 1000, keyBytes * 2 + 2, 'sha1');
  const cipher = createCipheriv(`aes-${keyBytes * 8}-ecb`, keys.subarray(0, keyBytes), null);
  const packed = deflateRawSync(data);
  const locked = Buffer.alloc(packed.length);
  for (let at = 0; at < packed.length; at += 16) {
    const counter = Buffer.alloc(16);
    counter.writeUInt32LE(at / 16 + 1);
    const stream = cipher.update(counter);
    for (let byte = at; byte < Math.min(at + 16, packed.length); byte += 1) locked[byte] = packed[byte]! ^ stream[byte - at]!;
  }
  const seal = createHmac('sha1', keys.subarray(keyBytes, keyBytes * 2))
    .update(locked)
    .digest()
    .subarray(0, 10);
  return {
    name: 'locked.txt',
    data,
    method: 99,
    flags: 1,
    crc: 0,
    packed: Buffer.concat([salt, keys.subarray(keyBytes * 2), locked, seal]),
    extra: Buffer.concat([u16(0x9901, 7, 2), Buffer.from('AE'), Buffer.from([strength]), u16(8)]),
  };
}

/** The traditional cipher from its description, in plain numbers. [APPNOTE] 6.1 */
function lockTraditional(packed: Buffer, password: string, crc: number): Buffer {
  const table = Array.from({ length: 256 }, (_, n) => {
    let value = n;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value >>> 0;
  });
  const keys = [0x12345678n, 0x23456789n, 0x34567890n];
  const step = (old: bigint, byte: number): bigint => BigInt(((Number(old) >>> 8) ^ table[(Number(old) ^ byte) & 255]!) >>> 0);
  const update = (byte: number): void => {
    keys[0] = step(keys[0]!, byte);
    keys[1] = ((keys[1]! + (keys[0] & 255n)) * 134775813n + 1n) & 0xffffffffn;
    keys[2] = step(keys[2]!, Number(keys[1] >> 24n));
  };
  for (const byte of Buffer.from(password)) update(byte);
  return Buffer.from(
    Array.from(Buffer.concat([Buffer.alloc(11, 3), Buffer.from([crc >>> 24]), packed])).map((plain) => {
      const mix = (keys[2]! | 2n) & 0xffffn;
      const byte = plain ^ Number(((mix * (mix ^ 1n)) >> 8n) & 255n);
      update(plain);
      return byte;
    }),
  );
}

test('locked entries open with their password and with no other', () => {
  const data = Buffer.from('a secret '.repeat(40));
  for (const strength of [1, 2, 3] as const) {
    const zip = makeZip([aesEntry(data, 'Lake-2022!', strength)]);
    assert.equal(text(zip, listZip(zip).entries[0]!, 'Lake-2022!'), data.toString());
    assert.deepEqual([codes(zip), codes(zip, 'wrong')], [['zip.locked:aes'], ['zip.locked:aes']]);
  }
  const packed = deflateRawSync(data);
  const zip = makeZip([{ name: 'a', data, flags: 1, packed: lockTraditional(packed, 'clé', crc32(data)) }]);
  assert.equal(text(zip, listZip(zip).entries[0]!, 'clé'), data.toString());
  for (let index = 0; index < 300; index += 1) assert.deepEqual(codes(zip, `w${index}`), ['zip.locked:zipcrypto']);
});

test('names are data: UTF-8 by flag or by form, else code page 437', () => {
  const names = [Buffer.from('über'), Buffer.from([0x81, 0x62]), Buffer.from('../../etc/passwd')].map((name) => ({
    name,
    data: Buffer.from('x'),
  }));
  assert.deepEqual(
    listZip(makeZip(names)).entries.map((entry) => entry.name),
    ['über', 'üb', '../../etc/passwd'],
  );
});
