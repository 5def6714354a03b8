/** The hostile set for these formats, made anew into a temporary folder, and real files: skipped where the shared folder is not there. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DEFAULT_LIMITS, listZip, readZipEntry, sha256 } from '../../src/kernel/index.ts';
import { contentId, ITEM_STATES, type Extracted, type ItemState } from '../../src/model/index.ts';
import { extractContent } from '../../src/extract/index.ts';
import { zipReader } from '../../src/extract/readers/zip.ts';

const shared = process.env['POSTBREACH_SHARED'] ?? '../shared';
const skip = existsSync(join(shared, 'tools/hostile.ts')) ? false : 'the shared folder is not there';
const folder = skip === false ? mkdtempSync(join(tmpdir(), 'hostile-')) : '';
after(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

interface Expected {
  readonly allow: readonly ItemState[];
  readonly find?: readonly string[];
  readonly findOr?: readonly string[];
  readonly never?: readonly string[];
}

/** From best to worst: spec/ingest.md 1.2. */
const ORDER: readonly ItemState[] = [
  'empty',
  'duplicate',
  'extracted',
  'needs-ocr',
  'partial',
  'unsupported',
  'missing',
  'encrypted',
  'limit',
  'corrupt',
  'failed',
];
const DEPTH_MAX = 24;

async function readOne(bytes: Uint8Array, name?: string): Promise<Extracted> {
  return extractContent(bytes, { content: contentId(sha256(bytes)), limits: DEFAULT_LIMITS, passwords: ['password'] }, name);
}

/** A whole family: worst state and all text. */
interface Family {
  /** Contents that were read: each once, as the pipeline does. */
  readonly seen: Set<string>;
  bytesLeft: number;
}

/** The head of one bomb, 64 MiB and 200 times its packed size, is in it. */
const FAMILY_BYTES_MAX = 128 * 1024 ** 2;

async function readFamily(
  bytes: Uint8Array,
  name?: string,
  family: Family = { seen: new Set(), bytesLeft: FAMILY_BYTES_MAX },
  depth = 0,
): Promise<{ state: ItemState; text: string }> {
  family.bytesLeft -= bytes.length;
  if (family.bytesLeft < 0) return { state: 'limit', text: '' };
  const content = sha256(bytes);
  if (family.seen.has(content)) return { state: 'duplicate', text: '' };
  family.seen.add(content);
  if (depth >= DEPTH_MAX) return { state: 'limit', text: '' };
  const own = await readOne(bytes, name);
  checkShape(own);
  let { state } = own;
  let text = own.document?.text ?? '';
  for (const child of own.children) {
    const below =
      child.bytes === undefined
        ? { state: child.gap?.state ?? 'failed', text: '' }
        : await readFamily(child.bytes, child.name, family, depth + 1);
    if (ORDER.indexOf(below.state) > ORDER.indexOf(state)) state = below.state;
    text += `\n${below.text}`;
  }
  return { state, text };
}

/** What holds for every document whatever its bytes. */
function checkShape(result: Extracted): void {
  assert.ok(ITEM_STATES.includes(result.state));
  assert.ok(
    result.state === 'extracted' || result.state === 'empty' || result.reason !== undefined,
    'a state other than read has a reason',
  );
  assert.equal(new Set(result.children.map((child) => child.path)).size, result.children.length, 'paths of children are unique');
  const document = result.document;
  if (document === undefined) return;
  let at = 0;
  for (const run of document.sourceMap) {
    assert.equal(run.start, at, 'runs of the source map follow one another');
    at = run.end;
  }
  assert.equal(at, document.text.length, 'the source map covers the text');
  for (const grid of document.grids)
    for (const cell of grid.cells)
      assert.ok(cell.start >= grid.start && cell.end <= grid.end && cell.row < grid.rows && cell.col < grid.cols);
}

test('hostile PDF, ZIP and Office files end in an allowed state with every word found', { skip, timeout: 60_000 }, async () => {
  execFileSync(process.execPath, [join(shared, 'tools/hostile.ts'), folder]);
  const { files } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as { files: Record<string, Expected> };
  const ours = Object.keys(files).filter((name) => /^(?:pdf-|poly-pdf|zip-(?!sfx)|docx-|xlsx-|ooxml-).*(?<!\.eml)$/.test(name));
  assert.ok(ours.length >= 40, 'the set holds these formats');
  const faults: string[] = [];
  for (const name of ours) {
    const expected = files[name];
    if (expected === undefined) continue;
    const { state, text } = await readFamily(readFileSync(join(folder, name)), name);
    if (!expected.allow.includes(state)) faults.push(`${name}: ${state}`);
    for (const word of expected.find ?? []) if (!text.includes(word)) faults.push(`${name}: a word is not found`);
    for (const word of expected.findOr ?? [])
      if (!text.includes(word) && state === 'extracted') faults.push(`${name}: a word is lost in silence`);
    for (const word of expected.never ?? []) if (text.includes(word)) faults.push(`${name}: a word that must not be read`);
  }
  assert.deepEqual(faults, []);
});

test('an archive behind a program is read by its own reader', { skip }, async () => {
  const reading = await zipReader.read(readFileSync(join(folder, 'zip-sfx.zip')), {
    content: contentId('0'.repeat(64)),
    limits: DEFAULT_LIMITS,
    passwords: [],
  });
  assert.equal(reading.state, 'extracted');
  assert.equal(reading.children.length, 1);
});

test('real PDF, Word, Excel and ZIP files are read without an exception, most of them whole', { skip, timeout: 60_000 }, async () => {
  const archive = readFileSync(join(shared, 'data/attachments/tika.zip'));
  let [read, whole] = [0, 0];
  for (const entry of listZip(archive).entries) {
    if (!/\.(?:pdf|docx|docm|xlsx|xlsm|zip)$/.test(entry.name)) continue;
    const bytes = readZipEntry(archive, entry, DEFAULT_LIMITS);
    assert.ok(bytes.ok);
    const result = await readOne(bytes.value, entry.name);
    checkShape(result);
    read += 1;
    if (result.state === 'extracted') whole += 1;
  }
  assert.ok(read >= 70);
  assert.ok(whole >= 0.7 * read, `${whole} of ${read}`);
});

test('the sample documents of health care give their text', { skip }, async () => {
  const folderOf = join(shared, 'data/health/pdf');
  for (const name of readdirSync(folderOf)) {
    const { document, state } = await readOne(readFileSync(join(folderOf, name)), name);
    assert.equal(state, 'extracted');
    assert.ok((document?.text.length ?? 0) > 5_000);
  }
});

test('a document cut anywhere ends in a state that tells it', { skip }, async () => {
  const archive = readFileSync(join(shared, 'data/attachments/tika.zip'));
  for (const wanted of [/testEXCEL-formats\.xlsx$/, /testWORD_numbered_list\.docx$/, /testPDF\.pdf$/]) {
    const entry = listZip(archive).entries.find((one) => wanted.test(one.name));
    assert.ok(entry !== undefined);
    const bytes = readZipEntry(archive, entry, DEFAULT_LIMITS);
    assert.ok(bytes.ok);
    for (let share = 1; share < 10; share += 1) {
      const cut = bytes.value.subarray(0, Math.floor((bytes.value.length * share) / 10));
      const result = await readOne(cut, entry.name);
      checkShape(result);
      assert.notEqual(result.state, 'extracted', `${entry.name} at ${share} tenths`);
    }
  }
});
