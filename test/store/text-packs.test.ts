import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readText, TextPackWriter } from '../../src/store/index.ts';

test('any texts come back from a pack as they were written', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 200 }), { maxLength: 12 }), (texts) => {
      const folder = mkdtempSync(join(tmpdir(), 'pack-'));
      const writer = new TextPackWriter(folder, 'a.pack');
      const refs = texts.map((text) => writer.write(text));
      writer.close();
      assert.deepEqual(
        refs.map((ref) => readText(folder, ref)),
        texts,
      );
    }),
    { numRuns: 30 },
  );
});

test('a flipped bit in a pack is found on reading', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pack-'));
  const writer = new TextPackWriter(folder, 'a.pack');
  const ref = writer.write('an invented text that is long enough to be packed');
  writer.close();
  const bytes = readFileSync(join(folder, 'a.pack'));
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  writeFileSync(join(folder, 'a.pack'), bytes);
  assert.throws(() => readText(folder, ref));
});
