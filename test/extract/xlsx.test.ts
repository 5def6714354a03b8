import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_LIMITS } from '../../src/kernel/index.ts';
import { contentId, type Document, type Extracted } from '../../src/model/index.ts';
import { xlsxReader } from '../../src/extract/readers/xlsx.ts';
import { parseFormat, showDate, showDigits, showNumber } from '../../src/extract/readers/xlsx/numbers.ts';
import { cellName, parseCell } from '../../src/extract/readers/xlsx/references.ts';
import { makeXlsx, type MadeCell, type MadeSheet } from '../../demo/make/ooxml.ts';

async function read(bytes: Uint8Array): Promise<Extracted> {
  return xlsxReader.read(bytes, { content: contentId('0'.repeat(64)), limits: DEFAULT_LIMITS, passwords: [] });
}
const documentOf = (result: Extracted): Document => {
  assert.ok(result.document !== undefined);
  return result.document;
};
const sheet = (cells: readonly MadeCell[], more: Partial<MadeSheet> = {}): MadeSheet => ({ name: 'S', rows: [{ cells }], ...more });
const cellsOf = (document: Document, grid = 0): (readonly [number, number, string])[] =>
  (document.grids[grid]?.cells ?? []).map((cell) => [cell.row, cell.col, document.text.slice(cell.start, cell.end)]);
const block = (document: Document, label: string): string | undefined => {
  const found = document.blocks.find((one) => one.label === label);
  return found === undefined ? undefined : document.text.slice(found.start, found.end);
};

test('cells come with their places, their sheet and their kind', async () => {
  const document = documentOf(
    await read(
      makeXlsx({
        formats: [14, '000\\-00\\-0000', 'yyyy\\-mm\\-dd hh:mm'],
        sheets: [
          sheet([
            { ref: 'A1', text: 'shared' },
            { ref: 'B1', text: 'in the cell', inline: true },
            { ref: 'C1', number: 28_168, style: 1 },
            { ref: 'D1', number: 1_234_567, style: 2 },
            { ref: 'E1', number: 44_656.6681712963, style: 3 },
            { ref: 'F1', number: '1.2345678E9' },
            { ref: 'G1', number: 1, type: 'b' },
            { ref: 'H1', number: 7, formula: 'SUM(A2:A9)' },
          ]),
        ],
      }),
    ),
  );
  assert.deepEqual(
    cellsOf(document).map(([, , text]) => text),
    ['shared', 'in the cell', '1977-02-12', '001-23-4567', '2022-04-05T16:02:10', '1234567800', 'TRUE', '7'],
  );
  const cells = document.grids[0]?.cells ?? [];
  assert.deepEqual(
    cells.map((cell) => cell.isDate ?? false),
    [false, false, true, false, true, false, false, false],
  );
  assert.equal(cells[7]?.isFormula, true);
  assert.equal(document.grids[0]?.sheet, 'S');
  const at = document.sourceMap.find(
    (run) => run.start === cells[3]?.start || (run.start < (cells[3]?.start ?? 0) && run.end > (cells[3]?.start ?? 0)),
  )?.at;
  assert.deepEqual(at, { kind: 'cell', sheet: 'S', cell: 'D1' });
});

test('hidden sheets, rows and columns are read and flagged', async () => {
  const document = documentOf(
    await read(
      makeXlsx({
        sheets: [
          {
            name: 'Open',
            hiddenColumns: [2],
            rows: [
              {
                cells: [
                  { ref: 'A1', text: 'a' },
                  { ref: 'B1', text: 'b' },
                ],
              },
              { hidden: true, cells: [{ ref: 'A2', text: 'c' }] },
            ],
          },
          sheet([{ ref: 'A1', text: 'd' }], { name: 'Away', state: 'veryHidden' }),
        ],
      }),
    ),
  );
  const hidden = document.grids.flatMap((grid) =>
    grid.cells.map((cell) => [document.text.slice(cell.start, cell.end), cell.hidden ?? false]),
  );
  assert.deepEqual(hidden, [
    ['a', false],
    ['b', true],
    ['c', true],
    ['d', true],
  ]);
  assert.deepEqual(
    document.blocks.filter((one) => one.shape === 'heading').map((one) => [one.label, one.hidden ?? false]),
    [
      ['Open', false],
      ['Away', true],
    ],
  );
});

test('merged ranges span from their first cell; two far cells stay two cells', async () => {
  const document = documentOf(
    await read(
      makeXlsx({
        sheets: [
          sheet(
            [
              { ref: 'A1', text: 'wide' },
              { ref: 'XFD1', text: 'far' },
            ],
            { merges: ['A1:C2'] },
          ),
        ],
      }),
    ),
  );
  const [first, far] = document.grids[0]?.cells ?? [];
  assert.deepEqual([first?.rowSpan, first?.colSpan], [2, 3]);
  assert.deepEqual([far?.col, document.text.includes('wide\tfar')], [16_383, true]);
});

test('notes, footers, orphan strings and parts that no reader knows are read in their zones', async () => {
  const document = documentOf(
    await read(
      makeXlsx({
        orphans: ['value of a deleted cell'],
        sheets: [
          sheet([{ ref: 'A1', text: 'x' }], {
            comments: [{ ref: 'A1', author: 'Dr. N', text: 'do not tell her' }],
            footer: '&L&"Arial,Bold"Ward 7&RPage &P',
          }),
        ],
        extra: {
          'xl/pivotCache/pivotCacheRecords1.xml': '<r xmlns="x"><s v="left in the pivot"/></r>',
          'docProps/core.xml': '<p xmlns:d="d"><d:creator>A. Writer</d:creator></p>',
        },
      }),
    ),
  );
  assert.equal(block(document, 'A1'), 'Dr. N: do not tell her');
  assert.equal(block(document, 'strings of deleted cells'), 'value of a deleted cell');
  assert.equal(block(document, 'xl/pivotCache/pivotCacheRecords1.xml'), 'left in the pivot');
  assert.equal(block(document, 'creator'), 'creator: A. Writer');
  assert.match(document.text, /Ward 7 +Page/);
  assert.deepEqual([...new Set(document.blocks.map((one) => one.zone))].sort(), [
    'body',
    'comment',
    'footer',
    'package',
    'property',
    'table',
  ]);
});

test('files inside a workbook are children', async () => {
  const result = await read(makeXlsx({ sheets: [sheet([{ ref: 'A1', text: 'x' }])], extra: { 'xl/embeddings/inner.docx': 'bytes' } }));
  assert.deepEqual(
    result.children.map((child) => [child.path, child.name, Buffer.from(child.bytes ?? []).toString()]),
    [['ooxml:xl/embeddings/inner.docx', 'inner.docx', 'bytes']],
  );
});

test('a sheet that breaks off keeps the cells before, and the workbook is partial', async () => {
  const xml = '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>kept</t></is></c><c r="B1" t="inlineStr"><is><t>lost';
  const result = await read(makeXlsx({ sheets: [sheet([])], extra: { 'xl/worksheets/sheet1.xml': xml } }));
  assert.equal(result.state, 'partial');
  assert.equal(result.reason, 'ooxml.xml-broken');
  assert.deepEqual(cellsOf(documentOf(result)), [[0, 0, 'kept']]);
});

test('more cells than the text may hold are a limit that is told', async () => {
  const rows = Array.from({ length: 50 }, (_, row) => ({ cells: [{ ref: `A${row + 1}`, text: 'x', inline: true }] }));
  const result = await xlsxReader.read(makeXlsx({ sheets: [{ name: 'S', rows }] }), {
    content: contentId('0'.repeat(64)),
    limits: { ...DEFAULT_LIMITS, textCharsMax: 20 },
    passwords: [],
  });
  assert.equal(result.state, 'limit');
  assert.ok((result.document?.grids[0]?.cells.length ?? 0) < 50);
});

test('a locked package is encrypted, other bytes are corrupt', async () => {
  const locked = Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(600),
    Buffer.from('EncryptedPackage', 'utf16le'),
    Buffer.alloc(600),
  ]);
  const result = await read(locked);
  assert.deepEqual([result.state, result.reason], ['encrypted', 'ooxml.encrypted']);
  assert.equal((await read(Buffer.from('id,name\n1,x\n'))).state, 'corrupt');
});

test('serial numbers are days of the two systems, with the leap day that never was', () => {
  const day = { withDate: true, withTime: false, elapsed: false };
  assert.deepEqual(
    [1, 59, 60, 61, 28_168].map((serial) => showDate(serial, day, false)?.text),
    ['1900-01-01', '1900-02-28', '1900-02-29', '1900-03-01', '1977-02-12'],
  );
  assert.deepEqual(
    [0, 26_706].map((serial) => showDate(serial, day, true)?.text),
    ['1904-01-01', '1977-02-12'],
  );
  assert.equal(showDate(20_220_405, day, false), undefined);
  assert.equal(showDate(0.75, { ...day, withDate: false, withTime: true }, false)?.text, '18:00:00');
  assert.equal(showDate(1.5, { withDate: false, withTime: true, elapsed: true }, false)?.text, '36:00:00');
});

test('a number format tells dates, fixed digits and plain numbers apart', () => {
  const kind = (code: string): string => parseFormat(code).kind;
  for (const code of ['m/d/yy', 'yyyy-mm-dd', '[$-409]d\\-mmm\\-yy;@', 'h:mm', '[h]:mm']) assert.equal(kind(code), 'date', code);
  for (const code of ['General', '0.00', '#,##0', '"USD" #,##0.00', '0.00E+00', '# ##0', '[Red]0.0', '@', '0'])
    assert.equal(kind(code), 'plain', code);
  for (const [code, value, text] of [
    ['00000', 981, '00981'],
    ['000-00-0000', 78_051_120, '078-05-1120'],
    ['00000\\-0000', 981_440_001, '98144-0001'],
    ['"M"000000', 42, 'M000042'],
    ['###\\-##\\-####', 123_456_789, '123-45-6789'],
  ] as const) {
    const format = parseFormat(code);
    assert.equal(format.kind === 'digits' ? showDigits(format.pattern, value) : undefined, text, code);
  }
});

test('a number is shown with 15 digits and without an exponent', () => {
  assert.deepEqual(['0.30000000000000004', '1.5E3', '12345678901', '4.0', '1E-7', '-2.50'].map(showNumber), [
    '0.3',
    '1500',
    '12345678901',
    '4',
    '1E-7',
    '-2.5',
  ]);
});

test('an address of a cell and its place are one and the same', () => {
  fc.assert(
    fc.property(fc.record({ row: fc.nat(1_048_575), col: fc.nat(16_383) }), (place) => {
      assert.deepEqual(parseCell(cellName(place)), { ...place });
    }),
  );
  for (const wrong of ['', 'A', '1', 'XFE1', 'A0', 'A1048577', 'AAAA1']) assert.equal(parseCell(wrong), undefined, wrong);
});
