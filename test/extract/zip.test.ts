import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LIMITS } from '../../src/kernel/index.ts';
import { contentId, type Extracted } from '../../src/model/index.ts';
import { zipReader } from '../../src/extract/readers/zip.ts';
import { makeZip } from '../../demo/make/zip.ts';

async function read(bytes: Uint8Array, passwords: readonly string[] = []): Promise<Extracted> {
  return zipReader.read(bytes, { content: contentId('0'.repeat(64)), limits: DEFAULT_LIMITS, passwords });
}
const textOf = (child: Extracted['children'][number] | undefined): string => Buffer.from(child?.bytes ?? []).toString();

test('each entry of a ZIP is a child named by its position, and the names are a text', async () => {
  const result = await read(
    makeZip([
      { name: '../evil/Ann Example.txt', data: 'one' },
      { name: 'b.txt', data: 'two', stored: true },
    ]),
  );
  assert.equal(result.state, 'extracted');
  assert.deepEqual(
    result.children.map((child) => [child.path, child.name, textOf(child)]),
    [
      ['zip:#0', '../evil/Ann Example.txt', 'one'],
      ['zip:#1', 'b.txt', 'two'],
    ],
  );
  assert.equal(result.document?.text, '../evil/Ann Example.txt\nb.txt\n');
  assert.deepEqual(
    result.document?.blocks.map((block) => block.zone),
    ['property', 'property'],
  );
});

test('a locked entry opens with one of the known passwords', async () => {
  const zip = makeZip([{ name: 'a', data: 'secret text', password: 'right one' }]);
  assert.equal(textOf((await read(zip, ['wrong', 'right one'])).children[0]), 'secret text');
});

test('a ZIP whose entries are all locked is encrypted, one with some is partial', async () => {
  const locked = { name: 'a', data: 'secret text', password: 'never told' };
  const all = await read(makeZip([locked]), ['wrong']);
  assert.equal(all.state, 'encrypted');
  assert.equal(all.children[0]?.gap?.code, 'zip.encrypted:zipcrypto');
  assert.equal(all.children[0]?.bytes, undefined);
  const some = await read(makeZip([locked, { name: 'b', data: 'open' }]), ['wrong']);
  assert.equal(some.state, 'partial');
  assert.equal(textOf(some.children[1]), 'open');
});

test('an archive that is cut in the middle still gives its first entries', async () => {
  const zip = makeZip([
    { name: 'a', data: 'kept' },
    { name: 'b', data: 'x'.repeat(5000), stored: true },
  ]);
  const result = await read(zip.subarray(0, 1000));
  assert.equal(result.state, 'partial');
  assert.equal(textOf(result.children[0]), 'kept');
});

test('a bomb gives its head and the state limit, and what stands behind it is read', async () => {
  const limits = { ...DEFAULT_LIMITS, ratioMax: 10, outputSlackBytes: 1000 };
  const zip = makeZip([
    { name: 'bomb', data: Buffer.alloc(1_000_000) },
    { name: 'after', data: 'seen' },
  ]);
  const result = await zipReader.read(zip, { content: contentId('0'.repeat(64)), limits, passwords: [] });
  assert.equal(result.state, 'limit');
  assert.ok((result.children[0]?.bytes?.length ?? 0) < 20_000);
});

test('bytes that are no archive are corrupt', async () => {
  assert.equal((await read(Buffer.from('no archive at all'))).state, 'corrupt');
});
