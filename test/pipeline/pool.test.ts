import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { DEFAULT_LIMITS } from '../../src/kernel/index.ts';
import { Pool } from '../../src/pipeline/executors/pool.ts';

test('a closed pool refuses who runs, who waits and who comes, and starts no child again', async () => {
  const texts = mkdtempSync(join(tmpdir(), 'postbreach-test-'));
  try {
    const pool = new Pool({ size: 1, texts, runName: 'closing', limits: DEFAULT_LIMITS });
    const job = { kind: 'canaries', limits: DEFAULT_LIMITS } as const;
    const runs = [pool.run(job), pool.run(job), pool.run(job)];
    const settled = Promise.allSettled(runs);
    await pool.close();
    runs.push(pool.run(job));
    assert.deepEqual(
      (await settled).map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    await assert.rejects(runs[3] as Promise<unknown>, /closed/);
  } finally {
    rmSync(texts, { recursive: true, force: true });
  }
});
