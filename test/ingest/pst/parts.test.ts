/** The pieces that need no store: tables, checksums, compressed and wrapped rich text, header lines. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import fc from 'fast-check';
import { pstCrc, signature } from '../../../src/ingest/containers/pst/checksum.ts';
import { decodeBlock, TABLE_I, TABLE_R, TABLE_S } from '../../../src/ingest/containers/pst/crypt.ts';
import { pstContainer } from '../../../src/ingest/containers/pst/index.ts';
import { unpackRtf } from '../../../src/ingest/containers/pst/rtf-compressed.ts';
import { readRtfBody } from '../../../src/ingest/containers/pst/rtf-body.ts';
import { NumberRows, NumberSet } from '../../../src/ingest/containers/pst/columns.ts';
import { DEFAULT_LIMITS } from '../../../src/kernel/index.ts';
import { sourceOf } from './make-pst.ts';

test('the three encoding tables are those of the specification', () => {
  const hasher = createHash('sha256').update(TABLE_R).update(TABLE_S).update(TABLE_I);
  assert.equal(hasher.digest('hex'), '4281e754d24c215779e404b732da252e734a74eba1f8648c494c4d1260e55c7c');
});

test('cyclic encoding is its own inverse for every key', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(0xffff_ffff), (bytes, bid) => {
      assert.deepEqual(Uint8Array.from(decodeBlock('cyclic', decodeBlock('cyclic', bytes, bid), bid)), bytes);
    }),
  );
});

test('the checksum has neither first nor last inversion, so zeros give zero', () => {
  assert.equal(pstCrc(new Uint8Array(100)), 0);
  assert.equal(pstCrc(Uint8Array.of(1)), 0x77073096);
  assert.equal(signature(0x12345678, 0x9abc), (0x1234 ^ 0x5678 ^ 0x9abc) & 0xffff);
});

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');

test('compressed rich text unpacks to the examples of [MS-OXRTFCP] 3.2', () => {
  const simple = unpackRtf(
    hex('2d000000 2b000000 4c5a4675 f1c5c7a7 03000a00 72637067 31323542 320af320 68656c09 00206277 05b06c64 7d0a800f a0'),
  );
  assert.equal(Buffer.from(simple!.bytes).toString('latin1'), '{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n');
  assert.equal(simple?.isWhole, true);
  const crossing = unpackRtf(hex('1a000000 1c000000 4c5a4675 e2d44b51 41000420 5758595a 0d6e7d01 0eb0'));
  assert.equal(Buffer.from(crossing!.bytes).toString('latin1'), '{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}');
});

test('compressed rich text that is cut gives what was there and says that it is not whole', () => {
  const cut = unpackRtf(hex('2d000000 2b000000 4c5a4675 f1c5c7a7 03000a00 72637067 31323542 320af320'));
  assert.equal(cut?.isWhole, false);
  assert.ok(Buffer.from(cut!.bytes).toString('latin1').startsWith('{\\rtf1\\ansi\\ansicpg125'));
});

test('HTML wrapped in rich text comes out without the rich text around it', () => {
  const rtf =
    '{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}{\\f1\\fcharset204 Arial;}}{\\*\\htmltag19 <html>}' +
    '{\\*\\htmltag84 <b title="\\{x\\}">}\\htmlrtf {\\b \\htmlrtf0 \\f1 \\\'cf\\u1077?\\htmlrtf }\\htmlrtf0{\\*\\htmltag92 </b>}\\par a\\tab b{\\*\\mhtmltag84 no}{\\*\\htmltag27 </html>}}';
  const body = readRtfBody(Buffer.from(rtf, 'latin1'));
  assert.equal(body.kind, 'html');
  assert.equal(body.text, '<html><b title="{x}">Пе</b>\r\na\tb</html>');
});

test('real rich text gives its text and none of its tables', () => {
  const rtf =
    '{\\rtf1\\ansi{\\fonttbl{\\f0 Times;}}{\\colortbl;\\red0;}{\\*\\generator Word;}{\\info{\\author Nobody}}\\pard Name:\\tab Ada\\par Born \\u8220?1980\\u8221?\\par}';
  assert.deepEqual(readRtfBody(Buffer.from(rtf, 'latin1')), { kind: 'rtf', text: 'Name:\tAda\r\nBorn “1980”\r\n', codePage: 1252 });
});

test('a set of numbers and sorted rows hold what was put in, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000)), (values) => {
      const set = new NumberSet();
      const rows = new NumberRows(2, 1_000_000);
      for (const value of values) {
        set.add(value * 977);
        rows.add(value, value % 7);
      }
      const distinct = [...new Set(values)].sort((a, b) => a - b);
      assert.ok(distinct.every((value) => set.has(value * 977) && !set.has(value * 977 + 1)));
      assert.deepEqual(
        [...rows.between(0, Infinity)].map(([value]) => value),
        distinct,
      );
    }),
  );
});

test('a file that is no store is one corrupt item with the reason, and is not taken for one', () => {
  const source = sourceOf(Buffer.from('This is a letter, not a mailbox.'));
  assert.ok(pstContainer.sniff(source, source.read(0, 64)) < 0.1, 'only its name speaks for it');
  assert.equal(pstContainer.sniff({ ...source, name: 'letter.txt' }, source.read(0, 64)), 0);
  const found = [...pstContainer.walk(source, DEFAULT_LIMITS)];
  assert.deepEqual(
    found.map(({ state, gap, kind }) => [state, gap?.code, kind]),
    [['corrupt', 'pst.header.invalid', 'container']],
  );
  assert.deepEqual(pstContainer.expect(source), []);
  const opened = pstContainer.open(source, 'pst:nid=0x200024', DEFAULT_LIMITS);
  assert.equal(opened.ok, false);
});
