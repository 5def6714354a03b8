import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LIMITS } from '../../src/kernel/index.ts';
import { contentId, type Extracted } from '../../src/model/index.ts';
import { pdfReader } from '../../src/extract/readers/pdf.ts';
import { pdfDate } from '../../src/extract/readers/pdf/properties.ts';
import { makePdf, type MadeText } from '../../demo/make/pdf.ts';

async function read(bytes: Uint8Array, passwords: readonly string[] = []): Promise<Extracted> {
  return pdfReader.read(bytes, { content: contentId('0'.repeat(64)), limits: DEFAULT_LIMITS, passwords });
}
const lines = (texts: readonly string[], x = 72, top = 720): MadeText[] => texts.map((text, index) => ({ x, y: top - index * 14, text }));
const textOf = (result: Extracted): string => result.document?.text ?? '';

test('lines come from top to bottom, whatever their order in the file', async () => {
  const result = await read(makePdf({ pages: [{ texts: lines(['first line', 'second line', 'third line']).reverse() }] }));
  assert.equal(result.state, 'extracted');
  assert.match(textOf(result), /^first line\nsecond line\nthird line\n/);
  assert.equal(result.document?.pages, 1);
});

test('two columns of prose are read one after the other', async () => {
  const left = Array.from({ length: 10 }, (_, n) => `left line number ${n} goes to the gutter`);
  const right = Array.from({ length: 10 }, (_, n) => `right line number ${n} fills its column`);
  const heading = { x: 72, y: 750, text: 'A heading that goes over both of the columns of this page, from edge to edge' };
  const result = await read(makePdf({ pages: [{ texts: [heading, ...lines(left), ...lines(right, 320)] }] }));
  assert.ok(textOf(result).includes(left.join('\n')), 'the left column is in one piece');
  assert.ok(textOf(result).includes(right.join('\n')), 'the right column is in one piece');
  assert.ok(textOf(result).indexOf('left line number 9') < textOf(result).indexOf('right line number 0'));
});

test('aligned cells are a grid with their places', async () => {
  const rows = [
    ['Name', 'Test', 'Result'],
    ['Ann Example', 'Glucose', '131'],
    ['Bob Sample', 'Sodium', '140'],
  ];
  const texts = rows.flatMap((row, r) => row.map((text, c) => ({ x: 72 + c * 150, y: 700 - r * 16, text })));
  const { document } = await read(makePdf({ pages: [{ texts }] }));
  const [grid] = document?.grids ?? [];
  assert.equal(grid?.source, 'pdf');
  assert.deepEqual([grid?.rows, grid?.cols], [3, 3]);
  assert.deepEqual(
    grid?.cells.map((cell) => [cell.row, cell.col, document?.text.slice(cell.start, cell.end)]),
    rows.flatMap((row, r) => row.map((text, c) => [r, c, text])),
  );
});

test('a table that is filled with blanks in a font of other widths is a grid', async () => {
  const rows = [
    'Test                    Result      Range',
    'Hemoglobin A1c          7.4 %       4.0 - 5.6',
    'TSH                     6.8 mIU/L   0.4 - 4.0',
  ];
  const { document } = await read(makePdf({ pages: [{ texts: lines(rows) }] }));
  assert.deepEqual(
    document?.grids[0]?.cells.map((cell) => document.text.slice(cell.start, cell.end)),
    ['Test', 'Result', 'Range', 'Hemoglobin A1c', '7.4 %', '4.0 - 5.6', 'TSH', '6.8 mIU/L', '0.4 - 4.0'],
  );
});

test('labels with their values are a form: text with blanks between, no grid', async () => {
  const texts = [...lines(['Patient:', 'DOB:', 'MRN:']), ...lines(['Ann Example', '01/02/1980', '12345678'], 200)];
  const result = await read(makePdf({ pages: [{ texts }] }));
  assert.match(textOf(result), /^Patient: {3}Ann Example\nDOB: {3}01\/02\/1980\nMRN: {3}12345678\n/);
  assert.equal(result.document?.grids.length, 0);
});

test('a table begins below the form lines above it and ends before the footer', async () => {
  const rows = [
    ['MRN: 12345', 'DOB: 01/02/1980', 'Sex: F'],
    ['TEST', 'RESULT', 'RANGE'],
    ['Sodium', '139', '134-144'],
    ['BUN', '14', '6-24'],
  ];
  const texts = rows.flatMap((row, r) => row.map((text, c) => ({ x: 72 + c * 160, y: 700 - r * 14, text })));
  const { document } = await read(makePdf({ pages: [{ texts }] }));
  assert.deepEqual([document?.grids.length, document?.grids[0]?.rows, document?.grids[0]?.cols], [1, 3, 3]);
  assert.match(document?.text ?? '', /^MRN: 12345 {3}DOB: 01\/02\/1980 {3}Sex: F\n/);
});

test('a turned page is read along its lines', async () => {
  const texts = ['first line here', 'second line here'].map((text, index) => ({
    x: 0,
    y: 0,
    text,
    matrix: `0 1 -1 0 ${200 + index * 14} 100`,
  }));
  const result = await read(makePdf({ pages: [{ rotate: 90, texts }] }));
  assert.match(textOf(result), /^first line here\nsecond line here\n/);
});

test('every page is a block and every run of text has a page and a box', async () => {
  const { document } = await read(makePdf({ pages: [{ texts: lines(['one']) }, { texts: lines(['two']) }] }));
  const pages = document?.blocks.filter((block) => block.shape === 'page') ?? [];
  assert.deepEqual(
    pages.map((block) => [block.label, document?.text.slice(block.start, block.end).trim()]),
    [
      ['1', 'one'],
      ['2', 'two'],
    ],
  );
  const at = document?.sourceMap.find((run) => document.text.slice(run.start, run.end).includes('two'))?.at;
  assert.ok(at?.kind === 'page' && at.page === 2 && at.box !== undefined && Math.abs(at.box[0] - 72) < 2);
  assert.equal(document?.sourceMap.at(-1)?.end, document?.text.length);
});

test('a value of a form stands beside its printed label and is a field', async () => {
  const { document } = await read(
    makePdf({
      pages: [
        { texts: [{ x: 72, y: 700, text: 'Patient name' }], fields: [{ name: 'pt', value: 'Ann Example', box: [150, 697, 300, 712] }] },
      ],
    }),
  );
  assert.match(document?.text ?? '', /^Patient name +Ann Example\n/);
  const [field] = document?.fields ?? [];
  assert.equal(field?.path, 'pt');
  assert.equal(document?.text.slice(field?.start, field?.end), 'Ann Example');
});

test('notes, properties, bookmarks and files inside a PDF are read', async () => {
  const result = await read(
    makePdf({
      pages: [{ texts: lines(['front']), notes: [{ author: 'Dr. Note', text: 'call her back' }] }],
      info: { Title: 'Referral of Ann', ModDate: "D:20220405160210-05'00'" },
      bookmarks: ['Chapter of Ann'],
      files: [{ name: 'inside.txt', data: 'inner words' }],
    }),
  );
  for (const words of ['Dr. Note: call her back', 'Title: Referral of Ann', 'Chapter of Ann'])
    assert.ok(textOf(result).includes(words), words);
  assert.deepEqual(
    result.children.map((child) => [child.path, child.name, Buffer.from(child.bytes ?? []).toString()]),
    [['pdf:embedded=#0', 'inside.txt', 'inner words']],
  );
  assert.equal(result.document?.date, Date.UTC(2022, 3, 5, 21, 2, 10));
});

test('text that cannot be seen is kept and flagged', async () => {
  const texts = [
    { x: 72, y: 700, text: 'seen' },
    { x: 72, y: 650, text: 'ghost', before: '3 Tr' },
    { x: 72, y: 600, text: 'pale', before: '1 g' },
    { x: 72, y: -300, text: 'outside' },
  ];
  const { document } = await read(makePdf({ pages: [{ texts }] }));
  const hidden = document?.blocks.filter((block) => block.hidden === true).map((block) => document.text.slice(block.start, block.end));
  assert.deepEqual(hidden, ['ghost', 'pale', 'outside']);
});

test('a page that is a picture needs text recognition; some pages of many make the file partial', async () => {
  const scan = await read(makePdf({ pages: [{ picture: true }] }));
  assert.equal(scan.state, 'needs-ocr');
  assert.equal(scan.gaps[0]?.code, 'pdf.image-only');
  const mixed = await read(makePdf({ pages: [{ texts: lines(['typed']) }, { picture: true }] }));
  assert.equal(mixed.state, 'partial');
  assert.equal(mixed.gaps[0]?.at, 'page=2');
});

test('a locked PDF opens with a known password and is encrypted without one', async () => {
  const locked = makePdf({ pages: [{ texts: lines(['under the lock']) }], password: 'open sesame' });
  assert.match(textOf(await read(locked, ['wrong', 'open sesame'])), /^under the lock/);
  const shut = await read(locked, ['wrong']);
  assert.equal(shut.state, 'encrypted');
  assert.equal(shut.gaps[0]?.code, 'pdf.encrypted');
  assert.match(textOf(await read(makePdf({ pages: [{ texts: lines(['empty word']) }], password: '' }))), /^empty word/);
});

test('a PDF without its table, with bytes in front or cut short is still read, and says so', async () => {
  const whole = makePdf({ pages: [{ texts: lines(['still here']) }] });
  const without = await read(makePdf({ pages: [{ texts: lines(['still here']) }], withoutTable: true }));
  assert.match(textOf(without), /^still here/);
  assert.equal(without.state, 'partial');
  const pushed = await read(Buffer.concat([Buffer.from('@PJL JOB NAME="x"\n'.repeat(100)), whole]));
  assert.match(textOf(pushed), /^still here/);
  assert.equal(pushed.children[0]?.path, 'pdf:before');
  assert.equal((await read(Buffer.from('%PDF-1.7\nnothing else'))).state, 'corrupt');
  assert.equal((await read(Buffer.from('no header'))).state, 'corrupt');
});

test('an older state of a file shows what the newest page no longer does', async () => {
  const old = makePdf({ pages: [{ texts: lines(['taken out later']) }] }).toString('latin1');
  const content = /(\d+) 0 obj\n<<\/Length \d+>>\nstream\nq BT/.exec(old)?.[1];
  const body = `${content} 0 obj\n<</Length 40>>\nstream\nBT /F1 11 Tf 72 720 Td (kept text) Tj ET   \nendstream\nendobj\n`;
  const start = old.length;
  const table = `xref\n${content} 1\n${String(start).padStart(10, '0')} 00000 n \ntrailer\n<</Size 20/Root 1 0 R/Prev ${old.lastIndexOf('xref\n0')}>>\nstartxref\n${start + body.length}\n%%EOF\n`;
  const result = await read(Buffer.from(old + body + table, 'latin1'));
  assert.match(textOf(result), /^kept text\n/);
  const older = result.document?.blocks.find((block) => block.label === 'older revision');
  assert.equal(result.document?.text.slice(older?.start, older?.end), 'taken out later');
  assert.equal(older?.zone, 'package');
});

test('a page that no page list names is found and kept apart', async () => {
  const result = await read(makePdf({ pages: [{ texts: lines(['listed page']) }], lostPage: 'page that was taken out' }));
  const found = result.document?.blocks.find((block) => block.label === 'found by searching');
  assert.equal(result.document?.text.slice(found?.start, found?.end), 'page that was taken out');
  assert.deepEqual([result.state, result.reason], ['partial', 'pdf.unreached']);
});

test('a packed stream that is damaged is told, though the engine says nothing', async () => {
  const whole = makePdf({ pages: [{ texts: lines(['first words', 'second words', 'third words']) }], packed: true });
  assert.equal((await read(whole)).state, 'extracted');
  const torn = Buffer.from(whole);
  const at = torn.indexOf('/FlateDecode/Length');
  for (let index = torn.indexOf('stream\n', at) + 20, end = index + 8; index < end; index += 1) torn[index] = 0xff;
  const result = await read(torn);
  assert.equal(result.state, 'partial');
  assert.ok(result.gaps.some((one) => one.code === 'pdf.stream-broken'));
});

test('a PDF date is read with its zone and without', () => {
  assert.equal(pdfDate("D:20220405160210-05'00'"), Date.UTC(2022, 3, 5, 21, 2, 10));
  assert.equal(pdfDate('D:2022'), Date.UTC(2022, 0, 1));
  assert.equal(pdfDate('20220405'), Date.UTC(2022, 3, 5));
  assert.equal(pdfDate('yesterday'), undefined);
  assert.equal(pdfDate('D:20229905'), undefined);
});

test('reading the same file twice gives the same document', async () => {
  const bytes = makePdf({ pages: [{ texts: lines(['a', 'b']), notes: [{ author: 'x', text: 'y' }] }] });
  assert.deepEqual(await read(bytes), await read(bytes));
});
