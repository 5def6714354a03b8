/** Tables in text: delimiters, quotes, places of cells. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { extractContent, identify } from '../../src/extract/index.ts';
import { readCsv } from '../../src/extract/readers/csv.ts';
import { DEFAULT_LIMITS, sha256 } from '../../src/kernel/index.ts';
import { contentId, type Extracted } from '../../src/model/index.ts';

const read = (bytes: Uint8Array, name?: string): Promise<Extracted> =>
  extractContent(bytes, { content: contentId(sha256(bytes)), limits: DEFAULT_LIMITS, passwords: [] }, name);

test('what a writer of RFC 4180 puts into a table comes out of it', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', ' ', ';'), maxLength: 6 });
  const write = (rows: readonly (readonly string[])[]): string =>
    rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\r\n');
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      assert.deepEqual(readCsv(write(rows), ',').rows, rows);
    }),
  );
});

test('a quote that never closes costs its own line only', async () => {
  const extracted = await read(Buffer.from(`id,name\n1,"Ann\n2,Bo\n${'3,x\n'.repeat(500)}`), 'a.csv');
  const grid = extracted.document?.grids[0];
  assert.deepEqual([extracted.state, extracted.reason, grid?.rows], ['partial', 'csv.open-quote', 503]);
});

test('delimiters are found by their steadiness, UTF-16 and sep lines are read', async () => {
  for (const [text, mediaType] of [
    ['id;name;dob\n1;Ann, Lee;x\n2;Bo;y\n3;Cy;z\n', 'text/csv'],
    ['id\tname\n1\tAnn\n2\tBo\n', 'text/tab-separated-values'],
    ['id|name\n1|Ann\n2|Bo\n', 'text/csv'],
    ['sep=;\nid;name\n1;Ann\n', 'text/csv'],
  ] as const) {
    const extracted = await read(Buffer.from(text));
    assert.equal(extracted.mediaType, mediaType);
    assert.ok((extracted.document?.grids[0]?.cols ?? 0) >= 2);
  }
  const wide = await read(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('id\tname\r\n1\tÅsa\r\n', 'utf16le')]));
  assert.ok(wide.document?.text.includes('Åsa'));
});

test('prose with commas is no table', () => {
  assert.equal(identify(Buffer.from('Dear Ann, thank you.\nWe saw Bo, Cy, and Di.\nRegards, Top\nAnn, Bo\n')).kind, 'text');
});

test('each cell names its row and column', async () => {
  const extracted = await read(Buffer.from('id,name,x\n1,Ann,2\n3,Bo,4\n'), 'a.csv');
  const document = extracted.document!;
  const at = document.text.indexOf('Bo');
  const run = document.sourceMap.find((one) => one.start <= at && at < one.end);
  assert.deepEqual(run?.at, { kind: 'cell', sheet: 'table', cell: 'B3' });
});
