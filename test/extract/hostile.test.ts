/** Hostile and odd files: words that must be found are found, and what is not found is never called read. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { needs, sharedRoot } from '../ingest/shared.ts';
import { Reading } from './read-all.ts';

interface Expected {
  readonly allow: readonly string[];
  readonly find?: readonly string[];
  readonly findOr?: readonly string[];
  readonly never?: readonly string[];
}

const MAKER = 'tools/hostile.ts';
/** The groups that these readers open. */
const OURS =
  /^(?:mime|mbox|html|csv|zip|gz|json|ndjson|hl7|x12|xml|fhir|ccda|tar|tnef|smime|pgp|rtf|image\.svg|page|calendar|contact|empty|one-byte|text-as|twin|long-line|xlsx-html)/;
const READ = new Set(['extracted', 'empty', 'duplicate']);

test('hostile files of mail and text give every word that can be had', { skip: needs(MAKER), timeout: 120_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  try {
    execFileSync(process.execPath, [resolve(sharedRoot, MAKER), folder], { stdio: 'ignore' });
    const { files } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as { files: Record<string, Expected> };
    for (const [name, expected] of Object.entries(files)) {
      if (!OURS.test(name)) continue;
      await t.test(name, async () => {
        const leaves = await new Reading().source(join(folder, name));
        const text = leaves.map((leaf) => `${leaf.text}\n${leaf.names.join('\n')}`).join('\n');
        const states = leaves.map((leaf) => leaf.state).filter((state) => !READ.has(state));
        for (const word of expected.find ?? []) assert.ok(text.includes(word), 'a word that must be found');
        for (const word of expected.findOr ?? [])
          assert.ok(text.includes(word) || states.length > 0, 'a word that is not found is not called read');
        for (const word of expected.never ?? []) assert.ok(!text.includes(word), 'a word that must not appear');
        for (const state of states) assert.ok(expected.allow.includes(state), `${state} is allowed`);
        if (states.length === 0)
          assert.ok(
            leaves.every((leaf) => READ.has(leaf.state)) && expected.allow.some((state) => READ.has(state)),
            'being read is allowed',
          );
      });
    }
    const links = await new Reading().source(join(folder, 'folder'));
    assert.ok(
      links.every((leaf) => !leaf.text.includes('root:x:0:0')),
      'links out of the evidence are not followed',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
