/** Contents inside contents: packed messages of Outlook, archives, signed and locked ones, strings of old documents. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { extractContent } from '../../src/extract/index.ts';
import { DEFAULT_LIMITS, listZip, readZipEntry, sha256 } from '../../src/kernel/index.ts';
import { contentId, type Extracted } from '../../src/model/index.ts';
import { needs, sharedRoot } from '../ingest/shared.ts';

const read = (bytes: Uint8Array): Promise<Extracted> =>
  extractContent(bytes, { content: contentId(sha256(bytes)), limits: DEFAULT_LIMITS, passwords: [] });
const child = (extracted: Extracted, index = 0): string => Buffer.from(extracted.children[index]?.bytes ?? []).toString('latin1');

test('gzip members are one child; a torn one gives what it has', async () => {
  const two = await read(Buffer.concat([gzipSync('one '), gzipSync('two')]));
  assert.deepEqual([two.state, child(two)], ['extracted', 'one two']);
  const words = Array.from({ length: 4000 }, (_, at) => `w${at * 7919}`).join(' ');
  const torn = await read(gzipSync(words).subarray(0, 9000));
  assert.deepEqual([torn.state, torn.reason, child(torn).startsWith('w0 w7919')], ['partial', 'gzip.truncated', true]);
});

const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? Buffer.from([body.length]) : Buffer.from([0x82, body.length >> 8, body.length & 255]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
};
const oid = (last: number): Buffer => der(0x06, Buffer.from(`2a864886f70d0107${last.toString(16).padStart(2, '0')}`, 'hex'));
const signed = (content: Buffer): Buffer =>
  der(0x30, oid(2), der(0xa0, der(0x30, der(2, Buffer.from([1])), der(0x31), der(0x30, oid(1), content), der(0x31))));

test('what is signed is inside and read; pieces of an octet string are joined; what is enveloped is locked', async () => {
  const inner = Buffer.from('Content-Type: text/plain\r\n\r\nsigned words\r\n');
  assert.equal(child(await read(signed(der(0xa0, der(0x04, inner))))), inner.toString());
  const pieces = Buffer.concat([
    Buffer.from([0xa0, 0x80, 0x24, 0x80]),
    der(0x04, inner.subarray(0, 10)),
    der(0x04, inner.subarray(10)),
    Buffer.alloc(4),
  ]);
  assert.equal(child(await read(signed(pieces))), inner.toString());
  const locked = await read(der(0x30, oid(3), der(0xa0, der(0x30, der(2, Buffer.from([0]))))));
  assert.deepEqual([locked.state, locked.reason], ['encrypted', 'smime']);
});

test('strings of an old document are read in both widths, and the rest is said to be missing', async () => {
  const file = Buffer.alloc(4096, 0xff);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(file);
  Buffer.from('Patient Jane Roe', 'latin1').copy(file, 600);
  Buffer.from('DOB 07/16/1960 überwiesen', 'utf16le').copy(file, 701);
  const extracted = await read(file);
  assert.deepEqual([extracted.state, extracted.reason], ['partial', 'strings-only:cfb']);
  assert.equal(extracted.document?.text, 'Patient Jane Roe\nDOB 07/16/1960 überwiesen\n');
});

test('files in base64 inside health text are children', async () => {
  const note = Buffer.from('a note inside').toString('base64');
  const fhir = await read(Buffer.from(`{"resourceType":"DocumentReference","content":[{"attachment":{"data":"${note}"}}]}`));
  assert.deepEqual([fhir.reason, child(fhir)], ['text-only:fhir-json', 'a note inside']);
  const pdf = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(400, 'x')]).toString('base64');
  const hl7 = await read(Buffer.from(`MSH|^~\\&|LAB\rOBX|1|ED|R||^application^pdf^Base64^${pdf}||\r`));
  assert.ok(child(hl7).startsWith('%PDF-1.4'));
});

test(
  'packed messages of Outlook give text and the attachments that another program lists',
  { skip: needs('data/mail/tnef.zip') },
  async () => {
    const archive = readFileSync(resolve(sharedRoot, 'data/mail/tnef.zip'));
    const names = new Map<string, string[]>();
    for (const entry of listZip(archive).entries) {
      const unpacked = readZipEntry(archive, entry, DEFAULT_LIMITS);
      if (!unpacked.ok || !/\.(?:tnef|dat)$/.test(entry.name)) continue;
      const extracted = await read(unpacked.value);
      if (extracted.mediaType === 'application/vnd.ms-tnef')
        names.set(
          entry.name,
          extracted.children.map((one) => one.name ?? ''),
        );
    }
    assert.deepEqual(names.get('tnefparse/two-files.tnef'), ['AUTHORS', 'README']);
    assert.deepEqual(names.get('tnefparse/umlaut.tnef')?.at(-1), 'UmlautAnhang-äüö.txt');
    assert.deepEqual(names.get('poi/quick-winmail.dat'), ['quick.doc', 'quick.html', 'quick.pdf', 'quick.txt', 'quick.xml']);
  },
);
