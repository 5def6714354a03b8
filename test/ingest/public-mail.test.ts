/** Public mail of many kinds: every message parses, its ranges add up, and what a slow reader finds is found. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { parseMessage } from '../../src/ingest/index.ts';
import { DEFAULT_LIMITS, listZip, readZipEntry } from '../../src/kernel/index.ts';
import { needs, sharedRoot } from './shared.ts';

const SETS = [
  { file: 'data/mail/mime-torture.zip', every: 1 },
  { file: 'data/mail/maildir.zip', every: 1 },
  { file: 'data/mail/spamassassin.zip', every: 4 },
];

for (const { file, every } of SETS) {
  test(`every message of ${file} parses, and its ranges add up`, { skip: needs(file) }, () => {
    const archive = readFileSync(resolve(sharedRoot, file));
    const entries = listZip(archive).entries.filter((entry) => !entry.isDirectory);
    let read = 0;
    for (const entry of entries) {
      if (entry.index % every !== 0) continue;
      const unpacked = readZipEntry(archive, entry, DEFAULT_LIMITS);
      assert.ok(unpacked.ok && unpacked.gaps.length === 0, 'the archive is whole');
      const message = parseMessage(unpacked.value, DEFAULT_LIMITS);
      let at = 0;
      for (const range of message.ranges) {
        assert.equal(range.start, at);
        at = range.end;
      }
      assert.equal(at, unpacked.value.length, `ranges of entry ${entry.index} add up`);
      for (const attachment of message.attachments) attachment.bytes();
      assert.equal(new Set(message.attachments.map((one) => one.path)).size, message.attachments.length, 'paths are unique');
      read += 1;
    }
    assert.ok(read > entries.length / every - 1);
  });
}
