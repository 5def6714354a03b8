/**
 * Nothing of the evidence leaves: not to a log, an error, a progress line, a temporary name, and not to the network. STYLE 6, contract
 * 1 and 5.2. The case carries a made-up word in every place where a value can hide, and a file whose reader is killed.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { canary, CANARY_PLACES, mail, makeCase, mbox, PEOPLE, zip } from '../make/case.ts';
import { BIN, filesBelow, plainEnvironment, postbreach, table, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const here = makeCase(join(folder, 'case'), {
  canaries: true,
  yaml: {
    mailboxes:
      'mailboxes:\n  - owner: { name: Rowan Teller, emails: [rowan.teller@lakeside.example] }\n    sources: [evidence/rowan.mbox, evidence/eml, evidence/export.zip, evidence/hostile.mbox]',
  },
});
const words = CANARY_PLACES.map(canary);
const hostile = canary('hostile-file');
/** Rows of a sheet without end: its reader meets a limit; and a file cut in the middle: its reader meets an error. */
const sheet = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${`<row><c t="inlineStr"><is><t>${hostile}</t></is></c></row>`.repeat(400_000)}</sheetData></worksheet>`;
const workbook = zip([
  {
    name: '[Content_Types].xml',
    bytes: Buffer.from(
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    ),
  },
  {
    name: '_rels/.rels',
    bytes: Buffer.from(
      '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    ),
  },
  {
    name: 'xl/_rels/workbook.xml.rels',
    bytes: Buffer.from(
      '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    ),
  },
  {
    name: 'xl/workbook.xml',
    bytes: Buffer.from(
      `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="${hostile}" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ),
  },
  { name: 'xl/worksheets/sheet1.xml', bytes: Buffer.from(sheet) },
]);
const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
writeFileSync(
  join(here, 'evidence', 'hostile.mbox'),
  mbox([
    mail({ name: 'h40', subject: hostile, text: 'See the table.', attachments: [{ name: `${hostile}.xlsx`, type, bytes: workbook }] }),
    mail({
      name: 'h41',
      subject: 'Cut',
      text: 'See the other.',
      attachments: [
        { name: `${hostile}-cut.xlsx`, type, bytes: workbook.subarray(0, 3000) },
        {
          name: `${hostile}.pdf`,
          type: 'application/pdf',
          bytes: Buffer.from(
            `%PDF-1.7\n1 0 obj <</Title (${hostile})>> endobj\nxref\n0 9999999999\ntrailer <</Root 7 0 R>>\nstartxref\n99\n%%EOF`,
          ),
        },
      ],
    }),
  ]),
);

const hasNoNetwork = spawnSync('unshare', ['-rn', 'true']).status === 0;
const args = ['run', here, '--debug', '--progress', 'json', '--jobs', '1'];
/** Without any network where the machine allows that; `lo` is down in it too. */
const ran = hasNoNetwork
  ? spawnSync('unshare', ['-rn', process.execPath, BIN, ...args], {
      encoding: 'utf8',
      env: plainEnvironment({ TMPDIR: folder }),
      maxBuffer: 2 ** 26,
    })
  : postbreach(args, { env: { TMPDIR: folder } });

test('a run needs no network', { skip: hasNoNetwork ? false : 'needs `unshare -rn`' }, () => {
  assert.equal(ran.status, 0, ran.stderr);
});

test('files that are hostile or cut cost themselves and nothing else: each is a gap, the rest is read', () => {
  assert.equal(ran.status, 0, ran.stderr);
  const state = (name: string): string => table(here, 'items').find((item) => item['name'] === name)?.['state'] ?? 'no row';
  assert.ok(['limit', 'failed', 'partial'].includes(state(`${hostile}.xlsx`)), state(`${hostile}.xlsx`));
  assert.ok(['corrupt', 'partial', 'limit'].includes(state(`${hostile}-cut.xlsx`)), state(`${hostile}-cut.xlsx`));
  assert.equal(table(here, 'individuals').filter(({ notify }) => notify !== 'no').length >= PEOPLE.length, true);
  assert.match(readFileSync(join(here, '.postbreach', 'log.jsonl'), 'utf8'), /stage\.ended/);
});

test('no word of the evidence is in a log, a message, a progress line or the name of a file', () => {
  const read = table(here, 'items')
    .map((item) => Object.values(item).join(' '))
    .join(' ');
  assert.ok(read.includes(canary('subject')) && read.includes(canary('path-in-zip')), 'the words were read');
  const status = postbreach(['status', here]);
  const verify = postbreach(['verify', here, '--debug']);
  const broken = postbreach(['explain', here, 'P-0000', '--debug']);
  const said: Readonly<Record<string, string>> = {
    'standard output of run': ran.stdout,
    'standard error of run': ran.stderr,
    status: status.stdout + status.stderr,
    verify: verify.stdout + verify.stderr,
    'an error': broken.stderr,
    'the event log': readFileSync(join(here, '.postbreach', 'log.jsonl'), 'utf8'),
    'names of files': [...filesBelow(join(here, '.postbreach')), ...filesBelow(join(here, 'out'))].join('\n'),
    'run.json': readFileSync(join(here, 'out', 'run.json'), 'utf8'),
  };
  for (const [where, text] of Object.entries(said)) {
    for (const [index, word] of words.entries())
      assert.ok(!text.toLowerCase().includes(word.toLowerCase()), `the word of ${CANARY_PLACES[index]} is in ${where}`);
  }
});

test('the answer on the screen names no person', () => {
  for (const text of [ran.stdout, ran.stderr, postbreach(['status', here]).stdout]) {
    for (const { given, family, mrn } of PEOPLE)
      for (const word of [given, family, mrn]) assert.ok(!text.includes(word), 'a name or number of a person is on the screen');
  }
});
