/** Bytes to text: what the bytes prove outweighs what is declared. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { canonicalCharset, decodeText } from '../../src/kernel/index.ts';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

test('text in UTF-8 comes back whatever is declared of the weak charsets', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom(undefined, 'utf-8', 'us-ascii', 'iso-8859-1', 'windows-1252', 'x-unknown'),
      (text, declared) => {
        fc.pre(!/[\0\u001b\uFEFF]/.test(text));
        assert.equal(decodeText(Buffer.from(text), declared).text, text);
      },
    ),
  );
});

test('any bytes decode, and none disappear without a count', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom(undefined, 'utf-8', 'shift_jis', 'utf-16', 'utf-7', 'cp437'),
      (bytes, declared) => {
        const { text, replaced } = decodeText(bytes, declared);
        assert.ok(text.length > 0 || bytes.length <= 4);
        assert.ok(replaced >= 0);
      },
    ),
  );
});

test('marks, declarations, validity and zeros decide in this order', () => {
  assert.equal(decodeText(Buffer.from([0xff, 0xfe, 0x61, 0]), 'utf-8').text, 'a');
  assert.equal(decodeText(latin('\xc1\xc2\xc3'), 'windows-1251').text, 'БВГ');
  assert.equal(decodeText(Buffer.from('a wide text', 'utf16le')).text, 'a wide text');
  assert.equal(decodeText(Buffer.from('narrow'), 'utf-16').text, 'narrow');
  assert.equal(decodeText(latin('caf\xe9 \x93q\x94'), 'us-ascii').text, 'café “q”');
  assert.deepEqual(decodeText(Buffer.concat([latin('caf\xe9 '), Buffer.from('naïve')]), 'utf-8').charset, 'utf-8+windows-1252');
  assert.equal(decodeText(latin('\x1b$B$"\x1b(B')).text, 'あ');
});

test('names of charsets as mail writes them are known, made-up ones are not', () => {
  assert.equal(canonicalCharset('"ISO-8859-1"'), 'windows-1252');
  assert.equal(canonicalCharset('ANSI_X3.4-1968'), 'windows-1252');
  assert.equal(canonicalCharset('cp850'), 'cp850');
  assert.equal(canonicalCharset('x-made-up-9'), undefined);
});
