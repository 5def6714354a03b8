import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT, OperatorError } from '../../src/kernel/index.ts';
import { caseLayout, takeLock } from '../../src/store/index.ts';

test('a case in use says by whom and since when, with exit code 6', () => {
  const layout = caseLayout(mkdtempSync(join(tmpdir(), 'lock-')));
  const held = takeLock(layout, 'run');
  assert.throws(
    () => takeLock(layout, 'run'),
    (error) => error instanceof OperatorError && error.exit === EXIT.inUse && error.trouble.what.includes(String(process.pid)),
  );
  held.release();
  takeLock(layout, 'run').release();
});

test('the lock of a process that is gone is taken over and said', () => {
  const layout = caseLayout(mkdtempSync(join(tmpdir(), 'lock-')));
  takeLock(layout, 'run').release();
  writeFileSync(join(layout.store, 'run.lock'), JSON.stringify({ pid: 2 ** 22 + 1, started: '1', at: 'x' }));
  const held = takeLock(layout, 'run');
  assert.equal(held.tookOver, true);
  held.release();
});

test('run and decisions have locks of their own', () => {
  const layout = caseLayout(mkdtempSync(join(tmpdir(), 'lock-')));
  const held = takeLock(layout, 'run');
  takeLock(layout, 'decisions').release();
  held.release();
});
