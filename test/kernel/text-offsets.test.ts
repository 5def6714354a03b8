import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textOffsets } from '../../src/kernel/index.ts';

test('byte offsets are those of the encoder, for any text and any code point border', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 900 }), (text) => {
      const wellFormed = text.toWellFormed();
      const offsets = textOffsets(wellFormed);
      let unit = 0;
      for (const point of wellFormed) {
        assert.equal(offsets.toByte(unit), Buffer.byteLength(wellFormed.slice(0, unit)));
        assert.equal(offsets.toUnit(offsets.toByte(unit)), unit);
        unit += point.length;
      }
      assert.equal(offsets.toByte(wellFormed.length), offsets.byteLength);
    }),
    { numRuns: 300 },
  );
});
