import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LIMITS } from '../../src/kernel/index.ts';
import { contentId, type Extracted } from '../../src/model/index.ts';
import { pptxReader } from '../../src/extract/readers/pptx.ts';
import { makePptx } from '../../demo/make/ooxml.ts';

async function read(bytes: Uint8Array): Promise<Extracted> {
  return pptxReader.read(bytes, { content: contentId('0'.repeat(64)), limits: DEFAULT_LIMITS, passwords: [] });
}
const line = (text: string): string => `<a:p><a:r><a:t>${text.slice(0, 3)}</a:t></a:r><a:r><a:t>${text.slice(3)}</a:t></a:r></a:p>`;

test('slides come in the order of the presentation, with tables, notes and the hidden flag', async () => {
  const cell = (text: string): string => `<a:tc><a:txBody>${line(text)}</a:txBody></a:tc>`;
  const table = `<a:tbl><a:tr>${cell('Name')}${cell('MRN')}</a:tr><a:tr>${cell('Ann Example')}${cell('12345')}</a:tr></a:tbl>`;
  const result = await read(
    makePptx({
      slides: [
        {
          body: `<p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:txBody>${line('Case review')}</p:txBody></p:sp>${table}`,
          notes: line('say her name'),
        },
        { body: line('not shown'), hidden: true },
      ],
      reversed: true,
    }),
  );
  const document = result.document;
  assert.equal(result.state, 'extracted');
  assert.ok(document !== undefined);
  assert.ok(document.text.startsWith('not shown\nCase review\nName\tMRN\nAnn Example\t12345\nsay her name'));
  assert.equal(document.pages, 2);
  assert.deepEqual(
    document.grids.map((grid) => [grid.rows, grid.cols, grid.cells.length]),
    [[2, 2, 4]],
  );
  const flags = document.blocks.map((block) => [block.zone, block.shape, block.hidden ?? false]);
  assert.deepEqual(flags.slice(0, 2), [
    ['body', 'paragraph', true],
    ['body', 'page', true],
  ]);
  assert.ok(flags.some(([zone, shape]) => zone === 'body' && shape === 'heading'));
  assert.ok(flags.some(([zone]) => zone === 'note'));
});

test('a package without slides is partial and keeps its other parts', async () => {
  const result = await read(makePptx({ slides: [], extra: { 'ppt/comments/comment1.xml': '<c><text>still here</text></c>' } }));
  assert.deepEqual([result.state, result.reason], ['partial', 'pptx.no-slides']);
  assert.ok(result.document?.text.includes('still here'));
});
