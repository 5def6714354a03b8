import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LIMITS } from '../../src/kernel/index.ts';
import { contentId, type Document, type Extracted } from '../../src/model/index.ts';
import { docxReader } from '../../src/extract/readers/docx.ts';
import { makeDocx, paragraph, story, tableOf } from '../../demo/make/ooxml.ts';

async function read(bytes: Uint8Array): Promise<Extracted> {
  return docxReader.read(bytes, { content: contentId('0'.repeat(64)), limits: DEFAULT_LIMITS, passwords: [] });
}
const documentOf = (result: Extracted): Document => {
  assert.ok(result.document !== undefined);
  return result.document;
};
const flagged = (document: Document, flag: 'hidden' | 'deleted'): string[] =>
  document.blocks.filter((block) => block[flag] === true).map((block) => document.text.slice(block.start, block.end));
const inZone = (document: Document, zone: string): string[] =>
  document.blocks.filter((block) => block.zone === zone).map((block) => document.text.slice(block.start, block.end));

test('paragraphs join their runs and tell headings and list items', async () => {
  const styles = story('styles', '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>');
  const body = `${paragraph('Discharge', '<w:pStyle w:val="berschrift1"/>')}<w:p><w:r><w:t>Jo</w:t></w:r><w:r><w:t>hn</w:t></w:r><w:r><w:tab/><w:t>Doe</w:t></w:r></w:p>${paragraph('one', '<w:numPr/>')}`;
  const result = await read(makeDocx({ body, parts: { 'word/styles.xml': styles }, relationships: [['styles', 'styles.xml']] }));
  assert.equal(result.state, 'extracted');
  const document = documentOf(result);
  assert.equal(document.text, 'Discharge\nJohn\tDoe\none');
  assert.deepEqual(
    document.blocks.map((block) => block.shape),
    ['heading', 'paragraph', 'list-item'],
  );
  assert.deepEqual(document.sourceMap[0]?.at, { kind: 'xml', part: 'word/document.xml' });
});

test('deleted and hidden text is kept where it stood, with its flag', async () => {
  const body =
    '<w:p><w:r><w:t>new </w:t></w:r><w:del><w:r><w:delText>old </w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> seen</w:t></w:r></w:p>';
  const document = documentOf(await read(makeDocx({ body })));
  assert.equal(document.text, 'new old unseen seen');
  assert.deepEqual(flagged(document, 'deleted'), ['old ']);
  assert.deepEqual(flagged(document, 'hidden'), ['unseen']);
});

test('a table is a grid with spans; a table that only places others is none', async () => {
  const cell = (text: string, more = ''): string => `<w:tcPr>${more}</w:tcPr>${paragraph(text)}`;
  const table = tableOf([
    [cell('Name', '<w:gridSpan w:val="2"/>'), cell('MRN')],
    [cell('Ann', '<w:vMerge w:val="restart"/>'), cell('Lee'), cell('123')],
    [`<w:tcPr><w:vMerge/></w:tcPr><w:p/>`, cell('Example'), cell('456')],
  ]);
  const document = documentOf(await read(makeDocx({ body: table })));
  const cells = document.grids[0]?.cells.map((one) => [
    one.row,
    one.col,
    one.rowSpan ?? 1,
    one.colSpan ?? 1,
    document.text.slice(one.start, one.end),
  ]);
  assert.deepEqual(cells, [
    [0, 0, 1, 2, 'Name'],
    [0, 2, 1, 1, 'MRN'],
    [1, 0, 2, 1, 'Ann'],
    [1, 1, 1, 1, 'Lee'],
    [1, 2, 1, 1, '123'],
    [2, 1, 1, 1, 'Example'],
    [2, 2, 1, 1, '456'],
  ]);
  const nested = documentOf(await read(makeDocx({ body: tableOf([[`${paragraph('above')}${table}`, paragraph('beside')]]) })));
  assert.equal(nested.grids.length, 1);
  assert.deepEqual(inZone(nested, 'body'), ['above', 'beside']);
});

test('headers come first and once, notes and comments behind, each in its zone', async () => {
  const document = documentOf(
    await read(
      makeDocx({
        body: paragraph('body text'),
        parts: {
          'word/header1.xml': story('hdr', paragraph('Patient: Ann')),
          'word/header2.xml': story('hdr', paragraph('Patient: Ann')),
          'word/footnotes.xml': story('footnotes', `<w:footnote w:id="1">${paragraph('a note')}</w:footnote>`),
          'word/comments.xml': story('comments', `<w:comment w:id="0" w:author="Dr. C">${paragraph('ask again')}</w:comment>`),
        },
        relationships: [
          ['header', 'header1.xml'],
          ['header', 'header2.xml'],
          ['footnotes', 'footnotes.xml'],
          ['comments', 'comments.xml'],
        ],
      }),
    ),
  );
  assert.ok(document.text.startsWith('Patient: Ann\nbody text\na note\nDr. C:\nask again'), 'in the order of reading');
  assert.deepEqual(inZone(document, 'footer'), ['Patient: Ann']);
  assert.deepEqual(inZone(document, 'note'), ['a note']);
  assert.deepEqual(inZone(document, 'comment'), ['Dr. C:', 'ask again']);
});

test('a text box is read once, though it is written in two forms', async () => {
  const box = `<w:txbxContent>${paragraph('boxed')}</w:txbxContent>`;
  const body = `<w:p><w:r><w:t>before</w:t></w:r><mc:AlternateContent xmlns:mc="mc"><mc:Choice Requires="wps"><w:r><w:drawing>${box}</w:drawing></w:r></mc:Choice><mc:Fallback><w:r><w:pict>${box}</w:pict></w:r></mc:Fallback></mc:AlternateContent><w:r><w:t> after</w:t></w:r></w:p>`;
  assert.equal(documentOf(await read(makeDocx({ body }))).text, 'before after\nboxed');
});

test('ticked boxes, field codes, alternative texts and external links are words', async () => {
  const body = `<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> HIV positive</w:t></w:r><w:r><w:instrText>HYPERLINK "https://portal.example/x"</w:instrText></w:r><w:r><w:drawing><wp:docPr xmlns:wp="wp" id="1" name="Picture 1" descr="photo of Ann"/></w:drawing></w:r></w:p>`;
  const document = documentOf(await read(makeDocx({ body, relationships: [['hyperlink', 'mailto:ann@example.org', 'External']] })));
  assert.ok(document.text.startsWith('[x] HIV positive\n'));
  for (const words of ['HYPERLINK "https://portal.example/x"', 'photo of Ann', 'mailto:ann@example.org'])
    assert.ok(document.text.includes(words), words);
});

test('parts that no reader knows are read, settings without their switches', async () => {
  const document = documentOf(
    await read(
      makeDocx({
        body: paragraph('x'),
        parts: {
          'customXml/item1.xml': '<r a="value of an attribute">bound text</r>',
          'word/settings.xml': story(
            'settings',
            '<w:rsids><w:rsid w:val="00A1B2C3"/></w:rsids><w:mailMerge><w:query w:val="SELECT * FROM patients"/></w:mailMerge><w:compat><w:compatSetting w:name="overrideTableStyle"/></w:compat>',
          ),
        },
      }),
    ),
  );
  assert.deepEqual(inZone(document, 'package'), ['value of an attribute\nbound text', 'SELECT * FROM patients']);
});

test('a document without its main part keeps all other parts and says so', async () => {
  const result = await read(
    makeDocx({ body: '', parts: { 'word/document.xml': '', 'word/header1.xml': story('hdr', paragraph('still here')) } }),
  );
  assert.notEqual(result.state, 'extracted');
  assert.ok(documentOf(result).text.includes('still here'));
});

test('broken XML keeps what stands before the break; entities of its own are never expanded', async () => {
  const torn = await read(
    makeDocx({
      body: '',
      parts: { 'word/document.xml': story('document', `<w:body>${paragraph('kept')}<w:p><w:r><w:t>torn`).slice(0, -13) },
    }),
  );
  assert.equal(torn.state, 'partial');
  assert.ok(documentOf(torn).text.startsWith('kept'));
  const bomb = '<!DOCTYPE d [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;&a;">]>';
  const laughs = await read(
    makeDocx({
      body: '',
      parts: {
        'word/document.xml': `${bomb}<w:document xmlns:w="w"><w:body>${paragraph('x').replace('x<', '&b; end<')}</w:body></w:document>`,
      },
    }),
  );
  assert.ok(!documentOf(laughs).text.includes('boom'));
  assert.ok(documentOf(laughs).text.includes(' end'));
});

test('a hundred thousand nested elements are read without recursion', async () => {
  const deep = `${'<w:sdt><w:sdtContent>'.repeat(50_000)}${paragraph('at the bottom')}${'</w:sdtContent></w:sdt>'.repeat(50_000)}`;
  assert.equal(documentOf(await read(makeDocx({ body: deep }))).text, 'at the bottom');
  const tables = `${'<w:tbl><w:tr><w:tc>'.repeat(5_000)}${paragraph('in all tables')}${'</w:tc></w:tr></w:tbl>'.repeat(5_000)}`;
  assert.ok(documentOf(await read(makeDocx({ body: tables }))).text.includes('in all tables'));
});
