/** HTML to text, grids and hidden strings. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { extractContent } from '../../src/extract/index.ts';
import { DEFAULT_LIMITS, sha256 } from '../../src/kernel/index.ts';
import { contentId, type Document, type Grid } from '../../src/model/index.ts';

async function read(html: string): Promise<Document> {
  const bytes = Buffer.from(html);
  const { document } = await extractContent(
    bytes,
    { content: contentId(sha256(bytes)), limits: DEFAULT_LIMITS, passwords: [] },
    'page.html',
  );
  assert.ok(document !== undefined);
  return document;
}

const cellsOf = (document: Document, grid: Grid): string[][] => {
  const rows: string[][] = Array.from({ length: grid.rows }, () => Array.from({ length: grid.cols }, () => ''));
  for (const cell of grid.cells) rows[cell.row]![cell.col] = document.text.slice(cell.start, cell.end);
  return rows;
};
const visible = (document: Document): string =>
  document.text.slice(
    0,
    Math.min(document.text.length, ...document.blocks.filter((block) => block.zone === 'property').map((block) => block.start)),
  );

test('words over inline elements and comments join, blocks and breaks part lines', async () => {
  const document = await read(
    '<html><body><p>Jo<b>ha</b><!-- x -->nna&nbsp;R&oacute;e</p><div>one</div><div>two<br>three</div>  <ul><li>a<li>b</ul></body></html>',
  );
  assert.equal(visible(document).trimEnd(), 'Johanna\u00A0Róe\none\ntwo\nthree\n\na\nb');
});

test('a table becomes a grid; merged cells keep their place and span', async () => {
  const document = await read(
    '<html><table><tr><th rowspan=2>Name<th colspan=2>Dates</tr><tr><td>DOB<td>Seen</tr><tr><td>Jo<td>1/1/1980<td>2/2/2022</table></html>',
  );
  const [grid] = document.grids;
  assert.ok(grid !== undefined);
  assert.deepEqual(cellsOf(document, grid), [
    ['Name', 'Dates', ''],
    ['', 'DOB', 'Seen'],
    ['Jo', '1/1/1980', '2/2/2022'],
  ]);
  assert.deepEqual([grid.cells[0]?.rowSpan, grid.cells[1]?.colSpan, grid.cells[0]?.bold], [2, 2, true]);
});

test('a table that lays out the page is read through, the tables in it are grids', async () => {
  const document = await read(
    '<html><table><tr><td>Side</td><td><p>Intro</p><table><tr><td>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr></table></td></tr></table></html>',
  );
  assert.deepEqual(
    document.grids.map((grid) => cellsOf(document, grid)),
    [
      [
        ['A', 'B'],
        ['1', '2'],
      ],
    ],
  );
  assert.ok(document.text.startsWith('Side\nIntro\n'));
});

test('text that is not displayed is kept and flagged', async () => {
  const document = await read(
    '<html><head><style>.gone{display:none}</style></head><body><p>seen <span style="display:none">h1</span> on</p><p class="gone">h2</p><p style="color:#fff;background:#ffffff">h3</p><p hidden>h4</p></body></html>',
  );
  const hidden = document.blocks
    .filter((block) => block.hidden === true)
    .map((block) => document.text.slice(block.start, block.end).trim());
  assert.deepEqual(hidden, ['h1', 'h2', 'h3', 'h4']);
  assert.ok(document.text.startsWith('seen h1 on'));
});

test('strings of the source are properties: alt, comment, title, value, link query, script', async () => {
  const document = await read(
    '<html><head><title>t1</title></head><body>x<img alt="a1" src=x><!-- c1 --><input value="v1"><a href="mailto:q@x.test?body=m1">l</a><a href="https://x.test/?mrn=q1">l</a><script>var a="s1s"</script></body></html>',
  );
  const properties = document.blocks
    .filter((block) => block.zone === 'property')
    .map((block) => [block.label, document.text.slice(block.start, block.end)]);
  assert.deepEqual(
    ['alt', 'comment', 'value', 'link', 'script'].map((label) => properties.filter((one) => one[0] === label).map((one) => one[1])),
    [['a1'], ['c1'], ['v1'], ['q@x.test?body=m1', 'https://x.test/?mrn=q1'], ['s1s']],
  );
  assert.ok(document.text.includes('t1'));
});

test('a file in a data URI is a child', async () => {
  const bytes = Buffer.from(`<html><a href="data:text/plain;base64,${Buffer.from('inside').toString('base64')}">x</a></html>`);
  const extracted = await extractContent(bytes, { content: contentId(sha256(bytes)), limits: DEFAULT_LIMITS, passwords: [] });
  assert.deepEqual(
    extracted.children.map((child) => [child.path, Buffer.from(child.bytes!).toString()]),
    [['html:data:1', 'inside']],
  );
});

test('deep and broken pages are read in linear time', { timeout: 20_000 }, async () => {
  for (const page of [
    `<html>${'<div>'.repeat(100_000)}deep`,
    `<html><table>${'<div>'.repeat(50_000)}${'</div>'.repeat(50_000)}deep`,
    `<html>${'<b>'.repeat(50_000)}${'</i></table>'.repeat(50_000)}deep`,
    `<html>${'<table><tr><td>'.repeat(20_000)}deep`,
    `<html><p>${'<a '.repeat(50_000)}>deep`,
  ]) {
    assert.ok((await read(page)).text.includes('deep') || page.includes('<a <a'), 'the text is found');
  }
});
