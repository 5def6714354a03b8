/** What a content is, told by its bytes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { zipSync, strToU8 } from 'fflate';
import { extractContent, identify, isMessageType } from '../../src/extract/index.ts';
import { DEFAULT_LIMITS, listZip, readZipEntry, sha256 } from '../../src/kernel/index.ts';
import { contentId } from '../../src/model/index.ts';
import { needs, sharedRoot } from '../ingest/shared.ts';

const kind = (content: string | Uint8Array, name?: string): string =>
  identify(typeof content === 'string' ? Buffer.from(content, 'latin1') : content, name).kind;

test('magic numbers, names of entries and grammar tell the kind', () => {
  assert.equal(kind('%PDF-1.7\n'), 'pdf');
  assert.equal(kind('\x89PNG\r\n\x1a\n'), 'image');
  assert.equal(kind(zipSync({ '[Content_Types].xml': strToU8('x'), 'word/document.xml': strToU8('x') })), 'docx');
  assert.equal(kind(zipSync({ '[Content_Types].xml': strToU8('x'), 'xl/workbook.xml': strToU8('x') })), 'xlsx');
  assert.equal(kind(zipSync({ 'a.txt': strToU8('x') })), 'zip');
  assert.equal(kind('From: a@x.test\nSubject: s\n\nx'), 'message');
  assert.equal(kind('From a@x.test Tue Apr  5 10:00:00 2022\nSubject: s\n\nx'), 'mbox');
  assert.equal(kind('MSH|^~\\&|LAB|X\rPID|1\r'), 'hl7');
  assert.equal(kind('ISA*00*          *00*  '), 'x12');
  assert.equal(kind('BEGIN:VCARD\nN:Lee\n'), 'vcard');
  assert.equal(kind('{"resourceType":"Patient"}'), 'fhir-json');
  assert.equal(kind('{"a":[1]}'), 'json');
  assert.equal(kind('<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>'), 'ccda');
  assert.equal(kind('<table><tr><td>x</td></tr></table>', 'report.xls'), 'html');
  assert.equal(kind('{\\rtf1 x}'), 'rtf');
  assert.equal(kind('hello\nworld\n', 'a.dat'), 'text');
  assert.equal(kind(Uint8Array.from({ length: 400 }, (_, at) => (at * 37) % 256)), 'unknown');
});

test('a letter that begins like a memo is text, not a message', () => {
  assert.equal(kind('To: Records\nFrom: Dr. Smith\nDate: 4/5/2022\n\nPlease send.\n'), 'text');
  assert.equal(kind('BZh is how this text begins\n'), 'text');
});

test('a message comes back for its own reader; an unknown kind says what is missing', async () => {
  const read = (bytes: Uint8Array) => extractContent(bytes, { content: contentId(sha256(bytes)), limits: DEFAULT_LIMITS, passwords: [] });
  const message = await read(Buffer.from('From: a@x.test\nSubject: s\n\nx'));
  assert.deepEqual([isMessageType(message.mediaType), message.document, message.children.length], [true, undefined, 0]);
  assert.equal((await read(Buffer.from('Rar!\x1a\x07\0aaaa', 'latin1'))).reason, 'no-reader:rar');
  assert.equal((await read(new Uint8Array(0))).state, 'empty');
  assert.equal((await read(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))).reason, 'ocr.none');
});

/** Extension of a public file → kinds that it may be. Names there are sometimes wrong on purpose. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  pdf: ['pdf'],
  docx: ['docx', 'encrypted-ooxml', 'zip', 'cfb'],
  xlsx: ['xlsx', 'encrypted-ooxml'],
  pptx: ['pptx', 'encrypted-ooxml'],
  doc: ['doc', 'rms', 'xml'],
  xls: ['xls', 'unknown'],
  ppt: ['ppt'],
  rtf: ['rtf'],
  png: ['image'],
  jpg: ['image'],
  gif: ['image'],
  tif: ['image'],
  heic: ['image'],
  odt: ['odt', 'text', 'zip'],
  ods: ['ods'],
  zip: ['zip'],
  gz: ['gzip'],
  bz2: ['bzip2'],
  rar: ['rar'],
  '7z': ['7z'],
  csv: ['csv', 'text'],
  ics: ['ics'],
  mhtml: ['message'],
};

test('public files of many kinds are told by their bytes', { skip: needs('data/attachments/tika.zip') }, () => {
  const archive = readFileSync(resolve(sharedRoot, 'data/attachments/tika.zip'));
  for (const entry of listZip(archive).entries) {
    const allowed = EXPECTED[entry.name.split('.').at(-1)?.toLowerCase() ?? ''];
    if (allowed === undefined || entry.isDirectory) continue;
    const unpacked = readZipEntry(archive, entry, DEFAULT_LIMITS);
    assert.ok(unpacked.ok && allowed.includes(identify(unpacked.value).kind), `entry ${entry.index} is one of ${allowed.join(', ')}`);
  }
});
